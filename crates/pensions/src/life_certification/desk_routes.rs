//! The desk's addresses of certifications. Staff see the people of their own area.

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use casework::{CertificationWay, Channel, Given, OnBehalf};
use maud::Markup;
use values::{Month, Party, Text};
use web::{CheckedForm, FormData, FormErrors, FormReader, PageError, SignedIn, Surface, blocking};

use super::desk_pages::{self, AUTHORISATION, Due, LIST, NOTE, SEEN_ON, WAY, WAYS};
use super::{Form, LifeCertification, routes::shown};
use crate::common::SUSPENSION_PROPOSERS;
use agency::Agency;
use agency::case_parts::look;
use agency::common::certification::CertificationStanding;
use agency::common::hand_in::{HandedIn, hand_in};
use agency::shell::shell;

pub fn routes() -> Router<Agency> {
    Router::new().route(LIST, get(list)).route("/desk/life-certification/persons/{id}", get(begin).post(answer))
}

/// A page looks at so many people, and shows those of them who are due.
const LOOKED_AT: u32 = 500;

fn page(signed_in: &SignedIn, title: Text, has_errors: bool, body: Markup) -> Response {
    let mut shell = shell(signed_in, Surface::Desk, title, LIST);
    shell.has_errors = has_errors;
    shell.page(body).into_response()
}

async fn list(State(agency): State<Agency>, signed_in: SignedIn, RawQuery(query): RawQuery) -> Response {
    let data = FormData::from_urlencoded(&query.unwrap_or_default()).unwrap_or_default();
    let after = data.trimmed("after").parse().unwrap_or(0);
    let asking = signed_in.clone();
    match blocking(move || due(&agency, &asking, after)).await {
        Err(error) => signed_in.refuse(&error),
        Ok((due, next)) => {
            let next = next.map(|after| format!("{LIST}?after={after}"));
            page(
                &signed_in,
                desk_pages::list_title(),
                false,
                desk_pages::list(&due, next.as_deref(), signed_in.actor.has_any(SUSPENSION_PROPOSERS), signed_in.language),
            )
        }
    }
}

/// Those due among the people after a number, and the number to go on from.
fn due(agency: &Agency, signed_in: &SignedIn, after: i64) -> Result<(Vec<Due>, Option<i64>), PageError> {
    let (area, today) = (signed_in.actor.area, signed_in.today);
    let looked_at = agency.store.views()?.pensioners_after(area, Month::of(today), after, LOOKED_AT)?;
    let mut reader = agency.store.reader()?;
    let declared = reader.emergencies()?;
    let standings: Vec<(i64, CertificationStanding)> = looked_at
        .iter()
        .map(|one| {
            let standing = CertificationStanding::of(&agency.law, &declared, area, one.certified_until, one.first_month, today);
            (one.person_id, standing)
        })
        .filter(|(_, standing)| standing.is_due())
        .collect();
    let ids: Vec<i64> = standings.iter().map(|(id, _)| *id).collect();
    let persons = reader.persons(area, &ids)?;
    let due = standings
        .into_iter()
        .filter_map(|(id, standing)| Some(Due { person: persons.iter().find(|person| person.id == id)?.clone(), standing }))
        .collect();
    let next = looked_at.last().filter(|_| looked_at.len() as u32 == LOOKED_AT).map(|last| last.person_id);
    Ok((due, next))
}

async fn begin(State(agency): State<Agency>, signed_in: SignedIn, Path(id): Path<i64>) -> Response {
    show(agency, &signed_in, id, FormData::new(), FormErrors::new()).await
}

async fn show(agency: Agency, signed_in: &SignedIn, id: i64, data: FormData, errors: FormErrors) -> Response {
    let asking = signed_in.clone();
    let found = blocking(move || {
        let area = asking.actor.area;
        let found = shown(&agency, area, id, asking.today)?;
        look(&agency, &asking.actor, area, asking.now, "person.looked_at", Party::person(id).to_string(), "life_certification")?;
        Ok::<_, PageError>(found)
    });
    match found.await {
        Err(error) => signed_in.refuse(&error),
        Ok(found) => {
            let (csrf_token, key, language) = (&signed_in.csrf_token, &signed_in.fresh_key, signed_in.language);
            let body = desk_pages::certify(signed_in.actor.area, &found, &data, &errors, csrf_token, key, language);
            page(signed_in, Text::new("代为资格认证", "Certify on behalf"), !errors.is_empty(), body)
        }
    }
}

async fn answer(State(agency): State<Agency>, Path(id): Path<i64>, form: CheckedForm) -> Response {
    let (working, sent) = (agency.clone(), form.clone());
    match blocking(move || examine(&working, id, &sent)).await {
        Err(error) => form.signed_in.refuse(&error),
        Ok(Ok(number)) => Redirect::to(&format!("/desk/cases/{number}")).into_response(),
        Ok(Err(errors)) => show(agency, &form.signed_in, id, form.data, errors).await,
    }
}

fn examine(agency: &Agency, id: i64, sent: &CheckedForm) -> HandedIn {
    let (form, given) = match read(id, sent) {
        Ok(read) => read,
        Err(errors) => return Ok(Err(errors)),
    };
    hand_in(agency, LifeCertification::new(agency.law.clone()), form, &given)
}

fn read(id: i64, sent: &CheckedForm) -> Result<(Form, Given), FormErrors> {
    let mut reader = FormReader::new(&sent.data);
    let offered = WAYS.map(CertificationWay::as_str);
    let way = reader.choice(WAY, &Text::new("怎样确认本人健在", "How was the person found alive"), &offered);
    let seen_on = reader.parse_optional_with(SEEN_ON, |typed| values::parse_date(typed).map_err(|error| error.text()));
    let note = reader.optional(NOTE, &Text::new("说明", "Note"));
    let authorisation = reader.text(AUTHORISATION, &Text::new("委托依据", "Authorisation"), 300);
    let (Some(way), Some(authorisation), true) =
        (way.and_then(|word| CertificationWay::of(&word)), authorisation, reader.errors().is_empty())
    else {
        return Err(reader.into_errors());
    };
    let form = Form { person_id: id, way, seen_on, note: note.unwrap_or_default() };
    let on_behalf = OnBehalf { party: Party::person(id), authorisation };
    Ok((form, sent.signed_in.given(channel_of(way), Some(on_behalf), sent.idempotency_key())))
}

/// The channel a way came through.
fn channel_of(way: CertificationWay) -> Channel {
    match way {
        CertificationWay::Phone => Channel::Telephone,
        CertificationWay::Post => Channel::Post,
        CertificationWay::Kiosk => Channel::Kiosk,
        CertificationWay::Web => Channel::Web,
        CertificationWay::PhoneApp => Channel::PhoneApp,
        CertificationWay::Counter | CertificationWay::Helper => Channel::Counter,
        CertificationWay::DataMatch => Channel::System,
    }
}
