//! Looking at the fee conditions a conference meets: the same for the hospital and for everybody else who sees the case.

use std::{collections::HashMap, sync::LazyLock};

use domain::{
    Id,
    access::Action,
    conference::{
        Answer, Attendance, Conference, ConferenceKind, ConferenceState, Participant, Presence, ProposedTime,
        quorum::current,
    },
    consent::ConsentStanding,
    discharge_case::{AdmissionKind, DischargeCase, ScreeningResult},
    fee::{
        Act, AdmissionHour, Answer as Finding, Attendee, Concern, Convention, DischargeFactor, Done, Fact,
        FeeRules, Gathering, GoesTo, Item, OneMore, Party, Presence as Way, Side, Standing, Verdict, judge,
        one_more,
    },
    milestone::{Milestone, MilestoneState},
    organization::Organization,
    person::{Membership, Profession},
    rule::{MilestoneAction, Office},
};
use interchange::{fee_rules::shipped, rule_pack::RulePackError};
use store::View;
use time::Date;

use crate::{Error, Session, find_times::ExplainedTime, recompute::care_manager};

static RULES: LazyLock<Result<FeeRules, RulePackError>> =
    LazyLock::new(|| Ok(FeeRules { convention: Convention::default(), editions: shipped()? }));

/// What a conference comes to by the fee conditions. Whoever is asked and has not said no counts as coming as
/// invited.
#[derive(Clone, Debug)]
pub struct FeeConditions {
    /// The day judged: that of the conference, of the first time proposed, or today while there is neither.
    pub on: Date,
    /// What each item comes to: first what is met, then what is open, what lacks, and what does not exist here; of
    /// those alike first what depends on who is there.
    pub verdicts: Vec<Verdict<'static>>,
    /// What one more participant would complete; nothing once it has taken place.
    pub additions: Vec<OneMore>,
    /// While times are asked about: what each of them would come to by the answers so far. Who has not answered is
    /// neither there nor away.
    pub times: Vec<(ProposedTime, Prospect)>,
    /// What the start looked at would come to if everybody came who can.
    pub start: Option<Prospect>,
}

/// What a time would come to.
#[derive(Clone, Debug, Default)]
pub struct Prospect {
    /// The items of which every condition would be met.
    pub met: Vec<Item>,
    /// Those whose attendance would be complete, while something else is not recorded.
    pub attended: Vec<Item>,
    /// Those whose attendance depends on answers still to come.
    pub open: Vec<Item>,
    /// What one more participant would complete.
    pub additions: Vec<OneMore>,
}

impl FeeConditions {
    /// What a gathering comes to.
    ///
    /// # Errors
    /// [`Error::Internal`] when the shipped conditions do not read.
    pub fn of(gathering: &Gathering) -> Result<Self, Error> {
        let rules = rules()?;
        let mut verdicts = judge(rules, gathering);
        verdicts.sort_by_key(|verdict| (rank(verdict.standing), !asks_for_people(verdict)));
        Ok(Self {
            on: gathering.on,
            verdicts,
            additions: one_more(rules, gathering),
            times: vec![],
            start: None,
        })
    }
}

impl Prospect {
    fn of(gathering: &Gathering) -> Result<Self, Error> {
        let rules = rules()?;
        let mut prospect = Self { additions: one_more(rules, gathering), ..Self::default() };
        for verdict in judge(rules, gathering).iter().filter(|verdict| asks_for_people(verdict)) {
            match (verdict.standing, verdict.answer(Concern::People)) {
                (Standing::Met, _) => prospect.met.push(verdict.item()),
                (Standing::Unknown, Finding::Met) => prospect.attended.push(verdict.item()),
                (Standing::Unknown, _) => prospect.open.push(verdict.item()),
                (Standing::Lacking | Standing::NotHere(_), _) => {}
            }
        }
        Ok(prospect)
    }
}

/// The fee conditions of a conference, and of a start that is looked at; none where it is not about a case that the actor may see, and none of a case
/// study or a conference called off.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn fee_conditions(
    session: &Session<'_>,
    id: Id<Conference>,
    start: Option<&ExplainedTime>,
) -> Result<Option<FeeConditions>, Error> {
    let view = session.read();
    let conference = view.conferences().find_for(Action::SeeConference, id).await?;
    let is_judged = matches!(conference.proposal.kind, ConferenceKind::Discharge | ConferenceKind::Internal)
        && !matches!(conference.state, ConferenceState::Cancelled { .. });
    let Some(case) = conference.case.filter(|_| is_judged) else { return Ok(None) };
    let Some(case) = view.cases().find_all_visible(&[case]).await?.remove(&case) else { return Ok(None) };
    let known = Known::of(&view, conference, case).await?;
    let today = session.today();
    let mut conditions = FeeConditions::of(&known.gathering(today))?;
    if known.took_place() {
        conditions.additions.clear();
    }
    if known.conference.state == ConferenceState::Polling {
        let times = known.conference.times.iter().filter(|time| time.at.start() > session.now);
        let at = |time: &ProposedTime| Ok::<_, Error>((*time, known.at_time(*time, today)?));
        conditions.times = times.map(at).collect::<Result<_, _>>()?;
    }
    conditions.start = start.map(|start| known.at_start(start, today)).transpose()?;
    Ok(Some(conditions))
}

fn rules() -> Result<&'static FeeRules, Error> {
    RULES.as_ref().map_err(|error| Error::Internal(Box::new(error)))
}

const fn rank(standing: Standing) -> u8 {
    match standing {
        Standing::Met => 0,
        Standing::Unknown => 1,
        Standing::Lacking => 2,
        Standing::NotHere(_) => 3,
    }
}

fn asks_for_people(verdict: &Verdict<'_>) -> bool {
    verdict.lines.iter().any(|line| line.about.concern() == Concern::People)
}

/// What is recorded of a conference and its stay.
struct Known {
    conference: Conference,
    case: DischargeCase,
    answers: Vec<Answer>,
    milestones: Vec<Milestone>,
    organizations: HashMap<Id<Organization>, Organization>,
    memberships: Vec<Membership>,
    screen_sharing: ConsentStanding,
    /// Whether a care manager is in the team, or else is known to be there or not.
    has_care_manager: Option<bool>,
}

impl Known {
    async fn of(view: &View, conference: Conference, case: DischargeCase) -> Result<Self, Error> {
        let participants = &conference.proposal.participants;
        let mut organizations: Vec<_> = participants.iter().filter_map(|p| p.organization).collect();
        organizations.push(case.organization);
        let people: Vec<_> = participants.iter().filter_map(|p| p.person).collect();
        Ok(Self {
            answers: view.conferences().answers(&[conference.id]).await?,
            milestones: view.milestones().all_of_case(case.id).await?,
            organizations: view.organizations().find_all(&organizations).await?,
            memberships: view.people().memberships_of(&people).await?,
            screen_sharing: view.consents().of(case.patient).await?.allows_screen_sharing(case.id).standing(),
            has_care_manager: match care_manager(&view.care_teams().of(case.id).await?) {
                Some(_) => Some(true),
                None => case.circumstances.has_care_manager,
            },
            conference,
            case,
        })
    }

    fn took_place(&self) -> bool {
        matches!(self.conference.state, ConferenceState::Held { .. } | ConferenceState::Minuted { .. })
    }

    /// The conference as it took place, or as it would if everybody came who has not said no.
    fn gathering(&self, today: Date) -> Gathering {
        let open = self.conference.open_times().into_iter().next();
        let on = self.conference.at().or(open.map(|time| time.at)).map_or(today, |at| at.start().day());
        let attendance = match &self.conference.state {
            ConferenceState::Held { attendance, .. } | ConferenceState::Minuted { attendance, .. } => {
                self.who_was_there(attendance)
            }
            _ => self.who_comes(open, |participant| Some(participant.mode.into())),
        };
        self.stay(on, today, attendance)
    }

    fn at_time(&self, time: ProposedTime, today: Date) -> Result<Prospect, Error> {
        let attendance = self.who_comes(Some(time), |_| None);
        Prospect::of(&self.stay(time.at.start().day(), today, attendance))
    }

    fn at_start(&self, start: &ExplainedTime, today: Date) -> Result<Prospect, Error> {
        let is_away = |participant: &Participant| start.absent.iter().any(|(id, _)| *id == participant.id);
        let coming = self.conference.proposal.participants.iter().filter(|participant| !is_away(participant));
        let attendance = coming.filter_map(|participant| {
            self.attendee(participant, self.profession(participant), Some(participant.mode.into()))
        });
        Prospect::of(&self.stay(start.at.start().day(), today, attendance.collect()))
    }

    fn who_was_there(&self, attendance: &[Attendance]) -> Vec<Attendee> {
        let there = attendance.iter().filter_map(|Attendance { participant, presence }| {
            let participant = self.conference.proposal.participants.iter().find(|p| p.id == *participant)?;
            let (profession, mode) = match presence {
                Presence::Present { mode } => (self.profession(participant), mode),
                Presence::Substituted { mode } => (None, mode),
                Presence::Absent { reason: _ } => return None,
            };
            self.attendee(participant, profession, Some((*mode).into()))
        });
        there.collect()
    }

    /// Everybody but those who said no to `time`; `unanswered` says how those come who have not answered.
    fn who_comes(
        &self,
        time: Option<ProposedTime>,
        unanswered: impl Fn(&Participant) -> Option<Way>,
    ) -> Vec<Attendee> {
        let answers = time.map(|time| current(&self.answers, time.id)).unwrap_or_default();
        let coming = self.conference.proposal.participants.iter().filter_map(|participant| {
            let own = self.profession(participant);
            let (profession, by) = match answers.get(&participant.id).map(|answer| &answer.choice) {
                None => (own, unanswered(participant)),
                Some(choice) => {
                    let mode = choice.mode()?;
                    (own.filter(|_| choice.substitute().is_none()), Some(mode.into()))
                }
            };
            self.attendee(participant, profession, by)
        });
        coming.collect()
    }

    fn attendee(
        &self,
        participant: &Participant,
        profession: Option<Profession>,
        by: Option<Way>,
    ) -> Option<Attendee> {
        let organization = participant.organization;
        let side = if organization == Some(self.case.organization) { Side::Hospital } else { Side::Home };
        let kind = organization.and_then(|id| self.organizations.get(&id)).map(|known| known.kind);
        let party = Party::of(participant.seat, profession, side, kind)?;
        Some(Attendee { party, organization, by })
    }

    fn profession(&self, participant: &Participant) -> Option<Profession> {
        let (person, organization) = (participant.person?, participant.organization?);
        let is_place = |m: &&Membership| m.person == person && m.organization == organization;
        self.memberships.iter().find(is_place).map(|membership| membership.profession)
    }

    /// The stay with what is recorded of it; what nobody recorded stays open.
    fn stay(&self, on: Date, today: Date, attendance: Vec<Attendee>) -> Gathering {
        let mut gathering = Gathering { attendance, ..Gathering::in_case(&self.case, on, today) };
        let about = &self.case.circumstances;
        if about.is_to_be_transferred && gathering.discharged_on.is_none() {
            gathering.destination = Some(GoesTo::OtherHospital);
        }
        let screening = about.screening.as_ref();
        let mut factors = screening.map(|screening| screening.factors.clone()).unwrap_or_default();
        if about.admission == Some(AdmissionKind::Emergency) {
            factors.insert(DischargeFactor::EmergencyAdmission);
        }
        let found_nothing = screening.is_some_and(|screening| screening.result == ScreeningResult::Negative);
        gathering.factors = (found_nothing || !factors.is_empty()).then_some(factors);
        if let Some(hospital) = self.organizations.get(&self.case.organization) {
            gathering.offices.hospital = hospital.closings.clone();
            let is_night = |at| Office::of(hospital).is_over(self.case.admitted_on, at);
            if about.admitted_at.is_some_and(is_night) {
                gathering.admitted = AdmissionHour::AfterHours;
            }
        }
        gathering.acts = self.acts().map(|(act, on)| (act, Done::On(on))).collect();
        if self.conference.proposal.kind == ConferenceKind::Internal {
            gathering.acts.entry(Act::WardConference).or_insert(Done::On(on));
        }
        let screen = match self.screen_sharing {
            ConsentStanding::Covered => Some(true),
            ConsentStanding::Refused => Some(false),
            ConsentStanding::Missing => None,
        };
        let facts = [(Fact::ScreenConsented, screen), (Fact::CareManagerKnown, self.has_care_manager)];
        gathering.facts = facts.into_iter().filter_map(|(fact, is_so)| Some((fact, is_so?))).collect();
        gathering
    }

    /// The steps done that are acts the conditions ask for, the latest first, so that the earliest counts.
    fn acts(&self) -> impl Iterator<Item = (Act, Date)> {
        let done = self.milestones.iter().filter_map(|milestone| {
            let MilestoneState::Done { on, .. } = milestone.state else { return None };
            let act = match milestone.action {
                MilestoneAction::Screen => Act::Screen,
                MilestoneAction::Interview => Act::Talk,
                MilestoneAction::StartPlan => Act::PlanStarted,
                MilestoneAction::InternalConference => Act::WardConference,
                _ => return None,
            };
            Some((act, on))
        });
        let screened =
            self.case.circumstances.screening.as_ref().map(|screening| (Act::Screen, screening.on));
        let mut acts: Vec<_> = done.chain(screened).collect();
        acts.sort_by_key(|(_, on)| std::cmp::Reverse(*on));
        acts.into_iter()
    }
}
