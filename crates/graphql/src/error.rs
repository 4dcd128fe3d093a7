//! The one translation of what goes wrong into `errors[]`: code, kind, field, whether to try again, and a
//! reference. Internal causes are logged here, once, and never shown.

use std::{borrow::Cow, sync::Arc};

use app::{Error, Kind};
use async_graphql::{
    ContextSelectionSet, ErrorExtensionValues, OutputType, Positioned, ServerError, ServerResult, Value,
    indexmap::IndexMap,
    parser::types::Field,
    registry::{Deprecation, MetaEnumValue, MetaType, MetaTypeId, Registry},
};
use domain::{Refused, access::Denial};
use uuid::Uuid;
use wording::{Language, Wording};

use crate::gate;

/// The codes that the application and this crate add to those of the domain and of the gate, with what a
/// developer is told.
const OWN_CODES: &[(&str, &str)] = &[
    ("ANSWER_CHANNEL_NOT_RECORDABLE", "An answer by link comes by the link itself."),
    ("CURSOR_MALFORMED", "The cursor is none of ours."),
    ("CLOCK_MALFORMED", "A time of day is written 13:30."),
    ("DATE_MALFORMED", "A date is written 2026-11-20."),
    ("DATE_TIME_MALFORMED", "A moment is written as RFC 3339 asks: 2026-11-20T04:00:00.000Z."),
    ("DUPLICATE", "Somebody else made the same at this moment; try again."),
    ("FORBIDDEN", "You may know of it but not do this to it."),
    ("HUB_NOT_FOUND", "No hub covers the patient's home, or the organization named is no hub."),
    ("IDEMPOTENCY_KEY_IN_USE", "The same request is being answered at this moment; try again."),
    ("IDEMPOTENCY_KEY_MALFORMED", "An idempotency key has 1 to 100 visible ASCII characters."),
    ("IDEMPOTENCY_KEY_REUSED", "The key stood for another request; take a new one."),
    ("ID_MALFORMED", "The identifier is none of ours, or that of another kind of thing."),
    ("INPUT_INCOMPLETE", "What is named goes together with another field, which is missing."),
    ("INTERNAL", "A defect on our side; tell us the reference."),
    ("NOT_FOUND", "It does not exist, or not for you."),
    ("PAGE_SIZE_OUT_OF_RANGE", "A page has 1 to 100 entries."),
    ("PARTICIPANT_WITHOUT_NAME", "A participant without a record here needs a name."),
    ("PATIENT_NUMBER_UNKNOWN", "No patient of the organization has this number."),
    ("PERSON_NOT_IN_ORGANIZATION", "The person does not work in that organization."),
    ("SEARCH_EMPTY", "The days to search hold no time to come."),
    ("SEARCH_TOO_LONG", "Too many days are searched at once."),
    ("TOO_MANY_ENTRIES", "The list has more entries than the field takes."),
    ("THROTTLED", "Tried too often; try again after `retryAfter` seconds."),
    ("UNAUTHENTICATED", "Nobody is signed in."),
    ("UNAVAILABLE", "Not possible for the moment; nothing was changed. Try again."),
    ("VERSION_CONFLICT", "The record was changed since it was read; `currentVersion` tells its version."),
];

/// What one failure says.
pub(crate) struct Failure {
    code: Cow<'static, str>,
    kind: Kind,
    field: Option<&'static str>,
    is_retryable: bool,
    current_version: Option<i32>,
    /// Why somebody who may see the thing may not do this to it.
    denial: Option<Denial>,
    retry_after: Option<i64>,
    /// What a developer is told where no sentence is written for people.
    detail: Option<String>,
}

impl Failure {
    fn of(error: &Error) -> Self {
        let current_version = match error {
            Error::Conflict { current_version } => Some(*current_version),
            _ => None,
        };
        Self {
            code: error.code().into(),
            kind: error.kind(),
            field: error.field(),
            is_retryable: error.is_retryable(),
            current_version,
            denial: error.denial(),
            retry_after: error.retry_after_seconds(),
            detail: None,
        }
    }

    fn invalid(code: impl Into<Cow<'static, str>>, detail: Option<String>) -> Self {
        let kind = Kind::Invalid;
        let code = code.into();
        Self {
            code,
            kind,
            field: None,
            is_retryable: false,
            current_version: None,
            denial: None,
            retry_after: None,
            detail,
        }
    }

    fn message(&self, wording: Wording) -> String {
        if let Some(denial) = self.denial {
            return wording.label(denial);
        }
        let refusal = domain::refusal::all().into_iter().find(|refused| refused.code == self.code);
        match (refusal, &self.detail) {
            (Some(refused), _) => wording.refusal(refused),
            (None, Some(detail)) => detail.clone(),
            (None, None) if self.code == "UNAUTHENTICATED" => wording.error("UNAUTHENTICATED"),
            (None, None) => self.own_text(wording).unwrap_or_else(|| wording.error(self.kind.code())),
        }
    }

    /// What the developer of a client is told about input, which has no sentence in `wording`.
    fn own_text(&self, wording: Wording) -> Option<String> {
        let known = OWN_CODES.iter().find(|(code, _)| *code == self.code)?;
        let is_told = self.kind == Kind::Invalid && wording.language() == Language::English;
        is_told.then(|| known.1.to_owned())
    }

    /// This failure as an entry of `errors`.
    fn server_error(self, wording: Wording, reference: Uuid) -> ServerError {
        let mut error = ServerError::new(self.message(wording), None);
        let Self { code, kind, field, is_retryable, current_version, denial, retry_after, detail: _ } = self;
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", code.as_ref());
        extensions.set("kind", kind.code());
        extensions.set("field", field.map_or(Value::Null, Value::from));
        extensions.set("retryable", is_retryable);
        extensions.set("reference", reference.simple().to_string());
        if let Some(denial) = denial {
            extensions.set("reason", denial.code());
        }
        if let Some(version) = current_version {
            extensions.set("currentVersion", version);
        }
        if let Some(seconds) = retry_after {
            extensions.set("retryAfter", seconds);
        }
        error.extensions = Some(extensions);
        error
    }
}

/// The errors of a response in the language of its reader, each with the reference of the response.
pub(crate) fn translate(errors: Vec<ServerError>, wording: Wording, reference: Uuid) -> Vec<ServerError> {
    errors.into_iter().map(|error| translated(error, wording, reference)).collect()
}

fn translated(error: ServerError, wording: Wording, reference: Uuid) -> ServerError {
    let failure = match cause(&error) {
        Some(cause) => {
            if let Error::Internal(inner) = cause {
                tracing::error!(reference = %reference.simple(), error = ?inner, "request failed");
            }
            Failure::of(cause)
        }
        None => not_ours(&error),
    };
    let ServerError { locations, path, .. } = error;
    let mut translated = failure.server_error(wording, reference);
    (translated.locations, translated.path) = (locations, path);
    translated
}

/// After how many seconds a request that was tried too often may be tried again.
pub(crate) fn retry_after(errors: &[ServerError]) -> Option<i64> {
    errors.iter().filter_map(|error| cause(error)?.retry_after_seconds()).max()
}

/// The application's error behind an entry.
fn cause(error: &ServerError) -> Option<&Error> {
    let shared = || error.source::<Arc<Error>>().map(AsRef::as_ref);
    error.source::<Error>().or_else(shared)
}

/// What async-graphql found: input that cannot be read, or a document that is not of this schema.
fn not_ours(error: &ServerError) -> Failure {
    let code = error.extensions.as_ref().and_then(|extensions| extensions.get("code"));
    if let Some(Value::String(code)) = code {
        let refused = domain::refusal::all().into_iter().find(|refused| refused.code == code.as_str());
        let field = refused.and_then(|refused| refused.field);
        return Failure { field, ..Failure::invalid(code.clone(), None) };
    }
    let reason = match error.message.as_str() {
        "Query is too complex." => gate::Reason::TooComplex,
        "Query is nested too deep." => gate::Reason::TooDeep,
        _ => return Failure::invalid(gate::Reason::NotADocument.code(), Some(error.message.clone())),
    };
    Failure::invalid(reason.code(), Some(reason.text().to_owned()))
}

/// The one error of a request that the gate refuses.
pub(crate) fn of_gate(reason: gate::Reason, wording: Wording, reference: Uuid) -> ServerError {
    let kind = match reason {
        gate::Reason::NotRequestedByUs | gate::Reason::ForeignOrigin => Kind::Forbidden,
        gate::Reason::TooManyConnections | gate::Reason::TooManySubscriptions => Kind::Throttled,
        _ => Kind::Invalid,
    };
    let detail = Some(reason.text().to_owned());
    Failure { kind, ..Failure::invalid(reason.code(), detail) }.server_error(wording, reference)
}

/// The one error of a request of the application's own making.
pub(crate) fn of_app(error: &Error, wording: Wording, reference: Uuid) -> ServerError {
    Failure::of(error).server_error(wording, reference)
}

/// What a person is told of an error that is answered as data; an internal cause is logged here.
pub(crate) fn told(error: &Error, wording: Wording) -> String {
    if let Error::Internal(inner) = error {
        tracing::error!(error = ?inner, "one of several things failed");
    }
    Failure::of(error).message(wording)
}

/// Every code with what it means in English, in order.
fn codes() -> Vec<(String, String)> {
    let wording = Wording::new(Language::English);
    let refusals =
        domain::refusal::all().into_iter().map(|refused: Refused| (refused.code, wording.refusal(refused)));
    let gate = gate::Reason::ALL.iter().map(|reason| (reason.code(), reason.text().to_owned()));
    let own = OWN_CODES.iter().map(|(code, text)| (*code, (*text).to_owned()));
    let mut codes: Vec<_> =
        refusals.chain(gate).chain(own).map(|(code, text)| (code.to_owned(), text)).collect();
    codes.sort();
    codes.dedup_by(|a, b| a.0 == b.0);
    codes
}

/// Documents the codes in the schema.
pub(crate) struct ErrorCode;

/// Documents the kinds in the schema.
pub(crate) struct ErrorKind;

const KINDS: [(Kind, &str); 8] = [
    (Kind::NotFound, "It does not exist, or not for you; the two look the same."),
    (Kind::Forbidden, "It is not yours to do."),
    (Kind::Refused, "A rule forbids it; the code names the rule."),
    (Kind::Conflict, "Somebody else was first. Read it again."),
    (Kind::Invalid, "The request cannot be understood."),
    (Kind::Unavailable, "Not possible for the moment."),
    (Kind::Internal, "A defect on our side."),
    (Kind::Throttled, "Too many requests."),
];

macro_rules! documented {
    ($name:ident, $graphql:literal, $description:literal, $values:expr) => {
        impl OutputType for $name {
            fn type_name() -> Cow<'static, str> {
                $graphql.into()
            }

            fn create_type_info(registry: &mut Registry) -> String {
                registry.create_output_type::<Self, _>(MetaTypeId::Enum, |_| {
                    enumeration($graphql, $description, $values)
                })
            }

            async fn resolve(
                &self,
                _: &ContextSelectionSet<'_>,
                _: &Positioned<Field>,
            ) -> ServerResult<Value> {
                Ok(Value::Null)
            }
        }
    };
}

documented!(
    ErrorCode,
    "ErrorCode",
    "What `errors[].extensions.code` says. Codes are stable; new ones may join. Beside it stand `kind` (an \
     `ErrorKind`), `field` (the input field at fault, or null), `reason` (on FORBIDDEN, why), `retryable` (whether the same request may \
     succeed later), `reference` (what to tell us), on a version conflict `currentVersion`, and on too many \
     tries `retryAfter` in seconds.",
    codes()
);
documented!(
    ErrorKind,
    "ErrorKind",
    "What `errors[].extensions.kind` says: one of eight.",
    KINDS.iter().map(|(kind, text)| (kind.code().to_owned(), (*text).to_owned())).collect()
);

fn enumeration(name: &str, description: &str, values: Vec<(String, String)>) -> MetaType {
    let value = |(name, description): (String, String)| {
        let value = MetaEnumValue {
            name: name.clone(),
            description: Some(description),
            deprecation: Deprecation::NoDeprecated,
            visible: None,
            inaccessible: false,
            tags: vec![],
            directive_invocations: vec![],
        };
        (name, value)
    };
    MetaType::Enum {
        name: name.to_owned(),
        description: Some(description.to_owned()),
        enum_values: values.into_iter().map(value).collect::<IndexMap<_, _>>(),
        visible: None,
        inaccessible: false,
        tags: vec![],
        rust_typename: None,
        directive_invocations: vec![],
        requires_scopes: vec![],
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    #[test]
    fn every_code_of_the_application_is_documented() {
        let known = codes();
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        for folder in ["app/src", "graphql/src", "graphql/src/mutation"] {
            for file in fs::read_dir(sources.join(folder)).unwrap().filter_map(Result::ok) {
                let Ok(text) = fs::read_to_string(file.path()) else { continue };
                for code in text.split("code: \"").skip(1).filter_map(|rest| rest.split('"').next()) {
                    assert!(known.iter().any(|(name, _)| name == code), "{code} in {:?}", file.path());
                }
            }
        }
    }

    #[test]
    fn a_refusal_speaks_the_readers_language_and_names_its_field() {
        let refused = domain::conference::ConferenceRefusal::InThePast.refused();
        let error =
            ServerError { source: Some(Arc::new(Error::Refused(refused))), ..ServerError::new("", None) };
        for language in Language::ALL {
            let wording = Wording::new(language);
            let shown = translated(error.clone(), wording, Uuid::nil());
            assert_eq!(shown.message, wording.refusal(refused));
            let extensions = serde_json::to_value(shown.extensions).unwrap();
            let expected = serde_json::json!({
                "code": "CONFERENCE_IN_THE_PAST",
                "kind": "REFUSED",
                "field": "startsAt",
                "retryable": false,
                "reference": "00000000000000000000000000000000",
            });
            assert_eq!(extensions, expected);
        }
    }

    #[test]
    fn what_is_tried_too_often_may_be_tried_again_later() {
        let cause = Error::Throttled { retry_after: time::Duration::milliseconds(11_001) };
        let error = ServerError { source: Some(Arc::new(Arc::new(cause))), ..ServerError::new("", None) };
        assert_eq!(retry_after(std::slice::from_ref(&error)), Some(12));
        let shown = translated(error, Wording::new(Language::English), Uuid::nil());
        assert_eq!(shown.message, "Too many requests. Please wait a moment.");
        let extensions = serde_json::to_value(shown.extensions).unwrap();
        let expected = serde_json::json!({
            "code": "THROTTLED",
            "kind": "THROTTLED",
            "field": null,
            "retryable": true,
            "reference": "00000000000000000000000000000000",
            "retryAfter": 12,
        });
        assert_eq!(extensions, expected);
    }

    #[test]
    fn an_internal_cause_is_never_shown() {
        let cause = Error::Internal("password=secret".into());
        let error =
            ServerError { source: Some(Arc::new(Arc::new(cause))), ..ServerError::new("secret", None) };
        let shown = translated(error, Wording::new(Language::English), Uuid::nil());
        assert!(!serde_json::to_string(&shown).unwrap().contains("secret"));
    }
}
