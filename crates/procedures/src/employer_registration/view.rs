//! What the pages of registration show. Data in, markup out.

use casework::Declaration;
use maud::{Markup, html};
use values::{Language, Text};
use web::components::{
    ButtonStyle, Choice, FormView, SummaryList, Width, back_link, button, button_value, citation, date, error_summary, form, heading,
    link_button, panel, section, upload_form, what_happens_next,
};
use web::{FormData, FormErrors, SignedIn};

use super::pages::{HOME, LICENCE};
use super::{Form, describe};
use agency::case_parts::LoadedCase;
use agency::common::on_behalf;
use agency::common::upload::ACCEPTED;

pub(super) fn start_page(declaration: &Declaration, limit: Option<&Text>, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let need = [
        Text::new(
            "统一社会信用代码（营业执照或登记证书上的18位代码）",
            "the unified social credit code, 18 characters on the business licence",
        ),
        Text::new("单位名称、地址和成立日期", "the employer's name, address and day of foundation"),
        Text::new("工伤保险行业类别（一至八类，按主营业务）", "the industry class of work-injury insurance, one to eight by main business"),
        Text::new("联系人和电话", "a contact and a telephone number"),
        Text::new(
            "营业执照扫描件（选交；信息能核验时不需要）",
            "a scan of the licence (optional; not needed when the data can be checked)",
        ),
    ];
    let limit = limit.map(|limit| Text::new(format!("审核期限：{}", limit.zh), format!("Time limit for the decision: {}", limit.en)));
    let home = if signed_in.actor.is_staff() { "/desk" } else { "/employer" };
    html! {
        (back_link(home, language))
        (heading(&declaration.title, None, language))
        p.lead { (declaration.purpose.in_language(language)) }
        (section(&Text::new("请先准备", "What you need"), html! { ul { @for line in &need { li { (line.in_language(language)) } } } }, language))
        (section(&Text::new("怎样办理", "How it works"), html! {
            ol.plain-steps { @for step in &declaration.steps { li { (step.in_language(language)) } } }
            @if let Some(limit) = limit { p { (limit.in_language(language)) } }
            @for basis in &declaration.legal_basis { p.citation-line { (citation(basis, language)) } }
        }, language))
        div.begin { (link_button(&format!("{HOME}/form"), &Text::new("开始填写", "Start"), ButtonStyle::Primary, language)) }
    }
}

pub(super) fn form_page(signed_in: &SignedIn, data: &FormData, errors: &FormErrors) -> Markup {
    let language = signed_in.language;
    let view = FormView::new(language, data, errors);
    html! {
        (back_link(HOME, language))
        (error_summary(errors, language))
        (heading(&Text::new("填写单位信息", "The employer's particulars"), Some(&super::pages::title()), language))
        (form(&format!("{HOME}/form"), &signed_in.csrf_token, html! {
            input type="hidden" name=(web::csrf::KEY_FIELD) value=(key(signed_in, data));
            (fields(&view))
            @if signed_in.actor.is_staff() { (on_behalf::fields(&view)) }
            (button(&Text::new("继续", "Continue"), language))
        }))
    }
}

/// The key of the first page stays with the form until it is handed in.
fn key<'a>(signed_in: &'a SignedIn, data: &'a FormData) -> &'a str {
    let carried = data.trimmed(web::csrf::KEY_FIELD);
    if carried.is_empty() { &signed_in.fresh_key } else { carried }
}

fn fields(view: &FormView<'_>) -> Markup {
    html! {
        (view.text("name", Text::new("单位名称", "Name of the employer")).hint(Text::new("与营业执照或登记证书一致", "As on the licence or certificate"))
            .autocomplete("organization").max_length(200))
        (view.text("credit_code", Text::new("统一社会信用代码", "Social credit code"))
            .hint(Text::new("营业执照或登记证书上的18位代码", "The eighteen characters on the licence or certificate")).width(Width::Medium).max_length(30))
        (view.text("address", Text::new("地址", "Address")).hint(Text::new("能收到信件的地址", "Where letters reach you"))
            .autocomplete("street-address").max_length(400))
        (view.date("founded_on", Text::new("成立日期", "Day of foundation")).hint(Text::new("例如 2020-01-15", "For example 2020-01-15")))
        (view.select("injury_class", Text::new("工伤保险行业类别", "Work-injury industry class"), classes())
            .hint(Text::new("按主营业务确定，一类风险最低；不清楚请拨打 12333", "By your main business; class 1 has the least risk. If unsure call 12333")))
        (view.text("contact_name", Text::new("联系人", "Contact")).autocomplete("name").width(Width::Medium).max_length(100))
        (view.text("telephone", Text::new("联系电话", "Telephone")).hint(Text::new("手机或带区号的座机", "A mobile number, or a landline with its area code"))
            .autocomplete("tel").input_mode("tel").width(Width::Medium).optional().max_length(30))
    }
}

fn classes() -> Vec<Choice> {
    let numerals = ["一", "二", "三", "四", "五", "六", "七", "八"];
    let choice =
        |(class, numeral): (u8, &str)| Choice::new(class.to_string(), Text::new(format!("{numeral}类行业"), format!("Class {class}")));
    (1_u8..).zip(numerals).map(choice).collect()
}

/// The answers once more, the optional scan, and the button that hands them in.
pub(super) fn check_page(signed_in: &SignedIn, answers: &Form, data: &FormData, errors: &FormErrors) -> Markup {
    let language = signed_in.language;
    let view = FormView::new(language, data, errors);
    html! {
        (error_summary(errors, language))
        (heading(&Text::new("核对后提交", "Check and hand in"), Some(&super::pages::title()), language))
        (summary(answers, language))
        (upload_form(&format!("{HOME}/form"), &signed_in.csrf_token, html! {
            @for (name, value) in data.fields().filter(|(name, _)| !matches!(*name, web::csrf::FIELD | "step")) {
                input type="hidden" name=(name) value=(value);
            }
            (view.file(LICENCE, Text::new("营业执照或登记证书扫描件", "Scan of the licence or certificate")).optional().accept(ACCEPTED)
                .hint(Text::new("PDF、JPEG 或 PNG，不超过 10 MB", "PDF, JPEG or PNG, at most 10 MB")))
            p { (language.pick(
                "提交即表示以上内容真实。提交后可随时查看进度。",
                "By handing it in you state that the above is true. You can follow the case at any time."
            )) }
            div.button-row {
                (button_value(&Text::new("提交", "Hand in"), "step", "submit", ButtonStyle::Primary, language))
                (button_value(&Text::new("返回修改", "Change"), "step", "change", ButtonStyle::Secondary, language))
            }
        }))
    }
}

fn summary(answers: &Form, language: Language) -> Markup {
    let list = describe::describe(answers)
        .into_iter()
        .fold(SummaryList::new(language), |list, (name, value)| list.words(name, value.in_language(language)));
    html! { (list) }
}

pub(super) fn done_page(case: &LoadedCase, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let number = case.head.number.to_string();
    let address = if signed_in.actor.is_staff() { format!("/desk/cases/{number}") } else { format!("/cases/{number}") };
    html! {
        (panel(&Text::new("登记申请已提交", "The registration was handed in"), &Text::new("业务编号", "Reference number"), &number, language))
        @if let Some(due_on) = case.head.due_on {
            p.lead { (language.pick("最迟答复日期：", "You are answered by ")) (date(due_on, language)) }
        }
        (what_happens_next(&[
            Text::new("经办人核对信息；如有缺少，会一次性告知您补正。", "A clerk checks it; anything missing is asked for once, in one list."),
            Text::new("审批后通知您结果，无需到大厅。", "After the decision you are told the result; no visit is needed."),
            Text::new("批准后，您的账户即可为本单位增减人员和缴费。", "Once granted, your account can add people and pay for the employer."),
        ], language))
        p { (link_button(&address, &Text::new("查看进度", "Follow the case"), ButtonStyle::Primary, language)) }
    }
}
