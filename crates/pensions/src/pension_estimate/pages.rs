//! The figures on one page, the estimate on the next.

use maud::{Markup, html};
use rules::retirement::RetirementCategory;
use values::{Fen, Language, Text};
use web::components::{
    ButtonStyle, Choice, Column, FormView, SummaryList, Table, Tone, Width, back_link, button, details, error_summary, explanation,
    fieldset, heading, link_button, money, money_words, month, notification_banner, panel, print_button, section,
};
use web::{FormData, FormErrors};

use super::estimate::{BALANCE, BORN, CATEGORY, Estimate, Figures, INDEX, MONTHS, MONTHS_BEFORE, RETIREMENT, YEARS, YEARS_BEFORE, label};

pub const ADDRESS: &str = "/pension-estimate";

pub fn title() -> Text {
    Text::new("估算我的养老金", "Estimate my pension")
}

pub fn ask(data: &FormData, errors: &FormErrors, language: Language) -> Markup {
    let view = FormView::new(language, data, errors);
    let categories = RetirementCategory::ALL.into_iter().map(|category| Choice::new(category.as_str(), category.name())).collect();
    html! {
        (back_link("/retirement-date", language))
        (error_summary(errors, language))
        (heading(&title(), Some(&Text::new("企业职工和灵活就业人员", "Employees and people who work for themselves")), language))
        p.lead {
            (language.pick(
                "填写缴费年限、平均指数和个人账户余额，就能看到每月养老金的三个部分以及每一步的算法。不用登录，我们不保存您填写的内容。",
                "Give your contribution years, average index and account to see the three parts of the monthly pension and every step. \
                 You need not sign in, and nothing you enter is kept."
            ))
        }
        form method="get" action=(ADDRESS) novalidate {
            (view.month(BORN, label(BORN)).hint(Text::new("以档案记载为准，例如 1965-07", "As in your personnel file, for example 1965-07")))
            (view.select(CATEGORY, label(CATEGORY), categories))
            (view.month(RETIREMENT, label(RETIREMENT)).optional()
                .hint(Text::new("不填则按法定退休年月", "Leave it empty for the statutory month")))
            (fieldset(&Text::new("缴费年限", "Years of contributions"), Some(&Text::new("含视同缴费年限", "Deemed years included")), html! {
                (view.number(YEARS, label(YEARS)).unit(Text::new("年", "years")))
                (view.number(MONTHS, label(MONTHS)).unit(Text::new("个月", "months")).optional())
                (view.number(YEARS_BEFORE, label(YEARS_BEFORE)).unit(Text::new("年", "years")).optional()
                    .hint(Text::new("山东省 1996 年 1 月建立个人账户；个人档案另有记载的，以档案为准", "Accounts began in January 1996 in Shandong, unless your own record says otherwise")))
                (view.number(MONTHS_BEFORE, label(MONTHS_BEFORE)).unit(Text::new("个月", "months")).optional())
            }, language))
            (view.text(INDEX, label(INDEX)).width(Width::Short).input_mode("decimal")
                .hint(Text::new("在个人权益记录上；按社会平均工资缴费的为 1，最低 60% 缴费的约为 0.6", "On your rights statement; 1 for contributions on the average wage, about 0.6 for the lowest base")))
            (view.money(BALANCE, label(BALANCE)))
            (button(&Text::new("估算", "Estimate"), language))
        }
    }
}

/// The estimate. `query` asks the same again.
pub fn result(figures: &Figures, estimate: &Estimate, query: &str, language: Language) -> Markup {
    let again = format!("{ADDRESS}?change=1&{query}");
    let missing = estimate.missing_months(figures.total_months);
    html! {
        (back_link(&again, language))
        (panel(
            &Text::new("每月养老金约", "Monthly pension, about"),
            &Text::new(
                format!("按 {} 年计发基数", estimate.base_year),
                format!("on the pension base of {}", estimate.base_year),
            ),
            &money_words(estimate.components.total(), language),
            language,
        ))
        @if missing > 0 {
            (notification_banner(
                &Text::new(format!("还差 {missing} 个月才够最低缴费年限"), format!("{missing} months of contributions are still missing")),
                html! { p { (language.pick("缴满以后才能按月领取；可以继续缴费到满年限。", "A monthly pension takes the minimum contributions; you can go on contributing until they are reached.")) } },
                Tone::Warning,
                language,
            ))
        }
        (parts(estimate, language))
        (SummaryList::new(language)
            .changeable(label(BORN), month(figures.born, language), again.as_str())
            .row(Text::new("退休年月", "Retirement"), retirement(estimate, language))
            .changeable(Text::new("缴费年限", "Contributions"), html! { (span(figures.total_months).in_language(language)) }, again.as_str())
            .changeable(Text::new("其中建账以前", "Of these before the account"), html! { (span(figures.months_before_account).in_language(language)) }, again.as_str())
            .changeable(label(INDEX), html! { (figures.index) }, again.as_str())
            .changeable(label(BALANCE), money(figures.balance, language), again.as_str()))
        (section(&Text::new("怎样得出", "How this was worked out"), explanation(&estimate.explanation, language), language))
        (caveats(language))
        div.button-row {
            (link_button(&again, &Text::new("修改", "Change"), ButtonStyle::Primary, language))
            (print_button(language))
        }
        p.hint { (language.pick("保存或转发本页地址即可再次看到这个结果。", "Keep or pass on this page's address to see the result again.")) }
    }
}

fn parts(estimate: &Estimate, language: Language) -> Markup {
    let columns = vec![Column::text(Text::new("组成", "Part")), Column::figures(Text::new("每月", "A month"))];
    let row = |name: Text, amount: Fen| vec![html! { (name.in_language(language)) }, money(amount, language)];
    let components = &estimate.components;
    let table = Table::new(Text::new("每月养老金的组成", "The parts of the monthly pension"), columns, language).rows([
        row(Text::new("基础养老金", "Basic pension"), components.basic),
        row(Text::new("个人账户养老金", "Account pension"), components.account),
        row(Text::new("过渡性养老金", "Transitional pension"), components.transition),
    ]);
    html! { (table.footer(row(Text::new("合计", "Total"), components.total()))) }
}

fn retirement(estimate: &Estimate, language: Language) -> Markup {
    html! {
        (month(estimate.retirement, language))
        @if estimate.retirement == estimate.statutory { " " span.hint { (language.pick("法定退休年月", "statutory month")) } }
    }
}

fn span(months: u32) -> Text {
    match (months / 12, months % 12) {
        (years, 0) => Text::new(format!("{years} 年"), format!("{years} years")),
        (years, 1) => Text::new(format!("{years} 年 1 个月"), format!("{years} years and 1 month")),
        (years, rest) => Text::new(format!("{years} 年 {rest} 个月"), format!("{years} years and {rest} months")),
    }
}

fn caveats(language: Language) -> Markup {
    details(
        &Text::new("这个数字有多准", "How exact is this"),
        html! {
            p { (language.pick(
                "算法与正式核定相同，准确程度取决于您填写的年限、指数和账户余额。退休年份的计发基数公布前，用最近公布的基数代替；公布后重新核定。",
                "The steps are those of the determination itself; it is as exact as your figures. Until the base of the retirement year is published the latest one stands in for it."
            )) }
            p { (language.pick("这是估算，不是待遇核定决定。", "This is an estimate and no decision.")) }
        },
        language,
    )
}
