//! What is uncertain about a figure is told to readers of Chinese in Chinese and to readers of English in English.

#![expect(clippy::expect_used, reason = "a test stops where what it needs is missing")]

use rules::{Law, LawSource};

const FILE: &str = "crates/rules/src/contribution/late_fee.toml";

fn refused(change: impl Fn(&str) -> String) -> String {
    let text = LawSource::embedded().text(FILE).expect("the file is built in").to_owned();
    let changed = change(&text);
    assert_ne!(changed, text);
    Law::load(&LawSource::embedded().with_file(FILE, changed), "cn-3710").expect_err("a note in one language is refused").to_string()
}

#[test]
fn a_note_in_one_language_is_refused_by_its_line() {
    let message = refused(|text| text.replacen("note_zh = \"工伤保险同此比例：工伤保险条例第62条。\"", "note_zh = \"\"", 1));
    assert!(message.contains("late_fee.toml:14:") && message.contains("no Chinese"), "{message}");
    let message = refused(|text| text.replacen("note = \"Same rate for work injury insurance: 工伤保险条例 第62条.\", ", "", 1));
    assert!(message.contains("late_fee.toml:14:") && message.contains("no English"), "{message}");
}

#[test]
fn every_file_of_the_law_is_read_with_its_notes() {
    Law::load(&LawSource::embedded(), "cn-3710").expect("each note that is built in is written in both languages");
}
