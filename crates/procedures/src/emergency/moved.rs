//! Every clock a change of an emergency moved, read page by page from the events that moved them.
//!
//! Each act that carried the change names it as its cause. First come the limits of cases, then the due days of contributions, area by
//! area: a page asks the store a few times for each area it passes, and never for each row.

use std::collections::BTreeMap;

use agency::Agency;
use casework::reprojection::LIMITS_MOVED;
use casework::{CaseHead, CausedFilter, StoreError, StoredEvent};
use ledger::Due;
use serde::Serialize;
use values::{AreaCode, CaseNumber, Citation, Instant, Language, Text};

use super::{Change, Event, read_moved};

/// The tag of the event that moves due days.
const DUE_DAYS_MOVED: &str = "reprojected";
/// An event that moves due days lists up to 500 of them, so few are read at once.
const DUE_DAY_EVENTS_AT_ONCE: u32 = 2;

/// The kinds of events that move clocks, in the order they are listed.
const KINDS: [&str; 2] = [LIMITS_MOVED, DUE_DAYS_MOVED];

/// A limit or a due day that came to another day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MovedClock {
    pub area: AreaCode,
    /// The case whose limit moved; for a due day, the act that moved it.
    pub case: CaseNumber,
    /// Whom it concerns and what about.
    pub subject: Text,
    /// The employer who owes the contribution; `None` for a limit of a case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employer_id: Option<i64>,
    pub clock: Text,
    pub before: Due,
    pub after: Due,
    pub why: Text,
    /// The text the new day rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub citation: Option<Citation>,
    pub moved_at: Instant,
}

/// Where a page begins: behind the first `shown` clocks of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    kind: usize,
    area: AreaCode,
    case_id: i64,
    sequence: i64,
    shown: usize,
}

impl Place {
    /// As an address carries it.
    pub fn written(&self) -> String {
        format!("{}_{}_{}_{}_{}", self.kind, self.area, self.case_id, self.sequence, self.shown)
    }

    /// Reads it back; `None` for anything else.
    pub fn read(text: &str) -> Option<Place> {
        let parts: Vec<&str> = text.split('_').collect();
        let [kind, area, case_id, sequence, shown] = parts.as_slice() else { return None };
        let place = Place {
            kind: kind.parse().ok().filter(|kind| *kind < KINDS.len())?,
            area: area.parse().ok()?,
            case_id: case_id.parse().ok().filter(|id| *id >= 0)?,
            sequence: sequence.parse().ok().filter(|sequence| *sequence >= 1)?,
            shown: shown.parse().ok()?,
        };
        Some(place)
    }
}

/// Some of the clocks, and where the next ones begin.
#[derive(Debug, Clone, Default)]
pub struct MovedPage {
    pub clocks: Vec<MovedClock>,
    pub next: Option<Place>,
}

/// Up to `limit` clocks that `change` moved in `areas` (none named stands for every area), from `from` on.
pub fn moved_page(
    agency: &Agency,
    change: &Change,
    areas: &[AreaCode],
    from: Option<Place>,
    limit: usize,
) -> Result<MovedPage, StoreError> {
    let mut views = agency.store.views()?;
    let mut areas = if areas.is_empty() { views.areas()? } else { areas.to_vec() };
    areas.sort_unstable();
    let mut page = MovedPage::default();
    for (position, kind) in KINDS.into_iter().enumerate() {
        for area in &areas {
            let here = from.filter(|from| from.kind == position && from.area == *area);
            if from.is_some_and(|from| (position, *area) < (from.kind, from.area)) {
                continue;
            }
            let at_once =
                if kind == LIMITS_MOVED { u32::try_from(limit).unwrap_or(u32::MAX).saturating_add(1) } else { DUE_DAY_EVENTS_AT_ONCE };
            // The place names an event that is shown in part: it is read again from behind the event before it.
            let mut after = here.map_or((0, 0), |place| (place.case_id, place.sequence - 1));
            loop {
                let filter = CausedFilter { area: *area, cause: change.number, kind, after, limit: at_once };
                let events = views.caused_events(&filter)?;
                let is_last = events.len() < at_once as usize;
                for (head, event) in events {
                    after = (head.id, event.sequence);
                    let skipped = here.filter(|place| (place.case_id, place.sequence) == after).map_or(0, |place| place.shown);
                    let clocks = clocks_of(&head, &event)?;
                    for (shown, clock) in clocks.into_iter().enumerate().skip(skipped) {
                        if page.clocks.len() == limit {
                            page.next = Some(Place { kind: position, area: *area, case_id: head.id, sequence: event.sequence, shown });
                            name_employers(views.as_mut(), &mut page.clocks)?;
                            return Ok(page);
                        }
                        page.clocks.push(clock);
                    }
                }
                if is_last {
                    break;
                }
            }
        }
    }
    name_employers(views.as_mut(), &mut page.clocks)?;
    Ok(page)
}

/// What one event moved.
fn clocks_of(head: &CaseHead, event: &StoredEvent) -> Result<Vec<MovedClock>, StoreError> {
    let (area, case, moved_at) = (head.area, head.number, event.stamp.at);
    if event.kind == LIMITS_MOVED {
        let limits = read_moved(&event.payload)?.into_iter().map(|limit| MovedClock {
            area,
            case,
            subject: head.subject.clone(),
            employer_id: None,
            clock: limit.title,
            before: Due::On(limit.before),
            after: Due::On(limit.after),
            why: limit.derivation,
            citation: Some(limit.citation),
            moved_at,
        });
        return Ok(limits.collect());
    }
    let read: Event = serde_json::from_value(event.payload.clone())
        .map_err(|error| StoreError::Damaged(format!("event {} of case {} of {area}: {error}", event.sequence, head.id)))?;
    let Event::Reprojected { moved } = read else { return Ok(Vec::new()) };
    let due_days = moved.into_iter().map(|moved| MovedClock {
        area,
        case,
        subject: Text::default(),
        employer_id: Some(moved.employer_id),
        clock: Text::new(
            format!("{}社会保险费缴费期限", moved.month.in_language(Language::Chinese)),
            format!("due day of the contributions of {}", moved.month.in_language(Language::English)),
        ),
        before: moved.before,
        after: moved.after,
        why: moved.derivation,
        citation: None,
        moved_at,
    });
    Ok(due_days.collect())
}

/// Due days are kept by the number of their employer; the names are read for all of a page at once.
fn name_employers(views: &mut dyn casework::Views, clocks: &mut [MovedClock]) -> Result<(), StoreError> {
    let mut wanted: BTreeMap<AreaCode, Vec<i64>> = BTreeMap::new();
    for clock in clocks.iter() {
        if let Some(id) = clock.employer_id {
            wanted.entry(clock.area).or_default().push(id);
        }
    }
    let mut names = BTreeMap::new();
    for (area, mut ids) in wanted {
        ids.sort_unstable();
        ids.dedup();
        names.extend(views.employers_by_id(area, &ids)?.into_iter().map(|employer| ((area, employer.id), employer.name)));
    }
    for clock in clocks {
        if let Some(id) = clock.employer_id {
            clock.subject = Text::same(names.get(&(clock.area, id)).cloned().unwrap_or_else(|| id.to_string()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_and_a_broken_one_does_not() {
        let place = Place { kind: 1, area: "371002".parse().unwrap(), case_id: 12, sequence: 3, shown: 49 };
        assert_eq!(Place::read(&place.written()), Some(place));
        for broken in ["", "1_371002_12_3", "2_371002_12_3_0", "0_37_12_3_0", "0_371002_-1_3_0", "0_371002_1_0_0", "0_371002_1_1_0_0"] {
            assert_eq!(Place::read(broken), None, "{broken}");
        }
    }
}
