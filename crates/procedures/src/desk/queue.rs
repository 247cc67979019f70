//! Every case the reader may see, narrowed by filters, a page at a time.

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use casework::worklist::CaseFilter;
use casework::{CaseHead, Stage, StoreError};
use maud::{Markup, html};
use values::Text;
use web::components::{Choice, Filter, empty_state, filter_bar, heading, pagination};
use web::language::encoded;
use web::{FormData, SignedIn, Surface, blocking};

use super::list::{QueueTags, areas_of, queue_tags, read_cursor, table, written_cursor};
use agency::Agency;
use agency::shell::shell;

/// Cases on one page.
const PAGE: usize = 50;
/// The filters as the address carries them.
const FIELDS: [&str; 6] = ["text", "procedure", "stage", "mine", "open", "due_by"];

pub(super) async fn queue(State(agency): State<Agency>, signed_in: SignedIn, RawQuery(query): RawQuery) -> Response {
    let asked = FormData::from_urlencoded(&query.unwrap_or_default()).unwrap_or_default();
    let filter = filter_of(&asked, &signed_in);
    let office = agency.clone();
    let found = blocking(move || {
        let mut views = office.store.views()?;
        let heads = views.cases(&filter)?;
        let tags = queue_tags(&office, views.as_mut(), &heads)?;
        Ok::<_, StoreError>((heads, tags))
    });
    match found.await {
        Ok((heads, tags)) => page(&agency, &signed_in, &asked, heads, &tags).into_response(),
        Err(error) => signed_in.refuse(&error),
    }
}

fn filter_of(asked: &FormData, signed_in: &SignedIn) -> CaseFilter {
    let given = |name: &str| Some(asked.trimmed(name).to_owned()).filter(|value| !value.is_empty());
    CaseFilter {
        areas: areas_of(&signed_in.actor),
        procedure: given("procedure"),
        stage: given("stage").and_then(|stage| Stage::of(&stage)),
        awaiting: if asked.get("mine") == "yes" { signed_in.actor.roles.clone() } else { Vec::new() },
        only_open: open_word(asked) == "yes",
        due_by: given("due_by").and_then(|day| values::parse_date(&day).ok()),
        text: given("text").map(|text| text.chars().take(100).collect()),
        after: read_cursor(asked.get("after")),
        // One more than shown tells whether there is a next page.
        limit: PAGE as u32 + 1,
        ..CaseFilter::default()
    }
}

fn page(agency: &Agency, signed_in: &SignedIn, asked: &FormData, mut heads: Vec<CaseHead>, tags: &QueueTags) -> Markup {
    let language = signed_in.language;
    let has_next = heads.len() > PAGE;
    heads.truncate(PAGE);
    let next = heads.last().filter(|_| has_next).map(|head| address(asked, Some(&written_cursor(head))));
    let first = asked.contains("after").then(|| address(asked, None));
    let title = Text::new("全部业务", "All cases");
    shell(signed_in, Surface::Desk, title.clone(), "/desk/cases").page(html! {
        (heading(&title, None, language))
        (filter_bar("/desk/cases", &filters(agency, asked), language))
        @if heads.is_empty() {
            (empty_state(
                &Text::new("没有符合条件的业务", "No case fits"),
                &Text::new("请放宽条件后重试。", "Ask for less and try again."),
                Some(("/desk/cases?open=", &Text::new("显示全部（含已办结）", "Show all, also those done"))),
                language,
            ))
        } @else {
            (table(agency, title.clone(), &heads, tags, signed_in.today, language))
        }
        (pagination(first.as_deref(), next.as_deref(), language))
    })
}

fn filters(agency: &Agency, asked: &FormData) -> Vec<Filter> {
    let choice =
        |name: &str, label: Text, choices: Vec<Choice>| Filter::Choice(name.to_owned(), label, choices, asked.get(name).to_owned());
    let words = |name: &str, label: Text| Filter::Words(name.to_owned(), label, asked.get(name).to_owned());
    vec![
        words("text", Text::new("编号或名称", "Number or name")),
        choice(
            "procedure",
            Text::new("业务", "Service"),
            agency.registry.all().map(|surface| Choice::new(surface.name(), surface.title())).collect(),
        ),
        choice(
            "stage",
            Text::new("状态", "Stage"),
            Stage::ALL.into_iter().map(|stage| Choice::new(stage.as_str(), stage.name())).collect(),
        ),
        choice("mine", Text::new("等待谁", "Waits for"), vec![Choice::new("yes", Text::new("等待我的岗位", "my roles"))]),
        Filter::Choice(
            "open".to_owned(),
            Text::new("范围", "Which"),
            vec![Choice::new("yes", Text::new("办理中", "open"))],
            open_word(asked),
        ),
        words("due_by", Text::new("期限不晚于（如 2020-02-10）", "Due by (such as 2020-02-10)")),
    ]
}

/// Open cases unless the reader asked for all.
fn open_word(asked: &FormData) -> String {
    if asked.contains("open") { asked.get("open").to_owned() } else { "yes".to_owned() }
}

/// The queue's address with the same filters and another place.
fn address(asked: &FormData, after: Option<&str>) -> String {
    let mut parts: Vec<String> =
        FIELDS.iter().filter(|field| asked.contains(field)).map(|field| format!("{field}={}", encoded(asked.get(field)))).collect();
    parts.extend(after.map(|after| format!("after={}", encoded(after))));
    format!("/desk/cases?{}", parts.join("&"))
}
