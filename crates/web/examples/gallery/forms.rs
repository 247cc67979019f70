//! A form with errors, a single question, check your answers.

use maud::{Markup, html};
use values::{Fen, Language, Month};
use web::components::{
    Choice, FormView, SummaryList, Width, button, error_summary, fieldset, form, heading, inset, money_words, month, upload_form,
};
use web::{FormData, FormErrors, FormReader, Surface};

use super::pages::{back, buttons, signed_in, text};

fn months(language: Language) -> Markup {
    let month_of = |number| Month::new(2020, number).ok();
    html! {
        @if let (Some(first), Some(last)) = (month_of(2), month_of(6)) { (month(first, language)) " – " (month(last, language)) }
    }
}

pub fn form_with_errors(language: Language) -> Markup {
    let title = text("缓缴申请", "Deferral application");
    let data = FormData::new()
        .with("employer_name", "威海海风食品有限公司")
        .with("telephone", "1380000")
        .with("amount", "１２，００")
        .with("first_month", "2020-02")
        .with("insurance", "pension")
        .with("insurance", "injury")
        .with("statement", "春节后订单取消，员工未能返岗。");
    let errors = refused(&data);
    let view = FormView::new(language, &data, &errors);
    let mut shell = signed_in(Surface::Employer, language, title.clone());
    shell.has_errors = true;
    let insurances = vec![
        Choice::new("pension", text("企业职工基本养老保险", "Basic pension")),
        Choice::new("unemployment", text("失业保险", "Unemployment insurance")),
        Choice::new("injury", text("工伤保险", "Work injury insurance")),
    ];
    let reasons = vec![
        Choice::new("closed", text("停工停产", "Production stopped"))
            .hint(text("因防控要求或原料中断", "By order or for lack of material")),
        Choice::new("loss", text("亏损", "Loss")),
    ];
    let body = html! {
        (fieldset(&text("联系方式", "Contact"), None, html! {
            (view.text("employer_name", text("单位名称", "Name of the employer")).autocomplete("organization"))
            (view.text("telephone", text("联系电话", "Telephone")).hint(text("用于接收办理结果的短信", "For messages about the result")).width(Width::Medium).input_mode("tel").autocomplete("tel"))
        }, language))
        (fieldset(&text("缓缴内容", "What to defer"), None, html! {
            (view.checkboxes("insurance", text("险种", "Insurances"), insurances))
            (view.month("first_month", text("从哪个月起", "From which month")))
            (view.money("amount", text("预计缓缴金额", "Expected amount")))
            (view.radios("reason", text("困难的原因", "Cause of the difficulty"), reasons))
            (view.date("stopped_on", text("停工日期", "Day production stopped")).optional())
            (view.select("county", text("所在区县", "County"), vec![Choice::new("371002", text("环翠区", "Huancui")), Choice::new("371003", text("文登区", "Wendeng"))]).value("371002"))
            (view.text_area("statement", text("情况说明", "Statement")).rows(4).max_length(500))
            (view.file("evidence", text("证明材料", "Evidence")).hint(text("PDF 或照片，不超过 10 MB", "PDF or photograph, at most 10 MB")).optional())
        }, language))
        (buttons(language))
    };
    shell.page(html! {
        (back(language))
        (error_summary(&errors, language))
        (heading(&title, Some(&text("第1步，共3步", "Step 1 of 3")), language))
        (upload_form("/employer/deferral", &shell.csrf_token, body))
    })
}

fn refused(data: &FormData) -> FormErrors {
    let mut reader = FormReader::new(data);
    reader.required("employer_name", &text("单位名称", "Name of the employer"));
    reader.parse_with("telephone", &text("联系电话", "Telephone"), |answer| {
        if answer.len() == 11 {
            Ok(())
        } else {
            Err(text("手机号码应为11位数字，例如 13800000000", "A mobile number has 11 digits, such as 13800000000"))
        }
    });
    reader.month("first_month", &text("从哪个月起", "From which month"));
    reader.money("amount", &text("预计缓缴金额", "Expected amount"));
    reader.choice("reason", &text("困难的原因", "Cause of the difficulty"), &["closed", "loss"]);
    reader.into_errors()
}

pub fn question(language: Language) -> Markup {
    let title = text("您现在住在哪里？", "Where do you live now?");
    let (data, errors) = (FormData::new(), FormErrors::new());
    let view = FormView::new(language, &data, &errors);
    let shell = signed_in(Surface::My, language, title.clone());
    let choices = vec![
        Choice::new("here", text("威海市内", "In Weihai")),
        Choice::new("elsewhere", text("国内其他地方", "Elsewhere in China"))
            .hint(text("可在居住地社保机构协助认证", "The agency there can help you")),
        Choice::new("abroad", text("国外或境外", "Abroad")).hint(text("需要使领馆或手机认证", "By the embassy or by telephone")),
    ];
    let body = html! {
        (view.radios("residence", title, choices).question().hint(text("这决定您怎样办理资格认证。", "This decides how you confirm your pension.")))
        (button(&text("继续", "Continue"), language))
    };
    shell.page(html! { (back(language)) (form("/my/certify/residence", &shell.csrf_token, body)) })
}

pub fn check(language: Language) -> Markup {
    let title = text("提交前请核对", "Check your answers before sending");
    let shell = signed_in(Surface::Employer, language, title.clone());
    let body = html! {
        (inset(html! { p { (language.pick("提交即表示所填内容真实。", "By sending this you state that it is true.")) } }))
        (button(&text("确认提交", "Confirm and send"), language))
    };
    shell.page(html! {
        (back(language))
        (heading(&title, Some(&text("缓缴申请", "Deferral application")), language))
        (SummaryList::new(language)
            .changeable(text("单位名称", "Name of the employer"), html! { "威海海风食品有限公司" }, "/employer/deferral#name")
            .changeable(text("联系电话", "Telephone"), html! { "138****5678" }, "/employer/deferral#telephone")
            .changeable(text("险种", "Insurances"), html! { (language.pick("养老、工伤", "Pension, work injury")) }, "/employer/deferral#insurance")
            .changeable(text("缓缴月份", "Months"), months(language), "/employer/deferral#month")
            .changeable(text("预计缓缴金额", "Expected amount"), html! { (money_words(Fen(12_345_600), language)) }, "/employer/deferral#amount"))
        (form("/employer/deferral/send", &shell.csrf_token, body))
    })
}
