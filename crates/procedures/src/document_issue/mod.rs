//! 文书出具: a document that somebody asks for is printed from the records and entered in the register of issued documents.
//!
//! 社会保险法 第74条: the agency gives, free of charge, what an employer or a person asks about their contributions and rights. The case is one
//! document; asking again is another case, because the records may have moved.

mod compose;
mod decide;
pub mod describe;
mod pages;
pub mod routes;

use std::collections::BTreeMap;
use std::sync::Arc;

use agency::DocumentOffice;
use casework::procedure::{CaseRef, Procedure};
use casework::{CaseHead, ContributionRow, DocumentReference, Employer, EventStamp, Failure, Gathering, Given, Outcome, Person, Refusals};
use ledger::Obligation;
use serde::{Deserialize, Serialize};
use values::{Party, VerificationCode};

/// What may be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// A person's rights statement (个人权益记录单) as of today.
    IssueRightsStatement { person_id: i64 },
    /// A certificate of a person's contributions (个人参保缴费证明) over a span of months, `YYYY-MM`.
    IssueContributionCertificate { person_id: i64, from: String, until: String },
    /// A certificate of an employer's contributions (单位缴费证明) over a span of months, `YYYY-MM`.
    IssueEmployerCertificate { employer_id: i64, from: String, until: String },
}

impl Command {
    /// Whose document it is.
    pub fn party(&self) -> Party {
        match self {
            Command::IssueRightsStatement { person_id } | Command::IssueContributionCertificate { person_id, .. } => {
                Party::person(*person_id)
            }
            Command::IssueEmployerCertificate { employer_id, .. } => Party::employer(*employer_id),
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    Issued { document: DocumentReference, party: Party },
}

/// An issued document folded from its event.
#[derive(Debug, Clone, Default)]
pub struct State {
    pub document: Option<DocumentReference>,
}

/// Whose records the document is made of.
#[derive(Debug, Clone)]
pub enum Records {
    Person {
        person: Box<Person>,
        rows: Vec<(ContributionRow, Obligation)>,
        /// The names of the employers in the rows.
        employers: BTreeMap<i64, String>,
    },
    Employer {
        employer: Box<Employer>,
        obligations: Vec<Obligation>,
    },
}

/// What the decision rests on.
#[derive(Debug, Clone)]
pub struct Facts {
    pub records: Option<Records>,
    /// The code of the document, should it be issued.
    pub code: VerificationCode,
    /// Documents of the same party issued today already.
    pub issued_today: usize,
}

/// A party may have so many documents a day; nobody needs more, and each is kept for ever.
pub const DAILY_MOST: u32 = 20;

/// Issuing of documents on request.
pub struct DocumentIssue {
    documents: Arc<DocumentOffice>,
}

impl DocumentIssue {
    pub fn new(documents: Arc<DocumentOffice>) -> DocumentIssue {
        DocumentIssue { documents }
    }
}

impl Procedure for DocumentIssue {
    type Command = Command;
    type Event = Event;
    type State = State;
    type Facts = Facts;

    fn name(&self) -> &'static str {
        "document_issue"
    }

    fn apply(&self, state: &mut State, event: &Event, _stamp: &EventStamp) {
        match event {
            Event::Issued { document, .. } => state.document = Some(document.clone()),
        }
    }

    fn gather(
        &self,
        gathering: &mut Gathering<'_>,
        _head: Option<&CaseHead>,
        _state: &State,
        command: &Command,
        given: &Given,
    ) -> Result<Facts, Failure> {
        let (area, party) = (gathering.area(), command.party());
        let records = match command {
            Command::IssueRightsStatement { person_id } | Command::IssueContributionCertificate { person_id, .. } => {
                person_records(gathering, *person_id)?
            }
            Command::IssueEmployerCertificate { employer_id, .. } => match gathering.employer(*employer_id)? {
                Some(employer) => {
                    let obligations = gathering.obligations(party, false)?;
                    Some(Records::Employer { employer: Box::new(employer), obligations })
                }
                None => None,
            },
        };
        let issued = gathering.reader().issued_documents_of_party(area, party, DAILY_MOST)?;
        let issued_today = issued.iter().filter(|record| record.issued_on == given.today).count();
        Ok(Facts { records, code: self.documents.fresh_code()?, issued_today })
    }

    fn decide(
        &self,
        case: CaseRef<'_>,
        _state: &State,
        command: &Command,
        facts: &Facts,
        given: &Given,
    ) -> Result<Outcome<Event>, Refusals> {
        decide::decide(&self.documents, case, command, facts, given)
    }
}

fn person_records(gathering: &mut Gathering<'_>, person_id: i64) -> Result<Option<Records>, Failure> {
    let Some(person) = gathering.person(person_id)? else { return Ok(None) };
    let area = gathering.area();
    let rows = gathering.reader().contributions_of_person(area, person_id)?;
    let mut employers = BTreeMap::new();
    for (row, _) in &rows {
        if !employers.contains_key(&row.employer_id)
            && let Some(employer) = gathering.reader().employer(area, row.employer_id)?
        {
            employers.insert(row.employer_id, employer.name);
        }
    }
    Ok(Some(Records::Person { person: Box::new(person), rows, employers }))
}
