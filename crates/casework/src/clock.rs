//! The clock as an argument. Only the binary implements it.

use values::{Date, Instant};

/// Tells the business date and the instant.
pub trait Clock: Send + Sync {
    /// The day the law is asked about. In a demonstration it can be moved.
    fn today(&self) -> Date;
    /// The instant written into the log.
    fn now(&self) -> Instant;
}
