//! Calendars that are only read: nobody is invited by them, and nobody answers them (RFC 5546, PUBLISH).

use calcard::icalendar::{
    ICalendar, ICalendarDuration, ICalendarMethod, ICalendarParameter, ICalendarProperty, ICalendarStatus,
    ICalendarTransparency, ICalendarValue, ICalendarValueType,
};
use domain::{Interval, Timestamp};
use uuid::Uuid;

use super::{IcsText, Link, Occurrence, calendar, occurrence, text};

/// Appointments that a person's program puts into their calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// What it is called and how often to ask for it, where a program fetches it again and again.
    pub series: Option<Series>,
    /// The appointments.
    pub entries: Vec<Entry>,
}

/// A calendar that is fetched again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// Its name.
    pub name: IcsText,
    /// After how many hours it is worth asking again.
    pub hours: u32,
}

/// One appointment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The same as in every message about it.
    pub uid: Uuid,
    /// The same as in the newest message about it.
    pub sequence: u32,
    /// Whether it takes place.
    pub standing: Standing,
    /// When it takes place, to the second.
    pub at: Interval,
    /// When this was written.
    pub stamp: Timestamp,
    /// Its title.
    pub summary: IcsText,
    /// More about it.
    pub description: IcsText,
    /// Where it takes place.
    pub location: Option<IcsText>,
    /// Where there is more about it.
    pub url: Option<Link>,
}

/// Whether an appointment takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    Confirmed,
    /// It was called off, and takes nobody's time.
    Cancelled,
}

/// Writes a calendar as an iCalendar file: lines end in CRLF and are folded at 75 octets.
pub fn publish(publication: &Publication) -> String {
    let Publication { series, entries } = publication;
    let mut calendar = calendar(ICalendarMethod::Publish);
    if let Some(Series { name, hours }) = series {
        let every = || ICalendarValue::Duration(ICalendarDuration { hours: *hours, ..Default::default() });
        let is_duration = ICalendarParameter::value(ICalendarValueType::Duration);
        let other = |name: &str| ICalendarProperty::Other(name.to_owned());
        calendar.add_property(ICalendarProperty::Name, text(name));
        calendar.add_property(other("X-WR-CALNAME"), text(name));
        calendar.add_property_with_params(ICalendarProperty::RefreshInterval, [is_duration], every());
        calendar.add_property(other("X-PUBLISHED-TTL"), every());
    }
    let mut components = vec![calendar];
    for (id, entry) in (1..).zip(entries) {
        components[0].component_ids.push(id);
        components.push(event(entry));
    }
    ICalendar { components }.to_string()
}

fn event(entry: &Entry) -> calcard::icalendar::ICalendarComponent {
    let Entry { uid, sequence, standing, at, stamp, summary, description, location, url } = entry;
    let (status, takes_time) = match standing {
        Standing::Confirmed => (ICalendarStatus::Confirmed, ICalendarTransparency::Opaque),
        Standing::Cancelled => (ICalendarStatus::Cancelled, ICalendarTransparency::Transparent),
    };
    let mut event = occurrence(&Occurrence {
        uid: *uid,
        sequence: *sequence,
        at: *at,
        stamp: *stamp,
        status,
        summary,
        description,
        location: location.as_ref(),
        url: url.as_ref(),
    });
    event.add_property(ICalendarProperty::Transp, ICalendarValue::Transparency(takes_time));
    event
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn entry(standing: Standing) -> Entry {
        Entry {
            uid: Uuid::from_u128(0x0193_9b1e_7c00_7000_8000_0000_0000_0001),
            sequence: 2,
            standing,
            at: Interval::new(datetime!(2026-11-20 13:00 +9).into(), datetime!(2026-11-20 13:30 +9).into())
                .unwrap(),
            stamp: datetime!(2026-11-13 09:15:30 +9).into(),
            summary: IcsText::new("退院時カンファレンス"),
            description: IcsText::new("詳しくは\r\nBEGIN:VEVENT"),
            location: Some(IcsText::new("見本病院 3階; 会議室A")),
            url: Link::parse("https://kaname.example.jp/conferences/1"),
        }
    }

    fn lines(publication: &Publication) -> Vec<String> {
        let text = publish(publication).replace("\r\n ", "");
        text.split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn a_calendar_is_printed_line_by_line() {
        let series = Some(Series { name: IcsText::new("要 会議"), hours: 1 });
        let expected = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Kaname//Kaname//JA",
            "METHOD:PUBLISH",
            "NAME:要 会議",
            "X-WR-CALNAME:要 会議",
            "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
            "X-PUBLISHED-TTL:PT1H",
            "BEGIN:VEVENT",
            "UID:01939b1e-7c00-7000-8000-000000000001",
            "SEQUENCE:2",
            "DTSTAMP:20261113T001530Z",
            "DTSTART:20261120T040000Z",
            "DTEND:20261120T043000Z",
            "STATUS:CONFIRMED",
            "SUMMARY:退院時カンファレンス",
            "DESCRIPTION:詳しくは\\nBEGIN:VEVENT",
            "LOCATION:見本病院 3階\\; 会議室A",
            "URL:https://kaname.example.jp/conferences/1",
            "TRANSP:OPAQUE",
            "END:VEVENT",
            "END:VCALENDAR",
        ];
        assert_eq!(lines(&Publication { series, entries: vec![entry(Standing::Confirmed)] }), expected);
    }

    #[test]
    fn what_was_called_off_takes_no_time_and_one_file_holds_many() {
        let entries =
            vec![entry(Standing::Cancelled), entry(Standing::Confirmed), entry(Standing::Cancelled)];
        let lines = lines(&Publication { series: None, entries });
        let count = |line: &str| lines.iter().filter(|l| *l == line).count();
        assert_eq!((count("BEGIN:VEVENT"), count("END:VEVENT")), (3, 3));
        assert_eq!((count("STATUS:CANCELLED"), count("TRANSP:TRANSPARENT")), (2, 2));
        assert!(lines.iter().all(|line| !line.starts_with("REFRESH-INTERVAL")), "it is fetched once");
    }

    #[test]
    fn a_calendar_with_nothing_in_it_is_still_one() {
        let lines = lines(&Publication { series: None, entries: vec![] });
        assert_eq!(lines.first().map(String::as_str), Some("BEGIN:VCALENDAR"));
        assert_eq!(lines.last().map(String::as_str), Some("END:VCALENDAR"));
    }
}
