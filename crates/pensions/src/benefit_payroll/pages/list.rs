//! The payrolls of the areas, newest first, and starting the next one.

use agency::common::page::key_field;
use casework::CaseHead;
use ledger::BenefitFund;
use maud::{Markup, html};
use values::{Language, Month, Text};
use web::components::{
    ButtonStyle, Choice, Column, FormView, Table, button_style, date, details, empty_state, error_summary, form, heading, link, money,
    month, section,
};
use web::{FormData, FormErrors, SignedIn};

use super::super::State;
use super::load::AreaPayrolls;
use super::{LIST, steps};

pub fn page(signed_in: &SignedIn, areas: &[AreaPayrolls], data: &FormData, errors: &FormErrors) -> Markup {
    let language = signed_in.language;
    html! {
        (error_summary(errors, language))
        (heading(&Text::new("待遇发放", "Benefit payrolls"), None, language))
        p.lead {
            (language.pick(
                "每月一次：算出每人应发未发的待遇，经核查、复核、审批后申请资金、送银行，并读回结果。",
                "Once a month: what is due and not paid is computed, checked, reviewed and approved; the money is asked for, sent through the bank, and the result is read back.",
            ))
        }
        @for area in areas {
            (section(&area.name, html! {
                @if area.may_start { (start_form(signed_in, area, data, errors)) }
                (runs(&area.runs, area, signed_in))
            }, language))
        }
    }
}

fn start_form(signed_in: &SignedIn, area: &AreaPayrolls, data: &FormData, errors: &FormErrors) -> Markup {
    let language = signed_in.language;
    // The month after the last one, or the current one.
    let last = area.runs.iter().filter_map(|(_, state)| state.month).max();
    let proposed = last.map_or(Month::of(signed_in.today), Month::next);
    let filled = if data.contains("month") {
        data.clone()
    } else {
        let all = BenefitFund::ALL.iter().fold(FormData::new(), |data, fund| data.with("funds", fund.as_str()));
        all.with("month", &proposed.to_string())
    };
    let view = FormView::new(language, &filled, errors);
    let funds = BenefitFund::ALL.iter().map(|fund| Choice::new(fund.as_str(), fund.name())).collect();
    let body = form(
        LIST,
        &signed_in.csrf_token,
        html! {
            (key_field(&signed_in.fresh_key))
            (view.month("month", Text::new("待遇月份", "Month")))
            (view.checkboxes("funds", Text::new("基金", "Funds"), funds))
            (button_style(&Text::new("开始计算", "Start computing"), ButtonStyle::Primary, language))
        },
    );
    if errors.is_empty() { details(&Text::new("启动新的发放批次", "Start a payroll"), body, language) } else { body }
}

fn runs(runs: &[(CaseHead, State)], area: &AreaPayrolls, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    if runs.is_empty() {
        return empty_state(
            &Text::new("还没有发放批次", "There is no payroll yet"),
            &Text::new("由本区域待遇岗启动。", "The area's benefit officer starts the first one."),
            None,
            language,
        );
    }
    let columns = vec![
        Column::text(Text::new("月份", "Month")),
        Column::text(Text::new("状态", "Standing")),
        Column::figures(Text::new("笔数", "Payments")),
        Column::figures(Text::new("金额", "Amount")),
        Column::text(Text::new("承诺发放日", "Promised day")),
        Column::figures(Text::new("按时到账", "In time")),
        Column::text(Text::new("编号", "Number")),
    ];
    let rows = runs.iter().map(|(head, state)| {
        let number = head.number.to_string();
        vec![
            state.month.map(|of| month(of, language)).unwrap_or_default(),
            steps::step_tag(state, signed_in.today, language),
            html! { span.figure { (state.payments()) } },
            money(state.amount(), language),
            state.promised_on.map(|day| date(day, language)).unwrap_or_default(),
            in_time(state, language),
            link(&format!("{LIST}/{number}"), &number),
        ]
    });
    html! { (Table::new(area.name.clone(), columns, language).hide_caption().rows(rows)) }
}

/// The share that arrived by the promised day, once the bank has answered.
pub fn in_time(state: &State, language: Language) -> Markup {
    let is_settled = state.batches.iter().any(|batch| batch.settlement.is_some());
    match state.in_time().filter(|_| is_settled) {
        Some((paid, due)) => html! { span.figure { (share(paid, due)) } },
        None => html! { (language.pick("—", "—")) },
    }
}

/// A share in per cent with one decimal, never rounded up to all.
pub fn share(part: i64, whole: i64) -> String {
    let permille = if whole == 0 { 0 } else { part * 1_000 / whole };
    format!("{}.{}%", permille / 10, permille % 10)
}
