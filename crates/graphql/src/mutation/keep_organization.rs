//! An organization keeps its own record: where it is reached, what it can do, when it is open, its rooms.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use domain::{
    calendar::{Closings, OnHolidays, Opening, WeeklyHours, YearlyClosing},
    organization::{CapabilityStatement, Source},
};
use time::{Month, Weekday};

use crate::{
    caller::caller,
    ids, input,
    organization::{Capability, DayOfWeek, Has, Organization, Room},
    scalar::{Date, EmailAddress, PhoneNumber},
};

/// What an organization states of its capabilities.
#[derive(InputObject)]
pub struct StateCapabilitiesInput {
    /// The organization.
    organization: ID,
    /// The version that was read.
    expected_version: i32,
    /// The statements; capabilities not named stay as they were.
    statements: Vec<CapabilityStatementInput>,
}

/// What is stated of one capability.
#[derive(InputObject)]
pub struct CapabilityStatementInput {
    /// The capability.
    capability: Capability,
    /// Whether the organization has it.
    has: Has,
    /// Who says so, at most 400 characters.
    source: String,
    /// The day on which it was said; today when left out.
    as_of: Option<Date>,
}

/// That what an organization stated of its capabilities is still true.
#[derive(InputObject)]
pub struct ConfirmCapabilitiesInput {
    /// The organization; the one acted for when left out.
    organization: Option<ID>,
    /// Its version that was read.
    expected_version: i32,
}

/// When an organization is open.
#[derive(InputObject)]
pub struct StateHoursInput {
    /// The organization.
    organization: ID,
    /// The version that was read.
    expected_version: i32,
    /// The days with an opening; the others are closed.
    days: Vec<OpeningDayInput>,
    /// Whether it is open on public holidays.
    #[graphql(default)]
    is_open_on_holidays: bool,
    /// Spans of days on which it closes every year, at most 20.
    #[graphql(default)]
    yearly_closings: Vec<YearlyClosingInput>,
    /// Single days on which it is closed besides, at most 100.
    #[graphql(default)]
    closed_days: Vec<Date>,
}

/// The openings of one day of the week.
#[derive(InputObject)]
pub struct OpeningDayInput {
    /// The day.
    day: DayOfWeek,
    /// Its openings, at most four, each as `09:00-12:30`; an end may be `24:00`.
    openings: Vec<String>,
}

/// A span of days on which an office closes every year, both ends included; it may run over New Year.
#[derive(InputObject)]
pub struct YearlyClosingInput {
    /// First closed day, as `12-29`.
    from: String,
    /// Last closed day, as `01-03`.
    until: String,
}

/// Where an organization is reached; what is left out or null is not known any more.
#[derive(InputObject)]
pub struct StateContactInput {
    /// The organization.
    organization: ID,
    /// The version that was read.
    expected_version: i32,
    /// Its telephone number.
    phone: Option<PhoneNumber>,
    /// Its fax number.
    fax: Option<PhoneNumber>,
    /// The mail address letters to it go to.
    email: Option<EmailAddress>,
}

/// A room to add.
#[derive(InputObject)]
pub struct AddRoomInput {
    /// A key of your choice, 1 to 100 visible ASCII characters; repeat it to repeat the request safely.
    idempotency_key: String,
    /// Its name, at most 400 characters, such as 会議室A.
    name: String,
}

/// What stating capabilities gives.
#[derive(SimpleObject)]
pub struct StateCapabilitiesPayload {
    /// The organization as it is now.
    organization: Organization,
}

/// What stating hours gives.
#[derive(SimpleObject)]
pub struct StateHoursPayload {
    /// The organization as it is now.
    organization: Organization,
}

/// What stating contact data gives.
#[derive(SimpleObject)]
pub struct StateContactPayload {
    /// The organization as it is now.
    organization: Organization,
}

/// What adding a room gives.
#[derive(SimpleObject)]
pub struct AddRoomPayload {
    /// The room.
    room: Room,
}

#[derive(Default)]
pub struct KeepOrganizationMutation;

#[Object]
impl KeepOrganizationMutation {
    /// States what an organization can do. Only for its coordinators and administrators, and those of the hub of the
    /// area it stands in.
    async fn state_capabilities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The statements.")] input: StateCapabilitiesInput,
    ) -> Result<StateCapabilitiesPayload> {
        let StateCapabilitiesInput { organization, expected_version, statements } = input;
        let id = ids::read(&organization, "organization")?;
        let session = caller(ctx)?.session();
        input::at_most(&statements, domain::organization::Capability::ALL.len(), "statements")?;
        let statement = |statement: CapabilityStatementInput| -> Result<_, app::Error> {
            let CapabilityStatementInput { capability, has, source, as_of } = statement;
            let as_of = Some(as_of.map_or(session.today(), |day| day.0));
            Ok(CapabilityStatement {
                capability: capability.into(),
                has: has.into(),
                source: Source { name: input::line(&source, "source")?, as_of },
            })
        };
        let statements = statements.into_iter().map(statement).collect::<Result<_, _>>()?;
        let stated =
            app::keep_organization::state_capabilities(&session, id, expected_version, statements).await?;
        Ok(StateCapabilitiesPayload { organization: stated.into() })
    }

    /// States again, as of today, all that is known of what an organization can do. Only for its coordinators and
    /// administrators, and those of the hub of the area it stands in.
    async fn confirm_capabilities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The version.")] input: ConfirmCapabilitiesInput,
    ) -> Result<StateCapabilitiesPayload> {
        let ConfirmCapabilitiesInput { organization, expected_version } = input;
        let session = caller(ctx)?.session();
        let organization = match organization {
            Some(id) => ids::read(&id, "organization")?,
            None => session.member()?.organization,
        };
        let stated =
            app::keep_organization::confirm_capabilities(&session, organization, expected_version).await?;
        Ok(StateCapabilitiesPayload { organization: stated.into() })
    }

    /// States when an organization is open. Only for its coordinators and administrators, and those of the hub of the
    /// area it stands in.
    async fn state_hours(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The hours.")] input: StateHoursInput,
    ) -> Result<StateHoursPayload> {
        let StateHoursInput {
            organization,
            expected_version,
            days,
            is_open_on_holidays,
            yearly_closings,
            closed_days,
        } = input;
        let id = ids::read(&organization, "organization")?;
        input::at_most(&days, 7, "days")?;
        input::at_most(&yearly_closings, 20, "yearlyClosings")?;
        input::at_most(&closed_days, 100, "closedDays")?;
        let mut openings = vec![];
        for OpeningDayInput { day, openings: written } in days {
            for text in &written {
                openings.push((Weekday::from(day), Opening::parse(text).map_err(hours)?));
            }
        }
        let stated = WeeklyHours::stated(openings).map_err(hours)?;
        let closings = Closings {
            open_on: stated.open_on(),
            on_holidays: if is_open_on_holidays { OnHolidays::Open } else { OnHolidays::Closed },
            yearly: yearly_closings.iter().map(YearlyClosingInput::read).collect::<Result<_, _>>()?,
            days: closed_days.into_iter().map(|day| day.0).collect(),
        };
        let session = caller(ctx)?.session();
        let organization =
            app::keep_organization::state_hours(&session, id, expected_version, stated, closings).await?;
        Ok(StateHoursPayload { organization: organization.into() })
    }

    /// States where an organization is reached. Only for its coordinators and administrators, and those of the hub of
    /// the area it stands in.
    async fn state_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The contact data.")] input: StateContactInput,
    ) -> Result<StateContactPayload> {
        let StateContactInput { organization, expected_version, phone, fax, email } = input;
        let id = ids::read(&organization, "organization")?;
        let session = caller(ctx)?.session();
        let [phone, fax] = [phone, fax].map(|number| number.map(Into::into));
        let email = email.map(Into::into);
        let stated =
            app::keep_organization::state_contact(&session, id, expected_version, phone, fax, email).await?;
        Ok(StateContactPayload { organization: stated.into() })
    }

    /// Adds a room to the organization acted for. Only for its coordinators and administrators.
    async fn add_room(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The room.")] input: AddRoomInput,
    ) -> Result<AddRoomPayload> {
        let AddRoomInput { idempotency_key, name } = input;
        let key = app::IdempotencyKey::parse(&idempotency_key)?;
        let name = input::line(&name, "name")?;
        let room = app::keep_organization::add_room(&caller(ctx)?.session(), &key, name).await?;
        Ok(AddRoomPayload { room: room.into() })
    }
}

fn hours(refusal: domain::calendar::HoursRefusal) -> app::Error {
    app::Error::Invalid { code: domain::Refused::from(refusal).code, field: Some("days") }
}

impl YearlyClosingInput {
    fn read(&self) -> Result<YearlyClosing, app::Error> {
        Ok(YearlyClosing { from: month_and_day(&self.from)?, until: month_and_day(&self.until)? })
    }
}

/// Reads `12-29`.
fn month_and_day(text: &str) -> Result<(u8, u8), app::Error> {
    let read = || {
        let (month, day) = text.split_once('-')?;
        let two_digits = |text: &str| (text.len() == 2).then(|| text.parse::<u8>().ok()).flatten();
        let (month, day) = (two_digits(month)?, two_digits(day)?);
        let longest = Month::try_from(month).ok()?.length(2024);
        (1..=longest).contains(&day).then_some((month, day))
    };
    read().ok_or(app::Error::Invalid { code: "DATE_MALFORMED", field: Some("yearlyClosings") })
}
