//! The seal of a day: the hash of its sum in one canonical form, chained to the seal before.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use values::Date;

use super::NAME;
use super::consolidation::Consolidation;

/// The hash before the first seal of a topic.
pub const FIRST_SEAL: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A seal in the chain of its topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// 1, 2, 3 … over all days of the topic, in the order they were sealed.
    pub number: i64,
    pub day: Date,
    /// The version of the sum that is sealed.
    pub version: i64,
    pub previous_hash: String,
    pub hash: String,
}

/// The register of a topic's seals, by the day they were set.
pub fn register_of_seals(topic: &str) -> String {
    format!("{NAME}_seal.{topic}")
}

/// The seal of a sum after `previous`.
pub fn seal_of(consolidation: &Consolidation, previous: Option<&Seal>) -> Seal {
    let previous_hash = previous.map_or_else(|| FIRST_SEAL.to_owned(), |seal| seal.hash.clone());
    Seal {
        number: previous.map_or(0, |seal| seal.number) + 1,
        day: consolidation.day,
        version: consolidation.version,
        hash: hash(&previous_hash, consolidation),
        previous_hash,
    }
}

/// SHA-256 over the hash before and the canonical text of the sum, in hexadecimal.
fn hash(previous_hash: &str, consolidation: &Consolidation) -> String {
    let mut hasher = Sha256::new();
    hasher.update(previous_hash.as_bytes());
    hasher.update(b"\n");
    hasher.update(canonical_text(consolidation).as_bytes());
    hex::encode(hasher.finalize())
}

/// The sum as JSON with sorted names and no spaces, so that anybody who has the file can reckon the hash.
pub fn canonical_text(consolidation: &Consolidation) -> String {
    serde_json::to_value(consolidation).map(|value| canonical(&value)).unwrap_or_default()
}

fn canonical(value: &Value) -> String {
    match value {
        Value::Object(object) => {
            let mut names: Vec<&String> = object.keys().collect();
            names.sort();
            let parts = names.iter().map(|name| format!("{}:{}", Value::String((*name).clone()), canonical(&object[name.as_str()])));
            format!("{{{}}}", parts.collect::<Vec<_>>().join(","))
        }
        Value::Array(list) => format!("[{}]", list.iter().map(canonical).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::daily_report::Figures;

    fn sum(day: &str, recognised: i64) -> Consolidation {
        let figures: Figures = [("recognised".to_owned(), recognised)].into();
        Consolidation { topic: "t".into(), day: day.parse().unwrap(), version: 1, areas: Vec::new(), sum: figures }
    }

    #[test]
    fn a_seal_hangs_on_the_figures_and_on_the_seal_before() {
        let first = seal_of(&sum("2020-02-10", 2), None);
        assert_eq!(
            canonical_text(&sum("2020-02-10", 2)),
            r#"{"areas":[],"day":"2020-02-10","sum":{"recognised":2},"topic":"t","version":1}"#
        );
        // Reckoned with another program: printf '%064d\n{…}' 0 | sha256sum
        assert_eq!(first.hash, "082dd48148a2db68caf99396046e618bd17b0e2c900bb254634e40ec1046bbb7");
        assert_eq!(first, seal_of(&sum("2020-02-10", 2), None));
        assert_ne!(first.hash, seal_of(&sum("2020-02-10", 3), None).hash);
        let second = seal_of(&sum("2020-02-11", 0), Some(&first));
        assert_eq!((second.number, &second.previous_hash), (2, &first.hash));
        assert_ne!(second.hash, seal_of(&sum("2020-02-11", 0), None).hash);
    }
}
