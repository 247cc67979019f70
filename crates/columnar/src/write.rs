//! Writing: rows are gathered until there are enough for a row group.

use std::fs::File;
use std::io::Write;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{ByteArray, ByteArrayType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;

use crate::column::{Column, ColumnKind};

/// Rows of a group, the most that is kept in memory while writing.
pub const ROWS_PER_GROUP: usize = 65_536;

/// A table being written to a file; it is whole only after [`Writer::finish`].
pub struct Writer {
    file: SerializedFileWriter<File>,
    kinds: Vec<ColumnKind>,
    waiting: Vec<Waiting>,
}

enum Waiting {
    Small(Vec<i32>),
    Whole(Vec<i64>),
    Text(Vec<ByteArray>),
}

impl Writer {
    /// Every column has a value in every row.
    pub fn create(file: File, columns: &[(&str, ColumnKind)]) -> Result<Writer, String> {
        let fields: Result<Vec<_>, _> = columns.iter().map(|(name, kind)| field(name, *kind)).collect();
        let schema =
            fields.and_then(|fields| Type::group_type_builder("table").with_fields(fields).build()).map_err(|error| error.to_string())?;
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let file = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties)).map_err(|error| error.to_string())?;
        let kinds: Vec<ColumnKind> = columns.iter().map(|(_, kind)| *kind).collect();
        let waiting = kinds.iter().map(|kind| nothing(*kind)).collect();
        Ok(Writer { file, kinds, waiting })
    }

    /// Adds the rows of a block with the columns named at the beginning.
    pub fn block(&mut self, block: &[Column]) -> Result<(), String> {
        if block.len() != self.waiting.len() {
            return Err(format!("{} columns where the table has {}", block.len(), self.waiting.len()));
        }
        for (waiting, column) in self.waiting.iter_mut().zip(block) {
            waiting.add(column)?;
        }
        if self.waiting.first().is_some_and(|waiting| waiting.len() >= ROWS_PER_GROUP) { self.write_group() } else { Ok(()) }
    }

    /// Writes what waits and the end of the file, and gives it to the disk.
    pub fn finish(mut self) -> Result<(), String> {
        if self.waiting.first().is_some_and(|waiting| waiting.len() > 0) {
            self.write_group()?;
        }
        let mut file = self.file.into_inner().map_err(|error| error.to_string())?;
        file.flush().and_then(|()| file.sync_all()).map_err(|error| error.to_string())
    }

    fn write_group(&mut self) -> Result<(), String> {
        let empty: Vec<Waiting> = self.kinds.iter().map(|kind| nothing(*kind)).collect();
        let waiting = std::mem::replace(&mut self.waiting, empty);
        let mut group = self.file.next_row_group().map_err(|error| error.to_string())?;
        for column in &waiting {
            write_column(&mut group, column).map_err(|error| error.to_string())?;
        }
        group.close().map(|_| ()).map_err(|error| error.to_string())
    }
}

fn nothing(kind: ColumnKind) -> Waiting {
    match kind {
        ColumnKind::Small => Waiting::Small(Vec::new()),
        ColumnKind::Whole => Waiting::Whole(Vec::new()),
        ColumnKind::Text => Waiting::Text(Vec::new()),
    }
}

impl Waiting {
    fn len(&self) -> usize {
        match self {
            Waiting::Small(values) => values.len(),
            Waiting::Whole(values) => values.len(),
            Waiting::Text(values) => values.len(),
        }
    }

    fn add(&mut self, column: &Column) -> Result<(), String> {
        let missing = || "a value is missing".to_owned();
        match (self, column) {
            (Waiting::Small(into), Column::Whole(values)) => {
                for value in values {
                    let value = value.ok_or_else(missing)?;
                    into.push(i32::try_from(value).map_err(|_| format!("{value} does not fit into 32 bits"))?);
                }
            }
            (Waiting::Whole(into), Column::Whole(values)) => {
                for value in values {
                    into.push(value.ok_or_else(missing)?);
                }
            }
            (Waiting::Text(into), Column::Text(values)) => {
                for value in values {
                    into.push(ByteArray::from(value.as_deref().ok_or_else(missing)?));
                }
            }
            _ => return Err("a column of numbers was given texts, or the other way round".to_owned()),
        }
        Ok(())
    }
}

fn field(name: &str, kind: ColumnKind) -> Result<Arc<Type>, ParquetError> {
    let (physical, logical) = match kind {
        ColumnKind::Small => (PhysicalType::INT32, None),
        ColumnKind::Whole => (PhysicalType::INT64, None),
        ColumnKind::Text => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
    };
    Type::primitive_type_builder(name, physical).with_repetition(Repetition::REQUIRED).with_logical_type(logical).build().map(Arc::new)
}

fn write_column(group: &mut SerializedRowGroupWriter<'_, File>, column: &Waiting) -> Result<(), ParquetError> {
    let Some(mut writer) = group.next_column()? else { return Ok(()) };
    match column {
        Waiting::Small(values) => writer.typed::<Int32Type>().write_batch(values, None, None)?,
        Waiting::Whole(values) => writer.typed::<Int64Type>().write_batch(values, None, None)?,
        Waiting::Text(values) => writer.typed::<ByteArrayType>().write_batch(values, None, None)?,
    };
    writer.close()
}
