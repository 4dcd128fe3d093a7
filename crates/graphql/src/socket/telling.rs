//! One subscription: asked once what it wants to hear of, then, for everything told, what is to be seen.

use std::sync::{Arc, PoisonError};

use app::{
    Ledger,
    live::{Cursor, Told, Topic, watch},
};
use async_graphql::{
    Pos, Request, Response, ServerError, Value, Variables, futures_util::StreamExt,
    parser::types::ExecutableDocument,
};
use domain::{access::Member, audit::Source};
use tokio::{sync::mpsc, task};
use uuid::Uuid;

use super::{Saying, Subscriber, json, message::ToClient};
use crate::{
    caller::Caller,
    error,
    gate::{self, Reason},
    loader::loaders,
    route::{Answered, Posted, variables},
    subscription::{Occasion, Telling},
};

/// Tells what a subscription asks for until it is over.
pub(super) async fn tell(caller: &Subscriber, sender: &mpsc::Sender<Saying>, id: String, posted: Posted) {
    let say = async |message: ToClient<'_>| {
        let is_last = !matches!(message, ToClient::Next { .. });
        let saying = Saying { id: id.clone(), task: task::id(), text: json(&message), is_last };
        // Where nobody takes it any more, this task is about to end.
        sender.send(saying).await.is_ok()
    };
    let subscription = match caller.subscription(posted).await {
        Ok(subscription) => subscription,
        Err(errors) => {
            say(ToClient::Error { id: &id, payload: &errors }).await;
            return;
        }
    };
    let Subscription { document, variables, topic, after } = subscription;
    let app = caller.app();
    let mut watch = match watch(app, caller.credential, Some(topic), after).await {
        Ok(watch) => watch,
        Err(cause) => {
            let error = error::of_app(&cause, caller.wording, app.ids.uuid());
            say(ToClient::Error { id: &id, payload: &[error] }).await;
            return;
        }
    };
    let mut telling = Telling::ready(watch.cursor());
    loop {
        let occasion = Occasion::Telling(telling);
        let response = caller.ask(watch.member(), &document, variables.clone(), occasion).await;
        let Some(response) = response.filter(|response| !is_hidden(response)) else { break };
        let payload = caller.answered(&document, response);
        if !say(ToClient::Next { id: &id, payload: &payload }).await {
            return;
        }
        telling = match watch.next().await {
            // The connection says why.
            Ok(Told::Leaving) => return,
            Ok(told) => match Telling::of(told) {
                Some(telling) => telling,
                None => break,
            },
            Err(cause) => {
                let error = error::of_app(&cause, caller.wording, app.ids.uuid());
                say(ToClient::Error { id: &id, payload: &[error] }).await;
                return;
            }
        };
    }
    say(ToClient::Complete { id: &id }).await;
}

/// Whether what was asked for is not, or no longer, there for the caller.
fn is_hidden(response: &Response) -> bool {
    response.data == Value::Null
        && response.errors.iter().any(|error| {
            let source = error.source::<app::Error>();
            matches!(source, Some(app::Error::NotFound | app::Error::Forbidden | app::Error::Denied(_)))
        })
}

/// What a client has subscribed to.
struct Subscription {
    document: ExecutableDocument,
    variables: Variables,
    topic: Topic,
    after: Option<Cursor>,
}

impl Subscriber {
    /// Lets a document through the gate and asks it what it wants to hear of.
    async fn subscription(&self, posted: Posted) -> Result<Subscription, Vec<ServerError>> {
        let refuse = |reason| vec![self.refusal(reason)];
        let Posted { query, operation_name: _, variables: given } = posted;
        let variables = variables(given).map_err(refuse)?;
        let document = gate::pass_subscription(&query).map_err(|refused| refuse(refused.reason))?.document;
        let wanted = Arc::default();
        let occasion = Occasion::Beginning(Arc::clone(&wanted));
        if let Some(response) = self.ask(self.member, &document, variables.clone(), occasion).await {
            return Err(error::translate(response.errors, self.wording, self.reference()));
        }
        let wanted = wanted.lock().unwrap_or_else(PoisonError::into_inner).take();
        match wanted {
            Some((topic, after)) => Ok(Subscription { document, variables, topic, after }),
            None => Err(refuse(Reason::NotADocument)),
        }
    }

    /// What a document asks for is, for a member on an occasion, once that is on record; nothing when there is
    /// nothing to tell.
    async fn ask(
        &self,
        member: Member,
        document: &ExecutableDocument,
        variables: Variables,
        occasion: Occasion,
    ) -> Option<Response> {
        let ledger = self.app().ledger(Source::Live);
        let request = self.request(&ledger, member, document, variables).data(occasion);
        let response = self.shared.schema.execute_stream(request).next().await;
        if let Err(error) = ledger.flush().await {
            ledger.withhold();
            let cause = async_graphql::Error::new_with_source(app::Error::from(error));
            return Some(Response::from_errors(vec![cause.into_server_error(Pos::default())]));
        }
        response
    }

    /// A request of its own for each occasion: at its moment, and remembering nothing of the one before.
    fn request(
        &self,
        ledger: &Ledger,
        member: Member,
        document: &ExecutableDocument,
        variables: Variables,
    ) -> Request {
        let app = self.app();
        let caller = Caller {
            now: app.clock.now(),
            app: app.noting(ledger),
            member,
            wording: self.wording,
            // Nobody makes a token or breaks glass by looking.
            credential: None,
            confirmed_at: None,
        };
        let mut request = Request::new("").variables(variables).data(loaders(caller.clone())).data(caller);
        request.set_parsed_query(document.clone());
        request
    }

    fn answered(&self, document: &ExecutableDocument, response: Response) -> Answered {
        let Response { data, errors, .. } = response;
        let data = self.shared.shape.complete(document, data, &errors);
        Answered { data: Some(data), errors: error::translate(errors, self.wording, self.reference()) }
    }

    /// The error of what is not executed.
    pub(super) fn refusal(&self, reason: Reason) -> ServerError {
        error::of_gate(reason, self.wording, self.reference())
    }

    /// The error of a defect on our side.
    pub(super) fn broken(&self) -> ServerError {
        let cause = app::Error::Internal("a subscription panicked".into());
        error::of_app(&cause, self.wording, self.reference())
    }

    fn reference(&self) -> Uuid {
        self.app().ids.uuid()
    }
}
