//! The commands of the operator, one file each.

pub mod calendar;
pub mod identifier;
pub mod rules;
