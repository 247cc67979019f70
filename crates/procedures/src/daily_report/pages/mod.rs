//! The pages of the daily reports: the list, a day of an area or of the city, the calendar, and the files of a sealed day.

mod act;
mod area;
mod calendar;
mod city;
mod file;
mod home;

use agency::Agency;
use agency::common::page::key_field;
use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use casework::Actor;
use maud::{Markup, html};
use rules::{Law, ReportDefinition};
use values::{Date, Text};
use web::components::{ButtonStyle, button_style, form};
use web::{FormData, FormErrors, PageError, SignedIn, Surface, blocking};

use super::Figures;
use agency::shell::shell;

/// Where the pages begin.
pub const HOME: &str = "/desk/daily-reports";

/// Every address of the reports.
pub fn routes() -> Router<Agency> {
    Router::new()
        .route("/desk/daily-reports", get(home::show))
        .route("/desk/daily-reports/{topic}/calendar", get(calendar::show))
        .route("/desk/daily-reports/{topic}/{day}", get(day))
        .route("/desk/daily-reports/{topic}/{day}/report.xlsx", get(file::workbook))
        .route("/desk/daily-reports/{topic}/{day}/report.json", get(file::document))
        .route("/desk/daily-reports/{topic}/{day}/{act}", post(act::perform))
}

/// A topic and a day as an address names them.
#[derive(Debug, Clone)]
struct Place {
    definition: ReportDefinition,
    day: Date,
}

impl Place {
    fn of(law: &Law, topic: &str, day: &str) -> Result<Place, PageError> {
        let definition = law.report(topic).ok_or(PageError::NotFound)?.clone();
        Ok(Place { definition, day: values::parse_date(day).map_err(|_| PageError::NotFound)? })
    }

    fn address(&self) -> String {
        address(&self.definition.topic, self.day)
    }
}

fn address(topic: &str, day: Date) -> String {
    format!("{HOME}/{topic}/{day}")
}

/// Whether an account works for the city and not for one area.
fn is_of_the_city(law: &Law, actor: &Actor) -> bool {
    law.city().is_some_and(|city| city.code == actor.area)
}

async fn day(
    State(agency): State<Agency>,
    signed_in: SignedIn,
    Path((topic, day)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let asked = FormData::from_urlencoded(&query.unwrap_or_default()).unwrap_or_default();
    // Only what was just done is taken from the address; a form never begins with what a link says.
    let done = Some(asked.get("done")).filter(|done| *done != "yes").unwrap_or("");
    let data = FormData::new().with("done", done);
    match Place::of(&agency.law, &topic, &day) {
        Ok(place) => shown(agency, signed_in, place, data, FormErrors::new()).await,
        Err(error) => signed_in.refuse(&error),
    }
}

/// The day as its reader sees it, with what was typed and what was wrong with it.
async fn shown(agency: Agency, signed_in: SignedIn, place: Place, data: FormData, errors: FormErrors) -> Response {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let reader = signed_in.clone();
    let page = blocking(move || {
        if is_of_the_city(&agency.law, &reader.actor) {
            city::page(&agency, &reader, &place, &data, &errors)
        } else {
            area::page(&agency, &reader, &place, &data, &errors)
        }
    });
    match page.await {
        Ok(page) => (status, page).into_response(),
        Err(error) => signed_in.refuse(&error),
    }
}

/// The frame of a page of the reports.
fn framed(signed_in: &SignedIn, title: Text, errors: &FormErrors, body: Markup) -> Markup {
    let mut shell = shell(signed_in, Surface::Desk, title, HOME);
    shell.has_errors = !errors.is_empty();
    shell.page(body)
}

/// A form of a day: sending it twice does it once.
fn act_form(place: &Place, act: &str, signed_in: &SignedIn, body: Markup, words: &Text, style: ButtonStyle) -> Markup {
    let key = format!("{}{act}", signed_in.fresh_key);
    let content = html! { (key_field(&key)) (body) (button_style(words, style, signed_in.language)) };
    form(&format!("{}/{act}", place.address()), &signed_in.csrf_token, content)
}

/// Figures in words, in the order of the form.
fn in_words(definition: &ReportDefinition, figures: &Figures, signed_in: &SignedIn) -> Markup {
    let named = definition.fields.iter().filter_map(|field| Some((&field.title, figures.get(&field.name)?)));
    html! {
        @for (position, (title, figure)) in named.enumerate() {
            @if position > 0 { br; }
            (title.in_language(signed_in.language)) " " strong { (figure) }
        }
    }
}
