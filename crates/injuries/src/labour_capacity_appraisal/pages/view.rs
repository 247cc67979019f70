//! The application in markup.

use casework::Role;
use maud::{Markup, html};
use values::Text;
use web::components::{
    ButtonStyle, Choice, FormView, SummaryList, Tone, button, button_value, error_summary, heading, inset, notification_banner, upload_form,
};
use web::{FormData, FormErrors, SignedIn};

use super::apply::{EMPLOYER, Filled, form_address};
use super::title;
use crate::labour_capacity_appraisal::command::APPLICANTS;
use crate::labour_capacity_appraisal::{MEDICAL_RECORDS, RECOGNITION_DECISION, describe};
use agency::common::page::{hidden, key_field};
use agency::common::{on_behalf, paper};

/// Why nothing is taken in now, since when, by which clause, and the way on.
fn suspension(filled: &Filled, signed_in: &SignedIn) -> Markup {
    let Some(measure) = &filled.suspended else { return html! {} };
    let language = signed_in.language;
    let words = Text::new(
        format!("自 {} 起暂停受理劳动能力鉴定申请", measure.from),
        format!("No application for an appraisal has been taken in since {}", measure.from),
    );
    let body = html! {
        p { (measure.summary.in_language(language)) "（" (measure.citation) "）" }
        p { (measure.way_on.in_language(language)) }
        p { (language.pick(
            "您可以现在填写并登记到等候名单：申请会保留，恢复受理时通知您并自动接着办理，不需要重新申请。",
            "Fill the form in now and it goes on the waiting list: it is kept, you are told when intake resumes, and it then goes on by itself."
        )) }
    };
    notification_banner(&words, body, Tone::Warning, language)
}

pub(super) fn fill_in(filled: &Filled, data: &FormData, errors: &FormErrors, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let view = FormView::new(language, data, errors);
    let by_employer = signed_in.actor.has(Role::EmployerClerk) && !signed_in.actor.is_staff();
    let applicants = APPLICANTS
        .iter()
        .filter(|(word, ..)| signed_in.actor.is_staff() || *word != "employer")
        .map(|(word, zh, en)| Choice::new(*word, Text::new(*zh, *en)))
        .collect();
    html! {
        (error_summary(errors, language))
        (heading(&title(), None, language))
        (suspension(filled, signed_in))
        (upload_form(form_address(signed_in), &signed_in.csrf_token, html! {
            @if by_employer {
                p.lead { (filled.employer.as_ref().map_or("", |employer| employer.name.as_str())) }
            } @else {
                (view.radios("applicant", Text::new("由谁申请", "Who applies"), applicants))
                (view.text(EMPLOYER, Text::new("用人单位", "Employer")).hint(Text::new("统一社会信用代码（18位）或单位编号", "Credit code of 18 characters, or the employer's number")).max_length(30))
            }
            @if signed_in.actor.has(Role::Person) {
                (inset(html! { (language.pick("职工本人申请的，不用填写下面的姓名和身份证号码。", "Applying for yourself? Leave name and ID number below blank.")) }))
            }
            (view.text("worker_name", Text::new("职工姓名", "Worker's name")).max_length(50))
            (view.text("worker_id_number", Text::new("职工身份证号码", "Worker's ID number")).max_length(30))
            @if !by_employer {
                (view.text("relation", Text::new("申请人姓名及与职工的关系", "Applicant's name and relation to the worker")).hint(Text::new("近亲属申请时填写", "For a near relative")).optional().max_length(100))
            }
            (view.text("recognition_number", Text::new("工伤认定决定编号", "Number of the decision on recognition"))
                .hint(Text::new("在本系统认定的，填业务编号，不必再交决定书", "For a decision made here write the case number; the paper is then not needed")).max_length(60))
            (view.text_area("condition", Text::new("伤情现状", "How the injury stands")).rows(4).max_length(1000))
            (view.date("previous_concluded_on", Text::new("复查鉴定：上次结论日期", "For a review: day of the last conclusion"))
                .hint(Text::new("首次鉴定不填；结论作出一年后伤情变化的可以复查", "Leave blank for a first appraisal; a review is open a year after the conclusion")).optional())
            (paper::input(&view, MEDICAL_RECORDS, Text::new("诊断证明、病历等医疗材料", "Diagnosis and medical records")))
            (paper::input(&view, RECOGNITION_DECISION, Text::new("工伤认定决定书", "Decision on recognition")))
            @if signed_in.actor.is_staff() { (on_behalf::fields(&view)) }
            (button(&Text::new("继续", "Continue"), language))
        }))
    }
}

pub(super) fn check(filled: &Filled, data: &FormData, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let list = describe::answers(&filled.form)
        .into_iter()
        .fold(SummaryList::new(language), |list, (name, value)| list.words(name, value.in_language(language)));
    let send = match filled.suspended {
        None => Text::new("提交申请", "Send"),
        Some(_) => Text::new("登记到等候名单", "Put it on the waiting list"),
    };
    html! {
        (heading(&Text::new("核对您的申请", "Check your application"), Some(&title()), language))
        (suspension(filled, signed_in))
        (list.words(Text::new("用人单位", "Employer"), filled.employer.as_ref().map_or("—", |employer| employer.name.as_str()))
            .words(Text::new("材料", "Papers"), paper::names(&filled.materials).in_language(language)))
        (upload_form(form_address(signed_in), &signed_in.csrf_token, html! {
            (key_field(&signed_in.fresh_key))
            @for (name, value) in data.fields().filter(|(name, _)| carried(name)) { (hidden(name, value)) }
            (paper::carried(&filled.materials))
            div.button-row {
                (button_value(&send, "step", "send", ButtonStyle::Primary, language))
                (button_value(&Text::new("返回修改", "Go back and change"), "step", "change", ButtonStyle::Secondary, language))
            }
        }))
    }
}

/// The answers that go on to the next page; papers are carried by their own fields.
fn carried(name: &str) -> bool {
    !matches!(name, web::csrf::FIELD | web::csrf::KEY_FIELD | "step") && !name.ends_with(".sha256") && !name.ends_with(".file_name")
}
