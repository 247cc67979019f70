//! The documents the agency issues, each a typed form that says what it needs.

mod contribution_certificate;
mod employer_certificate;
mod injury_decision;
mod pension_determination;
mod pension_payslip;
mod rights_statement;

use serde::{Deserialize, Serialize};
use values::{Citation, Date, Fen, IdNumber, Month, PersonName, Text};

pub use contribution_certificate::{CertifiedPeriod, ContributionCertificate};
pub use employer_certificate::{EmployerCertificate, EmployerMonth};
pub use injury_decision::{InjuryConclusion, InjuryDecision};
pub use pension_determination::{Birth, PensionComponent, PensionDetermination, PensionInsurance, ReplacedDetermination};
pub use pension_payslip::{ArrearsMonth, PayslipItem, PensionPayslip};
pub use rights_statement::{RightsMonth, RightsStatement};

/// The person a document is about. The paper bears the whole name, as its holder needs; the ID number is masked on it, and whoever
/// verifies it sees the name masked too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    name: PersonName,
    id_number_masked: String,
}

impl Holder {
    pub fn new(name: &PersonName, id_number: &IdNumber) -> Holder {
        Holder { name: name.clone(), id_number_masked: id_number.masked() }
    }

    fn facts(&self) -> Vec<(Text, String)> {
        vec![(Text::new("姓名", "Name"), self.name.to_string()), (Text::new("公民身份号码", "ID number"), self.id_number_masked.clone())]
    }

    fn masked(&self) -> String {
        self.name.masked()
    }
}

fn yuan(amount: Fen) -> String {
    format!("{amount} 元")
}

fn day(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

fn birth_words(birth: Birth) -> String {
    match birth {
        Birth::Day(date) => day(date),
        Birth::Month(of) => month(of),
    }
}

fn month(month: Month) -> String {
    format!("{}年{}月", month.year(), month.month())
}

fn span(from: Month, until: Month) -> String {
    if from == until { month(from) } else { format!("{}至{}", month(from), month(until)) }
}

fn cited(citations: &[Citation]) -> String {
    citations.iter().map(Citation::to_string).collect::<Vec<_>>().join("、")
}

/// What somebody who disagrees can do: reconsideration within sixty days, a suit within six months. Both limits have outlived several
/// renumberings of their laws, so no article is printed.
fn remedies() -> Text {
    Text::new(
        "如不服本决定，可以自收到之日起60日内依照《行政复议法》申请行政复议，或者自收到之日起6个月内依照《行政诉讼法》向人民法院提起行政诉讼。",
        "Who disagrees may ask for reconsideration within 60 days, or bring a suit within 6 months, of receiving this document.",
    )
}
