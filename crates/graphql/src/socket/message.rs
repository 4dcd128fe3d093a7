//! The messages of `graphql-transport-ws`.

use async_graphql::ServerError;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::route::{Answered, Posted};

/// The one protocol spoken.
pub(crate) const PROTOCOL: &str = "graphql-transport-ws";

/// What a client says.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum FromClient {
    ConnectionInit {},
    Ping { payload: Option<Value> },
    Pong {},
    Subscribe { id: String, payload: Posted },
    Complete { id: String },
}

/// What is said to a client.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum ToClient<'a> {
    ConnectionAck,
    Pong {
        #[serde(skip_serializing_if = "Option::is_none")]
        payload: Option<Value>,
    },
    Next {
        id: &'a str,
        payload: &'a Answered,
    },
    Error {
        id: &'a str,
        payload: &'a [ServerError],
    },
    Complete {
        id: &'a str,
    },
}

/// Why a connection is closed, as a code of the protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Farewell {
    /// The process ends; the client comes back, to another or later.
    GoingAway,
    /// Nothing can be found out at the moment.
    TryAgainLater,
    /// A message that is none.
    NotUnderstood,
    /// Something was asked before the connection was acknowledged, or the sign-in has ended.
    Unauthorized,
    /// The connection was not begun in time.
    InitTimeout,
    /// A subscription with this identifier is there already.
    SubscriberExists(String),
    /// The connection was begun twice.
    TooManyInits,
}

impl Farewell {
    /// The code.
    pub(crate) const fn code(&self) -> u16 {
        match self {
            Self::GoingAway => 1001,
            Self::TryAgainLater => 1013,
            Self::NotUnderstood => 4400,
            Self::Unauthorized => 4401,
            Self::InitTimeout => 4408,
            Self::SubscriberExists(_) => 4409,
            Self::TooManyInits => 4429,
        }
    }

    /// What the protocol says beside the code, at most 123 bytes.
    pub(crate) fn reason(&self) -> String {
        match self {
            Self::GoingAway => "Going away".into(),
            Self::TryAgainLater => "Try again later".into(),
            Self::NotUnderstood => "Invalid message".into(),
            Self::Unauthorized => "Unauthorized".into(),
            Self::InitTimeout => "Connection initialisation timeout".into(),
            Self::SubscriberExists(id) => format!("Subscriber for {id} already exists"),
            Self::TooManyInits => "Too many initialisation requests".into(),
        }
    }
}

/// The longest identifier of a subscription, in bytes.
const LONGEST_ID: usize = 64;

/// Reads a message.
pub(crate) fn read(text: &str) -> Result<FromClient, Farewell> {
    let message = serde_json::from_str(text).map_err(|_| Farewell::NotUnderstood)?;
    match &message {
        FromClient::Subscribe { id, .. } if id.is_empty() || id.len() > LONGEST_ID => {
            Err(Farewell::NotUnderstood)
        }
        _ => Ok(message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read_and_nothing_else_is() {
        assert!(matches!(read(r#"{"type":"connection_init"}"#), Ok(FromClient::ConnectionInit {})));
        let with_payload = r#"{"type":"connection_init","payload":{"token":"x"}}"#;
        assert!(matches!(read(with_payload), Ok(FromClient::ConnectionInit {})));
        let subscribe =
            r#"{"type":"subscribe","id":"1","payload":{"query":"subscription { boardChanged { cursor } }"}}"#;
        assert!(matches!(read(subscribe), Ok(FromClient::Subscribe { id, .. }) if id == "1"));
        let long = subscribe.replace("\"1\"", &format!("\"{}\"", "x".repeat(65)));
        for bad in [
            "",
            "[]",
            "null",
            "{}",
            "{\"type\":\"start\"}",
            "{\"type\":\"next\",\"id\":\"1\"}",
            "{\"type\":\"subscribe\"}",
            "{\"type\":\"subscribe\",\"id\":\"\",\"payload\":{\"query\":\"x\"}}",
            "{\"type\":\"subscribe\",\"id\":7,\"payload\":{\"query\":\"x\"}}",
            "{\"type\":\"complete\"}",
            &long,
        ] {
            assert_eq!(read(bad).err(), Some(Farewell::NotUnderstood), "{bad}");
        }
    }

    #[test]
    fn a_farewell_fits_into_a_frame() {
        let longest = Farewell::SubscriberExists("x".repeat(LONGEST_ID));
        assert!(longest.reason().len() <= 123);
    }
}
