//! What was to be told and did not arrive: to whom, what was wrong, and whether anybody still needs it.

use std::collections::HashMap;

use domain::{
    Id, Timestamp,
    announcement::{Announcement, DeliveryState, Matter, Message, OfUse, Recipient, Trouble, of_use},
    conference::{Conference, Participant},
    consultation::{Consultation, Offer},
    emergency::EmergencyAccess,
    event::Event,
    membership::ColleagueInvitation,
    organization::Organization,
    person::Person,
    text::{EmailAddress, Line, PhoneNumber},
};
use interchange::mail_trouble::trouble;
use store::{View, delivery::Delivery};

use crate::{Error, Session};

/// How many are counted.
pub const MOST: u64 = 100;

/// A message that did not arrive, as those see it who can do something about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Undelivered {
    /// The identifier.
    pub id: Id<Announcement>,
    /// What it says.
    pub message: Message,
    /// To whom.
    pub addressee: Addressee,
    /// What it is about.
    pub about: About,
    /// When that happened.
    pub since: Timestamp,
    /// How far it has come.
    pub state: DeliveryState,
    /// Whether anybody needs it still.
    pub of_use: OfUse,
    /// What was wrong the last time.
    pub trouble: Trouble,
    /// The same as the recipient's side, or the program, put it.
    pub words: String,
    /// How often it was tried since it was last to go.
    pub attempts: i32,
    /// When it is tried next.
    pub next_at: Option<Timestamp>,
}

impl Undelivered {
    /// Whether somebody has to do something about it.
    pub fn is_to_do(&self) -> bool {
        self.state == DeliveryState::Dead && self.of_use == OfUse::Still
    }
}

/// Whom a message was for.
#[derive(Clone, Debug, PartialEq)]
pub struct Addressee {
    /// As whom.
    pub recipient: Recipient,
    /// Name.
    pub name: Line,
    /// The organization spoken for.
    pub organization: Option<Organization>,
    /// Where it was to go.
    pub email: Option<EmailAddress>,
    /// Where to ring instead.
    pub phone: Option<PhoneNumber>,
}

/// What a message is about, as far as a page leads there.
#[derive(Clone, Debug, PartialEq)]
pub enum About {
    /// A conference.
    Conference(Box<Conference>),
    /// A consultation, of the hub whose it is or of the organization asked.
    Consultation(Id<Consultation>),
    /// Access taken in an emergency.
    Emergency,
    /// A colleague who was asked to join.
    Colleague,
    /// Somebody's account.
    Account,
}

/// What did not arrive of what concerns the actor: at most `limit`, the newest first, those before `before` alone.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn undelivered(
    session: &Session<'_>,
    before: Option<Id<Announcement>>,
    limit: u64,
) -> Result<Vec<Undelivered>, Error> {
    session.member()?;
    let view = session.read();
    let (mut found, mut before) = (vec![], before);
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    // Those that lead nowhere any more are left out, and the page is filled with what follows.
    while found.len() < wanted {
        let deliveries = view.deliveries().in_trouble(before, limit).await?;
        let is_last = deliveries.len() < wanted;
        before = deliveries.last().map(|delivery| delivery.id);
        found.extend(described(&view, session.now, deliveries).await?);
        if is_last {
            break;
        }
    }
    found.truncate(wanted);
    Ok(found)
}

/// How many messages the actor has to do something about, of the newest [`MOST`]. Nothing of them is handed out.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn how_many_undelivered(session: &Session<'_>) -> Result<usize, Error> {
    session.member()?;
    let deliveries = session.read().deliveries().given_up(MOST).await?;
    let view = session.app.system().read();
    let described = described(&view, session.now, deliveries).await?;
    Ok(described.iter().filter(|undelivered| undelivered.is_to_do()).count())
}

/// The participants whom a conference's newest message did not reach, for whoever may call it.
pub(crate) async fn unreached(
    view: &View,
    now: Timestamp,
    conference: &Conference,
) -> Result<Vec<Undelivered>, Error> {
    let participants: Vec<_> = conference.proposal.participants.iter().map(|p| p.id).collect();
    let mut unreached = described(view, now, view.deliveries().given_up_to(&participants).await?).await?;
    unreached.retain(Undelivered::is_to_do);
    Ok(unreached)
}

/// What the deliveries are about, in as many statements however many they are.
#[derive(Default)]
struct Matters {
    conferences: HashMap<Id<Conference>, Conference>,
    answered: HashMap<Id<Participant>, bool>,
    offers: HashMap<Id<Offer>, Offer>,
    emergencies: HashMap<Id<EmergencyAccess>, EmergencyAccess>,
    invitations: HashMap<Id<ColleagueInvitation>, ColleagueInvitation>,
    people: HashMap<Id<Person>, Person>,
    organizations: HashMap<Id<Organization>, Organization>,
}

impl Matters {
    async fn of(view: &View, deliveries: &[Delivery]) -> Result<Self, Error> {
        if deliveries.is_empty() {
            return Ok(Self::default());
        }
        let events = || deliveries.iter().map(|delivery| delivery.event.event);
        let conferences: Vec<_> = events().filter_map(conference_of).collect();
        let conferences = view.conferences().find_all_for(&conferences).await?;
        let answers = view.conferences().answers(&conferences.keys().copied().collect::<Vec<_>>()).await?;
        let answered = conferences.values().flat_map(|conference| {
            let waiting = conference.unanswered(&answers);
            let invited = conference.proposal.participants.iter();
            invited.map(|p| (p.id, !waiting.iter().any(|w| w.id == p.id))).collect::<Vec<_>>()
        });
        let offers: Vec<_> = events().filter_map(offer_of).collect();
        let emergencies: Vec<_> = events()
            .filter_map(|event| match event {
                Event::EmergencyAccessTaken { access, .. } => Some(access),
                _ => None,
            })
            .collect();
        let recipients = || deliveries.iter().map(|delivery| delivery.announcement.recipient);
        let invitations: Vec<_> = recipients()
            .filter_map(|to| if let Recipient::Colleague(id) = to { Some(id) } else { None })
            .collect();
        let invitations = view.memberships().invitations_by_id(&invitations).await?;
        let people: Vec<_> = recipients()
            .filter_map(|to| if let Recipient::Person(id) = to { Some(id) } else { None })
            .chain(invitations.iter().map(|invitation| invitation.person))
            .collect();
        let invited = conferences.values().flat_map(|conference| &conference.proposal.participants);
        let organizations: Vec<_> = recipients()
            .filter_map(|to| if let Recipient::Organization(id) = to { Some(id) } else { None })
            .chain(invited.filter_map(|participant| participant.organization))
            .chain(deliveries.iter().filter_map(|delivery| delivery.announcement.sender))
            .collect();
        Ok(Self {
            answered: answered.collect(),
            conferences,
            offers: by_id(view.consultations().offers_by_id(&offers).await?, |offer| offer.id),
            emergencies: by_id(view.emergencies().by_id(&emergencies).await?, |access| access.id),
            invitations: by_id(invitations, |invitation| invitation.id),
            people: view.people().find_all(&people).await?,
            organizations: view.organizations().find_all(&organizations).await?,
        })
    }

    /// What a delivery is about, and whether it is of use; nothing when that is not there for the actor.
    fn about(&self, now: Timestamp, delivery: &Delivery) -> Option<(About, OfUse)> {
        let Announcement { sender: _, recipient, message } = delivery.announcement;
        let (about, matter) = match (delivery.event.event, recipient) {
            (event, Recipient::Participant(participant)) => {
                let conference = self.conferences.get(&conference_of(event)?)?;
                let has_answered = self.answered.get(&participant).copied().unwrap_or_default();
                let matter = Matter::Conference { conference, has_answered };
                (About::Conference(Box::new(conference.clone())), matter)
            }
            (Event::EmergencyAccessTaken { access, .. }, _) => {
                (About::Emergency, Matter::Emergency(self.emergencies.get(&access)?))
            }
            (_, Recipient::Colleague(id)) => {
                (About::Colleague, Matter::Colleague(self.invitations.get(&id)?))
            }
            (_, Recipient::Person(_)) => (About::Account, Matter::Account),
            (event, Recipient::Organization(_)) => {
                let offer = self.offers.get(&offer_of(event)?)?;
                (About::Consultation(offer.consultation), Matter::Offer(offer))
            }
        };
        Some((about, of_use(message, matter, delivery.event.at, now)))
    }

    fn addressee(&self, about: &About, delivery: &Delivery) -> Option<Addressee> {
        let Announcement { sender, recipient, message: _ } = delivery.announcement;
        let organization = |id| self.organizations.get(&id).cloned();
        Some(match recipient {
            Recipient::Participant(id) => {
                let About::Conference(conference) = about else { return None };
                let participant = conference.proposal.participants.iter().find(|p| p.id == id)?;
                let organization = participant.organization.and_then(organization);
                Addressee {
                    recipient,
                    name: participant.contact.name.clone(),
                    email: participant.contact.email.clone(),
                    phone: organization.as_ref().and_then(|organization| organization.phone.clone()),
                    organization,
                }
            }
            Recipient::Organization(id) => {
                let organization = organization(id)?;
                Addressee {
                    recipient,
                    name: organization.name.clone(),
                    email: organization.email.clone(),
                    phone: organization.phone.clone(),
                    organization: Some(organization),
                }
            }
            Recipient::Person(id) => self.person(recipient, id, sender.and_then(organization))?,
            Recipient::Colleague(id) => {
                let person = self.invitations.get(&id)?.person;
                self.person(recipient, person, sender.and_then(organization))?
            }
        })
    }

    fn person(
        &self,
        recipient: Recipient,
        id: Id<Person>,
        organization: Option<Organization>,
    ) -> Option<Addressee> {
        let Person { id: _, name, name_kana: _, email, phone } = self.people.get(&id)?.clone();
        Some(Addressee { recipient, name, organization, email, phone })
    }
}

/// Describes deliveries; those about something that is not there for the actor are left out.
pub(crate) async fn described(
    view: &View,
    now: Timestamp,
    deliveries: Vec<Delivery>,
) -> Result<Vec<Undelivered>, Error> {
    let matters = Matters::of(view, &deliveries).await?;
    let describe = |delivery: Delivery| {
        let (about, of_use) = matters.about(now, &delivery)?;
        let addressee = matters.addressee(&about, &delivery)?;
        let Delivery { id, event, announcement, attempts, due_at, created_at: _, state, trouble: words } =
            delivery;
        let words = words.unwrap_or_default();
        Some(Undelivered {
            id,
            message: announcement.message,
            addressee,
            about,
            since: event.at,
            state,
            of_use,
            trouble: trouble(&words),
            words,
            attempts,
            next_at: (state == DeliveryState::Pending).then_some(due_at),
        })
    };
    Ok(deliveries.into_iter().filter_map(describe).collect())
}

fn by_id<T>(all: Vec<T>, id: impl Fn(&T) -> Id<T>) -> HashMap<Id<T>, T> {
    all.into_iter().map(|one| (id(&one), one)).collect()
}

fn conference_of(event: Event) -> Option<Id<Conference>> {
    match event.subject() {
        domain::event::Subject::Conference(id) => Some(id),
        _ => None,
    }
}

fn offer_of(event: Event) -> Option<Id<Offer>> {
    match event.subject() {
        domain::event::Subject::Offer(id, _) => Some(id),
        _ => None,
    }
}
