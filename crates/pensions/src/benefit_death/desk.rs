//! The officer's page of a report: what is left in the account and what it rests on, before anything is decided.

use agency::Agency;
use agency::case_parts::{LoadedCase, look};
use agency::shell::shell;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use casework::application::{ApplicationProcedure, Station, Step};
use casework::{CaseHead, Channel, Gathering, Stage};
use maud::{Markup, html};
use values::{Fen, Text};
use web::components::{Column, Table, back_link, explanation_details, heading, money, month, section};
use web::{PageError, SignedIn, Surface, blocking};

use super::account::{self, Left};
use super::pages::account_left;
use super::{BenefitDeath, DeathAction, Facts, Form};
use crate::common::correction::state_of;
use crate::common::record_page::record_table;

/// The officer's page of a case.
pub fn officer_page(head: &CaseHead) -> String {
    format!("/desk/benefit-death/{}", head.number)
}

struct Shown {
    case: LoadedCase,
    form: Form,
    facts: Facts,
    left: Left,
}

fn load(agency: &Agency, signed_in: &SignedIn, number: &str) -> Result<Shown, PageError> {
    let actor = &signed_in.actor;
    let case = LoadedCase::load(agency, number, |head| head.procedure == "benefit_death" && actor.is_staff() && actor.reaches(head.area))?;
    look(agency, actor, case.head.area, signed_in.now, "case.looked_at", format!("case:{}", case.head.id), "death")?;
    let procedure = BenefitDeath::new(agency.law.clone());
    let state = state_of(agency, &case, BenefitDeath::new(agency.law.clone()))?;
    let form = state.form.ok_or(PageError::NotFound)?;
    let mut reader = agency.store.reader()?;
    let mut gathering = Gathering::new(agency.store.as_ref(), reader.as_mut(), case.head.area);
    let at = Station { step: Step::Review, submitted_by: state.submitted_by, submitted_on: state.submitted_on };
    let given = signed_in.given(Channel::Web, None, String::new());
    let facts = procedure.gather(&mut gathering, &form, at, &given)?;
    let left = account::left(&agency.law, &form, &facts, signed_in.today);
    Ok(Shown { case, form, facts, left })
}

pub async fn show(State(agency): State<Agency>, signed_in: SignedIn, Path(number): Path<String>) -> Response {
    let reader = signed_in.clone();
    match blocking(move || load(&agency, &reader, &number)).await {
        Ok(shown) => page(&shown, &signed_in).into_response(),
        Err(error) => signed_in.refuse(&error),
    }
}

fn page(shown: &Shown, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let title = Text::new("死亡申报：依据和余额", "Report of a death: what it rests on");
    let shell = shell(signed_in, Surface::Desk, title.clone(), "/desk/cases");
    let is_decided = matches!(shown.case.head.stage, Stage::Granted | Stage::Completed);
    shell.page(html! {
        (back_link(&format!("/desk/cases/{}", shown.case.head.number), language))
        (heading(&title, Some(&shown.case.head.subject), language))
        @if let (true, Some(steps)) = (is_decided, shown.case.view.explanation.as_ref()) {
            @if let Some(result) = &shown.case.view.result { p.lead { (result.in_language(language)) } }
            (explanation_details(&Text::new("决定的每一步", "Every step of the decision"), steps, language))
        } @else if shown.form.action == DeathAction::Report {
            (account_left(&shown.left, shown.form.account_balance, language))
        }
        (section(&Text::new("去世以后发放的月份", "Months paid after the death"), beyond(shown, signed_in), language))
        (section(&Text::new("养老保险档案", "Pension record"), record_table(shown.facts.record.as_ref(), language), language))
    })
}

/// Months paid beyond that of the death, which granting takes back.
fn beyond(shown: &Shown, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let died_in = values::Month::of(shown.form.died_on);
    let mut rows = Vec::new();
    let mut sum = Fen::ZERO;
    for paid in &shown.facts.rights {
        for (of, amount) in paid.paid.iter().filter(|(of, amount)| *of > died_in && amount.is_positive()) {
            sum += *amount;
            rows.push(vec![html! { (paid.right.kind.name().in_language(language)) }, month(*of, language), money(*amount, language)]);
        }
    }
    if rows.is_empty() {
        return html! { p { (language.pick("没有。", "None.")) } };
    }
    let columns = vec![
        Column::text(Text::new("待遇", "Benefit")),
        Column::text(Text::new("月份", "Month")),
        Column::figures(Text::new("已发", "Paid")),
    ];
    let footer = vec![html! { (language.pick("合计", "In all")) }, html! {}, money(sum, language)];
    let title = Text::new("去世以后发放的月份", "Months paid after the death");
    html! { (Table::new(title, columns, language).hide_caption().rows(rows).footer(footer)) }
}
