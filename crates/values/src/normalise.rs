//! Cleaning of what people type, before it is checked.
//!
//! Chinese input methods give full-width digits and blanks, cards and forms group long numbers, and text copied
//! from chats and web pages carries marks nobody can see. None of that is an error of the person, so it is
//! removed silently. Anything that could change the meaning is left for the check to refuse.

/// Whether a character shows nothing: the blanks of Unicode, zero-width characters and marks of direction.
///
/// Line ends count as blank. Control characters other than blanks do not: they never come from a keyboard.
pub fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Whether a character is one of the strokes people put between groups of digits.
fn is_hyphen(character: char) -> bool {
    matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FF0D}')
}

/// The text without the blanks around it.
pub fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// The half-width form of a full-width letter, digit or sign, and the plain blank for the ideographic one; every
/// other character unchanged. Digits of other scripts are left alone: nobody here types them by accident.
pub fn half_width(character: char) -> char {
    match character {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
        other => other,
    }
}

/// A number or code as it is compared: half-width, upper case, without blanks and hyphens anywhere.
pub fn compact(text: &str) -> String {
    text.chars()
        .filter(|character| !is_blank(*character) && !is_hyphen(*character))
        .map(|character| half_width(character).to_ascii_uppercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compacts_the_forms_people_type() {
        assert_eq!(compact("370602 19780101 1239"), "370602197801011239");
        assert_eq!(compact("370602197801011239\n"), "370602197801011239");
        assert_eq!(compact("37100219850315401Ｘ"), "37100219850315401X");
        assert_eq!(compact("２２０３０３-２０２００９０７－7058"), "220303202009077058");
        assert_eq!(compact("\u{202D}13800001234\u{202C}"), "13800001234");
    }

    #[test]
    fn leaves_what_could_mean_something_else() {
        assert_eq!(compact("٣٢٠"), "٣٢٠");
        assert_eq!(compact("₀₁₂"), "₀₁₂");
        assert_eq!(compact("\u{FFFE}1\u{0}2"), "\u{FFFE}1\u{0}2");
    }

    #[test]
    fn trims_blanks_nobody_sees() {
        assert_eq!(trim("\u{FEFF}\u{3000}李明\u{180E}\u{200B}\n"), "李明");
    }
}
