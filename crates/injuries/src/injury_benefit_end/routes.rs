//! The desk's address of the proposal.

use agency::Agency;
use agency::common::hand_in::{HandedIn, hand_in};
use agency::common::rights::beneficiary_at_desk;
use agency::routes::{Access, Route};
use agency::shell::shell;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use casework::{Channel, Role};
use values::Text;
use web::{CheckedForm, FormData, FormErrors, FormReader, SignedIn, Surface, blocking};

use super::{EndGround, Form, InjuryBenefitEnd, pages};
use crate::benefit_pages::LIST;

const ADDRESS: &str = "/desk/injury-benefit-end/{id}";
const OFFICERS: Access = Access::Roles(&[Role::InjuryOfficer]);

pub const ROUTES: &[Route] = &[("GET", ADDRESS, OFFICERS), ("POST", ADDRESS, OFFICERS)];

pub fn routes() -> Router<Agency> {
    Router::new().route(ADDRESS, get(begin).post(answer))
}

async fn begin(State(agency): State<Agency>, signed_in: SignedIn, Path(id): Path<i64>) -> Response {
    show(agency, &signed_in, id, FormData::new(), FormErrors::new()).await
}

async fn show(agency: Agency, signed_in: &SignedIn, id: i64, data: FormData, errors: FormErrors) -> Response {
    let asking = signed_in.clone();
    let found = blocking(move || beneficiary_at_desk(&agency, &asking, id, "injury_benefit_end"));
    match found.await {
        Err(error) => signed_in.refuse(&error),
        Ok((person, rights)) => {
            let mut shell = shell(signed_in, Surface::Desk, pages::title(), LIST);
            shell.has_errors = !errors.is_empty();
            let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            (status, shell.page(pages::propose(&person, &rights, &data, &errors, signed_in))).into_response()
        }
    }
}

async fn answer(State(agency): State<Agency>, Path(id): Path<i64>, sent: CheckedForm) -> Response {
    let (working, examined) = (agency.clone(), sent.clone());
    match blocking(move || examine(&working, id, &examined)).await {
        Err(error) => sent.signed_in.refuse(&error),
        Ok(Ok(number)) => Redirect::to(&format!("/desk/cases/{number}")).into_response(),
        Ok(Err(errors)) => show(agency, &sent.signed_in, id, sent.data, errors).await,
    }
}

fn examine(agency: &Agency, id: i64, sent: &CheckedForm) -> HandedIn {
    let form = match read(id, &sent.data) {
        Ok(form) => form,
        Err(errors) => return Ok(Err(errors)),
    };
    let given = sent.signed_in.given(Channel::Web, None, sent.idempotency_key());
    hand_in(agency, InjuryBenefitEnd::new(agency.law.clone()), form, &given)
}

fn read(person_id: i64, data: &FormData) -> Result<Form, FormErrors> {
    let mut reader = FormReader::new(data);
    let entitlement_id = data.trimmed("entitlement_id").parse::<i64>().ok();
    let ground = reader.choice("ground", &Text::new("原因", "Ground"), &EndGround::ALL.map(EndGround::as_str));
    let last_month = reader.month("last_month", &Text::new("最后发放的月份", "Last month paid"));
    let found = reader.text("found", &Text::new("查到了什么", "What was found"), 2000);
    match (entitlement_id, ground.and_then(|word| EndGround::of(&word)), last_month, found) {
        (Some(entitlement_id), Some(ground), Some(last_month), Some(found)) => {
            Ok(Form { person_id, entitlement_id, ground, last_month, found })
        }
        (entitlement_id, ..) => {
            let mut errors = reader.into_errors();
            if entitlement_id.is_none() {
                errors.push("entitlement_id", Text::new("请选择停止哪一项待遇", "choose the benefit that ends"));
            }
            Err(errors)
        }
    }
}
