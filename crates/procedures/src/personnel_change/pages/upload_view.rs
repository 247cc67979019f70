//! The upload page, and what became of each row.

use maud::{Markup, html};
use values::{Language, Text};
use web::components::{
    ButtonStyle, Column as TableColumn, FormView, SummaryList, Table, Tone, back_link, button, button_style, details, error_summary,
    heading, inset, link_button, notification_banner, section, upload_form,
};
use web::{FormData, FormErrors, SignedIn};

use super::ForEmployer;
use crate::personnel_change::judged::{Judged, for_report, reasons, report_as_lines, rows_as_lines};
use crate::personnel_change::sheet::{Column, Layout};
use crate::personnel_change::{ROWS_MAX, Row, sheet_file};
use agency::common::on_behalf;
use agency::common::spreadsheet::FILE_BYTES_MAX;

/// So many rows are written out on the page; the report and the declaration have all of them.
const ROWS_SHOWN: usize = 200;

/// A sheet whose rows were examined.
#[derive(Debug, Clone)]
pub(super) struct Examined {
    pub(super) judged: Judged,
    pub(super) layout: Layout,
    pub(super) notices: Vec<Text>,
}

pub(super) fn upload_page(signed_in: &SignedIn, found: &ForEmployer, errors: &FormErrors) -> Markup {
    let language = signed_in.language;
    let data = FormData::new();
    let view = FormView::new(language, &data, errors);
    let template = found.address("/template.xlsx");
    let megabytes = FILE_BYTES_MAX / 1024 / 1024;
    html! {
        (back_link(&found.address(""), language))
        (error_summary(errors, language))
        (heading(&Text::new("上传表格批量办理", "Upload a sheet of changes"), Some(&Text::same(found.employer.name.clone())), language))
        (section(&Text::new("第一步：下载模板并填写", "Step 1: fill in the template"), html! {
            p {
                (link_button(&template, &Text::new("下载 Excel 模板", "Download the Excel template"), ButtonStyle::Secondary, language)) " "
                a href=(found.address("/template.csv")) { (language.pick("CSV 模板", "CSV template")) }
            }
            (details(&Text::new("每一列怎么填", "What to write in each column"), explained(language), language))
        }, language))
        (section(&Text::new("第二步：上传", "Step 2: upload it"), upload_form(&found.address("/upload"), &signed_in.csrf_token, html! {
            (found.hidden(signed_in))
            (view.file("file", Text::new("填好的表格", "The filled-in sheet"))
                .hint(Text::new(
                    format!(".xlsx 或 .csv，不超过 {megabytes} MB、{ROWS_MAX} 行。上传后先检查，不会直接提交。"),
                    format!(".xlsx or .csv, at most {megabytes} MB and {ROWS_MAX} rows. It is checked first; nothing is handed in yet."),
                ))
                .accept(".xlsx,.csv"))
            (button(&Text::new("上传并检查", "Upload and check"), language))
        }), language))
    }
}

fn explained(language: Language) -> Markup {
    let list = sheet_file::explained().into_iter().fold(SummaryList::new(language), |list, (name, words)| {
        let words = words.in_language(language).to_owned();
        list.words(name, &words)
    });
    html! { (list) }
}

pub(super) fn result_page(signed_in: &SignedIn, found: &ForEmployer, examined: &Examined, data: &FormData, errors: &FormErrors) -> Markup {
    let language = signed_in.language;
    let (valid, refused) = (examined.judged.valid.len(), examined.judged.refused.len());
    html! {
        (back_link(&found.address("/upload"), language))
        (error_summary(errors, language))
        (heading(&Text::new("表格检查结果", "What became of each row"), Some(&Text::same(found.employer.name.clone())), language))
        (counts(valid, refused, language))
        @for notice in &examined.notices { (inset(html! { p { (notice.in_language(language)) } })) }
        @if valid > 0 { (hand_in(signed_in, found, examined, data, errors)) }
        @if refused > 0 { (refused_rows(signed_in, found, examined)) }
    }
}

fn counts(valid: usize, refused: usize, language: Language) -> Markup {
    let wrong = if refused == 1 { "is" } else { "are" };
    let title =
        Text::new(format!("{valid} 行可以提交，{refused} 行有误"), format!("{} can be handed in, {refused} {wrong} wrong", counted(valid)));
    let (tone, advice) = match (valid, refused) {
        (_, 0) => {
            (Tone::Good, Text::new("尚未提交。请核对后点“提交”。", "Nothing is handed in yet: look through the rows, then hand them in."))
        }
        (0, _) => (Tone::Bad, Text::new("请按下面的说明改正后重新上传。", "Correct the rows below and upload the sheet again.")),
        _ => (
            Tone::Warning,
            Text::new(
                "可以先提交正确的行；有误的行下载后改正，再单独上传，不会丢失。",
                "Hand in the right rows now; download the wrong ones, correct them and upload them on their own. None is lost.",
            ),
        ),
    };
    notification_banner(&title, html! { p { (advice.in_language(language)) } }, tone, language)
}

/// English has one row and two rows.
fn counted(rows: usize) -> String {
    if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") }
}

fn hand_in(signed_in: &SignedIn, found: &ForEmployer, examined: &Examined, data: &FormData, errors: &FormErrors) -> Markup {
    let language = signed_in.language;
    let valid = &examined.judged.valid;
    let view = FormView::new(language, data, errors);
    let count = valid.len();
    let summary = Text::new(format!("查看可以提交的 {count} 行"), format!("Look at the {} to be handed in", counted(count)));
    let words = Text::new(format!("提交这 {count} 行"), format!("Hand in {}", counted(count)));
    html! {
        (section(&Text::new("可以提交的行", "Rows that can be handed in"), html! {
            (details(&summary, valid_table(valid, language), language))
            (upload_form(&found.address("/upload/submit"), &signed_in.csrf_token, html! {
                (found.hidden(signed_in))
                input type="hidden" name="rows" value=(rows_as_lines(valid));
                input type="hidden" name="layout" value=(examined.layout.encoded());
                @if found.by_staff { (on_behalf::fields(&view)) }
                (button(&words, language))
            }))
        }, language))
    }
}

fn valid_table(rows: &[Row], language: Language) -> Markup {
    let columns = [Text::new("行", "Row")].into_iter().chain(Column::ALL.into_iter().take(5).map(Column::title));
    let table = Table::new(Text::new("可以提交的行", "Rows that can be handed in"), columns.map(TableColumn::text).collect(), language)
        .hide_caption();
    let cells = rows.iter().take(ROWS_SHOWN).map(|row| {
        let number = row.sheet_row.map(|number| number.to_string()).unwrap_or_default();
        [number.as_str(), &row.action, &row.name, &row.id_number, &row.month, &row.wage].map(|words| html! { (words) }).to_vec()
    });
    html! {
        (table.rows(cells))
        (left_out(rows.len(), language))
    }
}

/// Said where a long list is cut.
fn left_out(count: usize, language: Language) -> Markup {
    let more = count.saturating_sub(ROWS_SHOWN);
    let words = Text::new(format!("另有 {more} 行未在此列出。"), format!("Not listed here: {}.", counted(more)));
    html! { @if more > 0 { p { (words.in_language(language)) } } }
}

fn refused_rows(signed_in: &SignedIn, found: &ForEmployer, examined: &Examined) -> Markup {
    let language = signed_in.language;
    let refused = &examined.judged.refused;
    let shown = refused.iter().take(ROWS_SHOWN).fold(SummaryList::new(language), |list, (row, refusals)| {
        let number = row.sheet_row.map(|number| number.to_string()).unwrap_or_default();
        let name = Text::new(format!("第 {number} 行 {}", row.name), format!("Row {number} {}", row.name));
        let reasons = reasons(row, refusals, &examined.layout);
        list.row(name, html! { ul.plain { @for reason in &reasons { li { (reason.in_language(language)) } } } })
    });
    let report = for_report(&examined.judged, &examined.layout, language);
    html! {
        (section(&Text::new("有误的行", "Wrong rows"), html! {
            (upload_form(&found.address("/upload/report"), &signed_in.csrf_token, html! {
                input type="hidden" name="rows" value=(report_as_lines(&report));
                (button_style(&Text::new("下载有误的行（Excel）", "Download the wrong rows (Excel)"), ButtonStyle::Secondary, language))
            }))
            (shown)
            (left_out(refused.len(), language))
        }, language))
    }
}
