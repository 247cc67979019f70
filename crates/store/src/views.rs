//! Reading for pages, exports and `verify`.

use casework::actor::Role;
use casework::audit::AuditRecord;
use casework::case::{CaseHead, StoredEvent};
use casework::caused::CausedFilter;
use casework::deadline::MetCount;
use casework::identity::User;
use casework::issued::IssuedRecord;
use casework::payee::Pensioner;
use casework::registry::{Employer, Person};
use casework::store::{ControlTotals, OutboxRow, StoreResult, Views};
use casework::worklist::CaseFilter;
use ledger::Transfer;
use values::{AreaCode, CaseNumber, Date, Month, Party};

use crate::reader::SqlReader;
use crate::tables::{
    area, audit, case_concern, case_event, case_file, caused_event, certification, control, deadline, employer, issued_document, outbox,
    person, queue, run_chunk, transfer, user,
};

impl Views for SqlReader<'_> {
    fn cases(&mut self, filter: &CaseFilter) -> StoreResult<Vec<CaseHead>> {
        queue::page(self.connection.as_mut(), filter)
    }

    fn cases_by_id(&mut self, area: AreaCode, ids: &[i64]) -> StoreResult<Vec<CaseHead>> {
        case_file::find_many(self.connection.as_mut(), area, ids)
    }

    fn caused_events(&mut self, filter: &CausedFilter) -> StoreResult<Vec<(CaseHead, StoredEvent)>> {
        caused_event::caused(self.connection.as_mut(), self.sealer, filter)
    }

    fn events_of_cases(&mut self, area: AreaCode, case_ids: &[i64], kinds: Option<[&str; 2]>) -> StoreResult<Vec<(i64, StoredEvent)>> {
        case_event::of_cases(self.connection.as_mut(), self.sealer, area, case_ids, kinds)
    }

    fn agency_first_events(
        &mut self,
        area: AreaCode,
        procedure: &str,
        kinds: [&str; 2],
        before: Option<i64>,
        limit: u32,
    ) -> StoreResult<Vec<(CaseHead, StoredEvent)>> {
        caused_event::first_of_agency(self.connection.as_mut(), self.sealer, area, procedure, kinds, before, limit)
    }

    fn employers_by_id(&mut self, area: AreaCode, ids: &[i64]) -> StoreResult<Vec<Employer>> {
        employer::find_many(self.connection.as_mut(), self.sealer, area, ids)
    }

    fn cases_concerning(&mut self, area: AreaCode, party: Party, limit: u32) -> StoreResult<Vec<CaseHead>> {
        case_concern::of_party(self.connection.as_mut(), area, party, limit)
    }

    fn is_concerned(&mut self, area: AreaCode, case_id: i64, party: Party) -> StoreResult<bool> {
        case_concern::has(self.connection.as_mut(), area, party, case_id)
    }

    fn deadlines_met(&mut self, area: AreaCode, name: &str, from: Date, until: Date) -> StoreResult<MetCount> {
        deadline::met_between(self.connection.as_mut(), area, name, from, until)
    }

    fn case_by_number(&mut self, number: &CaseNumber) -> StoreResult<Option<CaseHead>> {
        case_file::find_number(self.connection.as_mut(), number)
    }

    fn awaiting_counts(&mut self, area: AreaCode) -> StoreResult<Vec<(Role, i64)>> {
        case_file::awaiting_counts(self.connection.as_mut(), area)
    }

    fn persons_by_name(&mut self, areas: &[AreaCode], name: &str, limit: u32) -> StoreResult<Vec<Person>> {
        let mut found = Vec::new();
        for area in &every_area(self, areas)? {
            let left = limit.saturating_sub(u32::try_from(found.len()).unwrap_or(limit));
            found.extend(person::by_name(self.connection.as_mut(), self.sealer, *area, name, left)?);
        }
        Ok(found)
    }

    fn employers_by_name(&mut self, areas: &[AreaCode], name: &str, limit: u32) -> StoreResult<Vec<Employer>> {
        let mut found = Vec::new();
        for area in &every_area(self, areas)? {
            let left = limit.saturating_sub(u32::try_from(found.len()).unwrap_or(limit));
            found.extend(employer::by_name(self.connection.as_mut(), self.sealer, *area, name, left)?);
        }
        Ok(found)
    }

    fn outbox(&mut self, area: AreaCode, to: Option<Party>, before: Option<i64>, limit: u32) -> StoreResult<Vec<OutboxRow>> {
        outbox::list(self.connection.as_mut(), area, to, before, limit)
    }

    fn audit(&mut self, area: AreaCode, before: Option<i64>, limit: u32) -> StoreResult<Vec<AuditRecord>> {
        audit::before(self.connection.as_mut(), area, before, limit)
    }

    fn audit_after(&mut self, area: AreaCode, after: i64, limit: u32) -> StoreResult<Vec<AuditRecord>> {
        audit::after(self.connection.as_mut(), area, after, limit)
    }

    fn transfers_after(&mut self, area: AreaCode, after: i64, limit: u32) -> StoreResult<Vec<(i64, Transfer)>> {
        transfer::after(self.connection.as_mut(), area, after, limit)
    }

    fn transfers_of_party(&mut self, area: AreaCode, party: Party, limit: u32) -> StoreResult<Vec<(i64, Transfer)>> {
        transfer::of_party(self.connection.as_mut(), area, party, limit)
    }

    fn control_totals(&mut self, area: AreaCode) -> StoreResult<ControlTotals> {
        control::totals(self.connection.as_mut(), area)
    }

    fn users(&mut self, area: AreaCode) -> StoreResult<Vec<User>> {
        user::of_area(self.connection.as_mut(), area)
    }

    fn areas(&mut self) -> StoreResult<Vec<AreaCode>> {
        area::list(self.connection.as_mut())
    }

    fn issued_documents_after(&mut self, area: AreaCode, after: i64, limit: u32) -> StoreResult<Vec<IssuedRecord>> {
        issued_document::after(self.connection.as_mut(), area, after, limit)
    }

    fn document(&mut self, sha256: &str) -> StoreResult<Option<Vec<u8>>> {
        self.documents.read(sha256)
    }

    fn unfinished_runs(&mut self) -> StoreResult<Vec<(AreaCode, i64, Month)>> {
        let mut runs = Vec::new();
        for area in area::list(self.connection.as_mut())? {
            let started = case_event::started_runs(self.connection.as_mut(), self.sealer, area)?;
            let mut unfinished: Vec<(i64, Month)> =
                started.into_iter().filter(|(_, _, running)| *running).map(|(run_id, month, _)| (run_id, month)).collect();
            unfinished.extend(run_chunk::unfinished(self.connection.as_mut(), area)?);
            unfinished.sort();
            unfinished.dedup();
            runs.extend(unfinished.into_iter().map(|(run_id, month)| (area, run_id, month)));
        }
        Ok(runs)
    }

    fn pensioners_after(&mut self, area: AreaCode, month: Month, after: i64, limit: u32) -> StoreResult<Vec<Pensioner>> {
        certification::pensioners(self.connection.as_mut(), area, month, after, limit)
    }

    fn cases_after(&mut self, area: AreaCode, after: i64, limit: u32) -> StoreResult<Vec<CaseHead>> {
        case_file::after(self.connection.as_mut(), area, after, limit)
    }
}

/// The areas a reader may see; none named stands for every area.
fn every_area(reader: &mut SqlReader<'_>, areas: &[AreaCode]) -> StoreResult<Vec<AreaCode>> {
    if areas.is_empty() { area::list(reader.connection.as_mut()) } else { Ok(areas.to_vec()) }
}
