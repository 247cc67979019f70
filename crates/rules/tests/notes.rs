//! What is uncertain about a figure is told to readers of Chinese in Chinese.

use std::fs;
use std::path::Path;

/// Folders whose figures stand in the explanations that insured people and employers open.
const SHOWN_TO_EVERYBODY: [&str; 4] =
    ["src/contribution", "src/time_limit", "../../regions/cn-37/contribution", "../../regions/cn-3710/time_limit"];

#[test]
fn every_note_is_written_in_both_languages() {
    let mut seen = 0;
    for folder in SHOWN_TO_EVERYBODY {
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "toml") {
                continue;
            }
            for (number, line) in fs::read_to_string(&path).unwrap().lines().enumerate().filter(|(_, line)| line.contains("note = ")) {
                seen += 1;
                assert!(line.contains("note_zh = "), "{}:{} has a note in one language only", path.display(), number + 1);
            }
        }
    }
    assert!(seen > 20, "{seen} notes were found");
}
