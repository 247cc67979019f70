//! Money, dates and months as people read them.

use maud::{Markup, html};
use values::{Date, Fen, Language, Month};

const ENGLISH_MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// `1,234.50 元` in Chinese, `¥1,234.50` in English; a minus stands before everything.
pub fn money_words(amount: Fen, language: Language) -> String {
    let written = amount.to_string();
    let (sign, digits) = match written.strip_prefix('-') {
        Some(digits) => ("−", digits),
        None => ("", written.as_str()),
    };
    match language {
        Language::Chinese => format!("{sign}{digits} 元"),
        Language::English => format!("{sign}¥{digits}"),
    }
}

/// An amount that never breaks over two lines and stands in tabular figures.
pub fn money(amount: Fen, language: Language) -> Markup {
    html! { data.figure value=(amount.plain()) { (money_words(amount, language)) } }
}

/// `2020年2月10日` or `10 February 2020`.
pub fn date_words(day: Date, language: Language) -> String {
    match language {
        Language::Chinese => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        Language::English => format!("{} {} {}", day.day(), english_month(i32::from(day.month())), day.year()),
    }
}

pub fn date(day: Date, language: Language) -> Markup {
    html! { time.figure datetime=(day) { (date_words(day, language)) } }
}

/// `2020年2月` or `February 2020`.
pub fn month_words(month: Month, language: Language) -> String {
    match language {
        Language::Chinese => format!("{}年{}月", month.year(), month.month()),
        Language::English => format!("{} {}", english_month(month.month()), month.year()),
    }
}

pub fn month(month: Month, language: Language) -> Markup {
    html! { time.figure datetime=(month) { (month_words(month, language)) } }
}

fn english_month(month: i32) -> &'static str {
    usize::try_from(month - 1).ok().and_then(|index| ENGLISH_MONTHS.get(index)).copied().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_write_their_own_way() {
        let day = Month::new(2020, 2).unwrap().day(10);
        assert_eq!(date_words(day, Language::Chinese), "2020年2月10日");
        assert_eq!(date_words(day, Language::English), "10 February 2020");
        assert_eq!(month_words(Month::of(day), Language::English), "February 2020");
        assert_eq!(money_words(Fen(-123_456), Language::Chinese), "−1,234.56 元");
        assert_eq!(money_words(Fen(-123_456), Language::English), "−¥1,234.56");
    }
}
