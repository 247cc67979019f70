//! Which numbers of a workbook are dates.

use rust_decimal::Decimal;
use values::Date;

/// Whether a format shows a number as a day or a month. `code` is the workbook's own text of the format, where it has one.
pub(super) fn shows_day(id: u32, code: Option<&str>) -> bool {
    match code {
        Some(code) => code_shows_day(code),
        // The formats every spreadsheet knows by number; 27 to 36 and 50 to 58 are the Chinese ones.
        None => matches!(id, 14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58),
    }
}

/// A format shows a day when it has a year or a day in it, or months without hours; quoted words and conditions do not count.
fn code_shows_day(code: &str) -> bool {
    let mut letters = String::new();
    let mut characters = code.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => characters.by_ref().take_while(|next| *next != '"').for_each(drop),
            '[' => characters.by_ref().take_while(|next| *next != ']').for_each(drop),
            '\\' | '_' | '*' => drop(characters.next()),
            other => letters.push(other.to_ascii_lowercase()),
        }
    }
    if letters.trim() == "general" {
        return false;
    }
    let has = |letter: char| letters.contains(letter);
    has('y') || has('d') || (has('m') && !has('h') && !has('s'))
}

/// The day a serial number stands for; a time of day is dropped. The first system counts from 1900 and has, by an old
/// mistake every program keeps, a 29 February 1900 as its day 60.
pub(super) fn day(serial: &str, from_1904: bool) -> Option<Date> {
    let whole: i64 = serial.split('.').next()?.parse().ok()?;
    if !(1..=2_958_465).contains(&whole) || (!from_1904 && whole == 60) {
        return None;
    }
    let (year, month, day) = match (from_1904, whole) {
        (true, _) => (1904, 1, 1),
        (false, ..60) => (1899, 12, 31),
        (false, _) => (1899, 12, 30),
    };
    let start = Date::new(year, month, day).ok()?;
    start.checked_add(jiff::Span::new().try_days(whole).ok()?).ok()
}

/// A number as a person would write it: without an exponent, and without the tail binary fractions leave behind the
/// fifteenth digit, which spreadsheets do not show either. `None` for what is no number.
pub fn as_shown(number: &str) -> Option<String> {
    let number = number.trim();
    let decimal: Decimal = if number.contains(['e', 'E']) { Decimal::from_scientific(number).ok()? } else { number.parse().ok()? };
    Some(decimal.round_sf(15)?.normalize().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_told_from_numbers() {
        for code in ["yyyy-mm", "yyyy\"年\"m\"月\"", "m\"月\"d\"日\"", "[$-804]yyyy/m", "mmm-yy"] {
            assert!(code_shows_day(code), "{code}");
        }
        for code in ["General", "0.00", "\"day\"0", "[Red]0", "h:mm:ss", "@", "#,##0.00_);\\d0"] {
            assert!(!code_shows_day(code), "{code}");
        }
        assert!(shows_day(17, None) && !shows_day(2, None));
    }

    #[test]
    fn serial_numbers_are_days() {
        assert_eq!(day("43862", false), Date::new(2020, 2, 1).ok());
        assert_eq!(day("43862.75", false), Date::new(2020, 2, 1).ok());
        assert_eq!(day("1", false), Date::new(1900, 1, 1).ok());
        assert_eq!(day("59", false), Date::new(1900, 2, 28).ok());
        assert_eq!(day("61", false), Date::new(1900, 3, 1).ok());
        assert_eq!(day("42400", true), Date::new(2020, 2, 1).ok());
        for none in ["60", "0", "-1", "99999999999999999999", "x", ""] {
            assert_eq!(day(none, false), None, "{none}");
        }
    }

    #[test]
    fn numbers_read_as_they_are_shown() {
        for (written, shown) in
            [("5200", "5200"), ("5200.1000000000004", "5200.1"), ("4.5E3", "4500"), ("3.7060219780101101E+17", "370602197801011000")]
        {
            assert_eq!(as_shown(written).as_deref(), Some(shown));
        }
        assert_eq!(as_shown("NaN"), None);
        assert_eq!(as_shown("1E999999"), None);
    }
}
