//! What a letter says: the words of a message about things as they are when it is written.
//!
//! No letter names the patient, the case or the title of a conference.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    Id, Interval, Timestamp,
    access::{Action, Actor},
    announcement::{Announcement, Matter, Message, OfUse, Recipient, of_use},
    conference::{Conference, Mode, Participant, Requirement},
    consultation::{Consultation, Offer, OfferState},
    emergency::{EmergencyAccess, REVIEW_WITHIN},
    event::Event,
    organization::{Organization, Room},
    place::Municipality,
    text::{EmailAddress, WebAddress},
};
use interchange::calendar::{Method, Role};
use sha2::{Digest, Sha256};
use store::{Error, View, delivery::Delivery};
use wording::{Language, Value, Wording};

use crate::Context;

mod account;
mod colleague;
mod one_time_link;

/// Letters are in Japanese.
const WORDING: Wording = Wording::new(Language::Japanese);

/// What one recipient is told, whatever the channel.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The delivery, so that a letter that goes twice is known to be the same.
    pub id: Id<Announcement>,
    /// When it was written.
    pub made_at: Timestamp,
    /// The organization in whose name it goes.
    pub sender: String,
    /// The recipient's name.
    pub recipient: String,
    /// The recipient's mail address.
    pub address: EmailAddress,
    /// Subject and text.
    pub text: wording::Mail,
    /// What it changes in the recipient's calendar.
    pub occasion: Option<Occasion>,
}

/// A conference as it stands in one recipient's calendar.
#[derive(Clone, Debug)]
pub struct Occasion {
    /// The conference.
    pub conference: Id<Conference>,
    /// How often calendars were told of a change.
    pub sequence: u32,
    /// Whether it is put in or taken out.
    pub method: Method,
    /// When.
    pub at: Interval,
    /// What it is called.
    pub summary: String,
    /// Where.
    pub location: Option<String>,
    /// Where to join, for someone who comes by video.
    pub video: Option<WebAddress>,
    /// Whether the conference needs the recipient.
    pub role: Role,
}

/// What becomes of a delivery when its letter is to be written.
pub(crate) enum Written {
    Letter(Box<Letter>),
    /// There is nowhere to write to.
    NoAddress,
    /// Something has happened since that makes the letter wrong or idle; another letter tells of it.
    Overtaken,
}

/// Writes the letter of a delivery. The secret of a link in it is known to the database before it returns.
pub(crate) async fn write(context: &Context, delivery: &Delivery) -> Result<Written, Error> {
    let view = context.database.read(Actor::System);
    match (delivery.announcement.recipient, delivery.event.event) {
        (
            Recipient::Participant(participant),
            Event::TimesProposed { conference }
            | Event::ConferenceScheduled { conference }
            | Event::ConferenceRescheduled { conference }
            | Event::ConferenceCancelled { conference }
            | Event::ReminderDue { conference },
        ) => {
            let invitation = Invitation::load(&view, conference, participant).await?;
            // Writing the link takes a connection of its own.
            drop(view);
            write_to_participant(context, delivery, &invitation).await
        }
        (
            Recipient::Organization(organization),
            Event::OfferMade { offer, .. }
            | Event::OfferAccepted { offer, .. }
            | Event::OfferDeclined { offer, .. }
            | Event::OfferExpired { offer, .. }
            | Event::OfferWithdrawn { offer, .. }
            | Event::OfferConfirmed { offer, .. },
        ) => {
            let request = Request::load(&view, offer).await?;
            Ok(write_to_office(context, delivery, &request, organization))
        }
        (recipient, Event::EmergencyAccessTaken { access, .. }) => {
            write_of_emergency(context, &view, delivery, recipient, access).await
        }
        (Recipient::Colleague(invitation), Event::ColleagueInvited { .. }) => {
            drop(view);
            colleague::write(context, delivery, invitation).await
        }
        (
            Recipient::Person(person),
            Event::ResetLinkAsked { .. }
            | Event::PasswordChanged { .. }
            | Event::SecondFactorChanged { .. }
            | Event::IdentityLinked { .. }
            | Event::IdentityUnlinked { .. }
            | Event::RecoveryCodeUsed { .. }
            | Event::ProfessionChanged { .. },
        ) => {
            drop(view);
            account::write(context, delivery, person).await
        }
        _ => Err(Error::NotFound),
    }
}

/// Tells a reviewer, or the office, that access was taken in an emergency; not by whom, nor to whom.
async fn write_of_emergency(
    context: &Context,
    view: &View,
    delivery: &Delivery,
    recipient: Recipient,
    access: Id<EmergencyAccess>,
) -> Result<Written, Error> {
    let (message, now) = (delivery.announcement.message, context.clock.now());
    let access = view.emergencies().find_for(Action::ReviewEmergency, access).await?;
    if of_use(message, Matter::Emergency(&access), delivery.event.at, now) == OfUse::NoLonger {
        return Ok(Written::Overtaken);
    }
    let organization = view.organizations().find(access.case_organization).await?;
    let (name, address) = match recipient {
        Recipient::Person(person) => {
            let person = view.people().find(person).await?;
            (person.name, person.email)
        }
        Recipient::Organization(_) => (organization.name.clone(), organization.email.clone()),
        Recipient::Participant(_) | Recipient::Colleague(_) => return Err(Error::NotFound),
    };
    let Some(address) = address else { return Ok(Written::NoAddress) };
    let values = [
        ("recipient", name.as_str().into()),
        ("organizer", organization.name.as_str().into()),
        ("time", WORDING.moment(access.from).into()),
        ("day", WORDING.moment(access.from + REVIEW_WITHIN).into()),
        ("link", format!("{}/emergency", context.public_url).into()),
    ];
    Ok(Written::Letter(Box::new(Letter {
        id: delivery.id,
        made_at: now,
        sender: organization.name.to_string(),
        recipient: name.to_string(),
        address,
        text: WORDING.mail(message, &values),
        occasion: None,
    })))
}

/// A conference as one of the invited knows it.
struct Invitation {
    conference: Conference,
    participant: Participant,
    organization: Organization,
    room: Option<Room>,
    /// How the participant comes.
    mode: Mode,
    has_answered: bool,
}

impl Invitation {
    async fn load(view: &View, id: Id<Conference>, participant: Id<Participant>) -> Result<Self, Error> {
        let conference = view.conferences().find_for(Action::SeeConference, id).await?;
        let answers = view.conferences().answers(&[id]).await?;
        let found = conference.proposal.participants.iter().find(|p| p.id == participant).cloned();
        let participant = found.ok_or(Error::NotFound)?;
        let room = match conference.proposal.room {
            Some(room) => Some(view.organizations().room(room).await?),
            None => None,
        };
        let mode = conference.mode_of(&participant, &answers);
        let has_answered = !conference.unanswered(&answers).iter().any(|p| p.id == participant.id);
        let organization = view.organizations().find(conference.organization).await?;
        Ok(Self { conference, participant, organization, room, mode, has_answered })
    }

    /// Who called it, with the number to ring.
    fn office(&self) -> String {
        let Organization { name, phone, .. } = &self.organization;
        match phone {
            Some(phone) => WORDING.text_with(
                "message-part-office",
                &[("organizer", name.as_str().into()), ("phone", phone.as_str().into())],
            ),
            None => name.to_string(),
        }
    }

    /// Where the participant goes or joins.
    fn place(&self) -> String {
        let video = self.conference.proposal.video_address.as_ref();
        let room = self.room.as_ref().map(|room| room.name.as_str());
        WORDING.place(self.mode, video, self.organization.name.as_str(), room)
    }

    fn values(&self, link: String) -> Vec<(&'static str, Value)> {
        let conference = &self.conference;
        let mut values = vec![
            ("recipient", self.participant.contact.name.as_str().into()),
            ("organizer", self.organization.name.as_str().into()),
            ("office", self.office().into()),
            ("kind", WORDING.label(conference.proposal.kind).into()),
            ("place", self.place().into()),
            ("link", link.into()),
        ];
        if let Some(at) = conference.at() {
            values.push(("day", WORDING.day(at.start().day()).into()));
            values.push(("time", WORDING.time_range(at).into()));
        }
        let open: Vec<Interval> = conference.open_times().into_iter().map(|time| time.at).collect();
        if let (Some(first), Some(last)) = (open.iter().min(), open.iter().max()) {
            let line = |at: &Interval| {
                WORDING.text_with("message-part-time", &[("time", WORDING.time_range(*at).into())])
            };
            let days = WORDING.day_range(first.start().day(), last.start().day());
            values.push(("days", days.into()));
            values.push(("times", open.iter().map(line).collect::<Vec<_>>().join("\n").into()));
        }
        values
    }

    /// What `message` changes in the participant's calendar.
    fn occasion(&self, message: Message) -> Option<Occasion> {
        let method = match message {
            Message::ConferenceScheduled | Message::ConferenceRescheduled => Method::Request,
            Message::ConferenceCancelled => Method::Cancel,
            _ => return None,
        };
        let proposal = &self.conference.proposal;
        Some(Occasion {
            conference: self.conference.id,
            sequence: self.conference.sequence,
            method,
            at: self.conference.at()?,
            summary: WORDING.label(proposal.kind),
            location: Some(self.place()),
            video: proposal.video_address.clone().filter(|_| self.mode == Mode::Video),
            role: match self.participant.requirement {
                Requirement::Required => Role::Required,
                Requirement::Should | Requirement::May => Role::Optional,
            },
        })
    }
}

async fn write_to_participant(
    context: &Context,
    delivery: &Delivery,
    invitation: &Invitation,
) -> Result<Written, Error> {
    let (message, now) = (delivery.announcement.message, context.clock.now());
    let Invitation { conference, has_answered, .. } = invitation;
    let matter = Matter::Conference { conference, has_answered: *has_answered };
    if of_use(message, matter, delivery.event.at, now) == OfUse::NoLonger {
        return Ok(Written::Overtaken);
    }
    let Some(address) = invitation.participant.contact.email.clone() else {
        return Ok(Written::NoAddress);
    };
    let text = match message {
        Message::ConferenceCancelled => {
            let values = invitation.values(String::new());
            match invitation.conference.at() {
                Some(_) => WORDING.mail(message, &values),
                None => WORDING.mail_of_undated_cancellation(&values),
            }
        }
        _ => WORDING.mail(message, &invitation.values(answer_link(context, now, invitation).await?)),
    };
    Ok(Written::Letter(Box::new(Letter {
        id: delivery.id,
        made_at: now,
        sender: invitation.organization.name.to_string(),
        recipient: invitation.participant.contact.name.to_string(),
        address,
        text,
        occasion: invitation.occasion(message),
    })))
}

/// A new link by which the participant answers without signing in. Only the SHA-256 of its secret is kept,
/// so each try of a delivery needs a new one; the earlier ones go on working.
async fn answer_link(context: &Context, now: Timestamp, invitation: &Invitation) -> Result<String, Error> {
    let token = URL_SAFE_NO_PAD.encode(context.ids.secret());
    let hash = Sha256::digest(token.as_bytes()).into();
    let tx = context.database.begin(Actor::System).await?;
    let (conference, participant) = (invitation.conference.id, invitation.participant.id);
    tx.conferences().insert_invitation_token(now, &hash, conference, participant).await?;
    tx.commit().await?;
    Ok(format!("{}/answer/{token}", context.public_url))
}

/// An offer as both sides know it.
struct Request {
    offer: Offer,
    consultation: Consultation,
    hub: Organization,
    asked: Organization,
    municipality: Option<Municipality>,
}

impl Request {
    async fn load(view: &View, id: Id<Offer>) -> Result<Self, Error> {
        let offer = view.consultations().offer_for(Action::SeeOffer, id).await?;
        let consultation = view.consultations().find_for(Action::SeeConsultation, offer.consultation).await?;
        let municipality = match &consultation.subject.municipality {
            None => None,
            Some(code) => match view.places().municipality(code).await {
                Ok(municipality) => Some(municipality),
                Err(Error::NotFound) => None,
                Err(error) => return Err(error),
            },
        };
        let hub = view.organizations().find(offer.hub).await?;
        let asked = view.organizations().find(offer.organization).await?;
        Ok(Self { offer, consultation, hub, asked, municipality })
    }

    fn values(&self, recipient: &Organization, link: String) -> Vec<(&'static str, Value)> {
        let unknown = || WORDING.text("message-part-unknown");
        let subject = &self.consultation.subject;
        let municipality = self.municipality.as_ref().map(|municipality| municipality.name.to_string());
        let deadline = match self.offer.state {
            OfferState::Asked { expires_at } => WORDING.moment(expires_at),
            _ => unknown(),
        };
        vec![
            ("recipient", recipient.name.as_str().into()),
            ("hub", self.hub.name.as_str().into()),
            ("organization", self.asked.name.as_str().into()),
            ("service", WORDING.label(self.offer.service).into()),
            ("municipality", municipality.unwrap_or_else(unknown).into()),
            ("age", subject.age_from.map_or_else(unknown, |from| WORDING.age_band(from)).into()),
            ("deadline", deadline.into()),
            ("link", link.into()),
        ]
    }
}

fn write_to_office(
    context: &Context,
    delivery: &Delivery,
    request: &Request,
    recipient: Id<Organization>,
) -> Written {
    let (message, now) = (delivery.announcement.message, context.clock.now());
    let recipient = if recipient == request.hub.id { &request.hub } else { &request.asked };
    if of_use(message, Matter::Offer(&request.offer), delivery.event.at, now) == OfUse::NoLonger {
        return Written::Overtaken;
    }
    let Some(address) = recipient.email.clone() else {
        return Written::NoAddress;
    };
    let link = format!("{}/requests", context.public_url);
    Written::Letter(Box::new(Letter {
        id: delivery.id,
        made_at: now,
        sender: request.hub.name.to_string(),
        recipient: recipient.name.to_string(),
        address,
        text: WORDING.mail(message, &request.values(recipient, link)),
        occasion: None,
    }))
}
