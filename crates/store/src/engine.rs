//! What every database engine gives the store: a connection inside a transaction, and a way to run work in one.

use std::borrow::Cow;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use casework::store::{StoreError, StoreResult};
use values::{AreaCode, Date, Fen, Instant, Month, Party, PartyKind};

use crate::statement::Statement;

/// A value given to a statement or read from a row. These three mean the same on every engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    Null,
    Int(i64),
    Text(Cow<'a, str>),
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Value::Int(number)
    }
}

impl From<bool> for Value<'_> {
    fn from(flag: bool) -> Self {
        Value::Int(i64::from(flag))
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::Text(Cow::Owned(text))
    }
}

impl<'a> From<&'a AreaCode> for Value<'a> {
    fn from(area: &'a AreaCode) -> Self {
        Value::Text(Cow::Borrowed(area.as_str()))
    }
}

impl From<Date> for Value<'_> {
    fn from(day: Date) -> Self {
        Value::Text(Cow::Owned(day.to_string()))
    }
}

impl From<Instant> for Value<'_> {
    fn from(instant: Instant) -> Self {
        Value::Text(Cow::Owned(instant.to_string()))
    }
}

impl From<Month> for Value<'_> {
    fn from(month: Month) -> Self {
        Value::Int(month.number())
    }
}

impl From<Fen> for Value<'_> {
    fn from(amount: Fen) -> Self {
        Value::Int(amount.0)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

/// A row being read. Columns are counted from 0.
pub trait Row {
    fn value(&self, column: usize) -> StoreResult<Value<'_>>;
}

impl<'r> dyn Row + 'r {
    pub fn int(&self, column: usize) -> StoreResult<i64> {
        self.optional_int(column)?.ok_or_else(|| missing(column))
    }

    pub fn optional_int(&self, column: usize) -> StoreResult<Option<i64>> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Int(number) => Ok(Some(number)),
            Value::Text(_) => Err(StoreError::Damaged(format!("column {column} holds a text where a number was expected"))),
        }
    }

    pub fn text(&self, column: usize) -> StoreResult<String> {
        self.optional_text(column)?.ok_or_else(|| missing(column))
    }

    pub fn optional_text(&self, column: usize) -> StoreResult<Option<String>> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Text(text) => Ok(Some(text.into_owned())),
            Value::Int(_) => Err(StoreError::Damaged(format!("column {column} holds a number where a text was expected"))),
        }
    }

    pub fn flag(&self, column: usize) -> StoreResult<bool> {
        Ok(self.int(column)? != 0)
    }

    pub fn fen(&self, column: usize) -> StoreResult<Fen> {
        self.int(column).map(Fen)
    }

    pub fn month(&self, column: usize) -> StoreResult<Month> {
        Month::from_number(self.int(column)?).map_err(|error| damaged(column, &error))
    }

    /// Anything written as text: a date, an instant, an area, an identifier.
    pub fn parsed<T: FromStr>(&self, column: usize) -> StoreResult<T>
    where
        T::Err: std::fmt::Display,
    {
        match self.value(column)? {
            Value::Text(text) => text.parse().map_err(|error| damaged(column, &error)),
            Value::Null | Value::Int(_) => Err(missing(column)),
        }
    }

    pub fn optional_parsed<T: FromStr>(&self, column: usize) -> StoreResult<Option<T>>
    where
        T::Err: std::fmt::Display,
    {
        match self.value(column)? {
            Value::Null => Ok(None),
            _ => self.parsed(column).map(Some),
        }
    }

    /// A word of a closed list.
    pub fn word<T>(&self, column: usize, of: impl Fn(&str) -> Option<T>) -> StoreResult<T> {
        match self.value(column)? {
            Value::Text(word) => of(&word).ok_or_else(|| StoreError::Damaged(format!("column {column} holds the unknown word {word}"))),
            Value::Null | Value::Int(_) => Err(missing(column)),
        }
    }

    /// A party from its kind in `column` and its number in the next.
    pub fn party(&self, column: usize) -> StoreResult<Party> {
        Ok(Party { kind: self.word(column, PartyKind::of)?, id: self.int(column + 1)? })
    }
}

fn missing(column: usize) -> StoreError {
    StoreError::Damaged(format!("column {column} holds nothing, or not what was expected"))
}

fn damaged(column: usize, error: &dyn std::fmt::Display) -> StoreError {
    StoreError::Damaged(format!("column {column}: {error}"))
}

/// Takes the rows of a bulk insert one by one.
pub trait RowSink {
    fn row(&mut self, values: &[Value<'_>]) -> StoreResult<()>;
}

/// Where a bulk insert goes: a table, its columns in order, and the same as an ordinary statement.
pub struct BulkTable {
    pub table: &'static str,
    pub columns: &'static str,
    pub insert: Statement,
}

/// Fewer rows than this are inserted one by one: starting a bulk insert costs more.
const FEW_ROWS: usize = 8;

/// Inserts `count` rows that `fill` hands over, in the way that suits their number.
pub fn insert(
    connection: &mut dyn Connection,
    table: &BulkTable,
    count: usize,
    mut fill: impl FnMut(&mut dyn RowSink) -> StoreResult<()>,
) -> StoreResult<()> {
    if count < FEW_ROWS { fill(&mut OneByOne { connection, table }) } else { connection.bulk(table, &mut fill) }
}

struct OneByOne<'c> {
    connection: &'c mut dyn Connection,
    table: &'c BulkTable,
}

impl RowSink for OneByOne<'_> {
    fn row(&mut self, values: &[Value<'_>]) -> StoreResult<()> {
        self.connection.execute(&self.table.insert, values).map(|_| ())
    }
}

/// Which engine a connection speaks to; only migrations need to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

/// A connection inside a transaction.
pub trait Connection {
    fn dialect(&self) -> Dialect;

    /// Calls `each` for every row.
    fn query(
        &mut self,
        statement: &Statement,
        parameters: &[Value<'_>],
        each: &mut dyn FnMut(&dyn Row) -> StoreResult<()>,
    ) -> StoreResult<()>;

    /// The number of rows touched.
    fn execute(&mut self, statement: &Statement, parameters: &[Value<'_>]) -> StoreResult<u64>;

    /// Inserts many rows by the fastest way the engine has.
    fn bulk(&mut self, table: &BulkTable, fill: &mut dyn FnMut(&mut dyn RowSink) -> StoreResult<()>) -> StoreResult<()>;

    /// Several statements without parameters, for migrations.
    fn batch(&mut self, sql: &str) -> StoreResult<()>;

    /// Parses and plans a statement without running it.
    #[cfg(any(test, feature = "testing"))]
    fn prepare(&mut self, statement: &Statement) -> StoreResult<()>;
}

impl<'c> dyn Connection + 'c {
    pub fn rows<T>(
        &mut self,
        statement: &Statement,
        parameters: &[Value<'_>],
        mut read: impl FnMut(&dyn Row) -> StoreResult<T>,
    ) -> StoreResult<Vec<T>> {
        let mut found = Vec::new();
        self.query(statement, parameters, &mut |row| {
            found.push(read(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The first row, if there is one.
    pub fn first<T>(
        &mut self,
        statement: &Statement,
        parameters: &[Value<'_>],
        mut read: impl FnMut(&dyn Row) -> StoreResult<T>,
    ) -> StoreResult<Option<T>> {
        let mut found = None;
        self.query(statement, parameters, &mut |row| {
            if found.is_none() {
                found = Some(read(row)?);
            }
            Ok(())
        })?;
        Ok(found)
    }
}

/// Work to be done inside one transaction. It may be run again when the engine had to roll it back, so it must not
/// consume what it needs.
pub type Work = Box<dyn FnMut(&mut dyn Connection) -> StoreResult<()> + Send>;

/// How a piece of work is to be treated beside others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// A few statements: may share its commit with others.
    Act,
    /// Thousands of rows: gets a transaction of its own and more time.
    Bulk,
}

/// A database.
pub trait Engine: Send + Sync {
    /// Runs `work` in a transaction and commits it; an answer of `Ok` means that it is durable.
    fn write(&self, weight: Weight, work: Work) -> StoreResult<()>;

    /// One consistent look at the data, ended when dropped.
    fn read(&self) -> StoreResult<Box<dyn Connection + '_>>;
}

/// Runs `work` in a transaction and hands back what it found.
pub fn write<T: Send + 'static>(
    engine: &dyn Engine,
    weight: Weight,
    mut work: impl FnMut(&mut dyn Connection) -> StoreResult<T> + Send + 'static,
) -> StoreResult<T> {
    let answer = Arc::new(Mutex::new(None));
    let kept = Arc::clone(&answer);
    engine.write(
        weight,
        Box::new(move |connection| {
            let found = work(connection)?;
            *kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(found);
            Ok(())
        }),
    )?;
    let found = answer.lock().unwrap_or_else(PoisonError::into_inner).take();
    found.ok_or(StoreError::Unknown)
}
