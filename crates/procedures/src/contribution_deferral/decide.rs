//! Decisions on the deferral of contributions. Pure.

use casework::application::decide::met;
use casework::application::{Granted, Step};
use casework::procedure::CaseRef;
use casework::{DeadlineChange, Effects, Given, ObligationChange, Refusal, Refusals};
use ledger::{Due, Obligation};
use rules::Law;
use rules::contribution::SnapBack;
use values::{Explanation, Language, Month, Step as ExplainedStep, Text, day_in_language};

use super::{Facts, Form};
use agency::common::emergency::DeferralWindow;
use agency::common::{limits, not_covered, postings, unbalanced};

/// 社会保险法 第60条: contributions wait only for force majeure and like reasons fixed by law. 威人社函〔2020〕6号 一（三）: such a
/// reason is the emergency while it lasts; only what falls due in it may wait, and only with approval.
pub(super) fn check(form: &Form, facts: &Facts, given: &Given, step: Step) -> Refusals {
    if facts.employer.is_none() {
        return Refusal::new("unknown_employer", "没有找到该单位", "there is no such employer").on_field("employer_id").into();
    }
    let Some(window) = facts.windows.first() else {
        return Refusal::new("no_emergency", "目前没有允许缓缴的应急通知在施行", "no notice that lets contributions wait is in force")
            .hint("请按期缴费", "pay by the ordinary day")
            .citing(values::Citation::new("社会保险法", "第60条"))
            .into();
    };
    if step == Step::Submit && !window.record.lasts_on(given.today) {
        return ended(window);
    }
    let mut refusals = Refusals::default();
    if form.months.is_empty() {
        refusals.push(Refusal::new("no_month", "请至少选择一个月份", "choose at least one month").on_field("months"));
    }
    if form.reason.trim().is_empty() {
        refusals
            .push(Refusal::new("no_reason", "请说明疫情对缴费的影响", "say how the emergency keeps you from paying").on_field("reason"));
    } else if form.reason.chars().count() > 2000 {
        refusals.push(Refusal::new("too_long", "理由不得超过2000字", "the reason may have at most 2,000 characters").on_field("reason"));
    }
    for month in &form.months {
        refusals.0.extend(refuse_month(window, &facts.obligations, *month));
    }
    refusals
}

fn ended(window: &DeferralWindow) -> Refusals {
    let on = |language| window.record.ended_on.map(|on| day_in_language(on, language)).unwrap_or_default();
    let (chinese, english) = (on(Language::Chinese), on(Language::English));
    Refusal::new("emergency_ended", format!("疫情防控期已于{chinese}结束"), format!("the emergency ended on {english}"))
        .hint("请办理“补办缓缴手续”（疫情解除后三个月内）", "apply for making up instead (within three months after the end)")
        .citing(window.terms.citation.clone())
        .into()
}

/// Why a month cannot wait; `None` when it can. A month registered late in part is owed in several obligations, of which those
/// still open count.
pub(super) fn refuse_month(window: &DeferralWindow, obligations: &[Obligation], month: Month) -> Option<Refusal> {
    let mut owed = obligations.iter().filter(|obligation| obligation.month == month).peekable();
    let refuse = |code: &str, chinese: String, english: String| Refusal::new(code, chinese, english).on_field("months");
    if owed.peek().is_none() {
        let refusal = refuse(
            "not_assessed",
            format!("{month}尚未核定应缴费额，暂不能申请缓缴", month = month.in_language(Language::Chinese)),
            format!("nothing has been assessed for {month} yet, so it cannot wait", month = month.in_language(Language::English)),
        );
        return Some(refusal.hint("请在该月核定后申请", "apply once the month has been assessed"));
    }
    let unpaid: Vec<&Obligation> = owed.filter(|obligation| !obligation.open_principal().is_zero()).collect();
    if unpaid.is_empty() {
        return Some(refuse(
            "already_paid",
            format!("{month}已缴清", month = month.in_language(Language::Chinese)),
            format!("{month} is paid", month = month.in_language(Language::English)),
        ));
    }
    if unpaid.iter().all(|obligation| obligation.is_deferred()) {
        return Some(refuse(
            "already_deferred",
            format!("{month}已批准缓缴", month = month.in_language(Language::Chinese)),
            format!("{month} is already deferred", month = month.in_language(Language::English)),
        ));
    }
    let outside = unpaid.iter().find(|obligation| !window.covers(obligation.original_due_on))?;
    let due = outside.original_due_on;
    let refusal = refuse(
        "outside_emergency",
        format!(
            "{month}的缴费期限{due}不在疫情防控期内",
            month = month.in_language(Language::Chinese),
            due = day_in_language(due, Language::Chinese)
        ),
        format!(
            "{month} was due on {due}, outside the emergency",
            month = month.in_language(Language::English),
            due = day_in_language(due, Language::English)
        ),
    );
    Some(refusal.citing(window.terms.citation.clone()))
}

/// 威人社函〔2020〕6号 一（三） asks for approval without naming a limit for it; the agency's own limit applies from acceptance.
pub(super) fn deadlines(law: &Law, facts: &Facts, given: &Given, step: Step) -> Result<Vec<DeadlineChange>, Refusals> {
    let title = Text::new("审批期限", "time limit for the decision");
    match step {
        Step::Accept => {
            Ok(vec![limits::start(law, "contribution_deferral_decision", "decision", title, given.today, &facts.circumstances)?])
        }
        Step::Grant | Step::Refuse => Ok(vec![met("decision")]),
        Step::Withdraw => Ok(vec![DeadlineChange::Ended { name: "decision".into() }]),
        Step::Submit
        | Step::RequestSupplement
        | Step::Supplement
        | Step::RefuseAcceptance
        | Step::Correct
        | Step::Review
        | Step::Print
        | Step::Reproject
        | Step::Watch => Ok(Vec::new()),
    }
}

pub(super) fn grant(law: &Law, case: CaseRef<'_>, form: &Form, facts: &Facts, given: &Given) -> Result<Granted, Refusals> {
    let Some(window) = facts.windows.first() else {
        return Err(Refusal::new("no_emergency", "没有允许缓缴的应急通知", "no notice lets contributions wait").into());
    };
    let mut explanation = Explanation::default();
    let due = moved_due(law, window, &mut explanation)?;
    let mut effects = Effects::default();
    let waiting = facts.asked(&form.months).filter(|obligation| !obligation.is_deferred() && !obligation.open_principal().is_zero());
    for obligation in waiting {
        if let Some(transfer) = postings::marked_deferred(given.today, obligation) {
            effects.transfers.push(transfer.map_err(|error| unbalanced(&error))?);
        }
        effects.obligations.push(ObligationChange::Moved {
            id: obligation.id,
            debtor: obligation.debtor,
            due,
            deferral_case_id: Some(case.id),
            snaps_back: window.terms.snap_back_from == SnapBack::OriginalDueDate,
        });
    }
    Ok(Granted { result: result_text(&form.months, due), explanation, paper: None, effects })
}

/// While the emergency lasts the day is open; once it has ended it is the last day of the make-up window.
fn moved_due(law: &Law, window: &DeferralWindow, explanation: &mut Explanation) -> Result<Due, Refusals> {
    let Some(ended_on) = window.record.ended_on else {
        explanation.steps.push(ExplainedStep {
            name: Text::new("缓缴期限", "deferred until"),
            formula: Text::new(
                format!("疫情解除之日起 {} 个月内", window.terms.months_after_end),
                format!("within {} months after the end of the emergency", window.terms.months_after_end),
            ),
            inputs: vec![(Text::new("应急状态启动", "emergency since"), window.record.declared_on.to_string())],
            result: "—".into(),
            citation: window.terms.citation.clone(),
        });
        return Ok(Due::WhenEmergencyEnds);
    };
    let until = window.terms.makeup_until(ended_on, law.calendar()).map_err(|gap| not_covered(gap.text()))?;
    explanation.steps.push(ExplainedStep {
        name: Text::new("缓缴期限", "deferred until"),
        formula: until.text.clone(),
        inputs: vec![(Text::new("应急状态解除", "emergency ended"), ended_on.to_string())],
        result: until.due_on.to_string(),
        citation: until.citation.clone(),
    });
    Ok(Due::On(until.due_on))
}

fn result_text(months: &[Month], due: Due) -> Text {
    let named = |language: Language, comma| months.iter().map(|month| month.in_language(language)).collect::<Vec<_>>().join(comma);
    let (chinese, english) = (named(Language::Chinese, "、"), named(Language::English, ", "));
    match due {
        Due::WhenEmergencyEnds => Text::new(
            format!("同意缓缴{chinese}社会保险费。缓缴期间不加收滞纳金，不影响职工个人权益记录；请在疫情解除后三个月内补缴。"),
            format!(
                "Contributions of {english} may wait. No late fee is charged meanwhile and the employees' records are as if paid in time; \
                 make up within three months after the emergency ends."
            ),
        ),
        Due::On(until) => Text::new(
            format!(
                "同意缓缴{chinese}社会保险费，请在{until}前（含当日）补缴。期内不加收滞纳金，逾期自原缴费期限起加收。",
                until = day_in_language(until, Language::Chinese)
            ),
            format!(
                "Contributions of {english} may be made up until {until}, that day included. No late fee until then; afterwards it counts \
                 from the original due day.",
                until = day_in_language(until, Language::English)
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use agency::common::test_agency::*;
    use casework::Role;
    use values::Party;

    fn form(months: &[&str]) -> Form {
        Form { employer_id: 1, months: months.iter().map(|text| month(text)).collect(), reason: "停工".into() }
    }

    fn facts(ended_on: Option<&str>) -> Facts {
        let mut deferred = obligation(3, "2020-04", "2020-04-27", "10.00");
        deferred.deferral_case_id = Some(2);
        let mut paid = obligation(2, "2020-03", "2020-03-25", "10.00");
        paid.paid = paid.owed;
        let obligations =
            vec![obligation(4, "2020-01", "2020-01-20", "10.00"), obligation(1, "2020-02", "2020-02-25", "100000.00"), paid, deferred];
        Facts { employer: Some(employer()), obligations, windows: windows(ended_on), ..Facts::default() }
    }

    fn refused(form: &Form, facts: &Facts, today: &str) -> Refusals {
        check(form, facts, &given(Role::EmployerClerk, today), Step::Submit)
    }

    #[test]
    fn refuses_in_order() {
        let nobody = Facts { employer: None, windows: Vec::new(), ..facts(None) };
        assert_eq!(codes(&refused(&form(&[]), &nobody, "2020-02-10")), ["unknown_employer"]);
        assert_eq!(codes(&refused(&form(&[]), &Facts { windows: Vec::new(), ..facts(None) }, "2020-02-10")), ["no_emergency"]);
        assert_eq!(codes(&refused(&form(&[]), &facts(Some("2020-05-06")), "2020-05-07")), ["emergency_ended"]);
        let empty = Form { reason: " ".into(), ..form(&[]) };
        assert_eq!(codes(&refused(&empty, &facts(None), "2020-02-10")), ["no_month", "no_reason"]);
        let every = form(&["2020-01", "2020-02", "2020-03", "2020-04", "2020-05"]);
        let codes_of = refused(&every, &facts(None), "2020-02-10");
        assert_eq!(codes(&codes_of), ["outside_emergency", "already_paid", "already_deferred", "not_assessed"]);
        assert!(refused(&form(&["2020-02"]), &facts(None), "2020-02-10").is_empty());
    }

    #[test]
    fn a_month_paid_in_part_of_its_obligations_waits_for_the_rest() {
        let mut facts = facts(None);
        let mut late = obligation(9, "2020-03", "2020-03-25", "20.00");
        late.debtor = Party::employer(1);
        facts.obligations.push(late);
        assert!(refused(&form(&["2020-03"]), &facts, "2020-03-10").is_empty());
        let number = number();
        let granted = grant(&law(), new_case(&number), &form(&["2020-03"]), &facts, &given(Role::DecisionMaker, "2020-03-10")).unwrap();
        let moved: Vec<i64> = granted
            .effects
            .obligations
            .iter()
            .map(|change| match change {
                ObligationChange::Moved { id, .. } => *id,
                _ => 0,
            })
            .collect();
        assert_eq!(moved, [9], "the obligation that is paid stays as it is");
    }

    #[test]
    fn the_day_is_open_until_the_end_is_known() {
        let number = number();
        for (ended_on, expected) in [(None, Due::WhenEmergencyEnds), (Some("2020-05-06"), Due::On(day("2020-08-06")))] {
            let mut facts = facts(ended_on);
            let granted = grant(&law(), new_case(&number), &form(&["2020-02"]), &facts, &given(Role::DecisionMaker, "2020-05-08")).unwrap();
            apply(&mut facts.obligations, &granted.effects.obligations);
            let waiting = facts.obligations.iter().find(|obligation| obligation.id == 1).unwrap();
            assert_eq!((waiting.due, waiting.snaps_back, waiting.deferral_case_id), (expected, true, Some(9)));
            assert!(!granted.explanation.steps.is_empty());
        }
    }
}
