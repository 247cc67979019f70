//! Reading: a block of rows at a time, all columns beside each other.

use std::fs::File;
use std::path::Path;

use parquet::basic::{ConvertedType, LogicalType, Type};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;

use crate::column::Column;

/// A table in a file. Reading keeps one page of each column and one block of rows.
pub struct Reader {
    file: SerializedFileReader<File>,
    names: Vec<String>,
    /// Places in the file of the columns asked for.
    chosen: Vec<usize>,
    next_group: usize,
    open: Vec<ColumnReader>,
    rows_left_in_group: usize,
}

impl Reader {
    pub fn open(path: &Path) -> Result<Reader, String> {
        let file = File::open(path).map_err(|error| error.to_string())?;
        let file = SerializedFileReader::new(file).map_err(|error| format!("it cannot be read as Parquet: {}", plain(&error)))?;
        let schema = file.metadata().file_metadata().schema_descr();
        if let Some(nested) = schema.columns().iter().find(|column| column.max_rep_level() > 0 || column.path().parts().len() > 1) {
            return Err(format!("the column `{}` is nested; a table of people has plain columns", nested.path().string()));
        }
        let names = schema.columns().iter().map(|column| column.name().to_owned()).collect();
        Ok(Reader { file, names, chosen: Vec::new(), next_group: 0, open: Vec::new(), rows_left_in_group: 0 })
    }

    /// Every column of the file, in its order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The columns that blocks will have, by their places in the file.
    pub fn choose(&mut self, places: Vec<usize>) -> Result<(), String> {
        let schema = self.file.metadata().file_metadata().schema_descr();
        for place in &places {
            check_kind(&schema.column(*place))?;
        }
        self.chosen = places;
        Ok(())
    }

    /// Replaces `block` by the next rows, at most `most`, and says how many there are; 0 at the end.
    pub fn next_block(&mut self, most: usize, block: &mut Vec<Column>) -> Result<usize, String> {
        while self.rows_left_in_group == 0 {
            if self.next_group == self.file.num_row_groups() {
                block.iter_mut().for_each(Column::clear);
                return Ok(0);
            }
            self.open_group()?;
        }
        let rows = most.min(self.rows_left_in_group);
        let schema = self.file.metadata().file_metadata().schema_descr();
        block.clear();
        for (reader, place) in self.open.iter_mut().zip(&self.chosen) {
            let descriptor = schema.column(*place);
            let column = read_column(reader, rows, descriptor.max_def_level() > 0)
                .map_err(|error| format!("the column `{}` cannot be read: {error}", descriptor.name()))?;
            block.push(column);
        }
        self.rows_left_in_group -= rows;
        Ok(rows)
    }

    fn open_group(&mut self) -> Result<(), String> {
        let broken = |error: &ParquetError| format!("it cannot be read: {}", plain(error));
        let group = self.file.get_row_group(self.next_group).map_err(|error| broken(&error))?;
        let rows = group.metadata().num_rows();
        self.rows_left_in_group = usize::try_from(rows).map_err(|_| format!("a row group claims {rows} rows"))?;
        let readers: Result<Vec<_>, _> = self.chosen.iter().map(|place| group.get_column_reader(*place)).collect();
        self.open = readers.map_err(|error| broken(&error))?;
        self.next_group += 1;
        Ok(())
    }
}

fn check_kind(column: &ColumnDescriptor) -> Result<(), String> {
    let whole = matches!(column.logical_type_ref(), None | Some(LogicalType::Integer { .. }));
    let text = matches!(column.logical_type_ref(), None | Some(LogicalType::String))
        && matches!(column.converted_type(), ConvertedType::NONE | ConvertedType::UTF8);
    match column.physical_type() {
        Type::INT32 | Type::INT64 if whole => Ok(()),
        Type::BYTE_ARRAY if text => Ok(()),
        other => Err(format!("the column `{}` is stored as {other}; whole numbers (INT32, INT64) and UTF-8 texts are read", column.name())),
    }
}

fn read_column(reader: &mut ColumnReader, rows: usize, may_be_empty: bool) -> Result<Column, String> {
    match reader {
        ColumnReader::Int32ColumnReader(reader) => values(reader, rows, may_be_empty, |value| Ok(i64::from(*value))).map(Column::Whole),
        ColumnReader::Int64ColumnReader(reader) => values(reader, rows, may_be_empty, |value| Ok(*value)).map(Column::Whole),
        ColumnReader::ByteArrayColumnReader(reader) => values(reader, rows, may_be_empty, text).map(Column::Text),
        _ => Err("it holds neither whole numbers nor texts".to_owned()),
    }
}

fn text(value: &ByteArray) -> Result<String, String> {
    value.as_utf8().map(str::to_owned).map_err(|_| "the text is not UTF-8".to_owned())
}

fn values<T: DataType, V>(
    reader: &mut ColumnReaderImpl<T>,
    rows: usize,
    may_be_empty: bool,
    convert: impl Fn(&T::T) -> Result<V, String>,
) -> Result<Vec<Option<V>>, String> {
    let (mut found, mut levels) = (Vec::with_capacity(rows), Vec::new());
    let (records, ..) = reader.read_records(rows, may_be_empty.then_some(&mut levels), None, &mut found).map_err(|error| plain(&error))?;
    if records != rows {
        return Err(format!("it ends after {records} rows of {rows}"));
    }
    let mut found = found.iter();
    let missing = || "it has fewer values than it says".to_owned();
    if !may_be_empty {
        return (0..rows).map(|_| found.next().ok_or_else(missing).and_then(&convert).map(Some)).collect();
    }
    let one = |level: &i16| if *level == 0 { Ok(None) } else { found.next().ok_or_else(missing).and_then(&convert).map(Some) };
    levels.iter().map(one).collect()
}

/// The library's sentence without its own name.
fn plain(error: &ParquetError) -> String {
    error.to_string().trim_start_matches("Parquet error: ").to_owned()
}
