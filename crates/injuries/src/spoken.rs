//! Words of a case in both languages.

use agency::registry::{Described, Spoken};
use values::Text;

/// What a person wrote, the same in both languages.
pub fn plain(words: impl Into<String>) -> Text {
    Text::same(words)
}

/// For programs, which read one text: both languages where they differ.
pub fn described_of(spoken: &Spoken) -> Described {
    let one = |text: &Text| if text.zh == text.en { text.zh.clone() } else { format!("{} / {}", text.zh, text.en) };
    spoken.iter().map(|(name, value)| (name.clone(), one(value))).collect()
}
