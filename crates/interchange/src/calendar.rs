//! Appointments as iCalendar (RFC 5545): messages of iTIP (RFC 5546) with invitations out and answers in, and
//! calendars that people's programs only read.
//!
//! Times are written in UTC, so that no time-zone definition has to be carried and none misread.

mod publication;
mod reply;
mod text;

use calcard::{
    common::PartialDateTime,
    icalendar::{
        ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarMethod, ICalendarParameter,
        ICalendarParticipationRole, ICalendarParticipationStatus, ICalendarProperty, ICalendarStatus,
        ICalendarValue, Uri,
    },
};
use domain::{Interval, Timestamp};
use uuid::Uuid;

pub use publication::{Entry, Publication, Series, Standing, publish};
pub use reply::{Answer, Reply, ReplyError, read_reply};
pub use text::{IcsText, Link};

/// Who sends the messages, for the reader's software.
const PRODUCT: &str = "-//Kaname//Kaname//JA";

/// A message that puts an appointment into people's calendars, changes it there or takes it out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// What all messages about this appointment and all answers to it share.
    pub uid: Uuid,
    /// Higher in each message that changes time or place.
    pub sequence: u32,
    /// What the message asks for.
    pub method: Method,
    /// When it takes place, to the second.
    pub at: Interval,
    /// When the message was made.
    pub stamp: Timestamp,
    /// Its title.
    pub summary: IcsText,
    /// More about it.
    pub description: IcsText,
    /// Where it takes place.
    pub location: Option<IcsText>,
    /// Where to join by video or to answer.
    pub url: Option<Link>,
    /// Who invites.
    pub organizer: Person,
    /// Who is invited.
    pub attendees: Vec<Attendee>,
}

/// What a message asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// To enter or change the appointment and to answer.
    Request,
    /// To take the appointment out.
    Cancel,
}

/// A name and a mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The name shown.
    pub name: IcsText,
    /// The mail address.
    pub email: String,
}

/// Someone invited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attendee {
    /// Who.
    pub person: Person,
    /// Whether the appointment needs them.
    pub role: Role,
}

/// Whether an appointment needs someone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It does.
    Required,
    /// They may stay away.
    Optional,
}

/// Writes an appointment as an iCalendar file: lines end in CRLF and are folded at 75 octets.
pub fn print(appointment: &Appointment) -> String {
    let method = match appointment.method {
        Method::Request => ICalendarMethod::Request,
        Method::Cancel => ICalendarMethod::Cancel,
    };
    let mut calendar = calendar(method);
    calendar.component_ids.push(1);
    ICalendar { components: vec![calendar, event(appointment)] }.to_string()
}

/// A calendar without anything in it.
fn calendar(method: ICalendarMethod) -> ICalendarComponent {
    let mut calendar = ICalendarComponent::new(ICalendarComponentType::VCalendar);
    calendar.add_property(ICalendarProperty::Version, ICalendarValue::Text("2.0".into()));
    calendar.add_property(ICalendarProperty::Prodid, ICalendarValue::Text(PRODUCT.into()));
    calendar.add_property(ICalendarProperty::Method, ICalendarValue::Method(method));
    calendar
}

fn event(appointment: &Appointment) -> ICalendarComponent {
    let Appointment {
        uid,
        sequence,
        method,
        at,
        stamp,
        summary,
        description,
        location,
        url,
        organizer,
        attendees,
    } = appointment;
    let mut event = occurrence(&Occurrence {
        uid: *uid,
        sequence: *sequence,
        at: *at,
        stamp: *stamp,
        status: match method {
            Method::Request => ICalendarStatus::Confirmed,
            Method::Cancel => ICalendarStatus::Cancelled,
        },
        summary,
        description,
        location: location.as_ref(),
        url: url.as_ref(),
    });
    let name = |person: &Person| ICalendarParameter::cn(person.name.parameter());
    event.add_property_with_params(ICalendarProperty::Organizer, [name(organizer)], mailto(&organizer.email));
    for Attendee { person, role } in attendees {
        let role = match role {
            Role::Required => ICalendarParticipationRole::ReqParticipant,
            Role::Optional => ICalendarParticipationRole::OptParticipant,
        };
        let mut params = vec![name(person), ICalendarParameter::role(role)];
        if *method == Method::Request {
            params.push(ICalendarParameter::partstat(ICalendarParticipationStatus::NeedsAction));
            params.push(ICalendarParameter::rsvp(true));
        }
        event.add_property_with_params(ICalendarProperty::Attendee, params, mailto(&person.email));
    }
    event
}

/// What every entry of a calendar has, whoever is invited.
struct Occurrence<'a> {
    uid: Uuid,
    sequence: u32,
    at: Interval,
    stamp: Timestamp,
    status: ICalendarStatus,
    summary: &'a IcsText,
    description: &'a IcsText,
    location: Option<&'a IcsText>,
    url: Option<&'a Link>,
}

fn occurrence(of: &Occurrence<'_>) -> ICalendarComponent {
    let Occurrence { uid, sequence, at, stamp, status, summary, description, location, url } = of;
    let mut event = ICalendarComponent::new(ICalendarComponentType::VEvent);
    event.add_uid(&uid.hyphenated().to_string());
    event.add_sequence(i64::from(*sequence));
    event.add_dtstamp(utc(*stamp));
    event.add_property(ICalendarProperty::Dtstart, utc(at.start()));
    event.add_property(ICalendarProperty::Dtend, utc(at.end()));
    event.add_property(ICalendarProperty::Status, ICalendarValue::Status(status.clone()));
    event.add_property(ICalendarProperty::Summary, text(summary));
    event.add_property(ICalendarProperty::Description, text(description));
    if let Some(location) = location {
        event.add_property(ICalendarProperty::Location, text(location));
    }
    if let Some(Link(url)) = url {
        event.add_property(ICalendarProperty::Url, ICalendarValue::Uri(Uri::Location(url.clone())));
    }
    event
}

fn text(text: &IcsText) -> ICalendarValue {
    ICalendarValue::Text(text.value().to_owned())
}

/// The address as a URI. All but the characters of ordinary addresses is percent-encoded, so that no
/// address can end its line.
fn mailto(email: &str) -> ICalendarValue {
    let address =
        text::percent_encoded(email, |byte| byte.is_ascii_alphanumeric() || b"!$'*+-./=@_~".contains(&byte));
    ICalendarValue::Uri(Uri::Location(format!("mailto:{address}")))
}

fn utc(at: Timestamp) -> PartialDateTime {
    let at = at.utc();
    PartialDateTime {
        year: u16::try_from(at.year()).ok(),
        month: Some(at.month().into()),
        day: Some(at.day()),
        hour: Some(at.hour()),
        minute: Some(at.minute()),
        second: Some(at.second()),
        tz_hour: Some(0),
        tz_minute: Some(0),
        tz_minus: false,
    }
}

#[cfg(test)]
mod tests;
