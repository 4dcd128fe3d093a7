//! The world of the matrix: the demo's story, and everybody who stands to it in some way.

mod arrange;
mod facts;

use std::collections::{BTreeSet, HashMap};

use app::directory::DirectoryFilter;
use domain::{
    Id,
    access::{Member, Scope},
    organization::{Organization, OrganizationKind},
    person::{Membership, Person, Profession, Role},
    text::Line,
};
use sea_orm::{ConnectionTrait, DatabaseConnection, QueryResult, Statement, Value};
use support::{Engine, TestApp};
use uuid::Uuid;

pub use self::facts::{Consulted, Facts, Part, Taken};
use super::{expect::Expected, table::Table};

/// Somebody who asks.
pub struct Someone {
    /// As what, for the report.
    pub name: &'static str,
    /// The member, unless nobody is signed in.
    pub member: Option<Member>,
    /// The token that is sent.
    pub token: Option<String>,
}

impl Someone {
    /// Whether the one who asks is let in at all.
    pub fn is_let_in(&self) -> bool {
        self.member.is_some()
    }
}

/// A kind of thing that can be named in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    Case,
    Certificate,
    Conference,
    Consultation,
    Emergency,
    Hold,
    /// Nothing but one's own organization, whichever it is.
    Home,
    LegalHold,
    Link,
    Membership,
    Milestone,
    Offer,
    Organization,
    Patient,
    Person,
}

/// A thing that can be named in a request.
#[derive(Clone, Copy, Debug)]
pub struct Thing {
    pub kind: Kind,
    pub id: Uuid,
    /// What a page names it under: a milestone's case, an offer's consultation.
    pub under: Uuid,
}

pub struct World {
    pub app: TestApp,
    pub people: Vec<Someone>,
    pub facts: Facts,
    /// The things, by identifier.
    pub known: HashMap<Uuid, Thing>,
    /// Names that one patient bears and nobody else.
    pub named: Vec<(String, Uuid)>,
    pub table: Table,
    /// The links that invite people without an account, as the letters hold them.
    pub invitations: Vec<String>,
    /// An organization that is no hub, gives no service, and whose people are elsewhere.
    pub elsewhere: Member,
}

async fn ask(connection: &DatabaseConnection, sql: &str, values: Vec<Value>) -> Vec<QueryResult> {
    let asked = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    connection.query_all_raw(asked).await.unwrap()
}

fn uuid(row: &QueryResult, column: &str) -> Uuid {
    row.try_get("", column).unwrap()
}

fn maybe(row: &QueryResult, column: &str) -> Option<Uuid> {
    row.try_get("", column).unwrap()
}

/// A member beside those of the region.
async fn hire(app: &TestApp, like: Member, profession: Profession, role: Role) -> Member {
    let person: Id<Person> = Id::new(app.app.ids.uuid());
    let tx = app.app.database.begin(domain::access::Actor::System).await.unwrap();
    let name = Line::parse("見本 臨時").unwrap();
    tx.people()
        .insert(&Person { id: person, name, name_kana: None, email: None, phone: None })
        .await
        .unwrap();
    tx.commit().await.unwrap();
    join(app, Member { person, profession, role, ..like }).await
}

/// A membership for somebody.
async fn join(app: &TestApp, member: Member) -> Member {
    let Member { person, organization, profession, role, .. } = member;
    let membership: Id<Membership> = Id::new(app.app.ids.uuid());
    let from = app.now() - time::Duration::days(30);
    let row = Membership { id: membership, person, organization, profession, role, from, until: None };
    let tx = app.app.database.begin(domain::access::Actor::System).await.unwrap();
    tx.people().insert_membership(&row).await.unwrap();
    tx.commit().await.unwrap();
    Member { membership, ..member }
}

/// Somebody of an organization the region has nobody in.
async fn outsider(app: &TestApp, kind: OrganizationKind, not: Id<Organization>) -> Member {
    let filter = DirectoryFilter { kind: Some(kind), ..DirectoryFilter::default() };
    let found = app::directory::search(&app.app.system(), &filter, None, 50).await.unwrap();
    let other = found.iter().rfind(|organization| organization.id != not).unwrap();
    let like = Member { organization: other.id, kind, ..app.coordinator() };
    hire(app, like, Profession::Nurse, Role::Coordinator).await
}

/// Those who stand to one case in a way of their own.
pub struct Cast {
    disabled: Member,
    other_hub: Member,
    taken: Member,
    taken_though_withheld: Member,
    given_back: Member,
    run_out: Member,
}

async fn cast(app: &TestApp) -> (Cast, Vec<(&'static str, Member)>) {
    use Profession as P;
    let region = &app.region;
    let hospital = region.hospital.first();
    let (clinic, station) = (region.clinics[0].first(), region.stations[0].first());
    let elsewhere = region.clinics[4].first();
    let withheld = region.stations[2].first();
    let cast = Cast {
        disabled: hire(app, hospital, P::Nurse, Role::Coordinator).await,
        other_hub: outsider(app, OrganizationKind::Hub, region.hub.organization).await,
        taken: hire(app, elsewhere, P::Physician, Role::Member).await,
        taken_though_withheld: hire(app, withheld, P::Nurse, Role::Member).await,
        given_back: hire(app, elsewhere, P::Nurse, Role::Member).await,
        run_out: elsewhere,
    };
    let also_elsewhere = Member { role: Role::Member, person: hospital.person, ..elsewhere };
    let members = vec![
        ("hospital coordinator", hospital),
        ("hospital nurse", region.hospital.members[1]),
        ("hospital physician", region.hospital.members[2]),
        ("hospital administrator", hire(app, hospital, P::Clerk, Role::Administrator).await),
        ("hospital privacy officer", hire(app, hospital, P::Clerk, Role::PrivacyOfficer).await),
        ("hospital administrator's token for reading", {
            let like = hire(app, hospital, P::MedicalSocialWorker, Role::Administrator).await;
            Member { scope: Scope::Reading, ..like }
        }),
        ("hospital coordinator acting for another clinic", join(app, also_elsewhere).await),
        ("team physician", clinic),
        ("team clinic's nurse", hire(app, clinic, P::Nurse, Role::Member).await),
        ("team clinic's clerk", hire(app, clinic, P::Clerk, Role::Administrator).await),
        ("team nurse", station),
        ("team nurse's token for reading", Member { scope: Scope::Reading, ..station }),
        ("team care manager", region.offices[0].first()),
        ("team pharmacist", region.pharmacies[0].first()),
        ("hub coordinator", region.hub.first()),
        ("hub member", hire(app, region.hub.first(), P::Clerk, Role::Member).await),
        ("hub that the patient kept out", cast.other_hub),
        ("clinic asked in vain", region.clinics[2].first()),
        ("receiving hospital", region.second_hospital.first()),
        ("ended team member, still invited", region.stations[1].first()),
        ("ended team member", hire(app, region.stations[1].first(), P::Nurse, Role::Coordinator).await),
        ("withheld team member, invited", withheld),
        ("withheld team member in an emergency", cast.taken_though_withheld),
        ("invited physician", region.clinics[3].first()),
        ("physician in an emergency", cast.taken),
        ("the same, acting for the second hospital", {
            let organization = region.second_hospital.first();
            join(app, Member { person: cast.taken.person, role: Role::Member, ..organization }).await
        }),
        ("nurse who gave emergency access back", cast.given_back),
        ("physician whose emergency is over", cast.run_out),
        ("other care manager", region.offices[1].first()),
        ("support centre", region.offices[2].first()),
        ("other pharmacy", region.pharmacies[2].first()),
    ];
    (cast, members)
}

impl World {
    /// Who stands how to what.
    pub fn expected(&self) -> Expected<'_> {
        Expected { table: &self.table, facts: &self.facts }
    }

    /// The names of patients that a member may not see, and none that somebody else bears whom the member may.
    pub fn names_hidden_from(&self, member: &Member) -> BTreeSet<String> {
        let (mut seen, mut hidden) = (BTreeSet::new(), BTreeSet::new());
        for (id, names) in &self.facts.names {
            let patient = Thing { kind: Kind::Patient, id: *id, under: *id };
            let is_seen = self.expected().sees(member, &patient);
            (if is_seen { &mut seen } else { &mut hidden }).extend(names.iter().cloned());
        }
        hidden.retain(|name| !seen.contains(name) && !self.facts.staff.contains(name));
        hidden
    }

    pub async fn new(engine: Engine) -> Self {
        let app = TestApp::new(engine).await;
        server::demo::tell_story(&app.app, &app.region, app.now()).await.unwrap();
        while app::run_timer::run_due_timers(&app.app).await.unwrap() > 0 {}
        let letters = app.deliver().await;
        let words = letters.iter().flat_map(|letter| letter.text.split_whitespace());
        let link = |word: &str| Some(word.split_once("/answer/")?.1.to_owned());
        let invitations: Vec<String> = words.filter_map(link).collect();
        let (cast, members) = cast(&app).await;
        let mut people = vec![];
        for (name, member) in members {
            let token = Some(app.token(member).await);
            people.push(Someone { name, member: Some(member), token });
        }
        let strangers = [
            ("disabled membership", Some(app.token(cast.disabled).await)),
            ("holder of an invitation's link", Some(invitations[0].clone())),
            ("nobody", None),
        ];
        people.extend(strangers.map(|(name, token)| Someone { name, member: None, token }));
        let elsewhere = hire(&app, app.region.stations[2].first(), Profession::Nurse, Role::Member).await;

        let connection = app.connect().await;
        arrange::arrange(&app, &connection, &cast).await;
        let facts = facts::facts(&connection, app.now().millis()).await;
        connection.close().await.unwrap();
        let known = facts.things.iter().map(|thing| (thing.id, *thing)).collect();
        let named = facts.named();
        Self { app, people, facts, known, named, table: Table::read(), invitations, elsewhere }
    }
}
