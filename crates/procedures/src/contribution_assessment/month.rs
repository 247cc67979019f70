//! One assessed month of an employer, read for its pages.

use std::collections::HashMap;

use casework::{ContributionRow, Employer, Failure, Person};
use values::{AreaCode, ContributionParts, Date, Explanation, Month, Party};

use agency::Agency;
use agency::common::emergency::deferral_windows;
use agency::common::explained_row::explanation_of;
use agency::common::owed_month::OwedMonth;
use agency::common::page::number_of;

/// How many people one page lists.
pub const PEOPLE_A_PAGE: usize = 50;

/// What an employer owes for a month, and for whom.
#[derive(Debug, Clone)]
pub struct AssessedMonth {
    pub employer: Employer,
    pub month: Month,
    /// One obligation, or several where people were registered late.
    pub owed: Vec<OwedMonth>,
    pub parts: ContributionParts,
    pub paid: ContributionParts,
    pub people: usize,
    /// The people of the page asked for.
    pub listed: Vec<AssessedPerson>,
    /// From 1.
    pub page: usize,
}

/// A person's row of the month.
#[derive(Debug, Clone)]
pub struct AssessedPerson {
    pub person: Person,
    pub row: ContributionRow,
}

/// How one person's month came about.
#[derive(Debug, Clone)]
pub struct ExplainedPerson {
    pub employer: Employer,
    pub assessed: AssessedPerson,
    /// `None` where the wage behind the row is no longer known or another amount would be reckoned today.
    pub explanation: Option<Explanation>,
}

impl AssessedMonth {
    pub fn load(
        agency: &Agency,
        area: AreaCode,
        employer_id: i64,
        month: Month,
        page: usize,
        today: Date,
    ) -> Result<AssessedMonth, Failure> {
        let mut reader = agency.store.reader()?;
        let employer = reader.employer(area, employer_id)?.ok_or(Failure::NotFound)?;
        let windows = deferral_windows(&agency.law, &reader.emergencies()?);
        let obligations = reader.obligations(area, Party::employer(employer_id), false)?;
        let mut owed = Vec::new();
        for obligation in obligations.into_iter().filter(|obligation| obligation.month == month) {
            let number = match obligation.deferral_case_id {
                Some(id) => number_of(reader.as_mut(), area, id)?,
                None => None,
            };
            owed.push(OwedMonth::of(&agency.law, &windows, obligation, number, today)?);
        }
        if owed.is_empty() {
            return Err(Failure::NotFound);
        }
        let mut rows = reader.contributions_of_employer(area, employer_id, month)?;
        rows.sort_by_key(|row| (row.person_id, row.obligation_id));
        let people = rows.len();
        let rows: Vec<ContributionRow> = rows.into_iter().skip((page - 1) * PEOPLE_A_PAGE).take(PEOPLE_A_PAGE).collect();
        let ids: Vec<i64> = rows.iter().map(|row| row.person_id).collect();
        let persons: HashMap<i64, Person> = reader.persons(area, &ids)?.into_iter().map(|person| (person.id, person)).collect();
        let listed = rows.into_iter().filter_map(|row| Some(AssessedPerson { person: persons.get(&row.person_id)?.clone(), row }));
        let parts = owed.iter().map(|owed| owed.obligation.owed.contribution).sum();
        let paid = owed.iter().map(|owed| owed.obligation.paid.contribution).sum();
        Ok(AssessedMonth { employer, month, parts, paid, people, listed: listed.collect(), page, owed })
    }
}

impl ExplainedPerson {
    pub fn load(agency: &Agency, area: AreaCode, employer_id: i64, month: Month, person_id: i64) -> Result<ExplainedPerson, Failure> {
        let mut reader = agency.store.reader()?;
        let employer = reader.employer(area, employer_id)?.ok_or(Failure::NotFound)?;
        let rows = reader.contributions_of_employer(area, employer_id, month)?;
        let row = rows.into_iter().find(|row| row.person_id == person_id).ok_or(Failure::NotFound)?;
        let person = reader.person(area, person_id)?.ok_or(Failure::NotFound)?;
        let employments = reader.employments_of_employer(area, employer_id, Some(month))?;
        drop(reader);
        let explanation = explanation_of(&agency.law, &employer, &employments, &row)?;
        Ok(ExplainedPerson { employer, assessed: AssessedPerson { person, row }, explanation })
    }
}
