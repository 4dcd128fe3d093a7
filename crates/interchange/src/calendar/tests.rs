use std::{env, fs, path::Path};

use calcard::{Entry, Parser};
use proptest::prelude::*;
use time::macros::datetime;

use super::*;

fn person(name: &str, email: &str) -> Person {
    Person { name: IcsText::new(name), email: email.to_owned() }
}

fn sample() -> Appointment {
    Appointment {
        uid: Uuid::from_u128(0x0193_9b1e_7c00_7000_8000_0000_0000_0001),
        sequence: 1,
        method: Method::Request,
        at: Interval::new(datetime!(2026-11-20 13:00 +9).into(), datetime!(2026-11-20 13:30 +9).into())
            .unwrap(),
        stamp: datetime!(2026-11-13 09:15:30 +9).into(),
        summary: IcsText::new("退院時カンファレンス, 見本病院"),
        description: IcsText::new("出欠は次のリンクから\r\nお答えください。"),
        location: Some(IcsText::new("見本病院 3階; 会議室A")),
        url: Link::parse("https://kaname.example.jp/answer/abc"),
        organizer: person("見本 退院支援室", "office@hospital.example.jp"),
        attendees: vec![
            Attendee { person: person("見本 太郎", "taro@clinic.example.jp"), role: Role::Required },
            Attendee { person: person("見本花子", "hanako@pharmacy.example.jp"), role: Role::Optional },
        ],
    }
}

fn unfolded(text: &str) -> Vec<String> {
    text.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
}

#[test]
fn an_invitation_is_printed_line_by_line() {
    let expected = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Kaname//Kaname//JA",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        "UID:01939b1e-7c00-7000-8000-000000000001",
        "SEQUENCE:1",
        "DTSTAMP:20261113T001530Z",
        "DTSTART:20261120T040000Z",
        "DTEND:20261120T043000Z",
        "STATUS:CONFIRMED",
        "SUMMARY:退院時カンファレンス\\, 見本病院",
        "DESCRIPTION:出欠は次のリンクから\\nお答えください。",
        "LOCATION:見本病院 3階\\; 会議室A",
        "URL:https://kaname.example.jp/answer/abc",
        "ORGANIZER;CN=\"見本 退院支援室\":mailto:office@hospital.example.jp",
        "ATTENDEE;CN=\"見本 太郎\";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:taro@clinic.example.jp",
        "ATTENDEE;CN=見本花子;ROLE=OPT-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:hanako@pharmacy.example.jp",
        "END:VEVENT",
        "END:VCALENDAR",
    ];
    assert_eq!(unfolded(&print(&sample())), expected);
}

#[test]
fn a_cancellation_asks_for_no_answer() {
    let lines = unfolded(&print(&Appointment { method: Method::Cancel, ..sample() }));
    assert!(lines.contains(&"METHOD:CANCEL".to_owned()) && lines.contains(&"STATUS:CANCELLED".to_owned()));
    assert!(lines.iter().all(|line| !line.contains("RSVP") && !line.contains("PARTSTAT")));
}

#[test]
fn the_answer_to_an_invitation_leads_back_to_it() {
    let sent = Appointment { attendees: sample().attendees.into_iter().take(1).collect(), ..sample() };
    let answered = print(&sent).replace("METHOD:REQUEST", "METHOD:REPLY").replace("NEEDS-ACTION", "DECLINED");
    let reply = read_reply(answered.as_bytes()).unwrap();
    assert_eq!((reply.uid, reply.sequence, reply.stamp), (sent.uid, 1, Some(sent.stamp)));
    assert_eq!((reply.attendee.as_str(), reply.answer), ("taro@clinic.example.jp", Answer::Declined));
}

#[test]
fn no_foreign_calendar_file_is_taken_for_an_answer_or_stops_the_reader() {
    let folder = env::var("KANAME_SHARED_DATA")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data").to_owned());
    let Ok(files) = fs::read_dir(Path::new(&folder).join("ics/icalendar")) else {
        crate::real_files::bytes("ics/icalendar");
        return;
    };
    for file in files.map(|file| file.unwrap().path()) {
        assert!(read_reply(&fs::read(&file).unwrap()).is_err(), "{}", file.display());
    }
}

/// Text that tries to end its line, its value or its quotation.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\r\nATTENDEE:mailto:x@evil.example\r\n".to_owned()),
        Just("\nEND:VEVENT\nBEGIN:VEVENT\n".to_owned()),
        Just("\"".to_owned()),
        Just("\";PARTSTAT=ACCEPTED:mailto:x@evil.example".to_owned()),
        "[\\x00-\\x20\u{7f}-\u{9f}\u{2028}\u{2029}]{1,3}",
        "[,;:\\\\^=%@\"']{1,3}",
        "[ぁ-ん亜-腕か\u{3099}]{1,40}",
        any::<String>(),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn property_names(text: &str) -> Vec<String> {
    unfolded(text).iter().map(|line| line.split([':', ';']).next().unwrap_or_default().to_owned()).collect()
}

proptest! {
    #[test]
    fn hostile_text_never_adds_a_line_or_changes_one(
        summary in hostile(), description in hostile(), location in hostile(), name in hostile(),
        email in hostile(), link in hostile(), method in prop_oneof![Just(Method::Request), Just(Method::Cancel)],
    ) {
        let appointment = Appointment {
            method,
            summary: IcsText::new(&summary),
            description: IcsText::new(&description),
            location: Some(IcsText::new(&location)),
            url: Link::parse(&format!("https://kaname.example.jp/{link}")).or(sample().url),
            organizer: person(&name, &email),
            attendees: vec![
                Attendee { person: person(&name, &email), role: Role::Required },
                Attendee { person: person(&name, &email), role: Role::Optional },
            ],
            ..sample()
        };
        let printed = print(&appointment);

        prop_assert_eq!(property_names(&printed), property_names(&print(&sample())));
        prop_assert!(printed.split("\r\n").all(|line| line.len() <= 75));
        prop_assert!(printed.replace("\r\n", "").chars().all(|c| !c.is_control()));

        let Entry::ICalendar(parsed) = Parser::new(&printed).entry() else { panic!("not a calendar") };
        prop_assert_eq!(parsed.components.len(), 2);
        let event = &parsed.components[1];
        let read = |name| event.property(&name).and_then(|entry| entry.values.first()?.as_text()).unwrap_or_default();
        prop_assert_eq!(read(ICalendarProperty::Summary).trim(), appointment.summary.value().trim());
        prop_assert_eq!(read(ICalendarProperty::Description).trim(), appointment.description.value().trim());
        prop_assert_eq!(event.properties(&ICalendarProperty::Attendee).count(), 2);
    }

    #[test]
    fn no_bytes_stop_the_reader_of_answers(bytes in prop::collection::vec(any::<u8>(), 0..200), text in hostile()) {
        let _ = read_reply(&bytes);
        let _ = read_reply(format!("BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:{text}").as_bytes());
    }
}
