//! Patient records, the people around the patient, and links between records.

use std::collections::{BTreeSet, HashMap};

use domain::{
    Id, Timestamp,
    access::{Action, Actor, Relationship, decide},
    audit::{Entity, Of, Outcome, SEARCH_PATIENTS, SEE_LINK, SEE_PATIENT},
    discharge_case::DischargeCase,
    emergency::Particulars,
    organization::Organization,
    patient::{LinkEnd, LinkState, Patient, PatientRefusal, RecordLink, RelatedPerson, RelatedRole, Sex},
    text::{Line, MunicipalityCode, PhoneNumber, PostalCode, half_width, kana_key},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, SqlErr,
    sea_query::SimpleExpr,
};

use uuid::Uuid;

use crate::{
    Error, View,
    column::{self, OrCorrupt, from_json, insert, insert_all, location, location_columns, optional, to_json},
    discharge_case,
    ledger::Known,
};

const TABLE: &str = "patient";
/// The most records asked for in one look-up.
const LOOKED_UP: usize = 5_000;

/// Patients.
pub struct Patients<'v>(pub(crate) &'v View);

impl View {
    /// Patients.
    pub fn patients(&self) -> Patients<'_> {
        Patients(self)
    }
}

impl Patients<'_> {
    /// A record, if the actor may do `action` to it. To somebody of another organization it stands as the case
    /// of the patient that is the most open.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Denied`].
    pub async fn find_for(&self, action: Action, id: Id<Patient>) -> Result<Patient, Error> {
        let Some(patient) = self.load(&[id]).await?.remove(&id) else {
            return Err(self.0.missing(action.code(), Entity::Patient, id.uuid()));
        };
        let relationship = match self.0.judged() {
            Actor::System => Relationship::Own,
            Actor::Guest(_) => Relationship::None,
            Actor::Member(member) if member.organization == patient.organization => Relationship::Own,
            Actor::Member(_) => self.by_cases(id).await?,
        };
        let of = Of::Patient(id.uuid());
        let decision = decide(self.0.judged(), action, relationship);
        self.0.decided(decision, action, (Entity::Patient, id.uuid()), of)?;
        let entity = if action == Action::SeeAudit { Entity::AuditLog } else { Entity::Patient };
        self.0.saw_by(action.code(), entity, [of]);
        Ok(patient)
    }

    async fn by_cases(&self, patient: Id<Patient>) -> Result<Relationship, Error> {
        let mut closest = Relationship::None;
        for (case, owner) in self.0.cases().open_to_actor(patient).await? {
            closest = closest.min(self.0.cases().relationship(case, owner).await?);
        }
        Ok(closest)
    }

    /// Those of `ids` that are records of `organization`, which is the actor's own.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn find_all_own(
        &self,
        organization: Id<Organization>,
        ids: &[Id<Patient>],
    ) -> Result<HashMap<Id<Patient>, Patient>, Error> {
        let mut patients = self.load(ids).await?;
        patients.retain(|_, patient| patient.organization == organization);
        self.0.saw_by(SEE_PATIENT, Entity::Patient, patients.keys().map(|id| Of::Patient(id.uuid())));
        for id in ids.iter().filter(|id| !patients.contains_key(id)) {
            let of = Some(Of::Patient(id.uuid()));
            self.0.refused(SEE_PATIENT, Outcome::Hidden, Entity::Patient, id.uuid(), of);
        }
        Ok(patients)
    }

    /// The records of cases the actor may already see, with the people around each patient.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn get(&self, ids: &[Id<Patient>]) -> Result<HashMap<Id<Patient>, Patient>, Error> {
        let patients = self.load(ids).await?;
        self.0.saw(Entity::Patient, patients.keys().map(|id| Of::Patient(id.uuid())));
        Ok(patients)
    }

    /// The records behind cases of `organization`, which is the actor's own, to which access was taken in an
    /// emergency: seen for its review.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn reviewed(
        &self,
        organization: Id<Organization>,
        cases: &[Id<DischargeCase>],
    ) -> Result<HashMap<Id<DischargeCase>, Patient>, Error> {
        let of: Vec<(Uuid, Uuid)> = discharge_case::row::Entity::find()
            .select_only()
            .columns([discharge_case::row::Column::Id, discharge_case::row::Column::PatientId])
            .filter(discharge_case::row::Column::OrganizationId.eq(organization.uuid()))
            .filter(discharge_case::row::Column::Id.is_in(cases.iter().map(|case| case.uuid())))
            .into_tuple()
            .all(self.0)
            .await?;
        let patients =
            self.load(&of.iter().map(|(_, patient)| Id::new(*patient)).collect::<Vec<_>>()).await?;
        let seen = patients.keys().map(|id| Of::Patient(id.uuid()));
        self.0.saw_by(Action::ReviewEmergency.code(), Entity::Patient, seen);
        let by_case = of.into_iter().filter_map(|(case, patient)| {
            patients.get(&Id::new(patient)).map(|patient| (Id::new(case), patient.clone()))
        });
        Ok(by_case.collect())
    }

    async fn load(&self, ids: &[Id<Patient>]) -> Result<HashMap<Id<Patient>, Patient>, Error> {
        let uuids: Vec<_> = ids.iter().map(|id| id.uuid()).collect();
        let rows = row::Entity::find().filter(row::Column::Id.is_in(uuids.clone())).all(self.0).await?;
        let mut related: HashMap<_, Vec<_>> = HashMap::new();
        let people = related_person::Entity::find()
            .filter(related_person::Column::PatientId.is_in(uuids))
            .order_by_asc(related_person::Column::Position)
            .all(self.0)
            .await?;
        for person in people {
            let (patient, person) = related_from_row(person)?;
            related.entry(patient).or_default().push(person);
        }
        rows.into_iter()
            .map(|row| {
                let related = related.remove(&Id::new(row.id)).unwrap_or_default();
                from_row(row, related).map(|patient| (patient.id, patient))
            })
            .collect()
    }

    /// The organization's own records with this number, or whose kana begin with `text`, by kana; at most 20.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn search(&self, organization: Id<Organization>, text: &str) -> Result<Vec<Patient>, Error> {
        let rows = row::Entity::find()
            .filter(row::Column::OrganizationId.eq(organization.uuid()))
            .filter(
                Condition::any()
                    .add(numbered(text))
                    .add(column::begins(row::Column::KanaKey, &kana_key(text)))
                    .add(column::holds(row::Column::Name, text)),
            )
            .order_by_asc(row::Column::KanaKey)
            .order_by_asc(row::Column::Id)
            .limit(20)
            .all(self.0)
            .await?;
        self.0.saw_by(SEARCH_PATIENTS, Entity::Patient, rows.iter().map(|row| Of::Patient(row.id)));
        rows.into_iter().map(|row| from_row(row, vec![])).collect()
    }

    /// The organization's own records that have one of these numbers, or both the kana (folded) and the day of birth
    /// of one of these particulars; without the people around the patients.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn listed(
        &self,
        organization: Id<Organization>,
        numbers: &BTreeSet<String>,
        particulars: &BTreeSet<(String, time::Date)>,
    ) -> Result<Vec<Patient>, Error> {
        let kana: BTreeSet<&String> = particulars.iter().map(|(kana, _)| kana).collect();
        let mut rows = row::Entity::find()
            .filter(row::Column::OrganizationId.eq(organization.uuid()))
            .filter(
                Condition::any()
                    .add(row::Column::Number.is_in(numbers.iter().cloned()))
                    .add(row::Column::KanaKey.is_in(kana.into_iter().cloned())),
            )
            .order_by_asc(row::Column::Id)
            .all(self.0)
            .await?;
        rows.retain(|row| {
            row.number.as_ref().is_some_and(|number| numbers.contains(number))
                || particulars.contains(&(row.kana_key.clone(), row.born_on))
        });
        self.0.saw_by(SEARCH_PATIENTS, Entity::Patient, rows.iter().map(|row| Of::Patient(row.id)));
        rows.into_iter().map(|row| from_row(row, vec![])).collect()
    }

    /// The records that an organization knows by these particulars, exactly; at most two, since more than one
    /// are none.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn known_by(
        &self,
        organization: Id<Organization>,
        particulars: &Particulars,
    ) -> Result<Vec<Id<Patient>>, Error> {
        let known = match particulars {
            Particulars::Number(number) => Condition::all().add(numbered(number.as_str())),
            Particulars::NameAndBirth { name_kana, born_on } => Condition::all()
                .add(row::Column::KanaKey.eq(kana_key(name_kana.as_str())))
                .add(row::Column::BornOn.eq(*born_on)),
        };
        let ids: Vec<Uuid> = row::Entity::find()
            .select_only()
            .column(row::Column::Id)
            .filter(row::Column::OrganizationId.eq(organization.uuid()))
            .filter(known)
            .limit(2)
            .into_tuple()
            .all(self.0)
            .await?;
        Ok(ids.into_iter().map(Id::new).collect())
    }

    /// Adds a record.
    ///
    /// # Errors
    /// Refused with [`PatientRefusal::NumberTaken`].
    pub async fn insert(&self, patient: &Patient) -> Result<(), Error> {
        self.insert_all(std::slice::from_ref(patient)).await
    }

    /// Adds many records.
    ///
    /// # Errors
    /// Refused with [`PatientRefusal::NumberTaken`].
    pub async fn insert_all(&self, patients: &[Patient]) -> Result<(), Error> {
        let rows = patients.iter().map(to_row).collect::<Result<_, _>>()?;
        insert_all(self.0, rows).await.map_err(|e| e.or_refused(PatientRefusal::NumberTaken))?;
        insert_all(self.0, patients.iter().flat_map(related_to_rows).collect()).await
    }

    /// Writes a record that still has its version, and raises it.
    ///
    /// # Errors
    /// [`Error::Conflict`]; refused with [`PatientRefusal::NumberTaken`].
    pub async fn update(&self, patient: &mut Patient) -> Result<(), Error> {
        let expected = patient.version;
        patient.version += 1;
        column::update::<row::Entity, _>(
            self.0,
            to_row(patient)?,
            (row::Column::Id, patient.id.uuid()),
            (row::Column::Version, expected),
        )
        .await
        .map_err(|e| e.or_refused(PatientRefusal::NumberTaken))?;
        related_person::Entity::delete_many()
            .filter(related_person::Column::PatientId.eq(patient.id.uuid()))
            .exec(self.0)
            .await?;
        insert_all(self.0, related_to_rows(patient)).await
    }

    /// A link, for an owner of one of its ends.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn find_link(&self, id: Id<RecordLink>) -> Result<RecordLink, Error> {
        let Some(row) = record_link::Entity::find_by_id(id.uuid()).one(self.0).await? else {
            return Err(self.0.missing(SEE_LINK, Entity::RecordLink, id.uuid()));
        };
        let link = link_from_row(row)?;
        self.learn(&link);
        let owned = |end: LinkEnd| match self.0.judged() {
            Actor::System => true,
            Actor::Guest(_) => false,
            Actor::Member(member) => member.organization == end.organization,
        };
        let of = Of::RecordLink(id.uuid());
        if owned(link.proposer) || owned(link.other) {
            self.0.saw(Entity::RecordLink, [of]);
            Ok(link)
        } else {
            self.0.refused(SEE_LINK, Outcome::Hidden, Entity::RecordLink, id.uuid(), Some(of));
            Err(Error::NotFound)
        }
    }

    fn learn(&self, link: &RecordLink) {
        let ends = vec![link.proposer.patient.uuid(), link.other.patient.uuid()];
        self.0.learn(Of::RecordLink(link.id.uuid()), Known::Patients(ends));
    }

    /// Adds a link.
    ///
    /// # Errors
    /// [`Error::Duplicate`] while the same two records are linked; [`Error::NotFound`] when the other
    /// record is not of that organization.
    pub async fn insert_link(&self, link: &RecordLink) -> Result<(), Error> {
        self.learn(link);
        insert(self.0, link_to_row(link)).await.map_err(|error| match error {
            Error::Database(error)
                if matches!(error.sql_err(), Some(SqlErr::ForeignKeyConstraintViolation(_))) =>
            {
                Error::NotFound
            }
            error => error,
        })
    }

    /// Writes a link that still has its version, and raises it.
    ///
    /// # Errors
    /// [`Error::Conflict`].
    pub async fn update_link(&self, link: &mut RecordLink) -> Result<(), Error> {
        let expected = link.version;
        link.version += 1;
        column::update::<record_link::Entity, _>(
            self.0,
            link_to_row(link),
            (record_link::Column::Id, link.id.uuid()),
            (record_link::Column::Version, expected),
        )
        .await
    }
}

fn from_row(row: row::Model, related: Vec<RelatedPerson>) -> Result<Patient, Error> {
    let row::Model {
        id,
        organization_id,
        number,
        name,
        name_kana,
        kana_key: _,
        born_on,
        sex,
        postal_code,
        municipality_code,
        address,
        latitude,
        longitude,
        location_precision,
        phone,
        care_insurance,
        version,
    } = row;
    Ok(Patient {
        id: Id::new(id),
        organization: Id::new(organization_id),
        number: optional(TABLE, number.as_deref(), Line::parse)?,
        name: Line::parse(&name).or_corrupt(TABLE)?,
        name_kana: Line::parse(&name_kana).or_corrupt(TABLE)?,
        born_on,
        sex: Sex::parse(&sex).or_corrupt(TABLE)?,
        postal_code: optional(TABLE, postal_code.as_deref(), PostalCode::parse)?,
        municipality: optional(TABLE, municipality_code.as_deref(), MunicipalityCode::parse)?,
        address: optional(TABLE, address.as_deref(), Line::parse)?,
        location: location(TABLE, latitude, longitude, location_precision.as_deref())?,
        phone: optional(TABLE, phone.as_deref(), PhoneNumber::parse)?,
        care_insurance: from_json(TABLE, &care_insurance)?,
        related,
        version,
    })
}

/// Whether a record has this number, as it is typed or in half width.
fn numbered(text: &str) -> SimpleExpr {
    row::Column::Number.is_in([text.to_owned(), half_width(text)])
}

/// Whose patients these are, of those there are: for the audit log.
///
/// # Errors
/// [`Error::Database`].
pub(crate) async fn owners(
    connection: &impl ConnectionTrait,
    patients: Vec<Uuid>,
) -> Result<HashMap<Uuid, Uuid>, Error> {
    let mut owners = HashMap::new();
    for chunk in patients.chunks(LOOKED_UP) {
        let found: Vec<(Uuid, Uuid)> = row::Entity::find()
            .select_only()
            .columns([row::Column::Id, row::Column::OrganizationId])
            .filter(row::Column::Id.is_in(chunk.iter().copied()))
            .into_tuple()
            .all(connection)
            .await?;
        owners.extend(found);
    }
    Ok(owners)
}

fn to_row(patient: &Patient) -> Result<row::Model, Error> {
    let Patient {
        id,
        organization,
        number,
        name,
        name_kana,
        born_on,
        sex,
        postal_code,
        municipality,
        address,
        location,
        phone,
        care_insurance,
        related: _,
        version,
    } = patient;
    let (latitude, longitude, location_precision) = location_columns(*location);
    Ok(row::Model {
        id: id.uuid(),
        organization_id: organization.uuid(),
        number: number.clone().map(Into::into),
        name: name.as_str().to_owned(),
        name_kana: name_kana.as_str().to_owned(),
        kana_key: kana_key(name_kana.as_str()),
        born_on: *born_on,
        sex: sex.code().to_owned(),
        postal_code: postal_code.clone().map(Into::into),
        municipality_code: municipality.clone().map(Into::into),
        address: address.clone().map(Into::into),
        latitude,
        longitude,
        location_precision,
        phone: phone.clone().map(Into::into),
        care_insurance: to_json(TABLE, care_insurance)?,
        version: *version,
    })
}

fn related_from_row(row: related_person::Model) -> Result<(Id<Patient>, RelatedPerson), Error> {
    const TABLE: &str = "related_person";
    let related_person::Model {
        id,
        organization_id: _,
        patient_id,
        position: _,
        name,
        relation,
        role,
        phone,
    } = row;
    let person = RelatedPerson {
        id: Id::new(id),
        name: Line::parse(&name).or_corrupt(TABLE)?,
        relation: optional(TABLE, relation.as_deref(), Line::parse)?,
        role: RelatedRole::parse(&role).or_corrupt(TABLE)?,
        phone: optional(TABLE, phone.as_deref(), PhoneNumber::parse)?,
    };
    Ok((Id::new(patient_id), person))
}

fn related_to_rows(patient: &Patient) -> Vec<related_person::Model> {
    let row = |(position, person): (i32, &RelatedPerson)| {
        let RelatedPerson { id, name, relation, role, phone } = person;
        related_person::Model {
            id: id.uuid(),
            organization_id: patient.organization.uuid(),
            patient_id: patient.id.uuid(),
            position,
            name: name.as_str().to_owned(),
            relation: relation.clone().map(Into::into),
            role: role.code().to_owned(),
            phone: phone.clone().map(Into::into),
        }
    };
    (0..).zip(&patient.related).map(row).collect()
}

fn link_from_row(row: record_link::Model) -> Result<RecordLink, Error> {
    let record_link::Model {
        id,
        proposer_organization_id,
        proposer_patient_id,
        other_organization_id,
        other_patient_id,
        state,
        state_at,
        undone_by,
        version,
    } = row;
    let at = Timestamp::from_millis(state_at);
    let state = match (state.as_str(), undone_by) {
        ("proposed", None) => LinkState::Proposed { at },
        ("confirmed", None) => LinkState::Confirmed { at },
        ("undone", Some(by)) => LinkState::Undone { at, by: Id::new(by) },
        _ => return Err(Error::corrupt("record_link", state)),
    };
    Ok(RecordLink {
        id: Id::new(id),
        proposer: LinkEnd {
            organization: Id::new(proposer_organization_id),
            patient: Id::new(proposer_patient_id),
        },
        other: LinkEnd { organization: Id::new(other_organization_id), patient: Id::new(other_patient_id) },
        state,
        version,
    })
}

fn link_to_row(link: &RecordLink) -> record_link::Model {
    let RecordLink { id, proposer, other, state, version } = link;
    let (state, at, undone_by) = match state {
        LinkState::Proposed { at } => ("proposed", at, None),
        LinkState::Confirmed { at } => ("confirmed", at, None),
        LinkState::Undone { at, by } => ("undone", at, Some(by.uuid())),
    };
    record_link::Model {
        id: id.uuid(),
        proposer_organization_id: proposer.organization.uuid(),
        proposer_patient_id: proposer.patient.uuid(),
        other_organization_id: other.organization.uuid(),
        other_patient_id: other.patient.uuid(),
        state: state.to_owned(),
        state_at: at.millis(),
        undone_by,
        version: *version,
    }
}

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "patient")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organization_id: Uuid,
        pub number: Option<String>,
        pub name: String,
        pub name_kana: String,
        pub kana_key: String,
        pub born_on: time::Date,
        pub sex: String,
        pub postal_code: Option<String>,
        pub municipality_code: Option<String>,
        pub address: Option<String>,
        pub latitude: Option<f64>,
        pub longitude: Option<f64>,
        pub location_precision: Option<String>,
        pub phone: Option<String>,
        pub care_insurance: String,
        pub version: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

mod related_person {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "related_person")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organization_id: Uuid,
        pub patient_id: Uuid,
        pub position: i32,
        pub name: String,
        pub relation: Option<String>,
        pub role: String,
        pub phone: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

mod record_link {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "record_link")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub proposer_organization_id: Uuid,
        pub proposer_patient_id: Uuid,
        pub other_organization_id: Uuid,
        pub other_patient_id: Uuid,
        pub state: String,
        pub state_at: i64,
        pub undone_by: Option<Uuid>,
        pub version: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
