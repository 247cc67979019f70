//! The proposal to end a benefit.

use agency::common::page::key_field;
use casework::Person;
use casework::benefit::Entitlement;
use maud::{Markup, html};
use values::{Month, Text};
use web::components::{Choice, FormView, Tone, back_link, button, error_summary, form, heading, notification_banner};
use web::{FormData, FormErrors, SignedIn};

use super::{EndGround, is_running};
use crate::benefit_pages::LIST;

pub fn title() -> Text {
    Text::new("停止享受工伤待遇", "End an injury benefit")
}

pub fn address(person_id: i64) -> String {
    format!("/desk/injury-benefit-end/{person_id}")
}

pub fn propose(person: &Person, rights: &[Entitlement], data: &FormData, errors: &FormErrors, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let now = Month::of(signed_in.today);
    let running: Vec<&Entitlement> = rights.iter().filter(|right| is_running(right, now) && right.last_month.is_none()).collect();
    let view = FormView::new(language, data, errors);
    let choices = running.iter().map(|right| {
        let (name, amount, through) = (right.kind.name(), right.monthly(now.max(right.first_month)), right.settled_through);
        Choice::new(
            right.id.to_string(),
            Text::new(
                format!("{}，每月 {amount} 元，已发至 {through}", name.zh),
                format!("{}: {amount} yuan a month, paid through {through}", name.en),
            ),
        )
    });
    let grounds = EndGround::ALL.into_iter().map(|ground| Choice::new(ground.as_str(), ground.name())).collect();
    html! {
        (back_link(&format!("{LIST}/{}/{}", person.area, person.id), language))
        (error_summary(errors, language))
        (heading(&title(), Some(&Text::same(person.name.as_str())), language))
        @if running.is_empty() {
            (notification_banner(
                &Text::new("该人员没有按月发放的工伤待遇", "This person receives no monthly injury benefit"), html! {}, Tone::Information, language,
            ))
        } @else {
            (form(&address(person.id), &signed_in.csrf_token, html! {
                (key_field(&signed_in.fresh_key))
                (view.radios("entitlement_id", Text::new("停止哪一项待遇", "Which benefit ends"), choices.collect()))
                (view.radios("ground", Text::new("原因（《工伤保险条例》第42条）", "Ground (Injury Regulation art. 42)"), grounds))
                (view.month("last_month", Text::new("最后发放的月份", "Last month paid"))
                    .hint(Text::new("不能早于已发放的月份，如 2024-09", "Not before what is paid already, like 2024-09")))
                (view.text_area("found", Text::new("查到了什么、依据是什么", "What was found, and what it rests on")).rows(3).max_length(2000))
                (button(&Text::new("提出停止", "Propose to end it"), language))
            }))
            p.hint { (language.pick("由另一人核对、第三人决定后才生效。", "It takes effect once another person has checked it and a third decided.")) }
        }
    }
}
