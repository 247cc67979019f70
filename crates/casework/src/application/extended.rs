//! An application whose procedure knows acts of its own beside the stations: one command and one event type for both, stored flat.

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::{ApplicationCommand, ApplicationEvent};
use crate::material::Material;

/// The words of the stations, as the tag `command` has them.
const STATIONS: [&str; 13] = [
    "submit",
    "accept",
    "request_supplement",
    "supplement",
    "refuse_acceptance",
    "correct",
    "review",
    "grant",
    "refuse",
    "withdraw",
    "print",
    "reproject",
    "watch",
];

/// A station, or an act of the procedure alone. Written flat: the tag `command` names it, whichever of the two it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(untagged)]
pub enum CommandWith<Form, Own> {
    Application(ApplicationCommand<Form>),
    Own(Own),
}

impl<Form, Own> CommandWith<Form, Own> {
    pub fn submit(form: Form, materials: Vec<Material>) -> CommandWith<Form, Own> {
        CommandWith::Application(ApplicationCommand::Submit { form, materials })
    }

    /// The form that is handed in with it, if one is.
    pub fn form(&self) -> Option<&Form> {
        match self {
            CommandWith::Application(ApplicationCommand::Submit { form, .. } | ApplicationCommand::Correct { form, .. }) => Some(form),
            _ => None,
        }
    }

    /// The papers that come with it.
    pub fn materials(&self) -> &[Material] {
        match self {
            CommandWith::Application(ApplicationCommand::Submit { materials, .. } | ApplicationCommand::Supplement { materials, .. }) => {
                materials
            }
            _ => &[],
        }
    }
}

/// Read by its word, so that what is wrong with a command is told of that command and not of all of them.
impl<'de, Form: DeserializeOwned, Own: DeserializeOwned> Deserialize<'de> for CommandWith<Form, Own> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let is_station = value.get("command").and_then(Value::as_str).is_some_and(|word| STATIONS.contains(&word));
        let read = match is_station {
            true => serde_json::from_value(value).map(CommandWith::Application),
            false => serde_json::from_value(value).map(CommandWith::Own),
        };
        read.map_err(D::Error::custom)
    }
}

/// What happened at a station, or by an act of the procedure alone. Stored flat: the tag `kind` names the event, whichever of the two it
/// is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum EventWith<Form, Own> {
    Application(Box<ApplicationEvent<Form>>),
    Own(Own),
}

impl<Form, Own> From<ApplicationEvent<Form>> for EventWith<Form, Own> {
    fn from(event: ApplicationEvent<Form>) -> EventWith<Form, Own> {
        EventWith::Application(Box::new(event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(tag = "command", rename_all = "snake_case")]
    enum Own {
        Measure { height: i64 },
    }

    #[test]
    fn every_station_is_known_by_its_word() {
        let (reason, note) = (String::new(), String::new());
        let stations: Vec<ApplicationCommand<i64>> = vec![
            ApplicationCommand::Submit { form: 7, materials: Vec::new() },
            ApplicationCommand::Accept,
            ApplicationCommand::RequestSupplement { missing: Vec::new(), note: note.clone() },
            ApplicationCommand::Supplement { materials: Vec::new(), note: note.clone() },
            ApplicationCommand::RefuseAcceptance { reason: reason.clone() },
            ApplicationCommand::Correct { form: 8, reason: reason.clone() },
            ApplicationCommand::Review { opinion: note.clone(), recommend: true },
            ApplicationCommand::Grant { note },
            ApplicationCommand::Refuse { reason: reason.clone() },
            ApplicationCommand::Withdraw { reason },
            ApplicationCommand::Print,
            ApplicationCommand::Reproject,
            ApplicationCommand::Watch,
        ];
        assert_eq!(stations.len(), STATIONS.len());
        for (command, word) in stations.into_iter().zip(STATIONS) {
            let command: CommandWith<i64, Own> = CommandWith::Application(command);
            let written = serde_json::to_value(&command).unwrap();
            assert_eq!(written["command"], word);
            assert_eq!(serde_json::from_value::<CommandWith<i64, Own>>(written).unwrap(), command);
        }
    }

    #[test]
    fn an_act_of_its_own_is_read_and_what_is_wrong_is_told_of_it_alone() {
        let read = |text: &str| serde_json::from_str::<CommandWith<i64, Own>>(text).map_err(|error| error.to_string());
        assert_eq!(read(r#"{"command":"measure","height":3}"#), Ok(CommandWith::Own(Own::Measure { height: 3 })));
        assert_eq!(read(r#"{"command":"measure"}"#), Err("missing field `height`".into()));
        assert_eq!(read(r#"{"command":"submit","form":"x"}"#), Err("invalid type: string \"x\", expected i64".into()));
    }
}
