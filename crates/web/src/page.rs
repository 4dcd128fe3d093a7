//! What every page has: who looks, in which language, the way to the other pages, and what was just done.

use app::{
    Credential, Session, break_glass::reviews_waiting, delivery::how_many_undelivered, directory,
    draft::drafts, live::Cursor, web_session::Visitor,
};
use askama::Template;
use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts, Path},
    http::{Extensions, HeaderMap, HeaderValue, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use domain::{
    Id, Timestamp,
    access::{Action, Actor, Decision, Member, Relationship, decide},
    draft::Draft,
    organization::{Organization, OrganizationKind},
};
use serde::de::DeserializeOwned;
use time::Date;
use uuid::Uuid;
use wording::{Labelled, Language, Value, Wording};

use crate::{
    Web,
    asset::{CALENDAR, CALENDAR_STYLE, PASSKEY, SCRIPT, STYLE},
    board::Chip,
    error::Fault,
    form::{Attempt, Failure, Fields, Form, Problem, Returned, written_day},
};

/// The cookie that carries, to the next page, the key of a text about what was just done.
const DONE: &str = "kaname_done";
/// The cookie that keeps the language chosen.
pub const LANGUAGE: &str = "kaname_language";
/// Forgets what was just done.
pub const FORGET_DONE: HeaderValue =
    HeaderValue::from_static("kaname_done=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");

/// What every template needs beside its own matter.
#[derive(Clone, Debug)]
pub struct Page {
    /// The texts.
    pub wording: Wording,
    /// The moment of the request.
    pub now: Timestamp,
    /// Today in Japan.
    pub today: Date,
    /// Who looks, when somebody is signed in.
    pub reader: Option<Reader>,
    /// The place in the order of events that the page is as new as, for a page that can be followed.
    pub cursor: Option<Cursor>,
    /// What was just done.
    pub done: Option<String>,
    /// The form that was not accepted.
    pub attempt: Option<Attempt>,
    /// What it calls its fields here.
    pub returned: Returned,
    /// What the reader has typed and not sent; nobody else has drafts.
    pub drafts: Option<Vec<Draft>>,
}

/// Who looks at a page.
#[derive(Clone, Debug)]
pub struct Reader {
    /// Name.
    pub person: String,
    /// For whom.
    pub organization: String,
    /// The ways to the pages this reader works with.
    pub ways: Vec<Way>,
    /// The accesses in an emergency that wait for review, for whoever reviews them.
    pub reviews: Option<Chip>,
    /// The messages that did not arrive, for whoever has to do something about them.
    pub undelivered: Option<Chip>,
    /// The other memberships through which the person may act: identifier and organization.
    pub others: Vec<(String, String)>,
}

/// A way to another page.
#[derive(Clone, Debug)]
pub struct Way {
    /// Its address.
    pub to: &'static str,
    /// What it is called.
    pub text: String,
    /// Whether it leads to the part one is in.
    pub is_here: bool,
}

impl Page {
    /// The page of somebody who is not signed in.
    pub fn anonymous(web: &Web, wording: Wording, attempt: Option<Attempt>) -> Self {
        let session = web.app.system();
        Self {
            wording,
            now: session.now,
            today: session.today(),
            reader: None,
            cursor: None,
            done: None,
            attempt,
            returned: Returned::default(),
            drafts: None,
        }
    }

    /// The text of a key.
    pub fn t(&self, key: &str) -> String {
        self.wording.text(key)
    }

    /// As of which day a page on paper is: 2026-11-20 beside 令和8年11月20日.
    pub fn printed(&self) -> String {
        self.with("common-printed", "day", self.dated(self.today))
    }

    /// A day on paper: 2026-11-20(令和8年11月20日).
    pub fn dated(&self, day: Date) -> String {
        let values = [("day", written_day(day).into()), ("era", self.wording.era(day).into())];
        self.wording.text_with("common-dated", &values)
    }

    /// The text of a key with one variable.
    pub fn with(&self, key: &str, name: &str, value: impl Into<Value>) -> String {
        self.wording.text_with(key, &[(name, value.into())])
    }

    /// What a value of the domain is called.
    pub fn label<T: Labelled>(&self, value: T) -> String {
        self.wording.label(value)
    }

    /// A form of this page: as it was typed if it was sent and not accepted.
    pub fn form(&self, name: &str, action: impl Into<String>) -> Form {
        let attempt = self.attempt.as_ref().map(|attempt| (attempt, &self.returned));
        Form::new(self.wording, attempt, self.drafts.as_deref(), name, action.into())
    }

    /// What was sent and not accepted, with what is wrong about it.
    pub fn refused(&self) -> Option<&Attempt> {
        self.attempt.as_ref().filter(|attempt| !attempt.problems.is_empty())
    }

    /// What was written in words into a form that is not here any more.
    pub fn written(&self, attempt: &Attempt) -> Vec<(String, String)> {
        attempt.written(self.wording)
    }

    /// What a field at fault is called here.
    pub fn called(&self, problem: &Problem) -> Option<String> {
        let field = problem.field.as_deref();
        field.and_then(|field| self.returned.label(field)).or_else(|| problem.label.clone())
    }

    /// How the answer that carries this page stands.
    pub fn status(&self) -> Standing {
        self.attempt.as_ref().map_or(StatusCode::OK.into(), |attempt| attempt.standing)
    }

    /// The tag of the language.
    pub fn language(&self) -> &'static str {
        self.wording.language().code()
    }

    /// The tag of the other language.
    pub fn other_language(&self) -> &'static str {
        match self.wording.language() {
            Language::Japanese => Language::English.code(),
            Language::English => Language::Japanese.code(),
        }
    }

    /// Where the style sheet is.
    pub fn style(&self) -> &'static str {
        STYLE.path()
    }

    /// Where the script is.
    pub fn script(&self) -> &'static str {
        SCRIPT.path()
    }

    /// Where the script of calendars is.
    pub fn calendar_script(&self) -> &'static str {
        CALENDAR.path()
    }

    /// Where the style of calendars is.
    pub fn calendar_style(&self) -> &'static str {
        CALENDAR_STYLE.path()
    }

    /// Where the script for passkeys is.
    pub fn passkey_script(&self) -> &'static str {
        PASSKEY.path()
    }
}

/// A visit of somebody signed in. Without one, the answer is the way to the sign-in page.
#[derive(Clone)]
pub struct Visit {
    web: Web,
    /// Who.
    pub member: Member,
    /// The texts.
    pub wording: Wording,
    /// The browser's session; programs have none.
    pub visitor: Option<Visitor>,
    /// By what the person is signed in.
    pub credential: Option<Credential>,
    done: Option<String>,
    cursor: Cursor,
    /// The address asked for.
    path: String,
}

impl Visit {
    /// The visit that a request stands for.
    ///
    /// # Errors
    /// Unauthenticated when nobody is signed in.
    pub fn of(web: &Web, uri: &Uri, extensions: &Extensions, headers: &HeaderMap) -> Result<Self, Fault> {
        let member = extensions.get::<Option<Member>>().copied().flatten();
        Ok(Self {
            web: web.noting(extensions),
            member: member.ok_or(app::Error::Unauthenticated)?,
            wording: wording(headers),
            visitor: visitor(extensions),
            credential: extensions.get().copied(),
            done: done(headers),
            // Before anything is read: what happens from now on is told to the page.
            cursor: app::live::newest(&web.app),
            path: uri.path().to_owned(),
        })
    }

    /// A session with the application.
    pub fn session(&self) -> Session<'_> {
        self.web.app.session(self.member)
    }

    /// Whether whoever visits may do this to what is related like this.
    pub fn may(&self, action: Action, relationship: Relationship) -> bool {
        decide(&Actor::Member(self.member), action, relationship) == Decision::Allow
    }

    /// What the page has beside its own matter.
    ///
    /// # Errors
    /// [`app::Error::Unavailable`].
    pub async fn page(&self, attempt: Option<Attempt>) -> Result<Page, Fault> {
        let session = self.session();
        let (person, organization) = (self.member.person, self.member.organization);
        let people = directory::people(&session, &[person]).await?;
        let memberships = directory::memberships(&session, person).await?;
        let ids: Vec<_> =
            memberships.iter().map(|m| m.organization).chain(std::iter::once(organization)).collect();
        let organizations = directory::organizations(&session, &ids).await?;
        let name = |id| organizations.get(&id).map(|o: &Organization| o.name.to_string()).unwrap_or_default();
        let reaches = |id| self.visitor.is_none_or(|visitor| visitor.reaches(id));
        let others = memberships.iter().filter(|m| m.id != self.member.membership && reaches(m.organization));
        let ways = links(self.member.kind).iter().chain(self.watch());
        let ways = ways.map(|(to, key)| Way { to, text: self.wording.text(key), is_here: self.is_in(to) });
        let done = self.done.as_ref().filter(|_| attempt.is_none());
        Ok(Page {
            wording: self.wording,
            now: session.now,
            today: session.today(),
            reader: Some(Reader {
                person: people.get(&person).map(|p| p.name.to_string()).unwrap_or_default(),
                organization: name(organization),
                ways: ways.collect(),
                reviews: self.reviews(&session).await?,
                undelivered: self.undelivered(&session).await?,
                others: others.map(|m| (m.id.to_string(), name(m.organization))).collect(),
            }),
            cursor: Some(self.cursor),
            done: done.map(|key| self.wording.text(key)),
            attempt,
            returned: Returned::default(),
            drafts: Some(drafts(&session).await?),
        })
    }

    fn is_in(&self, part: &str) -> bool {
        self.path.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// What waits for review, for whoever reviews it.
    async fn reviews(&self, session: &Session<'_>) -> Result<Option<Chip>, Fault> {
        if !self.may(Action::ReviewEmergency, Relationship::Own) {
            return Ok(None);
        }
        let tally = reviews_waiting(session).await?;
        let values = [("waiting", tally.waiting().into()), ("overdue", tally.overdue.into())];
        let text = self.wording.text_with("emergency-reviews-waiting", &values);
        Ok((tally.waiting() > 0).then(|| Chip::of_reviews(tally, text)))
    }

    /// What did not arrive, if something is to be done about it.
    async fn undelivered(&self, session: &Session<'_>) -> Result<Option<Chip>, Fault> {
        let count = how_many_undelivered(session).await?;
        let text = self.wording.text_with("nav-undelivered", &[("count", count.into())]);
        Ok((count > 0).then_some(Chip { tone: "bad", mark: "×", text }))
    }

    /// The pages about access and records, for those whose task they are.
    fn watch(&self) -> impl Iterator<Item = &'static (&'static str, &'static str)> + use<> {
        let takes = self.may(Action::BreakGlass, Relationship::None);
        let reviews = self.may(Action::ReviewEmergency, Relationship::Own);
        [
            (takes || reviews, &("/emergency", "nav-emergency")),
            (self.may(Action::SeeAudit, Relationship::Own), &("/access", "nav-access")),
            (self.may(Action::EndRecords, Relationship::Own), &("/organization/records", "nav-records")),
        ]
        .into_iter()
        .filter_map(|(shown, link)| shown.then_some(link))
    }

    /// Reads a form.
    ///
    /// # Errors
    /// [`Failure::Problems`].
    pub fn read<T>(
        &self,
        fields: &Fields,
        read: impl FnOnce(&mut crate::form::Reader<'_>) -> Option<T>,
    ) -> Result<T, Failure> {
        fields.read(self.wording, read)
    }

    /// Keeps what was typed into a form that was not accepted.
    ///
    /// # Errors
    /// A [`Fault`] when trying again with other words would not help.
    pub fn attempt(&self, form: &str, fields: Fields, failure: Failure) -> Result<Option<Attempt>, Fault> {
        Attempt::new(self.wording, form, fields, failure).map(Some)
    }
}

impl FromRequestParts<Web> for Visit {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Fault> {
        Self::of(web, &parts.uri, &parts.extensions, &parts.headers)
    }
}

/// The session of the browser that asks.
pub fn visitor(extensions: &Extensions) -> Option<Visitor> {
    extensions.get::<Option<Visitor>>().copied().flatten()
}

/// A browser that came with a session, complete or not. Without one, the answer is the way to the sign-in
/// page.
pub struct Visiting(pub Visitor);

impl<S: Send + Sync> FromRequestParts<S> for Visiting {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        visitor(&parts.extensions).map(Self).ok_or_else(|| app::Error::Unauthenticated.into())
    }
}

/// The pages as they are for one request of somebody not signed in: what is read goes on its record.
pub struct OnRecord(pub Web);

impl FromRequestParts<Web> for OnRecord {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Self::Rejection> {
        Ok(Self(web.noting(&parts.extensions)))
    }
}

/// What an address is about. An address that names nothing leads nowhere.
pub struct At<T>(pub Id<T>);

impl<T, S: Send + Sync> FromRequestParts<S> for At<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        match <Path<Uuid> as FromRequestParts<S>>::from_request_parts(parts, state).await {
            Ok(Path(id)) => Ok(Self(Id::new(id))),
            Err(_) => Err(app::Error::NotFound.into()),
        }
    }
}

/// What an address asks for behind its question mark. One that makes no sense leads nowhere.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let read = axum::extract::Query::<T>::from_request_parts(parts, state).await;
        read.map(|axum::extract::Query(asked)| Self(asked)).map_err(|_| app::Error::NotFound.into())
    }
}

impl<T, S: Send + Sync> OptionalFromRequestParts<S> for At<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Fault> {
        match <Path<Uuid> as OptionalFromRequestParts<S>>::from_request_parts(parts, state).await {
            Ok(found) => Ok(found.map(|Path(id)| Self(Id::new(id)))),
            Err(_) => Err(app::Error::NotFound.into()),
        }
    }
}

/// The language of whoever asks: the one chosen, else Japanese.
impl<S: Send + Sync> FromRequestParts<S> for Tongue {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(wording(&parts.headers)))
    }
}

/// The language of whoever asks, for pages that need no sign-in.
pub struct Tongue(pub Wording);

/// The texts in the language chosen, else in Japanese.
pub fn wording(headers: &HeaderMap) -> Wording {
    let jar = CookieJar::from_headers(headers);
    Wording::new(jar.get(LANGUAGE).and_then(|cookie| Language::parse(cookie.value())).unwrap_or_default())
}

/// The key of the text about what was just done.
pub fn done(headers: &HeaderMap) -> Option<String> {
    let jar = CookieJar::from_headers(headers);
    let key = jar.get(DONE)?.value();
    let is_key = key.ends_with("-done") && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    is_key.then(|| key.to_owned())
}

/// Whether the answer is a page.
pub fn is_html(content_type: &HeaderValue) -> bool {
    content_type.as_bytes().starts_with(b"text/html")
}

/// How an answer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its status.
    pub status: StatusCode,
    /// After how many seconds to come back, where it was too early.
    pub retry_after: Option<i64>,
}

impl From<StatusCode> for Standing {
    fn from(status: StatusCode) -> Self {
        Self { status, retry_after: None }
    }
}

/// A page.
///
/// # Errors
/// [`app::Error::Internal`].
pub fn html(standing: impl Into<Standing>, template: &impl Template) -> Result<Response, Fault> {
    let Standing { status, retry_after } = standing.into();
    let body = template.render()?;
    let mut response = (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], body).into_response();
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    Ok(response)
}

/// What follows on something done: the way to a page, which says so by the text of a key `…-done`.
pub fn after(to: &str, done: &'static str) -> Response {
    let mut response = Redirect::to(to).into_response();
    // Lax, so that it is there too when the browser comes back from another site.
    let cookie = format!("{DONE}={done}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// The pages each kind of organization works with, the first one first.
const fn links(kind: OrganizationKind) -> &'static [(&'static str, &'static str)] {
    match kind {
        OrganizationKind::Hospital => &[
            ("/board", "nav-board"),
            ("/conferences", "nav-conferences"),
            ("/requests", "nav-requests"),
            ("/measures", "nav-measures"),
            ("/directory", "nav-directory"),
            ("/organization", "nav-staff"),
        ],
        OrganizationKind::Hub => &[
            ("/consultations", "nav-consultations"),
            ("/board", "nav-board"),
            ("/conferences", "nav-conferences"),
            ("/requests", "nav-requests"),
            ("/measures", "nav-measures"),
            ("/directory", "nav-directory"),
            ("/organization", "nav-staff"),
        ],
        OrganizationKind::Municipality | OrganizationKind::MedicalAssociation => &[
            ("/requests", "nav-requests"),
            ("/conferences", "nav-conferences"),
            ("/measures", "nav-measures"),
            ("/directory", "nav-directory"),
            ("/organization", "nav-staff"),
        ],
        OrganizationKind::Clinic
        | OrganizationKind::VisitingNurseStation
        | OrganizationKind::Pharmacy
        | OrganizationKind::CareManagerOffice
        | OrganizationKind::CommunityGeneralSupportCentre => &[
            ("/requests", "nav-requests"),
            ("/conferences", "nav-conferences"),
            ("/directory", "nav-directory"),
            ("/organization", "nav-staff"),
        ],
    }
}

/// The page that somebody of this kind of organization begins with.
pub const fn home(kind: OrganizationKind) -> &'static str {
    links(kind)[0].0
}
