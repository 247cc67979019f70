//! What the rules of pensions refuse, as refusals of a case: with a code, a field and the next step.

use casework::Refusal;
use rules::pension::{Refusal as RuleRefusal, ResidentRefusal};
use values::Citation;

/// A refusal of the rules beside the field it belongs to. Its words already name the text and the next step.
pub fn of_rule(refusal: &RuleRefusal) -> Refusal {
    let text = refusal.text();
    let built = Refusal::new(refusal.word(), text.zh, text.en);
    match refusal {
        RuleRefusal::ChoiceOutside { .. } | RuleRefusal::ChoiceOfSpecialWork { .. } => built.on_field("chosen"),
        RuleRefusal::AccountStartInsideYear { .. } | RuleRefusal::MonthsBeforeAccount { .. } => {
            built.on_field("paid_months_before_account")
        }
        RuleRefusal::TooFewMonths { .. } => built
            .hint(
                "可以继续缴费至满最低年限，或书面申请转入城乡居民养老保险，或终止职工养老保险关系、一次性领取个人账户储存额",
                "you may go on contributing until the months are reached, move to the residents' pension in writing, or end the insurance \
                 and take the account as a lump sum",
            )
            .citing(Citation::new("社会保险法", "第16条")),
        RuleRefusal::NotCovered(_) => built.hint(
            "该年月的规则或数据尚未录入，请联系经办机构；录入后重新申请",
            "the rule or the figure of that month is not on file; ask the agency and apply again once it is",
        ),
        _ => built,
    }
}

/// The same of the residents' pension.
pub fn of_resident_rule(refusal: &ResidentRefusal) -> Refusal {
    let text = refusal.text();
    let code = match refusal {
        ResidentRefusal::NotCovered(_) => "not_covered",
        ResidentRefusal::TooYoung { .. } => "too_young",
        ResidentRefusal::TooFewMonths { .. } => "too_few_months",
        ResidentRefusal::Balance { .. } => "opening_balance",
    };
    Refusal::new(code, text.zh, text.en)
}
