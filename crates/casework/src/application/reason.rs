//! Why something was refused. Cases of earlier years have it in one language.

use serde::{Deserialize, Deserializer};
use values::Text;

/// As it was stored: in both languages, or, before there were two, as plain words.
#[derive(Deserialize)]
#[serde(untagged)]
enum Stored {
    Words(String),
    Both(Text),
}

pub(super) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
    Ok(match Stored::deserialize(deserializer)? {
        Stored::Words(words) => Text::same(words),
        Stored::Both(text) => text,
    })
}
