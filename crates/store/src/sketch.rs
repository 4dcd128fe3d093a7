//! Open cases in outline: enough to count, narrow and order them all, and nothing of whose they are.

use std::collections::HashMap;

use domain::{
    Id, Timestamp, discharge_case::DischargeCase, organization::Organization, patient::Patient,
    person::Person, text::Line,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, sea_query::SelectStatement};
use time::Date;
use uuid::Uuid;

use crate::{
    Error, View, care_team, column::OrCorrupt, conference, consultation, discharge_case, milestone, patient,
};

/// An open case in outline.
#[derive(Clone, Debug)]
pub struct Sketch {
    /// Which.
    pub case: Id<DischargeCase>,
    /// Of whom.
    pub patient: Id<Patient>,
    /// Ward.
    pub ward: Line,
    /// Who sees to it at the hospital.
    pub coordinator: Option<Id<Person>>,
    /// The physician who attends the patient in hospital.
    pub attending: Option<Id<Person>>,
    /// The hub that looks for the home team, or did so last, as far as the actor may know.
    pub hub: Option<Id<Organization>>,
    /// The expected day of discharge.
    pub expected_discharge_on: Option<Date>,
    /// Whether something holds the discharge up.
    pub progress: Progress,
    /// Where the patient is.
    pub place: Whereabouts,
    /// The last days of the steps that are not settled.
    pub pending: Vec<Option<Date>>,
    /// When its conferences are to take place.
    pub conferences: Vec<Timestamp>,
    /// How many people invited to its conferences have not answered.
    pub unanswered: usize,
}

/// Where the patient of an open case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whereabouts {
    /// In hospital.
    Hospital,
    /// At home, or in a facility.
    Home,
}

/// Whether something holds a discharge up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Nothing that somebody named.
    AsPlanned,
    /// Something.
    Delayed,
}

/// By what somebody may look for a patient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// The organization's own number.
    pub number: Option<String>,
    /// Name.
    pub name: String,
    /// Name in kana.
    pub name_kana: String,
}

impl discharge_case::Cases<'_> {
    /// Every open case that the actor may see, in outline, in a few statements however many they are.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn sketches(&self) -> Result<Vec<Sketch>, Error> {
        use discharge_case::row::{Column, Entity};
        type Row = (Uuid, Uuid, String, Option<Uuid>, Option<Date>, String, Option<String>);
        let view = self.0;
        let rows: Vec<Row> = Entity::find()
            .select_only()
            .columns([Column::Id, Column::PatientId, Column::Ward, Column::CoordinatorId])
            .columns([Column::ExpectedDischargeOn, Column::State, Column::DelayReason])
            .filter(Column::State.is_in(discharge_case::OPEN))
            .filter(discharge_case::visible_to(view))
            .into_tuple()
            .all(view)
            .await?;
        if rows.is_empty() {
            return Ok(vec![]);
        }
        let mut pending = together(milestone::pending(view, open(view, Column::Id)).await?);
        let attending: HashMap<_, _> =
            care_team::attending(view, open(view, Column::Id)).await?.into_iter().collect();
        // The newest is the last and stays.
        let hubs: HashMap<_, _> =
            consultation::hubs(view, open(view, Column::Id)).await?.into_iter().collect();
        let mut conferences = together(conference::scheduled(view, open(view, Column::Id)).await?);
        let unanswered: HashMap<_, _> =
            conference::unanswered(view, open(view, Column::Id)).await?.into_iter().collect();
        rows.into_iter()
            .map(|(case, patient, ward, coordinator, expected_discharge_on, state, delay)| {
                Ok(Sketch {
                    case: Id::new(case),
                    patient: Id::new(patient),
                    ward: Line::parse(&ward).or_corrupt("discharge_case")?,
                    coordinator: coordinator.map(Id::new),
                    attending: attending.get(&case).copied().flatten().map(Id::new),
                    hub: hubs.get(&case).copied().map(Id::new),
                    expected_discharge_on,
                    progress: if delay.is_some() && state == "admitted" {
                        Progress::Delayed
                    } else {
                        Progress::AsPlanned
                    },
                    place: if state == "discharged" { Whereabouts::Home } else { Whereabouts::Hospital },
                    pending: pending.remove(&case).unwrap_or_default(),
                    conferences: conferences.remove(&case).unwrap_or_default(),
                    unanswered: usize::try_from(unanswered.get(&case).copied().unwrap_or_default())
                        .or_corrupt("participant")?,
                })
            })
            .collect()
    }

    /// By what the patients of the open cases that the actor may see can be looked for. Whoever is then shown is
    /// noted when the case is handed out.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn names(&self) -> Result<HashMap<Id<Patient>, Names>, Error> {
        use patient::row::{Column, Entity};
        let patients = open(self.0, discharge_case::row::Column::PatientId);
        let rows: Vec<(Uuid, Option<String>, String, String)> = Entity::find()
            .select_only()
            .columns([Column::Id, Column::Number, Column::Name, Column::NameKana])
            .filter(Column::Id.in_subquery(patients))
            .into_tuple()
            .all(self.0)
            .await?;
        let named = |(id, number, name, name_kana)| (Id::new(id), Names { number, name, name_kana });
        Ok(rows.into_iter().map(named).collect())
    }
}

/// A column of every open case that the actor may see.
fn open(view: &View, column: discharge_case::row::Column) -> SelectStatement {
    discharge_case::row::Entity::find()
        .select_only()
        .column(column)
        .filter(discharge_case::row::Column::State.is_in(discharge_case::OPEN))
        .filter(discharge_case::visible_to(view))
        .into_query()
}

fn together<T>(pairs: Vec<(Uuid, T)>) -> HashMap<Uuid, Vec<T>> {
    let mut together: HashMap<_, Vec<_>> = HashMap::new();
    for (case, value) in pairs {
        together.entry(case).or_default().push(value);
    }
    together
}
