//! The acts by which emergencies were declared, ended and moved, newest first: what each of them moved is listed under it.

use agency::Agency;
use casework::{CaseHead, Channel, EventStamp, StoreError, StoredEvent};
use rules::Law;
use values::{CaseNumber, Date, Text};

use super::{Emergency, Event};
use casework::Procedure;

/// The first events of the cases that change an emergency.
const CHANGING: [&str; 2] = ["declared", "ended"];

/// One declaration, end or moved end.
#[derive(Debug, Clone)]
pub struct Change {
    /// The case of the act, in the city's own area.
    pub number: CaseNumber,
    pub case_id: i64,
    pub notice_id: String,
    /// The first day of the emergency where it was declared, its last where it was ended.
    pub on: Date,
    pub kind: ChangeKind,
    pub stamp: EventStamp,
}

/// What was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    Declared,
    Ended,
    /// It had been said to end on that day before.
    EndMoved(Date),
}

impl Change {
    fn read(head: &CaseHead, event: StoredEvent) -> Result<Option<Change>, StoreError> {
        let read: Event = serde_json::from_value(event.payload)
            .map_err(|error| StoreError::Damaged(format!("the first event of case {} of {}: {error}", head.id, head.area)))?;
        let (notice_id, on, kind) = match read {
            Event::Declared { notice_id, on, .. } => (notice_id, on, ChangeKind::Declared),
            Event::Ended { notice_id, on, before: None } => (notice_id, on, ChangeKind::Ended),
            Event::Ended { notice_id, on, before: Some(before) } => (notice_id, on, ChangeKind::EndMoved(before)),
            Event::Reprojected { .. } => return Ok(None),
        };
        Ok(Some(Change { number: head.number, case_id: head.id, notice_id, on, kind, stamp: event.stamp }))
    }

    /// What was done, such as "ended, last day 6 May 2020".
    pub fn words(&self) -> Text {
        let (zh, en) =
            (values::day_in_language(self.on, values::Language::Chinese), values::day_in_language(self.on, values::Language::English));
        match self.kind {
            ChangeKind::Declared => Text::new(format!("自{zh}起启动"), format!("declared from {en}")),
            ChangeKind::Ended => Text::new(format!("解除，末日{zh}"), format!("ended, last day {en}")),
            ChangeKind::EndMoved(before) => Text::new(
                format!("解除日由{}改为{zh}", values::day_in_language(before, values::Language::Chinese)),
                format!("last day moved from {} to {en}", values::day_in_language(before, values::Language::English)),
            ),
        }
    }

    /// Who recorded it; the program itself in words.
    pub fn by(&self) -> Text {
        match self.stamp.channel {
            Channel::System => Channel::System.name(),
            _ => Text::same(&self.stamp.actor_name),
        }
    }

    /// Number and title of the notice, or its id where the file is no longer there.
    pub fn notice(&self, law: &Law) -> Text {
        match law.notice(&self.notice_id) {
            Some(notice) => Text::new(format!("{} {}", notice.number, notice.title.zh), format!("{} {}", notice.number, notice.title.en)),
            None => Text::same(&self.notice_id),
        }
    }
}

/// The changes of the city's emergencies, newest first, before the case `before`.
pub fn newest_changes(agency: &Agency, before: Option<i64>, limit: u32) -> Result<Vec<Change>, StoreError> {
    let Some(city) = agency.law.city() else { return Ok(Vec::new()) };
    let name = Emergency::new(agency.law.clone()).name();
    let found = agency.store.views()?.agency_first_events(city.code, name, CHANGING, before, limit)?;
    found.into_iter().filter_map(|(head, event)| Change::read(&head, event).transpose()).collect()
}

/// The number of the change after which no other was made.
pub fn newest_change_number(agency: &Agency) -> Result<Option<CaseNumber>, StoreError> {
    let Some(city) = agency.law.city() else { return Ok(None) };
    let name = Emergency::new(agency.law.clone()).name();
    Ok(agency.store.reader()?.agency_cases(city.code, name, 1)?.pop().map(|head| head.number))
}

/// The change of a number; `None` where the number is no change's.
pub fn change(agency: &Agency, number: &CaseNumber) -> Result<Option<Change>, StoreError> {
    let Some(head) = agency.store.views()?.case_by_number(number)? else { return Ok(None) };
    if head.procedure != Emergency::new(agency.law.clone()).name() {
        return Ok(None);
    }
    let record = agency.store.reader()?.case(head.area, head.id)?;
    let first = record.and_then(|record| record.events.into_iter().next());
    first.map_or(Ok(None), |event| Change::read(&head, event))
}
