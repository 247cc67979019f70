//! 待遇发放: the payroll of a month in one area, from what is due to what the bank has paid.
//!
//! The case is the run. What is due follows from the entitlements; the run pays the difference to what was paid, month by month, so it
//! knows neither arrears nor recalculations by name. Who prepares, who reviews, who approves and who has to do with the money are
//! different people.

mod account;
mod bank_file;
mod bank_result;
mod bank_result_xml;
mod cancel;
mod checks;
mod compute;
mod decide;
mod describe;
mod gather;
mod letters;
mod money;
pub mod pages;
mod pay;
mod postings;
mod result;
mod run;
mod state;

use std::sync::Arc;

use casework::procedure::{CaseRef, Procedure};
use casework::{CaseHead, EventStamp, Failure, Gathering, Given, Outcome, Refusals};
use ledger::BenefitFund;
use rules::Law;
use serde::{Deserialize, Serialize};
use values::{Date, Fen, Instant, Month};

use casework::payroll::{PayrollFindingKind, PayrollTotals};

pub use bank_file::{BankFileFormat, Contents, FileError, fingerprint, write_bank_file};
pub use bank_result::{BankResult, ResultError, ResultLine, read_bank_result};
pub use describe::view;
pub use gather::Facts;
pub use money::payment_reference;
pub use run::{Computed, pay_area, resume, runs_of, start_run};
pub use state::{Batch, FileMade, Funding, Settlement, State, Step};

/// The stored name.
pub const NAME: &str = crate::common::PAYROLL;

/// What may be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Opens the payroll of a month for some funds.
    Start {
        month: Month,
        funds: Vec<BenefitFund>,
    },
    /// Every chunk is written.
    FinishComputing,
    /// Pays what the checks held, with the reason why that is right.
    Release {
        entitlement_id: i64,
        reason: String,
    },
    /// Takes a payment out of the run.
    HoldOut {
        entitlement_id: i64,
        reason: String,
    },
    /// The payee of an entitlement is paid to another account from now on.
    CorrectAccount {
        entitlement_id: i64,
        holder: String,
        bank_name: String,
        bank_code: String,
        number: String,
    },
    Review,
    Approve,
    /// Asks the finance bureau for the money.
    RequestFunds,
    /// The money of the finance bureau has arrived at the expenditure account.
    ConfirmFunds {
        received_on: String,
        /// The bank's reference of the receipt.
        reference: String,
        /// Yuan, all funds together; it must be what was asked for.
        amount: String,
    },
    /// Fixes the file for the bank: what is in it, from which account and for which day.
    MakeBankFile,
    /// The bank has told what became of the batch it was sent.
    ReadBankResult {
        result: BankResult,
    },
    /// Sends what came back to the accounts corrected since.
    Reissue,
    Close,
    /// Asks for the whole run to be cancelled, before its file for the bank is out.
    ProposeCancel {
        reason: String,
    },
    /// Somebody else cancels it: nothing of it is paid, and its months are open again.
    Cancel,
    /// It shall go on after all.
    KeepGoing {
        reason: String,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    Started {
        month: Month,
        funds: Vec<BenefitFund>,
        promised_on: Date,
    },
    Computed {
        totals: Vec<PayrollTotals>,
        found: Vec<(PayrollFindingKind, i64)>,
        held_payments: i64,
        held_amount: Fen,
    },
    Released {
        entitlement_id: i64,
        fund: BenefitFund,
        amount: Fen,
        reason: String,
    },
    HeldOut {
        entitlement_id: i64,
        fund: BenefitFund,
        amount: Fen,
        reason: String,
    },
    AccountCorrected {
        entitlement_id: i64,
        /// The last digits; the number itself is in the register.
        masked: String,
    },
    Reviewed,
    Approved,
    FundsRequested {
        totals: Vec<PayrollTotals>,
    },
    FundsReceived {
        received_on: Date,
        reference: String,
        amount: Fen,
    },
    BankFileMade {
        batch: i64,
        file: FileMade,
    },
    ResultRead {
        batch: i64,
        settlement: Settlement,
    },
    Reissued {
        batch: i64,
        totals: Vec<PayrollTotals>,
    },
    Closed,
    CancelProposed {
        reason: String,
    },
    Cancelled {
        totals: Vec<PayrollTotals>,
        reason: String,
    },
    CancelTurnedDown {
        reason: String,
    },
}

/// The payroll.
pub struct BenefitPayroll {
    law: Arc<Law>,
    payer: Option<Arc<agency::PaymentAccount>>,
}

impl BenefitPayroll {
    /// Without the account money is paid from, which only the file for the bank needs.
    pub fn new(law: Arc<Law>) -> BenefitPayroll {
        BenefitPayroll { law, payer: None }
    }

    pub fn of(agency: &agency::Agency) -> BenefitPayroll {
        BenefitPayroll { law: agency.law.clone(), payer: agency.expenditure_account.clone() }
    }
}

impl Procedure for BenefitPayroll {
    type Command = Command;
    type Event = Event;
    type State = State;
    type Facts = Facts;

    fn name(&self) -> &'static str {
        NAME
    }

    fn apply(&self, state: &mut State, event: &Event, stamp: &EventStamp) {
        state.apply(event, stamp);
    }

    fn gather(
        &self,
        gathering: &mut Gathering<'_>,
        head: Option<&CaseHead>,
        state: &State,
        command: &Command,
        given: &Given,
    ) -> Result<Facts, Failure> {
        gather::gather(gathering, head, state, command, self.payer.as_deref(), given)
    }

    fn decide(
        &self,
        case: CaseRef<'_>,
        state: &State,
        command: &Command,
        facts: &Facts,
        given: &Given,
    ) -> Result<Outcome<Event>, Refusals> {
        decide::decide(&decide::Asked { law: &self.law, payer: self.payer.as_deref(), case, state, facts, given }, command)
    }
}

/// When a bank file says it was written: on the business day, to the second, in the time of the city.
fn written_at(made_on: Date, at: Instant) -> String {
    let local = at.in_china();
    format!("{made_on}T{:02}:{:02}:{:02}", local.hour(), local.minute(), local.second())
}
