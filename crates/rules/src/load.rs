//! Reads rule files layer by layer and refuses what is not complete, dated, cited and in order.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::Deserialize;
use serde::de::{DeserializeOwned, IntoDeserializer};
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use values::{Citation, Date, Text};

use crate::error::{LawErrors, place};
use crate::in_force::{Dated, InForce};
use crate::source::{LawFile, LawFolder, LawSource};

/// What a rule file holds in each of its blocks.
pub trait RuleValue: DeserializeOwned + serde::Serialize + Clone + std::fmt::Debug + 'static {
    /// The file's path below the rules folder without `.toml`.
    const STEM: &'static str;
    /// The unit the code reads; a file that names another is refused, because its figures would be misread.
    const UNIT: &'static str;

    /// What no single field can say about itself, such as a floor above its ceiling.
    fn check(&self) -> Result<(), Text> {
        Ok(())
    }
}

/// The region that holds everywhere.
pub const NATION: &str = "cn";

pub(crate) struct Loader<'s> {
    source: &'s LawSource,
    /// Most local first, the nation last.
    pub(crate) chain: Vec<String>,
    pub(crate) errors: LawErrors,
    read: BTreeSet<&'s str>,
}

/// `cn-3710` lies in `cn-37`, which lies in `cn`.
///
/// `None` when the text is not `cn` or `cn-` with two, four or six digits.
pub fn region_chain(region: &str) -> Option<Vec<String>> {
    let digits = match region.strip_prefix(NATION)? {
        "" => "",
        rest => rest.strip_prefix('-').filter(|digits| !digits.is_empty())?,
    };
    let regular = digits.len() <= 6 && digits.len().is_multiple_of(2) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !regular {
        return None;
    }
    let lengths = (1..=digits.len() / 2).rev().map(|pairs| pairs * 2);
    Some(lengths.map(|length| format!("{NATION}-{}", &digits[..length])).chain([NATION.to_owned()]).collect())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Head {
    rule: Spanned<String>,
    title: Text,
    unit: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, bound = "V: DeserializeOwned")]
struct Block<V> {
    #[serde(with = "crate::scalar::day")]
    from: Date,
    #[serde(default, with = "crate::scalar::optional_day")]
    until: Option<Date>,
    value: Spanned<V>,
    cite: Citation,
}

/// Notes of citations that only readers of one language could read: what is uncertain about a figure is kept from nobody.
fn notes_in_one_language(table: &DeTable<'_>) -> Vec<(Range<usize>, Text)> {
    let filled = |key: &str| {
        let (name, value) = table.get_key_value(key)?;
        value.get_ref().as_str().filter(|words| !words.trim().is_empty()).map(|_| name.span())
    };
    let mut found = Vec::new();
    if table.contains_key("document") {
        match (filled("note"), filled("note_zh")) {
            (Some(span), None) => found.push((span, Text::new("附注缺少中文（note_zh）", "the note has no Chinese (note_zh)"))),
            (None, Some(span)) => found.push((span, Text::new("附注缺少英文（note）", "the note has no English (note)"))),
            _ => {}
        }
    }
    let mut inside: Vec<&DeValue<'_>> = table.iter().map(|(_, value)| value.get_ref()).collect();
    while let Some(value) = inside.pop() {
        match value {
            DeValue::Table(table) => found.extend(notes_in_one_language(table)),
            DeValue::Array(items) => inside.extend(items.iter().map(Spanned::get_ref)),
            _ => {}
        }
    }
    found
}

impl<'s> Loader<'s> {
    pub(crate) fn new(source: &'s LawSource, chain: Vec<String>) -> Loader<'s> {
        Loader { source, chain, errors: LawErrors::default(), read: BTreeSet::new() }
    }

    /// The rule of one type with all its layers. Errors are noted; what could be read is returned so that reading goes on.
    pub(crate) fn rule<V: RuleValue>(&mut self) -> Dated<V> {
        let mut dated = Dated { rule: V::STEM.to_owned(), title: Text::default(), unit: V::UNIT.to_owned(), layers: Vec::new() };
        for region in self.chain.clone() {
            let Some(file) = self.layer_file(&region, V::STEM) else {
                if region == NATION {
                    self.missing(V::STEM);
                }
                continue;
            };
            if let Some(title) = self.layer::<V>(file, &region, &mut dated.layers) {
                // The nation is read last: its title stands wherever it exists.
                dated.title = title;
            }
        }
        dated
    }

    fn layer<V: RuleValue>(&mut self, file: &'s LawFile, region: &str, layers: &mut Vec<Vec<InForce<V>>>) -> Option<Text> {
        let mut table = self.table(file)?;
        let blocks = self.take_array(file, &mut table, "in_force");
        let head: Head = self.value(file, Spanned::new(table.span(), DeValue::Table(table.into_inner())))?;
        self.check_head(file, &head, V::STEM, V::UNIT);
        let versions = self.blocks::<V>(file, region, blocks?);
        layers.push(versions);
        Some(head.title)
    }

    pub(crate) fn check_head(&mut self, file: &LawFile, head: &Head, stem: &str, unit: &str) {
        if head.rule.get_ref() != stem {
            let written = head.rule.get_ref();
            let reason = Text::new(
                format!("rule 写的是“{written}”，而本文件所在位置是“{stem}”"),
                format!("rule says `{written}` but the file stands at `{stem}`"),
            );
            self.refuse(file, Some(head.rule.span()), reason);
        }
        if head.unit.get_ref() != unit {
            let written = head.unit.get_ref();
            let reason = Text::new(
                format!("单位写的是“{written}”，本规则的单位是“{unit}”"),
                format!("the unit is `{written}`; this rule is read in `{unit}`"),
            );
            self.refuse(file, Some(head.unit.span()), reason);
        }
    }

    /// The dated blocks of one file, in order and without overlap.
    pub(crate) fn blocks<V: RuleValue>(&mut self, file: &LawFile, region: &str, blocks: Vec<Spanned<DeValue<'s>>>) -> Vec<InForce<V>> {
        let mut versions: Vec<InForce<V>> = Vec::new();
        for block in blocks {
            let span = block.span();
            let Some(block) = self.value::<Block<V>>(file, block) else { continue };
            if let Err(reason) = block.value.get_ref().check() {
                self.refuse(file, Some(block.value.span()), reason);
            }
            if let Err(reason) = fits_after(versions.last(), block.from, block.until) {
                self.refuse(file, Some(span.clone()), reason);
                continue;
            }
            if let Some(previous) = versions.last_mut()
                && previous.until.is_none()
            {
                previous.until = block.from.yesterday().ok();
            }
            versions.push(InForce {
                from: block.from,
                until: block.until,
                value: block.value.into_inner(),
                citation: block.cite,
                region: region.to_owned(),
                file: file.name.clone(),
                line: place(&file.text, span.start).0,
            });
        }
        versions
    }

    /// The file of a stem in a region; the nation's rules stand beside their functions.
    pub(crate) fn layer_file(&mut self, region: &str, stem: &str) -> Option<&'s LawFile> {
        if region == NATION { self.file(LawFolder::Rules, &format!("{stem}.toml")) } else { self.region_file(region, stem) }
    }

    pub(crate) fn region_file(&mut self, region: &str, stem: &str) -> Option<&'s LawFile> {
        self.file(LawFolder::Regions, &format!("{region}/{stem}.toml"))
    }

    fn file(&mut self, folder: LawFolder, path: &str) -> Option<&'s LawFile> {
        let file = self.source.files.iter().find(|file| file.folder == folder && file.path == path)?;
        self.read.insert(&file.name);
        Some(file)
    }

    /// Every file of a region below a folder, such as its notices.
    pub(crate) fn region_files(&mut self, region: &str, folder: &str) -> Vec<&'s LawFile> {
        let prefix = format!("{region}/{folder}/");
        let files: Vec<&'s LawFile> =
            self.source.files.iter().filter(|file| file.folder == LawFolder::Regions && file.path.starts_with(&prefix)).collect();
        self.read.extend(files.iter().map(|file| file.name.as_str()));
        files
    }

    /// The root table; every fault of the TOML itself is noted.
    pub(crate) fn table(&mut self, file: &'s LawFile) -> Option<Spanned<DeTable<'s>>> {
        let (table, errors) = DeTable::parse_recoverable(&file.text);
        if errors.is_empty() {
            for (span, reason) in notes_in_one_language(table.get_ref()) {
                self.refuse(file, Some(span), reason);
            }
            return Some(table);
        }
        for error in errors {
            self.refuse(file, error.span(), reason_of(error.message()));
        }
        None
    }

    /// Takes an array of tables out of a table, so that each element is read, and refused, on its own.
    pub(crate) fn take_array(
        &mut self,
        file: &LawFile,
        table: &mut Spanned<DeTable<'s>>,
        key: &'static str,
    ) -> Option<Vec<Spanned<DeValue<'s>>>> {
        let span = table.span();
        match table.get_mut().remove(key) {
            Some(value) => match value.into_inner() {
                DeValue::Array(array) => Some(array.into_iter().collect()),
                other => {
                    self.refuse(file, Some(span), reason_of(&format!("invalid type: {} for `{key}`, expected blocks", other.type_str())));
                    None
                }
            },
            None => {
                self.refuse(file, Some(span), reason_of(&format!("missing field `{key}`")));
                None
            }
        }
    }

    /// A value as a table, to take parts out of it.
    pub(crate) fn table_of(&mut self, file: &LawFile, value: Spanned<DeValue<'s>>) -> Option<Spanned<DeTable<'s>>> {
        let span = value.span();
        match value.into_inner() {
            DeValue::Table(table) => Some(Spanned::new(span, table)),
            other => {
                self.refuse(file, Some(span), reason_of(&format!("invalid type: {}, expected a table", other.type_str())));
                None
            }
        }
    }

    pub(crate) fn value<T: DeserializeOwned>(&mut self, file: &LawFile, value: Spanned<DeValue<'s>>) -> Option<T> {
        let span = value.span();
        match T::deserialize(value.into_deserializer()) {
            Ok(read) => Some(read),
            Err(error) => {
                self.refuse(file, Some(error.span().unwrap_or(span)), reason_of(error.message()));
                None
            }
        }
    }

    pub(crate) fn refuse(&mut self, file: &LawFile, span: Option<Range<usize>>, reason: Text) {
        self.errors.add(&file.name, &file.text, span, reason);
    }

    pub(crate) fn missing(&mut self, stem: &str) {
        let reason = Text::new(format!("缺少规则文件 {stem}.toml"), format!("the rule file {stem}.toml is missing"));
        self.errors.add(&format!("{stem}.toml"), "", None, reason);
    }

    /// A file that no rule has read is a misspelt name: its figures would silently never hold.
    pub(crate) fn refuse_unread(&mut self) {
        let source = self.source;
        for file in source.files.iter().filter(|file| !file.path.ends_with(".examples.toml")) {
            let region = file.path.split('/').next().unwrap_or_default();
            let of_this_law = file.folder == LawFolder::Rules || self.chain.iter().any(|link| link == region);
            if of_this_law && !self.read.contains(file.name.as_str()) {
                let reason = Text::new(
                    "没有任何规则使用这个文件；请核对文件名是否与规则名一致",
                    "no rule reads this file; its path must be the name of a rule (`yunban rules list` shows them)",
                );
                self.refuse(file, None, reason);
            }
        }
    }
}

/// Blocks stand in the order of their days and no day belongs to two.
fn fits_after<V>(previous: Option<&InForce<V>>, from: Date, until: Option<Date>) -> Result<(), Text> {
    if let Some(until) = until.filter(|until| *until < from) {
        return Err(Text::new(format!("until {until} 早于 from {from}"), format!("until {until} lies before from {from}")));
    }
    let Some(previous) = previous else { return Ok(()) };
    if from <= previous.from {
        let earlier = previous.from;
        return Err(Text::new(
            format!("from {from} 不晚于上一段的 {earlier}；各段须按日期先后排列"),
            format!("from {from} is not after the block before it ({earlier}); blocks stand in the order of their days"),
        ));
    }
    match previous.until {
        Some(until) if until >= from => Err(Text::new(
            format!("from {from} 与上一段（至 {until}）重叠"),
            format!("from {from} overlaps the block before it, which holds until {until}"),
        )),
        _ => Ok(()),
    }
}

/// The reader's message in both languages. The names inside backticks are those of the file.
pub(crate) fn reason_of(message: &str) -> Text {
    let message = message.trim();
    let named = |text: &str| text.split('`').nth(1).unwrap_or_default().to_owned();
    let (chinese, english) = if message.starts_with("missing field") {
        return Text::new(format!("缺少“{}”", named(message)), message);
    } else if message.starts_with("unknown field") {
        (format!("不认识“{}”这一项", named(message)), "no such entry is known here")
    } else if message.starts_with("unknown variant") {
        (format!("“{}”不在可选之列", named(message)), "this is not among the choices")
    } else if message.starts_with("duplicate key") {
        ("同一项写了两次".to_owned(), "the same entry stands twice")
    } else if message.starts_with("invalid type") {
        (
            "数值的类型不对（金额和比例须加引号，日期不加引号）".to_owned(),
            "a value of the wrong kind (amounts and ratios stand in quotation marks, dates do not)",
        )
    } else {
        ("写法有误".to_owned(), "this cannot be read")
    };
    Text::new(format!("{chinese}：{message}"), format!("{english}: {message}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_lies_in_its_province_and_the_nation() {
        let chain = |region: &str| region_chain(region).map(|chain| chain.join(" "));
        assert_eq!(chain("cn-3710").as_deref(), Some("cn-3710 cn-37 cn"));
        assert_eq!(chain("cn").as_deref(), Some("cn"));
        for bad in ["", "de", "cn-", "cn-371", "cn-37x0", "cn3710", "cn-37101010"] {
            assert_eq!(chain(bad), None, "{bad}");
        }
    }
}
