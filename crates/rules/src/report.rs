//! Daily reports as a region's files define them: what is asked, of whom, until which hour, and what the cases already say.

use std::collections::BTreeSet;

use jiff::civil::Time;
use serde::{Deserialize, Deserializer};
use toml::Spanned;
use toml::de::DeValue;
use values::{Citation, Text};

use crate::load::Loader;
use crate::source::LawFile;

/// One report of every area every day, on the days on which a measure of a notice asks for its topic.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportDefinition {
    /// The topic, and the name of the file; the `subject` of the measure that asks for it.
    #[serde(rename = "report")]
    pub topic: String,
    pub title: Text,
    /// Role that reports, such as `injury_officer`.
    pub reporter: String,
    /// What comes after this hour of the day is late. China's time.
    #[serde(deserialize_with = "hour")]
    pub cut_off: Time,
    /// Who has not reported by then is reminded.
    #[serde(deserialize_with = "hour")]
    pub reminded_at: Time,
    pub cite: Citation,
    #[serde(rename = "field")]
    pub fields: Vec<ReportField>,
}

/// A whole number that is asked for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportField {
    pub name: String,
    pub title: Text,
    pub hint: Text,
    /// The register whose entries of the day are what the cases say.
    #[serde(default)]
    pub derived_from: Option<String>,
}

fn hour<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Time, D::Error> {
    let written = String::deserialize(deserializer)?;
    Time::strptime("%H:%M", &written).map_err(|_| serde::de::Error::custom(format!("`{written}` is no hour; write one such as \"17:00\"")))
}

impl ReportDefinition {
    fn check(&self, file_name: &str) -> Result<(), Text> {
        if self.topic != file_name {
            let topic = &self.topic;
            return Err(Text::new(
                format!("report 写的是“{topic}”，应与文件名“{file_name}”一致"),
                format!("report says `{topic}`; it must be the name of the file, `{file_name}`"),
            ));
        }
        if self.fields.is_empty() {
            return Err(Text::new("报表至少要有一个栏目", "a report asks for one field at least"));
        }
        if self.reminded_at > self.cut_off {
            return Err(Text::new("催报时间不能晚于截止时间", "nobody is reminded after the cut-off"));
        }
        let mut names = BTreeSet::new();
        match self.fields.iter().find(|field| !names.insert(field.name.as_str())) {
            Some(field) => Err(Text::new(format!("栏目 {} 列了两次", field.name), format!("the field {} is listed twice", field.name))),
            None => Ok(()),
        }
    }
}

/// Every report of the regions of the law, the nation's first; a more local file of the same name stands in for it.
pub(crate) fn load(loader: &mut Loader<'_>) -> Vec<ReportDefinition> {
    let mut reports: Vec<ReportDefinition> = Vec::new();
    for region in loader.chain.clone().into_iter().rev() {
        for file in loader.region_files(&region, "reports") {
            let Some(report) = read(loader, file) else { continue };
            reports.retain(|other| other.topic != report.topic);
            reports.push(report);
        }
    }
    reports
}

fn read<'s>(loader: &mut Loader<'s>, file: &'s LawFile) -> Option<ReportDefinition> {
    let table = loader.table(file)?;
    let span = table.span();
    let report: ReportDefinition = loader.value(file, Spanned::new(span.clone(), DeValue::Table(table.into_inner())))?;
    let name = file.path.rsplit('/').next().and_then(|name| name.strip_suffix(".toml")).unwrap_or_default();
    if let Err(reason) = report.check(name) {
        loader.refuse(file, Some(span), reason);
    }
    Some(report)
}

#[cfg(test)]
mod tests {
    use crate::{Law, LawSource};

    const NAME: &str = "regions/cn-3710/reports/injury_recognitions_of_infected.toml";

    #[test]
    fn the_report_of_weihai_is_read_and_a_wrong_one_is_told_with_its_place() {
        let source = LawSource::embedded();
        let text = source.text(NAME).unwrap().to_owned();
        let law = Law::load(&source, "cn-3710").unwrap();
        let report = law.report("injury_recognitions_of_infected").unwrap();
        assert_eq!((report.cut_off.to_string(), report.fields.len()), ("17:00:00".to_owned(), 2));
        for (from, to) in [
            ("cut_off = \"17:00\"", "cut_off = \"25:00\""),
            ("reminded_at = \"16:00\"", "reminded_at = \"18:00\""),
            ("name = \"applications\"", "name = \"recognised\""),
            ("report = \"injury", "report = \"other"),
        ] {
            let broken = LawSource::embedded().with_file(NAME, text.replacen(from, to, 1));
            let errors = Law::load(&broken, "cn-3710").unwrap_err();
            assert!(errors.0.iter().any(|error| error.file == NAME), "{to}: {errors}");
        }
    }
}
