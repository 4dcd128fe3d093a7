//! What the patient and the family agreed to. Records are only ever added; the newest that speaks decides.

use ::time::Date;

use crate::{
    Id, Timestamp,
    access::Member,
    care_team::TeamMember,
    discharge_case::DischargeCase,
    organization::{Organization, OrganizationKind},
    patient::{Patient, RelatedPerson},
    person::{Person, Profession},
    refusal::refusals,
    text::{Line, Note},
    vocabulary::vocabulary,
};

/// One record of what somebody agreed to, or would not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// The identifier.
    pub id: Id<Self>,
    /// Whose record of the patient it belongs to.
    pub organization: Id<Organization>,
    /// The patient.
    pub patient: Id<Patient>,
    /// What was said.
    pub statement: Statement,
    /// Who took it.
    pub taken_by: Id<Person>,
    /// For which organization.
    pub taken_for: Id<Organization>,
    /// When it was written down.
    pub taken_at: Timestamp,
}

/// What was said: who lets whom use what, and for what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Who spoke.
    pub subject: ConsentSubject,
    /// Only for this case; a new case asks again. For every case when `None`.
    pub case: Option<Id<DischargeCase>>,
    /// For what.
    pub purpose: Purpose,
    /// For whom.
    pub recipient: Recipient,
    /// How it was given, or that it was not.
    pub form: ConsentForm,
    /// The ground of an exception.
    pub ground: Option<ExceptionGround>,
    /// What was said or explained, in words.
    pub basis: Option<Note>,
    /// Where the signed paper is.
    pub document: Option<Line>,
    /// The day on which it was given.
    pub given_on: Date,
}

/// Whose information a consent is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsentSubject {
    /// The patient, or whoever speaks for the patient.
    Patient,
    /// Somebody of the family, for what is known of that person.
    Relative(Id<RelatedPerson>),
}

vocabulary! {
    /// What a consent is for.
    Purpose {
        /// 在宅療養を支える事業者への情報提供 (個人情報保護法27条1項, 医療・介護関係事業者ガイダンス)
        Care = "care",
        /// 拠点による調整 (個人情報保護法27条1項, 在宅医療・介護連携推進事業)
        Coordination = "coordination",
        /// サービス担当者会議等での家族の情報の利用 (居宅介護支援基準 23条3項)
        ConferenceFamily = "conference_family",
        /// ビデオ通話での画面共有 (診療報酬 B005 通知: ビデオ通話を用いる場合)
        ScreenSharing = "screen_sharing",
    }
}

/// Whom a consent speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// Everyone who takes part.
    Everyone,
    /// Every organization of one kind.
    Kind(OrganizationKind),
    /// One organization.
    Organization(Id<Organization>),
}

vocabulary! {
    /// How a consent was given, or that it was not (医療・介護関係事業者における個人情報の適切な取扱いの
    /// ためのガイダンス IV-9).
    ConsentForm {
        /// 書面
        Written = "written",
        /// 口頭 (記録あり)
        OralNoted = "oral_noted",
        /// 黙示 (院内掲示): for care inside the organization; it lets no other in, and shuts nobody out.
        Implied = "implied",
        /// 拒否
        Refused = "refused",
        /// 撤回
        Withdrawn = "withdrawn",
        /// 同意によらない提供 (法27条1項各号)
        Exception = "exception",
    }
}

vocabulary! {
    /// The ground on which the law lets information go without consent (個人情報保護法27条1項).
    ExceptionGround {
        /// 法令に基づく場合 (1号)
        Law = "law",
        /// 人の生命・身体・財産の保護に必要で、本人の同意を得ることが困難 (2号)
        LifeAndBody = "life_and_body",
        /// 公衆衛生・児童の健全育成に特に必要で、本人の同意を得ることが困難 (3号)
        PublicHealth = "public_health",
        /// 国の機関等への協力 (4号)
        PublicDuty = "public_duty",
    }
}

impl Statement {
    /// Checks a statement of `today` about `patient`.
    ///
    /// # Errors
    /// [`ConsentRefusal`].
    pub fn check(&self, today: Date, patient: &Patient) -> Result<(), ConsentRefusal> {
        let Self { subject, case: _, purpose, recipient: _, form, ground, basis, document, given_on } = self;
        match (subject, purpose) {
            (ConsentSubject::Relative(id), Purpose::ConferenceFamily) => {
                if !patient.related.iter().any(|person| person.id == *id) {
                    return Err(ConsentRefusal::NoSuchRelative);
                }
            }
            (ConsentSubject::Relative(_), _) => return Err(ConsentRefusal::RelativeSpeaksForThemselves),
            (ConsentSubject::Patient, Purpose::ConferenceFamily) => {
                return Err(ConsentRefusal::RelativeMustSpeak);
            }
            (ConsentSubject::Patient, _) => {}
        }
        match (form, ground) {
            (ConsentForm::Exception, None) => return Err(ConsentRefusal::GroundMissing),
            (ConsentForm::Exception, Some(_)) if basis.is_none() => return Err(ConsentRefusal::BasisMissing),
            (ConsentForm::Exception, Some(_)) | (_, None) => {}
            (_, Some(_)) => return Err(ConsentRefusal::GroundWithoutException),
        }
        if *form == ConsentForm::Written && document.is_none() {
            return Err(ConsentRefusal::DocumentMissing);
        }
        if *given_on > today { Err(ConsentRefusal::InTheFuture) } else { Ok(()) }
    }
}

/// Everything recorded about one patient's consent, oldest first: by the day it was given, then in the order
/// in which it was written down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Consents(Vec<Consent>);

/// What the records say of one recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage<'a> {
    /// It is covered, by this record.
    Covered(&'a Consent),
    /// Nothing explicit was recorded.
    Missing,
    /// It is shut out, by this record.
    Refused(&'a Consent),
}

impl Coverage<'_> {
    /// What they say, without the record.
    pub const fn standing(self) -> ConsentStanding {
        match self {
            Self::Covered(_) => ConsentStanding::Covered,
            Self::Missing => ConsentStanding::Missing,
            Self::Refused(_) => ConsentStanding::Refused,
        }
    }
}

vocabulary! {
    /// Whether consent was given.
    ConsentStanding {
        /// It was.
        Covered = "covered",
        /// Nobody said anything.
        Missing = "missing",
        /// It was refused or withdrawn.
        Refused = "refused",
    }
}

/// An organization that would receive what is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Party {
    /// Which.
    pub organization: Id<Organization>,
    /// What it is.
    pub kind: OrganizationKind,
}

impl Consents {
    /// The records of one patient, given in the order in which they were written down.
    pub fn new(mut records: Vec<Consent>) -> Self {
        records.sort_by_key(|record| record.statement.given_on);
        Self(records)
    }

    /// The records, oldest first.
    pub fn records(&self) -> &[Consent] {
        &self.0
    }

    /// The records that speak of a case: its own, and those for every case; oldest first.
    pub fn of_case(&self, case: Id<DischargeCase>) -> impl Iterator<Item = &Consent> {
        self.0.iter().filter(move |record| record.statement.case.is_none_or(|only| only == case))
    }

    /// Whether the patient's word lets `party` have what is known of a case for a purpose. The newest record
    /// that speaks of it decides; implied consent says nothing either way.
    pub fn covers(&self, party: Party, case: Id<DischargeCase>, purpose: Purpose) -> Coverage<'_> {
        let speaks = |record: &&Consent| {
            record.statement.subject == ConsentSubject::Patient
                && record.statement.purpose == purpose
                && record.statement.recipient.is(party)
        };
        decided(self.of_case(case).filter(speaks))
    }

    /// Whether the patient agreed that pages about a case are shown in a video conference.
    pub fn allows_screen_sharing(&self, case: Id<DischargeCase>) -> Coverage<'_> {
        decided(self.of_case(case).filter(|record| record.statement.purpose == Purpose::ScreenSharing))
    }

    /// Whether `member` may see what is known of a relative: care managers, and the offices they work for, need
    /// that relative's own consent on paper (居宅介護支援基準 23条3項).
    pub fn opens_relative(
        &self,
        member: &Member,
        owner: Id<Organization>,
        case: Id<DischargeCase>,
        relative: Id<RelatedPerson>,
    ) -> bool {
        if !asks_relatives(member, owner) {
            return true;
        }
        let party = Party { organization: member.organization, kind: member.kind };
        let speaks = |record: &&Consent| {
            record.statement.subject == ConsentSubject::Relative(relative)
                && record.statement.purpose == Purpose::ConferenceFamily
                && record.statement.recipient.is(party)
        };
        let newest = self.of_case(case).filter(speaks).last();
        newest.is_some_and(|record| record.statement.form == ConsentForm::Written)
    }

    /// When a member's part in a case is withheld from now on: an organization that is shut out stays out from
    /// the moment it was, one that is covered is let in, and of one that nothing speaks of nothing changes.
    pub fn withheld(
        &self,
        now: Timestamp,
        party: Party,
        case: &DischargeCase,
        purpose: Purpose,
        before: Option<Timestamp>,
    ) -> Option<Timestamp> {
        if party.organization == case.organization {
            return None;
        }
        match self.covers(party, case.id, purpose) {
            Coverage::Covered(_) => None,
            Coverage::Missing => before,
            Coverage::Refused(_) => before.or(Some(now)),
        }
    }
}

/// Whether what is known of relatives is shown to `member` only by their own consent on paper.
pub fn asks_relatives(member: &Member, owner: Id<Organization>) -> bool {
    let manages_care =
        member.profession == Profession::CareManager || member.kind == OrganizationKind::CareManagerOffice;
    manages_care && member.organization != owner
}

fn decided<'a>(records: impl Iterator<Item = &'a Consent>) -> Coverage<'a> {
    let explicit = records.filter(|record| record.statement.form != ConsentForm::Implied).last();
    match explicit {
        None => Coverage::Missing,
        Some(record) => match record.statement.form {
            ConsentForm::Written | ConsentForm::OralNoted | ConsentForm::Exception => {
                Coverage::Covered(record)
            }
            ConsentForm::Refused | ConsentForm::Withdrawn => Coverage::Refused(record),
            ConsentForm::Implied => Coverage::Missing,
        },
    }
}

impl Recipient {
    /// The one organization spoken of, if it is one.
    pub const fn organization(self) -> Option<Id<Organization>> {
        match self {
            Self::Organization(organization) => Some(organization),
            Self::Everyone | Self::Kind(_) => None,
        }
    }

    /// Whether it speaks of `party`.
    pub fn is(self, party: Party) -> bool {
        match self {
            Self::Everyone => true,
            Self::Kind(kind) => kind == party.kind,
            Self::Organization(organization) => organization == party.organization,
        }
    }
}

impl TeamMember {
    /// Whether the member's organization may see the case through this part.
    pub const fn is_open(&self) -> bool {
        self.until.is_none() && self.withheld.is_none()
    }
}

refusals! {
    /// Why a consent is not recorded, or what is missing without one.
    ConsentRefusal {
        /// No consent covers the organization.
        Missing = "CONSENT_MISSING" on "consent",
        /// The patient would not have it.
        Refused = "CONSENT_REFUSED" on "consent",
        /// A consent on paper says where the paper is.
        DocumentMissing = "CONSENT_DOCUMENT_MISSING" on "document",
        /// An exception names its ground.
        GroundMissing = "CONSENT_GROUND_MISSING" on "ground",
        /// An exception is explained.
        BasisMissing = "CONSENT_BASIS_MISSING" on "basis",
        /// Only an exception has a ground.
        GroundWithoutException = "CONSENT_GROUND_WITHOUT_EXCEPTION" on "ground",
        /// Nobody of this identifier is around the patient.
        NoSuchRelative = "CONSENT_NO_SUCH_RELATIVE" on "relatedPerson",
        /// A relative speaks of what is known of the relative, no more.
        RelativeSpeaksForThemselves = "CONSENT_RELATIVE_CANNOT_SPEAK_FOR_PATIENT" on "relatedPerson",
        /// Family information is the relative's to give.
        RelativeMustSpeak = "CONSENT_RELATIVE_MUST_SPEAK" on "relatedPerson",
        /// It cannot be given tomorrow.
        InTheFuture = "CONSENT_IN_THE_FUTURE" on "givenOn",
        /// Only what was given can be withdrawn.
        NothingToWithdraw = "CONSENT_NOTHING_TO_WITHDRAW",
    }
}

#[cfg(test)]
mod tests;
