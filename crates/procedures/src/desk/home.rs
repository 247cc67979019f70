//! The desk's home: what waits for the reader's roles, what is late or nearly late first.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use casework::store::OutboxRow;
use casework::worklist::CaseFilter;
use casework::{CaseHead, Role, Standing, StoreError};
use maud::{Markup, html};
use values::Text;
use web::components::{Bar, bar_chart, empty_state, heading, section, sentence};
use web::{SignedIn, Surface, blocking};

use super::list::{QueueTags, areas_of, queue_tags, standing, table};
use agency::Agency;
use agency::case_parts::at_words;
use agency::shell::shell;

/// The most cases the home lists; the queue has the rest.
const LISTED: u32 = 100;
/// The most reminders shown of one role; the outbox has the rest.
const LETTERS: u32 = 5;

pub(super) async fn home(State(agency): State<Agency>, signed_in: SignedIn) -> Response {
    let actor = signed_in.actor.clone();
    let office = agency.clone();
    let found = blocking(move || {
        let mut views = office.store.views()?;
        // A case that is done can wait for somebody all the same, such as a settled bill that is to be judged again.
        let filter = CaseFilter { areas: areas_of(&actor), awaiting: actor.roles.clone(), limit: LISTED, ..CaseFilter::default() };
        let mut letters = Vec::new();
        for role in actor.roles.iter().filter(|role| role.is_staff()) {
            letters.extend(views.outbox(actor.area, Some(role.desk()), None, LETTERS)?);
        }
        let heads = views.cases(&filter)?;
        let tags = queue_tags(&office, views.as_mut(), &heads)?;
        Ok::<_, StoreError>((heads, tags, views.awaiting_counts(actor.area)?, letters))
    });
    match found.await {
        Ok((heads, tags, counts, letters)) => page(&agency, &signed_in, heads, &tags, &counts, &letters).into_response(),
        Err(error) => signed_in.refuse(&error),
    }
}

/// What the program wrote to the desk of one of the reader's roles, newest first: limits that are nearly over or have passed.
fn reminders(letters: &[OutboxRow], signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    if letters.is_empty() {
        return html! {};
    }
    section(
        &Text::new("提醒", "Reminders"),
        html! {
            ul.plain {
                @for letter in letters {
                    li {
                        p { strong { (sentence(&letter.notification.subject, language)) } }
                        p.hint { (sentence(&letter.notification.body, language)) " · " (at_words(letter.created_at)) }
                    }
                }
            }
        },
        language,
    )
}

fn page(
    agency: &Agency,
    signed_in: &SignedIn,
    mut heads: Vec<CaseHead>,
    tags: &QueueTags,
    counts: &[(Role, i64)],
    letters: &[OutboxRow],
) -> Markup {
    let (language, today) = (signed_in.language, signed_in.today);
    heads.sort_by_key(|head| {
        let urgency = match standing(head, today) {
            Some(Standing::Breached) => 0,
            Some(Standing::AtRisk) => 1,
            _ => 2,
        };
        (urgency, std::cmp::Reverse(head.priority), head.due_on.is_none(), head.due_on, head.id)
    });
    let title = Text::new("我的待办", "My work");
    let caption = Text::new("等待我办理的业务", "Cases that wait for me");
    let bars: Vec<Bar> = counts.iter().map(|(role, count)| Bar { name: role.name(), value: *count, printed: count.to_string() }).collect();
    shell(signed_in, Surface::Desk, title.clone(), "/desk").page(html! {
        (heading(&title, None, language))
        (summary(&heads, signed_in))
        (reminders(letters, signed_in))
        @if heads.is_empty() {
            (empty_state(
                &Text::new("没有等待您办理的业务", "Nothing waits for you"),
                &Text::new("新的业务会出现在这里。", "New cases will appear here."),
                Some(("/desk/cases", &Text::new("查看全部业务", "See all cases"))),
                language,
            ))
        } @else {
            (table(agency, caption, &heads, tags, today, language))
        }
        @if !bars.is_empty() {
            (section(&Text::new("本区域各岗位待办件数", "What waits in the area, by role"), bar_chart(&Text::new("待办件数", "Open cases"), &bars, language), language))
        }
    })
}

fn summary(heads: &[CaseHead], signed_in: &SignedIn) -> Markup {
    let count = |wanted: Standing| heads.iter().filter(|head| standing(head, signed_in.today) == Some(wanted)).count();
    let (late, near) = (count(Standing::Breached), count(Standing::AtRisk));
    let words = Text::new(
        format!("待办 {} 件，其中超期 {late} 件，临期 {near} 件。", heads.len()),
        match heads.len() {
            1 => format!("1 case waits for you: {late} overdue, {near} at risk."),
            count => format!("{count} cases wait for you: {late} overdue, {near} at risk."),
        },
    );
    html! { p.lead { (words.in_language(signed_in.language)) } }
}
