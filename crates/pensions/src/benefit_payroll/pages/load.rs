//! What the pages of a payroll show, read in one look.

use std::collections::HashMap;

use agency::Agency;
use casework::payroll::{FIRST_BATCH, PaymentRow, PayrollBatch, PayrollFindingRow};
use casework::run::RunProgress;
use casework::{Actor, CaseHead, CaseRecord, CaseTarget, Failure, Given, Reader, Role, StoredEvent, perform};
use values::{AreaCode, CaseNumber, Party, PartyKind, Text};
use web::{FormData, PageError, SignedIn};

use super::super::{BenefitPayroll, Command, NAME, State, runs_of};

/// Rows on a page.
pub const ROWS_A_PAGE: u32 = 50;
/// Payrolls of an area on the list.
const RUNS_SHOWN: usize = 12;

/// The payrolls of one area, newest first.
pub struct AreaPayrolls {
    pub name: Text,
    pub runs: Vec<(CaseHead, State)>,
    pub may_start: bool,
}

/// The reader's area, or every area for who sees the whole city.
pub fn areas(agency: &Agency, signed_in: &SignedIn) -> Result<Vec<AreaPayrolls>, Failure> {
    let actor = &signed_in.actor;
    let codes: Vec<AreaCode> = match agency.law.city() {
        Some(city) if city.code == actor.area => city.areas.iter().map(|area| area.code).collect(),
        _ => vec![actor.area],
    };
    let mut areas = Vec::new();
    for code in codes {
        let mut runs = runs_of(agency, code, None)?;
        runs.truncate(RUNS_SHOWN);
        let may_start = actor.has(Role::BenefitOfficer) && actor.area == code;
        areas.push(AreaPayrolls { name: signed_in.site.area_name(code), runs, may_start });
    }
    Ok(areas)
}

/// One payroll.
pub struct Payroll {
    pub head: CaseHead,
    pub state: State,
    pub events: Vec<StoredEvent>,
    pub progress: RunProgress,
}

fn head_of(agency: &Agency, actor: &Actor, number: &str) -> Result<CaseHead, Failure> {
    let number = CaseNumber::parse(number).map_err(|_| Failure::NotFound)?;
    let head = agency.store.views()?.case_by_number(&number)?;
    head.filter(|head| head.procedure == NAME && actor.reaches(head.area)).ok_or(Failure::NotFound)
}

/// Gives a command on the payroll of a number.
pub fn perform_on(agency: &Agency, number: &str, command: &Command, given: &Given) -> Result<(), Failure> {
    let head = head_of(agency, &given.actor, number)?;
    let target = CaseTarget::Existing { area: head.area, id: head.id };
    perform(agency.store.as_ref(), &BenefitPayroll::of(agency), target, command, given).map(|_| ())
}

impl Payroll {
    pub fn load(agency: &Agency, actor: &Actor, number: &str) -> Result<Payroll, Failure> {
        let head = head_of(agency, actor, number)?;
        let mut reader = agency.store.reader()?;
        let target = CaseTarget::Existing { area: head.area, id: head.id };
        let state = casework::office::load(&BenefitPayroll::of(agency), reader.as_mut(), target)?.state;
        let CaseRecord { head, events } = reader.case(head.area, head.id)?.ok_or(Failure::NotFound)?;
        let progress = reader.run_progress(head.area, head.id)?;
        Ok(Payroll { head, state, events, progress })
    }

    pub fn batch(&self, number: i64) -> PayrollBatch {
        PayrollBatch { area: self.head.area, run_id: self.head.id, number }
    }

    pub fn address(&self) -> String {
        format!("{}/{}", super::LIST, self.head.number)
    }
}

/// One row of a list: an entitlement with what is said of it.
pub struct Row {
    pub entitlement_id: i64,
    pub party: Party,
    pub said: RowSaid,
}

pub enum RowSaid {
    Finding(PayrollFindingRow),
    Payment(PaymentRow),
}

/// A page of a list.
pub struct Rows {
    pub rows: Vec<Row>,
    pub names: HashMap<Party, String>,
    pub batch: i64,
    /// Where the next page begins.
    pub next_after: Option<i64>,
    pub is_first: bool,
}

impl Rows {
    pub fn findings(agency: &Agency, payroll: &Payroll, query: &FormData) -> Result<Rows, PageError> {
        let after = after_of(query);
        let mut reader = agency.store.reader().map_err(Failure::from)?;
        let found = reader.payroll_findings(payroll.head.area, payroll.head.id, after, ROWS_A_PAGE).map_err(Failure::from)?;
        let rows = found
            .into_iter()
            .map(|row| Row { entitlement_id: row.finding.entitlement_id, party: row.beneficiary, said: RowSaid::Finding(row) })
            .collect();
        page_of(reader.as_mut(), payroll, rows, FIRST_BATCH, after)
    }

    pub fn payments(agency: &Agency, payroll: &Payroll, query: &FormData) -> Result<Rows, PageError> {
        let (after, batch) = (after_of(query), batch_of(query));
        let mut reader = agency.store.reader().map_err(Failure::from)?;
        let found = reader.payments(payroll.batch(batch), after, ROWS_A_PAGE, true).map_err(Failure::from)?;
        page_of(reader.as_mut(), payroll, found.into_iter().map(paid).collect(), batch, after)
    }

    pub fn returned(agency: &Agency, payroll: &Payroll, query: &FormData) -> Result<Rows, PageError> {
        let (after, batch) = (after_of(query), batch_of(query));
        let mut reader = agency.store.reader().map_err(Failure::from)?;
        let found = reader.returned_payments(payroll.batch(batch), after, ROWS_A_PAGE).map_err(Failure::from)?;
        page_of(reader.as_mut(), payroll, found.into_iter().map(paid).collect(), batch, after)
    }
}

fn paid(row: PaymentRow) -> Row {
    Row { entitlement_id: row.payment.entitlement_id, party: row.payment.payee, said: RowSaid::Payment(row) }
}

fn after_of(query: &FormData) -> i64 {
    query.trimmed("after").parse().unwrap_or(0)
}

fn batch_of(query: &FormData) -> i64 {
    query.trimmed("batch").parse().unwrap_or(FIRST_BATCH)
}

fn page_of(reader: &mut dyn Reader, payroll: &Payroll, mut rows: Vec<Row>, batch: i64, after: i64) -> Result<Rows, PageError> {
    let is_full = rows.len() >= ROWS_A_PAGE as usize;
    let last = rows.last().map(|row| row.entitlement_id);
    // What is said of the last one may go on behind the page; it is all shown on the next.
    if is_full && matches!(rows.first(), Some(Row { said: RowSaid::Finding(_), .. })) {
        let whole = rows.iter().filter(|row| Some(row.entitlement_id) != last).count();
        if whole > 0 {
            rows.truncate(whole);
        }
    }
    let next_after = rows.last().map(|row| row.entitlement_id).filter(|_| is_full);
    let parties: Vec<Party> = rows.iter().map(|row| row.party).collect();
    let names = names_of(reader, payroll.head.area, &parties).map_err(PageError::from)?;
    Ok(Rows { rows, names, batch, next_after, is_first: after == 0 })
}

/// The names of people, many at once; employers are few and read one by one.
pub fn names_of(reader: &mut dyn Reader, area: AreaCode, parties: &[Party]) -> Result<HashMap<Party, String>, Failure> {
    let people: Vec<i64> = parties.iter().filter(|party| party.kind == PartyKind::Person).map(|party| party.id).collect();
    let mut names: HashMap<Party, String> = HashMap::new();
    for person in reader.persons(area, &people)? {
        names.insert(Party::person(person.id), person.name.as_str().to_owned());
    }
    for party in parties.iter().filter(|party| party.kind == PartyKind::Employer) {
        if !names.contains_key(party)
            && let Some(employer) = reader.employer(area, party.id)?
        {
            names.insert(*party, employer.name);
        }
    }
    Ok(names)
}
