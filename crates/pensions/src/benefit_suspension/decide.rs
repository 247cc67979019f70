//! Decisions on suspensions. Pure.

use casework::application::Granted;
use casework::benefit::{BenefitChange, Suspension};
use casework::procedure::CaseRef;
use casework::{Effects, Given, Refusal, Refusals};
use rules::Law;
use values::{Citation, Explanation, Month, Party, Step, Text};

use super::{Facts, Form, SuspensionAction, SuspensionReason, is_stopped};
use agency::common::certification::CertificationStanding;

fn regulation() -> Citation {
    Citation::new("社会保险经办条例", "第26条")
}

/// 社会保险经办条例 第26条: payment is stopped only after an investigation; while an emergency lets certification wait, want of one is no
/// reason at all (威人社函〔2020〕6号 二（三）).
pub(super) fn check(law: &Law, form: &Form, facts: &Facts, given: &Given) -> Refusals {
    if facts.person.is_none() {
        return Refusal::new("unknown_person", "没有找到该人员", "there is no such person").on_field("person_id").into();
    }
    if facts.running(form.from_month).next().is_none() {
        return Refusal::new("nothing_received", "该人员没有按月领取的待遇", "this person receives no monthly benefit").into();
    }
    let mut refusals = Refusals::default();
    for (field, words, what) in
        [("tried", &form.tried, ("做了哪些调查", "what was tried")), ("found", &form.found, ("查到了什么", "what was found"))]
    {
        if words.trim().is_empty() {
            refusals.push(
                Refusal::new(
                    "not_investigated",
                    format!("请写明{}；未经调查不得暂停或恢复", what.0),
                    format!("write {}; nothing is decided without an investigation", what.1),
                )
                .on_field(field)
                .citing(regulation()),
            );
        } else if words.chars().count() > 2000 {
            refusals.push(Refusal::new("too_long", "不得超过2000字", "at most 2,000 characters").on_field(field));
        }
    }
    let refusal = match form.action {
        SuspensionAction::Suspend => refuse_suspension(law, form, facts, given),
        SuspensionAction::Resume => refuse_resumption(form, facts),
    };
    refusals.0.extend(refusal);
    refusals
}

fn refuse_suspension(law: &Law, form: &Form, facts: &Facts, given: &Given) -> Option<Refusal> {
    let this_month = Month::of(given.today);
    if let Some(refusal) = refuse_death(form, facts, given) {
        return Some(refusal);
    }
    if form.from_month < this_month {
        return Some(
            Refusal::new("month_is_past", format!("暂停只能从 {this_month} 起"), format!("payment can stop from {this_month} on"))
                .on_field("from_month")
                .hint("已发放的月份不因暂停追回", "months already paid are not taken back by a suspension"),
        );
    }
    if facts.running(form.from_month).all(is_stopped) {
        return Some(Refusal::new("already_suspended", "该人员的待遇已经暂停", "the benefit is suspended already"));
    }
    if form.reason != SuspensionReason::NotCertified {
        return None;
    }
    let first_month = facts.running(form.from_month).map(|right| right.first_month).min()?;
    let until = facts.certification.as_ref().map(|certification| certification.valid_until);
    let area = facts.person.as_ref()?.area;
    match CertificationStanding::of(law, &facts.declared, area, until, first_month, given.today) {
        CertificationStanding::Lapsed { .. } => None,
        CertificationStanding::PutOff { citation } => Some(
            Refusal::new(
                "put_off",
                "疫情防控期间资格认证可以延后，不得因未认证暂停待遇",
                "while the emergency lasts certification may wait, and payment is not stopped for want of it",
            )
            .on_field("reason")
            .hint("疫情解除后仍未认证的，再调查核实", "look again once the emergency has ended")
            .citing(citation),
        ),
        CertificationStanding::Valid { until } | CertificationStanding::DueSoon { until } => Some(
            Refusal::new("certified", format!("该人员的认证有效期至 {until}"), format!("this person is certified until {until}"))
                .on_field("reason"),
        ),
    }
}

/// A day of death that cannot be is a fault of the table and no reason to look into anybody's pension.
fn refuse_death(form: &Form, facts: &Facts, given: &Given) -> Option<Refusal> {
    let died_on = form.matched_death.as_ref()?.died_on;
    let born_on = facts.person.as_ref()?.id_number.born_on();
    if died_on > given.today {
        return Some(Refusal::new("died_in_future", "去世日期晚于今天", "the day of death lies in the future").on_field("died_on"));
    }
    (died_on < born_on)
        .then(|| Refusal::new("died_before_birth", "去世日期早于出生日期", "the day of death lies before the birth").on_field("died_on"))
}

fn refuse_resumption(form: &Form, facts: &Facts) -> Option<Refusal> {
    let stopped: Vec<Month> = facts.running(form.from_month).filter(|right| is_stopped(right)).filter_map(stopped_from).collect();
    let Some(first) = stopped.iter().min() else {
        return Some(Refusal::new("not_suspended", "该人员的待遇没有暂停", "the benefit is not suspended"));
    };
    (form.from_month < *first).then(|| {
        Refusal::new(
            "before_suspension",
            format!("恢复月份不能早于暂停月份 {first}"),
            format!("payment cannot go on before it stopped in {first}"),
        )
        .on_field("from_month")
    })
}

fn stopped_from(right: &casework::benefit::Entitlement) -> Option<Month> {
    right.suspensions.last().map(|last| last.from_month)
}

pub(super) fn grant(case: CaseRef<'_>, form: &Form, facts: &Facts) -> Granted {
    let party = Party::person(form.person_id);
    let mut effects = Effects { party: Some(party), ..Effects::default() };
    let reason = form.reason.name();
    let result = match form.action {
        SuspensionAction::Suspend => {
            for right in facts.running(form.from_month).filter(|right| !is_stopped(right)) {
                effects.benefits.push(BenefitChange::Suspend {
                    entitlement_id: right.id,
                    beneficiary: party,
                    suspension: Suspension {
                        from_month: form.from_month.max(right.first_month),
                        until_month: None,
                        reason: form.reason.as_str().to_owned(),
                        case_id: case.id,
                        is_void: false,
                    },
                });
            }
            suspended(form, &reason)
        }
        SuspensionAction::Resume => resume(form, facts, party, &mut effects),
    };
    let explanation = Explanation { steps: vec![step(form)] };
    Granted { result, explanation, paper: None, effects }
}

fn suspended(form: &Form, reason: &Text) -> Text {
    let from = form.from_month;
    let way_back = match form.reason {
        SuspensionReason::NotCertified => {
            Text::new("完成资格认证即恢复发放，暂停期间的一并补发。", "Certify, and it is paid again with the months in between.")
        }
        SuspensionReason::DeathReported => Text::new(
            "信息有误、本人健在的，请拨打 12333 或持身份证到任一窗口，核实后恢复发放，暂停期间的一并补发。",
            "If it is wrong, call 12333 or come to any counter with your ID card: it is paid again with the months in between.",
        ),
        _ => Text::new("原因消除后请联系经办机构恢复。", "Tell the agency once the reason is gone."),
    };
    Text::new(
        format!("自 {from} 起暂停发放待遇。原因：{}。{}如不服，可依法申请行政复议或者提起行政诉讼。", reason.zh, way_back.zh),
        format!("Payment stops from {from}: {}. {} You may ask for administrative reconsideration or go to court.", reason.en, way_back.en),
    )
}

/// With the months in between where the right itself went on or the suspension was unfounded; otherwise from now on only.
fn resume(form: &Form, facts: &Facts, party: Party, effects: &mut Effects) -> Text {
    let mut with_any_arrears = false;
    for right in facts.running(form.from_month).filter(|right| is_stopped(right)) {
        let word = right.suspensions.last().map_or("", |last| last.reason.as_str());
        let with_arrears = form.was_unfounded || SuspensionReason::of(word).is_some_and(SuspensionReason::keeps_the_right);
        with_any_arrears |= with_arrears;
        effects.benefits.push(BenefitChange::Resume {
            entitlement_id: right.id,
            beneficiary: party,
            from_month: form.from_month,
            with_arrears,
        });
    }
    let from = form.from_month;
    if with_any_arrears {
        Text::new(
            format!("自 {from} 起恢复发放，暂停期间的待遇在下次发放时补发。"),
            format!("Paid again from {from}; the months in between come with the next payment."),
        )
    } else {
        Text::new(
            format!("自 {from} 起恢复发放，暂停期间的待遇按规定不补发。"),
            format!("Paid again from {from}; the months in between are not owed."),
        )
    }
}

fn step(form: &Form) -> Step {
    Step {
        name: Text::new("调查", "investigation"),
        formula: Text::new(form.found.clone(), form.found.clone()),
        inputs: vec![
            (Text::new("做了哪些调查", "what was tried"), form.tried.clone()),
            (Text::new("月份", "month"), form.from_month.to_string()),
        ],
        result: form.reason.name().zh,
        citation: regulation(),
    }
}

#[cfg(test)]
mod tests {
    use agency::common::test_agency::{area, codes, day, emergency, given, law, month, new_case, number};
    use casework::benefit::{BenefitAmount, BenefitKind, Entitlement};
    use casework::{Certification, CertificationWay, Person, Role};
    use values::{Fen, IdNumber, PersonName};

    use super::*;

    fn facts(certified_until: &str) -> Facts {
        let pension = Entitlement {
            area: area(),
            id: 3,
            kind: BenefitKind::EmployeePension,
            beneficiary: Party::person(1),
            payee: Party::person(1),
            first_month: month("2015-04"),
            last_month: None,
            granted_case_id: 1,
            settled_through: month("2020-02"),
            amounts: vec![BenefitAmount { from_month: month("2015-04"), monthly: Fen(300_000), provisional: false, case_id: 1 }],
            suspensions: Vec::new(),
        };
        let person = Person {
            area: area(),
            id: 1,
            name: PersonName::parse("于海洋").unwrap(),
            id_number: IdNumber::parse("371002209912310015").unwrap(),
            telephone: None,
            registered_on: day("2010-01-01"),
        };
        let certification =
            Certification { person_id: 1, certified_on: day("2019-01-15"), valid_until: day(certified_until), way: CertificationWay::Web };
        Facts { person: Some(person), entitlements: vec![pension], certification: Some(certification), declared: Vec::new() }
    }

    fn form(action: SuspensionAction, reason: SuspensionReason, from: &str) -> Form {
        let (tried, found) = ("数据比对、电话三次、入户一次".to_owned(), "无法联系".to_owned());
        Form { person_id: 1, action, reason, from_month: month(from), tried, found, was_unfounded: false, matched_death: None }
    }

    fn refused(form: &Form, facts: &Facts, today: &str) -> Vec<String> {
        codes(&check(&law(), form, facts, &given(Role::BenefitOfficer, today))).into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn only_what_was_investigated_and_has_run_out_is_suspended() {
        let suspend = form(SuspensionAction::Suspend, SuspensionReason::NotCertified, "2020-04");
        assert_eq!(refused(&suspend, &facts("2020-01-14"), "2020-03-10"), Vec::<String>::new());
        assert_eq!(refused(&suspend, &facts("2020-03-14"), "2020-03-10"), ["certified"]);
        let silent = Form { tried: " ".into(), ..suspend.clone() };
        assert_eq!(refused(&silent, &facts("2020-01-14"), "2020-03-10"), ["not_investigated"]);
        let past = Form { from_month: month("2020-02"), ..suspend };
        assert_eq!(refused(&past, &facts("2020-01-14"), "2020-03-10"), ["month_is_past"]);
    }

    #[test]
    fn while_the_emergency_lasts_nobody_is_suspended_for_want_of_a_certification() {
        let mut facts = facts("2020-01-14");
        facts.declared = vec![emergency(Some("2020-05-06"))];
        let suspend = form(SuspensionAction::Suspend, SuspensionReason::NotCertified, "2020-05");
        assert_eq!(refused(&suspend, &facts, "2020-05-06"), ["put_off"]);
        assert_eq!(refused(&suspend, &facts, "2020-05-07"), Vec::<String>::new(), "after the end it may be investigated");
        let prison = form(SuspensionAction::Suspend, SuspensionReason::InPrison, "2020-05");
        assert_eq!(refused(&prison, &facts, "2020-05-06"), Vec::<String>::new(), "other reasons are not put off");
    }

    #[test]
    fn the_months_in_between_are_paid_as_the_reason_has_it() {
        for (reason, was_unfounded, owed) in [
            (SuspensionReason::NotCertified, false, 300_000),
            (SuspensionReason::Missing, false, 300_000),
            (SuspensionReason::InPrison, false, 0),
            (SuspensionReason::InPrison, true, 300_000),
            (SuspensionReason::DoubleBenefit, false, 0),
        ] {
            let mut facts = facts("2020-01-14");
            let number = number();
            let suspended = grant(new_case(&number), &form(SuspensionAction::Suspend, reason, "2020-04"), &facts);
            assert!(facts.entitlements[0].apply(&suspended.effects.benefits[0]));
            assert_eq!(facts.entitlements[0].due(month("2020-05")), Fen::ZERO);
            let resume = Form { was_unfounded, ..form(SuspensionAction::Resume, reason, "2020-07") };
            assert_eq!(refused(&resume, &facts, "2020-07-10"), Vec::<String>::new());
            let resumed = grant(new_case(&number), &resume, &facts);
            assert!(facts.entitlements[0].apply(&resumed.effects.benefits[0]));
            let due = [facts.entitlements[0].due(month("2020-05")), facts.entitlements[0].due(month("2020-07"))];
            assert_eq!(due, [Fen(owed), Fen(300_000)], "{reason:?} {was_unfounded}");
            assert_eq!(refused(&resume, &facts, "2020-07-10"), ["not_suspended"]);
        }
    }
}
