//! The person's own pages: when I retire, what I am paid, what it would come to.

use agency::Agency;
use agency::case_parts::issued;
use agency::common::refused;
use casework::{CaseHead, Refusal, Refusals};
use maud::{Markup, html};
use rules::retirement::{RetirementCategory, minimum_contribution_months, prereview_opens, statutory_retirement};
use values::{Explanation, Language, Month, Text};
use web::components::{
    ButtonStyle, Choice, FormView, SummaryList, Tone, back_link, button, citation, empty_state, error_summary, explanation_details,
    heading, inset, link_button, money, month, notification_banner, print_button, section, tag,
};
use web::{FormData, FormErrors, SignedIn};

use super::load::Overview;
use super::preview::{Estimate, Preview, Question};
use crate::common::career::Career;
use crate::common::record_page::{determination_list, record_table};
use crate::common::stated::{is_of, is_special};

pub fn retirement_title() -> Text {
    Text::new("我的退休", "My retirement")
}

pub fn pension_title() -> Text {
    Text::new("我的养老金", "My pension")
}

/// The categories a person may be of: the one on record, or those of their sex.
pub fn categories(view: &Overview) -> Vec<RetirementCategory> {
    match view.facts.category() {
        Some(category) => vec![category],
        None => {
            let sex = view.person.id_number.sex();
            RetirementCategory::ALL.into_iter().filter(|category| is_of(*category, sex) && !is_special(*category)).collect()
        }
    }
}

/// When somebody retires, what is still needed, and what to do by when.
pub fn retirement(agency: &Agency, view: &Overview, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let pension = view.facts.entitlements.iter().find(|right| right.kind.is_monthly() && right.last_month.is_none());
    html! {
        (heading(&retirement_title(), Some(&Text::same(view.person.name.as_str())), language))
        @if let Some(right) = pension {
            (notification_banner(
                &Text::new(format!("您已退休，待遇自 {} 起发放", right.first_month), format!("You are retired; your pension runs from {}", right.first_month)),
                html! { p { a href="/my/pension" { (language.pick("查看我的养老金", "See my pension")) } } },
                Tone::Good, language))
        }
        @for head in &view.open { (in_progress(agency, head, language)) }
        @for category in categories(view) { (category_section(agency, view, category, signed_in, pension.is_none() && view.open.is_empty())) }
        (section(&Text::new("养老保险档案", "Pension record"), record_table(view.facts.record.as_ref(), language), language))
        (print_button(language))
    }
}

fn in_progress(agency: &Agency, head: &CaseHead, language: Language) -> Markup {
    let title = agency.registry.title(&head.procedure);
    let words = Text::new(format!("{}正在办理", title.zh), format!("{} in progress", title.en));
    let link = html! { p { a href={ "/cases/" (head.number) } { (language.pick("查看进度 ", "See where it stands ")) (head.number) } } };
    notification_banner(&words, link, Tone::Information, language)
}

fn category_section(agency: &Agency, view: &Overview, category: RetirementCategory, signed_in: &SignedIn, is_waiting: bool) -> Markup {
    let language = signed_in.language;
    let Some(birth) = view.facts.birth() else { return html! {} };
    let mut explanation = Explanation::default();
    let retirement = match statutory_retirement(&agency.law, birth, category, &mut explanation) {
        Ok(retirement) => retirement,
        Err(gap) => return inset(html! { p { (gap.text().in_language(language)) } }),
    };
    let now = Month::of(signed_in.today);
    let career = Career::of(&agency.law, view.facts.record.as_ref(), &view.facts.contributions, retirement.month, signed_in.today).ok();
    let deemed = view.facts.record.as_ref().map_or(0, |record| i64::from(record.deemed_months));
    let had = deemed + career.as_ref().map_or(0, Career::paid_months);
    let minimum = minimum_contribution_months(&agency.law, retirement.month).ok();
    let months = |count: i64| Text::new(format!("{count} 个月"), format!("{count} months"));
    let mut list = SummaryList::new(language)
        .row(Text::new("法定退休年月", "Statutory month of retirement"), html! { strong { (month(retirement.month, language)) } })
        .words(Text::new("已有缴费年限", "Contributions so far"), months(had).in_language(language));
    if let Some(minimum) = minimum {
        let short = (i64::from(minimum) - had).max(0);
        list = list.words(Text::new("需要的最低缴费年限", "Months needed"), months(i64::from(minimum)).in_language(language));
        let words = if short == 0 {
            Text::new("已满足", "reached")
        } else {
            Text::new(format!("还差 {short} 个月"), format!("{short} months to go"))
        };
        list = list.row(Text::new("是否满足", "Reached"), tag(&words, if short == 0 { Tone::Good } else { Tone::Warning }, language));
    }
    section(
        &category.name(),
        html! {
            (list)
            (explanation_details(&Text::new("退休年月怎样得出", "How the month was reckoned"), &explanation, language))
            @if is_waiting { (what_to_do(agency, view, retirement.month, now, signed_in)) }
        },
        language,
    )
}

/// The one thing to do now, with its button.
fn what_to_do(agency: &Agency, view: &Overview, retirement: Month, now: Month, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let preview = html! { p { a href="/my/pension/preview" { (language.pick("测算我的养老金", "Preview my pension")) } } };
    if now >= retirement {
        let words = Text::new(
            format!("{retirement} 已达到退休年龄，可以申领养老金。晚办不少发，自 {} 起算。", retirement.next()),
            format!("The age was reached in {retirement}. Claim the pension: it counts from {} however late you file.", retirement.next()),
        );
        return html! {
            p { (words.in_language(language)) }
            (link_button("/my/pension-claim", &Text::new("申领养老金", "Claim the pension"), ButtonStyle::Primary, language))
            (preview)
        };
    }
    if view.facts.is_verified() {
        let words = Text::new(
            format!("预审已通过。{retirement} 到龄后在网上申领即可，不必到大厅。"),
            format!("The pre-review is through. Claim online in {retirement}; no visit is needed."),
        );
        return html! { p { (tag(&Text::new("已预审", "pre-reviewed"), Tone::Good, language)) " " (words.in_language(language)) } (preview) };
    }
    let opens = prereview_opens(&agency.law, retirement, now);
    html! {
        @match opens {
            Ok((opens, _)) if now >= opens => {
                p { (language.pick("现在可以申请退休资格预审，到龄后就能在网上核定养老金。", "You may file the pre-review now, and the pension is determined online when the month comes.")) }
                (link_button("/my/retirement-prereview", &Text::new("申请预审", "File the pre-review"), ButtonStyle::Primary, language))
            }
            Ok((opens, cite)) => {
                p { (language.pick("可以申请预审的时间：", "The pre-review may be filed from ")) (month(opens, language)) " " (citation(&cite, language)) }
            }
            Err(gap) => { p { (gap.text().in_language(language)) } }
        }
        (preview)
    }
}

/// What somebody is paid, since when, and how each amount came about.
pub fn pension(view: &Overview, base: &str, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let is_own = base == "/my/pension";
    html! {
        (heading(&if is_own { pension_title() } else { Text::new("养老待遇", "Pension") }, Some(&Text::same(view.person.name.as_str())), language))
        @if view.facts.entitlements.is_empty() {
            (empty_state(
                &Text::new("还没有核定待遇", "Nothing is granted yet"),
                &Text::new("到龄申领并核定后，每月待遇、起发年月和计算过程会出现在这里。", "Once a claim is granted, the amount, its first month and the whole reckoning appear here."),
                is_own.then_some(("/my/retirement", &Text::new("查看我的退休", "See my retirement"))),
                language,
            ))
        }
        @for right in &view.facts.entitlements { (view.rights.section(right, SummaryList::new(language), signed_in.today, language)) }
        @if !view.sheets.is_empty() { (section(&Text::new("养老金核定表", "Determination sheets"), issued(&view.sheets, language), language)) }
        @if !view.facts.entitlements.is_empty() {
            (section(&Text::new("发放记录", "Payments"), html! {
                p { a href={ (base) "/payslips" } { (language.pick("每月到账和发放明细", "Months paid, and payslips")) } }
            }, language))
        }
        @if let Some(account) = &view.facts.account {
            (section(&Text::new("发放账户", "Account"), html! { p { (account.bank_name) " " (account.number.masked()) } }, language))
        }
        @if !is_own { (section(&Text::new("养老保险档案", "Pension record"), record_table(view.facts.record.as_ref(), language), language)) }
        (print_button(language))
    }
}

/// The preview with its question.
pub fn preview(view: &Overview, data: &FormData, answer: &Result<Preview, Refusals>, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let errors = match answer {
        Err(refusals) => refused::errors(refusals, |field| if field == "chosen" { "month".to_owned() } else { field.to_owned() }),
        Ok(_) => FormErrors::new(),
    };
    // With nothing asked, the category that was answered for stands in the form.
    let asked = match (data.trimmed("category"), categories(view).first()) {
        ("", Some(category)) => data.clone().with("category", category.as_str()),
        _ => data.clone(),
    };
    let form = FormView::new(language, &asked, &errors);
    let sex = view.person.id_number.sex();
    let choices = RetirementCategory::ALL.into_iter().filter(|category| is_of(*category, sex));
    let choices = choices.map(|category| Choice::new(category.as_str(), category.name())).collect();
    html! {
        (back_link("/my/retirement", language))
        (error_summary(&errors, language))
        (heading(&Text::new("养老金测算", "Preview of the pension"), Some(&Text::same(view.person.name.as_str())), language))
        form method="get" action="/my/pension/preview" {
            (form.select("category", Text::new("退休人员类别", "Category of retirement"), choices))
            (form.month("month", Text::new("打算哪个月退休", "Month of retirement")).hint(Text::new("不填的，按法定退休年月", "Empty means the statutory month")).optional())
            (button(&Text::new("测算", "Show"), language))
        }
        @match answer {
            Ok(Preview::Determined(determination, steps)) => {
                (section(&Text::new("现在申领可以得到", "If claimed now"), html! {
                    (determination_list(determination, language))
                    (explanation_details(&Text::new("每一分钱怎样算出", "How every fen came about"), steps, language))
                    (link_button("/my/pension-claim", &Text::new("申领养老金", "Claim the pension"), ButtonStyle::Primary, language))
                }, language))
            }
            Ok(Preview::Estimated(estimate)) => { (estimated(estimate, language)) }
            Err(_) => {}
        }
    }
}

fn estimated(estimate: &Estimate, language: Language) -> Markup {
    let mut list = SummaryList::new(language)
        .row(Text::new("退休年月", "Month of retirement"), month(estimate.retirement, language))
        .row(Text::new("起发年月", "First month paid"), month(estimate.start, language))
        .words(Text::new("现有缴费月数", "Months so far"), &estimate.months_now.to_string())
        .words(Text::new("届时缴费月数", "Months by then"), &estimate.months_then.to_string());
    if let Some(minimum) = estimate.minimum {
        list = list.words(Text::new("最低缴费月数", "Months needed"), &minimum.to_string());
    }
    if let Some(parts) = &estimate.components {
        list = list
            .row(Text::new("每月约", "About, a month"), html! { strong { (money(parts.total(), language)) } })
            .row(Text::new("基础养老金", "Basic part"), money(parts.basic, language))
            .row(Text::new("个人账户养老金", "Account part"), money(parts.account, language))
            .row(Text::new("过渡性养老金", "Transitional part"), money(parts.transition, language));
    }
    list = list.row(Text::new("届时个人账户约", "Account by then, about"), money(estimate.account, language));
    section(
        &Text::new("按现在的数据估算", "Estimated from today's figures"),
        html! {
            (inset(html! { p { (language.pick(
                "这是估算：假设一直缴费到退休，基数和利率按现在已公布的。实际金额以到龄核定为准。",
                "This is an estimate: contributions go on until then, base and rate as published now. The determination decides.",
            )) } }))
            @if estimate.components.is_none() {
                p { (tag(&Text::new("届时缴费年限不足", "too few months by then"), Tone::Warning, language)) " "
                    (language.pick("不足的，可以延长缴费、转入居民养老保险或一次性领取个人账户。", "You may go on contributing, move to the residents' pension or take the account.")) }
            }
            (list)
            (explanation_details(&Text::new("怎样估算", "How it was estimated"), &estimate.explanation, language))
        },
        language,
    )
}

/// The query of the preview as read; with nothing asked, the category on record and the statutory month.
pub fn question(data: &FormData, view: &Overview, today: values::Date) -> Result<Question, Refusals> {
    let mut refusals = Refusals::default();
    let typed = data.trimmed("category");
    let category = if typed.is_empty() { categories(view).into_iter().next() } else { RetirementCategory::of(typed) };
    let chosen: Option<Result<Month, _>> = Some(data.trimmed("month")).filter(|text| !text.is_empty()).map(str::parse);
    if matches!(chosen, Some(Err(_))) {
        refusals.push(Refusal::new("month", "月份应写成例如 2026-03", "write a month such as 2026-03").on_field("month"));
    }
    let Some(category) = category else {
        refusals.push(
            Refusal::new("unknown_category", "没有这个类别，请重新选择", "there is no such category; choose again").on_field("category"),
        );
        return Err(refusals);
    };
    refusals.into_result()?;
    Ok(Question { category, chosen: chosen.and_then(Result::ok), today })
}
