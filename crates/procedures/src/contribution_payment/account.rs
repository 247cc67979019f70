//! What an employer owes and has paid, read for its pages.

use std::collections::HashMap;

use casework::store::{Reader, Views};
use casework::worklist::{CaseFilter, QueueCursor};
use casework::{CaseHead, CaseTarget, Employer, Failure};
use ledger::{Account, Obligation};
use values::{AreaCode, CaseNumber, Date, Fen, Party};

use super::{ContributionPayment, State};
use agency::Agency;
use agency::common::emergency::{DeferralWindow, deferral_windows};
use agency::common::not_covered;
use agency::common::owed_month::OwedMonth;
use agency::common::page::number_of;

/// How many receipts and settled months the page of an employer lists.
const LISTED: usize = 24;

/// An employer's account on a day.
#[derive(Debug, Clone)]
pub struct EmployerAccount {
    pub employer: Employer,
    /// What is open, oldest month first.
    pub open: Vec<OwedMonth>,
    /// Paid months, newest first.
    pub settled: Vec<OwedMonth>,
    pub advance: Fen,
    /// Newest first.
    pub receipts: Vec<Receipt>,
    pub windows: Vec<DeferralWindow>,
    /// The last day to make up, once the latest emergency has ended.
    pub makeup_until: Option<Date>,
    pub today: Date,
}

/// Money received, and how it was divided.
#[derive(Debug, Clone)]
pub struct Receipt {
    pub head: CaseHead,
    pub state: State,
}

impl EmployerAccount {
    pub fn load(agency: &Agency, area: AreaCode, employer_id: i64, today: Date) -> Result<EmployerAccount, Failure> {
        let party = Party::employer(employer_id);
        let mut views = agency.store.views()?;
        let heads = receipt_heads(views.as_mut(), area, party)?;
        drop(views);
        let mut reader = agency.store.reader()?;
        let employer = reader.employer(area, employer_id)?.ok_or(Failure::NotFound)?;
        let windows = deferral_windows(&agency.law, &reader.emergencies()?);
        let obligations = reader.obligations(area, party, false)?;
        let numbers = deferral_numbers(reader.as_mut(), area, &obligations)?;
        let advance = -reader.balance(area, Account::Unallocated, party)?;
        let receipts = receipts(agency, reader.as_mut(), area, heads)?;
        drop(reader);
        let mut months = Vec::with_capacity(obligations.len());
        for obligation in obligations {
            let number = obligation.deferral_case_id.and_then(|id| numbers.get(&id)).copied();
            months.push(OwedMonth::of(&agency.law, &windows, obligation, number, today)?);
        }
        let (mut settled, open): (Vec<OwedMonth>, Vec<OwedMonth>) = months.into_iter().partition(|month| month.obligation.is_settled());
        settled.reverse();
        settled.truncate(LISTED);
        let ended = windows.first().and_then(|window| Some((window, window.record.ended_on?)));
        let until = ended.map(|(window, ended_on)| window.terms.makeup_until(ended_on, agency.law.calendar()));
        let makeup_until = until.transpose().map_err(|gap| not_covered(gap.text()))?.map(|until| until.due_on);
        Ok(EmployerAccount { employer, open, settled, advance, receipts, windows, makeup_until, today })
    }

    /// What is to be paid now: everything open that may not wait.
    pub fn to_pay(&self) -> impl Iterator<Item = &OwedMonth> {
        self.open.iter().filter(|month| !month.waits())
    }

    pub fn principal_to_pay(&self) -> Fen {
        self.to_pay().map(|month| month.cost.principal).sum()
    }

    pub fn late_fee_to_pay(&self) -> Fen {
        self.to_pay().map(|month| month.cost.late_fee).sum()
    }

    /// What may wait, with approval.
    pub fn waiting(&self) -> Fen {
        self.open.iter().filter(|month| month.waits()).map(OwedMonth::total).sum()
    }

    /// What a demonstration lets arrive: what is to be paid now, and once that is nothing, what waits.
    pub fn played_receipt(&self) -> Fen {
        let now = self.principal_to_pay() + self.late_fee_to_pay();
        if now.is_positive() { now } else { self.waiting() }
    }

    /// Whether an application to defer would be looked at today.
    pub fn may_defer(&self) -> bool {
        self.windows.first().is_some_and(|window| window.record.lasts_on(self.today))
    }
}

/// The numbers of the cases that let obligations wait.
pub fn deferral_numbers(reader: &mut dyn Reader, area: AreaCode, obligations: &[Obligation]) -> Result<HashMap<i64, CaseNumber>, Failure> {
    let mut numbers = HashMap::new();
    for id in obligations.iter().filter_map(|obligation| obligation.deferral_case_id) {
        if !numbers.contains_key(&id)
            && let Some(number) = number_of(reader, area, id)?
        {
            numbers.insert(id, number);
        }
    }
    Ok(numbers)
}

/// The newest receipts of an employer. The list of cases is walked from its front, which is the oldest.
fn receipt_heads(views: &mut dyn Views, area: AreaCode, party: Party) -> Result<Vec<CaseHead>, Failure> {
    let mut filter = CaseFilter {
        areas: vec![area],
        party: Some(party),
        procedure: Some("contribution_payment".into()),
        limit: 500,
        ..CaseFilter::default()
    };
    let mut newest: Vec<CaseHead> = Vec::new();
    loop {
        let heads = views.cases(&filter)?;
        let more = heads.len() >= filter.limit as usize;
        newest.extend(heads);
        newest.drain(..newest.len().saturating_sub(LISTED));
        match newest.last() {
            Some(last) if more => filter.after = Some(cursor(last)),
            _ => break,
        }
    }
    newest.reverse();
    Ok(newest)
}

fn cursor(head: &CaseHead) -> QueueCursor {
    QueueCursor { priority: head.priority, due_on: head.due_on.unwrap_or(jiff::civil::date(9999, 12, 31)), area: head.area, id: head.id }
}

fn receipts(agency: &Agency, reader: &mut dyn Reader, area: AreaCode, heads: Vec<CaseHead>) -> Result<Vec<Receipt>, Failure> {
    let procedure = ContributionPayment::new(agency.law.clone());
    let mut receipts = Vec::with_capacity(heads.len());
    for head in heads {
        let loaded = casework::office::load(&procedure, reader, CaseTarget::Existing { area, id: head.id })?;
        receipts.push(Receipt { head, state: loaded.state });
    }
    Ok(receipts)
}
