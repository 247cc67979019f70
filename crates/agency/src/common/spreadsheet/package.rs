//! An Excel workbook (ECMA-376): a ZIP archive of XML parts that refer to each other.

use std::collections::HashMap;
use std::io::Cursor;

use casework::{Refusal, Refusals};
use zip::ZipArchive;

use super::xml::{Met, Part};
use super::{Bounds, Table, cells, damaged, not_a_sheet, number_format, too_large};

/// The most an unpacked part may hold, in bytes. A sheet within bounds needs a few of these megabytes.
const PART_BYTES_MAX: u64 = 16 * 1024 * 1024;
const SHEET_BYTES_MAX: u64 = 64 * 1024 * 1024;
const PARTS_MAX: usize = 2_000;
/// The most texts, styles or sheets that are kept.
const ENTRIES_MAX: usize = 500_000;

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// What the cells of a sheet refer to.
#[derive(Default)]
pub(super) struct Shared {
    pub(super) texts: Vec<String>,
    /// By number of the cell's style: whether it shows a day.
    pub(super) day_styles: Vec<bool>,
    pub(super) from_1904: bool,
}

struct Relation {
    kind: String,
    target: String,
}

struct SheetEntry {
    name: String,
    relation_id: String,
    is_visible: bool,
}

pub(super) fn read(bytes: &[u8], bounds: Bounds) -> Result<Table, Refusals> {
    // The library's words are English and speak of the archive's insides; the reader is told what to do instead.
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged("zip"))?;
    if archive.len() > PARTS_MAX {
        return Err(too_large());
    }
    let workbook = workbook_path(&mut archive)?;
    let relations = relations(&mut archive, &relations_path(&workbook))?;
    let (entries, from_1904) = sheets(&mut archive, &workbook)?;
    let path_of = |relation: &Relation| resolved(&workbook, &relation.target);
    let of_kind = |kind: &str| relations.values().find(|relation| relation.kind.ends_with(kind)).map(path_of);
    let is_worksheet = |entry: &&SheetEntry| {
        entry.is_visible && relations.get(&entry.relation_id).is_some_and(|relation| relation.kind.ends_with("/worksheet"))
    };
    let Some(first) = entries.iter().find(is_worksheet) else {
        return Err(Refusal::new("sheet_missing", "工作簿中没有可读取的工作表", "the workbook has no sheet that can be read")
            .hint("请使用下载的模板", "use the template")
            .into());
    };
    let sheet_path = relations.get(&first.relation_id).map(path_of).ok_or_else(|| damaged("worksheet"))?;
    let mut shared = Shared { from_1904, ..Shared::default() };
    if let Some(path) = of_kind("/sharedStrings") {
        shared.texts = shared_texts(&mut archive, &path)?;
    }
    if let Some(path) = of_kind("/styles") {
        shared.day_styles = day_styles(&mut archive, &path)?;
    }
    let sheet = part(&mut archive, &sheet_path, SHEET_BYTES_MAX, "worksheet")?.ok_or_else(|| damaged("worksheet"))?;
    let rows = cells::read(sheet, &shared, bounds)?;
    let other_sheets = entries.iter().filter(|entry| entry.name != first.name).map(|entry| entry.name.clone()).collect();
    Ok(Table { sheet_name: first.name.clone(), other_sheets, rows })
}

/// Opens a part; `None` when the archive has none of that name.
fn part<'a>(archive: &'a mut Archive<'_>, path: &str, bytes_max: u64, name: &'static str) -> Result<Option<Part<'a>>, Refusals> {
    // Some programs write names in another case than they refer to them.
    let Some(index) = (0..archive.len())
        .find(|index| archive.name_for_index(*index).is_some_and(|found| found.is_ok_and(|found| found.eq_ignore_ascii_case(path))))
    else {
        return Ok(None);
    };
    let file = archive.by_index(index).map_err(|error| damaged(&format!("{name}: {error}")))?;
    Ok(Some(Part::new(Box::new(file), bytes_max, name)))
}

fn workbook_path(archive: &mut Archive<'_>) -> Result<String, Refusals> {
    let roots = relations(archive, "_rels/.rels")?;
    let Some(root) = roots.values().find(|relation| relation.kind.ends_with("/officeDocument")) else {
        return Err(not_a_sheet());
    };
    let path = resolved("", &root.target);
    // A text document or a presentation is packed in the same way.
    if path.ends_with("workbook.xml") { Ok(path) } else { Err(not_a_sheet()) }
}

fn relations_path(part: &str) -> String {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let slash = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{slash}_rels/{file}.rels")
}

/// The path a part's reference leads to.
fn resolved(from: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut folders: Vec<&str> = from.split('/').collect();
    folders.pop();
    for step in target.split('/') {
        match step {
            ".." => drop(folders.pop()),
            "." => {}
            step => folders.push(step),
        }
    }
    folders.join("/")
}

fn relations(archive: &mut Archive<'_>, path: &str) -> Result<HashMap<String, Relation>, Refusals> {
    let Some(mut part) = part(archive, path, PART_BYTES_MAX, "relations")? else { return Ok(HashMap::new()) };
    let mut relations = HashMap::new();
    loop {
        match part.next()? {
            Met::Start(element) if element.is("Relationship") => {
                let (Some(id), Some(kind), Some(target)) =
                    (element.attribute("Id"), element.attribute("Type"), element.attribute("Target"))
                else {
                    continue;
                };
                relations.insert(id, Relation { kind, target });
            }
            Met::Finish => return Ok(relations),
            _ => {}
        }
    }
}

/// The sheets in the order of their tabs, and whether days are counted from 1904.
fn sheets(archive: &mut Archive<'_>, path: &str) -> Result<(Vec<SheetEntry>, bool), Refusals> {
    let mut part = part(archive, path, PART_BYTES_MAX, "workbook")?.ok_or_else(not_a_sheet)?;
    let (mut entries, mut from_1904) = (Vec::new(), false);
    loop {
        match part.next()? {
            Met::Start(element) if element.is("workbookPr") => {
                from_1904 = matches!(element.attribute("date1904").as_deref(), Some("1" | "true"));
            }
            Met::Start(element) if element.is("sheet") => {
                let (Some(name), Some(relation_id)) = (element.attribute("name"), element.attribute("id")) else { continue };
                let is_visible = !matches!(element.attribute("state").as_deref(), Some("hidden" | "veryHidden"));
                entries.push(SheetEntry { name, relation_id, is_visible });
            }
            Met::Finish => return Ok((entries, from_1904)),
            _ => {}
        }
        if entries.len() > PARTS_MAX {
            return Err(too_large());
        }
    }
}

/// The texts cells refer to by number; phonetic guides are not part of them.
fn shared_texts(archive: &mut Archive<'_>, path: &str) -> Result<Vec<String>, Refusals> {
    let Some(mut part) = part(archive, path, PART_BYTES_MAX, "sharedStrings")? else { return Ok(Vec::new()) };
    let mut texts = Vec::new();
    let mut collected = TextCollector::default();
    loop {
        match part.next()? {
            Met::Start(element) if element.is("si") => collected = TextCollector::default(),
            Met::Start(element) => collected.start(element.is("t"), element.is("rPh")),
            Met::Text(text) => collected.text(&text),
            Met::End(name) if name == "si" => texts.push(std::mem::take(&mut collected.text)),
            Met::End(name) => collected.end(&name),
            Met::Finish => return Ok(texts),
        }
        if texts.len() > ENTRIES_MAX {
            return Err(too_large());
        }
    }
}

/// Puts together the runs of a text.
#[derive(Default)]
pub(super) struct TextCollector {
    pub(super) text: String,
    in_run: bool,
    in_phonetic: bool,
}

impl TextCollector {
    pub(super) fn start(&mut self, is_run: bool, is_phonetic: bool) {
        self.in_run |= is_run;
        self.in_phonetic |= is_phonetic;
    }

    pub(super) fn text(&mut self, text: &str) {
        if self.in_run && !self.in_phonetic {
            self.text.push_str(text);
        }
    }

    pub(super) fn end(&mut self, name: &str) {
        match name {
            "t" => self.in_run = false,
            "rPh" => self.in_phonetic = false,
            _ => {}
        }
    }
}

fn day_styles(archive: &mut Archive<'_>, path: &str) -> Result<Vec<bool>, Refusals> {
    let Some(mut part) = part(archive, path, PART_BYTES_MAX, "styles")? else { return Ok(Vec::new()) };
    let mut codes: HashMap<u32, String> = HashMap::new();
    let mut styles = Vec::new();
    let mut in_cell_styles = false;
    loop {
        match part.next()? {
            Met::Start(element) if element.is("numFmt") => {
                if let (Some(id), Some(code)) = (element.number("numFmtId"), element.attribute("formatCode")) {
                    codes.insert(id, code);
                }
            }
            Met::Start(element) if element.is("cellXfs") => in_cell_styles = true,
            Met::End(name) if name == "cellXfs" => in_cell_styles = false,
            Met::Start(element) if in_cell_styles && element.is("xf") => {
                let id = element.number("numFmtId").unwrap_or(0);
                styles.push(number_format::shows_day(id, codes.get(&id).map(String::as_str)));
            }
            Met::Finish => return Ok(styles),
            _ => {}
        }
        if styles.len() > ENTRIES_MAX || codes.len() > ENTRIES_MAX {
            return Err(too_large());
        }
    }
}
