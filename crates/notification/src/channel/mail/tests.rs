use domain::{Id, Interval, Timestamp, text::WebAddress};
use interchange::calendar::Role;
use mail_parser::{MessageParser, MimeHeaders};
use uuid::Uuid;

use super::*;

fn channel() -> Mail {
    let from = EmailAddress::parse("kaname@mail.example.jp").unwrap();
    Mail::new(SmtpConfig { host: "127.0.0.1".into(), port: 25, tls: Tls::None, credentials: None, from })
        .unwrap()
}

fn letter(text: &str) -> Letter {
    let start = Timestamp::from_millis(1_795_752_000_000);
    Letter {
        id: Id::new(Uuid::from_u128(7)),
        made_at: start,
        sender: text.into(),
        recipient: text.into(),
        address: EmailAddress::parse("taro@clinic.example.jp").unwrap(),
        text: wording::Mail { subject: text.into(), body: text.into() },
        occasion: Some(Occasion {
            conference: Id::new(Uuid::from_u128(8)),
            sequence: 0,
            method: Method::Request,
            at: Interval::new(start, Timestamp::from_millis(start.millis() + 60_000)).unwrap(),
            summary: text.into(),
            location: Some(text.into()),
            video: WebAddress::parse("https://video.example.jp/x").ok(),
            role: Role::Required,
        }),
    }
}

#[test]
fn no_text_adds_a_header_or_a_line_to_the_calendar() {
    let shape = |text: &str| {
        let raw = channel().compose(&letter(text)).unwrap().formatted();
        let message = MessageParser::default().parse(&raw).unwrap();
        let mut names: Vec<_> = message.headers().iter().map(|h| h.name().to_owned()).collect();
        names.sort_unstable();
        let calendar = String::from_utf8(message.parts[3].contents().to_vec()).unwrap();
        let lines = calendar.replace("\r\n ", "");
        let lines: Vec<_> =
            lines.lines().map(|line| line.split([':', ';']).next().map(str::to_owned)).collect();
        let recipients = message.all_to().flat_map(|to| to.iter());
        let recipients: Vec<_> = recipients.map(|to| to.address().unwrap_or_default().to_owned()).collect();
        (names, lines, recipients)
    };
    let plain = shape("見本");
    let headers =
        ["Auto-Submitted", "Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To"];
    assert_eq!(plain.0, headers);
    assert_eq!(plain.2, ["taro@clinic.example.jp"]);
    for hostile in [
        "見本\r\nBcc: x@evil.example",
        "a\nb",
        "a\rb",
        "\r\n",
        "\r\n\r\nbody",
        "a\0b",
        "a\u{85}b\u{2028}c",
        "\" <x@evil.example>, \"",
        "x@evil.example,",
        "a\\\"; b=c",
        "=?utf-8?q?=0D=0ABcc:_x=40evil.example?=",
        &"長い名前 ".repeat(400),
        "",
    ] {
        assert_eq!(shape(hostile), plain, "{hostile:?}");
    }
}

#[test]
fn an_invitation_has_text_calendar_and_attachment() {
    let raw = channel().compose(&letter("見本")).unwrap().formatted();
    let message = MessageParser::default().parse(&raw).unwrap();
    let kinds: Vec<String> = message
        .parts
        .iter()
        .filter_map(|part| part.content_type())
        .map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()))
        .collect();
    assert_eq!(
        kinds,
        ["multipart/mixed", "multipart/alternative", "text/plain", "text/calendar", "application/ics"]
    );
    let calendar = message.parts[3].content_type().unwrap();
    assert_eq!(
        (calendar.attribute("method"), calendar.attribute("charset")),
        (Some("REQUEST"), Some("utf-8"))
    );
    assert_eq!(message.parts[4].attachment_name(), Some("invite.ics"));
    assert_eq!(message.parts[3].contents(), message.parts[4].contents());
    assert_eq!(message.message_id(), Some("00000000-0000-0000-0000-000000000007@mail.example.jp"));
    assert!(raw.is_ascii(), "no server needs an extension for it");
}
