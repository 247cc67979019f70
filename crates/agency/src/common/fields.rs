//! Reads the fields of a form into typed values; each wrong one becomes a refusal beside its field.

use std::fmt::Display;
use std::str::FromStr;

use casework::{Refusal, Refusals};
use values::{Date, Fen, IdNumber, Month, PersonName, SocialCreditCode, Telephone, Text};

/// Collects typed values and refusals.
#[derive(Default)]
pub struct Fields {
    pub refusals: Refusals,
}

impl Fields {
    fn keep<T>(&mut self, field: &str, code: &str, read: Result<T, Text>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(text) => {
                self.refusals.push(Refusal { code: code.into(), field: Some(field.into()), text, hint: None, citation: None });
                None
            }
        }
    }

    /// A text of at most `most` characters that is not blank.
    pub fn words(&mut self, field: &str, name: (&str, &str), text: &str, most: usize) -> Option<String> {
        let trimmed = text.trim();
        let read = if trimmed.is_empty() {
            Err(Text::new(format!("请填写{}", name.0), format!("write the {}", name.1)))
        } else if trimmed.chars().count() > most {
            Err(Text::new(format!("{}不得超过{most}字", name.0), format!("the {} may have at most {most} characters", name.1)))
        } else if trimmed.chars().any(char::is_control) {
            Err(Text::new(format!("{}不能含有控制字符", name.0), format!("the {} may not hold control characters", name.1)))
        } else if trimmed.contains(web::form::UNREADABLE) {
            let sign = web::form::UNREADABLE;
            Err(Text::new(
                format!("{}含有无法识别的字符（显示为 {sign}），请删去后重试", name.0),
                format!("the {} holds a character that cannot be read (shown as {sign}); delete it and try again", name.1),
            ))
        } else {
            Ok(trimmed.to_owned())
        };
        self.keep(field, "words", read)
    }

    pub fn person_name(&mut self, field: &str, text: &str) -> Option<PersonName> {
        self.keep(field, "person_name", PersonName::parse(text).map_err(|error| error.text()))
    }

    pub fn id_number(&mut self, field: &str, text: &str) -> Option<IdNumber> {
        self.keep(field, "id_number", IdNumber::parse(text).map_err(|error| error.text()))
    }

    pub fn credit_code(&mut self, field: &str, text: &str) -> Option<SocialCreditCode> {
        self.keep(field, "credit_code", SocialCreditCode::parse(text).map_err(|error| error.text()))
    }

    /// Blank is `Ok(None)`: a telephone number is never demanded.
    pub fn telephone(&mut self, field: &str, text: &str) -> Option<Telephone> {
        if text.trim().is_empty() {
            return None;
        }
        self.keep(field, "telephone", Telephone::parse(text).map_err(|error| error.text()))
    }

    pub fn date(&mut self, field: &str, text: &str) -> Option<Date> {
        self.keep(field, "date", values::parse_date(text).map_err(|error| error.text()))
    }

    pub fn month(&mut self, field: &str, text: &str) -> Option<Month> {
        let read = text.parse::<Month>();
        self.keep(
            field,
            "month",
            read.map_err(|_| Text::new("月份应写成四位年份和两位月份，例如 2020-02", "write a month as year and month, such as 2020-02")),
        )
    }

    /// An amount above nothing.
    pub fn amount(&mut self, field: &str, text: &str) -> Option<Fen> {
        let read = match text.parse::<Fen>() {
            Ok(amount) if amount.is_positive() => Ok(amount),
            Ok(_) => Err(Text::new("金额应大于零", "the amount must be more than nothing")),
            Err(_) => Err(Text::new(
                "金额应以元为单位，最多两位小数，例如 5200.00",
                "write an amount in yuan with at most two decimals, such as 5200.00",
            )),
        };
        self.keep(field, "amount", read)
    }

    /// A whole number from `least` to `most`.
    pub fn number<T: FromStr + PartialOrd + Display + Copy>(&mut self, field: &str, text: &str, least: T, most: T) -> Option<T> {
        let read = match text.trim().parse::<T>() {
            Ok(number) if number >= least && number <= most => Ok(number),
            _ => Err(Text::new(format!("请填写 {least} 到 {most} 之间的整数"), format!("write a whole number from {least} to {most}"))),
        };
        self.keep(field, "number", read)
    }
}
