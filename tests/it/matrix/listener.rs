//! Somebody who follows by WebSocket.

use std::time::Duration;

use axum::http::StatusCode;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use support::Listening;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{self, Message, client::IntoClientRequest},
};

/// A connection of somebody.
pub struct Listener {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    asked: u32,
}

impl Listener {
    /// Connects with a token; answers the status where that is refused.
    pub async fn begin(at: &Listening, token: Option<&str>) -> Result<Self, StatusCode> {
        let mut request = format!("ws://{}/graphql/ws", at.address).into_client_request().unwrap();
        let headers = request.headers_mut();
        headers.insert("sec-websocket-protocol", "graphql-transport-ws".parse().unwrap());
        if let Some(token) = token {
            headers.insert("authorization", format!("Bearer {token}").parse().unwrap());
        }
        let socket = match connect_async(request).await {
            Ok((socket, _)) => socket,
            Err(tungstenite::Error::Http(response)) => return Err(response.status()),
            Err(error) => panic!("{error}"),
        };
        let mut listener = Self { socket, asked: 0 };
        listener.say(json!({ "type": "connection_init" })).await;
        assert_eq!(listener.hear().await["type"], "connection_ack");
        Ok(listener)
    }

    /// Begins to follow; answers the first thing told, as a response of the API, and follows no more.
    pub async fn first(&mut self, document: &str, variables: Value) -> Value {
        self.asked += 1;
        let id = self.asked.to_string();
        let payload = json!({ "query": document, "variables": variables });
        self.say(json!({ "type": "subscribe", "id": id, "payload": payload })).await;
        let mut told = self.hear().await;
        while told["id"] != id.as_str() {
            told = self.hear().await;
        }
        if told["type"] == "error" {
            return json!({ "errors": told["payload"] });
        }
        self.say(json!({ "type": "complete", "id": id })).await;
        told["payload"].take()
    }

    async fn say(&mut self, message: Value) {
        self.socket.send(Message::text(message.to_string())).await.unwrap();
    }

    async fn hear(&mut self) -> Value {
        loop {
            let heard = timeout(Duration::from_secs(60), self.socket.next()).await.expect("something told");
            match heard.expect("the connection stands").unwrap() {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }
}
