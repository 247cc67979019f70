//! One entitlement in a payroll: what was found, which months are paid, and the acts on it.

use agency::Agency;
use agency::common::page::{hidden, key_field};
use agency::common::refused::{Unsuccessful, sort};
use axum::extract::{Path, State as From};
use axum::response::{IntoResponse, Redirect, Response};
use casework::benefit::Entitlement;
use casework::payee::PayeeAccount;
use casework::payroll::{FIRST_BATCH, PaymentRow, PayrollFindingKind, PayrollFindingRow};
use casework::{Actor, Channel, Failure, Role};
use maud::{Markup, html};
use values::{Fen, Month, Text};
use web::components::{
    ButtonStyle, Column, FormView, SummaryList, Table, back_link, button_style, error_summary, form, heading, masked, money, month, section,
};
use web::{CheckedForm, FormData, FormErrors, PageError, SignedIn, blocking};

use super::super::{Command, Step};
use super::load::{Payroll, names_of, perform_on};
use super::{LIST, page, refuse_others};

struct Shown {
    payroll: Payroll,
    entitlement: Entitlement,
    name: String,
    findings: Vec<PayrollFindingRow>,
    items: Vec<(Month, Fen)>,
    payment: Option<PaymentRow>,
    account: Option<PayeeAccount>,
}

impl Shown {
    fn load(agency: &Agency, actor: &Actor, number: &str, id: i64) -> Result<Shown, Failure> {
        let payroll = Payroll::load(agency, actor, number)?;
        let (area, run_id) = (payroll.head.area, payroll.head.id);
        let mut reader = agency.store.reader()?;
        let entitlement = reader.entitlement(area, id)?.ok_or(Failure::NotFound)?;
        let findings = reader.payroll_findings_of(area, run_id, id)?;
        let payment = reader.payment(payroll.batch(FIRST_BATCH), id)?;
        if findings.is_empty() && payment.is_none() {
            return Err(Failure::NotFound);
        }
        let name = names_of(reader.as_mut(), area, &[entitlement.beneficiary])?.remove(&entitlement.beneficiary).unwrap_or_default();
        let items = reader.payroll_items(area, run_id, id)?;
        let account = reader.payee_account(area, entitlement.payee)?;
        drop(reader);
        Ok(Shown { payroll, entitlement, name, findings, items, payment, account })
    }

    fn is_held(&self) -> bool {
        self.payment.is_none() && self.findings.iter().any(|row| row.finding.kind != PayrollFindingKind::Overpaid)
    }
}

pub(super) async fn show(From(agency): From<Agency>, signed_in: SignedIn, Path((number, id)): Path<(String, String)>) -> Response {
    show_page(&agency, &signed_in, &number, &id, &FormData::new(), FormErrors::new()).await
}

async fn show_page(agency: &Agency, signed_in: &SignedIn, number: &str, id: &str, data: &FormData, errors: FormErrors) -> Response {
    if let Err(error) = refuse_others(&signed_in.actor) {
        return signed_in.refuse(&error);
    }
    let Ok(id) = id.parse::<i64>() else { return signed_in.refuse(&PageError::NotFound) };
    let (loading, actor, number) = (agency.clone(), signed_in.actor.clone(), number.to_owned());
    match blocking(move || Shown::load(&loading, &actor, &number, id)).await {
        Ok(shown) => {
            let title = Text::new("待遇发放明细", "A payment of the payroll");
            page(signed_in, title, !errors.is_empty(), body(signed_in, &shown, data, &errors))
        }
        Err(error) => signed_in.refuse(&error),
    }
}

pub(super) async fn act(From(agency): From<Agency>, Path((number, id)): Path<(String, String)>, form: CheckedForm) -> Response {
    let Ok(entitlement_id) = id.parse::<i64>() else { return form.signed_in.refuse(&PageError::NotFound) };
    let typed = |name: &str| form.data.trimmed(name).to_owned();
    let command = match form.data.trimmed("step") {
        "release" => Command::Release { entitlement_id, reason: typed("reason") },
        "hold_out" => Command::HoldOut { entitlement_id, reason: typed("reason") },
        "correct_account" => Command::CorrectAccount {
            entitlement_id,
            holder: typed("holder"),
            bank_name: typed("bank_name"),
            bank_code: typed("bank_code"),
            number: typed("number"),
        },
        _ => return form.signed_in.refuse(&PageError::NotFound),
    };
    let given = form.signed_in.given(Channel::Web, None, form.idempotency_key());
    let (acting, of) = (agency.clone(), number.clone());
    match blocking(move || Ok::<_, PageError>(perform_on(&acting, &of, &command, &given))).await {
        Ok(Ok(())) => Redirect::to(&format!("{LIST}/{number}/entitlements/{id}")).into_response(),
        Ok(Err(failure)) => match sort(failure, str::to_owned) {
            Unsuccessful::Again(errors) => show_page(&agency, &form.signed_in, &number, &id, &form.data, errors).await,
            Unsuccessful::Page(error) => form.signed_in.refuse(&error),
        },
        Err(error) => form.signed_in.refuse(&error),
    }
}

fn body(signed_in: &SignedIn, shown: &Shown, data: &FormData, errors: &FormErrors) -> Markup {
    let language = signed_in.language;
    let entitlement = &shown.entitlement;
    let account = shown.account.as_ref().map(|account| {
        html! { (account.holder) " · " (account.bank_name) " " (masked(&account.number.masked(), None, language)) }
    });
    let columns = vec![Column::text(Text::new("月份", "Month")), Column::figures(Text::new("金额", "Amount"))];
    let months = shown.items.iter().map(|(of, amount)| vec![month(*of, language), money(*amount, language)]);
    let total: Fen = shown.items.iter().map(|(_, amount)| *amount).sum();
    let footer = vec![html! { (language.pick("合计", "In all")) }, money(total, language)];
    html! {
        (back_link(&shown.payroll.address(), language))
        (error_summary(errors, language))
        (heading(&entitlement.kind.name(), Some(&Text::same(shown.name.clone())), language))
        (SummaryList::new(language)
            .row(Text::new("起发月份", "First month"), month(entitlement.first_month, language))
            .row(Text::new("现用账户", "Account in use"), account.unwrap_or_else(|| html! { (language.pick("没有登记", "none recorded")) })))
        @if !shown.findings.is_empty() {
            (section(&Text::new("核查发现", "Found by the checks"), html! {
                ul { @for row in &shown.findings { li { (row.finding.kind.name().in_language(language)) " · " (money(row.finding.amount, language)) } } }
            }, language))
        }
        @if !shown.items.is_empty() {
            (section(&Text::new("本批次发放的月份", "Months paid in this run"),
                html! { (Table::new(Text::new("月份", "Months"), columns, language).hide_caption().rows(months).footer(footer)) }, language))
        }
        (acts(signed_in, shown, data, errors))
    }
}

/// The acts this reader may do now.
fn acts(signed_in: &SignedIn, shown: &Shown, data: &FormData, errors: &FormErrors) -> Markup {
    let (actor, step) = (&signed_in.actor, shown.payroll.state.step);
    let is_officer = actor.has(Role::BenefitOfficer) && actor.area == shown.payroll.head.area;
    let may_hold = actor.has_any(&[Role::BenefitOfficer, Role::Reviewer, Role::DecisionMaker]) && actor.area == shown.payroll.head.area;
    let is_out = shown.payment.as_ref().is_some_and(|row| row.mark.is_none());
    let is_returned = shown.payment.as_ref().is_some_and(|row| row.mark.as_ref().is_some_and(|mark| !mark.is_reissued));
    let may_correct = is_officer && !matches!(step, Step::Computing | Step::Closed | Step::Cancelled) && (shown.is_held() || is_returned);
    let view = FormView::new(signed_in.language, data, errors);
    let reason = |view: &FormView<'_>| view.text_area("reason", Text::new("理由", "Reason")).max_length(500).rows(3);
    html! {
        @if is_officer && step == Step::Computed && shown.is_held() && shown.account.is_some() {
            (act_form(signed_in, shown, "release", &Text::new("释放并发放", "Release and pay"), ButtonStyle::Primary, html! { (reason(&view)) }))
        }
        @if may_hold && is_out && matches!(step, Step::Computed | Step::Reviewed | Step::Approved) {
            (act_form(signed_in, shown, "hold_out", &Text::new("暂不发放", "Hold out of this run"), ButtonStyle::Secondary, html! { (reason(&view)) }))
        }
        @if may_correct {
            (act_form(signed_in, shown, "correct_account", &Text::new("更正收款账户", "Put the account right"), ButtonStyle::Secondary, html! {
                (view.text("holder", Text::new("户名", "Holder")))
                (view.text("bank_name", Text::new("开户银行", "Bank")))
                (view.text("bank_code", Text::new("银行行号", "Number of the bank")).input_mode("numeric").hint(Text::new("12位数字", "12 digits")))
                (view.text("number", Text::new("账号", "Account number")).input_mode("numeric").autocomplete("off"))
            }))
        }
    }
}

fn act_form(signed_in: &SignedIn, shown: &Shown, step: &str, words: &Text, style: ButtonStyle, fields: Markup) -> Markup {
    let action = format!("{}/entitlements/{}", shown.payroll.address(), shown.entitlement.id);
    let inside = form(
        &action,
        &signed_in.csrf_token,
        html! {
            (key_field(&signed_in.fresh_key))
            (hidden("step", step))
            (fields)
            (button_style(words, style, signed_in.language))
        },
    );
    section(words, inside, signed_in.language)
}
