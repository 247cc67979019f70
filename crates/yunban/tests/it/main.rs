//! What can only be tested with everything put together: the program as it is started, killed and read.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where what it needs is missing")]

mod backup;
mod bean_check;
mod certification;
mod command_line;
mod crash;
mod deaths;
mod import;
mod masked;
mod pension;
mod pension_files;
mod program;
mod stories;
mod tampering;
mod tidy;
