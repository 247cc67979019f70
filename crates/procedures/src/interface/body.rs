//! JSON bodies, read strictly.

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use casework::OnBehalf;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use values::{AreaCode, Text};

use super::problem::Problem;

/// The largest JSON body, in bytes: a sheet of five thousand changes fits.
pub const LARGEST_BODY: usize = 4 * 1024 * 1024;

/// Opens a case.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenCase {
    /// The caller's own area when left out.
    #[serde(default)]
    pub area: Option<AreaCode>,
    pub command: Value,
    /// Staff only: for whom, and on what authorisation.
    #[serde(default)]
    pub on_behalf_of: Option<OnBehalf>,
}

/// A command on a case that exists.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnCase {
    pub command: Value,
    #[serde(default)]
    pub on_behalf_of: Option<OnBehalf>,
}

/// A JSON body of a known shape.
pub struct JsonBody<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<JsonBody<T>, Problem> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        if kind.split(';').next().map(str::trim) != Some("application/json") {
            let detail = Text::new("请以 application/json 发送。", "Send application/json.");
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "/api#media-type", "Wrong media type", &detail));
        }
        let bytes = axum::body::to_bytes(request.into_body(), LARGEST_BODY).await.map_err(|_| Problem::from(web::PageError::TooLarge))?;
        let body = serde_json::from_slice(&bytes).map_err(|error| {
            Problem::bad_request(&Text::new(format!("JSON 无法读取：{error}"), format!("the JSON could not be read: {error}")))
        })?;
        Ok(JsonBody(body))
    }
}
