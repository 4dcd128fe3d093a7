//! The hub's consultation: a patient needs a home team; organizations are asked, and answer.

use async_graphql::{ComplexObject, Context, Enum, ID, Object, Result, SimpleObject};
use domain::{
    Id, Timestamp,
    consultation::{ConsultationState as State, OfferState as Offered, Subject},
};

use crate::{
    caller::caller,
    discharge_case::{DischargeCase, case},
    ids,
    loader::{OffersOf, load},
    needs::{Need, needs},
    organization::{Organization, ServiceKind, organization},
    page::{Page, connection},
    patient::{Sex, municipality},
    person::{Person, person},
    place::{Location, Municipality},
    scalar::{Date, DateTime},
    shortlist::Shortlist,
    vocabulary::vocabulary,
};

vocabulary! {
    /// How a consultation ended.
    ConsultationOutcome = domain::consultation::ConsultationOutcome {
        /// A team was found (紹介成立).
        TeamFound,
        /// Information was enough (情報提供で終了).
        InformationGiven,
        /// Nobody was found (見つからず).
        NotFound,
        /// The patient stays in hospital, or goes to another (入院継続・転院).
        StayedInHospital,
        /// The patient no longer asks (本人取下げ).
        WithdrawnByPatient,
        /// The patient died (死亡).
        Died,
    }
}

vocabulary! {
    /// Why an organization declines.
    DeclineReason = domain::consultation::DeclineReason {
        /// Full (定員).
        Full,
        /// Outside its area (区域外).
        OutsideArea,
        /// Cannot provide what is needed (処置対応不可).
        CannotProvide,
        /// No nights (夜間不可).
        NoNights,
        /// Too far (距離).
        TooFar,
        /// Not in time (日程).
        NotInTime,
        /// Another reason (その他).
        Other,
    }
}

vocabulary! {
    /// What a hub does next about an open consultation, what others wait for first.
    HubStep = domain::consultation::HubStep {
        /// An organization would take the patient: hear the patient's wish, and confirm it or withdraw.
        Confirm,
        /// For some service nobody is asked who could still answer.
        Ask,
        /// Those asked may still answer.
        Wait,
        /// Every service has its organization.
        Close,
    }
}

/// A consultation at a hub. It may exist without a case: somebody rings before any hospital does.
#[derive(SimpleObject, Clone)]
#[graphql(complex)]
pub struct Consultation {
    /// The identifier.
    pub(crate) id: ID,
    #[graphql(skip)]
    record: domain::consultation::Consultation,
    /// The patient without a name.
    subject: ConsultationSubject,
    /// Services looked for.
    services: Vec<ServiceKind>,
    /// What else was said.
    note: Option<String>,
    /// When it came in.
    received_at: DateTime,
    /// Since when the hub is kept from knowing who the patient is, for want of the patient's consent; null while
    /// it is not.
    withheld_since: Option<DateTime>,
    /// How far it has come.
    state: ConsultationState,
    /// When it ended.
    closed_at: Option<DateTime>,
    /// How it ended.
    outcome: Option<ConsultationOutcome>,
    /// Rises with every change; state it as `expectedVersion` to close the consultation.
    version: i32,
}

#[ComplexObject]
impl Consultation {
    /// The hub that took it.
    async fn hub(&self, ctx: &Context<'_>) -> Result<Organization> {
        organization(ctx, self.record.hub).await
    }

    /// The organization that asked; null when the hub took it itself.
    async fn requested_by(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        match self.record.requested_by {
            Some(id) => organization(ctx, id).await.map(Some),
            None => Ok(None),
        }
    }

    /// The case it is about, as far as the caller may see it.
    async fn case(&self, ctx: &Context<'_>) -> Result<Option<DischargeCase>> {
        case(ctx, self.record.case).await
    }

    /// Its offers, oldest first.
    #[graphql(complexity = "10 * child_complexity + 1")]
    async fn offers(&self, ctx: &Context<'_>) -> Result<Vec<Offer>> {
        let offers = load(ctx, OffersOf(self.record.id)).await?.unwrap_or_default();
        Ok(offers.into_iter().map(|offer| Offer::of(offer, self.record.subject.summary())).collect())
    }

    /// What the hub does next; null once it is closed, and for everyone but the hub.
    async fn next_step(&self, ctx: &Context<'_>) -> Result<Option<HubStep>> {
        let is_next =
            self.record.hub == caller(ctx)?.member.organization && matches!(self.record.state, State::Open);
        if !is_next {
            return Ok(None);
        }
        let offers = load(ctx, OffersOf(self.record.id)).await?.unwrap_or_default();
        Ok(Some(self.record.next_step(&offers).into()))
    }

    /// Which organizations could give a service, and why each stands where it stands: passing before unknown
    /// before failing, then the nearer first.
    #[graphql(complexity = "2_000 + crate::page::cost(first, child_complexity)")]
    async fn shortlist(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The service looked for.")] service: ServiceKind,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
    ) -> Result<Shortlist> {
        let caller = caller(ctx)?;
        let page: Page<()> = Page::parse(first, None)?;
        let session = caller.session();
        let found = app::shortlist::shortlist(&session, self.record.id, service.into(), page.first).await?;
        Ok(Shortlist::of(found, caller.wording))
    }
}

impl From<domain::consultation::Consultation> for Consultation {
    fn from(consultation: domain::consultation::Consultation) -> Self {
        let record = consultation.clone();
        let domain::consultation::Consultation {
            id,
            hub: _,
            requested_by: _,
            case: _,
            subject,
            services,
            note,
            received_at,
            withheld,
            state,
            version,
        } = consultation;
        let (state, closed_at, outcome) = match state {
            State::Open => (ConsultationState::Open, None, None),
            State::Closed { at, outcome } => {
                (ConsultationState::Closed, Some(at.into()), Some(outcome.into()))
            }
        };
        Self {
            id: ids::write(id),
            record,
            subject: subject.into(),
            services: services.into_iter().map(Into::into).collect(),
            note: note.map(Into::into),
            received_at: received_at.into(),
            withheld_since: withheld.map(Into::into),
            state,
            closed_at,
            outcome,
            version,
        }
    }
}

/// How far a consultation has come.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsultationState {
    /// A team is looked for.
    Open,
    /// Ended.
    Closed,
}

/// A patient without a name: all that an organization asked may see before it is confirmed.
#[derive(SimpleObject, Clone)]
#[graphql(complex)]
pub struct ConsultationSubject {
    #[graphql(skip)]
    municipality_code: Option<domain::text::MunicipalityCode>,
    /// Age in tens: 70 stands for 70 to 79.
    age_from: Option<u8>,
    /// Sex.
    sex: Sex,
    /// Where the home is, no nearer than its town; of an offer always null.
    location: Option<Location>,
    /// Needs at home.
    needs: Vec<Need>,
    /// The day discharge is expected.
    expected_discharge_on: Option<Date>,
}

#[ComplexObject]
impl ConsultationSubject {
    /// Municipality or ward of the home.
    async fn municipality(&self, ctx: &Context<'_>) -> Result<Option<Municipality>> {
        municipality(ctx, self.municipality_code.as_ref()).await
    }
}

impl From<Subject> for ConsultationSubject {
    fn from(subject: Subject) -> Self {
        let Subject { age_from, sex, municipality, location, needs: profile, expected_discharge_on } =
            subject;
        Self {
            municipality_code: municipality,
            age_from,
            sex: sex.into(),
            location: location.map(Into::into),
            needs: needs(&profile),
            expected_discharge_on: expected_discharge_on.map(Into::into),
        }
    }
}

/// A question to one organization: would you take this patient? (打診)
#[derive(SimpleObject, Clone)]
#[graphql(complex)]
pub struct Offer {
    /// The identifier.
    pub(crate) id: ID,
    #[graphql(skip)]
    hub_id: Id<domain::organization::Organization>,
    #[graphql(skip)]
    organization_id: Id<domain::organization::Organization>,
    #[graphql(skip)]
    confirmed_by: Option<Id<domain::person::Person>>,
    /// For which service.
    service: ServiceKind,
    /// The patient without a name.
    subject: ConsultationSubject,
    /// When it was made.
    made_at: DateTime,
    /// How far it has come.
    state: OfferState,
    /// Until when it waits for the answer; null once it has ended or been answered.
    expires_at: Option<DateTime>,
    /// Since when it stands as it stands; null while it waits.
    settled_at: Option<DateTime>,
    /// Why the organization declined.
    decline_reason: Option<DeclineReason>,
    /// What the organization said: conditions, or why it declined.
    note: Option<String>,
    /// Rises with every change; state it as `expectedVersion` to change the offer.
    version: i32,
}

#[ComplexObject]
impl Offer {
    /// The hub that asks.
    async fn hub(&self, ctx: &Context<'_>) -> Result<Organization> {
        organization(ctx, self.hub_id).await
    }

    /// Who is asked.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization> {
        organization(ctx, self.organization_id).await
    }

    /// Who recorded the patient's yes.
    async fn confirmed_by(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        match self.confirmed_by {
            Some(by) => person(ctx, by).await.map(Some),
            None => Ok(None),
        }
    }
}

impl Offer {
    pub(crate) fn of(offer: domain::consultation::Offer, subject: Subject) -> Self {
        let domain::consultation::Offer {
            id,
            hub,
            consultation: _,
            service,
            organization,
            made_at,
            state,
            version,
        } = offer;
        let (mut expires_at, mut settled_at, mut confirmed_by) = (None, None, None);
        let (mut decline_reason, mut note) = (None, None);
        let state = match state {
            Offered::Asked { expires_at: until } => {
                expires_at = Some(until);
                OfferState::Asked
            }
            Offered::Accepted { at, note: said } => {
                (settled_at, note) = (Some(at), said);
                OfferState::Accepted
            }
            Offered::Declined { at, reason, note: said } => {
                (settled_at, decline_reason, note) = (Some(at), Some(reason), said);
                OfferState::Declined
            }
            Offered::Expired { at } => {
                settled_at = Some(at);
                OfferState::Expired
            }
            Offered::Withdrawn { at } => {
                settled_at = Some(at);
                OfferState::Withdrawn
            }
            Offered::Confirmed { at, by } => {
                (settled_at, confirmed_by) = (Some(at), Some(by));
                OfferState::Confirmed
            }
        };
        Self {
            id: ids::write(id),
            hub_id: hub,
            organization_id: organization,
            confirmed_by,
            service: service.into(),
            subject: subject.into(),
            made_at: made_at.into(),
            state,
            expires_at: expires_at.map(Into::into),
            settled_at: settled_at.map(Into::into),
            decline_reason: decline_reason.map(Into::into),
            note: note.map(Into::into),
            version,
        }
    }
}

impl From<app::consultation::OfferFile> for Offer {
    fn from(file: app::consultation::OfferFile) -> Self {
        let app::consultation::OfferFile { offer, subject, hub: _ } = file;
        Self::of(offer, subject)
    }
}

/// The offer as it stands now.
pub(crate) async fn offer(ctx: &Context<'_>, id: Id<domain::consultation::Offer>) -> Result<Offer> {
    Ok(app::consultation::offer_file(&caller(ctx)?.session(), id).await?.into())
}

/// How far an offer has come. An expired offer is not a refusal.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferState {
    /// Waiting for an answer.
    Asked,
    /// The organization would take the patient.
    Accepted,
    /// The organization would not.
    Declined,
    /// Nobody answered in time.
    Expired,
    /// The hub no longer asks.
    Withdrawn,
    /// The patient said yes: the organization is in the care team and may see who it is.
    Confirmed,
}

connection! {
    /// A page of consultations.
    ConsultationConnection,
    /// A consultation on a page.
    ConsultationEdge of Consultation
}

#[derive(Default)]
pub struct ConsultationQuery;

#[Object]
impl ConsultationQuery {
    /// One consultation; an error NOT_FOUND when it does not exist, or not for the caller.
    async fn consultation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The consultation.")] id: ID,
    ) -> Result<Option<Consultation>> {
        let id = ids::read(&id, "id")?;
        let file = app::consultation::consultation_file(&caller(ctx)?.session(), id).await?;
        Ok(Some(file.consultation.into()))
    }

    /// The open consultations of the hub acted for, the longest waiting first.
    #[graphql(complexity = "crate::page::cost(first, child_complexity)")]
    async fn consultations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<ConsultationConnection> {
        let page: Page<(Timestamp, Id<domain::consultation::Consultation>)> =
            Page::parse(first, after.as_deref())?;
        let session = caller(ctx)?.session();
        let rows = app::consultation::open_consultations(&session, page.after, page.limit()).await?;
        let position = |row: &domain::consultation::Consultation| (row.received_at, row.id);
        Ok(ConsultationConnection::of(&page, rows, position, Into::into))
    }

    /// The offers that wait for the organization acted for, oldest first.
    #[graphql(complexity = "20 * child_complexity + 1")]
    async fn offers_to_me(&self, ctx: &Context<'_>) -> Result<Vec<Offer>> {
        let offers = app::consultation::offers_to_me(&caller(ctx)?.session()).await?;
        Ok(offers.into_iter().map(Into::into).collect())
    }
}
