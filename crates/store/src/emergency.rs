//! Access that people took in an emergency.

use domain::{
    Id, Timestamp,
    access::{Action, Actor, Decision, Member, Relationship, decide},
    audit::{Entity, Of},
    discharge_case::DischargeCase,
    emergency::{EmergencyAccess, EmergencyReason, Finding, REVIEW_WITHIN, Review},
    organization::Organization,
    person::Person,
    text::Note,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Statement,
    sea_query::{Expr, LockType, SelectStatement},
};
use uuid::Uuid;

use crate::{
    Error, View,
    column::{self, OrCorrupt, insert, instant, optional},
    person::membership,
    relationship,
};

const TABLE: &str = "emergency_access";

/// The most of an organization's that are shown at once.
const MOST: u64 = 200;

/// How many accesses there are, and how far their review is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All.
    pub taken: i64,
    /// Those reviewed.
    pub reviewed: i64,
    /// Those that wait longer for their review than they should.
    pub overdue: i64,
}

impl Tally {
    /// How many wait for their review.
    pub const fn waiting(self) -> i64 {
        self.taken - self.reviewed
    }
}

/// Access taken in an emergency.
pub struct EmergencyAccesses<'v>(pub(crate) &'v View);

impl View {
    /// Access taken in an emergency.
    pub fn emergencies(&self) -> EmergencyAccesses<'_> {
        EmergencyAccesses(self)
    }

    /// From here on, what is done and seen of the patient of this access is on record under it.
    pub fn seen_under(&self, access: &EmergencyAccess) {
        self.under_emergency(Of::Case(access.case.uuid()), access.id.uuid());
    }
}

impl EmergencyAccesses<'_> {
    /// An access to a case, if the actor may do `action` to it.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Denied`].
    pub async fn find_for(&self, action: Action, id: Id<EmergencyAccess>) -> Result<EmergencyAccess, Error> {
        let Some(row) = row::Entity::find_by_id(id.uuid()).one(self.0).await? else {
            return Err(self.0.missing(action.code(), Entity::Emergency, id.uuid()));
        };
        let access = from_row(row)?;
        let of = Of::Case(access.case.uuid());
        let relationship = match self.0.judged() {
            Actor::System => Relationship::Own,
            Actor::Member(member) if member.organization == access.case_organization => Relationship::Own,
            Actor::Member(_) | Actor::Guest(_) => Relationship::None,
        };
        let decision = decide(self.0.judged(), action, relationship);
        self.0.decided(decision, action, (Entity::Emergency, id.uuid()), of)?;
        self.0.saw_by(action.code(), Entity::Emergency, [of]);
        Ok(access)
    }

    /// Whether a member has a case open by an emergency, acting for whom it was taken.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub(crate) async fn opens(&self, member: &Member, case: Id<DischargeCase>) -> Result<bool, Error> {
        let Some(now) = self.0.now() else { return Ok(false) };
        let open = row::Entity::find()
            .filter(open_to(member, now))
            .filter(row::Column::CaseId.eq(case.uuid()))
            .one(self.0)
            .await?;
        if let Some(access) = &open {
            self.0.under_emergency(Of::Case(case.uuid()), access.id);
        }
        Ok(open.is_some())
    }

    /// Those of `ids` that exist, for finding out whether they were reviewed. Nothing of them is handed out.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn by_id(&self, ids: &[Id<EmergencyAccess>]) -> Result<Vec<EmergencyAccess>, Error> {
        let ids = ids.iter().map(|id| id.uuid());
        let rows = row::Entity::find().filter(row::Column::Id.is_in(ids)).all(self.0).await?;
        rows.into_iter().map(from_row).collect()
    }

    /// Who reviews an access, at the organization whose case it is, and can be written to.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn reviewers(&self, access: &EmergencyAccess) -> Result<Vec<Id<Person>>, Error> {
        self.reviewers_at(access.case_organization).await
    }

    /// The organizations at work here in which nobody who reviews an access can be written to, by name.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn untold(&self) -> Result<Vec<Organization>, Error> {
        let mut untold = vec![];
        for id in self.0.people().employers().await? {
            if self.reviewers_at(id).await?.is_empty() {
                untold.push(self.0.organizations().find(id).await?);
            }
        }
        untold.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
        Ok(untold)
    }

    async fn reviewers_at(&self, organization: Id<Organization>) -> Result<Vec<Id<Person>>, Error> {
        let members = self.0.people().members(&[organization]).await?;
        let mut reviewers = vec![];
        for (person, membership) in members {
            let actor = Actor::Member(self.0.people().member(&membership).await?);
            let decided = decide(&actor, Action::ReviewEmergency, Relationship::Own);
            if decided == Decision::Allow && person.email.is_some() && !reviewers.contains(&person.id) {
                reviewers.push(person.id);
            }
        }
        Ok(reviewers)
    }

    /// Every access a person took, the newest first: for deciding whether they take another. Nothing of them is
    /// handed out.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn taken_by(&self, person: Id<Person>) -> Result<Vec<EmergencyAccess>, Error> {
        let rows = row::Entity::find()
            .filter(row::Column::PersonId.eq(person.uuid()))
            .order_by_desc(row::Column::FromAt)
            .order_by_desc(row::Column::Id)
            .all(self.0)
            .await?;
        rows.into_iter().map(from_row).collect()
    }

    /// As [`Self::taken_by`], kept from the same person's next until the transaction ends.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn taken_alone_by(&self, person: Id<Person>) -> Result<Vec<EmergencyAccess>, Error> {
        let memberships = membership::Entity::find().filter(membership::Column::PersonId.eq(person.uuid()));
        memberships.order_by_asc(membership::Column::Id).lock(LockType::Update).all(self.0).await?;
        self.taken_by(person).await
    }

    /// What a member took, acting for the same organization, and has open at this moment, the newest first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn open_of(&self, member: &Member, now: Timestamp) -> Result<Vec<EmergencyAccess>, Error> {
        let rows = row::Entity::find()
            .filter(open_to(member, now))
            .order_by_desc(row::Column::FromAt)
            .order_by_desc(row::Column::Id)
            .all(self.0)
            .await?;
        self.0.saw(Entity::Emergency, rows.iter().map(|row| Of::Case(row.case_id)));
        rows.into_iter().map(from_row).collect()
    }

    /// An access that a member took, acting for the same organization; `action` says what for.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn find_taken(
        &self,
        action: &'static str,
        member: &Member,
        id: Id<EmergencyAccess>,
    ) -> Result<EmergencyAccess, Error> {
        let own = row::Entity::find_by_id(id.uuid())
            .filter(row::Column::PersonId.eq(member.person.uuid()))
            .filter(row::Column::OrganizationId.eq(member.organization.uuid()));
        let Some(row) = own.one(self.0).await? else {
            return Err(self.0.missing(action, Entity::Emergency, id.uuid()));
        };
        self.0.saw_by(action, Entity::Emergency, [Of::Case(row.case_id)]);
        from_row(row)
    }

    /// Of cases of other organizations, which the actor sees, those seen by nothing but an emergency are from here
    /// on seen under it.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub(crate) async fn seen_under(&self, cases: &[Uuid]) -> Result<(), Error> {
        let (Actor::Member(member), Some(now)) = (self.0.judged(), self.0.now()) else { return Ok(()) };
        if cases.is_empty() {
            return Ok(());
        }
        let case = Expr::col((row::Entity, row::Column::CaseId));
        let taken: Vec<(Uuid, Uuid)> = row::Entity::find()
            .select_only()
            .column(row::Column::CaseId)
            .column(row::Column::Id)
            .filter(open_to(member, now))
            .filter(row::Column::CaseId.is_in(cases.iter().copied()))
            .filter(relationship::is_open_by_part(member, &case).not())
            .into_tuple()
            .all(self.0)
            .await?;
        for (case, access) in taken {
            self.0.under_emergency(Of::Case(case), access);
        }
        Ok(())
    }

    /// What was taken to cases of an organization: those that wait for review, the longest waiting first, then
    /// those reviewed, the newest first; at most 200. The caller may review them.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn of_organization(
        &self,
        organization: Id<Organization>,
    ) -> Result<Vec<EmergencyAccess>, Error> {
        let own = || {
            row::Entity::find().filter(row::Column::CaseOrganizationId.eq(organization.uuid())).limit(MOST)
        };
        let mut rows = own()
            .filter(row::Column::ReviewedAt.is_null())
            .order_by_asc(row::Column::FromAt)
            .order_by_asc(row::Column::Id)
            .all(self.0)
            .await?;
        let reviewed = own()
            .filter(row::Column::ReviewedAt.is_not_null())
            .order_by_desc(row::Column::FromAt)
            .order_by_desc(row::Column::Id)
            .all(self.0)
            .await?;
        rows.extend(reviewed.into_iter().take(usize::try_from(MOST).unwrap_or(0).saturating_sub(rows.len())));
        let of = rows.iter().map(|row| Of::Case(row.case_id));
        self.0.saw_by(Action::ReviewEmergency.code(), Entity::Emergency, of);
        rows.into_iter().map(from_row).collect()
    }

    /// Those taken to cases of an organization that wait for their review at `now`. Nothing of them is handed out.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn waiting(&self, organization: Id<Organization>, now: Timestamp) -> Result<Tally, Error> {
        let sql = "SELECT COUNT(*), COUNT(CASE WHEN from_at <= $2 THEN 1 END) FROM emergency_access \
                   WHERE case_organization_id = $1 AND reviewed_at IS NULL";
        let values = [organization.uuid().into(), (now + -REVIEW_WITHIN).millis().into()];
        let asked = Statement::from_sql_and_values(self.0.get_database_backend(), sql, values);
        let Some(row) = self.0.query_one_raw(asked).await? else { return Ok(Tally::default()) };
        let number = |n| row.try_get_by_index::<i64>(n);
        Ok(Tally { taken: number(0)?, reviewed: 0, overdue: number(1)? })
    }

    /// How many were taken to cases of an organization between two instants, and how far their review is at `now`.
    /// Nothing of them is handed out.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn tally(
        &self,
        organization: Id<Organization>,
        (from, until): (Timestamp, Timestamp),
        now: Timestamp,
    ) -> Result<Tally, Error> {
        let sql = "SELECT COUNT(*), COUNT(reviewed_at), \
                   COUNT(CASE WHEN reviewed_at IS NULL AND from_at <= $4 THEN 1 END) FROM emergency_access \
                   WHERE case_organization_id = $1 AND from_at >= $2 AND from_at < $3";
        let late = now + -REVIEW_WITHIN;
        let values =
            [organization.uuid().into(), from.millis().into(), until.millis().into(), late.millis().into()];
        let asked = Statement::from_sql_and_values(self.0.get_database_backend(), sql, values);
        let Some(row) = self.0.query_one_raw(asked).await? else { return Ok(Tally::default()) };
        let number = |n| row.try_get_by_index::<i64>(n);
        Ok(Tally { taken: number(0)?, reviewed: number(1)?, overdue: number(2)? })
    }

    /// Adds an access.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn insert(&self, access: &EmergencyAccess) -> Result<(), Error> {
        insert(self.0, to_row(access)).await
    }

    /// Writes an access that still has its version, and raises it.
    ///
    /// # Errors
    /// [`Error::Conflict`].
    pub async fn update(&self, access: &mut EmergencyAccess) -> Result<(), Error> {
        let expected = access.version;
        access.version += 1;
        column::update::<row::Entity, _>(
            self.0,
            to_row(access),
            (row::Column::Id, access.id.uuid()),
            (row::Column::Version, expected),
        )
        .await
    }
}

/// The cases that a person has open by an emergency at `now`.
pub(crate) fn open_cases(member: &Member, now: Timestamp) -> SelectStatement {
    let open = row::Entity::find().filter(open_to(member, now));
    open.select_only().column(row::Column::CaseId).into_query()
}

fn open_to(member: &Member, now: Timestamp) -> Condition {
    Condition::all()
        .add(row::Column::PersonId.eq(member.person.uuid()))
        .add(row::Column::OrganizationId.eq(member.organization.uuid()))
        .add(row::Column::EndedAt.is_null())
        .add(row::Column::FromAt.lte(now.millis()))
        .add(row::Column::UntilAt.gt(now.millis()))
}

fn from_row(row: row::Model) -> Result<EmergencyAccess, Error> {
    let row::Model {
        id,
        case_organization_id,
        case_id,
        person_id,
        organization_id,
        reason,
        reason_text,
        from_at,
        until_at,
        ended_at,
        reviewed_at,
        reviewed_by,
        review,
        review_note,
        version,
    } = row;
    let note = optional(TABLE, review_note.as_deref(), Note::parse)?;
    let review = match (reviewed_at, reviewed_by, review) {
        (None, None, None) => None,
        (Some(at), Some(by), Some(finding)) => Some(Review {
            at: Timestamp::from_millis(at),
            by: Id::new(by),
            finding: Finding::parse(&finding).or_corrupt(TABLE)?,
            note,
        }),
        _ => return Err(Error::corrupt(TABLE, "half a review")),
    };
    Ok(EmergencyAccess {
        id: Id::new(id),
        case_organization: Id::new(case_organization_id),
        case: Id::new(case_id),
        person: Id::new(person_id),
        organization: Id::new(organization_id),
        reason: EmergencyReason::parse(&reason).or_corrupt(TABLE)?,
        text: Note::parse(&reason_text).or_corrupt(TABLE)?,
        from: Timestamp::from_millis(from_at),
        until: Timestamp::from_millis(until_at),
        ended: instant(ended_at),
        review,
        version,
    })
}

fn to_row(access: &EmergencyAccess) -> row::Model {
    let EmergencyAccess {
        id,
        case_organization,
        case,
        person,
        organization,
        reason,
        text,
        from,
        until,
        ended,
        review,
        version,
    } = access;
    let review = review.as_ref();
    row::Model {
        id: id.uuid(),
        case_organization_id: case_organization.uuid(),
        case_id: case.uuid(),
        person_id: person.uuid(),
        organization_id: organization.uuid(),
        reason: reason.code().to_owned(),
        reason_text: text.as_str().to_owned(),
        from_at: from.millis(),
        until_at: until.millis(),
        ended_at: ended.map(Timestamp::millis),
        reviewed_at: review.map(|review| review.at.millis()),
        reviewed_by: review.map(|review| review.by.uuid()),
        review: review.map(|review| review.finding.code().to_owned()),
        review_note: review.and_then(|review| review.note.clone()).map(Into::into),
        version: *version,
    }
}

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "emergency_access")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub case_organization_id: Uuid,
        pub case_id: Uuid,
        pub person_id: Uuid,
        pub organization_id: Uuid,
        pub reason: String,
        pub reason_text: String,
        pub from_at: i64,
        pub until_at: i64,
        pub ended_at: Option<i64>,
        pub reviewed_at: Option<i64>,
        pub reviewed_by: Option<Uuid>,
        pub review: Option<String>,
        pub review_note: Option<String>,
        pub version: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
