//! 一次性伤残补助金、伤残津贴: what a grade of disability gives.

use serde::{Deserialize, Serialize};
use values::{Date, Explain, Fen, Text};

use super::refusal::check_wage;
use super::{BenefitRefusal, percent_of, step};
use crate::in_force::InForce;
use crate::injury::grade::DisabilityGrade;
use crate::injury::{Ground, at_article};
use crate::law::Law;
use crate::load::RuleValue;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisabilityBenefits {
    /// One entry a grade, from 1 to 10.
    pub grades: Vec<DisabilityGradeBenefit>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisabilityGradeBenefit {
    pub grade: DisabilityGrade,
    pub article: String,
    /// Months of own wage.
    pub lump_sum_months: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowance_percent: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer: Option<AllowancePayer>,
}

/// Who pays a monthly allowance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AllowancePayer {
    Fund,
    /// Where no suitable work can be arranged.
    Employer,
}

impl RuleValue for DisabilityBenefits {
    const STEM: &'static str = "injury/benefit/disability";
    const UNIT: &'static str = "months of own wage; percent of own wage a month";

    fn check(&self) -> Result<(), Text> {
        let in_order = self.grades.len() == 10 && self.grades.iter().zip(1u8..).all(|(entry, number)| entry.grade.number() == number);
        let paired = self.grades.iter().all(|entry| entry.allowance_percent.is_some() == entry.payer.is_some());
        if in_order && paired {
            return Ok(());
        }
        Err(Text::new(
            "应按顺序写明一至十级，津贴比例和支付者要么都写、要么都不写",
            "grades 1 to 10 stand in order, an allowance has its percentage and its payer",
        ))
    }
}

/// A monthly allowance and who pays it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisabilityAllowance {
    /// Fen a month.
    pub monthly: Fen,
    pub payer: AllowancePayer,
    /// What tops the percentage up to the minimum wage.
    pub topped_up: Fen,
}

fn entry(
    law: &Law,
    appraised_on: Date,
    grade: DisabilityGrade,
) -> Result<(&InForce<DisabilityBenefits>, &DisabilityGradeBenefit), BenefitRefusal> {
    let rule = law.rule::<DisabilityBenefits>().on(appraised_on)?;
    let entry = rule.value.grades.iter().find(|entry| entry.grade == grade);
    let benefit = Text::new("伤残待遇", "a disability benefit");
    entry.map(|entry| (rule, entry)).ok_or(BenefitRefusal::NotForGrade { grade, benefit })
}

/// 一次性伤残补助金 for a grade given on `appraised_on`, paid by the fund.
///
/// 工伤保险条例 第35条, 第36条, 第37条: months of own wage by grade, from 27 for the first to 7 for the tenth. A veteran whose old
/// injury relapsed has none (第15条).
pub fn disability_lump_sum<E: Explain>(
    law: &Law,
    appraised_on: Date,
    grade: DisabilityGrade,
    ground: Ground,
    own_wage: Fen,
    explain: &mut E,
) -> Result<Fen, BenefitRefusal> {
    check_wage(own_wage)?;
    let (rule, entry) = entry(law, appraised_on, grade)?;
    if !ground.grants_disability_lump_sum() {
        let benefit =
            Text::new("一次性伤残补助金（旧伤复发，工伤保险条例第15条）", "a disability lump sum after a relapse (工伤保险条例 第15条)");
        return Err(BenefitRefusal::NotForGrade { grade, benefit });
    }
    let lump_sum = Fen(own_wage.0 * i64::from(entry.lump_sum_months));
    explain.step(|| {
        step(
            ("一次性伤残补助金", "disability lump sum"),
            ("本人工资 × 月数", "own wage × months"),
            vec![
                (("伤残等级", "grade"), grade.to_string()),
                (("本人工资", "own wage"), own_wage.to_string()),
                (("月数", "months"), entry.lump_sum_months.to_string()),
            ],
            lump_sum,
            &at_article(&rule.citation, &entry.article),
        )
    });
    Ok(lump_sum)
}

/// 伤残津贴 a month for a grade given on `appraised_on`.
///
/// 工伤保险条例 第35条: grades 1 to 4, by the fund, and not below the local minimum wage, to which the fund tops up; 第36条: grades 5 and 6,
/// by an employer that cannot arrange suitable work, likewise topped up by it. `minimum_wage` is the local one; without it nothing is
/// compared, and the explanation says so. Rounded half up to the fen.
pub fn disability_allowance<E: Explain>(
    law: &Law,
    appraised_on: Date,
    grade: DisabilityGrade,
    own_wage: Fen,
    minimum_wage: Option<Fen>,
    explain: &mut E,
) -> Result<DisabilityAllowance, BenefitRefusal> {
    check_wage(own_wage)?;
    minimum_wage.map_or(Ok(()), check_wage)?;
    let (rule, entry) = entry(law, appraised_on, grade)?;
    let (Some(percent), Some(payer)) = (entry.allowance_percent, entry.payer) else {
        let benefit = Text::new("按月伤残津贴（工伤保险条例第37条）", "a monthly allowance (工伤保险条例 第37条)");
        return Err(BenefitRefusal::NotForGrade { grade, benefit });
    };
    let share = percent_of(own_wage, percent);
    let topped_up = minimum_wage.map_or(Fen::ZERO, |minimum| Fen((minimum - share).0.max(0)));
    let allowance = DisabilityAllowance { monthly: share + topped_up, payer, topped_up };
    explain.step(|| {
        step(
            ("伤残津贴", "disability allowance"),
            (
                "本人工资 × 比例，四舍五入到分；低于当地最低工资的补足差额",
                "own wage × percentage, rounded half up to the fen, topped up to the local minimum wage",
            ),
            vec![
                (("伤残等级", "grade"), grade.to_string()),
                (("本人工资", "own wage"), own_wage.to_string()),
                (("比例", "percentage"), format!("{percent}%")),
                (
                    ("当地最低工资", "local minimum wage"),
                    minimum_wage.map_or_else(|| "未提供，未比较 / not given, not compared".to_owned(), |wage| wage.to_string()),
                ),
                (("补足差额", "topped up"), topped_up.to_string()),
            ],
            allowance.monthly,
            &at_article(&rule.citation, &entry.article),
        )
    });
    Ok(allowance)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleInput {
    #[serde(with = "crate::scalar::day")]
    appraised_on: Date,
    grade: DisabilityGrade,
    ground: Ground,
    #[serde(with = "crate::scalar::yuan")]
    own_wage: Fen,
    #[serde(default)]
    minimum_wage: Option<crate::injury::catalogue::Yuan>,
}

#[derive(Serialize)]
struct ExampleOutput {
    #[serde(with = "crate::scalar::yuan")]
    lump_sum: Fen,
    #[serde(skip_serializing_if = "Option::is_none")]
    allowance: Option<crate::injury::catalogue::Yuan>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payer: Option<AllowancePayer>,
}

pub(crate) fn example(law: &Law, input: toml::Value) -> Result<toml::Value, String> {
    crate::examples::run(input, |input: ExampleInput| {
        let ExampleInput { appraised_on, grade, ground, own_wage, minimum_wage } = input;
        let silent = &mut values::Silent;
        let lump_sum = disability_lump_sum(law, appraised_on, grade, ground, own_wage, silent).map_err(|refusal| refusal.to_string())?;
        let allowance = match disability_allowance(law, appraised_on, grade, own_wage, minimum_wage.map(|wage| wage.0), silent) {
            Ok(allowance) => Some(allowance),
            Err(BenefitRefusal::NotForGrade { .. }) => None,
            Err(refusal) => return Err(refusal.to_string()),
        };
        let payer = allowance.map(|allowance| allowance.payer);
        Ok(ExampleOutput { lump_sum, allowance: allowance.map(|allowance| crate::injury::catalogue::Yuan(allowance.monthly)), payer })
    })
}
