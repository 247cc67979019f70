//! The form of a bill and the page that checks it.

use casework::{Material, Person};
use maud::{Markup, html};
use values::{Fen, Language, Text};
use web::components::{
    ButtonStyle, Choice, Column, FormView, SummaryList, Table, Width, button, button_value, date, details, error_summary, fieldset, form,
    heading, inset, link, money, section, sentence, upload_form,
};
use web::{FormData, FormErrors, SignedIn};

use super::filled::{For, KEPT, RECOGNITION, SHEET, employer_field, field_of};
use super::{address, title};
use crate::injury_settlement::BILL;
use crate::injury_settlement::adjudication::{by_whom, fund_pays, not_paid};
use crate::injury_settlement::command::SettledLine;
use crate::injury_settlement::form::Bill;
use crate::injury_settlement::sheet;
use agency::common::page::{hidden, key_field};
use agency::common::{on_behalf, paper};

/// A bill that may be sent.
pub struct Checked {
    pub bill: Bill,
    pub lines: Vec<SettledLine>,
    pub materials: Vec<Material>,
    pub worker: Option<Person>,
}

pub fn fill_in(who: &For, signed_in: &SignedIn, data: &FormData, errors: &FormErrors) -> Markup {
    let language = signed_in.language;
    let view = FormView::new(language, data, errors);
    let caption = match who {
        For::Hospital { employer, .. } => Text::same(employer.name.clone()),
        For::Oneself { .. } => Text::new("本人已垫付的费用", "what I have paid myself"),
        For::Worker => Text::new("代已垫付费用的职工办理", "for a worker who has paid"),
    };
    html! {
        (error_summary(errors, language))
        (heading(&title(), Some(&caption), language))
        p.lead { (language.pick(
            "填写治疗期间和每一行费用。提交前会逐行告诉您由谁支付、依据哪一版目录。",
            "Write the stay and each line of the bill. Before you send it you see, line by line, who pays and under which edition.",
        )) }
        (upload_form(address(&signed_in.actor), &signed_in.csrf_token, html! {
            @if let Some((name, value)) = employer_field(who) { (hidden(name, &value)) }
            @if who.by_staff() { (on_behalf::fields(&view)) }
            (about_injury(who, &view))
            (about_bill(who, &view))
            (sheet_part(&view))
            (typed_lines(&view))
            div.button-row {
                (button(&Text::new("核对", "Check the bill"), language))
                (button_value(&Text::new("再添加几行", "Add more lines"), "step", "more", ButtonStyle::Secondary, language))
            }
        }))
    }
}

fn about_injury(who: &For, view: &FormView<'_>) -> Markup {
    let number = Text::new("工伤认定编号", "Number of the decision on recognition");
    html! {
        @match who {
            For::Oneself { recognised, .. } if !recognised.is_empty() => {
                @let choices = recognised.iter().map(|head| Choice::new(head.number.to_string(), Text::same(head.number.to_string())).hint(head.subject.clone())).collect();
                (view.radios(RECOGNITION, Text::new("为哪一次工伤", "For which injury"), choices))
            }
            _ => {
                (view.text(RECOGNITION, number).hint(Text::new("认定决定上的受理编号，例如 371002-2020-000123-5", "As on the decision, such as 371002-2020-000123-5")).width(Width::Medium))
            }
        }
        @if !matches!(who, For::Oneself { .. }) {
            (view.text("worker_id_number", Text::new("职工身份证号码", "The worker's ID number")).hint(Text::new("18位", "Eighteen characters")).width(Width::Medium))
        }
    }
}

fn about_bill(who: &For, view: &FormView<'_>) -> Markup {
    html! {
        @if !matches!(who, For::Hospital { .. }) {
            (view.text("hospital", Text::new("医院名称", "Hospital")).max_length(100))
        }
        (view.text("bill_number", Text::new("票据号码", "Number of the bill"))
            .hint(Text::new("医院票据上的号码；同一张票据只结算一次", "As on the hospital's bill; a bill is settled once")).width(Width::Medium).max_length(40))
        (view.date("stay_from", Text::new("治疗开始日期", "First day of the treatment")).hint(Text::new("例如 2020-02-03", "Such as 2020-02-03")))
        (view.date("stay_until", Text::new("治疗结束日期", "Last day of the treatment")).hint(Text::new("仍在治疗的留空", "Blank while it goes on")).optional())
        @if matches!(who, For::Hospital { .. }) {
            (details(&Text::new("附上票据扫描件（可以不附）", "Add a scan of the bill (not needed)"), paper::input(view, BILL, Text::new("医疗费用票据", "The bill")), view.language))
        } @else {
            (paper::input(view, BILL, Text::new("医疗费用票据", "The bill")))
        }
    }
}

fn sheet_part(view: &FormView<'_>) -> Markup {
    let language = view.language;
    let kept = sheet::taken_up(view.data.get(KEPT));
    html! {
        h2 { (language.pick("费用明细", "Lines of the bill")) }
        p { (language.pick("行数多的，下载模板填好后上传；几行的，直接在下面填写。两种方式可以同时用。", "Upload a sheet for a long bill, or type a few lines below; both may be used together.")) }
        p {
            (link("/injury-settlement/template.xlsx", language.pick("下载 Excel 模板", "Excel template"))) " · "
            (link("/injury-settlement/template.csv", language.pick("下载 CSV 模板", "CSV template")))
        }
        (view.file(SHEET, Text::new("上传费用表格", "Upload a sheet")).hint(Text::new("Excel（.xlsx）或 CSV，最多 500 行", "Excel (.xlsx) or CSV, at most 500 rows")).accept(".xlsx,.csv").optional())
        @if !kept.is_empty() {
            (hidden(KEPT, view.data.get(KEPT)))
            (inset(html! { (language.pick(
                &format!("已读取表格中的 {} 行，随表单一起保留。", kept.len()),
                &format!("{} rows of the sheet were read and are kept with the form.", kept.len()),
            )) }))
        }
    }
}

fn typed_lines(view: &FormView<'_>) -> Markup {
    let rows: Vec<&str> = view.data.all("line.row").collect();
    html! {
        @if !rows.is_empty() { p.hint { (view.language.pick("没有费用的行留空。", "Leave the lines you do not need blank.")) } }
        @for (position, row) in rows.iter().enumerate() {
            @let legend = if *row == "0" || row.is_empty() {
                Text::new(format!("费用 {}", position + 1), format!("Line {}", position + 1))
            } else {
                Text::new(format!("表格第 {row} 行"), format!("Row {row} of the sheet"))
            };
            (fieldset(&legend, None, html! {
                (hidden("line.row", row))
                (view.text(&field_of(position, "service_on"), sheet::title("service_on")).width(Width::Short))
                (view.text(&field_of(position, "item"), sheet::title("item")).width(Width::Medium).max_length(120))
                (view.text(&field_of(position, "quantity"), sheet::title("quantity")).width(Width::Short).input_mode("decimal"))
                (view.text(&field_of(position, "unit_price"), sheet::title("unit_price")).width(Width::Short).input_mode("decimal"))
                (view.text(&field_of(position, "amount"), sheet::title("amount")).width(Width::Short).input_mode("decimal"))
            }, view.language))
        }
    }
}

/// The bill before it is sent, with who pays each line.
pub fn check(who: &For, checked: &Checked, signed_in: &SignedIn, data: &FormData) -> Markup {
    let language = signed_in.language;
    let (bill, lines) = (&checked.bill, &checked.lines);
    let until = bill.stay.last.map_or_else(|| "…".to_owned(), |last| last.to_string());
    let worker = checked.worker.as_ref().map_or("", |worker| worker.name.as_str());
    html! {
        (heading(&Text::new("核对费用", "Check the bill"), Some(&title()), language))
        (SummaryList::new(language)
            .words(Text::new("职工", "Worker"), worker)
            .words(Text::new("工伤认定编号", "Recognition"), data.trimmed(RECOGNITION))
            .words(Text::new("医院", "Hospital"), &bill.hospital)
            .words(Text::new("票据号码", "Number of the bill"), &bill.number)
            .words(Text::new("治疗期间", "Stay"), &format!("{} – {until}", bill.stay.first))
            .row(Text::new("票据金额", "Amount of the bill"), money(bill.amount(), language))
            .row(Text::new("基金支付（初步）", "The fund pays (as it looks now)"), money(fund_pays(lines), language))
            .row(Text::new("不予支付（初步）", "Not paid (as it looks now)"), money(not_paid(lines), language)))
        (lines_table(lines, language))
        p { (language.pick("以上按今天已公布的版本得出；以审批当日为准。", "As the editions published by today have it; the day of the decision counts.")) }
        (form(address(&signed_in.actor), &signed_in.csrf_token, html! {
            (key_field(&signed_in.fresh_key))
            @if let Some((name, value)) = employer_field(who) { (hidden(name, &value)) }
            @for (name, value) in data.fields().filter(|(name, _)| is_carried(name)) { (hidden(name, value)) }
            (paper::carried(&checked.materials))
            div.button-row {
                (button_value(&Text::new("提交结算", "Send the bill"), "step", "send", ButtonStyle::Primary, language))
                (button_value(&Text::new("返回修改", "Go back and change"), "step", "change", ButtonStyle::Secondary, language))
            }
        }))
    }
}

fn is_carried(name: &str) -> bool {
    matches!(name, KEPT | RECOGNITION | "hospital" | "worker_id_number" | "bill_number" | "stay_from" | "stay_until")
        || name.starts_with("on_behalf")
}

/// Lines of which the reasons are shown at once; those of a longer bill are opened.
const REASONS_SHOWN: usize = 12;

/// Every line with who pays and how much, and after it why, line by line.
pub fn lines_table(lines: &[SettledLine], language: Language) -> Markup {
    let columns = vec![
        Column::text(Text::new("行", "Line")),
        Column::text(Text::new("服务日期", "Day")),
        Column::text(Text::new("项目", "Item")),
        Column::figures(Text::new("金额", "Amount")),
        Column::figures(Text::new("基金支付", "Fund pays")),
        Column::text(Text::new("由谁支付", "Who pays")),
    ];
    let rows = lines.iter().enumerate().map(|(position, settled)| {
        let (line, judged) = (&settled.line, &settled.judged);
        vec![
            html! { (position + 1) },
            html! { (date(line.service_on, language)) },
            html! { (line.item) " × " (line.quantity.to_string()) },
            money(line.amount, language),
            money(judged.fund_pays, language),
            html! { (by_whom(&judged.coverage).in_language(language)) },
        ]
    });
    let amount: Fen = lines.iter().map(|settled| settled.line.amount).sum();
    let footer = vec![
        html! { (language.pick("合计", "Total")) },
        html! {},
        html! {},
        money(amount, language),
        money(fund_pays(lines), language),
        html! { (language.pick("不予支付 ", "Not paid ")) (money(not_paid(lines), language)) },
    ];
    let table = Table::new(Text::new("费用明细及审核", "Lines and who pays"), columns, language).rows(rows).footer(footer);
    let reasons = html! {
        ol {
            @for settled in lines {
                li {
                    (settled.line.item) (language.pick("：", ": ")) (sentence(&settled.judged.reason, language)) " " (settled.judged.citation.to_string())
                }
            }
        }
    };
    let title = Text::new("逐行理由", "Why, line by line");
    html! {
        (table)
        @if lines.len() <= REASONS_SHOWN { (section(&title, reasons, language)) } @else { (details(&title, reasons, language)) }
    }
}
