//! The prefecture's organizations, what each can do, and who works there.

use app::App;
use domain::{
    Id, Ids, Timestamp,
    access::{Actor, Member, Scope},
    calendar::{Closings, WeeklyHours},
    organization::{
        Capability, CapabilityStatement, Has, Organization, OrganizationKind, Room, ServiceKind, Source,
    },
    person::{Membership, Person, Profession, Role},
    place::{Location, Municipality, Point, Precision},
    text::{EmailAddress, Line, PhoneNumber},
};
use time::Duration;

use super::{BUSIEST_STATION, LARGEST_HOSPITAL, Size};
use crate::demo::draw::Draw;

/// Everyone who takes part.
pub(super) struct Directory {
    pub(super) hospitals: Vec<Hospital>,
    pub(super) areas: Vec<Area>,
    hospital_sizes: Vec<f64>,
    area_sizes: Vec<f64>,
}

/// The area of a hub, with those who give care at home there.
pub(super) struct Area {
    pub(super) hub: Place,
    pub(super) municipalities: Vec<Municipality>,
    clinics: Vec<Place>,
    stations: Vec<Place>,
    pharmacies: Vec<Place>,
    offices: Vec<Place>,
}

/// A hospital.
pub(super) struct Hospital {
    pub(super) place: Place,
    pub(super) area: usize,
    pub(super) wards: Vec<Line>,
    pub(super) rooms: Vec<Room>,
}

/// An organization with those who work there.
pub(super) struct Place {
    pub(super) organization: Organization,
    pub(super) people: Vec<Colleague>,
}

/// Somebody who works somewhere.
#[derive(Clone)]
pub(super) struct Colleague {
    pub(super) member: Member,
    pub(super) name: Line,
    pub(super) email: Option<EmailAddress>,
}

impl Place {
    /// Those of a profession.
    pub(super) fn of(&self, profession: Profession) -> Vec<&Colleague> {
        self.people.iter().filter(|colleague| colleague.member.profession == profession).collect()
    }
}

impl Area {
    /// Those who give a service, the busiest first.
    pub(super) fn giving(&self, service: ServiceKind) -> &[Place] {
        match service {
            ServiceKind::HomeMedicalCare => &self.clinics,
            ServiceKind::VisitingNursing => &self.stations,
            ServiceKind::Pharmacy => &self.pharmacies,
            ServiceKind::CareManagement => &self.offices,
        }
    }
}

impl Directory {
    /// A hospital, the large ones more often.
    pub(super) fn hospital_by_size(&self, draw: &Draw) -> usize {
        by_size(draw, &self.hospital_sizes)
    }

    /// An area, the large ones more often.
    pub(super) fn area_by_size(&self, draw: &Draw) -> usize {
        by_size(draw, &self.area_sizes)
    }

    /// Makes the organizations and those who work there.
    pub(super) async fn make(app: &App, draw: &Draw, size: Size, now: Timestamp) -> Result<Self, app::Error> {
        let tx = app.database.begin(Actor::System).await?;
        let municipalities = tx.places().all_municipalities().await?;
        let mut hubs = tx.organizations().of_kinds(&[OrganizationKind::Hub]).await?;
        hubs.sort_by(|a, b| a.name.cmp(&b.name));
        let mut maker = Maker::new(draw, size, now);
        let mut areas = vec![];
        for (n, hub) in hubs.into_iter().enumerate() {
            let covered = tx.organizations().covered_by(hub.id).await?;
            let within = |m: &&Municipality| covered.iter().any(|c| c.municipality == m.code);
            let place = maker.hub(hub, n)?;
            areas.push(Area {
                hub: place,
                municipalities: municipalities.iter().filter(within).cloned().collect(),
                clinics: vec![],
                stations: vec![],
                pharmacies: vec![],
                offices: vec![],
            });
        }
        // The second hub is that of the largest city; the first, where the demo region lies, one of the middling.
        let rank = |n: usize| match n {
            0 => 8,
            1 => 0,
            n => n - 1,
        };
        let area_sizes = shares((0..areas.len()).map(|n| 1.0 / (number(rank(n)) + 1.0)));
        let hospital_sizes = shares((0..size.hospitals).map(|n| 1.0 / (number(n) + 6.0)));
        let mut hospitals = vec![];
        let yearly = 365.0 / number(usize::try_from(size.days).unwrap_or(1).max(1));
        for n in 0..size.hospitals {
            let area = if n == 0 { 1.min(areas.len() - 1) } else { by_size(draw, &area_sizes) };
            let share = hospital_sizes[n] - n.checked_sub(1).map_or(0.0, |before| hospital_sizes[before]);
            hospitals.push(maker.hospital(n, area, &areas[area], share * number(size.cases) * yearly)?);
        }
        for n in 0..size.providers {
            let area = if n == 0 { 1.min(areas.len() - 1) } else { by_size(draw, &area_sizes) };
            let kind = if n == 0 { OrganizationKind::VisitingNurseStation } else { maker.kind() };
            let place = maker.provider(n, kind, &areas[area])?;
            let area = &mut areas[area];
            match kind {
                OrganizationKind::Clinic => area.clinics.push(place),
                OrganizationKind::VisitingNurseStation => area.stations.push(place),
                OrganizationKind::Pharmacy => area.pharmacies.push(place),
                _ => area.offices.push(place),
            }
        }
        // Those who take part are asked the most often.
        for area in &mut areas {
            for places in [&mut area.clinics, &mut area.stations, &mut area.pharmacies, &mut area.offices] {
                places.sort_by_key(|place| place.people.is_empty());
            }
        }
        let Maker { organizations, statements, people, memberships, rooms, .. } = maker;
        tx.organizations().insert_all(&organizations).await?;
        tx.organizations().insert_capabilities(&statements).await?;
        for room in &rooms {
            tx.organizations().insert_room(room).await?;
        }
        tx.people().insert_all(&people).await?;
        tx.people().insert_memberships(&memberships).await?;
        tx.commit().await?;
        Ok(Self { hospitals, areas, hospital_sizes, area_sizes })
    }
}

fn number(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// Sizes as shares of the whole, each added to those before it.
fn shares(sizes: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut sum = 0.0;
    let mut shares: Vec<f64> = sizes
        .map(|size| {
            sum += size;
            sum
        })
        .collect();
    shares.iter_mut().for_each(|share| *share /= sum);
    shares
}

fn by_size(draw: &Draw, shares: &[f64]) -> usize {
    let drawn = draw.fraction();
    shares.partition_point(|share| *share < drawn).min(shares.len().saturating_sub(1))
}

struct Maker<'a> {
    draw: &'a Draw,
    now: Timestamp,
    since: Timestamp,
    organizations: Vec<Organization>,
    statements: Vec<(Id<Organization>, CapabilityStatement)>,
    people: Vec<Person>,
    memberships: Vec<Membership>,
    rooms: Vec<Room>,
}

impl<'a> Maker<'a> {
    fn new(draw: &'a Draw, size: Size, now: Timestamp) -> Self {
        Self {
            draw,
            now,
            since: now - Duration::days(size.days + 70),
            organizations: vec![],
            statements: vec![],
            people: vec![],
            memberships: vec![],
            rooms: vec![],
        }
    }

    /// A kind of provider, as often as there are such in a prefecture.
    fn kind(&self) -> OrganizationKind {
        match self.draw.below(100) {
            0..40 => OrganizationKind::Clinic,
            40..70 => OrganizationKind::Pharmacy,
            70..78 => OrganizationKind::VisitingNurseStation,
            78..97 => OrganizationKind::CareManagerOffice,
            _ => OrganizationKind::CommunityGeneralSupportCentre,
        }
    }

    fn hub(&mut self, hub: Organization, n: usize) -> Result<Place, app::Error> {
        let mut place = Place { organization: hub, people: vec![] };
        let first = if n == 1 { Some(("見本 要", "ミホン カナメ")) } else { None };
        self.employ(&mut place, Profession::Nurse, Role::Coordinator, first)?;
        self.employ(&mut place, Profession::MedicalSocialWorker, Role::Coordinator, None)?;
        self.employ(&mut place, Profession::Clerk, Role::Administrator, None)?;
        Ok(place)
    }

    /// A hospital with so many cases in a year.
    fn hospital(&mut self, n: usize, area: usize, of: &Area, cases: f64) -> Result<Hospital, app::Error> {
        let name = if n == 0 { LARGEST_HOSPITAL.to_owned() } else { format!("見本病院{:03}", n + 1) };
        let mut place = self.place(OrganizationKind::Hospital, &name, of)?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few")]
        let size = (cases / 200.0) as usize;
        let first = if n == 0 { Some(("見本 司", "ミホン ツカサ")) } else { None };
        self.employ(&mut place, Profession::MedicalSocialWorker, Role::Coordinator, first)?;
        for _ in 0..size / 2 + 1 {
            self.employ(&mut place, Profession::MedicalSocialWorker, Role::Coordinator, None)?;
        }
        for _ in 0..size + 3 {
            self.employ(&mut place, Profession::Nurse, Role::Member, None)?;
            self.employ(&mut place, Profession::Physician, Role::Member, None)?;
        }
        for profession in [Profession::Therapist, Profession::Pharmacist, Profession::Dietitian] {
            self.employ(&mut place, profession, Role::Member, None)?;
        }
        self.employ(&mut place, Profession::Clerk, Role::Administrator, None)?;
        let officer = if n == 0 { Some(("見本 律", "ミホン リツ")) } else { None };
        self.employ(&mut place, Profession::Clerk, Role::PrivacyOfficer, officer)?;
        let mut wards = vec![];
        for (floor, side) in (3..).flat_map(|floor| [(floor, "東"), (floor, "西")]).take(size + 3) {
            wards.push(Line::parse(&format!("{side}{floor}"))?);
        }
        let mut rooms = vec![];
        for letter in ["A", "B", "C"].iter().take(size / 4 + 1) {
            let name = Line::parse(&format!("地域連携室 会議室{letter}"))?;
            rooms.push(Room { id: Id::new(self.draw.uuid()), organization: place.organization.id, name });
        }
        self.rooms.extend(rooms.iter().cloned());
        Ok(Hospital { place, area, wards, rooms })
    }

    fn provider(&mut self, n: usize, kind: OrganizationKind, of: &Area) -> Result<Place, app::Error> {
        use OrganizationKind as K;
        let number = n + 1;
        let name = match kind {
            K::Clinic => format!("見本クリニック{number:04}"),
            K::Pharmacy => format!("見本薬局{number:04}"),
            K::VisitingNurseStation if n == 0 => BUSIEST_STATION.to_owned(),
            K::VisitingNurseStation => format!("見本訪問看護ステーション{number:04}"),
            K::CommunityGeneralSupportCentre => format!("見本地域包括支援センター{number:04}"),
            _ => format!("見本ケアプラン{number:04}"),
        };
        let mut place = self.place(kind, &name, of)?;
        let (profession, share, more) = match kind {
            K::Clinic => (Profession::Physician, 35, 1),
            K::Pharmacy => (Profession::Pharmacist, 40, 1),
            K::VisitingNurseStation => (Profession::Nurse, 100, 4),
            _ => (Profession::CareManager, 100, 3),
        };
        if self.draw.chance(share) {
            let first = if n == 0 { Some(("見本 岳", "ミホン ガク")) } else { None };
            self.employ(&mut place, profession, Role::Coordinator, first)?;
            for _ in 0..self.draw.below(more + 1) {
                self.employ(&mut place, profession, Role::Member, None)?;
            }
        }
        self.state(place.organization.id, kind)?;
        Ok(place)
    }

    fn place(&mut self, kind: OrganizationKind, name: &str, of: &Area) -> Result<Place, app::Error> {
        let n = self.organizations.len() + 1;
        let at = self.draw.one(&of.municipalities).ok_or(app::Error::NotFound)?;
        let near = |centre: f64| centre + 0.06 * (self.draw.fraction() - 0.5);
        let point = Point { latitude: near(at.centre.latitude), longitude: near(at.centre.longitude) };
        let organization = Organization {
            id: Id::new(self.draw.uuid()),
            kind,
            name: Line::parse(name)?,
            name_kana: None,
            municipality: Some(at.code.clone()),
            address: Some(Line::parse(&format!("見本町{n}"))?),
            location: Some(Location { point, precision: Precision::Exact }),
            phone: Some(PhoneNumber::parse(&format!("048-{:03}-{:04}", n / 10_000, n % 10_000))?),
            fax: Some(PhoneNumber::parse(&format!("048-{:03}-{:04}", 100 + n / 10_000, n % 10_000))?),
            email: Some(EmailAddress::parse(&format!("mihon-office{n}@example.jp"))?),
            hours: WeeklyHours::assumed(),
            closings: Closings::default(),
            source: None,
            version: 1,
        };
        self.organizations.push(organization.clone());
        Ok(Place { organization, people: vec![] })
    }

    fn employ(
        &mut self,
        place: &mut Place,
        profession: Profession,
        role: Role,
        called: Option<(&str, &str)>,
    ) -> Result<(), app::Error> {
        let n = self.people.len() + 1;
        let drawn = given_name(self.draw);
        let (name, kana) = match called {
            Some((name, kana)) => (name.to_owned(), kana.to_owned()),
            None => (format!("見本 {}", drawn.0), format!("ミホン {}", drawn.1)),
        };
        let person = Person {
            id: Id::new(self.draw.uuid()),
            name: Line::parse(&name)?,
            name_kana: Some(Line::parse(&kana)?),
            email: Some(EmailAddress::parse(&format!("mihon-staff{n}@example.jp"))?),
            phone: Some(PhoneNumber::parse(&format!("080-{:04}-{:04}", n / 10_000, n % 10_000))?),
        };
        let organization = &place.organization;
        let membership = Membership {
            id: Id::new(self.draw.uuid()),
            person: person.id,
            organization: organization.id,
            profession,
            role,
            from: self.since,
            until: None,
        };
        place.people.push(Colleague {
            member: Member {
                person: person.id,
                membership: membership.id,
                organization: organization.id,
                kind: organization.kind,
                profession,
                role,
                scope: Scope::Everything,
            },
            name: person.name.clone(),
            email: person.email.clone(),
        });
        self.people.push(person);
        self.memberships.push(membership);
        Ok(())
    }

    fn state(&mut self, organization: Id<Organization>, kind: OrganizationKind) -> Result<(), app::Error> {
        use Capability as C;
        let asked: &[C] = match kind {
            OrganizationKind::Clinic => &[
                C::HomeVisit,
                C::NewPatients,
                C::AroundTheClock,
                C::EndOfLife,
                C::TerminalCancer,
                C::Opioid,
                C::Pca,
                C::CentralVenousNutrition,
                C::Oxygen,
                C::UrinaryCatheter,
                C::Dementia,
            ],
            OrganizationKind::VisitingNurseStation => &[
                C::AroundTheClock,
                C::EndOfLife,
                C::Pca,
                C::CentralVenousNutrition,
                C::Oxygen,
                C::UrinaryCatheter,
                C::PressureSore,
                C::Stoma,
                C::TubeFeeding,
            ],
            OrganizationKind::Pharmacy => &[C::HomeVisit, C::Opioid, C::Pca, C::AsepticPreparation],
            _ => &[],
        };
        for capability in asked {
            let has = match self.draw.below(100) {
                0..45 => Has::Yes,
                45..65 => Has::No,
                _ => continue,
            };
            let as_of = Some((self.now - self.draw.days(5, 300)).day());
            let source = Source { name: Line::parse("機関からの回答")?, as_of };
            self.statements
                .push((organization, CapabilityStatement { capability: *capability, has, source }));
        }
        Ok(())
    }
}

/// A given name with its reading.
pub(super) fn given_name(draw: &Draw) -> (String, String) {
    const FIRST: [(&str, &str); 20] = [
        ("春", "ハル"),
        ("夏", "ナツ"),
        ("秋", "アキ"),
        ("冬", "フユ"),
        ("松", "マツ"),
        ("竹", "タケ"),
        ("梅", "ウメ"),
        ("杉", "スギ"),
        ("桃", "モモ"),
        ("菊", "キク"),
        ("藤", "フジ"),
        ("千", "チ"),
        ("和", "カズ"),
        ("清", "キヨ"),
        ("静", "シズ"),
        ("光", "ミツ"),
        ("正", "マサ"),
        ("芳", "ヨシ"),
        ("久", "ヒサ"),
        ("幸", "ユキ"),
    ];
    const LAST: [(&str, &str); 12] = [
        ("子", "コ"),
        ("江", "エ"),
        ("代", "ヨ"),
        ("枝", "エダ"),
        ("美", "ミ"),
        ("乃", "ノ"),
        ("男", "オ"),
        ("雄", "オ"),
        ("夫", "オ"),
        ("吉", "キチ"),
        ("一", "イチ"),
        ("太郎", "タロウ"),
    ];
    let (first, last) = (FIRST[draw.below(FIRST.len())], LAST[draw.below(LAST.len())]);
    (format!("{}{}", first.0, last.0), format!("{}{}", first.1, last.1))
}
