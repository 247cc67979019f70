//! Decisions on reports of death. Pure.

use casework::application::{Granted, Step};
use casework::benefit::{BenefitChange, BenefitKind, Entitlement};
use casework::procedure::CaseRef;
use casework::{Effects, Given, Notification, Refusal, Refusals, RegistryChange};
use rules::Law;
use rules::pension::end_of_payment::{account_to_heirs, overpaid_after_death};
use rules::pension::survivor_grants;
use values::{Explanation, Fen, IdNumber, Month, Party, PartyKind, Text};

use super::account;
use super::grants::{deceased, heir, once, receivable, set_off};
use super::{DEATH, DeathAction, Facts, Form, PaidRight};
use agency::common::{not_covered, unbalanced};

/// 社会保险法 第17条, 人社部发〔2021〕18号: who died is registered here under that name, and a death is recorded once.
pub(super) fn check(law: &Law, form: &Form, facts: &Facts, given: &Given, step: Step) -> Refusals {
    if let Err(error) = IdNumber::parse(&form.id_number) {
        let mut refusal = Refusal::new("id_number", "", "").on_field("id_number");
        refusal.text = error.text();
        return refusal.into();
    }
    // One answer for a wrong number and a wrong name: whoever asks does not learn who is registered under a number.
    let Some(person) = facts.deceased.as_ref().filter(|person| person.name.as_str() == form.name.trim()) else {
        return Refusal::new(
            "unknown_person",
            "本区域没有登记该姓名和身份证号码的人员",
            "nobody with this name and ID number is registered in this area",
        )
        .on_field("id_number")
        .hint(
            "请核对姓名和号码；参保地在其他区市的，由参保地办理",
            "check name and number; the area where the person is insured handles it",
        )
        .into();
    };
    let mut refusals = Refusals::default();
    if form.died_on > given.today {
        refusals.push(Refusal::new("died_in_future", "去世日期晚于今天", "the day of death lies in the future").on_field("died_on"));
    } else if form.died_on < person.id_number.born_on() {
        refusals
            .push(Refusal::new("died_before_birth", "去世日期早于出生日期", "the day of death lies before the birth").on_field("died_on"));
    }
    if form.note.chars().count() > 500 {
        refusals.push(Refusal::new("too_long", "说明不得超过500字", "the note may have at most 500 characters").on_field("note"));
    }
    let refusal = match form.action {
        DeathAction::Report => refuse_report(form, facts, given),
        DeathAction::TakeBack => refuse_taking_back(form, facts, given),
    };
    refusals.0.extend(refusal);
    if step == Step::Submit && refusals.is_empty() {
        refusals.0.extend(account::refuse_other_balance(law, form, facts, given.today));
    }
    refusals
}

fn refuse_report(form: &Form, facts: &Facts, given: &Given) -> Option<Refusal> {
    let ended = !facts.rights.is_empty() && facts.ending(form.died_on).next().is_none();
    if ended && heir(form).is_none() {
        return Some(
            Refusal::new(
                "already_reported",
                "该人员的死亡已经登记，待遇已终止",
                "this death is recorded already, and the benefit has ended",
            )
            .on_field("id_number")
            .hint("申领遗属待遇的，请由亲属填写收款账户", "to claim the grants, a relative gives an account"),
        );
    }
    if form.relation.is_family() && form.reporter.is_some_and(|reporter| reporter.kind != PartyKind::Person) {
        return Some(
            Refusal::new("relation_differs", "单位不能以亲属身份申报", "an employer does not report as a relative").on_field("relation"),
        );
    }
    if form.relation.is_family() && form.reporter.is_some() && form.account.is_none() {
        return Some(
            Refusal::new(
                "account_needed",
                "请填写收款账户，用于发放丧葬补助金和抚恤金",
                "give an account for the funeral and survivor grants",
            )
            .on_field("account_number"),
        );
    }
    let by_staff = given.actor.is_staff();
    (form.account_balance.is_some() && !by_staff).then(|| {
        Refusal::new("balance_by_staff", "个人账户余额由工作人员填写", "what is left in the account is stated by staff")
            .on_field("account_balance")
    })
}

fn refuse_taking_back(form: &Form, facts: &Facts, given: &Given) -> Option<Refusal> {
    let is_oneself = form.reporter.is_some() && form.reporter == facts.deceased.as_ref().map(|person| Party::person(person.id));
    if !given.actor.is_staff() && !is_oneself {
        return Some(
            Refusal::new(
                "taken_back_by_staff",
                "更正死亡登记由本人提出或由工作人员办理",
                "a report is taken back by the person themselves or by staff",
            )
            .on_field("action"),
        );
    }
    if facts.ended(Month::of(given.today)).next().is_none() {
        return Some(
            Refusal::new("nothing_ended", "没有因死亡登记而终止的待遇", "no benefit was ended by a report of death").on_field("id_number"),
        );
    }
    form.note
        .trim()
        .is_empty()
        .then(|| Refusal::new("words_needed", "请写明怎样确认本人健在", "say how it is known that the person is alive").on_field("note"))
}

/// 社会保险法 第14、17条; 社会保险经办条例 第26条: the benefit is due for the month of death and no further; what was paid beyond it comes back.
pub(super) fn grant(law: &Law, case: CaseRef<'_>, form: &Form, facts: &Facts, given: &Given) -> Result<Granted, Refusals> {
    let Some(person) = &facts.deceased else {
        return Err(Refusal::new("unknown_person", "没有找到该人员", "there is no such person").into());
    };
    let party = Party::person(person.id);
    let mut effects = Effects::default();
    let mut explanation = Explanation::default();
    let overpaid = end_rights(law, form, facts, party, given, &mut effects, &mut explanation)?;
    let left = account::left(law, form, facts, given.today);
    let granted = match heir(form) {
        Some(to) => claim(law, case, form, facts, &left, to, given, &mut effects, &mut explanation),
        None => Vec::new(),
    };
    effects.benefits.extend(granted.iter().cloned().map(BenefitChange::Grant));
    let of_pension = overpaid_of_pension(&overpaid);
    let set_off = set_off(&mut effects, &granted, party, of_pension, given.today).map_err(|error| unbalanced(&error))?;
    let total: Fen = overpaid.iter().map(|(_, _, amount)| *amount).sum();
    let to_return = total - set_off;
    if to_return.is_positive() {
        effects.notifications.extend(form.reporter.map(|to| repayment_letter(to, person.name.as_str(), to_return)));
    }
    let result = result(form, facts, &granted, &left, (total, set_off));
    Ok(Granted { result, explanation, paper: None, effects })
}

/// Months paid beyond the month of death: kind, month, amount.
type Overpaid = Vec<(BenefitKind, Month, Fen)>;

fn overpaid_of_pension(overpaid: &Overpaid) -> Fen {
    overpaid.iter().filter(|(kind, ..)| *kind == BenefitKind::EmployeePension).map(|(_, _, amount)| *amount).sum()
}

fn end_rights(
    law: &Law,
    form: &Form,
    facts: &Facts,
    party: Party,
    given: &Given,
    effects: &mut Effects,
    explanation: &mut Explanation,
) -> Result<Overpaid, Refusals> {
    let mut overpaid = Overpaid::new();
    for PaidRight { right, paid, .. } in facts.ending(form.died_on) {
        let beyond = overpaid_after_death(law, form.died_on, paid, explanation).map_err(|gap| not_covered(gap.text()))?;
        let last_month = beyond.last_month_due;
        effects.benefits.push(BenefitChange::End { entitlement_id: right.id, beneficiary: party, last_month, reason: DEATH.to_owned() });
        for (month, amount) in beyond.months.iter().filter(|(_, amount)| amount.is_positive()) {
            overpaid.push((right.kind, *month, *amount));
            effects.benefits.push(BenefitChange::Recover { entitlement_id: right.id, beneficiary: party, month: *month, amount: *amount });
            let transfer = receivable(given.today, right.kind.fund(), party, party, *month, *amount);
            effects.transfers.push(transfer.map_err(|error| unbalanced(&error))?);
        }
    }
    Ok(overpaid)
}

#[expect(clippy::too_many_arguments, reason = "a decision rests on as many facts")]
fn claim(
    law: &Law,
    case: CaseRef<'_>,
    form: &Form,
    facts: &Facts,
    left: &account::Left,
    to: Party,
    given: &Given,
    effects: &mut Effects,
    explanation: &mut Explanation,
) -> Vec<Entitlement> {
    // Claimed once for each death, by whichever relative comes first.
    let person_id = facts.deceased.as_ref().map_or(0, |person| person.id);
    effects.registry.push(RegistryChange::ClaimReference {
        kind: "survivor_grants".to_owned(),
        reference: format!("{}:{person_id}:{}", case.area, form.died_on),
    });
    if let Some(account) = &form.account {
        effects.registry.push(RegistryChange::SetPayeeAccount { party: to, account: account.clone() });
    }
    let month = Month::of(given.today);
    let mut sums = Vec::new();
    if let Some(deceased) = deceased(facts.record.as_ref(), facts, Month::of(form.died_on))
        && let Ok(grants) = survivor_grants(law, form.died_on, deceased, explanation)
    {
        sums.extend([(BenefitKind::FuneralGrant, grants.funeral), (BenefitKind::SurvivorGrant, grants.survivor)]);
    }
    let balance = match left {
        Ok((balance, steps)) => {
            explanation.steps.extend(steps.steps.iter().cloned());
            Some(*balance)
        }
        Err(_) => form.account_balance,
    };
    if let Some(balance) = balance
        && let Ok(inherited) = account_to_heirs(law, form.died_on, balance, explanation)
        && inherited.is_positive()
    {
        sums.push((BenefitKind::AccountBalance, inherited));
    }
    sums.into_iter().zip(facts.first_new_id..).map(|((kind, amount), id)| once(case, id, kind, to, month, amount)).collect()
}

fn result(form: &Form, facts: &Facts, granted: &[Entitlement], left: &account::Left, (overpaid, set_off): (Fen, Fen)) -> Text {
    let last = Month::of(form.died_on);
    let mut text = if facts.rights.is_empty() {
        Text::new("死亡已登记。", "The death is recorded.")
    } else {
        Text::new(format!("待遇发至 {last} 止。"), format!("The benefit is due until {last}."))
    };
    let mut add = |chinese: String, english: String| {
        text.zh.push_str(&chinese);
        text.en.push_str(&english);
    };
    for grant in granted {
        let (name, amount) = (grant.kind.name(), grant.due(grant.first_month));
        add(format!("{} {amount} 元。", name.zh), format!(" {}: {amount} yuan.", name.en));
    }
    if granted.iter().all(|grant| grant.kind == BenefitKind::AccountBalance) && heir(form).is_some() {
        add(
            "丧葬补助金和抚恤金暂不能核定：去世时的规定或缴费记录尚未收录，收录后由经办机构补办。".to_owned(),
            " The funeral and survivor grants cannot be determined yet: the rule of that time or the contribution record is not recorded here; the agency goes on once it is.".to_owned(),
        );
    }
    if let (Err(why), None, true) = (left, form.account_balance, heir(form).is_some()) {
        add(format!("个人账户余额暂不能算出：{}。", why.zh), format!(" What is left in the account cannot be told yet: {}.", why.en));
    }
    if overpaid.is_positive() {
        add(format!("去世次月后多发 {overpaid} 元，"), format!(" Paid beyond the month of death: {overpaid} yuan,"));
        add(
            format!("已抵扣 {set_off} 元，尚需退回 {} 元。", overpaid - set_off),
            format!(" set off {set_off}, to be returned {}.", overpaid - set_off),
        );
    }
    text
}

fn repayment_letter(to: Party, name: &str, left: Fen) -> Notification {
    Notification {
        to,
        subject: Text::new(format!("请退回 {name} 去世后多发的待遇"), format!("Please return what was paid after the death of {name}")),
        body: Text::new(
            format!("去世次月以后多发的待遇，抵扣后尚有 {left} 元需要退回。可以分期，请拨打 12333 商定。"),
            format!(
                "After set-off {left} yuan paid for months after the death are to be returned. It may be paid by instalments; call 12333."
            ),
        ),
    }
}

#[cfg(test)]
mod tests;
