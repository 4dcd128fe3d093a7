//! Time makes something happen. Each step looks at the state again, so firing twice is harmless.

use domain::{
    Id, access::Action, audit::Source, booking::BookingKind, consultation::Offer, event::Event,
    milestone::MoveCause, timer::TimerKind,
};
use store::{Tx, timer::Timer};

use crate::{App, Error, Session, confirm_role::expire_request, recompute::recompute, take_rules};

/// Timers run in one go.
const BATCH: u64 = 50;
/// How often a timer is tried before it is given up and shown to people.
const ATTEMPTS: i32 = 5;

/// Runs the timers that are due; answers how many there were.
///
/// # Errors
/// [`Error::Unavailable`]; what goes wrong with a single timer is put down beside it.
pub async fn run_due_timers(app: &App) -> Result<usize, Error> {
    let app = &app.noting(&app.ledger(Source::Timer));
    let session = app.system();
    let tx = session.begin().await?;
    let due = tx.timers().claim(session.now, BATCH).await?;
    tx.commit().await?;
    for timer in &due {
        if let Err(error) = run(&session, timer).await {
            tracing::warn!(%error, kind = %timer.kind, subject = %timer.subject, "a timer failed");
            if timer.attempts + 1 >= ATTEMPTS {
                let tx = session.begin().await?;
                tx.timers().finish(timer.id, Some(&error.to_string())).await?;
                tx.commit().await?;
            }
        }
    }
    Ok(due.len())
}

async fn run(session: &Session<'_>, timer: &Timer) -> Result<(), Error> {
    let tx = session.begin().await?;
    match timer.kind {
        TimerKind::OfferExpires => expire_offer(session, &tx, Id::new(timer.subject)).await?,
        TimerKind::HoldLapses => match tx.bookings().find(Id::new(timer.subject)).await {
            Ok(hold) if hold.kind == BookingKind::Hold => {
                tx.bookings().delete(hold.id).await?;
                session.record(&tx, &Event::HoldReleased { booking: hold.id }).await?;
            }
            Ok(_) | Err(store::Error::NotFound) => {}
            Err(error) => return Err(error.into()),
        },
        TimerKind::RoleRequestExpires => expire_request(session, &tx, Id::new(timer.subject)).await?,
        TimerKind::RecomputeMilestones => {
            let case = tx.cases().find_for(Action::ChangeCase, Id::new(timer.subject)).await?;
            if case.is_open() {
                recompute(session, &tx, &case, MoveCause::Team).await?;
            }
        }
        TimerKind::TakeRules => {
            if take_rules::go_on(session, &tx, Id::new(timer.subject)).await? {
                // Its place is kept, and others come first.
                tx.timers().set(timer.id, timer.kind, timer.subject, session.now).await?;
                return Ok(tx.commit().await?);
            }
        }
        TimerKind::RemindParticipants => {
            let conference = tx.conferences().find_for(Action::SeeConference, Id::new(timer.subject)).await?;
            let answers = tx.conferences().answers(&[conference.id]).await?;
            if !conference.open_times().is_empty() && !conference.unanswered(&answers).is_empty() {
                session.record(&tx, &Event::ReminderDue { conference: conference.id }).await?;
            }
        }
    }
    tx.timers().finish(timer.id, None).await?;
    Ok(tx.commit().await?)
}

async fn expire_offer(session: &Session<'_>, tx: &Tx, id: Id<Offer>) -> Result<(), Error> {
    let offer = tx.consultations().offer_for(Action::SeeOffer, id).await?;
    if let Some((mut offer, event)) = offer.expire(session.now) {
        tx.consultations().update_offer(&mut offer).await?;
        session.record(tx, &event).await?;
    }
    Ok(())
}
