use domain::{
    Id,
    announcement::{Announcement, DeliveryState, Message, Recipient},
    event::Event,
};
use store::event::Recorded;
use uuid::Uuid;

use super::*;

const CREATED: Timestamp = Timestamp::from_millis(1_000_000_000_000);
const MINUTE: i64 = 60_000;

fn tried(attempts: i32) -> Delivery {
    Delivery {
        id: Id::new(Uuid::nil()),
        event: Recorded { id: Uuid::nil(), event: Event::DirectoryImported, at: CREATED },
        announcement: Announcement {
            sender: None,
            recipient: Recipient::Organization(Id::new(Uuid::nil())),
            message: Message::OfferMade,
        },
        attempts,
        due_at: CREATED,
        created_at: CREATED,
        state: DeliveryState::Pending,
        trouble: None,
    }
}

#[test]
fn a_retry_waits_twice_as_long_each_time_up_to_an_hour_for_three_days() {
    let later = Outcome::RetryLater("451".into());
    let minutes = |attempts, now: i64| {
        let now = Timestamp::from_millis(CREATED.millis() + now * MINUTE);
        match next_step(now, &tried(attempts), &later) {
            Step::Again { at, .. } => Some((at.millis() - now.millis()) / MINUTE),
            _ => None,
        }
    };
    let waits: Vec<_> = (0..9).map(|attempts| minutes(attempts, 0)).collect();
    assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60].map(Some));
    let three_days = 72 * 60;
    assert_eq!(minutes(80, three_days - 60), Some(60));
    assert_eq!(minutes(80, three_days - 59), None);
}

#[test]
fn what_cannot_be_built_is_given_up_the_third_time_and_what_is_refused_at_once() {
    let unfit = Outcome::Unfit("x".repeat(1_000));
    assert!(matches!(next_step(CREATED, &tried(1), &unfit), Step::Again { .. }));
    assert_eq!(next_step(CREATED, &tried(2), &unfit), Step::Dead { trouble: &"x".repeat(TROUBLE) });
    let refused = Outcome::GiveUp("550".into());
    assert_eq!(next_step(CREATED, &tried(0), &refused), Step::Dead { trouble: "550" });
}
