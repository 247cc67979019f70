//! The law of one region, read and checked: every rule, time limit, notice and the city itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use values::{AreaCode, Date, Text};

use crate::city::City;
use crate::derivation::DateError;
use crate::error::{LawError, LawErrors};
use crate::in_force::{Dated, NotCovered};
use crate::injury::catalogue::{Catalogues, load_catalogues};
use crate::load::{Loader, region_chain};
use crate::notice::{ActiveMeasure, EmergencyState, MeasureKind, Notice};
use crate::registry::{DatedRules, Registered};
use crate::report::ReportDefinition;
use crate::show::{Listed, RuleEntry, ShowError, Shown};
use crate::source::LawSource;
use crate::time_limit::{LastDay, TimeLimit, load_time_limits};
use crate::workday::WorkdayCalendar;

/// Everything the law files say for one region. Cheap to share behind an `Arc`; never changes after loading.
#[derive(Debug, Clone)]
pub struct Law {
    region: String,
    rules: DatedRules,
    time_limits: BTreeMap<String, Dated<TimeLimit>>,
    catalogues: Catalogues,
    notices: Vec<Notice>,
    reports: Vec<ReportDefinition>,
    city: Option<City>,
    calendar: WorkdayCalendar,
}

impl Law {
    /// Reads the law of `region` (`cn`, `cn-37`, `cn-3710`) with every layer above it, or says everything that is wrong.
    pub fn load(source: &LawSource, region: &str) -> Result<Law, LawErrors> {
        let Some(chain) = region_chain(region) else {
            let reason = Text::new(
                format!("地区“{region}”写法不对，应如 cn、cn-37、cn-3710"),
                format!("`{region}` is not a region; write one such as cn, cn-37 or cn-3710"),
            );
            return Err(LawErrors(vec![LawError { file: format!("regions/{region}"), line: 1, column: 1, reason }]));
        };
        let mut loader = Loader::new(source, chain);
        let rules = DatedRules::load(&mut loader);
        let last_day = Arc::new(LastDay::dated(&rules).clone());
        let time_limits = load_time_limits(&mut loader, &last_day);
        let city = crate::city::load(&mut loader);
        let calendar = crate::workday::load(&mut loader);
        let catalogues = load_catalogues(&mut loader);
        let notices = crate::notice::load_notices(&mut loader, &time_limits, &catalogues, city.as_ref(), &last_day);
        let reports = crate::report::load(&mut loader);
        loader.refuse_unread();
        let Some(calendar) = calendar else { return Err(loader.errors.sorted()) };
        loader.errors.or(Law { region: region.to_owned(), rules, time_limits, catalogues, notices, reports, city, calendar })
    }

    pub fn region(&self) -> &str {
        &self.region
    }

    /// A dated rule by its type, such as `law.rule::<LateFeeRate>().on(day)`.
    pub fn rule<V: Registered>(&self) -> &Dated<V> {
        V::dated(&self.rules)
    }

    /// The ordinary time limit of a name, such as `employer_registration_decision`, as it stands on a day.
    pub fn time_limit(&self, name: &str, on: Date) -> Result<&TimeLimit, NotCovered> {
        match self.time_limits.get(name) {
            Some(dated) => dated.on(on).map(|in_force| &in_force.value),
            None => Err(NotCovered { rule: crate::time_limit::rule_name(name), title: Text::same(name), on }),
        }
    }

    /// Names of every time limit.
    pub fn time_limit_names(&self) -> impl Iterator<Item = &str> {
        self.time_limits.keys().map(String::as_str)
    }

    /// The catalogues of what funds pay for, edition by edition.
    pub fn catalogues(&self) -> &Catalogues {
        &self.catalogues
    }

    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// A notice by its id, such as `2020-6`.
    pub fn notice(&self, id: &str) -> Option<&Notice> {
        self.notices.iter().find(|notice| notice.id == id)
    }

    /// Every daily report the region defines.
    pub fn reports(&self) -> &[ReportDefinition] {
        &self.reports
    }

    /// A daily report by its topic.
    pub fn report(&self, topic: &str) -> Option<&ReportDefinition> {
        self.reports.iter().find(|report| report.topic == topic)
    }

    /// The measures in force on a day in an area, of the declared emergencies handed in and of the kinds `wanted` picks,
    /// in the order of notices and clauses.
    pub fn measures_on(
        &self,
        wanted: impl Fn(&MeasureKind) -> bool,
        emergencies: &[EmergencyState],
        on: Date,
        area: AreaCode,
    ) -> Result<impl Iterator<Item = ActiveMeasure<'_>>, DateError> {
        crate::notice::measures_on(&self.notices, self.rule::<LastDay>(), &self.calendar, wanted, emergencies, on, area).map(Vec::into_iter)
    }

    /// Every measure of the declared emergencies in an area, of the kinds `wanted` picks, with its first and last day.
    pub fn measures_ever(
        &self,
        wanted: impl Fn(&MeasureKind) -> bool,
        emergencies: &[EmergencyState],
        area: AreaCode,
    ) -> Result<Vec<ActiveMeasure<'_>>, DateError> {
        crate::notice::measures_ever(&self.notices, self.rule::<LastDay>(), &self.calendar, wanted, emergencies, area)
    }

    /// The city of the region; `None` for a province or the nation.
    pub fn city(&self) -> Option<&City> {
        self.city.as_ref()
    }

    pub fn calendar(&self) -> &WorkdayCalendar {
        &self.calendar
    }

    /// Every rule and time limit, by name.
    pub fn rules(&self) -> Vec<RuleEntry> {
        let mut entries: Vec<RuleEntry> = self.listed().iter().map(|rule| rule.entry()).collect();
        entries.sort_by(|one, other| one.rule.cmp(&other.rule));
        entries
    }

    /// What a rule or time limit says on a day, with citation, layer, file and line.
    pub fn show(&self, rule: &str, on: Date) -> Result<Shown, ShowError> {
        let listed = self.listed().into_iter().find(|listed| listed.entry().rule == rule);
        let listed = listed.ok_or_else(|| ShowError::NoSuchRule(rule.to_owned()))?;
        Ok(listed.show(on)?)
    }

    /// One line for a person who has just checked the files.
    pub fn summary(&self) -> Text {
        let entries = self.rules();
        let versions: usize = entries.iter().map(|entry| entry.versions).sum();
        let measures: usize = self.notices.iter().map(|notice| notice.measures().count()).sum();
        let (region, rules, notices) = (&self.region, entries.len(), self.notices.len());
        Text::new(
            format!("地区 {region}：{rules} 项规则和时限、{versions} 个版本，{notices} 份通知、{measures} 项措施，全部读取无误"),
            format!(
                "region {region}: {rules} rules and time limits in {versions} versions, notices: {notices}, with {measures} measures, all read without fault"
            ),
        )
    }

    pub(crate) fn time_limits(&self) -> &BTreeMap<String, Dated<TimeLimit>> {
        &self.time_limits
    }

    pub(crate) fn last_day(&self) -> Arc<Dated<LastDay>> {
        Arc::new(self.rule::<LastDay>().clone())
    }

    fn listed(&self) -> Vec<&dyn Listed> {
        let limits = self.time_limits.values().map(|limit| limit as &dyn Listed);
        self.rules.listed().into_iter().chain(limits).collect()
    }
}
