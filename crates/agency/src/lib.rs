//! The agency at work, below its procedures: its state, the list of procedures as the desk and the interface see it, the parts
//! every case page is made of, the frame of a page, and what several procedures ask of law and case together.
//!
//! No procedure is known here. A family of procedures is a crate above this one.

mod agency;
pub mod case_parts;
pub mod common;
mod document_office;
pub mod registry;
pub mod routes;
pub mod shell;

pub use agency::{Agency, CollectionAccount, PaymentAccount, RunQueue, site_of};
pub use document_office::DocumentOffice;
