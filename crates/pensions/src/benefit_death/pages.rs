//! The report of a death: said once, kindly, checked and sent.

use casework::Material;
use maud::{Markup, html};
use values::{Fen, Language, Text};
use web::components::{
    Choice, FormView, SummaryList, Width, back_link, button, date, error_summary, explanation_details, fieldset, form, heading, masked,
    money, section, upload_form,
};
use web::{FormData, FormErrors};

use super::account::Left;
use super::{CERTIFICATE, Form, Relation};
use agency::common::page::{hidden, key_field};
use agency::common::{on_behalf, paper};
use values::IdNumber;

pub const ADDRESS: &str = "/my/benefit-death";

/// The field in which staff name the relative by number, where they are registered.
pub const REPORTER: &str = "reporter";
pub const FIELDS: [&str; 10] = [
    "action",
    "name",
    "id_number",
    "died_on",
    "relation",
    "account_holder",
    "account_bank",
    "account_bank_code",
    "account_number",
    "account_balance",
];

pub fn title() -> Text {
    Text::new("死亡申报和遗属待遇", "Report a death")
}

/// What the pages need of the request.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    pub csrf_token: &'a str,
    pub fresh_key: &'a str,
    pub by_staff: bool,
    pub language: Language,
}

pub fn fill_in(data: &FormData, errors: &FormErrors, frame: &Frame<'_>) -> Markup {
    let language = frame.language;
    let view = FormView::new(language, data, errors);
    html! {
        (back_link(if frame.by_staff { "/desk" } else { "/my" }, language))
        (error_summary(errors, language))
        (heading(&title(), None, language))
        p.lead { (language.pick(
            "请节哀。只需申报这一次：停发待遇、丧葬补助金、抚恤金和个人账户余额一并办理，不用到大厅。",
            "We are sorry for your loss. You report it once: the benefit, the funeral and survivor grants and the account are handled together, and you need not come."
        )) }
        (upload_form(ADDRESS, frame.csrf_token, html! {
            @if frame.by_staff { (staff_fields(&view)) }
            (fieldset(&Text::new("去世的人", "Who died"), None, html! {
                (view.text("name", Text::new("姓名", "Name")))
                (view.text("id_number", Text::new("身份证号码", "ID number")).width(Width::Medium))
                (view.date("died_on", Text::new("去世日期", "Day of death")))
            }, language))
            (view.radios("relation", Text::new("您是去世的人的", "You are"), relations(frame.by_staff)))
            (account_fields(&view))
            @if frame.by_staff { (view.money("account_balance", Text::new("个人账户余额", "Left in the personal account")).optional()
                .hint(Text::new("系统按养老保险档案计算，下一页核对；只有档案算不出的，才按个人账户填写", "Reckoned from the pension record and shown on the next page; state it from the account only where the record does not give it"))) }
            (paper::input(&view, CERTIFICATE, Text::new("死亡证明或火化证明", "Death or cremation certificate")))
            (view.text_area("note", Text::new("还有什么要告诉我们", "Anything else")).rows(2).max_length(500).optional())
            (button(&Text::new("核对", "Check your answers"), language))
        }))
    }
}

fn staff_fields(view: &FormView<'_>) -> Markup {
    let actions = vec![
        Choice::new("report", Text::new("死亡申报", "report a death")),
        Choice::new("take_back", Text::new("更正：登记有误，本人健在", "take back a report: the person is alive")),
    ];
    html! {
        (view.radios("action", Text::new("办理什么", "What is it"), actions))
        (view.number(REPORTER, Text::new("申报人的人员编号", "Number of the relative")).optional()
            .hint(Text::new("申报人已在本区域登记的填写，遗属待遇发给该人；没有登记的先登记", "Where the relative is registered in this area: the grants go to them")))
        (on_behalf::fields(view))
    }
}

fn relations(by_staff: bool) -> Vec<Choice> {
    let offered = Relation::ALL.into_iter().filter(|relation| by_staff || !matches!(relation, Relation::DataMatch | Relation::Oneself));
    offered.map(|relation| Choice::new(relation.as_str(), relation.name())).collect()
}

fn account_fields(view: &FormView<'_>) -> Markup {
    let hint = Text::new(
        "亲属填写，丧葬补助金和抚恤金发到这里；单位、社区申报的不用填",
        "For relatives: the grants are paid here; employers and communities leave it empty",
    );
    fieldset(
        &Text::new("收款账户", "Account for the grants"),
        Some(&hint),
        html! {
            (view.text("account_holder", Text::new("户名", "Holder")).optional())
            (view.text("account_bank", Text::new("开户银行", "Bank")).optional())
            (view.text("account_bank_code", Text::new("银行行号（12位）", "Bank's number, 12 digits")).width(Width::Medium).input_mode("numeric").optional())
            (view.text("account_number", Text::new("账号", "Account number")).width(Width::Medium).input_mode("numeric").optional())
        },
        view.language,
    )
}

/// The answers before they are sent.
pub fn check(asked: &Form, left: Option<&Left>, materials: &[Material], data: &FormData, frame: &Frame<'_>) -> Markup {
    let language = frame.language;
    let number = IdNumber::parse(&asked.id_number).map_or_else(|_| asked.id_number.clone(), |id_number| id_number.masked());
    let mut list = SummaryList::new(language)
        .words(Text::new("去世的人", "Who died"), &asked.name)
        .row(Text::new("身份证号码", "ID number"), masked(&number, None, language))
        .row(Text::new("去世日期", "Day of death"), date(asked.died_on, language))
        .words(Text::new("您的身份", "You are"), asked.relation.name().in_language(language));
    if let Some(account) = &asked.account {
        let to = format!("{} · {} · {}", account.holder, account.bank_name, account.number.masked());
        list = list.words(Text::new("收款账户", "Account"), &to);
    }
    if let Some(balance) = asked.account_balance {
        list = list.row(Text::new("个人账户余额", "Left in the account"), money(balance, language));
    }
    list = list.words(Text::new("证明", "Certificate"), paper::names(materials).in_language(language));
    if !asked.note.is_empty() {
        list = list.words(Text::new("说明", "Note"), &asked.note);
    }
    html! {
        (heading(&Text::new("核对申报内容", "Check the report"), Some(&title()), language))
        (list)
        @if let Some(left) = left { (account_left(left, asked.account_balance, language)) }
        (form(ADDRESS, frame.csrf_token, html! {
            (key_field(frame.fresh_key))
            @for (name, value) in data.fields().filter(|(name, _)| carried(name)) { (hidden(name, value)) }
            (paper::carried(materials))
            div.button-row {
                button.button type="submit" name="step" value="send" { (language.pick("提交", "Send")) }
                button.button.button-secondary type="submit" name="step" value="change" { (language.pick("返回修改", "Go back and change")) }
            }
        }))
    }
}

/// What the record gives for the account, every step of it, for staff to confirm; or why it gives nothing.
pub fn account_left(left: &Left, stated: Option<Fen>, language: Language) -> Markup {
    let title = Text::new("个人账户余额", "Left in the personal account");
    let body = match left {
        Ok((balance, steps)) => html! {
            p { (language.pick("按养老保险档案算出，请与个人账户核对：", "Reckoned from the pension record; please hold it against the account: ")) strong { (money(*balance, language)) } }
            (explanation_details(&Text::new("每一步和依据", "Every step, with its article"), steps, language))
        },
        Err(why) => html! {
            p { (language.pick("系统算不出：", "It cannot be reckoned: ")) (why.in_language(language)) (language.pick("。", ".")) }
            @match stated {
                Some(stated) => { p { (language.pick("填写的余额：", "Stated instead: ")) strong { (money(stated, language)) } } }
                None => { p { (language.pick("没有填写的，本次不发个人账户余额，结果里写明原因。", "None was stated: nothing of the account is paid now, and the result says why.")) } }
            }
        },
    };
    section(&title, body, language)
}

fn carried(name: &str) -> bool {
    FIELDS.contains(&name) || matches!(name, "note") || name == REPORTER || name.starts_with("on_behalf")
}
