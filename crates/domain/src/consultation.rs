//! The hub's consultation: a patient needs a home team; organizations are asked, and answer.

use ::time::{Date, Duration};

use crate::{
    Id, Timestamp,
    access::Actor,
    discharge_case::DischargeCase,
    event::Event,
    needs::NeedsProfile,
    organization::{Organization, ServiceKind},
    patient::{Patient, Sex},
    person::Person,
    place::{Location, Precision},
    refusal::refusals,
    text::{MunicipalityCode, Note},
    vocabulary::vocabulary,
};

/// The longest an offer waits for its answer.
pub const LONGEST_OFFER: Duration = Duration::days(31);

/// A consultation at a hub. It may exist without a case: somebody rings before any hospital does.
#[derive(Clone, Debug, PartialEq)]
pub struct Consultation {
    /// The identifier.
    pub id: Id<Self>,
    /// The hub that took it.
    pub hub: Id<Organization>,
    /// The organization that asked.
    pub requested_by: Option<Id<Organization>>,
    /// The case it is about.
    pub case: Option<Id<DischargeCase>>,
    /// The patient without a name: all that an organization asked may see before confirmation.
    pub subject: Subject,
    /// Services looked for.
    pub services: Vec<ServiceKind>,
    /// What else was said.
    pub note: Option<Note>,
    /// When it came in.
    pub received_at: Timestamp,
    /// Since when the hub is kept from knowing who the patient is, for want of the patient's consent.
    pub withheld: Option<Timestamp>,
    /// How far it has come.
    pub state: ConsultationState,
    /// Rises with every change.
    pub version: i32,
}

impl Consultation {
    /// What `reader` may know of it: a hub without the patient's consent reads no free text, which might name them.
    #[must_use]
    pub fn known_to(self, reader: &Actor) -> Self {
        let is_hub = matches!(reader, Actor::Member(member) if member.organization == self.hub);
        match self.withheld {
            Some(_) if is_hub => Self { note: None, ..self },
            _ => self,
        }
    }
}

/// A patient without a name: age in tens, sex, municipality, needs, expected discharge.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// Age in tens: 70 stands for 70 to 79.
    pub age_from: Option<u8>,
    /// Sex.
    pub sex: Sex,
    /// Municipality or ward of the home.
    pub municipality: Option<MunicipalityCode>,
    /// Where the home is, no nearer than its town.
    pub location: Option<Location>,
    /// Needs at home.
    pub needs: NeedsProfile,
    /// The day discharge is expected.
    pub expected_discharge_on: Option<Date>,
}

impl Subject {
    /// The patient of a case without a name: the age in tens, the home no nearer than its town.
    pub fn of(case: &DischargeCase, patient: &Patient, today: Date) -> Self {
        let tens = patient.age_on(today) / 10 * 10;
        Self {
            age_from: u8::try_from(tens).ok(),
            sex: patient.sex,
            municipality: patient.municipality.clone(),
            location: patient.location.filter(|location| location.precision != Precision::Exact),
            needs: case.needs.clone(),
            expected_discharge_on: case.expected_discharge_on,
        }
    }

    /// What an organization asked may see: no place nearer than the municipality, and no free text.
    #[must_use]
    pub fn summary(&self) -> Self {
        Self { location: None, ..self.clone() }
    }
}

/// Life cycle of a consultation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConsultationState {
    /// A team is looked for.
    Open,
    /// Ended.
    Closed {
        /// When.
        at: Timestamp,
        /// How.
        outcome: ConsultationOutcome,
    },
}

vocabulary! {
    /// How a consultation ended.
    ConsultationOutcome {
        /// 紹介成立
        TeamFound = "team_found",
        /// 情報提供で終了
        InformationGiven = "information_given",
        /// 見つからず
        NotFound = "not_found",
        /// 入院継続・転院
        StayedInHospital = "stayed_in_hospital",
        /// 本人取下げ
        WithdrawnByPatient = "withdrawn_by_patient",
        /// 死亡
        Died = "died",
    }
}

vocabulary! {
    /// What a hub does next about an open consultation, what others wait for first.
    HubStep {
        /// An organization would take the patient: hear the patient's wish, and confirm it or withdraw.
        Confirm = "confirm",
        /// For some service nobody is asked who could still answer.
        Ask = "ask",
        /// Those asked may still answer.
        Wait = "wait",
        /// Every service has its organization.
        Close = "close",
    }
}

/// A question to one organization: would you take this patient? (打診)
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The identifier.
    pub id: Id<Self>,
    /// The hub that asks.
    pub hub: Id<Organization>,
    /// The consultation.
    pub consultation: Id<Consultation>,
    /// For which service.
    pub service: ServiceKind,
    /// Who is asked.
    pub organization: Id<Organization>,
    /// When.
    pub made_at: Timestamp,
    /// How far it has come.
    pub state: OfferState,
    /// Rises with every change.
    pub version: i32,
}

/// Life cycle of an offer. An expired offer is not a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OfferState {
    /// Waiting for an answer.
    Asked {
        /// Until when.
        expires_at: Timestamp,
    },
    /// The organization would take the patient.
    Accepted {
        /// When.
        at: Timestamp,
        /// Under which conditions, in words.
        note: Option<Note>,
    },
    /// The organization would not.
    Declined {
        /// When.
        at: Timestamp,
        /// Why.
        reason: DeclineReason,
        /// In words.
        note: Option<Note>,
    },
    /// Nobody answered in time.
    Expired {
        /// When.
        at: Timestamp,
    },
    /// The hub no longer asks.
    Withdrawn {
        /// When.
        at: Timestamp,
    },
    /// The patient said yes: the organization is in the care team and may see who it is.
    Confirmed {
        /// When.
        at: Timestamp,
        /// Who recorded the patient's yes.
        by: Id<Person>,
    },
}

/// How far an offer has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The organization may still answer.
    Asked,
    /// The organization would take the patient, who has not been heard yet.
    Accepted,
    /// The organization is in the team.
    Confirmed,
    /// It came to nothing.
    Over,
}

vocabulary! {
    /// Why an organization declines.
    DeclineReason {
        /// 定員
        Full = "full",
        /// 区域外
        OutsideArea = "outside_area",
        /// 処置対応不可
        CannotProvide = "cannot_provide",
        /// 夜間不可
        NoNights = "no_nights",
        /// 距離
        TooFar = "too_far",
        /// 日程
        NotInTime = "not_in_time",
        /// その他
        Other = "other",
    }
}

impl Consultation {
    /// What the hub does next. `offers` are those made so far.
    pub fn next_step(&self, offers: &[Offer]) -> HubStep {
        HubStep::of(&self.services, &stages(offers))
    }

    /// The services for which this is what the hub does next.
    pub fn waiting_for(&self, step: HubStep, offers: &[Offer]) -> Vec<ServiceKind> {
        let stages = stages(offers);
        self.services
            .iter()
            .copied()
            .filter(|service| HubStep::for_service(*service, &stages) == step)
            .collect()
    }

    /// Takes a consultation.
    ///
    /// # Errors
    /// [`ConsultationRefusal::NothingAsked`] without a service.
    pub fn open(self) -> Result<(Self, Event), ConsultationRefusal> {
        if self.services.is_empty() {
            return Err(ConsultationRefusal::NothingAsked);
        }
        let event = Event::ConsultationOpened { consultation: self.id };
        Ok((self, event))
    }

    /// Ends the consultation.
    ///
    /// # Errors
    /// [`ConsultationRefusal::Closed`], [`ConsultationRefusal::OffersPending`] while an organization waits.
    pub fn close(
        mut self,
        now: Timestamp,
        offers: &[Offer],
        outcome: ConsultationOutcome,
    ) -> Result<(Self, Event), ConsultationRefusal> {
        self.is_open()?;
        if offers.iter().any(Offer::is_pending) {
            return Err(ConsultationRefusal::OffersPending);
        }
        self.state = ConsultationState::Closed { at: now, outcome };
        let event = Event::ConsultationClosed { consultation: self.id };
        Ok((self, event))
    }

    /// Asks an organization. `offers` are those made so far.
    ///
    /// # Errors
    /// [`ConsultationRefusal::Closed`], [`ConsultationRefusal::ServiceNotAsked`],
    /// [`ConsultationRefusal::AlreadyAsked`] while it has an offer for this service that is pending or was
    /// declined, [`ConsultationRefusal::ExpiresTooEarly`], [`ConsultationRefusal::ExpiresTooLate`].
    pub fn offer(
        &self,
        id: Id<Offer>,
        now: Timestamp,
        offers: &[Offer],
        service: ServiceKind,
        organization: Id<Organization>,
        answer_within: Duration,
    ) -> Result<(Offer, Event), ConsultationRefusal> {
        self.is_open()?;
        if !self.services.contains(&service) {
            return Err(ConsultationRefusal::ServiceNotAsked);
        }
        let again = |offer: &Offer| {
            offer.service == service
                && offer.organization == organization
                && !matches!(offer.state, OfferState::Expired { .. } | OfferState::Withdrawn { .. })
        };
        if offers.iter().any(again) {
            return Err(ConsultationRefusal::AlreadyAsked);
        }
        if answer_within <= Duration::ZERO {
            return Err(ConsultationRefusal::ExpiresTooEarly);
        }
        if answer_within > LONGEST_OFFER {
            return Err(ConsultationRefusal::ExpiresTooLate);
        }
        let offer = Offer {
            id,
            hub: self.hub,
            consultation: self.id,
            service,
            organization,
            made_at: now,
            state: OfferState::Asked { expires_at: now + answer_within },
            version: 1,
        };
        Ok((offer, Event::OfferMade { offer: id, consultation: self.id }))
    }

    fn is_open(&self) -> Result<(), ConsultationRefusal> {
        match self.state {
            ConsultationState::Open => Ok(()),
            ConsultationState::Closed { .. } => Err(ConsultationRefusal::Closed),
        }
    }
}

fn stages(offers: &[Offer]) -> Vec<(ServiceKind, Stage)> {
    offers.iter().map(|offer| (offer.service, offer.state.stage())).collect()
}

impl HubStep {
    /// What is next when these services are looked for and so far as these offers have come.
    pub fn of(services: &[ServiceKind], offers: &[(ServiceKind, Stage)]) -> Self {
        services.iter().map(|service| Self::for_service(*service, offers)).min().unwrap_or(Self::Close)
    }

    fn for_service(service: ServiceKind, offers: &[(ServiceKind, Stage)]) -> Self {
        let any = |stage| offers.contains(&(service, stage));
        // Whoever accepted waits for an answer, even where another is in the team already.
        if any(Stage::Accepted) {
            Self::Confirm
        } else if any(Stage::Confirmed) {
            Self::Close
        } else if any(Stage::Asked) {
            Self::Wait
        } else {
            Self::Ask
        }
    }
}

impl OfferState {
    /// How far it has come, without the details.
    pub const fn stage(&self) -> Stage {
        match self {
            Self::Asked { .. } => Stage::Asked,
            Self::Accepted { .. } => Stage::Accepted,
            Self::Confirmed { .. } => Stage::Confirmed,
            Self::Declined { .. } | Self::Expired { .. } | Self::Withdrawn { .. } => Stage::Over,
        }
    }
}

impl Offer {
    /// Whether it waits for the organization or for the patient.
    pub const fn is_pending(&self) -> bool {
        matches!(self.state, OfferState::Asked { .. } | OfferState::Accepted { .. })
    }

    /// The organization would take the patient.
    ///
    /// # Errors
    /// [`ConsultationRefusal::NotAsked`], [`ConsultationRefusal::OfferExpired`].
    pub fn accept(
        mut self,
        now: Timestamp,
        note: Option<Note>,
    ) -> Result<(Self, Event), ConsultationRefusal> {
        self.asked(now)?;
        self.state = OfferState::Accepted { at: now, note };
        let event = Event::OfferAccepted { offer: self.id, consultation: self.consultation };
        Ok((self, event))
    }

    /// The organization would not. It may also step back after accepting.
    ///
    /// # Errors
    /// [`ConsultationRefusal::NotAsked`].
    pub fn decline(
        mut self,
        now: Timestamp,
        reason: DeclineReason,
        note: Option<Note>,
    ) -> Result<(Self, Event), ConsultationRefusal> {
        if !self.is_pending() {
            return Err(ConsultationRefusal::NotAsked);
        }
        self.state = OfferState::Declined { at: now, reason, note };
        let event = Event::OfferDeclined { offer: self.id, consultation: self.consultation };
        Ok((self, event))
    }

    /// Time is up; `None` when there is nothing to expire (answered, or not due yet).
    pub fn expire(mut self, now: Timestamp) -> Option<(Self, Event)> {
        match self.state {
            OfferState::Asked { expires_at } if expires_at <= now => {
                self.state = OfferState::Expired { at: now };
                let event = Event::OfferExpired { offer: self.id, consultation: self.consultation };
                Some((self, event))
            }
            _ => None,
        }
    }

    /// The hub no longer asks.
    ///
    /// # Errors
    /// [`ConsultationRefusal::NotAsked`].
    pub fn withdraw(mut self, now: Timestamp) -> Result<(Self, Event), ConsultationRefusal> {
        if !self.is_pending() {
            return Err(ConsultationRefusal::NotAsked);
        }
        self.state = OfferState::Withdrawn { at: now };
        let event = Event::OfferWithdrawn { offer: self.id, consultation: self.consultation };
        Ok((self, event))
    }

    /// The coordinator records that the patient said yes to this organization.
    ///
    /// # Errors
    /// [`ConsultationRefusal::NotAccepted`].
    pub fn confirm(mut self, now: Timestamp, by: Id<Person>) -> Result<(Self, Event), ConsultationRefusal> {
        let OfferState::Accepted { .. } = self.state else {
            return Err(ConsultationRefusal::NotAccepted);
        };
        self.state = OfferState::Confirmed { at: now, by };
        let event = Event::OfferConfirmed { offer: self.id, consultation: self.consultation };
        Ok((self, event))
    }

    fn asked(&self, now: Timestamp) -> Result<(), ConsultationRefusal> {
        match self.state {
            OfferState::Asked { expires_at } if expires_at <= now => Err(ConsultationRefusal::OfferExpired),
            OfferState::Asked { .. } => Ok(()),
            OfferState::Expired { .. } => Err(ConsultationRefusal::OfferExpired),
            _ => Err(ConsultationRefusal::NotAsked),
        }
    }
}

refusals! {
    /// Why a change to a consultation or an offer is refused.
    ConsultationRefusal {
        /// No service is looked for.
        NothingAsked = "CONSULTATION_NOTHING_ASKED" on "services",
        /// The consultation has ended.
        Closed = "CONSULTATION_CLOSED",
        /// An organization still waits; confirm or withdraw first.
        OffersPending = "CONSULTATION_OFFERS_PENDING",
        /// The service is not among those looked for.
        ServiceNotAsked = "OFFER_SERVICE_NOT_ASKED" on "service",
        /// The organization does not give this service.
        WrongKind = "OFFER_WRONG_KIND_OF_ORGANIZATION" on "organization",
        /// The organization was asked and has answered or may still.
        AlreadyAsked = "OFFER_ALREADY_MADE" on "organization",
        /// An offer must last.
        ExpiresTooEarly = "OFFER_EXPIRES_TOO_EARLY" on "answerWithinMinutes",
        /// No offer waits longer than a month.
        ExpiresTooLate = "OFFER_EXPIRES_TOO_LATE" on "answerWithinMinutes",
        /// The offer does not wait for an answer.
        NotAsked = "OFFER_NOT_WAITING",
        /// The time to answer is over.
        OfferExpired = "OFFER_EXPIRED",
        /// Only an accepted offer is confirmed.
        NotAccepted = "OFFER_NOT_ACCEPTED",
        /// Nobody joins a care team without a case.
        NoCase = "CONSULTATION_WITHOUT_CASE",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const NOW: Timestamp = Timestamp::from_millis(1_000_000);

    fn consultation() -> Consultation {
        Consultation {
            id: Id::new(Uuid::from_u128(1)),
            hub: Id::new(Uuid::from_u128(2)),
            requested_by: None,
            case: None,
            subject: Subject {
                age_from: Some(70),
                sex: Sex::Female,
                municipality: None,
                location: None,
                needs: NeedsProfile::default(),
                expected_discharge_on: None,
            },
            services: vec![ServiceKind::HomeMedicalCare],
            note: None,
            received_at: NOW,
            withheld: None,
            state: ConsultationState::Open,
            version: 1,
        }
    }

    fn offer(offers: &[Offer]) -> Result<Offer, ConsultationRefusal> {
        let clinic = Id::new(Uuid::from_u128(3));
        let id = Id::new(Uuid::from_u128(4));
        consultation()
            .offer(id, NOW, offers, ServiceKind::HomeMedicalCare, clinic, Duration::hours(4))
            .map(|(offer, _)| offer)
    }

    #[test]
    fn an_expired_offer_is_not_a_refusal_and_may_be_made_again() {
        let asked = offer(&[]).unwrap();
        assert_eq!(offer(std::slice::from_ref(&asked)).err(), Some(ConsultationRefusal::AlreadyAsked));
        assert!(asked.clone().expire(NOW).is_none());
        let late = NOW + Duration::hours(4);
        assert_eq!(asked.clone().accept(late, None).err(), Some(ConsultationRefusal::OfferExpired));
        let (expired, _) = asked.clone().expire(late).unwrap();
        assert!(offer(&[expired]).is_ok());
        let (declined, _) = asked.decline(NOW, DeclineReason::Full, None).unwrap();
        assert_eq!(offer(&[declined]).err(), Some(ConsultationRefusal::AlreadyAsked));
    }

    #[test]
    fn what_others_wait_for_is_done_first() {
        use ServiceKind::{HomeMedicalCare as Care, VisitingNursing as Nursing};
        use Stage::{Accepted, Asked, Confirmed, Over};
        let services = [Care, Nursing];
        for (offers, next) in [
            (&[][..], HubStep::Ask),
            (&[(Care, Asked)], HubStep::Ask),
            (&[(Care, Asked), (Nursing, Over)], HubStep::Ask),
            (&[(Care, Asked), (Nursing, Asked)], HubStep::Wait),
            (&[(Care, Asked), (Nursing, Accepted)], HubStep::Confirm),
            (&[(Care, Over), (Care, Confirmed), (Nursing, Asked)], HubStep::Wait),
            (&[(Care, Confirmed), (Nursing, Confirmed), (Nursing, Asked)], HubStep::Close),
            (&[(Care, Confirmed), (Nursing, Confirmed), (Nursing, Accepted)], HubStep::Confirm),
        ] {
            assert_eq!(HubStep::of(&services, offers), next, "{offers:?}");
        }
        let asked = offer(&[]).unwrap();
        assert_eq!(consultation().next_step(std::slice::from_ref(&asked)), HubStep::Wait);
        let (waiting, asking) = (HubStep::Wait, HubStep::Ask);
        assert_eq!(consultation().waiting_for(waiting, std::slice::from_ref(&asked)), [asked.service]);
        assert_eq!(consultation().waiting_for(asking, std::slice::from_ref(&asked)), []);
        assert_eq!(consultation().next_step(&[asked.withdraw(NOW).unwrap().0]), HubStep::Ask);
    }

    #[test]
    fn only_an_accepted_offer_is_confirmed() {
        let by = Id::new(Uuid::nil());
        let asked = offer(&[]).unwrap();
        assert_eq!(asked.clone().confirm(NOW, by).err(), Some(ConsultationRefusal::NotAccepted));
        let (accepted, _) = asked.accept(NOW, None).unwrap();
        let (confirmed, _) = accepted.clone().confirm(NOW, by).unwrap();
        assert_eq!(confirmed.clone().withdraw(NOW).err(), Some(ConsultationRefusal::NotAsked));
        assert!(
            accepted.decline(NOW, DeclineReason::Full, None).is_ok(),
            "stepping back before confirmation"
        );
        let close = |offers: &[Offer]| consultation().close(NOW, offers, ConsultationOutcome::TeamFound);
        assert!(close(&[confirmed]).is_ok());
        assert_eq!(close(&[offer(&[]).unwrap()]).err(), Some(ConsultationRefusal::OffersPending));
    }
}
