//! Tables of cases, on the desk's home and in the queue.

use casework::worklist::QueueCursor;
use casework::{Actor, CaseHead, Standing};
use maud::{Markup, html};
use values::{AreaCode, Date, Language, Text};
use web::components::{Column, DeadlineState, Table, Tone, date, tag};

use agency::Agency;
use agency::case_parts::stage_tag;

/// The areas a reader's lists cover; empty stands for every area.
pub(crate) fn areas_of(actor: &Actor) -> Vec<AreaCode> {
    if actor.roles.iter().any(|role| role.sees_city()) { Vec::new() } else { vec![actor.area] }
}

/// How the nearest deadline of a case stands.
pub(super) fn standing(head: &CaseHead, today: Date) -> Option<Standing> {
    head.due_on.filter(|_| head.stage.is_open()).map(|due_on| Standing::of_open(head.opened_on.min(due_on), due_on, today))
}

/// Cases as a table, each with the way to its page.
pub(super) fn table(agency: &Agency, caption: Text, heads: &[CaseHead], today: Date, language: Language) -> Markup {
    let columns = vec![
        Column::text(Text::new("编号", "Number")),
        Column::text(Text::new("事项", "Subject")),
        Column::text(Text::new("业务", "Service")),
        Column::text(Text::new("状态", "Stage")),
        Column::text(Text::new("等待", "Waits for")),
        Column::text(Text::new("期限", "Due")),
    ];
    let rows = heads.iter().map(|head| {
        vec![
            html! { a href={ "/desk/cases/" (head.number) } { (head.number) } },
            html! {
                (head.subject.in_language(language))
                @if let Some(words) = agency.registry.named(&head.procedure).and_then(|surface| surface.queue_tag(head)) {
                    " " (tag(&words, Tone::Good, language))
                }
            },
            html! { (agency.registry.title(&head.procedure).in_language(language)) },
            stage_tag(head.stage, language),
            html! { @if let Some(role) = head.awaiting { (role.name().in_language(language)) } @else { "—" } },
            due(head, today, language),
        ]
    });
    html! { (Table::new(caption, columns, language).hide_caption().rows(rows)) }
}

fn due(head: &CaseHead, today: Date, language: Language) -> Markup {
    let state = standing(head, today).map(|standing| match standing {
        Standing::Breached => DeadlineState::Breached,
        Standing::AtRisk => DeadlineState::AtRisk,
        _ => DeadlineState::OnTrack,
    });
    html! {
        @if let Some(due_on) = head.due_on { (date(due_on, language)) } @else { "—" }
        @if let Some(state) = state { " " (tag(&state.words(), state.tone(), language)) }
    }
}

/// The place after a case, as an address carries it.
pub(crate) fn written_cursor(head: &CaseHead) -> String {
    let due_on = head.due_on.map_or_else(|| "9999-12-31".to_owned(), |due_on| due_on.to_string());
    format!("{}_{due_on}_{}_{}", head.priority, head.area, head.id)
}

/// Reads the place back; a broken one starts from the beginning.
pub(crate) fn read_cursor(text: &str) -> Option<QueueCursor> {
    let mut parts = text.split('_');
    let (priority, due_on, area, id) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    Some(QueueCursor { priority: priority.parse().ok()?, due_on: due_on.parse().ok()?, area: area.parse().ok()?, id: id.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_the_queue_reads_back_and_a_broken_one_does_not() {
        let cursor = read_cursor("-1_2020-02-18_3710NH_12").unwrap();
        assert_eq!(
            (cursor.priority, cursor.due_on.to_string().as_str(), cursor.area.as_str(), cursor.id),
            (-1, "2020-02-18", "3710NH", 12)
        );
        for broken in ["", "1_2", "x_2020-02-18_371002_1", "1_2020-02-30_371002_1", "1_2020-02-18_371_1"] {
            assert_eq!(read_cursor(broken), None, "{broken}");
        }
    }
}
