//! Taking in a table of deaths: the upload, every row with what was found, and what became of it.

use agency::common::page::{hidden, key_field};
use maud::{Markup, html};
use values::{Language, Text};
use web::components::{
    Column, FormView, Table, Tone, back_link, button, date, error_summary, form, heading, inset, link, notification_banner, section, tag,
    upload_form,
};
use web::{FormData, FormErrors, SignedIn};

use super::death_match::{Judged, Match, ROWS_MAX, TakenIn};

pub const ADDRESS: &str = "/desk/death-match";
/// The field of a row that is taken in: `line|person|day|source`.
pub const ROW: &str = "row";

pub fn title() -> Text {
    Text::new("导入死亡信息", "Take in a table of deaths")
}

pub fn ask(data: &FormData, errors: &FormErrors, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let view = FormView::new(language, data, errors);
    html! {
        (back_link("/desk/life-certification", language))
        (error_summary(errors, language))
        (heading(&title(), None, language))
        p.lead { (language.pick(
            "上传民政、卫生健康等部门的死亡信息。每个对上的领取待遇人员开立一件核实案件；没有人核实并决定之前，谁的待遇都不停。",
            "Upload a table of deaths from the civil-affairs or health authority. Each pensioner in it gets a case to be looked into; nobody's payment stops before somebody has checked and somebody else decided."
        )) }
        (upload_form(ADDRESS, &signed_in.csrf_token, html! {
            (view.file("file", Text::new("死亡信息表", "The table"))
                .hint(Text::new(
                    format!("Excel（.xlsx）或 CSV，第一行是列名：身份证号码、去世日期；可以有姓名、来源。最多 {ROWS_MAX} 行。"),
                    format!("Excel (.xlsx) or CSV; the first row names the columns id_number and died_on, and may name name and source. At most {ROWS_MAX} rows."),
                ))
                .accept(".xlsx,.csv,text/csv"))
            (view.text("source", Text::new("数据来源", "Whose data it is"))
                .hint(Text::new("例如 民政局火化信息 2022 年 5 月；表里有来源列的，以表为准", "Such as the crematorium's list of May 2022; a column of the table comes first")))
            (button(&Text::new("核对", "Check the rows"), language))
        }))
    }
}

/// Every row with what was found; those that can be taken in are, together.
pub fn check(judged: &[Judged], signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let found: Vec<(&Judged, &Match)> = judged.iter().filter_map(|row| Some((row, row.found.as_ref().ok()?))).collect();
    let (good, bad) = (found.len(), judged.len() - found.len());
    html! {
        (back_link(ADDRESS, language))
        (heading(&Text::new("核对死亡信息", "Check the table"), Some(&title()), language))
        p { (language.pick("可以开立核实案件的：", "To be looked into: ")) strong.figure { (good) }
            (language.pick("；不能导入的：", "; cannot be taken in: ")) strong.figure { (bad) } }
        @if good > 0 {
            (form(&format!("{ADDRESS}/take-in"), &signed_in.csrf_token, html! {
                (key_field(&signed_in.fresh_key))
                @for (row, death) in &found {
                    (hidden(ROW, &format!("{}|{}|{}|{}", row.line, death.person_id, death.died_on, death.source)))
                }
                (button(&Text::new(format!("开立 {good} 件核实案件"), opened_words(good, "Open")), language))
            }))
            (inset(html! { p { (language.pick("开立案件不停发任何人的待遇。", "Opening cases stops nobody's payment.")) } }))
        }
        (rows(judged.iter().map(|row| {
            let (name, died_on, said) = match &row.found {
                Ok(death) => (html! { (death.name) }, date(death.died_on, language), tag(&Text::new("待核实", "to be looked into"), Tone::Information, language)),
                Err(why) => (html! { "—" }, html! { "—" }, html! { (why.in_language(language)) }),
            };
            vec![html! { span.figure { (row.line) } }, name, html! { span.figure { (row.masked) } }, died_on, said]
        }), language))
    }
}

fn opened_words(count: usize, verb: &str) -> String {
    format!("{verb} {count} {}", if count == 1 { "case" } else { "cases" })
}

fn rows(rows: impl Iterator<Item = Vec<Markup>>, language: Language) -> Markup {
    let columns = vec![
        Column::figures(Text::new("行", "Line")),
        Column::text(Text::new("姓名", "Name")),
        Column::text(Text::new("身份证号", "ID number")),
        Column::text(Text::new("去世日期", "Died on")),
        Column::text(Text::new("结果", "Result")),
    ];
    let title = Text::new("逐行结果", "Line by line");
    section(&title, html! { (Table::new(title.clone(), columns, language).hide_caption().rows(rows)) }, language)
}

/// A row that was taken in, with whose it is.
pub struct Done {
    pub line: u32,
    pub name: String,
    pub masked: String,
    pub died_on: values::Date,
    pub taken_in: TakenIn,
}

pub fn done(taken_in: &[Done], signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let opened = taken_in.iter().filter(|row| matches!(row.taken_in, TakenIn::Opened(_))).count();
    html! {
        (back_link(ADDRESS, language))
        (heading(&Text::new("死亡信息已导入", "The table is taken in"), Some(&title()), language))
        (notification_banner(
            &Text::new(format!("开立了 {opened} 件核实案件"), opened_words(opened, "Opened:")),
            html! { p { (language.pick(
                "由另一人核实受理、第三人决定。确认去世的，办理死亡申报；信息有误的，不予暂停，待遇照发。",
                "Somebody else looks into each and accepts it, a third person decides. A death that is verified is reported; where the data are wrong it is refused and payment goes on."
            )) } p { (link("/my/benefit-death", language.pick("办理死亡申报", "Report a death"))) } },
            Tone::Good,
            language,
        ))
        (rows(taken_in.iter().map(|row| {
            let said = match &row.taken_in {
                TakenIn::Opened(number) => link(&format!("/desk/cases/{number}"), &number.to_string()),
                TakenIn::Before => html! { (language.pick("以前已经导入，没有再开案件", "taken in before; no second case was opened")) },
                TakenIn::Refused(why) => html! { (why.in_language(language)) },
            };
            vec![html! { span.figure { (row.line) } }, html! { (row.name) }, html! { span.figure { (row.masked) } }, date(row.died_on, language), said]
        }), language))
    }
}
