//! A case with everything its page shows, read in one look.

use casework::audit::AuditEntry;
use casework::store::OutboxRow;
use casework::{Actor, CaseHead, CaseRecord, DeadlineRecord, IssuedRecord, Material};
use values::{CaseNumber, Instant, Party, Text};
use web::PageError;

use crate::Agency;
use crate::registry::CaseView;

/// So many notifications of a party are searched for those of the case.
const LETTERS_READ: u32 = 100;

/// A case ready to be shown.
#[derive(Debug, Clone)]
pub struct LoadedCase {
    pub head: CaseHead,
    pub record: CaseRecord,
    pub view: CaseView,
    pub title: Text,
    pub deadlines: Vec<DeadlineRecord>,
    pub materials: Vec<Material>,
    pub letters: Vec<OutboxRow>,
    /// Documents issued in the case.
    pub issued: Vec<IssuedRecord>,
}

impl LoadedCase {
    /// Reads a case by its number as people write it. `may_see` decides; who may not see it is told that it is not there.
    pub fn load(agency: &Agency, number: &str, may_see: impl Fn(&CaseHead) -> bool) -> Result<LoadedCase, PageError> {
        let number = CaseNumber::parse(number).map_err(|_| PageError::NotFound)?;
        let mut views = agency.store.views()?;
        let head = views.case_by_number(&number)?.ok_or(PageError::NotFound)?;
        drop(views);
        if !may_see(&head) {
            return Err(PageError::NotFound);
        }
        let mut views = agency.store.views()?;
        let letters = views.outbox(head.area, Some(head.party), None, LETTERS_READ)?;
        drop(views);
        let mut reader = agency.store.reader()?;
        let record = reader.case(head.area, head.id)?.ok_or(PageError::NotFound)?;
        let deadlines = reader.deadlines(head.area, head.id)?;
        let materials = reader.materials(head.area, head.id)?;
        let issued = reader.issued_documents_of_case(head.area, head.id)?;
        let mut view = match agency.registry.named(&head.procedure) {
            Some(surface) => surface.view(&record)?,
            // A case of a procedure that is no longer carried still shows its history.
            None => CaseView::default(),
        };
        let letters = letters.into_iter().filter(|letter| letter.case_id == head.id).collect();
        let title = agency.registry.title(&head.procedure);
        let officer_page = agency.registry.named(&head.procedure).and_then(|surface| surface.officer_page(&record.head));
        view.desk_links.extend(officer_page.map(|address| (Text::new("查看依据和核定", "See what it rests on"), address)));
        // The record is the newer reading of the two.
        Ok(LoadedCase { head: record.head.clone(), record, view, title, deadlines, materials, letters, issued })
    }
}

impl LoadedCase {
    /// The same case with the letters a party got about it instead of those of whose case it is.
    pub fn with_letters_to(mut self, agency: &Agency, party: Party) -> Result<LoadedCase, PageError> {
        if party != self.head.party {
            let letters = agency.store.views()?.outbox(self.head.area, Some(party), None, LETTERS_READ)?;
            self.letters = letters.into_iter().filter(|letter| letter.case_id == self.head.id).collect();
        }
        Ok(self)
    }
}

/// Records that a member of staff looked at something.
pub fn look(
    agency: &Agency,
    actor: &Actor,
    area: values::AreaCode,
    at: Instant,
    what: &str,
    subject: String,
    detail: &str,
) -> Result<(), PageError> {
    let entry = AuditEntry { area, at, actor_id: actor.user_id, what: what.to_owned(), subject, detail: detail.to_owned() };
    Ok(agency.store.record(&entry)?)
}
