//! Writing in bulk: the chunks of a run, and a prepared city.

use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use casework::audit::AuditEntry;
use casework::benefit::Entitlement;
use casework::career::PensionRecord;
use casework::payee::{Certification, PayeeAccount};
use casework::registry::{Employer, Employment, Person};
use casework::run::Chunk;
use casework::store::{ChunkResult, CityRow, StoreError, StoreResult};
use values::{AreaCode, Instant, Party};

use crate::engine::{Connection, Engine, Weight, write};
use crate::keys::Sealer;
use crate::tables::{
    area, audit, book, certification, contribution, employer, employment, entitlement, identifier, obligation, payee_account,
    pension_record, person, run_chunk, transfer,
};

/// Writes the result of a chunk, or nothing when it is already written (`false`).
pub fn write_chunk(
    connection: &mut dyn Connection,
    chunk: &Chunk,
    result: &ChunkResult,
    first_transfer_id: i64,
    now: Instant,
) -> StoreResult<bool> {
    let area = chunk.area;
    let items = i64::try_from(result.contributions.len()).unwrap_or(i64::MAX);
    if !run_chunk::finish(connection, chunk, items, result.total_fen, now)? {
        return Ok(false);
    }
    book::move_employers(connection, area, chunk.first_party_id, chunk.last_party_id)?;
    obligation::add_all(connection, area, &result.obligations)?;
    contribution::add_all(connection, area, &result.contributions)?;
    transfer::add_all(connection, area, chunk.run_id, first_transfer_id, &result.transfers)?;
    let entry = AuditEntry {
        area,
        at: now,
        actor_id: 0,
        what: "run.chunk_written".into(),
        subject: format!("case:{}", chunk.run_id),
        detail: format!("chunk={} month={} items={items} total_fen={}", chunk.number, chunk.month, result.total_fen),
    };
    audit::append(connection, &entry)?;
    Ok(true)
}

/// Rows of a city on their way to the writer, by kind: each kind goes to its own table.
#[derive(Default)]
struct Batch {
    employers: Vec<Employer>,
    people: Vec<Person>,
    employments: Vec<(AreaCode, Employment)>,
    records: Vec<PensionRecord>,
    entitlements: Vec<Entitlement>,
    accounts: Vec<(AreaCode, Party, PayeeAccount)>,
    certifications: Vec<(AreaCode, Certification)>,
}

/// Rows of a kind that travel together.
const BATCH_LENGTH: usize = 20_000;
/// Batches on their way at once; more would only cost memory.
const BATCHES_WAITING: usize = 2;

impl Batch {
    fn len(&self) -> usize {
        let of_benefits = self.records.len() + self.entitlements.len() + self.accounts.len() + self.certifications.len();
        self.employers.len() + self.people.len() + self.employments.len() + of_benefits
    }

    fn push(&mut self, row: CityRow) {
        match row {
            CityRow::Employer(employer) => self.employers.push(employer),
            CityRow::Person(person) => self.people.push(person),
            CityRow::Employment(area, employment) => self.employments.push((area, employment)),
            CityRow::PensionRecord(record) => self.records.push(record),
            CityRow::Entitlement(entitlement) => self.entitlements.push(entitlement),
            CityRow::PayeeAccount(area, party, account) => self.accounts.push((area, party, account)),
            CityRow::Certification(area, certification) => self.certifications.push((area, certification)),
        }
    }
}

/// Loads a city in one transaction while its rows are still being made.
pub fn load_city(engine: &dyn Engine, sealer: &Arc<Sealer>, city: &mut dyn Iterator<Item = CityRow>) -> StoreResult<()> {
    let (sender, receiver) = sync_channel::<Batch>(BATCHES_WAITING);
    let sealer = Arc::clone(sealer);
    let receiver = Mutex::new(Some(receiver));
    std::thread::scope(|scope| {
        let writing = scope.spawn(move || {
            write(engine, Weight::Bulk, move |connection| {
                // The rows cannot be made again, so a second try is refused rather than loading half a city.
                let rows = receiver.lock().unwrap_or_else(PoisonError::into_inner).take().ok_or(StoreError::Unknown)?;
                write_city(connection, &sealer, &rows)
            })
        });
        let mut batch = Batch::default();
        for row in city {
            batch.push(row);
            // The writer hangs up when it has failed; its error is the answer.
            if batch.len() >= BATCH_LENGTH && sender.send(std::mem::take(&mut batch)).is_err() {
                break;
            }
        }
        drop(sender.send(batch));
        drop(sender);
        writing.join().unwrap_or(Err(StoreError::Unknown))
    })
}

fn write_city(connection: &mut dyn Connection, sealer: &Sealer, batches: &Receiver<Batch>) -> StoreResult<()> {
    let mut loaded = Loaded::default();
    while let Ok(batch) = batches.recv() {
        loaded.note(connection, &batch)?;
        let index = |kind: &str, identifier: &str| sealer.blind_index(kind, identifier);
        connection.bulk(&identifier::BULK, &mut |sink| {
            for employer in &batch.employers {
                let hash = index(identifier::EMPLOYER, employer.credit_code.as_str());
                sink.row(&[identifier::EMPLOYER.into(), hash.into(), (&employer.area).into(), employer.id.into()])?;
            }
            for person in &batch.people {
                let hash = index(identifier::PERSON, person.id_number.as_str());
                sink.row(&[identifier::PERSON.into(), hash.into(), (&person.area).into(), person.id.into()])?;
            }
            Ok(())
        })?;
        connection.bulk(&employer::BULK, &mut |sink| batch.employers.iter().try_for_each(|row| employer::put(sink, sealer, row)))?;
        connection.bulk(&person::BULK, &mut |sink| batch.people.iter().try_for_each(|row| person::put(sink, sealer, row)))?;
        connection
            .bulk(&employment::BULK, &mut |sink| batch.employments.iter().try_for_each(|(area, row)| employment::put(sink, *area, row)))?;
        write_benefits(connection, sealer, &batch)?;
    }
    loaded.raise_counters(connection)
}

/// What a loaded city knows of its pensioners: one account and one certification each.
fn write_benefits(connection: &mut dyn Connection, sealer: &Sealer, batch: &Batch) -> StoreResult<()> {
    connection.bulk(&pension_record::BULK, &mut |sink| batch.records.iter().try_for_each(|record| pension_record::put(sink, record)))?;
    entitlement::add_all(connection, &batch.entitlements)?;
    connection.bulk(&payee_account::BULK, &mut |sink| {
        batch.accounts.iter().try_for_each(|(area, party, account)| {
            let place = payee_account::Place { area: *area, party: *party, sequence: 1 };
            payee_account::put(sink, sealer, place, account, 0)
        })
    })?;
    connection.bulk(&certification::BULK, &mut |sink| {
        batch.certifications.iter().try_for_each(|(area, proof)| certification::put(sink, *area, proof))
    })
}

/// What was loaded into each area, to begin the counters behind it.
#[derive(Default)]
struct Loaded {
    /// Area, last employer number, last person number, last entitlement number.
    areas: Vec<(AreaCode, i64, i64, i64)>,
}

impl Loaded {
    fn note(&mut self, connection: &mut dyn Connection, batch: &Batch) -> StoreResult<()> {
        for employer in &batch.employers {
            let last = self.of(connection, employer.area)?;
            last.1 = last.1.max(employer.id);
        }
        for person in &batch.people {
            let last = self.of(connection, person.area)?;
            last.2 = last.2.max(person.id);
        }
        for entitlement in &batch.entitlements {
            let last = self.of(connection, entitlement.area)?;
            last.3 = last.3.max(entitlement.id);
        }
        Ok(())
    }

    /// The entry of an area; an area that already held somebody when the load began is refused.
    fn of(&mut self, connection: &mut dyn Connection, area: AreaCode) -> StoreResult<&mut (AreaCode, i64, i64, i64)> {
        let position = match self.areas.iter().position(|(noted, ..)| *noted == area) {
            Some(position) => position,
            None => {
                if person::is_any(connection, area)? || employer::is_any(connection, area)? {
                    return Err(StoreError::Unavailable(format!(
                        "the area {area} already holds people or employers; a city is loaded only once"
                    )));
                }
                self.areas.push((area, 0, 0, 0));
                self.areas.len() - 1
            }
        };
        Ok(&mut self.areas[position])
    }

    fn raise_counters(&self, connection: &mut dyn Connection) -> StoreResult<()> {
        for (of, employer_id, person_id, entitlement_id) in &self.areas {
            area::raise(connection, *of, "employer", employer_id + 1)?;
            area::raise(connection, *of, "person", person_id + 1)?;
            area::raise(connection, *of, "entitlement", entitlement_id + 1)?;
        }
        Ok(())
    }
}
