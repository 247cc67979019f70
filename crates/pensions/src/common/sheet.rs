//! 养老金核定表: what a claim determined, as its paper says it. Pure.

use casework::Person;
use documents::kinds::{Birth, Holder, PensionComponent, PensionDetermination, PensionInsurance};
use rules::pension::{ContributionYears, Determination, ResidentPension};
use values::{Explanation, Fen, Month, Text};

use super::adjusted::Adjusted;
use super::stated::VerifiedFacts;

/// The ID number says the day; where the personnel file holds against it, only the month is established.
fn birth(person: &Person, month: Month) -> Birth {
    let born_on = person.id_number.born_on();
    if Month::of(born_on) == month { Birth::Day(born_on) } else { Birth::Month(month) }
}

fn span(arrears: &[(Month, Fen)]) -> Option<(Month, Month, Fen)> {
    let ((first, _), (last, _)) = (arrears.first()?, arrears.last()?);
    Some((*first, *last, arrears.iter().map(|(_, amount)| *amount).sum()))
}

/// The sheet of an employee's pension; parts that come to nothing are left out.
pub fn of_employee(
    person: &Person,
    verified: &VerifiedFacts,
    determination: &Determination,
    adjusted: &Adjusted,
    arrears: &[(Month, Fen)],
    explanation: &Explanation,
) -> PensionDetermination {
    let parts = &determination.components;
    let components = [
        (Text::new("基础养老金", "Basic pension"), parts.basic),
        (Text::new("个人账户养老金", "Account pension"), parts.account),
        (Text::new("过渡性养老金", "Transitional pension"), parts.transition),
    ];
    PensionDetermination {
        insurance: PensionInsurance::Employees,
        holder: Holder::new(&person.name, &person.id_number),
        birth: birth(person, verified.birth),
        category: verified.category.name(),
        reached_in: determination.retirement,
        starts_in: determination.start,
        contribution_years: ContributionYears::of_months(determination.total_months).to_string(),
        components: listed(components),
        monthly: parts.total(),
        adjusted: adjusted.adjustments().to_vec(),
        replaces: None,
        arrears: span(arrears),
        is_provisional: determination.provisional,
        explanation: explanation.clone(),
    }
}

/// What the sheet of a resident's pension says beside the person.
pub struct ResidentSheet<'a> {
    pub birth: Month,
    pub months: u32,
    pub start: Month,
    /// What is paid from now on; the months before may have been other amounts.
    pub current: ResidentPension,
    pub arrears: &'a [(Month, Fen)],
    pub explanation: &'a Explanation,
}

/// The sheet of a resident's pension.
pub fn of_resident(person: &Person, sheet: &ResidentSheet<'_>) -> PensionDetermination {
    let components = [
        (Text::new("基础养老金", "Basic pension"), sheet.current.basic),
        (Text::new("个人账户养老金", "Account pension"), sheet.current.account),
    ];
    PensionDetermination {
        insurance: PensionInsurance::Residents,
        holder: Holder::new(&person.name, &person.id_number),
        birth: birth(person, sheet.birth),
        category: Text::new("城乡居民", "Resident"),
        reached_in: sheet.start.previous(),
        starts_in: sheet.start,
        contribution_years: ContributionYears::of_months(sheet.months).to_string(),
        components: listed(components),
        monthly: sheet.current.total(),
        adjusted: Vec::new(),
        replaces: None,
        arrears: span(sheet.arrears),
        is_provisional: false,
        explanation: sheet.explanation.clone(),
    }
}

fn listed(components: impl IntoIterator<Item = (Text, Fen)>) -> Vec<PensionComponent> {
    let present = components.into_iter().filter(|(_, amount)| !amount.is_zero());
    present.map(|(name, amount)| PensionComponent { name, amount }).collect()
}
