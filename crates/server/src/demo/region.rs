//! The invented region: hubs, hospitals, clinics, stations, pharmacies, offices and their people.

use app::App;
use domain::{
    Id, Timestamp,
    access::{Actor, Member, Scope},
    calendar::{Closings, WeeklyHours},
    organization::{Capability, CapabilityStatement, Has, Organization, OrganizationKind, Room, Source},
    person::{Membership, Person, Profession, Role},
    place::{Coverage, Location, Municipality, Point, Precision},
    text::{EmailAddress, Line, PhoneNumber},
};

use super::{
    Guest,
    prefecture::{BUSIEST_STATION, LARGEST_HOSPITAL, LARGEST_HUB},
};

/// The region, as far as the story needs it.
pub struct Region {
    /// The hospital most of the story is about.
    pub hospital: Staffed,
    /// The hospital patients are transferred to.
    pub second_hospital: Staffed,
    /// The hub that covers the region.
    pub hub: Staffed,
    /// Clinics, the most capable first.
    pub clinics: Vec<Staffed>,
    /// Visiting-nurse stations, the most capable first.
    pub stations: Vec<Staffed>,
    /// Pharmacies, the most capable first.
    pub pharmacies: Vec<Staffed>,
    /// Care-manager offices, and a community general support centre.
    pub offices: Vec<Staffed>,
    /// The hospital's meeting room.
    pub room: Id<Room>,
    /// The municipality everything stands in.
    pub home: Municipality,
}

/// An organization with those who work there.
pub struct Staffed {
    /// The organization.
    pub organization: Id<Organization>,
    /// Its members; the first coordinates.
    pub members: Vec<Member>,
}

impl Staffed {
    /// The first member, who coordinates.
    pub fn first(&self) -> Member {
        self.members[0]
    }
}

/// How many hubs the prefecture of the source document has.
const HUBS: usize = 33;

/// How many of [`GUESTS`] every demo has.
pub(super) const GUESTS_OF_REGION: usize = 8;

/// Who can sign in by a printed address: where, called what, and who that is in words. The last ones are of a
/// prefecture.
const GUESTS: [(&str, &str, &str); 12] = [
    ("見本総合病院", "見本 太郎", "退院支援室 見本 太郎（医療ソーシャルワーカー）: ボード、会議"),
    ("見本在宅医療連携拠点01", "見本 結", "拠点コーディネーター 見本 結: 相談、候補、打診"),
    ("見本ケアプラン中央", "見本 桜", "ケアマネジャー 見本 桜: 依頼、計画"),
    ("見本在宅クリニック", "見本 誠", "在宅医 見本 誠"),
    ("見本訪問看護ステーション東", "見本 葵", "訪問看護師 見本 葵"),
    ("見本リハビリテーション病院", "見本 直", "転院先の退院支援室 見本 直"),
    ("見本総合病院", "見本 和子", "病院の管理者 見本 和子: 職員、権限、閲覧記録"),
    ("見本総合病院", "見本 守", "個人情報保護の担当 見本 守: 閲覧記録、緊急アクセスの点検、記録の保存"),
    (LARGEST_HOSPITAL, "見本 司", "県内で最も大きい病院の退院支援室 見本 司"),
    (LARGEST_HUB, "見本 要", "県内で最も大きい拠点のコーディネーター 見本 要"),
    (BUSIEST_STATION, "見本 岳", "県内で最も忙しい訪問看護ステーションの看護師 見本 岳"),
    (LARGEST_HOSPITAL, "見本 律", "県内で最も大きい病院の個人情報保護の担当 見本 律"),
];

/// The guests of a filled database.
pub(super) async fn guests(app: &App) -> Result<Vec<Guest>, app::Error> {
    let session = app.system();
    let mut guests = vec![];
    for (name, person, who) in GUESTS {
        let filter = app::directory::DirectoryFilter { text: Some(name.into()), ..Default::default() };
        let found = app::directory::search(&session, &filter, None, 1).await?;
        let ids: Vec<_> = found.iter().map(|o| o.id).collect();
        let members = app::directory::members(&session, &ids).await?;
        let called = members.iter().filter(|(known, _)| known.name.as_str() == person);
        guests.extend(called.map(|(_, membership)| Guest { who, membership: membership.id }));
    }
    Ok(guests)
}

/// Makes the region in a database that holds rules and places.
///
/// # Errors
/// Those of the store.
pub async fn fill(app: &App, now: Timestamp) -> Result<Region, app::Error> {
    let system = app.system();
    let municipalities = app::directory::municipalities(&system).await?;
    let home = municipalities
        .iter()
        .find(|m| m.code.as_str() == "11201")
        .or(municipalities.first())
        .cloned()
        .ok_or(app::Error::NotFound)?;
    let tx = app.database.begin(Actor::System).await?;
    let mut maker = Maker { app, tx, since: now - time::Duration::days(400), people: 0, places: 0 };

    let mut hub = None;
    let mut order = municipalities.clone();
    order.sort_by_key(|m| (m.code != home.code, m.code.clone()));
    for n in 0..HUBS {
        let covered: Vec<_> = order.iter().skip(n).step_by(HUBS).cloned().collect();
        let Some(seat) = covered.first() else { continue };
        let name = format!("見本在宅医療連携拠点{:02}（{}）", n + 1, seat.name);
        let made = maker.organization(OrganizationKind::Hub, &name, seat).await?;
        let coverage: Vec<_> =
            covered.into_iter().map(|m| Coverage { hub: made, municipality: m.code, town: None }).collect();
        maker.tx.organizations().insert_coverage(&coverage).await?;
        if hub.is_none() {
            let coordinator = maker
                .member(
                    made,
                    OrganizationKind::Hub,
                    "見本 結",
                    "ミホン ユイ",
                    Profession::Nurse,
                    Role::Coordinator,
                )
                .await?;
            hub = Some(Staffed { organization: made, members: vec![coordinator] });
        }
    }
    let hub = hub.ok_or(app::Error::NotFound)?;

    use OrganizationKind as K;
    use Profession as P;
    let hospital = maker
        .staffed(
            K::Hospital,
            "見本総合病院",
            &home,
            &[
                ("見本 太郎", "ミホン タロウ", P::MedicalSocialWorker, Role::Coordinator),
                ("見本 花子", "ミホン ハナコ", P::Nurse, Role::Member),
                ("見本 一郎", "ミホン イチロウ", P::Physician, Role::Member),
                ("見本 和子", "ミホン カズコ", P::Clerk, Role::Administrator),
                ("見本 守", "ミホン マモル", P::Clerk, Role::PrivacyOfficer),
            ],
        )
        .await?;
    let room = Room {
        id: Id::new(app.ids.uuid()),
        organization: hospital.organization,
        name: Line::parse("地域連携室 会議室A")?,
    };
    maker.tx.organizations().insert_room(&room).await?;
    let second_hospital = maker
        .staffed(
            K::Hospital,
            "見本リハビリテーション病院",
            &home,
            &[("見本 直", "ミホン ナオ", P::MedicalSocialWorker, Role::Coordinator)],
        )
        .await?;

    use Capability as C;
    let mut clinics = vec![];
    for (name, doctor, kana, yes, no) in [
        (
            "見本在宅クリニック",
            "見本 誠",
            "ミホン マコト",
            &[
                C::HomeVisit,
                C::AroundTheClock,
                C::EndOfLife,
                C::TerminalCancer,
                C::Opioid,
                C::Pca,
                C::Oxygen,
                C::CentralVenousNutrition,
                C::NewPatients,
            ][..],
            &[][..],
        ),
        (
            "見本内科医院",
            "見本 進",
            "ミホン ススム",
            &[C::HomeVisit, C::Oxygen, C::Dementia, C::UrinaryCatheter],
            &[C::Pca],
        ),
        (
            "見本みどり診療所",
            "見本 緑",
            "ミホン ミドリ",
            &[C::HomeVisit, C::AroundTheClock, C::EndOfLife, C::Opioid],
            &[C::NewPatients],
        ),
        (
            "見本こどもとおとなのクリニック",
            "見本 望",
            "ミホン ノゾミ",
            &[C::HomeVisit, C::Paediatric, C::TubeFeeding, C::Tracheostomy],
            &[],
        ),
        ("見本外科胃腸科", "見本 武", "ミホン タケシ", &[], &[C::HomeVisit]),
    ] {
        let clinic =
            maker.staffed(K::Clinic, name, &home, &[(doctor, kana, P::Physician, Role::Coordinator)]).await?;
        maker.states(clinic.organization, yes, no, now).await?;
        clinics.push(clinic);
    }
    let mut stations = vec![];
    for (name, nurse, kana, yes, no) in [
        (
            "見本訪問看護ステーション東",
            "見本 葵",
            "ミホン アオイ",
            &[
                C::AroundTheClock,
                C::EndOfLife,
                C::Pca,
                C::CentralVenousNutrition,
                C::UrinaryCatheter,
                C::PressureSore,
                C::Stoma,
            ][..],
            &[][..],
        ),
        (
            "見本訪問看護ステーション西",
            "見本 楓",
            "ミホン カエデ",
            &[C::AroundTheClock, C::Tracheostomy, C::Ventilator, C::TubeFeeding],
            &[C::Pca],
        ),
        (
            "見本訪問看護リハビリステーション",
            "見本 渚",
            "ミホン ナギサ",
            &[C::PressureSore],
            &[C::AroundTheClock],
        ),
    ] {
        let station = maker
            .staffed(K::VisitingNurseStation, name, &home, &[(nurse, kana, P::Nurse, Role::Coordinator)])
            .await?;
        maker.states(station.organization, yes, no, now).await?;
        stations.push(station);
    }
    let mut pharmacies = vec![];
    for (name, pharmacist, kana, yes, no) in [
        (
            "見本薬局本店",
            "見本 薫",
            "ミホン カオル",
            &[C::HomeVisit, C::Opioid, C::Pca, C::AsepticPreparation][..],
            &[][..],
        ),
        ("見本薬局駅前店", "見本 光", "ミホン ヒカル", &[C::HomeVisit, C::Opioid], &[C::AsepticPreparation]),
        ("見本調剤薬局", "見本 岬", "ミホン ミサキ", &[], &[]),
    ] {
        let pharmacy = maker
            .staffed(K::Pharmacy, name, &home, &[(pharmacist, kana, P::Pharmacist, Role::Coordinator)])
            .await?;
        maker.states(pharmacy.organization, yes, no, now).await?;
        pharmacies.push(pharmacy);
    }
    let mut offices = vec![];
    for (kind, name, manager, kana) in [
        (K::CareManagerOffice, "見本ケアプラン中央", "見本 桜", "ミホン サクラ"),
        (K::CareManagerOffice, "見本居宅介護支援事業所", "見本 梓", "ミホン アズサ"),
        (K::CommunityGeneralSupportCentre, "見本地域包括支援センター", "見本 茜", "ミホン アカネ"),
    ] {
        offices.push(
            maker.staffed(kind, name, &home, &[(manager, kana, P::CareManager, Role::Coordinator)]).await?,
        );
    }
    maker.tx.commit().await?;
    Ok(Region { hospital, second_hospital, hub, clinics, stations, pharmacies, offices, room: room.id, home })
}

struct Maker<'a> {
    app: &'a App,
    tx: store::Tx,
    since: Timestamp,
    people: u32,
    places: u32,
}

impl Maker<'_> {
    async fn organization(
        &mut self,
        kind: OrganizationKind,
        name: &str,
        at: &Municipality,
    ) -> Result<Id<Organization>, app::Error> {
        // A spiral of a few kilometres around the municipality's centre keeps the invented places apart.
        self.places += 1;
        let (angle, radius) = (f64::from(self.places) * 2.4, 0.004 * f64::from(self.places % 12));
        let point = Point {
            latitude: at.centre.latitude + radius * angle.sin(),
            longitude: at.centre.longitude + radius * angle.cos(),
        };
        let organization = Organization {
            id: Id::new(self.app.ids.uuid()),
            kind,
            name: Line::parse(name)?,
            name_kana: None,
            municipality: Some(at.code.clone()),
            address: Some(Line::parse(&format!("見本町{}", self.places))?),
            location: Some(Location { point, precision: Precision::Exact }),
            phone: Some(PhoneNumber::parse(&format!("049-000-{:04}", self.places))?),
            fax: Some(PhoneNumber::parse(&format!("049-001-{:04}", self.places))?),
            email: Some(EmailAddress::parse(&format!("office{}@example.jp", self.places))?),
            hours: WeeklyHours::assumed(),
            closings: Closings::default(),
            source: None,
            version: 1,
        };
        self.tx.organizations().insert(&organization).await?;
        Ok(organization.id)
    }

    async fn member(
        &mut self,
        organization: Id<Organization>,
        kind: OrganizationKind,
        name: &str,
        kana: &str,
        profession: Profession,
        role: Role,
    ) -> Result<Member, app::Error> {
        self.people += 1;
        let person = Person {
            id: Id::new(self.app.ids.uuid()),
            name: Line::parse(name)?,
            name_kana: Some(Line::parse(kana)?),
            email: Some(EmailAddress::parse(&format!("mihon{}@example.jp", self.people))?),
            phone: Some(PhoneNumber::parse(&format!("090-0000-{:04}", self.people))?),
        };
        self.tx.people().insert(&person).await?;
        let membership = Membership {
            id: Id::new(self.app.ids.uuid()),
            person: person.id,
            organization,
            profession,
            role,
            from: self.since,
            until: None,
        };
        self.tx.people().insert_membership(&membership).await?;
        Ok(Member {
            person: person.id,
            membership: membership.id,
            organization,
            kind,
            profession,
            role,
            scope: Scope::Everything,
        })
    }

    async fn staffed(
        &mut self,
        kind: OrganizationKind,
        name: &str,
        at: &Municipality,
        people: &[(&str, &str, Profession, Role)],
    ) -> Result<Staffed, app::Error> {
        let organization = self.organization(kind, name, at).await?;
        let mut members = vec![];
        for (name, kana, profession, role) in people {
            members.push(self.member(organization, kind, name, kana, *profession, *role).await?);
        }
        Ok(Staffed { organization, members })
    }

    async fn states(
        &mut self,
        organization: Id<Organization>,
        yes: &[Capability],
        no: &[Capability],
        now: Timestamp,
    ) -> Result<(), app::Error> {
        let source = Source {
            name: Line::parse("機関からの回答")?,
            as_of: Some(now.day() - time::Duration::days(20)),
        };
        let state = |has| {
            let source = source.clone();
            move |&capability: &Capability| CapabilityStatement { capability, has, source: source.clone() }
        };
        let statements: Vec<_> =
            yes.iter().map(state(Has::Yes)).chain(no.iter().map(state(Has::No))).collect();
        Ok(self.tx.organizations().state_capabilities(organization, &statements).await?)
    }
}
