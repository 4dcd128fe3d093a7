//! Columns that need more than a cast.

use domain::{
    Timestamp,
    place::{Location, Point, Precision},
};
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IdenStatic,
    IntoActiveModel, Iterable, QueryFilter, QuerySelect,
    sea_query::{LikeExpr, SimpleExpr},
};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use crate::{Error, View};

/// How long a claimed row is left to whoever claimed it.
pub(crate) const LEASE_MILLIS: i64 = 60_000;

/// Turns what a column holds into a value, or names the table whose row makes none.
pub(crate) trait OrCorrupt<T> {
    fn or_corrupt(self, table: &'static str) -> Result<T, Error>;
}

impl<T, E: std::fmt::Display> OrCorrupt<T> for Result<T, E> {
    fn or_corrupt(self, table: &'static str) -> Result<T, Error> {
        self.map_err(|trouble| Error::corrupt(table, trouble))
    }
}

impl<T> OrCorrupt<T> for Option<T> {
    fn or_corrupt(self, table: &'static str) -> Result<T, Error> {
        self.ok_or_else(|| Error::corrupt(table, "a code or a column is not what it may be"))
    }
}

/// Parses an optional text column.
pub(crate) fn optional<T, E: std::fmt::Display>(
    table: &'static str,
    text: Option<&str>,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Result<Option<T>, Error> {
    text.map(parse).transpose().or_corrupt(table)
}

pub(crate) fn from_json<T: DeserializeOwned>(table: &'static str, text: &str) -> Result<T, Error> {
    serde_json::from_str(text).or_corrupt(table)
}

pub(crate) fn to_json<T: Serialize>(table: &'static str, value: &T) -> Result<String, Error> {
    serde_json::to_string(value).or_corrupt(table)
}

pub(crate) fn instant(millis: Option<i64>) -> Option<Timestamp> {
    millis.map(Timestamp::from_millis)
}

pub(crate) fn location(
    table: &'static str,
    latitude: Option<f64>,
    longitude: Option<f64>,
    precision: Option<&str>,
) -> Result<Option<Location>, Error> {
    let (Some(latitude), Some(longitude), Some(precision)) = (latitude, longitude, precision) else {
        return Ok(None);
    };
    let precision = Precision::parse(precision).or_corrupt(table)?;
    Ok(Some(Location { point: Point { latitude, longitude }, precision }))
}

pub(crate) type LocationColumns = (Option<f64>, Option<f64>, Option<String>);

pub(crate) fn location_columns(location: Option<Location>) -> LocationColumns {
    match location {
        Some(Location { point: Point { latitude, longitude }, precision }) => {
            (Some(latitude), Some(longitude), Some(precision.code().to_owned()))
        }
        None => (None, None, None),
    }
}

/// Whether a text column begins with `text`, taken literally.
pub(crate) fn begins(column: impl ColumnTrait, text: &str) -> SimpleExpr {
    column.like(LikeExpr::new(format!("{}%", literal(text))).escape('\\'))
}

/// Whether a text column holds `text`, taken literally.
pub(crate) fn holds(column: impl ColumnTrait, text: &str) -> SimpleExpr {
    column.like(LikeExpr::new(format!("%{}%", literal(text))).escape('\\'))
}

fn literal(text: &str) -> String {
    text.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_")
}

/// Identifiers as the text of a PostgreSQL array.
pub(crate) fn uuid_array(ids: impl IntoIterator<Item = Uuid>) -> String {
    let ids: Vec<_> = ids.into_iter().map(|id| id.to_string()).collect();
    format!("{{{}}}", ids.join(","))
}

/// Inserts one row.
pub(crate) async fn insert<M, A>(view: &View, model: M) -> Result<(), Error>
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait + ActiveModelBehavior + Send,
{
    <A::Entity as EntityTrait>::insert(model.into_active_model()).exec_without_returning(view).await?;
    Ok(())
}

/// Inserts many rows, in as many statements as the engines' limits on parameters ask for.
pub(crate) async fn insert_all<M, A>(view: &View, models: Vec<M>) -> Result<(), Error>
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait + ActiveModelBehavior + Send,
{
    insert_all_into(view, models).await
}

/// Inserts many rows where there is no view.
pub(crate) async fn insert_all_into<M, A>(
    connection: &impl ConnectionTrait,
    models: Vec<M>,
) -> Result<(), Error>
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait + ActiveModelBehavior + Send,
{
    let mut models = models.into_iter();
    loop {
        let chunk: Vec<A> = models.by_ref().take(500).map(IntoActiveModel::into_active_model).collect();
        if chunk.is_empty() {
            return Ok(());
        }
        <A::Entity as EntityTrait>::insert_many(chunk).exec_without_returning(connection).await?;
    }
}

/// The columns that say whose a row is, which never changes.
const OWNERS: [&str; 2] = ["organization_id", "hub_id"];

/// Writes every column of a row, if it still has the version before `model`'s.
pub(crate) async fn update<E, M>(
    view: &View,
    model: M,
    id: (E::Column, Uuid),
    version: (E::Column, i32),
) -> Result<(), Error>
where
    E: EntityTrait,
    M: IntoActiveModel<E::ActiveModel>,
{
    let mut active = model.into_active_model().reset_all();
    // The key stays as it is, and so does whose the row is; writing them would make SQLite look at every row that
    // refers to them.
    active.not_set(id.0);
    for column in E::Column::iter().filter(|column| OWNERS.contains(&column.as_str())) {
        active.not_set(column);
    }
    let written = E::update_many()
        .set(active)
        .filter(id.0.eq(id.1))
        .filter(version.0.eq(version.1))
        .exec(view)
        .await?
        .rows_affected;
    if written == 1 {
        return Ok(());
    }
    let current: Option<i32> =
        E::find().select_only().column(version.0).filter(id.0.eq(id.1)).into_tuple().one(view).await?;
    Err(current.map_or(Error::NotFound, |current| Error::Conflict { current }))
}
