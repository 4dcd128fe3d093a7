//! Organizations, what each can do, the hubs' areas, and rooms.

use std::collections::HashMap;

use domain::{
    Id,
    organization::{Capability, CapabilityStatement, Has, Organization, OrganizationKind, Room, Source},
    place::{Bounds, Coverage},
    shortlist::Outline,
    text::{EmailAddress, Line, MunicipalityCode, PhoneNumber},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QueryResult,
    QuerySelect, Statement, Value,
};
use uuid::Uuid;

use crate::{
    Error, View,
    column::{self, OrCorrupt, from_json, insert, insert_all, location, location_columns, optional, to_json},
};

pub(crate) const TABLE: &str = "organization";

/// Organizations.
pub struct Organizations<'v>(pub(crate) &'v View);

impl View {
    /// Organizations.
    pub fn organizations(&self) -> Organizations<'_> {
        Organizations(self)
    }
}

impl Organizations<'_> {
    /// The organization; the directory is open to everyone signed in.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn find(&self, id: Id<Organization>) -> Result<Organization, Error> {
        let row = row::Entity::find_by_id(id.uuid()).one(self.0).await?.ok_or(Error::NotFound)?;
        from_row(row)
    }

    /// Those of `ids` that exist.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn find_all(
        &self,
        ids: &[Id<Organization>],
    ) -> Result<HashMap<Id<Organization>, Organization>, Error> {
        let ids = ids.iter().map(|id| id.uuid());
        let rows = row::Entity::find().filter(row::Column::Id.is_in(ids)).all(self.0).await?;
        rows.into_iter().map(|row| from_row(row).map(|o| (o.id, o))).collect()
    }

    /// All organizations of these kinds, by name.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn of_kinds(&self, kinds: &[OrganizationKind]) -> Result<Vec<Organization>, Error> {
        let rows = row::Entity::find()
            .filter(row::Column::Kind.is_in(kinds.iter().map(|kind| kind.code())))
            .order_by_asc(row::Column::Name)
            .order_by_asc(row::Column::Id)
            .all(self.0)
            .await?;
        rows.into_iter().map(from_row).collect()
    }

    /// How many there are of these kinds.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn how_many_of_kinds(&self, kinds: &[OrganizationKind]) -> Result<usize, Error> {
        let kinds = kinds.iter().map(|kind| kind.code());
        let count = row::Entity::find().filter(row::Column::Kind.is_in(kinds)).count(self.0).await?;
        usize::try_from(count).or_corrupt(TABLE)
    }

    /// Organizations of these kinds in outline, with how many of `required` they are stated to have; all, or those
    /// near somewhere and those of which nobody knows where they are.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn outlines(
        &self,
        kinds: &[OrganizationKind],
        required: &[Capability],
        near: Option<&Near<'_>>,
    ) -> Result<Vec<Outline>, Error> {
        let mut values: Vec<Value> = vec![];
        let mut mark = |value: Value| {
            values.push(value);
            format!("${}", values.len())
        };
        let stated = |has: Has, mark: &mut dyn FnMut(Value) -> String| {
            let required: Vec<_> = required.iter().map(|capability| mark(capability.code().into())).collect();
            if required.is_empty() {
                return "CAST(0 AS BIGINT)".to_owned();
            }
            format!(
                "(SELECT COUNT(*) FROM capability c WHERE c.organization_id = o.id AND c.has = {} \
                 AND c.capability IN ({}))",
                mark(has.code().into()),
                required.join(", ")
            )
        };
        let (has, has_not) = (stated(Has::Yes, &mut mark), stated(Has::No, &mut mark));
        let kinds: Vec<_> = kinds.iter().map(|kind| mark(kind.code().into())).collect();
        let mut sql = format!(
            "SELECT o.id, o.municipality_code, o.latitude, o.longitude, o.location_precision, {has}, {has_not} \
             FROM organization o WHERE o.kind IN ({})",
            kinds.join(", ")
        );
        if let Some(Near { bounds: Bounds { from, until }, municipality }) = near {
            let municipality = municipality.map(|code| code.as_str().to_owned());
            sql += &format!(
                " AND (o.latitude BETWEEN {} AND {} AND o.longitude BETWEEN {} AND {} OR o.latitude IS NULL \
                 OR o.municipality_code = {})",
                mark(from.latitude.into()),
                mark(until.latitude.into()),
                mark(from.longitude.into()),
                mark(until.longitude.into()),
                mark(municipality.into()),
            );
        }
        let asked = Statement::from_sql_and_values(self.0.get_database_backend(), sql, values);
        self.0.query_all_raw(asked).await?.iter().map(outline).collect()
    }

    /// Those of a kind that are called so.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn named(&self, kind: OrganizationKind, name: &Line) -> Result<Vec<Organization>, Error> {
        let rows = row::Entity::find()
            .filter(row::Column::Kind.eq(kind.code()))
            .filter(row::Column::Name.eq(name.as_str()))
            .order_by_asc(row::Column::Id)
            .all(self.0)
            .await?;
        rows.into_iter().map(from_row).collect()
    }

    /// One page of the directory: of a kind and in a municipality if asked for, whose name holds `text`,
    /// in order of name and id, after the given position.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn search(
        &self,
        kind: Option<OrganizationKind>,
        municipality: Option<&MunicipalityCode>,
        text: Option<&str>,
        after: Option<(String, Uuid)>,
        limit: u64,
    ) -> Result<Vec<Organization>, Error> {
        use sea_orm::Condition;
        let mut query = row::Entity::find();
        if let Some(kind) = kind {
            query = query.filter(row::Column::Kind.eq(kind.code()));
        }
        if let Some(municipality) = municipality {
            query = query.filter(row::Column::MunicipalityCode.eq(municipality.as_str()));
        }
        if let Some(text) = text {
            query = query.filter(column::holds(row::Column::Name, text));
        }
        if let Some((name, id)) = after {
            let same = Condition::all().add(row::Column::Name.eq(&name)).add(row::Column::Id.gt(id));
            query = query.filter(Condition::any().add(row::Column::Name.gt(name)).add(same));
        }
        let rows = query
            .order_by_asc(row::Column::Name)
            .order_by_asc(row::Column::Id)
            .limit(limit)
            .all(self.0)
            .await?;
        rows.into_iter().map(from_row).collect()
    }

    /// Adds an organization.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn insert(&self, organization: &Organization) -> Result<(), Error> {
        self.insert_all(std::slice::from_ref(organization)).await
    }

    /// Adds many organizations.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn insert_all(&self, organizations: &[Organization]) -> Result<(), Error> {
        insert_all(self.0, organizations.iter().map(to_row).collect::<Result<_, _>>()?).await
    }

    /// Writes an organization that still has its version, and raises it.
    ///
    /// # Errors
    /// [`Error::Conflict`].
    pub async fn update(&self, organization: &mut Organization) -> Result<(), Error> {
        use sea_orm::IntoActiveModel;
        let expected = organization.version;
        organization.version += 1;
        let mut active = to_row(organization)?.into_active_model();
        active.import_key = sea_orm::NotSet;
        active.import_digest = sea_orm::NotSet;
        column::update::<row::Entity, _>(
            self.0,
            active,
            (row::Column::Id, organization.id.uuid()),
            (row::Column::Version, expected),
        )
        .await
    }

    /// What is known of each organization's capabilities.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn capabilities(
        &self,
        organizations: &[Id<Organization>],
    ) -> Result<HashMap<Id<Organization>, Vec<CapabilityStatement>>, Error> {
        let mut known: HashMap<_, Vec<_>> = HashMap::new();
        for ids in organizations.chunks(10_000) {
            let ids = ids.iter().map(|id| id.uuid());
            let rows = capability::Entity::find()
                .filter(capability::Column::OrganizationId.is_in(ids))
                .order_by_asc(capability::Column::Capability)
                .all(self.0)
                .await?;
            for row in rows {
                let (organization, statement) = capability_from_row(row)?;
                known.entry(organization).or_default().push(statement);
            }
        }
        Ok(known)
    }

    /// States capabilities of an organization anew: those named are replaced, the others stay.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn state_capabilities(
        &self,
        organization: Id<Organization>,
        statements: &[CapabilityStatement],
    ) -> Result<(), Error> {
        let named: Vec<_> = statements.iter().map(|s| s.capability).collect();
        self.forget_capabilities(organization, &named).await?;
        let rows = statements.iter().map(|s| capability_to_row(organization, s)).collect();
        insert_all(self.0, rows).await
    }

    /// Forgets what is stated of some capabilities of an organization.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn forget_capabilities(
        &self,
        organization: Id<Organization>,
        named: &[Capability],
    ) -> Result<(), Error> {
        capability::Entity::delete_many()
            .filter(capability::Column::OrganizationId.eq(organization.uuid()))
            .filter(capability::Column::Capability.is_in(named.iter().map(|named| named.code())))
            .exec(self.0)
            .await?;
        Ok(())
    }

    /// States the first capabilities of many organizations.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn insert_capabilities(
        &self,
        statements: &[(Id<Organization>, CapabilityStatement)],
    ) -> Result<(), Error> {
        let rows = statements.iter().map(|(organization, s)| capability_to_row(*organization, s));
        insert_all(self.0, rows.collect()).await
    }

    /// The rooms of an organization, by name.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn rooms(&self, organization: Id<Organization>) -> Result<Vec<Room>, Error> {
        let rows = room::Entity::find()
            .filter(room::Column::OrganizationId.eq(organization.uuid()))
            .order_by_asc(room::Column::Name)
            .all(self.0)
            .await?;
        rows.into_iter().map(room_from_row).collect()
    }

    /// Those of `ids` that exist.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn rooms_by_id(&self, ids: &[Id<Room>]) -> Result<HashMap<Id<Room>, Room>, Error> {
        let ids = ids.iter().map(|id| id.uuid());
        let rows = room::Entity::find().filter(room::Column::Id.is_in(ids)).all(self.0).await?;
        rows.into_iter().map(|row| room_from_row(row).map(|room| (room.id, room))).collect()
    }

    /// One room.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn room(&self, id: Id<Room>) -> Result<Room, Error> {
        let row = room::Entity::find_by_id(id.uuid()).one(self.0).await?.ok_or(Error::NotFound)?;
        room_from_row(row)
    }

    /// Adds a room.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn insert_room(&self, room: &Room) -> Result<(), Error> {
        let Room { id, organization, name } = room;
        let row = room::Model {
            id: id.uuid(),
            organization_id: organization.uuid(),
            name: name.as_str().to_owned(),
        };
        insert(self.0, row).await
    }

    /// Adds rows of what hubs cover.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn insert_coverage(&self, coverage: &[Coverage]) -> Result<(), Error> {
        let rows = coverage.iter().map(|Coverage { hub, municipality, town }| coverage::Model {
            hub_id: hub.uuid(),
            municipality_code: municipality.as_str().to_owned(),
            town: town.as_ref().map_or_else(String::new, |town| town.as_str().to_owned()),
        });
        insert_all(self.0, rows.collect()).await
    }

    /// The hubs that cover a municipality, those that cover `town` by name first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn hubs_covering(
        &self,
        municipality: &MunicipalityCode,
        town: Option<&str>,
    ) -> Result<Vec<Id<Organization>>, Error> {
        let towns = ["", town.unwrap_or_default()];
        let rows = coverage::Entity::find()
            .filter(coverage::Column::MunicipalityCode.eq(municipality.as_str()))
            .filter(coverage::Column::Town.is_in(towns))
            .order_by_desc(coverage::Column::Town)
            .all(self.0)
            .await?;
        Ok(rows.into_iter().map(|row| Id::new(row.hub_id)).collect())
    }

    /// The municipalities a hub covers.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn covered_by(&self, hub: Id<Organization>) -> Result<Vec<Coverage>, Error> {
        let rows = coverage::Entity::find()
            .filter(coverage::Column::HubId.eq(hub.uuid()))
            .order_by_asc(coverage::Column::MunicipalityCode)
            .all(self.0)
            .await?;
        rows.into_iter()
            .map(|row| {
                Ok(Coverage {
                    hub: Id::new(row.hub_id),
                    municipality: MunicipalityCode::parse(&row.municipality_code).or_corrupt("coverage")?,
                    town: optional(
                        "coverage",
                        Some(row.town.as_str()).filter(|t| !t.is_empty()),
                        Line::parse,
                    )?,
                })
            })
            .collect()
    }
}

/// Where organizations are looked for.
#[derive(Clone, Copy, Debug)]
pub struct Near<'a> {
    /// On the map.
    pub bounds: Bounds,
    /// Or anywhere in this municipality.
    pub municipality: Option<&'a MunicipalityCode>,
}

fn outline(row: &QueryResult) -> Result<Outline, Error> {
    let municipality: Option<String> = row.try_get_by_index(1)?;
    let precision: Option<String> = row.try_get_by_index(4)?;
    let (latitude, longitude) = (row.try_get_by_index(2)?, row.try_get_by_index(3)?);
    Ok(Outline {
        organization: Id::new(row.try_get_by_index(0)?),
        municipality: optional(TABLE, municipality.as_deref(), MunicipalityCode::parse)?,
        location: location(TABLE, latitude, longitude, precision.as_deref())?,
        has: usize::try_from(row.try_get_by_index::<i64>(5)?).or_corrupt(TABLE)?,
        has_not: usize::try_from(row.try_get_by_index::<i64>(6)?).or_corrupt(TABLE)?,
    })
}

pub(crate) fn from_row(row: row::Model) -> Result<Organization, Error> {
    let row::Model {
        id,
        kind,
        name,
        name_kana,
        municipality_code,
        address,
        latitude,
        longitude,
        location_precision,
        phone,
        fax,
        email,
        hours,
        closings,
        source_name,
        source_as_of,
        import_key: _,
        import_digest: _,
        version,
    } = row;
    let source = optional(TABLE, source_name.as_deref(), Line::parse)?;
    Ok(Organization {
        id: Id::new(id),
        kind: OrganizationKind::parse(&kind).or_corrupt(TABLE)?,
        name: Line::parse(&name).or_corrupt(TABLE)?,
        name_kana: optional(TABLE, name_kana.as_deref(), Line::parse)?,
        municipality: optional(TABLE, municipality_code.as_deref(), MunicipalityCode::parse)?,
        address: optional(TABLE, address.as_deref(), Line::parse)?,
        location: location(TABLE, latitude, longitude, location_precision.as_deref())?,
        phone: optional(TABLE, phone.as_deref(), PhoneNumber::parse)?,
        fax: optional(TABLE, fax.as_deref(), PhoneNumber::parse)?,
        email: optional(TABLE, email.as_deref(), EmailAddress::parse)?,
        hours: from_json(TABLE, &hours)?,
        closings: from_json(TABLE, &closings)?,
        source: source.map(|name| Source { name, as_of: source_as_of }),
        version,
    })
}

pub(crate) fn to_row(organization: &Organization) -> Result<row::Model, Error> {
    let Organization {
        id,
        kind,
        name,
        name_kana,
        municipality,
        address,
        location,
        phone,
        fax,
        email,
        hours,
        closings,
        source,
        version,
    } = organization;
    let (latitude, longitude, location_precision) = location_columns(*location);
    Ok(row::Model {
        id: id.uuid(),
        kind: kind.code().to_owned(),
        name: name.as_str().to_owned(),
        name_kana: name_kana.clone().map(Into::into),
        municipality_code: municipality.clone().map(Into::into),
        address: address.clone().map(Into::into),
        latitude,
        longitude,
        location_precision,
        phone: phone.clone().map(Into::into),
        fax: fax.clone().map(Into::into),
        email: email.clone().map(Into::into),
        hours: to_json(TABLE, hours)?,
        closings: to_json(TABLE, closings)?,
        source_name: source.as_ref().map(|s| s.name.as_str().to_owned()),
        source_as_of: source.as_ref().and_then(|s| s.as_of),
        import_key: None,
        import_digest: None,
        version: *version,
    })
}

fn capability_from_row(row: capability::Model) -> Result<(Id<Organization>, CapabilityStatement), Error> {
    let capability::Model { organization_id, capability, has, source_name, source_as_of } = row;
    let statement = CapabilityStatement {
        capability: Capability::parse(&capability).or_corrupt("capability")?,
        has: Has::parse(&has).or_corrupt("capability")?,
        source: Source { name: Line::parse(&source_name).or_corrupt("capability")?, as_of: source_as_of },
    };
    Ok((Id::new(organization_id), statement))
}

fn capability_to_row(organization: Id<Organization>, statement: &CapabilityStatement) -> capability::Model {
    let CapabilityStatement { capability, has, source: Source { name, as_of } } = statement;
    capability::Model {
        organization_id: organization.uuid(),
        capability: capability.code().to_owned(),
        has: has.code().to_owned(),
        source_name: name.as_str().to_owned(),
        source_as_of: *as_of,
    }
}

fn room_from_row(row: room::Model) -> Result<Room, Error> {
    let room::Model { id, organization_id, name } = row;
    Ok(Room {
        id: Id::new(id),
        organization: Id::new(organization_id),
        name: Line::parse(&name).or_corrupt("room")?,
    })
}

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "organization")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub kind: String,
        pub name: String,
        pub name_kana: Option<String>,
        pub municipality_code: Option<String>,
        pub address: Option<String>,
        pub latitude: Option<f64>,
        pub longitude: Option<f64>,
        pub location_precision: Option<String>,
        pub phone: Option<String>,
        pub fax: Option<String>,
        pub email: Option<String>,
        pub hours: String,
        pub closings: String,
        pub source_name: Option<String>,
        pub source_as_of: Option<time::Date>,
        pub import_key: Option<String>,
        pub import_digest: Option<Vec<u8>>,
        pub version: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod capability {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "capability")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub organization_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub capability: String,
        pub has: String,
        pub source_name: String,
        pub source_as_of: Option<time::Date>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

mod coverage {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "coverage")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub municipality_code: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub town: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub hub_id: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

mod room {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "room")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organization_id: Uuid,
        pub name: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
