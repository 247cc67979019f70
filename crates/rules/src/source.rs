//! Where the texts of the law come from: the files built in, or a folder a lawyer edits.

use std::io;
use std::path::Path;

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/law_files.rs"));
}

/// One law file as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LawFile {
    /// The name errors show: the path below the folder the source was read from.
    pub name: String,
    /// Path below the rules or the regions folder, such as `contribution/late_fee.toml`.
    pub path: String,
    pub folder: LawFolder,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LawFolder {
    /// National rules, beside the functions that obey them.
    Rules,
    /// Files by region: `cn`, `cn-37`, `cn-3710`.
    Regions,
}

/// All law files, not yet read as law.
#[derive(Debug, Clone)]
pub struct LawSource {
    pub(crate) files: Vec<LawFile>,
}

/// The names of the two folders in a checkout and in a folder handed to a lawyer.
const CHECKOUT_RULES: &str = "crates/rules/src";
const PLAIN_RULES: &str = "rules";
const REGIONS: &str = "regions";

impl LawSource {
    /// The files the program was built with.
    pub fn embedded() -> LawSource {
        let files = embedded::FILES.iter().filter_map(|(name, text)| law_file(name, (*text).to_owned())).collect();
        LawSource { files }
    }

    /// Reads every `*.toml` below `rules/` (in a checkout `crates/rules/src/`) and `regions/` of `path`.
    ///
    /// Fails when neither a rules folder nor a regions folder is there, or a file cannot be read as UTF-8.
    pub fn directory(path: impl AsRef<Path>) -> io::Result<LawSource> {
        let path = path.as_ref();
        let rules = if path.join(CHECKOUT_RULES).is_dir() { CHECKOUT_RULES } else { PLAIN_RULES };
        let mut names = Vec::new();
        for folder in [rules, REGIONS] {
            collect(&path.join(folder), folder, &mut names).map_err(|error| named(error, &path.join(folder)))?;
        }
        names.sort();
        let mut files = Vec::with_capacity(names.len());
        for name in names {
            let text = std::fs::read(path.join(&name)).and_then(as_text).map_err(|error| named(error, &path.join(&name)))?;
            files.extend(law_file(&name, text));
        }
        Ok(LawSource { files })
    }

    /// The same source with one file added or replaced, named as in a checkout
    /// (`regions/cn-37/contribution/rates.toml`). This is how a draft is tried before it is issued.
    pub fn with_file(mut self, name: &str, text: impl Into<String>) -> LawSource {
        self.files.retain(|file| file.name != name);
        self.files.extend(law_file(name, text.into()));
        self
    }

    /// The text of one file by the name errors show.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.files.iter().find(|file| file.name == name).map(|file| file.text.as_str())
    }

    /// Writes every file below `path` in the folders `rules/` and `regions/`, to be edited there.
    pub fn write_to(&self, path: impl AsRef<Path>) -> io::Result<()> {
        for file in &self.files {
            let folder = if file.folder == LawFolder::Rules { PLAIN_RULES } else { REGIONS };
            let target = path.as_ref().join(folder).join(&file.path);
            if let Some(parent) = target.parent() {
                std::fs::create_dir_all(parent)?;
            }
            std::fs::write(target, &file.text)?;
        }
        Ok(())
    }
}

fn law_file(name: &str, text: String) -> Option<LawFile> {
    [(CHECKOUT_RULES, LawFolder::Rules), (PLAIN_RULES, LawFolder::Rules), (REGIONS, LawFolder::Regions)].into_iter().find_map(
        |(prefix, folder)| {
            let path = name.strip_prefix(prefix)?.strip_prefix('/')?.to_owned();
            Some(LawFile { name: name.to_owned(), path, folder, text: text.clone() })
        },
    )
}

fn collect(folder: &Path, name: &str, names: &mut Vec<String>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let entry_name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &entry_name, names)?;
        } else if entry_name.ends_with(".toml") {
            names.push(entry_name);
        }
    }
    Ok(())
}

/// The first byte that is no UTF-8 is named by its line and its place there, so that an editor finds it.
fn as_text(bytes: Vec<u8>) -> io::Result<String> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let (before, after) = error.as_bytes().split_at(at);
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let place = at - before.iter().rposition(|byte| *byte == b'\n').map_or(0, |line_break| line_break + 1) + 1;
        let byte = after.first().copied().unwrap_or(0);
        let words = format!("line {line}, byte {place} ({byte:#04X}) is not UTF-8; save the file as UTF-8");
        io::Error::new(io::ErrorKind::InvalidData, words)
    })
}

/// The operating system's message does not say which file; the reader needs it.
fn named(error: io::Error, path: &Path) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
