//! Decisions on a payroll: who may do what when. Pure.

use agency::PaymentAccount;
use agency::common::not_covered;
use casework::procedure::CaseRef;
use casework::{Deadline, DeadlineChange, Effects, Given, Outcome, Refusal, Refusals, Role, Stage};
use ledger::BenefitFund;
use rules::Law;
use rules::payroll::{PayrollChecks, payday};
use values::{Fen, Month, Party, Text};

use casework::payroll::PayrollFindingKind;

use super::{Command, Event, Facts, State, Step, account, cancel, letters, money, pay, result};

/// The promised day among the deadlines of the case.
pub const PAYDAY: &str = "payday";

/// Everything a decision knows.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    pub law: &'a Law,
    pub payer: Option<&'a PaymentAccount>,
    pub case: CaseRef<'a>,
    pub state: &'a State,
    pub facts: &'a Facts,
    pub given: &'a Given,
}

pub fn decide(asked: &Asked<'_>, command: &Command) -> Result<Outcome<Event>, Refusals> {
    refuse_wrong_role(asked, command)?;
    refuse_wrong_step(asked, command)?;
    match command {
        Command::Start { month, funds } => start(asked, *month, funds),
        Command::FinishComputing => finish(asked),
        Command::Release { reason, .. } => pay::release(asked, reason),
        Command::HoldOut { reason, .. } => pay::hold_out(asked, reason),
        Command::CorrectAccount { holder, bank_name, bank_code, number, .. } => {
            account::correct(asked, &account::Written { holder, bank_name, bank_code, number })
        }
        Command::Review => review(asked),
        Command::Approve => approve(asked),
        Command::RequestFunds => money::request(asked),
        Command::ConfirmFunds { received_on, reference, amount } => money::confirm(asked, received_on, reference, amount),
        Command::MakeBankFile => money::make_file(asked),
        Command::ReadBankResult { result } => result::read(asked, result),
        Command::Reissue => result::reissue(asked),
        Command::Close => result::close(asked),
        Command::ProposeCancel { reason } => cancel::propose(asked, reason),
        Command::Cancel => cancel::cancel(asked),
        Command::KeepGoing { reason } => cancel::keep_going(asked, reason),
    }
}

/// The roles that may give a command, of which one is needed.
pub fn roles_of(command: &Command) -> &'static [Role] {
    match command {
        Command::Start { .. } => &[Role::BenefitOfficer, Role::System],
        Command::FinishComputing => &[Role::System, Role::BenefitOfficer],
        Command::Release { .. } | Command::CorrectAccount { .. } | Command::Close => &[Role::BenefitOfficer],
        Command::HoldOut { .. } => &[Role::BenefitOfficer, Role::Reviewer, Role::DecisionMaker],
        Command::Review | Command::Reissue => &[Role::Reviewer],
        Command::Approve | Command::Cancel | Command::KeepGoing { .. } => &[Role::DecisionMaker],
        Command::ProposeCancel { .. } => cancel::MAY_PROPOSE,
        Command::RequestFunds | Command::ConfirmFunds { .. } | Command::MakeBankFile => &[Role::FundAccountant],
        // Reading the bank's answer leaves nothing to anybody's discretion, so a job may do it.
        Command::ReadBankResult { .. } => &[Role::FundAccountant, Role::System],
    }
}

fn refuse_wrong_role(asked: &Asked<'_>, command: &Command) -> Result<(), Refusals> {
    let roles = roles_of(command);
    if asked.given.actor.has_any(roles) && asked.given.actor.reaches(asked.case.area) {
        return Ok(());
    }
    let names: Vec<Text> = roles.iter().filter(|role| **role != Role::System).map(|role| role.name()).collect();
    let join = |separator: &str, of: fn(&Text) -> &str| names.iter().map(of).collect::<Vec<_>>().join(separator);
    Err(Refusal::new(
        "not_allowed",
        format!("这一步由本区域{}办理", join("或", |name| &name.zh)),
        format!("this step is for the area's {}", join(" or ", |name| &name.en)),
    )
    .into())
}

fn refuse_wrong_step(asked: &Asked<'_>, command: &Command) -> Result<(), Refusals> {
    let step = asked.state.step;
    let is_new = asked.case.head.is_none();
    let fits = match command {
        Command::Start { .. } => is_new,
        _ if is_new => false,
        Command::FinishComputing => step == Step::Computing,
        Command::Release { .. } | Command::Review => step == Step::Computed,
        // Until the money was asked for, anybody who has to do with the run may stop a payment.
        Command::HoldOut { .. } => matches!(step, Step::Computed | Step::Reviewed | Step::Approved),
        Command::CorrectAccount { .. } => !matches!(step, Step::Computing | Step::Closed | Step::Cancelled),
        Command::Approve => step == Step::Reviewed,
        Command::RequestFunds => step == Step::Approved,
        Command::ConfirmFunds { .. } => step == Step::FundsRequested,
        Command::MakeBankFile => step == Step::Funded,
        // Whether a file that comes at another time was read before is for the reading to say.
        Command::ReadBankResult { .. } => matches!(step, Step::AtBank | Step::Settled | Step::Funded | Step::Closed),
        Command::Reissue => step == Step::Settled,
        // Once the file is made the bank may have it; what must not be paid then is a matter between bank and agency.
        Command::ProposeCancel { .. } | Command::Cancel | Command::KeepGoing { .. } => asked.state.may_be_cancelled(),
        Command::Close => step == Step::Settled || (step == Step::Computed && asked.state.payments() == 0),
    };
    let decides_on_it = matches!(command, Command::ProposeCancel { .. } | Command::Cancel | Command::KeepGoing { .. });
    if fits && asked.state.cancel.is_some() && !decides_on_it {
        return Err(Refusal::new(
            "cancel_proposed",
            "已提出整批作废，决定之前不能办理其他步骤",
            "cancelling is proposed; nothing else is done before that is decided",
        )
        .hint("请审批人决定作废或者继续", "a decision maker cancels it or lets it go on")
        .into());
    }
    if fits {
        return Ok(());
    }
    let stands = if is_new { Text::new("尚未启动", "not started") } else { step.name() };
    Err(Refusal::new(
        "not_now",
        format!("该发放批次现在的状态是“{}”，不能办理这一步", stands.zh),
        format!("this payroll stands at \"{}\"; this step is not possible now", stands.en),
    )
    .into())
}

/// 社会保险法 第73条: on time and in full; so the promised day runs from the start as a deadline, and what is due is asked month by month.
fn start(asked: &Asked<'_>, month: Month, funds: &[BenefitFund]) -> Result<Outcome<Event>, Refusals> {
    let Asked { law, facts, given, .. } = *asked;
    let mut funds = funds.to_vec();
    funds.sort();
    funds.dedup();
    if funds.is_empty() {
        return Err(Refusal::new("no_fund", "请至少选择一个基金", "choose at least one fund").on_field("funds").into());
    }
    let latest = Month::of(given.today).next();
    if month > latest {
        return Err(Refusal::new("month_in_future", format!("最早只能提前一个月：{latest}"), format!("at most one month ahead: {latest}"))
            .on_field("month")
            .into());
    }
    let overlaps = |(of, open): &&(Month, Vec<BenefitFund>)| *of == month && open.iter().any(|fund| funds.contains(fund));
    if facts.open_runs.iter().any(|run| overlaps(&run)) {
        return Err(Refusal::new(
            "already_running",
            format!("{month} 的发放批次还没有办结"),
            format!("a payroll of {month} is not closed yet"),
        )
        .hint("请先办结该批次；之后发现的差额可以再启动一批补发", "close it first; what is due then can be paid by another one")
        .on_field("month")
        .into());
    }
    // Asked before anything starts: a month without rules is refused whole.
    let payday = payday(law, month).map_err(|gap| not_covered(gap.text()))?;
    PayrollChecks::for_month(law, month).map_err(|gap| not_covered(gap.text()))?;
    if !facts.is_anything_due {
        return Err(Refusal::new(
            "nothing_due",
            format!("到 {month} 为止的待遇已全部发放，没有需要发放的"),
            format!("everything due up to {month} is paid; there is nothing to pay"),
        )
        .on_field("month")
        .into());
    }
    let deadline = Deadline {
        name: PAYDAY.into(),
        title: Text::new("承诺发放日", "promised day of payment"),
        started_on: given.today,
        due_on: payday.promised_on,
        derivation: Text::new(
            format!("{month} 的待遇最晚于 {} 到账", payday.promised_on),
            format!("benefits of {month} are there by {}", payday.promised_on),
        ),
        citation: payday.citation,
    };
    let effects = Effects {
        party: Some(Party::AGENCY),
        subject: Some(Text::new(format!("{month} 待遇发放"), format!("benefit payroll of {month}"))),
        stage: Some(Stage::Running),
        awaiting: Some(None),
        deadlines: vec![DeadlineChange::Set(deadline)],
        books: vec![Party::AGENCY],
        ..Effects::default()
    };
    Ok(Outcome { events: vec![Event::Started { month, funds, promised_on: payday.promised_on }], effects })
}

fn finish(asked: &Asked<'_>) -> Result<Outcome<Event>, Refusals> {
    let facts = asked.facts;
    let progress = facts.progress;
    if progress.chunks_done < progress.chunks {
        let left = progress.chunks - progress.chunks_done;
        return Err(Refusal::new("chunks_left", format!("还有 {left} 批未完成"), format!("{left} chunks are not done"))
            .hint("请继续计算", "go on with the run")
            .into());
    }
    let mut found: Vec<(PayrollFindingKind, i64)> = Vec::new();
    let mut held: Vec<(i64, Fen)> = Vec::new();
    for row in &facts.findings {
        let kind = row.finding.kind;
        match found.iter_mut().find(|(of, _)| *of == kind) {
            Some((_, count)) => *count += 1,
            None => found.push((kind, 1)),
        }
        let id = row.finding.entitlement_id;
        if kind != PayrollFindingKind::Overpaid && held.last().is_none_or(|(last, _)| *last != id) {
            held.push((id, row.finding.amount));
        }
    }
    found.sort();
    let event = Event::Computed {
        totals: facts.totals.clone(),
        found,
        held_payments: held.len() as i64,
        held_amount: held.iter().map(|(_, amount)| *amount).sum(),
    };
    let effects = Effects {
        stage: Some(Stage::Accepted),
        awaiting: Some(Some(Role::Reviewer)),
        notifications: vec![letters::computed(asked, &facts.totals, held.len())],
        ..Effects::default()
    };
    Ok(Outcome { events: vec![event], effects })
}

/// Whoever decided what is in the run does not look it over.
fn refuse_preparer(asked: &Asked<'_>, others: &[Option<i64>]) -> Result<(), Refusals> {
    let acting = asked.given.actor.user_id;
    if asked.state.prepared_by.contains(&acting) || others.contains(&Some(acting)) {
        return Err(Refusal::new(
            "same_person",
            "编制、复核、审批应由不同的人办理",
            "who prepared the run, who reviews it and who approves it must be different people",
        )
        .into());
    }
    Ok(())
}

fn review(asked: &Asked<'_>) -> Result<Outcome<Event>, Refusals> {
    refuse_preparer(asked, &[])?;
    if asked.state.payments() == 0 {
        return Err(Refusal::new("nothing_to_pay", "本批次没有可发放的款项", "there is no payment in this run")
            .hint("请先处理暂扣的款项，或者办结本批次", "look at what is held first, or close the run")
            .into());
    }
    let effects = Effects { stage: Some(Stage::Reviewed), awaiting: Some(Some(Role::DecisionMaker)), ..Effects::default() };
    Ok(Outcome { events: vec![Event::Reviewed], effects })
}

fn approve(asked: &Asked<'_>) -> Result<Outcome<Event>, Refusals> {
    refuse_preparer(asked, &[asked.state.reviewed_by])?;
    let effects = Effects { awaiting: Some(Some(Role::FundAccountant)), ..Effects::default() };
    Ok(Outcome { events: vec![Event::Approved], effects })
}

/// The month of a payroll that was started.
pub fn month_of(state: &State) -> Result<Month, Refusals> {
    state.month.ok_or_else(|| Refusal::new("not_now", "该发放批次尚未启动", "this payroll was not started").into())
}
