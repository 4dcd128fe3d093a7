//! What a hospital settled about its admission lists: what the columns mean that nothing else tells, and the class
//! of each ward.

use std::collections::HashMap;

use domain::{Id, admission_list::ListColumn, discharge_case::WardClass, organization::Organization};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::OnConflict};

use crate::{Error, View, column::OrCorrupt};

/// What is settled about admission lists.
pub struct AdmissionLists<'v>(pub(crate) &'v View);

impl View {
    /// What is settled about admission lists.
    pub fn admission_lists(&self) -> AdmissionLists<'_> {
        AdmissionLists(self)
    }
}

impl AdmissionLists<'_> {
    /// What the columns of an organization's lists mean, by their headings.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn columns(
        &self,
        organization: Id<Organization>,
    ) -> Result<HashMap<String, ListColumn>, Error> {
        let rows = heading::Entity::find()
            .filter(heading::Column::OrganizationId.eq(organization.uuid()))
            .all(self.0)
            .await?;
        rows.into_iter()
            .map(|heading::Model { organization_id: _, heading, meaning }| {
                Ok((heading, ListColumn::parse(&meaning).or_corrupt("admission_column")?))
            })
            .collect()
    }

    /// The classes of an organization's wards, by [`domain::admission_list::ward_key`].
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn wards(&self, organization: Id<Organization>) -> Result<HashMap<String, WardClass>, Error> {
        let rows = known_ward::Entity::find()
            .filter(known_ward::Column::OrganizationId.eq(organization.uuid()))
            .all(self.0)
            .await?;
        rows.into_iter()
            .map(|known_ward::Model { organization_id: _, ward, ward_class }| {
                Ok((ward, WardClass::parse(&ward_class).or_corrupt("known_ward")?))
            })
            .collect()
    }

    /// Remembers what columns mean, instead of what was remembered of the same headings.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn keep_columns(
        &self,
        organization: Id<Organization>,
        columns: &[(String, ListColumn)],
    ) -> Result<(), Error> {
        if columns.is_empty() {
            return Ok(());
        }
        let rows = columns.iter().map(|(heading, meaning)| heading::Model {
            organization_id: organization.uuid(),
            heading: heading.clone(),
            meaning: meaning.code().to_owned(),
        });
        let replace = OnConflict::columns([heading::Column::OrganizationId, heading::Column::Heading])
            .update_column(heading::Column::Meaning)
            .to_owned();
        heading::Entity::insert_many(rows.map(heading::ActiveModel::from))
            .on_conflict(replace)
            .exec_without_returning(self.0)
            .await?;
        Ok(())
    }

    /// Remembers the classes of wards, instead of what was remembered of the same.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn keep_wards(
        &self,
        organization: Id<Organization>,
        wards: &[(String, WardClass)],
    ) -> Result<(), Error> {
        if wards.is_empty() {
            return Ok(());
        }
        let rows = wards.iter().map(|(ward, class)| known_ward::Model {
            organization_id: organization.uuid(),
            ward: ward.clone(),
            ward_class: class.code().to_owned(),
        });
        let replace = OnConflict::columns([known_ward::Column::OrganizationId, known_ward::Column::Ward])
            .update_column(known_ward::Column::WardClass)
            .to_owned();
        known_ward::Entity::insert_many(rows.map(known_ward::ActiveModel::from))
            .on_conflict(replace)
            .exec_without_returning(self.0)
            .await?;
        Ok(())
    }

    /// Forgets what the columns of an organization's lists mean.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn forget_columns(&self, organization: Id<Organization>) -> Result<(), Error> {
        heading::Entity::delete_many()
            .filter(heading::Column::OrganizationId.eq(organization.uuid()))
            .exec(self.0)
            .await?;
        Ok(())
    }
}

mod heading {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "admission_column")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub organization_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub heading: String,
        pub meaning: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

mod known_ward {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "known_ward")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub organization_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub ward: String,
        pub ward_class: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
