//! Files for calendars: somebody's own conferences at the address they made, and one conference by the link of an
//! invitation.
//!
//! As no letter does, no text here names the patient, the case or the title of a conference.

use app::{
    answer_invitation::invitation,
    my_calendar::{Engagement, Entry, IcsText, Link, Publication, Series, Standing, my_calendar, publish},
};
use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use domain::{
    Timestamp,
    conference::{Conference, ConferenceState, Mode},
};
use wording::{Language, Wording};

use crate::{
    error::Fault,
    page::{OnRecord, Tongue},
    throttle::From,
};

/// What a program asks with tells nothing of its owner's language; letters are in Japanese too.
const WORDING: Wording = Wording::new(Language::Japanese);

/// After how many hours a program is to ask again.
const ASK_AGAIN_HOURS: u32 = 1;

/// `GET /calendar/{secret}.ics`
pub async fn of_person(
    OnRecord(web): OnRecord,
    From(address): From,
    Path(file): Path<String>,
) -> Result<Response, Fault> {
    let secret = file.strip_suffix(".ics").ok_or(app::Error::NotFound)?;
    let engagements = my_calendar(&web.app, address, secret).await?;
    let now = web.app.system().now;
    let entry = |engagement: &Engagement| {
        let Engagement { conference, mode, organization, room } = engagement;
        let link = format!("{}/conferences/{}", web.public_url, conference.id);
        let described = IcsText::new(&format!(
            "{}\n{}",
            about(WORDING, conference, organization),
            WORDING.text_with("calendar-link", &[("link", link.as_str().into())])
        ));
        let entry = entry(WORDING, now, conference, (*mode, organization, room.as_deref()))?;
        Some(Entry { description: described, url: Link::parse(&link), ..entry })
    };
    let series = Series { name: IcsText::new(&WORDING.text("calendar-name")), hours: ASK_AGAIN_HOURS };
    let entries = engagements.iter().filter_map(entry).collect();
    Ok(file_of("kaname.ics", &Publication { series: Some(series), entries }))
}

/// `GET /answer/{token}/calendar.ics`: what the letter of the invitation puts into a calendar.
pub async fn of_invitation(
    OnRecord(web): OnRecord,
    Tongue(wording): Tongue,
    Path(token): Path<String>,
) -> Result<Response, Fault> {
    let invitation = invitation(&web.app, &token).await?;
    let now = web.app.system().now;
    let conference = &invitation.conference;
    if !is_ahead(conference, now) {
        return Err(app::Error::NotFound.into());
    }
    let mode = conference.mode_of(&invitation.participant, &invitation.answers);
    let place = (mode, invitation.organization.as_str(), invitation.room.as_deref());
    let entries = entry(wording, now, conference, place).into_iter().collect();
    Ok(file_of("conference.ics", &Publication { series: None, entries }))
}

/// Whether a conference has a time that is still to come.
pub fn is_ahead(conference: &Conference, now: Timestamp) -> bool {
    matches!(&conference.state, ConferenceState::Scheduled { time } if time.at.start() > now)
}

/// A conference as it stands in the calendar of somebody who comes in this way, to this organization and room.
fn entry(
    wording: Wording,
    now: Timestamp,
    conference: &Conference,
    (mode, organization, room): (Mode, &str, Option<&str>),
) -> Option<Entry> {
    let kind = wording.label(conference.proposal.kind);
    let (standing, summary) = match conference.state {
        ConferenceState::Cancelled { .. } => {
            (Standing::Cancelled, wording.text_with("calendar-cancelled", &[("kind", kind.into())]))
        }
        _ => (Standing::Confirmed, kind),
    };
    let video = conference.proposal.video_address.as_ref();
    Some(Entry {
        uid: conference.id.uuid(),
        sequence: conference.sequence,
        standing,
        at: conference.at()?,
        stamp: now,
        summary: IcsText::new(&summary),
        description: IcsText::new(&about(wording, conference, organization)),
        location: Some(IcsText::new(&wording.place(mode, video, organization, room))),
        url: video.filter(|_| mode == Mode::Video).and_then(|address| Link::parse(address.as_str())),
    })
}

fn about(wording: Wording, conference: &Conference, organization: &str) -> String {
    let kind = wording.label(conference.proposal.kind);
    wording.text_with("calendar-about", &[("organizer", organization.into()), ("kind", kind.into())])
}

fn file_of(name: &'static str, publication: &Publication) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{name}\"")),
    ];
    (headers, publish(publication)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use domain::conference::Minutes;

    fn entry_of(state: ConferenceState, mode: Mode) -> Option<Entry> {
        let mut conference = samples::conference(state, vec![samples::time_in(2)]);
        conference.proposal.title = samples::line("題名");
        conference.proposal.agenda = vec![samples::line("議題")];
        conference.sequence = 3;
        entry(WORDING, samples::now(), &conference, (mode, "見本病院", Some("会議室A")))
    }

    #[test]
    fn what_stands_in_a_calendar_is_when_where_and_of_what_kind() {
        let time = samples::time_in(2);
        let held = ConferenceState::Held { at: time.at, attendance: vec![], draft: None::<Minutes> };
        let called_off = ConferenceState::Cancelled {
            was: Some(time.at),
            reason: samples::note("理由"),
            at: samples::now(),
        };
        for (state, mode, standing, summary, place) in [
            (
                ConferenceState::Scheduled { time },
                Mode::OnSite,
                Standing::Confirmed,
                "退院時カンファレンス",
                "見本病院 会議室A",
            ),
            (
                held,
                Mode::Video,
                Standing::Confirmed,
                "退院時カンファレンス",
                "ビデオ会議 https://video.example.jp/1",
            ),
            (called_off, Mode::OnSite, Standing::Cancelled, "中止: 退院時カンファレンス", "見本病院 会議室A"),
        ] {
            let entry = entry_of(state, mode).unwrap();
            assert_eq!(
                (entry.uid, entry.sequence, entry.standing),
                (samples::id::<()>(72).uuid(), 3, standing)
            );
            assert_eq!((entry.summary.value(), entry.location.as_ref().unwrap().value()), (summary, place));
            let told = format!("{entry:?}");
            assert!(!["題名", "議題", "理由"].iter().any(|word| told.contains(word)), "{told}");
        }
    }

    #[test]
    fn what_has_no_time_stands_in_no_calendar() {
        let never =
            ConferenceState::Cancelled { was: None, reason: samples::note("理由"), at: samples::now() };
        for state in [ConferenceState::Draft, ConferenceState::Polling, never] {
            assert_eq!(entry_of(state, Mode::OnSite), None);
        }
    }
}
