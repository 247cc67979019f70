//! Printable documents (文书): typed data in, the bytes of a PDF out.
//!
//! Pure: no clock, no randomness and no storage; fonts are read from the system once. Text is data and never markup: there is no
//! language between a name and the page in which it could be anything else.

mod blocks;
mod flow;
mod fonts;
pub mod kinds;
mod line;
pub mod paper;
mod pdf;
pub mod press;
mod qr;
mod table;

pub use paper::{Block, Column, Document, Holds, Imprint, Table};
pub use press::{Press, PressError};
