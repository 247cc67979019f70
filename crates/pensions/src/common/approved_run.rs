//! A change to many pensions at once: proposed by a benefit officer, approved by somebody else, carried out a portion at a time.
//!
//! Each portion is one act of the case machine and names where the next begins. So a crash loses nothing and doubles nothing: what is
//! carried out again begins behind the last portion that was committed.

use agency::registry::CaseView;
use casework::procedure::CaseRef;
use casework::{
    DocumentReference, Effects, EventStamp, Failure, Gathering, Given, IssuedDocument, Notification, Outcome, Procedure, Refusal, Refusals,
    RegistryChange, Role, Stage, StoreError, UnprintedDocument,
};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use values::{AreaCode, Explanation, Fen, Month, Party, Text, VerificationCode};

/// What a run changes, and how.
pub trait PortionedRun: Send + Sync {
    /// Whom it is about.
    type Scope: Clone + Serialize + DeserializeOwned + JsonSchema + Send + Sync;
    type Facts;

    fn name(&self) -> &'static str;

    /// Whose case it is and what it is called.
    fn about(&self, scope: &Self::Scope) -> (Party, Text);

    /// Reads the portion behind `after`.
    fn gather(&self, gathering: &mut Gathering<'_>, scope: &Self::Scope, after: i64, given: &Given) -> Result<Self::Facts, Failure>;

    /// What stands against the whole run; asked when it is proposed and when it is approved.
    fn check(&self, scope: &Self::Scope, facts: &Self::Facts, given: &Given) -> Refusals;

    /// What approving it claims once for ever, such as the year of an adjustment.
    fn claims(&self, _area: AreaCode, _scope: &Self::Scope) -> Vec<RegistryChange> {
        Vec::new()
    }

    /// Carries out one portion. `reason` is why it was proposed. Pure.
    fn carry(&self, case: CaseRef<'_>, scope: &Self::Scope, reason: &str, facts: &Self::Facts, given: &Given) -> Result<Portion, Refusals>;

    /// Codes for sheets that are printed later; a run without sheets needs none.
    fn fresh_codes(&self, _count: usize) -> Result<Vec<VerificationCode>, StoreError> {
        Ok(Vec::new())
    }

    /// Prints a sheet that could not be printed when its pension was decided.
    fn print(
        &self,
        _case: CaseRef<'_>,
        _kept: &UnprintedDocument,
        _code: VerificationCode,
        _given: &Given,
    ) -> Result<IssuedDocument, Refusal> {
        Err(nothing_to_print())
    }
}

/// Sheets printed later in one act.
const SHEETS_AT_ONCE: usize = 50;

fn nothing_to_print() -> Refusal {
    Refusal::new("nothing_to_print", "没有待打印的核定表", "no sheet is left to be printed")
}

/// What became of one pension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    pub entitlement_id: i64,
    pub person_id: i64,
    pub name: String,
    pub from_month: Month,
    pub before: Fen,
    pub after: Fen,
    /// The sheet that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentReference>,
    /// What the sheet says, where it could not be printed at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unprinted: Option<UnprintedDocument>,
}

/// A pension that was left as it is, with the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    pub entitlement_id: i64,
    pub person_id: i64,
    pub name: String,
    pub reason: Text,
}

/// One portion carried out.
#[derive(Debug, Clone, Default)]
pub struct Portion {
    /// The last right looked at; `None` when nothing is left.
    pub last_id: Option<i64>,
    pub changed: Vec<Changed>,
    pub left: Vec<Left>,
    /// Of a single case.
    pub explanation: Option<Explanation>,
    pub effects: Effects,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum RunCommand<Scope> {
    /// A benefit officer proposes it and says why.
    Propose { scope: Scope, reason: String },
    /// A decision maker approves it.
    Approve { note: String },
    /// A decision maker turns it down.
    Discard { reason: String },
    /// The next portion.
    CarryOut,
    /// The sheets that could not be printed when they were decided, as they were decided.
    Print,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RunEvent<Scope> {
    Proposed {
        scope: Scope,
        reason: String,
    },
    Approved {
        note: String,
    },
    Discarded {
        reason: String,
    },
    CarriedOut {
        last_id: i64,
        changed: Vec<Changed>,
        left: Vec<Left>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        explanation: Option<Explanation>,
    },
    Printed {
        documents: Vec<(i64, DocumentReference)>,
    },
    Finished {
        changed_count: u64,
        left_count: u64,
    },
}

/// A run folded from its events.
#[derive(Debug, Clone)]
pub struct RunState<Scope> {
    pub scope: Option<Scope>,
    pub reason: String,
    pub proposed_by: Option<i64>,
    pub approved_by: Option<i64>,
    pub discarded: Option<String>,
    pub is_finished: bool,
    pub last_id: i64,
    pub changed: Vec<Changed>,
    pub left: Vec<Left>,
    pub explanation: Option<Explanation>,
}

impl<Scope> Default for RunState<Scope> {
    fn default() -> RunState<Scope> {
        RunState {
            scope: None,
            reason: String::new(),
            proposed_by: None,
            approved_by: None,
            discarded: None,
            is_finished: false,
            last_id: 0,
            changed: Vec::new(),
            left: Vec::new(),
            explanation: None,
        }
    }
}

/// What a step of a run rests on.
pub struct RunFacts<Facts> {
    pub portion: Option<Facts>,
    /// Codes of the sheets that are printed now.
    pub codes: Vec<VerificationCode>,
}

/// A run as the case machine sees it.
pub struct Portioned<R>(pub R);

impl<R: PortionedRun> Procedure for Portioned<R> {
    type Command = RunCommand<R::Scope>;
    type Event = RunEvent<R::Scope>;
    type State = RunState<R::Scope>;
    type Facts = RunFacts<R::Facts>;

    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn apply(&self, state: &mut Self::State, event: &Self::Event, stamp: &EventStamp) {
        match event {
            RunEvent::Proposed { scope, reason } => {
                state.scope = Some(scope.clone());
                state.reason = reason.clone();
                state.proposed_by = Some(stamp.actor_id);
            }
            RunEvent::Approved { .. } => state.approved_by = Some(stamp.actor_id),
            RunEvent::Discarded { reason } => state.discarded = Some(reason.clone()),
            RunEvent::CarriedOut { last_id, changed, left, explanation } => {
                state.last_id = *last_id;
                state.changed.extend(changed.iter().cloned());
                state.left.extend(left.iter().cloned());
                state.explanation = state.explanation.take().or_else(|| explanation.clone());
            }
            RunEvent::Printed { documents } => {
                for (entitlement_id, document) in documents {
                    if let Some(changed) = state.changed.iter_mut().find(|changed| changed.entitlement_id == *entitlement_id) {
                        (changed.document, changed.unprinted) = (Some(document.clone()), None);
                    }
                }
            }
            RunEvent::Finished { .. } => state.is_finished = true,
        }
    }

    fn gather(
        &self,
        gathering: &mut Gathering<'_>,
        _head: Option<&casework::CaseHead>,
        state: &Self::State,
        command: &Self::Command,
        given: &Given,
    ) -> Result<Self::Facts, Failure> {
        let scope = match command {
            RunCommand::Propose { scope, .. } => Some(scope),
            RunCommand::Print => {
                let codes = self.0.fresh_codes(state.unprinted().take(SHEETS_AT_ONCE).count())?;
                return Ok(RunFacts { portion: None, codes });
            }
            _ => state.scope.as_ref(),
        };
        let portion = scope.map(|scope| self.0.gather(gathering, scope, state.last_id, given)).transpose()?;
        Ok(RunFacts { portion, codes: Vec::new() })
    }

    fn decide(
        &self,
        case: CaseRef<'_>,
        state: &Self::State,
        command: &Self::Command,
        facts: &Self::Facts,
        given: &Given,
    ) -> Result<Outcome<Self::Event>, Refusals> {
        refuse_wrong_actor(case, state, command, given)?;
        let scope = match command {
            RunCommand::Propose { scope, .. } if state.scope.is_none() => scope,
            RunCommand::Propose { .. } => return Err(out_of_turn()),
            _ => state.scope.as_ref().ok_or_else(out_of_turn)?,
        };
        if matches!(command, RunCommand::Print) {
            return print(&self.0, case, state, &facts.codes, given);
        }
        let facts = facts.portion.as_ref().ok_or_else(out_of_turn)?;
        match command {
            RunCommand::Propose { reason, .. } => propose(&self.0, scope, reason, facts, given),
            RunCommand::Approve { note } => approve(&self.0, case, state, scope, note, facts, given),
            RunCommand::Discard { reason } => discard(state, reason),
            RunCommand::CarryOut => carry_out(&self.0, case, state, scope, facts, given),
            RunCommand::Print => Err(nothing_to_print().into()),
        }
    }
}

impl<Scope> RunState<Scope> {
    /// Sheets that were not printed when they were decided.
    pub fn unprinted(&self) -> impl Iterator<Item = (i64, &UnprintedDocument)> {
        self.changed.iter().filter_map(|changed| Some((changed.entitlement_id, changed.unprinted.as_ref()?)))
    }
}

/// Prints what was left, as it was decided; a font that is still missing is said and changes nothing.
fn print<R: PortionedRun>(run: &R, case: CaseRef<'_>, state: &RunState<R::Scope>, codes: &[VerificationCode], given: &Given) -> Decided<R> {
    let mut printed = Vec::new();
    for ((entitlement_id, kept), code) in state.unprinted().zip(codes) {
        printed.push((entitlement_id, run.print(case, kept, *code, given)?));
    }
    if printed.is_empty() {
        return Err(nothing_to_print().into());
    }
    let documents = printed.iter().map(|(entitlement_id, document)| (*entitlement_id, document.reference())).collect();
    let effects = Effects { documents: printed.into_iter().map(|(_, document)| document).collect(), ..Effects::default() };
    Ok(Outcome { events: vec![RunEvent::Printed { documents }], effects })
}

type Decided<R> = Result<Outcome<RunEvent<<R as PortionedRun>::Scope>>, Refusals>;

fn out_of_turn() -> Refusals {
    Refusal::new("out_of_turn", "现在不能进行这一步", "this cannot be done now")
        .hint("请刷新页面查看进度", "reload the page to see where it stands")
        .into()
}

/// Money changes by two people: a benefit officer proposes, a decision maker approves.
fn refuse_wrong_actor<Scope>(
    case: CaseRef<'_>,
    state: &RunState<Scope>,
    command: &RunCommand<Scope>,
    given: &Given,
) -> Result<(), Refusals> {
    let actor = &given.actor;
    let roles: &[Role] = match command {
        RunCommand::Propose { .. } => &[Role::BenefitOfficer],
        RunCommand::Approve { .. } | RunCommand::Discard { .. } => &[Role::DecisionMaker],
        RunCommand::CarryOut | RunCommand::Print => &[Role::BenefitOfficer, Role::DecisionMaker, Role::System],
    };
    if !actor.has_any(roles) || !actor.reaches(case.area) {
        return Err(Refusal::new(
            "not_allowed",
            "由本区域待遇岗提出、审批人批准",
            "a benefit officer of the area proposes it and a decision maker approves",
        )
        .into());
    }
    if matches!(command, RunCommand::Approve { .. }) && state.proposed_by == Some(actor.user_id) {
        return Err(Refusal::new("separation_of_duties", "提出与批准不得为同一人", "who proposed it cannot approve it")
            .hint("请由其他有权限的同事批准", "ask a colleague with this role")
            .into());
    }
    Ok(())
}

fn propose<R: PortionedRun>(run: &R, scope: &R::Scope, reason: &str, facts: &R::Facts, given: &Given) -> Decided<R> {
    let mut refusals = run.check(scope, facts, given);
    if reason.trim().is_empty() || reason.chars().count() > 2000 {
        refusals
            .push(Refusal::new("words_needed", "请填写理由，不超过2000字", "write why, in at most 2,000 characters").on_field("reason"));
    }
    refusals.into_result()?;
    let (party, subject) = run.about(scope);
    let effects = Effects {
        party: Some(party),
        subject: Some(subject),
        stage: Some(Stage::Received),
        awaiting: Some(Some(Role::DecisionMaker)),
        ..Effects::default()
    };
    Ok(Outcome { events: vec![RunEvent::Proposed { scope: scope.clone(), reason: reason.trim().to_owned() }], effects })
}

fn approve<R: PortionedRun>(
    run: &R,
    case: CaseRef<'_>,
    state: &RunState<R::Scope>,
    scope: &R::Scope,
    note: &str,
    facts: &R::Facts,
    given: &Given,
) -> Decided<R> {
    if state.approved_by.is_some() || state.discarded.is_some() {
        return Err(out_of_turn());
    }
    run.check(scope, facts, given).into_result()?;
    let registry = run.claims(case.area, scope);
    let effects = Effects { stage: Some(Stage::Running), awaiting: Some(None), registry, ..Effects::default() };
    Ok(Outcome { events: vec![RunEvent::Approved { note: note.to_owned() }], effects })
}

fn discard<Scope>(state: &RunState<Scope>, reason: &str) -> Result<Outcome<RunEvent<Scope>>, Refusals> {
    if state.approved_by.is_some() || state.discarded.is_some() {
        return Err(out_of_turn());
    }
    if reason.trim().is_empty() {
        return Err(Refusal::new("words_needed", "请填写理由", "write why").on_field("reason").into());
    }
    let effects = Effects { stage: Some(Stage::Refused), awaiting: Some(None), ..Effects::default() };
    Ok(Outcome { events: vec![RunEvent::Discarded { reason: reason.to_owned() }], effects })
}

fn carry_out<R: PortionedRun>(
    run: &R,
    case: CaseRef<'_>,
    state: &RunState<R::Scope>,
    scope: &R::Scope,
    facts: &R::Facts,
    given: &Given,
) -> Decided<R> {
    if state.approved_by.is_none() || state.is_finished {
        return Err(out_of_turn());
    }
    let portion = run.carry(case, scope, &state.reason, facts, given)?;
    let Some(last_id) = portion.last_id else {
        let finished = RunEvent::Finished { changed_count: state.changed.len() as u64, left_count: state.left.len() as u64 };
        let effects = Effects { stage: Some(Stage::Completed), awaiting: Some(None), ..Effects::default() };
        return Ok(Outcome { events: vec![finished], effects });
    };
    let event = RunEvent::CarriedOut { last_id, changed: portion.changed, left: portion.left, explanation: portion.explanation };
    Ok(Outcome { events: vec![event], effects: portion.effects })
}

/// Word to a person whose pension changes.
pub fn letter(title: &Text, case: CaseRef<'_>, changed: &Changed, why: &Text) -> Notification {
    let Changed { from_month, before, after, .. } = changed;
    Notification {
        to: Party::person(changed.person_id),
        subject: Text::new(format!("{}（{}）", title.zh, case.number), format!("{} ({})", title.en, case.number)),
        body: Text::new(
            format!("您的养老金自 {from_month} 起由每月 {before} 元调整为 {after} 元。{}已发月份的差额随下一次发放一并结清。", why.zh),
            format!(
                "From {from_month} on your pension is {after} yuan a month instead of {before}. {}The difference of months already paid is \
                 settled with the next payment.",
                why.en
            ),
        ),
    }
}

/// A run in words.
pub fn view<Scope>(state: &RunState<Scope>, scope_words: impl Fn(&Scope) -> Text) -> CaseView {
    let scope = state.scope.as_ref().map(scope_words).unwrap_or_default();
    let result = (state.is_finished || !state.changed.is_empty()).then(|| {
        let (changed, left) = (state.changed.len(), state.left.len());
        Text::new(format!("已变更 {changed} 人，未变更 {left} 人。"), format!("Changed for {changed}, left for {left}."))
    });
    CaseView {
        described: vec![(Text::new("范围", "Scope"), scope), (Text::new("理由", "Reason"), Text::same(state.reason.clone()))],
        result,
        reason: state.discarded.clone().map(Text::same),
        explanation: state.explanation.clone(),
        application: None,
        ..CaseView::default()
    }
}
