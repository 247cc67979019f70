//! The seam to storage is synchronous; pages call it from threads that may wait.

use casework::{Failure, Refusals, StoreError};
use sha2::{Digest, Sha256};
use values::Text;

use crate::errors::PageError;

/// Runs `work` on a thread that may wait for storage.
///
/// Every failure becomes a page. A panic inside becomes [`PageError::Internal`], as it would anywhere else.
pub async fn blocking<T, E, W>(work: W) -> Result<T, PageError>
where
    T: Send + 'static,
    E: Into<PageError> + Send + 'static,
    W: FnOnce() -> Result<T, E> + Send + 'static,
{
    match tokio::task::spawn_blocking(work).await {
        Ok(answer) => answer.map_err(Into::into),
        Err(failure) => Err(internal(&failure)),
    }
}

/// Writes a fault of ours into the log under a reference the reader is given.
///
/// The reference is a digest of the fault: the same fault has the same reference, however often it is met.
pub fn internal(fault: &dyn std::fmt::Display) -> PageError {
    let fault = fault.to_string();
    let reference = hex::encode(&Sha256::digest(fault.as_bytes())[..5]);
    tracing::error!(%reference, %fault, "a request failed");
    PageError::Internal { reference }
}

impl From<StoreError> for PageError {
    fn from(error: StoreError) -> PageError {
        match error {
            StoreError::Conflict => PageError::Conflict,
            StoreError::DuplicateIdentifier => PageError::Unprocessable(Text::new(
                "该证件号码或代码已经登记，请核对后重试。",
                "This identifier is already registered; check it and try again.",
            )),
            StoreError::Unknown | StoreError::Unavailable(_) => {
                tracing::error!(%error, "the database did not answer");
                PageError::Unavailable
            }
            StoreError::Damaged(_) => internal(&error),
        }
    }
}

impl From<Refusals> for PageError {
    fn from(refusals: Refusals) -> PageError {
        let text = joined(&refusals);
        if refusals.has("not_allowed") { PageError::Forbidden { what: text } } else { PageError::Unprocessable(text) }
    }
}

impl From<Failure> for PageError {
    fn from(failure: Failure) -> PageError {
        match failure {
            Failure::Refused(refusals) => refusals.into(),
            Failure::Forbidden(refusal) => PageError::Forbidden { what: refusal.text },
            Failure::NotFound => PageError::NotFound,
            Failure::Store(error) => error.into(),
        }
    }
}

fn joined(refusals: &Refusals) -> Text {
    let words = |pick: fn(&Text) -> &str, mark: &str| {
        let each: Vec<String> = refusals
            .0
            .iter()
            .map(|refusal| match &refusal.hint {
                Some(hint) => format!("{}{mark}{}", pick(&refusal.text), pick(hint)),
                None => pick(&refusal.text).to_owned(),
            })
            .collect();
        each.join(mark)
    };
    Text::new(words(|text| &text.zh, "；"), words(|text| &text.en, "; "))
}
