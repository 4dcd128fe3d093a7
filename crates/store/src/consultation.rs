//! Consultations at a hub, and the offers made from them.

use std::collections::HashMap;

use domain::{
    Id, Timestamp,
    access::{Action, Actor, Relationship, decide},
    audit::{Entity, Of},
    consultation::{
        Consultation, ConsultationOutcome, ConsultationRefusal, ConsultationState, DeclineReason, Offer,
        OfferState, Subject,
    },
    discharge_case::DischargeCase,
    organization::{Organization, ServiceKind},
    patient::Sex,
    text::{MunicipalityCode, Note},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, DbBackend, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Statement,
    sea_query::{Expr, SelectStatement},
};
use uuid::Uuid;

use crate::{
    Error, View,
    column::{
        self, OrCorrupt, from_json, insert_all, location, location_columns, optional, to_json, uuid_array,
    },
    ledger::Known,
    relationship,
};

pub(crate) const TABLE: &str = "consultation";

/// Consultations and offers.
pub struct Consultations<'v>(pub(crate) &'v View);

impl View {
    /// Consultations and offers.
    pub fn consultations(&self) -> Consultations<'_> {
        Consultations(self)
    }
}

impl Consultations<'_> {
    /// The consultation, if the actor may do `action` to it. To the organization that asked it stands as to one
    /// of the team: it sees how the hub comes along.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Denied`].
    pub async fn find_for(&self, action: Action, id: Id<Consultation>) -> Result<Consultation, Error> {
        let Some(row) = row::Entity::find_by_id(id.uuid()).one(self.0).await? else {
            return Err(self.0.missing(action.code(), Entity::Consultation, id.uuid()));
        };
        let of = self.learn(&row);
        let consultation = from_row(row)?.known_to(self.0.judged());
        let relationship = match self.0.judged() {
            Actor::System => Relationship::Own,
            Actor::Member(member) if consultation.hub == member.organization => Relationship::Own,
            Actor::Member(member) if consultation.requested_by == Some(member.organization) => {
                Relationship::Team
            }
            Actor::Member(_) | Actor::Guest(_) => Relationship::None,
        };
        let decision = decide(self.0.judged(), action, relationship);
        self.0.decided(decision, action, (Entity::Consultation, id.uuid()), of)?;
        self.0.saw_by(action.code(), Entity::Consultation, [of]);
        Ok(consultation)
    }

    /// Whether the actor may see a consultation. Nothing of it is read.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn is_visible(&self, id: Id<Consultation>) -> Result<bool, Error> {
        let query = row::Entity::find_by_id(id.uuid()).filter(visible_to(self.0.judged()));
        let found =
            query.select_only().column(row::Column::Id).into_tuple::<uuid::Uuid>().one(self.0).await?;
        Ok(found.is_some())
    }

    /// The open consultations of a hub that the actor may see, longest waiting first, after the given
    /// position.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn open_at(
        &self,
        hub: Id<Organization>,
        after: Option<(Timestamp, Id<Consultation>)>,
        limit: u64,
    ) -> Result<Vec<Consultation>, Error> {
        let mut query = row::Entity::find()
            .filter(row::Column::HubId.eq(hub.uuid()))
            .filter(row::Column::State.eq(OPEN))
            .filter(visible_to(self.0.judged()));
        if let Some((at, id)) = after {
            let same = Condition::all()
                .add(row::Column::ReceivedAt.eq(at.millis()))
                .add(row::Column::Id.gt(id.uuid()));
            query = query.filter(Condition::any().add(row::Column::ReceivedAt.gt(at.millis())).add(same));
        }
        let rows = query
            .order_by_asc(row::Column::ReceivedAt)
            .order_by_asc(row::Column::Id)
            .limit(limit)
            .all(self.0)
            .await?;
        self.handed_out(rows)
    }

    /// Those of these consultations that the actor may see.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn find_all_visible(&self, ids: &[Id<Consultation>]) -> Result<Vec<Consultation>, Error> {
        let rows = row::Entity::find()
            .filter(row::Column::Id.is_in(ids.iter().map(|id| id.uuid())))
            .filter(visible_to(self.0.judged()))
            .all(self.0)
            .await?;
        self.handed_out(rows)
    }

    /// The consultations about these cases that the actor may see, oldest first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn of_cases(&self, cases: &[Id<DischargeCase>]) -> Result<Vec<Consultation>, Error> {
        let rows = row::Entity::find()
            .filter(row::Column::CaseId.is_in(cases.iter().map(|id| id.uuid())))
            .filter(visible_to(self.0.judged()))
            .order_by_asc(row::Column::ReceivedAt)
            .order_by_asc(row::Column::Id)
            .all(self.0)
            .await?;
        self.handed_out(rows)
    }

    /// The patient without a name of each consultation. The caller may see an offer of it.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn subjects(
        &self,
        consultations: &[Id<Consultation>],
    ) -> Result<HashMap<Id<Consultation>, Subject>, Error> {
        self.0.saw(Entity::Offer, consultations.iter().map(|id| Of::Consultation(id.uuid())));
        let ids: Vec<Uuid> = consultations.iter().map(|id| id.uuid()).collect();
        let open = row::Entity::find().filter(row::Column::Id.is_in(ids.clone()));
        let mut rows: Vec<SubjectRow> = open.into_model().all(self.0).await?;
        // To those asked the wall opens the summary alone.
        if self.0.is_walled() && rows.len() < ids.len() {
            let walled = ids.into_iter().filter(|id| rows.iter().all(|row| row.id != *id));
            let sql = "SELECT * FROM kaname_subjects($1::uuid[])";
            let walled = [uuid_array(walled).into()];
            let asked = Statement::from_sql_and_values(DbBackend::Postgres, sql, walled);
            rows.extend(SubjectRow::find_by_statement(asked).all(self.0).await?);
        }
        rows.into_iter().map(SubjectRow::value).collect()
    }

    /// The consultations of rows that the actor may see, noted as seen.
    fn handed_out(&self, rows: Vec<row::Model>) -> Result<Vec<Consultation>, Error> {
        let of: Vec<_> = rows.iter().map(|row| self.learn(row)).collect();
        self.0.saw(Entity::Consultation, of);
        rows.into_iter().map(|row| Ok(from_row(row)?.known_to(self.0.judged()))).collect()
    }

    /// Remembers the case a consultation is about.
    fn learn(&self, row: &row::Model) -> Of {
        let of = Of::Consultation(row.id);
        let known = row.case_id.map_or_else(|| Known::Patients(vec![]), |case| Known::As(Of::Case(case)));
        self.0.learn(of, known);
        of
    }

    /// Adds a consultation.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn insert(&self, consultation: &Consultation) -> Result<(), Error> {
        self.insert_all(std::slice::from_ref(consultation)).await
    }

    /// Adds many consultations.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn insert_all(&self, consultations: &[Consultation]) -> Result<(), Error> {
        let rows = consultations.iter().map(to_row).collect::<Result<Vec<_>, _>>()?;
        for row in &rows {
            self.learn(row);
        }
        insert_all(self.0, rows).await
    }

    /// The open consultations about these cases, whoever asks, oldest first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn all_open_about(&self, cases: &[Id<DischargeCase>]) -> Result<Vec<Consultation>, Error> {
        let rows = row::Entity::find()
            .filter(row::Column::CaseId.is_in(cases.iter().map(|id| id.uuid())))
            .filter(row::Column::State.eq(OPEN))
            .order_by_asc(row::Column::Id)
            .all(self.0)
            .await?;
        rows.into_iter().map(from_row).collect()
    }

    /// Tells the open consultations about a case of a new day on which discharge is expected.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn expect_discharge(
        &self,
        case: Id<DischargeCase>,
        on: Option<time::Date>,
    ) -> Result<(), Error> {
        row::Entity::update_many()
            .col_expr(row::Column::ExpectedDischargeOn, Expr::value(on))
            .filter(row::Column::CaseId.eq(case.uuid()))
            .filter(row::Column::State.eq(OPEN))
            .exec(self.0)
            .await?;
        Ok(())
    }

    /// Keeps a hub from knowing who the patient is from a moment on, or lets it know again.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn withhold(&self, id: Id<Consultation>, since: Option<Timestamp>) -> Result<(), Error> {
        row::Entity::update_many()
            .col_expr(row::Column::WithheldAt, Expr::value(since.map(Timestamp::millis)))
            .filter(row::Column::Id.eq(id.uuid()))
            .exec(self.0)
            .await?;
        Ok(())
    }

    /// Writes a consultation that still has its version, and raises it. Who may know the patient, and when
    /// discharge is expected, are not its matter: [`Self::withhold`], [`Self::expect_discharge`]; what was said
    /// with it stays.
    ///
    /// # Errors
    /// [`Error::Conflict`].
    pub async fn update(&self, consultation: &mut Consultation) -> Result<(), Error> {
        let expected = consultation.version;
        consultation.version += 1;
        let mut row = to_row(consultation)?.into_active_model();
        (row.withheld_at, row.expected_discharge_on, row.note) = (NotSet, NotSet, NotSet);
        column::update::<row::Entity, _>(
            self.0,
            row,
            (row::Column::Id, consultation.id.uuid()),
            (row::Column::Version, expected),
        )
        .await
    }

    /// The offer, if the actor may do `action` to it.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Denied`].
    pub async fn offer_for(&self, action: Action, id: Id<Offer>) -> Result<Offer, Error> {
        let Some(row) = offer::Entity::find_by_id(id.uuid()).one(self.0).await? else {
            return Err(self.0.missing(action.code(), Entity::Offer, id.uuid()));
        };
        let offer = offer_from_row(row)?;
        let of = Of::Consultation(offer.consultation.uuid());
        let relationship = match self.0.judged() {
            Actor::System => Relationship::Own,
            Actor::Member(member) if offer.hub == member.organization => Relationship::Own,
            Actor::Member(member) if offer.organization == member.organization => Relationship::Asked,
            Actor::Member(member) if self.asked_for(member.organization, offer.consultation).await? => {
                Relationship::Team
            }
            Actor::Member(_) | Actor::Guest(_) => Relationship::None,
        };
        let decision = decide(self.0.judged(), action, relationship);
        self.0.decided(decision, action, (Entity::Offer, id.uuid()), of)?;
        self.0.saw_by(action.code(), Entity::Offer, [of]);
        Ok(offer)
    }

    async fn asked_for(
        &self,
        organization: Id<Organization>,
        consultation: Id<Consultation>,
    ) -> Result<bool, Error> {
        let asked = row::Entity::find_by_id(consultation.uuid())
            .filter(row::Column::RequestedBy.eq(organization.uuid()))
            .one(self.0)
            .await?;
        Ok(asked.is_some())
    }

    /// Every offer made from these consultations, oldest first. The caller may see the consultations.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn offers_of(&self, consultations: &[Id<Consultation>]) -> Result<Vec<Offer>, Error> {
        let rows = offer::Entity::find()
            .filter(offer::Column::ConsultationId.is_in(consultations.iter().map(|id| id.uuid())))
            .order_by_asc(offer::Column::MadeAt)
            .order_by_asc(offer::Column::Id)
            .all(self.0)
            .await?;
        self.0.saw(Entity::Offer, rows.iter().map(|row| Of::Consultation(row.consultation_id)));
        rows.into_iter().map(offer_from_row).collect()
    }

    /// Those of `ids` that the actor may see.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn offers_by_id(&self, ids: &[Id<Offer>]) -> Result<Vec<Offer>, Error> {
        let rows = offer::Entity::find()
            .filter(offer::Column::Id.is_in(ids.iter().map(|id| id.uuid())))
            .filter(offers_visible_to(self.0.judged()))
            .all(self.0)
            .await?;
        self.0.saw(Entity::Offer, rows.iter().map(|row| Of::Consultation(row.consultation_id)));
        rows.into_iter().map(offer_from_row).collect()
    }

    /// The offers to an organization that are pending and that the actor may see, oldest first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn offers_to(&self, organization: Id<Organization>) -> Result<Vec<Offer>, Error> {
        let rows = offer::Entity::find()
            .filter(offer::Column::OrganizationId.eq(organization.uuid()))
            .filter(offer::Column::State.is_in([ASKED, ACCEPTED]))
            .filter(offers_visible_to(self.0.judged()))
            .order_by_asc(offer::Column::MadeAt)
            .order_by_asc(offer::Column::Id)
            .all(self.0)
            .await?;
        self.0.saw(Entity::Offer, rows.iter().map(|row| Of::Consultation(row.consultation_id)));
        rows.into_iter().map(offer_from_row).collect()
    }

    /// Adds an offer that has just been made.
    ///
    /// # Errors
    /// Refused with [`ConsultationRefusal::AlreadyAsked`].
    pub async fn insert_offer(&self, offer: &Offer) -> Result<(), Error> {
        self.insert_offers(std::slice::from_ref(offer)).await
    }

    /// Adds many offers. Of those that were answered it is not known how long they would have waited; the moment
    /// of the answer stands for it.
    ///
    /// # Errors
    /// Refused with [`ConsultationRefusal::AlreadyAsked`].
    pub async fn insert_offers(&self, offers: &[Offer]) -> Result<(), Error> {
        let to_row = |offer: &Offer| {
            let row = offer_to_row(offer);
            let expires_at = match (&row.expires_at, &row.state_at) {
                (NotSet, Set(Some(at))) => Set(*at),
                (expires_at, _) => expires_at.clone(),
            };
            offer::ActiveModel { expires_at, ..row }
        };
        let rows = offers.iter().map(to_row).collect();
        insert_all(self.0, rows).await.map_err(|e| e.or_refused(ConsultationRefusal::AlreadyAsked))
    }

    /// Writes an offer that still has its version, and raises it.
    ///
    /// # Errors
    /// [`Error::Conflict`].
    pub async fn update_offer(&self, offer: &mut Offer) -> Result<(), Error> {
        let expected = offer.version;
        offer.version += 1;
        column::update::<offer::Entity, _>(
            self.0,
            offer_to_row(offer),
            (offer::Column::Id, offer.id.uuid()),
            (offer::Column::Version, expected),
        )
        .await
    }
}

/// The consultations an actor may see: what [`decide`] allows for [`Action::SeeConsultation`], as a condition.
pub(crate) fn visible_to(actor: &Actor) -> Condition {
    match actor {
        Actor::System => Condition::all(),
        Actor::Guest(_) => relationship::nothing(),
        Actor::Member(member) => Condition::any()
            .add(row::Column::HubId.eq(member.organization.uuid()))
            .add(row::Column::RequestedBy.eq(member.organization.uuid())),
    }
}

/// The hubs of the consultations about `cases` that the actor may see, each with the case, the newest last.
pub(crate) async fn hubs(view: &View, cases: SelectStatement) -> Result<Vec<(Uuid, Uuid)>, Error> {
    let consultations = row::Entity::find()
        .select_only()
        .columns([row::Column::CaseId, row::Column::HubId])
        .filter(row::Column::CaseId.in_subquery(cases))
        .filter(visible_to(view.judged()))
        .order_by_asc(row::Column::Id);
    Ok(consultations.into_tuple().all(view).await?)
}

/// The offers an actor may see: what [`decide`] allows for [`Action::SeeOffer`], as a condition.
fn offers_visible_to(actor: &Actor) -> Condition {
    match actor {
        Actor::System => Condition::all(),
        Actor::Guest(_) => relationship::nothing(),
        Actor::Member(member) => Condition::any()
            .add(offer::Column::HubId.eq(member.organization.uuid()))
            .add(offer::Column::OrganizationId.eq(member.organization.uuid()))
            .add(
                offer::Column::ConsultationId.in_subquery(
                    row::Entity::find()
                        .select_only()
                        .column(row::Column::Id)
                        .filter(row::Column::RequestedBy.eq(member.organization.uuid()))
                        .into_query(),
                ),
            ),
    }
}

pub(crate) const OPEN: &str = "open";
pub(crate) const CLOSED: &str = "closed";

pub(crate) const ASKED: &str = "asked";
pub(crate) const ACCEPTED: &str = "accepted";
pub(crate) const DECLINED: &str = "declined";
pub(crate) const EXPIRED: &str = "expired";
pub(crate) const WITHDRAWN: &str = "withdrawn";
pub(crate) const CONFIRMED: &str = "confirmed";

/// What a consultation tells of the patient to those who were asked.
#[derive(FromQueryResult)]
struct SubjectRow {
    id: Uuid,
    age_from: Option<i32>,
    sex: String,
    municipality_code: Option<String>,
    latitude: Option<f64>,
    longitude: Option<f64>,
    location_precision: Option<String>,
    needs: String,
    expected_discharge_on: Option<time::Date>,
}

impl SubjectRow {
    fn value(self) -> Result<(Id<Consultation>, Subject), Error> {
        let Self {
            id,
            age_from,
            sex,
            municipality_code,
            latitude,
            longitude,
            location_precision,
            needs,
            expected_discharge_on,
        } = self;
        let subject = Subject {
            age_from: age_from.map(TryInto::try_into).transpose().or_corrupt(TABLE)?,
            sex: Sex::parse(&sex).or_corrupt(TABLE)?,
            municipality: optional(TABLE, municipality_code.as_deref(), MunicipalityCode::parse)?,
            location: location(TABLE, latitude, longitude, location_precision.as_deref())?,
            needs: from_json(TABLE, &needs)?,
            expected_discharge_on,
        };
        Ok((Id::new(id), subject))
    }
}

fn from_row(row: row::Model) -> Result<Consultation, Error> {
    let row::Model {
        id,
        hub_id,
        requested_by,
        case_id,
        age_from,
        sex,
        municipality_code,
        latitude,
        longitude,
        location_precision,
        needs,
        expected_discharge_on,
        services,
        note,
        received_at,
        withheld_at,
        state,
        closed_at,
        outcome,
        version,
    } = row;
    let state = match (state.as_str(), closed_at, outcome) {
        (OPEN, None, None) => ConsultationState::Open,
        (CLOSED, Some(at), Some(outcome)) => ConsultationState::Closed {
            at: Timestamp::from_millis(at),
            outcome: ConsultationOutcome::parse(&outcome).or_corrupt(TABLE)?,
        },
        _ => return Err(Error::corrupt(TABLE, state)),
    };
    let subject = SubjectRow {
        id,
        age_from,
        sex,
        municipality_code,
        latitude,
        longitude,
        location_precision,
        needs,
        expected_discharge_on,
    };
    let (id, subject) = subject.value()?;
    Ok(Consultation {
        id,
        hub: Id::new(hub_id),
        requested_by: requested_by.map(Id::new),
        case: case_id.map(Id::new),
        subject,
        services: from_json(TABLE, &services)?,
        note: optional(TABLE, note.as_deref(), Note::parse)?,
        received_at: Timestamp::from_millis(received_at),
        withheld: withheld_at.map(Timestamp::from_millis),
        state,
        version,
    })
}

fn to_row(consultation: &Consultation) -> Result<row::Model, Error> {
    let Consultation {
        id,
        hub,
        requested_by,
        case,
        subject,
        services,
        note,
        received_at,
        withheld,
        state,
        version,
    } = consultation;
    let Subject { age_from, sex, municipality, location, needs, expected_discharge_on } = subject;
    let (latitude, longitude, location_precision) = location_columns(*location);
    let (state, closed_at, outcome) = match state {
        ConsultationState::Open => (OPEN, None, None),
        ConsultationState::Closed { at, outcome } => {
            (CLOSED, Some(at.millis()), Some(outcome.code().to_owned()))
        }
    };
    Ok(row::Model {
        id: id.uuid(),
        hub_id: hub.uuid(),
        requested_by: requested_by.map(Id::uuid),
        case_id: case.map(Id::uuid),
        age_from: age_from.map(Into::into),
        sex: sex.code().to_owned(),
        municipality_code: municipality.clone().map(Into::into),
        latitude,
        longitude,
        location_precision,
        needs: to_json(TABLE, needs)?,
        expected_discharge_on: *expected_discharge_on,
        services: to_json(TABLE, services)?,
        note: note.clone().map(Into::into),
        received_at: received_at.millis(),
        withheld_at: withheld.map(Timestamp::millis),
        state: state.to_owned(),
        closed_at,
        outcome,
        version: *version,
    })
}

fn offer_from_row(row: offer::Model) -> Result<Offer, Error> {
    let offer::Model {
        id,
        hub_id,
        consultation_id,
        service,
        organization_id,
        made_at,
        state,
        expires_at,
        state_at,
        reason,
        note,
        confirmed_by,
        version,
    } = row;
    let note = optional("offer", note.as_deref(), Note::parse)?;
    let at = state_at.map(Timestamp::from_millis);
    let state = match (state.as_str(), at, reason, confirmed_by) {
        (ASKED, None, None, None) => OfferState::Asked { expires_at: Timestamp::from_millis(expires_at) },
        (ACCEPTED, Some(at), None, None) => OfferState::Accepted { at, note },
        (DECLINED, Some(at), Some(reason), None) => {
            OfferState::Declined { at, reason: DeclineReason::parse(&reason).or_corrupt("offer")?, note }
        }
        (EXPIRED, Some(at), None, None) => OfferState::Expired { at },
        (WITHDRAWN, Some(at), None, None) => OfferState::Withdrawn { at },
        (CONFIRMED, Some(at), None, Some(by)) => OfferState::Confirmed { at, by: Id::new(by) },
        _ => return Err(Error::corrupt("offer", state)),
    };
    Ok(Offer {
        id: Id::new(id),
        hub: Id::new(hub_id),
        consultation: Id::new(consultation_id),
        service: ServiceKind::parse(&service).or_corrupt("offer")?,
        organization: Id::new(organization_id),
        made_at: Timestamp::from_millis(made_at),
        state,
        version,
    })
}

/// The row of an offer, without the time to answer once that has no meaning: the column then stays as it is.
fn offer_to_row(offer: &Offer) -> offer::ActiveModel {
    let Offer { id, hub, consultation, service, organization, made_at, state, version } = offer;
    let (state, expires_at, at, reason, note, confirmed_by) = match state {
        OfferState::Asked { expires_at } => (ASKED, Set(expires_at.millis()), None, None, None, None),
        OfferState::Accepted { at, note } => (ACCEPTED, NotSet, Some(at), None, note.clone(), None),
        OfferState::Declined { at, reason, note } => {
            (DECLINED, NotSet, Some(at), Some(reason), note.clone(), None)
        }
        OfferState::Expired { at } => (EXPIRED, NotSet, Some(at), None, None, None),
        OfferState::Withdrawn { at } => (WITHDRAWN, NotSet, Some(at), None, None, None),
        OfferState::Confirmed { at, by } => (CONFIRMED, NotSet, Some(at), None, None, Some(by.uuid())),
    };
    offer::ActiveModel {
        id: Set(id.uuid()),
        hub_id: Set(hub.uuid()),
        consultation_id: Set(consultation.uuid()),
        service: Set(service.code().to_owned()),
        organization_id: Set(organization.uuid()),
        made_at: Set(made_at.millis()),
        state: Set(state.to_owned()),
        expires_at,
        state_at: Set(at.map(|at| at.millis())),
        reason: Set(reason.map(|reason| reason.code().to_owned())),
        note: Set(note.map(Into::into)),
        confirmed_by: Set(confirmed_by),
        version: Set(*version),
    }
}

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "consultation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub hub_id: Uuid,
        pub requested_by: Option<Uuid>,
        pub case_id: Option<Uuid>,
        pub age_from: Option<i32>,
        pub sex: String,
        pub municipality_code: Option<String>,
        pub latitude: Option<f64>,
        pub longitude: Option<f64>,
        pub location_precision: Option<String>,
        pub needs: String,
        pub expected_discharge_on: Option<time::Date>,
        pub services: String,
        pub note: Option<String>,
        pub received_at: i64,
        pub withheld_at: Option<i64>,
        pub state: String,
        pub closed_at: Option<i64>,
        pub outcome: Option<String>,
        pub version: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod offer {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "offer")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub hub_id: Uuid,
        pub consultation_id: Uuid,
        pub service: String,
        pub organization_id: Uuid,
        pub made_at: i64,
        pub state: String,
        pub expires_at: i64,
        pub state_at: Option<i64>,
        pub reason: Option<String>,
        pub note: Option<String>,
        pub confirmed_by: Option<Uuid>,
        pub version: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
