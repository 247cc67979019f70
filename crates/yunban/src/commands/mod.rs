//! The commands of the operator, one file each.

pub mod backup;
pub mod calendar;
pub mod catalogue;
pub mod certification;
pub mod death;
pub mod demo;
pub mod emergency;
pub mod export;
pub mod identifier;
pub mod import;
pub mod payroll;
pub mod pension;
pub mod report;
pub mod retirement;
pub mod rules;
pub mod run;
pub mod serve;
pub mod table;
mod table_text;
pub mod users;
pub mod verify;
