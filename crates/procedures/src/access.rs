//! The one gate: finds out who asks, and lets nobody pass whom the table of routes does not name.

use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use casework::EmergencyRecord;
use values::{Date, Text};
use web::{Banner, PageError, WebState, blocking};

use crate::routes::{access, is_known};
use agency::Agency;

/// Middleware of the whole router.
pub async fn gate(State(agency): State<Agency>, request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map(|matched| matched.as_str().to_owned());
    let state: WebState = axum::extract::FromRef::from_ref(&agency);
    // Assets and the health check know no reader, so they must not cost one a look into the database.
    let nobody = path.as_deref().is_some_and(|path| path.starts_with("/assets/") || path == "/healthz");
    if nobody {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let mut visitor = match state.visitor_of(&mut parts).await {
        Ok(visitor) => visitor,
        Err(error) => {
            let language = web::language::of_headers(&parts.headers);
            return error.render(&web::Shell::new(web::Surface::Public, language, Text::default()));
        }
    };
    visitor.banner = match banner(&agency, visitor.today).await {
        Ok(banner) => banner,
        Err(error) => return visitor.refuse(&error),
    };
    parts.extensions.insert(visitor.clone());
    let Some(path) = path else { return visitor.refuse(&PageError::NotFound) };
    match access(parts.method.as_str(), &path) {
        Some(access) if access.admits(visitor.actor.as_ref()) => next.run(Request::from_parts(parts, body)).await,
        Some(_) if visitor.actor.is_none() => {
            // A form sent after the session ended cannot be sent again by going back to its address.
            let back = if parts.method == Method::GET || parts.method == Method::HEAD { visitor.path.as_str() } else { "/" };
            web::session::to_sign_in(back)
        }
        Some(_) => visitor.refuse(&PageError::Forbidden { what: Text::new("这个页面", "this page") }),
        None if is_known(&path) => StatusCode::METHOD_NOT_ALLOWED.into_response(),
        None => {
            tracing::error!(%path, "a route that the table of routes does not name was denied");
            visitor.refuse(&PageError::Forbidden { what: Text::new("这个页面", "this page") })
        }
    }
}

/// What everybody must know: the emergency that lasts today, with how to be served without coming.
async fn banner(agency: &Agency, today: Date) -> Result<Option<Banner>, PageError> {
    let store = agency.store.clone();
    let emergencies = blocking(move || store.reader()?.emergencies()).await?;
    Ok(emergencies.iter().find(|record| record.lasts_on(today)).map(|record| banner_of(agency, record)))
}

fn banner_of(agency: &Agency, record: &EmergencyRecord) -> Banner {
    let name =
        agency.law.notice(&record.notice_id).map_or_else(|| Text::same(record.notice_id.clone()), |notice| notice.emergency.name.clone());
    let hotline = agency.hotline();
    Banner {
        title: Text::new(
            format!("{}：社保业务不见面办理", name.zh),
            format!("Emergency in force ({}): social insurance without a visit", name.en),
        ),
        detail: Text::new(
            format!("请在网上、手机、电话 {hotline}、邮寄或电子邮件办理，无需到大厅；期限和权益不受影响。"),
            format!("Use the web, a phone, telephone {hotline}, post or e-mail; no visit is needed, and no right or time limit is lost."),
        ),
        link: Some((format!("/notices/{}", record.notice_id), Text::new("各项措施", "What changes"))),
    }
}
