//! 因工死亡待遇: funeral grant, dependants' allowances and the lump sum.

use serde::{Deserialize, Serialize};
use values::{Citation, Date, Explain, Fen, Text};

use super::refusal::check_wage;
use super::{BenefitRefusal, NationalIncome, area_wage_monthly, percent_of, step};
use crate::law::Law;
use crate::load::RuleValue;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeathBenefitRates {
    /// Months of the area's average wage.
    pub funeral_months: u32,
    /// Percent of own wage a month.
    pub spouse_percent: u32,
    pub other_percent: u32,
    /// More for an elder left alone or an orphan.
    pub lonely_extra_percent: u32,
    /// Of the nation's urban disposable income per head.
    pub lump_sum_multiple: u32,
}

impl RuleValue for DeathBenefitRates {
    const STEM: &'static str = "injury/benefit/death";
    const UNIT: &'static str = "months of the area's average wage; percent of own wage; multiple of a year's income";
}

/// 丧葬补助金 for a death of `died_on`, paid by the fund.
///
/// 工伤保险条例 第39条（一）: six months of the pooling area's average monthly wage of the year before. It is also due when somebody of the
/// grades 1 to 4 dies after the months off work.
pub fn funeral_grant<E: Explain>(law: &Law, died_on: Date, explain: &mut E) -> Result<Fen, BenefitRefusal> {
    let rule = law.rule::<DeathBenefitRates>().on(died_on)?;
    let area_wage = area_wage_monthly(law, died_on, explain)?;
    let grant = Fen(area_wage.0 * i64::from(rule.value.funeral_months));
    explain.step(|| {
        step(
            ("丧葬补助金", "funeral grant"),
            ("统筹地区上年度职工月平均工资 × 月数", "average monthly wage of the area × months"),
            vec![
                (("月平均工资", "average monthly wage"), area_wage.to_string()),
                (("月数", "months"), rule.value.funeral_months.to_string()),
            ],
            grant,
            &rule.citation,
        )
    });
    Ok(grant)
}

/// 一次性工亡补助金 for a death of `died_on`, paid by the fund.
///
/// 工伤保险条例 第39条（三）: twenty times the nation's urban disposable income per head of the year before; the same everywhere. Not due for
/// somebody of the grades 1 to 4 who dies after the months off work.
pub fn death_lump_sum<E: Explain>(law: &Law, died_on: Date, explain: &mut E) -> Result<Fen, BenefitRefusal> {
    let rule = law.rule::<DeathBenefitRates>().on(died_on)?;
    let income = law.rule::<NationalIncome>().on(died_on)?;
    let lump_sum = Fen(income.value.yearly.0 * i64::from(rule.value.lump_sum_multiple));
    explain.step(|| {
        step(
            ("一次性工亡补助金", "lump sum on death through work"),
            ("上一年度全国城镇居民人均可支配收入 × 倍数", "urban disposable income per head of the nation in the year before × multiple"),
            vec![
                (("统计年度", "statistical year"), income.value.statistical_year.to_string()),
                (("人均可支配收入", "income per head"), income.value.yearly.to_string()),
                (("收入出处", "source of the income"), format!("{}（{:?}）", income.citation, income.citation.basis)),
                (("倍数", "multiple"), rule.value.lump_sum_multiple.to_string()),
            ],
            lump_sum,
            &rule.citation,
        )
    });
    Ok(lump_sum)
}

/// How a dependant was related to the deceased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    Spouse,
    Child,
    Parent,
    Grandparent,
    Grandchild,
    Sibling,
}

impl Relation {
    pub fn name(self) -> Text {
        match self {
            Relation::Spouse => Text::new("配偶", "spouse"),
            Relation::Child => Text::new("子女", "child"),
            Relation::Parent => Text::new("父母", "parent"),
            Relation::Grandparent => Text::new("祖父母、外祖父母", "grandparent"),
            Relation::Grandchild => Text::new("孙子女、外孙子女", "grandchild"),
            Relation::Sibling => Text::new("兄弟姐妹", "sibling"),
        }
    }
}

/// Somebody whom the deceased supported and who is without working capacity, as found by the agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dependant {
    pub relation: Relation,
    /// 孤寡老人或者孤儿.
    #[serde(default)]
    pub lonely_elder_or_orphan: bool,
}

/// What each dependant has a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DependantAllowances {
    /// Fen a month in the order of the dependants, after the cap.
    pub each: Vec<Fen>,
    /// Fen a month before the cap.
    pub uncapped: Vec<Fen>,
    pub capped: bool,
}

impl DependantAllowances {
    pub fn total(&self) -> Fen {
        self.each.iter().copied().sum()
    }
}

/// 供养亲属抚恤金 a month, paid by the fund, when they are first fixed.
///
/// 工伤保险条例 第39条（二）: of the own wage of the deceased, 40% for the spouse, 30% for each other relative, 10% more for an elder left
/// alone or an orphan; together not above the wage of the deceased. Each share is rounded half up to the fen. Above the cap every share is
/// cut in proportion and rounded down to the fen; what that leaves goes fen by fen to the first in order (practice).
pub fn dependants_allowances<E: Explain>(
    law: &Law,
    died_on: Date,
    own_wage: Fen,
    dependants: &[Dependant],
    explain: &mut E,
) -> Result<DependantAllowances, BenefitRefusal> {
    check_wage(own_wage)?;
    let rule = law.rule::<DeathBenefitRates>().on(died_on)?;
    if dependants.iter().filter(|dependant| dependant.relation == Relation::Spouse).count() > 1 {
        return Err(BenefitRefusal::TwoSpouses);
    }
    let percent = |dependant: &Dependant| {
        let own = if dependant.relation == Relation::Spouse { rule.value.spouse_percent } else { rule.value.other_percent };
        own + if dependant.lonely_elder_or_orphan { rule.value.lonely_extra_percent } else { 0 }
    };
    let uncapped: Vec<Fen> = dependants.iter().map(|dependant| percent_of(own_wage, percent(dependant))).collect();
    let total: Fen = uncapped.iter().copied().sum();
    let capped = total > own_wage;
    let each = if capped { cut_to(own_wage, &uncapped, total) } else { uncapped.clone() };
    for ((dependant, before), after) in dependants.iter().zip(&uncapped).zip(&each) {
        explain.step(|| dependant_step(dependant, percent(dependant), own_wage, (*before, *after), total, &rule.citation));
    }
    Ok(DependantAllowances { each, uncapped, capped })
}

/// Shares of `most` in proportion, summing to it exactly.
fn cut_to(most: Fen, shares: &[Fen], total: Fen) -> Vec<Fen> {
    let down = |share: Fen| Fen((i128::from(most.0) * i128::from(share.0) / i128::from(total.0.max(1))) as i64);
    let mut cut: Vec<Fen> = shares.iter().map(|share| down(*share)).collect();
    let mut left = most - cut.iter().copied().sum();
    for share in &mut cut {
        if left.is_positive() {
            *share += Fen(1);
            left -= Fen(1);
        }
    }
    cut
}

fn dependant_step(
    dependant: &Dependant,
    percent: u32,
    own_wage: Fen,
    (before, after): (Fen, Fen),
    total: Fen,
    citation: &Citation,
) -> values::Step {
    let relation = dependant.relation.name();
    let capped = total > own_wage;
    step(
        ("供养亲属抚恤金", "dependant's allowance"),
        (
            "本人工资 × 比例，四舍五入到分；合计超过本人工资的按比例减至本人工资",
            "own wage × percentage, rounded half up to the fen; where the sum is above the own wage each is cut in proportion",
        ),
        vec![
            (("亲属", "relative"), format!("{} / {}", relation.zh, relation.en)),
            (("比例", "percentage"), format!("{percent}%")),
            (("本人工资", "own wage"), own_wage.to_string()),
            (("减前", "before the cap"), before.to_string()),
            (("减前合计", "sum before the cap"), total.to_string()),
            (("是否减少", "cut"), if capped { "是 / yes" } else { "否 / no" }.to_owned()),
        ],
        after,
        citation,
    )
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleInput {
    benefit: ExampleBenefit,
    #[serde(with = "crate::scalar::day")]
    died_on: Date,
    #[serde(default)]
    own_wage: Option<crate::injury::catalogue::Yuan>,
    #[serde(default)]
    dependants: Vec<Dependant>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum ExampleBenefit {
    FuneralGrant,
    LumpSum,
    Dependants,
}

#[derive(Serialize)]
struct ExampleOutput {
    amounts: Vec<String>,
}

pub(crate) fn example(law: &Law, input: toml::Value) -> Result<toml::Value, String> {
    crate::examples::run(input, |input: ExampleInput| {
        let silent = &mut values::Silent;
        let amounts = match input.benefit {
            ExampleBenefit::FuneralGrant => funeral_grant(law, input.died_on, silent).map(|amount| vec![amount]),
            ExampleBenefit::LumpSum => death_lump_sum(law, input.died_on, silent).map(|amount| vec![amount]),
            ExampleBenefit::Dependants => {
                let own_wage = input.own_wage.ok_or("own_wage is needed")?.0;
                dependants_allowances(law, input.died_on, own_wage, &input.dependants, silent).map(|found| found.each)
            }
        };
        let amounts = amounts.map_err(|refusal| refusal.to_string())?;
        Ok(ExampleOutput { amounts: amounts.into_iter().map(Fen::plain).collect() })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_law::weihai;
    use proptest::prelude::*;
    use values::{Explanation, Silent};

    #[test]
    fn the_explained_path_is_the_silent_path() {
        let died_on = "2024-03-01".parse().unwrap();
        let dependants = [Relation::Spouse, Relation::Child, Relation::Child, Relation::Parent]
            .map(|relation| Dependant { relation, lonely_elder_or_orphan: false });
        let mut explanation = Explanation::default();
        let told = dependants_allowances(weihai(), died_on, Fen(600_001), &dependants, &mut explanation).unwrap();
        assert_eq!(told, dependants_allowances(weihai(), died_on, Fen(600_001), &dependants, &mut Silent).unwrap());
        assert_eq!(explanation.steps.len(), 4);
        assert!(told.capped && explanation.steps[3].result == told.each[3].to_string());
        let two = [Dependant { relation: Relation::Spouse, lonely_elder_or_orphan: false }; 2];
        assert_eq!(dependants_allowances(weihai(), died_on, Fen(1), &two, &mut Silent), Err(BenefitRefusal::TwoSpouses));
    }

    proptest! {
        #[test]
        fn never_more_than_the_wage_and_never_a_fen_lost(wage in 0..10_000_000_i64, others in 0..8_usize, lonely in any::<bool>()) {
            let relative = Dependant { relation: Relation::Child, lonely_elder_or_orphan: lonely };
            let found = dependants_allowances(weihai(), "2024-03-01".parse().unwrap(), Fen(wage), &vec![relative; others], &mut Silent).unwrap();
            prop_assert!(found.total() <= Fen(wage));
            prop_assert_eq!(found.capped, found.uncapped.iter().copied().sum::<Fen>() > Fen(wage));
            if found.capped {
                prop_assert_eq!(found.total(), Fen(wage));
                let spread = found.each.iter().max().unwrap().0 - found.each.iter().min().unwrap().0;
                prop_assert!(spread <= 1, "equal shares stay equal to the fen");
            }
        }
    }
}
