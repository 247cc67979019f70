//! What is left in the personal account of somebody who died, from the pension record. Pure.

use casework::benefit::{BenefitKind, Entitlement};
use rules::Law;
use rules::pension::{AccountInPayment, account_at, account_left};
use values::{Citation, Date, Explain, Explanation, Fen, Month, Step, Text};

use super::{Facts, Form};
use crate::common::career::Career;
use crate::common::determined::{determined_again, determined_amount};
use crate::common::person::PersonFacts;
use crate::common::stated::VerifiedFacts;

/// The balance with how it came about, or why it cannot be told.
pub type Left = Result<(Fen, Explanation), Text>;

/// 社会保险法 第14条: the balance may be inherited. Whoever drew a pension: what stood in the account at retirement less the account pension
/// of each month due since, with interest; whoever did not: the record with the months assessed since. What is not on record is not guessed.
pub fn left(law: &Law, form: &Form, facts: &Facts, today: Date) -> Left {
    let died_in = Month::of(form.died_on);
    let (Some(record), Some(_)) = (&facts.record, &facts.deceased) else {
        return Err(Text::new("没有养老保险档案", "there is no pension record"));
    };
    let is_resident = |right: &Entitlement| right.kind == BenefitKind::ResidentPension;
    if facts.rights.iter().any(|paid| is_resident(&paid.right)) {
        return Err(Text::new("居民个人账户的记账办法尚未收录", "how accounts of the residents' insurance bear interest is not recorded"));
    }
    let person = PersonFacts {
        person: facts.deceased.clone(),
        record: Some(record.clone()),
        contributions: facts.contributions.clone(),
        ..PersonFacts::default()
    };
    let of_pension = facts.rights.iter().map(|paid| &paid.right).filter(|right| right.kind == BenefitKind::EmployeePension);
    // A right that goes on after a wrong report is another grant of the same pension.
    match of_pension.min_by_key(|right| right.first_month) {
        Some(right) if right.first_month <= died_in => of_pensioner(law, &person, right, facts, died_in, today),
        _ => of_insured(law, &person, died_in, today),
    }
}

fn of_insured(law: &Law, person: &PersonFacts, died_in: Month, today: Date) -> Left {
    let career = Career::of(law, person.record.as_ref(), &person.contributions, died_in, today).map_err(|refusals| words(&refusals))?;
    let mut explanation = Explanation::default();
    let (balance, _) = account_at(law, career.opening, &career.years, died_in, &mut explanation).map_err(|gap| gap.text())?;
    Ok((balance, explanation))
}

fn of_pensioner(law: &Law, person: &PersonFacts, right: &Entitlement, facts: &Facts, died_in: Month, today: Date) -> Left {
    let id_birth = person.person.as_ref().map(|person| Month::of(person.id_number.born_on()));
    let verified = person.record.as_ref().zip(id_birth).and_then(|(record, birth)| VerifiedFacts::of_record(record, birth));
    let verified = verified.ok_or_else(|| Text::new("养老保险档案没有人员类别", "the pension record names no category"))?;
    let found = determined_again(law, person, &verified, right.first_month, today).map_err(|refusals| words(&refusals))?;
    let (reckoned, decided) = (found.determination.components.total(), determined_amount(right));
    if reckoned != decided {
        return Err(Text::new(
            format!("档案算出的养老金 {reckoned} 元与发放的 {decided} 元不一致，个人账户部分无法确定，须先重新核定"),
            format!(
                "the record gives a pension of {reckoned}, and {decided} is paid: what the account pays is not known until it is determined again"
            ),
        ));
    }
    if right.monthly(died_in) != decided {
        return Err(Text::new(
            "年度调整由个人账户负担多少尚未收录",
            "how much of the yearly adjustments the account bears is not recorded",
        ));
    }
    let is_due = |month: Month| facts.rights.iter().any(|paid| paid.right.kind == right.kind && !paid.right.due(month).is_zero());
    let unpaid: Vec<Month> = right.first_month.through(died_in).filter(|month| !is_due(*month)).collect();
    let determination = found.determination;
    let account = AccountInPayment {
        retired_in: determination.retirement,
        balance: determination.account_balance,
        monthly: determination.components.account,
        unpaid: &unpaid,
    };
    let mut explanation = Explanation::default();
    explanation.step(|| at_retirement(&account));
    let left = account_left(law, &account, died_in, &mut explanation).map_err(|gap| gap.text())?;
    Ok((left, explanation))
}

fn at_retirement(account: &AccountInPayment<'_>) -> Step {
    Step {
        name: Text::new("退休时个人账户储存额", "account at retirement"),
        formula: Text::new(
            "按养老保险档案重新算出，与核定时相同；每月支付个人账户养老金",
            "reckoned from the pension record as for the determination; the account pension is paid out of it every month",
        ),
        inputs: vec![
            (Text::new("退休年月", "retired in"), account.retired_in.to_string()),
            (Text::new("个人账户养老金", "account pension"), account.monthly.to_string()),
        ],
        result: account.balance.to_string(),
        citation: Citation::new("社会保险法", "第14条"),
    }
}

fn words(refusals: &casework::Refusals) -> Text {
    refusals.0.first().map(agency::common::refused::words).unwrap_or_default()
}

/// 社会保险法 第14条: what staff state is what the record gives; where it gives nothing, they state it from the account itself.
pub fn refuse_other_balance(law: &Law, form: &Form, facts: &Facts, today: Date) -> Option<casework::Refusal> {
    let stated = form.account_balance?;
    let (reckoned, _) = left(law, form, facts, today).ok()?;
    (stated != reckoned).then(|| {
        casework::Refusal::new(
            "balance_differs",
            format!("按档案算出的个人账户余额是 {reckoned} 元，不是 {stated} 元"),
            format!("the record gives a balance of {reckoned} yuan, not {stated}"),
        )
        .on_field("account_balance")
        .hint(
            "不用填写，系统按档案计算；认为档案有误的，先更正档案并重新核定",
            "leave it empty: it is reckoned from the record. If the record is wrong, have it put right and the pension determined again first",
        )
    })
}
