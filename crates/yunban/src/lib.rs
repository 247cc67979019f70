//! The program around the agency: command line, seeds, import and export, checks of the whole store. Only this crate reads the
//! clock and makes randomness.

pub mod city;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod demo_page;
pub mod failure;
pub mod place;
pub mod progress;
pub mod secrets;
pub mod site;
pub mod worker;
