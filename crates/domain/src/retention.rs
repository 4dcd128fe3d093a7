//! How long records are kept, what holds them back, and how they end.

use ::time::{Date, Month};

use crate::{
    Id, Timestamp,
    discharge_case::{CaseState, DischargeCase},
    organization::{Organization, OrganizationKind},
    patient::Patient,
    person::Person,
    refusal::refusals,
    text::Line,
    vocabulary::vocabulary,
};

vocabulary! {
    /// What the law takes a record for, which says how long it must be kept.
    RetentionClass {
        /// 診療録等: five years from completion (医師法 24 条 2 項, 療養担当規則 9 条).
        MedicalRecord = "medical_record",
        /// 介護等の記録: two years from completion (居宅介護支援等基準 29 条 2 項); many prefectures order five.
        CareRecord = "care_record",
    }
}

/// The longest time an organization may choose, in years.
pub const LONGEST_YEARS: u8 = 30;

impl RetentionClass {
    /// The class of what an organization of this kind records.
    pub const fn of(kind: OrganizationKind) -> Self {
        use OrganizationKind as K;
        match kind {
            K::Hospital | K::Clinic => Self::MedicalRecord,
            K::VisitingNurseStation
            | K::Pharmacy
            | K::CareManagerOffice
            | K::CommunityGeneralSupportCentre
            | K::Hub
            | K::Municipality
            | K::MedicalAssociation => Self::CareRecord,
        }
    }

    /// The years the law asks for at least.
    pub const fn least_years(self) -> u8 {
        match self {
            Self::MedicalRecord => 5,
            Self::CareRecord => 2,
        }
    }
}

/// How long an organization keeps its records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// What the law takes them for.
    pub class: RetentionClass,
    /// Years after completion.
    pub years: u8,
}

impl Retention {
    /// Five years, which satisfies every class, unless the organization has chosen otherwise.
    pub const fn usual(kind: OrganizationKind) -> Self {
        Self { class: RetentionClass::of(kind), years: 5 }
    }

    /// An organization's own choice.
    ///
    /// # Errors
    /// [`RetentionRefusal::TooShort`], [`RetentionRefusal::TooLong`].
    pub const fn choose(kind: OrganizationKind, years: u8) -> Result<Self, RetentionRefusal> {
        let class = RetentionClass::of(kind);
        if years < class.least_years() {
            Err(RetentionRefusal::TooShort)
        } else if years > LONGEST_YEARS {
            Err(RetentionRefusal::TooLong)
        } else {
            Ok(Self { class, years })
        }
    }

    /// The last day on which a patient's records are kept: that many years after the day the last case ended;
    /// `None` while one goes on.
    pub fn kept_until(&self, cases: &[DischargeCase]) -> Option<Date> {
        let ends: Option<Vec<Date>> = cases.iter().map(|case| ended_on(&case.state)).collect();
        let last = ends?.into_iter().max()?;
        Some(years_after(last, i32::from(self.years)))
    }

    /// The latest day on which a case may have ended whose records may be erased on `today`, or on the day after.
    pub fn latest_end(&self, today: Date) -> Date {
        years_after(today, -i32::from(self.years))
    }

    /// Whether a patient's records may be erased on `today`.
    ///
    /// # Errors
    /// [`RetentionRefusal::OnHold`], [`RetentionRefusal::CaseGoesOn`], [`RetentionRefusal::NotOver`].
    pub fn check_erasure(
        &self,
        cases: &[DischargeCase],
        holds: &[LegalHold],
        today: Date,
    ) -> Result<Date, RetentionRefusal> {
        if holds.iter().any(LegalHold::is_standing) {
            return Err(RetentionRefusal::OnHold);
        }
        let until = self.kept_until(cases).ok_or(RetentionRefusal::CaseGoesOn)?;
        if until < today { Ok(until) } else { Err(RetentionRefusal::NotOver) }
    }
}

/// The day a case ended, if it has.
fn ended_on(state: &CaseState) -> Option<Date> {
    match state {
        CaseState::Admitted => None,
        CaseState::Discharged { on } | CaseState::Transferred { on, .. } => Some(*on),
        CaseState::Closed { at, .. } => Some(at.day()),
    }
}

/// The same day some years later; 29 February becomes 1 March where there is none.
fn years_after(day: Date, years: i32) -> Date {
    let year = day.year() + years;
    day.replace_year(year).or_else(|_| Date::from_calendar_date(year, Month::March, 1)).unwrap_or(Date::MAX)
}

/// A word of the organization that a patient's records must not end: a dispute, an inquiry, a request for
/// disclosure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegalHold {
    /// The identifier.
    pub id: Id<Self>,
    /// Whose record it is.
    pub organization: Id<Organization>,
    /// The patient.
    pub patient: Id<Patient>,
    /// Why, without anything about the patient's health.
    pub reason: Line,
    /// Who placed it.
    pub placed_by: Id<Person>,
    /// When.
    pub placed_at: Timestamp,
    /// Who lifted it, and when.
    pub lifted: Option<(Id<Person>, Timestamp)>,
}

impl LegalHold {
    /// Whether it still holds.
    pub const fn is_standing(&self) -> bool {
        self.lifted.is_none()
    }

    /// Lifts the hold.
    ///
    /// # Errors
    /// [`RetentionRefusal::HoldLifted`] when it was before.
    pub fn lift(self, by: Id<Person>, now: Timestamp) -> Result<Self, RetentionRefusal> {
        if self.is_standing() {
            Ok(Self { lifted: Some((by, now)), ..self })
        } else {
            Err(RetentionRefusal::HoldLifted)
        }
    }
}

/// What remains of an erased record: that it was, whose, by whom, and how much of it. Nothing in it tells who
/// the patient was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErasureCertificate {
    /// The identifier.
    pub id: Id<Self>,
    /// Whose record it was.
    pub organization: Id<Organization>,
    /// The identifier the record had.
    pub patient: Id<Patient>,
    /// What the law took it for.
    pub class: RetentionClass,
    /// The last day it was kept.
    pub kept_until: Date,
    /// Who erased it.
    pub erased_by: Id<Person>,
    /// When.
    pub erased_at: Timestamp,
    /// How many rows were erased or blanked, by table.
    pub rows: Vec<(String, u64)>,
}

refusals! {
    /// Why records are kept, or a hold is refused.
    RetentionRefusal {
        /// Shorter than the law asks for.
        TooShort = "RETENTION_TOO_SHORT" on "years",
        /// Longer than anybody may need.
        TooLong = "RETENTION_TOO_LONG" on "years",
        /// A legal hold stands.
        OnHold = "RETENTION_ON_HOLD",
        /// A case goes on.
        CaseGoesOn = "RETENTION_CASE_GOES_ON",
        /// The records are still to be kept.
        NotOver = "RETENTION_NOT_OVER",
        /// The hold was lifted before.
        HoldLifted = "LEGAL_HOLD_LIFTED",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        discharge_case::{CaseOutcome, Destination, WardClass},
        needs::NeedsProfile,
    };
    use ::time::macros::{date, time};
    use uuid::Uuid;

    fn case(state: CaseState) -> DischargeCase {
        DischargeCase {
            id: Id::new(Uuid::nil()),
            organization: Id::new(Uuid::nil()),
            patient: Id::new(Uuid::nil()),
            predecessor: None,
            admitted_on: date!(2020 - 01 - 06),
            ward: Line::parse("3A").unwrap(),
            ward_class: WardClass::General,
            expected_discharge_on: None,
            needs: NeedsProfile::default(),
            circumstances: Default::default(),
            delay: None,
            overrides: vec![],
            destination: Destination::Home,
            coordinator: None,
            rules: vec![],
            state,
            version: 1,
        }
    }

    fn hold() -> LegalHold {
        LegalHold {
            id: Id::new(Uuid::nil()),
            organization: Id::new(Uuid::nil()),
            patient: Id::new(Uuid::nil()),
            reason: Line::parse("照会中").unwrap(),
            placed_by: Id::new(Uuid::nil()),
            placed_at: Timestamp::from_millis(0),
            lifted: None,
        }
    }

    #[test]
    fn records_are_kept_five_years_after_the_last_case_ended() {
        let retention = Retention::usual(OrganizationKind::Hospital);
        let closed = Timestamp::tokyo(date!(2021 - 05 - 10), time!(9:00));
        let cases = [
            case(CaseState::Discharged { on: date!(2020 - 02 - 29) }),
            case(CaseState::Closed { at: closed, outcome: CaseOutcome::AtHome, discharged_on: None }),
        ];
        // 2025 has no 29 February.
        assert_eq!(retention.kept_until(&cases[..1]), Some(date!(2025 - 03 - 01)));
        assert_eq!(retention.kept_until(&cases), Some(date!(2026 - 05 - 10)));
        let on = |today| retention.check_erasure(&cases, &[], today);
        assert_eq!(on(date!(2026 - 05 - 10)), Err(RetentionRefusal::NotOver));
        assert_eq!(on(date!(2026 - 05 - 11)), Ok(date!(2026 - 05 - 10)));
    }

    #[test]
    fn a_case_that_goes_on_and_a_hold_keep_the_records() {
        let retention = Retention::usual(OrganizationKind::Hospital);
        let ended = case(CaseState::Discharged { on: date!(2000 - 01 - 01) });
        let today = date!(2026 - 11 - 20);
        let both = [ended.clone(), case(CaseState::Admitted)];
        assert_eq!(retention.check_erasure(&both, &[], today), Err(RetentionRefusal::CaseGoesOn));
        let ended = [ended];
        assert_eq!(retention.check_erasure(&ended, &[hold()], today), Err(RetentionRefusal::OnHold));
        let lifted = hold().lift(Id::new(Uuid::nil()), Timestamp::from_millis(1)).unwrap();
        assert!(retention.check_erasure(&ended, std::slice::from_ref(&lifted), today).is_ok());
        assert_eq!(
            lifted.lift(Id::new(Uuid::nil()), Timestamp::from_millis(2)),
            Err(RetentionRefusal::HoldLifted)
        );
    }

    #[test]
    fn nobody_keeps_records_shorter_than_the_law_asks() {
        use OrganizationKind as K;
        assert_eq!(Retention::choose(K::Hospital, 4), Err(RetentionRefusal::TooShort));
        assert_eq!(Retention::choose(K::CareManagerOffice, 1), Err(RetentionRefusal::TooShort));
        assert_eq!(Retention::choose(K::CareManagerOffice, 2).map(|r| r.years), Ok(2));
        assert_eq!(Retention::choose(K::Hospital, 31), Err(RetentionRefusal::TooLong));
    }
}
