//! The statement of a settlement, line by line, and its judging again.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use casework::{CaseHead, CaseTarget, Channel, Gathering, Role, perform};
use maud::{Markup, html};
use values::{Fen, Silent, Text};
use web::components::{
    Column, FormView, SummaryList, Table, Tone, back_link, button, error_summary, form, heading, money, notification_banner, section,
};
use web::{CheckedForm, FormData, FormErrors, PageError, SignedIn, blocking};

use super::form_view::lines_table;
use super::owed;
use super::title;
use crate::injury_settlement::adjudication::{by_whom, judge, judge_again};
use crate::injury_settlement::command::{ChangedLine, SettledLine};
use crate::injury_settlement::{Command, Facts, InjurySettlement, OwnCommand, State as CaseState};
use crate::recognised::Recognitions;
use agency::Agency;
use agency::case_parts::{LoadedCase, look, stage_tag};
use agency::common::page::key_field;
use agency::common::refused::{Unsuccessful, sort};
use agency::registry::folded;
use agency::shell::{shell, surface_of};

/// What the statement shows.
struct Statement {
    case: LoadedCase,
    state: CaseState,
    /// The lines: as settled, or, while it is not, as they would be today.
    lines: Vec<SettledLine>,
    /// What judging it again today would change; for staff.
    changes: Vec<ChangedLine>,
    /// What the payee owes of what was paid too much, in whatever case.
    owed: Fen,
}

pub(super) async fn show(State(agency): State<Agency>, signed_in: SignedIn, Path(number): Path<String>) -> Response {
    render(agency, signed_in, number, FormData::new(), FormErrors::new()).await
}

async fn render(agency: Agency, signed_in: SignedIn, number: String, typed: FormData, errors: FormErrors) -> Response {
    let reading = signed_in.clone();
    match blocking(move || load(&agency, &reading, &number)).await {
        Ok(statement) => {
            let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            (status, markup(&statement, &signed_in, &typed, &errors)).into_response()
        }
        Err(error) => signed_in.refuse(&error),
    }
}

fn load(agency: &Agency, signed_in: &SignedIn, number: &str) -> Result<Statement, PageError> {
    let actor = &signed_in.actor;
    let head = head_for(agency, signed_in, number)?;
    let case = LoadedCase::load(agency, &head.number.to_string(), |_| true)?;
    if actor.is_staff() {
        look(agency, actor, head.area, signed_in.now, "case.looked_at", format!("case:{}", head.id), "")?;
    }
    let state: CaseState = folded(&InjurySettlement::new(agency.law.clone()), &case.record)?;
    let form = state.application.form.clone().ok_or(PageError::NotFound)?;
    let mut reader = agency.store.reader()?;
    let mut gathering = Gathering::new(agency.store.as_ref(), reader.as_mut(), head.area);
    let facts = Facts::gather(&mut gathering, &agency.law, &Recognitions, &form)?;
    let (mut lines, mut changes) = (state.lines.clone(), Vec::new());
    if let Ok(bill) = form.read(signed_in.today) {
        if state.is_settled() && actor.is_staff() {
            let again =
                facts.circumstances().map(|circumstances| judge_again(&agency.law, &lines, bill.stay, &circumstances, signed_in.today));
            changes = again.and_then(Result::ok).unwrap_or_default();
        } else if lines.is_empty() {
            lines = judge(&agency.law, &bill, &facts, signed_in.today, &mut Silent).unwrap_or_default();
        }
    }
    Ok(Statement { case, state, lines, changes, owed: facts.owed })
}

/// The case, for whom it concerns and for staff of its area; nobody else is told that it is there.
fn head_for(agency: &Agency, signed_in: &SignedIn, number: &str) -> Result<CaseHead, PageError> {
    let actor = &signed_in.actor;
    let number = values::CaseNumber::parse(number).map_err(|_| PageError::NotFound)?;
    let mut views = agency.store.views()?;
    let head = views.case_by_number(&number)?.filter(|head| head.procedure == "injury_settlement").ok_or(PageError::NotFound)?;
    let concerned = match actor.party {
        Some(party) if actor.area == head.area => head.party == party || views.is_concerned(head.area, head.id, party)?,
        _ => false,
    };
    if concerned || (actor.is_staff() && actor.reaches(head.area)) { Ok(head) } else { Err(PageError::NotFound) }
}

fn markup(statement: &Statement, signed_in: &SignedIn, typed: &FormData, errors: &FormErrors) -> Markup {
    let language = signed_in.language;
    let (case, state) = (&statement.case, &statement.state);
    let number = case.head.number;
    let mut shell = shell(signed_in, surface_of(&signed_in.actor), title(), "/services");
    shell.has_errors = !errors.is_empty();
    shell.path = format!("/injury-settlement/{number}");
    let back = if signed_in.actor.is_staff() { format!("/desk/cases/{number}") } else { format!("/cases/{number}") };
    let summary = SummaryList::new(language)
        .words(Text::new("受理编号", "Reference"), &number.to_string())
        .row(Text::new("状态", "Stage"), stage_tag(case.head.stage, language));
    shell.page(html! {
        (back_link(&back, language))
        (error_summary(errors, language))
        (heading(&Text::new("工伤医疗费结算明细", "Statement of treatment"), Some(&case.head.subject), language))
        (summary)
        @if !state.is_settled() {
            (notification_banner(
                &Text::new("尚未结算：以下为按今天已公布的版本得出的初步结果", "Not settled yet: this is how it looks by the editions published by today"),
                html! {}, Tone::Information, language,
            ))
        }
        (lines_table(&statement.lines, language))
        @for again in &state.readjudications {
            @let name = Text::new(format!("{} 重新审核", again.on), format!("Judged again on {}", again.on));
            (section(&name, changes_table(&again.changes, statement, signed_in), language))
        }
        (owed::section_of(&statement.state, (statement.owed, number), signed_in, typed, errors))
        (judging_again(statement, signed_in, errors))
    })
}

/// What a newer edition would change, and the acts on it, for the roles they are for.
fn judging_again(statement: &Statement, signed_in: &SignedIn, errors: &FormErrors) -> Markup {
    let language = signed_in.language;
    let (actor, state) = (&signed_in.actor, &statement.state);
    if !actor.is_staff() || statement.changes.is_empty() {
        return html! {};
    }
    let act = if actor.has(Role::DecisionMaker) && state.proposed.is_some() {
        Some(("decide", Text::new("决定重新审核，补付或者收回差额", "Decide: add or take back the difference")))
    } else if actor.has(Role::InjuryOfficer) && state.proposed.is_none() {
        Some(("propose", Text::new("提出重新审核", "Propose to judge it again")))
    } else {
        None
    };
    let data = FormData::new();
    let view = FormView::new(language, &data, errors);
    let title = Text::new("按新公布的版本重新审核", "By editions published since");
    section(
        &title,
        html! {
            (changes_table(&statement.changes, statement, signed_in))
            @if let Some((act, words)) = act {
                (form(&format!("/injury-settlement/{}/{act}", statement.case.head.number), &signed_in.csrf_token, html! {
                    (key_field(&signed_in.fresh_key))
                    (view.text_area("note", Text::new("说明", "Note")).rows(2).max_length(500).optional())
                    (button(&words, language))
                }))
            } @else if state.proposed.is_some() {
                p { (language.pick("已提出，等待审批员决定。", "Proposed; a decision maker decides.")) }
            }
        },
        language,
    )
}

fn changes_table(changes: &[ChangedLine], statement: &Statement, signed_in: &SignedIn) -> Markup {
    let language = signed_in.language;
    let columns = vec![
        Column::text(Text::new("项目", "Item")),
        Column::text(Text::new("原结果", "Before")),
        Column::text(Text::new("新结果", "After")),
        Column::figures(Text::new("差额", "Difference")),
    ];
    let rows = changes.iter().map(|change| {
        let line = statement.lines.get(change.position).map(|settled| &settled.line);
        let of = line.map(|line| format!("{} {}", line.service_on, line.item)).unwrap_or_default();
        vec![
            html! { (of) },
            html! { (by_whom(&change.before.coverage).in_language(language)) " " (money(change.before.fund_pays, language)) },
            html! { (by_whom(&change.after.coverage).in_language(language)) " " (money(change.after.fund_pays, language)) },
            money(change.after.fund_pays - change.before.fund_pays, language),
        ]
    });
    let table = Table::new(Text::new("结果改变的行", "Lines that come out differently"), columns, language).hide_caption().rows(rows);
    html! { (table) }
}

pub(super) async fn act(State(agency): State<Agency>, Path((number, act)): Path<(String, String)>, sent: CheckedForm) -> Response {
    let signed_in = sent.signed_in.clone();
    let (working, named, typed) = (agency.clone(), number.clone(), sent.data.clone());
    let done = blocking(move || {
        let head = head_for(&working, &sent.signed_in, &named)?;
        let note = sent.data.trimmed("note").to_owned();
        let command = match act.as_str() {
            "propose" => Command::Own(OwnCommand::ProposeReadjudication { note }),
            "decide" => Command::Own(OwnCommand::Readjudicate { note }),
            "repay" => owed::command(&sent.data),
            _ => return Err(PageError::NotFound),
        };
        let given = sent.signed_in.given(Channel::Web, None, sent.idempotency_key());
        let procedure = InjurySettlement::new(working.law.clone());
        let target = CaseTarget::Existing { area: head.area, id: head.id };
        match perform(working.store.as_ref(), &procedure, target, &command, &given) {
            Ok(_) => Ok(None),
            Err(failure) => match sort(failure, str::to_owned) {
                Unsuccessful::Again(errors) => Ok(Some(errors)),
                Unsuccessful::Page(error) => Err(error),
            },
        }
    });
    match done.await {
        Ok(None) => Redirect::to(&format!("/injury-settlement/{number}")).into_response(),
        Ok(Some(errors)) => render(agency, signed_in, number, typed, errors).await,
        Err(error) => signed_in.refuse(&error),
    }
}
