//! Conferences with their participants and times, the answers, and the links that invite to answer.

mod answer;
mod invitation;
pub(crate) mod participant;
mod proposed_time;
pub(crate) mod reply;
pub(crate) mod state;

use std::collections::{HashMap, HashSet};

use domain::{
    Id, Timestamp,
    access::{Action, Actor, Member, Relationship, decide},
    audit::{Entity, Of, Outcome},
    conference::{Conference, ConferenceKind, ConferenceProposal, Participant, ProposedTime},
    discharge_case::DischargeCase,
    organization::Organization,
    person::Person,
    text::{Line, WebAddress},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
    sea_query::{Expr, ExprTrait, Func, Query, SelectStatement},
};
use time::Duration;
use uuid::Uuid;

use crate::{
    Error, View,
    booking::interval,
    column::{self, OrCorrupt, from_json, insert_all, optional, to_json},
    ledger::Known,
    relationship,
};

pub(crate) const TABLE: &str = "conference";

/// Conferences.
pub struct Conferences<'v>(pub(crate) &'v View);

impl View {
    /// Conferences.
    pub fn conferences(&self) -> Conferences<'_> {
        Conferences(self)
    }
}

impl Conferences<'_> {
    /// How many conferences of an organization that are still to take place somebody organizes.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn organized_by(
        &self,
        organization: Id<Organization>,
        person: Id<Person>,
    ) -> Result<u64, Error> {
        let ahead = row::Entity::find()
            .filter(row::Column::OrganizationId.eq(organization.uuid()))
            .filter(row::Column::OrganizerId.eq(person.uuid()))
            .filter(row::Column::State.is_in(["draft", "polling", "scheduled"]));
        Ok(ahead.count(self.0).await?)
    }

    /// The conference, if the actor may do `action` to it.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Denied`].
    pub async fn find_for(&self, action: Action, id: Id<Conference>) -> Result<Conference, Error> {
        let Some(row) = row::Entity::find_by_id(id.uuid()).one(self.0).await? else {
            return Err(self.0.missing(action.code(), Entity::Conference, id.uuid()));
        };
        let relationship = self.relationship(&row).await?;
        let of = self.learn(&row);
        let decision = decide(self.0.judged(), action, relationship);
        self.0.decided(decision, action, (Entity::Conference, id.uuid()), of)?;
        self.0.saw_by(action.code(), Entity::Conference, [of]);
        let conference = self.complete(vec![row]).await?.pop().ok_or(Error::NotFound)?;
        Ok(if relationship == Relationship::Invited { conference.as_invited() } else { conference })
    }

    /// A seat at a conference, for deciding who answers for it. Nothing of it is handed out.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn seat(
        &self,
        conference: Id<Conference>,
        participant: Id<Participant>,
    ) -> Result<Option<Participant>, Error> {
        let rows = self.participant_rows(&[conference.uuid()]).await?;
        rows.into_iter().find(|row| row.id == participant.uuid()).map(participant::from_row).transpose()
    }

    /// How the actor stands to a conference. Who is kept from the case is kept from its conferences, invited or
    /// not.
    async fn relationship(&self, row: &row::Model) -> Result<Relationship, Error> {
        let member = match self.0.judged() {
            Actor::System => return Ok(Relationship::Own),
            Actor::Guest(guest) if guest.conference.uuid() == row.id => return Ok(Relationship::Invited),
            Actor::Guest(_) => return Ok(Relationship::None),
            Actor::Member(member) => member,
        };
        if member.organization.uuid() == row.organization_id {
            return Ok(Relationship::Own);
        }
        let to_case = match row.case_id {
            Some(case) => relationship::to_case(self.0, member, Id::new(case)).await?,
            None => Relationship::None,
        };
        if !matches!(to_case, Relationship::Ended | Relationship::None) {
            return Ok(to_case);
        }
        let invited = row::Entity::find_by_id(row.id)
            .select_only()
            .column(row::Column::Id)
            .filter(invited(member.person))
            .into_tuple::<Uuid>()
            .one(self.0)
            .await?;
        Ok(if invited.is_some() { Relationship::Invited } else { to_case })
    }

    /// Whether the actor may see a conference. Nothing of it is read.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn is_visible(&self, id: Id<Conference>) -> Result<bool, Error> {
        let query = row::Entity::find_by_id(id.uuid()).filter(visible_to(self.0));
        let found = query.select_only().column(row::Column::Id).into_tuple::<Uuid>().one(self.0).await?;
        Ok(found.is_some())
    }

    /// Those of `ids` that the actor may see.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn find_all_for(
        &self,
        ids: &[Id<Conference>],
    ) -> Result<HashMap<Id<Conference>, Conference>, Error> {
        let query = row::Entity::find()
            .filter(row::Column::Id.is_in(ids.iter().map(|id| id.uuid())))
            .filter(visible_to(self.0));
        let conferences = self.as_seen(self.all(query).await?).await?;
        let found: HashMap<_, _> =
            conferences.into_iter().map(|conference| (conference.id, conference)).collect();
        for id in ids.iter().filter(|id| !found.contains_key(id)) {
            let of = Some(Of::Conference(id.uuid()));
            self.0.refused(Action::SeeConference.code(), Outcome::Hidden, Entity::Conference, id.uuid(), of);
        }
        Ok(found)
    }

    /// The conferences about these cases, oldest first. The caller may see the cases.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn of_cases(&self, cases: &[Id<DischargeCase>]) -> Result<Vec<Conference>, Error> {
        let cases = cases.iter().map(|id| id.uuid());
        let query = row::Entity::find().filter(row::Column::CaseId.is_in(cases));
        self.all(query.order_by_asc(row::Column::Id)).await
    }

    /// An organization's own conferences that begin between two instants and are not called off, earliest
    /// first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn upcoming_for_organization(
        &self,
        organization: Id<Organization>,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<Conference>, Error> {
        let query = row::Entity::find()
            .filter(row::Column::OrganizationId.eq(organization.uuid()))
            .filter(row::Column::StartsAt.gte(from.millis()))
            .filter(row::Column::StartsAt.lt(until.millis()))
            .filter(row::Column::State.ne(state::CANCELLED))
            .filter(visible_to(self.0))
            .order_by_asc(row::Column::StartsAt)
            .order_by_asc(row::Column::Id);
        self.all(query).await
    }

    /// An organization's own conferences that have no time yet: drafts about no case or one that is open, and those
    /// whose participants are asked about a time after `from`; the latest called first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn in_preparation(
        &self,
        organization: Id<Organization>,
        from: Timestamp,
    ) -> Result<Vec<Conference>, Error> {
        use crate::discharge_case::{OPEN, row as case};
        let asked_about = Query::select()
            .column(proposed_time::row::Column::ConferenceId)
            .from(proposed_time::row::Entity)
            .and_where(proposed_time::row::Column::OrganizationId.eq(organization.uuid()))
            .and_where(proposed_time::row::Column::StartsAt.gt(from.millis()))
            .take();
        let open = Query::select()
            .column(case::Column::Id)
            .from(case::Entity)
            .and_where(case::Column::OrganizationId.eq(organization.uuid()))
            .and_where(case::Column::State.is_in(OPEN))
            .take();
        let of_open_case =
            Condition::any().add(row::Column::CaseId.is_null()).add(row::Column::CaseId.in_subquery(open));
        let drafts = Condition::all().add(row::Column::State.eq(state::DRAFT)).add(of_open_case);
        let polling = Condition::all()
            .add(row::Column::State.eq(state::POLLING))
            .add(row::Column::Id.in_subquery(asked_about));
        let query = row::Entity::find()
            .filter(row::Column::OrganizationId.eq(organization.uuid()))
            .filter(Condition::any().add(drafts).add(polling))
            .filter(visible_to(self.0))
            .order_by_desc(row::Column::Id);
        self.all(query).await
    }

    /// The conferences a person is invited to or called that begin between two instants, those called off
    /// included, earliest first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn of_person(
        &self,
        person: Id<Person>,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<Conference>, Error> {
        let is_own = Condition::any().add(invited(person)).add(row::Column::OrganizerId.eq(person.uuid()));
        let query = row::Entity::find()
            .filter(is_own)
            .filter(row::Column::StartsAt.gte(from.millis()))
            .filter(row::Column::StartsAt.lt(until.millis()))
            .filter(visible_to(self.0))
            .order_by_asc(row::Column::StartsAt)
            .order_by_asc(row::Column::Id);
        let found = self.all(query).await?;
        self.as_seen(found).await
    }

    /// The conferences a person is asked about or invited to at a time to come, oldest first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn asked_of(&self, person: Id<Person>, now: Timestamp) -> Result<Vec<Conference>, Error> {
        let asked = self.to_answer(person, now).await?;
        self.hand_out(&asked);
        self.as_seen(asked).await
    }

    /// How many conferences a person is asked about or invited to at a time to come. Nothing of them is handed out.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn how_many_asked_of(&self, person: Id<Person>, now: Timestamp) -> Result<usize, Error> {
        Ok(self.to_answer(person, now).await?.len())
    }

    async fn to_answer(&self, person: Id<Person>, now: Timestamp) -> Result<Vec<Conference>, Error> {
        let query = row::Entity::find()
            .filter(invited(person))
            .filter(row::Column::State.is_in([state::POLLING, state::SCHEDULED]))
            .filter(visible_to(self.0))
            .order_by_asc(row::Column::Id);
        let mut asked = self.load(query).await?;
        asked.retain(|conference| conference.open_times().iter().any(|time| time.at.start() > now));
        Ok(asked)
    }

    /// Adds a conference with its participants and times.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn insert(&self, conference: &Conference) -> Result<(), Error> {
        self.insert_all(std::slice::from_ref(conference)).await
    }

    /// Adds many conferences.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn insert_all(&self, conferences: &[Conference]) -> Result<(), Error> {
        let rows = conferences.iter().map(to_row).collect::<Result<Vec<_>, _>>()?;
        for row in &rows {
            self.learn(row);
        }
        insert_all(self.0, rows).await?;
        insert_all(self.0, conferences.iter().flat_map(participant::to_rows).collect()).await?;
        let times =
            conferences.iter().flat_map(|c| c.times.iter().map(|time| proposed_time::to_row(c, time)));
        insert_all(self.0, times.collect()).await
    }

    /// Writes a conference that still has its version, with its new times, and raises the version.
    /// Participants are written only where they differ, which the domain allows in a draft alone.
    ///
    /// # Errors
    /// [`Error::Conflict`].
    pub async fn update(&self, conference: &mut Conference) -> Result<(), Error> {
        let expected = conference.version;
        conference.version += 1;
        let id = conference.id.uuid();
        column::update::<row::Entity, _>(
            self.0,
            to_row(conference)?,
            (row::Column::Id, id),
            (row::Column::Version, expected),
        )
        .await?;
        let participants = participant::to_rows(conference);
        if self.participant_rows(&[id]).await? != participants {
            participant::row::Entity::delete_many()
                .filter(participant::row::Column::ConferenceId.eq(id))
                .exec(self.0)
                .await?;
            insert_all(self.0, participants).await?;
        }
        let known: HashSet<Uuid> = self.time_rows(&[id]).await?.into_iter().map(|row| row.id).collect();
        let new = conference.times.iter().filter(|time| !known.contains(&time.id.uuid()));
        insert_all(self.0, new.map(|time| proposed_time::to_row(conference, time)).collect()).await
    }

    /// Writes a conference that still has its version, with the address of one of those invited.
    ///
    /// # Errors
    /// [`Error::Conflict`].
    pub async fn readdress(
        &self,
        conference: &mut Conference,
        participant: Id<Participant>,
    ) -> Result<(), Error> {
        let invited = conference.proposal.participants.iter().find(|invited| invited.id == participant);
        let email = invited.and_then(|invited| invited.contact.email.as_ref());
        participant::row::Entity::update_many()
            .col_expr(participant::row::Column::Email, Expr::value(email.map(ToString::to_string)))
            .filter(participant::row::Column::Id.eq(participant.uuid()))
            .filter(participant::row::Column::ConferenceId.eq(conference.id.uuid()))
            .exec(self.0)
            .await?;
        self.update(conference).await
    }

    /// Conferences as the actor sees them: nothing of the patient where it is no more than invited.
    async fn as_seen(&self, conferences: Vec<Conference>) -> Result<Vec<Conference>, Error> {
        let Actor::Member(member) = self.0.judged() else { return Ok(conferences) };
        let is_foreign = |c: &&Conference| c.organization != member.organization && c.case.is_some();
        let foreign: Vec<_> = conferences.iter().filter(is_foreign).map(|c| c.id.uuid()).collect();
        if foreign.is_empty() {
            return Ok(conferences);
        }
        let open: HashSet<Uuid> = row::Entity::find()
            .select_only()
            .column(row::Column::Id)
            .filter(row::Column::Id.is_in(foreign.clone()))
            .filter(relationship::is_open(self.0, member, &case_column()))
            .into_tuple()
            .all(self.0)
            .await?
            .into_iter()
            .collect();
        let is_open = |c: &&Conference| open.contains(&c.id.uuid());
        let cases = conferences.iter().filter(is_open).filter_map(|c| c.case).map(Id::uuid);
        self.0.emergencies().seen_under(&cases.collect::<Vec<_>>()).await?;
        let is_shut = |id: Uuid| foreign.contains(&id) && !open.contains(&id);
        let seen = |c: Conference| if is_shut(c.id.uuid()) { c.as_invited() } else { c };
        Ok(conferences.into_iter().map(seen).collect())
    }

    async fn all(&self, query: Select<row::Entity>) -> Result<Vec<Conference>, Error> {
        let conferences = self.load(query).await?;
        self.hand_out(&conferences);
        Ok(conferences)
    }

    async fn load(&self, query: Select<row::Entity>) -> Result<Vec<Conference>, Error> {
        let rows = query.all(self.0).await?;
        for row in &rows {
            self.learn(row);
        }
        self.complete(rows).await
    }

    /// Notes that these were handed out.
    fn hand_out(&self, conferences: &[Conference]) {
        self.0.saw(Entity::Conference, conferences.iter().map(|c| Of::Conference(c.id.uuid())));
    }

    /// Remembers the case a conference is about.
    fn learn(&self, row: &row::Model) -> Of {
        let of = Of::Conference(row.id);
        let known = row.case_id.map_or_else(|| Known::Patients(vec![]), |case| Known::As(Of::Case(case)));
        self.0.learn(of, known);
        of
    }

    /// Adds participants and times to conferences, in two statements however many they are.
    async fn complete(&self, rows: Vec<row::Model>) -> Result<Vec<Conference>, Error> {
        if rows.is_empty() {
            return Ok(vec![]);
        }
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let mut participants: HashMap<Uuid, Vec<Participant>> = HashMap::new();
        for row in self.participant_rows(&ids).await? {
            participants.entry(row.conference_id).or_default().push(participant::from_row(row)?);
        }
        let mut times: HashMap<Uuid, Vec<ProposedTime>> = HashMap::new();
        for row in self.time_rows(&ids).await? {
            times.entry(row.conference_id).or_default().push(proposed_time::from_row(row)?);
        }
        rows.into_iter()
            .map(|row| {
                let participants = participants.remove(&row.id).unwrap_or_default();
                let times = times.remove(&row.id).unwrap_or_default();
                from_row(row, participants, times)
            })
            .collect()
    }
}

/// The conferences an actor may see: what [`decide`] allows for [`Action::SeeConference`], as a condition.
pub(crate) fn visible_to(view: &View) -> Condition {
    match view.judged() {
        Actor::System => Condition::all(),
        Actor::Guest(guest) => Condition::all().add(row::Column::Id.eq(guest.conference.uuid())),
        Actor::Member(member) => {
            let case = case_column();
            let is_kept_out = Condition::all()
                .add(row::Column::CaseId.is_not_null())
                .add(relationship::is_withheld(member, &case));
            Condition::any()
                .add(row::Column::OrganizationId.eq(member.organization.uuid()))
                .add(relationship::is_open(view, member, &case))
                .add(Condition::all().add(invited(member.person)).add(is_kept_out.not()))
        }
    }
}

fn case_column() -> Expr {
    Expr::col((row::Entity, row::Column::CaseId))
}

fn invited(person: Id<Person>) -> Condition {
    let conferences = participant::row::Entity::find()
        .select_only()
        .column(participant::row::Column::ConferenceId)
        .filter(participant::row::Column::PersonId.eq(person.uuid()))
        .into_query();
    Condition::all().add(Expr::col((row::Entity, row::Column::Id)).in_subquery(conferences))
}

/// Those invited to the conferences of their organization that a member called.
pub(crate) fn participants_called_by(member: &Member) -> SelectStatement {
    let called = row::Entity::find()
        .select_only()
        .column(row::Column::Id)
        .filter(row::Column::OrganizationId.eq(member.organization.uuid()))
        .filter(row::Column::OrganizerId.eq(member.person.uuid()))
        .into_query();
    participant::row::Entity::find()
        .select_only()
        .column(participant::row::Column::Id)
        .filter(participant::row::Column::ConferenceId.in_subquery(called))
        .into_query()
}

/// When the conferences about `cases` are to take place, each with the case.
pub(crate) async fn scheduled(view: &View, cases: SelectStatement) -> Result<Vec<(Uuid, Timestamp)>, Error> {
    let starts: Vec<(Uuid, i64)> = row::Entity::find()
        .select_only()
        .columns([row::Column::CaseId, row::Column::StartsAt])
        .filter(row::Column::CaseId.in_subquery(cases))
        .filter(row::Column::State.eq(state::SCHEDULED))
        .filter(row::Column::StartsAt.is_not_null())
        .into_tuple()
        .all(view)
        .await?;
    Ok(starts.into_iter().map(|(case, start)| (case, Timestamp::from_millis(start))).collect())
}

/// How many of those invited to the conferences about `cases` have answered for no open time, by case.
pub(crate) async fn unanswered(view: &View, cases: SelectStatement) -> Result<Vec<(Uuid, i64)>, Error> {
    let of = |table: &'static str, column: &'static str| Expr::col((table, column));
    // All proposed times are open in a poll; once there is a time, this one.
    let is_open = Condition::any()
        .add(of("conference", "state").eq(state::POLLING))
        .add(of("proposed_time", "starts_at").eq(of("conference", "starts_at")));
    let answers = Query::select()
        .expr(Expr::value(1))
        .from(answer::row::Entity)
        .inner_join(proposed_time::row::Entity, of("proposed_time", "id").equals(("answer", "time_id")))
        .and_where(of("answer", "participant_id").equals(("participant", "id")))
        .cond_where(is_open)
        .to_owned();
    let statement = Query::select()
        .column(("conference", "case_id"))
        .expr(Func::count(of("participant", "id")))
        .from(row::Entity)
        .inner_join(participant::row::Entity, of("participant", "conference_id").equals(("conference", "id")))
        .and_where(of("conference", "state").is_in([state::POLLING, state::SCHEDULED]))
        .and_where(of("conference", "case_id").in_subquery(cases))
        .and_where(Expr::exists(answers).not())
        .group_by_col(("conference", "case_id"))
        .to_owned();
    let rows = view.query_all_raw(view.get_database_backend().build(&statement)).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

fn from_row(
    row: row::Model,
    participants: Vec<Participant>,
    times: Vec<ProposedTime>,
) -> Result<Conference, Error> {
    let row::Model {
        id,
        organization_id,
        organizer_id,
        case_id,
        kind,
        title,
        duration_minutes,
        room_id,
        video_address,
        agenda,
        questions,
        left_out,
        sequence,
        state,
        starts_at,
        ends_at,
        record,
        version,
    } = row;
    let at =
        starts_at.zip(ends_at).map(|(starts_at, ends_at)| interval(TABLE, starts_at, ends_at)).transpose()?;
    let record = record.map(|record| from_json(TABLE, &record)).transpose()?;
    Ok(Conference {
        id: Id::new(id),
        organization: Id::new(organization_id),
        organizer: Id::new(organizer_id),
        case: case_id.map(Id::new),
        proposal: ConferenceProposal {
            kind: ConferenceKind::parse(&kind).or_corrupt(TABLE)?,
            title: Line::parse(&title).or_corrupt(TABLE)?,
            duration: Duration::minutes(duration_minutes.into()),
            room: room_id.map(Id::new),
            video_address: optional(TABLE, video_address.as_deref(), WebAddress::parse)?,
            participants,
            agenda: from_json(TABLE, &agenda)?,
            questions: from_json(TABLE, &questions)?,
            left_out: from_json(TABLE, &left_out)?,
        },
        state: state::from_columns(&state, at, record, &times)?,
        times,
        sequence: sequence.try_into().or_corrupt(TABLE)?,
        version,
    })
}

fn to_row(conference: &Conference) -> Result<row::Model, Error> {
    let Conference { id, organization, organizer, case, proposal, times: _, sequence, state, version } =
        conference;
    let ConferenceProposal {
        kind,
        title,
        duration,
        room,
        video_address,
        participants: _,
        agenda,
        questions,
        left_out,
    } = proposal;
    let (state, at, record) = state::to_columns(state);
    Ok(row::Model {
        id: id.uuid(),
        organization_id: organization.uuid(),
        organizer_id: organizer.uuid(),
        case_id: case.map(Id::uuid),
        kind: kind.code().to_owned(),
        title: title.as_str().to_owned(),
        duration_minutes: duration.whole_minutes().try_into().or_corrupt(TABLE)?,
        room_id: room.map(Id::uuid),
        video_address: video_address.clone().map(Into::into),
        agenda: to_json(TABLE, agenda)?,
        questions: to_json(TABLE, questions)?,
        left_out: to_json(TABLE, left_out)?,
        sequence: (*sequence).try_into().or_corrupt(TABLE)?,
        state: state.to_owned(),
        starts_at: at.map(|at| at.start().millis()),
        ends_at: at.map(|at| at.end().millis()),
        record: record.map(|record| to_json(TABLE, &record)).transpose()?,
        version: *version,
    })
}

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "conference")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organization_id: Uuid,
        pub organizer_id: Uuid,
        pub case_id: Option<Uuid>,
        pub kind: String,
        pub title: String,
        pub duration_minutes: i32,
        pub room_id: Option<Uuid>,
        pub video_address: Option<String>,
        pub agenda: String,
        pub questions: String,
        pub left_out: String,
        pub sequence: i32,
        pub state: String,
        pub starts_at: Option<i64>,
        pub ends_at: Option<i64>,
        pub record: Option<String>,
        pub version: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
