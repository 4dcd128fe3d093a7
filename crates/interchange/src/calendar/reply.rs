//! Answers to our messages (`METHOD:REPLY`, RFC 5546 section 3.2.3).

use calcard::{
    Entry, Parser,
    common::PartialDateTime,
    icalendar::{
        ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarEntry, ICalendarMethod,
        ICalendarParameterName, ICalendarParameterValue, ICalendarParticipationStatus, ICalendarProperty,
        ICalendarValue,
    },
};
use domain::Timestamp;
use thiserror::Error;
use time::{Date, Month, PrimitiveDateTime, Time};
use uuid::Uuid;

/// The largest answer that is read, in bytes.
const MAX_BYTES: usize = 256 * 1_024;

/// Reads someone's answer.
///
/// Who really sent it is for the caller to establish: a file can name anyone.
///
/// # Errors
/// A [`ReplyError`] where the file is no answer of one person to one of our appointments.
pub fn read_reply(bytes: &[u8]) -> Result<Reply, ReplyError> {
    if bytes.len() > MAX_BYTES {
        return Err(ReplyError::TooLong);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| ReplyError::NotACalendar)?;
    let Entry::ICalendar(calendar) = Parser::new(text.trim_start_matches('\u{feff}')).entry() else {
        return Err(ReplyError::NotACalendar);
    };
    let event = answered_event(&calendar)?;
    let uid = event.uid().and_then(|uid| Uuid::try_parse(uid.trim()).ok()).ok_or(ReplyError::ForeignUid)?;
    let property = |name| event.property(&name).and_then(|entry| entry.values.first());
    let sequence = match property(ICalendarProperty::Sequence) {
        None => 0,
        Some(value) => {
            value.as_integer().and_then(|number| u32::try_from(number).ok()).ok_or(ReplyError::BadSequence)?
        }
    };
    let mut attendees = event.properties(&ICalendarProperty::Attendee);
    let (Some(attendee), None) = (attendees.next(), attendees.next()) else {
        return Err(ReplyError::NotOneAttendee);
    };
    let stamp = property(ICalendarProperty::Dtstamp).and_then(ICalendarValue::as_partial_date_time);
    Ok(Reply {
        uid,
        sequence,
        stamp: stamp.and_then(utc),
        attendee: address(attendee).ok_or(ReplyError::NotOneAttendee)?,
        answer: answer(attendee),
    })
}

/// Someone's answer to an appointment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The appointment.
    pub uid: Uuid,
    /// The message that is answered.
    pub sequence: u32,
    /// When the answer was made. Of two answers to one message the later counts.
    pub stamp: Option<Timestamp>,
    /// The mail address of who answers.
    pub attendee: String,
    /// What they answer.
    pub answer: Answer,
}

/// What someone answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nothing yet, or something we do not know.
    NeedsAction,
    /// They come.
    Accepted,
    /// They may come.
    Tentative,
    /// They do not come.
    Declined,
    /// They send somebody else.
    Delegated,
}

/// Why a file is no answer to one of our appointments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ReplyError {
    /// It is larger than 256 KiB.
    #[error("the answer is too long")]
    TooLong,
    /// It is no iCalendar file in UTF-8.
    #[error("the file is no calendar")]
    NotACalendar,
    /// It is no `METHOD:REPLY`.
    #[error("the calendar is no answer")]
    NotAReply,
    /// It answers for no event or for several.
    #[error("the answer is not about one event")]
    NotOneEvent,
    /// The event has no UID of ours.
    #[error("the answer is about an event that is not ours")]
    ForeignUid,
    /// `SEQUENCE` is no number.
    #[error("the answer has a malformed sequence number")]
    BadSequence,
    /// It does not name exactly one attendee with a mail address.
    #[error("the answer is not of one attendee")]
    NotOneAttendee,
}

fn answered_event(calendar: &ICalendar) -> Result<&ICalendarComponent, ReplyError> {
    let root = calendar.components.first().ok_or(ReplyError::NotACalendar)?;
    if root.component_type != ICalendarComponentType::VCalendar {
        return Err(ReplyError::NotACalendar);
    }
    let method = root.property(&ICalendarProperty::Method).and_then(|entry| entry.values.first());
    if method != Some(&ICalendarValue::Method(ICalendarMethod::Reply)) {
        return Err(ReplyError::NotAReply);
    }
    let children = root.component_ids.iter().filter_map(|id| calendar.component_by_id(*id));
    let mut events = children.filter(|child| child.component_type == ICalendarComponentType::VEvent);
    match (events.next(), events.next()) {
        (Some(event), None) => Ok(event),
        _ => Err(ReplyError::NotOneEvent),
    }
}

fn answer(attendee: &ICalendarEntry) -> Answer {
    match attendee.parameter(&ICalendarParameterName::Partstat) {
        Some(ICalendarParameterValue::Partstat(status)) => match status {
            ICalendarParticipationStatus::Accepted => Answer::Accepted,
            ICalendarParticipationStatus::Tentative => Answer::Tentative,
            ICalendarParticipationStatus::Declined => Answer::Declined,
            ICalendarParticipationStatus::Delegated => Answer::Delegated,
            _ => Answer::NeedsAction,
        },
        _ => Answer::NeedsAction,
    }
}

/// The mail address of an attendee, decoded; `None` where it is none.
fn address(attendee: &ICalendarEntry) -> Option<String> {
    let address = percent_decoded(attendee.calendar_address()?.trim())?;
    let (name, host) = address.rsplit_once('@')?;
    let sound = !name.is_empty() && !host.is_empty() && address.bytes().all(|byte| byte.is_ascii_graphic());
    (sound && address.len() <= 254).then_some(address)
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut decoded = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2)?;
        decoded.push(u8::from_str_radix(digits, 16).ok()?);
        decoded.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(decoded).ok()
}

fn utc(at: &PartialDateTime) -> Option<Timestamp> {
    let month = Month::try_from(at.month?).ok()?;
    let date = Date::from_calendar_date(i32::from(at.year?), month, at.day?).ok()?;
    let time = Time::from_hms(at.hour?, at.minute?, at.second?).ok()?;
    let is_utc = (at.tz_hour, at.tz_minute) == (Some(0), Some(0));
    is_utc.then(|| PrimitiveDateTime::new(date, time).assume_utc().into())
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const UID: &str = "01939b1e-7c00-7000-8000-000000000001";

    fn reply(attendee: &str) -> String {
        [
            "BEGIN:VCALENDAR",
            "PRODID:-//Mihon//Calendar//JA",
            "VERSION:2.0",
            "METHOD:REPLY",
            "BEGIN:VEVENT",
            &format!("UID:{UID}"),
            "SEQUENCE:2",
            "DTSTAMP:20261120T040000Z",
            attendee,
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
        .join("\r\n")
    }

    #[test]
    fn an_answer_is_read_with_who_gave_it_and_to_which_message() {
        let text = reply("ATTENDEE;CN=\"見本 太郎\";PARTSTAT=ACCEPTED:MAILTO:mihon@example.jp");
        let expected = Reply {
            uid: Uuid::try_parse(UID).unwrap(),
            sequence: 2,
            stamp: Some(datetime!(2026-11-20 04:00 UTC).into()),
            attendee: "mihon@example.jp".into(),
            answer: Answer::Accepted,
        };
        assert_eq!(read_reply(text.as_bytes()), Ok(expected.clone()));
        let marked = format!("\u{feff}{}", text.replace("\r\n", "\n"));
        assert_eq!(read_reply(marked.as_bytes()), Ok(expected));
    }

    #[test]
    fn every_answer_has_its_word() {
        let cases = [
            (";PARTSTAT=DECLINED", Answer::Declined),
            (";PARTSTAT=tentative", Answer::Tentative),
            (";PARTSTAT=DELEGATED;DELEGATED-TO=\"mailto:b@example.jp\"", Answer::Delegated),
            (";PARTSTAT=X-MAYBE", Answer::NeedsAction),
            ("", Answer::NeedsAction),
        ];
        for (params, answer) in cases {
            let text = reply(&format!("ATTENDEE{params}:mailto:a@example.jp"));
            assert_eq!(read_reply(text.as_bytes()).map(|reply| reply.answer), Ok(answer), "{params}");
        }
    }

    #[test]
    fn what_is_no_answer_to_us_is_refused() {
        let good = reply("ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@example.jp");
        let event =
            good.split_once("BEGIN:VEVENT").unwrap().1.split_once("END:VCALENDAR").unwrap().0.to_owned();
        let cases = [
            (good.replace("METHOD:REPLY", "METHOD:REQUEST"), ReplyError::NotAReply),
            (good.replace("METHOD:REPLY\r\n", ""), ReplyError::NotAReply),
            (
                good.replace("BEGIN:VEVENT", &format!("BEGIN:VEVENT{event}BEGIN:VEVENT")),
                ReplyError::NotOneEvent,
            ),
            (good.replace("VEVENT", "VTODO"), ReplyError::NotOneEvent),
            (good.replace(UID, "someone-else@example.jp"), ReplyError::ForeignUid),
            (good.replace("SEQUENCE:2", "SEQUENCE:two"), ReplyError::BadSequence),
            (good.replace("SEQUENCE:2", "SEQUENCE:-1"), ReplyError::BadSequence),
            (
                reply("ATTENDEE:mailto:a@example.jp\r\nATTENDEE:mailto:b@example.jp"),
                ReplyError::NotOneAttendee,
            ),
            (reply("ATTENDEE:mailto:a%0D%0A@example.jp"), ReplyError::NotOneAttendee),
            (reply("ATTENDEE:urn:uuid:1"), ReplyError::NotOneAttendee),
            (reply("X-NOBODY:1"), ReplyError::NotOneAttendee),
            ("BEGIN:VCARD\r\nEND:VCARD\r\n".to_owned(), ReplyError::NotACalendar),
            (good.repeat(2_000), ReplyError::TooLong),
            (String::new(), ReplyError::NotACalendar),
        ];
        for (text, error) in cases {
            assert_eq!(read_reply(text.as_bytes()), Err(error), "{}", text.get(..400).unwrap_or(&text));
        }
        assert_eq!(read_reply(b"\xFF\xFE"), Err(ReplyError::NotACalendar));
    }
}
