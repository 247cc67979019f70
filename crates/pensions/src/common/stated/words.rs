//! The stated facts in words, for a case.

use agency::registry::Described;
use rules::retirement::{RetirementCategory, SpecialWork};
use values::Text;

use super::StatedFacts;

/// What was stated, each answer that was given.
pub fn described(stated: &StatedFacts) -> Described {
    let category =
        RetirementCategory::of(stated.category.trim()).map_or_else(|| Text::same(stated.category.clone()), RetirementCategory::name);
    let basis = match stated.birth_basis.as_str() {
        "file" => Text::new("以档案为准", "as the file says"),
        "id_number" => Text::new("以身份证为准", "as the identity card says"),
        _ => Text::default(),
    };
    let mut described = vec![(Text::new("退休人员类别", "Category"), category)];
    let answers = [
        (("参加工作年月", "Work began"), Text::same(stated.first_employment.as_str())),
        (("视同缴费月数", "Deemed months"), Text::same(stated.deemed_months.as_str())),
        (("档案出生日期", "Born on, by the file"), Text::same(stated.file_born_on.as_str())),
        (("出生日期认定", "Birth found"), basis),
        (("本人建账年月", "Own account start"), Text::same(stated.account_start.as_str())),
        (("建账前实际缴费月数", "Months paid before the account"), Text::same(stated.paid_months_before_account.as_str())),
    ];
    for ((chinese, english), answer) in answers {
        if !answer.zh.trim().is_empty() {
            described.push((Text::new(chinese, english), answer));
        }
    }
    for period in &stated.special_work {
        let kind = SpecialWork::of(&period.kind).map_or_else(|| Text::same(period.kind.clone()), SpecialWork::name);
        let (from, until) = (&period.from, &period.until);
        let words = Text::new(format!("{}：{from} 至 {until}", kind.zh), format!("{}: {from} to {until}", kind.en));
        described.push((Text::new("特殊工种", "Special work"), words));
    }
    described
}
