//! Calling a conference: drafting it, changing the draft, asking about times.

use domain::{
    Id, Timestamp,
    access::Action,
    conference::{
        Conference, ConferenceKind, ConferenceProposal, ConferenceRefusal, LeftOut, Mode, Participant,
        Requirement,
    },
    discharge_case::DischargeCase,
    organization::{Organization, Room},
    person::{Contact, Person, Seat},
    text::{EmailAddress, Line, WebAddress},
    timer::TimerKind,
};
use serde::Serialize;
use store::Tx;
use time::Duration;

use crate::{
    Error, IdempotencyKey, Session,
    conference::seats_of,
    session::{Once, expect_version},
};

/// How long before the first proposed time those who have not answered are reminded.
const REMIND_BEFORE: Duration = Duration::hours(24);

/// What a conference is to be.
#[derive(Clone, Debug, Serialize)]
pub struct ProposeConference {
    /// The case it is about.
    pub case: Option<Id<DischargeCase>>,
    /// Which kind.
    pub kind: ConferenceKind,
    /// Title; never the patient's name.
    pub title: Line,
    /// How long it lasts, in minutes.
    pub duration_minutes: u16,
    /// The room for those who come.
    pub room: Option<Id<Room>>,
    /// The address for those who join by video.
    pub video_address: Option<WebAddress>,
    /// Who is to come.
    pub participants: Vec<ProposeParticipant>,
    /// What is to be talked about.
    pub agenda: Vec<Line>,
    /// What everyone invited is asked beforehand; never the patient's name.
    pub questions: Vec<Line>,
    /// Seats left empty on purpose.
    pub left_out: Vec<LeftOut>,
}

/// Someone to invite: a person known here, or anyone with a name and an address.
#[derive(Clone, Debug, Serialize)]
pub struct ProposeParticipant {
    /// The person, when known here; name, mail address and seat follow from the record unless stated.
    pub person: Option<Id<Person>>,
    /// The organization spoken for.
    pub organization: Option<Id<Organization>>,
    /// Name.
    pub name: Option<Line>,
    /// Mail address to invite.
    pub email: Option<EmailAddress>,
    /// The seat taken.
    pub seat: Option<Seat>,
    /// How much the conference depends on the participant.
    pub requirement: Requirement,
    /// How the participant is expected to come.
    pub mode: Mode,
    /// Minutes of travel one way.
    pub travel_minutes: u16,
}

/// The case, when the actor may call a conference about it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn may_call(session: &Session<'_>, case: Id<DischargeCase>) -> Result<DischargeCase, Error> {
    session.may_write()?;
    Ok(session.read().cases().find_for(Action::ChangeCase, case).await?)
}

/// The conference, when the actor may change what it is to be.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn may_revise(session: &Session<'_>, id: Id<Conference>) -> Result<Conference, Error> {
    session.may_write()?;
    Ok(session.read().conferences().find_for(Action::CallConference, id).await?)
}

/// Drafts a conference.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], refusals of the conference.
pub async fn draft_conference(
    session: &Session<'_>,
    key: &IdempotencyKey,
    input: ProposeConference,
) -> Result<Conference, Error> {
    let member = session.member()?;
    let tx = session.begin().await?;
    let id = match session.once(&tx, key, &input).await? {
        Once::MadeBefore(id) => return Ok(tx.conferences().find_for(Action::SeeConference, id).await?),
        Once::New(id) => id,
    };
    if let Some(case) = input.case {
        let case = tx.cases().find_for(Action::ChangeCase, case).await?;
        if !case.is_open() {
            return Err(ConferenceRefusal::CaseClosed.into());
        }
    }
    let case = input.case;
    let proposal = proposal(session, &tx, member.organization, input, &[]).await?;
    let (conference, event) = Conference::draft(id, member.organization, member.person, case, proposal)?;
    tx.conferences().insert(&conference).await?;
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(conference)
}

/// Changes a draft; its case stays.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Conflict`], refusals of the conference.
pub async fn revise_conference(
    session: &Session<'_>,
    id: Id<Conference>,
    expected_version: i32,
    input: ProposeConference,
) -> Result<Conference, Error> {
    let tx = session.begin().await?;
    let conference = tx.conferences().find_for(Action::CallConference, id).await?;
    expect_version(expected_version, conference.version)?;
    let present = &conference.proposal.participants;
    let proposal = proposal(session, &tx, conference.organization, input, present).await?;
    let (mut conference, event) = conference.revise(proposal)?;
    tx.conferences().update(&mut conference).await?;
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(conference)
}

/// Asks the participants about times; those who have not answered are reminded a day before the first.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Conflict`], refusals of the conference.
pub async fn propose_times(
    session: &Session<'_>,
    id: Id<Conference>,
    expected_version: i32,
    starts: &[Timestamp],
) -> Result<Conference, Error> {
    let tx = session.begin().await?;
    let conference = tx.conferences().find_for(Action::CallConference, id).await?;
    expect_version(expected_version, conference.version)?;
    let asked = seats_of(&tx, &conference).await?;
    let (mut conference, event) = conference.poll(session.ids(), session.now, &asked, starts)?;
    tx.conferences().update(&mut conference).await?;
    remind(session, &tx, &conference).await?;
    session.record(&tx, &event).await?;
    tx.commit().await?;
    Ok(conference)
}

/// Sets the timer that reminds those who have not answered.
pub(crate) async fn remind(session: &Session<'_>, tx: &Tx, conference: &Conference) -> Result<(), Error> {
    let first = conference.open_times().into_iter().map(|time| time.at.start()).min();
    if let Some(due) = first.map(|start| start - REMIND_BEFORE).filter(|due| *due > session.now) {
        tx.timers().set(session.id(), TimerKind::RemindParticipants, conference.id.uuid(), due).await?;
    }
    Ok(())
}

/// What is to be; whoever is among the `present` participants already stays the same.
async fn proposal(
    session: &Session<'_>,
    tx: &Tx,
    organization: Id<Organization>,
    input: ProposeConference,
    present: &[Participant],
) -> Result<ConferenceProposal, Error> {
    let ProposeConference {
        case: _,
        kind,
        title,
        duration_minutes,
        room,
        video_address,
        participants,
        agenda,
        questions,
        left_out,
    } = input;
    if let Some(room) = room
        && tx.organizations().room(room).await?.organization != organization
    {
        return Err(Error::NotFound);
    }
    let known: Vec<_> = participants.iter().filter_map(|p| p.person).collect();
    let people = tx.people().find_all(&known).await?;
    let memberships = tx.people().memberships_of(&known).await?;
    let kinds: Vec<_> = memberships.iter().map(|m| m.organization).collect();
    let organizations = tx.organizations().find_all(&kinds).await?;
    let mut invited = vec![];
    for participant in participants {
        let ProposeParticipant { person, organization, name, email, seat, requirement, mode, travel_minutes } =
            participant;
        let record = person.map(|id| people.get(&id).ok_or(Error::NotFound)).transpose()?;
        let membership = memberships
            .iter()
            .find(|m| Some(m.person) == person && organization.is_none_or(|o| o == m.organization));
        if person.is_some() && membership.is_none() {
            return Err(Error::Invalid { code: "PERSON_NOT_IN_ORGANIZATION", field: Some("participants") });
        }
        let organization = organization.or(membership.map(|m| m.organization));
        let derived = membership
            .and_then(|m| organizations.get(&m.organization).map(|o| Seat::of(o.kind, m.profession)));
        let name = name
            .or_else(|| record.map(|r| r.name.clone()))
            .ok_or(Error::Invalid { code: "PARTICIPANT_WITHOUT_NAME", field: Some("participants") })?;
        let contact = Contact { name, email: email.or_else(|| record.and_then(|r| r.email.clone())) };
        let is_same = |other: &&Participant| {
            other.organization == organization
                && match person {
                    Some(_) => other.person == person,
                    None => other.person.is_none() && other.contact == contact,
                }
        };
        let is_free = |other: &&Participant| !invited.iter().any(|taken: &Participant| taken.id == other.id);
        let id = present.iter().filter(is_free).find(is_same).map_or_else(|| session.id(), |same| same.id);
        invited.push(Participant {
            id,
            seat: seat.or(derived).unwrap_or(Seat::Other),
            person,
            organization,
            contact,
            requirement,
            mode,
            travel_minutes: travel_minutes.min(240),
        });
    }
    Ok(ConferenceProposal {
        kind,
        title,
        duration: Duration::minutes(i64::from(duration_minutes)),
        room,
        video_address,
        participants: invited,
        agenda,
        questions,
        left_out,
    })
}
