//! A connection of PostgreSQL inside a transaction.

use std::io::Write;

use casework::store::{StoreError, StoreResult};
use postgres::types::{ToSql, Type};
use postgres::{Client, CopyInWriter};

use super::{Manager, Stopped, is_shutting_down, is_worth_another_try, meaning};
use crate::engine::{BulkTable, Connection, Dialect, Row, RowSink, Value};
use crate::statement::Statement;

/// Rolled back when dropped without a commit.
pub struct InTransaction {
    client: r2d2::PooledConnection<Manager>,
    failure: Option<StoreError>,
    may_be_tried_again: bool,
    is_over: bool,
}

impl InTransaction {
    /// On a client that has just begun a transaction.
    pub fn new(client: r2d2::PooledConnection<Manager>) -> InTransaction {
        InTransaction { client, failure: None, may_be_tried_again: false, is_over: false }
    }

    /// The first statement that failed.
    pub fn failure(&self) -> Option<StoreError> {
        self.failure.clone()
    }

    /// Whether the transaction is gone for a reason that another try may not meet: nothing of it can have been committed.
    pub fn may_be_tried_again(&self) -> bool {
        self.may_be_tried_again
    }

    pub fn commit(mut self) -> Result<(), Stopped> {
        self.is_over = true;
        match self.client.batch_execute("COMMIT") {
            Ok(()) => Ok(()),
            Err(error) if error.code().is_some_and(is_worth_another_try) => Err(Stopped::RolledBack(StoreError::Conflict)),
            Err(error) => {
                tracing::error!(%error, "a commit was not answered");
                Err(Stopped::Failed(StoreError::Unknown))
            }
        }
    }

    fn note(&mut self, error: &postgres::Error) -> StoreError {
        let meaning = meaning(error);
        if self.failure.is_none() {
            self.may_be_tried_again = error.code().is_some_and(|code| is_worth_another_try(code) || is_shutting_down(code))
                || error.is_closed()
                || self.client.is_closed();
            self.failure = Some(meaning.clone());
        }
        meaning
    }
}

impl Drop for InTransaction {
    fn drop(&mut self) {
        if self.is_over || self.client.is_closed() {
            return;
        }
        if let Err(error) = self.client.batch_execute("ROLLBACK") {
            tracing::warn!(%error, "a transaction was not ended in order");
        }
    }
}

/// Parameters with their types, as they are sent.
fn typed<'p>(parameters: &'p [Value<'p>]) -> Vec<(&'p (dyn ToSql + Sync), Type)> {
    const NOTHING: &Option<&str> = &None;
    let with_type = |value: &'p Value<'p>| -> (&'p (dyn ToSql + Sync), Type) {
        match value {
            // The server takes the type from where the parameter stands.
            Value::Null => (NOTHING, Type::UNKNOWN),
            Value::Int(number) => (number, Type::INT8),
            Value::Text(text) => (text, Type::TEXT),
        }
    };
    parameters.iter().map(with_type).collect()
}

impl Connection for InTransaction {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn query(
        &mut self,
        statement: &Statement,
        parameters: &[Value<'_>],
        each: &mut dyn FnMut(&dyn Row) -> StoreResult<()>,
    ) -> StoreResult<()> {
        let rows = self.client.query_typed(statement.postgres(), &typed(parameters)).map_err(|error| self.note(&error))?;
        rows.iter().try_for_each(|row| each(&PostgresRow(row)))
    }

    fn execute(&mut self, statement: &Statement, parameters: &[Value<'_>]) -> StoreResult<u64> {
        self.client.execute_typed(statement.postgres(), &typed(parameters)).map_err(|error| self.note(&error))
    }

    fn bulk(&mut self, table: &BulkTable, fill: &mut dyn FnMut(&mut dyn RowSink) -> StoreResult<()>) -> StoreResult<()> {
        copy(&mut self.client, table, fill).map_err(|stop| match stop {
            CopyStopped::Work(error) => self.failure.get_or_insert(error).clone(),
            CopyStopped::Server(error) => self.note(&error),
        })
    }

    fn batch(&mut self, sql: &str) -> StoreResult<()> {
        self.client.batch_execute(sql).map_err(|error| self.note(&error))
    }

    #[cfg(any(test, feature = "testing"))]
    fn prepare(&mut self, statement: &Statement) -> StoreResult<()> {
        self.client.prepare(statement.postgres()).map(|_| ()).map_err(|error| self.note(&error))
    }
}

struct PostgresRow<'r>(&'r postgres::Row);

impl Row for PostgresRow<'_> {
    fn value(&self, column: usize) -> StoreResult<Value<'_>> {
        let Some(description) = self.0.columns().get(column) else {
            return Err(StoreError::Damaged(format!("there is no column {column}")));
        };
        let value = match *description.type_() {
            Type::INT8 => self.0.try_get::<_, Option<i64>>(column).map(Value::from),
            Type::INT4 => self.0.try_get::<_, Option<i32>>(column).map(|number| Value::from(number.map(i64::from))),
            Type::TEXT => self.0.try_get::<_, Option<&str>>(column).map(Value::from),
            ref other => return Err(StoreError::Damaged(format!("column {column} is of the type {other}"))),
        };
        value.map_err(|error| StoreError::Damaged(format!("column {column}: {error}")))
    }
}

/// Why a bulk insert ended early.
enum CopyStopped {
    /// What was to be written could not be made.
    Work(StoreError),
    Server(postgres::Error),
}

/// Bytes gathered before they are handed to the connection.
const COPY_BUFFER_BYTES: usize = 64 * 1024;

fn copy(client: &mut Client, table: &BulkTable, fill: &mut dyn FnMut(&mut dyn RowSink) -> StoreResult<()>) -> Result<(), CopyStopped> {
    let sql = format!("COPY {} ({}) FROM STDIN", table.table, table.columns);
    let writer = client.copy_in(&sql).map_err(CopyStopped::Server)?;
    let mut copying = Copying { writer, buffer: Vec::with_capacity(COPY_BUFFER_BYTES + 1024), stopped: None };
    let filled = fill(&mut copying);
    let Copying { mut writer, buffer, stopped } = copying;
    if let Some(error) = stopped {
        return Err(server_error(error));
    }
    // A writer dropped before its end makes the server forget the rows.
    filled.map_err(CopyStopped::Work)?;
    writer.write_all(&buffer).map_err(server_error)?;
    writer.finish().map(|_| ()).map_err(CopyStopped::Server)
}

fn server_error(error: std::io::Error) -> CopyStopped {
    let told = error.to_string();
    match error.into_inner().map(|inner| inner.downcast::<postgres::Error>()) {
        Some(Ok(error)) => CopyStopped::Server(*error),
        _ => CopyStopped::Work(StoreError::Unavailable(told)),
    }
}

/// Rows in the text format of COPY.
struct Copying<'c> {
    writer: CopyInWriter<'c>,
    buffer: Vec<u8>,
    stopped: Option<std::io::Error>,
}

impl RowSink for Copying<'_> {
    fn row(&mut self, values: &[Value<'_>]) -> StoreResult<()> {
        for (position, value) in values.iter().enumerate() {
            if position > 0 {
                self.buffer.push(b'\t');
            }
            match value {
                Value::Null => self.buffer.extend_from_slice(b"\\N"),
                Value::Int(number) => append_number(&mut self.buffer, *number),
                Value::Text(text) => append_escaped(&mut self.buffer, text),
            }
        }
        self.buffer.push(b'\n');
        if self.buffer.len() < COPY_BUFFER_BYTES {
            return Ok(());
        }
        let written = self.writer.write_all(&self.buffer);
        self.buffer.clear();
        written.map_err(|error| {
            let told = StoreError::Unavailable(error.to_string());
            self.stopped = Some(error);
            told
        })
    }
}

/// The digits of a number; the general formatting of the standard library takes several times as long, and rows are all numbers.
fn append_number(buffer: &mut Vec<u8>, number: i64) {
    let mut digits = [0_u8; 20];
    let mut first = digits.len();
    let mut rest = number.unsigned_abs();
    loop {
        first -= 1;
        digits[first] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        buffer.push(b'-');
    }
    buffer.extend_from_slice(&digits[first..]);
}

fn append_escaped(buffer: &mut Vec<u8>, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'\\' => buffer.extend_from_slice(b"\\\\"),
            b'\t' => buffer.extend_from_slice(b"\\t"),
            b'\n' => buffer.extend_from_slice(b"\\n"),
            b'\r' => buffer.extend_from_slice(b"\\r"),
            other => buffer.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_texts_are_written_as_copy_reads_them() {
        for number in [0, 7, -7, 10, 202_002, i64::MAX, i64::MIN] {
            let mut buffer = Vec::new();
            append_number(&mut buffer, number);
            assert_eq!(String::from_utf8(buffer).unwrap(), number.to_string());
        }
        let mut buffer = Vec::new();
        append_escaped(&mut buffer, "a\tb\\c\n海");
        assert_eq!(String::from_utf8(buffer).unwrap(), "a\\tb\\\\c\\n海");
    }
}
