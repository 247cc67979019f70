//! What payrolls do to the books: always in the agency's own book, as control totals of the payments.

use agency::common::unbalanced;
use casework::Refusals;
use casework::payroll::PayrollTotals;
use ledger::{Account, BenefitFund, Posting, Transfer};
use values::{Date, Fen, Month, Party, Text};

/// Money of each fund from one account to another; `None` where there is nothing to move.
pub fn moved(
    on: Date,
    month: Month,
    text: Text,
    from: fn(BenefitFund) -> Account,
    to: fn(BenefitFund) -> Account,
    totals: &[PayrollTotals],
) -> Result<Option<Transfer>, Refusals> {
    let mut postings = Vec::new();
    for PayrollTotals { fund, amount, .. } in totals.iter().filter(|of_fund| !of_fund.amount.is_zero()) {
        let line = |account, amount: Fen| Posting { account, party: Party::AGENCY, month: Some(month), amount };
        postings.push(line(to(*fund), *amount));
        postings.push(line(from(*fund), -*amount));
    }
    if postings.is_empty() {
        return Ok(None);
    }
    Transfer::balanced(on, text, postings).map(Some).map_err(|error| unbalanced(&error))
}

/// What a run computes, or releases later: it is owed to those it is for.
pub fn computed(on: Date, month: Month, totals: &[PayrollTotals]) -> Result<Option<Transfer>, Refusals> {
    let text = Text::new(format!("{month} 待遇发放计算"), format!("payroll of {month} computed"));
    moved(on, month, text, Account::BenefitPayable, Account::BenefitExpense, totals)
}

/// A payment is taken out of a run.
pub fn held_out(on: Date, month: Month, totals: &[PayrollTotals]) -> Result<Option<Transfer>, Refusals> {
    let text = Text::new(format!("{month} 待遇暂不发放"), format!("held out of the payroll of {month}"));
    moved(on, month, text, Account::BenefitExpense, Account::BenefitPayable, totals)
}

/// The finance bureau has sent what was asked for.
pub fn funded(on: Date, month: Month, totals: &[PayrollTotals]) -> Result<Option<Transfer>, Refusals> {
    let text = Text::new(format!("{month} 财政专户拨款到账"), format!("funds of the finance bureau for {month}"));
    moved(on, month, text, Account::FundingReceived, Account::BenefitBank, totals)
}

/// A run is cancelled after its money arrived: it goes back to the special account of the finance bureau.
pub fn sent_back_to_finance(on: Date, month: Month, totals: &[PayrollTotals]) -> Result<Option<Transfer>, Refusals> {
    let text =
        Text::new(format!("{month} 发放作废，退回财政专户"), format!("payroll of {month} cancelled: sent back to the finance bureau"));
    moved(on, month, text, Account::BenefitBank, Account::FundingReceived, totals)
}

/// The bank has paid.
pub fn paid(on: Date, month: Month, totals: &[PayrollTotals]) -> Result<Option<Transfer>, Refusals> {
    let text = Text::new(format!("{month} 待遇发放成功"), format!("benefits of {month} paid"));
    moved(on, month, text, Account::BenefitBank, Account::BenefitPayable, totals)
}

/// The bank has sent back: it is still owed, and waits for another account.
pub fn returned(on: Date, month: Month, totals: &[PayrollTotals]) -> Result<Option<Transfer>, Refusals> {
    let text = Text::new(format!("{month} 待遇退回"), format!("benefits of {month} sent back"));
    moved(on, month, text, Account::BenefitReturned, Account::BenefitPayable, totals)
}

/// What came back goes out again.
pub fn reissued(on: Date, month: Month, totals: &[PayrollTotals]) -> Result<Option<Transfer>, Refusals> {
    let text = Text::new(format!("{month} 退回待遇重发"), format!("returned benefits of {month} paid again"));
    moved(on, month, text, Account::BenefitPayable, Account::BenefitReturned, totals)
}
