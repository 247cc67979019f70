//! People, employers, employments and contribution months: what the agency knows about its insured.

use serde::{Deserialize, Serialize};
use values::{AreaCode, ContributionParts, Date, Fen, IdNumber, Month, Party, PersonName, SocialCreditCode, Telephone};

use crate::career::PensionRecord;
use crate::payee::{Certification, PayeeAccount};

/// An insured person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub area: AreaCode,
    pub id: i64,
    pub name: PersonName,
    pub id_number: IdNumber,
    pub telephone: Option<Telephone>,
    pub registered_on: Date,
}

/// An insured employer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Employer {
    pub area: AreaCode,
    pub id: i64,
    pub name: String,
    pub credit_code: SocialCreditCode,
    pub address: String,
    pub contact_name: String,
    pub telephone: Option<Telephone>,
    /// Industry class 1 to 8 of the work-injury insurance.
    pub injury_class: u8,
    /// Floating factor on the class rate, in thousandths: 1000 is the plain rate.
    pub injury_factor_permille: u16,
    pub founded_on: Date,
    pub registered_on: Date,
}

/// A period in which a person works for an employer at one declared wage. A changed wage ends one period and starts the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Employment {
    pub employer_id: i64,
    pub person_id: i64,
    pub from_month: Month,
    /// The last month insured; `None` while it goes on.
    pub until_month: Option<Month>,
    pub declared_wage: Fen,
}

/// One person's contributions of one month through one employer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContributionRow {
    pub month: Month,
    pub employer_id: i64,
    pub person_id: i64,
    /// The employer's obligation this row is part of.
    pub obligation_id: i64,
    pub base: Fen,
    pub parts: ContributionParts,
}

/// What an act changes in the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegistryChange {
    AddPerson(Person),
    AddEmployer(Employer),
    /// An employment period begins; one that was withdrawn before it began (its last month before its first) begins again.
    StartEmployment(Employment),
    /// The wage of the period that began in `from_month` was declared wrongly and no month of it is assessed yet.
    ReplaceWage {
        employer_id: i64,
        person_id: i64,
        from_month: Month,
        declared_wage: Fen,
    },
    /// The open period that began in `from_month` ends with `until_month`; a last month before the first
    /// withdraws the period.
    EndEmployment {
        employer_id: i64,
        person_id: i64,
        from_month: Month,
        until_month: Month,
    },
    /// A reference that must be used once in the whole city, such as a bank's reference of a receipt.
    ClaimReference {
        kind: String,
        reference: String,
    },
    /// A verified pension record replaces the one before it.
    RecordCareer(PensionRecord),
    /// From now on benefits go to this account; earlier accounts stay readable.
    SetPayeeAccount {
        party: Party,
        account: PayeeAccount,
    },
    RecordCertification(Certification),
    /// An account may from now on speak for a party.
    BindUser {
        user_id: i64,
        party: Party,
    },
}
