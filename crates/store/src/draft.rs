//! What people have typed and not sent.

use domain::{Id, Timestamp, draft::Draft, organization::Organization, person::Person};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::OnConflict};

use crate::{
    Error, View,
    column::{from_json, to_json},
};

const TABLE: &str = "draft";

/// Drafts.
pub struct Drafts<'v>(pub(crate) &'v View);

impl View {
    /// What people have typed and not sent.
    pub fn drafts(&self) -> Drafts<'_> {
        Drafts(self)
    }
}

impl Drafts<'_> {
    /// The drafts of a person for an organization, the oldest first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn of(&self, person: Id<Person>, organization: Id<Organization>) -> Result<Vec<Draft>, Error> {
        let rows = row::Entity::find()
            .filter(row::Column::PersonId.eq(person.uuid()))
            .filter(row::Column::OrganizationId.eq(organization.uuid()))
            .order_by_asc(row::Column::SavedAt)
            .all(self.0)
            .await?;
        rows.into_iter().map(from_row).collect()
    }

    /// Keeps a draft in the place of an earlier one of the same form.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn keep(
        &self,
        person: Id<Person>,
        organization: Id<Organization>,
        draft: &Draft,
    ) -> Result<(), Error> {
        let Draft { form, fields, saved_at } = draft;
        let row = row::ActiveModel {
            person_id: Set(person.uuid()),
            organization_id: Set(organization.uuid()),
            form: Set(form.clone()),
            fields: Set(to_json(TABLE, fields)?),
            saved_at: Set(saved_at.millis()),
        };
        let key = [row::Column::PersonId, row::Column::OrganizationId, row::Column::Form];
        let anew =
            OnConflict::columns(key).update_columns([row::Column::Fields, row::Column::SavedAt]).to_owned();
        row::Entity::insert(row).on_conflict(anew).exec_without_returning(self.0).await?;
        Ok(())
    }

    /// Forgets the draft of a form, if there is one.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn forget(
        &self,
        person: Id<Person>,
        organization: Id<Organization>,
        form: &str,
    ) -> Result<(), Error> {
        let id = (person.uuid(), organization.uuid(), form.to_owned());
        row::Entity::delete_by_id(id).exec(self.0).await?;
        Ok(())
    }

    /// Forgets what was typed into forms whose addresses hold one of these texts; answers how many drafts.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn forget_at(&self, parts: &[String]) -> Result<u64, Error> {
        let mut forgotten = 0;
        for part in parts {
            let there = row::Entity::delete_many().filter(row::Column::Form.contains(part));
            forgotten += there.exec(self.0).await?.rows_affected;
        }
        Ok(forgotten)
    }

    /// Forgets what was typed before a moment; answers how many drafts.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn forget_old(&self, before: Timestamp) -> Result<u64, Error> {
        let old = row::Entity::delete_many().filter(row::Column::SavedAt.lt(before.millis()));
        Ok(old.exec(self.0).await?.rows_affected)
    }
}

fn from_row(row: row::Model) -> Result<Draft, Error> {
    let row::Model { person_id: _, organization_id: _, form, fields, saved_at } = row;
    let fields = from_json(TABLE, &fields)?;
    Ok(Draft { form, fields, saved_at: Timestamp::from_millis(saved_at) })
}

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "draft")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub person_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub organization_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub form: String,
        pub fields: String,
        pub saved_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
