//! The pages of the catalogues: editions, a diff of two, and recording one.

mod difference;
mod record;
mod table;

use agency::Agency;
use agency::routes::{Access, Route};
use agency::shell::shell;
use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{Markup, html};
use rules::injury::catalogue::{Catalogue, Catalogues, Edition, Recorded};
use values::{Language, Text};
use web::components::{
    ButtonStyle, Choice, Column, FormView, Table, Tone, back_link, button, date, heading, link, link_button, notification_banner, section,
};
use web::language::encoded;
use web::{FormData, FormErrors, PageError, SignedIn, Surface, blocking};

use difference::difference;

use super::RECORDERS;
use crate::editions;

pub(crate) const HOME: &str = "/desk/treatment-catalogue";

pub const ROUTES: &[Route] = &[
    ("GET", HOME, Access::Staff),
    ("GET", "/desk/treatment-catalogue/new", Access::Roles(RECORDERS)),
    ("POST", "/desk/treatment-catalogue/new", Access::Roles(RECORDERS)),
    ("GET", "/desk/treatment-catalogue/{catalogue}/diff", Access::Staff),
    ("GET", "/desk/treatment-catalogue/{catalogue}/table.csv", Access::Staff),
];

pub fn routes() -> Router<Agency> {
    Router::new()
        .route(HOME, get(home))
        .route("/desk/treatment-catalogue/new", get(record::ask).post(record::answer))
        .route("/desk/treatment-catalogue/{catalogue}/diff", get(compare))
        .route("/desk/treatment-catalogue/{catalogue}/table.csv", get(table::download))
}

fn title() -> Text {
    Text::new("诊疗方案和目录版本", "Editions of the plan and the catalogues")
}

pub(crate) fn page(signed_in: &SignedIn, path: &str, has_errors: bool, body: Markup) -> Response {
    let mut shell = shell(signed_in, Surface::Desk, title(), HOME);
    shell.has_errors = has_errors;
    shell.path = path.to_owned();
    shell.page(body).into_response()
}

/// The name of a catalogue for people.
fn name_of(catalogue: &str) -> Text {
    match catalogue {
        "covid_treatment_plan" => Text::new("新型冠状病毒肺炎诊疗方案", "Treatment plan for the new coronavirus"),
        "work_injury_ordinary" => Text::new("工伤保险普通目录", "Ordinary catalogue of the work-injury insurance"),
        other => Text::same(other),
    }
}

pub(crate) fn read(agency: &Agency) -> Result<(Catalogues, Vec<editions::RecordedEdition>), PageError> {
    let mut reader = agency.store.reader()?;
    let recorded = editions::recorded(reader.as_mut(), &agency.law)?;
    Ok((editions::with_recorded(&agency.law, &recorded), recorded))
}

async fn home(State(agency): State<Agency>, signed_in: SignedIn, RawQuery(query): RawQuery) -> Response {
    let language = signed_in.language;
    let query = FormData::from_urlencoded(&query.unwrap_or_default()).unwrap_or_default();
    let just_recorded = query.trimmed("recorded").to_owned();
    let may_record = signed_in.actor.has_any(RECORDERS) && agency.law.city().is_some_and(|city| signed_in.actor.reaches(city.code));
    let (catalogues, recorded) = match blocking(move || read(&agency)).await {
        Ok(read) => read,
        Err(error) => return signed_in.refuse(&error),
    };
    let done = recorded.iter().find(|one| one.case.to_string() == just_recorded);
    let body = html! {
        @if let Some(done) = done { (recorded_banner(done, language)) }
        (heading(&title(), None, language))
        p.lead { (language.pick(
            "费用按服务当日有效、审批当日已公布的版本审核。版本来自法规文件，或者由市本级录入；录入后不改，更正录入下一版本。",
            "A service is judged by the edition valid on its day among those published by the day of the decision. Editions come from the files of the law or are recorded by the city; none is edited.",
        )) }
        div.button-row {
            @if may_record { (link_button("/desk/treatment-catalogue/new", &Text::new("录入新版本", "Record an edition"), ButtonStyle::Primary, language)) }
            (link_button("/desk/treatment-catalogue/affected", &Text::new("新版本影响的结算", "Settlements a new edition changes"), ButtonStyle::Secondary, language))
        }
        @for catalogue in catalogues.iter() {
            (section(&name_of(catalogue.name()), html! {
                (editions_table(catalogue, &recorded, language))
                @if catalogue.editions().len() > 1 { (ask_two(catalogue, None, language)) }
            }, language))
        }
    };
    page(&signed_in, HOME, false, body)
}

/// An edition was recorded: its number, and what happens next.
fn recorded_banner(done: &editions::RecordedEdition, language: Language) -> Markup {
    let name = done.edition.name();
    let words = Text::new(
        format!("{}已录入，案件编号 {}。服务日在有效日期之后的费用即按该版本审核；已结算的不变，", name.zh, done.case),
        format!("{} is recorded under {}. Services from its first day on are judged by it; what is settled stays, ", name.en, done.case),
    );
    let next = language.pick("可以查看哪些结算会因此改变", "and you can see which settlements it changes");
    let body = html! { p { (words.in_language(language)) (link("/desk/treatment-catalogue/affected", next)) (language.pick("。", ".")) } };
    notification_banner(&Text::new("新版本已录入", "The edition is recorded"), body, Tone::Good, language)
}

fn editions_table(catalogue: &Catalogue, recorded: &[editions::RecordedEdition], language: Language) -> Markup {
    let columns = vec![
        Column::text(Text::new("版本", "Edition")),
        Column::text(Text::new("自何日有效", "Valid from")),
        Column::text(Text::new("公布日期", "Published on")),
        Column::figures(Text::new("项目数", "Items")),
        Column::text(Text::new("依据和来源", "Published by, and where it comes from")),
    ];
    let rows = catalogue.editions().iter().rev().map(|edition| {
        let by = recorded.iter().find(|one| one.edition == *edition);
        let items = match edition.recorded {
            Recorded::Nothing => language.pick("未录入", "not recorded").to_owned(),
            Recorded::Part => format!("{}{}", edition.items.len(), language.pick("（部分）", " (part)")),
            Recorded::Everything => edition.items.len().to_string(),
        };
        vec![
            html! { strong { (edition.label) } " " (edition.title.in_language(language)) },
            date(edition.valid_from, language),
            date(edition.known_from, language),
            html! { (items) },
            html! {
                (edition.citation.to_string()) " · "
                @match by {
                    Some(one) => { (link(&format!("/desk/cases/{}", one.case), &format!("{} {}", language.pick("录入：", "recorded by"), one.recorded_by))) }
                    None => { (language.pick("法规文件", "file of the law")) }
                }
                @if !edition.items.is_empty() {
                    " · " (link(&format!("{HOME}/{}/table.csv?edition={}", catalogue.name(), encoded(&edition.label)), language.pick("下载表格", "download the table")))
                }
            },
        ]
    });
    let table = Table::new(name_of(catalogue.name()), columns, language).hide_caption().rows(rows);
    html! { (table) }
}

/// The question which two editions to compare.
fn ask_two(catalogue: &Catalogue, shown: Option<(&Edition, &Edition)>, language: Language) -> Markup {
    let choices = || catalogue.editions().iter().map(|edition| Choice::new(edition.label.clone(), edition.name())).collect::<Vec<_>>();
    let mut last = catalogue.editions().iter().rev();
    let (after, before) = (last.next(), last.next());
    let (from, to) = match shown {
        Some((before, after)) => (before.label.as_str(), after.label.as_str()),
        None => (before.map_or("", |edition| edition.label.as_str()), after.map_or("", |edition| edition.label.as_str())),
    };
    let data = FormData::new().with("from", from).with("to", to);
    let errors = FormErrors::new();
    let view = FormView::new(language, &data, &errors);
    html! {
        form method="get" action={ (HOME) "/" (catalogue.name()) "/diff" } {
            (view.select("from", Text::new("从版本", "From edition"), choices()))
            (view.select("to", Text::new("到版本", "To edition"), choices()))
            (button(&Text::new("比较", "Compare"), language))
        }
    }
}

async fn compare(State(agency): State<Agency>, signed_in: SignedIn, Path(name): Path<String>, RawQuery(query): RawQuery) -> Response {
    let language = signed_in.language;
    let query = FormData::from_urlencoded(&query.unwrap_or_default()).unwrap_or_default();
    let catalogues = match blocking(move || read(&agency)).await {
        Ok((catalogues, _)) => catalogues,
        Err(error) => return signed_in.refuse(&error),
    };
    let two = catalogues.get(&name).and_then(|catalogue| {
        let before = catalogue.edition(query.trimmed("from"))?;
        Some((catalogue, before, catalogue.edition(query.trimmed("to"))?))
    });
    let Some((catalogue, before, after)) = two else { return signed_in.refuse(&PageError::NotFound) };
    let caption =
        Text::new(format!("第 {} 版 → 第 {} 版", before.label, after.label), format!("edition {} → edition {}", before.label, after.label));
    let body = html! {
        (back_link(HOME, language))
        (heading(&name_of(catalogue.name()), Some(&caption), language))
        (difference(before, after, language))
        (section(&Text::new("比较其他版本", "Compare others"), ask_two(catalogue, Some((before, after)), language), language))
    };
    page(&signed_in, HOME, false, body)
}
