//! The facts of a career that the agency verifies once: category, birth, first employment, deemed months, special work.

mod fields;
mod verify;
mod words;

use casework::{MaterialRequirement, PensionRecord};
use rules::retirement::{RetirementCategory, SpecialWork};
use serde::{Deserialize, Serialize};
use values::{AreaCode, Fen, Month, Sex};

pub use fields::{fields, folded, names, papers, read, typed};
pub use verify::verify;
pub use words::described;

/// What is stated, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StatedFacts {
    /// `M60`, `F55`, `F50`, `M55S` or `F45S`.
    pub category: String,
    /// The day of birth in the personnel file; blank where it is that of the ID number.
    pub file_born_on: String,
    /// Where both differ, which of them the agency found to hold: `id_number` or `file`. Blank until it did.
    pub birth_basis: String,
    /// `1982-07`.
    pub first_employment: String,
    /// Months that count as paid although nothing was.
    pub deemed_months: String,
    pub special_work: Vec<StatedSpecialWork>,
    /// The person's own account start; blank for the province's.
    pub account_start: String,
    /// Months paid before the account; blank to be reckoned from the years.
    pub paid_months_before_account: String,
}

impl StatedFacts {
    /// What the record says, as the answers of a form.
    pub fn of_record(record: &PensionRecord) -> StatedFacts {
        let month = |of: Option<Month>| of.map(|of| of.to_string()).unwrap_or_default();
        StatedFacts {
            category: record.category.clone().unwrap_or_default(),
            first_employment: month(record.first_employment),
            deemed_months: if record.deemed_months == 0 { String::new() } else { record.deemed_months.to_string() },
            account_start: month(record.account_start),
            paid_months_before_account: record.paid_months_before_account.map(|months| months.to_string()).unwrap_or_default(),
            ..StatedFacts::default()
        }
    }

    /// These answers with the record's where nothing was answered.
    pub fn completed(&self, record: Option<&PensionRecord>) -> StatedFacts {
        let Some(record) = record.map(StatedFacts::of_record) else { return self.clone() };
        let or = |own: &str, kept: String| if own.trim().is_empty() { kept } else { own.to_owned() };
        StatedFacts {
            category: or(&self.category, record.category),
            first_employment: or(&self.first_employment, record.first_employment),
            deemed_months: or(&self.deemed_months, record.deemed_months),
            account_start: or(&self.account_start, record.account_start),
            paid_months_before_account: or(&self.paid_months_before_account, record.paid_months_before_account),
            ..self.clone()
        }
    }
}

/// A period of special work, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatedSpecialWork {
    /// `high_altitude_or_heavy`, `underground_or_heat` or `harmful`.
    pub kind: String,
    pub from: String,
    pub until: String,
}

/// The same, read and held against ID number and law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedFacts {
    pub category: RetirementCategory,
    /// The month of birth that holds.
    pub birth: Month,
    /// The same where it is that of the personnel file.
    pub born: Option<Month>,
    /// ID number and file differ and nobody has found yet which holds.
    pub is_birth_open: bool,
    pub first_employment: Option<Month>,
    pub deemed_months: u32,
    pub special_work: Vec<(SpecialWork, Month, Month)>,
    pub account_start: Option<Month>,
    pub paid_months_before_account: Option<u32>,
}

impl VerifiedFacts {
    pub fn special_work_months(&self) -> u32 {
        self.special_work.iter().map(|(_, from, until)| until.since(*from).max(-1) as u32 + 1).sum()
    }

    /// The record once these facts are established; years and account stay as they were.
    pub fn record(&self, before: Option<&PensionRecord>, area: AreaCode, person_id: i64, case_id: i64) -> PensionRecord {
        let years = before.map(|record| record.years.clone()).unwrap_or_default();
        // Without a record of earlier years the account begins with the first month this program assesses; what lies before is empty.
        let before_everything = self.first_employment.map_or(self.birth.year(), Month::year) - 1;
        PensionRecord {
            area,
            person_id,
            born: self.born,
            category: Some(self.category.as_str().to_owned()),
            first_employment: self.first_employment,
            deemed_months: self.deemed_months,
            special_work_months: match before {
                Some(record) if self.special_work.is_empty() => record.special_work_months,
                _ => self.special_work_months(),
            },
            account_start: self.account_start,
            paid_months_before_account: self.paid_months_before_account,
            opening_year: before.map_or(before_everything, |record| record.opening_year),
            opening_balance: before.map_or(Fen::ZERO, |record| record.opening_balance),
            years,
            verified_case_id: Some(case_id),
        }
    }

    /// What a verified record says again.
    pub fn of_record(record: &PensionRecord, id_number_birth: Month) -> Option<VerifiedFacts> {
        Some(VerifiedFacts {
            category: RetirementCategory::of(record.category.as_deref()?)?,
            birth: record.born.unwrap_or(id_number_birth),
            born: record.born,
            is_birth_open: false,
            first_employment: record.first_employment,
            deemed_months: record.deemed_months,
            special_work: Vec::new(),
            account_start: record.account_start,
            paid_months_before_account: record.paid_months_before_account,
        })
    }
}

/// Whether the category is one of this sex.
pub fn is_of(category: RetirementCategory, sex: Sex) -> bool {
    let is_male = matches!(category, RetirementCategory::Man60 | RetirementCategory::SpecialMan55);
    is_male == (sex == Sex::Male)
}

/// Whether somebody of the category retires by application.
pub fn is_special(category: RetirementCategory) -> bool {
    matches!(category, RetirementCategory::SpecialMan55 | RetirementCategory::SpecialWoman45)
}

/// Papers that some of these facts are shown with.
pub fn materials() -> Vec<MaterialRequirement> {
    vec![
        MaterialRequirement::conditional(
            "birth_proof",
            ("职工档案中最先记载出生时间的材料", "the pages of the personnel file that state the birth first"),
            ("档案记载的出生日期与身份证不一致时", "when the file and the ID card state different days of birth"),
        ),
        MaterialRequirement::conditional(
            "deemed_proof",
            ("视同缴费年限证明（职工档案、招工或转业材料）", "proof of deemed months (personnel file, hiring or discharge papers)"),
            ("有视同缴费年限时", "when months count as paid that were not"),
        ),
        MaterialRequirement::conditional(
            "special_work_proof",
            ("特殊工种工作经历证明", "proof of special types of work"),
            ("按特殊工种提前退休时", "when retiring earlier by a special type of work"),
        ),
    ]
}

/// Those that these facts need. What is on record already needs no proof again.
pub fn needed(stated: &StatedFacts, record: Option<&PensionRecord>) -> Vec<MaterialRequirement> {
    let deemed_on_record = record.map_or(0, |record| record.deemed_months).to_string();
    let is_needed = |kind: &str| match kind {
        "birth_proof" => !stated.file_born_on.trim().is_empty(),
        "deemed_proof" => !matches!(stated.deemed_months.trim(), "" | "0") && stated.deemed_months.trim() != deemed_on_record,
        _ => RetirementCategory::of(stated.category.trim()).is_some_and(is_special),
    };
    materials().into_iter().filter(|material| is_needed(material.kind)).collect()
}
