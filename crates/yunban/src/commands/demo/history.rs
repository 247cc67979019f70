//! The half-year before the demonstration: each month assessed, nearly everything paid, the notice put into force.

use std::sync::Arc;

use agency::Agency;
use casework::{CaseTarget, perform};
use ledger::Obligation;
use procedures::contribution_assessment::assess_area;
use procedures::contribution_payment::{self, ContributionPayment};
use procedures::emergency::{self, Emergency};
use values::{AreaCode, Fen, Month, Party};

use super::{NOTICE, in_the_past};
use crate::clock::HistoryClock;
use crate::failure::{CommandError, CommandResult};
use crate::place::{Open, given_by_system};

/// How many months before that of the first day are assessed and mostly paid.
const MONTHS_PAID: i32 = 6;

/// Days of the month on which the past happens.
const ASSESSED_ON: i8 = 5;
const LATE_PAID_ON: i8 = 3;

pub struct History<'a> {
    open: &'a Open,
}

impl<'a> History<'a> {
    pub fn of(open: &'a Open) -> History<'a> {
        History { open }
    }

    /// Every area lives its own past, side by side; inside an area everything happens in one order.
    pub fn play_all(&self) -> CommandResult {
        let current = Month::of(super::FIRST_DAY);
        let (first, last) = (current.plus(-MONTHS_PAID), current.previous());
        self.in_every_area(|area, clock| {
            for month in first.through(last) {
                play_month(self.open, area, clock, month)?;
            }
            Ok(())
        })?;
        self.declare()?;
        self.in_every_area(|area, clock| {
            clock.set(current.day(ASSESSED_ON));
            assess(&in_the_past(self.open, Arc::clone(clock)), area, current)
        })
    }

    fn in_every_area(&self, play: impl Fn(AreaCode, &Arc<HistoryClock>) -> CommandResult + Sync) -> CommandResult {
        let play = &play;
        std::thread::scope(|scope| {
            let areas = self.open.city.areas.iter().map(|area| area.code);
            let threads: Vec<_> =
                areas.map(|area| scope.spawn(move || play(area, &Arc::new(HistoryClock::new(super::FIRST_DAY))))).collect();
            let mut answer = Ok(());
            for thread in threads {
                let played = thread.join().unwrap_or_else(|_| Err(CommandError::new("making the past of an area broke off")));
                answer = answer.and(played);
            }
            answer
        })
    }

    fn declare(&self) -> CommandResult {
        let (notice_id, on) = NOTICE;
        let agency = in_the_past(self.open, Arc::new(HistoryClock::new(on)));
        let city = self.open.city.code;
        let command = emergency::Command::Declare { notice_id: notice_id.to_owned(), on };
        let given = given_by_system(&agency, city, format!("demo:declare:{notice_id}"));
        perform(agency.store.as_ref(), &Emergency::new(Arc::clone(&agency.law)), CaseTarget::New(city), &command, &given)?;
        Ok(())
    }
}

fn assess(agency: &Agency, area: AreaCode, month: Month) -> CommandResult {
    let given = given_by_system(agency, area, format!("demo:assess:{area}:{month}"));
    assess_area(agency, area, month, &given, "demo", &mut |_| {})?;
    Ok(())
}

/// A month of the past: assessed on the fifth, paid by most before the due day, by some in the next month with the late fee, by
/// few not at all.
fn play_month(open: &Open, area: AreaCode, clock: &Arc<HistoryClock>, month: Month) -> CommandResult {
    let agency = in_the_past(open, Arc::clone(clock));
    clock.set(month.day(ASSESSED_ON));
    assess(&agency, area, month)?;
    let employers: Vec<i64> = agency.store.reader()?.employers_to_assess(area, month)?.into_iter().map(|(id, _)| id).collect();
    let is_last = month.next() == Month::of(super::FIRST_DAY);
    // In the order of the days they pay on, so that time does not run backwards in the log.
    let mut payers: Vec<(values::Date, i64)> =
        employers.into_iter().filter_map(|employer_id| paid_on(employer_id, month, is_last).map(|day| (day, employer_id))).collect();
    payers.sort();
    for (day, employer_id) in payers {
        clock.set(day);
        pay(&agency, area, employer_id, month)?;
    }
    Ok(())
}

/// The day an employer pays a month on, by a fixed pattern; `None` when it does not.
fn paid_on(employer_id: i64, month: Month, is_last: bool) -> Option<values::Date> {
    // The employers of the cases in progress have always paid.
    if employer_id <= 3 {
        return Some(month.day(15));
    }
    match (employer_id * 7 + month.number()) % 41 {
        // The first day of the demonstration comes before they pay the last month.
        0 if is_last => None,
        0 => Some(month.next().day(LATE_PAID_ON)),
        1 if is_last => None,
        spread => Some(month.day(12 + (spread % 11) as i8)),
    }
}

/// Pays what is open of one month, to the fen, with the late fee that is due by then.
fn pay(agency: &Agency, area: AreaCode, employer_id: i64, month: Month) -> CommandResult {
    let obligations = agency.store.reader()?.obligations(area, Party::employer(employer_id), true)?;
    let open: Fen = obligations.iter().filter(|obligation| obligation.month == month).map(Obligation::open_principal).sum();
    if open.is_zero() {
        return Ok(());
    }
    let today = agency.clock.today();
    let mut fee = Fen::ZERO;
    for obligation in obligations.iter().filter(|obligation| obligation.month == month) {
        fee += contribution_payment::due_today(&agency.law, obligation, today).map_err(casework::Failure::from)?.late_fee;
    }
    let command = contribution_payment::Command::Receive {
        employer_id,
        amount: (open + fee).plain(),
        received_on: today.to_string(),
        reference: format!("DEMO-{area}-{employer_id}-{month}"),
    };
    let given = given_by_system(agency, area, format!("demo:pay:{employer_id}:{month}"));
    perform(agency.store.as_ref(), &ContributionPayment::new(Arc::clone(&agency.law)), CaseTarget::New(area), &command, &given)?;
    Ok(())
}
