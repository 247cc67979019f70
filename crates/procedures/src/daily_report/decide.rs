//! Decisions of an area: reporting, correcting, being reminded. Pure.

mod city;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use casework::procedure::CaseRef;
use casework::{Deadline, DeadlineChange, Effects, Given, Notification, Outcome, Refusal, Refusals, RegisterEntry, Role, Stage};
use jiff::civil::Time;
use rules::{Law, ReportDefinition};
use serde_json::json;
use values::{Date, Party, Text};

use super::day::{CHASED, CORRECTED, REPORTED, written};
use super::gather::Facts;
use super::{Act, ChaseMoment, Command, Event, Figures, Reported, State, What, register_of};

/// The largest figure a field takes.
pub const FIGURE_MAX: i64 = 99_999;
/// The longest note or reason.
const WORDS_MAX: usize = 500;
const LIMIT: &str = "report";

/// A decision being taken.
pub(super) struct Deciding<'a> {
    law: &'a Law,
    case: CaseRef<'a>,
    command: &'a Command,
    definition: &'a ReportDefinition,
    facts: &'a Facts,
    given: &'a Given,
}

pub(super) fn decide(
    law: &Law,
    case: CaseRef<'_>,
    state: &State,
    command: &Command,
    facts: &Facts,
    given: &Given,
) -> Result<Outcome<Event>, Refusals> {
    let Some(definition) = law.report(&command.topic) else { return Err(unknown_topic(law, &command.topic)) };
    let deciding = Deciding { law, case, command, definition, facts, given };
    deciding.refuse_wrong_place_and_actor()?;
    deciding.refuse_other_case(state)?;
    if command.day > given.today {
        return Err(Refusal::new("day_in_future", "不能填报今天以后的日期", "a day to come cannot be reported").on_field("day").into());
    }
    if !facts.is_asked {
        return Err(Refusal::new(
            "not_asked",
            format!("{} 没有要求报送“{}”", command.day, definition.title.zh),
            format!("“{}” is not asked for on {}", definition.title.en, command.day),
        )
        .hint("只有应急措施施行期间才需要每日报送", "it is reported every day while the measure that asks for it holds")
        .on_field("day")
        .into());
    }
    match &command.act {
        Act::Report { figures, zero, note } => deciding.report(figures, *zero, note),
        Act::Correct { figures, zero, note, reason } => deciding.correct(figures, *zero, note, reason),
        Act::Chase { moment } => deciding.chase(*moment),
        Act::Consolidate { without } => deciding.consolidate(without),
        Act::Reopen { area, reason } => deciding.reopen(*area, reason),
        Act::Seal => deciding.seal(),
        Act::Export => deciding.export(),
        Act::Acknowledge { receipt_number, acknowledged_on } => deciding.acknowledge(receipt_number, acknowledged_on),
    }
}

fn unknown_topic(law: &Law, topic: &str) -> Refusals {
    let known = law.reports().iter().map(|report| report.topic.as_str()).collect::<Vec<_>>().join("、");
    Refusal::new("unknown_topic", format!("没有名为 {topic} 的日报"), format!("there is no daily report {topic}"))
        .hint(format!("已有：{known}"), format!("there are: {known}"))
        .on_field("topic")
        .into()
}

impl Deciding<'_> {
    fn is_of_the_city(&self) -> bool {
        matches!(self.command.act, Act::Consolidate { .. } | Act::Reopen { .. } | Act::Seal | Act::Export | Act::Acknowledge { .. })
    }

    /// An area reports for itself, the city sums up, and the clock reminds.
    fn refuse_wrong_place_and_actor(&self) -> Result<(), Refusals> {
        let actor = &self.given.actor;
        let is_city = self.law.city().is_some_and(|city| city.code == self.case.area);
        if self.is_of_the_city() {
            if !is_city {
                return Err(Refusal::new("not_the_city", "汇总在市本级办理", "the sum is drawn in the city's own area").into());
            }
            return if actor.has_any(&[Role::CitySupervisor, Role::System]) { Ok(()) } else { Err(not_allowed(Role::CitySupervisor)) };
        }
        if is_city {
            return Err(Refusal::new("not_an_area", "日报由各区市报送，市本级负责汇总", "the areas report; the city sums up").into());
        }
        if matches!(self.command.act, Act::Chase { .. }) {
            return if actor.has(Role::System) { Ok(()) } else { Err(not_allowed(Role::System)) };
        }
        let reporter = reporter(self.definition);
        if actor.area == self.case.area && actor.has_any(&[reporter, Role::AreaLeader]) { Ok(()) } else { Err(not_allowed(reporter)) }
    }

    /// A day of an area is one case, whoever opens it first.
    fn refuse_other_case(&self, state: &State) -> Result<(), Refusals> {
        let known = if self.is_of_the_city() { self.facts.city.case_id } else { self.facts.own.case_id };
        let is_other_day = state.topic.as_ref().is_some_and(|(topic, day)| *topic != self.command.topic || *day != self.command.day);
        if is_other_day || known.is_some_and(|known| known != self.case.id && self.case.head.is_some()) {
            return Err(
                Refusal::new("other_day", "该案件属于另一天或另一种日报", "this case is about another day or another report").into()
            );
        }
        let reports_twice = matches!(self.command.act, Act::Report { .. }) && self.facts.own.report().is_some();
        if known.is_some() && self.case.head.is_none() && !reports_twice {
            return Err(Refusal::new("already_opened", "该日的日报已经建立，请刷新后重试", "the day is already open; load it again").into());
        }
        Ok(())
    }

    /// 威人社函〔2020〕6号 一（二）: one report of an area and day, an explicit zero where there is nothing.
    fn report(&self, figures: &BTreeMap<String, String>, zero: bool, note: &str) -> Result<Outcome<Event>, Refusals> {
        if let Some(report) = self.facts.own.report() {
            let at = report.at.in_china();
            let (by, clock) = (&report.by, format!("{:02}:{:02}", at.hour(), at.minute()));
            return Err(Refusal::new(
                "already_reported",
                format!("本区域该日已由 {by} 于 {} {clock} 报送（{}）", at.date(), self.words(&report.figures, true)),
                format!("{by} has reported the day on {} at {clock} ({})", at.date(), self.words(&report.figures, false)),
            )
            .hint(
                "您填写的内容没有保存为新的报告；如数字有误，请用“更正”并说明理由",
                "yours was not taken as a second report; if the figures are wrong, correct them and say why",
            )
            .into());
        }
        self.refuse_locked()?;
        let report = self.read(figures, zero, note)?;
        let what = What::Reported { report: report.clone() };
        Ok(self.reported(REPORTED, &report, what))
    }

    fn correct(&self, figures: &BTreeMap<String, String>, zero: bool, note: &str, reason: &str) -> Result<Outcome<Event>, Refusals> {
        let Some(before) = self.facts.own.report() else {
            return Err(Refusal::new("nothing_to_correct", "该日尚未报送，请直接报送", "nothing was reported yet; report the day").into());
        };
        self.refuse_locked()?;
        let mut refusals = Refusals::default();
        refusals.0.extend(words_needed("reason", reason));
        let report = match self.read(figures, zero, note) {
            Ok(report) => Some(report),
            Err(more) => {
                refusals.0.extend(more.0);
                None
            }
        };
        let Some(report) = report.filter(|_| refusals.is_empty()) else { return Err(refusals) };
        if report.figures == before.figures {
            return Err(Refusal::new("nothing_changed", "更正后的数字与已报数字相同", "the figures are the same as reported").into());
        }
        let what = What::Corrected { report: report.clone(), reason: reason.trim().to_owned() };
        Ok(self.reported(CORRECTED, &report, what))
    }

    fn refuse_locked(&self) -> Result<(), Refusals> {
        if !self.facts.city.locks(self.case.area) {
            return Ok(());
        }
        Err(Refusal::new("locked", "市局已汇总该日日报，不能再报送或更正", "the city has summed the day up; it is locked")
            .hint("请联系市局说明理由，由市局重新开放", "tell the city why; it can let you in again")
            .into())
    }

    /// Each figure a whole number, nothing left out; a zero said aloud; what differs from the cases explained.
    fn read(&self, figures: &BTreeMap<String, String>, zero: bool, note: &str) -> Result<Reported, Refusals> {
        let mut refusals = Refusals::default();
        let mut read = Figures::new();
        for field in &self.definition.fields {
            match figure(&field.name, &field.title, figures.get(&field.name).map_or("", String::as_str)) {
                Ok(figure) => drop(read.insert(field.name.clone(), figure)),
                Err(refusal) => refusals.push(refusal),
            }
        }
        if let Some(unknown) = figures.keys().find(|name| !self.definition.fields.iter().any(|field| field.name == **name)) {
            refusals.push(Refusal::new("unknown_field", format!("没有栏目 {unknown}"), format!("there is no field {unknown}")));
        }
        refusals.into_result()?;
        let mut refusals = Refusals::default();
        let is_zero = read.values().all(|figure| *figure == 0);
        if is_zero != zero {
            let (code, chinese, english) = if is_zero {
                ("zero_not_confirmed", "各项均为零，请勾选“今日无病例，零报告”", "every figure is zero: tick “nothing today, report zero”")
            } else {
                ("zero_contradicts", "勾选了零报告，但数字不为零", "zero is ticked, but a figure is not zero")
            };
            refusals.push(Refusal::new(code, chinese, english).on_field("zero"));
        }
        refusals.0.extend(self.differences(&read, note));
        if note.chars().count() > WORDS_MAX {
            refusals.push(too_long("note"));
        }
        refusals.into_result()?;
        let report = Reported { figures: read, derived: self.facts.derived.clone(), late: self.is_late(), note: note.trim().to_owned() };
        Ok(report)
    }

    fn differences<'a>(&'a self, read: &'a Figures, note: &'a str) -> impl Iterator<Item = Refusal> + 'a {
        let silent = note.trim().is_empty();
        self.definition.fields.iter().filter(move |_| silent).filter_map(|field| {
            let (derived, figure) = (*self.facts.derived.get(&field.name)?, *read.get(&field.name)?);
            let code = match figure.cmp(&derived) {
                std::cmp::Ordering::Less => "less_than_cases",
                std::cmp::Ordering::Greater => "more_than_cases",
                std::cmp::Ordering::Equal => return None,
            };
            let (zh, en) = (&field.title.zh, &field.title.en);
            let refusal = Refusal::new(
                code,
                format!("“{zh}”填写 {figure}，系统案件为 {derived}；不一致的须填写说明"),
                format!("“{en}” is {figure}, and the cases say {derived}; say why they differ"),
            );
            Some(refusal.on_field("note"))
        })
    }

    fn is_late(&self) -> bool {
        self.given.today > self.command.day || self.given.now.in_china().time() > self.definition.cut_off
    }

    fn words(&self, figures: &Figures, chinese: bool) -> String {
        let named = self.definition.fields.iter().filter_map(|field| {
            let figure = figures.get(&field.name)?;
            let title = if chinese { &field.title.zh } else { &field.title.en };
            Some(format!("{title} {figure}"))
        });
        named.collect::<Vec<_>>().join(if chinese { "，" } else { ", " })
    }

    fn reported(&self, kind: &str, report: &Reported, what: What) -> Outcome<Event> {
        let deadlines = if self.case.head.is_some() { vec![DeadlineChange::Met { name: LIMIT.to_owned() }] } else { Vec::new() };
        let effects = Effects {
            stage: Some(Stage::Completed),
            awaiting: Some(None),
            deadlines,
            registers: vec![self.entry(kind, written(report))],
            ..self.opened()
        };
        self.outcome(what, effects)
    }

    /// Who is silent is reminded before the cut-off and at it; then the leader is asked.
    fn chase(&self, moment: ChaseMoment) -> Result<Outcome<Event>, Refusals> {
        if self.facts.own.report().is_some() {
            return Err(Refusal::new("not_missing", "该日已报送", "the day is reported").into());
        }
        if self.facts.own.was_chased(moment) {
            return Err(Refusal::new("already_chased", "已催报", "a reminder was sent").into());
        }
        let cut_off = short(self.definition.cut_off);
        let awaiting = match moment {
            ChaseMoment::BeforeCutOff => reporter(self.definition),
            ChaseMoment::AtCutOff => Role::AreaLeader,
        };
        let deadline = Deadline {
            name: LIMIT.to_owned(),
            title: Text::new("报送期限", "to be reported"),
            started_on: self.command.day,
            due_on: self.command.day,
            derivation: Text::new(
                format!("{} 当日 {cut_off} 前报送，依据{}", self.command.day, self.definition.cite),
                format!("reported on {} by {cut_off}, {}", self.command.day, self.definition.cite),
            ),
            citation: self.definition.cite.clone(),
        };
        let roles = [reporter(self.definition), Role::AreaLeader];
        let effects = Effects {
            stage: Some(Stage::Received),
            awaiting: Some(Some(awaiting)),
            priority: Some(10),
            deadlines: vec![DeadlineChange::Set(deadline)],
            notifications: roles.iter().map(|role| self.letter(*role, moment, &cut_off)).collect(),
            registers: vec![self.entry(CHASED, json!({ "moment": moment.as_str() }))],
            ..self.opened()
        };
        Ok(self.outcome(What::Chased { moment }, effects))
    }

    fn letter(&self, to: Role, moment: ChaseMoment, cut_off: &str) -> Notification {
        let (day, title, role) = (self.command.day, &self.definition.title, to.name());
        let (zh, en) = match moment {
            ChaseMoment::BeforeCutOff => (format!("请于 {cut_off} 前报送"), format!("to be reported by {cut_off}")),
            ChaseMoment::AtCutOff => (format!("已过 {cut_off}，尚未报送"), format!("not reported by {cut_off}")),
        };
        Notification {
            to: Party::AGENCY,
            subject: Text::new(
                format!("致{}：{}（{day}）{zh}", role.zh, title.zh),
                format!("To the {}: {} of {day}, {en}", role.en, title.en),
            ),
            body: Text::new(
                format!("没有病例也要报零：请打开“每日报告”，填写或勾选零报告。未报不等于零。依据{}。", self.definition.cite),
                format!(
                    "A day without cases is reported as zero: open “Daily reports” and fill it in or tick zero. Silence is not zero. {}.",
                    self.definition.cite
                ),
            ),
        }
    }

    fn entry(&self, kind: &str, payload: serde_json::Value) -> RegisterEntry {
        RegisterEntry::new(register_of(&self.command.topic), self.command.day, kind, payload)
    }

    /// Whose case it is and what it is called.
    fn opened(&self) -> Effects {
        let (title, day) = (&self.definition.title, self.command.day);
        let subject = Text::new(format!("{} {day}", title.zh), format!("{} {day}", title.en));
        Effects { party: Some(Party::AGENCY), subject: Some(subject), ..Effects::default() }
    }

    fn outcome(&self, what: What, effects: Effects) -> Outcome<Event> {
        Outcome { events: vec![Event { topic: self.command.topic.clone(), day: self.command.day, what }], effects }
    }
}

/// The role a report is asked of.
pub fn reporter(definition: &ReportDefinition) -> Role {
    Role::of(&definition.reporter).unwrap_or(Role::AreaLeader)
}

/// An hour as a clock shows it.
pub fn short(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

fn not_allowed(role: Role) -> Refusals {
    let name = role.name();
    Refusal::new("not_allowed", format!("此操作须由本区域的{}办理", name.zh), format!("this is done by the {} in charge", name.en)).into()
}

fn figure(name: &str, title: &Text, written: &str) -> Result<i64, Refusal> {
    let wrong = |code: &str, zh: &str, en: &str| {
        let refusal = Refusal::new(code, format!("“{}”{zh}", title.zh), format!("“{}” {en}", title.en));
        Err(refusal.on_field(format!("figures.{name}")))
    };
    let trimmed = written.trim();
    if trimmed.is_empty() {
        return wrong("figure_missing", "没有填写；没有请填 0", "is empty; write 0 where there are none");
    }
    match trimmed.parse::<i64>() {
        Ok(figure) if figure < 0 => wrong("figure_negative", "不能是负数", "cannot be less than nothing"),
        Ok(figure) if figure > FIGURE_MAX => wrong("figure_too_large", "过大，请核对", "is too large; check it"),
        Ok(figure) => Ok(figure),
        Err(_) => wrong("figure_not_a_number", "应填整数，例如 0 或 3", "is a whole number, such as 0 or 3"),
    }
}

fn words_needed(field: &str, words: &str) -> Option<Refusal> {
    if words.trim().is_empty() {
        return Some(Refusal::new("words_needed", "请填写理由", "say why").on_field(field));
    }
    (words.chars().count() > WORDS_MAX).then(|| too_long(field))
}

fn too_long(field: &str) -> Refusal {
    Refusal::new("too_long", format!("不得超过{WORDS_MAX}字"), format!("at most {WORDS_MAX} characters")).on_field(field)
}

/// The day a text names, for a field of a command.
fn day_of(field: &str, written: &str) -> Result<Date, Refusal> {
    values::parse_date(written).map_err(|error| Refusal {
        field: Some(field.to_owned()),
        text: error.text(),
        ..Refusal::new("date", "", "")
    })
}
