//! A person's rights and record with what their pages show.

use agency::Agency;
use agency::common::rights::Rights;
use casework::worklist::CaseFilter;
use casework::{CaseHead, Failure, Gathering, IssuedRecord, Person};
use values::{AreaCode, DocumentKind, Party};

use crate::common::person::PersonFacts;

const OPEN_SHOWN: u32 = 20;
/// So many of the person's documents are looked through for determination sheets.
const DOCUMENTS_READ: u32 = 100;
const APPLICATIONS: [&str; 3] = ["retirement_prereview", "pension_claim", "resident_pension_claim"];

/// Everything about one person's retirement.
#[derive(Debug, Clone)]
pub struct Overview {
    pub person: Person,
    pub facts: PersonFacts,
    /// What was decided and paid on the rights.
    pub rights: Rights,
    /// Applications about retirement that are still open.
    pub open: Vec<CaseHead>,
    /// Determination sheets issued to the person.
    pub sheets: Vec<IssuedRecord>,
}

impl Overview {
    pub fn load(agency: &Agency, area: AreaCode, person_id: i64) -> Result<Overview, Failure> {
        let mut reader = agency.store.reader()?;
        let mut gathering = Gathering::new(agency.store.as_ref(), reader.as_mut(), area);
        let facts = PersonFacts::gather(&mut gathering, person_id)?;
        let person = facts.person.clone().ok_or(Failure::NotFound)?;
        let mut sheets = reader.issued_documents_of_party(area, Party::person(person_id), DOCUMENTS_READ)?;
        sheets.retain(|record| record.kind == DocumentKind::PensionDetermination);
        drop(reader);
        let rights = Rights::load(agency, area, facts.entitlements.clone())?;
        let filter = CaseFilter {
            areas: vec![area],
            party: Some(Party::person(person_id)),
            only_open: true,
            limit: OPEN_SHOWN,
            ..CaseFilter::default()
        };
        let mut open = agency.store.views()?.cases(&filter)?;
        open.retain(|head| APPLICATIONS.contains(&head.procedure.as_str()));
        Ok(Overview { person, facts, rights, open, sheets })
    }
}
