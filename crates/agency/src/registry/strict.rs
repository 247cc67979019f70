//! Commands as JSON, read strictly: what is not understood is refused and never dropped.

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use values::Text;

use super::CommandFailure;

/// Reads a command. A field that leaves no trace in what was read was not understood.
pub fn read_command<C: DeserializeOwned + Serialize>(given: Value) -> Result<C, CommandFailure> {
    let command: C = serde_json::from_value(given.clone()).map_err(|error| malformed(&error.to_string()))?;
    let understood = serde_json::to_value(&command).map_err(|error| malformed(&error.to_string()))?;
    match unknown_field(&given, &understood, "") {
        Some(place) => Err(malformed(&format!("unknown field {place}"))),
        None => Ok(command),
    }
}

fn malformed(reason: &str) -> CommandFailure {
    CommandFailure::Malformed(Text::new(
        format!("命令无法读取：{reason}。请对照接口文档 /api/v1/openapi.json 检查字段。"),
        format!("the command could not be read: {reason}; compare its fields with /api/v1/openapi.json"),
    ))
}

/// The path of the first field of `given` that `understood` does not have.
fn unknown_field(given: &Value, understood: &Value, place: &str) -> Option<String> {
    match (given, understood) {
        (Value::Object(given), Value::Object(understood)) => given.iter().find_map(|(name, value)| {
            let place = format!("{place}/{name}");
            match understood.get(name) {
                Some(kept) => unknown_field(value, kept, &place),
                // An absent optional field may be written as null.
                None if value.is_null() => None,
                None => Some(place),
            }
        }),
        (Value::Array(given), Value::Array(understood)) => given
            .iter()
            .zip(understood)
            .enumerate()
            .find_map(|(position, (value, kept))| unknown_field(value, kept, &format!("{place}/{position}"))),
        _ => None,
    }
}

/// The JSON Schema of a command, its objects closed against unknown fields.
pub fn schema_of<C: JsonSchema>() -> Value {
    let mut schema = schemars::generate::SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<C>().to_value();
    close(&mut schema);
    schema
}

fn close(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if is_closed_object(object) {
                object.entry("additionalProperties").or_insert(Value::Bool(false));
            }
            object.values_mut().for_each(close);
        }
        Value::Array(list) => list.iter_mut().for_each(close),
        _ => {}
    }
}

/// An object whose fields all stand in this one schema.
fn is_closed_object(object: &Map<String, Value>) -> bool {
    let combined = ["$ref", "allOf", "anyOf", "oneOf"].iter().any(|word| object.contains_key(*word));
    object.get("type") == Some(&Value::from("object")) && object.get("properties").is_some_and(Value::is_object) && !combined
}

#[cfg(test)]
mod tests {
    use casework::application::ApplicationCommand;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    struct Form {
        employer_id: i64,
    }

    type Command = ApplicationCommand<Form>;

    #[test]
    fn what_is_not_understood_is_refused_wherever_it_stands() {
        assert_eq!(read_command::<Command>(json!({"command": "accept"})), Ok(Command::Accept));
        for wrong in [
            json!({"command": "accept", "force": true}),
            json!({"command": "submit", "form": {"nickname": "x"}}),
            json!({"command": "withdraw", "reason": "x", "materials": []}),
            json!({"command": "abolish"}),
            json!([]),
        ] {
            assert!(matches!(read_command::<Command>(wrong.clone()), Err(CommandFailure::Malformed(_))), "{wrong}");
        }
    }

    #[test]
    fn the_schema_says_the_same() {
        let schema = schema_of::<Command>();
        let closed = schema["oneOf"].as_array().unwrap().iter().filter(|variant| variant["additionalProperties"] == json!(false)).count();
        assert_eq!(closed, schema["oneOf"].as_array().unwrap().len(), "{schema:#}");
    }
}
