//! Reads a notice's file; every measure is read, and refused, on its own.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use values::{AreaCode, Citation, Date, Text};

use super::measure::{WrittenDeferralTerms, WrittenTimeLimit};
use super::*;
use crate::city::City;
use crate::error::place;
use crate::in_force::Dated;
use crate::injury::catalogue::Catalogues;
use crate::load::{Loader, reason_of};
use crate::source::{LawFile, LawFolder, LawSource};
use crate::time_limit::{LastDay, TimeLimit};
use crate::{Law, LawErrors};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NoticeHead {
    id: Spanned<String>,
    number: String,
    title: Text,
    issuer: Text,
    #[serde(with = "crate::scalar::day")]
    issued_on: Date,
    effective_from: Spanned<crate::scalar::day::Day>,
    emergency: Emergency,
    areas: Spanned<Vec<AreaCode>>,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClauseHead {
    number: Spanned<String>,
    place: String,
    summary: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MeasureHead {
    id: Spanned<String>,
    kind: Spanned<String>,
    #[serde(default)]
    scope: Option<Spanned<Scope>>,
    #[serde(default)]
    condition: Option<Condition>,
    period: Period,
    summary: Text,
}

/// What a notice is checked against: names it may use.
struct Known<'k> {
    time_limits: &'k BTreeMap<String, Dated<TimeLimit>>,
    catalogues: &'k Catalogues,
    city: Option<&'k City>,
    last_day: &'k Arc<Dated<LastDay>>,
}

pub(crate) fn load_notices(
    loader: &mut Loader<'_>,
    time_limits: &BTreeMap<String, Dated<TimeLimit>>,
    catalogues: &Catalogues,
    city: Option<&City>,
    last_day: &Arc<Dated<LastDay>>,
) -> Vec<Notice> {
    let known = Known { time_limits, catalogues, city, last_day };
    let mut notices = Vec::new();
    for region in loader.chain.clone().into_iter().rev() {
        for file in loader.region_files(&region, "notices") {
            notices.extend(read_notice(loader, file, &known));
        }
    }
    notices
}

/// Checks one notice against the built-in law of a region, without putting it into force.
///
/// `file_name` is the name errors show; a file that stands elsewhere than `regions/…/notices/ID.toml` is checked all the same.
pub fn check_notice_file(law: &Law, text: &str, file_name: &str) -> Result<Notice, LawErrors> {
    let id = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    let path = format!("{}/notices/{id}", law.region());
    let file = LawFile { name: file_name.to_owned(), path, folder: LawFolder::Regions, text: text.to_owned() };
    let source = LawSource { files: vec![file] };
    let mut loader = Loader::new(&source, vec![law.region().to_owned()]);
    let last_day = law.last_day();
    let known = Known { time_limits: law.time_limits(), catalogues: law.catalogues(), city: law.city(), last_day: &last_day };
    let notice = source.files.first().and_then(|file| read_notice(&mut loader, file, &known));
    match notice {
        Some(notice) => loader.errors.or(notice),
        None => Err(loader.errors),
    }
}

fn read_notice<'s>(loader: &mut Loader<'s>, file: &'s LawFile, known: &Known<'_>) -> Option<Notice> {
    let mut table = loader.table(file)?;
    let clauses = loader.take_array(file, &mut table, "clause");
    let head: NoticeHead = loader.value(file, as_value(table))?;
    let expected_id = file.path.rsplit('/').next().and_then(|name| name.strip_suffix(".toml")).unwrap_or_default();
    if head.id.get_ref() != expected_id {
        let reason = Text::new(
            format!("id 写的是“{}”，而文件名是“{expected_id}”", head.id.get_ref()),
            format!("id is `{}` but the file is called `{expected_id}`", head.id.get_ref()),
        );
        loader.refuse(file, Some(head.id.span()), reason);
    }
    let effective_from = head.effective_from.get_ref().0;
    if effective_from < head.issued_on {
        let reason = Text::new("effective_from 早于 issued_on", "effective_from lies before issued_on");
        loader.refuse(file, Some(head.effective_from.span()), reason);
    }
    check_areas(loader, file, known, head.areas.get_ref(), head.areas.span());
    let mut notice = Notice {
        id: head.id.into_inner(),
        number: head.number,
        title: head.title,
        issuer: head.issuer,
        issued_on: head.issued_on,
        effective_from,
        emergency: head.emergency,
        areas: head.areas.into_inner(),
        note: head.note,
        clauses: Vec::new(),
        file: file.name.clone(),
    };
    let mut measure_ids = BTreeSet::new();
    for clause in clauses? {
        let clause = read_clause(loader, file, known, &notice, clause, &mut measure_ids);
        notice.clauses.extend(clause);
    }
    Some(notice)
}

fn read_clause<'s>(
    loader: &mut Loader<'s>,
    file: &'s LawFile,
    known: &Known<'_>,
    notice: &Notice,
    clause: Spanned<DeValue<'s>>,
    measure_ids: &mut BTreeSet<String>,
) -> Option<Clause> {
    let mut table = loader.table_of(file, clause)?;
    let measures = loader.take_array(file, &mut table, "measure");
    let head: ClauseHead = loader.value(file, as_value(table))?;
    if notice.clause(head.number.get_ref()).is_some() {
        let number = head.number.get_ref();
        let reason = Text::new(format!("条款 {number} 列了两次"), format!("the clause {number} is listed twice"));
        loader.refuse(file, Some(head.number.span()), reason);
    }
    let mut clause = Clause { number: head.number.into_inner(), place: head.place, summary: head.summary, measures: Vec::new() };
    for measure in measures? {
        let measure = read_measure(loader, file, known, notice, &clause, measure, measure_ids);
        clause.measures.extend(measure);
    }
    Some(clause)
}

fn read_measure<'s>(
    loader: &mut Loader<'s>,
    file: &'s LawFile,
    known: &Known<'_>,
    notice: &Notice,
    clause: &Clause,
    measure: Spanned<DeValue<'s>>,
    measure_ids: &mut BTreeSet<String>,
) -> Option<Measure> {
    let mut table = loader.table_of(file, measure)?;
    let span = table.span();
    let value = table.get_mut().remove("value");
    let head: MeasureHead = loader.value(file, as_value(table))?;
    if !measure_ids.insert(head.id.get_ref().clone()) {
        let id = head.id.get_ref();
        let reason = Text::new(format!("措施编号 {id} 用了两次"), format!("the measure id {id} is used twice"));
        loader.refuse(file, Some(head.id.span()), reason);
    }
    let citation = Citation::new(notice.number.clone(), clause.place.clone());
    let Some(value) = value else {
        loader.refuse(file, Some(span), reason_of("missing field `value`"));
        return None;
    };
    let scope = match head.scope {
        Some(scope) => {
            check_areas(loader, file, known, &scope.get_ref().areas, scope.span());
            scope.into_inner()
        }
        None => Scope { who: Text::new("所有人", "everybody"), ..Scope::default() },
    };
    let kind = read_kind(loader, file, known, notice, &citation, &head.summary, &head.kind, value)?;
    Some(Measure {
        id: head.id.into_inner(),
        clause: clause.number.clone(),
        kind,
        scope,
        condition: head.condition,
        period: head.period,
        summary: head.summary,
        citation,
        line: place(&file.text, span.start).0,
    })
}

#[expect(clippy::too_many_arguments, reason = "one table of kinds; a struct of borrowed parts would only rename them")]
fn read_kind<'s>(
    loader: &mut Loader<'s>,
    file: &'s LawFile,
    known: &Known<'_>,
    notice: &Notice,
    citation: &Citation,
    summary: &Text,
    kind: &Spanned<String>,
    value: Spanned<DeValue<'s>>,
) -> Option<MeasureKind> {
    let span = value.span();
    let kind = match kind.get_ref().as_str() {
        "time_limit" => {
            let written = loader.value(file, value)?;
            MeasureKind::TimeLimit(time_limit(loader, file, known, citation, summary, written))
        }
        "late_fee" => MeasureKind::LateFee(deferral_terms(known, notice, citation, loader.value(file, value)?)),
        "entitlement" => MeasureKind::Entitlement(loader.value(file, value)?),
        "coverage" => MeasureKind::Coverage(loader.value(file, value)?),
        "suspend" => MeasureKind::Suspend(loader.value(file, value)?),
        "postpone" => MeasureKind::Postpone(loader.value(file, value)?),
        "exception" => MeasureKind::Exception(loader.value(file, value)?),
        "channel" => MeasureKind::Channel(loader.value(file, value)?),
        "hall" => MeasureKind::Hall(loader.value(file, value)?),
        "daily_report" => MeasureKind::DailyReport(loader.value(file, value)?),
        "daily_check" => MeasureKind::DailyCheck(loader.value(file, value)?),
        "screening" => MeasureKind::Screening(loader.value(file, value)?),
        "contribution_relief" => MeasureKind::ContributionRelief(loader.value(file, value)?),
        "task" => MeasureKind::Task(loader.value(file, value)?),
        other => {
            let reason = Text::new(
                format!("没有“{other}”这种措施；可用的有 {}", MeasureKind::WORDS.join("、")),
                format!("there is no kind of measure `{other}`; kinds are {}", MeasureKind::WORDS.join(", ")),
            );
            loader.refuse(file, Some(kind.span()), reason);
            return None;
        }
    };
    check_catalogue(loader, file, known, &kind, span.clone());
    check_services(loader, file, known, &kind, span);
    Some(kind)
}

fn time_limit(
    loader: &mut Loader<'_>,
    file: &LawFile,
    known: &Known<'_>,
    citation: &Citation,
    summary: &Text,
    written: WrittenTimeLimit,
) -> TimeLimit {
    let name = written.limit.get_ref();
    let ordinary = known.time_limits.get(name);
    if ordinary.is_none() {
        let reason = Text::new(format!("没有名为“{name}”的时限"), format!("there is no time limit `{name}` to change"));
        loader.refuse(file, Some(written.limit.span()), reason);
    }
    TimeLimit {
        name: name.clone(),
        title: ordinary.map_or_else(|| summary.clone(), |limit| limit.title().clone()),
        value: written.value,
        unit: written.unit,
        counted_from: written.counted_from,
        citation: citation.clone(),
        last_day: Arc::clone(known.last_day),
    }
}

fn deferral_terms(known: &Known<'_>, notice: &Notice, citation: &Citation, written: WrittenDeferralTerms) -> DeferralTerms {
    DeferralTerms {
        notice_id: notice.id.clone(),
        clause: citation.article.clone(),
        late_fee_waived: written.late_fee_waived,
        months_after_end: written.months_after_end,
        snap_back_from: written.snap_back_from,
        rights_kept: written.rights_kept,
        approval_required: written.approval_required,
        citation: citation.clone(),
        last_day: Arc::clone(known.last_day),
    }
}

fn check_areas(loader: &mut Loader<'_>, file: &LawFile, known: &Known<'_>, areas: &[AreaCode], span: Range<usize>) {
    let Some(city) = known.city else { return };
    for area in areas.iter().filter(|area| city.area(**area).is_none()) {
        let reason = Text::new(format!("城市文件中没有地区 {area}"), format!("the city file has no area {area}"));
        loader.refuse(file, Some(span.clone()), reason);
    }
}

/// A measure that pays for a catalogue nobody keeps would pay for nothing.
fn check_catalogue(loader: &mut Loader<'_>, file: &LawFile, known: &Known<'_>, kind: &MeasureKind, span: Range<usize>) {
    let MeasureKind::Coverage(coverage) = kind else { return };
    if known.catalogues.get(&coverage.catalogue).is_none() {
        let name = &coverage.catalogue;
        let reason = Text::new(format!("没有名为“{name}”的目录"), format!("there is no catalogue `{name}`"));
        loader.refuse(file, Some(span), reason);
    }
}

/// A measure about a service nobody offers would silently do nothing.
fn check_services(loader: &mut Loader<'_>, file: &LawFile, known: &Known<'_>, kind: &MeasureKind, span: Range<usize>) {
    let Some(city) = known.city else { return };
    for service in kind.services().iter().filter(|service| city.service(service).is_none()) {
        // The first mention after the beginning of the value is the one inside it.
        let quoted = format!("\"{service}\"");
        let at = file.text.get(span.start..).and_then(|rest| rest.find(&quoted)).map_or(span.start, |offset| span.start + offset);
        let reason = Text::new(format!("城市文件中没有服务“{service}”"), format!("the city file offers no service `{service}`"));
        loader.refuse(file, Some(at..at), reason);
    }
}

fn as_value(table: Spanned<DeTable<'_>>) -> Spanned<DeValue<'_>> {
    Spanned::new(table.span(), DeValue::Table(table.into_inner()))
}
