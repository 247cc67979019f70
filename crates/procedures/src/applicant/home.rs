//! The home of a person and of an employer: open cases, what has to be done, and word received.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use casework::store::OutboxRow;
use casework::worklist::CaseFilter;
use casework::{CaseHead, Role, Stage, StoreError};
use maud::{Markup, html};
use values::Text;
use web::components::{Column, Table, Tone, date, empty_state, heading, notification_banner, section, service_cards};
use web::{SignedIn, Surface, blocking};

use crate::front::start_address_for;
use agency::Agency;
use agency::case_parts::{at_words, stage_tag};
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
        let Some(party) = actor.party else { return Ok::<_, StoreError>((opened, Vec::new())) };
        let mut heads = views.cases(&CaseFilter { party: Some(party), ..own })?;
        heads.extend(views.cases_concerning(actor.area, party, CASES_LISTED)?);
        let letters = views.outbox(actor.area, Some(party), None, LETTERS_LISTED)?;
        Ok((joined(heads, opened), letters))
    });
    match found.await {
        Ok((heads, letters)) => page(&agency, &signed_in, surface, role, address, &heads, &letters).into_response(),
        Err(error) => signed_in.refuse(&error),
    }
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

fn page(
    agency: &Agency,
    signed_in: &SignedIn,
    surface: Surface,
    role: Role,
    address: &str,
    heads: &[CaseHead],
    letters: &[OutboxRow],
) -> Markup {
    let language = signed_in.language;
    let title =
        if role == Role::Person { Text::new("我的社保", "My social insurance") } else { Text::new("单位首页", "Employer's home") };
    let to_do: Vec<&CaseHead> = heads.iter().filter(|head| head.stage == Stage::AwaitingSupplement).collect();
    shell(signed_in, surface, title.clone(), address).page(html! {
        (heading(&title, Some(&Text::same(signed_in.actor.name.clone())), language))
        @for head in to_do { (supplement_wanted(agency, head, signed_in)) }
        (section(&Text::new("办理业务", "Services"), services(agency, role, signed_in), language))
        (section(&Text::new("我的业务", "Cases"), cases(agency, heads, signed_in), language))
        (section(&Text::new("通知", "Messages"), messages(letters, signed_in), language))
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
    let cards: Vec<_> =
        offered.map(|declaration| (start_address_for(declaration, role), declaration.title.clone(), declaration.purpose.clone())).collect();
    html! {
        @if cards.is_empty() { p { a href="/services" { (signed_in.language.pick("查看全部服务", "See all services")) } } }
        @else { (service_cards(&cards, signed_in.language)) }
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
        @else {
            ul.plain {
                @for letter in letters {
                    li {
                        p { strong { (letter.notification.subject.in_language(language)) } }
                        p { (letter.notification.body.in_language(language)) }
                        p.hint { (at_words(letter.created_at)) }
                    }
                }
            }
        }
    }
}
