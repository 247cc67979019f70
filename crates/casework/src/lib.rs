//! The case machine: one act is load, gather, decide, commit.
//!
//! What administrative-procedure law defines once for all lives here: the case and its events, deadlines, materials,
//! the one supplement notice, separation of duties, notifications, the work queue, the registers and runs, and the seam to
//! storage. No procedure, no rule of law and no database is known here.

pub mod act;
pub mod actor;
pub mod application;
pub mod audit;
pub mod benefit;
pub mod career;
pub mod case;
pub mod caused;
pub mod clock;
pub mod deadline;
pub mod declaration;
pub mod emergency;
pub mod gathering;
pub mod identity;
pub mod issued;
pub mod material;
#[cfg(feature = "memory")]
pub mod memory;
pub mod notification;
pub mod office;
pub mod payee;
pub mod payroll;
pub mod procedure;
pub mod refusal;
pub mod register;
pub mod registry;
pub mod reprojection;
pub mod run;
pub mod store;
pub mod watch;
pub mod worklist;

pub use act::{Act, CaseReference, CaseTarget, Effects, ObligationChange, Outcome};
pub use actor::{Actor, Channel, Given, OnBehalf, Role};
pub use benefit::{BenefitAmount, BenefitChange, BenefitFund, BenefitKind, Entitlement, Suspension};
pub use career::{CareerYear, PensionRecord};
pub use case::{CaseHead, CaseRecord, EventStamp, Stage, StoredEvent};
pub use caused::CausedFilter;
pub use clock::Clock;
pub use deadline::{Deadline, DeadlineChange, DeadlineRecord, MetCount, STANDS_STILL, Standing};
pub use declaration::{Declaration, Flow};
pub use emergency::EmergencyRecord;
pub use gathering::Gathering;
pub use issued::{DocumentReference, IssuedDocument, IssuedRecord, Paper, UnprintedDocument};
pub use material::{Material, MaterialRequirement, Requirement};
pub use notification::Notification;
pub use office::{Failure, Performed, perform};
pub use payee::{Certification, CertificationWay, PayeeAccount, Pensioner};
pub use procedure::Procedure;
pub use refusal::{Refusal, Refusals};
pub use register::{RegisterEntry, RegisterRecord};
pub use registry::{ContributionRow, Employer, Employment, Person, RegistryChange};
pub use reprojection::MovedLimit;
pub use store::{Reader, Store, StoreError, Views};
