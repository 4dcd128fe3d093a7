//! The discharge case: one hospital stay and the way home from it.

mod circumstances;

use ::time::Date;
use serde::{Deserialize, Serialize};

pub use self::circumstances::{
    AdmissionKind, CameFrom, Circumstances, Judged, Judgement, Prognosis, Respite, Screening, ScreeningResult,
};
use crate::{
    Id, Timestamp,
    event::Event,
    needs::{AskedSeats, NeedsProfile},
    organization::Organization,
    patient::Patient,
    person::Person,
    readiness::{Matter, Override},
    refusal::refusals,
    rule::{RulePack, RulePackVersion},
    text::{Line, Note},
};

/// One hospital stay. Team, conferences, plan and consent hang on it. A transfer closes it and the
/// next hospital's case names it as predecessor; so does a readmission.
#[derive(Clone, Debug, PartialEq)]
pub struct DischargeCase {
    /// The identifier.
    pub id: Id<Self>,
    /// The hospital whose case it is.
    pub organization: Id<Organization>,
    /// The hospital's record of the patient.
    pub patient: Id<Patient>,
    /// The earlier case of the same person whose team and plan this one may take up.
    pub predecessor: Option<Id<Self>>,
    /// Day of admission.
    pub admitted_on: Date,
    /// Ward, with its class for day limits.
    pub ward: Line,
    /// Class of the ward, which decides day limits and what can be claimed.
    pub ward_class: WardClass,
    /// The day discharge is expected or fixed for.
    pub expected_discharge_on: Option<Date>,
    /// What the patient needs at home.
    pub needs: NeedsProfile,
    /// What the rules ask about the stay besides.
    pub circumstances: Circumstances,
    /// Where the patient goes.
    pub destination: Destination,
    /// What holds the discharge up, and with whom that lies.
    pub delay: Option<Delay>,
    /// What shall hold the discharge up no longer although it is not ready; one for each matter.
    pub overrides: Vec<Override>,
    /// Who sees to it at the hospital.
    pub coordinator: Option<Id<Person>>,
    /// The rule versions in force on the day of admission.
    pub rules: Vec<Id<RulePackVersion>>,
    /// How far it has come.
    pub state: CaseState,
    /// Rises with every change.
    pub version: i32,
}

crate::vocabulary::vocabulary! {
    /// Class of the ward, as the fee conditions tell wards apart.
    WardClass {
        /// 一般病棟等
        General = "general",
        /// 地域包括医療病棟
        CommunityMedical = "community_medical",
        /// 回復期リハビリテーション病棟
        Rehabilitation = "rehabilitation",
        /// 地域包括ケア病棟
        CommunityCare = "community_care",
        /// 特定一般病棟の病室のうち地域包括ケア入院医療管理を行うもの
        CommunityCareRoom = "community_care_room",
        /// 地域包括ケア・回復期等(区別なし): what the three wards have in common is all that is known.
        Recovery = "recovery",
        /// 療養病棟等
        LongTerm = "long_term",
        /// 緩和ケア病棟
        Palliative = "palliative",
        /// 特殊疾患病棟
        SpecialDisease = "special_disease",
        /// 精神病棟
        Psychiatric = "psychiatric",
    }
}

/// What holds a discharge up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delay {
    /// Why.
    pub reason: DelayReason,
    /// Who has to move for it to go on.
    pub owner: DelayOwner,
    /// In whose words.
    pub note: Option<Note>,
    /// The day from which it is held up for this reason.
    pub since: Date,
}

crate::vocabulary::vocabulary! {
    /// Why a discharge is held up: what discharge-support rooms tell apart. There is no official list.
    DelayReason {
        /// 病状
        Condition = "condition",
        /// 本人・家族の意向の調整
        Wishes = "wishes",
        /// 介護する人の準備
        Carers = "carers",
        /// 要介護認定・介護サービスの調整
        CareInsurance = "care_insurance",
        /// 在宅の受け手待ち
        HomeTeam = "home_team",
        /// 施設・転院先の空き待ち
        Placement = "placement",
        /// 住まい・福祉用具・医療機器の準備
        Equipment = "equipment",
        /// 会議の日程が決まらない
        Conference = "conference",
        /// その他
        Other = "other",
    }
}

crate::vocabulary::vocabulary! {
    /// With whom it lies that a discharge goes on.
    DelayOwner {
        /// 病棟
        Ward = "ward",
        /// 退院支援室
        DischargeSupport = "discharge_support",
        /// 本人・家族
        Family = "family",
        /// 在宅医療連携拠点
        Hub = "hub",
        /// ケアマネジャー
        CareManager = "care_manager",
        /// 在宅の医療機関・事業所
        HomeTeam = "home_team",
        /// 施設・転院先
        Facility = "facility",
        /// 市町村(要介護認定など)
        Municipality = "municipality",
    }
}

/// Where the patient goes from the hospital.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Destination {
    /// Not settled yet.
    Undecided,
    /// 自宅
    Home,
    /// 施設
    Facility {
        /// Which.
        name: Line,
    },
    /// A place that takes no part in this network: outside the prefecture, say.
    OutsideNetwork {
        /// Which.
        name: Line,
    },
}

impl Destination {
    /// The stable code of its kind.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Undecided => "undecided",
            Self::Home => "home",
            Self::Facility { .. } => "facility",
            Self::OutsideNetwork { .. } => "outside_network",
        }
    }
}

/// Life cycle of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseState {
    /// The patient is in hospital.
    Admitted,
    /// The patient has gone home; actions are followed up.
    Discharged {
        /// The day.
        on: Date,
    },
    /// The patient has gone to another hospital.
    Transferred {
        /// The day.
        on: Date,
        /// Which hospital.
        to: Line,
    },
    /// Nothing is left to do.
    Closed {
        /// When.
        at: Timestamp,
        /// Why.
        outcome: CaseOutcome,
        /// The day of the discharge, where there was one.
        discharged_on: Option<Date>,
    },
}

crate::vocabulary::vocabulary! {
    /// How a case ended.
    CaseOutcome {
        /// 在宅移行
        AtHome = "at_home",
        /// 施設入所
        InFacility = "in_facility",
        /// 死亡
        Died = "died",
        /// 支援不要
        NotNeeded = "not_needed",
    }
}

/// The longest stay taken for no slip of the pen, in days.
const LONGEST_STAY_DAYS: i64 = 3_660;

/// What an admission says.
#[derive(Clone, Debug, PartialEq)]
pub struct Admission {
    /// The patient's record at this hospital.
    pub patient: Id<Patient>,
    /// Day of admission.
    pub admitted_on: Date,
    /// Ward.
    pub ward: Line,
    /// Class of the ward.
    pub ward_class: WardClass,
    /// Expected day of discharge, if known.
    pub expected_discharge_on: Option<Date>,
    /// Needs known so far.
    pub needs: NeedsProfile,
    /// What is known for the rules.
    pub circumstances: Circumstances,
    /// Who sees to it.
    pub coordinator: Option<Id<Person>>,
    /// The earlier case of this person, if any.
    pub predecessor: Option<Id<DischargeCase>>,
}

impl DischargeCase {
    /// Opens a case on an admission.
    ///
    /// # Errors
    /// [`CaseRefusal::AdmittedInTheFuture`] when the day is more than 90 days ahead,
    /// [`CaseRefusal::AdmittedLongAgo`] when it is more than ten years back,
    /// [`CaseRefusal::DischargeBeforeAdmission`], [`CaseRefusal::DischargeTooLate`].
    pub fn admit(
        id: Id<Self>,
        today: Date,
        organization: Id<Organization>,
        admission: Admission,
        rules: Vec<Id<RulePackVersion>>,
    ) -> Result<(Self, Event), CaseRefusal> {
        let Admission {
            patient,
            admitted_on,
            ward,
            ward_class,
            expected_discharge_on,
            needs,
            circumstances,
            coordinator,
            predecessor,
        } = admission;
        check_days(admitted_on, expected_discharge_on, today)?;
        let case = Self {
            id,
            organization,
            patient,
            predecessor,
            admitted_on,
            ward,
            ward_class,
            expected_discharge_on,
            needs,
            circumstances,
            destination: Destination::Undecided,
            delay: None,
            overrides: vec![],
            coordinator,
            rules,
            state: CaseState::Admitted,
            version: 1,
        };
        Ok((case, Event::AdmissionRegistered { case: id }))
    }

    /// Whom its discharge conference asks for.
    pub fn seats(&self) -> AskedSeats {
        self.needs.seats(self.circumstances.prognosis)
    }

    /// States what the patient needs at home.
    ///
    /// # Errors
    /// [`CaseRefusal::NoLongerAdmitted`].
    pub fn profile(mut self, needs: NeedsProfile) -> Result<(Self, Event), CaseRefusal> {
        self.admitted()?;
        self.needs = needs;
        let event = Event::NeedsProfiled { case: self.id };
        Ok((self, event))
    }

    /// States what the rules ask about the stay.
    ///
    /// # Errors
    /// [`CaseRefusal::NoLongerAdmitted`]; [`CaseRefusal::CircumstanceInTheFuture`] when something recorded as known
    /// would come to be known only after `today`; [`CaseRefusal::ScreeningContradictory`];
    /// [`CaseRefusal::NoSuchCriterion`] for one that none of the case's `rules` knows.
    pub fn tell(
        mut self,
        today: Date,
        circumstances: Circumstances,
        rules: &[&RulePack],
    ) -> Result<(Self, Event), CaseRefusal> {
        self.admitted()?;
        if circumstances.days().any(|day| today < day) {
            return Err(CaseRefusal::CircumstanceInTheFuture);
        }
        if let Some(screening) = &circumstances.screening {
            let is_known = |key: &String| rules.iter().flat_map(|pack| &pack.criteria).any(|c| c.key == *key);
            if screening.contradicts_itself() {
                return Err(CaseRefusal::ScreeningContradictory);
            }
            if !screening.criteria.iter().all(is_known) {
                return Err(CaseRefusal::NoSuchCriterion);
            }
        }
        self.circumstances = circumstances;
        let event = Event::CircumstancesTold { case: self.id };
        Ok((self, event))
    }

    /// Follows the version `new` of a pack instead of `old`.
    ///
    /// # Errors
    /// [`CaseRefusal::AlreadyClosed`] once no work goes on any more.
    pub fn take_rules(
        mut self,
        old: Id<RulePackVersion>,
        new: Id<RulePackVersion>,
    ) -> Result<(Self, Event), CaseRefusal> {
        if !self.is_open() {
            return Err(CaseRefusal::AlreadyClosed);
        }
        for rule in self.rules.iter_mut().filter(|rule| **rule == old) {
            *rule = new;
        }
        let event = Event::RulesTaken { case: self.id };
        Ok((self, event))
    }

    /// States where and when the patient is expected to go.
    ///
    /// # Errors
    /// [`CaseRefusal::NoLongerAdmitted`], [`CaseRefusal::DischargeBeforeAdmission`].
    pub fn expect_discharge(
        mut self,
        on: Option<Date>,
        destination: Destination,
    ) -> Result<(Self, Event), CaseRefusal> {
        self.admitted()?;
        in_order(self.admitted_on, on)?;
        self.expected_discharge_on = on;
        self.destination = destination;
        let event = Event::DischargeExpected { case: self.id };
        Ok((self, event))
    }

    /// States what holds the discharge up, or that nothing does. The same reason goes on from its first day.
    ///
    /// # Errors
    /// [`CaseRefusal::NoLongerAdmitted`].
    pub fn explain_delay(
        mut self,
        today: Date,
        explained: Option<(DelayReason, DelayOwner, Option<Note>)>,
    ) -> Result<(Self, Event), CaseRefusal> {
        self.admitted()?;
        let since = |reason| match &self.delay {
            Some(delay) if delay.reason == reason => delay.since,
            _ => today,
        };
        self.delay =
            explained.map(|(reason, owner, note)| Delay { reason, owner, note, since: since(reason) });
        let event = Event::DelayExplained { case: self.id };
        Ok((self, event))
    }

    /// States why something shall hold the discharge up no longer although it is not ready, or that it shall again.
    ///
    /// # Errors
    /// [`CaseRefusal::NoLongerAdmitted`].
    pub fn override_readiness(
        mut self,
        now: Timestamp,
        by: Id<Person>,
        matter: Matter,
        reason: Option<Note>,
    ) -> Result<(Self, Event), CaseRefusal> {
        self.admitted()?;
        self.overrides.retain(|one| one.matter != matter);
        self.overrides.extend(reason.map(|reason| Override { matter, reason, by, at: now }));
        let event = Event::ReadinessOverridden { case: self.id };
        Ok((self, event))
    }

    /// The patient goes home, or to a facility.
    ///
    /// # Errors
    /// [`CaseRefusal::NoLongerAdmitted`], [`CaseRefusal::DischargeBeforeAdmission`],
    /// [`CaseRefusal::InTheFuture`].
    pub fn discharge(mut self, today: Date, on: Date) -> Result<(Self, Event), CaseRefusal> {
        self.leave(today, on)?;
        self.state = CaseState::Discharged { on };
        let event = Event::Discharged { case: self.id };
        Ok((self, event))
    }

    /// The patient goes to another hospital, which opens its own case.
    ///
    /// # Errors
    /// As [`Self::discharge`].
    pub fn transfer(mut self, today: Date, on: Date, to: Line) -> Result<(Self, Event), CaseRefusal> {
        self.leave(today, on)?;
        self.state = CaseState::Transferred { on, to };
        let event = Event::Transferred { case: self.id };
        Ok((self, event))
    }

    /// Ends the case.
    ///
    /// # Errors
    /// [`CaseRefusal::AlreadyClosed`], [`CaseRefusal::StillAdmitted`] for an outcome that needs a discharge.
    pub fn close(mut self, now: Timestamp, outcome: CaseOutcome) -> Result<(Self, Event), CaseRefusal> {
        let went_home = matches!(outcome, CaseOutcome::AtHome | CaseOutcome::InFacility);
        let discharged_on = match self.state {
            CaseState::Closed { .. } => return Err(CaseRefusal::AlreadyClosed),
            CaseState::Admitted if went_home => return Err(CaseRefusal::StillAdmitted),
            CaseState::Admitted | CaseState::Transferred { .. } => None,
            CaseState::Discharged { on } => Some(on),
        };
        self.state = CaseState::Closed { at: now, outcome, discharged_on };
        let event = Event::CaseClosed { case: self.id };
        Ok((self, event))
    }

    /// What holds the discharge up now: nothing any more once the patient has left.
    pub fn present_delay(&self) -> Option<&Delay> {
        self.delay.as_ref().filter(|_| self.state == CaseState::Admitted)
    }

    /// The day on which the patient left, as long as the case goes on.
    pub const fn left_on(&self) -> Option<Date> {
        match self.state {
            CaseState::Discharged { on } | CaseState::Transferred { on, .. } => Some(on),
            CaseState::Admitted | CaseState::Closed { .. } => None,
        }
    }

    /// Whether work on the case goes on.
    pub const fn is_open(&self) -> bool {
        matches!(self.state, CaseState::Admitted | CaseState::Discharged { .. })
    }

    fn leave(&self, today: Date, on: Date) -> Result<(), CaseRefusal> {
        self.admitted()?;
        in_order(self.admitted_on, Some(on))?;
        if on > today { Err(CaseRefusal::InTheFuture) } else { Ok(()) }
    }

    const fn admitted(&self) -> Result<(), CaseRefusal> {
        match self.state {
            CaseState::Admitted => Ok(()),
            _ => Err(CaseRefusal::NoLongerAdmitted),
        }
    }
}

/// Checks the days an admission may name on `today`.
///
/// # Errors
/// As [`DischargeCase::admit`].
pub fn check_days(
    admitted_on: Date,
    expected_discharge_on: Option<Date>,
    today: Date,
) -> Result<(), CaseRefusal> {
    let days_ahead = (admitted_on - today).whole_days();
    if days_ahead > 90 {
        return Err(CaseRefusal::AdmittedInTheFuture);
    }
    if days_ahead < -LONGEST_STAY_DAYS {
        return Err(CaseRefusal::AdmittedLongAgo);
    }
    in_order(admitted_on, expected_discharge_on)
}

fn in_order(admitted_on: Date, discharge_on: Option<Date>) -> Result<(), CaseRefusal> {
    match discharge_on {
        Some(on) if on < admitted_on => Err(CaseRefusal::DischargeBeforeAdmission),
        Some(on) if (on - admitted_on).whole_days() > 2 * LONGEST_STAY_DAYS => {
            Err(CaseRefusal::DischargeTooLate)
        }
        _ => Ok(()),
    }
}

refusals! {
    /// Why a change to a case is refused.
    CaseRefusal {
        /// An admission lies too far ahead.
        AdmittedInTheFuture = "CASE_ADMITTED_TOO_FAR_AHEAD" on "admittedOn",
        /// An admission lies more than ten years back.
        AdmittedLongAgo = "CASE_ADMITTED_TOO_LONG_AGO" on "admittedOn",
        /// Discharge lies more than twenty years after admission.
        DischargeTooLate = "CASE_DISCHARGE_TOO_LATE" on "expectedDischargeOn",
        /// Discharge would precede admission.
        DischargeBeforeAdmission = "CASE_DISCHARGE_BEFORE_ADMISSION" on "expectedDischargeOn",
        /// What has happened cannot lie in the future.
        InTheFuture = "CASE_DAY_IN_THE_FUTURE" on "on",
        /// What is known cannot have come to be known in the future.
        CircumstanceInTheFuture = "CASE_CIRCUMSTANCE_IN_THE_FUTURE",
        /// A screening that came to nothing found nothing.
        ScreeningContradictory = "CASE_SCREENING_CONTRADICTORY" on "screening",
        /// None of the case's rules has a criterion of this key.
        NoSuchCriterion = "CASE_NO_SUCH_CRITERION" on "criteria",
        /// No newer version of a pack that the case follows.
        VersionNotOffered = "CASE_VERSION_NOT_OFFERED" on "rulePack",
        /// The patient has left the hospital.
        NoLongerAdmitted = "CASE_NO_LONGER_ADMITTED",
        /// The patient has not left the hospital.
        StillAdmitted = "CASE_STILL_ADMITTED",
        /// The case is closed.
        AlreadyClosed = "CASE_ALREADY_CLOSED",
        /// The patient already has an open case at this hospital.
        AlreadyOpen = "CASE_ALREADY_OPEN" on "patient",
        /// The case named as predecessor is still open, or is another person's.
        NotAPredecessor = "CASE_NOT_A_PREDECESSOR" on "predecessor",
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use ::time::macros::date;
    use uuid::Uuid;

    pub(crate) fn admitted() -> DischargeCase {
        let admission = Admission {
            patient: Id::new(Uuid::from_u128(2)),
            admitted_on: date!(2026 - 11 - 09),
            ward: Line::parse("東5").unwrap(),
            ward_class: WardClass::General,
            expected_discharge_on: None,
            needs: NeedsProfile::default(),
            circumstances: Circumstances::default(),
            coordinator: None,
            predecessor: None,
        };
        let hospital = Id::new(Uuid::from_u128(1));
        DischargeCase::admit(Id::new(Uuid::from_u128(3)), date!(2026 - 11 - 09), hospital, admission, vec![])
            .unwrap()
            .0
    }

    #[test]
    fn a_patient_leaves_the_hospital_once() {
        let today = date!(2026 - 11 - 20);
        let (home, _) = admitted().discharge(today, today).unwrap();
        assert!(home.is_open());
        assert_eq!(home.clone().discharge(today, today).err(), Some(CaseRefusal::NoLongerAdmitted));
        assert_eq!(home.clone().profile(NeedsProfile::default()).err(), Some(CaseRefusal::NoLongerAdmitted));
        let at = Timestamp::from_millis(0);
        let (closed, _) = home.close(at, CaseOutcome::AtHome).unwrap();
        assert!(!closed.is_open());
        let kept = CaseState::Closed { at, outcome: CaseOutcome::AtHome, discharged_on: Some(today) };
        assert_eq!(closed.state, kept, "the day of the discharge stays on record");
        assert_eq!(
            closed.close(Timestamp::from_millis(0), CaseOutcome::Died).err(),
            Some(CaseRefusal::AlreadyClosed)
        );
    }

    #[test]
    fn a_delay_counts_from_the_first_day_of_its_reason() {
        let said = |reason, owner| Some((reason, owner, None));
        let explain = |case: DischargeCase, day, said| case.explain_delay(day, said).unwrap().0;
        let since = |case: &DischargeCase| case.delay.as_ref().map(|delay| delay.since);
        let waits =
            explain(admitted(), date!(2026 - 11 - 12), said(DelayReason::Placement, DelayOwner::Facility));
        let moved = explain(waits, date!(2026 - 11 - 15), said(DelayReason::Placement, DelayOwner::Hub));
        assert_eq!(since(&moved), Some(date!(2026 - 11 - 12)), "the reason is the same, whoever has to move");
        let other = explain(moved, date!(2026 - 11 - 16), said(DelayReason::Condition, DelayOwner::Ward));
        assert_eq!(since(&other), Some(date!(2026 - 11 - 16)));
        assert_eq!(since(&explain(other.clone(), date!(2026 - 11 - 17), None)), None);
        let today = date!(2026 - 11 - 20);
        let (home, _) = other.discharge(today, today).unwrap();
        assert!(
            home.delay.is_some() && home.present_delay().is_none(),
            "why it took so long stays on record"
        );
        assert_eq!(home.explain_delay(today, None).err(), Some(CaseRefusal::NoLongerAdmitted));
    }

    #[test]
    fn days_out_of_order_are_refused() {
        let today = date!(2026 - 11 - 20);
        let refusal = |on| admitted().discharge(today, on).err();
        assert_eq!(refusal(date!(2026 - 11 - 08)), Some(CaseRefusal::DischargeBeforeAdmission));
        assert_eq!(refusal(date!(2026 - 11 - 21)), Some(CaseRefusal::InTheFuture));
        assert_eq!(
            admitted().expect_discharge(Some(date!(2026 - 11 - 01)), Destination::Home).err(),
            Some(CaseRefusal::DischargeBeforeAdmission)
        );
        assert_eq!(
            admitted().close(Timestamp::from_millis(0), CaseOutcome::AtHome).err(),
            Some(CaseRefusal::StillAdmitted)
        );
    }
}
