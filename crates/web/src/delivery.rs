//! Messages that did not arrive: to whom, what was wrong, and what to do about it.

use app::{
    delivery::{About, Addressee, Undelivered, undelivered},
    health::{Health, Writing, health},
    send_again::{SendAgain, send_again},
};
use askama::Template;
use axum::response::Response;
use domain::{
    Id,
    access::{Action, Member, Relationship},
    announcement::{Announcement, DeliveryState, OfUse, Recipient},
    conference::{Conference, ConferenceProposal},
    text::EmailAddress,
};
use serde::Deserialize;

use crate::{
    board::Chip,
    error::Fault,
    form::{Attempt, Failure, Fields, Form},
    page::{Page, Query, Visit, after, html},
};

/// Where the page is.
const HERE: &str = "/organization/deliveries";
/// How many messages a page has.
const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "deliveries.html")]
struct DeliveriesPage {
    page: Page,
    health: Option<HealthView>,
    troubled: Vec<Row>,
    over: Vec<Row>,
    older: Option<String>,
    is_first: bool,
}

/// How the system is, in words.
struct HealthView {
    mail: Chip,
    more: Vec<String>,
    writing: Chip,
    sealed: String,
    version: String,
}

/// One message that did not arrive.
struct Row {
    what: String,
    about: Option<Link>,
    since: String,
    name: String,
    organization: Option<String>,
    email: Option<String>,
    state: Chip,
    trouble: String,
    tried: String,
    words: String,
    to_do: Option<ToDo>,
}

/// A way to another page.
struct Link {
    to: String,
    text: String,
}

/// What can be done about a message.
struct ToDo {
    advice: String,
    phone: Option<String>,
    link: Option<Link>,
    again: Form,
}

/// Which part of the list is asked for.
#[derive(Debug, Default, Deserialize)]
pub struct Part {
    before: Option<uuid::Uuid>,
}

/// `GET /organization/deliveries`
pub async fn show(visit: Visit, Query(part): Query<Part>) -> Result<Response, Fault> {
    shown(&visit, &part, None).await
}

async fn shown(visit: &Visit, part: &Part, attempt: Option<Attempt>) -> Result<Response, Fault> {
    let session = visit.session();
    let found = undelivered(&session, part.before.map(Id::new), ROWS as u64 + 1).await?;
    let keeps = visit.may(Action::KeepOrganization, Relationship::Own);
    let health = if keeps && part.before.is_none() { Some(health(&session).await?) } else { None };
    let page = visit.page(attempt).await?;
    let view = deliveries_page(page, health, found, part.before.is_none(), visit.member, || session.id());
    html(view.page.status(), &view)
}

fn deliveries_page(
    page: Page,
    health: Option<Health>,
    mut found: Vec<Undelivered>,
    is_first: bool,
    member: Member,
    new: impl Fn() -> Id<()>,
) -> DeliveriesPage {
    let has_more = found.len() > ROWS;
    found.truncate(ROWS);
    let last = found.last().filter(|_| has_more).map(|last| format!("{HERE}?before={}", last.id));
    let (troubled, over): (Vec<_>, Vec<_>) = found
        .iter()
        .partition(|message| message.of_use == OfUse::Still && message.state != DeliveryState::Overtaken);
    let rows =
        |of: Vec<&Undelivered>| of.into_iter().map(|message| row(&page, message, member, new())).collect();
    DeliveriesPage {
        health: health.map(|health| health_view(&page, health)),
        troubled: rows(troubled),
        over: rows(over),
        older: last,
        is_first,
        page,
    }
}

fn health_view(page: &Page, health: Health) -> HealthView {
    let Health { delivered_at, given_up_at, waiting, writing, sealed_until, version } = health;
    let when = |key: &str, at| page.with(key, "time", page.wording.moment(at));
    let (tone, mark, key) = match (delivered_at, given_up_at) {
        (None, None) => ("calm", "-", "health-mail-none"),
        (Some(arrived), Some(lost)) if lost <= arrived => ("good", "✓", "health-mail-arrives"),
        (Some(_), None) => ("good", "✓", "health-mail-arrives"),
        (_, Some(_)) => ("warn", "▲", "health-mail-lost"),
    };
    let arrived = delivered_at.map(|at| when("health-delivered", at));
    let lost = given_up_at.map(|at| when("health-given-up", at));
    let waiting = (waiting > 0).then(|| page.with("health-waiting", "count", waiting));
    HealthView {
        mail: Chip { tone, mark, text: page.t(key) },
        more: arrived.into_iter().chain(lost).chain(waiting).collect(),
        writing: match writing {
            Writing::Open => Chip { tone: "good", mark: "✓", text: page.t("health-writing") },
            Writing::Closed => Chip { tone: "bad", mark: "×", text: page.t("health-not-writing") },
        },
        sealed: sealed_until.map_or_else(|| page.t("health-not-sealed"), |at| when("health-sealed", at)),
        version: page.with("health-version", "version", version),
    }
}

fn row(page: &Page, message: &Undelivered, member: Member, key: Id<()>) -> Row {
    let Undelivered {
        id,
        message: kind,
        addressee,
        about,
        since,
        state: _,
        of_use: _,
        trouble,
        words,
        attempts,
        next_at,
    } = message;
    let Addressee { recipient, name, organization, email, phone: _ } = addressee;
    let is_in_form = message.is_to_do() && matches!(recipient, Recipient::Participant(_));
    let mut tried = page.with("delivery-tried", "count", *attempts);
    if let Some(at) = next_at {
        tried.push_str(&page.with("delivery-next", "time", page.wording.moment(*at)));
    }
    Row {
        what: page.label(*kind),
        about: about_link(page, about),
        since: page.wording.moment(*since),
        name: name.to_string(),
        organization: organization.as_ref().map(|o| o.name.to_string()).filter(|o| *o != name.as_str()),
        email: email.as_ref().filter(|_| !is_in_form).map(ToString::to_string),
        state: state_chip(page, message),
        trouble: page.label(*trouble),
        tried,
        words: words.clone(),
        to_do: message.is_to_do().then(|| to_do(page, *id, addressee, member, key)),
    }
}

/// How far a message has come.
fn state_chip(page: &Page, message: &Undelivered) -> Chip {
    let (tone, mark, key) = match (message.state, message.of_use) {
        (DeliveryState::Overtaken, _) | (_, OfUse::NoLonger) => ("calm", "-", "delivery-over"),
        (DeliveryState::Pending | DeliveryState::Delivered, _) => ("warn", "…", "delivery-under-way"),
        (DeliveryState::Dead, _) => ("bad", "×", "delivery-given-up"),
    };
    Chip { tone, mark, text: page.t(key) }
}

fn about_link(page: &Page, about: &About) -> Option<Link> {
    Some(match about {
        About::Conference(conference) => {
            Link { to: format!("/conferences/{}", conference.id), text: conference_text(page, conference) }
        }
        About::Consultation(id) => {
            Link { to: format!("/consultations/{id}"), text: page.t("delivery-consultation") }
        }
        About::Emergency => Link { to: "/emergency#reviews".into(), text: page.t("nav-emergency") },
        About::Colleague | About::Account => return None,
    })
}

fn conference_text(page: &Page, conference: &Conference) -> String {
    let ConferenceProposal { kind, .. } = &conference.proposal;
    let kind = page.label(*kind);
    let first = conference.at().or_else(|| conference.times.iter().map(|time| time.at).min());
    first.map_or(kind.clone(), |at| format!("{kind} {}", page.wording.time_range(at)))
}

fn to_do(page: &Page, id: Id<Announcement>, to: &Addressee, member: Member, key: Id<()>) -> ToDo {
    let is_own_office = to.recipient == Recipient::Organization(member.organization);
    let (advice, link) = match to.recipient {
        Recipient::Colleague(_) => {
            let link = Link { to: "/organization#invitations".into(), text: page.t("staff-invitations") };
            ("delivery-invite-anew", Some(link))
        }
        Recipient::Organization(_) if is_own_office => ("delivery-own-office", None),
        Recipient::Person(_) => ("delivery-tell-colleague", None),
        Recipient::Participant(_) | Recipient::Organization(_) if to.phone.is_some() => {
            ("delivery-ring", None)
        }
        Recipient::Participant(_) | Recipient::Organization(_) => ("delivery-no-phone", None),
    };
    ToDo {
        advice: page.t(advice),
        phone: to.phone.as_ref().filter(|_| !is_own_office).map(ToString::to_string),
        link,
        again: again_form(page, id, to, key),
    }
}

/// Sends a message again; the address of somebody invited can be corrected with it.
fn again_form(page: &Page, id: Id<Announcement>, to: &Addressee, key: Id<()>) -> Form {
    let form = page.form(&format!("again-{id}"), format!("{HERE}/again")).key(key).with("message", id);
    let form = match to.recipient {
        Recipient::Participant(_) => {
            let email = to.email.as_ref().map(ToString::to_string).unwrap_or_default();
            form.input("email", "email", email)
        }
        Recipient::Organization(_) | Recipient::Person(_) | Recipient::Colleague(_) => form,
    };
    form.submit_quietly("delivery-again-action")
}

/// `POST /organization/deliveries/again`
pub async fn again(visit: Visit, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let (key, again) = visit.read(&fields, |f| {
            let (key, message) = (f.key(), f.id("message"));
            let email = f.optional("email", EmailAddress::parse);
            Some((key?, SendAgain { message: message?, email: email? }))
        })?;
        Ok::<_, Failure>(send_again(&visit.session(), &key, again).await?)
    };
    match done.await {
        Ok(_) => Ok(after(HERE, "delivery-again-done")),
        Err(failure) => {
            let form = format!("again-{}", fields.get("message"));
            shown(&visit, &Part::default(), visit.attempt(&form, fields, failure)?).await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use domain::{
        announcement::{Message, Trouble},
        conference::ConferenceState,
    };

    fn message(recipient: Recipient, about: About, state: DeliveryState, of_use: OfUse) -> Undelivered {
        Undelivered {
            id: samples::id(900),
            message: Message::ConferenceScheduled,
            addressee: Addressee {
                recipient,
                name: samples::line(samples::NAME),
                organization: samples::organizations().remove(&samples::id(11)),
                email: None,
                phone: None,
            },
            about,
            since: samples::now(),
            state,
            of_use,
            trouble: Trouble::UnknownAddress,
            words: samples::NAME.into(),
            attempts: 1,
            next_at: None,
        }
    }

    fn well() -> Health {
        Health {
            delivered_at: Some(samples::now()),
            given_up_at: None,
            waiting: 3,
            writing: Writing::Open,
            sealed_until: Some(samples::now()),
            version: "0.0.0",
        }
    }

    #[test]
    fn how_the_system_is_is_said_in_words() {
        let (early, late) = (samples::now() - time::Duration::days(5), samples::now());
        for (delivered_at, given_up_at, expected) in [
            (None, None, "- メールはまだ一通も送られていません"),
            (Some(late), None, "✓ メールは届いています"),
            (Some(late), Some(early), "✓ メールは届いています"),
            (Some(early), Some(late), "▲ 最後のメールは届きませんでした"),
            (None, Some(late), "▲ 最後のメールは届きませんでした"),
        ] {
            let health = Health { delivered_at, given_up_at, ..well() };
            for page in samples::pages() {
                let is_japanese = page.language() == "ja";
                let view =
                    deliveries_page(page, Some(health), vec![], true, samples::member(), || samples::id(1));
                let html = samples::reads(&view);
                assert!(!is_japanese || html.contains(expected), "{expected} in {html}");
            }
        }
        let closed = Health { writing: Writing::Closed, sealed_until: None, ..well() };
        let [page, _] = samples::pages();
        let html =
            samples::reads(&deliveries_page(page, Some(closed), vec![], true, samples::member(), || {
                samples::id(1)
            }));
        assert!(
            html.contains("× いまは記録できません") && html.contains("3通が送信を待っています"),
            "{html}"
        );
    }

    #[test]
    fn what_did_not_arrive_reads_whatever_it_is_about_and_escapes_what_servers_say() {
        let conference = samples::conference(ConferenceState::Polling, vec![samples::time_in(2)]);
        let abouts = [
            (Recipient::Participant(samples::id(71)), About::Conference(Box::new(conference))),
            (Recipient::Organization(samples::id(11)), About::Consultation(samples::id(60))),
            (Recipient::Organization(samples::id(10)), About::Consultation(samples::id(60))),
            (Recipient::Person(samples::id(1)), About::Emergency),
            (Recipient::Person(samples::id(1)), About::Account),
            (Recipient::Colleague(samples::id(7)), About::Colleague),
        ];
        for (recipient, about) in abouts {
            for state in [DeliveryState::Pending, DeliveryState::Dead, DeliveryState::Overtaken] {
                for of_use in [OfUse::Still, OfUse::NoLonger] {
                    for page in samples::pages() {
                        let found = vec![message(recipient, about.clone(), state, of_use)];
                        let view =
                            deliveries_page(page, Some(well()), found, true, samples::member(), || {
                                samples::id(1)
                            });
                        let html = samples::reads(&view);
                        let may = state == DeliveryState::Dead && of_use == OfUse::Still;
                        assert_eq!(html.contains("<form class=\"form\""), may, "{html}");
                    }
                }
            }
        }
        for page in samples::pages() {
            samples::reads(&deliveries_page(page, None, vec![], true, samples::member(), || samples::id(1)));
        }
    }
}
