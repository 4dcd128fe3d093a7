//! Following what happens: nothing is skipped, nothing is told to whom it is not meant for, and who may not
//! listen any more hears nothing more.

mod feed;
mod pages;
mod socket;

use std::{future::Future, time::Duration};

use app::{
    App, Credential, IdempotencyKey,
    access_token::issue_token,
    change_case::{CaseChange, change_case},
    consent::TakenConsent,
    live::{Cursor, Told, Topic, Watch, watch},
    register_admission::{AdmittedPatient, NewPatient, RegisterAdmission, register_admission},
    team::{JoinTeam, join_team},
};
use domain::{
    Id,
    access::Member,
    account::AccessToken,
    care_team::{CareTeam, TeamRole},
    consent::ConsentForm,
    discharge_case::{Destination, DischargeCase, WardClass},
    needs::NeedsProfile,
    patient::{CareInsurance, Sex},
    text::Line,
};
use support::TestApp;
use time::macros::date;
use tokio::task::JoinHandle;

/// Longer than anything here takes on a busy machine.
const HANG: Duration = Duration::from_secs(60);

/// What comes, unless it takes for ever.
async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(HANG, what).await.expect("it comes within a minute")
}

/// Follows events in a process until the test ends it.
fn follow(app: &App) -> JoinHandle<()> {
    let app = app.clone();
    tokio::spawn(async move { app::live::follow(&app, std::future::pending()).await })
}

fn line(text: &str) -> Line {
    Line::parse(text).unwrap()
}

fn key(text: &str) -> IdempotencyKey {
    IdempotencyKey::parse(text).unwrap()
}

/// A case of the hospital's.
async fn admit(app: &TestApp, name: &str) -> DischargeCase {
    let session = app.app.session(app.social_worker());
    let patient = AdmittedPatient::New(NewPatient {
        number: None,
        name: line("見本 亀吉"),
        name_kana: line("ミホン カメキチ"),
        born_on: date!(1946 - 04 - 01),
        sex: Sex::Male,
        postal_code: None,
        municipality: None,
        address: None,
        phone: None,
        care_insurance: CareInsurance::Unknown,
        related: vec![],
    });
    let input = RegisterAdmission {
        patient,
        admitted_on: session.today(),
        ward: line("東5"),
        ward_class: WardClass::General,
        expected_discharge_on: None,
        needs: NeedsProfile::default(),
        predecessor: None,
    };
    register_admission(&session, &key(name), input).await.unwrap()
}

/// Puts somebody on the team.
async fn join(app: &TestApp, case: &DischargeCase, who: Member, role: TeamRole) -> CareTeam {
    let consent = TakenConsent { form: ConsentForm::OralNoted, ground: None, basis: None, document: None };
    let (organization, person) = (who.organization, Some(who.person));
    let input = JoinTeam { case: case.id, organization, person, role, consent: Some(consent) };
    join_team(&app.app.session(app.social_worker()), &key(role.code()), input).await.unwrap()
}

/// Changes a case a little.
async fn change(app: &TestApp, case: &DischargeCase) -> DischargeCase {
    let session = app.app.session(app.social_worker());
    let change = CaseChange::ExpectDischarge { on: None, destination: Destination::Home };
    change_case(&session, case.id, case.version, change).await.unwrap()
}

/// A token of its own: its identifier and its secret.
async fn issue(app: &TestApp, who: Member) -> (Id<AccessToken>, String) {
    let until = app.now() + time::Duration::days(1);
    let made = issue_token(&app.app, who.membership, line("test"), who.scope, until).await;
    let (token, secret) = made.unwrap();
    (token.id, secret)
}

/// A member who listens in a process.
async fn listen(app: &TestApp, at: &App, who: Member, topic: Topic, after: Option<Cursor>) -> Watch {
    let credential = Credential::token(&app.token(who).await);
    soon(watch(at, credential, Some(topic), after)).await.unwrap()
}

/// The code of the next event told, or how it ended.
async fn told(watch: &mut Watch) -> &'static str {
    match soon(watch.next()).await.unwrap() {
        Told::Changed(happened) => happened.event.code(),
        Told::Reload(_) => "RELOAD",
        Told::Gone => "GONE",
        Told::SignedOut => "SIGNED OUT",
        Told::Leaving => "LEAVING",
    }
}

/// Hears on until this is told.
async fn until(watch: &mut Watch, code: &str) {
    loop {
        match told(watch).await {
            found if found == code => return,
            over @ ("GONE" | "SIGNED OUT" | "LEAVING") => panic!("{over} before {code}"),
            _ => {}
        }
    }
}
