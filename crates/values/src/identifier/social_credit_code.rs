//! The unified social credit code of an organisation (统一社会信用代码, GB 32100-2015).
//!
//! Eighteen characters out of 31 (digits and capital letters without I, O, S, V, Z): one of the registering
//! authority, one of the kind of organisation, six digits of the region, nine of the organisation code
//! (GB 11714-1997, the last being its own check), one check character.
//!
//! Where the standard and other implementations leave room, this is decided:
//!
//! - Blanks, hyphens, full-width characters and lower-case letters are normalised.
//! - The first character is any of the alphabet but `0`, letters included: authorities were added since 2015
//!   (`N` for rural collectives, `A` for military units). Refusing one refuses a real employer.
//! - The region is six digits, whatever they are: regions come and go, and national ones are not on the list.
//! - A check character of the organisation code that does not fit is no reason to refuse. Codes with such a
//!   part may have been issued, the overall check alone catches every single mistake and every swap of
//!   neighbours, and refusing would keep an employer out of its own account. It can be asked for by
//!   [`SocialCreditCode::organisation_check_holds`] and shown as a warning.

use std::fmt;

use crate::text_value::{refusal, text_value};
use crate::{Text, normalise};

/// A unified social credit code that passed every check of its form. Public information, so shown in full.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SocialCreditCode([u8; LENGTH]);

const LENGTH: usize = 18;

/// GB 32100-2015: the characters in the order of their values.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Why a text is not a unified social credit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SocialCreditCodeError {
    /// Nothing but blanks.
    Empty,
    /// Another number of characters than 18, blanks and hyphens not counted.
    Length { found: usize },
    /// A character that cannot stand there; the position counts from 1 without blanks and hyphens.
    Character { position: usize },
    /// The first character is 0, which no registering authority has.
    Authority,
    /// The last character does not fit the seventeen before it.
    CheckCharacter,
}

impl SocialCreditCode {
    /// Reads a code as people type it; see the module for what is normalised.
    pub fn parse(text: &str) -> Result<SocialCreditCode, SocialCreditCodeError> {
        let compact = normalise::compact(text);
        let found = compact.chars().count();
        if found == 0 {
            return Err(SocialCreditCodeError::Empty);
        }
        if found != LENGTH {
            return Err(SocialCreditCodeError::Length { found });
        }
        let wrong =
            |(at, character): (usize, char)| if (2..8).contains(&at) { !character.is_ascii_digit() } else { value(character).is_none() };
        if let Some(at) = compact.chars().enumerate().position(wrong) {
            return Err(SocialCreditCodeError::Character { position: at + 1 });
        }
        // The characters are ASCII by now, so the bytes are as many.
        let characters: [u8; LENGTH] = compact.as_bytes().try_into().map_err(|_| SocialCreditCodeError::Length { found })?;
        if characters[0] == b'0' {
            return Err(SocialCreditCodeError::Authority);
        }
        if characters[LENGTH - 1] != check_character(&compact[..LENGTH - 1]) {
            return Err(SocialCreditCodeError::CheckCharacter);
        }
        Ok(SocialCreditCode(characters))
    }

    /// Makes a valid code, for synthetic employers, with both check characters: `registration` is the first eight
    /// characters such as `91371002`, `organisation` the eight of the organisation code without its check.
    pub fn from_parts(registration: &str, organisation: &str) -> Result<SocialCreditCode, SocialCreditCodeError> {
        let mut text = format!("{registration}{organisation}");
        text.push(char::from(organisation_check(organisation)));
        text.push(char::from(check_character(&text)));
        SocialCreditCode::parse(&text)
    }

    pub fn as_str(&self) -> &str {
        // Only ASCII is ever put in, so this never falls back.
        std::str::from_utf8(&self.0).unwrap_or("")
    }

    /// The nine characters of the organisation code (组织机构代码).
    pub fn organisation_code(&self) -> &str {
        &self.as_str()[8..17]
    }

    /// Whether the organisation code inside fits its own check (GB 11714-1997). A warning where not, no refusal.
    pub fn organisation_check_holds(&self) -> bool {
        self.0[16] == organisation_check(&self.as_str()[8..16])
    }
}

/// The value of a character in the alphabet of GB 32100-2015.
fn value(character: char) -> Option<u32> {
    ALPHABET.iter().position(|known| char::from(*known) == character).map(|at| at as u32)
}

/// GB 32100-2015, the check character: the weight of position i is 3 to the power i - 1, modulo 31. Anything
/// outside the alphabet counts as 0 here; `parse` refuses it before.
fn check_character(before: &str) -> u8 {
    let weigh = |(sum, weight): (u32, u32), character: char| ((sum + weight * value(character).unwrap_or(0)) % 31, weight * 3 % 31);
    let (sum, _) = before.chars().fold((0, 1), weigh);
    ALPHABET[((31 - sum) % 31) as usize]
}

/// GB 11714-1997, the check character of an organisation code: weighted sum modulo 11, letters count from A = 10.
fn organisation_check(eight: &str) -> u8 {
    let weights = [3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = eight.chars().zip(weights).map(|(character, weight)| character.to_digit(36).unwrap_or(0) * weight).sum();
    b"0X987654321"[(sum % 11) as usize]
}

impl SocialCreditCodeError {
    /// A stable word for interfaces and files.
    pub fn code(self) -> &'static str {
        match self {
            SocialCreditCodeError::Empty => "empty",
            SocialCreditCodeError::Length { .. } => "length",
            SocialCreditCodeError::Character { .. } => "character",
            SocialCreditCodeError::Authority => "authority",
            SocialCreditCodeError::CheckCharacter => "check_character",
        }
    }

    /// What is wrong, by which rule, and what to do.
    pub fn text(self) -> Text {
        match self {
            SocialCreditCodeError::Empty => Text::new(
                "没有填写统一社会信用代码。请填写营业执照或登记证书上的18位代码。",
                "The unified social credit code is missing. Give the 18 characters on the business licence or the registration certificate.",
            ),
            SocialCreditCodeError::Length { found } => Text::new(
                format!("统一社会信用代码应为18位，这里有{found}位。请对照营业执照或登记证书检查是否多填或漏填。"),
                format!(
                    "A unified social credit code has 18 characters; this has {found}. Compare it with the licence for a missing or doubled one."
                ),
            ),
            SocialCreditCodeError::Character { position } => Text::new(
                format!(
                    "统一社会信用代码第{position}位不能是这个字符：第3至8位是数字，其余是数字或大写字母，不用I、O、S、V、Z（GB 32100-2015）。请检查是否把数字0、1、2、5认成了字母。"
                ),
                format!(
                    "Character {position} of the unified social credit code cannot stand there: characters 3 to 8 are digits, the others digits or letters without I, O, S, V, Z (GB 32100-2015). Look for a 0, 1, 2 or 5 read as a letter."
                ),
            ),
            SocialCreditCodeError::Authority => Text::new(
                "统一社会信用代码的首位不能是0：没有这样的登记管理部门（GB 32100-2015）。请对照营业执照或登记证书检查开头几位。",
                "A unified social credit code does not begin with 0: there is no such registering authority (GB 32100-2015). Compare the beginning with the licence.",
            ),
            SocialCreditCodeError::CheckCharacter => Text::new(
                "统一社会信用代码的校验码不符（GB 32100-2015），其中至少有一位填错。请对照营业执照或登记证书逐位检查。",
                "The check character of the unified social credit code does not fit (GB 32100-2015), so at least one character is wrong. Compare it with the licence character by character.",
            ),
        }
    }
}

refusal!(SocialCreditCodeError);
text_value!(SocialCreditCode, SocialCreditCodeError, SocialCreditCode::as_str, pattern: "^[1-9A-HJ-NP-RTUW-Y][0-9A-HJ-NP-RTUW-Y][0-9]{6}[0-9A-HJ-NP-RTUW-Y]{10}$", example: "91110000600037341L");

impl fmt::Display for SocialCreditCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for SocialCreditCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
