//! The stated facts in words, for a case.

use agency::registry::Described;
use rules::retirement::{RetirementCategory, SpecialWork};
use values::{Language, Text};

use super::StatedFacts;

/// What was stated, each answer that was given.
pub fn described(stated: &StatedFacts) -> Described {
    let category = RetirementCategory::of(stated.category.trim()).map_or_else(
        || stated.category.clone(),
        |category| format!("{} {}", category.as_str(), category.name().in_language(Language::Chinese)),
    );
    let basis = match stated.birth_basis.as_str() {
        "file" => "以档案为准",
        "id_number" => "以身份证为准",
        _ => "",
    };
    let mut described = vec![(Text::new("退休人员类别", "Category"), category)];
    let answers = [
        (("参加工作年月", "Work began"), stated.first_employment.as_str()),
        (("视同缴费月数", "Deemed months"), stated.deemed_months.as_str()),
        (("档案出生日期", "Born on, by the file"), stated.file_born_on.as_str()),
        (("出生日期认定", "Birth found"), basis),
        (("本人建账年月", "Own account start"), stated.account_start.as_str()),
        (("建账前实际缴费月数", "Months paid before the account"), stated.paid_months_before_account.as_str()),
    ];
    for ((chinese, english), answer) in answers {
        if !answer.trim().is_empty() {
            described.push((Text::new(chinese, english), answer.to_owned()));
        }
    }
    for period in &stated.special_work {
        let kind = SpecialWork::of(&period.kind).map_or_else(|| period.kind.clone(), |kind| kind.name().zh);
        described.push((Text::new("特殊工种", "Special work"), format!("{kind}：{} 至 {}", period.from, period.until)));
    }
    described
}
