//! Where a payroll stands, who has it, and what keeps it.

use casework::Role;
use maud::Markup;
use values::{Date, Language, Text};
use web::components::{Step as Shown, StepState, Tone, date_words, tag};

use super::super::{State, Step};
use super::load::Payroll;

/// Who is waited for at a step; `None` where it is the program, or nobody any more.
pub fn waits_for(step: Step) -> Option<Role> {
    match step {
        Step::Computing | Step::Closed | Step::Cancelled => None,
        Step::Computed => Some(Role::Reviewer),
        Step::Reviewed => Some(Role::DecisionMaker),
        Step::Approved | Step::FundsRequested | Step::Funded | Step::AtBank => Some(Role::FundAccountant),
        Step::Settled => Some(Role::BenefitOfficer),
    }
}

/// The money of the first batch has not arrived and the promised day has passed.
pub fn is_late(state: &State, today: Date) -> bool {
    let is_settled = state.batches.first().is_some_and(|batch| batch.settlement.is_some());
    !is_settled && !matches!(state.step, Step::Closed | Step::Cancelled) && state.promised_on.is_some_and(|promised_on| today > promised_on)
}

/// What keeps it: the step it stands at, who has it, and since when.
pub fn what_keeps_it(state: &State) -> Text {
    let name = state.step.name();
    let since = |language| state.since.map(|day| date_words(day, language)).unwrap_or_default();
    let (who_chinese, who_english) = match waits_for(state.step) {
        Some(role) => (format!("，由{}办理", role.name().zh), format!(", with the {}", role.name().en)),
        None => (String::new(), String::new()),
    };
    Text::new(
        format!("“{}”{who_chinese}，自{}起", name.zh, since(Language::Chinese)),
        format!("{}{who_english}, since {}", name.en, since(Language::English)),
    )
}

pub fn step_tag(state: &State, today: Date, language: Language) -> Markup {
    let tone = match state.step {
        Step::Closed => Tone::Good,
        Step::Cancelled => Tone::Neutral,
        _ if is_late(state, today) => Tone::Bad,
        _ => Tone::Information,
    };
    tag(&state.step.name(), tone, language)
}

/// The step of the way an event ends, and the step's name when it is done.
const WAY: [(&str, (&str, &str)); 8] = [
    ("computed", ("计算和核查", "Computed and checked")),
    ("reviewed", ("复核", "Reviewed")),
    ("approved", ("审批", "Approved")),
    ("funds_requested", ("向财政申请资金", "Funds requested")),
    ("funds_received", ("财政拨款到账", "Funds received")),
    ("bank_file_made", ("生成银行文件", "File made for the bank")),
    ("result_read", ("读入银行回盘", "The bank's result read")),
    ("closed", ("办结", "Closed")),
];

/// How many parts of the way are done.
fn done(step: Step) -> usize {
    match step {
        Step::Computing => 0,
        Step::Computed => 1,
        Step::Reviewed => 2,
        Step::Approved => 3,
        Step::FundsRequested => 4,
        Step::Funded => 5,
        Step::AtBank => 6,
        Step::Settled => 7,
        Step::Closed => 8,
        Step::Cancelled => 0,
    }
}

/// The whole way with who did what when, and who has it now.
pub fn way(payroll: &Payroll, language: Language) -> Vec<Shown> {
    let is_cancelled = payroll.state.step == Step::Cancelled;
    // How far a cancelled run had come is what was done of it, without a step that comes next.
    let done = if is_cancelled {
        WAY.iter().filter(|(kind, _)| payroll.events.iter().any(|event| event.kind == *kind)).count()
    } else {
        done(payroll.state.step)
    };
    let shown = WAY.iter().enumerate().map(|(position, (kind, (chinese, english)))| {
        let event = payroll.events.iter().rev().find(|event| event.kind == *kind);
        let (state, note) = if position < done {
            let note = event.map(|event| Text::same(format!("{} · {}", date_words(event.stamp.on, language), event.stamp.actor_name)));
            (StepState::Done, note)
        } else if position == done && !is_cancelled {
            (StepState::Current, waits_for(payroll.state.step).map(Role::name))
        } else {
            (StepState::Coming, None)
        };
        Shown { name: Text::new(*chinese, *english), state, note }
    });
    let mut shown: Vec<Shown> = shown.collect();
    if is_cancelled {
        shown.truncate(done);
        let event = payroll.events.iter().rev().find(|event| event.kind == "cancelled");
        let note = event.map(|event| Text::same(format!("{} · {}", date_words(event.stamp.on, language), event.stamp.actor_name)));
        shown.push(Shown { name: Text::new("整批作废", "Cancelled"), state: StepState::Done, note });
    }
    shown
}
