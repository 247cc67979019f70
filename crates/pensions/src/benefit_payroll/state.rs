//! A payroll folded from its events.

use casework::EventStamp;
use casework::payee::PayeeAccount;
use casework::payroll::{FIRST_BATCH, PayrollFindingKind, PayrollTotals};
use ledger::BenefitFund;
use serde::{Deserialize, Serialize};
use values::{Date, Fen, Instant, Month, Text};

use super::Event;

/// Where a payroll stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Step {
    #[default]
    Computing,
    Computed,
    Reviewed,
    Approved,
    FundsRequested,
    /// The money is there; the file for the bank can be made.
    Funded,
    AtBank,
    Settled,
    Closed,
    Cancelled,
}

impl Step {
    pub const ALL: [Step; 10] = [
        Step::Computing,
        Step::Computed,
        Step::Reviewed,
        Step::Approved,
        Step::FundsRequested,
        Step::Funded,
        Step::AtBank,
        Step::Settled,
        Step::Closed,
        Step::Cancelled,
    ];

    pub fn name(self) -> Text {
        let (chinese, english) = match self {
            Step::Computing => ("正在计算", "being computed"),
            Step::Computed => ("待复核", "waits for review"),
            Step::Reviewed => ("待审批", "waits for approval"),
            Step::Approved => ("待申请资金", "funds to be requested"),
            Step::FundsRequested => ("待财政拨款", "waits for the finance bureau"),
            Step::Funded => ("待生成银行文件", "file for the bank to be made"),
            Step::AtBank => ("待银行回盘", "waits for the bank's result"),
            Step::Settled => ("银行已回盘", "the bank has answered"),
            Step::Closed => ("已办结", "closed"),
            Step::Cancelled => ("已作废", "cancelled"),
        };
        Text::new(chinese, english)
    }
}

/// Payments that travel to the bank together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Batch {
    pub number: i64,
    pub totals: Vec<PayrollTotals>,
    pub file: Option<FileMade>,
    pub settlement: Option<Settlement>,
}

/// Everything that fixes the bytes of a file, beside the payments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileMade {
    pub message_id: String,
    /// The business day it was made on.
    pub made_on: Date,
    pub written_at: Instant,
    /// The day the bank is asked to pay on.
    pub execution_on: Date,
    pub payer: PayeeAccount,
    pub payments: i64,
    pub amount: Fen,
    /// Of the XML and of the CSV form, so that a later copy is known to be the same.
    pub xml_sha256: String,
    pub csv_sha256: String,
}

/// What the bank did with a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    pub settled_on: Date,
    pub paid: Vec<PayrollTotals>,
    pub returned: Vec<PayrollTotals>,
    pub file_sha256: String,
}

impl Settlement {
    pub fn paid_payments(&self) -> i64 {
        self.paid.iter().map(|of_fund| of_fund.payments).sum()
    }

    pub fn returned_payments(&self) -> i64 {
        self.returned.iter().map(|of_fund| of_fund.payments).sum()
    }
}

/// That the run shall be cancelled, waiting for somebody else to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CancelAsked {
    pub by: i64,
    pub reason: String,
}

/// The money of the finance bureau.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Funding {
    pub totals: Vec<PayrollTotals>,
    pub requested_on: Date,
    pub received_on: Option<Date>,
}

#[derive(Debug, Clone, Default)]
pub struct State {
    pub step: Step,
    pub month: Option<Month>,
    pub funds: Vec<BenefitFund>,
    pub promised_on: Option<Date>,
    /// Accounts that decided what is in the run; none of them may review or approve it.
    pub prepared_by: Vec<i64>,
    pub corrected_by: Vec<i64>,
    pub reviewed_by: Option<i64>,
    pub approved_by: Option<i64>,
    pub found: Vec<(PayrollFindingKind, i64)>,
    /// Held by the checks and not released, or taken out.
    pub held_payments: i64,
    pub held_amount: Fen,
    pub funding: Option<Funding>,
    pub batches: Vec<Batch>,
    pub cancel: Option<CancelAsked>,
    /// Since when it stands where it stands.
    pub since: Option<Date>,
}

impl State {
    pub fn totals(&self) -> &[PayrollTotals] {
        self.batches.first().map_or(&[], |batch| batch.totals.as_slice())
    }

    pub fn amount(&self) -> Fen {
        self.totals().iter().map(|of_fund| of_fund.amount).sum()
    }

    pub fn payments(&self) -> i64 {
        self.totals().iter().map(|of_fund| of_fund.payments).sum()
    }

    /// Computed, and nothing of it can be with the bank.
    pub fn may_be_cancelled(&self) -> bool {
        let is_before_bank = matches!(self.step, Step::Computed | Step::Reviewed | Step::Approved | Step::FundsRequested | Step::Funded);
        is_before_bank && self.batches.iter().all(|batch| batch.number == FIRST_BATCH && batch.file.is_none())
    }

    pub fn last_batch(&self) -> Option<&Batch> {
        self.batches.last()
    }

    /// Payments that were with the bank's customers by the promised day, of all that were due: those held included.
    pub fn in_time(&self) -> Option<(i64, i64)> {
        let promised_on = self.promised_on.filter(|_| self.step != Step::Cancelled)?;
        let settled = self.batches.iter().filter_map(|batch| batch.settlement.as_ref());
        let paid = settled.filter(|settled| settled.settled_on <= promised_on).map(Settlement::paid_payments).sum();
        let due = self.payments() + self.held_payments;
        (due > 0).then_some((paid, due))
    }

    pub(super) fn apply(&mut self, event: &Event, stamp: &EventStamp) {
        let before = self.step;
        match event {
            Event::Started { month, funds, promised_on } => {
                self.month = Some(*month);
                self.funds.clone_from(funds);
                self.promised_on = Some(*promised_on);
                self.prepared_by.push(stamp.actor_id);
                self.since = Some(stamp.on);
            }
            Event::Computed { totals, found, held_payments, held_amount } => {
                self.step = Step::Computed;
                self.batches = vec![Batch { number: FIRST_BATCH, totals: totals.clone(), ..Batch::default() }];
                self.found.clone_from(found);
                self.held_payments = *held_payments;
                self.held_amount = *held_amount;
            }
            Event::Released { fund, amount, .. } => self.moved_into_run(*fund, 1, *amount, stamp),
            Event::HeldOut { fund, amount, .. } => self.moved_into_run(*fund, -1, -*amount, stamp),
            Event::AccountCorrected { .. } => self.corrected_by.push(stamp.actor_id),
            Event::Reviewed => {
                self.step = Step::Reviewed;
                self.reviewed_by = Some(stamp.actor_id);
            }
            Event::Approved => {
                self.step = Step::Approved;
                self.approved_by = Some(stamp.actor_id);
            }
            Event::FundsRequested { totals } => {
                self.step = Step::FundsRequested;
                self.funding = Some(Funding { totals: totals.clone(), requested_on: stamp.on, received_on: None });
            }
            Event::FundsReceived { received_on, .. } => {
                self.step = Step::Funded;
                if let Some(funding) = &mut self.funding {
                    funding.received_on = Some(*received_on);
                }
            }
            Event::BankFileMade { batch, file } => {
                self.step = Step::AtBank;
                if let Some(made) = self.batches.iter_mut().find(|of| of.number == *batch) {
                    made.file = Some(file.clone());
                }
            }
            Event::ResultRead { batch, settlement } => {
                self.step = Step::Settled;
                if let Some(settled) = self.batches.iter_mut().find(|of| of.number == *batch) {
                    settled.settlement = Some(settlement.clone());
                }
            }
            Event::Reissued { batch, totals } => {
                self.step = Step::Funded;
                self.batches.push(Batch { number: *batch, totals: totals.clone(), ..Batch::default() });
            }
            Event::Closed => self.step = Step::Closed,
            Event::CancelProposed { reason } => self.cancel = Some(CancelAsked { by: stamp.actor_id, reason: reason.clone() }),
            Event::CancelTurnedDown { .. } => self.cancel = None,
            Event::Cancelled { .. } => self.step = Step::Cancelled,
        }
        if self.step != before {
            self.since = Some(stamp.on);
        }
    }

    /// A payment comes into the first batch or leaves it; what was reviewed or approved has to be looked at again.
    fn moved_into_run(&mut self, fund: BenefitFund, payments: i64, amount: Fen, stamp: &EventStamp) {
        self.step = Step::Computed;
        (self.reviewed_by, self.approved_by) = (None, None);
        self.prepared_by.push(stamp.actor_id);
        self.held_payments -= payments;
        self.held_amount -= amount;
        let Some(batch) = self.batches.first_mut() else { return };
        match batch.totals.iter_mut().find(|of_fund| of_fund.fund == fund) {
            Some(of_fund) => {
                of_fund.payments += payments;
                of_fund.amount += amount;
            }
            None => batch.totals.push(PayrollTotals { fund, payments, amount }),
        }
        batch.totals.retain(|of_fund| of_fund.payments != 0);
        batch.totals.sort_by_key(|of_fund| of_fund.fund);
    }
}
