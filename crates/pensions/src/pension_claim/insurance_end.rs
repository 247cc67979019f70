//! 停止参保: granting a pension ends what the person was insured by at work. Pure.

use casework::procedure::CaseRef;
use casework::{ContributionRow, Employment, Notification, RegistryChange};
use ledger::Obligation;
use values::{Citation, Fen, Month, Party, Step, Text};

use crate::common::person::PersonFacts;

/// What granting does to employments, and what is said of months contributed beyond the last one due.
#[derive(Debug, Default)]
pub(super) struct InsuranceEnd {
    pub changes: Vec<RegistryChange>,
    pub notifications: Vec<Notification>,
    pub step: Option<Step>,
    /// For the letter of the decision; empty where there was no employment and nothing beyond.
    pub words: Text,
}

/// 社会保险法 第16条, 劳动合同法 第44条（二）: contributions are due up to the month in which the age is reached; with the pension the employment
/// ends. From the first month of the pension on nothing is due for the person, whenever the claim is granted: a period that began later is
/// withdrawn, and every month assessed all the same is named, to be refunded. Periods that had ended stay as they are.
pub(super) fn end(case: CaseRef<'_>, facts: &PersonFacts, last_month: Month) -> InsuranceEnd {
    let open: Vec<&Employment> = facts.employments.iter().filter(|employment| employment.until_month.is_none()).collect();
    let beyond: Vec<&(ContributionRow, Obligation)> = facts.contributions.iter().filter(|(row, _)| row.month > last_month).collect();
    if open.is_empty() && beyond.is_empty() {
        return InsuranceEnd::default();
    }
    let changes = open.iter().map(|employment| RegistryChange::EndEmployment {
        employer_id: employment.employer_id,
        person_id: employment.person_id,
        from_month: employment.from_month,
        until_month: last_month.max(employment.from_month.previous()),
    });
    let name = facts.person.as_ref().map_or("", |person| person.name.as_str());
    let mut employers: Vec<i64> =
        open.iter().map(|employment| employment.employer_id).chain(beyond.iter().map(|(row, _)| row.employer_id)).collect();
    employers.sort_unstable();
    employers.dedup();
    let letters = employers.into_iter().map(|employer_id| letter(case, employer_id, name, last_month, &beyond));
    InsuranceEnd {
        changes: changes.collect(),
        notifications: letters.collect(),
        step: Some(step(last_month, &beyond)),
        words: words(last_month, &beyond),
    }
}

fn sum<'a>(rows: impl Iterator<Item = &'a (ContributionRow, Obligation)>) -> Fen {
    rows.map(|(row, _)| row.parts.total()).sum()
}

fn listed<'a>(rows: impl Iterator<Item = &'a (ContributionRow, Obligation)>) -> String {
    let mut months: Vec<Month> = rows.map(|(row, _)| row.month).collect();
    months.sort();
    months.dedup();
    months.iter().map(ToString::to_string).collect::<Vec<_>>().join("、")
}

fn words(last_month: Month, beyond: &[&(ContributionRow, Obligation)]) -> Text {
    let mut text = Text::new(
        format!("参保缴费截至 {last_month}，自 {} 起不再缴费。", last_month.next()),
        format!(" Contributions end with {last_month}; nothing is due from {} on.", last_month.next()),
    );
    if !beyond.is_empty() {
        let (months, amount) = (listed(beyond.iter().copied()), sum(beyond.iter().copied()));
        text.zh.push_str(&format!("{months} 已核定的缴费共 {amount} 元不计入待遇，应予清退，由单位办理。"));
        text.en
            .push_str(&format!(" Contributions of {months}, {amount} yuan, buy nothing and are to be refunded; the employer sees to it."));
    }
    text
}

/// Word to the employer: since when nothing is due for the person, and which months were assessed all the same.
fn letter(case: CaseRef<'_>, employer_id: i64, name: &str, last_month: Month, beyond: &[&(ContributionRow, Obligation)]) -> Notification {
    let of_employer = || beyond.iter().copied().filter(|(row, _)| row.employer_id == employer_id);
    let mut body = Text::new(
        format!("职工{name}已核定养老金，参保截至 {last_month}，自 {} 起不再申报和缴纳社会保险费，不需要另办停保。", last_month.next()),
        format!(
            "The pension of your employee {name} is determined. The insurance ends with {last_month}; from {} on nothing is declared or paid for them, and you need not report it.",
            last_month.next()
        ),
    );
    if of_employer().next().is_some() {
        let (months, amount) = (listed(of_employer()), sum(of_employer()));
        body.zh.push_str(&format!(
            "{months} 已核定的该职工缴费共 {amount} 元（含个人部分）应予清退，请联系经办机构办理退费；尚未缴纳的，先核减后再缴。"
        ));
        body.en.push_str(&format!(
            " Contributions already assessed for {months}, {amount} yuan with the employee's own part, are to be refunded: contact the agency. What is not paid yet is reduced before you pay."
        ));
    }
    Notification {
        to: Party::employer(employer_id),
        subject: Text::new(format!("职工{name}退休停保（{}）", case.number), format!("{name} retires: insurance ends ({})", case.number)),
        body,
    }
}

fn step(last_month: Month, beyond: &[&(ContributionRow, Obligation)]) -> Step {
    let input = |(row, _): &&(ContributionRow, Obligation)| {
        (
            Text::new(format!("{} 已核定，应予清退", row.month), format!("{} assessed, to be refunded", row.month)),
            row.parts.total().to_string(),
        )
    };
    Step {
        name: Text::new("停止参保缴费", "end of contributions"),
        formula: Text::new(
            "缴费至达到退休年龄的当月；自起发年月起不再缴费，劳动合同终止",
            "due up to the month in which the age is reached; nothing from the first month of the pension on, and the contract of work ends",
        ),
        inputs: beyond.iter().map(input).collect(),
        result: last_month.to_string(),
        citation: Citation::new("劳动合同法", "第44条"),
    }
}

#[cfg(test)]
mod tests {
    use agency::common::test_agency::{month, new_case, number, obligation, yuan};
    use values::ContributionParts;

    use super::*;

    fn employment(employer_id: i64, from: &str, until: Option<&str>) -> Employment {
        let until_month = until.map(month);
        Employment { employer_id, person_id: 1, from_month: month(from), until_month, declared_wage: Fen(600_000) }
    }

    #[test]
    fn what_is_open_ends_with_the_month_of_retirement_and_months_beyond_are_named() {
        let parts =
            ContributionParts { pension_employer: yuan("640.00"), pension_employee: yuan("320.00"), ..ContributionParts::default() };
        let row =
            |of: &str| ContributionRow { month: month(of), employer_id: 4, person_id: 1, obligation_id: 1, base: yuan("4000.00"), parts };
        let facts = PersonFacts {
            employments: vec![employment(4, "2015-01", None), employment(5, "2020-05", None), employment(6, "2001-01", Some("2014-12"))],
            contributions: ["2020-03", "2020-04", "2020-05"].map(|of| (row(of), obligation(1, of, "2020-05-25", "1.00"))).to_vec(),
            ..PersonFacts::default()
        };
        let number = number();
        let end = super::end(new_case(&number), &facts, month("2020-03"));
        let until: Vec<(i64, Month)> = end
            .changes
            .iter()
            .map(|change| match change {
                RegistryChange::EndEmployment { employer_id, until_month, .. } => (*employer_id, *until_month),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(until, [(4, month("2020-03")), (5, month("2020-04"))], "the second never began");
        assert!(end.words.zh.contains("2020-04、2020-05 已核定的缴费共 1,920.00 元"), "{}", end.words.zh);
        let told: Vec<(Party, bool)> = end.notifications.iter().map(|letter| (letter.to, letter.body.zh.contains("1,920.00"))).collect();
        assert_eq!(told, [(Party::employer(4), true), (Party::employer(5), false)]);
    }

    #[test]
    fn whoever_does_not_work_hears_nothing_of_it() {
        let number = number();
        let end = super::end(new_case(&number), &PersonFacts::default(), month("2020-03"));
        assert!(end.changes.is_empty() && end.step.is_none() && end.words.zh.is_empty());
    }
}
