//! What a fee condition can ask for, and whether a gathering has it.

use std::collections::{BTreeMap, BTreeSet};

use ::time::{Date, Duration};
use serde::{Deserialize, Serialize};

use super::{
    Act, AdmissionHour, Answer, Attendee, Confidence, Convention, DischargeFactor, Done, Fact, FeeEdition,
    FirstDay, Flag, Gathering, GoesTo, NextDay, Party, Presence, Reason, Venue, verdict::Expected,
};
use crate::{
    Id,
    calendar::{Counting, Offset, Roll, due_on},
    organization::Organization,
    vocabulary::vocabulary,
};

/// One condition of an item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ingredient {
    /// Names it within the item.
    pub key: String,
    /// The condition in the words of the field.
    pub text: String,
    /// What is asked for.
    pub asks: Asks,
    /// What is unsettled about it while it is not met.
    #[serde(default)]
    pub open: Vec<Flag>,
    /// Where it is stated, if elsewhere than the item.
    #[serde(default)]
    pub source: Option<String>,
    /// What kind of source that is, if another than the item's.
    #[serde(default)]
    pub confidence: Option<Confidence>,
}

/// What a condition asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Asks {
    /// One of these is there.
    Attends {
        /// Who.
        any_of: Vec<Party>,
        /// The ways of taking part that the text names.
        #[serde(default = "on_site_or_video")]
        by: Vec<Presence>,
    },
    /// One of these is there, if something is so.
    AttendsWhen {
        /// What.
        when: Fact,
        /// Who.
        any_of: Vec<Party>,
    },
    /// At least so many parties of these categories are there. Those of one category and organization are one party.
    Parties {
        /// How many.
        least: usize,
        /// The categories.
        categories: Vec<Vec<Party>>,
    },
    /// Someone is at the patient's home in person.
    AtPatientsHome,
    /// If anyone takes part by video and `when` is so, `fact` is.
    OnVideo {
        /// When it is asked.
        when: Fact,
        /// What is asked.
        fact: Fact,
    },
    /// Something is so.
    Holds {
        /// What.
        fact: Fact,
        /// Asked only if this is so.
        #[serde(default)]
        when: Option<Fact>,
    },
    /// Something is not so.
    HoldsNot {
        /// What.
        fact: Fact,
    },
    /// The facility the patient goes to, if it is one, is not attached to the hospital.
    NotAttached,
    /// The patient has one of the edition's 退院困難な要因.
    Factor,
    /// At the conference of ward and department there was one of each of these.
    WardConference {
        /// The groups.
        one_of_each: Vec<Vec<Party>>,
    },
    /// Something was done, on whatever day (「できるだけ早期に」).
    Done {
        /// What.
        act: Act,
    },
    /// Something was done within so many days of the admission.
    WithinDaysOfAdmission {
        /// What.
        act: Act,
        /// How many.
        days: u16,
        /// What closed days do to it.
        #[serde(default)]
        roll: Roll,
        /// How the days are counted, where the text says so.
        #[serde(default)]
        counting: Option<Counting>,
        /// Asked only if this is so.
        #[serde(default)]
        when: Option<Fact>,
    },
    /// Something was done on the day of admission or before, or on the next day if the office was closed then.
    OnAdmissionDay {
        /// What.
        act: Act,
    },
    /// Something was done at least so many days before the expected discharge.
    DaysBeforeDischarge {
        /// What.
        act: Act,
        /// How many.
        days: u16,
        /// Asked only if this is so.
        #[serde(default)]
        when: Option<Fact>,
    },
    /// Something was done within so many days before or after the discharge.
    AroundDischarge {
        /// What.
        act: Act,
        /// How many.
        days: u16,
    },
    /// At least so many days lie between something, if it was done, and the discharge.
    DaysUntilDischarge {
        /// What.
        act: Act,
        /// How many.
        days: u16,
    },
    /// The care manager had information on so many days, this conference included.
    Receptions {
        /// How many.
        least: usize,
    },
}

fn on_site_or_video() -> Vec<Presence> {
    vec![Presence::OnSite, Presence::Video]
}

vocabulary! {
    /// What a condition concerns.
    Concern {
        /// 病棟・退院先
        Place = "place",
        /// 出席者
        People = "people",
        /// 同意・事情
        Facts = "facts",
        /// 期日
        Days = "days",
        /// 回数・併算定
        Claims = "claims",
        /// 書類
        Papers = "papers",
    }
}

/// What a condition came to.
pub(super) struct Outcome {
    pub(super) answer: Answer,
    pub(super) reason: Reason,
    pub(super) due_on: Option<Date>,
    pub(super) flags: Vec<Flag>,
}

impl Outcome {
    pub(super) fn new(answer: Answer, reason: Reason) -> Self {
        Self { answer, reason, due_on: None, flags: vec![] }
    }

    pub(super) fn met() -> Self {
        Self::new(Answer::Met, Reason::AsAsked)
    }

    pub(super) fn not_recorded() -> Self {
        Self::new(Answer::Unknown, Reason::NotRecorded)
    }

    fn does_not_arise() -> Self {
        Self::new(Answer::Met, Reason::DoesNotArise)
    }

    /// The outcome of asking whether something is so.
    pub(super) fn of(answer: Answer) -> Self {
        match answer {
            Answer::Met => Self::met(),
            Answer::Unknown => Self::not_recorded(),
            Answer::Lacking => Self::new(answer, Reason::NotSo),
        }
    }

    fn attendance(answer: Answer) -> Self {
        match answer {
            Answer::Lacking => Self::new(answer, Reason::Nobody),
            _ => Self::of(answer),
        }
    }

    fn due(self, on: Date) -> Self {
        Self { due_on: Some(on), ..self }
    }

    pub(super) fn flagged(mut self, flag: Flag) -> Self {
        self.flags.push(flag);
        self
    }

    /// This outcome where it is asked at all.
    fn when(self, asked: Answer) -> Self {
        match (asked, self.answer) {
            (Answer::Lacking, _) => Self::does_not_arise(),
            (Answer::Unknown, Answer::Lacking) => Self { due_on: self.due_on, ..Self::not_recorded() },
            _ => self,
        }
    }
}

/// What a condition is judged against.
pub(super) struct Question<'a> {
    pub(super) gathering: &'a Gathering,
    pub(super) convention: Convention,
    pub(super) edition: &'a FeeEdition,
}

impl Asks {
    /// What it concerns.
    pub const fn concern(&self) -> Concern {
        match self {
            Self::Attends { .. } | Self::AttendsWhen { .. } | Self::Parties { .. } | Self::AtPatientsHome => {
                Concern::People
            }
            Self::OnVideo { .. }
            | Self::Holds { .. }
            | Self::HoldsNot { .. }
            | Self::NotAttached
            | Self::Factor
            | Self::WardConference { .. } => Concern::Facts,
            Self::Done { .. }
            | Self::WithinDaysOfAdmission { .. }
            | Self::OnAdmissionDay { .. }
            | Self::DaysBeforeDischarge { .. }
            | Self::AroundDischarge { .. }
            | Self::DaysUntilDischarge { .. } => Concern::Days,
            Self::Receptions { .. } => Concern::Claims,
        }
    }

    /// Whether the gathering has it.
    pub(super) fn judge(&self, question: &Question<'_>) -> Outcome {
        let gathering = question.gathering;
        match self {
            Self::Attends { any_of, by } => attends(gathering, any_of, by),
            Self::AttendsWhen { when, any_of } => {
                attends(gathering, any_of, &on_site_or_video()).when(gathering.holds(*when))
            }
            Self::Parties { least, categories } => parties(gathering, *least, categories),
            Self::AtPatientsHome => at_patients_home(gathering),
            Self::OnVideo { when, fact } => {
                let asked = on_video(gathering).max(gathering.holds(*when));
                Outcome::of(gathering.holds(*fact)).when(asked)
            }
            Self::Holds { fact, when } => Outcome::of(gathering.holds(*fact)).when(gathering.asked(*when)),
            Self::HoldsNot { fact } => Outcome::of(gathering.holds(*fact).reversed()),
            Self::NotAttached => match gathering.destination {
                Some(GoesTo::Home) => Outcome::does_not_arise(),
                _ => Outcome::of(gathering.holds(Fact::FacilityAttached).reversed()),
            },
            Self::Factor => factor(question),
            Self::WardConference { one_of_each } => ward_conference(gathering, one_of_each),
            Self::Done { act } => match gathering.acts.get(act) {
                Some(Done::On(_)) => Outcome::met(),
                Some(Done::NotYet) => Outcome::new(Answer::Lacking, Reason::NotYet { by: None }),
                None => Outcome::not_recorded(),
            },
            Self::WithinDaysOfAdmission { act, days, roll, counting, when } => {
                let limit = Limit { days: *days, roll: *roll, counting: *counting };
                within_days(question, *act, limit).when(gathering.asked(*when))
            }
            Self::OnAdmissionDay { act } => on_admission_day(question, *act),
            Self::DaysBeforeDischarge { act, days, when } => {
                days_before_discharge(gathering, *act, *days).when(gathering.asked(*when))
            }
            Self::AroundDischarge { act, days } => around_discharge(gathering, *act, *days),
            Self::DaysUntilDischarge { act, days } => days_until_discharge(gathering, *act, *days),
            Self::Receptions { least } => receptions(gathering, *least),
        }
    }
}

impl Gathering {
    fn asked(&self, when: Option<Fact>) -> Answer {
        when.map_or(Answer::Met, |fact| self.holds(fact))
    }
}

fn attends(gathering: &Gathering, any_of: &[Party], by: &[Presence]) -> Outcome {
    let asked = || gathering.attendance.iter().filter(|attendee| any_of.contains(&attendee.party));
    let best = asked().map(|attendee| attendee.counts(by)).min().unwrap_or(Answer::Lacking);
    if best == Answer::Unknown && asked().any(|attendee| attendee.by.is_some()) {
        return Outcome::new(best, Reason::WayNotNamed).flagged(Flag::VideoNotStated);
    }
    Outcome::attendance(best)
}

fn factor(question: &Question<'_>) -> Outcome {
    let Some(found) = &question.gathering.factors else { return Outcome::not_recorded() };
    let listed: BTreeSet<_> = question
        .edition
        .factors
        .iter()
        .map(|listed| listed.factor)
        .filter(|factor| found.contains(factor))
        .collect();
    let outcome = Outcome::of(Answer::recorded(Some(!listed.is_empty())));
    if listed.contains(&DischargeFactor::RelativesUnreachable) {
        return outcome.flagged(Flag::TalkWithPatientAlone);
    }
    outcome
}

fn parties(gathering: &Gathering, least: usize, categories: &[Vec<Party>]) -> Outcome {
    let tables = |worst: Answer| {
        let there = gathering.attendance.iter().filter(move |a| a.counts(&on_site_or_video()) <= worst);
        there.fold(BTreeMap::<usize, Category>::new(), |mut found, attendee| {
            if let Some(n) = categories.iter().position(|category| category.contains(&attendee.party)) {
                found.entry(n).or_default().seat(attendee);
            }
            found
        })
    };
    let sure = tables(Answer::Met);
    let found = sure.values().map(Category::at_least).sum();
    let possible: usize = tables(Answer::Unknown).values().map(Category::at_most).sum();
    match (found >= least, possible >= least) {
        (true, _) if sure.len() < least => Outcome::met().flagged(Flag::SameCategoryTwice),
        (true, _) => Outcome::met(),
        (false, true) => Outcome::not_recorded(),
        (false, false) => Outcome::new(Answer::Lacking, Reason::TooFew { found, asked: least }),
    }
}

/// Those of one category, as far as their organizations are known.
#[derive(Default)]
struct Category {
    organizations: BTreeSet<Id<Organization>>,
    unnamed: usize,
}

impl Category {
    fn seat(&mut self, attendee: &Attendee) {
        match attendee.organization {
            Some(organization) => {
                self.organizations.insert(organization);
            }
            None => self.unnamed += 1,
        }
    }

    fn at_least(&self) -> usize {
        self.organizations.len().max(1)
    }

    fn at_most(&self) -> usize {
        self.organizations.len() + self.unnamed
    }
}

fn at_patients_home(gathering: &Gathering) -> Outcome {
    if gathering.venue != Venue::PatientsHome {
        return Outcome::new(Answer::Lacking, Reason::Nobody);
    }
    let on_site = gathering.attendance.iter().map(|attendee| match attendee.by {
        Some(Presence::OnSite) => Answer::Met,
        Some(Presence::Video | Presence::Phone) => Answer::Lacking,
        None => Answer::Unknown,
    });
    Outcome::attendance(on_site.min().unwrap_or(Answer::Lacking))
}

fn on_video(gathering: &Gathering) -> Answer {
    let by_video = gathering.attendance.iter().map(|attendee| match attendee.by {
        Some(Presence::Video) => Answer::Met,
        Some(Presence::OnSite | Presence::Phone) => Answer::Lacking,
        None => Answer::Unknown,
    });
    by_video.min().unwrap_or(Answer::Lacking)
}

fn ward_conference(gathering: &Gathering, one_of_each: &[Vec<Party>]) -> Outcome {
    let Some(there) = &gathering.ward_conference else { return Outcome::not_recorded() };
    let found = one_of_each.iter().filter(|group| group.iter().any(|party| there.contains(party))).count();
    if found < one_of_each.len() {
        return Outcome::new(Answer::Lacking, Reason::TooFew { found, asked: one_of_each.len() });
    }
    let is_whole = [Party::DepartmentNurse, Party::DepartmentSocialWorker].iter().all(|p| there.contains(p));
    if is_whole { Outcome::met() } else { Outcome::met().flagged(Flag::DepartmentMustBeTold) }
}

fn by_day(gathering: &Gathering, act: Act, by: Date) -> Outcome {
    match gathering.acts.get(&act) {
        Some(Done::On(on)) if *on <= by => Outcome::met(),
        Some(Done::On(on)) => Outcome::new(Answer::Lacking, Reason::Late { by, on: *on }),
        Some(Done::NotYet) if gathering.as_of <= by => {
            Outcome::new(Answer::Lacking, Reason::NotYet { by: Some(by) })
        }
        Some(Done::NotYet) => Outcome::new(Answer::Lacking, Reason::Overdue { by }),
        None => Outcome::not_recorded(),
    }
    .due(by)
}

struct Limit {
    days: u16,
    roll: Roll,
    counting: Option<Counting>,
}

fn within_days(question: &Question<'_>, act: Act, limit: Limit) -> Outcome {
    let gathering = question.gathering;
    let last = |convention: Convention| {
        let counting = limit.counting.unwrap_or(convention.counting(gathering.admitted));
        let roll = convention.roll(limit.roll);
        let office = &gathering.offices.hospital;
        due_on(gathering.admitted_on, Offset::after(limit.days), counting, roll, office)
    };
    let outcome = by_day(gathering, act, last(question.convention));
    let otherwise = match question.convention.first_day {
        FirstDay::Admission => FirstDay::DayAfter,
        FirstDay::DayAfter => FirstDay::Admission,
    };
    let other = by_day(gathering, act, last(Convention { first_day: otherwise, ..question.convention }));
    if other.answer == outcome.answer { outcome } else { outcome.flagged(Flag::FirstDayUnsettled) }
}

fn on_admission_day(question: &Question<'_>, act: Act) -> Outcome {
    let gathering = question.gathering;
    let (office, admitted_on) = (&gathering.offices.care_manager, gathering.admitted_on);
    let was_closed = gathering.admitted == AdmissionHour::AfterHours || !office.is_business_day(admitted_on);
    if !was_closed {
        return by_day(gathering, act, admitted_on);
    }
    let next = admitted_on.saturating_add(Duration::DAY);
    let by = match question.convention.next_day {
        NextDay::SameDay => admitted_on,
        NextDay::CalendarDay => next,
        NextDay::BusinessDay => office.on_or_after(next),
    };
    let outcome = by_day(gathering, act, by);
    match gathering.day_of(act) {
        Some(day) if day > admitted_on => outcome.flagged(Flag::HolidayWordingUnread),
        _ => outcome,
    }
}

fn days_before_discharge(gathering: &Gathering, act: Act, days: u16) -> Outcome {
    let office = &gathering.offices.hospital;
    let last = |day| due_on(day, Offset::before(days), Counting::StartExcluded, Roll::None, office);
    let expected = gathering.expected.last().map(|expected| expected.day).or(gathering.discharged_on);
    let Some(present) = expected.map(|day| Expected { day, by: last(day) }) else {
        return Outcome::not_recorded();
    };
    let outcome = by_day(gathering, act, present.by);
    let done = gathering.day_of(act);
    let Some(on) = done else { return outcome };
    let Some(then) = gathering.expected_on(on).map(|day| Expected { day, by: last(day) }) else {
        return outcome;
    };
    let (in_time_for, late_for) = match (on <= then.by, on <= present.by) {
        (true, false) => (then, present),
        (false, true) => (present, then),
        _ => return outcome,
    };
    Outcome::new(Answer::Unknown, Reason::ExpectedDayMoved { in_time_for, late_for })
        .due(present.by)
        .flagged(Flag::ExpectedDayMoved)
}

fn around_discharge(gathering: &Gathering, act: Act, days: u16) -> Outcome {
    let Some(discharge) = gathering.discharge() else { return Outcome::not_recorded() };
    let span = Duration::days(i64::from(days));
    let outcome = by_day(gathering, act, discharge.saturating_add(span));
    let Some(on) = gathering.day_of(act) else { return outcome };
    let from = discharge.saturating_sub(span);
    if on < from {
        return Outcome::new(Answer::Lacking, Reason::TooEarly { from, on });
    }
    if (on - discharge).abs() == span { outcome.flagged(Flag::BoundaryDay) } else { outcome }
}

fn days_until_discharge(gathering: &Gathering, act: Act, days: u16) -> Outcome {
    match (gathering.acts.get(&act), gathering.discharge()) {
        (Some(Done::NotYet), _) => Outcome::does_not_arise(),
        (Some(Done::On(on)), Some(discharge)) => {
            Outcome::of(Answer::recorded(Some(discharge - *on >= Duration::days(i64::from(days)))))
        }
        (None, _) | (_, None) => Outcome::not_recorded(),
    }
}

fn receptions(gathering: &Gathering, least: usize) -> Outcome {
    let is_here = attends(gathering, &[Party::CareManager], &on_site_or_video()).answer;
    let elsewhere: BTreeSet<_> = gathering.receptions.iter().flatten().copied().collect();
    let one_more = usize::from(!elsewhere.contains(&gathering.on));
    let (found, possible) = match is_here {
        Answer::Met => (elsewhere.len() + one_more, elsewhere.len() + one_more),
        Answer::Unknown => (elsewhere.len(), elsewhere.len() + one_more),
        Answer::Lacking => (elsewhere.len(), elsewhere.len()),
    };
    match (found >= least, possible >= least || gathering.receptions.is_none()) {
        (true, _) => Outcome::met(),
        (false, true) => Outcome::not_recorded(),
        (false, false) => Outcome::new(Answer::Lacking, Reason::TooFew { found, asked: least }),
    }
}
