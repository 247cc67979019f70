//! Telephone numbers of the mainland.
//!
//! Mobile numbers have eleven digits beginning with 13 to 19; fixed lines have an area code (three digits for 010 and
//! 02x, four for the others) and seven or eight digits. `+86` or `0086` in front is dropped. Extensions, service
//! numbers and numbers abroad are refused: a notification could not be delivered to them.

use std::fmt;

use crate::text_value::{refusal, text_value};
use crate::{Text, normalise};

/// A telephone number in its normal form: `13800001234`, or `0631-5201234` with the area code set off.
///
/// Prints masked in logs (`Debug`); there is no `Display`, so that the whole number is only shown on purpose.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Telephone(String);

/// Why a text is not a telephone number. Carries no part of the input: it may be somebody's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TelephoneError {
    /// Nothing but blanks.
    Empty,
    /// Something else than digits, blanks, hyphens, brackets and a leading plus.
    Character,
    /// Neither a mobile number nor a fixed line with its area code.
    Form,
}

impl Telephone {
    /// Reads a number as people type it: blanks, hyphens, brackets and full-width digits are normalised.
    pub fn parse(text: &str) -> Result<Telephone, TelephoneError> {
        let compact: String = normalise::compact(text).chars().filter(|character| !matches!(character, '(' | ')')).collect();
        if compact.is_empty() {
            return Err(TelephoneError::Empty);
        }
        let national = compact.strip_prefix("+86").or_else(|| compact.strip_prefix("0086")).unwrap_or(&compact);
        if !national.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(TelephoneError::Character);
        }
        if is_mobile(national) {
            return Ok(Telephone(national.to_owned()));
        }
        let area_length = match national.as_bytes() {
            [b'0', b'1', b'0', ..] | [b'0', b'2', _, ..] => 3,
            [b'0', b'3'..=b'9', _, _, ..] => 4,
            _ => return Err(TelephoneError::Form),
        };
        let (area, line) = national.split_at(area_length);
        // The first digit of a line is never 0, and 1 begins the service and emergency numbers.
        let sound = (7..=8).contains(&line.len()) && !line.starts_with(['0', '1']);
        if sound { Ok(Telephone(format!("{area}-{line}"))) } else { Err(TelephoneError::Form) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether short messages reach it.
    pub fn is_mobile(&self) -> bool {
        is_mobile(&self.0)
    }

    /// For pages: `138****1234`, `0631-***1234`.
    pub fn masked(&self) -> String {
        let shown_at_end = &self.0[self.0.len() - 4..];
        match self.0.split_once('-') {
            Some((area, line)) => format!("{area}-{}{shown_at_end}", "*".repeat(line.len() - 4)),
            None => format!("{}****{shown_at_end}", &self.0[..3]),
        }
    }
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == 11 && matches!(digits.as_bytes(), [b'1', b'3'..=b'9', ..])
}

impl TelephoneError {
    /// A stable word for interfaces and files.
    pub fn code(self) -> &'static str {
        match self {
            TelephoneError::Empty => "empty",
            TelephoneError::Character => "character",
            TelephoneError::Form => "form",
        }
    }

    /// What is wrong and what to do.
    pub fn text(self) -> Text {
        match self {
            TelephoneError::Empty => Text::new(
                "没有填写电话号码。请填写手机号码，或带区号的固定电话，例如 0631-5201234。",
                "The telephone number is missing. Give a mobile number, or a fixed line with its area code, such as 0631-5201234.",
            ),
            TelephoneError::Character => Text::new(
                "电话号码只能有数字，不要填写分机号或文字。",
                "A telephone number has digits only; leave out extensions and words.",
            ),
            TelephoneError::Form => Text::new(
                "这不是境内的电话号码。手机号码为11位，以13至19开头；固定电话要带区号，例如 0631-5201234。",
                "This is not a telephone number of the mainland. A mobile number has 11 digits and begins with 13 to 19; a fixed line needs its area code, such as 0631-5201234.",
            ),
        }
    }
}

refusal!(TelephoneError);
text_value!(Telephone, TelephoneError, Telephone::as_str, pattern: "^(1[3-9][0-9]{9}|0[0-9]{2,3}-[2-9][0-9]{6,7})$", example: "0631-5201234");

impl fmt::Debug for Telephone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_and_masks() {
        for (typed, normal, masked) in [
            ("138 0000 1234", "13800001234", "138****1234"),
            ("+86-138-0000-1234", "13800001234", "138****1234"),
            ("１３８００００１２３４", "13800001234", "138****1234"),
            ("\u{202D}13800001234\u{202C}", "13800001234", "138****1234"),
            ("(0631) 5201234", "0631-5201234", "0631-***1234"),
            ("（0631）5201234", "0631-5201234", "0631-***1234"),
            ("010-66001234", "010-66001234", "010-****1234"),
            ("0086 021 6600 1234", "021-66001234", "021-****1234"),
        ] {
            let telephone = Telephone::parse(typed).unwrap();
            assert_eq!((telephone.as_str(), telephone.masked().as_str()), (normal, masked));
            assert_eq!(format!("{telephone:?}"), masked, "logs never show a whole number");
        }
    }

    #[test]
    fn refuses_with_the_reason() {
        for (bad, reason) in [
            ("", TelephoneError::Empty),
            ("--", TelephoneError::Empty),
            ("5201234", TelephoneError::Form),
            ("12333", TelephoneError::Form),
            ("12800001234", TelephoneError::Form),
            ("138000012345", TelephoneError::Form),
            ("0631-1201234", TelephoneError::Form),
            ("0631-520123", TelephoneError::Form),
            ("00", TelephoneError::Form),
            ("0631-5201234转8", TelephoneError::Character),
            ("+1 212 555 0100", TelephoneError::Character),
            ("١٢٣", TelephoneError::Character),
            ("1;DROP TABLE users", TelephoneError::Character),
        ] {
            assert_eq!(Telephone::parse(bad), Err(reason), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in "\\PC{0,20}|[0-9+() -]{0,16}") {
            if let Ok(telephone) = Telephone::parse(&text) {
                prop_assert_eq!(Telephone::parse(telephone.as_str()), Ok(telephone.clone()));
                prop_assert_ne!(telephone.masked(), telephone.as_str());
            }
        }
    }
}
