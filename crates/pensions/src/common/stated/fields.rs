//! The questions about a career on a form, and the answers read back as typed.

use agency::common::paper;
use casework::Requirement;
use maud::{Markup, html};
use rules::retirement::{RetirementCategory, SpecialWork};
use values::{Date, Language, Sex, Text};
use web::FormData;
use web::components::{Choice, FormView, Width, date_words, details, fieldset};

use super::{StatedFacts, StatedSpecialWork, is_of};

/// How many periods of special work a form has room for.
const SPECIAL_PERIODS: usize = 3;

/// The answers of one form. `ask_basis` is for the agency, which finds which day of birth holds.
pub fn fields(view: &FormView<'_>, sex: Sex, born_on: Date, ask_basis: bool) -> Markup {
    let categories = RetirementCategory::ALL.into_iter().filter(|category| is_of(*category, sex));
    let categories = categories.map(|category| Choice::new(category.as_str(), category.name())).collect();
    let id_born = Text::new(
        format!("身份证上是 {}。档案记载相同的，不用填写。", date_words(born_on, Language::Chinese)),
        format!("The ID number says {}. Leave empty if the file says the same.", date_words(born_on, Language::English)),
    );
    html! {
        @let category = view.radios("category", Text::new("退休人员类别", "Category of retirement"), categories);
        @if sex == Sex::Female {
            (category.hint(Text::new("女职工按岗位：管理、技术岗位和灵活就业为五十五，工人岗位为五十。", "Women by post: 55 in administration and technical posts and in flexible work, 50 as workers.")))
        } @else { (category) }
        (view.month("first_employment", Text::new("参加工作年月", "Month in which work began")).hint(Text::new("例如 1982-07", "Such as 1982-07")).optional())
        (view.number("deemed_months", Text::new("视同缴费月数", "Deemed months"))
            .hint(Text::new("实行缴费前的连续工龄、军龄等，没有则不用填。", "Service before contributions began, military service and the like; leave empty if none."))
            .width(Width::Short).unit(Text::new("个月", "months")).optional())
        (view.date("file_born_on", Text::new("档案记载的出生日期", "Day of birth in the personnel file")).hint(id_born).optional())
        @if ask_basis {
            (view.radios("birth_basis", Text::new("以哪个出生日期为准", "Which day of birth holds"), vec![
                Choice::new("", Text::new("两者一致或尚未认定", "the same, or not found yet")),
                Choice::new("id_number", Text::new("身份证", "the ID number")),
                Choice::new("file", Text::new("职工档案", "the personnel file")),
            ]))
        }
        (folded(view, &Text::new("从事过特殊工种", "Special types of work"), &special_names(), special(view)))
        (folded(view, &Text::new("个人账户的特殊情况", "Particulars of the account"), &ACCOUNT_NAMES.map(str::to_owned), account(view)))
    }
}

/// Questions few have to answer, folded away until something stands in one of them or was wrong with it.
pub fn folded(view: &FormView<'_>, title: &Text, names: &[String], body: Markup) -> Markup {
    let is_used = names.iter().any(|name| !view.data.trimmed(name).is_empty() || view.errors.for_field(name).is_some());
    if is_used { fieldset(title, None, body, view.language) } else { details(title, body, view.language) }
}

/// The papers that may go with the facts, each with when it is asked for.
pub fn papers(view: &FormView<'_>) -> Markup {
    html! {
        @for material in super::materials() {
            @let when = match &material.requirement { Requirement::Conditional(when) => when.clone(), Requirement::Required => Text::default() };
            (paper::input(view, material.kind, Text::new(
                format!("{}（{}）", material.name.zh, when.zh),
                format!("{} ({})", material.name.en, when.en),
            )))
        }
    }
}

fn special(view: &FormView<'_>) -> Markup {
    html! {
        @for position in 1..=SPECIAL_PERIODS {
            @let kinds = std::iter::once(Choice::new("", Text::new("未从事", "none")))
                .chain(SpecialWork::ALL.into_iter().map(|kind| Choice::new(kind.as_str(), kind.name()))).collect();
            (fieldset(&Text::new(format!("第 {position} 段"), format!("Period {position}")), None, html! {
                (view.select(&format!("special_{position}_kind"), Text::new("类型", "Kind"), kinds).optional())
                (view.month(&format!("special_{position}_from"), Text::new("起始年月", "From")).optional())
                (view.month(&format!("special_{position}_until"), Text::new("终止年月", "Until")).optional())
            }, view.language))
        }
    }
}

fn account(view: &FormView<'_>) -> Markup {
    html! {
        (view.month("account_start", Text::new("本人个人账户建立年月", "Own account start"))
            .hint(Text::new("与全省统一年月相同的，不用填写。", "Leave empty if it is the province's.")).optional())
        (view.number("paid_months_before_account", Text::new("建账前实际缴费月数", "Months paid before the account"))
            .width(Width::Short).unit(Text::new("个月", "months")).optional())
    }
}

const ACCOUNT_NAMES: [&str; 2] = ["account_start", "paid_months_before_account"];

fn special_names() -> Vec<String> {
    (1..=SPECIAL_PERIODS).flat_map(|position| ["kind", "from", "until"].map(|name| format!("special_{position}_{name}"))).collect()
}

/// The names of every field above, to be carried from page to page.
pub fn names() -> Vec<String> {
    let plain = ["category", "first_employment", "deemed_months", "file_born_on", "birth_basis"];
    plain.into_iter().chain(ACCOUNT_NAMES).map(str::to_owned).chain(special_names()).collect()
}

/// The answers as typed; a period nobody filled in is none.
pub fn read(data: &FormData) -> StatedFacts {
    let text = |name: &str| data.trimmed(name).to_owned();
    let periods = (1..=SPECIAL_PERIODS).map(|position| StatedSpecialWork {
        kind: text(&format!("special_{position}_kind")),
        from: text(&format!("special_{position}_from")),
        until: text(&format!("special_{position}_until")),
    });
    StatedFacts {
        category: text("category"),
        file_born_on: text("file_born_on"),
        birth_basis: text("birth_basis"),
        first_employment: text("first_employment"),
        deemed_months: text("deemed_months"),
        special_work: periods.filter(|period| *period != StatedSpecialWork::default()).collect(),
        account_start: text("account_start"),
        paid_months_before_account: text("paid_months_before_account"),
    }
}

/// The same answers as the fields of a form that shows them again.
pub fn typed(stated: &StatedFacts) -> FormData {
    let mut data = FormData::new();
    let plain = [
        ("category", &stated.category),
        ("first_employment", &stated.first_employment),
        ("deemed_months", &stated.deemed_months),
        ("file_born_on", &stated.file_born_on),
        ("birth_basis", &stated.birth_basis),
        ("account_start", &stated.account_start),
        ("paid_months_before_account", &stated.paid_months_before_account),
    ];
    for (name, value) in plain {
        data = data.with(name, value);
    }
    for (position, period) in stated.special_work.iter().enumerate() {
        for (name, value) in [("kind", &period.kind), ("from", &period.from), ("until", &period.until)] {
            data = data.with(&format!("special_{}_{name}", position + 1), value);
        }
    }
    data
}
