//! The invariants of the source itself, read from its files: who imports whom, who reads the clock, how long things may get.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::program::project;

/// What each crate may import of the others.
const MAY_IMPORT: [(&str, &[&str]); 14] = [
    ("bench", &["values", "rules"]),
    ("values", &[]),
    ("columnar", &[]),
    ("documents", &["values"]),
    ("rules", &["values"]),
    ("ledger", &["values"]),
    ("casework", &["values", "ledger"]),
    ("web", &["values", "ledger", "casework"]),
    ("agency", &["values", "documents", "rules", "ledger", "casework", "web"]),
    ("pensions", &["values", "documents", "rules", "ledger", "casework", "web", "agency"]),
    ("injuries", &["values", "documents", "rules", "ledger", "casework", "web", "agency"]),
    ("procedures", &["values", "documents", "rules", "ledger", "casework", "web", "agency", "pensions", "injuries"]),
    ("store", &["values", "ledger", "casework"]),
    (
        "yunban",
        &["columnar", "values", "documents", "rules", "ledger", "casework", "web", "agency", "pensions", "injuries", "procedures", "store"],
    ),
];

/// Crates that decide, and know nothing of pages, threads of a server or databases.
const PURE: [&str; 5] = ["values", "documents", "rules", "ledger", "casework"];

const NOT_PURE: [&str; 16] = [
    "axum",
    "tower",
    "tower-http",
    "hyper",
    "tokio",
    "maud",
    "rusqlite",
    "postgres",
    "tokio-postgres",
    "r2d2",
    "reqwest",
    "getrandom",
    "clap",
    "indicatif",
    "argon2",
    "tracing-subscriber",
];

/// No binary floating point in what anybody owes or is owed.
const WITHOUT_FLOATS: [&str; 8] = ["values", "rules", "ledger", "casework", "agency", "pensions", "injuries", "procedures"];

/// Crates whose folders are procedures.
const FAMILIES: [&str; 3] = ["procedures", "pensions", "injuries"];

const LONGEST_FILE_LINES: usize = 700;
const LONGEST_FUNCTION_LINES: usize = 100;

fn files_below(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().is_none_or(|name| name != "target" && name != ".git") {
                files_below(&path, extension, found);
            }
        } else if extension.is_empty() || path.extension().is_some_and(|of| of == extension) {
            found.push(path);
        }
    }
}

fn crate_folder(name: &str) -> PathBuf {
    project().join("crates").join(name)
}

/// Every source file of a crate: path below the project, and text.
fn sources(name: &str, folder: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    files_below(&crate_folder(name).join(folder), "rs", &mut files);
    let root = project();
    let below = |path: &Path| path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
    files.iter().map(|path| (below(path), fs::read_to_string(path).unwrap())).collect()
}

/// The part of a file before its tests, without comments.
fn code_of(text: &str) -> String {
    let before_tests = text.split("#[cfg(test)]\nmod ").next().unwrap_or("");
    let lines = before_tests.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

fn is_test_file(path: &str) -> bool {
    path.ends_with("tests.rs")
        || path.contains("/tests/")
        || path.contains("/story/")
        || path.contains("/testing")
        || path.contains("test_")
}

/// Names of a table of a manifest: `[dependencies]`, also those by target, but not those of tests.
fn dependencies(name: &str) -> BTreeSet<String> {
    let manifest = fs::read_to_string(crate_folder(name).join("Cargo.toml")).unwrap();
    let mut in_table = false;
    let mut found = BTreeSet::new();
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            in_table = line.ends_with("dependencies]") && !line.contains("dev-dependencies");
            if let Some(single) = line.strip_prefix("[dependencies.") {
                found.insert(single.trim_end_matches(']').to_owned());
            }
        } else if in_table && let Some(end) = line.find(['.', ' ', '=']) {
            found.insert(line[..end].to_owned());
        }
    }
    found
}

#[test]
fn crates_import_to_the_left_only() {
    let folders: BTreeSet<String> =
        fs::read_dir(project().join("crates")).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    assert_eq!(folders, MAY_IMPORT.iter().map(|(name, _)| (*name).to_owned()).collect(), "every crate has its place in the list");
    for (name, allowed) in MAY_IMPORT {
        let imported: BTreeSet<String> = dependencies(name).into_iter().filter(|dependency| folders.contains(dependency)).collect();
        for other in imported {
            assert!(allowed.contains(&other.as_str()), "crates/{name} imports {other}; it may import {allowed:?}");
        }
    }
    assert!(dependencies("yunban").contains("store"), "the manifests are read");
}

#[test]
fn crates_that_decide_know_no_pages_and_no_database() {
    for name in PURE {
        for dependency in dependencies(name) {
            assert!(!NOT_PURE.contains(&dependency.as_str()), "crates/{name} depends on {dependency}");
        }
    }
}

#[test]
fn procedures_do_not_import_each_other() {
    for family in FAMILIES {
        let sources = sources(family, "src");
        // Folders that are procedures: those that implement the trait of one.
        let root = format!("crates/{family}/src/");
        let folder_of = |path: &str| path.strip_prefix(&root).and_then(|rest| rest.split_once('/')).map(|(folder, _)| folder.to_owned());
        let is_procedure = |text: &str| text.contains("impl Procedure for") || text.contains("impl ApplicationProcedure for");
        let folders: BTreeSet<String> =
            sources.iter().filter(|(_, text)| is_procedure(text)).filter_map(|(path, _)| folder_of(path)).collect();
        assert!(family != "procedures" || folders.contains("contribution_deferral"));
        for (path, text) in &sources {
            let Some(folder) = folder_of(path).filter(|folder| folders.contains(folder)) else { continue };
            let code = code_of(text);
            for other in folders.iter().filter(|other| **other != folder) {
                let imported = code.contains(&format!("crate::{other}::")) || code.contains(&format!("crate::{other};"));
                assert!(!imported, "{path} imports the procedure {other}; what two procedures want moves down");
            }
        }
    }
}

#[test]
fn only_the_program_reads_the_clock_and_makes_randomness() {
    let forbidden = ["Timestamp::now(", "Zoned::now(", "SystemTime::now(", "Utc::now(", "Local::now(", "rand::rng", "thread_rng"];
    for (name, _) in MAY_IMPORT.iter().filter(|(name, _)| *name != "yunban") {
        for (path, text) in sources(name, "src") {
            for call in forbidden {
                assert!(!code_of(&text).contains(call), "{path} calls {call}): the moment and the day are arguments");
            }
        }
    }
    let clock = sources("yunban", "src").into_iter().filter(|(_, text)| text.contains("Timestamp::now("));
    let clocks: Vec<String> = clock.map(|(path, _)| path).collect();
    assert_eq!(clocks, ["crates/yunban/src/clock.rs"], "one file reads the clock");
}

#[test]
fn no_floating_point_where_money_is_reckoned() {
    let is_word = |before: Option<char>, after: Option<char>| {
        let joins = |character: Option<char>| character.is_some_and(|character| character.is_alphanumeric() || character == '_');
        !joins(before) && !joins(after)
    };
    for name in WITHOUT_FLOATS {
        for (path, text) in sources(name, "src").into_iter().filter(|(path, _)| !is_test_file(path)) {
            for (number, line) in code_of(&text).lines().enumerate() {
                for float in ["f32", "f64"] {
                    for (at, _) in line.match_indices(float) {
                        let alone = is_word(line[..at].chars().next_back(), line[at + 3..].chars().next());
                        assert!(!alone, "{path} has {float} near line {}: {line}", number + 1);
                    }
                }
            }
        }
    }
}

#[test]
fn files_and_functions_stay_short() {
    for (name, _) in MAY_IMPORT {
        for (path, text) in sources(name, "src") {
            let lines = text.lines().count();
            assert!(lines < LONGEST_FILE_LINES, "{path} has {lines} lines; a file has fewer than {LONGEST_FILE_LINES}");
            for (function, length) in functions(&text) {
                assert!(
                    length < LONGEST_FUNCTION_LINES,
                    "{path}: {function} has {length} lines; a function has fewer than {LONGEST_FUNCTION_LINES}"
                );
            }
        }
    }
    let sample = "impl A {\n    fn two() {\n        1\n    }\n}\n\nfn one() {\n}\n";
    assert_eq!(functions(sample), [("fn two() {".to_owned(), 3), ("fn one() {".to_owned(), 2)]);
}

/// Functions by their first line, with their length. Formatted code closes a block with a brace under its beginning.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let trimmed = line.trim_start();
        let begins = ["fn ", "pub fn ", "pub(crate) fn ", "pub(super) fn ", "async fn ", "pub async fn ", "const fn ", "pub const fn "];
        if !begins.iter().any(|begin| trimmed.starts_with(begin)) || trimmed.ends_with(';') || trimmed.ends_with('}') {
            continue;
        }
        let end = format!("{}}}", &line[..line.len() - trimmed.len()]);
        if let Some(length) = lines[at..].iter().position(|later| **later == end) {
            found.push((trimmed.to_owned(), length + 1));
        }
    }
    found
}

#[test]
fn every_worked_example_has_its_rule_and_every_notice_its_region() {
    let mut examples = Vec::new();
    files_below(&crate_folder("rules").join("src"), "toml", &mut examples);
    let examples: Vec<PathBuf> = examples.into_iter().filter(|path| path.to_string_lossy().ends_with(".examples.toml")).collect();
    assert!(examples.len() >= 3, "the examples are found");
    for path in examples {
        let rule = PathBuf::from(path.to_string_lossy().replace(".examples.toml", ".toml"));
        let function = PathBuf::from(path.to_string_lossy().replace(".examples.toml", ".rs"));
        assert!(rule.exists() || function.exists(), "{} proves no rule", path.display());
    }
}

#[test]
fn decisions_are_numbered_once() {
    let mut numbers: BTreeMap<String, String> = BTreeMap::new();
    let mut files = Vec::new();
    files_below(&project().join("docs/decisions"), "md", &mut files);
    for path in files {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name == "README.md" {
            continue;
        }
        let (number, _) = name.split_once('-').unwrap_or_else(|| panic!("{name} has no number"));
        assert!(number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit()), "{name} does not begin with four digits");
        if let Some(other) = numbers.insert(number.to_owned(), name.clone()) {
            panic!("{name} and {other} have the same number");
        }
    }
}

/// Terms the glossary must explain, each with the word the code uses for it.
#[test]
fn the_glossary_explains_the_words_of_the_code() {
    let Ok(glossary) = fs::read_to_string(project().join("GLOSSARY.md")) else { return };
    for (chinese, english) in [
        ("统筹区", "pooling area"),
        ("缓缴", "deferral"),
        ("滞纳金", "late fee"),
        ("缴费基数", "contribution base"),
        ("用人单位", "employer"),
        ("参保", "insured"),
        ("受理", "accept"),
        ("补正", "supplement"),
    ] {
        assert!(glossary.contains(chinese), "GLOSSARY.md does not explain {chinese}");
        assert!(glossary.to_lowercase().contains(english), "GLOSSARY.md does not say “{english}”");
    }
}

#[test]
fn no_path_of_one_machine_and_no_merge_mark_is_committed() {
    // Written in two pieces, so that this file does not find itself.
    let forbidden = [concat!("/work", "/"), concat!("/tmp", "/t/"), concat!("/home", "/"), concat!("/Users", "/"), concat!("/root", "/")];
    let mut files = Vec::new();
    for folder in ["crates", "regions", "docs", "scripts", ".ci"] {
        files_below(&project().join(folder), "", &mut files);
    }
    files.extend(
        ["Cargo.toml", "Cargo.lock", "README.md", "README.zh.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "GLOSSARY.md"]
            .map(|name| project().join(name)),
    );
    let mut read = 0;
    for path in files {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        read += 1;
        for word in forbidden {
            assert!(!text.contains(word), "{} names a path of one machine: {word}", path.display());
        }
        assert!(
            !text.lines().any(|line| line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ")),
            "{} holds a merge mark",
            path.display()
        );
    }
    assert!(read > 100, "the files are read");
}

/// The README's first command names no program, so the workspace has to have one that is meant.
#[test]
fn run_without_a_name_means_the_program() {
    let output = std::process::Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(project())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let meant = metadata["workspace_default_members"].as_array().unwrap();
    let of_package = |package: &serde_json::Value| {
        let targets = package["targets"].as_array().unwrap().clone();
        let binaries = targets.into_iter().filter(|target| target["kind"].as_array().unwrap().contains(&"bin".into()));
        binaries.map(|target| target["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let packages = metadata["packages"].as_array().unwrap().iter().filter(|package| meant.contains(&package["id"]));
    assert_eq!(packages.flat_map(of_package).collect::<Vec<_>>(), ["yunban"]);
}
