//! Insured employers. The telephone of the contact is sealed; the credit code is public.

use casework::registry::Employer;
use casework::store::{StoreError, StoreResult};
use values::AreaCode;

use super::person::after_prefix;
use super::{LIST_LENGTH, identifier, list_from_2, with_list};
use crate::engine::{BulkTable, Connection, Row, RowSink, insert};
use crate::keys::Sealer;
use crate::statement::{Statement, statements};

macro_rules! columns {
    () => {
        "area, id, name, credit_code, address, contact_name, telephone_sealed, injury_class, injury_factor_permille, founded_on, registered_on"
    };
}

statements! {
    FIND = concat!("SELECT ", columns!(), " FROM employer WHERE area = $1 AND id = $2");
    FIND_MANY = concat!("SELECT ", columns!(), " FROM employer WHERE area = $1 AND id IN (", list_from_2!(), ")");
    BY_NAME = concat!("SELECT ", columns!(), " FROM employer WHERE area = $1 AND name >= $2 AND name < $3 ORDER BY name, id LIMIT $4");
    ANY = "SELECT id FROM employer WHERE area = $1 LIMIT 1";
    OF_CHUNK = "SELECT id, injury_class, injury_factor_permille FROM employer WHERE area = $1 AND id BETWEEN $2 AND $3 ORDER BY id";
}

pub static BULK: BulkTable = BulkTable {
    table: "employer",
    columns: columns!(),
    insert: Statement::new(concat!("INSERT INTO employer (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")),
};

/// Registers an employer; `DuplicateIdentifier` when the credit code is registered anywhere in the city.
pub fn add(connection: &mut dyn Connection, sealer: &Sealer, employer: &Employer) -> StoreResult<()> {
    let index_hash = sealer.blind_index(identifier::EMPLOYER, employer.credit_code.as_str());
    identifier::add(connection, identifier::EMPLOYER, &index_hash, employer.area, employer.id)?;
    insert(connection, &BULK, 1, |sink| put(sink, sealer, employer))
}

/// Hands one employer to a bulk insert.
pub fn put(sink: &mut dyn RowSink, sealer: &Sealer, employer: &Employer) -> StoreResult<()> {
    let place = telephone_place(employer.area, employer.id);
    let telephone = employer.telephone.as_ref().map(|telephone| sealer.seal(&place, telephone.as_str())).transpose()?;
    sink.row(&[
        (&employer.area).into(),
        employer.id.into(),
        (&employer.name).into(),
        employer.credit_code.as_str().into(),
        (&employer.address).into(),
        (&employer.contact_name).into(),
        telephone.into(),
        i64::from(employer.injury_class).into(),
        i64::from(employer.injury_factor_permille).into(),
        employer.founded_on.into(),
        employer.registered_on.into(),
    ])
}

pub fn find(connection: &mut dyn Connection, sealer: &Sealer, area: AreaCode, id: i64) -> StoreResult<Option<Employer>> {
    connection.first(&FIND, &[(&area).into(), id.into()], |row| read(row, sealer))
}

/// Many at once, in no order.
pub fn find_many(connection: &mut dyn Connection, sealer: &Sealer, area: AreaCode, ids: &[i64]) -> StoreResult<Vec<Employer>> {
    let mut found = Vec::new();
    for some in ids.chunks(LIST_LENGTH) {
        found.extend(connection.rows(&FIND_MANY, &with_list((&area).into(), some), |row| read(row, sealer))?);
    }
    Ok(found)
}

/// Employers of an area whose name begins with `name`.
pub fn by_name(connection: &mut dyn Connection, sealer: &Sealer, area: AreaCode, name: &str, limit: u32) -> StoreResult<Vec<Employer>> {
    let parameters = [(&area).into(), name.into(), after_prefix(name).into(), i64::from(limit).into()];
    connection.rows(&BY_NAME, &parameters, |row| read(row, sealer))
}

pub fn is_any(connection: &mut dyn Connection, area: AreaCode) -> StoreResult<bool> {
    Ok(connection.first(&ANY, &[(&area).into()], |row| row.int(0))?.is_some())
}

/// (id, injury class, injury factor in thousandths) of the employers from `first` to `last`, in order.
pub fn of_chunk(connection: &mut dyn Connection, area: AreaCode, first: i64, last: i64) -> StoreResult<Vec<(i64, u8, u16)>> {
    connection.rows(&OF_CHUNK, &[(&area).into(), first.into(), last.into()], |row| Ok((row.int(0)?, small(row, 1)?, small(row, 2)?)))
}

fn read(row: &dyn Row, sealer: &Sealer) -> StoreResult<Employer> {
    let (area, id) = (row.parsed(0)?, row.int(1)?);
    let telephone = row.optional_text(6)?.map(|sealed| sealer.open(&telephone_place(area, id), &sealed)).transpose()?;
    let telephone = telephone.map(|text| text.parse()).transpose();
    Ok(Employer {
        area,
        id,
        name: row.text(2)?,
        credit_code: row.parsed(3)?,
        address: row.text(4)?,
        contact_name: row.text(5)?,
        telephone: telephone.map_err(|_| StoreError::Damaged(format!("the telephone of employer {id} of {area}")))?,
        injury_class: small(row, 7)?,
        injury_factor_permille: small(row, 8)?,
        founded_on: row.parsed(9)?,
        registered_on: row.parsed(10)?,
    })
}

fn small<T: TryFrom<i64>>(row: &dyn Row, column: usize) -> StoreResult<T> {
    T::try_from(row.int(column)?).map_err(|_| StoreError::Damaged(format!("column {column} of an employer is out of its range")))
}

fn telephone_place(area: AreaCode, id: i64) -> String {
    format!("employer.telephone:{area}:{id}")
}
