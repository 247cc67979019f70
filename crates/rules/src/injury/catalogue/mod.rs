//! 支付目录: dated lists of drugs and services a fund pays for, edition by edition.
//!
//! An edition has two days: from which it is valid, and from which it was known. A service is judged by the edition valid on its
//! day among those known on the day of judging; judged again later, it may meet a newer one.

mod diff;
mod file;
mod import;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use values::{Basis, Citation, Date, Fen, Text};

pub use diff::{ChangedItem, EditionDiff, diff};
pub(crate) use file::load as load_catalogues;
pub use import::{CSV_COLUMNS, EditionHead, ImportError, import_csv, import_rows, import_toml, to_toml};

/// What a catalogue lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    Drug,
    Service,
}

impl ItemKind {
    pub fn name(self) -> Text {
        match self {
            ItemKind::Drug => Text::new("药品", "drug"),
            ItemKind::Service => Text::new("医疗服务项目", "medical service"),
        }
    }

    pub fn of(word: &str) -> Option<ItemKind> {
        match word {
            "drug" | "药品" => Some(ItemKind::Drug),
            "service" | "医疗服务项目" | "诊疗项目" => Some(ItemKind::Service),
            _ => None,
        }
    }
}

/// How much of the text is in the record. What an incomplete record does not name may stand in the text all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recorded {
    /// The edition is known to exist; its items are not written down here.
    Nothing,
    /// Items that were read or remembered.
    Part,
    Everything,
}

/// One drug or service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// The same in every edition: letters, digits and hyphens.
    pub code: String,
    pub name: Text,
    /// Other names bills may use.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    pub kind: ItemKind,
    /// The most a unit may cost, where the catalogue says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_price_max: Option<Yuan>,
    /// When it is paid for, in words, where the catalogue narrows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Text>,
    pub basis: Basis,
}

/// Fen, written in yuan as a quoted decimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Yuan(#[serde(with = "crate::scalar::yuan")] pub Fen);

/// One edition of a catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// The catalogue it belongs to, such as `covid_treatment_plan`.
    pub catalogue: String,
    /// Its place in the sequence, from 1 without gaps.
    pub number: u32,
    /// What people call it, such as `5` or `5r`.
    pub label: String,
    pub title: Text,
    pub citation: Citation,
    pub valid_from: Date,
    /// The day it was published.
    pub known_from: Date,
    pub recorded: Recorded,
    pub items: Vec<Item>,
}

impl Edition {
    /// An item by its code or one of its names, as bills write them.
    pub fn item(&self, code_or_name: &str) -> Option<&Item> {
        let wanted = normal(code_or_name);
        self.items.iter().find(|item| normal(&item.code) == wanted).or_else(|| {
            let names = |item: &Item| item.aliases.iter().chain([&item.name.zh, &item.name.en]).any(|name| normal(name) == wanted);
            self.items.iter().find(|item| names(item))
        })
    }

    /// `新型冠状病毒…诊疗方案（试行第四版）, edition 4`.
    pub fn name(&self) -> Text {
        Text::new(self.title.zh.clone(), format!("{} (edition {})", self.title.en, self.label))
    }

    /// What is wrong inside one edition, by the position of the item where it concerns one.
    pub fn faults(&self) -> Vec<(Option<usize>, Text)> {
        let mut faults = Vec::new();
        let mut seen: BTreeMap<String, (usize, &str)> = BTreeMap::new();
        for (position, item) in self.items.iter().enumerate() {
            faults.extend(item.faults().into_iter().map(|fault| (Some(position), fault)));
            for word in [&item.code, &item.name.zh].into_iter().chain(&item.aliases) {
                if let Some((first, other)) = seen.insert(normal(word), (position + 1, &item.code)) {
                    let reason = Text::new(
                        format!("“{word}”重复：第 {first} 个项目（{other}）已经使用"),
                        format!("`{word}` is used twice: item no. {first} ({other}) has it already"),
                    );
                    faults.push((Some(position), reason));
                }
            }
        }
        match self.recorded {
            Recorded::Nothing if !self.items.is_empty() => {
                faults.push((None, Text::new("标明没有项目记录，却列有项目", "it says that nothing is recorded and lists items")));
            }
            Recorded::Part | Recorded::Everything if self.items.is_empty() => {
                faults.push((None, Text::new("没有列出任何项目", "it lists no item")));
            }
            _ => {}
        }
        faults
    }
}

impl Item {
    fn faults(&self) -> Vec<Text> {
        let mut faults = Vec::new();
        let regular = |character: char| character.is_ascii_alphanumeric() || character == '-' || character == '.';
        if self.code.is_empty() || self.code.len() > 40 || !self.code.chars().all(regular) {
            faults.push(Text::new(
                format!("编码“{}”应为 1 至 40 个字母、数字、连字符或点", self.code),
                format!("the code `{}` is 1 to 40 letters, digits, hyphens or points", self.code),
            ));
        }
        if self.name.zh.trim().is_empty() || self.name.en.trim().is_empty() {
            let code = &self.code;
            faults.push(Text::new(format!("项目 {code} 缺少名称"), format!("the item {code} has no name")));
        }
        if self.unit_price_max.is_some_and(|most| !most.0.is_positive()) {
            faults.push(Text::new(format!("项目 {} 的限价应大于零", self.code), format!("the price limit of {} is above zero", self.code)));
        }
        faults
    }
}

/// Bills differ in spaces, case and the width of brackets.
fn normal(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_whitespace())
        .map(|character| match character {
            '（' => '(',
            '）' => ')',
            '／' => '/',
            other => other,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// Every edition of one catalogue, by number.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Catalogue {
    name: String,
    editions: Vec<Edition>,
}

/// Why no edition answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoEdition {
    pub catalogue: String,
    pub service_on: Date,
    pub known_on: Date,
}

impl NoEdition {
    pub fn text(&self) -> Text {
        let NoEdition { catalogue, service_on, known_on } = self;
        Text::new(
            format!("目录“{catalogue}”没有在 {service_on} 有效且在 {known_on} 前已公布的版本。请补充该版本的文件并注明出处。"),
            format!(
                "the catalogue `{catalogue}` has no edition valid on {service_on} and published by {known_on}; add its file with its citation"
            ),
        )
    }
}

impl fmt::Display for NoEdition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text().en)
    }
}

impl std::error::Error for NoEdition {}

impl Catalogue {
    /// A catalogue of these editions; refuses gaps and doubles in the numbering, days out of order, and faulty editions.
    ///
    /// Each fault comes with the position of its edition in the order of numbers.
    pub fn new(name: impl Into<String>, mut editions: Vec<Edition>) -> Result<Catalogue, Vec<(usize, Text)>> {
        editions.sort_by_key(|edition| edition.number);
        let mut faults = Vec::new();
        for (position, edition) in editions.iter().enumerate() {
            let previous = position.checked_sub(1).and_then(|before| editions.get(before));
            faults.extend(follows(previous, edition).into_iter().map(|fault| (position, fault)));
            faults.extend(edition.faults().into_iter().map(|(_, fault)| (position, fault)));
        }
        if faults.is_empty() { Ok(Catalogue { name: name.into(), editions }) } else { Err(faults) }
    }

    /// The same catalogue with one more edition, such as an imported one.
    pub fn with_edition(&self, edition: Edition) -> Result<Catalogue, Vec<Text>> {
        let editions = self.editions.iter().cloned().chain([edition]).collect();
        Catalogue::new(self.name.clone(), editions).map_err(|faults| faults.into_iter().map(|(_, fault)| fault).collect())
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn editions(&self) -> &[Edition] {
        &self.editions
    }

    /// An edition by its label, such as `5r`.
    pub fn edition(&self, label: &str) -> Option<&Edition> {
        self.editions.iter().find(|edition| edition.label == label)
    }

    /// The number the next edition must have.
    pub fn next_number(&self) -> u32 {
        self.editions.last().map_or(1, |last| last.number + 1)
    }

    /// The latest edition valid on the day of a service among those known on a day.
    pub fn edition_on(&self, service_on: Date, known_on: Date) -> Result<&Edition, NoEdition> {
        let answers = |edition: &&Edition| edition.valid_from <= service_on && edition.known_from <= known_on;
        let refusal = || NoEdition { catalogue: self.name.clone(), service_on, known_on };
        self.editions.iter().rev().find(answers).ok_or_else(refusal)
    }

    /// The first edition that lists an item.
    pub fn first_listing(&self, code_or_name: &str) -> Option<&Edition> {
        self.editions.iter().find(|edition| edition.item(code_or_name).is_some())
    }
}

/// What is wrong with an edition after the one before it.
fn follows(previous: Option<&Edition>, edition: &Edition) -> Vec<Text> {
    let expected = previous.map_or(1, |previous| previous.number + 1);
    let mut faults = Vec::new();
    if edition.number < expected {
        let number = edition.number;
        faults.push(Text::new(format!("版本序号 {number} 用了两次"), format!("the number {number} is used by two editions")));
    } else if edition.number > expected {
        let number = edition.number;
        faults.push(Text::new(
            format!("版本序号应接第 {expected} 号，{number} 跳过了缺少的版本"),
            format!("the numbering jumps to {number}; {expected} is missing"),
        ));
    }
    let Some(previous) = previous else { return faults };
    if previous.label == edition.label {
        let label = &edition.label;
        faults.push(Text::new(format!("版本“{label}”出现两次"), format!("two editions are called `{label}`")));
    }
    let days = [
        (("有效日期", "valid_from"), previous.valid_from, edition.valid_from),
        (("公布日期", "known_from"), previous.known_from, edition.known_from),
    ];
    for ((zh, en), earlier, later) in days {
        if later < earlier {
            let (before, label) = (&previous.label, &edition.label);
            faults.push(Text::new(
                format!("第 {label} 版的{zh} {later} 早于第 {before} 版的 {earlier}"),
                format!("{en} {later} of edition {label} lies before {earlier} of edition {before}"),
            ));
        }
    }
    faults
}

/// Every catalogue of the law, by name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Catalogues(BTreeMap<String, Catalogue>);

impl Catalogues {
    pub fn new(catalogues: impl IntoIterator<Item = Catalogue>) -> Catalogues {
        Catalogues(catalogues.into_iter().map(|catalogue| (catalogue.name.clone(), catalogue)).collect())
    }

    pub fn get(&self, name: &str) -> Option<&Catalogue> {
        self.0.get(name)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Catalogue> {
        self.0.values()
    }

    /// The same catalogues with one replaced or added, such as one with an imported edition.
    pub fn with(mut self, catalogue: Catalogue) -> Catalogues {
        self.0.insert(catalogue.name.clone(), catalogue);
        self
    }
}
