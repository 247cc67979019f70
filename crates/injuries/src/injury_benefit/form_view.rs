//! The form of the benefits and the page that checks it.

use agency::common::page::{hidden, key_field};
use agency::common::{on_behalf, paper};
use casework::Material;
use maud::{Markup, html};
use values::{Explanation, Text};
use web::components::{
    ButtonStyle, Choice, Column, FormView, SummaryList, Table, Width, button, button_value, details, error_summary, explanation, fieldset,
    form, heading, money, upload_form,
};
use web::{FormData, FormErrors, SignedIn};

use super::figures::Figure;
use super::form::{BENEFITS, Cause, Form};
use super::pages::{APPRAISAL, RECOGNITION, address, title};
use super::{DEATH, KINSHIP, describe};

/// Dependants the page offers to name.
pub const DEPENDANT_ROWS: usize = 4;

/// An application that may be sent.
pub struct Checked {
    pub form: Form,
    pub figures: Vec<Figure>,
    pub explanation: Explanation,
    pub materials: Vec<Material>,
}

pub fn fill_in(signed_in: &SignedIn, data: &FormData, errors: &FormErrors) -> Markup {
    let language = signed_in.language;
    let view = FormView::new(language, data, errors);
    html! {
        (error_summary(errors, language))
        (heading(&title(), None, language))
        p.lead { (language.pick(
            "写明工伤认定和劳动能力鉴定的编号，选择待遇。提交前会列出每项金额是怎样算出来的。",
            "Name the recognition and the appraisal, and choose the benefits. Before you send it you see how each figure came about.",
        )) }
        (upload_form(address(&signed_in.actor), &signed_in.csrf_token, html! {
            @if signed_in.actor.is_staff() { (on_behalf::fields(&view)) }
            (view.radios("cause", Text::new("因为什么申请", "What for"), vec![
                Choice::new("disability", Text::new("鉴定有伤残等级或者需要护理", "A grade or a need of care was appraised")),
                Choice::new("leaving", Text::new("五级至十级，劳动合同已经解除", "Grade 5 to 10, and the contract has ended")),
                Choice::new("death", Text::new("职工因工死亡", "The worker died of the injury")),
            ]))
            (view.checkboxes("benefits", Text::new("申请哪些待遇", "Which benefits"), choices()))
            (view.text("worker_id_number", Text::new("职工身份证号码", "The worker's ID number")).width(Width::Medium))
            (view.text(RECOGNITION, Text::new("工伤认定编号", "Number of the decision on recognition")).hint(Text::new("例如 371002-2020-000123-5", "Such as 371002-2020-000123-5")).width(Width::Medium))
            (view.text(APPRAISAL, Text::new("劳动能力鉴定编号", "Number of the appraisal")).hint(Text::new("因工死亡的不填", "Blank after a death")).width(Width::Medium).optional())
            (view.date("on", Text::new("解除合同或者死亡的日期", "Day the contract ended, or of the death")).hint(Text::new("伤残待遇不填", "Blank for the benefits of a grade")).optional())
            (after_death(&view))
            (button(&Text::new("核对", "Check your answers"), language))
        }))
    }
}

fn choices() -> Vec<Choice> {
    let of = |cause: Cause| match cause {
        Cause::Disability => Text::new("伤残", "for a grade"),
        Cause::Leaving => Text::new("解除劳动合同", "on leaving"),
        Cause::Death => Text::new("因工死亡", "after a death"),
    };
    BENEFITS.iter().map(|(word, zh, en, cause)| Choice::new(*word, Text::new(*zh, *en)).hint(of(*cause))).collect()
}

fn after_death(view: &FormView<'_>) -> Markup {
    let relations = || {
        [
            ("spouse", "配偶", "spouse"),
            ("child", "子女", "child"),
            ("parent", "父母", "parent"),
            ("grandparent", "祖父母、外祖父母", "grandparent"),
            ("grandchild", "孙子女、外孙子女", "grandchild"),
            ("sibling", "兄弟姐妹", "sibling"),
        ]
        .into_iter()
        .map(|(word, zh, en)| Choice::new(word, Text::new(zh, en)))
    };
    let body = html! {
        (view.text("relative_id_number", Text::new("领取一次性待遇的亲属身份证号码", "ID number of the relative who receives what is paid once")).width(Width::Medium).optional())
        @for position in 0..DEPENDANT_ROWS {
            @let at = |field: &str| format!("dependants.{position}.{field}");
            @let blank = Choice::new("", Text::new("请选择", "Choose"));
            (fieldset(&Text::new(format!("供养亲属 {}", position + 1), format!("Dependant {}", position + 1)), None, html! {
                (view.text(&at("id_number"), Text::new("身份证号码", "ID number")).width(Width::Medium).optional())
                (view.select(&at("relation"), Text::new("与职工的关系", "Relation to the worker"), std::iter::once(blank).chain(relations()).collect()).optional())
                (view.checkboxes(&at("lonely"), Text::new("特殊情况", "Special"), vec![Choice::new("yes", Text::new("孤寡老人或者孤儿", "an elder left alone, or an orphan"))]).optional())
            }, view.language))
        }
        (paper::input(view, DEATH, Text::new("死亡证明", "Certificate of death")))
        (paper::input(view, KINSHIP, Text::new("亲属关系和供养证明", "Proof of kinship and support")))
    };
    details(&Text::new("因工死亡的，填写亲属和材料", "After a death: relatives and papers"), body, view.language)
}

/// The figures before it is sent.
pub fn check(checked: &Checked, signed_in: &SignedIn, data: &FormData) -> Markup {
    let language = signed_in.language;
    let mut summary = SummaryList::new(language);
    for (name, value) in describe::describe(&checked.form) {
        summary = summary.words(name, value.in_language(language));
    }
    let columns = vec![
        Column::text(Text::new("待遇", "Benefit")),
        Column::figures(Text::new("金额", "Amount")),
        Column::text(Text::new("怎样支付", "How it is paid")),
    ];
    let rows = checked.figures.iter().map(|figure| {
        let paid = match figure.monthly_from {
            Some(from) => Text::new(format!("自 {from} 起每月"), format!("every month from {from}")),
            None => Text::new("一次性", "once"),
        };
        vec![html! { (figure.kind.name().in_language(language)) }, money(figure.amount, language), html! { (paid.in_language(language)) }]
    });
    let table = Table::new(Text::new("应由基金支付的待遇", "What the fund pays"), columns, language).rows(rows);
    html! {
        (heading(&Text::new("核对", "Check your answers"), Some(&title()), language))
        (summary)
        (table)
        (explanation(&checked.explanation, language))
        (form(address(&signed_in.actor), &signed_in.csrf_token, html! {
            (key_field(&signed_in.fresh_key))
            @for (name, value) in data.fields().filter(|(name, _)| is_carried(name)) { (hidden(name, value)) }
            (paper::carried(&checked.materials))
            div.button-row {
                (button_value(&Text::new("提交申请", "Send"), "step", "send", ButtonStyle::Primary, language))
                (button_value(&Text::new("返回修改", "Go back and change"), "step", "change", ButtonStyle::Secondary, language))
            }
        }))
    }
}

fn is_carried(name: &str) -> bool {
    matches!(name, "cause" | "benefits" | "worker_id_number" | "on" | "relative_id_number" | RECOGNITION | APPRAISAL)
        || name.starts_with("dependants.")
        || name.starts_with("on_behalf")
}
