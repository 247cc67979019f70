//! What the agency knows of a person who retires: registry, record, months assessed, rights.

use casework::{BenefitKind, ContributionRow, Employment, Entitlement, Failure, Gathering, PayeeAccount, PensionRecord, Person, Refusal};
use ledger::Obligation;
use rules::retirement::RetirementCategory;
use values::{Month, Party, Text};

/// Everything a determination rests on.
#[derive(Debug, Clone, Default)]
pub struct PersonFacts {
    pub person: Option<Person>,
    pub record: Option<PensionRecord>,
    /// Oldest first.
    pub contributions: Vec<(ContributionRow, Obligation)>,
    pub employments: Vec<Employment>,
    pub entitlements: Vec<Entitlement>,
    pub account: Option<PayeeAccount>,
}

impl PersonFacts {
    pub fn gather(gathering: &mut Gathering<'_>, person_id: i64) -> Result<PersonFacts, Failure> {
        let Some(person) = gathering.person(person_id)? else { return Ok(PersonFacts::default()) };
        Ok(PersonFacts {
            record: gathering.pension_record(person_id)?,
            contributions: gathering.contributions_of_person(person_id)?,
            employments: gathering.employments_of_person(person_id)?,
            entitlements: gathering.entitlements_of_beneficiary(Party::person(person_id))?,
            account: gathering.payee_account(Party::person(person_id))?,
            person: Some(person),
        })
    }

    /// The name for the subject of a case; the number of somebody who is not registered.
    pub fn subject(&self, person_id: i64) -> Text {
        Text::same(self.person.as_ref().map_or_else(|| person_id.to_string(), |person| person.name.as_str().to_owned()))
    }

    /// The pension of `kind` that was granted and has not ended.
    pub fn pension(&self, kind: BenefitKind) -> Option<&Entitlement> {
        self.entitlements.iter().find(|entitlement| entitlement.kind == kind && entitlement.last_month.is_none())
    }

    /// Whether the record was verified by a pre-review or a claim, so that nothing has to be stated again.
    pub fn is_verified(&self) -> bool {
        self.record.as_ref().is_some_and(|record| record.verified_case_id.is_some())
    }

    /// The category on record; the one of the person's sex where none was established: 60 for men. A woman's depends on her post.
    pub fn category(&self) -> Option<RetirementCategory> {
        self.record.as_ref().and_then(|record| record.category.as_deref()).and_then(RetirementCategory::of)
    }

    /// The month of birth that holds.
    pub fn birth(&self) -> Option<Month> {
        let born = self.record.as_ref().and_then(|record| record.born);
        born.or_else(|| self.person.as_ref().map(|person| Month::of(person.id_number.born_on())))
    }

    /// Whether the person works for the employer now.
    pub fn works_for(&self, employer_id: i64, in_month: Month) -> bool {
        self.employments.iter().any(|employment| {
            employment.employer_id == employer_id
                && employment.from_month <= in_month
                && employment.until_month.is_none_or(|until| in_month.plus(-3) <= until)
        })
    }
}

/// There is nobody of this number in the area.
pub fn unknown_person() -> Refusal {
    Refusal::new("unknown_person", "本统筹区没有登记这个人", "nobody of this number is registered in this area")
        .on_field("person")
        .hint("请核对身份证号码或先办理参保登记", "check the ID number, or register the person first")
}
