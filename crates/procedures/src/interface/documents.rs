//! Papers sent by programs: kept first, then named in a command by their hash.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use casework::{Refusal, Store};
use serde_json::{Value, json};
use values::Instant;
use web::blocking;

use super::caller::Caller;
use super::problem::Problem;
use agency::Agency;
use agency::common::upload::{LARGEST_PAPER, examine, plain_name};
use agency::registry::CommandFailure;

pub(super) async fn keep(State(agency): State<Agency>, _caller: Caller, request: Request) -> Result<Response, Problem> {
    let bytes = axum::body::to_bytes(request.into_body(), LARGEST_PAPER).await.map_err(|_| Problem::from(web::PageError::TooLarge))?;
    let media_type = examine(&bytes).map_err(|text| Problem::from(web::PageError::Unprocessable(text)))?;
    let size_bytes = bytes.len();
    let sha256 = blocking(move || agency.store.keep_document(&bytes)).await?;
    Ok((StatusCode::CREATED, Json(json!({ "sha256": sha256, "media_type": media_type, "size_bytes": size_bytes }))).into_response())
}

/// Replaces what a program says of its papers by what they are; a paper that was never sent is refused.
pub(super) fn settle(store: &dyn Store, command: &mut Value, now: Instant) -> Result<(), Problem> {
    let Some(Value::Array(materials)) = command.get_mut("materials") else { return Ok(()) };
    let mut views = store.views()?;
    for (position, material) in materials.iter_mut().enumerate() {
        let sha256 = material.get("sha256").and_then(Value::as_str).unwrap_or("").to_owned();
        let kept = if sha256.len() == 64 { views.document(&sha256)? } else { None };
        let (Some(content), Some(material)) = (kept, material.as_object_mut()) else {
            let refusal = Refusal::new("unknown_document", "没有收到过这份材料", "this paper was never sent")
                .on_field(format!("materials/{position}/sha256"))
                .hint("请先发送到 /api/v1/documents", "send it to /api/v1/documents first");
            return Err(CommandFailure::Failed(refusal.into()).into());
        };
        let media_type = examine(&content).map_err(|text| Problem::from(web::PageError::Unprocessable(text)))?;
        let name = material.get("file_name").and_then(Value::as_str).map(plain_name).unwrap_or_default();
        material.insert("file_name".into(), json!(name));
        material.insert("media_type".into(), json!(media_type));
        material.insert("size_bytes".into(), json!(content.len()));
        material.insert("received_at".into(), json!(now));
    }
    Ok(())
}
