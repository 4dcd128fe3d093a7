//! The whole way of a message, from the event to a mail server that listens on this machine.

#[path = "../../server/src/mailbox.rs"]
mod mailbox;

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering},
};

use domain::{
    Clock, Id, Ids, Timestamp,
    access::Actor,
    announcement::DeliveryState,
    calendar::{Closings, WeeklyHours},
    conference::{Conference, ConferenceKind, ConferenceProposal, Mode, Participant, Requirement},
    consultation::{Consultation, ConsultationState, Offer, Subject},
    event::Event,
    needs::{AskedSeats, NeedsProfile},
    organization::{Organization, OrganizationKind, Room, ServiceKind},
    patient::Sex,
    person::{Contact, Person, Seat},
    text::{EmailAddress, Line, Note, WebAddress},
};
use interchange::calendar::{Reply, read_reply};
use mail_parser::MessageParser;
use sha2::{Digest, Sha256};
use store::{Database, delivery::Delivery};
use time::{
    Duration,
    macros::{date, time},
};
use tokio::sync::Notify;
use uuid::Uuid;

use self::mailbox::{Fault, Mailbox, ReadMail, StoredMail, read};
use crate::{Channel, Context, SmtpConfig, Tls, drain, run};

struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::Relaxed))
    }
}

#[derive(Default)]
struct TestIds {
    last: AtomicU64,
    /// Whether the next secret is a panic instead.
    stumbles: AtomicBool,
}

impl Ids for TestIds {
    fn uuid(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.last.fetch_add(1, Ordering::Relaxed)) + 1)
    }

    fn secret(&self) -> [u8; 32] {
        assert!(!self.stumbles.swap(false, Ordering::Relaxed), "no more secrets");
        Sha256::digest(self.uuid()).into()
    }
}

/// A database, a mail server, and a hospital.
struct World {
    context: Context,
    mailbox: Mailbox,
    clock: Arc<TestClock>,
    ids: Arc<TestIds>,
    hospital: Organization,
    room: Room,
    _folder: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kaname.db");
        let database = Database::open_and_migrate(&format!("sqlite://{}", path.display())).await.unwrap();
        let (mailbox, address) = Mailbox::start().await.unwrap();
        let config = SmtpConfig {
            host: address.ip().to_string(),
            port: address.port(),
            tls: Tls::None,
            credentials: None,
            from: EmailAddress::parse("kaname@mail.example.jp").unwrap(),
        };
        let now = Timestamp::tokyo(date!(2026 - 11 - 20), time!(9:00));
        let clock = Arc::new(TestClock(now.millis().into()));
        let ids = Arc::new(TestIds::default());
        let context = Context {
            database,
            clock: clock.clone(),
            ids: ids.clone(),
            channel: Channel::mail(config).unwrap(),
            public_url: "https://kaname.example.jp".into(),
        };
        let hospital = organization(&*ids, OrganizationKind::Hospital, "見本病院", None);
        let room = Room { id: Id::new(ids.uuid()), organization: hospital.id, name: line("会議室A") };
        let tx = context.database.begin(Actor::System).await.unwrap();
        tx.organizations().insert(&hospital).await.unwrap();
        tx.organizations().insert_room(&room).await.unwrap();
        tx.commit().await.unwrap();
        Self { context, mailbox, clock, ids, hospital, room, _folder: folder }
    }

    fn pass(&self, by: Duration) {
        self.clock.0.fetch_add(by.whole_milliseconds().try_into().unwrap(), Ordering::Relaxed);
    }

    /// A case study a week ahead, recorded as scheduled; those invited come on site.
    async fn schedule(&self, invited: &[(&str, Option<&str>)]) -> Conference {
        let participants = invited.iter().map(|(name, email)| self.participant(name, *email)).collect();
        let organizer = Person {
            id: Id::new(self.ids.uuid()),
            name: line("見本 支援"),
            name_kana: None,
            email: None,
            phone: None,
        };
        let proposal = ConferenceProposal {
            kind: ConferenceKind::CaseStudy,
            title: line("題名は出さない"),
            duration: Duration::minutes(30),
            room: Some(self.room.id),
            video_address: WebAddress::parse("https://video.example.jp/room").ok(),
            participants,
            agenda: vec![],
            questions: vec![],
            left_out: vec![],
        };
        let id = Id::new(self.ids.uuid());
        let (draft, _) = Conference::draft(id, self.hospital.id, organizer.id, None, proposal).unwrap();
        let start = self.context.clock.now() + Duration::days(7);
        let (conference, event) =
            draft.schedule(&*self.ids, self.context.clock.now(), &AskedSeats::default(), start).unwrap();
        let tx = self.context.database.begin(Actor::System).await.unwrap();
        tx.people().insert(&organizer).await.unwrap();
        tx.conferences().insert(&conference).await.unwrap();
        tx.record(self.ids.uuid(), self.context.clock.now(), &event).await.unwrap();
        tx.commit().await.unwrap();
        conference
    }

    fn participant(&self, name: &str, email: Option<&str>) -> Participant {
        Participant {
            id: Id::new(self.ids.uuid()),
            seat: Seat::VisitingNurse,
            person: None,
            organization: None,
            contact: Contact {
                name: line(name),
                email: email.map(|email| EmailAddress::parse(email).unwrap()),
            },
            requirement: Requirement::Required,
            mode: Mode::OnSite,
            travel_minutes: 0,
        }
    }

    async fn change(&self, (mut conference, event): (Conference, Event)) -> Conference {
        let tx = self.context.database.begin(Actor::System).await.unwrap();
        tx.conferences().update(&mut conference).await.unwrap();
        tx.record(self.ids.uuid(), self.context.clock.now(), &event).await.unwrap();
        tx.commit().await.unwrap();
        conference
    }

    async fn drain(&self) {
        drain(&self.context).await.unwrap();
    }

    async fn deliveries(&self, state: DeliveryState) -> Vec<Delivery> {
        self.context.database.read(Actor::System).deliveries().in_state(state, 100).await.unwrap()
    }

    async fn troubles(&self, state: DeliveryState) -> Vec<String> {
        self.deliveries(state).await.into_iter().filter_map(|delivery| delivery.trouble).collect()
    }

    fn mails(&self) -> Vec<ReadMail> {
        self.mailbox.messages().iter().map(read).collect()
    }
}

fn line(text: &str) -> Line {
    Line::parse(text).unwrap()
}

fn organization(ids: &dyn Ids, kind: OrganizationKind, name: &str, email: Option<&str>) -> Organization {
    Organization {
        id: Id::new(ids.uuid()),
        kind,
        name: line(name),
        name_kana: None,
        municipality: None,
        address: None,
        location: None,
        phone: None,
        fax: None,
        email: email.map(|email| EmailAddress::parse(email).unwrap()),
        hours: WeeklyHours::assumed(),
        closings: Closings::default(),
        source: None,
        version: 1,
    }
}

/// What a recipient's calendar would answer to an invitation.
fn answered(mail: &ReadMail) -> Reply {
    let calendar = mail.calendar.as_deref().unwrap();
    read_reply(calendar.replace("METHOD:REQUEST", "METHOD:REPLY").as_bytes()).unwrap()
}

fn message_id(mail: &StoredMail) -> String {
    MessageParser::default().parse(&mail.raw).unwrap().message_id().unwrap().to_owned()
}

const TARO: &str = "taro@clinic.example.jp";
const HANAKO: &str = "hanako@pharmacy.example.jp";

#[tokio::test]
async fn everyone_with_an_address_is_invited_alone() {
    let world = World::new().await;
    let conference =
        world.schedule(&[("見本 太郎", Some(TARO)), ("見本 花子", Some(HANAKO)), ("見本 次郎", None)]).await;
    world.drain().await;

    let mut stored = world.mailbox.messages();
    stored.sort_by_key(|mail| mail.to.clone());
    let [hanako, taro] = &stored[..] else { panic!("{stored:?}") };
    let mail = read(taro);
    assert_eq!((taro.from.as_str(), &taro.to[..]), ("kaname@mail.example.jp", &[TARO.to_owned()][..]));
    assert_eq!(mail.to, format!("見本 太郎 <{TARO}>"));
    assert_eq!(mail.subject, "事例検討会のご案内 11/27(金)");
    assert!(mail.text.contains("日時: 11/27(金) 9:00–9:30\n場所: 見本病院 会議室A\n"), "{}", mail.text);
    let raw = String::from_utf8(taro.raw.clone()).unwrap();
    assert!(raw.contains("Auto-Submitted: auto-generated\r\n") && raw.contains("Fri, 20 Nov 2026 00:00:00"));
    for mail in [hanako, taro] {
        let all = format!("{:?}", (read(mail), String::from_utf8_lossy(&mail.raw)));
        assert_ne!(all.contains(TARO), all.contains(HANAKO), "nobody sees another's address");
        assert!(!all.contains("題名") && !all.contains("video.example.jp"), "{all}");
    }
    let reply = answered(&mail);
    assert_eq!((reply.uid, reply.sequence, reply.attendee.as_str()), (conference.id.uuid(), 0, TARO));

    let token = mail.links[0].strip_prefix("https://kaname.example.jp/answer/").unwrap();
    assert_eq!(token.len(), 43);
    let hash = Sha256::digest(token.as_bytes()).into();
    let view = world.context.database.read(Actor::System);
    let (found, invited) = view.conferences().by_invitation_token(&hash).await.unwrap();
    assert_eq!((found.id, invited.contact.name), (conference.id, line("見本 太郎")));
    assert_eq!(world.deliveries(DeliveryState::Delivered).await.len(), 2);
}

#[tokio::test]
async fn a_move_and_a_cancellation_reach_the_same_entry_in_the_calendar() {
    let world = World::new().await;
    let conference = world.schedule(&[("見本 太郎", Some(TARO))]).await;
    world.drain().await;
    let (now, later) = (world.context.clock.now(), world.context.clock.now() + Duration::days(8));
    let moved = world.change(conference.reschedule(&*world.ids, now, later).unwrap()).await;
    world.drain().await;
    world.change(moved.cancel(now, Note::parse("理由は書かない").unwrap()).unwrap()).await;
    world.drain().await;

    let mails = world.mails();
    let [invited, moved, cancelled] = &mails[..] else { panic!("{mails:?}") };
    assert_eq!((answered(invited).sequence, answered(moved).sequence), (0, 1));
    assert_eq!(moved.subject, "【日時変更】事例検討会のご案内 11/28(土)");
    assert_ne!(invited.links, moved.links);
    let calendar = cancelled.calendar.as_deref().unwrap();
    let uid = format!("UID:{}", answered(invited).uid);
    for expected in ["METHOD:CANCEL", "SEQUENCE:2", "STATUS:CANCELLED", &uid] {
        assert!(calendar.contains(expected), "{expected} in {calendar}");
    }
    assert!(cancelled.links.is_empty() && !cancelled.text.contains("理由"), "{}", cancelled.text);
}

#[tokio::test]
async fn a_letter_that_events_have_overtaken_is_not_sent() {
    let world = World::new().await;
    let conference = world.schedule(&[("見本 太郎", Some(TARO))]).await;
    world.mailbox.set_fault(Fault::TempFail(1));
    world.drain().await;
    let reason = Note::parse("中止").unwrap();
    world.change(conference.cancel(world.context.clock.now(), reason).unwrap()).await;
    world.pass(Duration::minutes(1));
    world.drain().await;

    let mails = world.mails();
    assert_eq!(
        mails.iter().map(|mail| mail.subject.as_str()).collect::<Vec<_>>(),
        ["【中止】事例検討会 11/27(金)"]
    );
    assert_eq!(world.deliveries(DeliveryState::Dead).await, []);
    let overtaken = world.troubles(DeliveryState::Overtaken).await;
    assert!(
        overtaken.len() == 1 && overtaken[0].contains("451"),
        "what was wrong before stays: {overtaken:?}"
    );
}

#[tokio::test]
async fn a_letter_refused_for_now_goes_later_and_one_whose_receipt_was_lost_is_the_same_again() {
    let world = World::new().await;
    world.mailbox.set_fault(Fault::TempFail(1));
    world.schedule(&[("見本 太郎", Some(TARO))]).await;
    world.drain().await;
    assert_eq!(world.mails(), []);
    assert!(world.troubles(DeliveryState::Pending).await[0].contains("451"));

    world.mailbox.set_fault(Fault::DropBeforeOk);
    world.pass(Duration::minutes(1));
    world.drain().await;
    world.mailbox.set_fault(Fault::None);
    world.pass(Duration::minutes(2) - Duration::milliseconds(1));
    world.drain().await;
    assert_eq!(world.mails().len(), 1, "not before its time");
    world.pass(Duration::milliseconds(1));
    world.drain().await;

    let ids: Vec<_> = world.mailbox.messages().iter().map(message_id).collect();
    let id = world.deliveries(DeliveryState::Delivered).await[0].id;
    assert_eq!(ids, [format!("{id}@mail.example.jp"), format!("{id}@mail.example.jp")]);
}

#[tokio::test]
async fn a_recipient_refused_for_good_is_given_up_at_once() {
    let world = World::new().await;
    world.mailbox.set_fault_for(TARO, Fault::Reject(550));
    world.schedule(&[("見本 太郎", Some(TARO)), ("見本 花子", Some(HANAKO))]).await;
    world.drain().await;
    assert_eq!(world.mailbox.messages().len(), 1);
    let dead = world.troubles(DeliveryState::Dead).await;
    assert!(dead[0].contains("550") && dead.len() == 1, "{dead:?}");
    assert_eq!(world.deliveries(DeliveryState::Pending).await, []);
}

#[tokio::test]
async fn a_mail_server_that_wants_encryption_costs_no_letter() {
    let world = World::new().await;
    world.mailbox.set_fault(Fault::Reject(530));
    world.schedule(&[("見本 太郎", Some(TARO))]).await;
    world.drain().await;
    assert_eq!(world.deliveries(DeliveryState::Pending).await.len(), 1);
}

#[tokio::test]
async fn neither_a_panic_nor_an_impossible_address_stops_the_others() {
    let world = World::new().await;
    let impossible = format!("{}@clinic.example.jp", "x".repeat(70));
    world
        .schedule(&[("見本 長", Some(&impossible)), ("見本 太郎", Some(TARO)), ("見本 花子", Some(HANAKO))])
        .await;
    world.ids.stumbles.store(true, Ordering::Relaxed);
    world.drain().await;
    let mut troubles = world.troubles(DeliveryState::Pending).await;
    troubles.retain(|trouble| trouble.contains("no more secrets"));
    assert_eq!(troubles.len(), 1);
    for minutes in [1, 2] {
        world.pass(Duration::minutes(minutes));
        world.drain().await;
    }
    assert_eq!(world.deliveries(DeliveryState::Delivered).await.len(), 2);
    assert_eq!(world.deliveries(DeliveryState::Dead).await.len(), 1);
    assert_eq!(world.deliveries(DeliveryState::Pending).await, []);
}

#[tokio::test]
async fn offices_hear_of_offers() {
    let world = World::new().await;
    let hub = organization(&*world.ids, OrganizationKind::Hub, "見本拠点", None);
    let clinic =
        organization(&*world.ids, OrganizationKind::Clinic, "見本医院", Some("office@clinic.example.jp"));
    let now = world.context.clock.now();
    let consultation = Consultation {
        id: Id::new(world.ids.uuid()),
        hub: hub.id,
        requested_by: None,
        case: None,
        subject: Subject {
            age_from: Some(80),
            sex: Sex::Female,
            municipality: None,
            location: None,
            needs: NeedsProfile::default(),
            expected_discharge_on: None,
        },
        services: vec![ServiceKind::HomeMedicalCare],
        note: None,
        received_at: now,
        withheld: None,
        state: ConsultationState::Open,
        version: 1,
    };
    let id: Id<Offer> = Id::new(world.ids.uuid());
    let (mut offer, made) = consultation
        .offer(id, now, &[], ServiceKind::HomeMedicalCare, clinic.id, Duration::hours(4))
        .unwrap();
    let tx = world.context.database.begin(Actor::System).await.unwrap();
    tx.organizations().insert(&hub).await.unwrap();
    tx.organizations().insert(&clinic).await.unwrap();
    tx.consultations().insert(&consultation).await.unwrap();
    tx.consultations().insert_offer(&offer).await.unwrap();
    tx.record(world.ids.uuid(), now, &made).await.unwrap();
    tx.record(world.ids.uuid(), now, &Event::DirectoryImported).await.unwrap();
    tx.commit().await.unwrap();
    world.drain().await;
    let [mail] = &world.mails()[..] else { panic!("one mail") };
    assert_eq!(mail.subject, "患者さん受け入れのご相談(訪問診療)");
    assert_eq!(mail.links, ["https://kaname.example.jp/requests"]);
    for expected in
        ["見本医院 御中", "見本拠点です", "お住まい: 未定", "年代: 80歳代", "期限: 11/20(金) 13:00"]
    {
        assert!(mail.text.contains(expected), "{expected} in {}", mail.text);
    }
    assert_eq!(mail.calendar, None);

    let accepted;
    (offer, accepted) = offer.accept(now, None).unwrap();
    let tx = world.context.database.begin(Actor::System).await.unwrap();
    tx.consultations().update_offer(&mut offer).await.unwrap();
    tx.record(world.ids.uuid(), now, &accepted).await.unwrap();
    tx.commit().await.unwrap();
    world.drain().await;
    assert_eq!(world.troubles(DeliveryState::Dead).await, ["no address"], "the hub has none");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_worker_goes_on_while_one_recipients_server_is_slow() {
    let world = World::new().await;
    world.mailbox.set_fault_for(TARO, Fault::Slow(std::time::Duration::from_secs(3_600)));
    let wake = Arc::new(Notify::new());
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let worker = tokio::spawn(run(world.context.clone(), wake.clone(), async { drop(stopped.await) }));

    world.schedule(&[("見本 太郎", Some(TARO))]).await;
    wake.notify_one();
    let delivered = async |count| while world.deliveries(DeliveryState::Delivered).await.len() < count {};
    let patience = std::time::Duration::from_secs(20);
    let begun = async {
        while world.mailbox.messages().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(patience, begun).await.unwrap();
    world.schedule(&[("見本 花子", Some(HANAKO))]).await;
    wake.notify_one();
    tokio::time::timeout(patience, delivered(1)).await.unwrap();
    assert!(!worker.is_finished());

    drop(stop);
    drop(world.mailbox);
    tokio::time::timeout(patience, worker).await.unwrap().unwrap();
    let view = world.context.database.read(Actor::System);
    let [slow] = &view.deliveries().in_state(DeliveryState::Pending, 9).await.unwrap()[..] else { panic!() };
    assert!(slow.trouble.is_some(), "what was under way at the stop is written down");
}
