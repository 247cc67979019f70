//! Lists of a payroll, a page at a time.

use casework::payroll::{PaymentMark, PaymentMarkKind, PaymentRow, PayrollFindingRow};
use maud::{Markup, html};
use values::{Language, Text};
use web::components::{Column, Table, Tone, back_link, date, empty_state, heading, link, masked, money, pagination, tag};

use super::load::{Payroll, Row, RowSaid, Rows};

pub fn page(payroll: &Payroll, rows: &Rows, title: &Text, language: Language) -> Markup {
    let is_findings = matches!(rows.rows.first(), Some(Row { said: RowSaid::Finding(_), .. }));
    html! {
        (back_link(&payroll.address(), language))
        (heading(title, Some(&Text::same(payroll.head.number.to_string())), language))
        @if rows.rows.is_empty() {
            (empty_state(&Text::new("没有内容", "Nothing here"), &Text::new("本批次没有这样的款项。", "This payroll has no such payment."), None, language))
        } @else if is_findings {
            (Table::new(title.clone(), finding_columns(), language).hide_caption().rows(rows.rows.iter().map(|row| cells(payroll, rows, row, language))))
        } @else {
            (Table::new(title.clone(), payment_columns(), language).hide_caption().rows(rows.rows.iter().map(|row| cells(payroll, rows, row, language))))
        }
        @let next = rows.next_after.map(|after| format!("?batch={}&after={after}", rows.batch));
        @let first = (!rows.is_first).then(|| format!("?batch={}", rows.batch));
        (pagination(first.as_deref(), next.as_deref(), language))
    }
}

fn finding_columns() -> Vec<Column> {
    vec![
        Column::text(Text::new("待遇", "Entitlement")),
        Column::text(Text::new("姓名", "Name")),
        Column::text(Text::new("发现", "Found")),
        Column::figures(Text::new("金额", "Amount")),
        Column::text(Text::new("处理", "Standing")),
    ]
}

fn payment_columns() -> Vec<Column> {
    vec![
        Column::text(Text::new("待遇", "Entitlement")),
        Column::text(Text::new("收款人", "Payee")),
        Column::text(Text::new("账户", "Account")),
        Column::figures(Text::new("金额", "Amount")),
        Column::text(Text::new("情况", "Standing")),
    ]
}

fn cells(payroll: &Payroll, rows: &Rows, row: &Row, language: Language) -> Vec<Markup> {
    let id = row.entitlement_id.to_string();
    let entitlement = link(&format!("{}/entitlements/{id}", payroll.address()), &id);
    let name = html! { (rows.names.get(&row.party).map_or("", String::as_str)) };
    match &row.said {
        RowSaid::Finding(found) => finding_cells(entitlement, name, found, language),
        RowSaid::Payment(payment) => payment_cells(entitlement, name, payment, language),
    }
}

fn finding_cells(entitlement: Markup, name: Markup, row: &PayrollFindingRow, language: Language) -> Vec<Markup> {
    let (words, tone) = if row.finding.kind == casework::payroll::PayrollFindingKind::Overpaid {
        (Text::new("待追回", "to be recovered"), Tone::Warning)
    } else if row.is_released {
        (Text::new("已释放", "released"), Tone::Good)
    } else {
        (Text::new("暂扣", "held"), Tone::Warning)
    };
    vec![
        entitlement,
        name,
        html! { (row.finding.kind.name().in_language(language)) },
        money(row.finding.amount, language),
        tag(&words, tone, language),
    ]
}

fn payment_cells(entitlement: Markup, name: Markup, row: &PaymentRow, language: Language) -> Vec<Markup> {
    let account = row.account.as_ref().map(|account| {
        html! { (account.bank_name) " " (masked(&account.number.masked(), None, language)) }
    });
    vec![
        entitlement,
        name,
        account.unwrap_or_default(),
        money(row.payment.amount, language),
        row.mark.as_ref().map(|mark| marked(mark, language)).unwrap_or_default(),
    ]
}

fn marked(mark: &PaymentMark, language: Language) -> Markup {
    let (words, tone) = match mark.kind {
        PaymentMarkKind::HeldOut => (Text::new("暂不发放", "held out"), Tone::Warning),
        PaymentMarkKind::Returned if mark.is_reissued => (Text::new("已退回并重发", "came back, sent again"), Tone::Information),
        PaymentMarkKind::Returned => (Text::new("已退回", "came back"), Tone::Bad),
    };
    html! { (tag(&words, tone, language)) " " (mark.reason) " " (date(mark.on, language)) }
}
