//! Insured people. ID number and telephone are sealed.

use casework::registry::Person;
use casework::store::{StoreError, StoreResult};
use values::AreaCode;

use super::{LIST_LENGTH, identifier, list_from_2, with_list};
use crate::engine::{BulkTable, Connection, Row, RowSink, insert};
use crate::keys::Sealer;
use crate::statement::{Statement, statements};

macro_rules! columns {
    () => {
        "area, id, name, id_number_sealed, telephone_sealed, registered_on"
    };
}

statements! {
    FIND = concat!("SELECT ", columns!(), " FROM person WHERE area = $1 AND id = $2");
    FIND_MANY = concat!("SELECT ", columns!(), " FROM person WHERE area = $1 AND id IN (", list_from_2!(), ")");
    BY_NAME = concat!("SELECT ", columns!(), " FROM person WHERE area = $1 AND name >= $2 AND name < $3 ORDER BY name, id LIMIT $4");
    ANY = "SELECT id FROM person WHERE area = $1 LIMIT 1";
}

pub static BULK: BulkTable = BulkTable {
    table: "person",
    columns: columns!(),
    insert: Statement::new(concat!("INSERT INTO person (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6)")),
};

/// Registers a person; `DuplicateIdentifier` when the ID number is registered anywhere in the city.
pub fn add(connection: &mut dyn Connection, sealer: &Sealer, person: &Person) -> StoreResult<()> {
    let index_hash = sealer.blind_index(identifier::PERSON, person.id_number.as_str());
    identifier::add(connection, identifier::PERSON, &index_hash, person.area, person.id)?;
    insert(connection, &BULK, 1, |sink| put(sink, sealer, person))
}

/// Hands one person to a bulk insert.
pub fn put(sink: &mut dyn RowSink, sealer: &Sealer, person: &Person) -> StoreResult<()> {
    let id_number = sealer.seal(&id_number_place(person.area, person.id), person.id_number.as_str())?;
    let telephone = person.telephone.as_ref().map(|telephone| sealer.seal(&telephone_place(person.area, person.id), telephone.as_str()));
    sink.row(&[
        (&person.area).into(),
        person.id.into(),
        person.name.as_str().into(),
        id_number.into(),
        telephone.transpose()?.into(),
        person.registered_on.into(),
    ])
}

pub fn find(connection: &mut dyn Connection, sealer: &Sealer, area: AreaCode, id: i64) -> StoreResult<Option<Person>> {
    connection.first(&FIND, &[(&area).into(), id.into()], |row| read(row, sealer))
}

pub fn find_many(connection: &mut dyn Connection, sealer: &Sealer, area: AreaCode, ids: &[i64]) -> StoreResult<Vec<Person>> {
    let mut found = Vec::with_capacity(ids.len());
    for ids in ids.chunks(LIST_LENGTH) {
        found.extend(connection.rows(&FIND_MANY, &with_list((&area).into(), ids), |row| read(row, sealer))?);
    }
    Ok(found)
}

/// People of an area whose name begins with `name`.
pub fn by_name(connection: &mut dyn Connection, sealer: &Sealer, area: AreaCode, name: &str, limit: u32) -> StoreResult<Vec<Person>> {
    let end = after_prefix(name);
    connection.rows(&BY_NAME, &[(&area).into(), name.into(), end.into(), i64::from(limit).into()], |row| read(row, sealer))
}

pub fn is_any(connection: &mut dyn Connection, area: AreaCode) -> StoreResult<bool> {
    Ok(connection.first(&ANY, &[(&area).into()], |row| row.int(0))?.is_some())
}

/// A text behind every text that begins with `prefix`, in the order of bytes.
pub fn after_prefix(prefix: &str) -> String {
    format!("{prefix}{}", char::MAX)
}

fn read(row: &dyn Row, sealer: &Sealer) -> StoreResult<Person> {
    let (area, id) = (row.parsed(0)?, row.int(1)?);
    let damaged = |what: &str| StoreError::Damaged(format!("the {what} of person {id} of {area}"));
    let id_number = sealer.open(&id_number_place(area, id), &row.text(3)?)?;
    let telephone = row.optional_text(4)?.map(|sealed| sealer.open(&telephone_place(area, id), &sealed)).transpose()?;
    Ok(Person {
        area,
        id,
        name: row.parsed(2)?,
        id_number: id_number.parse().map_err(|_| damaged("ID number"))?,
        telephone: telephone.map(|text| text.parse()).transpose().map_err(|_| damaged("telephone"))?,
        registered_on: row.parsed(5)?,
    })
}

fn id_number_place(area: AreaCode, id: i64) -> String {
    format!("person.id_number:{area}:{id}")
}

fn telephone_place(area: AreaCode, id: i64) -> String {
    format!("person.telephone:{area}:{id}")
}
