//! One act in one transaction.

use std::collections::BTreeMap;

use casework::act::{Act, SeenEntry};
use casework::registry::RegistryChange;
use casework::store::{Replayed, StoreResult};
use values::{AreaCode, Party};

use crate::engine::Connection;
use crate::keys::Sealer;
use crate::payroll;
use crate::tables::book::Touch;
use crate::tables::employment::Period;
use crate::tables::{
    audit, book, case_concern, case_event, case_file, case_reference, certification, contribution, deadline, emergency, employer,
    employment, entitlement, idempotency, identifier, issued_document, material, obligation, outbox, payee_account, pension_record, person,
    register, transfer, user,
};

/// Numbers taken for an act before its transaction begins.
#[derive(Debug, Clone, Copy)]
pub struct ActNumbers {
    pub first_transfer_id: i64,
    pub first_notification_id: i64,
    pub first_document_id: i64,
}

/// Writes everything the act says; `kept` are the hashes under which its documents are kept already. What it rests on is checked first; the chain's head, which all acts of an area need, is
/// locked last.
pub fn write_act(connection: &mut dyn Connection, sealer: &Sealer, act: &Act, numbers: ActNumbers, kept: &[String]) -> StoreResult<()> {
    let area = act.head.area;
    let case_id = act.head.id;
    let effects = &act.effects;
    idempotency::add(connection, area, &act.given.idempotency_key, Replayed { case_id, version: act.head.version })?;
    check_seen(connection, act)?;
    if act.is_new_case {
        case_file::add(connection, &act.head)?;
    } else {
        case_file::change(connection, &act.head)?;
    }
    register::check_and_add(connection, act)?;
    for event in &act.events {
        case_event::append(connection, sealer, area, case_id, event)?;
    }
    case_concern::add_all(connection, area, case_id, &effects.concerned)?;
    case_reference::add_all(connection, sealer, area, case_id, &effects.references)?;
    for change in &effects.deadlines {
        deadline::change(connection, area, case_id, change, act.given.today)?;
    }
    material::add_all(connection, area, case_id, &effects.materials)?;
    for change in &effects.registry {
        change_registry(connection, sealer, act, change)?;
    }
    for change in &effects.benefits {
        entitlement::change(connection, area, case_id, change)?;
    }
    for change in &effects.payroll {
        payroll::change(connection, area, change)?;
    }
    for change in &effects.obligations {
        obligation::change(connection, area, change)?;
    }
    contribution::add_all(connection, area, &effects.contributions)?;
    for record in &effects.emergencies {
        emergency::put(connection, record)?;
    }
    transfer::add_all(connection, area, case_id, numbers.first_transfer_id, &effects.transfers)?;
    outbox::add_all(connection, area, case_id, numbers.first_notification_id, &effects.notifications, act.given.now)?;
    let issue = issued_document::Issue { area, case_id, on: act.given.today };
    issued_document::add_all(connection, sealer, issue, numbers.first_document_id, &effects.documents, kept)?;
    audit::append(connection, &act.audit)
}

fn check_seen(connection: &mut dyn Connection, act: &Act) -> StoreResult<()> {
    let mut books: BTreeMap<(AreaCode, Party), Touch> = BTreeMap::new();
    let mut entitlements: BTreeMap<(AreaCode, i64), i64> = BTreeMap::new();
    for entry in &act.seen {
        match entry {
            SeenEntry::Emergencies(seen) => emergency::check(connection, seen, !act.effects.emergencies.is_empty())?,
            SeenEntry::Entitlement { area, id, version } => {
                entitlements.insert((*area, *id), *version);
            }
            // Checked with what the act adds to the same days.
            SeenEntry::Register { .. } => {}
            SeenEntry::Book { area, party, version } => books.entry((*area, *party)).or_default().seen = Some(*version),
        }
    }
    for party in act.books_changed() {
        books.entry((act.head.area, party)).or_default().changed = true;
    }
    book::check_and_move(connection, &books)?;
    entitlements.iter().try_for_each(|((area, id), version)| entitlement::check(connection, *area, *id, *version))
}

fn change_registry(connection: &mut dyn Connection, sealer: &Sealer, act: &Act, change: &RegistryChange) -> StoreResult<()> {
    let (area, case_id) = (act.head.area, act.head.id);
    match change {
        RegistryChange::AddPerson(added) => person::add(connection, sealer, added),
        RegistryChange::AddEmployer(added) => employer::add(connection, sealer, added),
        RegistryChange::StartEmployment(started) => employment::start(connection, area, started),
        RegistryChange::EndEmployment { employer_id, person_id, from_month, until_month } => {
            let period = Period { employer_id: *employer_id, person_id: *person_id, from_month: *from_month };
            employment::end(connection, area, period, *until_month)
        }
        RegistryChange::ReplaceWage { employer_id, person_id, from_month, declared_wage } => {
            let period = Period { employer_id: *employer_id, person_id: *person_id, from_month: *from_month };
            employment::replace_wage(connection, area, period, *declared_wage)
        }
        RegistryChange::ClaimReference { kind, reference } => {
            let kind = identifier::reference_kind(kind);
            identifier::add(connection, &kind, &sealer.blind_index(&kind, reference), area, 0)
        }
        RegistryChange::RecordCareer(record) => pension_record::replace(connection, record),
        RegistryChange::SetPayeeAccount { party, account } => payee_account::add(connection, sealer, area, *party, account, case_id),
        RegistryChange::RecordCertification(proof) => certification::add(connection, area, proof, case_id),
        RegistryChange::BindUser { user_id, party } => user::bind(connection, area, *user_id, *party),
    }
}
