//! Decisions on ends of benefits. Pure.

use casework::application::Granted;
use casework::{BenefitChange, Effects, Refusal, Refusals};
use rules::Law;
use values::{Citation, Date, Explanation, Party, Step, Text};

use super::{Facts, Form, is_running};
use crate::remedies::remedies;

fn regulation() -> Citation {
    Citation::new("工伤保险条例", "第42条")
}

/// 工伤保险条例 第42条: only for what the article lists, and only from what is found. What was paid before anybody found it stays paid here.
pub(super) fn check(form: &Form, facts: &Facts) -> Refusals {
    let Some(right) = facts.right.as_ref().filter(|_| facts.person.is_some()) else {
        return Refusal::new("unknown_right", "没有找到该人员的这项待遇", "this person has no such benefit")
            .on_field("entitlement_id")
            .into();
    };
    if !is_running(right, right.first_month) {
        return Refusal::new("not_monthly", "只有按月发放的工伤待遇可以停止", "only a monthly injury benefit can be ended")
            .on_field("entitlement_id")
            .into();
    }
    if let Some(last) = right.last_month {
        return Refusal::new("already_ended", format!("这项待遇已于 {last} 停止"), format!("this benefit has ended with {last}"))
            .on_field("entitlement_id")
            .into();
    }
    let mut refusals = Refusals::default();
    let earliest = right.settled_through.max(right.first_month.previous());
    if form.last_month < earliest {
        refusals.push(
            Refusal::new(
                "month_is_paid",
                format!("已发放至 {earliest}，停止的月份不能更早"),
                format!("it is paid through {earliest}; it cannot end earlier"),
            )
            .hint("已发放的月份不因停止追回", "months already paid are not taken back by this")
            .on_field("last_month"),
        );
    }
    match form.found.trim().chars().count() {
        0 => refusals.push(
            Refusal::new("not_investigated", "请写明查到了什么、依据是什么", "write what was found and what it rests on")
                .citing(regulation())
                .on_field("found"),
        ),
        1..=2000 => {}
        _ => refusals.push(Refusal::new("too_long", "不得超过2000字", "at most 2,000 characters").on_field("found")),
    }
    refusals
}

pub(super) fn grant(law: &Law, form: &Form, facts: &Facts, today: Date) -> Result<Granted, Refusals> {
    check(form, facts).into_result()?;
    let Some(right) = &facts.right else { return Ok(Granted::default()) };
    let beneficiary = Party::person(form.person_id);
    let mut effects = Effects { party: Some(beneficiary), ..Effects::default() };
    let (entitlement_id, last_month, ground) = (right.id, form.last_month, form.ground.name());
    effects.benefits.push(BenefitChange::End { entitlement_id, beneficiary, last_month, reason: form.ground.as_str().to_owned() });
    let (benefit, remedies, found) = (right.kind.name(), remedies(law, today)?, form.found.trim());
    let result = Text::new(
        format!("{}发放至 {last_month}，之后停止。原因：{}。{found}。{}。", benefit.zh, ground.zh, remedies.zh),
        format!("The {} is paid through {last_month} and ends then: {}. {found}. {}.", benefit.en, ground.en, remedies.en),
    );
    let step = Step {
        name: Text::new("查明", "what was found"),
        formula: Text::same(found),
        inputs: vec![(Text::new("最后发放的月份", "last month paid"), last_month.to_string())],
        result: ground.zh,
        citation: regulation(),
    };
    Ok(Granted { result, explanation: Explanation { steps: vec![step] }, effects, paper: None })
}
