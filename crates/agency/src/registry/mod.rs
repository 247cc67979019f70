//! Every procedure in one list, each behind the same few questions, so that the desk and the interface need to know none of them.

mod application;
mod extended;
mod plain;
mod strict;

use casework::application::ApplicationState;
use casework::{
    CaseHead, CaseRecord, CaseTarget, DeadlineRecord, Declaration, EmergencyRecord, Failure, Flow, Given, MaterialRequirement, Performed,
    Role, Stage, Store, StoreError, StoredEvent, UnprintedDocument,
};
use serde_json::Value;
use values::{Date, Explanation, Party, Text};
use web::components::Tone;

pub use application::ApplicationSurface;
pub use extended::{Offered, OfferedSurface};
pub use plain::{PlainSurface, folded, folded_by, reprojected};
pub use strict::{read_command, schema_of};

/// What is said of a case, in words: name and value. What a person wrote is the same in both languages.
pub type Described = Vec<(Text, Text)>;

/// A procedure as the desk and the interface see it.
pub trait CaseSurface: Send + Sync {
    /// The stored name, such as `contribution_deferral`.
    fn name(&self) -> &'static str;

    fn title(&self) -> Text;

    /// `None` for what is not offered to applicants, such as a run.
    fn declaration(&self) -> Option<&Declaration>;

    /// JSON Schema 2020-12 of the procedure's commands.
    fn command_schema(&self) -> Value;

    /// Performs a command given as JSON. A field the command does not know is refused.
    fn perform(&self, store: &dyn Store, target: CaseTarget, command: Value, given: &Given) -> Result<Performed, CommandFailure>;

    /// The case in words.
    fn view(&self, record: &CaseRecord) -> Result<CaseView, StoreError>;

    /// The page where an officer sees what the case rests on, if the procedure has one.
    fn officer_page(&self, _head: &CaseHead) -> Option<String> {
        None
    }

    /// The command by which a case takes over what the declared emergencies now say; `None` where none of the limits `open` on it
    /// comes to another day.
    fn reproject(
        &self,
        record: &CaseRecord,
        open: &[DeadlineRecord],
        declared: &[EmergencyRecord],
    ) -> Result<Option<Value>, CommandFailure>;

    /// Whether programs may give its commands. What needs more than one act to be done well is left to the desk.
    fn is_in_interface(&self) -> bool {
        true
    }

    /// The two kinds of events the queue reads of each of its cases to say what is special about it; `None` where nothing is.
    fn queue_events(&self) -> Option<[&'static str; 2]> {
        None
    }

    /// What the queue says beside a case, from its `events` of those kinds, such as that it is in the green channel.
    fn queue_tag(&self, _head: &CaseHead, _events: &[StoredEvent]) -> Option<(Text, Tone)> {
        None
    }

    /// The path segment of its pages and of the interface.
    fn route(&self) -> String {
        self.name().replace('_', "-")
    }
}

/// Every procedure of the agency.
pub struct Registry {
    surfaces: Vec<Box<dyn CaseSurface>>,
}

impl Registry {
    pub fn of(surfaces: Vec<Box<dyn CaseSurface>>) -> Registry {
        Registry { surfaces }
    }

    pub fn all(&self) -> impl Iterator<Item = &dyn CaseSurface> {
        self.surfaces.iter().map(Box::as_ref)
    }

    /// The procedure a stored case belongs to.
    pub fn named(&self, name: &str) -> Option<&dyn CaseSurface> {
        self.all().find(|surface| surface.name() == name)
    }

    /// The procedure of a path segment.
    pub fn routed(&self, route: &str) -> Option<&dyn CaseSurface> {
        self.all().find(|surface| surface.route() == route)
    }

    /// The title of a stored procedure; its name where the program no longer knows it.
    pub fn title(&self, name: &str) -> Text {
        self.named(name).map_or_else(|| Text::same(name), CaseSurface::title)
    }
}

/// Why a command given as JSON was not performed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CommandFailure {
    /// It is not a command of the procedure; the text names the place.
    Malformed(Text),
    Failed(Failure),
}

impl From<Failure> for CommandFailure {
    fn from(failure: Failure) -> CommandFailure {
        CommandFailure::Failed(failure)
    }
}

/// A case folded and put into words.
#[derive(Debug, Clone, Default)]
pub struct CaseView {
    /// What was asked for, or what was done.
    pub described: Described,
    pub result: Option<Text>,
    /// Why it was refused, not accepted or taken back.
    pub reason: Option<Text>,
    pub explanation: Option<Explanation>,
    /// The document of the decision that could not be printed yet: its title, and why.
    pub unprinted: Option<(Text, Text)>,
    pub application: Option<ApplicationView>,
    /// What sets the case apart, in a word or two each.
    pub tags: Vec<(Text, Tone)>,
    /// How its limits came to be what they are, the oldest first: begun, paused, resumed, reckoned anew.
    pub clocks: Vec<ClockEntry>,
    /// Pages of the desk for acts of this procedure alone: words and address.
    pub desk_links: Vec<(Text, String)>,
    /// Who applied, where that is not whose case it is: the applicant completes it and takes it back.
    pub applicant: Option<Party>,
    /// The same for the applicant.
    pub own_links: Vec<(Text, String)>,
}

/// One change of a limit of a case, with the derivation of that day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockEntry {
    pub on: Date,
    /// What happened, such as "paused".
    pub what: Text,
    /// The reckoning, and why.
    pub derivation: Text,
}

/// Where an application stands and who took part.
#[derive(Debug, Clone)]
pub struct ApplicationView {
    pub stage: Stage,
    pub flow: Flow,
    /// Who accepts it.
    pub accepting_role: Role,
    /// Whether the applicant may hand in papers now although no supplement notice is out.
    pub takes_papers: bool,
    /// Whether it is decided on a page of the procedure's own instead of by granting or refusing.
    pub has_own_decision: bool,
    pub submitted_by: Option<i64>,
    pub accepted_by: Option<i64>,
    pub reviewed_by: Option<i64>,
    pub decided_by: Option<i64>,
    pub supplement_requested: bool,
    pub supplement_missing: Vec<String>,
    /// Every paper the procedure may ask for.
    pub requirements: Vec<MaterialRequirement>,
}

/// What a case says of a document that is left to be printed.
pub fn unprinted(kept: Option<&UnprintedDocument>) -> Option<(Text, Text)> {
    kept.map(|kept| (kept.title.clone(), kept.why.clone()))
}

impl ApplicationView {
    pub fn of<Form>(state: &ApplicationState<Form>, declaration: &Declaration, accepting_role: Role) -> ApplicationView {
        ApplicationView {
            stage: state.stage,
            flow: declaration.flow,
            accepting_role,
            takes_papers: false,
            has_own_decision: false,
            submitted_by: state.submitted_by,
            accepted_by: state.accepted_by,
            reviewed_by: state.reviewed_by,
            decided_by: state.decided_by,
            supplement_requested: state.supplement_requested,
            supplement_missing: state.supplement_missing.clone(),
            requirements: declaration.materials.clone(),
        }
    }
}
