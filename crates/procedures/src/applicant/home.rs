//! The home of a person and of an employer: open cases, what has to be done, and word received.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use casework::store::OutboxRow;
use casework::worklist::CaseFilter;
use casework::{CaseHead, Role, Stage, StoreError};
use maud::{Markup, html};
use values::{PartyKind, Text};
use web::components::{Column, Table, Tone, date, empty_state, heading, notification_banner, section, service_cards};
use web::{SignedIn, Surface, blocking};

use crate::front::start_address_for;
use agency::Agency;
use agency::case_parts::{letter_list, stage_tag};
use agency::shell::shell;

const CASES_LISTED: u32 = 50;
const LETTERS_LISTED: u32 = 20;

pub(super) async fn my(State(agency): State<Agency>, signed_in: SignedIn) -> Response {
    home(agency, signed_in, Surface::My, Role::Person, "/my").await
}

pub(super) async fn employer(State(agency): State<Agency>, signed_in: SignedIn) -> Response {
    home(agency, signed_in, Surface::Employer, Role::EmployerClerk, "/employer").await
}

async fn home(agency: Agency, signed_in: SignedIn, surface: Surface, role: Role, address: &str) -> Response {
    let (store, actor) = (agency.store.clone(), signed_in.actor.clone());
    let found = blocking(move || {
        let mut views = store.views()?;
        let own = CaseFilter { areas: vec![actor.area], limit: CASES_LISTED, ..CaseFilter::default() };
        let opened = views.cases(&CaseFilter { opened_by: Some(actor.user_id), ..own.clone() })?;
        let Some(party) = actor.party else { return Ok::<_, StoreError>(Found { name: actor.name, heads: opened, letters: Vec::new() }) };
        let employer = if party.kind == PartyKind::Employer { store.reader()?.employer(actor.area, party.id)? } else { None };
        let name = employer.map_or(actor.name, |employer| employer.name);
        let mut heads = views.cases(&CaseFilter { party: Some(party), ..own })?;
        heads.extend(views.cases_concerning(actor.area, party, CASES_LISTED)?);
        let letters = views.outbox(actor.area, Some(party), None, LETTERS_LISTED)?;
        Ok(Found { name, heads: joined(heads, opened), letters })
    });
    match found.await {
        Ok(found) => page(&agency, &signed_in, surface, role, address, &found).into_response(),
        Err(error) => signed_in.refuse(&error),
    }
}

/// What a home shows.
struct Found {
    /// The employer the reader speaks for, else the reader's own name.
    name: String,
    heads: Vec<CaseHead>,
    letters: Vec<OutboxRow>,
}

/// Both lists without doubles, the newest first.
fn joined(mut heads: Vec<CaseHead>, opened: Vec<CaseHead>) -> Vec<CaseHead> {
    for head in opened {
        if !heads.iter().any(|known| known.id == head.id) {
            heads.push(head);
        }
    }
    heads.sort_by_key(|head| std::cmp::Reverse((head.opened_on, head.id)));
    heads
}

fn page(agency: &Agency, signed_in: &SignedIn, surface: Surface, role: Role, address: &str, found: &Found) -> Markup {
    let language = signed_in.language;
    let title =
        if role == Role::Person { Text::new("我的社保", "My social insurance") } else { Text::new("单位首页", "Employer's home") };
    let to_do: Vec<&CaseHead> = found.heads.iter().filter(|head| head.stage == Stage::AwaitingSupplement).collect();
    shell(signed_in, surface, title.clone(), address).page(html! {
        (heading(&title, Some(&Text::same(found.name.clone())), language))
        @for head in to_do { (supplement_wanted(agency, head, signed_in)) }
        (section(&Text::new("办理业务", "Services"), services(agency, role, signed_in), language))
        (section(&Text::new("我的业务", "Cases"), cases(agency, &found.heads, signed_in), language))
        (section(&Text::new("通知", "Messages"), messages(&found.letters, signed_in), language))
    })
}

fn supplement_wanted(agency: &Agency, head: &CaseHead, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let title = agency.registry.title(&head.procedure);
    let words = Text::new(format!("{}需要补正材料", title.zh), format!("{}: something is missing", title.en));
    let link =
        html! { p { a href={ "/cases/" (head.number) } { (language.pick("查看并补正 ", "See what and hand it in ")) (head.number) } } };
    notification_banner(&words, link, Tone::Warning, language)
}

fn services(agency: &Agency, role: Role, signed_in: &SignedIn) -> Markup {
    let offered =
        agency.registry.all().filter_map(|surface| surface.declaration()).filter(|declaration| declaration.applicants.contains(&role));
    let mut cards = vec![own_record(role)];
    cards.extend(offered.map(|declaration| (start_address_for(declaration, role), declaration.title.clone(), declaration.purpose.clone())));
    service_cards(&cards, signed_in.language)
}

/// What most readers come for: a person's record, an employer's account.
fn own_record(role: Role) -> (String, Text, Text) {
    match role {
        Role::Person => (
            "/my/rights-statement".to_owned(),
            Text::new("个人权益记录", "Rights statement"),
            Text::new(
                "查看每个月的缴费基数、单位和本人缴费，是否计入，以及怎样算出。",
                "See month by month what was paid by whom, whether it counts, and how each figure was worked out.",
            ),
        ),
        _ => (
            "/employer/contributions".to_owned(),
            Text::new("应缴社会保险费", "Contributions to pay"),
            Text::new(
                "查看每个月应缴多少、到什么时候、怎样算出，以及怎样缴费。",
                "See what is owed for each month, until when and how it was worked out, and how to pay.",
            ),
        ),
    }
}

fn cases(agency: &Agency, heads: &[CaseHead], signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    if heads.is_empty() {
        return empty_state(
            &Text::new("还没有业务", "No cases yet"),
            &Text::new("您提交的业务和进度会出现在这里。", "What you hand in appears here with where it stands."),
            Some(("/services", &Text::new("查看可以办理的业务", "See the services"))),
            language,
        );
    }
    let columns = vec![
        Column::text(Text::new("编号", "Number")),
        Column::text(Text::new("业务", "Service")),
        Column::text(Text::new("提交日期", "Handed in")),
        Column::text(Text::new("状态", "Stage")),
        Column::text(Text::new("期限", "Due")),
    ];
    let rows = heads.iter().map(|head| {
        vec![
            html! { a href={ "/cases/" (head.number) } { (head.number) } },
            html! { (agency.registry.title(&head.procedure).in_language(language)) },
            date(head.opened_on, language),
            stage_tag(head.stage, language),
            head.due_on.map_or_else(|| html! { "—" }, |due_on| date(due_on, language)),
        ]
    });
    html! { (Table::new(Text::new("我的业务", "Cases"), columns, language).hide_caption().rows(rows)) }
}

fn messages(letters: &[OutboxRow], signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    html! {
        @if letters.is_empty() { p { (language.pick("没有新通知。", "No messages.")) } }
        @else { (letter_list(letters, language)) }
    }
}
