//! The files of a sealed day that was handed up.

use agency::Agency;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, Response as HttpResponse};
use axum::response::{IntoResponse, Response};
use values::Text;
use web::{PageError, SignedIn, blocking};

use super::{Place, is_of_the_city};
use crate::daily_report::consolidation::Consolidation;
use crate::daily_report::{CityView, Seal, document as written_document, workbook as written_workbook};

const EXCEL: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(super) async fn workbook(State(agency): State<Agency>, signed_in: SignedIn, Path((topic, day)): Path<(String, String)>) -> Response {
    let reader = signed_in.clone();
    let made = blocking(move || {
        let (place, consolidation, seal) = sealed(&agency, &reader, &topic, &day)?;
        let city = agency.law.city().ok_or(PageError::NotFound)?;
        let bytes = written_workbook(&place.definition, &consolidation, &seal, city, reader.language);
        let bytes = bytes.map_err(|error| web::blocking::internal(&format!("a workbook could not be made: {error}")))?;
        Ok::<_, PageError>((bytes, format!("{}-{}.xlsx", place.definition.topic, place.day)))
    });
    answer(&signed_in, made.await, EXCEL)
}

pub(super) async fn document(State(agency): State<Agency>, signed_in: SignedIn, Path((topic, day)): Path<(String, String)>) -> Response {
    let reader = signed_in.clone();
    let made = blocking(move || {
        let (place, consolidation, seal) = sealed(&agency, &reader, &topic, &day)?;
        let text = format!("{:#}\n", written_document(&place.definition, &consolidation, &seal));
        Ok::<_, PageError>((text.into_bytes(), format!("{}-{}.json", place.definition.topic, place.day)))
    });
    answer(&signed_in, made.await, "application/json")
}

/// The sum of the city, for readers of the city, once it was handed up.
fn sealed(agency: &Agency, reader: &SignedIn, topic: &str, day: &str) -> Result<(Place, Consolidation, Seal), PageError> {
    let place = Place::of(&agency.law, topic, day)?;
    if !is_of_the_city(&agency.law, &reader.actor) {
        return Err(PageError::Forbidden { what: Text::new("全市汇总", "the city's sum") });
    }
    let view = CityView::load(agency, &place.definition, place.day)?;
    match (view.city.consolidation, view.city.seal, view.city.exported) {
        (Some(consolidation), Some(seal), true) => Ok((place, consolidation, seal)),
        _ => Err(PageError::NotFound),
    }
}

fn answer(signed_in: &SignedIn, made: Result<(Vec<u8>, String), PageError>, kind: &'static str) -> Response {
    let (bytes, name) = match made {
        Ok(made) => made,
        Err(error) => return signed_in.refuse(&error),
    };
    let mut response = HttpResponse::new(axum::body::Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    headers.insert(CONTENT_DISPOSITION, disposition.unwrap_or(HeaderValue::from_static("attachment")));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.into_response()
}
