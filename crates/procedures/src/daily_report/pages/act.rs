//! The forms of a day read into commands.

use std::collections::BTreeMap;

use agency::Agency;
use agency::common::page::{hidden, key_field};
use agency::common::refused::{Unsuccessful, sort};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use casework::Channel;
use maud::html;
use values::{AreaCode, Text};
use web::components::{SummaryList, back_link, button, date, form, heading};
use web::{CheckedForm, FormData, FormErrors, PageError, SignedIn, blocking};

use super::area::figure_field;
use super::{Place, framed, is_of_the_city, shown};
use crate::daily_report::{Act, Command, give, try_out};

pub(super) async fn perform(
    State(agency): State<Agency>,
    Path((topic, day, segment)): Path<(String, String, String)>,
    form: CheckedForm,
) -> Response {
    let CheckedForm { signed_in, data } = form.clone();
    let place = Place::of(&agency.law, &topic, &day);
    let read = place.and_then(|place| Ok((act_of(&segment, &place, &data).ok_or(PageError::NotFound)?, place)));
    let (act, place) = match read {
        Ok(read) => read,
        Err(error) => return signed_in.refuse(&error),
    };
    let is_first_report = matches!(act, Act::Report { .. });
    let is_checked = !is_first_report || data.get("checked") == "yes";
    let command = Command { topic, day: place.day, act };
    let area = signed_in.actor.area;
    let given = signed_in.given(Channel::Web, None, form.idempotency_key());
    let office = agency.clone();
    let done = blocking(move || {
        let done = if is_checked { give(&office, area, &command, &given).map(|_| ()) } else { try_out(&office, area, &command, &given) };
        Ok::<_, PageError>(done)
    });
    match done.await {
        Ok(Ok(())) if !is_checked => check_page(&place, &signed_in, &data),
        Ok(Ok(())) if is_of_the_city(&agency.law, &signed_in.actor) => {
            Redirect::to(&format!("{}?done={segment}", place.address())).into_response()
        }
        Ok(Ok(())) => shown(agency, signed_in, place, FormData::new().with("done", "yes"), FormErrors::new()).await,
        Ok(Err(failure)) => match sort(failure, |field| field.replace("figures.", "figure_")) {
            Unsuccessful::Again(errors) => shown(agency, signed_in, place, data, errors).await,
            Unsuccessful::Page(error) => signed_in.refuse(&error),
        },
        Err(error) => signed_in.refuse(&error),
    }
}

fn act_of(segment: &str, place: &Place, data: &FormData) -> Option<Act> {
    let word = |name: &str| data.trimmed(name).to_owned();
    let figures = || -> BTreeMap<String, String> {
        let fields = place.definition.fields.iter();
        fields.map(|field| (field.name.clone(), word(&figure_field(&field.name)))).collect()
    };
    let zero = data.get("zero") == "yes";
    Some(match segment {
        "report" => Act::Report { figures: figures(), zero, note: word("note") },
        "correct" => Act::Correct { figures: figures(), zero, note: word("note"), reason: word("reason") },
        "consolidate" => Act::Consolidate { without: word("without") },
        // What was not chosen names no area, and is refused as such.
        "reopen" => Act::Reopen { area: word("area").parse::<AreaCode>().ok()?, reason: word("reason") },
        "seal" => Act::Seal,
        "export" => Act::Export,
        "acknowledge" => Act::Acknowledge { receipt_number: word("receipt_number"), acknowledged_on: word("acknowledged_on") },
        _ => return None,
    })
}

/// The answers once more, before they go to the city.
fn check_page(place: &Place, signed_in: &SignedIn, data: &FormData) -> Response {
    let language = signed_in.language;
    let title = Text::new("请核对", "Check your answers");
    let mut list = SummaryList::new(language).row(Text::new("日期", "Day"), date(place.day, language));
    for field in &place.definition.fields {
        list = list.words(field.title.clone(), data.trimmed(&figure_field(&field.name)));
    }
    if data.get("zero") == "yes" {
        list = list.words(Text::new("零报告", "Zero"), language.pick("今日无病例", "nothing today"));
    }
    if !data.trimmed("note").is_empty() {
        list = list.words(Text::new("说明", "Note"), data.trimmed("note"));
    }
    let names = place.definition.fields.iter().map(|field| figure_field(&field.name)).chain(["zero".to_owned(), "note".to_owned()]);
    let carried = html! {
        (key_field(&format!("{}checked", signed_in.fresh_key)))
        (hidden("checked", "yes"))
        @for name in names { (hidden(&name, data.trimmed(&name))) }
        (button(&Text::new("报送市局", "Report to the city"), language))
    };
    let body = html! {
        (back_link(&place.address(), language))
        (heading(&title, Some(&place.definition.title), language))
        (list)
        (form(&format!("{}/report", place.address()), &signed_in.csrf_token, carried))
    };
    framed(signed_in, title, &FormErrors::new(), body).into_response()
}
