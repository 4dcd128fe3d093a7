//! What must be ready before a patient goes home, as far as the records say: what is there, what is under way, what
//! lacks, and with whom that lies.

use crate::{
    care_team::{CareTeam, TeamRole},
    conference::{Conference, ConferenceKind, ConferenceState},
    consultation::{Consultation, ConsultationState},
    discharge_case::DischargeCase,
    organization::ServiceKind,
    plan::CarePlan,
    rule::MilestoneOwner,
    vocabulary::vocabulary,
};

vocabulary! {
    /// What must be ready.
    Matter {
        /// 必要な支援の把握
        Needs = "needs",
        /// 退院予定日
        DischargeDay = "discharge_day",
        /// 居宅介護支援
        CareManagement = "care_management",
        /// 訪問診療
        HomeMedicalCare = "home_medical_care",
        /// 訪問看護
        VisitingNursing = "visiting_nursing",
        /// 薬局
        Pharmacy = "pharmacy",
        /// 退院時カンファレンス
        Conference = "conference",
        /// 二人主治医の役割分担
        Duties = "duties",
        /// 計画
        Plan = "plan",
        /// まず電話するところ
        FirstCall = "first_call",
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
    }
}

/// One thing that must be ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preparation {
    /// What.
    pub matter: Matter,
    /// How far it is.
    pub progress: Progress,
    /// With whom it lies.
    pub lies_with: MilestoneOwner,
}

/// What the records of a case say about the way home, in the order in which it is usually seen to. A pharmacy is asked
/// for only where the needs ask for one.
pub fn readiness(
    case: &DischargeCase,
    team: &CareTeam,
    conferences: &[Conference],
    consultations: &[Consultation],
    plan: Option<&CarePlan>,
) -> Vec<Preparation> {
    let when = |is_ready| if is_ready { Progress::Ready } else { Progress::Lacking };
    let own =
        |matter, progress| Preparation { matter, progress, lies_with: MilestoneOwner::DischargeSupport };
    let with_care_manager =
        |matter, progress| Preparation { matter, progress, lies_with: MilestoneOwner::CareManager };
    let mut preparations = vec![
        own(Matter::Needs, when(case.needs.iter().next().is_some())),
        own(Matter::DischargeDay, when(case.expected_discharge_on.is_some())),
    ];
    let needs_pharmacy = case.needs.ask_for_a_pharmacy();
    for (matter, service) in [
        (Matter::CareManagement, ServiceKind::CareManagement),
        (Matter::HomeMedicalCare, ServiceKind::HomeMedicalCare),
        (Matter::VisitingNursing, ServiceKind::VisitingNursing),
        (Matter::Pharmacy, ServiceKind::Pharmacy),
    ] {
        let role = TeamRole::giving(service);
        let is_given = team.members.iter().any(|member| member.role == role && member.withheld.is_none());
        let is_sought = consultations.iter().any(|consultation| {
            consultation.state == ConsultationState::Open && consultation.services.contains(&service)
        });
        if matter == Matter::Pharmacy && !(needs_pharmacy || is_given || is_sought) {
            continue;
        }
        preparations.push(match (is_given, is_sought) {
            (true, _) => own(matter, Progress::Ready),
            (false, true) => {
                Preparation { matter, progress: Progress::UnderWay, lies_with: MilestoneOwner::Hub }
            }
            (false, false) => own(matter, Progress::Lacking),
        });
    }
    preparations.push(own(Matter::Conference, of_conferences(conferences)));
    let duties = match (team.open_duties().len(), team.responsibilities.len()) {
        (0, _) => Progress::Ready,
        (_, 0) => Progress::Lacking,
        _ => Progress::UnderWay,
    };
    preparations.push(own(Matter::Duties, duties));
    preparations.push(with_care_manager(Matter::Plan, when(plan.is_some())));
    let names_whom_to_call = plan.is_some_and(|plan| !plan.content.first_calls.is_empty());
    preparations.push(with_care_manager(Matter::FirstCall, when(names_whom_to_call)));
    preparations
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
        conference::{ConferenceProposal, ProposedTime},
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

    fn progress(found: &[Preparation]) -> Vec<(Matter, Progress)> {
        found.iter().map(|preparation| (preparation.matter, preparation.progress)).collect()
    }

    #[test]
    fn everything_lacks_on_the_day_of_admission_and_nothing_when_all_is_there() {
        let found = readiness(&admitted(), &team(&[], &[]), &[], &[], None);
        assert!(found.iter().all(|preparation| preparation.progress == Progress::Lacking));
        assert_eq!(found.len(), Matter::ALL.len() - 1, "no need asks for a pharmacy");

        let mut case = admitted();
        case.needs = [Need::Opioid].into_iter().collect();
        case.expected_discharge_on = Some(date!(2026 - 11 - 27));
        let roles =
            [TeamRole::CareManager, TeamRole::HomeAttending, TeamRole::VisitingNurse, TeamRole::Pharmacy];
        let start = Timestamp::tokyo(date!(2026 - 11 - 19), time!(13:00));
        let held = ConferenceState::Held {
            at: Interval::starting(start, ::time::Duration::minutes(30)).unwrap(),
            attendance: vec![],
            draft: None,
        };
        let call = FirstCall {
            who: line("見本訪問看護"),
            phone: PhoneNumber::parse("049-000-0041").unwrap(),
            hours: line("24時間"),
        };
        let conferences = [conference(ConferenceKind::Discharge, held)];
        let found = readiness(&case, &team(&roles, Duty::ALL), &conferences, &[], Some(&plan(vec![call])));
        assert!(found.iter().all(|preparation| preparation.progress == Progress::Ready), "{found:?}");
        assert_eq!(found.len(), Matter::ALL.len());
    }

    #[test]
    fn what_others_work_on_lies_with_them() {
        let open =
            looking_for(vec![ServiceKind::Pharmacy, ServiceKind::CareManagement], ConsultationState::Open);
        let found = readiness(&admitted(), &team(&[], &[]), &[], &[open], Some(&plan(vec![])));
        let sought: Vec<_> =
            found.iter().filter(|preparation| preparation.lies_with == MilestoneOwner::Hub).collect();
        assert_eq!(
            sought.iter().map(|p| (p.matter, p.progress)).collect::<Vec<_>>(),
            [(Matter::CareManagement, Progress::UnderWay), (Matter::Pharmacy, Progress::UnderWay)]
        );
        let last = &progress(&found)[found.len() - 2..];
        assert_eq!(last, [(Matter::Plan, Progress::Ready), (Matter::FirstCall, Progress::Lacking)]);
        let mut kept_out = team(&[TeamRole::HomeAttending], &[Duty::Prescription]);
        kept_out.members[0].withheld = Some(now());
        let found = progress(&readiness(&admitted(), &kept_out, &[], &[], None));
        assert!(
            found.contains(&(Matter::HomeMedicalCare, Progress::Lacking)),
            "without consent it gives nothing"
        );
        assert!(found.contains(&(Matter::Duties, Progress::UnderWay)));
    }

    #[test]
    fn the_conference_that_has_come_furthest_counts() {
        use ConferenceKind::{Discharge, Internal};
        let time = ProposedTime {
            id: Id::new(Uuid::nil()),
            at: Interval::starting(now(), ::time::Duration::minutes(30)).unwrap(),
        };
        let held = || ConferenceState::Held { at: time.at, attendance: vec![], draft: None };
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
            let found = progress(&readiness(&admitted(), &team(&[], &[]), &conferences, &[], None));
            assert!(found.contains(&(Matter::Conference, expected)), "{found:?}");
        }
    }
}
