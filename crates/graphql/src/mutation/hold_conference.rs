//! A conference took place.

use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result, SimpleObject};
use domain::conference::{Attendance, MOST_PARTICIPANTS, Presence};

use crate::{
    caller::caller,
    conference::{AbsenceReason, DischargeConference, Mode},
    ids, input,
};

/// Who was there.
#[derive(InputObject)]
pub struct HoldConferenceInput {
    /// The conference.
    conference: ID,
    /// The version that was read.
    expected_version: i32,
    /// Every participant, once.
    attendance: Vec<AttendanceInput>,
}

/// Whether one participant was there.
#[derive(InputObject)]
pub struct AttendanceInput {
    /// Who.
    participant: ID,
    /// Whether.
    presence: PresenceInput,
}

/// Whether someone was there.
#[derive(OneofObject)]
pub enum PresenceInput {
    /// Was there, on site or by video.
    Present(Mode),
    /// Somebody else came instead, on site or by video.
    Substituted(Mode),
    /// Did not come, and why.
    Absent(AbsenceReason),
}

impl AttendanceInput {
    fn read(self) -> Result<Attendance, app::Error> {
        let Self { participant, presence } = self;
        let presence = match presence {
            PresenceInput::Present(mode) => Presence::Present { mode: mode.into() },
            PresenceInput::Substituted(mode) => Presence::Substituted { mode: mode.into() },
            PresenceInput::Absent(reason) => Presence::Absent { reason: reason.into() },
        };
        Ok(Attendance { participant: ids::read(&participant, "participant")?, presence })
    }
}

/// What recording the attendance gives.
#[derive(SimpleObject)]
pub struct HoldConferencePayload {
    /// The conference, held.
    conference: DischargeConference,
}

#[derive(Default)]
pub struct HoldConferenceMutation;

#[Object]
impl HoldConferenceMutation {
    /// Records that a conference took place, and who was there.
    async fn hold_conference(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The attendance.")] input: HoldConferenceInput,
    ) -> Result<HoldConferencePayload> {
        let HoldConferenceInput { conference, expected_version, attendance } = input;
        let id = ids::read(&conference, "conference")?;
        input::at_most(&attendance, MOST_PARTICIPANTS, "attendance")?;
        let attendance = attendance.into_iter().map(AttendanceInput::read).collect::<Result<_, _>>()?;
        let session = caller(ctx)?.session();
        let held = app::hold_conference::hold_conference(&session, id, expected_version, attendance).await?;
        Ok(HoldConferencePayload { conference: held.into() })
    }
}
