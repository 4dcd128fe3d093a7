//! The discharge case: one hospital stay and the way home from it.

use app::case::CaseFilter;
use async_graphql::{ComplexObject, Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use domain::{
    Id,
    discharge_case::{CaseState as State, Destination as Place},
    milestone::{most_pressing, urgency},
};

use crate::{
    caller::caller,
    care_team::{CareTeam, TeamMember},
    case_rules::{CaseRules, case_rules},
    circumstances::Circumstances,
    conference::DischargeConference,
    consent::Consent,
    consultation::Consultation,
    ids,
    loader::{
        CaseLedTo, ConferencesOf, ConsentsOf, ConsultationsOf, MilestonesOf, PatientOf, PlanOf, RulesById,
        TeamOf, get, load,
    },
    milestone::{Milestone, MilestoneState},
    needs::{Need, RequiredSeat, needs, seats},
    organization::{Organization, organization},
    page::{Page, connection},
    patient::Patient,
    person::{Person, person},
    plan::CarePlan,
    readiness::Readiness,
    rule::RulePack,
    scalar::{Date, DateTime},
    vocabulary::vocabulary,
};

vocabulary! {
    /// Class of the ward, as the fee conditions tell wards apart.
    WardClass = domain::discharge_case::WardClass {
        /// General wards (一般病棟等).
        General,
        /// Community-based medical wards (地域包括医療病棟).
        CommunityMedical,
        /// Convalescent rehabilitation wards (回復期リハビリテーション病棟).
        Rehabilitation,
        /// Community-based care wards (地域包括ケア病棟).
        CommunityCare,
        /// Rooms for community-based care in a specified general ward (特定一般病棟の地域包括ケア型病室).
        CommunityCareRoom,
        /// Community-based or convalescent wards, not told apart (地域包括ケア・回復期等).
        Recovery,
        /// Long-term care wards (療養病棟等).
        LongTerm,
        /// Palliative care wards (緩和ケア病棟).
        Palliative,
        /// Wards for special diseases (特殊疾患病棟).
        SpecialDisease,
        /// Psychiatric wards (精神病棟).
        Psychiatric,
    }
}

vocabulary! {
    /// How a case ended.
    CaseOutcome = domain::discharge_case::CaseOutcome {
        /// The patient lives at home (在宅移行).
        AtHome,
        /// The patient lives in a facility (施設入所).
        InFacility,
        /// The patient died (死亡).
        Died,
        /// No support was needed (支援不要).
        NotNeeded,
    }
}

vocabulary! {
    /// Why a discharge is held up: what discharge-support rooms tell apart. There is no official list.
    DelayReason = domain::discharge_case::DelayReason {
        /// The patient's condition (病状).
        Condition,
        /// The wishes of patient and family are being settled (本人・家族の意向の調整).
        Wishes,
        /// Those who will care are being prepared (介護する人の準備).
        Carers,
        /// Care insurance or its services (要介護認定・介護サービスの調整).
        CareInsurance,
        /// No home team yet (在宅の受け手待ち).
        HomeTeam,
        /// No place yet in a facility or another hospital (施設・転院先の空き待ち).
        Placement,
        /// Home, aids or devices (住まい・福祉用具・医療機器の準備).
        Equipment,
        /// No day for the conference yet (会議の日程が決まらない).
        Conference,
        /// Something else (その他).
        Other,
    }
}

vocabulary! {
    /// With whom it lies that a discharge goes on.
    DelayOwner = domain::discharge_case::DelayOwner {
        /// The ward (病棟).
        Ward,
        /// The discharge-support room (退院支援室).
        DischargeSupport,
        /// The patient or the family (本人・家族).
        Family,
        /// The hub (在宅医療連携拠点).
        Hub,
        /// The care manager (ケアマネジャー).
        CareManager,
        /// Those who will treat and nurse at home (在宅の医療機関・事業所).
        HomeTeam,
        /// The facility or the next hospital (施設・転院先).
        Facility,
        /// The municipality (市町村).
        Municipality,
    }
}

/// What holds a discharge up.
#[derive(SimpleObject, Clone)]
pub struct Delay {
    /// Why.
    reason: DelayReason,
    /// Who has to move for it to go on.
    owner: DelayOwner,
    /// In whose words.
    note: Option<String>,
    /// The day from which it is held up for this reason.
    since: Date,
}

impl From<domain::discharge_case::Delay> for Delay {
    fn from(delay: domain::discharge_case::Delay) -> Self {
        let domain::discharge_case::Delay { reason, owner, note, since } = delay;
        Self { reason: reason.into(), owner: owner.into(), note: note.map(Into::into), since: since.into() }
    }
}

/// One hospital stay. Team, conferences, plan and consultations hang on it. A transfer ends it, and the next
/// hospital's case names it as predecessor; so does a readmission.
#[derive(SimpleObject, Clone)]
#[graphql(complex)]
pub struct DischargeCase {
    /// The identifier.
    pub(crate) id: ID,
    #[graphql(skip)]
    record: Box<domain::discharge_case::DischargeCase>,
    /// Day of admission.
    admitted_on: Date,
    /// Ward.
    ward: String,
    /// Class of the ward.
    ward_class: WardClass,
    /// The day discharge is expected or fixed for.
    expected_discharge_on: Option<Date>,
    /// What the patient needs at home.
    needs: Vec<Need>,
    /// Who must be at the discharge conference, and because of which needs.
    required_seats: Vec<RequiredSeat>,
    /// Who should be there besides.
    suggested_seats: Vec<RequiredSeat>,
    /// What is recorded of the stay for the rules.
    circumstances: Circumstances,
    /// Where the patient goes.
    destination: Destination,
    /// What holds the discharge up.
    delay: Option<Delay>,
    /// How far the case has come.
    state: CaseState,
    /// Whether work on it goes on.
    is_open: bool,
    /// The day of discharge or transfer.
    left_on: Option<Date>,
    /// The hospital the patient was transferred to.
    transferred_to: Option<String>,
    /// When the case was closed.
    closed_at: Option<DateTime>,
    /// How it ended.
    outcome: Option<CaseOutcome>,
    /// Rises with every change; state it as `expectedVersion` to change the case.
    version: i32,
}

#[ComplexObject]
impl DischargeCase {
    /// The hospital whose case it is.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization> {
        organization(ctx, self.record.organization).await
    }

    /// The hospital's record of the patient.
    async fn patient(&self, ctx: &Context<'_>) -> Result<Patient> {
        Ok(get(ctx, PatientOf(self.record.id)).await?.into())
    }

    /// The earlier case of the same person, as far as the caller may see it.
    async fn predecessor(&self, ctx: &Context<'_>) -> Result<Option<DischargeCase>> {
        case(ctx, self.record.predecessor).await
    }

    /// What the earlier case proposes to this one; null without one. Nothing is shared until it is taken up.
    #[graphql(complexity = "500 + child_complexity")]
    async fn proposal(&self, ctx: &Context<'_>) -> Result<Option<Proposal>> {
        if self.record.predecessor.is_none() {
            return Ok(None);
        }
        let proposal = app::take_up_case::proposal(&caller(ctx)?.session(), self.record.id).await?;
        Ok(proposal.map(|app::take_up_case::Proposal { members, plan }| Proposal {
            members: members.into_iter().map(Into::into).collect(),
            plan: plan.map(Into::into),
        }))
    }

    /// Who sees to the case at the hospital.
    async fn coordinator(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        match self.record.coordinator {
            Some(id) => person(ctx, id).await.map(Some),
            None => Ok(None),
        }
    }

    /// The clock: every step that the rules ask for, the most pressing first.
    #[graphql(complexity = "10 * child_complexity + 1")]
    async fn milestones(&self, ctx: &Context<'_>) -> Result<Vec<Milestone>> {
        let today = caller(ctx)?.today();
        let mut milestones = load(ctx, MilestonesOf(self.record.id)).await?.unwrap_or_default();
        milestones
            .sort_by_key(|milestone| (urgency(milestone.standing(today)), milestone.due_on, milestone.id));
        Ok(milestones.into_iter().map(Into::into).collect())
    }

    /// The step that presses most; null when all are settled.
    async fn next_milestone(&self, ctx: &Context<'_>) -> Result<Option<Milestone>> {
        let today = caller(ctx)?.today();
        let milestones = load(ctx, MilestonesOf(self.record.id)).await?.unwrap_or_default();
        let next = most_pressing(&milestones, today).cloned().map(Milestone::from);
        Ok(next.filter(|milestone| milestone.is(MilestoneState::Pending)))
    }

    /// The present care team.
    async fn care_team(&self, ctx: &Context<'_>) -> Result<CareTeam> {
        Ok(get(ctx, TeamOf(self.record.id)).await?.into())
    }

    /// Its conferences, the latest first; those without a time come last.
    #[graphql(complexity = "3 * child_complexity + 1")]
    async fn conferences(&self, ctx: &Context<'_>) -> Result<Vec<DischargeConference>> {
        let mut conferences = load(ctx, ConferencesOf(self.record.id)).await?.unwrap_or_default();
        conferences.sort_by_key(|c| std::cmp::Reverse((c.at().map(|at| at.start()), c.id)));
        Ok(conferences.into_iter().map(Into::into).collect())
    }

    /// What the patient and the family agreed to, or would not, as far as it speaks of this case; oldest first,
    /// by the day on which it was given.
    #[graphql(complexity = "5 * child_complexity + 1")]
    async fn consents(&self, ctx: &Context<'_>) -> Result<Vec<Consent>> {
        let consents = load(ctx, ConsentsOf(self.record.id)).await?.unwrap_or_default();
        Ok(consents.into_iter().map(Into::into).collect())
    }

    /// The newest revision of the care plan.
    async fn plan(&self, ctx: &Context<'_>) -> Result<Option<CarePlan>> {
        Ok(load(ctx, PlanOf(self.record.id)).await?.map(Into::into))
    }

    /// The consultations about it that the caller may see, oldest first.
    #[graphql(complexity = "3 * child_complexity + 1")]
    async fn consultations(&self, ctx: &Context<'_>) -> Result<Vec<Consultation>> {
        let consultations = load(ctx, ConsultationsOf(self.record.id)).await?.unwrap_or_default();
        Ok(consultations.into_iter().map(Into::into).collect())
    }

    /// What must be ready before the patient goes home, as long as the patient is in; null for access taken in an
    /// emergency.
    #[graphql(complexity = "50 + child_complexity")]
    async fn readiness(&self, ctx: &Context<'_>) -> Result<Option<Readiness>> {
        let session = caller(ctx)?.session();
        let file = app::case::case_file(&session, self.record.id).await?;
        Ok(file.readiness(session.today()).map(Into::into))
    }

    /// What its rules ask and why, newer versions that are offered, and why its steps moved.
    #[graphql(complexity = "500 + 30 * child_complexity")]
    async fn explained_rules(&self, ctx: &Context<'_>) -> Result<CaseRules> {
        case_rules(ctx, self.record.id).await
    }

    /// The rule versions it follows: those in force on the day of admission, unless a newer one was taken.
    #[graphql(complexity = "3 * child_complexity + 1")]
    async fn rules(&self, ctx: &Context<'_>) -> Result<Vec<RulePack>> {
        let mut rules = vec![];
        for id in &self.record.rules {
            rules.extend(load(ctx, RulesById(*id)).await?.map(RulePack::from));
        }
        Ok(rules)
    }
}

/// The case, if there is one that the caller may see.
pub(crate) async fn case(
    ctx: &Context<'_>,
    id: Option<Id<domain::discharge_case::DischargeCase>>,
) -> Result<Option<DischargeCase>> {
    match id {
        Some(id) => Ok(load(ctx, CaseLedTo(id)).await?.map(Into::into)),
        None => Ok(None),
    }
}

impl From<domain::discharge_case::DischargeCase> for DischargeCase {
    fn from(case: domain::discharge_case::DischargeCase) -> Self {
        let (record, asked) = (Box::new(case.clone()), case.seats());
        let is_open = case.is_open();
        let domain::discharge_case::DischargeCase {
            id,
            organization: _,
            patient: _,
            predecessor: _,
            admitted_on,
            ward,
            ward_class,
            expected_discharge_on,
            needs: profile,
            circumstances,
            destination,
            delay,
            overrides: _,
            coordinator: _,
            rules: _,
            state,
            version,
        } = case;
        let (mut left_on, mut transferred_to, mut closed_at, mut outcome) = (None, None, None, None);
        let state = match state {
            State::Admitted => CaseState::Admitted,
            State::Discharged { on } => {
                left_on = Some(on.into());
                CaseState::Discharged
            }
            State::Transferred { on, to } => {
                (left_on, transferred_to) = (Some(on.into()), Some(to.into()));
                CaseState::Transferred
            }
            State::Closed { at, outcome: how, discharged_on } => {
                (closed_at, outcome) = (Some(at.into()), Some(how.into()));
                left_on = discharged_on.map(Into::into);
                CaseState::Closed
            }
        };
        Self {
            id: ids::write(id),
            record,
            admitted_on: admitted_on.into(),
            ward: ward.into(),
            ward_class: ward_class.into(),
            expected_discharge_on: expected_discharge_on.map(Into::into),
            needs: needs(&profile),
            required_seats: seats(asked.required),
            suggested_seats: seats(asked.suggested),
            circumstances: circumstances.into(),
            destination: destination.into(),
            delay: delay.map(Into::into),
            state,
            is_open,
            left_on,
            transferred_to,
            closed_at,
            outcome,
            version,
        }
    }
}

/// How far a case has come.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseState {
    /// The patient is in hospital.
    Admitted,
    /// The patient has gone home or to a facility; actions are followed up.
    Discharged,
    /// The patient has gone to another hospital.
    Transferred,
    /// Nothing is left to do.
    Closed,
}

/// Where the patient goes from the hospital.
#[derive(SimpleObject, Clone)]
pub struct Destination {
    /// What kind of place.
    kind: DestinationKind,
    /// Which facility, or which place outside this network.
    name: Option<String>,
}

/// What kind of place a patient goes to.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum DestinationKind {
    /// Not settled yet.
    Undecided,
    /// Home (自宅).
    Home,
    /// A facility (施設), which has a name.
    Facility,
    /// A place that takes no part in this network, which has a name.
    OutsideNetwork,
}

impl From<Place> for Destination {
    fn from(place: Place) -> Self {
        let (kind, name) = match place {
            Place::Undecided => (DestinationKind::Undecided, None),
            Place::Home => (DestinationKind::Home, None),
            Place::Facility { name } => (DestinationKind::Facility, Some(name.into())),
            Place::OutsideNetwork { name } => (DestinationKind::OutsideNetwork, Some(name.into())),
        };
        Self { kind, name }
    }
}

/// What an earlier case proposes to the one that follows it.
#[derive(SimpleObject)]
pub struct Proposal {
    /// The members of its team who are not in the new team yet.
    members: Vec<TeamMember>,
    /// Its newest plan.
    plan: Option<CarePlan>,
}

connection! {
    /// A page of cases.
    DischargeCaseConnection,
    /// A case on a page.
    DischargeCaseEdge of DischargeCase
}

/// Which cases a list is to hold.
#[derive(InputObject, Default)]
pub struct DischargeCaseFilter {
    /// Also those on which no work goes on any more.
    #[graphql(default)]
    include_closed: bool,
}

#[derive(Default)]
pub struct DischargeCaseQuery;

#[Object]
impl DischargeCaseQuery {
    /// One case; an error NOT_FOUND when it does not exist, or not for the caller.
    async fn case(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The case.")] id: ID,
    ) -> Result<Option<DischargeCase>> {
        let id = ids::read(&id, "id")?;
        Ok(Some(app::case::case(&caller(ctx)?.session(), id).await?.into()))
    }

    /// The cases the caller may see, the newest admission first.
    #[graphql(complexity = "crate::page::cost(first, child_complexity)")]
    async fn cases(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which cases; the open ones when left out.")] filter: Option<DischargeCaseFilter>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<DischargeCaseConnection> {
        let DischargeCaseFilter { include_closed } = filter.unwrap_or_default();
        let filter = if include_closed { CaseFilter::All } else { CaseFilter::Open };
        let page: Page<(i32, Id<domain::discharge_case::DischargeCase>)> =
            Page::parse(first, after.as_deref())?;
        let malformed = app::Error::Invalid { code: "CURSOR_MALFORMED", field: Some("after") };
        let after = match page.after {
            Some((day, id)) => Some((time::Date::from_julian_day(day).map_err(|_| malformed)?, id)),
            None => None,
        };
        let rows = app::case::cases(&caller(ctx)?.session(), filter, after, page.limit()).await?;
        let position =
            |row: &domain::discharge_case::DischargeCase| (row.admitted_on.to_julian_day(), row.id);
        Ok(DischargeCaseConnection::of(&page, rows, position, Into::into))
    }
}
