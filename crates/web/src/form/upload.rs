//! A form with a file in it.

use axum::{
    extract::{FromRequest, Multipart, Request, multipart::MultipartError},
    http::{StatusCode, header},
};

use super::{Fields, INVALID};
use crate::error::Fault;

/// What was typed into a form, and the file chosen there, if one was.
pub enum Upload {
    /// All of it.
    Whole {
        /// The fields.
        fields: Fields,
        /// The file's bytes.
        file: Option<Vec<u8>>,
    },
    /// It is larger than anything taken.
    TooLarge,
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let is_multipart = |value: &header::HeaderValue| value.as_bytes().starts_with(b"multipart/form-data");
        if !request.headers().get(header::CONTENT_TYPE).is_some_and(is_multipart) {
            return Ok(Self::Whole { fields: Fields::from_request(request, state).await?, file: None });
        }
        let Ok(mut parts) = Multipart::from_request(request, state).await else { return Err(INVALID.into()) };
        let (mut fields, mut file) = (vec![], None);
        loop {
            let part = match parts.next_field().await {
                Ok(Some(part)) => part,
                Ok(None) => return Ok(Self::Whole { fields: Fields(fields), file }),
                Err(error) => return refused(&error),
            };
            let name = part.name().unwrap_or_default().to_owned();
            let is_file = part.file_name().is_some();
            let bytes = match part.bytes().await {
                Ok(bytes) => bytes,
                Err(error) => return refused(&error),
            };
            if is_file {
                // A browser sends the field of a file that nobody chose, too.
                file = file.or_else(|| Some(bytes.to_vec()).filter(|bytes| !bytes.is_empty()));
            } else {
                let Ok(text) = String::from_utf8(bytes.to_vec()) else { return Err(INVALID.into()) };
                fields.push((name, text));
            }
        }
    }
}

fn refused(error: &MultipartError) -> Result<Upload, Fault> {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { Ok(Upload::TooLarge) } else { Err(INVALID.into()) }
}
