//! Access taken in an emergency (break-glass): one patient, for reading, for a few hours, with a reason, told
//! to the patient's organization at once and reviewed there.

use ::time::{Date, Duration};

use crate::{
    Id, Timestamp,
    discharge_case::DischargeCase,
    event::Event,
    organization::Organization,
    person::Person,
    refusal::refusals,
    text::{Line, Note},
    vocabulary::vocabulary,
};

/// How long the access lasts.
pub const LASTS: Duration = Duration::hours(4);

/// Within what time the patient's organization reviews it; after that, whoever took it takes no other.
pub const REVIEW_WITHIN: Duration = Duration::hours(48);

/// How old the second factor may be with which it is taken.
pub const CONFIRMED_WITHIN: Duration = Duration::minutes(5);

/// One access taken in an emergency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmergencyAccess {
    /// The identifier.
    pub id: Id<Self>,
    /// Whose case it is.
    pub case_organization: Id<Organization>,
    /// The case.
    pub case: Id<DischargeCase>,
    /// Who took it.
    pub person: Id<Person>,
    /// For which organization.
    pub organization: Id<Organization>,
    /// Why.
    pub reason: EmergencyReason,
    /// Why, in words.
    pub text: Note,
    /// Since when.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// When it was given back before its time.
    pub ended: Option<Timestamp>,
    /// What the patient's organization found.
    pub review: Option<Review>,
    /// Rises with every change.
    pub version: i32,
}

/// What the patient's organization found when it looked at an access.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Id<Person>,
    /// What.
    pub finding: Finding,
    /// In words.
    pub note: Option<Note>,
}

vocabulary! {
    /// Why somebody takes access in an emergency.
    EmergencyReason {
        /// 救急搬送・急変で診療に必要
        EmergencyCare = "emergency_care",
        /// 意識がなく本人から聞けない
        CannotSpeak = "cannot_speak",
        /// 夜間・休日で担当機関につながらない
        NobodyReached = "nobody_reached",
        /// 災害
        Disaster = "disaster",
        /// その他
        Other = "other",
    }
}

vocabulary! {
    /// What a review finds.
    Finding {
        /// 妥当
        Justified = "justified",
        /// 要確認
        Questioned = "questioned",
        /// 不当
        Unjustified = "unjustified",
    }
}

/// By what somebody in an emergency says which patient is meant: enough to know one, and no search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Particulars {
    /// The exact number by which the organization knows the patient.
    Number(Line),
    /// The name in kana and the day of birth.
    NameAndBirth {
        /// Name in kana.
        name_kana: Line,
        /// Day of birth.
        born_on: Date,
    },
}

impl EmergencyAccess {
    /// Takes access. `earlier` are those the person took before, `confirmed_at` when the person last showed a
    /// second factor.
    ///
    /// # Errors
    /// As [`may_take`]; [`EmergencyRefusal::FoundUnjustified`] where an earlier one to the same case was.
    pub fn take(
        self,
        confirmed_at: Option<Timestamp>,
        earlier: &[Self],
    ) -> Result<(Self, Event), EmergencyRefusal> {
        may_take(self.from, confirmed_at, earlier)?;
        if earlier.iter().any(|access| access.case == self.case && access.is_unjustified()) {
            return Err(EmergencyRefusal::FoundUnjustified);
        }
        let event = Event::EmergencyAccessTaken { access: self.id, case: self.case };
        Ok((self, event))
    }

    /// Whether it opens the case at `now`.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.ended.is_none() && self.from <= now && now < self.until
    }

    fn is_unjustified(&self) -> bool {
        self.review.as_ref().is_some_and(|review| review.finding == Finding::Unjustified)
    }

    /// Whether its review is late at `now`.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.review.is_none() && self.from + REVIEW_WITHIN <= now
    }

    /// Gives it back before its time.
    ///
    /// # Errors
    /// [`EmergencyRefusal::Over`].
    pub fn end(mut self, now: Timestamp) -> Result<(Self, Event), EmergencyRefusal> {
        if !self.is_open(now) {
            return Err(EmergencyRefusal::Over);
        }
        self.ended = Some(now);
        let event = Event::EmergencyAccessEnded { access: self.id, case: self.case };
        Ok((self, event))
    }

    /// Writes down what the patient's organization found. What was not justified ends with it.
    ///
    /// # Errors
    /// [`EmergencyRefusal::Reviewed`]; [`EmergencyRefusal::OwnAccess`] for whoever took it;
    /// [`EmergencyRefusal::NoteMissing`] where the finding is not that it was justified.
    pub fn review(mut self, review: Review) -> Result<(Self, Event), EmergencyRefusal> {
        if self.review.is_some() {
            return Err(EmergencyRefusal::Reviewed);
        }
        if review.by == self.person {
            return Err(EmergencyRefusal::OwnAccess);
        }
        if review.finding != Finding::Justified && review.note.is_none() {
            return Err(EmergencyRefusal::NoteMissing);
        }
        if review.finding == Finding::Unjustified && self.is_open(review.at) {
            self.ended = Some(review.at);
        }
        self.review = Some(review);
        let event = Event::EmergencyAccessReviewed { access: self.id, case: self.case };
        Ok((self, event))
    }
}

/// Whether a second factor shown at `confirmed_at` still holds at `now` for somebody who took `earlier`: for one
/// access each.
pub fn is_confirmed(now: Timestamp, confirmed_at: Option<Timestamp>, earlier: &[EmergencyAccess]) -> bool {
    confirmed_at.is_some_and(|at| {
        at <= now && now - at <= CONFIRMED_WITHIN && earlier.iter().all(|access| access.from < at)
    })
}

/// Whether somebody who showed a second factor at `confirmed_at`, and took `earlier`, may take another now.
///
/// # Errors
/// [`EmergencyRefusal::ConfirmAgain`], [`EmergencyRefusal::ReviewOverdue`].
pub fn may_take(
    now: Timestamp,
    confirmed_at: Option<Timestamp>,
    earlier: &[EmergencyAccess],
) -> Result<(), EmergencyRefusal> {
    if !is_confirmed(now, confirmed_at, earlier) {
        return Err(EmergencyRefusal::ConfirmAgain);
    }
    if earlier.iter().any(|access| access.is_overdue(now)) {
        return Err(EmergencyRefusal::ReviewOverdue);
    }
    Ok(())
}

refusals! {
    /// Why access in an emergency, or its review, is refused.
    EmergencyRefusal {
        /// No second factor was shown, or too long ago, or it opened another access.
        ConfirmAgain = "EMERGENCY_CONFIRM_AGAIN",
        /// An earlier access of the same person waits too long for its review.
        ReviewOverdue = "EMERGENCY_REVIEW_OVERDUE",
        /// The patient's organization found an earlier one of the same person not justified.
        FoundUnjustified = "EMERGENCY_FOUND_UNJUSTIFIED",
        /// It has ended.
        Over = "EMERGENCY_OVER",
        /// It was reviewed before.
        Reviewed = "EMERGENCY_REVIEWED",
        /// Nobody reviews an access of their own.
        OwnAccess = "EMERGENCY_REVIEW_OF_OWN_ACCESS",
        /// A doubt is explained.
        NoteMissing = "EMERGENCY_REVIEW_NOTE_MISSING" on "note",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const NOW: Timestamp = Timestamp::from_millis(1_000_000_000);

    fn access(from: Timestamp) -> EmergencyAccess {
        EmergencyAccess {
            id: Id::new(Uuid::from_u128(1)),
            case_organization: Id::new(Uuid::from_u128(2)),
            case: Id::new(Uuid::from_u128(3)),
            person: Id::new(Uuid::from_u128(4)),
            organization: Id::new(Uuid::from_u128(5)),
            reason: EmergencyReason::EmergencyCare,
            text: Note::parse("救急外来に搬送").unwrap(),
            from,
            until: from + LASTS,
            ended: None,
            review: None,
            version: 1,
        }
    }

    fn review(by: u128, finding: Finding) -> Review {
        Review { at: NOW, by: Id::new(Uuid::from_u128(by)), finding, note: None }
    }

    fn ago(duration: Duration) -> Timestamp {
        NOW + -duration
    }

    #[test]
    fn a_second_factor_holds_for_five_minutes() {
        let take = |confirmed_at| access(NOW).take(confirmed_at, &[]).err();
        assert_eq!(take(Some(NOW)), None);
        assert_eq!(take(Some(ago(CONFIRMED_WITHIN))), None);
        let late = ago(CONFIRMED_WITHIN + Duration::milliseconds(1));
        for not_fresh in [None, Some(late), Some(NOW + Duration::milliseconds(1))] {
            assert_eq!(take(not_fresh), Some(EmergencyRefusal::ConfirmAgain));
        }
    }

    #[test]
    fn a_second_factor_opens_one_access() {
        let earlier = [access(ago(Duration::minutes(2)))];
        let may = |confirmed_at| may_take(NOW, Some(confirmed_at), &earlier);
        assert_eq!(may(ago(Duration::minutes(3))), Err(EmergencyRefusal::ConfirmAgain));
        assert_eq!(may(ago(Duration::minutes(2))), Err(EmergencyRefusal::ConfirmAgain));
        assert_eq!(may(ago(Duration::minutes(1))), Ok(()));
    }

    #[test]
    fn it_is_open_for_four_hours_and_not_a_moment_longer() {
        let taken = access(NOW);
        assert!(!taken.is_open(ago(Duration::milliseconds(1))) && taken.is_open(NOW));
        let last = NOW + (LASTS - Duration::milliseconds(1));
        assert!(taken.is_open(last) && !taken.is_open(NOW + LASTS));
        let (ended, _) = taken.clone().end(last).unwrap();
        assert!(!ended.is_open(last));
        assert_eq!(ended.end(last).err(), Some(EmergencyRefusal::Over));
        assert_eq!(taken.end(NOW + LASTS).err(), Some(EmergencyRefusal::Over));
    }

    #[test]
    fn who_waits_too_long_for_a_review_takes_no_other() {
        let old = access(ago(REVIEW_WITHIN));
        let recent = access(ago(REVIEW_WITHIN - Duration::milliseconds(1)));
        assert!(old.is_overdue(NOW) && !recent.is_overdue(NOW));
        let may = |earlier: &[EmergencyAccess]| may_take(NOW, Some(NOW), earlier);
        assert_eq!(may(&[recent]), Ok(()));
        assert_eq!(may(std::slice::from_ref(&old)), Err(EmergencyRefusal::ReviewOverdue));
        let (reviewed, _) = old.review(review(9, Finding::Justified)).unwrap();
        assert_eq!(may(&[reviewed]), Ok(()));
    }

    #[test]
    fn somebody_else_reviews_it_once_and_explains_a_doubt() {
        let taken = access(NOW);
        let refusal = |review| taken.clone().review(review).err();
        assert_eq!(refusal(review(4, Finding::Justified)), Some(EmergencyRefusal::OwnAccess));
        assert_eq!(refusal(review(9, Finding::Unjustified)), Some(EmergencyRefusal::NoteMissing));
        let doubted = |finding| {
            let note = Some(Note::parse("受け持ちではない").unwrap());
            access(NOW).review(Review { note, ..review(9, finding) }).unwrap().0.ended
        };
        assert_eq!(doubted(Finding::Unjustified), Some(NOW), "it ends at once");
        let note = Some(Note::parse("受け持ちではない").unwrap());
        let refused =
            access(ago(Duration::hours(1))).review(Review { note, ..review(9, Finding::Unjustified) });
        let again = access(NOW).take(Some(NOW), &[refused.unwrap().0]);
        assert_eq!(again.err(), Some(EmergencyRefusal::FoundUnjustified));
        assert_eq!(doubted(Finding::Questioned), None);
        assert_eq!(refusal(review(9, Finding::Questioned)), Some(EmergencyRefusal::NoteMissing));
        let (reviewed, _) = taken.clone().review(review(9, Finding::Justified)).unwrap();
        let again = reviewed.review(review(9, Finding::Justified));
        assert_eq!(again.err(), Some(EmergencyRefusal::Reviewed));
    }
}
