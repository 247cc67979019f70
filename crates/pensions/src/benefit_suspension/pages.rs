//! The proposal to stop a benefit, or to pay it again.

use casework::Person;
use casework::benefit::Entitlement;
use maud::{Markup, html};
use values::{Language, Month, Text};
use web::components::{
    Choice, Column, FormView, SummaryList, Table, Tone, back_link, button, error_summary, form, heading, link, masked, money, month,
    notification_banner, tag,
};
use web::{FormData, FormErrors};

use super::{SuspensionReason, is_stopped};
use agency::common::page::key_field;

pub fn title() -> Text {
    Text::new("待遇暂停和恢复", "Suspend or resume a benefit")
}

/// The address of the form of a person.
pub fn address(person_id: i64) -> String {
    format!("/desk/benefit-suspension/persons/{person_id}")
}

/// What the page needs of the request.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    pub csrf_token: &'a str,
    pub fresh_key: &'a str,
    pub language: Language,
    pub this_month: Month,
}

pub fn propose(person: &Person, rights: &[Entitlement], data: &FormData, errors: &FormErrors, frame: &Frame<'_>) -> Markup {
    let language = frame.language;
    let running: Vec<&Entitlement> =
        rights.iter().filter(|right| right.kind.is_monthly() && right.last_month.is_none_or(|last| frame.this_month <= last)).collect();
    html! {
        (back_link("/desk/life-certification", language))
        (error_summary(errors, language))
        (heading(&title(), Some(&Text::same(person.name.as_str())), language))
        (SummaryList::new(language).row(Text::new("身份证号", "ID number"), masked(&person.id_number.masked(), None, language)))
        p { (link(&format!("/desk/persons/{}/{}", person.area, person.id), language.pick("查看个人档案", "See the person's record"))) }
        @if running.is_empty() {
            (notification_banner(
                &Text::new("该人员没有按月领取的待遇", "This person receives no monthly benefit"),
                html! {},
                Tone::Information,
                language,
            ))
        } @else {
            (rights_table(&running, frame))
            (fields(running.iter().any(|right| is_stopped(right)), &address(person.id), data, errors, frame))
        }
    }
}

fn rights_table(running: &[&Entitlement], frame: &Frame<'_>) -> Markup {
    let language = frame.language;
    let columns = vec![
        Column::text(Text::new("待遇", "Benefit")),
        Column::text(Text::new("起始", "Since")),
        Column::figures(Text::new("每月", "A month")),
        Column::text(Text::new("状态", "State")),
    ];
    let rows = running.iter().map(|right| {
        let state = if is_stopped(right) {
            tag(&Text::new("已暂停", "suspended"), Tone::Bad, language)
        } else {
            tag(&Text::new("发放中", "paid"), Tone::Good, language)
        };
        let amount = right.amounts.iter().rev().find(|amount| amount.from_month <= frame.this_month).map(|amount| amount.monthly);
        vec![
            html! { (right.kind.name().in_language(language)) },
            month(right.first_month, language),
            amount.map_or_else(|| html! { "—" }, |amount| money(amount, language)),
            state,
        ]
    });
    html! { (Table::new(Text::new("按月领取的待遇", "Monthly benefits"), columns, language).rows(rows)) }
}

fn fields(is_stopped: bool, action: &str, data: &FormData, errors: &FormErrors, frame: &Frame<'_>) -> Markup {
    let language = frame.language;
    let view = FormView::new(language, data, errors);
    let reasons = SuspensionReason::ALL.into_iter().map(|reason| Choice::new(reason.as_str(), reason.name())).collect();
    let unfounded =
        vec![Choice::new("yes", Text::new("原暂停不成立，不得有任何损失", "the suspension was unfounded, and nothing may be lost by it"))];
    html! {
        (form(action, frame.csrf_token, html! {
            (key_field(frame.fresh_key))
            input type="hidden" name="action" value=(if is_stopped { "resume" } else { "suspend" });
            (view.radios("reason", if is_stopped { Text::new("当初暂停的原因", "Why it was suspended") } else { Text::new("暂停的原因", "Why it shall stop") }, reasons))
            (view.month("from_month", if is_stopped { Text::new("从哪个月起恢复", "Paid again from") } else { Text::new("从哪个月起暂停", "Stops from") }))
            (view.text_area("tried", Text::new("做了哪些调查", "What was tried"))
                .hint(Text::new("数据比对、电话、信函、入户，逐项写明日期和经办人", "Data matched, calls, letters, visits: each with day and by whom")).rows(3).max_length(2000))
            (view.text_area("found", Text::new("查到了什么", "What was found")).rows(3).max_length(2000))
            @if is_stopped { (view.checkboxes("was_unfounded", Text::new("补发", "The months in between"), unfounded).optional()) }
            (button(&if is_stopped { Text::new("提出恢复", "Propose to resume") } else { Text::new("提出暂停", "Propose to suspend") }, language))
        }))
        p.hint { (language.pick("由另一人核对、决定后才生效。", "It takes effect once others have checked and decided it.")) }
    }
}
