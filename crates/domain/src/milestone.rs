//! Milestones: the steps a case's rules ask for, and the clock they make.

use ::time::{Date, Time};

use crate::{
    Id, Timestamp,
    discharge_case::DischargeCase,
    event::Event,
    person::Person,
    refusal::refusals,
    rule::{Certainty, MilestoneAction, MilestoneOwner, RulePackVersion, Step, Strength},
    text::Note,
    vocabulary::vocabulary,
};

/// One step of one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    /// The identifier.
    pub id: Id<Self>,
    /// The case.
    pub case: Id<DischargeCase>,
    /// The rule version that asks for it.
    pub pack: Id<RulePackVersion>,
    /// Which step of the pack.
    pub rule: String,
    /// What is to be done.
    pub action: MilestoneAction,
    /// Who has to do it.
    pub owner: MilestoneOwner,
    /// The last day to do it on; `None` while the anchor day is not known, and where the rule states no day.
    pub due_on: Option<Date>,
    /// The last time on that day, where the rule counts hours.
    pub due_at: Option<Time>,
    /// The very last day, where the rule states two.
    pub latest_on: Option<Date>,
    /// How binding it is.
    pub strength: Strength,
    /// Where it is stated.
    pub source: String,
    /// Whether a primary text settles it.
    pub certainty: Certainty,
    /// How far it has come.
    pub state: MilestoneState,
    /// Rises with every change.
    pub version: i32,
}

/// Life cycle of a milestone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MilestoneState {
    /// To be done.
    Pending,
    /// Done.
    Done {
        /// The day it was done on.
        on: Date,
        /// Who recorded it.
        by: Id<Person>,
        /// When it was recorded.
        at: Timestamp,
    },
    /// Not to be done in this case.
    Waived {
        /// Why.
        reason: Note,
        /// Who decided.
        by: Id<Person>,
        /// When.
        at: Timestamp,
    },
    /// The case's rules do not ask for it as things stand; what is recorded may bring it back.
    NotAsked,
}

vocabulary! {
    /// Why the rules came to something else.
    MoveCause {
        /// 退院予定・行き先の変更
        DischargeExpected = "discharge_expected",
        /// 判断材料の記録
        Circumstances = "circumstances",
        /// 必要な支援の変更
        Needs = "needs",
        /// 在宅チームの変更
        Team = "team",
        /// 退院・転院
        Departure = "departure",
        /// 患者情報の訂正
        Patient = "patient",
        /// 新しい版の適用
        Version = "version",
    }
}

/// That a step moved, or came or went, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MilestoneMove {
    /// The identifier.
    pub id: Id<Self>,
    /// The case.
    pub case: Id<DischargeCase>,
    /// The step.
    pub milestone: Id<Milestone>,
    /// Why.
    pub cause: MoveCause,
    /// The day it was due on; `None` where there was none.
    pub due_from: Option<Date>,
    /// The day it is due on from then on.
    pub due_to: Option<Date>,
    /// Whether it had been asked for.
    pub was_asked: bool,
    /// Whether it is asked for from then on.
    pub is_asked: bool,
    /// When.
    pub at: Timestamp,
    /// Who brought it about; `None` for the system.
    pub by: Option<Id<Person>>,
}

/// Where a milestone stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Its day has passed.
    Overdue {
        /// By so many days.
        days: i64,
    },
    /// Its last day is today.
    DueToday,
    /// It is due in the coming days.
    Upcoming {
        /// In so many days.
        days: i64,
    },
    /// The day from which it counts is not known yet.
    Undated,
    /// Done, waived, or not asked for.
    Settled,
}

impl Standing {
    /// Where a step stands that is not settled, by its last day.
    pub fn of_pending(due_on: Option<Date>, today: Date) -> Self {
        match due_on.map(|due_on| (due_on - today).whole_days()) {
            None => Self::Undated,
            Some(0) => Self::DueToday,
            Some(days) if days < 0 => Self::Overdue { days: -days },
            Some(days) => Self::Upcoming { days },
        }
    }
}

impl Milestone {
    /// A step of a rule version for a case, not settled yet, and asked for or not as things stand.
    pub fn of(id: Id<Self>, case: Id<DischargeCase>, pack: Id<RulePackVersion>, step: &Step<'_>) -> Self {
        let rule = step.rule;
        Self {
            id,
            case,
            pack,
            rule: rule.key.clone(),
            action: rule.action,
            owner: rule.owner,
            due_on: step.due.map(|due| due.on),
            due_at: step.due.and_then(|due| due.at),
            latest_on: step.latest.map(|due| due.on),
            strength: rule.strength,
            source: rule.source.clone(),
            certainty: rule.certainty,
            state: if step.is_expected() { MilestoneState::Pending } else { MilestoneState::NotAsked },
            version: 1,
        }
    }

    /// What the rules come to now, where that differs: a step that is settled stays as it is.
    pub fn recomputed(&self, step: &Step<'_>) -> Option<Self> {
        if matches!(self.state, MilestoneState::Done { .. } | MilestoneState::Waived { .. }) {
            return None;
        }
        let now = Self { version: self.version, ..Self::of(self.id, self.case, self.pack, step) };
        (now != *self).then_some(now)
    }

    /// Records that the step was done on a day.
    ///
    /// # Errors
    /// [`MilestoneRefusal::AlreadySettled`], [`MilestoneRefusal::DoneInTheFuture`].
    pub fn complete(
        mut self,
        now: Timestamp,
        by: Id<Person>,
        on: Date,
    ) -> Result<(Self, Event), MilestoneRefusal> {
        self.pending()?;
        if on > now.day() {
            return Err(MilestoneRefusal::DoneInTheFuture);
        }
        self.state = MilestoneState::Done { on, by, at: now };
        let event = Event::MilestoneSettled { case: self.case, milestone: self.id };
        Ok((self, event))
    }

    /// Records that the step is not to be done in this case, and why.
    ///
    /// # Errors
    /// [`MilestoneRefusal::AlreadySettled`].
    pub fn waive(
        mut self,
        now: Timestamp,
        by: Id<Person>,
        reason: Note,
    ) -> Result<(Self, Event), MilestoneRefusal> {
        self.pending()?;
        self.state = MilestoneState::Waived { reason, by, at: now };
        let event = Event::MilestoneSettled { case: self.case, milestone: self.id };
        Ok((self, event))
    }

    /// Whether another pack of the case asks the same of the same by the other step, and it is not settled.
    pub fn is_asked_again_by(&self, other: &Self) -> bool {
        self.pack != other.pack
            && (self.case, self.action, self.owner) == (other.case, other.action, other.owner)
            && other.state == MilestoneState::Pending
    }

    /// Whether the rules ask for it, or did until it was settled.
    pub fn is_asked(&self) -> bool {
        self.state != MilestoneState::NotAsked
    }

    /// Where it stands on `today`.
    pub fn standing(&self, today: Date) -> Standing {
        match self.state {
            MilestoneState::Done { .. } | MilestoneState::Waived { .. } | MilestoneState::NotAsked => {
                Standing::Settled
            }
            MilestoneState::Pending => Standing::of_pending(self.due_on, today),
        }
    }

    const fn pending(&self) -> Result<(), MilestoneRefusal> {
        match self.state {
            MilestoneState::Pending => Ok(()),
            _ => Err(MilestoneRefusal::AlreadySettled),
        }
    }
}

/// What hurts first comes first: overdue the longest, due today, soonest, undated, settled.
pub fn most_pressing<'a>(
    milestones: impl IntoIterator<Item = &'a Milestone>,
    today: Date,
) -> Option<&'a Milestone> {
    milestones.into_iter().min_by_key(|milestone| urgency(milestone.standing(today)))
}

/// A number that is smaller the sooner something hurts: days until due, negative when overdue.
pub const fn urgency(standing: Standing) -> i64 {
    match standing {
        Standing::Overdue { days } => -days,
        Standing::DueToday => 0,
        Standing::Upcoming { days } => days,
        Standing::Undated => i64::MAX - 1,
        Standing::Settled => i64::MAX,
    }
}

refusals! {
    /// Why a change to a milestone is refused.
    MilestoneRefusal {
        /// Done or waived before.
        AlreadySettled = "MILESTONE_ALREADY_SETTLED",
        /// What is done was not done tomorrow.
        DoneInTheFuture = "MILESTONE_DONE_IN_THE_FUTURE" on "on",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::time::macros::{date, time};
    use uuid::Uuid;

    fn due(due_on: Option<Date>) -> Milestone {
        Milestone {
            id: Id::new(Uuid::nil()),
            case: Id::new(Uuid::nil()),
            pack: Id::new(Uuid::nil()),
            rule: "screen".into(),
            action: MilestoneAction::Screen,
            owner: MilestoneOwner::DischargeSupport,
            due_on,
            due_at: None,
            latest_on: None,
            strength: Strength::Fee,
            source: "A246".into(),
            certainty: Certainty::Confirmed,
            state: MilestoneState::Pending,
            version: 1,
        }
    }

    #[test]
    fn a_milestone_stands_by_its_last_day() {
        let on = |due_on, today| due(due_on).standing(today);
        let last = Some(date!(2026 - 11 - 11));
        assert_eq!(on(last, date!(2026 - 11 - 10)), Standing::Upcoming { days: 1 });
        assert_eq!(on(last, date!(2026 - 11 - 11)), Standing::DueToday);
        assert_eq!(on(last, date!(2026 - 11 - 13)), Standing::Overdue { days: 2 });
        assert_eq!(on(None, date!(2026 - 11 - 13)), Standing::Undated);
    }

    #[test]
    fn a_step_is_settled_once_and_not_in_the_future() {
        let now = Timestamp::tokyo(date!(2026 - 11 - 11), time!(10:00));
        let by = Id::new(Uuid::nil());
        let milestone = due(Some(date!(2026 - 11 - 11)));
        assert_eq!(
            milestone.clone().complete(now, by, date!(2026 - 11 - 12)).err(),
            Some(MilestoneRefusal::DoneInTheFuture)
        );
        let (done, _) = milestone.complete(now, by, date!(2026 - 11 - 10)).unwrap();
        assert_eq!(done.standing(date!(2026 - 12 - 01)), Standing::Settled);
        assert_eq!(
            done.waive(now, by, Note::parse("転院").unwrap()).err(),
            Some(MilestoneRefusal::AlreadySettled)
        );
    }

    #[test]
    fn the_longest_overdue_presses_most() {
        let milestones = [due(None), due(Some(date!(2026 - 11 - 12))), due(Some(date!(2026 - 11 - 10)))];
        let first = most_pressing(&milestones, date!(2026 - 11 - 11)).unwrap();
        assert_eq!(first.due_on, Some(date!(2026 - 11 - 10)));
    }
}
