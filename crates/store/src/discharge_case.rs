//! Discharge cases, and which of them an actor may see.

use std::collections::{BTreeMap, HashMap};

use domain::{
    Id, Timestamp,
    access::{Action, Actor, Relationship, decide},
    audit::{Entity, Of, Outcome},
    discharge_case::{
        CaseOutcome, CaseRefusal, CaseState, Delay, DelayOwner, DelayReason, DischargeCase, WardClass,
    },
    organization::Organization,
    patient::Patient,
    person::Person,
    rule::RulePackVersion,
    text::{Line, Note},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select, sea_query::Expr,
};
use time::Date;
use uuid::Uuid;

use crate::{
    Error, View,
    column::{self, OrCorrupt, from_json, insert_all, to_json},
    ledger::Known,
    relationship,
};

const TABLE: &str = "discharge_case";
/// The states in which work goes on.
pub(crate) const OPEN: [&str; 2] = ["admitted", "discharged"];

/// Discharge cases.
pub struct Cases<'v>(pub(crate) &'v View);

impl View {
    /// Discharge cases.
    pub fn cases(&self) -> Cases<'_> {
        Cases(self)
    }
}

/// Which cases a list is to hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CaseFilter {
    /// Those on which work goes on.
    #[default]
    Open,
    /// All.
    All,
}

impl Cases<'_> {
    /// How many cases of an organization that are not closed somebody coordinates.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn coordinated_by(
        &self,
        organization: Id<Organization>,
        person: Id<Person>,
    ) -> Result<u64, Error> {
        let open = row::Entity::find()
            .filter(row::Column::OrganizationId.eq(organization.uuid()))
            .filter(row::Column::CoordinatorId.eq(person.uuid()))
            .filter(row::Column::State.ne("closed"));
        Ok(open.count(self.0).await?)
    }

    /// How many open cases of an organization follow each version of the rules. Nothing of the cases is read.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn open_under_rules(
        &self,
        organization: Id<Organization>,
    ) -> Result<HashMap<Id<RulePackVersion>, u64>, Error> {
        let open = row::Entity::find()
            .select_only()
            .column(row::Column::Id)
            .filter(row::Column::OrganizationId.eq(organization.uuid()))
            .filter(row::Column::State.is_in(OPEN))
            .into_query();
        let counted: Vec<(Uuid, i64)> = case_rule::Entity::find()
            .select_only()
            .column(case_rule::Column::RulePackId)
            .column_as(case_rule::Column::CaseId.count(), "cases")
            .filter(case_rule::Column::CaseId.in_subquery(open))
            .group_by(case_rule::Column::RulePackId)
            .into_tuple()
            .all(self.0)
            .await?;
        Ok(counted.into_iter().map(|(id, cases)| (Id::new(id), cases.unsigned_abs())).collect())
    }

    /// The case, if the actor may do `action` to it.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Denied`].
    pub async fn find_for(&self, action: Action, id: Id<DischargeCase>) -> Result<DischargeCase, Error> {
        let Some(row) = row::Entity::find_by_id(id.uuid()).one(self.0).await? else {
            return Err(self.0.missing(action.code(), Entity::Case, id.uuid()));
        };
        let relationship = self.relationship(id, Id::new(row.organization_id)).await?;
        let decision = decide(self.0.judged(), action, relationship);
        self.learn(&row);
        self.0.decided(decision, action, (Entity::Case, id.uuid()), Of::Case(id.uuid()))?;
        self.0.saw_by(action.code(), Entity::Case, [Of::Case(id.uuid())]);
        let mut cases = self.with_rules(vec![row]).await?;
        cases.pop().ok_or(Error::NotFound)
    }

    /// How the actor stands to a case that it may see.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn relationship_to(&self, case: &DischargeCase) -> Result<Relationship, Error> {
        self.relationship(case.id, case.organization).await
    }

    /// How the actor stands to a case.
    pub(crate) async fn relationship(
        &self,
        case: Id<DischargeCase>,
        owner: Id<Organization>,
    ) -> Result<Relationship, Error> {
        match self.0.judged() {
            Actor::System => Ok(Relationship::Own),
            Actor::Guest(_) => Ok(Relationship::None),
            Actor::Member(member) if member.organization == owner => Ok(Relationship::Own),
            Actor::Member(member) => relationship::to_case(self.0, member, case).await,
        }
    }

    /// Those of `ids`, to which something that was shown leads, that the actor may see: nobody asked for the others.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn find_all_visible(
        &self,
        ids: &[Id<DischargeCase>],
    ) -> Result<HashMap<Id<DischargeCase>, DischargeCase>, Error> {
        let rows = row::Entity::find()
            .filter(row::Column::Id.is_in(ids.iter().map(|id| id.uuid())))
            .filter(visible_to(self.0))
            .all(self.0)
            .await?;
        Ok(self.handed_out(rows).await?.into_iter().map(|case| (case.id, case)).collect())
    }

    /// Those of `ids`, which the actor asked for, that the actor may see.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn find_all_for(
        &self,
        ids: &[Id<DischargeCase>],
    ) -> Result<HashMap<Id<DischargeCase>, DischargeCase>, Error> {
        let found = self.find_all_visible(ids).await?;
        for id in ids.iter().filter(|id| !found.contains_key(id)) {
            let of = Some(Of::Case(id.uuid()));
            self.0.refused(Action::SeeCase.code(), Outcome::Hidden, Entity::Case, id.uuid(), of);
        }
        Ok(found)
    }

    /// Which of `ids` the actor may see. Nothing of the cases is read.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn which_visible(&self, ids: &[Id<DischargeCase>]) -> Result<Vec<Id<DischargeCase>>, Error> {
        let query = row::Entity::find().filter(row::Column::Id.is_in(ids.iter().map(|id| id.uuid())));
        self.only_ids(query).await
    }

    /// Which open cases the actor may see. Nothing of them is read.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn which_open(&self) -> Result<Vec<Id<DischargeCase>>, Error> {
        self.only_ids(row::Entity::find().filter(row::Column::State.is_in(OPEN))).await
    }

    async fn only_ids(&self, query: Select<row::Entity>) -> Result<Vec<Id<DischargeCase>>, Error> {
        let query = query.filter(visible_to(self.0)).select_only().column(row::Column::Id);
        Ok(query.into_tuple::<Uuid>().all(self.0).await?.into_iter().map(Id::new).collect())
    }

    /// The cases the actor may see, newest admission first, after the given position.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn visible(
        &self,
        filter: CaseFilter,
        after: Option<(time::Date, Id<DischargeCase>)>,
        limit: u64,
    ) -> Result<Vec<DischargeCase>, Error> {
        let mut query = row::Entity::find().filter(visible_to(self.0));
        if filter == CaseFilter::Open {
            query = query.filter(row::Column::State.is_in(OPEN));
        }
        if let Some((day, id)) = after {
            let same =
                Condition::all().add(row::Column::AdmittedOn.eq(day)).add(row::Column::Id.lt(id.uuid()));
            query = query.filter(Condition::any().add(row::Column::AdmittedOn.lt(day)).add(same));
        }
        let rows = query
            .order_by_desc(row::Column::AdmittedOn)
            .order_by_desc(row::Column::Id)
            .limit(limit)
            .all(self.0)
            .await?;
        self.handed_out(rows).await
    }

    /// The cases of patient records that the actor may see, newest first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn of_patients(&self, patients: &[Id<Patient>]) -> Result<Vec<DischargeCase>, Error> {
        let rows = row::Entity::find()
            .filter(row::Column::PatientId.is_in(patients.iter().map(|id| id.uuid())))
            .filter(visible_to(self.0))
            .order_by_desc(row::Column::AdmittedOn)
            .order_by_desc(row::Column::Id)
            .all(self.0)
            .await?;
        self.handed_out(rows).await
    }

    /// The cases of a patient record that are open to the actor, with their owners; nothing of them is handed
    /// out.
    pub(crate) async fn open_to_actor(
        &self,
        patient: Id<Patient>,
    ) -> Result<Vec<(Id<DischargeCase>, Id<Organization>)>, Error> {
        let cases: Vec<(Uuid, Uuid)> = row::Entity::find()
            .select_only()
            .column(row::Column::Id)
            .column(row::Column::OrganizationId)
            .filter(row::Column::PatientId.eq(patient.uuid()))
            .filter(visible_to(self.0))
            .into_tuple()
            .all(self.0)
            .await?;
        Ok(cases.into_iter().map(|(case, owner)| (Id::new(case), Id::new(owner))).collect())
    }

    /// Every case of a patient record, whoever asks: for what must hold in all of them.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn all_of_patient(&self, patient: Id<Patient>) -> Result<Vec<DischargeCase>, Error> {
        let rows = row::Entity::find()
            .filter(row::Column::PatientId.eq(patient.uuid()))
            .order_by_asc(row::Column::Id)
            .all(self.0)
            .await?;
        self.with_rules(rows).await
    }

    /// The cases of organizations admitted from one day to another, newest first, at most `limit`: for counts, of
    /// which nothing is handed out.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn admitted(
        &self,
        organizations: &[Id<Organization>],
        from: Date,
        until: Date,
        limit: u64,
    ) -> Result<Vec<DischargeCase>, Error> {
        let rows = row::Entity::find()
            .filter(row::Column::OrganizationId.is_in(organizations.iter().map(|id| id.uuid())))
            .filter(row::Column::AdmittedOn.between(from, until))
            .order_by_desc(row::Column::AdmittedOn)
            .order_by_desc(row::Column::Id)
            .limit(limit)
            .all(self.0)
            .await?;
        self.with_rules(rows).await
    }

    /// Adds a case with its rule versions.
    ///
    /// # Errors
    /// Refused with [`CaseRefusal::AlreadyOpen`] while the patient is admitted.
    pub async fn insert(&self, case: &DischargeCase) -> Result<(), Error> {
        self.insert_all(std::slice::from_ref(case)).await
    }

    /// Adds many cases with their rule versions, an earlier stay of a patient before a later one.
    ///
    /// # Errors
    /// Refused with [`CaseRefusal::AlreadyOpen`] while one of the patients is admitted.
    pub async fn insert_all(&self, cases: &[DischargeCase]) -> Result<(), Error> {
        let mut rows = vec![];
        let mut rules = vec![];
        for case in cases {
            self.0.learn(Of::Case(case.id.uuid()), Known::As(Of::Patient(case.patient.uuid())));
            rows.push(to_row(case)?);
            rules.extend(case.rules.iter().map(|rule| case_rule::Model {
                organization_id: case.organization.uuid(),
                case_id: case.id.uuid(),
                rule_pack_id: rule.uuid(),
            }));
        }
        insert_all(self.0, rows).await.map_err(|e| e.or_refused(CaseRefusal::AlreadyOpen))?;
        insert_all(self.0, rules).await
    }

    /// Writes a case that still has its version, and raises it.
    ///
    /// # Errors
    /// [`Error::Conflict`].
    pub async fn update(&self, case: &mut DischargeCase) -> Result<(), Error> {
        let expected = case.version;
        case.version += 1;
        column::update::<row::Entity, _>(
            self.0,
            to_row(case)?,
            (row::Column::Id, case.id.uuid()),
            (row::Column::Version, expected),
        )
        .await
    }

    /// The open cases of an organization that follow one of `versions`, by identifier from the one after `after`, at
    /// most `limit`; nothing of them is handed out.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn following(
        &self,
        organization: Id<Organization>,
        versions: &[Id<RulePackVersion>],
        after: Option<Id<DischargeCase>>,
        limit: u64,
    ) -> Result<Vec<Id<DischargeCase>>, Error> {
        let beyond = after.map(|id| case_rule::Column::CaseId.gt(id.uuid()));
        let open = row::Entity::find()
            .select_only()
            .column(row::Column::Id)
            .filter(row::Column::OrganizationId.eq(organization.uuid()))
            .filter(row::Column::State.is_in(OPEN))
            .into_query();
        let found: Vec<Uuid> = case_rule::Entity::find()
            .select_only()
            .column(case_rule::Column::CaseId)
            .filter(case_rule::Column::RulePackId.is_in(versions.iter().map(|id| id.uuid())))
            .filter(case_rule::Column::CaseId.in_subquery(open))
            .filter(Condition::all().add_option(beyond))
            .order_by_asc(case_rule::Column::CaseId)
            .limit(limit)
            .into_tuple()
            .all(self.0)
            .await?;
        Ok(found.into_iter().map(Id::new).collect())
    }

    /// Open cases of these organizations that follow one of `versions`, at most `limit`.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn open_following(
        &self,
        organizations: &[Id<Organization>],
        versions: &[Id<RulePackVersion>],
        limit: u64,
    ) -> Result<Vec<DischargeCase>, Error> {
        let following = case_rule::Entity::find()
            .select_only()
            .column(case_rule::Column::CaseId)
            .filter(case_rule::Column::RulePackId.is_in(versions.iter().map(|id| id.uuid())))
            .into_query();
        let rows = row::Entity::find()
            .filter(row::Column::OrganizationId.is_in(organizations.iter().map(|id| id.uuid())))
            .filter(row::Column::State.is_in(OPEN))
            .filter(row::Column::Id.in_subquery(following))
            .order_by_asc(row::Column::Id)
            .limit(limit)
            .all(self.0)
            .await?;
        self.with_rules(rows).await
    }

    /// Puts the version `new` in the place of `old` among those that an organization's case follows.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn replace_rules(
        &self,
        case: &DischargeCase,
        old: Id<RulePackVersion>,
        new: Id<RulePackVersion>,
    ) -> Result<(), Error> {
        case_rule::Entity::update_many()
            .col_expr(case_rule::Column::RulePackId, Expr::value(new.uuid()))
            .filter(case_rule::Column::CaseId.eq(case.id.uuid()))
            .filter(case_rule::Column::RulePackId.eq(old.uuid()))
            .exec(self.0)
            .await?;
        Ok(())
    }

    fn learn(&self, row: &row::Model) {
        self.0.learn(Of::Case(row.id), Known::As(Of::Patient(row.patient_id)));
    }

    /// The cases of rows that the actor may see, noted as seen.
    async fn handed_out(&self, rows: Vec<row::Model>) -> Result<Vec<DischargeCase>, Error> {
        rows.iter().for_each(|row| self.learn(row));
        if let Actor::Member(member) = self.0.judged() {
            let foreign = rows.iter().filter(|row| row.organization_id != member.organization.uuid());
            let foreign: Vec<_> = foreign.map(|row| row.id).collect();
            self.0.emergencies().seen_under(&foreign).await?;
        }
        self.0.saw(Entity::Case, rows.iter().map(|row| Of::Case(row.id)));
        self.with_rules(rows).await
    }

    async fn with_rules(&self, rows: Vec<row::Model>) -> Result<Vec<DischargeCase>, Error> {
        if rows.is_empty() {
            return Ok(vec![]);
        }
        let mut rules: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
        let links = case_rule::Entity::find()
            .filter(case_rule::Column::CaseId.is_in(rows.iter().map(|row| row.id)))
            .order_by_asc(case_rule::Column::RulePackId)
            .all(self.0)
            .await?;
        for link in links {
            rules.entry(link.case_id).or_default().push(link.rule_pack_id);
        }
        rows.into_iter()
            .map(|row| {
                let rules = rules.remove(&row.id).unwrap_or_default();
                from_row(row, rules)
            })
            .collect()
    }
}

/// The cases an actor may see: what [`decide`] allows for [`Action::SeeCase`], as a condition.
pub(crate) fn visible_to(view: &View) -> Condition {
    match view.judged() {
        Actor::System => Condition::all(),
        Actor::Guest(_) => relationship::nothing(),
        Actor::Member(member) => Condition::any()
            .add(row::Column::OrganizationId.eq(member.organization.uuid()))
            .add(relationship::is_open(view, member, &Expr::col((row::Entity, row::Column::Id)))),
    }
}

fn from_row(row: row::Model, rules: Vec<Uuid>) -> Result<DischargeCase, Error> {
    let row::Model {
        id,
        organization_id,
        patient_id,
        predecessor_id,
        admitted_on,
        ward,
        ward_class,
        expected_discharge_on,
        needs,
        circumstances,
        destination,
        delay_reason,
        delay_owner,
        delay_note,
        delay_since,
        overrides,
        coordinator_id,
        state,
        state_on,
        state_at,
        state_detail,
        version,
    } = row;
    let state = match (state.as_str(), state_on, state_at, state_detail) {
        ("admitted", None, None, None) => CaseState::Admitted,
        ("discharged", Some(on), None, None) => CaseState::Discharged { on },
        ("transferred", Some(on), None, Some(to)) => {
            CaseState::Transferred { on, to: Line::parse(&to).or_corrupt(TABLE)? }
        }
        ("closed", discharged_on, Some(at), Some(outcome)) => CaseState::Closed {
            at: Timestamp::from_millis(at),
            outcome: CaseOutcome::parse(&outcome).or_corrupt(TABLE)?,
            discharged_on,
        },
        _ => return Err(Error::corrupt(TABLE, state)),
    };
    Ok(DischargeCase {
        id: Id::new(id),
        organization: Id::new(organization_id),
        patient: Id::new(patient_id),
        predecessor: predecessor_id.map(Id::new),
        admitted_on,
        ward: Line::parse(&ward).or_corrupt(TABLE)?,
        ward_class: WardClass::parse(&ward_class).or_corrupt(TABLE)?,
        expected_discharge_on,
        needs: from_json(TABLE, &needs)?,
        circumstances: from_json(TABLE, &circumstances)?,
        destination: from_json(TABLE, &destination)?,
        delay: delay(delay_reason, delay_owner, delay_note, delay_since)?,
        overrides: from_json(TABLE, &overrides)?,
        coordinator: coordinator_id.map(Id::new),
        rules: rules.into_iter().map(Id::new).collect(),
        state,
        version,
    })
}

fn delay(
    reason: Option<String>,
    owner: Option<String>,
    note: Option<String>,
    since: Option<time::Date>,
) -> Result<Option<Delay>, Error> {
    match (reason, owner, since) {
        (None, None, None) => Ok(None),
        (Some(reason), Some(owner), Some(since)) => Ok(Some(Delay {
            reason: DelayReason::parse(&reason).or_corrupt(TABLE)?,
            owner: DelayOwner::parse(&owner).or_corrupt(TABLE)?,
            note: note.map(|note| Note::parse(&note)).transpose().or_corrupt(TABLE)?,
            since,
        })),
        (reason, ..) => Err(Error::corrupt(TABLE, reason.unwrap_or_default())),
    }
}

fn to_row(case: &DischargeCase) -> Result<row::Model, Error> {
    let DischargeCase {
        id,
        organization,
        patient,
        predecessor,
        admitted_on,
        ward,
        ward_class,
        expected_discharge_on,
        needs,
        circumstances,
        destination,
        delay,
        overrides,
        coordinator,
        rules: _,
        state,
        version,
    } = case;
    let (state, state_on, state_at, state_detail) = match state {
        CaseState::Admitted => ("admitted", None, None, None),
        CaseState::Discharged { on } => ("discharged", Some(*on), None, None),
        CaseState::Transferred { on, to } => ("transferred", Some(*on), None, Some(to.as_str().to_owned())),
        CaseState::Closed { at, outcome, discharged_on } => {
            ("closed", *discharged_on, Some(at.millis()), Some(outcome.code().to_owned()))
        }
    };
    Ok(row::Model {
        id: id.uuid(),
        organization_id: organization.uuid(),
        patient_id: patient.uuid(),
        predecessor_id: predecessor.map(Id::uuid),
        admitted_on: *admitted_on,
        ward: ward.as_str().to_owned(),
        ward_class: ward_class.code().to_owned(),
        expected_discharge_on: *expected_discharge_on,
        needs: to_json(TABLE, needs)?,
        circumstances: to_json(TABLE, circumstances)?,
        destination: to_json(TABLE, destination)?,
        delay_reason: delay.as_ref().map(|delay| delay.reason.code().to_owned()),
        delay_owner: delay.as_ref().map(|delay| delay.owner.code().to_owned()),
        delay_note: delay.as_ref().and_then(|delay| delay.note.as_ref()).map(|note| note.as_str().to_owned()),
        delay_since: delay.as_ref().map(|delay| delay.since),
        overrides: to_json(TABLE, overrides)?,
        coordinator_id: coordinator.map(Id::uuid),
        state: state.to_owned(),
        state_on,
        state_at,
        state_detail,
        version: *version,
    })
}

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "discharge_case")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organization_id: Uuid,
        pub patient_id: Uuid,
        pub predecessor_id: Option<Uuid>,
        pub admitted_on: time::Date,
        pub ward: String,
        pub ward_class: String,
        pub expected_discharge_on: Option<time::Date>,
        pub needs: String,
        pub circumstances: String,
        pub destination: String,
        pub delay_reason: Option<String>,
        pub delay_owner: Option<String>,
        pub delay_note: Option<String>,
        pub delay_since: Option<time::Date>,
        pub overrides: String,
        pub coordinator_id: Option<Uuid>,
        pub state: String,
        pub state_on: Option<time::Date>,
        pub state_at: Option<i64>,
        pub state_detail: Option<String>,
        pub version: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

mod case_rule {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_rule")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub rule_pack_id: Uuid,
        pub organization_id: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
