//! One payroll: the whole way, what is late and why, what is in it, and the step that comes next.

use agency::common::page::{hidden, key_field};
use casework::payroll::PayrollTotals;
use casework::{Actor, Role};
use maud::{Markup, html};
use values::{Fen, Language, Text};
use web::components::{
    ButtonStyle, Column, FormView, SummaryList, Table, Tone, back_link, button_style, date, date_words, error_summary, form, heading, link,
    money, month_words, notification_banner, print_button, section, steps as way_shown, upload_form,
};
use web::{FormData, FormErrors, SignedIn};

use super::super::{Batch, State, Step};
use super::load::Payroll;
use super::{LIST, cancel, list, steps};

pub fn page(signed_in: &SignedIn, payroll: &Payroll, data: &FormData, errors: &FormErrors) -> Markup {
    let language = signed_in.language;
    let state = &payroll.state;
    html! {
        (back_link(LIST, language))
        (error_summary(errors, language))
        (heading(&title(state), Some(&signed_in.site.area_name(payroll.head.area)), language))
        (standing(signed_in, payroll))
        (cancel::proposed(signed_in, payroll, data, errors))
        (next_step(signed_in, payroll, data, errors))
        (section(&Text::new("办理进度", "The way"), way_shown(&steps::way(payroll, language), language), language))
        (section(&Text::new("款项", "What is in it"), contents(payroll, language), language))
        @if !state.batches.is_empty() {
            (section(&Text::new("银行批次", "Batches at the bank"), batches(signed_in, payroll), language))
        }
        (cancel::propose(signed_in, payroll, data, errors))
        p { (link(&format!("/desk/cases/{}", payroll.head.number), language.pick("查看案卷", "See the case"))) }
    }
}

fn title(state: &State) -> Text {
    let month = |language| state.month.map(|month| month_words(month, language)).unwrap_or_default();
    Text::new(format!("{}待遇发放", month(Language::Chinese)), format!("Benefits of {}", month(Language::English)))
}

/// What everybody wants to know first: is it in time, and if not, what keeps it.
fn standing(signed_in: &SignedIn, payroll: &Payroll) -> Markup {
    let language = signed_in.language;
    let state = &payroll.state;
    if steps::is_late(state, signed_in.today) {
        let promised = |language| state.promised_on.map(|day| date_words(day, language)).unwrap_or_default();
        let keeps = steps::what_keeps_it(state);
        let body = Text::new(
            format!("承诺 {} 前到账，现在停在{}。", promised(Language::Chinese), keeps.zh),
            format!("Promised by {}; it now stands at: {}.", promised(Language::English), keeps.en),
        );
        let title = Text::new("已超过承诺发放日", "Past the promised day");
        return notification_banner(&title, html! { p { (body.in_language(language)) } }, Tone::Bad, language);
    }
    if state.step != Step::Computing {
        return html! {};
    }
    let progress = payroll.progress;
    let body = html! {
        p {
            (language.pick(
                "可以离开本页，计算会继续；本页每几秒自动刷新。中断后从断点继续，不会重复发放。",
                "You may leave: it goes on. This page reloads every few seconds. After an interruption it resumes and pays nothing twice.",
            ))
        }
        @if progress.chunks > 0 {
            p { progress value=(progress.chunks_done) max=(progress.chunks) {} " " span.figure { (progress.chunks_done) " / " (progress.chunks) } }
        }
    };
    notification_banner(&Text::new("正在计算", "Being computed"), body, Tone::Information, language)
}

fn contents(payroll: &Payroll, language: Language) -> Markup {
    let state = &payroll.state;
    let address = payroll.address();
    let found: i64 = state.found.iter().map(|(_, count)| count).sum();
    html! {
        (totals_table(state.totals(), &Text::new("按基金", "By fund"), language))
        (SummaryList::new(language)
            .row(Text::new("承诺发放日", "Promised day"), state.promised_on.map(|day| date(day, language)).unwrap_or_default())
            .row(Text::new("暂扣待核查", "Held to be looked at"), html! {
                span.figure { (state.held_payments) } " · " (money(state.held_amount, language))
            })
            .row(Text::new("核查发现", "Found by the checks"), html! {
                @if found == 0 { (language.pick("没有", "nothing")) } @else {
                    ul { @for (kind, count) in &state.found { li { (kind.name().in_language(language)) "：" span.figure { (count) } } } }
                    (link(&format!("{address}/findings"), language.pick("逐项查看", "look at each")))
                }
            })
            .row(Text::new("按时到账", "Paid by the promised day"), list::in_time(state, language)))
        @if state.payments() > 0 { p { (link(&format!("{address}/payments"), language.pick("查看发放明细", "See every payment"))) } }
    }
}

fn totals_table(totals: &[PayrollTotals], caption: &Text, language: Language) -> Markup {
    let columns = vec![
        Column::text(Text::new("基金", "Fund")),
        Column::figures(Text::new("笔数", "Payments")),
        Column::figures(Text::new("金额", "Amount")),
    ];
    let rows = totals.iter().map(|of_fund| {
        vec![
            html! { (of_fund.fund.name().in_language(language)) },
            html! { span.figure { (of_fund.payments) } },
            money(of_fund.amount, language),
        ]
    });
    let count: i64 = totals.iter().map(|of_fund| of_fund.payments).sum();
    let amount: Fen = totals.iter().map(|of_fund| of_fund.amount).sum();
    let footer = vec![html! { (language.pick("合计", "In all")) }, html! { span.figure { (count) } }, money(amount, language)];
    html! { (Table::new(caption.clone(), columns, language).rows(rows).footer(footer)) }
}

fn batches(signed_in: &SignedIn, payroll: &Payroll) -> Markup {
    let language = signed_in.language;
    let columns = vec![
        Column::text(Text::new("批次", "Batch")),
        Column::text(Text::new("文件", "File")),
        Column::text(Text::new("回盘", "Answered")),
        Column::figures(Text::new("成功", "Paid")),
        Column::figures(Text::new("退回", "Came back")),
    ];
    let rows = payroll.state.batches.iter().map(|batch| batch_row(signed_in, payroll, batch));
    html! { (Table::new(Text::new("银行批次", "Batches"), columns, language).hide_caption().rows(rows)) }
}

fn batch_row(signed_in: &SignedIn, payroll: &Payroll, batch: &Batch) -> Vec<Markup> {
    let language = signed_in.language;
    let (address, number) = (payroll.address(), batch.number);
    let may_download = signed_in.actor.has(Role::FundAccountant);
    let file = match &batch.file {
        None => html! { (language.pick("未生成", "not made")) },
        Some(file) => html! {
            span.figure { (file.message_id) }
            @if may_download {
                " " (link(&format!("{address}/bank-file?batch={number}&format=xml"), "XML"))
                " " (link(&format!("{address}/bank-file?batch={number}&format=csv"), "CSV"))
            }
        },
    };
    let settlement = batch.settlement.as_ref();
    let returned = settlement.map_or(0, |settled| settled.returned_payments());
    vec![
        html! { (number) },
        file,
        settlement.map(|settled| date(settled.settled_on, language)).unwrap_or_default(),
        html! { span.figure { (settlement.map_or(0, |settled| settled.paid_payments())) } },
        html! {
            @if returned > 0 { (link(&format!("{address}/returned?batch={number}"), &returned.to_string())) } @else { span.figure { "0" } }
        },
    ]
}

/// Whether this reader may take the step: the right role, the right area, and none of those who must be somebody else.
fn may(actor: &Actor, payroll: &Payroll, role: Role, excluded: &[Option<i64>]) -> bool {
    actor.has(role) && actor.reaches(payroll.head.area) && !excluded.contains(&Some(actor.user_id))
}

/// The form of the step that comes next, for who may take it.
fn next_step(signed_in: &SignedIn, payroll: &Payroll, data: &FormData, errors: &FormErrors) -> Markup {
    let (state, actor) = (&payroll.state, &signed_in.actor);
    let prepared = state.prepared_by.contains(&actor.user_id);
    let money_excluded = [state.approved_by];
    let simple = |step: &str, chinese: &str, english: &str, advice: Text| {
        step_form(signed_in, payroll, step, &Text::new(chinese, english), html! { p { (advice.in_language(signed_in.language)) } })
    };
    if state.cancel.is_some() {
        return html! {};
    }
    match state.step {
        Step::Computed if state.payments() > 0 && !prepared && may(actor, payroll, Role::Reviewer, &[]) => simple(
            "review",
            "复核通过",
            "Reviewed: go on",
            Text::new("请先核对款项合计、暂扣和释放的理由。", "Look over the totals, what is held, and why something was released."),
        ),
        Step::Computed if state.payments() == 0 && may(actor, payroll, Role::BenefitOfficer, &[]) => simple(
            "close",
            "办结本批次",
            "Close this payroll",
            Text::new("本批次没有可发放的款项。暂扣的留待下一批。", "Nothing is paid in this run. What is held stays for the next one."),
        ),
        Step::Reviewed if !prepared && may(actor, payroll, Role::DecisionMaker, &[state.reviewed_by]) => simple(
            "approve",
            "批准发放",
            "Approve the payroll",
            Text::new("批准后由基金会计申请资金。", "The fund accountant then asks for the money."),
        ),
        Step::Approved if may(actor, payroll, Role::FundAccountant, &money_excluded) => simple(
            "request_funds",
            "向财政部门申请资金",
            "Ask the finance bureau for the money",
            Text::new("将生成用款申请，可以打印。", "The request is written and can be printed."),
        ),
        Step::FundsRequested if may(actor, payroll, Role::FundAccountant, &money_excluded) => {
            confirm_form(signed_in, payroll, data, errors)
        }
        Step::Funded if may(actor, payroll, Role::FundAccountant, &money_excluded) => simple(
            "make_bank_file",
            "生成银行文件",
            "Make the file for the bank",
            Text::new(
                "生成后内容不再改变，可以随时重新下载同一份文件。",
                "Its contents are fixed then; the same file can be fetched again at any time.",
            ),
        ),
        Step::AtBank if may(actor, payroll, Role::FundAccountant, &[]) => result_form(signed_in, payroll, data, errors),
        Step::Settled => settled_forms(signed_in, payroll),
        _ => html! {},
    }
}

fn step_form(signed_in: &SignedIn, payroll: &Payroll, step: &str, words: &Text, body: Markup) -> Markup {
    let language = signed_in.language;
    let inside = form(
        &payroll.address(),
        &signed_in.csrf_token,
        html! {
            (key_field(&signed_in.fresh_key))
            (hidden("step", step))
            (body)
            (button_style(words, ButtonStyle::Primary, language))
        },
    );
    section(&Text::new("下一步", "Next step"), inside, language)
}

fn confirm_form(signed_in: &SignedIn, payroll: &Payroll, data: &FormData, errors: &FormErrors) -> Markup {
    let language = signed_in.language;
    let view = FormView::new(language, data, errors);
    let request = format!("{}/funds-request", payroll.address());
    let body = html! {
        p {
            (language.pick("申请的金额：", "Asked for: ")) (money(payroll.state.amount(), language)) " · "
            (link(&request, language.pick("用款申请", "the request")))
        }
        (view.date("received_on", Text::new("到账日期", "Day it arrived")))
        (view.money("amount", Text::new("到账金额", "Amount that arrived")))
        (view.text("reference", Text::new("银行流水号", "The bank's reference")))
    };
    step_form(signed_in, payroll, "confirm_funds", &Text::new("确认到账", "Confirm that it is there"), body)
}

fn result_form(signed_in: &SignedIn, payroll: &Payroll, data: &FormData, errors: &FormErrors) -> Markup {
    let language = signed_in.language;
    let view = FormView::new(language, data, errors);
    let action = format!("{}/bank-result", payroll.address());
    let inside = upload_form(
        &action,
        &signed_in.csrf_token,
        html! {
            (key_field(&signed_in.fresh_key))
            (view
                .file("file", Text::new("银行回盘文件", "The bank's answer"))
                .hint(Text::new("pain.002 或 CSV；不完整或不相符的文件不会读入任何一笔。", "pain.002 or CSV; a file that is cut off or does not fit is not read at all."))
                .accept(".xml,.csv,text/csv,application/xml,text/xml"))
            (button_style(&Text::new("读入回盘", "Read the answer"), ButtonStyle::Primary, language))
        },
    );
    section(&Text::new("下一步", "Next step"), inside, language)
}

/// After the bank's answer: what came back is sent again by another person than who put the accounts right, then the run is closed.
fn settled_forms(signed_in: &SignedIn, payroll: &Payroll) -> Markup {
    let (state, actor, language) = (&payroll.state, &signed_in.actor, signed_in.language);
    let returned: i64 = state.batches.iter().filter_map(|batch| batch.settlement.as_ref()).map(|settled| settled.returned_payments()).sum();
    let may_reissue = returned > 0 && may(actor, payroll, Role::Reviewer, &[]) && !state.corrected_by.contains(&actor.user_id);
    html! {
        @if may_reissue {
            (step_form(signed_in, payroll, "reissue", &Text::new("重发已更正的款项", "Send again what was put right"), html! {
                p { (language.pick("退回的款项更正账户后可以重发，原付款记录保留。", "What came back goes to the account recorded since; the first payment stays on record.")) }
            }))
        }
        @if may(actor, payroll, Role::BenefitOfficer, &[]) {
            (step_form(signed_in, payroll, "close", &Text::new("办结本批次", "Close this payroll"), html! {
                p { (language.pick("退回的款项全部重发成功后可以办结。", "It can be closed when everything that came back was sent again.")) }
            }))
        }
    }
}

/// The request to the finance bureau, as a page to print; `None` before it was made.
pub fn funds_request(signed_in: &SignedIn, payroll: &Payroll) -> Option<Markup> {
    let language = signed_in.language;
    let funding = payroll.state.funding.as_ref()?;
    let needed_by = payroll.state.promised_on?;
    let area = signed_in.site.area_name(payroll.head.area);
    let month = payroll.state.month?;
    let title = Text::new(
        format!("{}社会保险待遇用款申请", month_words(month, Language::Chinese)),
        format!("Request for the benefit funds of {}", month_words(month, Language::English)),
    );
    Some(html! {
        (back_link(&payroll.address(), language))
        (heading(&title, Some(&area), language))
        p { (language.pick("致财政部门：", "To the finance bureau:")) }
        p {
            (language.pick("请于 ", "Please send these amounts to the expenditure account before ")) (date(needed_by, language))
            (language.pick(" 前将下列款项由财政专户拨入支出户。", "."))
        }
        (totals_table(&funding.totals, &Text::new("用款明细", "Amounts"), language))
        (SummaryList::new(language)
            .words(Text::new("编号", "Number"), &payroll.head.number.to_string())
            .row(Text::new("申请日期", "Asked for on"), date(funding.requested_on, language)))
        (print_button(language))
    })
}
