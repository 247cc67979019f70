//! The file of named time limits: each name is a rule of its own with its own dates.

use super::*;
use crate::load::Head;
use crate::source::LawFile;

pub(crate) const STEM: &str = "time_limit/limits";
const UNIT: &str = "working days, calendar days or months, as each version names";

/// One version as written.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Limit {
    pub value: u32,
    pub unit: TimeLimitUnit,
    pub counted_from: Text,
}

impl RuleValue for Limit {
    const STEM: &'static str = STEM;
    const UNIT: &'static str = UNIT;

    fn check(&self) -> Result<(), Text> {
        // Longer than a working life is a slip of the keyboard, and dates stay inside the calendar's range.
        if (1..=36_500).contains(&self.value) { Ok(()) } else { Err(Text::new("时限应为 1 至 36500", "a limit is from 1 to 36500")) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitHead {
    name: toml::Spanned<String>,
    title: Text,
}

/// Reads the limits of every layer. A region may give its own versions of a national name; a name the nation does not list is
/// a misspelling and refused.
pub(crate) fn load_time_limits(loader: &mut Loader<'_>, last_day: &Arc<Dated<LastDay>>) -> BTreeMap<String, Dated<TimeLimit>> {
    let mut limits: BTreeMap<String, Dated<TimeLimit>> = BTreeMap::new();
    let nation_first: Vec<String> = loader.chain.iter().rev().cloned().collect();
    for region in nation_first {
        match loader.layer_file(&region, STEM) {
            Some(file) => read_layer(loader, file, &region, &mut limits, last_day),
            None if region == NATION => loader.missing(STEM),
            None => {}
        }
    }
    limits
}

fn read_layer<'s>(
    loader: &mut Loader<'s>,
    file: &'s LawFile,
    region: &str,
    limits: &mut BTreeMap<String, Dated<TimeLimit>>,
    last_day: &Arc<Dated<LastDay>>,
) {
    let Some(mut table) = loader.table(file) else { return };
    let listed = loader.take_array(file, &mut table, "limit");
    let head = toml::Spanned::new(table.span(), toml::de::DeValue::Table(table.into_inner()));
    if let Some(head) = loader.value::<Head>(file, head) {
        loader.check_head(file, &head, STEM, UNIT);
    }
    for limit in listed.unwrap_or_default() {
        let span = limit.span();
        let Some(mut limit) = loader.table_of(file, limit) else { continue };
        let blocks = loader.take_array(file, &mut limit, "in_force");
        let head = toml::Spanned::new(span, toml::de::DeValue::Table(limit.into_inner()));
        let (Some(head), Some(blocks)) = (loader.value::<LimitHead>(file, head), blocks) else { continue };
        let name = head.name.get_ref();
        if (region == NATION) == limits.contains_key(name) {
            let reason = if region == NATION {
                Text::new(format!("时限“{name}”列了两次"), format!("the limit `{name}` is listed twice"))
            } else {
                Text::new(format!("国家规则中没有时限“{name}”"), format!("the national file has no limit `{name}`"))
            };
            loader.refuse(file, Some(head.name.span()), reason);
            continue;
        }
        let versions = loader.blocks::<Limit>(file, region, blocks);
        let resolved = versions.into_iter().map(|version| resolve(version, name, &head.title, last_day)).collect();
        let dated = limits.entry(name.clone()).or_insert_with(|| Dated {
            rule: rule_name(name),
            title: head.title.clone(),
            unit: UNIT.to_owned(),
            layers: Vec::new(),
        });
        // More local layers come later in reading and first in answering.
        dated.layers.insert(0, resolved);
    }
}

fn resolve(version: InForce<Limit>, name: &str, title: &Text, last_day: &Arc<Dated<LastDay>>) -> InForce<TimeLimit> {
    let value = TimeLimit {
        name: name.to_owned(),
        title: title.clone(),
        value: version.value.value,
        unit: version.value.unit,
        counted_from: version.value.counted_from,
        citation: version.citation.clone(),
        last_day: Arc::clone(last_day),
    };
    InForce {
        from: version.from,
        until: version.until,
        value,
        citation: version.citation,
        region: version.region,
        file: version.file,
        line: version.line,
    }
}
