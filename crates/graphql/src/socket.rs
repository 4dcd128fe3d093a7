//! `/graphql/ws`: subscriptions over a WebSocket, by `graphql-transport-ws` and nothing else.
//!
//! Who calls is known before the upgrade, by the same sign-in as everywhere; `connection_init` only begins
//! the conversation. A browser sends its cookie to any page that opens a WebSocket here, so that a call with
//! a cookie, or with any `Origin`, must come from the pages' own origin.

mod message;
mod telling;

use std::{collections::HashMap, sync::Arc};

use app::{
    App, Credential,
    live::{Kind, Seat, Told, Watch, watch},
};
use axum::{
    Extension,
    extract::{
        State,
        ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::access::Member;
use tokio::{
    sync::mpsc,
    task::{self, AbortHandle, JoinError, JoinSet},
    time::{MissedTickBehavior, interval, sleep, timeout},
};

use self::message::{Farewell, FromClient, PROTOCOL, ToClient, read};
use crate::{
    gate::Reason,
    route::{Reply, Shared},
};

/// The longest message taken, in bytes: a document with its variables.
const LONGEST_MESSAGE: usize = 64 * 1024;
/// How many things to say may wait for a client that reads slowly.
const WAITING: usize = 16;

/// `GET /graphql/ws`
pub(crate) async fn upgrade(
    State(shared): State<Shared>,
    member: Option<Extension<Option<Member>>>,
    credential: Option<Extension<Credential>>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let reply = Reply::to(&headers, shared.app.ids.uuid());
    let member = member.and_then(|Extension(member)| member);
    let (Some(member), Some(Extension(credential))) = (member, credential) else {
        return reply.turn_away();
    };
    if !is_from_here(&headers, &shared.origin) {
        return reply.refuse(StatusCode::FORBIDDEN, Reason::ForeignOrigin);
    }
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade.protocols([PROTOCOL]),
        Err(rejection) => return rejection.into_response(),
    };
    if upgrade.selected_protocol().is_none() {
        return reply.refuse(StatusCode::BAD_REQUEST, Reason::WrongSubprotocol);
    }
    let Some(seat) = shared.app.live.seat(Kind::Connection, member.person) else {
        return reply.refuse(StatusCode::TOO_MANY_REQUESTS, Reason::TooManyConnections);
    };
    let presence = match watch(&shared.app, credential, None, None).await {
        Ok(presence) => presence,
        Err(app::Error::Unauthenticated) => return reply.turn_away(),
        Err(_) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    let caller = Arc::new(Subscriber { shared, credential, member, wording: reply.wording });
    upgrade
        .max_message_size(LONGEST_MESSAGE)
        .max_frame_size(LONGEST_MESSAGE)
        .on_upgrade(move |socket| Conversation::new(caller, seat).hold(socket, presence))
}

/// Whether no page of another origin is behind the call. A program sends no cookie and needs no `Origin`.
fn is_from_here(headers: &HeaderMap, origin: &str) -> bool {
    match headers.get(header::ORIGIN) {
        Some(from) => from.to_str().is_ok_and(|from| from == origin),
        None => !headers.contains_key(header::COOKIE) || headers.contains_key(header::AUTHORIZATION),
    }
}

/// Who subscribes.
pub(crate) struct Subscriber {
    shared: Shared,
    credential: Credential,
    member: Member,
    wording: wording::Wording,
}

impl Subscriber {
    const fn app(&self) -> &App {
        &self.shared.app
    }
}

/// Something to say about a subscription.
struct Saying {
    id: String,
    task: task::Id,
    text: String,
    is_last: bool,
}

/// One connection.
struct Conversation {
    caller: Arc<Subscriber>,
    has_begun: bool,
    subscriptions: HashMap<String, AbortHandle>,
    tasks: JoinSet<()>,
    sender: mpsc::Sender<Saying>,
    sayings: mpsc::Receiver<Saying>,
    _seat: Seat,
}

impl Conversation {
    fn new(caller: Arc<Subscriber>, seat: Seat) -> Self {
        let (sender, sayings) = mpsc::channel(WAITING);
        let (subscriptions, tasks) = (HashMap::new(), JoinSet::new());
        Self { caller, has_begun: false, subscriptions, tasks, sender, sayings, _seat: seat }
    }

    /// Talks until one of the two has enough, and says why if it is this one.
    async fn hold(mut self, mut socket: WebSocket, presence: Watch) {
        if let Some(farewell) = self.talk(&mut socket, presence).await {
            let frame = CloseFrame { code: farewell.code(), reason: farewell.reason().into() };
            let patience = self.caller.app().live.ping_every;
            let _ = timeout(patience, socket.send(Message::Close(Some(frame)))).await;
            // What comes until the client has closed too is not looked at.
            let _ = timeout(patience, async { while let Some(Ok(_)) = socket.recv().await {} }).await;
        }
    }

    async fn talk(&mut self, socket: &mut WebSocket, presence: Watch) -> Option<Farewell> {
        let live = self.caller.app().live.clone();
        // Goes on whatever else is heard: no flood of messages holds it up.
        let over = over(presence);
        tokio::pin!(over);
        let begin = sleep(live.init_within);
        tokio::pin!(begin);
        let mut ping = interval(live.ping_every);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ping.tick().await;
        let mut is_alive = true;
        loop {
            let to_say = tokio::select! {
                received = socket.recv() => {
                    is_alive = true;
                    match received {
                        Some(Ok(Message::Text(text))) => match self.answer(&text) {
                            Ok(answer) => answer.map(|text| Message::Text(text.into())),
                            Err(farewell) => return Some(farewell),
                        },
                        Some(Ok(Message::Binary(_))) => return Some(Farewell::NotUnderstood),
                        Some(Ok(Message::Ping(_) | Message::Pong(_))) => None,
                        Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                    }
                }
                Some(saying) = self.sayings.recv() => self.still_wanted(saying),
                Some(ended) = self.tasks.join_next(), if !self.tasks.is_empty() => self.after(ended),
                farewell = &mut over => return Some(farewell),
                () = &mut begin, if !self.has_begun => return Some(Farewell::InitTimeout),
                _ = ping.tick() => {
                    if !std::mem::replace(&mut is_alive, false) {
                        return None;
                    }
                    Some(Message::Ping(Default::default()))
                }
            };
            if let Some(message) = to_say
                && !matches!(timeout(live.ping_every, socket.send(message)).await, Ok(Ok(())))
            {
                return None;
            }
        }
    }

    /// What is said to a message of the client.
    fn answer(&mut self, text: &str) -> Result<Option<String>, Farewell> {
        match read(text)? {
            FromClient::ConnectionInit {} if self.has_begun => Err(Farewell::TooManyInits),
            FromClient::ConnectionInit {} => {
                self.has_begun = true;
                Ok(Some(json(&ToClient::ConnectionAck)))
            }
            FromClient::Ping { payload } => Ok(Some(json(&ToClient::Pong { payload }))),
            FromClient::Pong {} => Ok(None),
            FromClient::Complete { id } => {
                if let Some(task) = self.subscriptions.remove(&id) {
                    task.abort();
                }
                Ok(None)
            }
            FromClient::Subscribe { .. } if !self.has_begun => Err(Farewell::Unauthorized),
            FromClient::Subscribe { id, .. } if self.subscriptions.contains_key(&id) => {
                Err(Farewell::SubscriberExists(id))
            }
            FromClient::Subscribe { id, payload } => {
                let Some(seat) = self.caller.app().live.seat(Kind::Subscription, self.caller.member.person)
                else {
                    let error = self.caller.refusal(Reason::TooManySubscriptions);
                    return Ok(Some(json(&ToClient::Error { id: &id, payload: &[error] })));
                };
                let (caller, sender, name) = (self.caller.clone(), self.sender.clone(), id.clone());
                let task = self.tasks.spawn(async move {
                    telling::tell(&caller, &sender, name, payload).await;
                    drop(seat);
                });
                self.subscriptions.insert(id, task);
                Ok(None)
            }
        }
    }

    /// What is said when a subscription's task has ended: something only where it broke.
    fn after(&mut self, ended: Result<(), JoinError>) -> Option<Message> {
        let broken = ended.err().filter(JoinError::is_panic)?;
        let (id, _) = self.subscriptions.extract_if(|_, task| task.id() == broken.id()).next()?;
        tracing::error!("a subscription panicked");
        let error = self.caller.broken();
        Some(Message::Text(json(&ToClient::Error { id: &id, payload: &[error] }).into()))
    }

    /// What a subscription wants to say, unless the client has completed it meanwhile.
    fn still_wanted(&mut self, saying: Saying) -> Option<Message> {
        let Saying { id, task, text, is_last } = saying;
        if self.subscriptions.get(&id).is_none_or(|there| there.id() != task) {
            return None;
        }
        if is_last {
            self.subscriptions.remove(&id);
        }
        Some(Message::Text(text.into()))
    }
}

/// Why the connection is to be closed, when it is.
async fn over(mut presence: Watch) -> Farewell {
    loop {
        match presence.next().await {
            Ok(Told::Leaving) => return Farewell::GoingAway,
            Ok(Told::SignedOut | Told::Gone) => return Farewell::Unauthorized,
            Ok(Told::Changed(_) | Told::Reload(_)) => {}
            Err(_) => return Farewell::TryAgainLater,
        }
    }
}

fn json(message: &ToClient<'_>) -> String {
    // Nothing in a message fails to be JSON.
    serde_json::to_string(message).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_program_comes_from_nowhere() {
        let headers = |pairs: &[(&'static str, &'static str)]| {
            pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
        };
        let cases: &[(&[(&str, &str)], bool)] = &[
            (&[("origin", "https://kaname.example.jp"), ("cookie", "kaname=x")], true),
            (&[("origin", "https://kaname.example.jp"), ("authorization", "Bearer x")], true),
            (&[("authorization", "Bearer x")], true),
            (&[("cookie", "kaname=x")], false),
            (&[("origin", "https://elsewhere.example"), ("authorization", "Bearer x")], false),
            (&[("origin", "http://kaname.example.jp"), ("cookie", "kaname=x")], false),
            (&[("origin", "https://kaname.example.jp.elsewhere.example")], false),
            (&[("origin", "null"), ("cookie", "kaname=x")], false),
        ];
        for (sent, expected) in cases {
            assert_eq!(is_from_here(&headers(sent), "https://kaname.example.jp"), *expected, "{sent:?}");
        }
    }
}
