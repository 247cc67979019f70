//! A payroll run: what is due less what was paid, month by month, for every entitlement of some funds.
//!
//! The run is a case; its rows are written in chunks like those of every run. What the checks find is held out of it until somebody
//! releases it with a reason. Rows are only added: a payment held out later, or sent back by the bank, gets a mark, and money paid
//! again gets a payment of its own in a later batch.

use serde::{Deserialize, Serialize};
use values::{AreaCode, Date, Fen, Month, Party, Text};

use ledger::{BenefitFund, Transfer};

use crate::benefit::Entitlement;
use crate::payee::PayeeAccount;

/// The batch a run computes; later ones pay again what came back.
pub const FIRST_BATCH: i64 = 1;

/// Payments that travel together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PayrollBatch {
    pub area: AreaCode,
    pub run_id: i64,
    pub number: i64,
}

/// What a run pays for one month of an entitlement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BenefitItem {
    pub entitlement_id: i64,
    pub month: Month,
    pub amount: Fen,
}

/// What one case paid or took back for one month of an entitlement, all its items together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseItem {
    pub case_id: i64,
    pub month: Month,
    pub amount: Fen,
}

/// One payment: the items of one entitlement in one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BenefitPayment {
    pub entitlement_id: i64,
    pub fund: BenefitFund,
    pub payee: Party,
    /// Which of the payee's accounts; the account itself never changes.
    pub account_sequence: i64,
    pub amount: Fen,
}

/// A payment as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentRow {
    pub payment: BenefitPayment,
    pub account: Option<PayeeAccount>,
    pub mark: Option<PaymentMark>,
}

/// What happened to a payment that did not simply go through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentMark {
    pub kind: PaymentMarkKind,
    /// A word of the bank, or the reason somebody gave.
    pub reason: String,
    pub on: Date,
    /// Whether a payment of a later batch takes its place.
    pub is_reissued: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentMarkKind {
    /// Taken out of the run before it went to the bank.
    HeldOut,
    /// Sent back by the bank.
    Returned,
}

impl PaymentMarkKind {
    pub fn as_str(self) -> &'static str {
        match self {
            PaymentMarkKind::HeldOut => "held_out",
            PaymentMarkKind::Returned => "returned",
        }
    }

    pub fn of(word: &str) -> Option<PaymentMarkKind> {
        [PaymentMarkKind::HeldOut, PaymentMarkKind::Returned].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Why an entitlement is held out of a run until somebody looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PayrollFindingKind {
    /// Another right of the beneficiary ended by death.
    Dead,
    /// The certification has run out.
    NotCertified,
    /// There is no account to pay to.
    NoAccount,
    /// Another payee has the same account.
    SharedAccount,
    /// The month's amount differs much from the month before.
    Jump,
    /// More was paid than is due: to be recovered, never set off by a run.
    Overpaid,
}

impl PayrollFindingKind {
    pub const ALL: [PayrollFindingKind; 6] = [
        PayrollFindingKind::Dead,
        PayrollFindingKind::NotCertified,
        PayrollFindingKind::NoAccount,
        PayrollFindingKind::SharedAccount,
        PayrollFindingKind::Jump,
        PayrollFindingKind::Overpaid,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            PayrollFindingKind::Dead => "dead",
            PayrollFindingKind::NotCertified => "not_certified",
            PayrollFindingKind::NoAccount => "no_account",
            PayrollFindingKind::SharedAccount => "shared_account",
            PayrollFindingKind::Jump => "jump",
            PayrollFindingKind::Overpaid => "overpaid",
        }
    }

    pub fn of(word: &str) -> Option<PayrollFindingKind> {
        PayrollFindingKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    pub fn name(self) -> Text {
        let (chinese, english) = match self {
            PayrollFindingKind::Dead => {
                ("疑似死亡：本人另一项待遇因死亡终止", "may have died: another right of the same person ended by death")
            }
            PayrollFindingKind::NotCertified => ("资格认证已过期", "the life certification has run out"),
            PayrollFindingKind::NoAccount => ("没有收款账户", "no account to pay to"),
            PayrollFindingKind::SharedAccount => ("与另一收款人使用同一账户", "another payee has the same account"),
            PayrollFindingKind::Jump => ("与上月相比变动过大", "differs much from the month before"),
            PayrollFindingKind::Overpaid => ("以前多付，待追回", "overpaid before, to be recovered"),
        };
        Text::new(chinese, english)
    }
}

/// What a check found on an entitlement. `amount` is what was held out, or what was paid too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PayrollFinding {
    pub entitlement_id: i64,
    pub kind: PayrollFindingKind,
    pub amount: Fen,
}

/// A finding with whose it is and whether it was released.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayrollFindingRow {
    pub finding: PayrollFinding,
    pub beneficiary: Party,
    /// The entitlement is paid in the run after all.
    pub is_released: bool,
}

/// Count and sum of a batch in one fund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayrollTotals {
    pub fund: BenefitFund,
    pub payments: i64,
    pub amount: Fen,
}

/// An entitlement with something open, and what the checks ask about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenEntitlement {
    pub entitlement: Entitlement,
    /// What was paid of months behind the settled ones.
    pub items: Vec<(Month, Fen)>,
    /// The account set last.
    pub account_sequence: Option<i64>,
    pub shares_account: bool,
    pub certified_until: Option<Date>,
    pub is_dead: bool,
}

/// The inputs of a chunk.
#[derive(Debug, Clone, Default)]
pub struct PayrollInputs {
    pub entitlements: Vec<OpenEntitlement>,
    /// The sum of the versions of all entitlements in the range of the chunk: equal when nothing there has changed.
    pub version_sum: i64,
}

/// The result of a chunk, written all or nothing under (run, chunk number).
#[derive(Debug, Clone)]
pub struct PayrollChunkResult {
    pub funds: Vec<BenefitFund>,
    pub items: Vec<BenefitItem>,
    pub payments: Vec<BenefitPayment>,
    /// Entitlements with a finding stay open.
    pub findings: Vec<PayrollFinding>,
    /// Of those with a finding, the months that are settled all the same.
    pub settled: Vec<(i64, Month)>,
    pub transfers: Vec<Transfer>,
    pub total_fen: i64,
    /// As it was read.
    pub version_sum: i64,
}

/// What an act does to the payments of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PayrollChange {
    /// An entitlement that was held is paid in the first batch after all.
    Pay { run_id: i64, beneficiary: Party, items: Vec<BenefitItem>, payment: BenefitPayment, settled_through: Month },
    /// A payment is taken out of the first batch: its items are reversed, and its months are open again.
    HoldOut {
        run_id: i64,
        beneficiary: Party,
        entitlement_id: i64,
        /// What the run had paid.
        items: Vec<BenefitItem>,
        reason: String,
        on: Date,
    },
    /// The bank told what became of a batch: all of it was paid but what it sent back (entitlement and the bank's reason).
    Settle { run_id: i64, batch: i64, returned: Vec<(i64, String)>, on: Date },
    /// Everything the first batch still pays is taken out of it: items are reversed, and the months are open again.
    Cancel { run_id: i64, reason: String, on: Date },
    /// Returned payments go out again in a later batch.
    Reissue { run_id: i64, batch: i64, payments: Vec<BenefitPayment> },
}

impl PayrollChange {
    /// Whose book it changes; payments sent back and paid again leave the right as it is. A run cancelled whole moves the version of every
    /// right in it, and what was decided on one of them meanwhile is refused for that.
    pub fn beneficiary(&self) -> Option<Party> {
        match self {
            PayrollChange::Pay { beneficiary, .. } | PayrollChange::HoldOut { beneficiary, .. } => Some(*beneficiary),
            PayrollChange::Settle { .. } | PayrollChange::Cancel { .. } | PayrollChange::Reissue { .. } => None,
        }
    }
}

impl Entitlement {
    /// What is due less what was paid for every month behind the settled ones up to `through`; months that agree are left out. `items`
    /// are what was paid of these months.
    pub fn differences(&self, items: &[(Month, Fen)], through: Month) -> Vec<(Month, Fen)> {
        let first = self.first_month.max(self.settled_through.next());
        let paid = |month: Month| items.iter().filter(|(of, _)| *of == month).map(|(_, amount)| *amount).sum::<Fen>();
        first.through(through).map(|month| (month, self.due(month) - paid(month))).filter(|(_, amount)| !amount.is_zero()).collect()
    }
}
