//! The pages of the benefits: the form, the figures before it is sent, the confirmation.

use agency::Agency;
use agency::common::application_page::{confirmation, tried};
use agency::common::refused::{Unsuccessful, errors, sort};
use agency::common::{on_behalf, paper};
use agency::routes::{Access, Route};
use agency::shell::{shell, surface_of};
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use casework::application::{Application, ApplicationCommand, ApplicationProcedure};
use casework::{Actor, CaseTarget, Channel, Failure, Role, perform};
use maud::Markup;
use values::{CaseNumber, Explanation, Party, Text};
use web::{CheckedForm, FormData, FormErrors, PageError, SignedIn, blocking};

use super::form::{Form, Supported};
use super::form_view::{self, Checked, DEPENDANT_ROWS};
use super::{DEATH, InjuryBenefit, KINSHIP, figures};

const OF_EMPLOYER: &str = "/employer/injury-benefit";
const OF_PERSON: &str = "/my/injury-benefit";
/// The fields with the numbers of the two decisions.
pub const RECOGNITION: &str = "recognition_number";
pub const APPRAISAL: &str = "appraisal_number";

const HELPED: Access = Access::Roles(&[Role::EmployerClerk, Role::InjuryOfficer, Role::Clerk, Role::HotlineOperator, Role::HallManager]);
const PERSONS: Access = Access::Roles(&[Role::Person]);

pub const ROUTES: &[Route] = &[
    ("GET", OF_EMPLOYER, HELPED),
    ("POST", OF_EMPLOYER, HELPED),
    ("GET", "/employer/injury-benefit/sent/{number}", HELPED),
    ("GET", OF_PERSON, PERSONS),
    ("POST", OF_PERSON, PERSONS),
    ("GET", "/my/injury-benefit/sent/{number}", PERSONS),
];

pub fn routes() -> Router<Agency> {
    Router::new()
        .route(OF_EMPLOYER, get(begin).post(answer))
        .route("/employer/injury-benefit/sent/{number}", get(sent))
        .route(OF_PERSON, get(begin).post(answer))
        .route("/my/injury-benefit/sent/{number}", get(sent))
}

pub fn address(actor: &Actor) -> &'static str {
    if actor.has(Role::Person) && !actor.is_staff() { OF_PERSON } else { OF_EMPLOYER }
}

pub fn title() -> Text {
    Text::new("申请工伤待遇", "Apply for the benefits of a work injury")
}

fn page(signed_in: &SignedIn, has_errors: bool, body: Markup) -> Response {
    let mut shell = shell(signed_in, surface_of(&signed_in.actor), title(), "/services");
    shell.has_errors = has_errors;
    shell.page(body).into_response()
}

fn show(signed_in: &SignedIn, data: &FormData, wrong: &FormErrors) -> Response {
    page(signed_in, !wrong.is_empty(), form_view::fill_in(signed_in, data, wrong))
}

async fn begin(signed_in: SignedIn) -> Response {
    show(&signed_in, &FormData::new(), &FormErrors::new())
}

enum Answered {
    Wrong(FormData, FormErrors),
    Checked(Box<(Checked, FormData)>),
    Sent(CaseNumber),
}

async fn answer(State(agency): State<Agency>, sent: CheckedForm) -> Response {
    let examined = sent.clone();
    let signed_in = &sent.signed_in;
    match blocking(move || examine(&agency, &examined)).await {
        Err(error) => signed_in.refuse(&error),
        Ok(Answered::Wrong(data, wrong)) => show(signed_in, &data, &wrong),
        Ok(Answered::Sent(number)) => Redirect::to(&format!("{}/sent/{number}", address(&signed_in.actor))).into_response(),
        Ok(Answered::Checked(checked)) => page(signed_in, false, form_view::check(&checked.0, signed_in, &checked.1)),
    }
}

fn examine(agency: &Agency, sent: &CheckedForm) -> Result<Answered, PageError> {
    let (signed_in, actor, store) = (&sent.signed_in, &sent.signed_in.actor, agency.store.as_ref());
    let asked = form_of(agency, actor, &sent.data)?;
    let mut wrong = FormErrors::new();
    let materials = paper::take(store, &[DEATH, KINSHIP], &sent.data, signed_in.now, &mut wrong)?;
    let data = paper::remembered(&sent.data, &materials);
    if sent.data.get("step") == "change" {
        return Ok(Answered::Wrong(data, wrong));
    }
    let procedure = InjuryBenefit::new(agency.law.clone());
    let plain = signed_in.given(Channel::Web, None, sent.idempotency_key());
    let (facts, refusals) = tried(store, &procedure, actor.area, &asked, &plain)?;
    let party = facts.worker.as_ref().map_or(Party::AGENCY, |worker| Party::person(worker.id));
    let given = match on_behalf::given(sent, party) {
        Ok(given) => given,
        Err(missing) => {
            missing.summary().for_each(|(field, message)| wrong.push(field, message.clone()));
            plain
        }
    };
    let rename = |field: &str| match field {
        "recognition_case_id" => RECOGNITION.to_owned(),
        "appraisal_case_id" => APPRAISAL.to_owned(),
        "dependants" => "dependants.0.id_number".to_owned(),
        other => other.to_owned(),
    };
    errors(&refusals, rename).summary().for_each(|(field, message)| wrong.push(field, message.clone()));
    for needed in procedure.needed_materials(&asked, &facts) {
        if !materials.iter().any(|material| material.kind == needed.kind) {
            let name = &needed.name;
            wrong.push(needed.kind, Text::new(format!("请上传{}", name.zh), format!("add the {}", name.en)));
        }
    }
    if !wrong.is_empty() {
        return Ok(Answered::Wrong(data, wrong));
    }
    if sent.data.get("step") != "send" {
        let mut explanation = Explanation::default();
        let found = asked.read().and_then(|claim| figures(&agency.law, &claim, &facts, &mut explanation));
        let found = found.map_err(|refusals| PageError::from(Failure::Refused(refusals)))?;
        return Ok(Answered::Checked(Box::new((Checked { form: asked, figures: found, explanation, materials }, data))));
    }
    // Whose affair it is not is refused by the decision, beside no field.
    let command = ApplicationCommand::Submit { form: asked, materials };
    match perform(store, &Application(procedure), CaseTarget::New(actor.area), &command, &given) {
        Ok(performed) => Ok(Answered::Sent(performed.number)),
        Err(failure) => match sort(failure, str::to_owned) {
            Unsuccessful::Again(wrong) => Ok(Answered::Wrong(data, wrong)),
            Unsuccessful::Page(error) => Err(error),
        },
    }
}

fn form_of(agency: &Agency, actor: &Actor, data: &FormData) -> Result<Form, PageError> {
    let text = |field: &str| data.trimmed(field).to_owned();
    let case = |field: &str| -> Result<i64, PageError> {
        let Ok(number) = CaseNumber::parse(data.trimmed(field)) else { return Ok(0) };
        let head = agency.store.views()?.case_by_number(&number)?;
        Ok(head.filter(|head| head.area == actor.area).map_or(0, |head| head.id))
    };
    let supported = |position: usize| Supported {
        id_number: text(&format!("dependants.{position}.id_number")),
        relation: text(&format!("dependants.{position}.relation")),
        lonely_elder_or_orphan: data.get(&format!("dependants.{position}.lonely")) == "yes",
    };
    let dependants = (0..DEPENDANT_ROWS).map(supported).filter(|one| !one.id_number.is_empty() || !one.relation.is_empty()).collect();
    Ok(Form {
        cause: text("cause"),
        benefits: data.all("benefits").map(str::to_owned).collect(),
        worker_id_number: text("worker_id_number"),
        recognition_case_id: case(RECOGNITION)?,
        appraisal_case_id: case(APPRAISAL)?,
        on: text("on"),
        relative_id_number: text("relative_id_number"),
        dependants,
    })
}

async fn sent(State(agency): State<Agency>, signed_in: SignedIn, Path(number): Path<String>) -> Response {
    let Ok(number) = CaseNumber::parse(&number) else { return signed_in.refuse(&PageError::NotFound) };
    let (store, actor) = (agency.store.clone(), signed_in.actor.clone());
    let found = blocking(move || {
        let head = store.views()?.case_by_number(&number)?;
        let own = head.filter(|head| {
            let opened = head.area == actor.area && head.opened_by == actor.user_id;
            opened || actor.speaks_for(head.area, head.party) || (actor.is_staff() && actor.reaches(head.area))
        });
        own.ok_or(Failure::NotFound)
    });
    if let Err(error) = found.await {
        return signed_in.refuse(&error);
    }
    let procedure = InjuryBenefit::new(agency.law.clone());
    let href = if signed_in.actor.is_staff() { format!("/desk/cases/{number}") } else { format!("/cases/{number}") };
    let body = confirmation(&agency.law, procedure.declaration(), &number.to_string(), &href, signed_in.today, signed_in.language);
    page(&signed_in, false, body)
}
