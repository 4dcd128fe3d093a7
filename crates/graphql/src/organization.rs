//! Organizations, what each can do, when each is open, and their rooms.

use app::directory::DirectoryFilter;
use async_graphql::{ComplexObject, Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use domain::{
    Id,
    calendar::{OnHolidays, WEEK},
};
use time::Weekday;
use uuid::Uuid;

use crate::{
    caller::caller,
    ids, input,
    loader::{CapabilitiesOf, MembersOf, OrganizationById, get, load},
    page::{Page, connection},
    patient::municipality,
    person::Membership,
    place::{Location, Municipality},
    scalar::{Date, EmailAddress, MunicipalityCode, PhoneNumber},
    vocabulary::vocabulary,
};

vocabulary! {
    /// What an organization is.
    OrganizationKind = domain::organization::OrganizationKind {
        /// Hospital (病院).
        Hospital,
        /// Clinic (診療所).
        Clinic,
        /// Visiting nurse station (訪問看護ステーション).
        VisitingNurseStation,
        /// Pharmacy (保険薬局).
        Pharmacy,
        /// Care manager office (居宅介護支援事業所).
        CareManagerOffice,
        /// Community general support centre (地域包括支援センター).
        CommunityGeneralSupportCentre,
        /// Regional hub (在宅医療連携拠点).
        Hub,
        /// Municipality (市町村).
        Municipality,
        /// Medical association (医師会).
        MedicalAssociation,
    }
}

vocabulary! {
    /// A service a home team needs.
    ServiceKind = domain::organization::ServiceKind {
        /// Home medical care (訪問診療).
        HomeMedicalCare,
        /// Visiting nursing (訪問看護).
        VisitingNursing,
        /// Pharmacy with visits at home (薬局).
        Pharmacy,
        /// Care management (居宅介護支援).
        CareManagement,
    }
}

vocabulary! {
    /// Something an organization can do for patients at home.
    Capability = domain::organization::Capability {
        /// Visits at home (在宅訪問).
        HomeVisit,
        /// Takes new patients (新規受入).
        NewPatients,
        /// Around the clock (24時間対応).
        AroundTheClock,
        /// Care until death (看取り).
        EndOfLife,
        /// Terminal cancer (末期がん).
        TerminalCancer,
        /// Medical opioids (医療用麻薬).
        Opioid,
        /// Pumps for patient-controlled analgesia (PCA機器).
        Pca,
        /// Central venous nutrition (中心静脈栄養).
        CentralVenousNutrition,
        /// Oxygen at home (在宅酸素).
        Oxygen,
        /// Ventilators (人工呼吸器).
        Ventilator,
        /// Tracheostomies (気管切開).
        Tracheostomy,
        /// Tube feeding (経管栄養).
        TubeFeeding,
        /// Urinary catheters (尿道カテーテル).
        UrinaryCatheter,
        /// Stomas (ストマ).
        Stoma,
        /// Pressure sores (褥瘡).
        PressureSore,
        /// Children (小児).
        Paediatric,
        /// Dementia (認知症).
        Dementia,
        /// Aseptic preparation (無菌調剤).
        AsepticPreparation,
    }
}

vocabulary! {
    /// Whether a capability is there. What nobody stated is unknown and has no statement.
    Has = domain::organization::Has {
        /// It is.
        Yes,
        /// It is not.
        No,
    }
}

/// A day of the week.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "Weekday")]
pub enum DayOfWeek {
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

/// An organization of the directory: a hospital, a clinic, a station, a pharmacy, an office, a hub.
#[derive(SimpleObject, Clone)]
#[graphql(complex)]
pub struct Organization {
    /// The identifier.
    pub(crate) id: ID,
    #[graphql(skip)]
    key: Id<domain::organization::Organization>,
    #[graphql(skip)]
    municipality_code: Option<domain::text::MunicipalityCode>,
    /// What it is.
    kind: OrganizationKind,
    /// Its name as published.
    name: String,
    /// Its name in kana.
    name_kana: Option<String>,
    /// Its address as published.
    address: Option<String>,
    /// Where it is.
    location: Option<Location>,
    /// Telephone.
    phone: Option<PhoneNumber>,
    /// Fax.
    fax: Option<PhoneNumber>,
    /// Mail address of the office.
    email: Option<EmailAddress>,
    /// When it is open.
    hours: OpeningHours,
    /// When it is closed besides.
    closings: Closings,
    /// Where the record comes from, when it was imported.
    source: Option<Source>,
    /// Rises with every change; state it as `expectedVersion` to change the record.
    version: i32,
}

#[ComplexObject]
impl Organization {
    /// The municipality it stands in.
    async fn municipality(&self, ctx: &Context<'_>) -> Result<Option<Municipality>> {
        municipality(ctx, self.municipality_code.as_ref()).await
    }

    /// What is known of its capabilities. What is not listed is unknown, which is neither yes nor no.
    #[graphql(complexity = "10 * child_complexity + 1")]
    async fn capabilities(&self, ctx: &Context<'_>) -> Result<Vec<CapabilityStatement>> {
        let stated = load(ctx, CapabilitiesOf(self.key)).await?.unwrap_or_default();
        Ok(stated.into_iter().map(Into::into).collect())
    }

    /// Its present members, by name in kana.
    #[graphql(complexity = "20 * child_complexity + 1")]
    async fn members(&self, ctx: &Context<'_>) -> Result<Vec<Membership>> {
        let members = load(ctx, MembersOf(self.key)).await?.unwrap_or_default();
        Ok(members.into_iter().map(|(_, membership)| membership.into()).collect())
    }
}

impl From<domain::organization::Organization> for Organization {
    fn from(organization: domain::organization::Organization) -> Self {
        let domain::organization::Organization {
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
        Self {
            id: ids::write(id),
            key: id,
            municipality_code: municipality,
            kind: kind.into(),
            name: name.into(),
            name_kana: name_kana.map(Into::into),
            address: address.map(Into::into),
            location: location.map(Into::into),
            phone: phone.map(Into::into),
            fax: fax.map(Into::into),
            email: email.map(Into::into),
            hours: hours.into(),
            closings: closings.into(),
            source: source.map(Into::into),
            version,
        }
    }
}

/// The organization with this identifier, which is named in a record.
pub(crate) async fn organization(
    ctx: &Context<'_>,
    id: Id<domain::organization::Organization>,
) -> Result<Organization> {
    Ok(get(ctx, OrganizationById(id)).await?.into())
}

/// Where a fact comes from.
#[derive(SimpleObject, Clone)]
pub struct Source {
    /// Name of the publication, or of the person who said so.
    name: String,
    /// The day the fact was stated, where known.
    as_of: Option<Date>,
}

impl From<domain::organization::Source> for Source {
    fn from(source: domain::organization::Source) -> Self {
        let domain::organization::Source { name, as_of } = source;
        Self { name: name.into(), as_of: as_of.map(Into::into) }
    }
}

/// What is known of one capability of one organization.
#[derive(SimpleObject, Clone)]
pub struct CapabilityStatement {
    /// The capability.
    capability: Capability,
    /// Whether the organization has it.
    has: Has,
    /// Who said so, and when.
    source: Source,
}

impl From<domain::organization::CapabilityStatement> for CapabilityStatement {
    fn from(statement: domain::organization::CapabilityStatement) -> Self {
        let domain::organization::CapabilityStatement { capability, has, source } = statement;
        Self { capability: capability.into(), has: has.into(), source: source.into() }
    }
}

/// Opening hours for each day of the week, in Japan.
#[derive(SimpleObject, Clone)]
pub struct OpeningHours {
    /// The days with an opening, Monday first.
    days: Vec<OpeningDay>,
    /// Whether nobody has stated them: Monday to Friday, 9 to 17 is assumed.
    are_assumed: bool,
}

/// The openings of one day of the week.
#[derive(SimpleObject, Clone)]
pub struct OpeningDay {
    /// The day.
    day: DayOfWeek,
    /// Its openings in order, each as `09:00-12:30`; an end may be `24:00`.
    openings: Vec<String>,
}

impl From<domain::calendar::WeeklyHours> for OpeningHours {
    fn from(hours: domain::calendar::WeeklyHours) -> Self {
        let day = |day: Weekday| OpeningDay {
            day: day.into(),
            openings: hours.on(day).iter().map(ToString::to_string).collect(),
        };
        let days = WEEK.into_iter().map(day).filter(|day| !day.openings.is_empty()).collect();
        Self { days, are_assumed: hours.is_assumed() }
    }
}

/// The days on which an office is closed.
#[derive(SimpleObject, Clone)]
pub struct Closings {
    /// The days of the week on which it is open.
    open_on: Vec<DayOfWeek>,
    /// Whether it is open on public holidays.
    is_open_on_holidays: bool,
    /// Spans of days on which it closes every year.
    yearly: Vec<YearlyClosing>,
    /// Single days on which it is closed besides.
    days: Vec<Date>,
}

/// A span of days on which an office closes every year; it may run over New Year.
#[derive(SimpleObject, Clone)]
pub struct YearlyClosing {
    /// First closed day, as `12-29`.
    from: String,
    /// Last closed day, as `01-03`.
    until: String,
}

impl From<domain::calendar::Closings> for Closings {
    fn from(closings: domain::calendar::Closings) -> Self {
        let domain::calendar::Closings { open_on, on_holidays, yearly, days } = closings;
        let open = WEEK.into_iter().filter(|day| open_on.contains(*day));
        let month_and_day = |(month, day): (u8, u8)| format!("{month:02}-{day:02}");
        let yearly = yearly.into_iter().map(|domain::calendar::YearlyClosing { from, until }| {
            YearlyClosing { from: month_and_day(from), until: month_and_day(until) }
        });
        Self {
            open_on: open.map(Into::into).collect(),
            is_open_on_holidays: on_holidays == OnHolidays::Open,
            yearly: yearly.collect(),
            days: days.into_iter().map(Into::into).collect(),
        }
    }
}

/// A room that can be booked.
#[derive(SimpleObject, Clone)]
pub struct Room {
    /// The identifier.
    id: ID,
    /// The identifier of the organization whose it is.
    organization_id: ID,
    /// Its name, such as 会議室A.
    name: String,
}

impl From<domain::organization::Room> for Room {
    fn from(room: domain::organization::Room) -> Self {
        let domain::organization::Room { id, organization, name } = room;
        Self { id: ids::write(id), organization_id: ids::write(organization), name: name.into() }
    }
}

connection! {
    /// A page of the directory.
    OrganizationConnection,
    /// An organization on a page of the directory.
    OrganizationEdge of Organization
}

/// Which organizations a list is to hold.
#[derive(InputObject, Default)]
pub struct OrganizationFilter {
    /// Only of this kind.
    kind: Option<OrganizationKind>,
    /// Only in this municipality.
    municipality: Option<MunicipalityCode>,
    /// Only those whose name holds this.
    text: Option<String>,
}

#[derive(Default)]
pub struct OrganizationQuery;

#[Object]
impl OrganizationQuery {
    /// The directory, by name.
    #[graphql(complexity = "crate::page::cost(first, child_complexity)")]
    async fn organizations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which organizations; all when left out.")] filter: Option<OrganizationFilter>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<OrganizationConnection> {
        let OrganizationFilter { kind, municipality, text } = filter.unwrap_or_default();
        let filter = DirectoryFilter {
            kind: kind.map(Into::into),
            municipality: municipality.map(Into::into),
            text: input::line_if_any(text.as_deref(), "text")?.map(Into::into),
        };
        let page: Page<(String, Uuid)> = Page::parse(first, after.as_deref())?;
        let session = caller(ctx)?.session();
        let rows = app::directory::search(&session, &filter, page.after.clone(), page.limit()).await?;
        let position = |row: &domain::organization::Organization| (row.name.to_string(), row.id.uuid());
        Ok(OrganizationConnection::of(&page, rows, position, Into::into))
    }

    /// The rooms of the organization acted for, by name.
    #[graphql(complexity = "10 * child_complexity + 1")]
    async fn rooms(&self, ctx: &Context<'_>) -> Result<Vec<Room>> {
        let rooms = app::directory::my_rooms(&caller(ctx)?.session()).await?;
        Ok(rooms.into_iter().map(Into::into).collect())
    }
}
