//! What must be ready before a patient goes home, as far as the records say: what is there, what is under way, what
//! lacks and what nobody recorded; with whom that lies, by when it is to be seen to, and from which day on the patient
//! may go.

use ::time::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Id, Timestamp,
    calendar::{Closings, Counting, Offset, Roll, due_on},
    care_team::{CareTeam, Duty, TeamRole},
    conference::{Attendance, Conference, ConferenceKind, ConferenceState, Presence},
    consent::Consent,
    consultation::{Consultation, ConsultationState},
    discharge_case::DischargeCase,
    milestone::{Milestone, MilestoneState},
    needs::Need,
    organization::ServiceKind,
    person::Person,
    plan::CarePlan,
    rule::MilestoneOwner,
    text::Note,
    vocabulary::vocabulary,
};

vocabulary! {
    /// What must be ready.
    Matter {
        /// 必要な支援の把握
        Needs = "needs",
        /// 退院予定日
        DischargeDay = "discharge_day",
        /// 情報共有の同意
        Consent = "consent",
        /// 居宅介護支援
        CareManagement = "care_management",
        /// 訪問診療
        HomeMedicalCare = "home_medical_care",
        /// 訪問看護
        VisitingNursing = "visiting_nursing",
        /// 薬局
        Pharmacy = "pharmacy",
        /// 医療用麻薬の供給
        Opioids = "opioids",
        /// 機器・用具の手配
        Devices = "devices",
        /// 退院時カンファレンス
        Conference = "conference",
        /// 欠席した人への報告
        AbsentTold = "absent_told",
        /// 二人主治医の役割分担
        Duties = "duties",
        /// 夜間・急変時の医師
        NightPhysician = "night_physician",
        /// 計画
        Plan = "plan",
        /// まず電話するところ (24時間)
        FirstCall = "first_call",
        /// 後方ベッド
        BackupBed = "backup_bed",
        /// 本人・家族の意向 (ACP)
        AdvanceCarePlanning = "advance_care_planning",
        /// ルールの期限
        Rules = "rules",
        /// 書類の受け渡し
        Documents = "documents",
    }
}

impl Matter {
    /// How many business days of the hospital it ordinarily takes, and so how long before the discharge it is to be
    /// seen to. No text states these figures: they are assumed, and shown as such.
    pub const fn lead(self) -> u16 {
        match self {
            Self::Needs
            | Self::DischargeDay
            | Self::Consent
            | Self::CareManagement
            | Self::HomeMedicalCare => 5,
            Self::VisitingNursing | Self::Pharmacy | Self::Opioids | Self::Devices => 3,
            Self::Conference | Self::Duties | Self::NightPhysician => 2,
            Self::AbsentTold
            | Self::Plan
            | Self::FirstCall
            | Self::BackupBed
            | Self::AdvanceCarePlanning
            | Self::Documents => 1,
            Self::Rules => 0,
        }
    }

    /// Whether there is a place to record it. What has none is named and moves no day.
    pub const fn has_records(self) -> bool {
        !matches!(self, Self::Opioids | Self::Devices | Self::Documents)
    }
}

vocabulary! {
    /// How far it is.
    Progress {
        /// 済み
        Ready = "ready",
        /// 調整中
        UnderWay = "under_way",
        /// これから
        Lacking = "lacking",
        /// 記録なし: nobody has recorded anything of it, which is never taken for done.
        NotRecorded = "not_recorded",
    }
}

/// That something shall hold the discharge up no longer although it is not ready.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// What.
    pub matter: Matter,
    /// Why.
    pub reason: Note,
    /// Who decided.
    pub by: Id<Person>,
    /// When.
    pub at: Timestamp,
}

/// One thing that must be ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preparation {
    /// What.
    pub matter: Matter,
    /// How far it is.
    pub progress: Progress,
    /// With whom it lies.
    pub lies_with: MilestoneOwner,
    /// The last business day for it, once the day of the discharge is known; the day of the admission where that is
    /// later.
    pub due_on: Option<Date>,
    /// Why it shall hold the discharge up no longer, where somebody decided so. Never of what is ready.
    pub overridden: Option<Override>,
}

impl Preparation {
    /// Whether the patient's discharge waits for it.
    pub fn holds_up(&self) -> bool {
        self.progress != Progress::Ready && self.matter.has_records() && self.overridden.is_none()
    }
}

/// What must be ready before a patient goes home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// Everything, in the order in which it is usually seen to.
    pub preparations: Vec<Preparation>,
    /// The first day on which all that holds the discharge up may be there, if work on it begins today.
    pub earliest_on: Date,
}

/// What is recorded of a case.
#[derive(Clone, Copy, Debug)]
pub struct Recorded<'a> {
    /// The case.
    pub case: &'a DischargeCase,
    /// Its team.
    pub team: &'a CareTeam,
    /// When somebody last left it.
    pub last_left_at: Option<Timestamp>,
    /// Its conferences.
    pub conferences: &'a [Conference],
    /// The consultations about it.
    pub consultations: &'a [Consultation],
    /// Its plan.
    pub plan: Option<&'a CarePlan>,
    /// What the rules ask.
    pub milestones: &'a [Milestone],
    /// What the patient agreed to, or would not.
    pub consents: &'a [Consent],
    /// The closing days of the hospital; where it states none of the year, it is taken to close at its end.
    pub closings: &'a Closings,
}

impl Recorded<'_> {
    /// What the records say on a day. What only some needs ask for is left out where no need does.
    pub fn readiness(&self, today: Date) -> Readiness {
        let Self { case, .. } = *self;
        let closings = self.closings.or_new_year();
        let found: Vec<_> =
            Matter::ALL.iter().filter_map(|matter| Some((*matter, self.progress(*matter, today)?))).collect();
        let last_day = |matter: Matter| {
            let offset = Offset::before(matter.lead()).in_business_days();
            let on = case.expected_discharge_on?;
            let due = due_on(on, offset, Counting::StartExcluded, Roll::PreviousBusinessDay, &closings);
            Some(due.max(case.admitted_on))
        };
        let preparation = |(matter, progress): &(Matter, Progress)| Preparation {
            matter: *matter,
            progress: *progress,
            lies_with: self.lies_with(*matter, *progress),
            due_on: match matter {
                Matter::Rules => self.open_steps().filter_map(|step| step.due_on).min(),
                _ => last_day(*matter),
            },
            overridden: case
                .overrides
                .iter()
                .find(|one| one.matter == *matter && *progress != Progress::Ready)
                .cloned(),
        };
        let preparations: Vec<_> = found.iter().map(preparation).collect();
        let takes = |matter: Matter| {
            let offset = Offset::after(matter.lead()).in_business_days();
            due_on(today, offset, Counting::StartExcluded, Roll::None, &closings)
        };
        let open = preparations.iter().filter(|preparation| preparation.holds_up());
        let conference = self.discharge_conferences().filter_map(|c| Some(c.at()?.start().day()));
        let earliest_on =
            open.map(|p| takes(p.matter)).chain(conference).chain([today, case.admitted_on]).max();
        Readiness { preparations, earliest_on: earliest_on.unwrap_or(today) }
    }

    /// How far something is; `None` where nothing asks for it.
    fn progress(&self, matter: Matter, today: Date) -> Option<Progress> {
        let Self { case, team, plan, .. } = *self;
        let when = |is_ready| if is_ready { Progress::Ready } else { Progress::Lacking };
        let needs = |needs: &[Need]| needs.iter().any(|need| case.needs.has(*need));
        let of_plan = |is_there: bool| match (plan, is_there) {
            (_, true) => Progress::Ready,
            (Some(_) | None, false) => Progress::NotRecorded,
        };
        Some(match matter {
            Matter::Needs => when(case.needs.iter().next().is_some()),
            Matter::DischargeDay => when(case.expected_discharge_on.is_some_and(|on| today <= on)),
            Matter::Consent => match team.members.iter().any(|member| member.withheld.is_some()) {
                true => Progress::Lacking,
                false if self.consents.is_empty() => Progress::NotRecorded,
                false => Progress::Ready,
            },
            Matter::CareManagement => self.of_service(ServiceKind::CareManagement),
            Matter::HomeMedicalCare => self.of_service(ServiceKind::HomeMedicalCare),
            Matter::VisitingNursing => self.of_service(ServiceKind::VisitingNursing),
            Matter::Pharmacy => match self.of_service(ServiceKind::Pharmacy) {
                Progress::Lacking if !case.needs.ask_for_a_pharmacy() => return None,
                progress => progress,
            },
            Matter::Opioids if needs(&[Need::Opioid, Need::Pca]) => Progress::NotRecorded,
            Matter::Devices
                if needs(&[
                    Need::Pca,
                    Need::CentralVenousNutrition,
                    Need::Oxygen,
                    Need::Ventilator,
                    Need::Tracheostomy,
                    Need::WelfareEquipment,
                ]) =>
            {
                Progress::NotRecorded
            }
            Matter::Opioids | Matter::Devices => return None,
            Matter::Conference => of_conferences(self.conferences),
            Matter::AbsentTold => return self.absent_told(),
            Matter::Duties => match (team.open_duties().len(), team.responsibilities.len()) {
                (0, _) => Progress::Ready,
                (_, 0) => Progress::Lacking,
                _ => Progress::UnderWay,
            },
            Matter::NightPhysician => {
                when(team.responsibilities.iter().any(|r| r.duty == Duty::EmergencyTriage))
            }
            Matter::Plan if self.is_plan_out_of_date() => Progress::UnderWay,
            Matter::Plan => when(plan.is_some()),
            Matter::FirstCall => match plan.map(|plan| &plan.content.first_calls) {
                Some(_) if self.is_plan_out_of_date() => Progress::UnderWay,
                Some(calls) if calls.iter().any(|call| call.hours.as_str().contains("24")) => Progress::Ready,
                Some(calls) if !calls.is_empty() => Progress::UnderWay,
                Some(_) | None => Progress::Lacking,
            },
            Matter::BackupBed => of_plan(plan.is_some_and(|plan| plan.content.backup_bed.is_some())),
            Matter::AdvanceCarePlanning => of_plan(plan.is_some_and(|plan| plan.content.wishes.is_some())),
            Matter::Rules => when(self.open_steps().next().is_none()),
            Matter::Documents => Progress::NotRecorded,
        })
    }

    /// Whether somebody whom the plan may name has left the team since it was written.
    fn is_plan_out_of_date(&self) -> bool {
        self.plan.is_some_and(|plan| self.last_left_at.is_some_and(|left| plan.written_at < left))
    }

    /// The steps of the rules that fall before the discharge and are not settled.
    fn open_steps(&self) -> impl Iterator<Item = &Milestone> {
        let leaves_on = self.case.expected_discharge_on;
        let falls_before = move |due: Date| leaves_on.is_none_or(|on| due <= on);
        let is_open = |step: &&Milestone| step.state == MilestoneState::Pending;
        self.milestones.iter().filter(is_open).filter(move |step| step.due_on.is_some_and(falls_before))
    }

    fn lies_with(&self, matter: Matter, progress: Progress) -> MilestoneOwner {
        match (matter, progress) {
            (
                Matter::CareManagement | Matter::HomeMedicalCare | Matter::VisitingNursing | Matter::Pharmacy,
                Progress::UnderWay,
            ) => MilestoneOwner::Hub,
            (Matter::Plan | Matter::FirstCall | Matter::BackupBed | Matter::AdvanceCarePlanning, _) => {
                MilestoneOwner::CareManager
            }
            _ => MilestoneOwner::DischargeSupport,
        }
    }

    fn of_service(&self, service: ServiceKind) -> Progress {
        let role = TeamRole::giving(service);
        let is_given = self.team.members.iter().any(|m| m.role == role && m.withheld.is_none());
        let is_sought = self.consultations.iter().any(|consultation| {
            consultation.state == ConsultationState::Open && consultation.services.contains(&service)
        });
        match (is_given, is_sought) {
            (true, _) => Progress::Ready,
            (false, true) => Progress::UnderWay,
            (false, false) => Progress::Lacking,
        }
    }

    fn discharge_conferences(&self) -> impl Iterator<Item = &Conference> {
        let is_one = |c: &&Conference| {
            c.proposal.kind == ConferenceKind::Discharge
                && !matches!(c.state, ConferenceState::Cancelled { .. })
        };
        self.conferences.iter().filter(is_one)
    }

    /// Whether who was not there has the minutes: they go out when they are confirmed. Nothing is to be told before
    /// the conference, nor when all were there.
    fn absent_told(&self) -> Option<Progress> {
        let told = |conference: &Conference| match &conference.state {
            ConferenceState::Held { attendance, .. } => {
                let is_absent = |one: &Attendance| matches!(one.presence, Presence::Absent { .. });
                attendance.iter().any(is_absent).then_some(Progress::Lacking)
            }
            ConferenceState::Minuted { .. } => Some(Progress::Ready),
            _ => None,
        };
        self.discharge_conferences().filter_map(told).min()
    }
}

fn of_conferences(conferences: &[Conference]) -> Progress {
    let discharge = conferences.iter().filter(|c| c.proposal.kind == ConferenceKind::Discharge);
    let progress = discharge.filter_map(|conference| match conference.state {
        ConferenceState::Held { .. } | ConferenceState::Minuted { .. } => Some(Progress::Ready),
        ConferenceState::Draft | ConferenceState::Polling | ConferenceState::Scheduled { .. } => {
            Some(Progress::UnderWay)
        }
        ConferenceState::Cancelled { .. } => None,
    });
    progress.min().unwrap_or(Progress::Lacking)
}

#[cfg(test)]
mod tests {
    use ::time::macros::{date, time};
    use uuid::Uuid;

    use super::*;
    use crate::{
        Id, Interval, Timestamp,
        care_team::{Duty, Responsibility, TeamMember},
        conference::{AbsenceReason, ConferenceProposal, Mode, ProposedTime},
        consultation::Subject,
        discharge_case::tests::admitted,
        needs::Need,
        patient::Sex,
        plan::{FirstCall, PlanContent},
        text::{Line, Note, PhoneNumber},
    };

    fn now() -> Timestamp {
        Timestamp::tokyo(date!(2026 - 11 - 20), time!(9:00))
    }

    fn line(text: &str) -> Line {
        Line::parse(text).unwrap()
    }

    fn team(roles: &[TeamRole], duties: &[Duty]) -> CareTeam {
        let member = |(n, role): (u128, &TeamRole)| TeamMember {
            id: Id::new(Uuid::from_u128(n)),
            case: admitted().id,
            organization: Id::new(Uuid::from_u128(n + 100)),
            person: None,
            role: *role,
            from: now(),
            until: None,
            withheld: None,
        };
        let holder = TeamRole::HomeAttending;
        CareTeam {
            case: admitted().id,
            members: (1..).zip(roles).map(member).collect(),
            responsibilities: duties
                .iter()
                .map(|duty| Responsibility { duty: *duty, holder, review_on: None })
                .collect(),
        }
    }

    fn conference(kind: ConferenceKind, state: ConferenceState) -> Conference {
        Conference {
            id: Id::new(Uuid::nil()),
            organization: Id::new(Uuid::nil()),
            organizer: Id::new(Uuid::nil()),
            case: Some(admitted().id),
            proposal: ConferenceProposal {
                kind,
                title: line("会議"),
                duration: ::time::Duration::minutes(30),
                room: None,
                video_address: None,
                participants: vec![],
                agenda: vec![],
                questions: vec![],
                left_out: vec![],
            },
            times: vec![],
            sequence: 0,
            state,
            version: 1,
        }
    }

    fn looking_for(services: Vec<ServiceKind>, state: ConsultationState) -> Consultation {
        Consultation {
            id: Id::new(Uuid::nil()),
            hub: Id::new(Uuid::nil()),
            requested_by: None,
            case: Some(admitted().id),
            subject: Subject {
                age_from: None,
                sex: Sex::Female,
                municipality: None,
                location: None,
                needs: crate::needs::NeedsProfile::default(),
                expected_discharge_on: None,
            },
            services,
            note: None,
            received_at: now(),
            withheld: None,
            state,
            version: 1,
        }
    }

    fn plan(first_calls: Vec<FirstCall>) -> CarePlan {
        CarePlan {
            id: Id::new(Uuid::nil()),
            case: admitted().id,
            revision: 1,
            content: PlanContent {
                wishes: None,
                goals: Note::parse("自宅で過ごす").unwrap(),
                services: vec![],
                first_calls,
                backup_bed: None,
            },
            written_by: Id::new(Uuid::nil()),
            organization: Id::new(Uuid::nil()),
            written_at: now(),
        }
    }

    /// What is recorded of a case of which nothing is.
    struct Records {
        case: DischargeCase,
        team: CareTeam,
        last_left_at: Option<Timestamp>,
        conferences: Vec<Conference>,
        consultations: Vec<Consultation>,
        plan: Option<CarePlan>,
    }

    fn nothing() -> Records {
        let team = team(&[], &[]);
        let conferences = vec![];
        Records { case: admitted(), team, last_left_at: None, conferences, consultations: vec![], plan: None }
    }

    impl Records {
        fn on(&self, today: Date) -> Readiness {
            let Self { case, team, last_left_at, conferences, consultations, plan } = self;
            let recorded = Recorded {
                case,
                team,
                last_left_at: *last_left_at,
                conferences,
                consultations,
                plan: plan.as_ref(),
                milestones: &[],
                consents: &[],
                closings: &Closings::default(),
            };
            recorded.readiness(today)
        }

        fn progress(&self) -> Vec<(Matter, Progress)> {
            self.on(now().day()).preparations.iter().map(|p| (p.matter, p.progress)).collect()
        }
    }

    fn held(presence: Presence) -> ConferenceState {
        let start = Timestamp::tokyo(date!(2026 - 11 - 19), time!(13:00));
        ConferenceState::Held {
            at: Interval::starting(start, ::time::Duration::minutes(30)).unwrap(),
            attendance: vec![Attendance { participant: Id::new(Uuid::nil()), presence }],
            draft: None,
        }
    }

    const THERE: Presence = Presence::Present { mode: Mode::OnSite };

    #[test]
    fn what_nobody_recorded_is_never_taken_for_done() {
        let found = nothing().progress();
        assert!(
            found.iter().all(|(matter, progress)| *progress != Progress::Ready || *matter == Matter::Rules)
        );
        for matter in [Matter::Consent, Matter::BackupBed, Matter::AdvanceCarePlanning, Matter::Documents] {
            assert!(found.contains(&(matter, Progress::NotRecorded)), "{matter}");
        }
        for matter in [Matter::Pharmacy, Matter::Opioids, Matter::Devices, Matter::AbsentTold] {
            assert!(found.iter().all(|(named, _)| *named != matter), "nothing asks for {matter}");
        }
    }

    #[test]
    fn what_somebody_answers_for_holds_the_discharge_up_no_longer_and_is_not_done_for_all_that() {
        let mut some = nothing();
        let held_up_until = some.on(now().day()).earliest_on;
        assert_eq!(held_up_until, date!(2026 - 11 - 30));
        for matter in Matter::ALL.iter().filter(|matter| matter.lead() == 5) {
            let reason = Some(Note::parse("家族が付き添う").unwrap());
            some.case = some.case.override_readiness(now(), Id::new(Uuid::nil()), *matter, reason).unwrap().0;
        }
        let found = some.on(now().day());
        assert_eq!(found.earliest_on, date!(2026 - 11 - 26), "three business days for the visiting nurse");
        let needs = &found.preparations[0];
        assert_eq!((needs.progress, needs.holds_up()), (Progress::Lacking, false));
        some.case = some.case.override_readiness(now(), Id::new(Uuid::nil()), Matter::Needs, None).unwrap().0;
        assert_eq!(some.on(now().day()).earliest_on, held_up_until);
        some.case.needs = [Need::Dementia].into_iter().collect();
        assert!(
            some.on(now().day())
                .preparations
                .iter()
                .all(|p| p.matter != Matter::Needs || p.overridden.is_none())
        );
    }

    #[test]
    fn everything_is_ready_but_what_has_no_record_yet() {
        let mut all = nothing();
        all.case.needs = [Need::Opioid].into_iter().collect();
        all.case.expected_discharge_on = Some(date!(2026 - 11 - 27));
        all.team = team(
            &[TeamRole::CareManager, TeamRole::HomeAttending, TeamRole::VisitingNurse, TeamRole::Pharmacy],
            Duty::ALL,
        );
        all.conferences = vec![conference(ConferenceKind::Discharge, held(THERE))];
        let call = |hours| FirstCall {
            who: line("見本訪問看護"),
            phone: PhoneNumber::parse("049-000-0041").unwrap(),
            hours: line(hours),
        };
        all.plan = Some(plan(vec![call("平日 9:00-17:00"), call("24時間")]));
        let open: Vec<_> =
            all.progress().into_iter().filter(|(_, progress)| *progress != Progress::Ready).collect();
        let none = [
            Matter::Consent,
            Matter::Opioids,
            Matter::BackupBed,
            Matter::AdvanceCarePlanning,
            Matter::Documents,
        ];
        assert_eq!(open, none.map(|matter| (matter, Progress::NotRecorded)));
        all.plan = Some(plan(vec![call("平日 9:00-17:00")]));
        assert!(all.progress().contains(&(Matter::FirstCall, Progress::UnderWay)), "nobody answers at night");
        all.plan = Some(plan(vec![call("24時間")]));
        all.last_left_at = Some(now() + ::time::Duration::minutes(1));
        for matter in [Matter::Plan, Matter::FirstCall] {
            assert!(
                all.progress().contains(&(matter, Progress::UnderWay)),
                "it may name who has left: {matter}"
            );
        }
        let absent = held(Presence::Absent { reason: AbsenceReason::ALL[0] });
        all.conferences = vec![conference(ConferenceKind::Discharge, absent)];
        assert!(all.progress().contains(&(Matter::AbsentTold, Progress::Lacking)));
    }

    #[test]
    fn nobody_is_taken_to_work_at_the_year_end_unless_a_hospital_states_otherwise() {
        let earliest = nothing().on(date!(2026 - 12 - 28)).earliest_on;
        assert_eq!(earliest, date!(2027 - 1 - 8), "five business days from 4 January");
    }

    #[test]
    fn what_others_work_on_lies_with_them() {
        let mut sought = nothing();
        let services = vec![ServiceKind::Pharmacy, ServiceKind::CareManagement];
        sought.consultations = vec![looking_for(services, ConsultationState::Open)];
        sought.plan = Some(plan(vec![]));
        let found = sought.on(now().day()).preparations;
        let with_hub: Vec<_> = found.iter().filter(|p| p.lies_with == MilestoneOwner::Hub).collect();
        assert_eq!(
            with_hub.iter().map(|p| (p.matter, p.progress)).collect::<Vec<_>>(),
            [(Matter::CareManagement, Progress::UnderWay), (Matter::Pharmacy, Progress::UnderWay)]
        );
        let mut kept_out = nothing();
        kept_out.team = team(&[TeamRole::HomeAttending], &[Duty::Prescription]);
        kept_out.team.members[0].withheld = Some(now());
        let found = kept_out.progress();
        for open in [
            (Matter::HomeMedicalCare, Progress::Lacking),
            (Matter::Consent, Progress::Lacking),
            (Matter::Duties, Progress::UnderWay),
        ] {
            assert!(found.contains(&open), "without consent it gives nothing: {found:?}");
        }
    }

    #[test]
    fn everything_has_a_last_business_day_and_moves_the_earliest_day() {
        let mut case = nothing();
        case.case.expected_discharge_on = Some(date!(2026 - 11 - 27));
        let found = case.on(date!(2026 - 11 - 20));
        let due = |matter| found.preparations.iter().find(|p| p.matter == matter).unwrap().due_on;
        assert_eq!(
            due(Matter::HomeMedicalCare),
            Some(date!(2026 - 11 - 19)),
            "five days before, not the 23rd"
        );
        assert_eq!(due(Matter::Plan), Some(date!(2026 - 11 - 26)));
        assert_eq!(found.earliest_on, date!(2026 - 11 - 30), "five business days from today");
        case.team =
            team(&[TeamRole::CareManager, TeamRole::HomeAttending, TeamRole::VisitingNurse], Duty::ALL);
        case.case.needs = [Need::Stoma].into_iter().collect();
        let start = Timestamp::tokyo(date!(2026 - 12 - 2), time!(13:00));
        let time = ProposedTime {
            id: Id::new(Uuid::nil()),
            at: Interval::starting(start, ::time::Duration::minutes(30)).unwrap(),
        };
        case.conferences = vec![conference(ConferenceKind::Discharge, ConferenceState::Scheduled { time })];
        assert_eq!(
            case.on(date!(2026 - 11 - 20)).earliest_on,
            date!(2026 - 12 - 2),
            "not before the conference"
        );
        case.case.expected_discharge_on = None;
        assert!(case.on(now().day()).preparations.iter().all(|p| p.due_on.is_none()));
    }

    #[test]
    fn the_conference_that_has_come_furthest_counts() {
        use ConferenceKind::{Discharge, Internal};
        let time = ProposedTime {
            id: Id::new(Uuid::nil()),
            at: Interval::starting(now(), ::time::Duration::minutes(30)).unwrap(),
        };
        let held = || held(THERE);
        let cancelled =
            || ConferenceState::Cancelled { was: None, reason: Note::parse("延期").unwrap(), at: now() };
        for (conferences, expected) in [
            (vec![], Progress::Lacking),
            (vec![conference(Discharge, cancelled())], Progress::Lacking),
            (vec![conference(Internal, held())], Progress::Lacking),
            (vec![conference(Discharge, ConferenceState::Draft)], Progress::UnderWay),
            (vec![conference(Discharge, ConferenceState::Scheduled { time })], Progress::UnderWay),
            (
                vec![conference(Discharge, ConferenceState::Draft), conference(Discharge, held())],
                Progress::Ready,
            ),
        ] {
            let found = Records { conferences, ..nothing() }.progress();
            assert!(found.contains(&(Matter::Conference, expected)), "{found:?}");
        }
    }
}
