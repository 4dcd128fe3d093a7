//! The invented cases: one in every state that a screen shows.

use app::{
    App, IdempotencyKey, Session,
    answer_invitation::record_answer,
    answer_offer::{OfferAnswer, answer_offer},
    call_conference::{ProposeConference, ProposeParticipant, draft_conference, propose_times},
    change_case::{CaseChange, change_case},
    confirm_offer::confirm_offer,
    consent::{Reach, RecordConsent, TakenConsent, record_consent},
    hold_conference::hold_conference,
    make_offer::{MakeOffer, make_offer},
    open_consultation::{About, OpenConsultation, close_consultation, open_consultation},
    register_admission::{
        AdmittedPatient, NewPatient, NewRelatedPerson, RegisterAdmission, register_admission,
    },
    schedule_conference::schedule_conference,
    settle_milestone::{Breadth, Settlement, settle_milestone},
    share_duties::share_duties,
    team::{JoinTeam, join_team},
    write_minutes::{MinutesStep, write_minutes},
    write_plan::write_plan,
};
use domain::{
    Id, Timestamp,
    access::Member,
    audit::Source,
    calendar::Closings,
    care_team::{Duty, Responsibility, TeamRole},
    conference::{
        AbsenceReason, ActionItem, AnswerChannel, Answered, Attendance, Choice, Conference, ConferenceKind,
        LeftOut, Minutes, Mode, Presence, Requirement,
    },
    consent::{ConsentForm, Purpose},
    consultation::{Consultation, ConsultationOutcome, DeclineReason},
    discharge_case::{DelayOwner, DelayReason, Destination, DischargeCase, WardClass},
    needs::Need,
    organization::ServiceKind,
    patient::{CareInsurance, CareLevel, Patient, RelatedRole, Sex},
    person::Seat,
    plan::{FirstCall, PlanContent, PlannedService},
    rule::MilestoneAction,
    text::{Line, Note, PhoneNumber, WebAddress},
};
use time::{Date, Duration, Month, Time, macros::time};

use super::{Set, region::Region};

/// How far the story of a case has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Chapter {
    Admitted,
    Screened,
    Consulted,
    Offered,
    TeamFound,
    Drafted,
    Polling,
    Scheduled,
    TookPlace,
    Held,
    Minuted,
    Planned,
    Home,
}

struct Plot {
    days_in: i64,
    days_left: Option<i64>,
    ward: &'static str,
    needs: &'static [Need],
    chapter: Chapter,
}

const PLOTS: &[Plot] = &[
    Plot { days_in: 0, days_left: None, ward: "東5", needs: &[], chapter: Chapter::Admitted },
    Plot { days_in: 2, days_left: None, ward: "西3", needs: &[], chapter: Chapter::Admitted },
    Plot {
        days_in: 5, days_left: None, ward: "東5", needs: &[Need::LivesAlone], chapter: Chapter::Admitted
    },
    Plot {
        days_in: 3, days_left: Some(20), ward: "西3", needs: &[Need::Oxygen], chapter: Chapter::Screened
    },
    Plot {
        days_in: 6,
        days_left: Some(12),
        ward: "南4",
        needs: &[Need::TubeFeeding, Need::Dementia],
        chapter: Chapter::Screened,
    },
    Plot {
        days_in: 6,
        days_left: Some(10),
        ward: "緩和",
        needs: &[Need::TerminalCancer, Need::Opioid, Need::Pca],
        chapter: Chapter::Consulted,
    },
    Plot {
        days_in: 7,
        days_left: Some(11),
        ward: "東5",
        needs: &[Need::UrinaryCatheter, Need::LivesAlone],
        chapter: Chapter::Consulted,
    },
    Plot {
        days_in: 8,
        days_left: Some(9),
        ward: "緩和",
        needs: &[Need::TerminalCancer, Need::Opioid, Need::CentralVenousNutrition],
        chapter: Chapter::Offered,
    },
    Plot {
        days_in: 9,
        days_left: Some(9),
        ward: "南4",
        needs: &[Need::Oxygen, Need::PressureSore],
        chapter: Chapter::TeamFound,
    },
    Plot { days_in: 10, days_left: Some(8), ward: "東5", needs: &[Need::Opioid], chapter: Chapter::Drafted },
    Plot {
        days_in: 12,
        days_left: Some(8),
        ward: "緩和",
        needs: &[Need::TerminalCancer, Need::Opioid, Need::EndOfLifeAtHome],
        chapter: Chapter::Polling,
    },
    Plot {
        days_in: 13, days_left: Some(7), ward: "西3", needs: &[Need::Stoma], chapter: Chapter::Scheduled
    },
    Plot {
        days_in: 14,
        days_left: Some(6),
        ward: "緩和",
        needs: &[Need::TerminalCancer, Need::Opioid],
        chapter: Chapter::Scheduled,
    },
    Plot {
        days_in: 15,
        days_left: Some(5),
        ward: "東5",
        needs: &[Need::LivesAlone],
        chapter: Chapter::TookPlace,
    },
    Plot {
        days_in: 15,
        days_left: Some(5),
        ward: "南4",
        needs: &[Need::PressureSore],
        chapter: Chapter::Held,
    },
    Plot { days_in: 16, days_left: Some(4), ward: "東5", needs: &[Need::Oxygen], chapter: Chapter::Minuted },
    Plot {
        days_in: 18,
        days_left: Some(2),
        ward: "緩和",
        needs: &[Need::TerminalCancer, Need::Opioid, Need::Pca],
        chapter: Chapter::Planned,
    },
    Plot {
        days_in: 21,
        days_left: Some(-1),
        ward: "西3",
        needs: &[Need::UrinaryCatheter],
        chapter: Chapter::Home,
    },
    Plot {
        days_in: 24,
        days_left: Some(-3),
        ward: "緩和",
        needs: &[Need::TerminalCancer, Need::Opioid],
        chapter: Chapter::Home,
    },
];

const FAMILY: [(&str, &str); 19] = [
    ("春子", "ハルコ"),
    ("夏男", "ナツオ"),
    ("秋江", "アキエ"),
    ("冬樹", "フユキ"),
    ("松子", "マツコ"),
    ("竹雄", "タケオ"),
    ("梅代", "ウメヨ"),
    ("杉男", "スギオ"),
    ("桃枝", "モモエ"),
    ("柳一", "リュウイチ"),
    ("藤子", "フジコ"),
    ("桂介", "ケイスケ"),
    ("椿", "ツバキ"),
    ("楠雄", "クスオ"),
    ("桐子", "キリコ"),
    ("榎一", "エノイチ"),
    ("萩江", "ハギエ"),
    ("蓮太", "レンタ"),
    ("葛子", "カズコ"),
];

pub(super) async fn tell(app: &App, clock: &Set, region: &Region, now: Timestamp) -> Result<(), app::Error> {
    let ledger = app.ledger(Source::Command);
    let app = &app.noting(&ledger);
    let mut teller = Teller { app, clock, region, now, keys: 0, ahead: 0, behind: 0 };
    for (n, plot) in PLOTS.iter().enumerate() {
        teller.tell(n, plot).await?;
    }
    teller.transfer_and_readmission().await?;
    teller.outside_the_network().await?;
    clock.to(now);
    Ok(ledger.flush().await?)
}

struct Teller<'a> {
    app: &'a App,
    clock: &'a Set,
    region: &'a Region,
    now: Timestamp,
    keys: u32,
    ahead: i64,
    behind: i64,
}

impl Teller<'_> {
    async fn tell(&mut self, n: usize, plot: &Plot) -> Result<(), app::Error> {
        let social_worker = self.region.hospital.first();
        let admitted = self.day(-plot.days_in);
        self.at(admitted, time!(9:30));
        let (given, kana) = FAMILY[n % FAMILY.len()];
        let patient = AdmittedPatient::New(self.patient(n, given, kana)?);
        let mut case = self.admit(social_worker, patient, plot, admitted).await?;
        if plot.chapter < Chapter::Screened {
            return Ok(());
        }
        self.at(admitted + Duration::days(1), time!(15:00));
        self.settle(&case, &[MilestoneAction::Screen]).await?;
        if let Some(left) = plot.days_left {
            let change =
                CaseChange::ExpectDischarge { on: Some(self.day(left)), destination: Destination::Home };
            case = change_case(&self.by(social_worker), case.id, case.version, change).await?;
        }
        if plot.chapter < Chapter::Consulted {
            return Ok(());
        }
        self.at(admitted + Duration::days(3), time!(11:00));
        self.settle(
            &case,
            &[
                MilestoneAction::Interview,
                MilestoneAction::InternalConference,
                MilestoneAction::NotifyAdmission,
            ],
        )
        .await?;
        let consultation = self.consult(&case, plot).await?;
        if plot.chapter < Chapter::Offered {
            let delay = CaseChange::ExplainDelay(Some((DelayReason::HomeTeam, DelayOwner::Hub, None)));
            return change_case(&self.by(social_worker), case.id, case.version, delay).await.map(drop);
        }
        self.find_team(&consultation, plot.chapter > Chapter::Offered).await?;
        if plot.chapter < Chapter::Drafted {
            return Ok(());
        }
        self.at(admitted + Duration::days(5), time!(10:00));
        self.settle(&case, &[MilestoneAction::NotifyDischargeSupport]).await?;
        let physician = self.region.hospital.members[2];
        self.join(
            social_worker,
            JoinTeam {
                case: case.id,
                organization: physician.organization,
                person: Some(physician.person),
                role: TeamRole::HospitalAttending,
                consent: None,
            },
        )
        .await?;
        self.agree_to_conference(&case).await?;
        let conference = self.draft(&case, plot).await?;
        if plot.chapter < Chapter::Polling {
            return Ok(());
        }
        if plot.chapter == Chapter::Polling {
            return self.poll(conference).await;
        }
        let conference = self.schedule(conference, plot).await?;
        if plot.chapter < Chapter::Held {
            return Ok(());
        }
        let conference = self.hold(conference).await?;
        if plot.chapter < Chapter::Minuted {
            return Ok(());
        }
        let conference = write_minutes(
            &self.by(social_worker),
            conference.id,
            conference.version,
            MinutesStep::Confirm(None),
        )
        .await?;
        if plot.chapter < Chapter::Planned {
            return Ok(());
        }
        self.plan(&case, &conference).await?;
        if plot.chapter == Chapter::Home {
            let on = self.day(plot.days_left.unwrap_or(-1));
            self.at(on, time!(11:30));
            let fresh = app::case::case(&self.by(social_worker), case.id).await?;
            change_case(&self.by(social_worker), case.id, fresh.version, CaseChange::Discharge { on })
                .await?;
        }
        Ok(())
    }

    async fn join(&mut self, by: Member, input: JoinTeam) -> Result<(), app::Error> {
        let key = self.key()?;
        join_team(&self.by(by), &key, input).await.map(drop)
    }

    fn by(&self, member: Member) -> Session<'_> {
        self.app.session(member)
    }

    fn day(&self, days: i64) -> Date {
        self.now.day() + Duration::days(days)
    }

    /// Sets the clock, but never past the present.
    fn at(&self, day: Date, time: Time) {
        self.clock.to(Timestamp::tokyo(day, time).min(self.now));
    }

    fn key(&mut self) -> Result<IdempotencyKey, app::Error> {
        self.keys += 1;
        IdempotencyKey::parse(&format!("demo-{}", self.keys))
    }

    fn patient(&self, n: usize, given: &str, kana: &str) -> Result<NewPatient, app::Error> {
        let years = 62 + i32::try_from(n * 7 % 32).unwrap_or_default();
        let born_on = Date::from_calendar_date(
            self.now.day().year() - years,
            Month::April,
            1 + u8::try_from(n % 28).unwrap_or_default(),
        )
        .unwrap_or(self.now.day());
        Ok(NewPatient {
            number: Some(Line::parse(&format!("M{:05}", 1001 + n))?),
            name: Line::parse(&format!("見本 {given}"))?,
            name_kana: Line::parse(&format!("ミホン {kana}"))?,
            born_on,
            sex: if n.is_multiple_of(2) { Sex::Female } else { Sex::Male },
            postal_code: None,
            municipality: Some(self.region.home.code.clone()),
            address: Some(Line::parse(&format!("見本町{}-{}", n + 1, n % 9 + 1))?),
            phone: Some(PhoneNumber::parse(&format!("049-002-{:04}", n + 1))?),
            care_insurance: match n % 3 {
                0 => CareInsurance::NotApplied,
                1 => CareInsurance::Certified { level: CareLevel::Care2, valid_until: Some(self.day(200)) },
                _ => CareInsurance::Pending { applied_on: self.day(-10) },
            },
            related: vec![NewRelatedPerson {
                name: Line::parse(&format!("見本 {given}の家族"))?,
                relation: Some(Line::parse("長女")?),
                role: RelatedRole::KeyPerson,
                phone: Some(PhoneNumber::parse(&format!("090-0001-{:04}", n + 1))?),
            }],
        })
    }

    async fn admit(
        &mut self,
        by: Member,
        patient: AdmittedPatient,
        plot: &Plot,
        admitted_on: Date,
    ) -> Result<DischargeCase, app::Error> {
        let key = self.key()?;
        let input = RegisterAdmission {
            patient,
            admitted_on,
            ward: Line::parse(plot.ward)?,
            ward_class: WardClass::General,
            expected_discharge_on: None,
            needs: plot.needs.iter().copied().collect(),
            predecessor: None,
        };
        register_admission(&self.by(by), &key, input).await
    }

    async fn settle(&self, case: &DischargeCase, actions: &[MilestoneAction]) -> Result<(), app::Error> {
        let session = self.by(self.region.hospital.first());
        let milestones = app::case::milestones(&session, &[case.id]).await?;
        for milestone in milestones.into_values().flatten().filter(|m| actions.contains(&m.action)) {
            let done = Settlement::Done { on: session.today() };
            settle_milestone(&session, milestone.id, milestone.version, done, Breadth::OwnPack).await?;
        }
        Ok(())
    }

    async fn consult(&mut self, case: &DischargeCase, plot: &Plot) -> Result<Consultation, app::Error> {
        let key = self.key()?;
        let mut services =
            vec![ServiceKind::HomeMedicalCare, ServiceKind::VisitingNursing, ServiceKind::CareManagement];
        if plot.needs.contains(&Need::Opioid) {
            services.insert(2, ServiceKind::Pharmacy);
        }
        let input = OpenConsultation {
            hub: None,
            about: About::Case(case.id),
            services,
            note: Some(Note::parse("ご家族は平日の夕方に連絡がつきます。")?),
            consent: Some(on_paper("入退院支援センター 同意書綴り")?),
        };
        open_consultation(&self.by(self.region.hospital.first()), &key, input).await
    }

    /// The hub asks: one clinic declines, the first of the others accepts and, if `confirmed`, joins the team.
    async fn find_team(&mut self, consultation: &Consultation, confirmed: bool) -> Result<(), app::Error> {
        let coordinator = self.region.hub.first();
        for &service in &consultation.services {
            let asked = match service {
                ServiceKind::HomeMedicalCare => &self.region.clinics,
                ServiceKind::VisitingNursing => &self.region.stations,
                ServiceKind::Pharmacy => &self.region.pharmacies,
                ServiceKind::CareManagement => &self.region.offices,
            };
            let mut candidates: Vec<Member> = asked.iter().take(1).map(|o| o.first()).collect();
            if service == ServiceKind::HomeMedicalCare {
                candidates.insert(0, asked[2].first());
            }
            for (n, candidate) in candidates.iter().enumerate() {
                let key = self.key()?;
                let input = MakeOffer {
                    consultation: consultation.id,
                    service,
                    organization: candidate.organization,
                    answer_within_minutes: 4 * 24 * 60,
                };
                let offer = make_offer(&self.by(coordinator), &key, input).await?;
                let declines = n + 1 < candidates.len();
                let answer = if declines {
                    OfferAnswer::Decline {
                        reason: DeclineReason::Full,
                        note: Some(Note::parse("来月なら受けられます")?),
                    }
                } else if !confirmed && service == ServiceKind::CareManagement {
                    continue;
                } else {
                    OfferAnswer::Accept { note: None }
                };
                let offer = answer_offer(&self.by(*candidate), offer.id, offer.version, answer).await?;
                if confirmed && !declines {
                    let said = oral("拠点から電話で説明し、ご本人とご家族が了承。")?;
                    confirm_offer(&self.by(coordinator), offer.id, offer.version, Some(said)).await?;
                }
            }
        }
        if confirmed {
            let found = ConsultationOutcome::TeamFound;
            close_consultation(&self.by(coordinator), consultation.id, consultation.version, found).await?;
        }
        Ok(())
    }

    /// The family signs for the use of what is known of them, and the patient agrees to shared screens.
    async fn agree_to_conference(&mut self, case: &DischargeCase) -> Result<(), app::Error> {
        let social_worker = self.region.hospital.first();
        let patients = app::case::patients(&self.by(social_worker), &[case.id]).await?;
        let relatives = patients.get(&case.id).map_or(&[][..], |patient| &patient.related);
        let family = relatives.first().map(|relative| relative.id);
        for (relative, purpose, taken) in [
            (family, Purpose::ConferenceFamily, on_paper("個人情報使用同意書（ご家族）")?),
            (None, Purpose::ScreenSharing, oral("会議で画面を映すことを説明し、ご本人が了承。")?),
        ] {
            let key = self.key()?;
            let input = RecordConsent {
                case: case.id,
                reach: Reach::ThisCase,
                relative,
                purpose,
                organization: None,
                kind: None,
                taken,
                given_on: None,
            };
            record_consent(&self.by(social_worker), &key, input).await?;
        }
        Ok(())
    }

    async fn draft(&mut self, case: &DischargeCase, plot: &Plot) -> Result<Conference, app::Error> {
        let key = self.key()?;
        let region = self.region;
        let invite = |member: Member, requirement, mode, travel_minutes| ProposeParticipant {
            person: Some(member.person),
            organization: Some(member.organization),
            name: None,
            email: None,
            seat: None,
            requirement,
            mode,
            travel_minutes,
        };
        use Requirement::{Required, Should};
        let mut participants = vec![
            invite(region.hospital.members[1], Required, Mode::OnSite, 0),
            invite(region.hospital.members[2], Required, Mode::OnSite, 0),
            invite(region.clinics[0].first(), Required, Mode::Video, 0),
            invite(region.stations[0].first(), Required, Mode::OnSite, 20),
            invite(region.offices[0].first(), Required, Mode::OnSite, 15),
        ];
        let asked = case.seats();
        let mut left_out = vec![];
        if asked.required.contains_key(&Seat::Pharmacist) {
            participants.push(invite(region.pharmacies[0].first(), Required, Mode::Video, 0));
        } else {
            participants.push(invite(region.pharmacies[0].first(), Should, Mode::Video, 0));
        }
        for seat in asked.required.into_keys() {
            let taken = [
                Seat::WardNurse,
                Seat::HospitalPhysician,
                Seat::HomePhysician,
                Seat::VisitingNurse,
                Seat::CareManager,
                Seat::Pharmacist,
            ];
            if !taken.contains(&seat) {
                left_out.push(LeftOut { seat, reason: Line::parse("後日あらためて相談")? });
            }
        }
        let kind = ConferenceKind::Discharge;
        let input = ProposeConference {
            case: Some(case.id),
            kind,
            title: Line::parse(&format!("退院時カンファレンス（{}）", plot.ward))?,
            duration_minutes: 30,
            room: Some(region.room),
            video_address: Some(WebAddress::parse("https://video.example.jp/mihon")?),
            participants,
            agenda: vec![
                Line::parse("病状と経過")?,
                Line::parse("退院後の役割分担")?,
                Line::parse("夜間・急変時の連絡")?,
            ],
            questions: vec![
                Line::parse("夜間・休日の連絡先と、往診や訪問ができる時間帯")?,
                Line::parse("退院までに病院にしてほしい準備")?,
            ],
            left_out,
        };
        draft_conference(&self.by(region.hospital.first()), &key, input).await
    }

    async fn poll(&mut self, conference: Conference) -> Result<(), app::Error> {
        let starts = [self.coming(), self.coming(), self.coming()];
        let conference =
            propose_times(&self.by(self.region.hospital.first()), conference.id, conference.version, &starts)
                .await?;
        self.clock.to(self.now);
        for (n, participant) in conference.proposal.participants.iter().enumerate().take(3) {
            let choices = conference.times.iter().enumerate().map(|(k, time)| {
                let choice = match (n + k) % 4 {
                    3 => Choice::No { reason: AbsenceReason::OnDuty, note: None },
                    2 => Choice::IfNeedBe { mode: Mode::Video, substitute: None, note: None },
                    _ => Choice::Yes { mode: participant.mode, substitute: None, note: None },
                };
                (time.id, choice)
            });
            let replies = match participant.seat {
                Seat::HomePhysician => {
                    vec![(1, Note::parse("平日19時まで。夜間は訪問看護を通して連絡を受けます。")?)]
                }
                Seat::VisitingNurse => {
                    let day = Note::parse("24時間の電話当番があります。")?;
                    vec![(1, day), (2, Note::parse("退院前に物品の一覧をいただけると助かります。")?)]
                }
                _ => vec![],
            };
            let said = Answered { times: choices.collect(), replies };
            record_answer(
                &self.by(self.region.hospital.first()),
                conference.id,
                participant.id,
                said,
                AnswerChannel::Phone,
            )
            .await?;
        }
        Ok(())
    }

    async fn schedule(&mut self, conference: Conference, plot: &Plot) -> Result<Conference, app::Error> {
        let ahead = plot.chapter == Chapter::Scheduled;
        let start = if ahead { self.coming() } else { self.gone() };
        self.clock.to((start - Duration::days(3)).min(self.now - Duration::hours(1)));
        let social_worker = self.region.hospital.first();
        let conference =
            schedule_conference(&self.by(social_worker), conference.id, conference.version, start).await?;
        for (n, participant) in conference.proposal.participants.iter().enumerate() {
            if ahead && n >= 4 {
                continue;
            }
            let choice = Choice::Yes { mode: participant.mode, substitute: None, note: None };
            let times = conference.open_times().iter().map(|time| (time.id, choice.clone())).collect();
            let said = Answered { times, replies: vec![] };
            record_answer(&self.by(social_worker), conference.id, participant.id, said, AnswerChannel::Phone)
                .await?;
        }
        Ok(conference)
    }

    async fn hold(&mut self, conference: Conference) -> Result<Conference, app::Error> {
        let social_worker = self.region.hospital.first();
        let Some(at) = conference.at() else { return Ok(conference) };
        self.clock.to(at.end() + Duration::minutes(10));
        let participants = &conference.proposal.participants;
        let attendance = participants
            .iter()
            .enumerate()
            .map(|(n, p)| Attendance {
                participant: p.id,
                presence: if n + 1 == participants.len() {
                    Presence::Absent { reason: AbsenceReason::OnDuty }
                } else {
                    Presence::Present { mode: p.mode }
                },
            })
            .collect();
        let held =
            hold_conference(&self.by(social_worker), conference.id, conference.version, attendance).await?;
        let minutes = Minutes {
            summary: Note::parse("病状、内服、退院後の生活を確認した。ご本人は自宅での療養を希望。")?,
            decisions: vec![
                Line::parse("退院後の第一連絡先は訪問看護ステーションとする")?,
                Line::parse("訪問診療は退院翌日から開始する")?,
            ],
            actions: vec![ActionItem {
                what: Line::parse("訪問看護指示書を送る")?,
                owner: participants[2].id,
                due_on: self.day(2),
            }],
        };
        write_minutes(&self.by(social_worker), held.id, held.version, MinutesStep::Draft(minutes)).await
    }

    async fn plan(&mut self, case: &DischargeCase, conference: &Conference) -> Result<(), app::Error> {
        let social_worker = self.region.hospital.first();
        if let Some(at) = conference.at() {
            self.clock.to((at.end() + Duration::hours(3)).min(self.now));
        }
        let fresh = app::case::case(&self.by(social_worker), case.id).await?;
        let review_on = Some(self.day(30));
        let duties = Duty::ALL.iter().map(|&duty| Responsibility {
            duty,
            holder: match duty {
                Duty::TestFollowUp => TeamRole::HospitalAttending,
                _ => TeamRole::HomeAttending,
            },
            review_on,
        });
        share_duties(&self.by(social_worker), case.id, fresh.version, duties.collect()).await?;
        let line = |text: &str| Line::parse(text);
        let content = PlanContent {
            wishes: Some(Note::parse("住み慣れた家で、庭を見ながら過ごしたい。")?),
            goals: Note::parse("痛みが和らぎ、夜眠れる。家族が困ったときの連絡先が分かる。")?,
            services: vec![
                PlannedService {
                    service: Some(ServiceKind::HomeMedicalCare),
                    what: line("訪問診療")?,
                    who: line("見本在宅クリニック")?,
                    when: line("週1回（火）")?,
                },
                PlannedService {
                    service: Some(ServiceKind::VisitingNursing),
                    what: line("訪問看護")?,
                    who: line("見本訪問看護ステーション東")?,
                    when: line("週3回・24時間対応")?,
                },
                PlannedService {
                    service: Some(ServiceKind::Pharmacy),
                    what: line("薬剤師訪問")?,
                    who: line("見本薬局本店")?,
                    when: line("週1回（水）")?,
                },
            ],
            first_calls: vec![
                FirstCall {
                    who: line("見本訪問看護ステーション東")?,
                    phone: PhoneNumber::parse("049-000-0041")?,
                    hours: line("24時間")?,
                },
                FirstCall {
                    who: line("見本在宅クリニック")?,
                    phone: PhoneNumber::parse("049-000-0036")?,
                    hours: line("つながらないとき")?,
                },
            ],
            backup_bed: Some(line("見本総合病院")?),
        };
        write_plan(&self.by(self.region.offices[0].first()), case.id, 0, content).await?;
        Ok(())
    }

    /// One stay ends in another hospital; another patient comes back.
    async fn transfer_and_readmission(&mut self) -> Result<(), app::Error> {
        let social_worker = self.region.hospital.first();
        let plot = Plot {
            days_in: 20,
            days_left: None,
            ward: "東5",
            needs: &[Need::Rehabilitation],
            chapter: Chapter::Admitted,
        };
        self.at(self.day(-20), time!(10:00));
        let patient = self.patient(31, "鶴子", "ツルコ")?;
        let case = self.admit(social_worker, AdmittedPatient::New(patient), &plot, self.day(-20)).await?;
        let receiving = self.region.second_hospital.first();
        self.at(self.day(-6), time!(10:00));
        self.join(
            social_worker,
            JoinTeam {
                case: case.id,
                organization: receiving.organization,
                person: Some(receiving.person),
                role: TeamRole::DischargeSupport,
                consent: Some(on_paper("転院同意書")?),
            },
        )
        .await?;
        let to = Line::parse("見本リハビリテーション病院")?;
        self.at(self.day(-5), time!(10:00));
        change_case(
            &self.by(social_worker),
            case.id,
            case.version,
            CaseChange::Transfer { on: self.day(-5), to },
        )
        .await?;
        let key = self.key()?;
        let input = RegisterAdmission {
            patient: AdmittedPatient::New(NewPatient {
                number: None, ..self.patient(31, "鶴子", "ツルコ")?
            }),
            admitted_on: self.day(-5),
            ward: Line::parse("回復期")?,
            ward_class: WardClass::Recovery,
            expected_discharge_on: Some(self.day(40)),
            needs: [Need::Rehabilitation].into_iter().collect(),
            predecessor: Some(case.id),
        };
        register_admission(&self.by(receiving), &key, input).await?;

        let plot = Plot {
            days_in: 60,
            days_left: None,
            ward: "西3",
            needs: &[Need::Oxygen],
            chapter: Chapter::Admitted,
        };
        self.at(self.day(-60), time!(10:00));
        let patient = self.patient(32, "亀雄", "カメオ")?;
        let first = self.admit(social_worker, AdmittedPatient::New(patient), &plot, self.day(-60)).await?;
        let nurse = self.region.stations[0].first();
        self.join(
            social_worker,
            JoinTeam {
                case: first.id,
                organization: nurse.organization,
                person: Some(nurse.person),
                role: TeamRole::VisitingNurse,
                consent: Some(oral("病棟で説明し、ご本人が了承。")?),
            },
        )
        .await?;
        self.at(self.day(-40), time!(10:00));
        let home = change_case(
            &self.by(social_worker),
            first.id,
            first.version,
            CaseChange::Discharge { on: self.day(-40) },
        )
        .await?;
        let outcome = domain::discharge_case::CaseOutcome::AtHome;
        change_case(&self.by(social_worker), home.id, home.version, CaseChange::Close { outcome }).await?;
        self.at(self.day(-1), time!(16:00));
        let again: Id<Patient> = first.patient;
        self.admit(social_worker, AdmittedPatient::Known(again), &plot, self.day(-1)).await?;
        Ok(())
    }

    async fn outside_the_network(&mut self) -> Result<(), app::Error> {
        let social_worker = self.region.hospital.first();
        let plot = Plot {
            days_in: 4,
            days_left: Some(9),
            ward: "南4",
            needs: &[Need::Nutrition],
            chapter: Chapter::Admitted,
        };
        self.at(self.day(-4), time!(10:00));
        let patient = self.patient(33, "旅人", "タビト")?;
        let case = self.admit(social_worker, AdmittedPatient::New(patient), &plot, self.day(-4)).await?;
        let destination = Destination::OutsideNetwork { name: Line::parse("県外の長男宅")? };
        let change = CaseChange::ExpectDischarge { on: Some(self.day(9)), destination };
        change_case(&self.by(social_worker), case.id, case.version, change).await?;
        Ok(())
    }

    /// A start on one of the coming working days, in the afternoon, never the same twice.
    fn coming(&mut self) -> Timestamp {
        let office = Closings::default();
        let mut day = office.on_or_after(self.day(2));
        for _ in 0..self.ahead / 3 {
            day = office.on_or_after(day + Duration::days(1));
        }
        self.ahead += 1;
        afternoon(day, self.ahead)
    }

    /// A start on one of the past working days, in the afternoon, never the same twice.
    fn gone(&mut self) -> Timestamp {
        let office = Closings::default();
        let mut day = office.on_or_before(self.day(-4));
        for _ in 0..self.behind / 3 {
            day = office.on_or_before(day - Duration::days(1));
        }
        self.behind += 1;
        afternoon(day, self.behind)
    }
}

/// A consent on paper, kept somewhere.
fn on_paper(document: &str) -> Result<TakenConsent, app::Error> {
    let document = Some(Line::parse(document)?);
    Ok(TakenConsent { form: ConsentForm::Written, ground: None, basis: None, document })
}

/// A consent by word of mouth, as it was noted.
fn oral(basis: &str) -> Result<TakenConsent, app::Error> {
    let basis = Some(Note::parse(basis)?);
    Ok(TakenConsent { form: ConsentForm::OralNoted, ground: None, basis, document: None })
}

fn afternoon(day: Date, n: i64) -> Timestamp {
    Timestamp::tokyo(day, time!(12:00)) + Duration::minutes(90 * (n % 3))
}
