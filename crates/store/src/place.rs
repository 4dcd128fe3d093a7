//! Municipalities, their towns, and where postal codes are used.

use std::collections::HashSet;

use domain::{
    place::{Municipality, Point},
    text::{Line, MunicipalityCode, PostalCode},
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::OnConflict};

use crate::{
    Error, View,
    column::{OrCorrupt, insert_all, optional},
};

/// Places.
pub struct Places<'v>(pub(crate) &'v View);

impl View {
    /// Places.
    pub fn places(&self) -> Places<'_> {
        Places(self)
    }
}

/// A town of a municipality.
#[derive(Clone, Debug, PartialEq)]
pub struct Town {
    /// The municipality or ward it lies in.
    pub municipality: MunicipalityCode,
    /// Its name, unique there.
    pub name: Line,
    /// Its centre.
    pub centre: Point,
}

/// Where a postal code is used.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PostalArea {
    /// The code.
    pub code: PostalCode,
    /// The municipality or ward.
    pub municipality: MunicipalityCode,
    /// The town, unless the code serves what has none of its own.
    pub town: Option<Line>,
}

/// How many rows go into one statement.
const CHUNK: usize = 500;

impl Places<'_> {
    /// One municipality or ward.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn municipality(&self, code: &MunicipalityCode) -> Result<Municipality, Error> {
        let row =
            municipality::Entity::find_by_id(code.as_str()).one(self.0).await?.ok_or(Error::NotFound)?;
        municipality_from_row(row)
    }

    /// Every municipality and ward, by code.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn all_municipalities(&self) -> Result<Vec<Municipality>, Error> {
        let rows = municipality::Entity::find().order_by_asc(municipality::Column::Code).all(self.0).await?;
        rows.into_iter().map(municipality_from_row).collect()
    }

    /// The towns of a municipality, by name.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn towns(&self, code: &MunicipalityCode) -> Result<Vec<Town>, Error> {
        let rows = town::Entity::find()
            .filter(town::Column::MunicipalityCode.eq(code.as_str()))
            .order_by_asc(town::Column::Name)
            .all(self.0)
            .await?;
        rows.into_iter().map(town_from_row).collect()
    }

    /// Where a postal code is used, by municipality and town.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn by_postal_code(&self, code: &PostalCode) -> Result<Vec<PostalArea>, Error> {
        let rows = postal_code::Entity::find()
            .filter(postal_code::Column::Code.eq(code.as_str()))
            .order_by_asc(postal_code::Column::MunicipalityCode)
            .order_by_asc(postal_code::Column::Town)
            .all(self.0)
            .await?;
        rows.into_iter().map(postal_area_from_row).collect()
    }

    /// Adds municipalities, or renames and moves those that are here.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn put_municipalities(&self, municipalities: &[Municipality]) -> Result<(), Error> {
        use municipality::Column;
        for chunk in municipalities.chunks(CHUNK) {
            let rows = chunk.iter().map(|municipality| municipality_to_row(municipality).into_active_model());
            let renamed = OnConflict::column(Column::Code)
                .update_columns([Column::Name, Column::Latitude, Column::Longitude])
                .to_owned();
            municipality::Entity::insert_many(rows)
                .on_conflict(renamed)
                .exec_without_returning(self.0)
                .await?;
        }
        Ok(())
    }

    /// Replaces the towns of every municipality that `towns` names; of several with one name the first
    /// stays.
    ///
    /// # Errors
    /// [`Error::Database`], also for a municipality that is not here.
    pub async fn replace_towns(&self, towns: &[Town]) -> Result<(), Error> {
        let municipalities: HashSet<&str> = towns.iter().map(|town| town.municipality.as_str()).collect();
        town::Entity::delete_many()
            .filter(town::Column::MunicipalityCode.is_in(municipalities))
            .exec(self.0)
            .await?;
        let mut named = HashSet::new();
        let first = towns.iter().filter(|town| named.insert((&town.municipality, &town.name)));
        insert_all(self.0, first.map(town_to_row).collect()).await
    }

    /// Replaces the postal codes of every municipality that `areas` names.
    ///
    /// # Errors
    /// [`Error::Database`], also for a municipality that is not here.
    pub async fn replace_postal_codes(&self, areas: &[PostalArea]) -> Result<(), Error> {
        let municipalities: HashSet<&str> = areas.iter().map(|area| area.municipality.as_str()).collect();
        postal_code::Entity::delete_many()
            .filter(postal_code::Column::MunicipalityCode.is_in(municipalities))
            .exec(self.0)
            .await?;
        let mut named = HashSet::new();
        let first = areas.iter().filter(|area| named.insert(*area));
        insert_all(self.0, first.map(postal_area_to_row).collect()).await
    }
}

fn municipality_from_row(row: municipality::Model) -> Result<Municipality, Error> {
    let municipality::Model { code, name, latitude, longitude } = row;
    Ok(Municipality {
        code: MunicipalityCode::parse(&code).or_corrupt("municipality")?,
        name: Line::parse(&name).or_corrupt("municipality")?,
        centre: Point { latitude, longitude },
    })
}

fn municipality_to_row(municipality: &Municipality) -> municipality::Model {
    let Municipality { code, name, centre: Point { latitude, longitude } } = municipality;
    municipality::Model {
        code: code.as_str().to_owned(),
        name: name.as_str().to_owned(),
        latitude: *latitude,
        longitude: *longitude,
    }
}

fn town_from_row(row: town::Model) -> Result<Town, Error> {
    let town::Model { municipality_code, name, latitude, longitude } = row;
    Ok(Town {
        municipality: MunicipalityCode::parse(&municipality_code).or_corrupt("town")?,
        name: Line::parse(&name).or_corrupt("town")?,
        centre: Point { latitude, longitude },
    })
}

fn town_to_row(town: &Town) -> town::Model {
    let Town { municipality, name, centre: Point { latitude, longitude } } = town;
    town::Model {
        municipality_code: municipality.as_str().to_owned(),
        name: name.as_str().to_owned(),
        latitude: *latitude,
        longitude: *longitude,
    }
}

fn postal_area_from_row(row: postal_code::Model) -> Result<PostalArea, Error> {
    let postal_code::Model { code, municipality_code, town } = row;
    let town = Some(town).filter(|town| !town.is_empty());
    Ok(PostalArea {
        code: PostalCode::parse(&code).or_corrupt("postal_code")?,
        municipality: MunicipalityCode::parse(&municipality_code).or_corrupt("postal_code")?,
        town: optional("postal_code", town.as_deref(), Line::parse)?,
    })
}

fn postal_area_to_row(area: &PostalArea) -> postal_code::Model {
    let PostalArea { code, municipality, town } = area;
    postal_code::Model {
        code: code.as_str().to_owned(),
        municipality_code: municipality.as_str().to_owned(),
        town: town.clone().map_or_else(String::new, Into::into),
    }
}

mod municipality {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "municipality")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub code: String,
        pub name: String,
        pub latitude: f64,
        pub longitude: f64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

mod town {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "town")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub municipality_code: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        pub latitude: f64,
        pub longitude: f64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

mod postal_code {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "postal_code")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub code: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub municipality_code: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub town: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
