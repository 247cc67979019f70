//! What is offered, for programs: the procedures with the schema of their commands, and their guides.

use axum::Json;
use axum::extract::{Path, State};
use casework::Requirement;
use serde_json::{Value, json};

use super::problem::Problem;
use crate::front::guide_of;
use agency::Agency;
use agency::registry::CaseSurface;

pub(super) async fn procedures(State(agency): State<Agency>) -> Json<Value> {
    let listed = agency.registry.all().filter(|surface| surface.is_in_interface()).map(|surface| {
        json!({
            "name": surface.name(),
            "route": surface.route(),
            "title": surface.title(),
            "command_schema": surface.command_schema(),
        })
    });
    Json(json!({ "procedures": listed.collect::<Vec<_>>() }))
}

pub(super) async fn guide(State(agency): State<Agency>, Path(procedure): Path<String>) -> Result<Json<Value>, Problem> {
    let declaration = agency.registry.routed(&procedure).and_then(CaseSurface::declaration).ok_or_else(Problem::not_found)?;
    let guide = guide_of(&agency, declaration, agency.clock.today());
    let materials = declaration.materials.iter().map(|material| {
        let when = match &material.requirement {
            Requirement::Required => None,
            Requirement::Conditional(when) => Some(when),
        };
        json!({ "kind": material.kind, "name": material.name, "required": when.is_none(), "when": when })
    });
    let limits = guide.time_limits.iter().map(|limit| json!({ "name": limit.name, "limit": limit.limit, "citation": limit.citation }));
    Ok(Json(json!({
        "name": declaration.name,
        "title": declaration.title,
        "purpose": declaration.purpose,
        "who_may_apply": declaration.who_may_apply,
        "materials": materials.collect::<Vec<_>>(),
        "time_limits": limits.collect::<Vec<_>>(),
        "channels": declaration.channels,
        "steps": declaration.steps,
        "fee": declaration.fee,
        "telephone": guide.telephone,
        "legal_basis": declaration.legal_basis,
    })))
}
