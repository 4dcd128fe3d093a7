//! Patients, the people around them, and links between two organizations' records of one person.

use ::time::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Id, Timestamp,
    organization::Organization,
    place::Location,
    refusal::refusals,
    text::{Line, MunicipalityCode, PhoneNumber, PostalCode},
    vocabulary::vocabulary,
};

/// A patient record. It belongs to the organization that registered it; another organization's record
/// of the same person is another record, joined at most by a [`RecordLink`].
#[derive(Clone, Debug, PartialEq)]
pub struct Patient {
    /// The identifier.
    pub id: Id<Self>,
    /// Whose record this is.
    pub organization: Id<Organization>,
    /// The number the organization itself uses, unique there.
    pub number: Option<Line>,
    /// Name.
    pub name: Line,
    /// Name in kana.
    pub name_kana: Line,
    /// Day of birth.
    pub born_on: Date,
    /// Sex as recorded.
    pub sex: Sex,
    /// Postal code of the home.
    pub postal_code: Option<PostalCode>,
    /// Municipality or ward of the home.
    pub municipality: Option<MunicipalityCode>,
    /// Address of the home.
    pub address: Option<Line>,
    /// Where the home is, as well as it is known.
    pub location: Option<Location>,
    /// Telephone at home.
    pub phone: Option<PhoneNumber>,
    /// Standing in long-term care insurance.
    pub care_insurance: CareInsurance,
    /// The people around the patient.
    pub related: Vec<RelatedPerson>,
    /// Rises with every change.
    pub version: i32,
}

impl Patient {
    /// Full years of age on `today`.
    pub fn age_on(&self, today: Date) -> i32 {
        age(self.born_on, today)
    }

    /// The record with kana in katakana of full width and its number in half width, however they were typed.
    #[must_use]
    pub fn in_usual_widths(self) -> Self {
        let number = self.number.map(|number| number.in_half_width());
        Self { number, name_kana: self.name_kana.in_katakana(), ..self }
    }

    /// Checks what a record of `today` may say.
    ///
    /// # Errors
    /// [`PatientRefusal::BornInTheFuture`], [`PatientRefusal::BornTooLongAgo`].
    pub fn check(&self, today: Date) -> Result<(), PatientRefusal> {
        check_birth(self.born_on, today)
    }
}

/// Full years on `today` since a day of birth.
pub fn age(born_on: Date, today: Date) -> i32 {
    let had_birthday = (today.month() as u8, today.day()) >= (born_on.month() as u8, born_on.day());
    today.year() - born_on.year() - i32::from(!had_birthday)
}

/// Checks a day of birth on `today`.
///
/// # Errors
/// As [`Patient::check`].
pub fn check_birth(born_on: Date, today: Date) -> Result<(), PatientRefusal> {
    if born_on > today {
        Err(PatientRefusal::BornInTheFuture)
    } else if age(born_on, today) > 130 {
        Err(PatientRefusal::BornTooLongAgo)
    } else {
        Ok(())
    }
}

vocabulary! {
    /// Sex as recorded (ISO/IEC 5218).
    Sex {
        /// 女性
        Female = "female",
        /// 男性
        Male = "male",
        /// その他
        Other = "other",
        /// 不明
        Unknown = "unknown",
    }
}

vocabulary! {
    /// Level of certified need of care (要介護認定).
    CareLevel {
        /// 要支援1
        Support1 = "support1",
        /// 要支援2
        Support2 = "support2",
        /// 要介護1
        Care1 = "care1",
        /// 要介護2
        Care2 = "care2",
        /// 要介護3
        Care3 = "care3",
        /// 要介護4
        Care4 = "care4",
        /// 要介護5
        Care5 = "care5",
    }
}

/// Standing in long-term care insurance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum CareInsurance {
    /// Nobody has asked yet.
    Unknown,
    /// 未申請
    NotApplied,
    /// 申請中
    Pending {
        /// The day of the application.
        applied_on: Date,
    },
    /// 認定済
    Certified {
        /// The level.
        level: CareLevel,
        /// The last day it holds.
        valid_until: Option<Date>,
    },
}

vocabulary! {
    /// What a related person is to the patient's care; one person may be several.
    RelatedRole {
        /// キーパーソン
        KeyPerson = "key_person",
        /// 主介護者
        MainCaregiver = "main_caregiver",
        /// 代理意思決定者
        Surrogate = "surrogate",
        /// その他
        Other = "other",
    }
}

/// Someone close to the patient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelatedPerson {
    /// The identifier.
    pub id: Id<Self>,
    /// Name.
    pub name: Line,
    /// Relation to the patient, in words (長女, 友人).
    pub relation: Option<Line>,
    /// What the person is to the patient's care.
    pub role: RelatedRole,
    /// Telephone.
    pub phone: Option<PhoneNumber>,
}

/// A statement that two organizations' records are of one person. It grants no access, merges nothing,
/// counts only when both owners have confirmed it, and either can undo it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordLink {
    /// The identifier.
    pub id: Id<Self>,
    /// The record of the organization that proposed the link.
    pub proposer: LinkEnd,
    /// The other record.
    pub other: LinkEnd,
    /// How far it has come.
    pub state: LinkState,
    /// Rises with every change.
    pub version: i32,
}

/// One end of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkEnd {
    /// Whose record.
    pub organization: Id<Organization>,
    /// Which record.
    pub patient: Id<Patient>,
}

/// Life cycle of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// One owner has said so.
    Proposed {
        /// When.
        at: Timestamp,
    },
    /// Both owners have said so.
    Confirmed {
        /// When the second did.
        at: Timestamp,
    },
    /// One owner has taken it back.
    Undone {
        /// When.
        at: Timestamp,
        /// Which owner.
        by: Id<Organization>,
    },
}

impl RecordLink {
    /// Proposes that two records are of one person.
    ///
    /// # Errors
    /// [`PatientRefusal::LinkedToItself`] when both records have one owner.
    pub fn propose(
        id: Id<Self>,
        now: Timestamp,
        proposer: LinkEnd,
        other: LinkEnd,
    ) -> Result<Self, PatientRefusal> {
        if proposer.organization == other.organization {
            return Err(PatientRefusal::LinkedToItself);
        }
        Ok(Self { id, proposer, other, state: LinkState::Proposed { at: now }, version: 1 })
    }

    /// The other owner confirms.
    ///
    /// # Errors
    /// [`PatientRefusal::LinkNotProposed`], or [`PatientRefusal::LinkNotYours`] for anyone but the other owner.
    pub fn confirm(mut self, now: Timestamp, by: Id<Organization>) -> Result<Self, PatientRefusal> {
        match self.state {
            LinkState::Proposed { .. } if by == self.other.organization => {
                self.state = LinkState::Confirmed { at: now };
                Ok(self)
            }
            LinkState::Proposed { .. } => Err(PatientRefusal::LinkNotYours),
            LinkState::Confirmed { .. } | LinkState::Undone { .. } => Err(PatientRefusal::LinkNotProposed),
        }
    }

    /// Either owner takes the link back, at any time.
    ///
    /// # Errors
    /// [`PatientRefusal::LinkNotYours`], [`PatientRefusal::LinkAlreadyUndone`].
    pub fn undo(mut self, now: Timestamp, by: Id<Organization>) -> Result<Self, PatientRefusal> {
        if by != self.proposer.organization && by != self.other.organization {
            return Err(PatientRefusal::LinkNotYours);
        }
        if matches!(self.state, LinkState::Undone { .. }) {
            return Err(PatientRefusal::LinkAlreadyUndone);
        }
        self.state = LinkState::Undone { at: now, by };
        Ok(self)
    }
}

refusals! {
    /// Why a patient record or a link is refused.
    PatientRefusal {
        /// The day of birth has not come yet.
        BornInTheFuture = "PATIENT_BORN_IN_THE_FUTURE" on "bornOn",
        /// Admitted before birth.
        BornAfterAdmission = "PATIENT_BORN_AFTER_ADMISSION" on "bornOn",
        /// No town is known by this postal code; state the municipality.
        PostalCodeUnknown = "PATIENT_POSTAL_CODE_UNKNOWN" on "postalCode",
        /// Older than any human being.
        BornTooLongAgo = "PATIENT_BORN_TOO_LONG_AGO" on "bornOn",
        /// The organization has a patient of this kana and day of birth.
        Known = "PATIENT_KNOWN" on "patient",
        /// The organization already has a patient with this number.
        NumberTaken = "PATIENT_NUMBER_TAKEN" on "number",
        /// Both records have the same owner.
        LinkedToItself = "RECORD_LINK_WITHIN_ONE_ORGANIZATION",
        /// The link is not waiting for confirmation.
        LinkNotProposed = "RECORD_LINK_NOT_PROPOSED",
        /// Only the owners of the two records act on a link.
        LinkNotYours = "RECORD_LINK_NOT_YOURS",
        /// The link was undone before.
        LinkAlreadyUndone = "RECORD_LINK_ALREADY_UNDONE",
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use ::time::macros::date;
    use uuid::Uuid;

    fn end(n: u128) -> LinkEnd {
        LinkEnd { organization: Id::new(Uuid::from_u128(n)), patient: Id::new(Uuid::from_u128(100 + n)) }
    }

    #[test]
    fn a_link_counts_when_both_owners_said_so_and_either_undoes_it() {
        let now = Timestamp::from_millis(0);
        let link = RecordLink::propose(Id::new(Uuid::nil()), now, end(1), end(2)).unwrap();
        assert_eq!(link.clone().confirm(now, end(1).organization), Err(PatientRefusal::LinkNotYours));
        let confirmed = link.confirm(now, end(2).organization).unwrap();
        assert_eq!(confirmed.clone().undo(now, end(3).organization), Err(PatientRefusal::LinkNotYours));
        let undone = confirmed.undo(now, end(1).organization).unwrap();
        assert_eq!(undone.clone().confirm(now, end(2).organization), Err(PatientRefusal::LinkNotProposed));
        assert_eq!(undone.undo(now, end(2).organization), Err(PatientRefusal::LinkAlreadyUndone));
    }

    fn patient(born_on: Date) -> Patient {
        Patient {
            id: Id::new(Uuid::nil()),
            organization: Id::new(Uuid::nil()),
            number: None,
            name: Line::parse("見本 花子").unwrap(),
            name_kana: Line::parse("ミホン ハナコ").unwrap(),
            born_on,
            sex: Sex::Female,
            postal_code: None,
            municipality: None,
            address: None,
            location: None,
            phone: None,
            care_insurance: CareInsurance::Unknown,
            related: vec![],
            version: 1,
        }
    }

    pub(crate) fn patient_with(relative: Id<RelatedPerson>) -> Patient {
        let relative = RelatedPerson {
            id: relative,
            name: Line::parse("見本 夏子").unwrap(),
            relation: None,
            role: RelatedRole::KeyPerson,
            phone: None,
        };
        Patient { related: vec![relative], ..patient(date!(1948 - 02 - 29)) }
    }

    #[test]
    fn width_and_script_of_kana_and_number_do_not_matter() {
        let typed = Patient {
            number: Some(Line::parse("Ｍ０００１").unwrap()),
            name_kana: Line::parse("みほん　はなこ").unwrap(),
            ..patient(date!(1948 - 02 - 29))
        };
        let kept = typed.in_usual_widths();
        assert_eq!((kept.number.unwrap().as_str(), kept.name_kana.as_str()), ("M0001", "ミホン ハナコ"));
    }

    #[test]
    fn age_changes_on_the_birthday() {
        let leap = patient(date!(1948 - 02 - 29));
        assert_eq!(leap.age_on(date!(2026 - 02 - 28)), 77);
        assert_eq!(leap.age_on(date!(2026 - 03 - 01)), 78);
        assert_eq!(
            patient(date!(2027 - 01 - 01)).check(date!(2026 - 11 - 20)),
            Err(PatientRefusal::BornInTheFuture)
        );
    }
}
