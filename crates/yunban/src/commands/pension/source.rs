//! Where people come from: rows of a CSV file, or blocks of a Parquet file.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use columnar::{Column, Reader};
use rules::pension::ROWS_PER_BLOCK;

use super::people::{Cells, People, Places};
use crate::commands::table::{Faults, Header, Rows};
use crate::failure::{CommandError, CommandResult};

/// A table of people, read block by block.
pub enum Source {
    Csv(Box<Rows>),
    Parquet(Box<ParquetTable>),
}

pub struct ParquetTable {
    path: PathBuf,
    reader: Reader,
    header: Header,
    /// By place in the file, the place in a block.
    in_block: Vec<Option<usize>>,
    block: Vec<Column>,
    rows_read: u64,
}

impl Source {
    /// What a file holds is told by how it begins, not by its name.
    pub fn open(path: &Path) -> CommandResult<Source> {
        let mut beginning = [0; 4];
        let mut file = File::open(path).map_err(|error| CommandError::file(path, &error))?;
        let length = file.read(&mut beginning).map_err(|error| CommandError::file(path, &error))?;
        if !columnar::is_parquet(&beginning[..length]) {
            return Ok(Source::Csv(Box::new(Rows::open(path)?)));
        }
        let reader = Reader::open(path).map_err(|reason| broken(path, &reason))?;
        let header = Header::new(path, reader.names().to_vec());
        let table = ParquetTable { path: path.to_owned(), reader, header, in_block: Vec::new(), block: Vec::new(), rows_read: 0 };
        Ok(Source::Parquet(Box::new(table)))
    }

    pub fn header(&self) -> &Header {
        match self {
            Source::Csv(rows) => &rows.header,
            Source::Parquet(table) => &table.header,
        }
    }

    /// What rows of this kind of file are counted by.
    pub fn counted_by(&self) -> &'static str {
        match self {
            Source::Csv(_) => "line",
            Source::Parquet(_) => "row",
        }
    }

    /// Only these columns are read.
    pub fn choose(&mut self, places: &Places) -> CommandResult {
        let Source::Parquet(table) = self else { return Ok(()) };
        let mut chosen = places.all();
        chosen.sort_unstable();
        chosen.dedup();
        table.in_block = (0..table.reader.names().len()).map(|place| chosen.binary_search(&place).ok()).collect();
        table.reader.choose(chosen).map_err(|reason| broken(&table.path, &reason))
    }

    /// Replaces `people` by the next block and says whether there was one; a row with a fault is left out and named.
    pub fn fill(&mut self, places: &Places, people: &mut People, faults: &mut Faults) -> CommandResult<bool> {
        people.clear();
        match self {
            Source::Csv(rows) => {
                let mut any = false;
                while people.len() < ROWS_PER_BLOCK
                    && let Some((line, record)) = rows.next_row()?
                {
                    any = true;
                    if let Err(fault) = people.push(places, line, &record) {
                        faults.add(line, &fault);
                    }
                }
                Ok(any)
            }
            Source::Parquet(table) => table.fill(places, people, faults),
        }
    }
}

impl ParquetTable {
    fn fill(&mut self, places: &Places, people: &mut People, faults: &mut Faults) -> CommandResult<bool> {
        let rows = self.reader.next_block(ROWS_PER_BLOCK, &mut self.block).map_err(|reason| broken(&self.path, &reason))?;
        for row in 0..rows {
            let number = self.rows_read + row as u64 + 1;
            if let Err(fault) = people.push(places, number, &ParquetRow { table: self, row }) {
                faults.add(number, &fault);
            }
        }
        self.rows_read += rows as u64;
        Ok(rows > 0)
    }
}

struct ParquetRow<'table> {
    table: &'table ParquetTable,
    row: usize,
}

impl ParquetRow<'_> {
    fn column(&self, at: usize) -> Option<&Column> {
        let place = self.table.in_block.get(at).copied().flatten()?;
        self.table.block.get(place)
    }
}

impl Cells for ParquetRow<'_> {
    fn shown(&self, at: usize) -> Cow<'_, str> {
        self.column(at).map_or(Cow::Borrowed(""), |column| match column.text(self.row) {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(column.shown(self.row)),
        })
    }

    fn whole(&self, at: usize) -> Option<i64> {
        let column = self.column(at)?;
        column.whole(self.row).or_else(|| column.text(self.row)?.parse().ok())
    }
}

fn broken(path: &Path, reason: &str) -> CommandError {
    CommandError::new(format!("{}: {reason}", path.display())).hint("correct the file; nothing was written")
}
