//! What measures are reckoned from: of whole months of hospitals, in outline.

use std::collections::{HashMap, HashSet};

use domain::{
    Id, Timestamp,
    calendar::Month,
    care_team::TeamRole,
    conference::{ConferenceKind, LeftOut, Presence},
    discharge_case::Circumstances,
    measures::{CameTo, CareManagerSeat, Departed, HANDING_OVER, Invited, OF_HOSPITAL, Replied, StepTaken},
    organization::Organization,
    patient::CareInsurance,
    person::Seat,
    rule::{MilestoneAction, MilestoneOwner},
    text::Note,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select,
    sea_query::SelectStatement,
};
use time::Date;
use uuid::Uuid;

use crate::{
    Error, View, care_team,
    column::{OrCorrupt, from_json, optional},
    conference::{self, participant, reply, state},
    discharge_case::{self, visible_to},
    milestone, patient,
};

/// What measures are reckoned from.
pub struct Measures<'v>(&'v View);

impl View {
    /// What measures are reckoned from.
    pub fn measures(&self) -> Measures<'_> {
        Measures(self)
    }
}

/// The months whose days are counted.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    from: Month,
    until: Month,
}

/// A discharge conference that took place.
struct Held {
    id: Uuid,
    case: Option<Uuid>,
    on: Date,
    /// What is recorded of each participant.
    presence: HashMap<Uuid, Presence>,
}

/// Which steps of a case are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepsRead {
    /// Those by which the hospital hands over to the care manager.
    HandingOver,
    /// All that the rules ask for.
    All,
}

impl Measures<'_> {
    /// What is on record of the patients discharged from these hospitals from the month `from` to the month `until`,
    /// as far as the actor may see their cases: in six statements however many they are. Nothing of whom they are is
    /// read.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn departed(
        &self,
        hospitals: &[Id<Organization>],
        (from, until): (Month, Month),
        read: StepsRead,
    ) -> Result<Vec<Departed>, Error> {
        self.of_cases(&self.discharged(hospitals, Stretch { from, until }), read).await
    }

    /// What is on record of those invited to the discharge conferences that took place in these hospitals from the
    /// month `from` to the month `until`, as far as the actor may see them: in three statements.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn invited(
        &self,
        hospitals: &[Id<Organization>],
        (from, until): (Month, Month),
    ) -> Result<Vec<Invited>, Error> {
        self.of_conferences(self.conferences_in(hospitals, Stretch { from, until })).await
    }

    /// The seats that were left empty on purpose in the discharge conferences that took place in these hospitals from
    /// the month `from` to the month `until`, as far as the actor may see them: in one statement.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn left_out(
        &self,
        hospitals: &[Id<Organization>],
        (from, until): (Month, Month),
    ) -> Result<Vec<LeftOut>, Error> {
        use conference::{
            TABLE,
            row::{Column, Entity},
        };
        let rows: Vec<String> = Entity::find()
            .select_only()
            .column(Column::LeftOut)
            .filter(took_place(self.conferences_in(hospitals, Stretch { from, until })))
            .filter(Column::LeftOut.ne("[]"))
            .into_tuple()
            .all(self.0)
            .await?;
        let of: Vec<Vec<LeftOut>> = rows.iter().map(|row| from_json(TABLE, row)).collect::<Result<_, _>>()?;
        Ok(of.into_iter().flatten().collect())
    }

    /// The cases of patients who were discharged.
    fn discharged(
        &self,
        hospitals: &[Id<Organization>],
        Stretch { from, until }: Stretch,
    ) -> Select<discharge_case::row::Entity> {
        use discharge_case::row::{Column, Entity};
        Entity::find()
            .select_only()
            .filter(Column::OrganizationId.is_in(hospitals.iter().map(|id| id.uuid())))
            .filter(Column::State.is_in(["discharged", "closed"]))
            .filter(Column::StateOn.gte(from.first_day()))
            .filter(Column::StateOn.lte(until.last_day()))
            .filter(visible_to(self.0))
    }

    /// The discharge conferences that took place.
    fn conferences_in(&self, hospitals: &[Id<Organization>], Stretch { from, until }: Stretch) -> Condition {
        use conference::row::Column;
        Condition::all()
            .add(Column::OrganizationId.is_in(hospitals.iter().map(|id| id.uuid())))
            .add(Column::StartsAt.gte(from.begin().millis()))
            .add(Column::StartsAt.lt(until.end().millis()))
            .add(conference::visible_to(self.0))
    }

    async fn of_cases(
        &self,
        cases: &Select<discharge_case::row::Entity>,
        read: StepsRead,
    ) -> Result<Vec<Departed>, Error> {
        use discharge_case::row::Column;
        const TABLE: &str = "discharge_case";
        let of = |column: Column| cases.clone().column(column).into_query();
        let mut insurance = self.insurance(of(Column::PatientId)).await?;
        let mut since = self.care_managers(of(Column::Id)).await?;
        let mut steps = self.steps(of(Column::Id), read).await?;
        let mut conferences = self.conferences(of(Column::Id)).await?;
        type Row = (Uuid, Uuid, Uuid, Option<Date>, String);
        let rows: Vec<Row> = cases
            .clone()
            .columns([Column::Id, Column::OrganizationId, Column::PatientId])
            .columns([Column::StateOn, Column::Circumstances])
            .into_tuple()
            .all(self.0)
            .await?;
        rows.into_iter()
            .map(|(id, hospital, patient, on, circumstances)| {
                let circumstances: Circumstances = from_json(TABLE, &circumstances)?;
                Ok(Departed {
                    hospital: Id::new(hospital),
                    on: on.or_corrupt(TABLE)?,
                    care_insurance: insurance.remove(&patient).unwrap_or(CareInsurance::Unknown),
                    has_care_manager: circumstances.has_care_manager,
                    care_manager_since: since.remove(&id),
                    steps: steps.remove(&id).unwrap_or_default(),
                    conferences: conferences.remove(&id).unwrap_or_default(),
                })
            })
            .collect()
    }

    async fn insurance(&self, patients: SelectStatement) -> Result<HashMap<Uuid, CareInsurance>, Error> {
        use patient::row::{Column, Entity};
        let rows: Vec<(Uuid, String)> = Entity::find()
            .select_only()
            .columns([Column::Id, Column::CareInsurance])
            .filter(Column::Id.in_subquery(patients))
            .into_tuple()
            .all(self.0)
            .await?;
        rows.into_iter().map(|(id, insurance)| Ok((id, from_json("patient", &insurance)?))).collect()
    }

    /// Since which day each case has had the office of a care manager in its team.
    async fn care_managers(&self, cases: SelectStatement) -> Result<HashMap<Uuid, Date>, Error> {
        use care_team::row::{Column, Entity};
        let rows: Vec<(Uuid, Option<i64>)> = Entity::find()
            .select_only()
            .column(Column::CaseId)
            .column_as(Column::FromAt.min(), "since")
            .filter(Column::CaseId.in_subquery(cases))
            .filter(Column::Role.eq(TeamRole::CareManager.code()))
            .group_by(Column::CaseId)
            .into_tuple()
            .all(self.0)
            .await?;
        let day = |since: i64| Timestamp::from_millis(since).day();
        Ok(rows.into_iter().filter_map(|(case, since)| Some((case, day(since?)))).collect())
    }

    async fn steps(
        &self,
        cases: SelectStatement,
        read: StepsRead,
    ) -> Result<HashMap<Uuid, Vec<StepTaken>>, Error> {
        use milestone::{
            TABLE,
            row::{Column, Entity},
        };
        type Row = (Uuid, String, String, Option<Date>, String, Option<Date>, Option<String>);
        let which = match read {
            StepsRead::All => Condition::all(),
            StepsRead::HandingOver => Condition::all()
                .add(Column::Action.is_in(HANDING_OVER.iter().map(|action| action.code())))
                .add(Column::Owner.is_in(OF_HOSPITAL.iter().map(|owner| owner.code()))),
        };
        let rows: Vec<Row> = Entity::find()
            .select_only()
            .columns([Column::CaseId, Column::Action, Column::Owner, Column::DueOn])
            .columns([Column::State, Column::SettledOn, Column::Reason])
            .filter(Column::CaseId.in_subquery(cases))
            .filter(Column::State.ne("not_asked"))
            .filter(which)
            .into_tuple()
            .all(self.0)
            .await?;
        let mut of: HashMap<Uuid, Vec<StepTaken>> = HashMap::new();
        for (case, action, owner, due_on, state, settled_on, reason) in rows {
            let reason = optional(TABLE, reason.as_deref(), Note::parse)?;
            let came_to = match (state.as_str(), settled_on, reason) {
                ("pending", None, None) => CameTo::Open,
                ("done", Some(on), None) => CameTo::Done(on),
                ("waived", None, Some(reason)) => CameTo::Waived(reason),
                _ => return Err(Error::corrupt(TABLE, state)),
            };
            of.entry(case).or_default().push(StepTaken {
                action: MilestoneAction::parse(&action).or_corrupt(TABLE)?,
                owner: MilestoneOwner::parse(&owner).or_corrupt(TABLE)?,
                due_on,
                came_to,
            });
        }
        Ok(of)
    }

    /// The discharge conferences about each case, and whether the care manager was there.
    async fn conferences(
        &self,
        cases: SelectStatement,
    ) -> Result<HashMap<Uuid, Vec<(Date, CareManagerSeat)>>, Error> {
        let about = || Condition::all().add(conference::row::Column::CaseId.in_subquery(cases.clone()));
        let held = self.held(about()).await?;
        let seats = self.seats(about()).await?.into_iter();
        let of_care_managers = seats.filter(|(.., seat)| *seat == Seat::CareManager);
        let care_managers: HashSet<Uuid> = of_care_managers.map(|(participant, ..)| participant).collect();
        let came = |(participant, presence): (&Uuid, &Presence)| {
            care_managers.contains(participant) && !matches!(presence, Presence::Absent { .. })
        };
        let mut of: HashMap<Uuid, Vec<_>> = HashMap::new();
        for Held { id: _, case, on, presence } in &held {
            let is_taken = presence.iter().any(came);
            let seat = if is_taken { CareManagerSeat::Taken } else { CareManagerSeat::Empty };
            of.entry(case.or_corrupt(conference::TABLE)?).or_default().push((*on, seat));
        }
        Ok(of)
    }

    /// Those invited to discharge conferences that took place.
    async fn of_conferences(&self, which: Condition) -> Result<Vec<Invited>, Error> {
        use reply::row::{Column, Entity};
        let held = self.held(which.clone()).await?;
        let held: HashMap<_, _> = held.into_iter().map(|held| (held.id, held)).collect();
        let replied: Vec<Uuid> = Entity::find()
            .select_only()
            .distinct()
            .column(Column::ParticipantId)
            .filter(Column::ConferenceId.in_subquery(that_took_place(which.clone())))
            .into_tuple()
            .all(self.0)
            .await?;
        let replied: HashSet<Uuid> = replied.into_iter().collect();
        let seats = self.seats(which).await?.into_iter();
        let invited = seats.filter_map(|(participant, conference, seat)| {
            let Held { id: _, case: _, on, presence } = held.get(&conference)?;
            let has_replied = replied.contains(&participant);
            let replied = if has_replied { Replied::InWriting } else { Replied::Not };
            Some(Invited { on: *on, seat, presence: presence.get(&participant).copied(), replied })
        });
        Ok(invited.collect())
    }

    async fn held(&self, which: Condition) -> Result<Vec<Held>, Error> {
        use conference::{
            TABLE,
            row::{Column, Entity},
        };
        type Row = (Uuid, Option<Uuid>, Option<i64>, Option<String>);
        let rows: Vec<Row> = Entity::find()
            .select_only()
            .columns([Column::Id, Column::CaseId, Column::StartsAt, Column::Record])
            .filter(took_place(which))
            .into_tuple()
            .all(self.0)
            .await?;
        rows.into_iter()
            .map(|(id, case, starts_at, record)| {
                let attendance = state::attendance(&record.or_corrupt(TABLE)?)?;
                let presence = attendance.iter().map(|one| (one.participant.uuid(), one.presence)).collect();
                let on = Timestamp::from_millis(starts_at.or_corrupt(TABLE)?).day();
                Ok(Held { id, case, on, presence })
            })
            .collect()
    }

    /// Each participant of discharge conferences that took place, with the conference and the seat.
    async fn seats(&self, which: Condition) -> Result<Vec<(Uuid, Uuid, Seat)>, Error> {
        use participant::row::{Column, Entity};
        let rows: Vec<(Uuid, Uuid, String)> = Entity::find()
            .select_only()
            .columns([Column::Id, Column::ConferenceId, Column::Seat])
            .filter(Column::ConferenceId.in_subquery(that_took_place(which)))
            .into_tuple()
            .all(self.0)
            .await?;
        let seat = |seat: String| Seat::parse(&seat).or_corrupt("participant");
        rows.into_iter().map(|(id, conference, at)| Ok((id, conference, seat(at)?))).collect()
    }
}

fn that_took_place(which: Condition) -> SelectStatement {
    use conference::row::{Column, Entity};
    Entity::find().select_only().column(Column::Id).filter(took_place(which)).into_query()
}

fn took_place(which: Condition) -> Condition {
    use conference::row::Column;
    which
        .add(Column::Kind.eq(ConferenceKind::Discharge.code()))
        .add(Column::State.is_in([state::HELD, state::MINUTED]))
}
