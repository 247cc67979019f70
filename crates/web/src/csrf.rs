//! Forms that change something must come from our own pages.

use axum::extract::{FromRef, FromRequest, FromRequestParts, Request};
use axum::response::{IntoResponse, Response};
use values::Text;

use crate::errors::PageError;
use crate::form::{FormData, FormRejection};
use crate::layout::Surface;
use crate::session::{SignedIn, Visitor, WebState};

/// The name of the hidden field with the session's token.
pub const FIELD: &str = "csrf_token";
/// The name of the hidden field under which a repeated form is recognised.
pub const KEY_FIELD: &str = "idempotency_key";

/// Compares without telling by its time where two texts differ.
pub fn same_secret(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() || one.is_empty() {
        return false;
    }
    // `black_box` keeps the compiler from leaving the loop at the first difference.
    std::hint::black_box(one.iter().zip(other).fold(0_u8, |difference, (left, right)| difference | (left ^ right))) == 0
}

/// The form of somebody signed in, its token already checked.
#[derive(Debug, Clone)]
pub struct CheckedForm {
    pub signed_in: SignedIn,
    pub data: FormData,
}

impl CheckedForm {
    /// The key under which the act is repeated safely: what the page carried, bound to the account. A form without one gets a
    /// fresh key, so that it is simply carried out.
    pub fn idempotency_key(&self) -> String {
        let sent = self.data.trimmed(KEY_FIELD);
        let usable = !sent.is_empty() && sent.len() <= 64 && sent.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let key = if usable { sent } else { &self.signed_in.fresh_key };
        format!("form-{}-{}-{key}", self.signed_in.actor.area, self.signed_in.actor.user_id)
    }
}

/// Why a form was not taken; renders itself.
#[derive(Debug)]
pub enum CheckedFormRejection {
    SignIn(Response),
    Form(FormRejection),
    Forged(Box<Visitor>),
}

impl IntoResponse for CheckedFormRejection {
    fn into_response(self) -> Response {
        match self {
            CheckedFormRejection::SignIn(response) => response,
            CheckedFormRejection::Form(rejection) => rejection.into_response(),
            CheckedFormRejection::Forged(visitor) => forged().render(&visitor.shell(Surface::Public, Text::default())),
        }
    }
}

/// The answer to a form without the right token.
pub fn forged() -> PageError {
    PageError::Forbidden {
        what: Text::new(
            "提交这份表单（页面已过期或不是从本网站提交的，请返回刷新页面后重新提交）",
            "sending this form (the page is out of date or the form did not come from this site; go back, reload and send it again)",
        ),
    }
}

impl<S> FromRequest<S> for CheckedForm
where
    S: Send + Sync,
    WebState: FromRef<S>,
{
    type Rejection = CheckedFormRejection;

    async fn from_request(request: Request, state: &S) -> Result<CheckedForm, CheckedFormRejection> {
        let (mut parts, body) = request.into_parts();
        let signed_in = SignedIn::from_request_parts(&mut parts, state).await.map_err(CheckedFormRejection::SignIn)?;
        let request = Request::from_parts(parts, body);
        let data = FormData::from_request(request, state).await.map_err(CheckedFormRejection::Form)?;
        if !same_secret(data.get(FIELD), &signed_in.csrf_token) {
            return Err(CheckedFormRejection::Forged(Box::new(signed_in.into())));
        }
        Ok(CheckedForm { signed_in, data })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_the_same_or_not_and_nothing_is_no_secret() {
        assert!(same_secret("abc", "abc"));
        for (one, other) in [("abc", "abd"), ("abc", "ab"), ("", ""), ("a", "")] {
            assert!(!same_secret(one, other), "{one} {other}");
        }
    }
}
