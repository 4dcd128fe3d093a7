//! Calling a conference: drafting it, changing the draft, asking about times.

use app::{
    IdempotencyKey,
    call_conference::{ProposeConference, ProposeParticipant},
};
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use domain::{Timestamp, conference::LeftOut, conference::MOST_PARTICIPANTS};

use crate::{
    caller::caller,
    conference::{ConferenceKind, DischargeConference, Mode, Requirement},
    ids, input,
    person::Seat,
    scalar::{DateTime, EmailAddress, WebAddress},
};

/// The most lines of an agenda.
const MOST_LINES: usize = 50;

/// A conference to draft.
#[derive(InputObject)]
pub struct DraftConferenceInput {
    /// A key of your choice, 1 to 100 visible ASCII characters; repeat it to repeat the request safely.
    idempotency_key: String,
    /// The case it is about; needed for a discharge conference.
    case: Option<ID>,
    /// What it is to be.
    conference: ConferenceInput,
}

/// A draft to change; its case stays.
#[derive(InputObject)]
pub struct ReviseConferenceInput {
    /// The draft.
    id: ID,
    /// The version that was read.
    expected_version: i32,
    /// What it is to be.
    conference: ConferenceInput,
}

/// What a conference is to be.
#[derive(InputObject)]
pub struct ConferenceInput {
    /// Which kind.
    kind: ConferenceKind,
    /// Title, at most 400 characters; never the patient's name, since calendars show it.
    title: String,
    /// How long it lasts, in minutes: 5 to 240 in steps of 5.
    duration_minutes: u16,
    /// The room for those who come.
    room: Option<ID>,
    /// The address for those who join by video.
    video_address: Option<WebAddress>,
    /// Who is to come, at most 40.
    participants: Vec<ParticipantInput>,
    /// What is to be talked about: at most 50 lines of at most 400 characters.
    #[graphql(default)]
    agenda: Vec<String>,
    /// What everyone invited is asked beforehand, at most ten lines; never the patient's name.
    #[graphql(default)]
    questions: Vec<String>,
    /// Seats left empty on purpose.
    #[graphql(default)]
    left_out: Vec<LeftOutInput>,
}

/// Someone to invite: a person known here, or anyone with a name and an address.
#[derive(InputObject)]
pub struct ParticipantInput {
    /// The person, when known here; name, address and seat follow from the record unless stated.
    person: Option<ID>,
    /// The organization spoken for.
    organization: Option<ID>,
    /// Name, at most 400 characters.
    name: Option<String>,
    /// Mail address to invite.
    email: Option<EmailAddress>,
    /// The seat taken.
    seat: Option<Seat>,
    /// How much the conference depends on the participant.
    requirement: Requirement,
    /// How the participant is expected to come.
    mode: Mode,
    /// Minutes of travel one way, at most 240.
    #[graphql(default)]
    travel_minutes: u16,
}

/// A seat left empty on purpose.
#[derive(InputObject)]
pub struct LeftOutInput {
    /// The seat.
    seat: Seat,
    /// Why, at most 400 characters.
    reason: String,
}

/// Times to ask the participants about.
#[derive(InputObject)]
pub struct ProposeTimesInput {
    /// The draft.
    conference: ID,
    /// The version that was read.
    expected_version: i32,
    /// When it might begin: at most ten, each at a quarter of the hour.
    starts: Vec<DateTime>,
}

impl ConferenceInput {
    fn read(self, case: Option<&ID>) -> Result<ProposeConference, app::Error> {
        let Self {
            kind,
            title,
            duration_minutes,
            room,
            video_address,
            participants,
            agenda,
            questions,
            left_out,
        } = self;
        input::at_most(&participants, MOST_PARTICIPANTS, "participants")?;
        input::at_most(&left_out, MOST_LINES, "leftOut")?;
        let left_out = left_out.into_iter().map(|LeftOutInput { seat, reason }| {
            Ok(LeftOut { seat: seat.into(), reason: input::line(&reason, "reason")? })
        });
        Ok(ProposeConference {
            case: ids::read_any(case, "case")?,
            kind: kind.into(),
            title: input::line(&title, "title")?,
            duration_minutes,
            room: ids::read_any(room.as_ref(), "room")?,
            video_address: video_address.map(Into::into),
            participants: participants
                .into_iter()
                .map(ParticipantInput::read)
                .collect::<Result<_, app::Error>>()?,
            agenda: input::lines(&agenda, MOST_LINES, "agenda")?,
            questions: input::lines(&questions, MOST_LINES, "questions")?,
            left_out: left_out.collect::<Result<_, app::Error>>()?,
        })
    }
}

impl ParticipantInput {
    fn read(self) -> Result<ProposeParticipant, app::Error> {
        let Self { person, organization, name, email, seat, requirement, mode, travel_minutes } = self;
        Ok(ProposeParticipant {
            person: ids::read_any(person.as_ref(), "person")?,
            organization: ids::read_any(organization.as_ref(), "organization")?,
            name: input::line_if_any(name.as_deref(), "name")?,
            email: email.map(Into::into),
            seat: seat.map(Into::into),
            requirement: requirement.into(),
            mode: mode.into(),
            travel_minutes,
        })
    }
}

/// What drafting a conference gives.
#[derive(SimpleObject)]
pub struct DraftConferencePayload {
    /// The draft.
    conference: DischargeConference,
}

/// What changing a draft gives.
#[derive(SimpleObject)]
pub struct ReviseConferencePayload {
    /// The draft as it is now.
    conference: DischargeConference,
}

/// What proposing times gives.
#[derive(SimpleObject)]
pub struct ProposeTimesPayload {
    /// The conference, polling.
    conference: DischargeConference,
}

#[derive(Default)]
pub struct CallConferenceMutation;

#[Object]
impl CallConferenceMutation {
    /// Drafts a conference. Nobody is told yet.
    async fn draft_conference(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The conference.")] input: DraftConferenceInput,
    ) -> Result<DraftConferencePayload> {
        let DraftConferenceInput { idempotency_key, case, conference } = input;
        let key = IdempotencyKey::parse(&idempotency_key)?;
        let proposal = conference.read(case.as_ref())?;
        let session = caller(ctx)?.session();
        let conference = app::call_conference::draft_conference(&session, &key, proposal).await?;
        Ok(DraftConferencePayload { conference: conference.into() })
    }

    /// Changes a draft.
    async fn revise_conference(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The draft.")] input: ReviseConferenceInput,
    ) -> Result<ReviseConferencePayload> {
        let ReviseConferenceInput { id, expected_version, conference } = input;
        let id = ids::read(&id, "id")?;
        let proposal = conference.read(None)?;
        let session = caller(ctx)?.session();
        let conference =
            app::call_conference::revise_conference(&session, id, expected_version, proposal).await?;
        Ok(ReviseConferencePayload { conference: conference.into() })
    }

    /// Asks the participants of a draft about times.
    async fn propose_times(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The times.")] input: ProposeTimesInput,
    ) -> Result<ProposeTimesPayload> {
        let ProposeTimesInput { conference, expected_version, starts } = input;
        let id = ids::read(&conference, "conference")?;
        let starts: Vec<Timestamp> = starts.into_iter().map(|start| start.0).collect();
        let session = caller(ctx)?.session();
        let conference = app::call_conference::propose_times(&session, id, expected_version, &starts).await?;
        Ok(ProposeTimesPayload { conference: conference.into() })
    }
}
