//! 一事一议: somebody whose appraisal cannot wait asks for a decision in the single case.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use casework::{CaseHead, CaseTarget, Channel, perform};
use maud::html;
use values::Text;
use web::components::{FormView, back_link, button, error_summary, form as web_form, heading};
use web::{CheckedForm, FormData, FormErrors, PageError, SignedIn, blocking};

use super::page;
use crate::labour_capacity_appraisal::{Command, LabourCapacityAppraisal};
use agency::Agency;
use agency::case_parts::LoadedCase;
use agency::common::page::key_field;
use agency::common::refused::{Unsuccessful, sort};

/// Their own case, as the party it belongs to or the account that opened it.
fn own(signed_in: &SignedIn) -> impl Fn(&CaseHead) -> bool + use<> {
    let actor = signed_in.actor.clone();
    move |head| {
        let opened = head.area == actor.area && head.opened_by == actor.user_id;
        head.procedure == "labour_capacity_appraisal" && (opened || actor.speaks_for(head.area, head.party))
    }
}

pub(super) async fn ask(State(agency): State<Agency>, signed_in: SignedIn, Path(number): Path<String>) -> Response {
    let may_see = own(&signed_in);
    let of = number.clone();
    match blocking(move || LoadedCase::load(&agency, &of, may_see)).await {
        Ok(_) => show(&signed_in, &number, &FormData::new(), &FormErrors::new()),
        Err(error) => signed_in.refuse(&error),
    }
}

fn show(signed_in: &SignedIn, number: &str, data: &FormData, errors: &FormErrors) -> Response {
    let language = signed_in.language;
    let view = FormView::new(language, data, errors);
    let heading_words = Text::new("申请一事一议", "Ask for a decision in the single case");
    page(
        signed_in,
        !errors.is_empty(),
        html! {
            (back_link(&format!("/cases/{number}"), language))
            (error_summary(errors, language))
            (heading(&heading_words, Some(&Text::same(number)), language))
            p { (language.pick(
                "暂停受理期间，确属急需的可以个案决定。请写明为什么不能等到恢复受理。",
                "While intake is suspended, what truly cannot wait is decided case by case. Say why it cannot wait until intake resumes."
            )) }
            (web_form(&format!("/labour-capacity-appraisal/{number}/exception"), &signed_in.csrf_token, html! {
                (key_field(&signed_in.fresh_key))
                (view.text_area("reason", Text::new("急需办理的理由", "Why it cannot wait")).rows(5).max_length(1000))
                (button(&Text::new("提交", "Send"), language))
            }))
        },
    )
}

pub(super) async fn answer(State(agency): State<Agency>, Path(number): Path<String>, form: CheckedForm) -> Response {
    let signed_in = form.signed_in.clone();
    let (may_see, of, sent) = (own(&signed_in), number.clone(), form.clone());
    let done = blocking(move || {
        let case = LoadedCase::load(&agency, &of, may_see)?;
        let given = sent.signed_in.given(Channel::Web, None, sent.idempotency_key());
        let command = Command::AskException { reason: sent.data.trimmed("reason").to_owned() };
        let target = CaseTarget::Existing { area: case.head.area, id: case.head.id };
        let procedure = LabourCapacityAppraisal::new(agency.law.clone());
        match perform(agency.store.as_ref(), &procedure, target, &command, &given) {
            Ok(_) => Ok(None),
            Err(failure) => match sort(failure, str::to_owned) {
                Unsuccessful::Again(errors) => Ok(Some(errors)),
                Unsuccessful::Page(error) => Err::<_, PageError>(error),
            },
        }
    });
    match done.await {
        Ok(None) => Redirect::to(&format!("/cases/{number}?done=yes")).into_response(),
        Ok(Some(errors)) => show(&signed_in, &number, &form.data, &errors),
        Err(error) => signed_in.refuse(&error),
    }
}
