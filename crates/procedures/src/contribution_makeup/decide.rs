//! Decisions on making up. Pure.

use std::collections::HashSet;

use casework::application::decide::met;
use casework::application::{Granted, Step};
use casework::procedure::CaseRef;
use casework::{ContributionRow, DeadlineChange, Effects, Employment, Given, ObligationChange, Refusal, Refusals, RegistryChange};
use ledger::{Due, Obligation, ObligationAmounts};
use rules::Law;
use rules::contribution::{ContributionRates, SnapBack, due_on};
use values::{
    ContributionParts, Date, Explanation, Fen, IdNumber, Language, Month, Party, PersonName, Silent, Step as ExplainedStep, Text,
    day_in_language,
};

use super::{Facts, Form, LATE_REGISTRATIONS_MAX, LateRegistration};
use agency::common::emergency::DeferralWindow;
use agency::common::fields::Fields;
use agency::common::people::{self, Named};
use agency::common::{limits, not_covered, postings, unbalanced};

/// The window to make up in: which emergency, until when and why.
pub(super) struct MakeupWindow<'a> {
    pub window: &'a DeferralWindow,
    pub until: Date,
    pub derivation: Text,
}

/// 威人社函〔2020〕6号 一（三）: the formalities are made up after the emergency and within three months of its end.
pub(super) fn open_window<'a>(law: &Law, facts: &'a Facts) -> Result<MakeupWindow<'a>, Refusals> {
    let Some(window) = facts.windows.first() else {
        return Err(Refusal::new("no_emergency", "没有允许补办的应急通知", "no notice lets anything be made up")
            .hint("请按期缴费；逾期依法加收滞纳金", "pay by the ordinary day; a late fee is due afterwards")
            .into());
    };
    let Some(ended_on) = window.record.ended_on else {
        return Err(Refusal::new("emergency_lasts", "疫情防控期尚未结束，请申请缓缴", "the emergency has not ended; apply to defer")
            .citing(window.terms.citation.clone())
            .into());
    };
    let derivation = window.terms.makeup_until(ended_on, law.calendar()).map_err(|gap| not_covered(gap.text()))?;
    Ok(MakeupWindow { window, until: derivation.due_on, derivation: derivation.text })
}

pub(super) fn check(law: &Law, form: &Form, facts: &Facts, given: &Given, step: Step) -> Refusals {
    if facts.employer.is_none() {
        return Refusal::new("unknown_employer", "没有找到该单位", "there is no such employer").on_field("employer_id").into();
    }
    let open = match open_window(law, facts) {
        Ok(open) => open,
        Err(refusals) => return refusals,
    };
    if step == Step::Submit && given.today > open.until {
        return Refusal::new(
            "window_closed",
            format!("补办期限已于 {} 届满", open.until),
            format!("the window for making up closed on {}", open.until),
        )
        .hint("欠缴部分自原缴费期限起依法加收滞纳金", "what is unpaid owes the late fee from its original due day")
        .citing(open.window.terms.citation.clone())
        .into();
    }
    let mut refusals = Refusals::default();
    if form.months.is_empty() && form.late_registrations.is_empty() {
        refusals.push(Refusal::new("nothing_asked", "请选择月份或填写补登记人员", "choose a month or name somebody").on_field("months"));
    }
    if form.reason.trim().is_empty() {
        refusals.push(Refusal::new("no_reason", "请说明未能按时办理的原因", "say what kept you from doing it in time").on_field("reason"));
    } else if form.reason.chars().count() > 2000 {
        refusals.push(Refusal::new("too_long", "理由不得超过2000字", "the reason may have at most 2,000 characters").on_field("reason"));
    }
    for month in &form.months {
        refusals.0.extend(refuse_month(&open, facts, *month));
    }
    refusals.0.extend(plan_registrations(law, form, facts, &open, given.today).err().unwrap_or_default().0);
    refusals
}

pub(super) fn refuse_month(open: &MakeupWindow<'_>, facts: &Facts, month: Month) -> Option<Refusal> {
    let mut owed = facts.obligations.iter().filter(|obligation| obligation.month == month).peekable();
    let refuse = |code: &str, chinese: String, english: String| Some(Refusal::new(code, chinese, english).on_field("months"));
    if owed.peek().is_none() {
        return refuse(
            "not_assessed",
            format!("{month}没有核定记录", month = month.in_language(Language::Chinese)),
            format!("nothing was assessed for {month}", month = month.in_language(Language::English)),
        );
    }
    let unpaid: Vec<&Obligation> = owed.filter(|obligation| !obligation.open_principal().is_zero()).collect();
    if unpaid.is_empty() {
        return refuse(
            "already_paid",
            format!("{month}已缴清", month = month.in_language(Language::Chinese)),
            format!("{month} is paid", month = month.in_language(Language::English)),
        );
    }
    if unpaid.iter().all(|obligation| obligation.is_deferred()) {
        return refuse(
            "already_deferred",
            format!("{month}已批准缓缴，直接缴费即可", month = month.in_language(Language::Chinese)),
            format!("{month} is already deferred; simply pay it", month = month.in_language(Language::English)),
        );
    }
    let outside = unpaid.iter().find(|obligation| !open.window.covers(obligation.original_due_on))?;
    let due = outside.original_due_on;
    refuse(
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
    )
}

/// Somebody registered late, with the months that are owed for them.
struct Registered {
    changes: Vec<RegistryChange>,
    rows: Vec<(Month, i64, Fen, ContributionParts)>,
}

fn plan_registrations(law: &Law, form: &Form, facts: &Facts, open: &MakeupWindow<'_>, today: Date) -> Result<Vec<Registered>, Refusals> {
    if form.late_registrations.len() > LATE_REGISTRATIONS_MAX {
        return Err(Refusal::new(
            "too_many_rows",
            format!("一次最多补登记 {LATE_REGISTRATIONS_MAX} 人"),
            format!("at most {LATE_REGISTRATIONS_MAX} people at once"),
        )
        .on_field("late_registrations")
        .into());
    }
    let mut planned = Vec::new();
    let mut refusals = Refusals::default();
    let mut seen = HashSet::new();
    let mut added = 0;
    for (position, person) in form.late_registrations.iter().enumerate() {
        match plan_registration(law, form, person, facts, open, today, &mut seen, &mut added) {
            Ok(registered) => planned.push(registered),
            Err(wrong) => {
                for mut refusal in wrong.0 {
                    refusal.field = Some(format!("late_registrations.{position}.{}", refusal.field.unwrap_or_default()));
                    refusals.push(refusal);
                }
            }
        }
    }
    refusals.into_result().map(|()| planned)
}

#[expect(clippy::too_many_arguments, reason = "each is a different thing the row is examined against")]
fn plan_registration(
    law: &Law,
    form: &Form,
    person: &LateRegistration,
    facts: &Facts,
    open: &MakeupWindow<'_>,
    today: Date,
    seen: &mut HashSet<String>,
    added: &mut i64,
) -> Result<Registered, Refusals> {
    let (name, id_number, from_month, wage) = read(person)?;
    if !seen.insert(id_number.as_str().to_owned()) {
        return Err(Refusal::new("twice_in_form", "同一人员重复填写", "this person is named twice").on_field("id_number").into());
    }
    if let Some(refusal) = people::refuse_age(&id_number, today) {
        return Err(refusal.into());
    }
    refuse_from_month(law, from_month, facts, open)?;
    let mut changes = Vec::new();
    let person_id = match facts.people.resolve(&name, &id_number)? {
        Named::Registered(id) => {
            refuse_insured(form, facts, id, from_month)?;
            id
        }
        Named::New => {
            let id = facts.people.new_id(*added);
            *added += 1;
            let area = facts.people.area;
            changes.extend(area.map(|area| RegistryChange::AddPerson(people::new_person(area, id, &name, &id_number, None, today))));
            id
        }
    };
    changes.push(RegistryChange::StartEmployment(Employment {
        employer_id: form.employer_id,
        person_id,
        from_month,
        until_month: None,
        declared_wage: wage,
    }));
    let class = facts.employer.as_ref().map_or((1, 1000), |employer| (employer.injury_class, employer.injury_factor_permille));
    let mut rows = Vec::new();
    for month in facts.assessed.iter().copied().filter(|month| *month >= from_month) {
        let rates = ContributionRates::for_month(law, month).map_err(|gap| not_covered(gap.text()))?;
        let assessment = rates.assess(wage, class.0, class.1, &mut Silent).map_err(|error| not_covered(error.text()))?;
        rows.push((month, person_id, assessment.base, assessment.parts));
    }
    rows.sort_by_key(|(month, ..)| *month);
    Ok(Registered { changes, rows })
}

fn read(person: &LateRegistration) -> Result<(PersonName, IdNumber, Month, Fen), Refusals> {
    let mut fields = Fields::default();
    let name = fields.person_name("name", &person.name);
    let id_number = fields.id_number("id_number", &person.id_number);
    let from_month = fields.month("from_month", &person.from_month);
    let wage = fields.amount("wage", &person.wage);
    match (name, id_number, from_month, wage) {
        (Some(name), Some(id_number), Some(from_month), Some(wage)) => Ok((name, id_number, from_month, wage)),
        _ => Err(fields.refusals),
    }
}

/// Only a registration that fell due in the emergency is made up here; a month not yet assessed takes an ordinary change.
fn refuse_from_month(law: &Law, from_month: Month, facts: &Facts, open: &MakeupWindow<'_>) -> Result<(), Refusals> {
    let due = due_on(law, from_month).map_err(|gap| not_covered(gap.text()))?;
    if !open.window.covers(due.due_on) {
        return Err(Refusal::new(
            "outside_emergency",
            format!("{from_month} 的缴费期限 {} 不在疫情防控期内", due.due_on),
            format!("{from_month} was due on {}, outside the emergency", due.due_on),
        )
        .on_field("from_month")
        .citing(open.window.terms.citation.clone())
        .into());
    }
    if !facts.assessed.contains(&from_month) {
        return Err(Refusal::new("not_assessed", format!("{from_month} 尚未核定"), format!("{from_month} is not assessed yet"))
            .on_field("from_month")
            .hint("请办理“人员增减变动”", "use the ordinary personnel change")
            .into());
    }
    Ok(())
}

fn refuse_insured(form: &Form, facts: &Facts, person_id: i64, from_month: Month) -> Result<(), Refusals> {
    if let Some(refusal) = facts.people.insured_elsewhere(person_id, form.employer_id, from_month) {
        return Err(refusal.into());
    }
    let mut own = facts.employments.iter().filter(|period| period.person_id == person_id);
    if own.any(|period| period.until_month.is_none_or(|until| until >= from_month && until >= period.from_month)) {
        return Err(Refusal::new("already_insured", "该人员已在本单位参保", "this person is already insured through you")
            .on_field("id_number")
            .into());
    }
    Ok(())
}

/// The notice asks for approval without naming a limit for it; the agency's own limit applies from acceptance.
pub(super) fn deadlines(law: &Law, facts: &Facts, given: &Given, step: Step) -> Result<Vec<DeadlineChange>, Refusals> {
    let title = Text::new("审批期限", "time limit for the decision");
    match step {
        Step::Accept => Ok(vec![limits::start(law, "contribution_makeup_decision", "decision", title, given.today, &facts.circumstances)?]),
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
    let open = open_window(law, facts)?;
    let mut effects = Effects::default();
    let unpaid = facts.obligations.iter().filter(|obligation| {
        form.months.contains(&obligation.month) && !obligation.is_deferred() && !obligation.open_principal().is_zero()
    });
    for obligation in unpaid {
        if let Some(transfer) = postings::marked_deferred(given.today, obligation) {
            effects.transfers.push(transfer.map_err(|error| unbalanced(&error))?);
        }
        effects.obligations.push(ObligationChange::Moved {
            id: obligation.id,
            debtor: obligation.debtor,
            due: Due::On(open.until),
            deferral_case_id: Some(case.id),
            snaps_back: open.window.terms.snap_back_from == SnapBack::OriginalDueDate,
        });
    }
    let registered = plan_registrations(law, form, facts, &open, given.today)?;
    supplement(law, case, form, facts, &open, registered, given.today, &mut effects)?;
    let mut explanation = Explanation::default();
    explanation.steps.push(ExplainedStep {
        name: Text::new("补缴期限", "made up until"),
        formula: open.derivation.clone(),
        inputs: vec![(
            Text::new("应急状态解除", "emergency ended"),
            open.window.record.ended_on.map(|on| on.to_string()).unwrap_or_default(),
        )],
        result: open.until.to_string(),
        citation: open.window.terms.citation.clone(),
    });
    let until = open.until;
    let result = Text::new(
        format!(
            "同意补办。请在{until}前（含当日）缴费，期内免收滞纳金，不影响个人权益记录；逾期自原缴费期限起加收。",
            until = day_in_language(until, Language::Chinese)
        ),
        format!(
            "Granted. Pay until {until}, that day included: no late fee until then and nobody's record suffers; afterwards the fee \
             counts from the original due day.",
            until = day_in_language(until, Language::English)
        ),
    );
    Ok(Granted { result, explanation, paper: None, effects })
}

/// The months of people registered late become one supplementary obligation a month.
#[expect(clippy::too_many_arguments, reason = "the act is spread over exactly these")]
fn supplement(
    law: &Law,
    case: CaseRef<'_>,
    form: &Form,
    facts: &Facts,
    open: &MakeupWindow<'_>,
    registered: Vec<Registered>,
    today: Date,
    effects: &mut Effects,
) -> Result<(), Refusals> {
    let debtor = Party::employer(form.employer_id);
    let mut rows = Vec::new();
    for person in registered {
        effects.registry.extend(person.changes);
        rows.extend(person.rows);
    }
    let mut months: Vec<Month> = rows.iter().map(|(month, ..)| *month).collect();
    months.sort();
    months.dedup();
    for (month, id) in months.into_iter().zip(facts.first_obligation_id..) {
        let of_month: Vec<_> = rows.iter().filter(|(row_month, ..)| *row_month == month).collect();
        let total: ContributionParts = of_month.iter().map(|(_, _, _, parts)| *parts).sum();
        let due = due_on(law, month).map_err(|gap| not_covered(gap.text()))?;
        let covered = open.window.covers(due.due_on);
        effects.obligations.push(ObligationChange::Open(Obligation {
            id,
            debtor,
            month,
            original_due_on: due.due_on,
            due: Due::On(if covered { open.until } else { due.due_on }),
            deferral_case_id: covered.then_some(case.id),
            snaps_back: covered && open.window.terms.snap_back_from == SnapBack::OriginalDueDate,
            owed: ObligationAmounts { contribution: total, late_fee: Fen::ZERO },
            paid: ObligationAmounts::default(),
            settled_on: None,
        }));
        let transfer = postings::assessed(today, debtor, month, &total, covered);
        effects.transfers.push(transfer.map_err(|error| unbalanced(&error))?);
        effects.contributions.extend(of_month.into_iter().map(|(month, person_id, base, parts)| ContributionRow {
            month: *month,
            employer_id: form.employer_id,
            person_id: *person_id,
            obligation_id: id,
            base: *base,
            parts: *parts,
        }));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use agency::common::test_agency::*;
    use casework::Role;

    const ENDED: Option<&str> = Some("2020-05-06");

    fn facts(ended_on: Option<&str>) -> Facts {
        let mut paid = obligation(2, "2020-03", "2020-03-25", "10.00");
        paid.paid = paid.owed;
        let mut deferred = obligation(3, "2020-04", "2020-04-27", "10.00");
        deferred.deferral_case_id = Some(2);
        let obligations =
            vec![obligation(4, "2020-01", "2020-01-20", "10.00"), obligation(1, "2020-02", "2020-02-25", "100000.00"), paid, deferred];
        let mut people = people::PeopleFacts::default();
        people.area = Some(area());
        Facts {
            employer: Some(employer()),
            obligations,
            windows: windows(ended_on),
            people,
            assessed: ["2020-01", "2020-02", "2020-03", "2020-04"].map(month).to_vec(),
            first_obligation_id: 50,
            ..Facts::default()
        }
    }

    fn form(months: &[&str]) -> Form {
        Form { employer_id: 1, months: months.iter().map(|text| month(text)).collect(), reason: "封控".into(), ..Form::default() }
    }

    fn person(id_number: &str, from_month: &str) -> LateRegistration {
        LateRegistration { name: "张三".into(), id_number: id_number.into(), from_month: from_month.into(), wage: "5000".into() }
    }

    fn an_id_number() -> String {
        IdNumber::from_parts("379901", day("1985-06-01"), 7).unwrap().as_str().to_owned()
    }

    fn refused(form: &Form, facts: &Facts, today: &str) -> Refusals {
        check(&law(), form, facts, &given(Role::EmployerClerk, today), Step::Submit)
    }

    #[test]
    fn refuses_in_order() {
        assert_eq!(codes(&refused(&form(&[]), &Facts { employer: None, ..facts(None) }, "2020-05-07")), ["unknown_employer"]);
        assert_eq!(codes(&refused(&form(&[]), &Facts { windows: Vec::new(), ..facts(None) }, "2020-05-07")), ["no_emergency"]);
        assert_eq!(codes(&refused(&form(&[]), &facts(None), "2020-05-07")), ["emergency_lasts"]);
        assert!(refused(&form(&["2020-02"]), &facts(ENDED), "2020-08-06").is_empty(), "the last day is a day of the window");
        assert_eq!(codes(&refused(&form(&["2020-02"]), &facts(ENDED), "2020-08-07")), ["window_closed"]);
        let empty = Form { reason: String::new(), ..form(&[]) };
        assert_eq!(codes(&refused(&empty, &facts(ENDED), "2020-05-07")), ["nothing_asked", "no_reason"]);
        let every = form(&["2020-01", "2020-02", "2020-03", "2020-04", "2020-05"]);
        let all = refused(&every, &facts(ENDED), "2020-05-07");
        assert_eq!(codes(&all), ["outside_emergency", "already_paid", "already_deferred", "not_assessed"]);
    }

    #[test]
    fn each_wrong_answer_about_a_person_stands_beside_its_field() {
        let people = vec![person(&an_id_number(), "2019-12"), person("123", "x"), person(&an_id_number(), "2020-02")];
        let asked = Form { late_registrations: people, ..form(&[]) };
        let all = refused(&asked, &facts(ENDED), "2020-05-07");
        let fields: Vec<&str> = all.0.iter().filter_map(|refusal| refusal.field.as_deref()).collect();
        assert_eq!(
            fields,
            [
                "late_registrations.0.from_month",
                "late_registrations.1.id_number",
                "late_registrations.1.from_month",
                "late_registrations.2.id_number"
            ]
        );
    }

    #[test]
    fn somebody_registered_late_owes_each_assessed_month_until_the_window_closes() {
        let asked = Form { late_registrations: vec![person(&an_id_number(), "2020-02")], ..form(&["2020-02"]) };
        let number = number();
        let granted = grant(&law(), new_case(&number), &asked, &facts(ENDED), &given(Role::DecisionMaker, "2020-05-08")).unwrap();
        let opened: Vec<&Obligation> = granted
            .effects
            .obligations
            .iter()
            .filter_map(|change| match change {
                ObligationChange::Open(obligation) => Some(obligation),
                _ => None,
            })
            .collect();
        let months: Vec<String> = opened.iter().map(|obligation| obligation.month.to_string()).collect();
        assert_eq!(months, ["2020-02", "2020-03", "2020-04"]);
        assert!(opened.iter().all(|obligation| obligation.due == Due::On(day("2020-08-06")) && obligation.snaps_back));
        let owed: ContributionParts = opened.iter().map(|obligation| obligation.owed.contribution).sum();
        let rows: ContributionParts = granted.effects.contributions.iter().map(|row| row.parts).sum();
        assert_eq!(owed, rows, "what the employer owes is what its people's rows come to");
    }
}
