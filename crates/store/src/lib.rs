//! The one implementation of the seam to storage, in SQL, on SQLite and on PostgreSQL. It holds no rule of the agency.
//!
//! An act is one transaction; what it rests on is checked in it. The SQL is the same text on both engines.

mod backup;
mod commit;
mod document;
mod engine;
mod keys;
mod location;
mod migration;
mod number_block;
mod payroll;
mod postgres;
mod reader;
mod run;
mod sql_store;
mod sqlite;
mod statement;
mod tables;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod views;

pub use backup::{back_up, database_file_name};
pub use keys::Keys;
pub use location::{Location, is_empty, migrate, open, open_read_only};
