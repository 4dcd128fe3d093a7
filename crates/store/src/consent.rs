//! What patients and their families agreed to. Rows are only ever added.

use std::collections::HashMap;

use domain::{
    Id, Timestamp,
    consent::{
        Consent, ConsentForm, ConsentSubject, Consents, ExceptionGround, Purpose, Recipient, Statement,
    },
    organization::OrganizationKind,
    patient::Patient,
    text::{Line, Note},
};
use sea_orm::{ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, Set};

use crate::{
    Error, View,
    column::{OrCorrupt, insert, insert_all, optional},
};

const TABLE: &str = "consent";

/// Consents.
pub struct ConsentRecords<'v>(pub(crate) &'v View);

impl View {
    /// Consents.
    pub fn consents(&self) -> ConsentRecords<'_> {
        ConsentRecords(self)
    }
}

impl ConsentRecords<'_> {
    /// What was recorded about one patient. The caller may see a case of the patient.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn of(&self, patient: Id<Patient>) -> Result<Consents, Error> {
        Ok(self.of_patients(&[patient]).await?.remove(&patient).unwrap_or_default())
    }

    /// What was recorded about each patient. The caller may see a case of each.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn of_patients(
        &self,
        patients: &[Id<Patient>],
    ) -> Result<HashMap<Id<Patient>, Consents>, Error> {
        let rows = row::Entity::find()
            .filter(row::Column::PatientId.is_in(patients.iter().map(|id| id.uuid())))
            .order_by_asc(row::Column::Position)
            .all(self.0)
            .await?;
        let mut records: HashMap<_, Vec<_>> = HashMap::new();
        for row in rows {
            let record = from_row(row)?;
            records.entry(record.patient).or_default().push(record);
        }
        Ok(records.into_iter().map(|(patient, records)| (patient, Consents::new(records))).collect())
    }

    /// Adds a record.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn insert(&self, consent: &Consent) -> Result<(), Error> {
        insert(self.0, to_row(consent)).await
    }

    /// Adds many records, in the order in which they were written down.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn insert_all(&self, consents: &[Consent]) -> Result<(), Error> {
        insert_all(self.0, consents.iter().map(to_row).collect()).await
    }
}

fn from_row(row: row::Model) -> Result<Consent, Error> {
    let row::Model {
        position: _,
        id,
        organization_id,
        patient_id,
        case_id,
        related_person_id,
        purpose,
        recipient_organization_id,
        recipient_kind,
        form,
        ground,
        basis,
        document,
        given_on,
        taken_by,
        taken_for,
        taken_at,
    } = row;
    let recipient = match (recipient_organization_id, recipient_kind) {
        (None, None) => Recipient::Everyone,
        (None, Some(kind)) => Recipient::Kind(OrganizationKind::parse(&kind).or_corrupt(TABLE)?),
        (Some(organization), None) => Recipient::Organization(Id::new(organization)),
        (Some(_), Some(kind)) => return Err(Error::corrupt(TABLE, kind)),
    };
    Ok(Consent {
        id: Id::new(id),
        organization: Id::new(organization_id),
        patient: Id::new(patient_id),
        statement: Statement {
            subject: related_person_id
                .map_or(ConsentSubject::Patient, |id| ConsentSubject::Relative(Id::new(id))),
            case: case_id.map(Id::new),
            purpose: Purpose::parse(&purpose).or_corrupt(TABLE)?,
            recipient,
            form: ConsentForm::parse(&form).or_corrupt(TABLE)?,
            ground: ground.map(|code| ExceptionGround::parse(&code).or_corrupt(TABLE)).transpose()?,
            basis: optional(TABLE, basis.as_deref(), Note::parse)?,
            document: optional(TABLE, document.as_deref(), Line::parse)?,
            given_on,
        },
        taken_by: Id::new(taken_by),
        taken_for: Id::new(taken_for),
        taken_at: Timestamp::from_millis(taken_at),
    })
}

fn to_row(consent: &Consent) -> row::ActiveModel {
    let Consent { id, organization, patient, statement, taken_by, taken_for, taken_at } = consent;
    let Statement { subject, case, purpose, recipient, form, ground, basis, document, given_on } = statement;
    let (recipient_organization, recipient_kind) = match recipient {
        Recipient::Everyone => (None, None),
        Recipient::Kind(kind) => (None, Some(kind.code().to_owned())),
        Recipient::Organization(organization) => (Some(organization.uuid()), None),
    };
    let relative = match subject {
        ConsentSubject::Patient => None,
        ConsentSubject::Relative(relative) => Some(relative.uuid()),
    };
    row::ActiveModel {
        position: NotSet,
        id: Set(id.uuid()),
        organization_id: Set(organization.uuid()),
        patient_id: Set(patient.uuid()),
        case_id: Set(case.map(Id::uuid)),
        related_person_id: Set(relative),
        purpose: Set(purpose.code().to_owned()),
        recipient_organization_id: Set(recipient_organization),
        recipient_kind: Set(recipient_kind),
        form: Set(form.code().to_owned()),
        ground: Set(ground.map(|ground| ground.code().to_owned())),
        basis: Set(basis.clone().map(Into::into)),
        document: Set(document.clone().map(Into::into)),
        given_on: Set(*given_on),
        taken_by: Set(taken_by.uuid()),
        taken_for: Set(taken_for.uuid()),
        taken_at: Set(taken_at.millis()),
    }
}

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "consent")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub position: i64,
        pub id: Uuid,
        pub organization_id: Uuid,
        pub patient_id: Uuid,
        pub case_id: Option<Uuid>,
        pub related_person_id: Option<Uuid>,
        pub purpose: String,
        pub recipient_organization_id: Option<Uuid>,
        pub recipient_kind: Option<String>,
        pub form: String,
        pub ground: Option<String>,
        pub basis: Option<String>,
        pub document: Option<String>,
        pub given_on: time::Date,
        pub taken_by: Uuid,
        pub taken_for: Uuid,
        pub taken_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
