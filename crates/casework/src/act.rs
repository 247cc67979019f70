//! What an act does, decided and not yet committed. The store writes all of it or nothing.

use ledger::{Due, Obligation, ObligationAmounts, Transfer};
use values::{AreaCode, Date, Party, Text};

use crate::actor::{Given, Role};
use crate::audit::AuditEntry;
use crate::benefit::BenefitChange;
use crate::case::{CaseHead, Stage, StoredEvent};
use crate::deadline::DeadlineChange;
use crate::emergency::EmergencyRecord;
use crate::issued::IssuedDocument;
use crate::material::Material;
use crate::notification::Notification;
use crate::payroll::PayrollChange;
use crate::register::RegisterEntry;
use crate::registry::{ContributionRow, RegistryChange};

/// The case a command is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseTarget {
    /// Opens a case in an area.
    New(AreaCode),
    Existing {
        area: AreaCode,
        id: i64,
    },
}

impl CaseTarget {
    pub fn area(self) -> AreaCode {
        match self {
            CaseTarget::New(area) | CaseTarget::Existing { area, .. } => area,
        }
    }
}

/// A decision: the events and everything that follows from them.
#[derive(Debug, Clone)]
pub struct Outcome<Event> {
    pub events: Vec<Event>,
    pub effects: Effects,
}

/// What follows from the events of one act. Left out means unchanged.
#[derive(Debug, Clone, Default)]
pub struct Effects {
    /// Whose case it is; needed when a case is opened.
    pub party: Option<Party>,
    pub subject: Option<Text>,
    pub stage: Option<Stage>,
    /// `Some(None)`: nobody's turn any more.
    pub awaiting: Option<Option<Role>>,
    pub priority: Option<i32>,
    pub deadlines: Vec<DeadlineChange>,
    pub materials: Vec<Material>,
    /// Parties beside the one whose case it is that may look at it from now on.
    pub concerned: Vec<Party>,
    /// What the case is about, so that a second case about the same is found.
    pub references: Vec<CaseReference>,
    pub transfers: Vec<Transfer>,
    pub obligations: Vec<ObligationChange>,
    pub contributions: Vec<ContributionRow>,
    pub registry: Vec<RegistryChange>,
    pub benefits: Vec<BenefitChange>,
    pub payroll: Vec<PayrollChange>,
    pub emergencies: Vec<EmergencyRecord>,
    pub notifications: Vec<Notification>,
    /// Documents issued with the decision.
    pub documents: Vec<IssuedDocument>,
    pub registers: Vec<RegisterEntry>,
    /// Books that must count as changed although nothing above touches them: a run that closes a month, for instance, changes
    /// the agency's.
    pub books: Vec<Party>,
}

/// What a case is about: cases with the same kind and reference are about the same thing, such as one bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseReference {
    pub kind: String,
    pub reference: String,
    /// In whose book it counts as a change, so that of two who hand in the same at once one decides anew and sees the other.
    pub party: Party,
}

/// What an act does to an obligation of its area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ObligationChange {
    Open(Obligation),
    /// The due day moves; the original day stays.
    Moved {
        id: i64,
        debtor: Party,
        due: Due,
        deferral_case_id: Option<i64>,
        snaps_back: bool,
    },
    /// A late fee is assessed, or a payment is credited. Amounts are what is added.
    Settled {
        id: i64,
        debtor: Party,
        owed_more: ObligationAmounts,
        paid_more: ObligationAmounts,
        settled_on: Option<Date>,
    },
}

impl ObligationChange {
    pub fn debtor(&self) -> Party {
        match self {
            ObligationChange::Open(obligation) => obligation.debtor,
            ObligationChange::Moved { debtor, .. } | ObligationChange::Settled { debtor, .. } => *debtor,
        }
    }
}

/// Something a decision rests on, with its version when it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SeenEntry {
    /// A party's book: its registry entries, obligations and balances.
    Book { area: AreaCode, party: Party, version: i64 },
    /// An entitlement with what was paid on it: a payroll run changes neither book nor case of the beneficiary.
    Entitlement { area: AreaCode, id: i64, version: i64 },
    /// The entries of a register on a day; one that none was added to has 0.
    Register { area: AreaCode, register: String, day: Date, entries: i64 },
    /// Every declared emergency as (notice id, version). One entry for the whole list, so that a decision which found none
    /// declared also notices when one has been declared meanwhile.
    Emergencies(Vec<(String, i64)>),
}

/// Everything one act writes.
#[derive(Debug, Clone)]
pub struct Act {
    /// The head after the act; its version is one more than the one decided on (1 for a new case).
    pub head: CaseHead,
    pub is_new_case: bool,
    pub events: Vec<StoredEvent>,
    pub effects: Effects,
    pub seen: Vec<SeenEntry>,
    pub audit: AuditEntry,
    pub given: Given,
}

impl Act {
    /// The parties whose books this act changes: each must be committed under the version that was seen.
    pub fn books_changed(&self) -> Vec<Party> {
        let mut parties: Vec<Party> = self.effects.obligations.iter().map(ObligationChange::debtor).collect();
        for transfer in &self.effects.transfers {
            parties.extend(transfer.postings().iter().map(|posting| posting.party));
        }
        for change in &self.effects.registry {
            match change {
                RegistryChange::AddPerson(person) => parties.push(Party::person(person.id)),
                RegistryChange::AddEmployer(employer) => parties.push(Party::employer(employer.id)),
                RegistryChange::StartEmployment(employment) => {
                    parties.push(Party::employer(employment.employer_id));
                    parties.push(Party::person(employment.person_id));
                }
                RegistryChange::EndEmployment { employer_id, person_id, .. }
                | RegistryChange::ReplaceWage { employer_id, person_id, .. } => {
                    parties.push(Party::employer(*employer_id));
                    parties.push(Party::person(*person_id));
                }
                RegistryChange::RecordCareer(record) => parties.push(Party::person(record.person_id)),
                RegistryChange::SetPayeeAccount { party, .. } => parties.push(*party),
                RegistryChange::RecordCertification(certification) => parties.push(Party::person(certification.person_id)),
                RegistryChange::BindUser { .. } | RegistryChange::ClaimReference { .. } => {}
            }
        }
        parties.extend(self.effects.benefits.iter().map(BenefitChange::beneficiary));
        parties.extend(self.effects.payroll.iter().filter_map(PayrollChange::beneficiary));
        for row in &self.effects.contributions {
            parties.push(Party::employer(row.employer_id));
            parties.push(Party::person(row.person_id));
        }
        parties.extend(self.effects.references.iter().map(|reference| reference.party));
        parties.retain(|party| *party != Party::AGENCY);
        parties.extend(self.effects.books.iter().copied());
        parties.sort();
        parties.dedup();
        parties
    }
}
