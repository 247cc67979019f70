//! The public addresses of the notices.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use casework::EmergencyRecord;
use values::Text;
use web::{PageError, Visitor, blocking};

use super::notice_pages::{Declared, list, notice};
use agency::Agency;
use agency::shell::public_shell;

/// Every public address of the notices.
pub fn routes() -> Router<Agency> {
    Router::new().route("/notices", get(all)).route("/notices/{id}", get(one))
}

async fn emergencies(agency: &Agency) -> Result<Vec<EmergencyRecord>, PageError> {
    let store = agency.store.clone();
    blocking(move || store.reader()?.emergencies()).await
}

async fn all(State(agency): State<Agency>, visitor: Visitor) -> Response {
    let records = match emergencies(&agency).await {
        Ok(records) => records,
        Err(error) => return visitor.refuse(&error),
    };
    let notices: Vec<Declared<'_>> = agency
        .law
        .notices()
        .iter()
        .map(|notice| Declared { notice, record: records.iter().find(|record| record.notice_id == notice.id), today: visitor.today })
        .collect();
    let body = list(&notices, visitor.language);
    public_shell(&visitor, Text::new("应急通知", "Emergency notices")).page(body).into_response()
}

async fn one(State(agency): State<Agency>, visitor: Visitor, Path(id): Path<String>) -> Response {
    let Some(found) = agency.law.notice(&id) else { return visitor.refuse(&PageError::NotFound) };
    let records = match emergencies(&agency).await {
        Ok(records) => records,
        Err(error) => return visitor.refuse(&error),
    };
    let declared = Declared { notice: found, record: records.iter().find(|record| record.notice_id == id), today: visitor.today };
    let site = visitor.site.clone();
    let body = notice(&declared, agency.hotline(), &|area| site.area_name(area), visitor.language);
    public_shell(&visitor, found.title.clone()).page(body).into_response()
}
