//! The directory in outline, for those who look somebody up in it.

use std::collections::HashMap;

use domain::{
    Id,
    organization::{Known, Organization, OrganizationKind},
    text::MunicipalityCode,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::{
    Error,
    column::OrCorrupt,
    organization::{Organizations, TABLE, capability, row},
};

/// An organization of the directory in outline: by what it is looked up.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Which.
    pub id: Id<Organization>,
    /// What it is.
    pub kind: OrganizationKind,
    /// Its name.
    pub name: String,
    /// Its name in kana.
    pub name_kana: String,
    /// Telephone.
    pub phone: String,
    /// How much is known of what it can do.
    pub known: Known,
}

impl Organizations<'_> {
    /// The organizations of a kind and in municipalities, if asked for, in outline, by name; in two statements
    /// however many they are.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn entries(
        &self,
        kind: Option<OrganizationKind>,
        municipalities: Option<&[MunicipalityCode]>,
    ) -> Result<Vec<Entry>, Error> {
        let mut found = row::Entity::find().select_only().column(row::Column::Id);
        if let Some(kind) = kind {
            found = found.filter(row::Column::Kind.eq(kind.code()));
        }
        if let Some(codes) = municipalities {
            let codes = codes.iter().map(MunicipalityCode::as_str);
            found = found.filter(row::Column::MunicipalityCode.is_in(codes));
        }
        let days: Vec<(Uuid, Option<time::Date>)> = capability::Entity::find()
            .select_only()
            .columns([capability::Column::OrganizationId, capability::Column::SourceAsOf])
            .filter(capability::Column::OrganizationId.in_subquery(found.clone().into_query()))
            .into_tuple()
            .all(self.0)
            .await?;
        let mut stated: HashMap<Uuid, Vec<Option<time::Date>>> = HashMap::new();
        for (organization, day) in days {
            stated.entry(organization).or_default().push(day);
        }
        type Row = (Uuid, String, String, Option<String>, Option<String>);
        let rows: Vec<Row> = found
            .columns([row::Column::Kind, row::Column::Name, row::Column::NameKana, row::Column::Phone])
            .order_by_asc(row::Column::Name)
            .order_by_asc(row::Column::Id)
            .into_tuple()
            .all(self.0)
            .await?;
        rows.into_iter()
            .map(|(id, kind, name, name_kana, phone)| {
                Ok(Entry {
                    id: Id::new(id),
                    kind: OrganizationKind::parse(&kind).or_corrupt(TABLE)?,
                    name,
                    name_kana: name_kana.unwrap_or_default(),
                    phone: phone.unwrap_or_default(),
                    known: Known::of(stated.remove(&id).unwrap_or_default()),
                })
            })
            .collect()
    }
}
