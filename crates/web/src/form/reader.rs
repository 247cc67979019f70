//! Typed values out of a form; what is wrong is noted and reading goes on, so that the reader learns everything at once.

use std::str::FromStr;

use values::{Date, Fen, Month, Text};

use super::data::{FormData, UNREADABLE};
use super::errors::FormErrors;

/// The longest answer in characters where the caller names no other.
const LONGEST_ANSWER: usize = 500;

/// Reads one form. Each method gives `None` after it has noted an error, except where it says otherwise.
///
/// `label` is the question as the page asks it, used inside the messages.
#[derive(Debug)]
pub struct FormReader<'a> {
    data: &'a FormData,
    errors: FormErrors,
}

impl<'a> FormReader<'a> {
    pub fn new(data: &'a FormData) -> FormReader<'a> {
        FormReader { data, errors: FormErrors::new() }
    }

    pub fn data(&self) -> &'a FormData {
        self.data
    }

    /// Notes an error the caller found, such as two answers that contradict each other.
    pub fn refuse(&mut self, field: &str, message: Text) {
        self.errors.push(field, message);
    }

    pub fn errors(&self) -> &FormErrors {
        &self.errors
    }

    /// Everything that was wrong.
    pub fn into_errors(self) -> FormErrors {
        self.errors
    }

    /// An answer that must be given, trimmed, at most 500 characters.
    pub fn required(&mut self, field: &str, label: &Text) -> Option<String> {
        self.text(field, label, LONGEST_ANSWER)
    }

    /// An answer that must be given, trimmed, at most `longest` characters.
    pub fn text(&mut self, field: &str, label: &Text, longest: usize) -> Option<String> {
        let answer = self.data.trimmed(field);
        if answer.is_empty() {
            self.errors.push(field, missing(label));
            return None;
        }
        self.short_enough(field, label, answer, longest)
    }

    /// An answer that may be left empty (`None`, no error); at most 500 characters.
    pub fn optional(&mut self, field: &str, label: &Text) -> Option<String> {
        let answer = self.data.trimmed(field);
        if answer.is_empty() { None } else { self.short_enough(field, label, answer, LONGEST_ANSWER) }
    }

    fn short_enough(&mut self, field: &str, label: &Text, answer: &str, longest: usize) -> Option<String> {
        if answer.chars().count() > longest {
            let chinese = format!("“{}”不能超过{longest}个字", label.zh);
            let english = format!("“{}” must be at most {longest} characters", label.en);
            self.errors.push(field, Text::new(chinese, english));
            return None;
        }
        if answer.contains(UNREADABLE) {
            let chinese = format!("“{}”含有无法识别的字符（显示为 {UNREADABLE}），请删去后重试", label.zh);
            let english = format!("“{}” holds a character that cannot be read (shown as {UNREADABLE}); delete it and try again", label.en);
            self.errors.push(field, Text::new(chinese, english));
            return None;
        }
        Some(answer.to_owned())
    }

    /// An answer read by `parse`, which says in both languages what is wrong and what would be right.
    pub fn parse_with<T>(&mut self, field: &str, label: &Text, parse: impl FnOnce(&str) -> Result<T, Text>) -> Option<T> {
        let answer = halfwidth(self.data.trimmed(field));
        if answer.is_empty() {
            self.errors.push(field, missing(label));
            return None;
        }
        self.parsed(field, &answer, parse)
    }

    /// As [`Self::parse_with`], but an empty answer is `None` without an error.
    pub fn parse_optional_with<T>(&mut self, field: &str, parse: impl FnOnce(&str) -> Result<T, Text>) -> Option<T> {
        let answer = halfwidth(self.data.trimmed(field));
        if answer.is_empty() { None } else { self.parsed(field, &answer, parse) }
    }

    fn parsed<T>(&mut self, field: &str, answer: &str, parse: impl FnOnce(&str) -> Result<T, Text>) -> Option<T> {
        match parse(answer) {
            Ok(value) => Some(value),
            Err(message) => {
                self.errors.push(field, message);
                None
            }
        }
    }

    /// An amount in yuan.
    pub fn money(&mut self, field: &str, label: &Text) -> Option<Fen> {
        self.shaped(field, label, "以元为单位、最多两位小数，例如 1234.50", "in yuan with at most two decimals, such as 1234.50")
    }

    /// A month as `2020-02`.
    pub fn month(&mut self, field: &str, label: &Text) -> Option<Month> {
        self.shaped(field, label, "为年份和月份，例如 2020-02", "as year and month, such as 2020-02")
    }

    /// A day as `2020-02-10`; slashes and dots are read as well, and the time some browsers add is not.
    pub fn date(&mut self, field: &str, label: &Text) -> Option<Date> {
        let message = shape_message(label, "为实际存在的日期，例如 2020-02-10", "as a real date, such as 2020-02-10");
        self.parse_with(field, label, |answer| calendar_day(answer).ok_or(message))
    }

    /// A whole number from `least` to `most`.
    pub fn whole_number(&mut self, field: &str, label: &Text, least: i64, most: i64) -> Option<i64> {
        let message = shape_message(label, &format!("为{least}到{most}之间的整数"), &format!("as a whole number from {least} to {most}"));
        self.parse_with(field, label, |answer| answer.parse().ok().filter(|number| (least..=most).contains(number)).ok_or(message))
    }

    /// One of the values offered.
    pub fn choice(&mut self, field: &str, label: &Text, offered: &[&str]) -> Option<String> {
        let answer = self.data.get(field);
        if offered.contains(&answer) && !answer.is_empty() {
            return Some(answer.to_owned());
        }
        self.errors.push(field, Text::new(format!("请选择“{}”", label.zh), format!("Choose an answer to “{}”", label.en)));
        None
    }

    /// A box that must be ticked, such as a declaration.
    pub fn confirmed(&mut self, field: &str, message: Text) -> bool {
        let ticked = self.data.contains(field);
        if !ticked {
            self.errors.push(field, message);
        }
        ticked
    }

    fn shaped<T: FromStr>(&mut self, field: &str, label: &Text, chinese: &str, english: &str) -> Option<T> {
        let message = shape_message(label, chinese, english);
        self.parse_with(field, label, |answer| answer.parse().map_err(|_| message))
    }
}

fn missing(label: &Text) -> Text {
    Text::new(format!("请填写“{}”", label.zh), format!("Enter “{}”", label.en))
}

fn shape_message(label: &Text, chinese: &str, english: &str) -> Text {
    Text::new(format!("“{}”应{chinese}", label.zh), format!("Write “{}” {english}", label.en))
}

fn calendar_day(answer: &str) -> Option<Date> {
    let mut parts = answer.split(['-', '/', '.']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &str, most: usize| !part.is_empty() && part.len() <= most && part.bytes().all(|byte| byte.is_ascii_digit());
    if parts.next().is_some() || year.len() != 4 || !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok().filter(|day| day.year() > 0)
}

/// Full-width digits, letters and signs as half-width ones: Chinese keyboards write `１２３．５０` as easily as `123.50`.
pub fn halfwidth(text: &str) -> String {
    let narrow = |character: char| match character {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
        '\u{3000}' => ' ',
        '\u{3002}' => '.',
        other => other,
    };
    text.chars().map(narrow).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use values::Language;

    fn label() -> Text {
        Text::new("金额", "Amount")
    }

    #[test]
    fn reads_typed_values_also_from_full_width_keys() {
        let data = FormData::new().with("amount", "１，２３４．５").with("month", "2020-02").with("day", "2020/2/9").with("count", "12");
        let mut reader = FormReader::new(&data);
        assert_eq!(reader.money("amount", &label()), Some(Fen(123_450)));
        assert_eq!(reader.month("month", &label()).map(Month::number), Some(202_002));
        assert_eq!(reader.date("day", &label()).map(|day| day.to_string()), Some("2020-02-09".to_owned()));
        assert_eq!(reader.whole_number("count", &label(), 1, 12), Some(12));
        assert!(reader.into_errors().is_empty());
    }

    #[test]
    fn notes_every_error_in_order() {
        let data = FormData::new().with("amount", "-1").with("day", "2021-02-29").with("kind", "third");
        let mut reader = FormReader::new(&data);
        assert_eq!(reader.money("amount", &label()), None);
        assert_eq!(reader.date("day", &label()), None);
        assert_eq!(reader.choice("kind", &label(), &["first", "second"]), None);
        assert_eq!(reader.required("name", &label()), None);
        assert_eq!(reader.optional("remark", &label()), None);
        assert_eq!(reader.whole_number("amount", &label(), 0, 5), None);
        assert!(!reader.confirmed("true", label()));
        let errors = reader.into_errors();
        let fields: Vec<&str> = errors.summary().map(|(field, _)| field).collect();
        assert_eq!(fields, ["amount", "day", "kind", "name", "amount", "true"]);
        let message = errors.for_field("amount").unwrap();
        assert_eq!(message.in_language(Language::English), "Write “Amount” in yuan with at most two decimals, such as 1234.50");
    }

    #[test]
    fn an_answer_is_measured_in_characters() {
        let data = FormData::new().with("name", &"张".repeat(6));
        assert!(FormReader::new(&data).text("name", &label(), 6).is_some());
        assert!(FormReader::new(&data).text("name", &label(), 5).is_none());
    }
}
