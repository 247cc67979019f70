//! A person's statement with the names and numbers its pages show.

use std::collections::HashMap;

use casework::{Employer, Failure, Person};
use values::{AreaCode, CaseNumber, Date, Explanation, Month, Party};

use super::{Line, RightsStatement, statement};
use agency::Agency;
use agency::common::emergency::deferral_windows;
use agency::common::explained_row::explanation_of;
use agency::common::owed_month::explain_due;
use agency::common::page::number_of;

/// The statement of one person on a day.
#[derive(Debug, Clone)]
pub struct PersonStatement {
    pub person: Person,
    pub statement: RightsStatement,
    pub employers: HashMap<i64, Employer>,
    /// The numbers of the cases that let months wait.
    pub deferrals: HashMap<i64, CaseNumber>,
    pub today: Date,
}

/// One month of a person, with how each figure came about.
#[derive(Debug, Clone)]
pub struct PersonMonth {
    pub person: Person,
    pub month: Month,
    /// One line for each employer of the month.
    pub lines: Vec<ExplainedLine>,
    pub deferrals: HashMap<i64, CaseNumber>,
    pub today: Date,
}

#[derive(Debug, Clone)]
pub struct ExplainedLine {
    pub line: Line,
    pub employer: Option<Employer>,
    pub amounts: Option<Explanation>,
    pub due: Explanation,
}

impl PersonStatement {
    pub fn load(agency: &Agency, area: AreaCode, person_id: i64, today: Date) -> Result<PersonStatement, Failure> {
        let mut reader = agency.store.reader()?;
        let person = reader.person(area, person_id)?.ok_or(Failure::NotFound)?;
        let statement = statement(reader.as_mut(), area, person_id, today)?;
        let mut employers = HashMap::new();
        let mut deferrals = HashMap::new();
        for line in &statement.lines {
            let id = line.row.employer_id;
            if !employers.contains_key(&id)
                && let Some(employer) = reader.employer(area, id)?
            {
                employers.insert(id, employer);
            }
            if let Some(case_id) = line.deferral_case_id
                && !deferrals.contains_key(&case_id)
                && let Some(number) = number_of(reader.as_mut(), area, case_id)?
            {
                deferrals.insert(case_id, number);
            }
        }
        Ok(PersonStatement { person, statement, employers, deferrals, today })
    }

    pub fn deferral(&self, line: &Line) -> Option<CaseNumber> {
        self.deferrals.get(&line.deferral_case_id?).copied()
    }
}

impl PersonMonth {
    pub fn load(agency: &Agency, area: AreaCode, person_id: i64, month: Month, today: Date) -> Result<PersonMonth, Failure> {
        let PersonStatement { person, statement, employers, deferrals, .. } = PersonStatement::load(agency, area, person_id, today)?;
        let mut reader = agency.store.reader()?;
        let employments = reader.employments_of_person(area, person_id)?;
        let windows = deferral_windows(&agency.law, &reader.emergencies()?);
        let mut lines = Vec::new();
        for line in statement.lines.into_iter().filter(|line| line.row.month == month) {
            let employer = employers.get(&line.row.employer_id).cloned();
            let amounts = match &employer {
                Some(employer) => explanation_of(&agency.law, employer, &employments, &line.row)?,
                None => None,
            };
            let obligations = reader.obligations(area, Party::employer(line.row.employer_id), false)?;
            let obligation = obligations.iter().find(|obligation| obligation.id == line.row.obligation_id);
            let due = obligation.map(|obligation| explain_due(&agency.law, &windows, obligation)).unwrap_or_default();
            lines.push(ExplainedLine { line, employer, amounts, due });
        }
        if lines.is_empty() {
            return Err(Failure::NotFound);
        }
        Ok(PersonMonth { person, month, lines, deferrals, today })
    }
}
