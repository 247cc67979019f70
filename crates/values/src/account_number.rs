//! Accounts at banks of the mainland, as money is sent to them: the number of the account and the code of the bank.
//!
//! Account numbers have 8 to 32 digits; a bank card of the national scheme (16 to 19 digits beginning with 62) ends with the check digit of
//! ISO/IEC 7812-1. Other deposit accounts have no check digit that all banks share. A bank is named by the twelve digits of the
//! payment system (支付系统行号).

use std::fmt;

use crate::text_value::{refusal, text_value};
use crate::{Text, normalise};

/// The number of a bank account or card. Prints masked in logs (`Debug`); there is no `Display`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountNumber(String);

/// Why a text is not an account number. Carries no part of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountNumberError {
    /// Nothing but blanks.
    Empty,
    /// Something else than digits, blanks and hyphens.
    Character,
    /// Fewer than 8 or more than 32 digits.
    Length { found: usize },
    /// The number of a card whose last digit does not fit the others.
    CheckDigit,
}

impl AccountNumber {
    /// Reads a number as people type it: blanks, hyphens and full-width digits are normalised.
    pub fn parse(text: &str) -> Result<AccountNumber, AccountNumberError> {
        let compact = normalise::compact(text);
        if compact.is_empty() {
            return Err(AccountNumberError::Empty);
        }
        if !compact.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(AccountNumberError::Character);
        }
        if !(8..=32).contains(&compact.len()) {
            return Err(AccountNumberError::Length { found: compact.len() });
        }
        if is_card(&compact) && luhn_remainder(compact.as_bytes()) != 0 {
            return Err(AccountNumberError::CheckDigit);
        }
        Ok(AccountNumber(compact))
    }

    /// Makes the number of a card from its digits but the last, for synthetic people.
    pub fn card(digits: &str) -> Result<AccountNumber, AccountNumberError> {
        let mut number = format!("{digits}0");
        let remainder = luhn_remainder(number.as_bytes());
        number.pop();
        number.push(char::from(b'0' + (10 - remainder) % 10));
        AccountNumber::parse(&number)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// For pages: the last four digits.
    pub fn masked(&self) -> String {
        format!("****{}", &self.0[self.0.len() - 4..])
    }
}

fn is_card(digits: &str) -> bool {
    (16..=19).contains(&digits.len()) && digits.starts_with("62")
}

/// What the weighted digits leave over ten; nothing where the check digit fits.
fn luhn_remainder(digits: &[u8]) -> u8 {
    let weighted = digits.iter().rev().enumerate().map(|(place, digit)| {
        let digit = digit.wrapping_sub(b'0') % 10;
        let doubled = if place % 2 == 1 { digit * 2 } else { digit };
        if doubled > 9 { doubled - 9 } else { doubled }
    });
    weighted.fold(0, |sum, digit| (sum + digit) % 10)
}

impl AccountNumberError {
    /// A stable word for interfaces and files.
    pub fn code(self) -> &'static str {
        match self {
            AccountNumberError::Empty => "empty",
            AccountNumberError::Character => "character",
            AccountNumberError::Length { .. } => "length",
            AccountNumberError::CheckDigit => "check_digit",
        }
    }

    /// What is wrong and what to do.
    pub fn text(self) -> Text {
        match self {
            AccountNumberError::Empty => Text::new("没有填写银行账号。", "The account number is missing."),
            AccountNumberError::Character => Text::new("银行账号只能有数字。", "An account number has digits only."),
            AccountNumberError::Length { found } => Text::new(
                format!("银行账号为8至32位数字，填写的是{found}位。"),
                format!("An account number has 8 to 32 digits; this has {found}."),
            ),
            AccountNumberError::CheckDigit => Text::new(
                "这个卡号的最后一位与前面的数字不符，请对照银行卡核对每一位。",
                "The last digit of this card number does not fit the others; compare every digit with the card.",
            ),
        }
    }
}

refusal!(AccountNumberError);
text_value!(AccountNumber, AccountNumberError, AccountNumber::as_str, pattern: "^[0-9]{8,32}$", example: "6217000010001234569");

impl fmt::Debug for AccountNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.masked())
    }
}

/// The number of a bank in the payment system.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BankCode(String);

/// A bank code has twelve digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BankCodeError;

impl BankCode {
    pub fn parse(text: &str) -> Result<BankCode, BankCodeError> {
        let compact = normalise::compact(text);
        let is_code = compact.len() == 12 && compact.bytes().all(|byte| byte.is_ascii_digit());
        if is_code { Ok(BankCode(compact)) } else { Err(BankCodeError) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl BankCodeError {
    pub fn code(self) -> &'static str {
        "bank_code"
    }

    /// What is wrong and what to do.
    pub fn text(self) -> Text {
        Text::new(
            "银行行号为12位数字，可以在银行网点或银行的网站查到。",
            "The number of a bank has 12 digits; the branch or the bank's website tells it.",
        )
    }
}

refusal!(BankCodeError);
text_value!(BankCode, BankCodeError, BankCode::as_str, pattern: "^[0-9]{12}$", example: "102465000013");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_masks() {
        for (typed, normal, masked) in [
            ("6217 0000 1000 1234 569", "6217000010001234569", "****4569"),
            ("１２３４５６７８", "12345678", "****5678"),
            ("37050170-640100000123", "37050170640100000123", "****0123"),
        ] {
            let number = AccountNumber::parse(typed).unwrap();
            assert_eq!(number.as_str(), normal);
            assert_eq!(format!("{number:?}"), masked, "logs never show a whole number");
        }
        assert_eq!(AccountNumber::card("621700001000123456").unwrap().as_str(), "6217000010001234569");
        // The worked number of ISO/IEC 7812-1 annex B: 7992739871 takes the check digit 3.
        assert_eq!(luhn_remainder(b"79927398713"), 0);
        assert_eq!(luhn_remainder(b"79927398714"), 1);
    }

    #[test]
    fn refuses_with_the_reason() {
        for (bad, reason) in [
            ("  ", AccountNumberError::Empty),
            ("1234567x", AccountNumberError::Character),
            ("1234567", AccountNumberError::Length { found: 7 }),
            ("6217000010001234568", AccountNumberError::CheckDigit),
        ] {
            assert_eq!(AccountNumber::parse(bad), Err(reason), "{bad}");
        }
        assert_eq!(BankCode::parse("1024 6500 0013").unwrap().as_str(), "102465000013");
        assert_eq!(BankCode::parse("10246500001"), Err(BankCodeError));
    }
}
