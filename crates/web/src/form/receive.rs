//! Reads a form from a request.

use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use values::{Language, Text};

use super::data::{FormData, FormRefusal, UploadedFile};
use crate::errors::PageError;
use crate::language::of_headers;
use crate::layout::{Shell, Surface};

/// A form that was not read, in the language of who sent it; renders itself as a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormRejection {
    pub refusal: FormRefusal,
    pub language: Language,
}

impl FormRejection {
    pub fn page_error(&self) -> PageError {
        match self.refusal {
            FormRefusal::TooLarge => PageError::TooLarge,
            FormRefusal::Malformed => PageError::Unprocessable(Text::new(
                "表单内容无法读取。请返回上一页重新填写后提交。",
                "The form could not be read. Please go back, fill it in again and send it.",
            )),
        }
    }
}

impl IntoResponse for FormRejection {
    fn into_response(self) -> Response {
        self.page_error().render(&Shell::new(Surface::Public, self.language, Text::default()))
    }
}

/// Reads `application/x-www-form-urlencoded` and `multipart/form-data`.
impl<S: Send + Sync> FromRequest<S> for FormData {
    type Rejection = FormRejection;

    async fn from_request(request: Request, state: &S) -> Result<FormData, FormRejection> {
        let language = of_headers(request.headers());
        let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("").to_ascii_lowercase();
        let read = if kind.starts_with("multipart/form-data") {
            multipart(request, state).await
        } else if kind.starts_with("application/x-www-form-urlencoded") {
            urlencoded(request).await
        } else {
            Err(FormRefusal::Malformed)
        };
        read.map_err(|refusal| FormRejection { refusal, language })
    }
}

async fn urlencoded(request: Request) -> Result<FormData, FormRefusal> {
    let bytes = axum::body::to_bytes(request.into_body(), super::LARGEST_FORM).await.map_err(|_| FormRefusal::TooLarge)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| FormRefusal::Malformed)?;
    FormData::from_urlencoded(text)
}

async fn multipart<S: Send + Sync>(request: Request, state: &S) -> Result<FormData, FormRefusal> {
    let mut parts = Multipart::from_request(request, state).await.map_err(|_| FormRefusal::Malformed)?;
    let mut data = FormData::new();
    let mut received = 0;
    while let Some(part) = parts.next_field().await.map_err(refusal_of)? {
        let name = part.name().unwrap_or("").to_owned();
        let file_name = part.file_name().map(str::to_owned);
        let content_type = part.content_type().unwrap_or("").to_owned();
        let bytes = bounded(part, &mut received).await?;
        match file_name {
            Some(file_name) => data.add_file(UploadedFile { field: name, file_name, content_type, bytes })?,
            None => data.add(&name, &String::from_utf8(bytes).map_err(|_| FormRefusal::Malformed)?)?,
        }
    }
    Ok(data)
}

/// Reads one part and stops as soon as the whole form is too large, so that memory stays bounded.
async fn bounded(mut part: axum::extract::multipart::Field<'_>, received: &mut usize) -> Result<Vec<u8>, FormRefusal> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(refusal_of)? {
        *received += chunk.len();
        if *received > super::LARGEST_UPLOAD {
            return Err(FormRefusal::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn refusal_of(error: axum::extract::multipart::MultipartError) -> FormRefusal {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE { FormRefusal::TooLarge } else { FormRefusal::Malformed }
}
