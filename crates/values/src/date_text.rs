//! Dates as people type them.

use jiff::civil::Date;

use crate::text_value::refusal;
use crate::{Text, normalise};

/// Why a text is not a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateError {
    /// Nothing but blanks.
    Empty,
    /// Not one of the accepted forms.
    Form,
    /// A year outside 1900 to 2100: a slip of the finger rather than a date of this agency.
    Year { year: i16 },
    /// The month has no such day, or the year no such month.
    NoSuchDay { year: i16, month: i8, day: i8 },
}

/// Reads a date with the year first, so that day and month are never confused: `2020-02-03`, `2020/2/3`, `2020.2.3`,
/// `2020年2月3日`, `20200203`, in full-width digits too. Years 1900 to 2100.
pub fn parse_date(text: &str) -> Result<Date, DateError> {
    let trimmed = normalise::trim(text);
    if trimmed.is_empty() {
        return Err(DateError::Empty);
    }
    let half: String = trimmed.chars().map(normalise::half_width).collect();
    let (year, month, day) = parts(&half).ok_or(DateError::Form)?;
    if !(1900..=2100).contains(&year) {
        return Err(DateError::Year { year });
    }
    Date::new(year, month, day).map_err(|_| DateError::NoSuchDay { year, month, day })
}

/// Year, month and day of one of the accepted forms, not yet a date of the calendar.
fn parts(text: &str) -> Option<(i16, i8, i8)> {
    // Longer than any form, and not worth taking apart.
    if text.len() > 40 {
        return None;
    }
    if let Some(before_day_sign) = text.strip_suffix(['日', '号']) {
        // In running Chinese the signs are often set off by blanks.
        let tight: String = before_day_sign.chars().filter(|character| !normalise::is_blank(*character)).collect();
        let (year, rest) = tight.split_once('年')?;
        let (month, day) = rest.split_once('月')?;
        return numbers(year, month, day);
    }
    if text.len() == 8 && text.is_ascii() {
        return numbers_of_eight(text);
    }
    let separator = text.chars().find(|character| matches!(character, '-' | '/' | '.'))?;
    let mut fields = text.split(separator);
    let (year, month, day) = (fields.next()?, fields.next()?, fields.next()?);
    if fields.next().is_some() {
        return None;
    }
    numbers(year, month, day)
}

/// Eight characters are `20200203`, or the short `2020-2-3`.
fn numbers_of_eight(text: &str) -> Option<(i16, i8, i8)> {
    let separator = char::from(*text.as_bytes().get(4)?);
    match separator {
        '-' | '/' | '.' => {
            let (month, day) = text[5..].split_once(separator)?;
            numbers(&text[..4], month, day)
        }
        _ => numbers(&text[..4], &text[4..6], &text[6..]),
    }
}

fn numbers(year: &str, month: &str, day: &str) -> Option<(i16, i8, i8)> {
    let digits = |field: &str| field.bytes().all(|byte| byte.is_ascii_digit());
    let sound =
        year.len() == 4 && (1..=2).contains(&month.len()) && (1..=2).contains(&day.len()) && digits(year) && digits(month) && digits(day);
    if !sound {
        return None;
    }
    Some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
}

impl DateError {
    /// A stable word for interfaces and files.
    pub fn code(self) -> &'static str {
        match self {
            DateError::Empty => "empty",
            DateError::Form => "form",
            DateError::Year { .. } => "year",
            DateError::NoSuchDay { .. } => "no_such_day",
        }
    }

    /// What is wrong and what to do.
    pub fn text(self) -> Text {
        match self {
            DateError::Empty => Text::new(
                "没有填写日期。请按“年-月-日”填写，例如 2020-02-03。",
                "The date is missing. Write it as year-month-day, such as 2020-02-03.",
            ),
            DateError::Form => Text::new(
                "这不是能识别的日期。请按“年-月-日”填写，年份四位，例如 2020-02-03 或 2020年2月3日。",
                "This is not a date that can be read. Write it as year-month-day with four digits of the year, such as 2020-02-03 or 2020年2月3日.",
            ),
            DateError::Year { year } => Text::new(
                format!("年份{year}不在1900至2100之间。请检查年份是否填错。"),
                format!("The year {year} is not between 1900 and 2100. Check the year."),
            ),
            DateError::NoSuchDay { year, month, day } => Text::new(
                format!("{year}年没有{month}月{day}日这一天。请检查月份和日期。"),
                format!("There is no day {day} of month {month} in {year}. Check month and day."),
            ),
        }
    }
}

refusal!(DateError);

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn reads_the_forms_people_use() {
        for good in [
            "2020-02-03",
            "2020-2-3",
            "2020/2/3",
            "2020/02/3",
            "2020.2.3",
            "2020年2月3日",
            "2020 年 2 月 3 日",
            "2020年02月03号",
            "20200203",
            "２０２０－０２－０３",
            "\u{3000}2020-02-03\n",
        ] {
            assert_eq!(parse_date(good), Ok(date(2020, 2, 3)), "{good}");
        }
    }

    #[test]
    fn refuses_the_rest_with_the_reason() {
        for (bad, reason) in [
            ("", DateError::Empty),
            ("\u{180E}\u{3000}", DateError::Empty),
            ("-2020-02-03", DateError::Form),
            ("2020-02-03T00:00:00Z", DateError::Form),
            ("99-02-03", DateError::Form),
            ("3/2/2020", DateError::Form),
            ("2020-02/03", DateError::Form),
            ("2020 02 03", DateError::Form),
            ("2020-2-3-4", DateError::Form),
            ("2020-+2-03", DateError::Form),
            ("٢٠٢٠-02-03", DateError::Form),
            ("2020年2月", DateError::Form),
            ("日", DateError::Form),
            ("NULL", DateError::Form),
            ("9999-12-31", DateError::Year { year: 9999 }),
            ("1899-12-31", DateError::Year { year: 1899 }),
            ("2020-13-01", DateError::NoSuchDay { year: 2020, month: 13, day: 1 }),
            ("2019-02-29", DateError::NoSuchDay { year: 2019, month: 2, day: 29 }),
            ("2020-00-00", DateError::NoSuchDay { year: 2020, month: 0, day: 0 }),
        ] {
            assert_eq!(parse_date(bad), Err(reason), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn every_form_of_every_day_reads_back(days in 0..73_000_i32) {
            let day = date(1900, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
            let (year, month, of_month) = (day.year(), day.month(), day.day());
            for form in [day.to_string(), format!("{year}/{month}/{of_month}"), format!("{year}年{month}月{of_month}日"), format!("{year}{month:02}{of_month:02}")] {
                prop_assert_eq!(parse_date(&form), Ok(day), "{}", form);
            }
        }

        #[test]
        fn no_text_breaks_it(text in any::<String>()) {
            let _ = parse_date(&text).map_err(DateError::text);
        }
    }
}
