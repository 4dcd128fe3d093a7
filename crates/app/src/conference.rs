//! Looking at conferences.

use std::collections::{HashMap, HashSet};

use domain::{
    Id, Interval, Timestamp,
    access::Action,
    conference::{Answer, Conference, ConferenceState, Reply},
    consent::ConsentStanding,
    discharge_case::DischargeCase,
    needs::AskedSeats,
    organization::{Organization, Room},
    patient::Patient,
    person::{Person, Seat},
};
use store::View;

use crate::{
    Error, Session,
    consent::patients_of,
    delivery::{Undelivered, unreached},
};

/// A conference with what is needed to show it.
#[derive(Clone, Debug)]
pub struct ConferenceFile {
    /// The conference.
    pub conference: Conference,
    /// Every answer, of every revision.
    pub answers: Vec<Answer>,
    /// Every reply, of every revision, to what was asked beforehand; to whoever may not see the case only those
    /// of their own.
    pub replies: Vec<Reply>,
    /// The case it is about, as far as the actor may see it.
    pub case: Option<(DischargeCase, Patient)>,
    /// Whether the patient agreed that pages are shown on the screen; of a case that the actor may see.
    pub screen_sharing: Option<ConsentStanding>,
    /// The room.
    pub room: Option<Room>,
    /// The organizations of its participants.
    pub organizations: HashMap<Id<Organization>, Organization>,
    /// Who called it and those of its participants who are known here.
    pub people: HashMap<Id<Person>, Person>,
    /// Seats the needs ask for that are neither taken nor left out with a reason.
    pub forgotten: Vec<Seat>,
    /// What is of use and did not arrive, of what was sent to its participants; for the organization whose it is.
    pub unreached: Vec<Undelivered>,
}

/// A conference with what is needed to show it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn conference_file(session: &Session<'_>, id: Id<Conference>) -> Result<ConferenceFile, Error> {
    let view = session.read();
    let conference = view.conferences().find_for(Action::SeeConference, id).await?;
    let answers = view.conferences().answers(&[id]).await?;
    let replies = match conference.proposal.questions.is_empty() {
        true => vec![],
        false => replies(session, &[id]).await?.remove(&id).unwrap_or_default(),
    };
    let case = match conference.case {
        Some(case) => view.cases().find_all_visible(&[case]).await?.remove(&case),
        None => None,
    };
    let case = match case {
        Some(case) => patients_of(&view, [&case]).await?.remove(&case.id).map(|patient| (case, patient)),
        None => None,
    };
    let screen_sharing = match &case {
        Some((case, _)) => {
            Some(view.consents().of(case.patient).await?.allows_screen_sharing(case.id).standing())
        }
        None => None,
    };
    let room = match conference.proposal.room {
        Some(room) => Some(view.organizations().room(room).await?),
        None => None,
    };
    let participants = &conference.proposal.participants;
    let mut organizations: Vec<_> = participants.iter().filter_map(|p| p.organization).collect();
    organizations.push(conference.organization);
    let mut people: Vec<_> = participants.iter().filter_map(|p| p.person).collect();
    people.push(conference.organizer);
    let forgotten =
        case.as_ref().map_or_else(Vec::new, |(case, _)| conference.proposal.forgotten_seats(&case.seats()));
    let is_own = session.member().is_ok_and(|member| member.organization == conference.organization);
    let unreached = if is_own { unreached(&view, session.now, &conference).await? } else { vec![] };
    Ok(ConferenceFile {
        organizations: view.organizations().find_all(&organizations).await?,
        people: view.people().find_all(&people).await?,
        conference,
        answers,
        replies,
        case,
        screen_sharing,
        room,
        forgotten,
        unreached,
    })
}

/// Those of `ids` that the actor may see.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn conferences_by_id(
    session: &Session<'_>,
    ids: &[Id<Conference>],
) -> Result<HashMap<Id<Conference>, Conference>, Error> {
    Ok(session.read().conferences().find_all_for(ids).await?)
}

/// The answers to those of `ids` that the actor may see, by conference.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn answers(
    session: &Session<'_>,
    ids: &[Id<Conference>],
) -> Result<HashMap<Id<Conference>, Vec<Answer>>, Error> {
    let view = session.read();
    let visible = view.conferences().find_all_for(ids).await?;
    let of: HashMap<_, _> =
        visible.values().flat_map(|c| c.proposal.participants.iter().map(move |p| (p.id, c.id))).collect();
    let mut by_conference: HashMap<_, Vec<_>> = HashMap::new();
    for answer in view.conferences().answers(&visible.keys().copied().collect::<Vec<_>>()).await? {
        if let Some(&conference) = of.get(&answer.participant) {
            by_conference.entry(conference).or_default().push(answer);
        }
    }
    Ok(by_conference)
}

/// The replies to what was asked beforehand, of those of `ids` that the actor may see, by conference; where the
/// actor may not see the case, only the replies of the actor's own organization.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn replies(
    session: &Session<'_>,
    ids: &[Id<Conference>],
) -> Result<HashMap<Id<Conference>, Vec<Reply>>, Error> {
    let view = session.read();
    let visible = view.conferences().find_all_for(ids).await?;
    let asking = visible.values().filter(|conference| !conference.proposal.questions.is_empty());
    let asking: Vec<&Conference> = asking.collect();
    let cases: Vec<_> = asking.iter().filter_map(|conference| conference.case).collect();
    let cases = view.cases().find_all_visible(&cases).await?;
    let member = session.member()?;
    let mut readable = HashMap::new();
    for conference in &asking {
        let sees_case = conference.case.is_none_or(|case| cases.contains_key(&case));
        let of = conference.participants_heard_by(&member, sees_case);
        readable.extend(of.map(|participant| (participant.id, conference.id)));
    }
    let mut by_conference: HashMap<_, Vec<_>> = HashMap::new();
    for reply in view.conferences().replies(&asking.iter().map(|c| c.id).collect::<Vec<_>>()).await? {
        if let Some(&conference) = readable.get(&reply.participant) {
            by_conference.entry(conference).or_default().push(reply);
        }
    }
    Ok(by_conference)
}

/// What is asked of the person who is signed in: open invitations, the soonest first, with the answers so far.
///
/// # Errors
/// [`Error::Forbidden`] for the system.
pub async fn asked_of_me(session: &Session<'_>) -> Result<Vec<(Conference, Vec<Answer>)>, Error> {
    let person = session.member()?.person;
    let view = session.read();
    let mut asked = view.conferences().asked_of(person, session.now).await?;
    asked.sort_by_key(|c| (c.open_times().first().map(|time| time.at), c.id));
    let answers = view.conferences().answers(&asked.iter().map(|c| c.id).collect::<Vec<_>>()).await?;
    let of = |c: &Conference| {
        let invited = |a: &&Answer| c.proposal.participants.iter().any(|p| p.id == a.participant);
        answers.iter().filter(invited).cloned().collect()
    };
    Ok(asked.into_iter().map(|c| (of(&c), c)).map(|(answers, c)| (c, answers)).collect())
}

/// How much is asked of the person who is signed in.
///
/// # Errors
/// [`Error::Forbidden`] for the system.
pub async fn how_much_is_asked_of_me(session: &Session<'_>) -> Result<usize, Error> {
    let person = session.member()?.person;
    Ok(session.read().conferences().how_many_asked_of(person, session.now).await?)
}

/// The organization's own conferences with a time within `within`, by start.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn diary(session: &Session<'_>, within: Interval) -> Result<Vec<Conference>, Error> {
    let organization = session.member()?.organization;
    let (from, until): (Timestamp, Timestamp) = (within.start(), within.end());
    Ok(session.read().conferences().upcoming_for_organization(organization, from, until).await?)
}

/// The [`diary`] together with the conferences of others that the actor is invited to within `within`, by start;
/// while a time is open, by the first proposed.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn my_diary(session: &Session<'_>, within: Interval) -> Result<Vec<Conference>, Error> {
    let person = session.member()?.person;
    let mut found = diary(session, within).await?;
    let invited = session.read().conferences().of_person(person, within.start(), within.end()).await?;
    let known: HashSet<_> = found.iter().map(|conference| conference.id).collect();
    let goes_on = |c: &Conference| !matches!(c.state, ConferenceState::Cancelled { .. });
    found.extend(invited.into_iter().filter(|c| !known.contains(&c.id) && goes_on(c)));
    found.sort_by_key(|c| {
        c.at().map(Interval::start).or_else(|| c.times.iter().map(|time| time.at.start()).min())
    });
    Ok(found)
}

/// The organization's own conferences that have no time yet, those first whose times are decided soonest.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn in_preparation(session: &Session<'_>) -> Result<Vec<Conference>, Error> {
    let organization = session.member()?.organization;
    let mut found = session.read().conferences().in_preparation(organization, session.now).await?;
    found.sort_by_key(|c| c.times.iter().map(|time| time.at.start()).min());
    Ok(found)
}

/// Whom the case asks for that a conference is about; nobody for a case study.
pub(crate) async fn seats_of(view: &View, conference: &Conference) -> Result<AskedSeats, Error> {
    match conference.case {
        Some(case) => Ok(view.cases().find_for(Action::SeeCase, case).await?.seats()),
        None => Ok(AskedSeats::default()),
    }
}
