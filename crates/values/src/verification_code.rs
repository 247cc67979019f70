//! The code on a printed document, by which anybody can ask whether the agency issued it: `7KT3-M8XD-2VRA-9YC9`.
//!
//! Fifteen random characters and a check character, of an alphabet without I, L, O and U, so that nothing is mistaken
//! for something else on paper or on the telephone. 75 random bits: with a thousand million documents issued, a guess finds one
//! of them once in thirty-eight million million tries.
//!
//! The characters are the 32 elements of GF(32), x⁵ = x² + 1, and the code is sound when
//!
//! ```text
//! c1·x^15 + c2·x^14 + … + c15·x + c16 = 0
//! ```
//!
//! Every power of x below 31 is another element, so one wrong character, or any two characters swapped, is always found.

use std::fmt;

use crate::text_value::{refusal, text_value};
use crate::{Text, normalise};

/// The code of one issued document, unique in the city.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VerificationCode([u8; LENGTH]);

/// Characters of a code, the last one its check.
const LENGTH: usize = 16;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Why a text is not a verification code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VerificationCodeError {
    /// Not sixteen characters of the alphabet.
    Form,
    /// The check character does not fit: something was misread.
    CheckCharacter,
}

impl VerificationCode {
    /// Random bytes a code is made of.
    pub const RANDOM_BYTES: usize = LENGTH - 1;

    /// The code of fifteen random bytes, of each of which five bits are used.
    pub fn of_random(bytes: [u8; Self::RANDOM_BYTES]) -> VerificationCode {
        let mut values = [0; LENGTH];
        for (value, byte) in values.iter_mut().zip(bytes) {
            *value = byte % 32;
        }
        values[LENGTH - 1] = sum(&values);
        VerificationCode(values)
    }

    /// Reads a code as people type it: hyphens and blanks anywhere, small letters, O for 0, I or L for 1.
    pub fn parse(text: &str) -> Result<VerificationCode, VerificationCodeError> {
        let compact = normalise::compact(text);
        let mut values = [0; LENGTH];
        let mut characters = compact.chars();
        for value in &mut values {
            let character = characters.next().ok_or(VerificationCodeError::Form)?;
            *value = value_of(character).ok_or(VerificationCodeError::Form)?;
        }
        if characters.next().is_some() {
            return Err(VerificationCodeError::Form);
        }
        if sum(&values) == 0 { Ok(VerificationCode(values)) } else { Err(VerificationCodeError::CheckCharacter) }
    }

    /// The sixteen characters without hyphens, as addresses hold them.
    pub fn compact(&self) -> String {
        self.0.iter().map(|value| char::from(ALPHABET[usize::from(*value % 32)])).collect()
    }
}

fn value_of(character: char) -> Option<u8> {
    let meant = match character {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let position = ALPHABET.iter().position(|listed| char::from(*listed) == meant)?;
    u8::try_from(position).ok()
}

/// The sum of the module's head. With the last value zero it is the check character.
fn sum(values: &[u8; LENGTH]) -> u8 {
    values.iter().fold(0, |sum, value| times_x(sum) ^ value)
}

fn times_x(value: u8) -> u8 {
    let doubled = value << 1;
    if doubled > 31 { (doubled & 31) ^ 0b00101 } else { doubled }
}

impl VerificationCodeError {
    /// A stable word for interfaces and files.
    pub fn code(self) -> &'static str {
        match self {
            VerificationCodeError::Form => "form",
            VerificationCodeError::CheckCharacter => "check_character",
        }
    }

    /// What is wrong and what to do.
    pub fn text(self) -> Text {
        match self {
            VerificationCodeError::Form => Text::new(
                "这不是验证码。验证码由16个字母和数字组成，印在文书每页的下方，例如 7KT3-M8XD-2VRA-9YC9。请对照文书填写。",
                "This is not a verification code. It has 16 letters and digits and stands at the foot of each page, such as 7KT3-M8XD-2VRA-9YC9. Copy it from the document.",
            ),
            VerificationCodeError::CheckCharacter => Text::new(
                "验证码有误：有一个或几个字符抄错了。请逐组对照文书核对；数字0和1不会与字母O、I、L混用。",
                "There is a slip in the code: a character was misread. Compare it group by group with the document; O, I and L never occur, only 0 and 1.",
            ),
        }
    }
}

refusal!(VerificationCodeError);
text_value!(
    VerificationCode,
    VerificationCodeError,
    VerificationCode::to_string,
    pattern: "^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$",
    example: "7KT3-M8XD-2VRA-9YC9"
);

impl fmt::Display for VerificationCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let compact = self.compact();
        let groups: Vec<&str> = (0..LENGTH).step_by(4).map(|start| &compact[start..start + 4]).collect();
        formatter.write_str(&groups.join("-"))
    }
}

/// Reads like the code itself; nothing in it is secret from who holds the document.
impl fmt::Debug for VerificationCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_people_type_is_read() {
        let code = VerificationCode::of_random([0, 1, 2, 3, 10, 18, 19, 20, 31, 255, 7, 8, 9, 16, 17]);
        let shown = code.to_string();
        assert_eq!(shown.len(), 19);
        let typed = shown.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(VerificationCode::parse(&typed), Ok(code));
        assert_eq!(VerificationCode::parse(&code.compact()), Ok(code));
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for text in ["", "7KQ3", "7KT3-M8XD-2VRA-9YC9-7", "UUUU-UUUU-UUUU-UUUU", "７７７７验证码７７７７７７７７７", "../../../../etc/"]
        {
            assert_eq!(VerificationCode::parse(text), Err(VerificationCodeError::Form), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_slip_is_found(bytes in any::<[u8; 15]>(), at in 0..LENGTH, other in 0..LENGTH, added in 1..32u8) {
            let code = VerificationCode::of_random(bytes);
            let mut wrong = code.0;
            wrong[at] ^= added;
            let text = VerificationCode(wrong).to_string();
            prop_assert_eq!(VerificationCode::parse(&text), Err(VerificationCodeError::CheckCharacter));
            let mut swapped = code.0;
            swapped.swap(at, other);
            if swapped != code.0 {
                let text = VerificationCode(swapped).to_string();
                prop_assert_eq!(VerificationCode::parse(&text), Err(VerificationCodeError::CheckCharacter));
            }
        }
    }
}
