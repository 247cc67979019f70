//! Days inside sentences that were written once and are read in two languages.
//!
//! A derivation is stored as it was reckoned, with its days as `2020-02-03`, so that it is the same sentence whoever reckons it again.
//! Pages say the days as their readers do.

use std::borrow::Cow;

use crate::{Language, day_in_language, parse_date};

/// How many bytes a day takes that is written `2020-02-03`.
const LENGTH: usize = 10;

/// The sentence with each day in it said in words: 2020年2月3日, 3 February 2020. What only looks like a day stays as it is.
pub fn days_in_words(sentence: &str, language: Language) -> Cow<'_, str> {
    let mut written = String::new();
    let mut kept = 0;
    let mut from = 0;
    while let Some(at) = next_day(sentence, from) {
        let Ok(day) = parse_date(&sentence[at..at + LENGTH]) else {
            from = at + LENGTH;
            continue;
        };
        written.push_str(&sentence[kept..at]);
        kept = at + LENGTH;
        from = kept;
        if language == Language::Chinese {
            // Chinese sets no blank between its characters and a day.
            if written.ends_with(' ') && written.trim_end().chars().next_back().is_some_and(|before| !before.is_ascii()) {
                written.truncate(written.trim_end().len());
            }
            let rest = &sentence[kept..];
            let after = rest.trim_start_matches(' ');
            if after.len() < rest.len() && after.chars().next().is_some_and(|after| !after.is_ascii()) {
                kept = sentence.len() - after.len();
                from = kept;
            }
        }
        written.push_str(&day_in_language(day, language));
    }
    if kept == 0 {
        return Cow::Borrowed(sentence);
    }
    written.push_str(&sentence[kept..]);
    Cow::Owned(written)
}

/// The next place at or behind `from` where four, two and two digits stand alone with hyphens between them.
fn next_day(sentence: &str, from: usize) -> Option<usize> {
    let bytes = sentence.as_bytes();
    let joins = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'/' | b'_'));
    (from..bytes.len().saturating_sub(LENGTH - 1)).find(|at| {
        let written = &bytes[*at..*at + LENGTH];
        let is_shaped = written.iter().enumerate().all(|(place, byte)| match place {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        is_shaped && !joins(at.checked_sub(1).and_then(|before| bytes.get(before))) && !joins(bytes.get(at + LENGTH))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_day_is_said_as_its_reader_does_and_nothing_else_is_touched() {
        for (sentence, chinese, english) in [
            (
                "受理于 2020-02-03，3 日，期限至 2020-02-06",
                "受理于2020年2月3日，3 日，期限至2020年2月6日",
                "受理于 3 February 2020，3 日，期限至 6 February 2020",
            ),
            (
                "accepted 2020-02-03, due 2020-12-31.",
                "accepted 2020年2月3日, due 2020年12月31日.",
                "accepted 3 February 2020, due 31 December 2020.",
            ),
            ("自 2020-02-08 起", "自2020年2月8日起", "自 8 February 2020 起"),
            ("2020-02-03", "2020年2月3日", "3 February 2020"),
            ("2020-02-302020-02-03", "2020-02-302020-02-03", "2020-02-302020-02-03"),
            ("371002-2020-000020-1 2020-6 2020-02", "371002-2020-000020-1 2020-6 2020-02", "371002-2020-000020-1 2020-6 2020-02"),
            ("2020-02-30 和 2020-02-29", "2020-02-30 和2020年2月29日", "2020-02-30 和 29 February 2020"),
            ("/2020-02-03/ a2020-02-03 2020-02-03T", "/2020-02-03/ a2020-02-03 2020-02-03T", "/2020-02-03/ a2020-02-03 2020-02-03T"),
            ("没有日期", "没有日期", "没有日期"),
        ] {
            assert_eq!(days_in_words(sentence, Language::Chinese), chinese);
            assert_eq!(days_in_words(sentence, Language::English), english);
        }
    }
}
