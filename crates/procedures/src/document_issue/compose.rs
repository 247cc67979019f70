//! Records into the documents that say them. Pure.

use std::collections::{BTreeMap, BTreeSet};

use agency::common::counting::Counting;
use casework::{ContributionRow, Employer, Person};
use documents::kinds::{
    CertifiedPeriod, ContributionCertificate, EmployerCertificate, EmployerMonth, Holder, RightsMonth, RightsStatement,
};
use ledger::Obligation;
use values::{Date, Fen, Month, Text};

use crate::rights_statement;

type Rows = [(ContributionRow, Obligation)];

/// The months a certificate is about, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub from: Month,
    pub until: Month,
}

impl Span {
    fn holds(self, month: Month) -> bool {
        (self.from..=self.until).contains(&month)
    }
}

fn employer_name(employers: &BTreeMap<i64, String>, id: i64) -> String {
    employers.get(&id).cloned().unwrap_or_else(|| format!("单位编号 {id}"))
}

/// The statement on screen, on paper: newest month first.
pub fn statement(person: &Person, rows: &Rows, employers: &BTreeMap<i64, String>, today: Date) -> RightsStatement {
    let statement = rights_statement::of_rows(rows.to_vec(), today);
    let months = statement.lines.iter().map(|line| RightsMonth {
        month: line.row.month,
        counts: line.counting.name(),
        employer: employer_name(employers, line.row.employer_id),
        base: line.row.base,
        employer_share: line.row.parts.employer_share(),
        own_share: line.row.parts.employee_share(),
        own_pension: line.row.parts.pension_employee,
    });
    RightsStatement {
        holder: Holder::new(&person.name, &person.id_number),
        as_of: today,
        months: months.collect(),
        months_counted: statement.months_counted,
        months_in_arrears: statement.months_in_arrears,
        own_pension: statement.own_pension,
    }
}

/// `None` where the person has no contribution month in the span.
pub fn certificate(
    person: &Person,
    rows: &Rows,
    employers: &BTreeMap<i64, String>,
    span: Span,
    today: Date,
) -> Option<ContributionCertificate> {
    let mut in_span: Vec<&(ContributionRow, Obligation)> = rows.iter().filter(|(row, _)| span.holds(row.month)).collect();
    in_span.sort_by_key(|(row, _)| (row.employer_id, row.month));
    // A period is one employer's months without a gap.
    let joins = |one: &&(ContributionRow, Obligation), next: &&(ContributionRow, Obligation)| {
        one.0.employer_id == next.0.employer_id && next.0.month.since(one.0.month) <= 1
    };
    let periods = in_span.chunk_by(joins).filter_map(|rows| period(rows, employers, today));
    let mut periods: Vec<CertifiedPeriod> = periods.collect();
    periods.sort_by_key(|period| period.from);
    let counted: BTreeSet<Month> =
        in_span.iter().filter(|(_, obligation)| Counting::of(obligation, today).counts()).map(|(row, _)| row.month).collect();
    let own_contributions = periods.iter().map(|period| period.own_contributions).sum();
    (!periods.is_empty()).then(|| ContributionCertificate {
        holder: Holder::new(&person.name, &person.id_number),
        as_of: today,
        from: span.from,
        until: span.until,
        periods,
        months_counted: counted.len() as i64,
        own_contributions,
    })
}

fn period(rows: &[&(ContributionRow, Obligation)], employers: &BTreeMap<i64, String>, today: Date) -> Option<CertifiedPeriod> {
    let (first, _) = rows.first()?;
    let (last, _) = rows.last()?;
    let mut counted: BTreeSet<Month> = BTreeSet::new();
    let mut owed: BTreeSet<Month> = BTreeSet::new();
    let (mut base, mut own_contributions) = (Fen(0), Fen(0));
    for (row, obligation) in rows {
        let counting = Counting::of(obligation, today);
        base += row.base;
        if counting.counts() {
            counted.insert(row.month);
            own_contributions += row.parts.employee_share();
        } else if counting == Counting::InArrears {
            owed.insert(row.month);
        }
    }
    Some(CertifiedPeriod {
        employer: employer_name(employers, first.employer_id),
        from: first.month,
        until: last.month,
        months_counted: counted.len() as i64,
        months_owed: owed.difference(&counted).count() as i64,
        base,
        own_contributions,
    })
}

/// `None` where the employer owed nothing for any month of the span.
pub fn employer_certificate(employer: &Employer, obligations: &[Obligation], span: Span, today: Date) -> Option<EmployerCertificate> {
    let mut by_month: BTreeMap<Month, Vec<&Obligation>> = BTreeMap::new();
    for obligation in obligations.iter().filter(|obligation| span.holds(obligation.month)) {
        by_month.entry(obligation.month).or_default().push(obligation);
    }
    let months = by_month.into_iter().map(|(month, of_month)| EmployerMonth {
        month,
        owed: of_month.iter().map(|obligation| obligation.owed.total()).sum(),
        paid: of_month.iter().map(|obligation| obligation.paid.total()).sum(),
        standing: standing(&of_month, today),
    });
    let months: Vec<EmployerMonth> = months.collect();
    (!months.is_empty()).then(|| EmployerCertificate {
        employer: employer.name.clone(),
        credit_code: employer.credit_code,
        as_of: today,
        from: span.from,
        until: span.until,
        months,
    })
}

/// How the parts of a month stand, each standing once.
fn standing(obligations: &[&Obligation], today: Date) -> Text {
    let mut names: Vec<Text> = Vec::new();
    for obligation in obligations {
        let name = Counting::of(obligation, today).name();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let chinese: Vec<&str> = names.iter().map(|name| name.zh.as_str()).collect();
    let english: Vec<&str> = names.iter().map(|name| name.en.as_str()).collect();
    Text::new(chinese.join("、"), english.join(", "))
}
