//! What could not be done, as RFC 9457 has it, with every refusal in both languages.

use axum::Json;
use axum::http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use casework::{Failure, Refusals, StoreError};
use serde::Serialize;
use values::Text;
use web::PageError;

use agency::registry::CommandFailure;

/// A problem document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Where the kind of problem is described.
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub title: &'static str,
    pub status: u16,
    pub detail: String,
    pub detail_zh: String,
    /// Each reason with its code, field, text, hint and citation; empty when nothing was decided.
    pub refusals: Refusals,
}

impl Problem {
    pub fn new(status: StatusCode, kind: &'static str, title: &'static str, detail: &Text) -> Problem {
        Problem {
            kind,
            title,
            status: status.as_u16(),
            detail: detail.en.clone(),
            detail_zh: detail.zh.clone(),
            refusals: Refusals::default(),
        }
    }

    pub fn bad_request(detail: &Text) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, "/api#bad-request", "The request could not be read", detail)
    }

    pub fn not_found() -> Problem {
        let detail = Text::new("没有这个资源，或者它不属于您。", "There is no such resource, or it is not yours.");
        Problem::new(StatusCode::NOT_FOUND, "/api#not-found", "Not found", &detail)
    }

    pub fn unauthorised() -> Problem {
        let detail = Text::new(
            "请用 HTTP Basic 提供用户名和密码，或使用登录会话并在 X-CSRF-Token 头中给出令牌。",
            "Give user name and password by HTTP Basic, or use a signed-in session with its token in the X-CSRF-Token header.",
        );
        Problem::new(StatusCode::UNAUTHORIZED, "/api#unauthorised", "Not signed in", &detail)
    }

    fn refused(refusals: Refusals) -> Problem {
        let joined =
            |pick: fn(&Text) -> &str| refusals.0.iter().map(|refusal| pick(&refusal.text).to_owned()).collect::<Vec<_>>().join("; ");
        let detail = Text::new(joined(|text| &text.zh), joined(|text| &text.en));
        let forbidden = refusals.has("not_allowed") || refusals.has("separation_of_duties");
        let mut problem = if forbidden {
            Problem::new(StatusCode::FORBIDDEN, "/api#forbidden", "Not allowed", &detail)
        } else {
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "/api#refused", "Refused", &detail)
        };
        problem.refusals = refusals;
        problem
    }
}

impl From<PageError> for Problem {
    fn from(error: PageError) -> Problem {
        let text = Text::new;
        match error {
            PageError::NotFound => Problem::not_found(),
            PageError::Forbidden { what } => Problem::new(StatusCode::FORBIDDEN, "/api#forbidden", "Not allowed", &what),
            PageError::Conflict => {
                let detail =
                    text("同一事项刚被他人更新，请重新读取后再试。", "Somebody else changed the same case; read it again and retry.");
                Problem::new(StatusCode::CONFLICT, "/api#conflict", "Changed meanwhile", &detail)
            }
            PageError::Unprocessable(detail) => Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "/api#refused", "Refused", &detail),
            PageError::TooLarge => {
                Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "/api#too-large", "Too large", &text("内容太大。", "The content is too large."))
            }
            PageError::Unavailable => {
                let detail =
                    text("系统暂时不可用，请稍后用同一幂等键重试。", "Not available now; retry later under the same idempotency key.");
                Problem::new(StatusCode::SERVICE_UNAVAILABLE, "/api#unavailable", "Not available", &detail)
            }
            PageError::Internal { reference } => {
                let detail = text(&format!("系统出现问题，编号 {reference}。"), &format!("Something failed here, reference {reference}."));
                Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "/api#internal", "Our fault", &detail)
            }
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        PageError::from(error).into()
    }
}

impl From<CommandFailure> for Problem {
    fn from(failure: CommandFailure) -> Problem {
        match failure {
            CommandFailure::Malformed(text) => Problem::bad_request(&text),
            CommandFailure::Failed(Failure::Refused(refusals)) => Problem::refused(refusals),
            CommandFailure::Failed(Failure::Forbidden(refusal)) => {
                let mut problem = Problem::refused((*refusal).into());
                problem.status = StatusCode::FORBIDDEN.as_u16();
                problem
            }
            CommandFailure::Failed(Failure::NotFound) => Problem::not_found(),
            CommandFailure::Failed(Failure::Store(error)) => error.into(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"Yunban\", charset=\"UTF-8\""));
        }
        response
    }
}
