//! The number of a case, as people read it out on the telephone: `371002-2020-000123-5`.
//!
//! Area, year, sequence (six digits, more only when six do not suffice) and one check character. The area may hold
//! letters (`3710NH`), so the characters are 36, and the check is one of the same 36. The common standard for
//! this (ISO 7064 MOD 37,36) lets some swaps of neighbours pass, and its stricter sister (MOD 37-2) needs a
//! 37th sign that is bad in addresses and file names. The check here is the same kind of sum taken in another
//! number system of exactly 36 elements, the pairs of GF(4) and GF(9): every character is an element, and the sum
//!
//! ```text
//! c1·a^(n-1) + c2·a^(n-2) + … + cn = 0        a = (w, 1 + i), w in GF(4) with w² = w + 1, i in GF(9) with i² = -1
//! ```
//!
//! must vanish with the check character as cn. Because a and a - 1 both have an inverse, one wrong character
//! or two swapped neighbours never leave it zero.

use std::fmt;

use crate::text_value::{refusal, text_value};
use crate::{AreaCode, Text, normalise};

/// A case number; unique over all areas and years.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseNumber {
    area: AreaCode,
    year: i16,
    sequence: i64,
}

/// The largest sequence; twelve digits are more than any area will use in a year.
const SEQUENCE_MAX: i64 = 999_999_999_999;

/// Why a text is not a case number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseNumberError {
    /// Not area, year, sequence and check character, or a part out of its range.
    Form,
    /// The last character does not fit the ones before it.
    CheckCharacter,
}

impl CaseNumber {
    /// The number of a new case: `year` 1900 to 2999, `sequence` 1 to 999 999 999 999.
    pub fn new(area: AreaCode, year: i16, sequence: i64) -> Result<CaseNumber, CaseNumberError> {
        let sound = (1900..=2999).contains(&year) && (1..=SEQUENCE_MAX).contains(&sequence);
        if sound { Ok(CaseNumber { area, year, sequence }) } else { Err(CaseNumberError::Form) }
    }

    /// Reads a number as people write it: hyphens may be missing; blanks, full-width and lower-case characters are
    /// normalised.
    pub fn parse(text: &str) -> Result<CaseNumber, CaseNumberError> {
        let compact = normalise::compact(text);
        // Seventeen: six of the area, four of the year, six of the sequence, one check.
        let sound = (17..=23).contains(&compact.len()) && compact.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
        if !sound {
            return Err(CaseNumberError::Form);
        }
        let (body, check) = compact.split_at(compact.len() - 1);
        let area = body[..6].parse().map_err(|_| CaseNumberError::Form)?;
        let year = body[6..10].parse().map_err(|_| CaseNumberError::Form)?;
        let digits = &body[10..];
        // A seventh digit in front is only written when it counts, so that every case has one number.
        if digits.len() > 6 && digits.starts_with('0') {
            return Err(CaseNumberError::Form);
        }
        let sequence = digits.parse().map_err(|_| CaseNumberError::Form)?;
        let number = CaseNumber::new(area, year, sequence)?;
        if check.as_bytes() != [check_character(body)] {
            return Err(CaseNumberError::CheckCharacter);
        }
        Ok(number)
    }

    pub fn area(self) -> AreaCode {
        self.area
    }

    pub fn year(self) -> i16 {
        self.year
    }

    pub fn sequence(self) -> i64 {
        self.sequence
    }
}

/// An element of GF(4) × GF(9), held as numbers: GF(4) as two bits, GF(9) as real and imaginary part modulo 3.
#[derive(Clone, Copy)]
struct Element {
    four: u32,
    real: u32,
    imaginary: u32,
}

impl Element {
    fn of(value: u32) -> Element {
        Element { four: value / 9, real: value % 9 / 3, imaginary: value % 3 }
    }

    fn value(self) -> u32 {
        self.four * 9 + self.real * 3 + self.imaginary
    }

    fn plus(self, other: Element) -> Element {
        Element { four: self.four ^ other.four, real: (self.real + other.real) % 3, imaginary: (self.imaginary + other.imaginary) % 3 }
    }

    /// Times a = (w, 1 + i).
    fn times_base(self) -> Element {
        let doubled = self.four << 1;
        let four = if doubled > 3 { doubled ^ 0b111 } else { doubled };
        Element { four, real: (self.real + 3 - self.imaginary) % 3, imaginary: (self.real + self.imaginary) % 3 }
    }

    fn negative(self) -> Element {
        Element { four: self.four, real: (3 - self.real) % 3, imaginary: (3 - self.imaginary) % 3 }
    }
}

/// The check character of a body of digits and capital letters; see the module for the sum.
fn check_character(body: &str) -> u8 {
    let sum = body.chars().fold(Element::of(0), |sum, character| sum.times_base().plus(Element::of(character.to_digit(36).unwrap_or(0))));
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[sum.times_base().negative().value() as usize]
}

impl CaseNumberError {
    /// A stable word for interfaces and files.
    pub fn code(self) -> &'static str {
        match self {
            CaseNumberError::Form => "form",
            CaseNumberError::CheckCharacter => "check_character",
        }
    }

    /// What is wrong and what to do.
    pub fn text(self) -> Text {
        match self {
            CaseNumberError::Form => Text::new(
                "这不是受理编号。受理编号由地区代码、年份、序号和校验码组成，例如 371002-2020-000123-5。请对照受理回执填写。",
                "This is not a case number. It is made of area, year, sequence and check character, such as 371002-2020-000123-5. Copy it from the receipt.",
            ),
            CaseNumberError::CheckCharacter => Text::new(
                "受理编号的末位校验码不符，其中至少有一位填错。请对照受理回执逐位检查。",
                "The check character at the end of the case number does not fit, so at least one character is wrong. Compare it with the receipt character by character.",
            ),
        }
    }
}

refusal!(CaseNumberError);
text_value!(CaseNumber, CaseNumberError, ToString::to_string, pattern: "^[0-9A-Z]{6}-[0-9]{4}-[0-9]{6,12}-[0-9A-Z]$", example: "371002-2020-000123-5");

impl fmt::Display for CaseNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let CaseNumber { area, year, sequence } = self;
        let check = check_character(&format!("{area}{year:04}{sequence:06}"));
        write!(formatter, "{area}-{year:04}-{sequence:06}-{}", char::from(check))
    }
}

impl fmt::Debug for CaseNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CHARACTERS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    #[test]
    fn every_element_and_its_multiple_differ() {
        let mut products: Vec<u32> = (0..36).map(|value| Element::of(value).times_base().value()).collect();
        let mut differences: Vec<u32> =
            (0..36).map(|value| Element::of(value).times_base().plus(Element::of(value).negative()).value()).collect();
        products.sort_unstable();
        differences.sort_unstable();
        let all: Vec<u32> = (0..36).collect();
        assert_eq!(products, all, "the base has an inverse");
        assert_eq!(differences, all, "the base less one has an inverse");
    }

    #[test]
    fn the_example_shown_to_people_is_a_number() {
        let number = CaseNumber::new("371002".parse().unwrap(), 2020, 123).unwrap();
        assert_eq!(number.to_string(), "371002-2020-000123-5");
        assert!(CaseNumberError::Form.text().zh.contains("371002-2020-000123-5"));
    }

    #[test]
    fn reads_what_people_write() {
        let number = CaseNumber::new("3710NH".parse().unwrap(), 2020, 123).unwrap();
        let written = number.to_string();
        let check = written.chars().last().unwrap();
        for form in [
            written.clone(),
            written.to_lowercase(),
            written.replace('-', ""),
            written.replace('-', " "),
            format!("\u{3000}３７１０ＮＨ－２０２０—０００１２３ {check}\n"),
        ] {
            assert_eq!(CaseNumber::parse(&form), Ok(number), "{form}");
        }
    }

    #[test]
    fn refuses_other_shapes() {
        for bad in ["", "-", "371002", "371002-2020-123-7", "371002-2020-0000123-7", "371002-2020-0001é3-7", "371002-2020-000000-7", "NULL"]
        {
            assert_eq!(CaseNumber::parse(bad), Err(CaseNumberError::Form), "{bad}");
        }
        assert!(CaseNumber::new("371002".parse().unwrap(), 2020, 0).is_err());
        assert!(CaseNumber::new("371002".parse().unwrap(), 2020, SEQUENCE_MAX + 1).is_err());
    }

    fn some_number() -> impl Strategy<Value = CaseNumber> {
        ("[0-9A-Z]{6}", 1900_i16..3000, prop_oneof![1_i64..10_000_000, 1..=SEQUENCE_MAX])
            .prop_map(|(area, year, sequence)| CaseNumber::new(area.parse().unwrap(), year, sequence).unwrap())
    }

    proptest! {
        #[test]
        fn writing_and_reading_agree(number in some_number()) {
            prop_assert_eq!(CaseNumber::parse(&number.to_string()), Ok(number));
            prop_assert_eq!(serde_round_trip(number), number);
        }

        #[test]
        fn no_single_wrong_character_passes(number in some_number()) {
            let compact = normalise::compact(&number.to_string()).into_bytes();
            for at in 0..compact.len() {
                for other in CHARACTERS.iter().filter(|other| **other != compact[at]) {
                    let mut altered = compact.clone();
                    altered[at] = *other;
                    let altered = String::from_utf8(altered).unwrap();
                    prop_assert!(CaseNumber::parse(&altered).is_err(), "{number} read as {altered}");
                }
            }
        }

        #[test]
        fn no_swap_of_neighbours_passes(number in some_number()) {
            let compact = normalise::compact(&number.to_string()).into_bytes();
            for at in (1..compact.len()).filter(|at| compact[*at] != compact[*at - 1]) {
                let mut altered = compact.clone();
                altered.swap(at - 1, at);
                let altered = String::from_utf8(altered).unwrap();
                prop_assert!(CaseNumber::parse(&altered).is_err(), "{number} read as {altered}");
            }
        }
    }

    fn serde_round_trip(number: CaseNumber) -> CaseNumber {
        use serde::Deserialize;
        use serde::de::value::{Error, StringDeserializer};
        let deserializer: StringDeserializer<Error> = serde::de::IntoDeserializer::into_deserializer(number.to_string());
        CaseNumber::deserialize(deserializer).unwrap()
    }
}
