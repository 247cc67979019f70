//! Reads catalogues from the law's files: `regions/<region>/injury/catalogue/<name>/*.toml`, one edition each.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use toml::de::DeValue;
use values::{Citation, Text};

use super::{Catalogue, Catalogues, Edition, Item, Recorded, follows};
use crate::load::Loader;
use crate::source::LawFile;

const FOLDER: &str = "injury/catalogue";

/// An edition's file without its items.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenHead {
    catalogue: Spanned<String>,
    number: Spanned<u32>,
    label: String,
    title: Text,
    cite: Citation,
    valid_from: Spanned<crate::scalar::day::Day>,
    known_from: Spanned<crate::scalar::day::Day>,
    recorded: Recorded,
}

/// An edition and the places of its parts in its file.
pub(super) struct ReadEdition {
    pub edition: Edition,
    catalogue_at: Range<usize>,
    number_at: Range<usize>,
}

/// Every catalogue of a law, most local regions included; a catalogue belongs to one region.
pub(crate) fn load(loader: &mut Loader<'_>) -> Catalogues {
    let mut catalogues = BTreeMap::new();
    for region in loader.chain.clone().into_iter().rev() {
        let mut by_name: BTreeMap<String, Vec<(&LawFile, ReadEdition)>> = BTreeMap::new();
        for file in loader.region_files(&region, FOLDER) {
            let Some(read) = read_edition(loader, file) else { continue };
            check_folder(loader, file, &read);
            by_name.entry(read.edition.catalogue.clone()).or_default().push((file, read));
        }
        for (name, editions) in by_name {
            let first = editions.first().map(|(file, _)| *file);
            let Some(catalogue) = join(loader, &name, editions) else { continue };
            if let (Some(_), Some(file)) = (catalogues.insert(name.clone(), catalogue), first) {
                let reason = Text::new(
                    format!("目录“{name}”在上级地区已经存在，不能再立"),
                    format!("the catalogue `{name}` stands in a layer above already"),
                );
                loader.refuse(file, None, reason);
            }
        }
    }
    Catalogues::new(catalogues.into_values())
}

/// Reads one file; each item is read, and refused, on its own.
pub(super) fn read_edition<'s>(loader: &mut Loader<'s>, file: &'s LawFile) -> Option<ReadEdition> {
    let mut table = loader.table(file)?;
    let items = if table.get_ref().contains_key("item") { loader.take_array(file, &mut table, "item")? } else { Vec::new() };
    let head: WrittenHead = loader.value(file, Spanned::new(table.span(), DeValue::Table(table.into_inner())))?;
    let (mut read, mut item_at) = (Vec::new(), Vec::new());
    for item in items {
        let span = item.span();
        if let Some(item) = loader.value::<Item>(file, item) {
            read.push(item);
            item_at.push(span);
        }
    }
    let edition = Edition {
        catalogue: head.catalogue.get_ref().clone(),
        number: *head.number.get_ref(),
        label: head.label,
        title: head.title,
        citation: head.cite,
        valid_from: head.valid_from.get_ref().0,
        known_from: head.known_from.get_ref().0,
        recorded: head.recorded,
        items: read,
    };
    for (position, fault) in edition.faults() {
        let span = position.and_then(|position| item_at.get(position).cloned());
        loader.refuse(file, span.or(Some(head.number.span())), fault);
    }
    Some(ReadEdition { edition, catalogue_at: head.catalogue.span(), number_at: head.number.span() })
}

fn check_folder(loader: &mut Loader<'_>, file: &LawFile, read: &ReadEdition) {
    let folder = file.path.rsplit('/').nth(1).unwrap_or_default();
    let written = &read.edition.catalogue;
    if folder != written {
        let reason = Text::new(
            format!("catalogue 写的是“{written}”，而文件在文件夹“{folder}”中"),
            format!("catalogue says `{written}` but the file stands in the folder `{folder}`"),
        );
        loader.refuse(file, Some(read.catalogue_at.clone()), reason);
    }
}

/// Puts editions in order; a gap or a double is told at the number of the edition that shows it.
fn join(loader: &mut Loader<'_>, name: &str, mut editions: Vec<(&LawFile, ReadEdition)>) -> Option<Catalogue> {
    editions.sort_by_key(|(_, read)| read.edition.number);
    for position in 0..editions.len() {
        let previous = position.checked_sub(1).and_then(|before| editions.get(before)).map(|(_, read)| &read.edition);
        let Some((file, read)) = editions.get(position) else { continue };
        for fault in follows(previous, &read.edition) {
            loader.refuse(file, Some(read.number_at.clone()), fault);
        }
    }
    Catalogue::new(name, editions.into_iter().map(|(_, read)| read.edition).collect()).ok()
}
