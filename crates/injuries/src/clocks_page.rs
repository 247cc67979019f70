//! How the limits of injury cases are kept, area by area: met in time and late in a month, and open ones that are nearly or already
//! over. Read from the limits by name and day; nothing is counted that lies outside the month or far ahead.

use agency::Agency;
use agency::routes::{Access, Route};
use agency::shell::shell;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use casework::{CaseHead, DeadlineRecord, MetCount, Role, Standing, StoreError};
use jiff::ToSpan;
use maud::{Markup, html};
use values::{AreaCode, Month, Text};
use web::components::{Column, DeadlineState, Filter, Table, date, empty_state, filter_bar, heading, section, sentence, tag};
use web::{FormData, SignedIn, Surface, blocking};

use crate::{injury_benefit, injury_recognition, injury_settlement, labour_capacity_appraisal};

const ADDRESS: &str = "/desk/injury-clocks";

pub const ROUTES: &[Route] = &[(
    "GET",
    ADDRESS,
    Access::Roles(&[Role::InjuryOfficer, Role::Reviewer, Role::DecisionMaker, Role::AreaLeader, Role::CitySupervisor, Role::Auditor]),
)];

/// A limit is at risk in its last quarter, so that none of these is at risk earlier than this before its day.
const HORIZON_DAYS: i32 = 31;
/// The most open limits of one name and area looked at.
const LOOKED_AT: u32 = 2_000;
/// The most cases listed.
const LISTED: usize = 60;

pub fn routes() -> Router<Agency> {
    Router::new().route(ADDRESS, get(show))
}

/// The limits measured, in the order of a case.
fn measured() -> [(&'static str, Text); 7] {
    [
        (injury_recognition::ACCEPTANCE, Text::new("工伤认定：是否受理", "Recognition: acceptance")),
        (injury_recognition::DECISION, Text::new("工伤认定：决定", "Recognition: decision")),
        (injury_recognition::DELIVERY, Text::new("工伤认定：送达", "Recognition: delivery")),
        (labour_capacity_appraisal::MATERIAL_CHECK, Text::new("劳动能力鉴定：材料审核", "Appraisal: papers")),
        (labour_capacity_appraisal::CONCLUSION, Text::new("劳动能力鉴定：结论", "Appraisal: conclusion")),
        (injury_settlement::DECISION, Text::new("工伤医疗费：结算", "Treatment: settlement")),
        (injury_benefit::DECISION, Text::new("工伤待遇：核定", "Benefits: determination")),
    ]
}

/// One limit in one area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kept {
    pub met: MetCount,
    pub at_risk: i64,
    pub overdue: i64,
}

impl Kept {
    /// Of the limits met, so many hundredths were met in time, rounded down: only all is a hundred. `None` where none was met.
    pub fn percent_in_time(&self) -> Option<i64> {
        (self.met.in_time * 100).checked_div(self.met.in_time + self.met.late)
    }
}

struct Measure {
    areas: Vec<AreaCode>,
    /// By limit, then by area.
    kept: Vec<Vec<Kept>>,
    urgent: Vec<(CaseHead, DeadlineRecord)>,
}

async fn show(State(agency): State<Agency>, signed_in: SignedIn, RawQuery(query): RawQuery) -> Response {
    let asked = FormData::from_urlencoded(&query.unwrap_or_default()).unwrap_or_default();
    let month = asked.trimmed("month").parse().unwrap_or_else(|_| Month::of(signed_in.today));
    let reading = signed_in.clone();
    match blocking(move || read(&agency, &reading, month)).await {
        Ok(measure) => page(&measure, month, &signed_in).into_response(),
        Err(error) => signed_in.refuse(&error),
    }
}

fn read(agency: &Agency, signed_in: &SignedIn, month: Month) -> Result<Measure, StoreError> {
    let actor = &signed_in.actor;
    let sees_city = actor.roles.iter().any(|role| role.sees_city());
    let own = || vec![actor.area];
    let areas = if sees_city { agency.law.city().map(|city| city.areas.iter().map(|area| area.code).collect()) } else { None };
    let areas: Vec<AreaCode> = areas.unwrap_or_else(own);
    let until = signed_in.today.checked_add(HORIZON_DAYS.days()).unwrap_or(signed_in.today);
    let mut kept = Vec::new();
    let mut urgent: Vec<DeadlineRecord> = Vec::new();
    for (name, _) in measured() {
        let mut by_area = Vec::new();
        for area in &areas {
            let met = agency.store.views()?.deadlines_met(*area, name, month.first_day(), month.last_day())?;
            let mut of_area = Kept { met, ..Kept::default() };
            for record in agency.store.reader()?.deadlines_due_by(*area, name, until, LOOKED_AT)? {
                match record.standing(signed_in.today) {
                    Standing::AtRisk => of_area.at_risk += 1,
                    Standing::Breached => of_area.overdue += 1,
                    _ => continue,
                }
                urgent.push(record);
            }
            by_area.push(of_area);
        }
        kept.push(by_area);
    }
    urgent.sort_by_key(|record| (record.deadline.due_on, record.area, record.case_id));
    urgent.truncate(LISTED);
    Ok(Measure { urgent: with_heads(agency, &areas, urgent)?, areas, kept })
}

/// The cases the limits run on, read in one look for each area.
fn with_heads(agency: &Agency, areas: &[AreaCode], urgent: Vec<DeadlineRecord>) -> Result<Vec<(CaseHead, DeadlineRecord)>, StoreError> {
    let mut views = agency.store.views()?;
    let mut heads = Vec::new();
    for area in areas {
        let ids: Vec<i64> = urgent.iter().filter(|record| record.area == *area).map(|record| record.case_id).collect();
        if !ids.is_empty() {
            heads.extend(views.cases_by_id(*area, &ids)?);
        }
    }
    let head_of = |record: &DeadlineRecord| heads.iter().find(|head| head.area == record.area && head.id == record.case_id).cloned();
    Ok(urgent.into_iter().filter_map(|record| Some((head_of(&record)?, record))).collect())
}

fn page(measure: &Measure, month: Month, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let title = Text::new("工伤办理时限", "Limits of injury cases");
    shell(signed_in, Surface::Desk, title.clone(), ADDRESS).page(html! {
        (heading(&title, None, language))
        p.lead { (language.pick("办结情况按月统计；临期和超期为目前未办结的。", "What was met is of one month; what is at risk or overdue is open now.")) }
        (filter_bar(ADDRESS, &[Filter::Words("month".into(), Text::new("月份（如 2020-02）", "Month (such as 2020-02)"), month.to_string())], language))
        @for ((_, name), kept) in measured().into_iter().zip(&measure.kept) {
            (section(&name, table(measure, &name, kept, month, signed_in), language))
        }
        (section(&Text::new("临期和超期的案件", "Cases at risk or overdue"), urgent(measure, signed_in), language))
    })
}

fn table(measure: &Measure, name: &Text, kept: &[Kept], month: Month, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let columns = vec![
        Column::text(Text::new("区市", "Area")),
        Column::figures(Text::new("按期办结", "Met in time")),
        Column::figures(Text::new("逾期办结", "Met late")),
        Column::figures(Text::new("按期率", "Share in time")),
        Column::figures(Text::new("临期", "At risk")),
        Column::figures(Text::new("超期未办", "Overdue")),
    ];
    let figure = |number: i64| html! { (number) };
    let cells = |title: Markup, kept: &Kept| {
        let share = kept.percent_in_time().map_or_else(|| "—".to_owned(), |percent| format!("{percent}%"));
        vec![title, figure(kept.met.in_time), figure(kept.met.late), html! { (share) }, figure(kept.at_risk), figure(kept.overdue)]
    };
    let rows = measure.areas.iter().zip(kept).map(|(area, kept)| {
        let name = signed_in.site.area_name(*area);
        cells(html! { (name.in_language(language)) }, kept)
    });
    let caption = Text::new(format!("{} · {month}", name.zh), format!("{} · {month}", name.en));
    let mut table = Table::new(caption, columns, language).hide_caption().rows(rows);
    if kept.len() > 1 {
        let sum = kept.iter().fold(Kept::default(), |sum, one| Kept {
            met: MetCount { in_time: sum.met.in_time + one.met.in_time, late: sum.met.late + one.met.late },
            at_risk: sum.at_risk + one.at_risk,
            overdue: sum.overdue + one.overdue,
        });
        table = table.footer(cells(html! { (language.pick("全市", "City")) }, &sum));
    }
    html! { (table) }
}

fn urgent(measure: &Measure, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    if measure.urgent.is_empty() {
        let advice = Text::new("所有期限都在正常范围内。", "Every limit is on track.");
        return empty_state(&Text::new("没有临期或超期的案件", "Nothing is at risk or overdue"), &advice, None, language);
    }
    let columns = vec![
        Column::text(Text::new("编号", "Number")),
        Column::text(Text::new("事项", "Subject")),
        Column::text(Text::new("期限", "Limit")),
        Column::text(Text::new("到期", "Due")),
    ];
    let rows = measure.urgent.iter().map(|(head, record)| {
        let state = match record.standing(signed_in.today) {
            Standing::Breached => DeadlineState::Breached,
            _ => DeadlineState::AtRisk,
        };
        vec![
            html! { a href={ "/desk/cases/" (head.number) } { (head.number) } },
            html! { (head.subject.in_language(language)) },
            html! { (record.deadline.title.in_language(language)) br; span.hint { (sentence(&record.deadline.derivation, language)) } },
            html! { (date(record.deadline.due_on, language)) " " (tag(&state.words(), state.tone(), language)) },
        ]
    });
    html! { (Table::new(Text::new("临期和超期的案件", "Cases at risk or overdue"), columns, language).hide_caption().rows(rows)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_all_is_a_hundred() {
        let kept = |in_time, late| Kept { met: MetCount { in_time, late }, ..Kept::default() };
        for (in_time, late, expected) in [(0, 0, None), (0, 1, Some(0)), (999, 1, Some(99)), (5, 0, Some(100)), (2, 1, Some(66))] {
            assert_eq!(kept(in_time, late).percent_in_time(), expected, "{in_time} {late}");
        }
    }
}
