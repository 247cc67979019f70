//! The OpenAPI 3.1 document, written from the list of procedures and the types of their commands.

use axum::Json;
use axum::extract::State;
use serde_json::{Map, Value, json};

use agency::Agency;
use agency::registry::{CaseSurface, Registry};

pub(super) async fn serve(State(agency): State<Agency>) -> Json<Value> {
    Json(document(&agency.registry))
}

/// The whole document; JSON Schema 2020-12 throughout, as OpenAPI 3.1 has it.
pub fn document(registry: &Registry) -> Value {
    let mut schemas = common_schemas();
    let mut paths = common_paths();
    let mut commands = Vec::new();
    for surface in registry.all().filter(|surface| surface.is_in_interface()) {
        let name = add_command_schema(surface, &mut schemas);
        commands.push(reference(&name));
        paths.insert(format!("/api/v1/{}/cases", surface.route()), json!({ "post": open_operation(surface, &name) }));
    }
    schemas.insert("AnyCommand".into(), json!({ "anyOf": commands }));
    json!({
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "Yunban 云办",
            "version": "1",
            "description": "Commands and cases of a social-insurance agency. Every refusal carries both languages.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "security": [{ "basic": [] }, { "session": [], "token": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "basic": { "type": "http", "scheme": "basic", "description": "User name and password, under the same lock-out as the sign-in page." },
                "session": { "type": "apiKey", "in": "cookie", "name": "session", "description": "The signed-in session of a browser; named __Host-session over https." },
                "token": { "type": "apiKey", "in": "header", "name": "X-CSRF-Token", "description": "The token of that session; needed for what changes something." },
            },
        },
    })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// Puts the schema of a procedure's commands, and the types it uses, among the document's own.
fn add_command_schema(surface: &dyn CaseSurface, schemas: &mut Map<String, Value>) -> String {
    let prefix = surface.name();
    let mut schema = surface.command_schema();
    let definitions = schema.as_object_mut().and_then(|object| object.remove("$defs"));
    if let Some(object) = schema.as_object_mut() {
        object.remove("$schema");
    }
    if let Some(Value::Object(definitions)) = definitions {
        for (name, mut definition) in definitions {
            point_to_components(&mut definition, prefix);
            schemas.insert(format!("{prefix}.{name}"), definition);
        }
    }
    point_to_components(&mut schema, prefix);
    let name = format!("{prefix}.Command");
    schemas.insert(name.clone(), schema);
    name
}

/// Rewrites references to a schema's own definitions into references to the document's.
fn point_to_components(schema: &mut Value, prefix: &str) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::String(target)) = object.get_mut("$ref")
                && let Some(name) = target.strip_prefix("#/$defs/")
            {
                *target = format!("#/components/schemas/{prefix}.{name}");
            }
            object.values_mut().for_each(|value| point_to_components(value, prefix));
        }
        Value::Array(list) => list.iter_mut().for_each(|value| point_to_components(value, prefix)),
        _ => {}
    }
}

fn open_operation(surface: &dyn CaseSurface, command: &str) -> Value {
    let title = surface.title();
    let body = json!({
        "type": "object",
        "properties": { "area": reference("AreaCode"), "command": reference(command), "on_behalf_of": reference("OnBehalf") },
        "required": ["command"],
        "additionalProperties": false,
    });
    json!({
        "operationId": format!("open_{}", surface.name()),
        "summary": format!("{} · {}", title.zh, title.en),
        "tags": ["commands"],
        "parameters": [key_parameter()],
        "requestBody": { "required": true, "content": { "application/json": { "schema": body } } },
        "responses": responses(&[("201", "Opened", Some("Performed")), ("200", "Opened before under the same key", Some("Performed"))], &COMMAND_PROBLEMS),
    })
}

/// Statuses a command may be answered with besides success.
const COMMAND_PROBLEMS: [&str; 9] = ["400", "401", "403", "404", "409", "413", "415", "422", "503"];
const READ_PROBLEMS: [&str; 4] = ["400", "401", "404", "503"];

fn key_parameter() -> Value {
    json!({
        "name": "Idempotency-Key", "in": "header", "required": true,
        "description": "Repeating a command under the same key answers as the first time.",
        "schema": { "type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~]+$" },
    })
}

fn number_parameter() -> Value {
    json!({ "name": "number", "in": "path", "required": true, "schema": { "type": "string" }, "description": "The case number, such as 371002-2020-000123-5." })
}

fn responses(good: &[(&str, &str, Option<&str>)], problems: &[&str]) -> Value {
    let mut all = Map::new();
    for (status, words, schema) in good {
        let schema = schema.map_or_else(|| json!({ "type": "object" }), reference);
        all.insert((*status).into(), json!({ "description": words, "content": { "application/json": { "schema": schema } } }));
    }
    for status in problems {
        let content = json!({ "application/problem+json": { "schema": reference("Problem") } });
        all.insert((*status).into(), json!({ "description": "A problem document", "content": content }));
    }
    Value::Object(all)
}

fn common_paths() -> Map<String, Value> {
    let query = |name: &str, schema: Value| json!({ "name": name, "in": "query", "schema": schema });
    let text = || json!({ "type": "string" });
    let list = json!({
        "operationId": "list_cases", "summary": "List cases", "tags": ["cases"],
        "parameters": [
            query("procedure", text()), query("stage", reference("Stage")), query("only_open", json!({ "type": "boolean" })),
            query("due_by", json!({ "type": "string", "format": "date" })), query("text", text()), query("after", text()),
            query("limit", json!({ "type": "integer", "minimum": 1, "maximum": 100 })),
        ],
        "responses": responses(&[("200", "Cases and the place of the next page", Some("CaseList"))], &READ_PROBLEMS),
    });
    let read = json!({
        "operationId": "read_case", "summary": "Read a case", "tags": ["cases"], "parameters": [number_parameter()],
        "responses": responses(&[("200", "The case", Some("Case"))], &READ_PROBLEMS),
    });
    let on_case = json!({
        "type": "object", "properties": { "command": reference("AnyCommand"), "on_behalf_of": reference("OnBehalf") },
        "required": ["command"], "additionalProperties": false,
    });
    let command = json!({
        "operationId": "command_case", "summary": "Give a command on a case", "tags": ["commands"],
        "parameters": [number_parameter(), key_parameter()],
        "requestBody": { "required": true, "content": { "application/json": { "schema": on_case } } },
        "responses": responses(&[("200", "Done", Some("Performed"))], &COMMAND_PROBLEMS),
    });
    let paper = json!({ "schema": { "type": "string", "format": "binary" } });
    let documents = json!({
        "operationId": "keep_document", "summary": "Send a paper", "tags": ["commands"],
        "requestBody": { "required": true, "content": { "application/pdf": paper, "image/jpeg": paper, "image/png": paper } },
        "responses": responses(&[("201", "Kept", Some("KeptDocument"))], &["401", "413", "422", "503"]),
    });
    let procedures = json!({
        "operationId": "list_procedures", "summary": "Procedures with the schema of their commands", "tags": ["catalogue"], "security": [],
        "responses": responses(&[("200", "Procedures", None)], &[]),
    });
    let guide = json!({
        "operationId": "read_guide", "summary": "Service guide of a procedure", "tags": ["catalogue"], "security": [],
        "parameters": [{ "name": "procedure", "in": "path", "required": true, "schema": text() }],
        "responses": responses(&[("200", "The guide", None)], &["404"]),
    });
    let mut paths = Map::new();
    paths.insert("/api/v1/procedures".into(), json!({ "get": procedures }));
    paths.insert("/api/v1/procedures/{procedure}/guide".into(), json!({ "get": guide }));
    paths.insert("/api/v1/cases".into(), json!({ "get": list }));
    let (changes, moved) = emergency_operations();
    paths.insert("/api/v1/emergency-changes".into(), json!({ "get": changes }));
    paths.insert("/api/v1/emergency-changes/{number}/moved".into(), json!({ "get": moved }));
    paths.insert("/api/v1/cases/{number}".into(), json!({ "get": read }));
    paths.insert("/api/v1/cases/{number}/commands".into(), json!({ "post": command }));
    paths.insert("/api/v1/documents".into(), json!({ "post": documents }));
    paths
}

/// Listing the changes of emergencies, and the clocks one of them moved.
fn emergency_operations() -> (Value, Value) {
    let query = |name: &str, schema: Value| json!({ "name": name, "in": "query", "schema": schema });
    let after = || query("after", json!({ "type": "string" }));
    let limit = || query("limit", json!({ "type": "integer", "minimum": 1, "maximum": 500 }));
    let problems = ["400", "401", "403", "404", "503"];
    let changes = json!({
        "operationId": "list_emergency_changes", "summary": "Declarations, ends and moved ends of emergencies, newest first",
        "tags": ["emergencies"], "parameters": [after(), limit()],
        "responses": responses(&[("200", "Changes and the place of the next page", Some("EmergencyChangeList"))], &problems),
    });
    let moved = json!({
        "operationId": "list_moved_clocks", "summary": "Every time limit and due day a change of an emergency moved",
        "tags": ["emergencies"], "parameters": [number_parameter(), query("area", reference("AreaCode")), after(), limit()],
        "responses": responses(&[("200", "Clocks and the place of the next page", Some("MovedClockList"))], &problems),
    });
    (changes, moved)
}

/// The schemas of [`emergency_operations`].
fn emergency_schemas() -> [(&'static str, Value); 4] {
    let text = || json!({ "type": "string" });
    let nullable = |schema: Value| json!({ "anyOf": [schema, { "type": "null" }] });
    let day = || json!({ "type": "string", "format": "date" });
    let instant = || json!({ "type": "string", "format": "date-time" });
    let due = || {
        let on = json!({ "type": "object", "properties": { "on": day() }, "required": ["on"], "additionalProperties": false });
        json!({ "anyOf": [on, { "const": "when_emergency_ends" }] })
    };
    let change = json!({
        "type": "object",
        "properties": {
            "number": text(), "notice_id": text(), "kind": { "enum": ["declared", "ended", "end_moved"] }, "on": day(),
            "before": nullable(day()), "recorded_on": day(), "recorded_at": instant(), "recorded_by": text(),
        },
        "required": ["number", "notice_id", "kind", "on", "before", "recorded_on", "recorded_at", "recorded_by"],
    });
    let clock = json!({
        "type": "object",
        "properties": {
            "area": reference("AreaCode"), "case": text(), "subject": reference("Text"), "employer_id": { "type": "integer", "format": "int64" },
            "clock": reference("Text"), "before": due(), "after": due(), "why": reference("Text"), "citation": { "type": "object" }, "moved_at": instant(),
        },
        "required": ["area", "case", "subject", "clock", "before", "after", "why", "moved_at"],
    });
    let list = |name: &str, of: &str| {
        json!({
            "type": "object", "properties": { name: { "type": "array", "items": reference(of) }, "next": nullable(text()) },
            "required": [name, "next"],
        })
    };
    let mut moved = list("moved", "MovedClock");
    moved["properties"]["change"] = reference("EmergencyChange");
    [
        ("EmergencyChange", change),
        ("MovedClock", clock),
        ("EmergencyChangeList", list("changes", "EmergencyChange")),
        ("MovedClockList", moved),
    ]
}

fn common_schemas() -> Map<String, Value> {
    let text = || json!({ "type": "string" });
    let nullable = |schema: Value| json!({ "anyOf": [schema, { "type": "null" }] });
    let integer = || json!({ "type": "integer", "format": "int64" });
    let stages: Vec<&str> = casework::Stage::ALL.into_iter().map(casework::Stage::as_str).collect();
    let head = json!({
        "number": text(), "area": reference("AreaCode"), "procedure": text(), "party": reference("Party"), "subject": reference("Text"),
        "stage": reference("Stage"), "awaiting": nullable(text()), "opened_on": { "type": "string", "format": "date" },
        "due_on": nullable(json!({ "type": "string", "format": "date" })), "version": integer(),
    });
    let head_names = ["number", "area", "procedure", "party", "subject", "stage", "awaiting", "opened_on", "due_on", "version"];
    let mut case = head.clone();
    for (name, schema) in [
        ("described", json!({ "type": "array", "items": { "type": "object" } })),
        ("result", nullable(reference("Text"))),
        ("reason", nullable(reference("Text"))),
        ("explanation", nullable(json!({ "type": "array", "items": { "type": "object" } }))),
        ("deadlines", json!({ "type": "array", "items": { "type": "object" } })),
        ("materials", json!({ "type": "array", "items": { "type": "object" } })),
        ("events", json!({ "type": "array", "items": { "type": "object" } })),
    ] {
        case[name] = schema;
    }
    let object = |properties: Value, required: &[&str]| json!({ "type": "object", "properties": properties, "required": required });
    let refusal = object(
        json!({ "code": text(), "field": text(), "text": reference("Text"), "hint": reference("Text"), "citation": { "type": "object" } }),
        &["code", "text"],
    );
    let problem = json!({ "type": text(), "title": text(), "status": { "type": "integer" }, "detail": text(), "detail_zh": text(), "refusals": { "type": "array", "items": reference("Refusal") } });
    let mut schemas = Map::new();
    let mut add = |name: &str, schema: Value| schemas.insert(name.to_owned(), schema);
    add("AreaCode", json!({ "type": "string", "pattern": "^[0-9A-Z]{6}$", "examples": ["371002"] }));
    add("Text", object(json!({ "zh": text(), "en": text() }), &["zh", "en"]));
    add("Party", object(json!({ "kind": { "enum": ["person", "employer", "agency"] }, "id": integer() }), &["kind", "id"]));
    add("OnBehalf", nullable(object(json!({ "party": reference("Party"), "authorisation": text() }), &["party", "authorisation"])));
    add("Stage", json!({ "enum": stages }));
    add("CaseHead", object(head, &head_names));
    add("Case", object(case, &head_names));
    add(
        "CaseList",
        object(json!({ "cases": { "type": "array", "items": reference("CaseHead") }, "next": nullable(text()) }), &["cases", "next"]),
    );
    add(
        "Performed",
        object(
            json!({ "area": reference("AreaCode"), "number": text(), "version": integer(), "was_replayed": { "type": "boolean" } }),
            &["area", "number", "version", "was_replayed"],
        ),
    );
    add(
        "KeptDocument",
        object(json!({ "sha256": text(), "media_type": text(), "size_bytes": integer() }), &["sha256", "media_type", "size_bytes"]),
    );
    for (name, schema) in emergency_schemas() {
        add(name, schema);
    }
    add("Refusal", refusal);
    add("Problem", object(problem, &["type", "title", "status", "detail", "detail_zh", "refusals"]));
    schemas
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rules::{Law, LawSource};

    use super::*;

    fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(object) => {
                if let Some(Value::String(target)) = object.get("$ref") {
                    found.push(target);
                }
                object.values().for_each(|value| references(value, found));
            }
            Value::Array(list) => list.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }

    #[test]
    fn every_reference_leads_somewhere_and_every_operation_has_its_own_name() {
        let law = Arc::new(Law::load(&LawSource::embedded(), "cn-3710").unwrap());
        let registry = crate::every_procedure(&law, &Arc::new(agency::DocumentOffice::for_tests(&law)));
        let document = document(&registry);
        let mut found = Vec::new();
        references(&document, &mut found);
        assert!(found.len() > 20);
        for target in found {
            let pointer = target.strip_prefix('#').unwrap();
            assert!(document.pointer(pointer).is_some(), "{target}");
        }
        let mut names: Vec<&str> = document["paths"]
            .as_object()
            .unwrap()
            .values()
            .flat_map(|path| path.as_object().unwrap().values())
            .map(|operation| operation["operationId"].as_str().unwrap())
            .collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        // One operation opens the cases of each procedure; eight are about all of them or about emergencies.
        let opening = registry.all().filter(|surface| surface.is_in_interface()).count();
        assert_eq!((names.len(), count), (count, 8 + opening));
    }
}
