//! Money, dates and months as people read them.

use maud::{Markup, html};
use values::{Date, Fen, Language, Month, Text, days_in_words};

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
/// A sentence with the days in it said as its reader does. For sentences the program wrote, such as how a day was reckoned.
pub fn sentence(words: &Text, language: Language) -> String {
    days_in_words(words.in_language(language), language).into_owned()
}

pub fn date_words(day: Date, language: Language) -> String {
    values::day_in_language(day, language)
}

pub fn date(day: Date, language: Language) -> Markup {
    html! { time.figure datetime=(day) { (date_words(day, language)) } }
}

/// `2020年2月` or `February 2020`.
pub fn month_words(month: Month, language: Language) -> String {
    month.in_language(language)
}

pub fn month(month: Month, language: Language) -> Markup {
    html! { time.figure datetime=(month) { (month_words(month, language)) } }
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
