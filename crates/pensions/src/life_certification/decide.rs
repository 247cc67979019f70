//! Decisions on certifications. Pure.

use casework::application::Granted;
use casework::benefit::{BenefitChange, Entitlement};
use casework::{Certification, CertificationWay, Effects, Given, Refusal, Refusals, RegistryChange, Role};
use rules::Law;
use rules::pension::{CertifiedUntil, certified_until};
use values::{Citation, Date, Explanation, Month, Step, Text};

use super::{Facts, Form, NOT_CERTIFIED};
use agency::common::not_covered;

/// 社会保险经办条例 第25、26条: data first, then the person themselves, then somebody else; who receives nothing has nothing to prove.
pub(super) fn check(law: &Law, form: &Form, facts: &Facts, given: &Given) -> Refusals {
    if facts.person.is_none() {
        return Refusal::new("unknown_person", "没有找到该人员", "there is no such person").on_field("person_id").into();
    }
    let seen_on = seen_on(form, given);
    if let Some(ended) = died(facts) {
        return Refusal::new(
            "benefit_ended",
            format!("该人员的待遇已于 {ended} 因死亡终止"),
            format!("the benefit ended in {ended} because of death"),
        )
        .hint("登记有误的，请申请更正死亡登记", "if that is wrong, ask for the report of death to be taken back")
        .into();
    }
    if facts.running(given.today).next().is_none() {
        return Refusal::new(
            "nothing_received",
            "该人员没有按月领取的待遇，不需要认证",
            "this person receives no monthly benefit and need not be certified",
        )
        .citing(Citation::new("人社厅发〔2018〕54号", ""))
        .into();
    }
    if let Some(refusal) = refuse_way(form, given) {
        return refusal.into();
    }
    if seen_on > given.today {
        return Refusal::new("seen_in_future", "认证日期晚于今天", "the day of the certification lies in the future")
            .on_field("seen_on")
            .into();
    }
    match certified_until(law, seen_on) {
        Err(gap) => not_covered(gap.text()).into(),
        Ok(until) if until.last_day < given.today => Refusal::new(
            "seen_too_long_ago",
            format!("{seen_on} 的记录已过有效期（至 {}），不能作为本年度认证", until.last_day),
            format!("a record of {seen_on} was good until {} and proves nothing now", until.last_day),
        )
        .on_field("seen_on")
        .citing(until.citation)
        .into(),
        Ok(_) => Refusals::default(),
    }
}

fn seen_on(form: &Form, given: &Given) -> Date {
    form.seen_on.unwrap_or(given.today)
}

/// The last month, where a benefit ended before today because its beneficiary died.
fn died(facts: &Facts) -> Option<Month> {
    let monthly = facts.entitlements.iter().filter(|entitlement| entitlement.kind.is_monthly());
    let ended: Vec<Month> = monthly.clone().filter_map(|entitlement| entitlement.last_month).collect();
    // One benefit may have ended for another reason while others run; a death ends all of them.
    (!ended.is_empty() && ended.len() == monthly.count()).then(|| ended.into_iter().max()).flatten()
}

/// Each way belongs to somebody: nobody enters a data match by hand, and nobody certifies themselves at a counter.
fn refuse_way(form: &Form, given: &Given) -> Option<Refusal> {
    let actor = &given.actor;
    let allowed: &[CertificationWay] = if actor.has(Role::System) {
        &CertificationWay::ALL
    } else if actor.is_staff() {
        use CertificationWay::{Counter, Helper, Kiosk, Phone, Post};
        &[Counter, Helper, Kiosk, Phone, Post]
    } else {
        &[CertificationWay::Web, CertificationWay::PhoneApp, CertificationWay::Kiosk]
    };
    if !allowed.contains(&form.way) {
        let name = form.way.name();
        return Some(
            Refusal::new("way_not_open", format!("您不能以“{}”方式认证", name.zh), format!("you cannot certify {}", name.en))
                .on_field("way")
                .hint("请选择其他方式", "choose another way"),
        );
    }
    let needs_words = matches!(form.way, CertificationWay::Helper | CertificationWay::DataMatch);
    if needs_words && form.note.trim().is_empty() {
        return Some(
            Refusal::new("who_vouches", "请写明由谁协助或来自哪项数据", "say who helped, or which data it is from").on_field("note"),
        );
    }
    (form.note.chars().count() > 300)
        .then(|| Refusal::new("too_long", "说明不得超过300字", "the note may have at most 300 characters").on_field("note"))
}

/// A year from the day on which the person was seen; what was suspended for want of it is paid after all.
pub(super) fn grant(law: &Law, form: &Form, facts: &Facts, given: &Given) -> Result<Granted, Refusals> {
    let seen_on = seen_on(form, given);
    let until = certified_until(law, seen_on).map_err(|gap| not_covered(gap.text()))?;
    let certification = Certification { person_id: form.person_id, certified_on: seen_on, valid_until: until.last_day, way: form.way };
    let mut effects = Effects { registry: vec![RegistryChange::RecordCertification(certification)], ..Effects::default() };
    let mut lifted = false;
    for entitlement in facts.running(given.today).filter(|entitlement| is_stopped(entitlement)) {
        lifted = true;
        effects.benefits.push(BenefitChange::Resume {
            entitlement_id: entitlement.id,
            beneficiary: entitlement.beneficiary,
            from_month: resumed_from(entitlement, given.today),
            with_arrears: true,
        });
    }
    let explanation = Explanation { steps: vec![step(seen_on, &until)] };
    Ok(Granted { result: result(&until, facts, lifted), explanation, effects })
}

/// Stopped for want of a certification, and not yet taken up again.
fn is_stopped(entitlement: &Entitlement) -> bool {
    let last = entitlement.suspensions.last();
    last.is_some_and(|suspension| suspension.reason == NOT_CERTIFIED && suspension.until_month.is_none() && !suspension.is_void)
}

/// This month, or the first month of a suspension that has yet to begin.
fn resumed_from(entitlement: &Entitlement, today: Date) -> Month {
    let stopped = entitlement.suspensions.last().map_or(Month::of(today), |suspension| suspension.from_month);
    stopped.max(Month::of(today))
}

fn result(until: &CertifiedUntil, facts: &Facts, lifted: bool) -> Text {
    let longest = facts.certification.as_ref().map_or(until.last_day, |before| before.valid_until.max(until.last_day));
    let mut text = Text::new(format!("认证成功，有效期至 {longest}。"), format!("Certified; good until {longest}."));
    if lifted {
        text.zh.push_str("暂停的待遇恢复发放，暂停期间的待遇在下次发放时补发。");
        text.en.push_str(" The suspended benefit is paid again, and the months in between with the next payment.");
    }
    text
}

fn step(seen_on: Date, until: &CertifiedUntil) -> Step {
    Step {
        name: Text::new("认证有效期至", "certified until"),
        formula: Text::new(
            format!("自认证之日起 {} 个月", until.valid_months),
            format!("{} months from the day of the certification", until.valid_months),
        ),
        inputs: vec![(Text::new("认证日期", "day of the certification"), seen_on.to_string())],
        result: until.last_day.to_string(),
        citation: until.citation.clone(),
    }
}

#[cfg(test)]
mod tests {
    use agency::common::test_agency::{area, codes, day, given, law, month};
    use casework::Person;
    use casework::benefit::{BenefitAmount, BenefitKind, Suspension};
    use values::{Fen, IdNumber, Party, PersonName};

    use super::*;

    fn facts() -> Facts {
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
        Facts { person: Some(person), entitlements: vec![pension], ..Facts::default() }
    }

    fn form(way: CertificationWay, seen_on: Option<&str>) -> Form {
        Form { person_id: 1, way, seen_on: seen_on.map(day), note: "医保结算".into() }
    }

    #[test]
    fn each_way_belongs_to_somebody() {
        for (role, way, code) in [
            (Role::Person, CertificationWay::Web, None),
            (Role::Person, CertificationWay::Counter, Some("way_not_open")),
            (Role::Clerk, CertificationWay::Phone, None),
            (Role::Clerk, CertificationWay::DataMatch, Some("way_not_open")),
            (Role::System, CertificationWay::DataMatch, None),
        ] {
            let refusals = check(&law(), &form(way, None), &facts(), &given(role, "2020-03-10"));
            assert_eq!(codes(&refusals), code.into_iter().collect::<Vec<_>>(), "{role:?} {way:?}");
        }
    }

    #[test]
    fn what_proves_nothing_is_refused() {
        let system = given(Role::System, "2020-03-10");
        for (seen_on, code) in [("2020-03-11", "seen_in_future"), ("2019-03-09", "seen_too_long_ago"), ("2018-01-10", "not_covered")] {
            let refusals = check(&law(), &form(CertificationWay::DataMatch, Some(seen_on)), &facts(), &system);
            assert_eq!(codes(&refusals), [code], "{seen_on}");
        }
        let mut nothing = facts();
        nothing.entitlements.clear();
        assert_eq!(
            codes(&check(&law(), &form(CertificationWay::Web, None), &nothing, &given(Role::Person, "2020-03-10"))),
            ["nothing_received"]
        );
        let mut dead = facts();
        dead.entitlements[0].last_month = Some(month("2020-01"));
        assert_eq!(codes(&check(&law(), &form(CertificationWay::Web, None), &dead, &given(Role::Person, "2020-03-10"))), ["benefit_ended"]);
    }

    #[test]
    fn a_late_certification_lifts_the_suspension_with_its_months() {
        let mut facts = facts();
        let suspension =
            Suspension { from_month: month("2020-01"), until_month: None, reason: NOT_CERTIFIED.into(), case_id: 2, is_void: false };
        facts.entitlements[0].suspensions.push(suspension);
        let granted = grant(&law(), &form(CertificationWay::Web, None), &facts, &given(Role::Person, "2020-03-10")).unwrap();
        let [change] = granted.effects.benefits.as_slice() else { panic!("one change") };
        let mut pension = facts.entitlements[0].clone();
        assert!(pension.apply(change));
        assert_eq!([pension.due(month("2020-01")), pension.due(month("2020-03"))], [Fen(300_000), Fen(300_000)]);
        assert_eq!(pension.settled_through, month("2019-12"), "the months of the suspension are open again");
        assert!(granted.result.zh.contains("2021-03-09") && granted.result.zh.contains("补发"), "{}", granted.result.zh);
    }

    #[test]
    fn another_reason_of_suspension_stays() {
        let mut facts = facts();
        let suspension =
            Suspension { from_month: month("2020-01"), until_month: None, reason: "in_prison".into(), case_id: 2, is_void: false };
        facts.entitlements[0].suspensions.push(suspension);
        let granted = grant(&law(), &form(CertificationWay::Web, None), &facts, &given(Role::Person, "2020-03-10")).unwrap();
        assert!(granted.effects.benefits.is_empty());
    }
}
