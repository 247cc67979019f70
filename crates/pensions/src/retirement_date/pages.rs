//! The question, and the answer with how it came about.

use maud::{Markup, html};
use rules::retirement::RetirementCategory;
use values::{Language, Text};
use web::components::{
    ButtonStyle, Choice, FormView, SummaryList, back_link, button, error_summary, explanation, heading, inset, link_button, month,
    month_words, panel, print_button, section,
};
use web::{FormData, FormErrors};

use super::answer::{Answer, BORN, CATEGORY, Question, born_label, category_label};

pub const ADDRESS: &str = "/retirement-date";
const ESTIMATE: &str = "/pension-estimate";

pub fn title() -> Text {
    Text::new("什么时候退休", "When do I retire")
}

/// The two questions.
pub fn ask(data: &FormData, errors: &FormErrors, language: Language) -> Markup {
    let view = FormView::new(language, data, errors);
    html! {
        (back_link("/", language))
        (error_summary(errors, language))
        (heading(&title(), None, language))
        p.lead {
            (language.pick(
                "填写出生年月和类别，就能知道法定退休年月、起领养老金的月份和最低缴费年限。不用登录，我们不保存您填写的内容。",
                "Give your month of birth and category to see your statutory retirement month, when the pension starts and the contributions it takes. \
                 You need not sign in, and nothing you enter is kept."
            ))
        }
        form method="get" action=(ADDRESS) novalidate {
            (view.month(BORN, born_label()).hint(Text::new("以档案记载为准，例如 1965-07", "As in your personnel file, for example 1965-07")))
            (view.radios(CATEGORY, category_label(), categories()))
            (button(&Text::new("测算", "Work it out"), language))
        }
    }
}

/// The categories, as a person would know which is theirs.
pub fn categories() -> Vec<Choice> {
    RetirementCategory::ALL
        .into_iter()
        .map(|category| {
            let (label, hint) = match category {
                RetirementCategory::Man60 => (Text::new("男职工", "A man"), Text::new("原法定退休年龄 60 周岁", "Original age 60")),
                RetirementCategory::Woman55 => (
                    Text::new("女干部（管理技术岗位）", "A woman in a managerial or technical post"),
                    Text::new(
                        "原法定退休年龄 55 周岁；灵活就业的女性在多数地方也按 55 周岁",
                        "Original age 55; in most places also women who work for themselves",
                    ),
                ),
                RetirementCategory::Woman50 => {
                    (Text::new("女工人", "A woman worker"), Text::new("原法定退休年龄 50 周岁", "Original age 50"))
                }
                RetirementCategory::SpecialMan55 => (
                    Text::new("从事特殊工种的男职工", "A man in a special type of work"),
                    Text::new(
                        "井下、高空、高温、繁重体力劳动等，原年龄 55 周岁",
                        "Underground, at heights, in heat, heavy labour; original age 55",
                    ),
                ),
                RetirementCategory::SpecialWoman45 => {
                    (Text::new("从事特殊工种的女职工", "A woman in a special type of work"), Text::new("原年龄 45 周岁", "Original age 45"))
                }
            };
            Choice::new(category.as_str(), label).hint(hint)
        })
        .collect()
}

/// The answer.
pub fn answer(question: &Question, answer: &Answer, address: &str, language: Language) -> Markup {
    let again = format!("{ADDRESS}?change=1&{}", question.query());
    let heading_words = Text::new("法定退休年月", "Statutory retirement month");
    let found = month_words(answer.retirement.month, language);
    html! {
        (back_link(&again, language))
        (panel(&heading_words, &age(answer), &found, language))
        (SummaryList::new(language)
            .changeable(born_label(), month(question.born, language), again.as_str())
            .changeable(Text::new("类别", "Category"), html! { (question.category.name().in_language(language)) }, again.as_str())
            .row(Text::new("起领养老金", "Pension from"), month(answer.pension_from, language))
            .words(Text::new("延迟", "Delay"), delay(answer).in_language(language))
            .words(Text::new("最低缴费年限", "Contributions needed"), minimum(answer).in_language(language)))
        @if let Some(window) = &answer.window {
            (inset(html! {
                p {
                    (language.pick("缴满最低年限的，可以选择 ", "With enough contributions you may choose a month from "))
                    strong { (month(window.earliest, language)) }
                    (language.pick(" 至 ", " to "))
                    strong { (month(window.latest, language)) }
                    (language.pick(" 之间的月份退休：提前退休须至少提前三个月书面告知单位，推迟退休须与单位协商一致。",
                        ": earlier takes written notice to the employer three months before, later takes the employer's agreement."))
                }
            }))
        }
        @if question.is_special_work() { (inset(html! { p { (special_work().in_language(language)) } })) }
        (section(&Text::new("怎样得出", "How this was worked out"), explanation(&answer.explanation, language), language))
        div.button-row {
            (link_button(&format!("{ESTIMATE}?{}", question.query()), &Text::new("估算养老金", "Estimate the pension"), ButtonStyle::Primary, language))
            (link_button(ADDRESS, &Text::new("重新测算", "Start again"), ButtonStyle::Secondary, language))
            (print_button(language))
        }
        p.hint { (language.pick("保存或转发本页地址即可再次看到这个结果：", "Keep or pass on this page's address to see the result again: ")) span.figure { (address) } }
        p.hint { (language.pick("这是按现行规定的测算，不是退休审批。", "This is worked out from the rules in force; it is no decision.")) }
    }
}

fn age(answer: &Answer) -> Text {
    let (years, months) = (answer.retirement.age_months / 12, answer.retirement.age_months % 12);
    match months {
        0 => Text::new(format!("届时 {years} 周岁"), format!("at the age of {years}")),
        months => Text::new(format!("届时 {years} 周岁 {months} 个月"), format!("at the age of {years} years and {months} months")),
    }
}

fn delay(answer: &Answer) -> Text {
    match answer.retirement.delay_months {
        0 => Text::new("不延迟", "none"),
        1 => Text::new("1 个月", "1 month"),
        months => Text::new(format!("{months} 个月"), format!("{months} months")),
    }
}

fn minimum(answer: &Answer) -> Text {
    let Some(months) = answer.minimum_months else {
        return Text::new("退休时的规定未收录", "the rule of that time is not recorded here");
    };
    match (months / 12, months % 12) {
        (years, 0) => Text::new(format!("{years} 年"), format!("{years} years")),
        (years, rest) => Text::new(format!("{years} 年 {rest} 个月"), format!("{years} years and {rest} months")),
    }
}

fn special_work() -> Text {
    Text::new(
        "特殊工种年限须经审核；到龄后可以提前退休，也可以选择不提前。养老金从申请的次月起计发。",
        "The years in the special type are checked. You may retire from this month on or choose not to; the pension starts with the month after you apply.",
    )
}

/// Said where the rules have no answer for somebody born then.
pub fn no_answer(reason: &Text, data: &FormData, language: Language) -> Markup {
    let mut errors = FormErrors::new();
    errors.push(BORN, reason.clone());
    ask(data, &errors, language)
}
