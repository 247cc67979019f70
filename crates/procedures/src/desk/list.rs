//! Tables of cases, on the desk's home and in the queue.

use std::collections::BTreeMap;

use casework::worklist::QueueCursor;
use casework::{Actor, CaseHead, Standing, StoreError, StoredEvent, Views};
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

/// What the queue says beside cases, by area and case.
pub(super) type QueueTags = BTreeMap<(AreaCode, i64), (Text, Tone)>;

/// The tags of the cases of a page: one question for 32 cases of an area, and none for procedures that have nothing to say.
pub(super) fn queue_tags(agency: &Agency, views: &mut dyn Views, heads: &[CaseHead]) -> Result<QueueTags, StoreError> {
    let mut asked: BTreeMap<(AreaCode, [&'static str; 2]), Vec<&CaseHead>> = BTreeMap::new();
    for head in heads {
        if let Some(kinds) = agency.registry.named(&head.procedure).and_then(|surface| surface.queue_events()) {
            asked.entry((head.area, kinds)).or_default().push(head);
        }
    }
    let mut tags = QueueTags::new();
    for ((area, kinds), heads) in asked {
        let mut ids: Vec<i64> = heads.iter().map(|head| head.id).collect();
        ids.sort_unstable();
        let mut events: BTreeMap<i64, Vec<StoredEvent>> = BTreeMap::new();
        for (case_id, event) in views.events_of_cases(area, &ids, Some(kinds))? {
            events.entry(case_id).or_default().push(event);
        }
        for head in heads {
            let of_case = events.get(&head.id).map(Vec::as_slice).unwrap_or_default();
            let tag = agency.registry.named(&head.procedure).and_then(|surface| surface.queue_tag(head, of_case));
            tags.extend(tag.map(|tag| ((area, head.id), tag)));
        }
    }
    Ok(tags)
}

/// Cases as a table, each with the way to its page.
pub(super) fn table(agency: &Agency, caption: Text, heads: &[CaseHead], tags: &QueueTags, today: Date, language: Language) -> Markup {
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
                @if let Some((words, tone)) = tags.get(&(head.area, head.id)) {
                    " " (tag(words, *tone, language))
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
