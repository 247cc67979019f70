//! The name of a person, as the agency keeps it.
//!
//! Names are what identity cards bear: rare ideographs of every plane (𠮷野家), names of the nationalities with
//! an interpunct (买买提·吐尔逊), names of foreign workers in any script. What is refused could not stand on a card:
//! digits, control characters, signs of markup, emoji. Whether two scripts look alike is not judged here.
//!
//! Normalised: blanks around; a blank between two ideographs (forms pad 李　明); runs of blanks, and blanks around an interpunct; full-width Latin
//! letters; and every dot people type between the parts of a name becomes the one interpunct `·` (U+00B7), a full
//! stop only between two ideographs, since `J. Smith` means one.

use std::fmt;

use crate::text_value::{refusal, text_value};
use crate::{Text, normalise};

/// A name of 1 to 50 characters in its normal form.
///
/// `Debug` shows only the first character, so that logs name nobody.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonName(String);

const LENGTH_MAX: usize = 50;

/// The interpunct of Chinese names.
const INTERPUNCT: char = '·';

/// More marks than this on one letter serve no language, and hide the lines above and below.
const MARKS_MAX: usize = 2;

/// Why a text is not a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonNameError {
    /// Nothing but blanks.
    Empty,
    /// More than 50 characters.
    TooLong { found: usize },
    /// A character no name has; the position counts from 1 after normalising.
    Character { position: usize },
    /// Begins or ends with a dot, hyphen or apostrophe.
    Edge,
}

impl PersonName {
    /// Reads a name as people type it; see the module for what is normalised.
    pub fn parse(text: &str) -> Result<PersonName, PersonNameError> {
        // What is far too long is not normalised first, since that looks ahead from every blank.
        let typed = normalise::trim(text).chars().count();
        if typed > 10 * LENGTH_MAX {
            return Err(PersonNameError::TooLong { found: typed });
        }
        let name = normal_form(text);
        let found = name.chars().count();
        if found == 0 {
            return Err(PersonNameError::Empty);
        }
        if found > LENGTH_MAX {
            return Err(PersonNameError::TooLong { found });
        }
        let mut marks = 0;
        for (at, character) in name.chars().enumerate() {
            marks = if is_mark(character) { marks + 1 } else { 0 };
            let stands = is_letter(character) || is_joint(character) || (is_mark(character) && at > 0 && marks <= MARKS_MAX);
            if !stands {
                return Err(PersonNameError::Character { position: at + 1 });
            }
        }
        let opens = name.chars().next().is_some_and(is_letter);
        // A full stop may end a name (`Sammy Davis Jr.`), the other joints not.
        let closes = name.chars().next_back().is_some_and(|last| !is_joint(last) || last == '.');
        if opens && closes { Ok(PersonName(name)) } else { Err(PersonNameError::Edge) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// For pages: the first character, the others as stars.
    pub fn masked(&self) -> String {
        self.0.chars().enumerate().map(|(at, character)| if at == 0 { character } else { '*' }).collect()
    }
}

fn normal_form(text: &str) -> String {
    let characters: Vec<char> = normalise::trim(text).chars().map(plain).collect();
    let mut name = String::new();
    for (at, character) in characters.iter().copied().enumerate() {
        let before = name.trim_end().chars().next_back();
        let after = characters[at + 1..].iter().copied().find(|next| *next != ' ');
        let between_ideographs = before.is_some_and(is_ideograph) && after.is_some_and(is_ideograph);
        match character {
            ' ' if name.ends_with([' ', INTERPUNCT]) || between_ideographs => {}
            INTERPUNCT if before == Some(INTERPUNCT) => {}
            '.' | INTERPUNCT if character == INTERPUNCT || between_ideographs => {
                name.truncate(name.trim_end().len());
                name.push(INTERPUNCT);
            }
            other => name.push(other),
        }
    }
    name
}

/// One character in its plain form: half-width, the blanks of typography as a blank, one interpunct, one apostrophe.
fn plain(character: char) -> char {
    match normalise::half_width(character) {
        '\u{2022}' | '\u{2027}' | '\u{2219}' | '\u{22C5}' | '\u{30FB}' | '\u{FF65}' | '\u{00B7}' => INTERPUNCT,
        '\u{2019}' => '\'',
        '\u{2010}' | '\u{2011}' => '-',
        // Tabs and line ends inside a name are no typing, so they stay and are refused.
        blank if blank.is_whitespace() && !blank.is_control() && !matches!(blank, '\u{2028}' | '\u{2029}') => ' ',
        other => other,
    }
}

/// The planes 2 and 3 hold ideographs only; the newest of them are younger than the tables of this program.
fn is_ideograph(character: char) -> bool {
    matches!(character, '\u{3007}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFD}')
}

fn is_letter(character: char) -> bool {
    // Squared letters of the block of emoji count as letters in Unicode.
    let emoji = matches!(character, '\u{1F000}'..='\u{1FAFF}');
    is_ideograph(character) || (character.is_alphabetic() && !emoji)
}

/// The combining accents of Latin letters typed in two steps; accents of other scripts count as letters.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{0300}'..='\u{036F}') && !character.is_alphabetic()
}

fn is_joint(character: char) -> bool {
    matches!(character, ' ' | '-' | '\'' | '.' | INTERPUNCT)
}

impl PersonNameError {
    /// A stable word for interfaces and files.
    pub fn code(self) -> &'static str {
        match self {
            PersonNameError::Empty => "empty",
            PersonNameError::TooLong { .. } => "too_long",
            PersonNameError::Character { .. } => "character",
            PersonNameError::Edge => "edge",
        }
    }

    /// What is wrong and what to do.
    pub fn text(self) -> Text {
        match self {
            PersonNameError::Empty => {
                Text::new("没有填写姓名。请按身份证件填写。", "The name is missing. Write it as on the identity document.")
            }
            PersonNameError::TooLong { found } => Text::new(
                format!("姓名最多{LENGTH_MAX}个字符，这里有{found}个。请按身份证件填写，不要附加说明。"),
                format!(
                    "A name has at most {LENGTH_MAX} characters; this has {found}. Write it as on the identity document, without remarks."
                ),
            ),
            PersonNameError::Character { position } => Text::new(
                format!("姓名第{position}个字符不能用于姓名：数字、符号和表情都不行，间隔号请用“·”。请按身份证件填写。"),
                format!(
                    "Character {position} cannot stand in a name: no digits, signs or emoji; the interpunct is “·”. Write it as on the identity document."
                ),
            ),
            PersonNameError::Edge => Text::new(
                "姓名不能以间隔号、连字符或撇号开头或结尾。请按身份证件填写完整的姓名。",
                "A name does not begin or end with a dot, hyphen or apostrophe. Write the whole name as on the identity document.",
            ),
        }
    }
}

refusal!(PersonNameError);
text_value!(PersonName, PersonNameError, PersonName::as_str, pattern: "^.{1,50}$", example: "买买提·吐尔逊");

impl fmt::Display for PersonName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Result<String, PersonNameError> {
        PersonName::parse(text).map(|name| name.as_str().to_owned())
    }

    #[test]
    fn accepts_and_normalises() {
        for (typed, normal) in [
            ("𠮷野家", "𠮷野家"),
            ("\u{31350}\u{323B0}", "\u{31350}\u{323B0}"),
            ("和製漢語", "和製漢語"),
            ("买买提·吐尔逊", "买买提·吐尔逊"),
            ("买买提．吐尔逊", "买买提·吐尔逊"),
            ("买买提.吐尔逊", "买买提·吐尔逊"),
            ("买买提•吐尔逊", "买买提·吐尔逊"),
            ("买买提・吐尔逊", "买买提·吐尔逊"),
            ("买买提··吐尔逊", "买买提·吐尔逊"),
            ("买买提 ・ 吐尔逊", "买买提·吐尔逊"),
            ("买买提 . 吐尔逊", "买买提·吐尔逊"),
            ("李\u{3000}明", "李明"),
            ("李明 ", "李明"),
            ("\u{202B}test\u{202B}", "test"),
            ("Li  Ming", "Li Ming"),
            ("Ｌｉ Ｍｉｎｇ", "Li Ming"),
            ("Lі Ming", "Lі Ming"),
            ("Иванов", "Иванов"),
            ("J. O’Brien-Smith", "J. O'Brien-Smith"),
            ("Nguye\u{302}\u{303}n", "Nguye\u{302}\u{303}n"),
            ("NULL", "NULL"),
            ("朱〇", "朱〇"),
        ] {
            assert_eq!(read(typed).as_deref(), Ok(normal), "{typed}");
        }
    }

    #[test]
    fn refuses_hostile_texts() {
        for bad in [
            "eval(\"puts 'hello world'\")",
            "✋🏿 💪🏿",
            "🇺🇸",
            "🅰",
            "' OR 1=1 -- 1",
            "<SCRIPT SRC=//ha.ckers.org/.j>",
            "<![CDATA[x]]>",
            "../../etc/hosts",
            "李明1",
            "١٢٣",
            "₀₁₂",
            "李\n明",
            "李\u{0}明",
            "李\u{200B}明",
            "But now...\u{1b}[20Cfor",
            "a\nlevel=info user=admin ok",
            "$USER",
            "%*.*s",
            "{0}",
            "=HYPERLINK",
            "\u{FFFE}李",
            "李\u{E000}",
            "n\u{347}\u{347}\u{359}v",
        ] {
            assert!(matches!(read(bad), Err(PersonNameError::Character { .. })), "{bad:?} gives {:?}", read(bad));
        }
        for empty in ["", "\u{180E}", " \u{3000}\n"] {
            assert_eq!(read(empty), Err(PersonNameError::Empty));
        }
        for edge in ["-", ".", "·李", "李·", "'x"] {
            assert_eq!(read(edge), Err(PersonNameError::Edge), "{edge}");
        }
        assert_eq!(read(&"李".repeat(51)), Err(PersonNameError::TooLong { found: 51 }));
        assert!(read(&"𠮷".repeat(50)).is_ok());
        assert_eq!(read(&format!("a{}b", " ".repeat(1_000_000))), Err(PersonNameError::TooLong { found: 1_000_002 }));
    }

    #[test]
    fn masks_all_but_the_first() {
        assert_eq!(PersonName::parse("𠮷野家").unwrap().masked(), "𠮷**");
    }

    proptest! {
        #[test]
        fn the_normal_form_is_stable(text in "\\PC{0,12}|[李明a .·．-]{0,12}") {
            if let Ok(name) = PersonName::parse(&text) {
                prop_assert_eq!(PersonName::parse(name.as_str()), Ok(name));
            }
        }
    }
}
