//! The citizen identity number (公民身份号码, GB 11643-1999), which is also the social-security number
//! (社会保险法 第58条).
//!
//! Eighteen characters: six of the address code at the time of issue, eight of the birth date, three of a
//! sequence whose last digit is odd for men and even for women, one check digit by ISO 7064 MOD 11-2.
//!
//! Where the standard and other implementations leave room, this is decided:
//!
//! - Blanks, hyphens, full-width characters and a lower-case `x` are normalised: the person typed the right
//!   number, and the check digit protects against a wrong one.
//! - Digits of other scripts (such as Arabic-Indic) are refused.
//! - The old form of fifteen digits is refused with the advice to give the eighteen: it has no check digit, and
//!   the numbers of two people may differ in the century only.
//! - The address code is checked for its province only (codes of GB/T 2260 for provinces that exist or existed,
//!   and 81, 82, 83 of the residence permits). Counties came and went; refusing a code that is not on
//!   today's list, or was not on the list of the birth year, refuses real old people.
//! - Birth years 1800 to 2199 are read. Whether a birth lies in the future depends on the day and is for the
//!   procedure to judge by [`IdNumber::born_after`]; made-up people of test data are born in 2099 on purpose.
//! - Any sequence from 000 to 999 is accepted.
//! - Numbers that begin with 9 (permanent residence of foreigners) are another scheme and are refused.

use std::fmt;

use jiff::civil::Date;

use crate::text_value::{refusal, text_value};
use crate::{Sex, Text, normalise};

/// A citizen identity number that passed every check of its form.
///
/// Prints masked in logs (`Debug`); there is no `Display`, so that the whole number is only shown on purpose.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdNumber {
    characters: [u8; LENGTH],
    born_on: Date,
}

const LENGTH: usize = 18;

/// Why a text is not a citizen identity number. Carries no part of the input: it may be somebody's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdNumberError {
    /// Nothing but blanks.
    Empty,
    /// Fifteen digits: the form of before October 1999.
    OldForm,
    /// Another number of characters than 18, blanks and hyphens not counted.
    Length { found: usize },
    /// Neither a digit nor, in the last place, an X; the position counts from 1 without blanks and hyphens.
    Character { position: usize },
    /// The first two digits are no province.
    Province,
    /// Digits 7 to 14 are no day of the calendar between 1800 and 2199.
    BirthDate,
    /// The last character does not fit the seventeen before it.
    CheckDigit,
}

impl IdNumber {
    /// Reads a number as people type it; see the module for what is normalised.
    pub fn parse(text: &str) -> Result<IdNumber, IdNumberError> {
        let compact = normalise::compact(text);
        let found = compact.chars().count();
        if found == 0 {
            return Err(IdNumberError::Empty);
        }
        if found == 15 && compact.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(IdNumberError::OldForm);
        }
        if found != LENGTH {
            return Err(IdNumberError::Length { found });
        }
        let wrong = |(at, character): (usize, char)| !(character.is_ascii_digit() || (at == LENGTH - 1 && character == 'X'));
        if let Some(at) = compact.chars().enumerate().position(wrong) {
            return Err(IdNumberError::Character { position: at + 1 });
        }
        // The characters are ASCII by now, so the bytes are as many.
        let characters: [u8; LENGTH] = compact.as_bytes().try_into().map_err(|_| IdNumberError::Length { found })?;
        if !is_province(number(&characters[0..2])) {
            return Err(IdNumberError::Province);
        }
        let born_on = birth_date(&characters).ok_or(IdNumberError::BirthDate)?;
        if characters[LENGTH - 1] != check_digit(&characters[..LENGTH - 1]) {
            return Err(IdNumberError::CheckDigit);
        }
        Ok(IdNumber { characters, born_on })
    }

    /// Makes a valid number, for synthetic people: `area` six digits such as `371002`, `sequence` 0 to 999, odd for
    /// men and even for women.
    pub fn from_parts(area: &str, born_on: Date, sequence: u16) -> Result<IdNumber, IdNumberError> {
        let mut text = format!("{area}{:04}{:02}{:02}{sequence:03}", born_on.year(), born_on.month(), born_on.day());
        text.push(char::from(check_digit(text.as_bytes())));
        IdNumber::parse(&text)
    }

    /// The eighteen characters, the check digit ten as upper-case `X`.
    pub fn as_str(&self) -> &str {
        // Only ASCII is ever put in, so this never falls back.
        std::str::from_utf8(&self.characters).unwrap_or("")
    }

    pub fn born_on(&self) -> Date {
        self.born_on
    }

    /// Whether the birth lies after `today`: no such person can be insured yet.
    pub fn born_after(&self, today: Date) -> bool {
        self.born_on > today
    }

    pub fn sex(&self) -> Sex {
        if number(&self.characters[16..17]) % 2 == 1 { Sex::Male } else { Sex::Female }
    }

    /// The six digits of the address code at the time of issue; it need not exist today.
    pub fn issued_in(&self) -> &str {
        &self.as_str()[..6]
    }

    /// For pages: province, city and the last four characters, such as `3710**********0015`.
    pub fn masked(&self) -> String {
        format!("{}**********{}", &self.as_str()[..4], &self.as_str()[14..])
    }
}

/// The value of a few ASCII digits.
fn number(digits: &[u8]) -> i16 {
    digits.iter().fold(0, |sum, digit| sum * 10 + i16::from(digit.wrapping_sub(b'0')))
}

/// GB/T 2260, first two digits: the provinces, autonomous regions and municipalities that exist or existed,
/// Taiwan, Hong Kong, Macao, and 83 of the residence permits.
fn is_province(code: i16) -> bool {
    matches!(code, 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83)
}

fn birth_date(characters: &[u8; LENGTH]) -> Option<Date> {
    let year = number(&characters[6..10]);
    if !(1800..=2199).contains(&year) {
        return None;
    }
    // Two digits always fit.
    let month = number(&characters[10..12]) as i8;
    let day = number(&characters[12..14]) as i8;
    Date::new(year, month, day).ok()
}

/// GB 11643-1999, the check digit: ISO 7064 MOD 11-2 over the characters before it. Anything but a digit counts as
/// some number here; `parse` refuses it before.
fn check_digit(before: &[u8]) -> u8 {
    let doubled = before.iter().fold(0_u32, |sum, digit| (sum + u32::from(digit.wrapping_sub(b'0'))) * 2 % 11);
    b"10X98765432"[doubled as usize]
}

impl IdNumberError {
    /// A stable word for interfaces and files.
    pub fn code(self) -> &'static str {
        match self {
            IdNumberError::Empty => "empty",
            IdNumberError::OldForm => "old_form",
            IdNumberError::Length { .. } => "length",
            IdNumberError::Character { .. } => "character",
            IdNumberError::Province => "province",
            IdNumberError::BirthDate => "birth_date",
            IdNumberError::CheckDigit => "check_digit",
        }
    }

    /// What is wrong, by which rule, and what to do.
    pub fn text(self) -> Text {
        match self {
            IdNumberError::Empty => Text::new(
                "没有填写公民身份号码。请填写居民身份证上的18位号码。",
                "The ID number is missing. Give the 18 characters on the resident identity card.",
            ),
            IdNumberError::OldForm => Text::new(
                "这是15位的旧号码，没有校验码。请填写现在的18位公民身份号码（GB 11643-1999），见第二代居民身份证或户口簿。",
                "This is the old number of 15 digits, which has no check digit. Give the present 18-digit number (GB 11643-1999); it is on the identity card or in the household register.",
            ),
            IdNumberError::Length { found } => Text::new(
                format!("公民身份号码应为18位，这里有{found}位。请对照居民身份证检查是否多填或漏填。"),
                format!(
                    "An ID number has 18 characters; this has {found}. Compare it with the identity card for a missing or doubled one."
                ),
            ),
            IdNumberError::Character { position } => Text::new(
                format!("公民身份号码第{position}位不能是这个字符：前17位只能是数字，末位是数字或X。请对照居民身份证改正。"),
                format!(
                    "Character {position} of the ID number cannot stand there: the first 17 are digits, the last is a digit or X. Correct it from the identity card."
                ),
            ),
            IdNumberError::Province => Text::new(
                "公民身份号码的前两位不是任何省级地区的代码（GB/T 2260）。请对照居民身份证检查开头几位。",
                "The first two digits of the ID number are not the code of any province (GB/T 2260). Compare the beginning with the identity card.",
            ),
            IdNumberError::BirthDate => Text::new(
                "公民身份号码第7至14位不是真实的出生日期。请对照居民身份证检查这8位。",
                "Digits 7 to 14 of the ID number are not a real date of birth. Compare these eight digits with the identity card.",
            ),
            IdNumberError::CheckDigit => Text::new(
                "公民身份号码的校验码不符（GB 11643-1999），其中至少有一位填错。请对照居民身份证逐位检查。",
                "The check digit of the ID number does not fit (GB 11643-1999), so at least one character is wrong. Compare it with the identity card character by character.",
            ),
        }
    }
}

refusal!(IdNumberError);
text_value!(IdNumber, IdNumberError, IdNumber::as_str, pattern: "^[1-8][0-9]{16}[0-9X]$", example: "371002209912310015");

impl fmt::Debug for IdNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.masked())
    }
}
