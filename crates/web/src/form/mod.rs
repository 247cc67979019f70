//! What a reader sent, what was wrong with it, and typed values out of it.

mod data;
mod errors;
mod reader;
mod receive;

pub use data::{FormData, FormRefusal, UNREADABLE, UploadedFile};
pub use errors::FormErrors;
pub use reader::{FormReader, halfwidth};
pub use receive::FormRejection;

/// The largest form without files, in bytes.
pub const LARGEST_FORM: usize = 256 * 1024;
/// The largest form with files, in bytes; the router's body limit for uploads must allow as much.
pub const LARGEST_UPLOAD: usize = 12 * 1024 * 1024;
/// The most fields one form may carry.
pub const MOST_FIELDS: usize = 5_000;
