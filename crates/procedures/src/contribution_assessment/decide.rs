//! Decisions on a run. Pure.

use casework::procedure::CaseRef;
use casework::{Effects, Given, Notification, Outcome, Refusal, Refusals, Role, Stage};
use rules::Law;
use rules::contribution::{ContributionRates, due_on};
use values::{Fen, Month, Party, Text};

use super::{Command, Event, Facts, State};
use agency::common::not_covered;

pub(super) fn decide(
    law: &Law,
    case: CaseRef<'_>,
    state: &State,
    command: &Command,
    facts: &Facts,
    given: &Given,
) -> Result<Outcome<Event>, Refusals> {
    if !given.actor.has_any(&[Role::FundAccountant, Role::System]) || !given.actor.reaches(case.area) {
        let text = Text::new("月度核定由本区域基金会计启动", "the monthly assessment is started by the area's fund accountant");
        return Err(Refusal { code: "not_allowed".into(), field: None, text, hint: None, citation: None }.into());
    }
    match command {
        Command::Start { month } => start(law, case, *month, facts, given),
        Command::Finish => finish(state, facts),
    }
}

/// 社会保险费征缴暂行条例 第10条: contributions are declared and assessed month by month, so no month is left out and none runs ahead.
fn start(law: &Law, case: CaseRef<'_>, month: Month, facts: &Facts, given: &Given) -> Result<Outcome<Event>, Refusals> {
    if case.head.is_some() {
        return Err(Refusal::new("already_started", "该核定已启动", "this run is already started").into());
    }
    let current = Month::of(given.today);
    if month > current {
        return Err(Refusal::new(
            "month_in_future",
            format!("{month} 尚未开始，最晚可核定 {current}"),
            format!("{month} has not begun; {current} is the latest month that can be assessed"),
        )
        .on_field("month")
        .into());
    }
    if let Some((_, run_id)) = facts.assessed.iter().find(|(assessed, _)| *assessed == month) {
        return Err(Refusal::new(
            "already_assessed",
            format!("{month} 已核定（事项 {run_id}）"),
            format!("{month} is already assessed (case {run_id})"),
        )
        .on_field("month")
        .into());
    }
    if let Some(last) = facts.assessed.iter().map(|(assessed, _)| *assessed).max()
        && month != last.next()
    {
        let next = last.next();
        return Err(Refusal::new("not_the_next", format!("下一个应核定的月份是 {next}"), format!("the next month to assess is {next}"))
            .on_field("month")
            .into());
    }
    // Asked before anything starts: a month without rates or due day is refused whole.
    ContributionRates::for_month(law, month).map_err(|gap| not_covered(gap.text()))?;
    due_on(law, month).map_err(|gap| not_covered(gap.text()))?;
    let effects = Effects {
        party: Some(Party::AGENCY),
        subject: Some(Text::new(format!("{month} 月度缴费核定"), format!("contribution assessment of {month}"))),
        stage: Some(Stage::Running),
        awaiting: Some(None),
        books: vec![Party::AGENCY],
        ..Effects::default()
    };
    Ok(Outcome { events: vec![Event::Started { month }], effects })
}

fn finish(state: &State, facts: &Facts) -> Result<Outcome<Event>, Refusals> {
    let (Some(month), false) = (state.month, state.finished) else {
        return Err(Refusal::new("not_running", "该核定不在进行中", "this run is not in progress").into());
    };
    let progress = facts.progress;
    if progress.chunks_done < progress.chunks {
        let left = progress.chunks - progress.chunks_done;
        return Err(Refusal::new("chunks_left", format!("还有 {left} 批未完成"), format!("{left} chunks are not done"))
            .hint("请继续核定", "go on with the run")
            .into());
    }
    let total = Fen(progress.total_fen);
    let people = progress.items;
    let effects = Effects {
        stage: Some(Stage::Completed),
        notifications: vec![Notification {
            to: Party::AGENCY,
            subject: Text::new(format!("{month} 缴费核定完成"), format!("Contributions of {month} are assessed")),
            body: Text::new(format!("共 {people} 人，应缴 {total} 元。"), format!("{people} people, {total} yuan in all.")),
        }],
        ..Effects::default()
    };
    Ok(Outcome { events: vec![Event::Finished { people, total }], effects })
}

#[cfg(test)]
mod tests {
    use super::*;
    use agency::common::test_agency::*;
    use casework::run::RunProgress;

    fn start(text: &str, assessed: &[&str], role: Role, today: &str) -> Result<Outcome<Event>, Refusals> {
        let facts = Facts { assessed: assessed.iter().map(|text| (month(text), 1)).collect(), ..Facts::default() };
        let command = Command::Start { month: month(text) };
        decide(&law(), new_case(&number()), &State::default(), &command, &facts, &given(role, today))
    }

    #[test]
    fn starts_the_next_month_and_no_other() {
        let code = |answer: Result<Outcome<Event>, Refusals>| answer.unwrap_err().0.remove(0).code;
        assert_eq!(code(start("2020-02", &[], Role::Clerk, "2020-02-10")), "not_allowed");
        assert_eq!(code(start("2020-03", &[], Role::FundAccountant, "2020-02-10")), "month_in_future");
        assert_eq!(code(start("2020-02", &["2020-02"], Role::FundAccountant, "2020-02-10")), "already_assessed");
        assert_eq!(code(start("2020-03", &["2020-01"], Role::FundAccountant, "2020-03-10")), "not_the_next");
        assert_eq!(code(start("1980-01", &[], Role::FundAccountant, "2020-02-10")), "not_covered");
        assert!(start("2020-02", &["2020-01"], Role::FundAccountant, "2020-02-10").is_ok());
    }

    #[test]
    fn finishes_when_every_chunk_is_done() {
        let finish = |done, finished| {
            let state = State { month: Some(month("2020-02")), finished };
            let progress = RunProgress { chunks: 2, chunks_done: done, items: 30, total_fen: 99 };
            let facts = Facts { progress, ..Facts::default() };
            decide(&law(), new_case(&number()), &state, &Command::Finish, &facts, &given(Role::System, "2020-02-10"))
        };
        assert_eq!(codes(&finish(1, false).unwrap_err()), ["chunks_left"]);
        assert_eq!(codes(&finish(2, true).unwrap_err()), ["not_running"]);
        assert_eq!(finish(2, false).unwrap().events, [Event::Finished { people: 30, total: Fen(99) }]);
    }
}
