//! Takes in a new edition: the items as a table (CSV, or the cells of a sheet), or the whole edition as a TOML file.

use std::fmt;

use serde::{Deserialize, Serialize};
use values::{Basis, Citation, Date, Fen, RowCounter, Text};

use super::file::read_edition;
use super::{Edition, Item, ItemKind, Recorded, Yuan};
use crate::error::LawErrors;
use crate::load::Loader;
use crate::source::{LawFile, LawFolder, LawSource};

/// The columns of a table of items; the first four may not be empty. Aliases are separated by semicolons.
pub const CSV_COLUMNS: [&str; 9] =
    ["code", "name_zh", "name_en", "kind", "aliases", "unit_price_max", "condition_zh", "condition_en", "basis"];

/// More items than any plan or provincial catalogue of drugs and services has.
const ITEMS_MAX: usize = 50_000;

/// What a table of items does not say about its edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditionHead {
    pub catalogue: String,
    pub number: u32,
    pub label: String,
    pub title: Text,
    pub citation: Citation,
    pub valid_from: Date,
    pub known_from: Date,
    pub recorded: Recorded,
}

/// One thing wrong in a table, with its row (from 1, the head row included) and column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportError {
    pub row: usize,
    pub column: Option<&'static str>,
    pub reason: Text,
}

impl ImportError {
    pub fn text(&self) -> Text {
        let (row, reason) = (self.row, &self.reason);
        match self.column {
            Some(column) => {
                Text::new(format!("第 {row} 行“{column}”：{}", reason.zh), format!("row {row}, column {column}: {}", reason.en))
            }
            None => Text::new(format!("第 {row} 行：{}", reason.zh), format!("row {row}: {}", reason.en)),
        }
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text().en)
    }
}

/// Reads the items of an edition from CSV text with a head row; says everything that is wrong.
pub fn import_csv(head: EditionHead, text: &str) -> Result<Edition, Vec<ImportError>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut counter = RowCounter::new(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = counter.next(record.position().map_or(0, csv::Position::byte));
                let line = usize::try_from(line).unwrap_or(usize::MAX);
                rows.push((line, record.iter().map(str::to_owned).collect()));
            }
            Err(error) => {
                let row = error.position().map_or(1, |position| usize::try_from(position.line()).unwrap_or(1));
                let reason = Text::new(format!("不是可读的 CSV：{error}"), format!("this is not readable CSV: {error}"));
                return Err(vec![ImportError { row, column: None, reason }]);
            }
        }
    }
    import_rows(head, &rows)
}

/// Reads the items of an edition from rows of cells, each with its number; the first row names the columns, in any order.
pub fn import_rows(head: EditionHead, rows: &[(usize, Vec<String>)]) -> Result<Edition, Vec<ImportError>> {
    let Some(((head_row, names), rows)) = rows.split_first() else {
        let reason = Text::new("文件是空的；第一行应为列名", "the file is empty; the first row names the columns");
        return Err(vec![ImportError { row: 1, column: None, reason }]);
    };
    let columns = columns_of(*head_row, names)?;
    if rows.len() > ITEMS_MAX {
        let reason = Text::new(format!("最多 {ITEMS_MAX} 行"), format!("at most {ITEMS_MAX} rows are read"));
        return Err(vec![ImportError { row: *head_row, column: None, reason }]);
    }
    let (mut items, mut at, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    for (row, cells) in rows.iter().filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty())) {
        match item_of(*row, &columns, cells) {
            Ok(item) => {
                items.push(item);
                at.push(*row);
            }
            Err(found) => errors.extend(found),
        }
    }
    let edition = edition_of(head, items);
    for (position, reason) in edition.faults() {
        let row = position.and_then(|position| at.get(position)).copied().unwrap_or(*head_row);
        // A file whose every row is wrong need not be told that it lists nothing.
        if position.is_some() || errors.is_empty() {
            errors.push(ImportError { row, column: None, reason });
        }
    }
    errors.sort_by_key(|error| error.row);
    if errors.is_empty() { Ok(edition) } else { Err(errors) }
}

fn edition_of(head: EditionHead, items: Vec<Item>) -> Edition {
    let EditionHead { catalogue, number, label, title, citation, valid_from, known_from, recorded } = head;
    Edition { catalogue, number, label, title, citation, valid_from, known_from, recorded, items }
}

/// For each column of [`CSV_COLUMNS`] its place in the rows.
fn columns_of(row: usize, names: &[String]) -> Result<[Option<usize>; 9], Vec<ImportError>> {
    let mut columns = [None; 9];
    let mut errors = Vec::new();
    for (place, name) in names.iter().enumerate().filter(|(_, name)| !name.trim().is_empty()) {
        let known = CSV_COLUMNS.iter().position(|column| column.eq_ignore_ascii_case(name.trim()));
        let reason = match known {
            Some(column) if columns[column].is_none() => {
                columns[column] = Some(place);
                continue;
            }
            Some(_) => Text::new(format!("列“{name}”出现两次"), format!("the column `{name}` appears twice")),
            None => Text::new(
                format!("不认识列“{name}”；可用的列为 {}", CSV_COLUMNS.join("、")),
                format!("there is no column `{name}`; columns are {}", CSV_COLUMNS.join(", ")),
            ),
        };
        errors.push(ImportError { row, column: None, reason });
    }
    for column in 0..4 {
        if columns[column].is_none() {
            let name = CSV_COLUMNS[column];
            let reason = Text::new(format!("缺少列“{name}”"), format!("the column `{name}` is missing"));
            errors.push(ImportError { row, column: Some(name), reason });
        }
    }
    if errors.is_empty() { Ok(columns) } else { Err(errors) }
}

fn item_of(row: usize, columns: &[Option<usize>; 9], cells: &[String]) -> Result<Item, Vec<ImportError>> {
    let cell = |column: usize| columns[column].and_then(|place| cells.get(place)).map_or("", |cell| cell.trim());
    let mut errors = Vec::new();
    let mut refuse = |column: usize, zh: String, en: String| {
        errors.push(ImportError { row, column: Some(CSV_COLUMNS[column]), reason: Text::new(zh, en) })
    };
    for column in 0..4 {
        if cell(column).is_empty() {
            refuse(column, "不能为空".to_owned(), "may not be empty".to_owned());
        }
    }
    let kind = ItemKind::of(cell(3));
    if kind.is_none() && !cell(3).is_empty() {
        refuse(3, format!("“{}”应为 drug 或 service", cell(3)), format!("`{}` is neither drug nor service", cell(3)));
    }
    let unit_price_max = match cell(5) {
        "" => None,
        text => match text.parse::<Fen>() {
            Ok(most) => Some(Yuan(most)),
            Err(error) => {
                refuse(5, format!("“{text}”不是金额，应如 123.45"), format!("`{text}`: {error}"));
                None
            }
        },
    };
    let condition = match (cell(6), cell(7)) {
        ("", "") => None,
        (zh, "") => Some(Text::same(zh)),
        ("", en) => Some(Text::same(en)),
        (zh, en) => Some(Text::new(zh, en)),
    };
    let basis = match cell(8) {
        "" | "seen" => Basis::Seen,
        "derived" => Basis::Derived,
        "memory" => Basis::Memory,
        "practice" => Basis::Practice,
        other => {
            refuse(
                8,
                format!("“{other}”应为 seen、derived、memory 或 practice"),
                format!("`{other}` is not one of seen, derived, memory, practice"),
            );
            Basis::Seen
        }
    };
    let aliases = cell(4).split([';', '；']).map(str::trim).filter(|alias| !alias.is_empty()).map(str::to_owned).collect();
    match (kind, errors.is_empty()) {
        (Some(kind), true) => {
            let name = Text::new(cell(1), cell(2));
            Ok(Item { code: cell(0).to_owned(), name, aliases, kind, unit_price_max, condition, basis })
        }
        _ => Err(errors),
    }
}

/// Reads a whole edition in the form of the law's files; `file_name` is the name errors show.
pub fn import_toml(text: &str, file_name: &str) -> Result<Edition, LawErrors> {
    let file = LawFile { name: file_name.to_owned(), path: file_name.to_owned(), folder: LawFolder::Regions, text: text.to_owned() };
    let source = LawSource { files: vec![file] };
    let mut loader = Loader::new(&source, Vec::new());
    match source.files.first().and_then(|file| read_edition(&mut loader, file)) {
        Some(read) => loader.errors.or(read.edition),
        None => Err(loader.errors),
    }
}

/// An edition as a law file, to be checked in beside the others.
pub fn to_toml(edition: &Edition) -> Result<String, toml::ser::Error> {
    #[derive(Serialize)]
    struct Written<'e> {
        catalogue: &'e str,
        number: u32,
        label: &'e str,
        title: &'e Text,
        #[serde(with = "crate::scalar::day")]
        valid_from: Date,
        #[serde(with = "crate::scalar::day")]
        known_from: Date,
        recorded: Recorded,
        cite: &'e Citation,
        #[serde(skip_serializing_if = "<[Item]>::is_empty")]
        item: &'e [Item],
    }
    toml::to_string(&Written {
        catalogue: &edition.catalogue,
        number: edition.number,
        label: &edition.label,
        title: &edition.title,
        valid_from: edition.valid_from,
        known_from: edition.known_from,
        recorded: edition.recorded,
        cite: &edition.citation,
        item: &edition.items,
    })
}
