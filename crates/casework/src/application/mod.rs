//! An application passes the same stations in every procedure: handed in, accepted (or completed once, or not accepted),
//! reviewed, decided, notified. A procedure only says what is asked for and what follows when it is granted.

pub mod decide;
mod extended;
mod letters;
mod reason;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use values::{AreaCode, Date, Explanation, Party, Text};

use crate::act::{Effects, Outcome};
use crate::actor::{Actor, Given, Role};
use crate::case::{CaseHead, EventStamp, Stage};
use crate::deadline::{Deadline, DeadlineChange, DeadlineRecord};
use crate::declaration::Declaration;
use crate::emergency::EmergencyRecord;
use crate::gathering::Gathering;
use crate::issued::{DocumentReference, IssuedDocument, Paper, UnprintedDocument};
use crate::material::{Material, MaterialRequirement};
use crate::office::Failure;
use crate::procedure::{CaseRef, Procedure};
use crate::refusal::{Refusal, Refusals};
use crate::registry::RegistryChange;
use crate::reprojection::{MovedLimit, moved};
use crate::watch::SpokenOf;

pub use extended::{CommandWith, EventWith};

/// Folds one event into the state. It rests on nothing of the procedure, so that whoever only reads a case needs none.
pub fn fold<Form: Clone>(state: &mut ApplicationState<Form>, event: &ApplicationEvent<Form>, stamp: &EventStamp) {
    decide::apply(state, event, stamp);
}

/// What may be done with an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum ApplicationCommand<Form> {
    /// The applicant hands it in.
    Submit {
        form: Form,
        #[serde(default)]
        materials: Vec<Material>,
    },
    /// A clerk accepts it: everything needed is there, the time limit starts.
    Accept,
    /// A clerk lists once everything that is missing.
    RequestSupplement { missing: Vec<String>, note: String },
    /// The applicant hands in what was missing.
    Supplement {
        #[serde(default)]
        materials: Vec<Material>,
        note: String,
    },
    /// A clerk does not accept it, saying why.
    RefuseAcceptance { reason: String },
    /// A reviewer puts right what was stated, saying why; what was handed in stays on the case. Only where the procedure lets the
    /// agency establish the facts itself.
    Correct { form: Form, reason: String },
    /// A reviewer gives an opinion.
    Review { opinion: String, recommend: bool },
    /// The decision maker grants it.
    Grant { note: String },
    /// The decision maker refuses it, saying why.
    Refuse { reason: String },
    /// The applicant takes it back before it is decided.
    Withdraw { reason: String },
    /// The document of the decision is printed that could not be printed with it.
    Print,
    /// An emergency was declared, ended or moved: the open limits are reckoned anew.
    Reproject,
    /// The nightly look: warns before a limit ends and reports one that has passed.
    Watch,
}

/// What happened to an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ApplicationEvent<Form> {
    Submitted {
        form: Form,
        materials: Vec<Material>,
    },
    Accepted,
    SupplementRequested {
        missing: Vec<String>,
        note: String,
    },
    Supplemented {
        materials: Vec<Material>,
        note: String,
    },
    NotAccepted {
        #[serde(deserialize_with = "reason::read")]
        reason: Text,
    },
    Corrected {
        form: Form,
        reason: String,
    },
    Reviewed {
        opinion: String,
        recommend: bool,
    },
    Granted {
        note: String,
        /// What follows, in words for the applicant.
        result: Text,
        explanation: Explanation,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<DocumentReference>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unprinted: Option<UnprintedDocument>,
    },
    Refused {
        #[serde(deserialize_with = "reason::read")]
        reason: Text,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<DocumentReference>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unprinted: Option<UnprintedDocument>,
    },
    /// The document that was left to be printed was.
    Printed {
        document: DocumentReference,
    },
    Withdrawn {
        reason: String,
    },
    /// Limits came to another day because an emergency changed.
    LimitsMoved {
        moved: Vec<MovedLimit>,
    },
    /// A limit is nearly over; the day it then ended on.
    Warned {
        deadline: String,
        due_on: Date,
    },
    /// A limit has passed.
    Escalated {
        deadline: String,
        due_on: Date,
    },
}

/// The station a step leads to; procedures are asked for facts, checks and deadlines by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Submit,
    Accept,
    RequestSupplement,
    Supplement,
    RefuseAcceptance,
    Correct,
    Review,
    Grant,
    Refuse,
    Withdraw,
    Print,
    Reproject,
    Watch,
}

/// The step being taken, who handed the application in and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Station {
    pub step: Step,
    /// `None` while it is being handed in.
    pub submitted_by: Option<i64>,
    /// The day it was handed in; `None` while it is being handed in.
    pub submitted_on: Option<Date>,
}

impl Station {
    /// An application about to be handed in.
    pub fn submitting() -> Station {
        Station { step: Step::Submit, submitted_by: None, submitted_on: None }
    }
}

impl<Form> ApplicationCommand<Form> {
    pub fn step(&self) -> Step {
        match self {
            ApplicationCommand::Submit { .. } => Step::Submit,
            ApplicationCommand::Accept => Step::Accept,
            ApplicationCommand::RequestSupplement { .. } => Step::RequestSupplement,
            ApplicationCommand::Supplement { .. } => Step::Supplement,
            ApplicationCommand::RefuseAcceptance { .. } => Step::RefuseAcceptance,
            ApplicationCommand::Correct { .. } => Step::Correct,
            ApplicationCommand::Review { .. } => Step::Review,
            ApplicationCommand::Grant { .. } => Step::Grant,
            ApplicationCommand::Refuse { .. } => Step::Refuse,
            ApplicationCommand::Withdraw { .. } => Step::Withdraw,
            ApplicationCommand::Print => Step::Print,
            ApplicationCommand::Reproject => Step::Reproject,
            ApplicationCommand::Watch => Step::Watch,
        }
    }
}

/// An application folded from its events.
#[derive(Debug, Clone)]
pub struct ApplicationState<Form> {
    pub form: Option<Form>,
    pub materials: Vec<Material>,
    pub stage: Stage,
    pub submitted_by: Option<i64>,
    pub submitted_on: Option<Date>,
    pub accepted_by: Option<i64>,
    /// Who put right what was stated, and why; the form above is the corrected one.
    pub corrected_by: Option<i64>,
    pub correction: Option<String>,
    pub reviewed_by: Option<i64>,
    pub decided_by: Option<i64>,
    /// What the one supplement notice listed.
    pub supplement_missing: Vec<String>,
    pub supplement_requested: bool,
    pub result: Option<Text>,
    pub explanation: Option<Explanation>,
    pub reason: Option<Text>,
    /// The document of the decision, where it could not be printed yet.
    pub unprinted: Option<UnprintedDocument>,
    /// Limits already warned of and reported.
    pub spoken_of: SpokenOf,
}

impl<Form> Default for ApplicationState<Form> {
    fn default() -> ApplicationState<Form> {
        ApplicationState {
            form: None,
            materials: Vec::new(),
            stage: Stage::Received,
            submitted_by: None,
            submitted_on: None,
            accepted_by: None,
            corrected_by: None,
            correction: None,
            reviewed_by: None,
            decided_by: None,
            supplement_missing: Vec::new(),
            supplement_requested: false,
            result: None,
            explanation: None,
            reason: None,
            unprinted: None,
            spoken_of: SpokenOf::default(),
        }
    }
}

/// What granting an application means.
#[derive(Debug, Clone, Default)]
pub struct Granted {
    /// In words for the applicant.
    pub result: Text,
    pub explanation: Explanation,
    /// The document of the decision, where there is one.
    pub paper: Option<Paper>,
    /// Registry, obligations, transfers; stage, turn and letters are added by the flow.
    pub effects: Effects,
}

/// A procedure whose case is an application.
pub trait ApplicationProcedure: Send + Sync {
    type Form: Clone + Serialize + DeserializeOwned + schemars::JsonSchema + Send + Sync;
    type Facts;

    fn declaration(&self) -> &Declaration;

    /// Reads what `check` and `grant` need. Called for every step with the form as handed in.
    fn gather(&self, gathering: &mut Gathering<'_>, form: &Self::Form, at: Station, given: &Given) -> Result<Self::Facts, Failure>;

    /// Whose case it is and what it is about, such as "威海海源渔具有限公司 · 缓缴 2020-02". The party of somebody not yet registered
    /// is the agency.
    fn about(&self, form: &Self::Form, facts: &Self::Facts) -> (Party, Text);

    /// The role that accepts it, asks once for what is missing, or does not accept it.
    fn accepting_role(&self) -> Role {
        Role::Clerk
    }

    /// Whether an account may hand it in, complete it and take it back by itself. Where only one party may apply that is who
    /// speaks for it.
    fn may_apply(&self, actor: &Actor, area: AreaCode, form: &Self::Form, facts: &Self::Facts) -> bool {
        let (party, _) = self.about(form, facts);
        let speaks = actor.speaks_for(area, party) || (party == Party::AGENCY && actor.party.is_none());
        actor.has_any(self.declaration().applicants) && speaks
    }

    /// What handing it in claims once for ever in the city, so that the same thing reported twice opens one case.
    fn claims(&self, _area: AreaCode, _form: &Self::Form) -> Vec<RegistryChange> {
        Vec::new()
    }

    /// Whether a reviewer may put right what was stated instead of refusing the application.
    fn may_be_corrected(&self) -> bool {
        false
    }

    /// The conditions in the order of the article; asked when it is handed in and again when it is granted.
    fn check(&self, form: &Self::Form, facts: &Self::Facts, given: &Given, step: Step) -> Refusals;

    /// The papers this application needs: all required ones, and those conditional ones whose condition holds.
    fn needed_materials(&self, _form: &Self::Form, _facts: &Self::Facts) -> Vec<MaterialRequirement> {
        Vec::new()
    }

    /// Limits that start or end with a step. Limits still open when the case ends are ended by the flow.
    fn deadlines(&self, form: &Self::Form, facts: &Self::Facts, given: &Given, step: Step) -> Result<Vec<DeadlineChange>, Refusals>;

    /// The limits `open` on an application reckoned anew under the declared emergencies; those that come to another day move. What
    /// no measure touches is left out.
    fn reckon_anew(
        &self,
        _area: AreaCode,
        _form: &Self::Form,
        _open: &[DeadlineRecord],
        _declared: &[EmergencyRecord],
    ) -> Result<Vec<Deadline>, Refusals> {
        Ok(Vec::new())
    }

    /// What follows from granting it. Pure.
    fn grant(&self, case: CaseRef<'_>, form: &Self::Form, facts: &Self::Facts, given: &Given) -> Result<Granted, Refusals>;

    /// Why it is not accepted or refused, in both languages: what the facts come to and the words of who decides. The words alone
    /// are the same in both.
    fn refusal_words(&self, _form: &Self::Form, _facts: &Self::Facts, _step: Step, words: &str, _given: &Given) -> Result<Text, Refusals> {
        Ok(Text::same(words))
    }

    /// The document that says why it is refused, where there is one.
    fn refusal_paper(
        &self,
        _case: CaseRef<'_>,
        _form: &Self::Form,
        _facts: &Self::Facts,
        _reason: &Text,
        _given: &Given,
    ) -> Result<Option<Paper>, Refusals> {
        Ok(None)
    }

    /// Prints what could not be printed when it was decided.
    fn print(
        &self,
        _case: CaseRef<'_>,
        _facts: &Self::Facts,
        _kept: &UnprintedDocument,
        _given: &Given,
    ) -> Result<IssuedDocument, Refusal> {
        Err(Refusal::new("nothing_to_print", "该事项没有文书", "no document belongs to this case"))
    }

    /// Higher stands in front of the queue.
    fn priority(&self, _form: &Self::Form, _facts: &Self::Facts) -> i32 {
        0
    }
}

/// An application procedure as the case machine sees it.
pub struct Application<P>(pub P);

/// What the procedure gathered and, when limits are reckoned anew, what they rest on.
pub struct ApplicationFacts<Facts> {
    of_procedure: Facts,
    open: Vec<DeadlineRecord>,
    declared: Vec<EmergencyRecord>,
}

impl<Facts> ApplicationFacts<Facts> {
    /// Facts gathered by a procedure that does more than an application.
    pub fn of(of_procedure: Facts) -> ApplicationFacts<Facts> {
        ApplicationFacts { of_procedure, open: Vec::new(), declared: Vec::new() }
    }

    /// The limits open on the case, for the nightly look.
    pub fn with_limits(self, open: Vec<DeadlineRecord>) -> ApplicationFacts<Facts> {
        ApplicationFacts { open, ..self }
    }

    /// What the procedure gathered.
    pub fn of_procedure(&self) -> &Facts {
        &self.of_procedure
    }

    pub fn of_procedure_mut(&mut self) -> &mut Facts {
        &mut self.of_procedure
    }
}

impl<P: ApplicationProcedure> Procedure for Application<P> {
    type Command = ApplicationCommand<P::Form>;
    type Event = ApplicationEvent<P::Form>;
    type State = ApplicationState<P::Form>;
    type Facts = Option<ApplicationFacts<P::Facts>>;

    fn name(&self) -> &'static str {
        self.0.declaration().name
    }

    fn apply(&self, state: &mut Self::State, event: &Self::Event, stamp: &EventStamp) {
        decide::apply(state, event, stamp);
    }

    fn gather(
        &self,
        gathering: &mut Gathering<'_>,
        head: Option<&CaseHead>,
        state: &Self::State,
        command: &Self::Command,
        given: &Given,
    ) -> Result<Self::Facts, Failure> {
        let form = match command {
            ApplicationCommand::Submit { form, .. } | ApplicationCommand::Correct { form, .. } => Some(form),
            _ => state.form.as_ref(),
        };
        let at = Station { step: command.step(), submitted_by: state.submitted_by, submitted_on: state.submitted_on };
        let Some(form) = form else { return Ok(None) };
        let of_procedure = self.0.gather(gathering, form, at, given)?;
        let mut facts = ApplicationFacts { of_procedure, open: Vec::new(), declared: Vec::new() };
        if let (Step::Reproject | Step::Watch, Some(head)) = (at.step, head) {
            facts.declared = gathering.emergencies()?;
            // The limits of a case change with its version only, which the commit checks.
            facts.open = gathering.reader().deadlines(head.area, head.id)?;
            facts.open.retain(|record| record.closed_on.is_none());
        }
        Ok(Some(facts))
    }

    fn reproject(
        &self,
        head: &CaseHead,
        state: &Self::State,
        open: &[DeadlineRecord],
        declared: &[EmergencyRecord],
    ) -> Result<Option<Self::Command>, Refusals> {
        let Some(form) = state.form.as_ref().filter(|_| head.stage.is_open()) else { return Ok(None) };
        let anew = self.0.reckon_anew(head.area, form, open, declared)?;
        Ok((!moved(open, &anew).is_empty()).then_some(ApplicationCommand::Reproject))
    }

    fn decide(
        &self,
        case: CaseRef<'_>,
        state: &Self::State,
        command: &Self::Command,
        facts: &Self::Facts,
        given: &Given,
    ) -> Result<Outcome<Self::Event>, Refusals> {
        decide::decide(&self.0, case, state, command, facts.as_ref(), given)
    }
}
