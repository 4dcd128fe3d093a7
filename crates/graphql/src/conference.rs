//! The discharge conference: who must come, when they can, what was decided.

mod answer;
mod minutes;
mod reply;
mod times;

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Enum, ID, Object, Result, SimpleObject};
use domain::{Id, Interval, Timestamp, conference::ConferenceState as State};

pub use self::{
    answer::{AbsenceReason, Answer, AnswerChannel},
    minutes::{Attendance, Minutes},
    reply::Reply,
    times::{PossibleTimes, ProposedTime},
};
use crate::{
    caller::{Caller, caller},
    consent::ConsentStanding,
    discharge_case::{DischargeCase, case},
    fee_conditions::FeeConditions,
    ids,
    loader::{AnswersOf, CaseLedTo, ConsentsOf, RepliesOf, RoomById, know, load},
    organization::{Organization, Room, organization},
    person::{Person, Seat, person},
    scalar::{Date, DateTime, EmailAddress, WebAddress},
    vocabulary::vocabulary,
};

/// The most days a diary covers.
const MOST_DIARY_DAYS: i64 = 92;

vocabulary! {
    /// Kinds of conference.
    ConferenceKind = domain::conference::ConferenceKind {
        /// About one patient's way home (退院時カンファレンス).
        Discharge,
        /// Within the hospital (院内カンファレンス).
        Internal,
        /// A case study without a patient's identity (事例検討).
        CaseStudy,
    }
}

vocabulary! {
    /// How much a conference depends on a participant.
    Requirement = domain::conference::Requirement {
        /// Of each required seat at least one must come (必須).
        Required,
        /// Should come (できれば).
        Should,
        /// May come (任意).
        May,
    }
}

vocabulary! {
    /// How someone takes part.
    Mode = domain::conference::Mode {
        /// On site (来院).
        OnSite,
        /// By video (ビデオ).
        Video,
    }
}

/// A conference about one case, or a case study about none.
#[derive(SimpleObject, Clone)]
#[graphql(complex)]
pub struct DischargeConference {
    /// The identifier; also the UID in calendars.
    pub(crate) id: ID,
    #[graphql(skip)]
    record: Arc<domain::conference::Conference>,
    /// Which kind.
    kind: ConferenceKind,
    /// Title. It never names the patient, since calendars show it.
    title: String,
    /// How long it lasts, in minutes.
    duration_minutes: i32,
    /// What is to be talked about.
    agenda: Vec<String>,
    /// What everyone invited is asked beforehand (照会). It never names the patient, since invitations show it.
    questions: Vec<String>,
    /// Seats left empty on purpose.
    left_out: Vec<LeftOut>,
    /// Who is to come.
    participants: Vec<ConferenceParticipant>,
    /// The times the participants were asked about; the chosen one is among them.
    times: Vec<ProposedTime>,
    /// How far it has come.
    state: ConferenceState,
    /// When it begins, once it has a time.
    starts_at: Option<DateTime>,
    /// When it ends, once it has a time.
    ends_at: Option<DateTime>,
    /// Who was there, once it took place.
    attendance: Option<Vec<Attendance>>,
    /// The minutes, as a draft or confirmed.
    minutes: Option<Minutes>,
    /// Why and when it was called off.
    cancellation: Option<Cancellation>,
    /// How often calendars have been told of a change (RFC 5545 SEQUENCE).
    sequence: u32,
    /// Rises with every change; state it as `expectedVersion` to change the conference.
    version: i32,
}

#[ComplexObject]
impl DischargeConference {
    /// The organization that called it.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization> {
        organization(ctx, self.record.organization).await
    }

    /// Who called it.
    async fn organizer(&self, ctx: &Context<'_>) -> Result<Person> {
        person(ctx, self.record.organizer).await
    }

    /// The case it is about, as far as the caller may see it.
    async fn case(&self, ctx: &Context<'_>) -> Result<Option<DischargeCase>> {
        case(ctx, self.record.case).await
    }

    /// Whether the patient agreed that pages are shown on the screen of a video conference; null without a case
    /// that the caller may see.
    async fn screen_sharing(&self, ctx: &Context<'_>) -> Result<Option<ConsentStanding>> {
        let Some(case) = self.record.case else { return Ok(None) };
        let Some(records) = load(ctx, ConsentsOf(case)).await? else { return Ok(None) };
        let consents = domain::consent::Consents::new(records);
        Ok(Some(consents.allows_screen_sharing(case).standing().into()))
    }

    /// The room for those who come.
    async fn room(&self, ctx: &Context<'_>) -> Result<Option<Room>> {
        match self.record.proposal.room {
            Some(room) => Ok(load(ctx, RoomById(room)).await?.map(Into::into)),
            None => Ok(None),
        }
    }

    /// The address for those who join by video; shown to the organization that called it and to those invited.
    async fn video_address(&self, ctx: &Context<'_>) -> Result<Option<WebAddress>> {
        let caller = caller(ctx)?;
        let participants = &self.record.proposal.participants;
        let is_invited = participants.iter().any(|participant| is_of(participant, caller));
        let may_see = is_invited || self.record.organization == caller.member.organization;
        Ok(self.record.proposal.video_address.clone().filter(|_| may_see).map(Into::into))
    }

    /// The caller's own place among the participants.
    async fn my_participation(&self, ctx: &Context<'_>) -> Result<Option<ConferenceParticipant>> {
        let me = caller(ctx)?.member.person;
        let mine = self.record.proposal.participants.iter().find(|p| p.person == Some(me));
        Ok(mine.map(|participant| ConferenceParticipant::of(&self.record, participant)))
    }

    /// The participants who have not answered for any open time.
    #[graphql(complexity = "5 * child_complexity + 1")]
    async fn unanswered(&self, ctx: &Context<'_>) -> Result<Vec<ConferenceParticipant>> {
        if self.record.open_times().is_empty() {
            return Ok(vec![]);
        }
        let answers = load(ctx, AnswersOf(self.record.id)).await?.unwrap_or_default();
        let unanswered = self.record.unanswered(&answers).into_iter();
        Ok(unanswered.map(|participant| ConferenceParticipant::of(&self.record, participant)).collect())
    }

    /// Seats that the needs ask for and that are neither taken nor left out with a reason.
    async fn forgotten_seats(&self, ctx: &Context<'_>) -> Result<Vec<Seat>> {
        let Some(case) = self.record.case else { return Ok(vec![]) };
        let Some(case) = load(ctx, CaseLedTo(case)).await? else { return Ok(vec![]) };
        Ok(self.record.proposal.forgotten_seats(&case.seats()).into_iter().map(Into::into).collect())
    }

    /// Which fee conditions it meets, as advice with sources and never a billing decision; null where it is not about a
    /// case that the caller may see, for a case study, and once it is called off.
    #[graphql(complexity = "500 + 50 * child_complexity")]
    async fn fee_conditions(&self, ctx: &Context<'_>) -> Result<Option<FeeConditions>> {
        let caller = caller(ctx)?;
        let found = app::fee_conditions::fee_conditions(&caller.session(), self.record.id, None).await?;
        Ok(found.map(|conditions| FeeConditions::of(conditions, caller.wording)))
    }

    /// The times at which every required profession can come, and what stands in the way of the others. At most
    /// 60 days are searched.
    #[graphql(complexity = "5_000 + child_complexity")]
    async fn possible_times(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day searched.")] from: Date,
        #[graphql(desc = "The last day searched.")] until: Date,
    ) -> Result<PossibleTimes> {
        let caller = caller(ctx)?;
        let search = app::find_times::find_times(&caller.session(), self.record.id, from.0, until.0).await?;
        Ok(PossibleTimes::of(search, &self.record, caller.wording)?)
    }
}

fn is_of(participant: &domain::conference::Participant, caller: &Caller) -> bool {
    participant.person == Some(caller.member.person)
        || participant.organization == Some(caller.member.organization)
}

impl From<domain::conference::Conference> for DischargeConference {
    fn from(conference: domain::conference::Conference) -> Self {
        let record = Arc::new(conference.clone());
        let at = conference.at();
        let domain::conference::Conference {
            id,
            organization: _,
            organizer: _,
            case: _,
            proposal,
            times,
            sequence,
            state,
            version,
        } = conference;
        let domain::conference::ConferenceProposal {
            kind,
            title,
            duration,
            room: _,
            video_address: _,
            participants,
            agenda,
            questions,
            left_out,
        } = proposal;
        let Outcome { state, attendance, minutes, cancellation } = Outcome::of(&record, state);
        Self {
            id: ids::write(id),
            kind: kind.into(),
            title: title.into(),
            duration_minutes: i32::try_from(duration.whole_minutes()).unwrap_or(i32::MAX),
            agenda: agenda.into_iter().map(Into::into).collect(),
            questions: questions.into_iter().map(Into::into).collect(),
            left_out: left_out.into_iter().map(Into::into).collect(),
            participants: participants.iter().map(|p| ConferenceParticipant::of(&record, p)).collect(),
            times: times.into_iter().map(|time| ProposedTime::of(&record, time)).collect(),
            state,
            starts_at: at.map(|at| at.start().into()),
            ends_at: at.map(|at| at.end().into()),
            attendance,
            minutes,
            cancellation,
            sequence,
            version,
            record,
        }
    }
}

/// What the state of a conference says, field by field.
struct Outcome {
    state: ConferenceState,
    attendance: Option<Vec<Attendance>>,
    minutes: Option<Minutes>,
    cancellation: Option<Cancellation>,
}

impl Outcome {
    fn of(record: &Arc<domain::conference::Conference>, state: State) -> Self {
        let bare = |state| Self { state, attendance: None, minutes: None, cancellation: None };
        let attended = |list: Vec<domain::conference::Attendance>| -> Option<Vec<Attendance>> {
            Some(list.into_iter().filter_map(|attendance| Attendance::of(record, attendance)).collect())
        };
        match state {
            State::Draft => bare(ConferenceState::Draft),
            State::Polling => bare(ConferenceState::Polling),
            State::Scheduled { time: _ } => bare(ConferenceState::Scheduled),
            State::Held { at: _, attendance, draft } => Self {
                attendance: attended(attendance),
                minutes: draft.map(|draft| Minutes::draft(record, draft)),
                ..bare(ConferenceState::Held)
            },
            State::Minuted { at: _, attendance, minutes, confirmed_by, confirmed_at, amendments } => Self {
                attendance: attended(attendance),
                minutes: Some(Minutes::confirmed(record, minutes, confirmed_by, confirmed_at, amendments)),
                ..bare(ConferenceState::Minuted)
            },
            State::Cancelled { was, reason, at } => Self {
                cancellation: Some(Cancellation {
                    reason: reason.into(),
                    at: at.into(),
                    would_have_started_at: was.map(|was| was.start().into()),
                }),
                ..bare(ConferenceState::Cancelled)
            },
        }
    }
}

/// How far a conference has come.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConferenceState {
    /// Being prepared.
    Draft,
    /// Participants are asked about the proposed times.
    Polling,
    /// Has its time; participants are invited.
    Scheduled,
    /// Took place; minutes may be in the making.
    Held,
    /// Minutes are confirmed; they are only amended from here on.
    Minuted,
    /// Called off.
    Cancelled,
}

/// Why and when a conference was called off.
#[derive(SimpleObject, Clone)]
pub struct Cancellation {
    /// Why.
    reason: String,
    /// When it was called off.
    at: DateTime,
    /// When it would have begun.
    would_have_started_at: Option<DateTime>,
}

/// A seat left empty on purpose.
#[derive(SimpleObject, Clone)]
pub struct LeftOut {
    /// The seat.
    seat: Seat,
    /// Why.
    reason: String,
}

impl From<domain::conference::LeftOut> for LeftOut {
    fn from(left_out: domain::conference::LeftOut) -> Self {
        let domain::conference::LeftOut { seat, reason } = left_out;
        Self { seat: seat.into(), reason: reason.into() }
    }
}

/// Someone invited.
#[derive(SimpleObject, Clone)]
#[graphql(complex)]
pub struct ConferenceParticipant {
    /// The identifier.
    id: ID,
    #[graphql(skip)]
    conference: Arc<domain::conference::Conference>,
    #[graphql(skip)]
    record: domain::conference::Participant,
    /// The seat taken.
    seat: Seat,
    /// Name.
    name: String,
    /// How much the conference depends on this participant.
    requirement: Requirement,
    /// How the participant is expected to come, until an answer says otherwise.
    mode: Mode,
    /// Minutes of travel one way, booked before and after when coming on site.
    travel_minutes: u16,
}

#[ComplexObject]
impl ConferenceParticipant {
    /// The person, when known here; then the time is booked.
    async fn person(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        match self.record.person {
            Some(id) => person(ctx, id).await.map(Some),
            None => Ok(None),
        }
    }

    /// The organization spoken for.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        match self.record.organization {
            Some(id) => organization(ctx, id).await.map(Some),
            None => Ok(None),
        }
    }

    /// The address of the invitation; shown to the organization that called the conference and to the invited.
    async fn email(&self, ctx: &Context<'_>) -> Result<Option<EmailAddress>> {
        let caller = caller(ctx)?;
        let may_see =
            self.conference.organization == caller.member.organization || is_of(&self.record, caller);
        Ok(self.record.contact.email.clone().filter(|_| may_see).map(Into::into))
    }

    /// The answer that counts for each time that was answered.
    #[graphql(complexity = "3 * child_complexity + 1")]
    async fn answers(&self, ctx: &Context<'_>) -> Result<Vec<Answer>> {
        let answers = load(ctx, AnswersOf(self.conference.id)).await?.unwrap_or_default();
        let current = |time: &domain::conference::ProposedTime| {
            let current = domain::conference::quorum::current(&answers, time.id);
            current.get(&self.record.id).map(|answer| Answer::of(&self.conference, (*answer).clone()))
        };
        Ok(self.conference.times.iter().filter_map(current).collect())
    }

    /// The reply that counts to each question that was asked beforehand and replied to. Whoever may not see the
    /// case sees the replies of their own organization alone.
    #[graphql(complexity = "3 * child_complexity + 1")]
    async fn replies(&self, ctx: &Context<'_>) -> Result<Vec<Reply>> {
        let replies = load(ctx, RepliesOf(self.conference.id)).await?.unwrap_or_default();
        let current = domain::conference::current_replies(&replies).into_values();
        let own = current.filter(|reply| reply.participant == self.record.id);
        Ok(own.map(|reply| Reply::of(&self.conference, reply.clone())).collect())
    }
}

impl ConferenceParticipant {
    pub(crate) fn of(
        conference: &Arc<domain::conference::Conference>,
        participant: &domain::conference::Participant,
    ) -> Self {
        let record = participant.clone();
        let domain::conference::Participant {
            id,
            seat,
            person: _,
            organization: _,
            contact,
            requirement,
            mode,
            travel_minutes,
        } = participant.clone();
        let domain::person::Contact { name, email: _ } = contact;
        Self {
            id: ids::write(id),
            conference: Arc::clone(conference),
            record,
            seat: seat.into(),
            name: name.into(),
            requirement: requirement.into(),
            mode: mode.into(),
            travel_minutes,
        }
    }

    /// The participant of a conference with this identifier.
    pub(crate) fn find(
        conference: &Arc<domain::conference::Conference>,
        id: Id<domain::conference::Participant>,
    ) -> Option<Self> {
        let found = conference.proposal.participants.iter().find(|participant| participant.id == id);
        found.map(|participant| Self::of(conference, participant))
    }
}

#[derive(Default)]
pub struct ConferenceQuery;

#[Object]
impl ConferenceQuery {
    /// One conference; an error NOT_FOUND when it does not exist, or not for the caller.
    async fn conference(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The conference.")] id: ID,
    ) -> Result<Option<DischargeConference>> {
        let id = ids::read(&id, "id")?;
        let found = load(ctx, crate::loader::ConferenceById(id)).await?;
        Ok(Some(found.ok_or(app::Error::NotFound)?.into()))
    }

    /// What is asked of the person who is signed in: conferences with an invitation still to be answered or
    /// changed, the soonest first.
    #[graphql(complexity = "20 * child_complexity + 1")]
    async fn asked_of_me(&self, ctx: &Context<'_>) -> Result<Vec<DischargeConference>> {
        let asked = app::conference::asked_of_me(&caller(ctx)?.session()).await?;
        know(ctx, asked.iter().map(|(conference, answers)| (AnswersOf(conference.id), answers.clone())))
            .await;
        Ok(asked.into_iter().map(|(conference, _)| conference.into()).collect())
    }

    /// The organization's own conferences that begin within some days and are not called off, by start. At most
    /// 92 days.
    #[graphql(complexity = "50 * child_complexity + 1")]
    async fn diary(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day.")] from: Date,
        #[graphql(desc = "The last day.")] until: Date,
    ) -> Result<Vec<DischargeConference>> {
        let empty = app::Error::Invalid { code: "SEARCH_EMPTY", field: Some("until") };
        if (until.0 - from.0).whole_days() > MOST_DIARY_DAYS {
            return Err(app::Error::Invalid { code: "SEARCH_TOO_LONG", field: Some("until") }.into());
        }
        let midnight = |day| Timestamp::tokyo(day, time::Time::MIDNIGHT);
        let within = until.0.next_day().and_then(|after| Interval::new(midnight(from.0), midnight(after)));
        let within = within.ok_or(empty)?;
        let conferences = app::conference::diary(&caller(ctx)?.session(), within).await?;
        Ok(conferences.into_iter().map(Into::into).collect())
    }
}
