//! 一次性工伤医疗补助金、一次性伤残就业补助金: what grades 5 to 10 get when the contract ends.

use serde::{Deserialize, Serialize};
use values::{Citation, Date, Explain, Fen, Text};

use super::{BenefitRefusal, area_wage_monthly, step};
use crate::injury::grade::DisabilityGrade;
use crate::law::Law;
use crate::load::RuleValue;

/// By grade, in tenths of a month of the area's average wage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradeMonths {
    pub grade: DisabilityGrade,
    pub months_tenths: u32,
    /// Where an occupational disease counts for more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occupational_disease_months_tenths: Option<u32>,
}

impl GradeMonths {
    fn tenths(&self, occupational_disease: bool) -> u32 {
        let more = self.occupational_disease_months_tenths.filter(|_| occupational_disease);
        more.unwrap_or(self.months_tenths)
    }
}

/// Paid by the fund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MedicalLumpSum {
    pub grades: Vec<GradeMonths>,
}

/// Paid by the employer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmploymentLumpSum {
    pub grades: Vec<GradeMonths>,
}

impl RuleValue for MedicalLumpSum {
    const STEM: &'static str = "injury/benefit/medical_lump_sum";
    const UNIT: &'static str = "tenths of a month of the area's average wage";

    fn check(&self) -> Result<(), Text> {
        in_order(&self.grades)
    }
}

impl RuleValue for EmploymentLumpSum {
    const STEM: &'static str = "injury/benefit/employment_lump_sum";
    const UNIT: &'static str = "tenths of a month of the area's average wage";

    fn check(&self) -> Result<(), Text> {
        in_order(&self.grades)
    }
}

fn in_order(grades: &[GradeMonths]) -> Result<(), Text> {
    if grades.windows(2).all(|pair| pair[0].grade < pair[1].grade) {
        return Ok(());
    }
    Err(Text::new("等级应从小到大排列、每级一行", "the grades stand in rising order, each once"))
}

/// Both sums, with who pays them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeavingLumpSums {
    /// By the fund.
    pub medical: Fen,
    /// By the employer.
    pub employment: Fen,
}

/// What a contract that ends on `ended_on` gives somebody of a grade from 5 to 10.
///
/// 工伤保险条例 第36, 37条 leave the amounts to the province; 山东省实施办法 第25条: months of the pooling area's average wage of the year
/// before the contract ends, more for an occupational disease in the medical part. Rounded half up to the fen.
pub fn leaving_lump_sums<E: Explain>(
    law: &Law,
    ended_on: Date,
    grade: DisabilityGrade,
    occupational_disease: bool,
    explain: &mut E,
) -> Result<LeavingLumpSums, BenefitRefusal> {
    if grade.is_total() {
        let benefit = Text::new(
            "离职一次性补助金：一至四级保留劳动关系（工伤保险条例第35条）",
            "a lump sum on leaving: with grades 1 to 4 the employment goes on (工伤保险条例 第35条)",
        );
        return Err(BenefitRefusal::NotForGrade { grade, benefit });
    }
    let medical = law.rule::<MedicalLumpSum>().on(ended_on)?;
    let employment = law.rule::<EmploymentLumpSum>().on(ended_on)?;
    let area_wage = area_wage_monthly(law, ended_on, explain)?;
    let mut sum = |name: (&str, &str), grades: &[GradeMonths], citation: &Citation| {
        let benefit = || Text::new(name.0, format!("a {}", name.1));
        let entry = grades.iter().find(|entry| entry.grade == grade);
        let entry = entry.ok_or_else(|| BenefitRefusal::NotForGrade { grade, benefit: benefit() })?;
        let tenths = entry.tenths(occupational_disease);
        let amount = area_wage.share_half_up(i64::from(tenths), 10);
        explain.step(|| {
            step(
                name,
                (
                    "统筹地区上年度职工月平均工资 × 月数，四舍五入到分",
                    "average monthly wage of the area × months, rounded half up to the fen",
                ),
                vec![
                    (("伤残等级", "grade"), grade.to_string()),
                    (("职业病", "occupational disease"), if occupational_disease { "是 / yes" } else { "否 / no" }.to_owned()),
                    (("月平均工资", "average monthly wage"), area_wage.to_string()),
                    (("月数", "months"), format!("{}.{}", tenths / 10, tenths % 10)),
                ],
                amount,
                citation,
            )
        });
        Ok::<Fen, BenefitRefusal>(amount)
    };
    Ok(LeavingLumpSums {
        medical: sum(("一次性工伤医疗补助金", "medical lump sum"), &medical.value.grades, &medical.citation)?,
        employment: sum(("一次性伤残就业补助金", "employment lump sum"), &employment.value.grades, &employment.citation)?,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleInput {
    #[serde(with = "crate::scalar::day")]
    ended_on: Date,
    grade: DisabilityGrade,
    #[serde(default)]
    occupational_disease: bool,
}

#[derive(Serialize)]
struct ExampleOutput {
    #[serde(with = "crate::scalar::yuan")]
    medical: Fen,
    #[serde(with = "crate::scalar::yuan")]
    employment: Fen,
}

pub(crate) fn example(law: &Law, input: toml::Value) -> Result<toml::Value, String> {
    crate::examples::run(input, |input: ExampleInput| {
        let sums = leaving_lump_sums(law, input.ended_on, input.grade, input.occupational_disease, &mut values::Silent);
        let sums = sums.map_err(|refusal| refusal.to_string())?;
        Ok(ExampleOutput { medical: sums.medical, employment: sums.employment })
    })
}
