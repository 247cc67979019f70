//! A paper that goes with a form through its check page. A browser forgets a chosen file, so it is kept when it first arrives and
//! named by its hash until the form is sent.

use casework::{Material, Store};
use maud::{Markup, html};
use values::{Instant, Text};
use web::components::FormView;
use web::{FormData, FormErrors};

use super::page::hidden;
use super::upload::{ACCEPTED, UploadError, examine, keep, plain_name};

fn hash_field(kind: &str) -> String {
    format!("{kind}.sha256")
}

fn name_field(kind: &str) -> String {
    format!("{kind}.file_name")
}

/// The papers of the kinds asked for: the file just sent, or the one kept before. What is wrong with a file is noted under its
/// field. The type and size of a kept file are read again from its content.
pub fn take(
    store: &dyn Store,
    kinds: &[&str],
    data: &FormData,
    now: Instant,
    errors: &mut FormErrors,
) -> Result<Vec<Material>, casework::StoreError> {
    let mut materials = Vec::new();
    for kind in kinds {
        match data.file(kind) {
            Some(file) => match keep(store, kind, file, now) {
                Ok(material) => materials.push(material),
                Err(UploadError::Refused(text)) => errors.push(kind, text),
                Err(UploadError::Store(error)) => return Err(error),
            },
            None => materials.extend(kept(store, kind, data, now)?),
        }
    }
    Ok(materials)
}

fn kept(store: &dyn Store, kind: &str, data: &FormData, now: Instant) -> Result<Option<Material>, casework::StoreError> {
    let sha256 = data.trimmed(&hash_field(kind));
    if sha256.len() != 64 || !sha256.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(None);
    }
    let Some(content) = store.views()?.document(sha256)? else { return Ok(None) };
    Ok(examine(&content).ok().map(|media_type| Material {
        kind: kind.to_owned(),
        file_name: plain_name(data.get(&name_field(kind))),
        media_type: media_type.to_owned(),
        size_bytes: content.len() as i64,
        sha256: sha256.to_owned(),
        received_at: now,
    }))
}

/// Hidden inputs that carry kept papers to the next page.
pub fn carried(materials: &[Material]) -> Markup {
    html! {
        @for material in materials {
            (hidden(&hash_field(&material.kind), &material.sha256))
            (hidden(&name_field(&material.kind), &material.file_name))
        }
    }
}

/// The names of the papers, for the page that checks the answers.
pub fn names(materials: &[Material]) -> Text {
    let names: Vec<&str> = materials.iter().map(|material| material.file_name.as_str()).collect();
    if names.is_empty() { Text::new("无", "none") } else { Text::same(names.join("、")) }
}

/// What was typed, with the papers kept so far, so that a form shown again still has them.
pub fn remembered(data: &FormData, materials: &[Material]) -> FormData {
    let of_papers: Vec<String> = materials.iter().flat_map(|material| [hash_field(&material.kind), name_field(&material.kind)]).collect();
    let typed = data.fields().filter(|(name, _)| !of_papers.iter().any(|field| field == name));
    let typed = typed.fold(FormData::new(), |kept, (name, value)| kept.with(name, value));
    materials.iter().fold(typed, |kept, material| {
        kept.with(&hash_field(&material.kind), &material.sha256).with(&name_field(&material.kind), &material.file_name)
    })
}

/// The file input of a kind, with the name of the paper kept before and the fields that carry it along.
pub fn input(view: &FormView<'_>, kind: &str, label: Text) -> Markup {
    let kept = view.data.get(&name_field(kind));
    let shapes = Text::new("PDF、JPEG 或 PNG，不超过 10 MB", "PDF, JPEG or PNG, at most 10 MB");
    let hint = if kept.is_empty() {
        shapes
    } else {
        Text::new(
            format!("已上传“{kept}”；另选文件则替换。{}", shapes.zh),
            format!("“{kept}” is kept; another file replaces it. {}", shapes.en),
        )
    };
    html! {
        (view.file(kind, label).hint(hint).accept(ACCEPTED).optional())
        @if !kept.is_empty() {
            (hidden(&hash_field(kind), view.data.get(&hash_field(kind))))
            (hidden(&name_field(kind), kept))
        }
    }
}
