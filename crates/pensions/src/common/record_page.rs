//! A pension record and a determination as parts of pages.

use casework::PensionRecord;
use maud::{Markup, html};
use rules::pension::Determination;
use rules::retirement::RetirementCategory;
use values::{Language, Month, Text};
use web::components::Tone;
use web::components::{Column, SummaryList, Table, details, money, month, tag};

/// Everything the record of earlier years says.
pub fn record_table(record: Option<&PensionRecord>, language: Language) -> Markup {
    let Some(record) = record else {
        return html! { p { (language.pick("本系统以前没有养老保险档案；缴费月份见权益记录。", "There is no record of earlier years; months assessed here stand in the rights statement.")) } };
    };
    let optional = |of: Option<Month>| of.map_or_else(|| html! { "—" }, |of| month(of, language));
    let category = record.category.as_deref().and_then(RetirementCategory::of);
    let mut list = SummaryList::new(language)
        .words(
            Text::new("人员类别", "Category"),
            category.map_or("—".to_owned(), |category| category.name().in_language(language).to_owned()).as_str(),
        )
        .row(Text::new("参加工作", "Work began"), optional(record.first_employment))
        .words(Text::new("视同缴费（月）", "Deemed months"), &record.deemed_months.to_string())
        .words(Text::new("特殊工种（月）", "Special work in months"), &record.special_work_months.to_string())
        .row(
            Text::new(format!("{} 年末个人账户", record.opening_year), format!("Account at the end of {}", record.opening_year)),
            money(record.opening_balance, language),
        );
    if let Some(born) = record.born {
        list = list.row(Text::new("出生年月（以档案为准）", "Born, by the file"), month(born, language));
    }
    let verified = if record.verified_case_id.is_some() {
        tag(&Text::new("已核实", "verified"), Tone::Good, language)
    } else {
        tag(&Text::new("尚未核实", "not verified yet"), Tone::Neutral, language)
    };
    let columns = vec![
        Column::text(Text::new("年度", "Year")),
        Column::figures(Text::new("缴费月数", "Months")),
        Column::figures(Text::new("指数合计", "Sum of indices")),
        Column::figures(Text::new("记入账户", "Credited")),
    ];
    let rows = record.years.iter().rev().map(|year| {
        vec![
            html! { (year.year) },
            html! { (year.months) },
            html! { (year.index_sum / 10_000) "." (format!("{:04}", year.index_sum % 10_000)) },
            money(year.credits, language),
        ]
    });
    let title = Text::new("各年缴费", "Contributions year by year");
    let table = Table::new(title.clone(), columns, language).hide_caption().rows(rows);
    html! { p { (verified) } (list.row(Text::new("记录的年度数", "Years on record"), html! { (record.years.len()) })) (details(&title, html! { (table) }, language)) }
}

/// The parts of a determination and what they add up to.
pub fn determination_list(determination: &Determination, language: Language) -> Markup {
    let parts = &determination.components;
    let total = html! { strong { (money(parts.total(), language)) } };
    let base = Text::new(
        format!("{} 年基数{}", determination.base_year, if determination.provisional { "（临时，公布后重新核定）" } else { "" }),
        format!(
            "base of {}{}",
            determination.base_year,
            if determination.provisional { " (provisional, determined again once published)" } else { "" }
        ),
    );
    html! {
        (SummaryList::new(language)
            .row(Text::new("退休年月", "Month of retirement"), month(determination.retirement, language))
            .row(Text::new("起发年月", "First month paid"), month(determination.start, language))
            .row(Text::new("每月养老金", "Pension a month"), total)
            .row(Text::new("基础养老金", "Basic part"), money(parts.basic, language))
            .row(Text::new("个人账户养老金", "Account part"), money(parts.account, language))
            .row(Text::new("过渡性养老金", "Transitional part"), money(parts.transition, language))
            .words(Text::new("缴费月数（其中建账前）", "Months (before the account)"), &format!("{}（{}）", determination.total_months, determination.months_before_account))
            .words(Text::new("平均缴费指数", "Average index"), &determination.index.to_string())
            .row(Text::new("个人账户储存额", "Account"), money(determination.account_balance, language))
            .words(Text::new("计发月数", "Payment months"), &determination.payment_months.to_string())
            .row(Text::new("计发基数", "Base"), html! { (money(determination.base, language)) " " span.hint { (base.in_language(language)) } }))
    }
}
