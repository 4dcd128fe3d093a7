//! One stay in a hospital and the way home from it, up to now.

use domain::{
    Id, Ids, Timestamp,
    access::{Actor, Member},
    audit::{Entity, Of},
    care_team::{CareTeam, Duty, Responsibility, TeamMember, TeamRole},
    consent::{Consent, ConsentForm, ConsentSubject, Purpose, Recipient, Statement},
    consultation::{
        Consultation, ConsultationOutcome, ConsultationState, DeclineReason, Offer, OfferState, Subject,
    },
    discharge_case::{
        Admission, CaseOutcome, CaseState, Circumstances, Destination, DischargeCase, WardClass,
    },
    event::Event,
    milestone::Milestone,
    needs::{Need, NeedsProfile},
    organization::{Organization, ServiceKind},
    patient::Patient,
    person::Profession,
    plan::{CarePlan, FirstCall, PlanContent, PlannedService},
    rule::{self, Background, Facts, Office, Offices, RulePackVersion},
    text::{Line, Note, PhoneNumber},
    timer::TimerKind,
};
use store::event::Happening;
use time::{Date, Duration};

use super::{
    conference::Diary,
    directory::{Area, Colleague, Hospital, Place},
    heap::Heap,
};
use crate::demo::draw::Draw;

/// How long an organization is given to answer.
const TO_ANSWER: Duration = Duration::hours(72);

/// How a stay begins.
pub(super) struct Admitted<'a> {
    pub(super) day: Date,
    pub(super) registered: Timestamp,
    pub(super) is_new: bool,
    pub(super) predecessor: Option<Id<DischargeCase>>,
    pub(super) hospital: &'a Hospital,
    pub(super) area: &'a Area,
    pub(super) rules: Vec<&'a RulePackVersion>,
}

/// How a stay ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    Home,
    Facility,
    Transferred,
    Died,
    NotNeeded,
}

/// A stay under way.
pub(super) struct Stay<'a> {
    pub(super) draw: &'a Draw,
    pub(super) now: Timestamp,
    pub(super) hospital: &'a Hospital,
    pub(super) case: DischargeCase,
    pub(super) patient: Patient,
    pub(super) team: CareTeam,
    /// Those found to give care at home.
    pub(super) found: Vec<(ServiceKind, &'a Place)>,
    pub(super) worker: &'a Colleague,
    pub(super) registered: Timestamp,
    /// When the patient leaves the hospital.
    pub(super) leaves: Timestamp,
    pub(super) heap: &'a mut Heap,
    area: &'a Area,
    rules: Vec<&'a RulePackVersion>,
    milestones: Vec<Milestone>,
    ending: Ending,
    /// When nothing is left to do.
    ends: Timestamp,
}

impl<'a> Stay<'a> {
    pub(super) fn begin(
        draw: &'a Draw,
        now: Timestamp,
        admitted: Admitted<'a>,
        patient: Patient,
        heap: &'a mut Heap,
    ) -> Result<Self, app::Error> {
        let Admitted { day, registered, is_new, predecessor, hospital, area, rules } = admitted;
        let supports = hospital.place.of(Profession::MedicalSocialWorker);
        let worker = draw.one(&supports).copied().ok_or(app::Error::NotFound)?;
        let ending = match draw.below(100) {
            0..66 => Ending::Home,
            66..82 => Ending::Facility,
            82..88 => Ending::Transferred,
            88..93 => Ending::Died,
            _ => Ending::NotNeeded,
        };
        let days = draw.days(2, 12) + draw.days(1, 17);
        let leaves = draw.at_work(day + days).max(registered + Duration::hours(20));
        let ends = match ending {
            Ending::Home | Ending::Facility => draw.at_work((leaves + draw.days(3, 15)).day()),
            Ending::Transferred | Ending::Died | Ending::NotNeeded => leaves,
        };
        draw.at(registered);
        let is_recovery = draw.chance(15);
        let admission = Admission {
            patient: patient.id,
            admitted_on: day,
            ward: draw.one(&hospital.wards).cloned().ok_or(app::Error::NotFound)?,
            ward_class: if is_recovery { WardClass::Recovery } else { WardClass::General },
            expected_discharge_on: None,
            needs: if draw.chance(40) { needs(draw) } else { NeedsProfile::default() },
            circumstances: Circumstances::default(),
            coordinator: Some(worker.member.person),
            predecessor,
        };
        let ids = rules.iter().map(|version| version.id).collect();
        let owner = hospital.place.organization.id;
        let (case, event) =
            DischargeCase::admit(Id::new(draw.uuid()), registered.day(), owner, admission, ids)?;
        let mut milestones = vec![];
        let subject = subject(&case, &hospital.place.organization, &patient);
        for version in &rules {
            let steps = version.pack.steps(&subject);
            let milestone = |step| Milestone::of(Id::new(draw.uuid()), case.id, version.id, step);
            milestones.extend(steps.iter().map(milestone));
        }
        let team = CareTeam { case: case.id, members: vec![], responsibilities: vec![] };
        let mut stay = Self {
            draw,
            now,
            hospital,
            case,
            patient,
            team,
            found: vec![],
            worker,
            registered,
            leaves,
            heap,
            area,
            rules,
            milestones,
            ending,
            ends,
        };
        if is_new {
            stay.patient.check(registered.day())?;
            let patient = stay.patient.id;
            stay.did(registered, worker.member, Event::PatientRegistered { patient });
            stay.heap.patients.push(stay.patient.clone());
        }
        stay.did(registered, worker.member, event);
        Ok(stay)
    }

    /// Tells the whole stay; answers who has left when, unless they are here still.
    pub(super) fn tell(
        mut self,
        diary: &mut Diary,
    ) -> Result<Option<(Date, Id<DischargeCase>, Patient)>, app::Error> {
        self.profile()?;
        self.expect_discharge()?;
        self.physician_joins()?;
        let goes_home = matches!(self.ending, Ending::Home | Ending::Died);
        if self.draw.chance(if goes_home { 75 } else { 20 }) {
            self.consult()?;
        }
        if self.draw.chance(if self.found.is_empty() { 25 } else { 80 }) {
            self.confer(diary)?;
        }
        self.settle()?;
        self.look();
        let left = self.leave()?;
        let Self { case, milestones, team, heap, patient, .. } = self;
        let owner = case.organization;
        heap.milestones.push((owner, milestones));
        heap.teams.push((owner, team));
        let id = case.id;
        heap.cases.push(case);
        Ok(left.map(|on| (on, id, patient)))
    }

    /// Whether this has come about while the patient was in hospital.
    pub(super) fn reached(&self, at: Timestamp) -> bool {
        at < self.now && at < self.leaves
    }

    pub(super) fn did(&mut self, at: Timestamp, by: Member, event: Event) {
        self.happened(at, Actor::Member(by), Happening::Did(event));
    }

    pub(super) fn happened(&mut self, at: Timestamp, by: Actor, what: Happening) {
        self.draw.at(at);
        self.heap.happened(self.draw.uuid(), at, by, what);
    }

    fn profile(&mut self) -> Result<(), app::Error> {
        let at = self.draw.at_work(self.case.admitted_on + self.draw.days(1, 2));
        let at = at.max(self.registered + Duration::minutes(30));
        if self.reached(at) && self.case.needs.iter().next().is_none() && self.draw.chance(95) {
            let (mut case, event) = self.case.clone().profile(needs(self.draw))?;
            case.version += 1;
            self.case = case;
            self.did(at, self.worker.member, event);
        }
        Ok(())
    }

    fn expect_discharge(&mut self) -> Result<(), app::Error> {
        let at = self.draw.at_work(self.case.admitted_on + self.draw.days(1, 4));
        let at = at.max(self.registered + Duration::hours(1));
        if !self.reached(at) || self.draw.chance(5) {
            return Ok(());
        }
        let on = (self.leaves.day() + self.draw.days(-2, 3)).max(at.day());
        let destination = match self.ending {
            Ending::Facility => {
                Destination::Facility { name: Line::parse("特別養護老人ホーム見本園")? }
            }
            Ending::Transferred => Destination::Undecided,
            Ending::Home | Ending::Died | Ending::NotNeeded => Destination::Home,
        };
        let (mut case, event) = self.case.clone().expect_discharge(Some(on), destination)?;
        case.version += 1;
        let subject = subject(&case, &self.hospital.place.organization, &self.patient);
        for version in &self.rules {
            for step in version.pack.steps(&subject) {
                let of = |m: &&mut Milestone| m.pack == version.id && m.rule == step.rule.key;
                if let Some(milestone) = self.milestones.iter_mut().find(of)
                    && let Some(moved) = milestone.recomputed(&step)
                {
                    *milestone = Milestone { version: milestone.version + 1, ..moved };
                }
            }
        }
        self.case = case;
        self.did(at, self.worker.member, event);
        Ok(())
    }

    fn physician_joins(&mut self) -> Result<(), app::Error> {
        let at = self.draw.at_work(self.case.admitted_on + self.draw.days(1, 3));
        let at = at.max(self.registered + Duration::hours(2));
        let physicians = self.hospital.place.of(Profession::Physician);
        let Some(physician) = self.draw.one(&physicians).copied().filter(|_| self.reached(at)) else {
            return Ok(());
        };
        let organization = self.case.organization;
        self.join(at, self.worker.member, organization, Some(physician), TeamRole::HospitalAttending)
    }

    fn join(
        &mut self,
        at: Timestamp,
        by: Member,
        organization: Id<Organization>,
        person: Option<&Colleague>,
        role: TeamRole,
    ) -> Result<(), app::Error> {
        self.draw.at(at);
        let (member, event) = self.team.join(TeamMember {
            id: Id::new(self.draw.uuid()),
            case: self.case.id,
            organization,
            person: person.map(|colleague| colleague.member.person),
            role,
            from: at,
            until: None,
            withheld: None,
        })?;
        self.team.members.push(member);
        self.did(at, by, event);
        Ok(())
    }

    /// Somebody agrees to something, as it was noted.
    fn agree(
        &mut self,
        at: Timestamp,
        by: Member,
        purpose: Purpose,
        recipient: Id<Organization>,
    ) -> Result<(), app::Error> {
        self.draw.at(at);
        let statement = Statement {
            subject: ConsentSubject::Patient,
            case: Some(self.case.id),
            purpose,
            recipient: Recipient::Organization(recipient),
            form: ConsentForm::OralNoted,
            ground: None,
            basis: Some(Note::parse("説明し、ご本人が了承。")?),
            document: None,
            given_on: at.day(),
        };
        statement.check(at.day(), &self.patient)?;
        let consent = Consent {
            id: Id::new(self.draw.uuid()),
            organization: self.case.organization,
            patient: self.case.patient,
            statement,
            taken_by: by.person,
            taken_for: by.organization,
            taken_at: at,
        };
        self.did(at, by, Event::ConsentRecorded { patient: self.case.patient, consent: consent.id });
        self.heap.consents.push(consent);
        Ok(())
    }

    /// The hub is asked, and asks others.
    fn consult(&mut self) -> Result<(), app::Error> {
        let at = self.draw.at_work(self.case.admitted_on + self.draw.days(1, 4));
        let at = at.max(self.registered + Duration::hours(3));
        let coordinator = self.draw.one(&self.area.hub.people[..2]).map(|colleague| colleague.member);
        let Some(coordinator) = coordinator.filter(|_| self.reached(at)) else { return Ok(()) };
        let hub = self.area.hub.organization.id;
        let agrees = self.draw.chance(93);
        if agrees {
            self.agree(at, self.worker.member, Purpose::Coordination, hub)?;
        }
        let mut services: Vec<ServiceKind> = [
            (ServiceKind::HomeMedicalCare, 85),
            (ServiceKind::VisitingNursing, 90),
            (ServiceKind::Pharmacy, 35),
            (ServiceKind::CareManagement, 60),
        ]
        .into_iter()
        .filter(|(_, percent)| self.draw.chance(*percent))
        .map(|(service, _)| service)
        .collect();
        if services.is_empty() {
            services.push(ServiceKind::VisitingNursing);
        }
        self.draw.at(at);
        let (mut consultation, event) = Consultation {
            id: Id::new(self.draw.uuid()),
            hub,
            requested_by: Some(self.case.organization),
            case: Some(self.case.id),
            subject: Subject::of(&self.case, &self.patient, at.day()),
            services: services.clone(),
            note: Some(Note::parse("ご家族は平日の夕方に連絡がつきます。")?),
            received_at: at,
            withheld: (!agrees).then_some(at),
            state: ConsultationState::Open,
            version: 1,
        }
        .open()?;
        self.did(at, self.worker.member, event);
        let mut offers = vec![];
        for service in services.iter().copied() {
            self.ask(&consultation, coordinator, service, &mut offers)?;
        }
        let all_found = services.iter().all(|service| self.found.iter().any(|(found, _)| found == service));
        let confirmed = self.team.members.iter().map(|member| member.from).max().unwrap_or(at);
        let found_at = confirmed.max(at) + Duration::hours(2);
        let closes = if all_found && self.reached(found_at) && self.draw.chance(35) {
            Some((found_at, ConsultationOutcome::TeamFound))
        } else if self.leaves < self.now {
            let outcome = match self.ending {
                Ending::Died => ConsultationOutcome::Died,
                Ending::Transferred => ConsultationOutcome::StayedInHospital,
                _ if !self.found.is_empty() => ConsultationOutcome::TeamFound,
                _ => ConsultationOutcome::InformationGiven,
            };
            Some((self.leaves, outcome))
        } else {
            None
        };
        if let Some((at, outcome)) = closes {
            for offer in offers.iter_mut().filter(|offer| offer.is_pending()) {
                let (mut withdrawn, event) = offer.clone().withdraw(at)?;
                withdrawn.version += 1;
                *offer = withdrawn;
                self.did(at, coordinator, event);
            }
            let (mut closed, event) = consultation.close(at, &offers, outcome)?;
            closed.version += 1;
            consultation = closed;
            self.did(at, coordinator, event);
        }
        for offer in &offers {
            if let OfferState::Asked { expires_at } = offer.state {
                let timer = self.draw.uuid();
                self.heap.timers.push((timer, TimerKind::OfferExpires, offer.id.uuid(), expires_at));
            }
        }
        self.heap.consultations.push(consultation);
        self.heap.offers.extend(offers);
        Ok(())
    }

    /// One organization after the other is asked for a service until one takes the patient.
    fn ask(
        &mut self,
        consultation: &Consultation,
        coordinator: Member,
        service: ServiceKind,
        offers: &mut Vec<Offer>,
    ) -> Result<(), app::Error> {
        let area: &'a Area = self.area;
        let first = consultation.received_at + self.draw.days(0, 3);
        let mut at = self.draw.at_work(first.day()).max(consultation.received_at + Duration::hours(1));
        for _ in 0..4 {
            let Some(place) = self.draw.often(area.giving(service)).filter(|_| self.reached(at)) else {
                return Ok(());
            };
            let organization = place.organization.id;
            if offers.iter().any(|offer| offer.service == service && offer.organization == organization) {
                continue;
            }
            self.draw.at(at);
            let id = Id::new(self.draw.uuid());
            let (mut offer, event) = consultation.offer(id, at, offers, service, organization, TO_ANSWER)?;
            self.did(at, coordinator, event);
            let answers = at + Duration::hours(2) * i32::try_from(1 + self.draw.below(26)).unwrap_or(1);
            let expires = at + TO_ANSWER;
            let by = place.people.first().map_or(coordinator, |colleague| colleague.member);
            let drawn = self.draw.below(100);
            let (answered, next) = match drawn {
                0..62 if self.reached(answers) => {
                    (Some((answers, offer.clone().accept(answers, None)?)), answers)
                }
                62..92 if self.reached(answers) => {
                    let reason = *self.draw.one(DeclineReason::ALL).unwrap_or(&DeclineReason::Full);
                    (Some((answers, offer.clone().decline(answers, reason, None)?)), answers)
                }
                92.. if self.reached(expires) => {
                    (offer.clone().expire(expires).map(|expired| (expires, expired)), expires)
                }
                _ => (None, at),
            };
            let Some((when, (mut changed, event))) = answered else {
                offers.push(offer);
                return Ok(());
            };
            changed.version += 1;
            offer = changed;
            self.did(when, if drawn < 92 { by } else { coordinator }, event);
            if matches!(offer.state, OfferState::Accepted { .. }) {
                self.confirm(when, coordinator, consultation, place, &mut offer)?;
                offers.push(offer);
                return Ok(());
            }
            offers.push(offer);
            at = next + Duration::hours(3);
        }
        Ok(())
    }

    fn confirm(
        &mut self,
        accepted: Timestamp,
        coordinator: Member,
        consultation: &Consultation,
        place: &'a Place,
        offer: &mut Offer,
    ) -> Result<(), app::Error> {
        let at = accepted + Duration::hours(2) * i32::try_from(1 + self.draw.below(30)).unwrap_or(1);
        if !self.reached(at) || consultation.withheld.is_some() {
            return Ok(());
        }
        let (mut confirmed, event) = offer.clone().confirm(at, coordinator.person)?;
        confirmed.version += 1;
        *offer = confirmed;
        self.agree(at, coordinator, Purpose::Care, place.organization.id)?;
        self.did(at, coordinator, event);
        let person = place.people.first().filter(|_| self.draw.chance(60));
        self.join(at, coordinator, place.organization.id, person, TeamRole::giving(offer.service))?;
        self.found.push((offer.service, place));
        Ok(())
    }

    /// The two physicians share their duties, and the plan is written: what follows on a conference.
    pub(super) fn plan(&mut self, at: Timestamp) -> Result<(), app::Error> {
        let has = |team: &CareTeam, role| team.members.iter().any(|member| member.role == role);
        if has(&self.team, TeamRole::HospitalAttending)
            && has(&self.team, TeamRole::HomeAttending)
            && self.draw.chance(60)
        {
            let duties = Duty::ALL.iter().map(|&duty| Responsibility {
                duty,
                holder: match duty {
                    Duty::TestFollowUp => TeamRole::HospitalAttending,
                    _ => TeamRole::HomeAttending,
                },
                review_on: Some(at.day() + Duration::days(30)),
            });
            let (team, event) = self.team.clone().share_duties(duties.collect())?;
            self.team = team;
            self.case.version += 1;
            self.did(at, self.worker.member, event);
        }
        let at = at + Duration::hours(3);
        if !self.reached(at) || self.draw.chance(15) {
            return Ok(());
        }
        let manager = self.found.iter().find(|(service, _)| *service == ServiceKind::CareManagement);
        let author = manager.and_then(|(_, place)| place.people.first()).unwrap_or(self.worker).member;
        let services = self.found.iter().map(|(service, place)| {
            Ok(PlannedService {
                service: Some(*service),
                what: Line::parse("訪問")?,
                who: place.organization.name.clone(),
                when: Line::parse("週1回")?,
            })
        });
        let content = PlanContent {
            wishes: Some(Note::parse("住み慣れた家で過ごしたい。")?),
            goals: Note::parse("痛みが和らぎ、夜眠れる。家族が困ったときの連絡先が分かる。")?,
            services: services.collect::<Result<_, app::Error>>()?,
            first_calls: vec![FirstCall {
                who: self
                    .found
                    .first()
                    .map_or(&self.hospital.place, |(_, place)| place)
                    .organization
                    .name
                    .clone(),
                phone: PhoneNumber::parse("048-000-0000")?,
                hours: Line::parse("24時間")?,
            }],
            backup_bed: Some(self.hospital.place.organization.name.clone()),
        };
        self.draw.at(at);
        let (plan, event) = CarePlan {
            id: Id::new(self.draw.uuid()),
            case: self.case.id,
            revision: 1,
            content,
            written_by: author.person,
            organization: author.organization,
            written_at: at,
        }
        .write()?;
        self.did(at, author, event);
        self.heap.plans.push((self.case.organization, plan));
        Ok(())
    }

    /// Most steps are settled about their day; some late, some never.
    fn settle(&mut self) -> Result<(), app::Error> {
        for n in 0..self.milestones.len() {
            let Some(due_on) = self.milestones[n].due_on else { continue };
            let late = if self.draw.chance(12) { self.draw.days(1, 4) } else { Duration::ZERO };
            let at = self.draw.at_work(due_on - self.draw.days(0, 3) + late);
            let at = at.max(self.registered + Duration::minutes(40));
            if at >= self.now || at >= self.ends || self.draw.chance(4) {
                continue;
            }
            let by = self.worker.member;
            let milestone = self.milestones[n].clone();
            let (mut settled, event) = if self.draw.chance(95) {
                milestone.complete(at, by.person, at.day())?
            } else {
                milestone.waive(at, by.person, Note::parse("対象外のため")?)?
            };
            settled.version += 1;
            self.milestones[n] = settled;
            self.did(at, by, event);
        }
        Ok(())
    }

    /// Those who work on the case look at it now and then.
    fn look(&mut self) {
        let end = self.now.min(self.ends);
        let mut at = self.registered + Duration::hours(4);
        let nurses = self.hospital.place.of(Profession::Nurse);
        let mut watchers = vec![self.worker.member];
        watchers.extend(self.draw.one(&nurses).map(|nurse| nurse.member));
        let home: Vec<_> = self.found.iter().filter_map(|(_, place)| place.people.first()).collect();
        watchers.extend(home.into_iter().map(|colleague| colleague.member));
        let mut turn = 0;
        while at < end {
            let Some(&member) = watchers.get(turn % watchers.len()) else { return };
            let since = self.team.members.iter().find(|m| m.organization == member.organization);
            if member.organization == self.case.organization || since.is_some_and(|m| m.from < at) {
                let looked = Happening::Saw(Entity::Case, Of::Case(self.case.id.uuid()));
                self.happened(at, Actor::Member(member), looked);
            }
            turn += 1;
            at = at
                + Duration::hours(30)
                + Duration::minutes(i64::try_from(self.draw.below(900)).unwrap_or_default());
        }
    }

    /// The patient leaves, and some time later nothing is left to do.
    fn leave(&mut self) -> Result<Option<Date>, app::Error> {
        let (leaves, ends, by) = (self.leaves, self.ends, self.worker.member);
        if leaves >= self.now {
            return Ok(None);
        }
        let on = leaves.day();
        let case = self.case.clone();
        let (mut case, event) = match self.ending {
            Ending::Home | Ending::Facility => case.discharge(on, on)?,
            Ending::Transferred => case.transfer(on, on, Line::parse("見本リハビリテーション病院")?)?,
            Ending::Died => case.close(leaves, CaseOutcome::Died)?,
            Ending::NotNeeded => case.close(leaves, CaseOutcome::NotNeeded)?,
        };
        case.version += 1;
        self.did(leaves, by, event);
        if ends < self.now && matches!(case.state, CaseState::Discharged { .. }) {
            let outcome =
                if self.ending == Ending::Home { CaseOutcome::AtHome } else { CaseOutcome::InFacility };
            let (closed, event) = case.close(ends, outcome)?;
            case = closed;
            case.version += 1;
            self.did(ends, by, event);
        }
        self.case = case;
        Ok((self.ending != Ending::Died).then_some(on))
    }
}

/// The case as rules see it, of which nothing is recorded yet but the patient.
fn subject<'a>(case: &'a DischargeCase, hospital: &'a Organization, patient: &Patient) -> rule::Subject<'a> {
    let background = Background {
        hospital_name: hospital.name.as_str(),
        born_on: patient.born_on,
        care_insurance: patient.care_insurance,
        has_care_manager: false,
    };
    let offices = Offices { hospital: Office::of(hospital), care_manager: None, hub: None };
    rule::Subject { facts: Facts::of(case, background), case, offices }
}

/// What somebody needs at home.
fn needs(draw: &Draw) -> NeedsProfile {
    let count = 1 + draw.below(3);
    (0..count).filter_map(|_| draw.often(Need::ALL).copied()).collect()
}
