//! How far a conference is, in columns.

use domain::{
    Id, Interval, Timestamp,
    conference::{Amendment, Attendance, ConferenceState, Minutes, ProposedTime},
    person::Person,
    text::Note,
};
use serde::{Deserialize, Serialize};

use super::TABLE;
use crate::{
    Error,
    column::{OrCorrupt, from_json},
};

pub(super) const DRAFT: &str = "draft";
pub(super) const POLLING: &str = "polling";
pub(super) const SCHEDULED: &str = "scheduled";
pub(crate) const HELD: &str = "held";
pub(crate) const MINUTED: &str = "minuted";
pub(super) const CANCELLED: &str = "cancelled";

/// What a state holds beside its code and its time.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Record {
    Scheduled {
        time: Id<ProposedTime>,
    },
    Held {
        attendance: Vec<Attendance>,
        draft: Option<Minutes>,
    },
    Minuted {
        attendance: Vec<Attendance>,
        minutes: Minutes,
        confirmed_by: Id<Person>,
        confirmed_at: Timestamp,
        amendments: Vec<Amendment>,
    },
    Cancelled {
        reason: Note,
        at: Timestamp,
    },
}

/// Who was at a conference that took place, by what it holds beside its state.
pub(crate) fn attendance(record: &str) -> Result<Vec<Attendance>, Error> {
    match from_json(TABLE, record)? {
        Record::Held { attendance, .. } | Record::Minuted { attendance, .. } => Ok(attendance),
        Record::Scheduled { .. } | Record::Cancelled { .. } => Err(Error::corrupt(TABLE, "attendance")),
    }
}

pub(super) fn from_columns(
    state: &str,
    at: Option<Interval>,
    record: Option<Record>,
    times: &[ProposedTime],
) -> Result<ConferenceState, Error> {
    Ok(match (state, at, record) {
        (DRAFT, None, None) => ConferenceState::Draft,
        (POLLING, None, None) => ConferenceState::Polling,
        (SCHEDULED, Some(_), Some(Record::Scheduled { time })) => {
            let time = times.iter().find(|known| known.id == time).copied();
            ConferenceState::Scheduled { time: time.or_corrupt(TABLE)? }
        }
        (HELD, Some(at), Some(Record::Held { attendance, draft })) => {
            ConferenceState::Held { at, attendance, draft }
        }
        (
            MINUTED,
            Some(at),
            Some(Record::Minuted { attendance, minutes, confirmed_by, confirmed_at, amendments }),
        ) => ConferenceState::Minuted { at, attendance, minutes, confirmed_by, confirmed_at, amendments },
        (CANCELLED, was, Some(Record::Cancelled { reason, at })) => {
            ConferenceState::Cancelled { was, reason, at }
        }
        _ => return Err(Error::corrupt(TABLE, state)),
    })
}

pub(super) fn to_columns(state: &ConferenceState) -> (&'static str, Option<Interval>, Option<Record>) {
    match state.clone() {
        ConferenceState::Draft => (DRAFT, None, None),
        ConferenceState::Polling => (POLLING, None, None),
        ConferenceState::Scheduled { time: ProposedTime { id, at } } => {
            (SCHEDULED, Some(at), Some(Record::Scheduled { time: id }))
        }
        ConferenceState::Held { at, attendance, draft } => {
            (HELD, Some(at), Some(Record::Held { attendance, draft }))
        }
        ConferenceState::Minuted { at, attendance, minutes, confirmed_by, confirmed_at, amendments } => {
            let record = Record::Minuted { attendance, minutes, confirmed_by, confirmed_at, amendments };
            (MINUTED, Some(at), Some(record))
        }
        ConferenceState::Cancelled { was, reason, at } => {
            (CANCELLED, was, Some(Record::Cancelled { reason, at }))
        }
    }
}
