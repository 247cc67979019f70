//! Which settled bills come out differently under the editions published by today. A page looks at a bounded number of settlements.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use axum::routing::get;
use casework::worklist::{CaseFilter, QueueCursor};
use casework::{CaseHead, CaseRecord, Stage, StoreError, StoredEvent, Views};
use maud::{Markup, html};
use rules::injury::catalogue::Catalogues;
use values::{AreaCode, Fen, Language, Text};
use web::components::{Column, Table, back_link, heading, link, money};
use web::{FormData, PageError, SignedIn, blocking};

use crate::injury_settlement::adjudication::{Circumstances, difference, judge_again};
use crate::injury_settlement::{InjurySettlement, State as Settlement};
use crate::treatment_catalogue::pages::{HOME, page, read};
use agency::Agency;
use agency::registry::folded;
use agency::routes::{Access, Route};

const ADDRESS: &str = "/desk/treatment-catalogue/affected";

pub const ROUTES: &[Route] = &[("GET", ADDRESS, Access::Staff)];

pub fn routes() -> Router<Agency> {
    Router::new().route(ADDRESS, get(show))
}

/// Settlements looked at on one page.
const LOOKED_AT: u32 = 200;

struct Affected {
    head: CaseHead,
    lines: usize,
    fund_pays_more: Fen,
    is_proposed: bool,
}

/// What judging some settlements again came to.
pub(crate) struct Found {
    looked_at: usize,
    affected: Vec<Affected>,
    /// Where the next page begins.
    next: Option<String>,
}

async fn show(State(agency): State<Agency>, signed_in: SignedIn, RawQuery(query): RawQuery) -> Response {
    let query = FormData::from_urlencoded(&query.unwrap_or_default()).unwrap_or_default();
    let reading = signed_in.clone();
    match blocking(move || find(&agency, &reading, &query)).await {
        Ok(found) => page(&signed_in, ADDRESS, false, markup(&found, &signed_in)),
        Err(error) => signed_in.refuse(&error),
    }
}

fn find(agency: &Agency, signed_in: &SignedIn, query: &FormData) -> Result<Found, PageError> {
    let (catalogues, _) = read(agency)?;
    judge(agency, signed_in, &catalogues, cursor(query.trimmed("after")))
}

/// Judges a page of settled bills again by `catalogues`, from a place in the list on.
pub(crate) fn judge(
    agency: &Agency,
    signed_in: &SignedIn,
    catalogues: &Catalogues,
    after: Option<QueueCursor>,
) -> Result<Found, PageError> {
    let actor = &signed_in.actor;
    let sees_city = actor.roles.iter().any(|role| role.sees_city());
    let filter = CaseFilter {
        areas: if sees_city { Vec::new() } else { vec![actor.area] },
        procedure: Some("injury_settlement".into()),
        stage: Some(Stage::Granted),
        after,
        limit: LOOKED_AT,
        ..CaseFilter::default()
    };
    let mut views = agency.store.views()?;
    let heads = views.cases(&filter)?;
    let mut events = events_of(views.as_mut(), &heads)?;
    drop(views);
    let emergencies = agency.store.reader()?.emergencies()?;
    let procedure = InjurySettlement::new(agency.law.clone());
    let next = heads.last().filter(|_| heads.len() == LOOKED_AT as usize).map(written);
    let (looked_at, mut affected) = (heads.len(), Vec::new());
    for head in heads {
        let record = CaseRecord { events: events.remove(&(head.area, head.id)).unwrap_or_default(), head };
        let state: Settlement = folded(&procedure, &record)?;
        let bill = state.application.form.as_ref().and_then(|form| form.read(signed_in.today).ok());
        let (Some(bill), true) = (bill, state.is_settled()) else { continue };
        let infected_on_duty = state.infected_on_duty;
        let circumstances = Circumstances { area: record.head.area, emergencies: &emergencies, catalogues, infected_on_duty };
        // A line that cannot be judged any more is told on the settlement itself.
        let changes = judge_again(&agency.law, &state.lines, bill.stay, &circumstances, signed_in.today).unwrap_or_default();
        if !changes.is_empty() {
            let fund_pays_more = difference(&changes);
            affected.push(Affected { head: record.head, lines: changes.len(), fund_pays_more, is_proposed: state.proposed.is_some() });
        }
    }
    Ok(Found { looked_at, affected, next })
}

/// The events of the settlements of a page: one question for 32 of them in an area.
fn events_of(views: &mut dyn Views, heads: &[CaseHead]) -> Result<BTreeMap<(AreaCode, i64), Vec<StoredEvent>>, StoreError> {
    let mut ids: BTreeMap<AreaCode, Vec<i64>> = BTreeMap::new();
    for head in heads {
        ids.entry(head.area).or_default().push(head.id);
    }
    let mut events: BTreeMap<(AreaCode, i64), Vec<StoredEvent>> = BTreeMap::new();
    for (area, mut ids) in ids {
        ids.sort_unstable();
        for (id, event) in views.events_of_cases(area, &ids, None)? {
            events.entry((area, id)).or_default().push(event);
        }
    }
    Ok(events)
}

/// A place in the list as the address carries it: priority, due day, area and number, as the queue sorts them.
fn written(head: &CaseHead) -> String {
    let due_on = head.due_on.unwrap_or(jiff::civil::date(9999, 12, 31));
    format!("{}_{due_on}_{}_{}", head.priority, head.area, head.id)
}

fn cursor(text: &str) -> Option<QueueCursor> {
    let mut parts = text.split('_');
    let mut next = || parts.next();
    Some(QueueCursor {
        priority: next()?.parse().ok()?,
        due_on: next()?.parse().ok()?,
        area: next()?.parse().ok()?,
        id: next()?.parse().ok()?,
    })
}

/// The settlements that come out differently, as a table.
fn table(affected: &[Affected], language: Language) -> Markup {
    let columns = vec![
        Column::text(Text::new("结算", "Settlement")),
        Column::figures(Text::new("改变的行", "Lines")),
        Column::figures(Text::new("基金多付", "Fund pays more")),
        Column::text(Text::new("进度", "Stage")),
    ];
    let rows = affected.iter().map(|one| {
        let href = format!("/injury-settlement/{}", one.head.number);
        let stage = if one.is_proposed {
            language.pick("已提出，待决定", "proposed, to be decided")
        } else {
            language.pick("可以提出重新审核", "may be proposed")
        };
        vec![
            html! { (link(&href, &one.head.number.to_string())) br; (one.head.subject.in_language(language)) },
            html! { (one.lines) },
            money(one.fund_pays_more, language),
            html! { (stage) },
        ]
    });
    let caption = Text::new("会改变的结算", "Settlements that change");
    html! { (Table::new(caption, columns, language).hide_caption().rows(rows)) }
}

/// What an edition that is not recorded yet would change, for the page on which it is checked.
pub(crate) fn preview(found: &Found, language: Language) -> Markup {
    let all = found.next.is_none();
    let words = match (found.looked_at, found.affected.len()) {
        (0, _) => Text::new("还没有已结算的票据。", "No bill is settled yet."),
        (looked_at, 0) => Text::new(
            format!("按这一版本试算了 {looked_at} 件已结算的票据，结果都不变。"),
            format!("{looked_at} settled bills were judged by it; none comes out differently."),
        ),
        (looked_at, changed) => Text::new(
            format!(
                "按这一版本试算了 {looked_at} 件已结算的票据，其中 {changed} 件会改变。已结算的不自动改，录入后由工伤岗逐件提出重新审核。"
            ),
            format!(
                "{looked_at} settled bills were judged by it; {changed} would come out differently. Nothing changes by itself: once it is recorded, the work-injury officer proposes each."
            ),
        ),
    };
    html! {
        p { (words.in_language(language)) }
        @if !all { p { (language.pick("只试算了排在最前的一部分；录入后可逐页查看全部。", "Only the first ones were judged; once it is recorded all can be gone through page by page.")) } }
        @if !found.affected.is_empty() { (table(&found.affected, language)) }
    }
}

fn markup(found: &Found, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let title = Text::new("新版本影响的结算", "Settlements a new edition changes");
    html! {
        (back_link(HOME, language))
        (heading(&title, None, language))
        p.lead { (language.pick(
            &format!("本页按今天已公布的版本重新审核了 {} 件已结算的票据，其中 {} 件结果改变。打开一件可以提出重新审核；差额补付，不改原结果。", found.looked_at, found.affected.len()),
            &format!("This page judged {} settled bills again by the editions published by today; {} come out differently. Open one to propose it; the difference is added and nothing is edited.", found.looked_at, found.affected.len()),
        )) }
        @if found.affected.is_empty() { p { (language.pick("这些票据的结果都不变。", "None of them comes out differently.")) } } @else { (table(&found.affected, language)) }
        @if let Some(next) = &found.next {
            p { (link(&format!("{ADDRESS}?after={next}"), language.pick("下一页", "Next page"))) }
        }
    }
}
