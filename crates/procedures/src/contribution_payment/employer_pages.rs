//! What an employer owes today and what it has paid.

use maud::{Markup, html};
use values::{Citation, Explanation, Fen, Language, Text};
use web::components::{
    ButtonStyle, Column, SummaryList, Table, Tone, button_style, citation, date, date_words, details, empty_state, explanation,
    explanation_details, form, heading, inset, link, link_button, money, money_words, month, month_words, notification_banner, section,
};

use super::account::{EmployerAccount, Receipt};
use agency::CollectionAccount;
use agency::common::owed_month::OwedMonth;
use agency::common::page::key_field;

/// How the employer can pay.
#[derive(Debug, Clone, Copy)]
pub struct Paying<'a> {
    pub account: Option<&'a CollectionAccount>,
    pub hotline: &'a str,
    /// In a demonstration the page may play the bank: the token and the key of the form.
    pub bank_played: Option<(&'a str, &'a str)>,
}

/// The body of `/employer/contributions`.
pub fn overview(account: &EmployerAccount, paying: &Paying<'_>, language: Language) -> Markup {
    let title = Text::new("应缴社会保险费", "Contributions to pay");
    html! {
        (heading(&title, Some(&Text::same(account.employer.name.clone())), language))
        @if account.open.is_empty() {
            (empty_state(
                &Text::new("目前没有待缴费用", "Nothing is owed now"),
                &Text::new("每月核定后，应缴金额会显示在这里。", "What is owed appears here once a month has been assessed."),
                None,
                language,
            ))
        } @else {
            (totals(account, language))
            (open_months(account, language))
        }
        (later(account, language))
        @if !account.open.is_empty() { (how_to_pay(account, paying, language)) }
        (receipts(&account.receipts, language))
        (settled(&account.settled, language))
    }
}

fn totals(account: &EmployerAccount, language: Language) -> Markup {
    let principal = account.principal_to_pay();
    let late_fee = account.late_fee_to_pay();
    let mut list = SummaryList::new(language)
        .row(Text::new("本金", "Contributions"), money(principal, language))
        .row(Text::new("滞纳金（截至今日）", "Late fee as of today"), money(late_fee, language))
        .row(Text::new("今日付清共需", "To pay in full today"), html! { strong { (money(principal + late_fee, language)) } });
    if account.waiting().is_positive() {
        list = list.row(Text::new("已批准缓缴，可以以后缴", "Deferred with approval, may wait"), money(account.waiting(), language));
    }
    if account.advance.is_positive() {
        list = list.row(Text::new("预收款（已多缴）", "Paid in advance"), money(account.advance, language));
    }
    html! { (list) }
}

fn open_months(account: &EmployerAccount, language: Language) -> Markup {
    let columns = vec![
        Column::text(Text::new("月份", "Month")),
        Column::text(Text::new("状态", "Standing")),
        Column::figures(Text::new("本金", "Contributions")),
        Column::figures(Text::new("今日滞纳金", "Late fee today")),
        Column::figures(Text::new("今日合计", "Total today")),
        Column::text(Text::new("缴费期限", "Due day")),
    ];
    let rows = account.open.iter().map(|owed| open_row(owed, language));
    let table = Table::new(Text::new("待缴月份", "Open months"), columns, language).hide_caption().rows(rows);
    let body = html! {
        (table)
        @for owed in &account.open { (worked_out(owed, language)) }
    };
    section(&Text::new("待缴月份", "Open months"), body, language)
}

/// How due day and late fee of a month came about, under the table where there is room for it.
fn worked_out(owed: &OwedMonth, language: Language) -> Markup {
    let of = owed.obligation.month;
    let name = |language| month_words(of, language);
    let question = Text::new(
        format!("{}的缴费期限和滞纳金怎样算出", name(Language::Chinese)),
        format!("How due day and late fee of {} were worked out", name(Language::English)),
    );
    let steps = html! {
        (explanation(&owed.due_explanation, language))
        @if owed.cost.late_fee.is_positive() { (owed.late_fee_steps(language)) }
        @else { p { (language.pick("截至今日没有滞纳金。", "There is no late fee as of today.")) } }
    };
    details(&question, steps, language)
}

fn open_row(owed: &OwedMonth, language: Language) -> Vec<Markup> {
    vec![
        month_link(owed, language),
        standing(owed, language),
        money(owed.cost.principal, language),
        money(owed.cost.late_fee, language),
        money(owed.total(), language),
        owed.due_day(language),
    ]
}

fn month_link(owed: &OwedMonth, language: Language) -> Markup {
    let of = owed.obligation.month;
    html! { a href={ "/employer/contributions/" (of) } { (month(of, language)) } }
}

/// The standing with the number of the case that let the month wait.
fn standing(owed: &OwedMonth, language: Language) -> Markup {
    html! {
        (owed.standing(language))
        @if let Some(number) = owed.deferral_number { " " (link(&format!("/cases/{number}"), &number.to_string())) }
    }
}

/// What else can be done about what is owed.
fn later(account: &EmployerAccount, language: Language) -> Markup {
    let Some(window) = account.windows.first() else { return html! {} };
    let (href, words, why) = if account.may_defer() {
        let why = Text::new(
            "疫情期间确有困难、不能按时缴费的，可以申请缓缴。批准后不加收滞纳金，不影响职工权益。",
            "If the emergency keeps you from paying in time you may ask to pay later: no late fee, and nobody's record suffers.",
        );
        ("/employer/contribution-deferral", Text::new("申请缓缴", "Apply to pay later"), why)
    } else if account.makeup_until.is_none_or(|until| account.today > until) {
        return html! {};
    } else {
        let why = Text::new(
            "疫情期间未能办理参保或缴费的，可以在补办期限内补办。",
            "What could not be registered or paid during the emergency can be made up inside the window.",
        );
        ("/employer/contribution-makeup", Text::new("补办手续", "Make up"), why)
    };
    inset(html! {
        p { (why.in_language(language)) }
        p { (link_button(href, &words, ButtonStyle::Secondary, language)) }
        p { (language.pick("依据：", "Under ")) (citation(&window.terms.citation, language)) }
    })
}

fn how_to_pay(account: &EmployerAccount, paying: &Paying<'_>, language: Language) -> Markup {
    let total = account.played_receipt();
    let body = html! {
        @match paying.account {
            Some(collection) => {
                (SummaryList::new(language)
                    .words(Text::new("收款单位", "Account holder"), collection.holder.in_language(language))
                    .words(Text::new("开户银行", "Bank"), collection.bank.in_language(language))
                    .row(Text::new("账号", "Account number"), html! { span.figure { (collection.number) } })
                    .row(Text::new("转账附言", "Payment reference"), html! { span.figure { (account.employer.credit_code.as_str()) } })
                    .row(Text::new("单位编号", "Employer number"), html! { span.figure { (account.employer.id) } }))
                p {
                    (language.pick(
                        "请在附言中写明统一社会信用代码，到账后自动入账，您会收到通知。",
                        "Write the credit code as the reference. The money is credited when it arrives, and you are told.",
                    ))
                }
            }
            None => p {
                (language.pick("收款账户请致电 ", "For the account to pay to call "))
                a href={ "tel:" (paying.hotline) } { (paying.hotline) }
                (language.pick(" 查询。", "."))
            },
        }
        p { (language.pick("先还最早的月份，每月先本金、后滞纳金；多缴的部分留作预收款。", "The oldest month is settled first, in each month principal before late fee; what is too much is kept for you.")) }
        @if let Some((token, key)) = paying.bank_played { (bank_played(total, token, key, language)) }
    };
    section(&Text::new("怎样缴费", "How to pay"), body, language)
}

fn bank_played(total: Fen, token: &str, key: &str, language: Language) -> Markup {
    html! {
        @if total.is_positive() {
            (notification_banner(
                &Text::new("演示环境", "Demonstration"),
                html! {
                    p { (language.pick("本按钮代替银行，登记一笔今日到账的款项：", "This button stands in for the bank and records money received today: ")) (money(total, language)) }
                    (form("/employer/contributions/demonstration-receipt", token, html! {
                        (key_field(key))
                        (button_style(&Text::new("模拟银行到账", "Play the bank"), ButtonStyle::Secondary, language))
                    }))
                },
                Tone::Information,
                language,
            ))
        }
    }
}

fn receipts(receipts: &[Receipt], language: Language) -> Markup {
    let title = Text::new("缴费记录", "Payments received");
    let body = html! {
        @if receipts.is_empty() {
            p { (language.pick("还没有缴费记录。", "Nothing has been received yet.")) }
        } @else {
            (Table::new(title.clone(), vec![
                Column::text(Text::new("到账日期", "Received on")),
                Column::figures(Text::new("金额", "Amount")),
                Column::text(Text::new("抵缴", "Settled")),
                Column::text(Text::new("编号", "Number")),
            ], language).hide_caption().rows(receipts.iter().map(|receipt| receipt_row(receipt, language))))
            @for receipt in receipts { (divided(receipt, language)) }
        }
    };
    section(&title, body, language)
}

fn receipt_row(receipt: &Receipt, language: Language) -> Vec<Markup> {
    let number = receipt.head.number.to_string();
    vec![
        date(receipt.state.received_on.unwrap_or(receipt.head.opened_on), language),
        money(receipt.state.amount, language),
        settled_lines(receipt, language),
        link(&format!("/cases/{number}"), &number),
    ]
}

/// What the money settled, month by month, with the reasons.
pub fn division(receipt: &Receipt, language: Language) -> Markup {
    let question = Text::new("怎样分配", "How it was divided");
    html! {
        (settled_lines(receipt, language))
        @if let Some(explanation) = reasons(receipt) { (explanation_details(&question, explanation, language)) }
    }
}

fn settled_lines(receipt: &Receipt, language: Language) -> Markup {
    html! {
        ul.plain {
            @for line in &receipt.state.lines {
                li {
                    (month(line.month, language)) " " (money(line.principal, language))
                    @if line.late_fee.is_positive() {
                        (language.pick("，滞纳金 ", ", late fee ")) (money(line.late_fee, language))
                    }
                }
            }
            @if receipt.state.unallocated.is_positive() {
                li { (language.pick("留作预收款 ", "Kept in advance ")) (money(receipt.state.unallocated, language)) }
            }
        }
    }
}

fn reasons(receipt: &Receipt) -> Option<&Explanation> {
    receipt.state.explanation.as_ref().filter(|explanation| !explanation.steps.is_empty())
}

/// How a receipt of the table above was divided.
fn divided(receipt: &Receipt, language: Language) -> Markup {
    let on = receipt.state.received_on.unwrap_or(receipt.head.opened_on);
    let amount = |language| money_words(receipt.state.amount, language);
    let question = Text::new(
        format!("{} 到账的 {} 怎样分配", date_words(on, Language::Chinese), amount(Language::Chinese)),
        format!("How {} received on {} were divided", amount(Language::English), date_words(on, Language::English)),
    );
    html! { @if let Some(explanation) = reasons(receipt) { (explanation_details(&question, explanation, language)) } }
}

fn settled(months: &[OwedMonth], language: Language) -> Markup {
    if months.is_empty() {
        return html! {};
    }
    let columns = vec![
        Column::text(Text::new("月份", "Month")),
        Column::text(Text::new("状态", "Standing")),
        Column::figures(Text::new("本金", "Contributions")),
        Column::figures(Text::new("滞纳金", "Late fee")),
        Column::text(Text::new("缴清日期", "Paid on")),
    ];
    let rows = months.iter().map(|owed| {
        vec![
            month_link(owed, language),
            standing(owed, language),
            money(owed.obligation.owed.contribution.total(), language),
            money(owed.obligation.owed.late_fee, language),
            owed.obligation.settled_on.map(|on| date(on, language)).unwrap_or_default(),
        ]
    });
    let title = Text::new("已缴清的月份", "Months paid");
    let table = Table::new(title.clone(), columns, language).hide_caption().rows(rows);
    details(&title, html! { (table) (law(language)) }, language)
}

fn law(language: Language) -> Markup {
    html! { p.citation-line { (language.pick("依据：", "Under ")) (citation(&Citation::new("社会保险法", "第60、86条"), language)) } }
}
