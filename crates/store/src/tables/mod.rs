//! One module a table or a family of tables: its statements, and the functions that run them. Nothing here decides anything.

pub mod area;
pub mod audit;
pub mod benefit_item;
pub mod benefit_payment;
pub mod book;
pub mod case_concern;
pub mod case_event;
pub mod case_file;
pub mod case_reference;
pub mod caused_event;
pub mod certification;
pub mod contribution;
pub mod control;
pub mod deadline;
pub mod emergency;
pub mod employer;
pub mod employment;
pub mod entitlement;
pub mod idempotency;
pub mod identifier;
pub mod issued_document;
pub mod material;
pub mod obligation;
pub mod outbox;
pub mod payee_account;
pub mod payroll_input;
pub mod pension_record;
pub mod person;
pub mod queue;
pub mod register;
pub mod run_chunk;
pub mod session;
pub mod transfer;
pub mod user;

use crate::engine::Value;
#[cfg(any(test, feature = "testing"))]
use crate::statement::Statement;

/// How many keys one statement with a list takes; a shorter list is filled up by repeating its last key.
pub const LIST_LENGTH: usize = 32;

/// A list of 32 parameters that begins with `$2`.
macro_rules! list_from_2 {
    () => {
        "$2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33"
    };
}

pub(crate) use list_from_2;

/// The parameters `before`, then up to 32 keys filled up to 32.
pub fn with_list<'a>(before: Value<'a>, keys: &[i64]) -> Vec<Value<'a>> {
    let mut parameters = vec![before];
    let last = keys.last().copied().unwrap_or(-1);
    parameters.extend(keys.iter().copied().chain(std::iter::repeat(last)).take(LIST_LENGTH).map(Value::Int));
    parameters
}

/// Every fixed statement of the program with its name, so that a test can prepare each on each engine.
#[cfg(any(test, feature = "testing"))]
pub fn catalogue() -> Vec<(&'static str, &'static Statement)> {
    let all = [
        area::ALL,
        audit::ALL,
        benefit_item::ALL,
        benefit_payment::ALL,
        book::ALL,
        case_concern::ALL,
        case_event::ALL,
        case_file::ALL,
        case_reference::ALL,
        caused_event::ALL,
        certification::ALL,
        contribution::ALL,
        control::ALL,
        deadline::ALL,
        emergency::ALL,
        employer::ALL,
        employment::ALL,
        entitlement::ALL,
        idempotency::ALL,
        identifier::ALL,
        issued_document::ALL,
        material::ALL,
        obligation::ALL,
        outbox::ALL,
        payee_account::ALL,
        payroll_input::ALL,
        pension_record::ALL,
        person::ALL,
        register::ALL,
        run_chunk::ALL,
        session::ALL,
        transfer::ALL,
        user::ALL,
        crate::migration::ALL,
    ];
    let bulk = [
        &contribution::BULK,
        &obligation::BULK,
        &person::BULK,
        &employer::BULK,
        &employment::BULK,
        &identifier::BULK,
        &entitlement::BULK,
        &entitlement::AMOUNT_BULK,
        &entitlement::SUSPENSION_BULK,
        &pension_record::BULK,
        &payee_account::BULK,
        &certification::BULK,
        &benefit_item::BULK,
        &benefit_payment::BULK,
        &benefit_payment::FINDING_BULK,
    ];
    let ordinary = all.into_iter().flatten().map(|(name, statement)| (*name, *statement));
    ordinary.chain(bulk.into_iter().map(|table| (table.table, &table.insert))).collect()
}
