//! The agency at work: its storage, its law and its clock, handed to every procedure.

use std::sync::Arc;

use casework::{Clock, Store};
use rules::Law;

/// Everything a page, the interface or a command of the operator needs to perform an act.
#[derive(Clone)]
pub struct Agency {
    pub store: Arc<dyn Store>,
    pub law: Arc<Law>,
    pub clock: Arc<dyn Clock>,
}
