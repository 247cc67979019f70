//! The same bill handed in a second time. Pure.

use casework::application::Step;
use casework::{CaseHead, CaseReference, Refusal, Stage};
use values::{Citation, Party};

use super::facts::Facts;
use super::form::Form;
use super::grant::BILL_REFERENCE;

/// What a settlement is about: one bill of one hospital for one worker; `None` while the worker is not known.
pub(super) fn reference(form: &Form, facts: &Facts) -> Option<CaseReference> {
    let worker = facts.worker.as_ref()?;
    let reference = format!("{}:{}", worker.id, facts.bill_reference(form));
    Some(CaseReference { kind: BILL_REFERENCE.to_owned(), reference, party: Party::person(worker.id) })
}

/// The earlier case that keeps this one from being handed in or granted. One that was refused, not accepted or taken back keeps nobody
/// from handing the bill in again; a bill handed in before it is settled waits only for one that was settled.
fn earlier(facts: &Facts, step: Step) -> Option<&CaseHead> {
    facts.same_bill.iter().find(|head| head.stage == Stage::Granted || (step == Step::Submit && head.stage.is_open()))
}

/// 工伤保险条例 第30条: the fund pays the treatment, so it pays each bill once. The earlier case is named to those it concerns too.
pub(super) fn refuse(facts: &Facts, step: Step, may_know: bool) -> Option<Refusal> {
    let head = earlier(facts, step)?;
    let stage = head.stage.name();
    let refusal = Refusal::new(
        "bill_already_filed",
        format!("该医院的这张票据已经为该职工提交过（{}），同一票据只结算一次", stage.zh),
        format!("this bill of this hospital was handed in for this worker before ({}); a bill is settled once", stage.en),
    )
    .citing(Citation::new("工伤保险条例", "第30条"))
    .on_field("bill_number");
    Some(if may_know {
        let (number, on) = (&head.number, head.opened_on);
        refusal.hint(
            format!("见 {on} 提交的申请 {number}；票据不同的，请核对票据号码"),
            format!("see case {number} of {on}; check the number if this is another bill"),
        )
    } else {
        refusal.hint("请核对票据号码", "check the number of the bill")
    })
}
