//! 养老金发放明细: the payslip of a month, printed when its person or the desk asks for it.
//!
//! 社会保险法 第74条: who asks what was paid is told, free of charge. The case is one payslip; it can be verified by its code for ever.

mod compose;
mod decide;
mod load;
mod pages;
pub mod routes;

use std::sync::Arc;

use agency::DocumentOffice;
use agency::common::on_request;
use agency::registry::CaseView;
use casework::procedure::{CaseRef, Procedure};
use casework::{CaseHead, DocumentReference, EventStamp, Failure, Gathering, Given, Outcome, Person, Refusals};
use serde::{Deserialize, Serialize};
use values::{Month, Party, Text, VerificationCode};

pub use load::PaidRight;

/// What may be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// The payslip of a month of a payroll, `YYYY-MM`.
    IssuePayslip { person_id: i64, month: String },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    Issued { document: DocumentReference, party: Party, month: Month },
}

/// An issued payslip folded from its event.
#[derive(Debug, Clone, Default)]
pub struct State {
    pub issued: Option<(Month, DocumentReference)>,
}

/// What the decision rests on.
#[derive(Debug, Clone)]
pub struct Facts {
    pub person: Option<Person>,
    /// What arrived with the payrolls of the month.
    pub paid: Vec<PaidRight>,
    /// The code of the document, should it be issued.
    pub code: VerificationCode,
    pub issued_today: usize,
}

/// Issuing of payslips.
pub struct PensionPayslipIssue {
    documents: Arc<DocumentOffice>,
}

impl PensionPayslipIssue {
    pub fn new(documents: Arc<DocumentOffice>) -> PensionPayslipIssue {
        PensionPayslipIssue { documents }
    }
}

pub fn title() -> Text {
    Text::new("养老金发放明细", "Pension payslips")
}

/// An issued payslip in words.
pub fn view(state: &State) -> CaseView {
    let Some((month, document)) = &state.issued else { return CaseView::default() };
    let described = vec![
        (Text::new("发放月份", "Month"), Text::same(month.to_string())),
        (Text::new("验证码", "Verification code"), Text::same(document.code.to_string())),
        (Text::new("文件指纹（SHA-256）", "Fingerprint (SHA-256)"), Text::same(document.sha256.clone())),
    ];
    CaseView { described, ..CaseView::default() }
}

impl Procedure for PensionPayslipIssue {
    type Command = Command;
    type Event = Event;
    type State = State;
    type Facts = Facts;

    fn name(&self) -> &'static str {
        "pension_payslip"
    }

    fn apply(&self, state: &mut State, event: &Event, _stamp: &EventStamp) {
        let Event::Issued { document, month, .. } = event;
        state.issued = Some((*month, document.clone()));
    }

    fn gather(
        &self,
        gathering: &mut Gathering<'_>,
        _head: Option<&CaseHead>,
        _state: &State,
        command: &Command,
        given: &Given,
    ) -> Result<Facts, Failure> {
        let Command::IssuePayslip { person_id, month } = command;
        let area = gathering.area();
        let paid = match month.trim().parse() {
            Ok(month) => load::paid_in(gathering.reader(), area, *person_id, month)?,
            Err(_) => Vec::new(),
        };
        let issued_today = on_request::issued_today(gathering, Party::person(*person_id), given.today)?;
        Ok(Facts { person: gathering.person(*person_id)?, paid, code: self.documents.fresh_code()?, issued_today })
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
