//! The form of one change, and its answers to check.

use maud::{Markup, html};
use values::{Fen, IdNumber, Language, Text};
use web::components::{
    ButtonStyle, FormView, SummaryList, Width, back_link, button, button_value, error_summary, form, heading, money_words,
};
use web::{FormData, FormErrors, SignedIn};

use super::one::{Asked, Kind};
use crate::personnel_change::Row;
use crate::personnel_change::sheet::Column;
use agency::common::on_behalf;

pub(super) fn form_page(signed_in: &SignedIn, asked: &Asked, data: &FormData, errors: &FormErrors) -> Markup {
    let language = signed_in.language;
    let view = FormView::new(language, data, errors);
    html! {
        (back_link(&asked.found.address(""), language))
        (error_summary(errors, language))
        (heading(&asked.kind.title(), Some(&Text::same(asked.found.employer.name.clone())), language))
        (form(&asked.address(), &signed_in.csrf_token, html! {
            (asked.found.hidden(signed_in))
            @match &asked.person {
                Some(person) => {
                    input type="hidden" name="person" value=(person.id);
                    (SummaryList::new(language)
                        .words(Column::Name.title(), person.name.as_str())
                        .words(Column::IdNumber.title(), &person.id_number.masked()))
                }
                None => (who(&view)),
            }
            (what(&view, asked.kind))
            @if asked.found.by_staff { (on_behalf::fields(&view)) }
            (button(&Text::new("继续", "Continue"), language))
        }))
    }
}

fn who(view: &FormView<'_>) -> Markup {
    html! {
        (view.text("name", Column::Name.title()).hint(Text::new("与身份证一致", "As on the identity card")).width(Width::Medium).max_length(60))
        (view.text("id_number", Column::IdNumber.title()).hint(Text::new("18位公民身份号码", "The eighteen characters of the identity card"))
            .width(Width::Medium).max_length(30))
    }
}

fn what(view: &FormView<'_>, kind: Kind) -> Markup {
    let wage = view.money("wage", Column::Wage.title());
    match kind {
        Kind::Add => html! {
            (view.month("month", month_title(kind)).hint(Text::new("从哪个月开始缴费，例如 2020-02", "The month contributions begin with, such as 2020-02")))
            (wage.hint(Text::new("实际工资；缴费基数的上下限由系统计算", "The wage itself; limits of the contribution base are applied by the system")))
            (view.text("telephone", Column::Telephone.title()).optional().width(Width::Medium).input_mode("tel").max_length(20))
        },
        Kind::Remove => html! {
            (view.month("month", month_title(kind)).hint(Text::new("这个月仍然缴费，下个月起停止，例如 2020-02", "This month is still paid; contributions stop with the next, such as 2020-02")))
        },
        Kind::Wage => html! {
            (view.month("month", month_title(kind)).hint(Text::new("从哪个月起按新工资缴费，例如 2020-02", "The month the new wage counts from, such as 2020-02")))
            (wage)
        },
    }
}

fn month_title(kind: Kind) -> Text {
    match kind {
        Kind::Add => Text::new("首个参保月", "First insured month"),
        Kind::Remove => Text::new("最后参保月", "Last insured month"),
        Kind::Wage => Text::new("新工资起始月", "First month of the new wage"),
    }
}

/// The answers once more, each with a way back, and the button that hands them in.
pub(super) fn check_page(signed_in: &SignedIn, asked: &Asked, row: &Row, data: &FormData) -> Markup {
    let language = signed_in.language;
    html! {
        (heading(&Text::new("核对后提交", "Check and hand in"), Some(&asked.kind.title()), language))
        (answers(asked, row, language))
        p { (language.pick("提交后即时生效。", "It takes effect as soon as it is handed in.")) }
        (form(&asked.address(), &signed_in.csrf_token, html! {
            (carried(data))
            div.button-row {
                (button_value(&Text::new("提交", "Hand in"), "step", "submit", ButtonStyle::Primary, language))
                (button_value(&Text::new("返回修改", "Change"), "step", "change", ButtonStyle::Secondary, language))
            }
        }))
    }
}

fn answers(asked: &Asked, row: &Row, language: Language) -> Markup {
    let id_number = match (&asked.person, IdNumber::parse(&row.id_number)) {
        // What the registry knows is shown masked; what was just typed is shown to be checked.
        (Some(person), _) => person.id_number.masked(),
        (None, Ok(id_number)) => id_number.as_str().to_owned(),
        (None, Err(_)) => row.id_number.clone(),
    };
    let mut list = SummaryList::new(language)
        .words(Text::new("单位", "Employer"), &asked.found.employer.name)
        .words(Column::Name.title(), &row.name)
        .words(Column::IdNumber.title(), &id_number)
        .words(month_title(asked.kind), &row.month);
    if asked.kind != Kind::Remove {
        let wage = row.wage.parse::<Fen>().map_or_else(|_| row.wage.clone(), |wage| money_words(wage, language));
        list = list.words(Column::Wage.title(), &wage);
    }
    if !row.telephone.is_empty() {
        list = list.words(Column::Telephone.title(), &row.telephone);
    }
    html! { (list) }
}

/// What was typed, as hidden fields; the same key comes along, so that handing in twice does it once.
fn carried(data: &FormData) -> Markup {
    html! {
        @for (name, value) in data.fields().filter(|(name, _)| !matches!(*name, web::csrf::FIELD | "step")) {
            input type="hidden" name=(name) value=(value);
        }
    }
}
