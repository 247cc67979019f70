//! Tables in Parquet files, read and written in blocks of rows: memory does not grow with the file.
//!
//! Only whole numbers and texts are known here. A column of fractions is refused by its name, since nothing that law or money
//! rests on is read from binary fractions.

mod column;
mod read;
mod write;

pub use column::{Column, ColumnKind};
pub use read::Reader;
pub use write::{ROWS_PER_GROUP, Writer};

/// Whether the beginning of a file is that of a Parquet file.
pub fn is_parquet(beginning: &[u8]) -> bool {
    beginning.starts_with(b"PAR1")
}
