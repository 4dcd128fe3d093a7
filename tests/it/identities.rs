//! Signing in by the identity provider of an organization: linked first, checked in every part, and good for that
//! organization alone.

use app::{account::ProviderSettings, throttle::Limit};
use axum::http::{StatusCode, header};
use domain::{access::Member, account::LinkPurpose};
use serde_json::json;
use support::{Answer, Browser, Fault, IdentityProvider, Signing, TestApp, totp_code};
use time::Duration;

use crate::sign_in::{
    PASSWORD, Registered, also_at, give_password, is_in, link, on_both, open_account, register,
};

const WAY: &str = "/sign-in/provider/mihon";

/// The provider of the hospital, and the hospital's social worker with an account.
struct Hospital {
    provider: IdentityProvider,
    member: Member,
    registered: Registered,
}

impl Hospital {
    async fn of(app: &mut TestApp) -> Self {
        let member = app.social_worker();
        let provider = IdentityProvider::start(app.now()).await;
        app.with_providers(vec![provider.settings("mihon", member.organization)]);
        let registered = register(app, member, "mihon").await;
        Self { provider, member, registered }
    }

    /// As [`Self::of`], the identity linked.
    async fn linked(app: &mut TestApp) -> Self {
        let hospital = Self::of(app).await;
        let browser = hospital.own(app);
        assert_eq!(hospital.link(app, &browser).await.leads(), "/account");
        hospital
    }

    /// A browser in which the social worker signed in with factors of their own.
    fn own<'a>(&self, app: &'a TestApp) -> Browser<'a> {
        let browser = app.browser();
        browser.take(&self.registered.secret);
        browser
    }

    /// Links the identity that the provider has before it, from the account page.
    async fn link(&self, app: &TestApp, browser: &Browser<'_>) -> Answer {
        let address = ask_to_link(browser).await;
        browser.open(&self.at_provider(app, &address).await).await
    }

    /// Signs in at the provider; answers where the browser is sent back.
    async fn at_provider(&self, app: &TestApp, address: &str) -> String {
        self.provider.behaves().now = app.now();
        self.provider.sign_in(address).await
    }

    /// Where the browser is sent back when it goes to the provider to sign in.
    async fn way_back(&self, app: &TestApp, browser: &Browser<'_>) -> String {
        let address = browser.open(WAY).await.leads().to_owned();
        self.at_provider(app, &address).await
    }

    /// Signs in by the provider with a browser of its own. Time passes, so that no limit is met.
    async fn sign_in<'a>(&self, app: &'a TestApp) -> (Browser<'a>, Answer) {
        app.pass(Duration::minutes(1));
        let browser = app.browser();
        let back = self.way_back(app, &browser).await;
        let answer = browser.open(&back).await;
        (browser, answer)
    }

    /// A browser in which the provider began a session.
    async fn provided<'a>(&self, app: &'a TestApp) -> Browser<'a> {
        let (browser, answer) = self.sign_in(app).await;
        assert_eq!(answer.leads(), "/");
        browser
    }
}

/// The address of the provider to which the account page leads.
async fn ask_to_link(browser: &Browser<'_>) -> String {
    let page = browser.post("/account/identities", &[("provider", "mihon"), ("password", PASSWORD)]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let links = page.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let address = links.filter(|to| to.contains("/authorize?")).map(|to| to.replace("&#38;", "&")).next();
    address.unwrap().replace("&amp;", "&")
}

/// Nobody is in, nothing of what the provider or the address said is shown, and it is on record.
async fn refused(app: &TestApp, what: &str, browser: &Browser<'_>, answer: &Answer, says: &str) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}: {}", answer.body);
    assert!(answer.body.contains(says), "{what}: {}", answer.body);
    assert!(!answer.body.contains("secret") && !answer.body.contains("subject-"), "{what}: {}", answer.body);
    assert!(!is_in(browser).await, "{what}");
    assert_eq!(app.count("web_session WHERE first_factor = 'provider'").await, 0, "{what}");
}

const UNVERIFIED: &str = "確かめられませんでした";
const SILENT: &str = "応答がありません";

async fn failures(app: &TestApp) -> i64 {
    app.count("event WHERE code = 'provider_sign_in_failed'").await
}

#[tokio::test]
async fn whoever_links_an_identity_signs_in_with_it_from_then_on() {
    on_both(async |app| {
        let hospital = Hospital::of(app).await;
        app.deliver().await;
        let (browser, elsewhere) = (hospital.own(app), app.browser());
        give_password(&elsewhere, "mihon", PASSWORD).await;
        let page = browser.open("/account").await.body;
        assert!(page.contains("見本総合病院のIDを結び付ける"), "{page}");
        let wrong =
            browser.post("/account/identities", &[("provider", "mihon"), ("password", "wrong")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "the password is asked for again");
        assert_eq!(hospital.link(app, &browser).await.leads(), "/account");
        let page = browser.open("/account").await.body;
        assert!(page.contains("所属機関のIDを結び付けました") && page.contains("結び付けを解く"), "{page}");
        assert!(!page.contains("見本総合病院のIDを結び付ける"), "one is enough");
        assert_eq!(elsewhere.open("/sign-in/second").await.leads(), "/sign-in?ended=yes", "the others ended");
        let letters = app.deliver().await;
        assert_eq!(letters.len(), 1);
        assert!(letters[0].subject.contains("所属機関のID"), "{}", letters[0].subject);

        app.pass(Duration::minutes(1));
        let next = app.browser();
        let page = next.open("/sign-in?to=/conferences").await.body;
        assert!(page.contains("見本総合病院のIDでサインインする"), "{page}");
        assert!(page.contains("href=\"/sign-in/provider/mihon?to=/conferences\""), "{page}");
        let address = next.open("/sign-in/provider/mihon?to=/conferences").await;
        let kept = address.headers[header::SET_COOKIE].to_str().unwrap().to_owned();
        assert!(
            kept.starts_with("kaname-departure=") && kept.ends_with("; Max-Age=600; HttpOnly; SameSite=Lax")
        );
        let back = hospital.at_provider(app, address.leads()).await;
        assert_eq!(next.open(&back).await.leads(), "/conferences");
        assert!(is_in(&next).await && is_in(&browser).await);
        assert!(next.open("/board").await.body.contains("さん<small>見本総合病院"));
        let begun = "web_session WHERE first_factor = 'provider' AND second_factor = 'provider'";
        assert_eq!(app.count(begun).await, 1);
        assert_eq!(app.count("provider_attempt").await, 0);
        let linked = app.count("event WHERE code = 'identity_linked'").await;
        assert_eq!((linked, app.count("audit_entry WHERE action = 'identity_linked'").await), (1, 1));
        assert_eq!(next.post("/sign-out", &[]).await.leads(), "/sign-in");
        assert!(!is_in(&next).await);
    })
    .await;
}

#[tokio::test]
async fn the_second_factor_is_the_providers_where_it_vouches_for_two_and_ours_where_not() {
    on_both(async |app| {
        let hospital = Hospital::linked(app).await;
        for (methods, class, is_vouched) in [
            (vec!["pwd"], None, false),
            (vec![], None, false),
            (vec!["pwd", "mfa"], None, true),
            (vec!["pwd"], Some("urn:two"), true),
            (vec!["pwd"], Some("urn:one"), false),
        ] {
            hospital.provider.behaves().methods = methods;
            hospital.provider.behaves().class = class;
            let (browser, answer) = hospital.sign_in(app).await;
            assert_eq!(answer.leads(), if is_vouched { "/" } else { "/sign-in/second" }, "{class:?}");
            assert_eq!(is_in(&browser).await, is_vouched, "{class:?}");
            if !is_vouched {
                assert_eq!(browser.open("/account/second-factor").await.leads(), "/sign-in/second");
                let code = totp_code(&hospital.registered.seed, app.now());
                assert_eq!(browser.post("/sign-in/second", &[("code", &code)]).await.leads(), "/");
                assert!(is_in(&browser).await);
            }
        }
        app.execute("UPDATE account SET totp_seed = NULL, totp_at = NULL").await;
        hospital.provider.behaves().methods = vec!["pwd"];
        let (browser, answer) = hospital.sign_in(app).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "nor is one set up by this way");
        assert!(answer.body.contains("二つ目の確認が設定されていません") && !is_in(&browser).await);
    })
    .await;
}

#[tokio::test]
async fn signatures_by_a_private_key_count_of_whatever_kind() {
    on_both(async |app| {
        let hospital = Hospital::linked(app).await;
        for signing in [Signing::Es256, Signing::Rs256, Signing::Ps256] {
            hospital.provider.behaves().signing = signing;
            let (browser, answer) = hospital.sign_in(app).await;
            assert_eq!(answer.leads(), "/", "{signing:?}");
            assert!(is_in(&browser).await, "{signing:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_identity_that_nobody_linked_opens_nothing_and_is_told_how() {
    on_both(async |app| {
        let hospital = Hospital::linked(app).await;
        let people = app.count("person").await;
        hospital.provider.behaves().subject = "subject-2".into();
        let (browser, answer) = hospital.sign_in(app).await;
        refused(app, "unknown", &browser, &answer, "まだ結び付けられていません").await;
        assert!(answer.body.contains("「所属機関のID」で結び付けてください"), "{}", answer.body);
        assert!(answer.body.contains("href=\"/sign-in\""), "there is a way back");
        assert_eq!((app.count("person").await, app.count("account").await), (people, 1), "nobody is made");
        assert_eq!(failures(app).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_browser_comes_back_as_it_went_or_not_at_all() {
    on_both(async |app| {
        let hospital = Hospital::linked(app).await;
        let (own, other) = (app.browser(), app.browser());
        let back = hospital.way_back(app, &own).await;
        let stranger = app.browser();
        let answer = stranger.open(&back).await;
        refused(app, "without what the browser kept", &stranger, &answer, UNVERIFIED).await;
        let answer = own.open(&back).await;
        refused(app, "tried by another browser before", &own, &answer, UNVERIFIED).await;

        let (back, _) = (hospital.way_back(app, &own).await, hospital.way_back(app, &other).await);
        let answer = other.open(&back).await;
        refused(app, "with what another browser kept", &other, &answer, UNVERIFIED).await;

        let back = hospital.way_back(app, &own).await;
        let (before, after) = back.split_once("state=").unwrap();
        let changed = if after.starts_with('A') { 'B' } else { 'A' };
        let answer = own.open(&format!("{before}state={changed}{}", &after[1..])).await;
        refused(app, "with another state", &own, &answer, UNVERIFIED).await;

        let back = hospital.way_back(app, &own).await;
        app.pass(Duration::minutes(10));
        let answer = own.open(&back).await;
        refused(app, "too late", &own, &answer, UNVERIFIED).await;

        let back = hospital.way_back(app, &own).await;
        let code = back.split("&code=").nth(1).unwrap().split('&').next().unwrap().to_owned();
        let answer = own.open(&back.replace(&format!("&code={code}"), "&code=guessed")).await;
        refused(app, "with another code", &own, &answer, UNVERIFIED).await;
        let back = hospital.way_back(app, &own).await;
        let answer = own.open(&back.replace("&code=", "&nocode=")).await;
        refused(app, "without a code", &own, &answer, UNVERIFIED).await;
        let back = hospital.way_back(app, &own).await;
        let answer = own.open(&format!("{back}&code=twice")).await;
        refused(app, "with two codes", &own, &answer, UNVERIFIED).await;
        let back = hospital.way_back(app, &own).await;
        app.execute(&format!("UPDATE provider_attempt SET verifier = '{}'", "v".repeat(43))).await;
        let answer = own.open(&back).await;
        refused(app, "with a verifier the provider did not expect", &own, &answer, UNVERIFIED).await;
        hospital.provider.behaves().fault = Fault::Denied;
        let back = hospital.way_back(app, &own).await;
        let answer = own.open(&back).await;
        refused(app, "with an error", &own, &answer, UNVERIFIED).await;
        hospital.provider.behaves().fault = Fault::None;
        let answer = own.open(&format!("{WAY}/callback")).await;
        refused(app, "with nothing", &own, &answer, UNVERIFIED).await;
        assert_eq!(failures(app).await, 11, "each is on record");
        assert_eq!(app.count("audit_entry WHERE action = 'provider_sign_in_failed'").await, 11);

        app.pass(Duration::minutes(1));
        let back = hospital.way_back(app, &own).await;
        assert_eq!(own.open(&back).await.leads(), "/");
        app.execute("UPDATE web_session SET ended_at = 1 WHERE first_factor = 'provider'").await;
        assert_eq!(own.open(&back).await.status, StatusCode::UNPROCESSABLE_ENTITY, "it counts once");
        assert!(!is_in(&own).await);
    })
    .await;
}

#[tokio::test]
async fn the_answer_of_one_provider_is_not_taken_for_anothers() {
    on_both(async |app| {
        let hospital = Hospital::linked(app).await;
        let other = IdentityProvider::start(app.now()).await;
        let clinic = app.home_physician().organization;
        app.with_providers(vec![
            hospital.provider.settings("mihon", hospital.member.organization),
            other.settings("clinic", clinic),
        ]);
        let browser = app.browser();
        let back = hospital.way_back(app, &browser).await;
        let answer = browser.open(&back.replace("/mihon/", "/clinic/")).await;
        refused(app, "at the door of the other", &browser, &answer, UNVERIFIED).await;
        let back = hospital.way_back(app, &browser).await;
        let named = back.split("&iss=").nth(1).unwrap().to_owned();
        for (what, iss) in [("named as the other", "&iss=https%3A%2F%2Fother.example.jp"), ("not named", "")]
        {
            let back = hospital.way_back(app, &browser).await;
            let answer = browser.open(&back.replace(&format!("&iss={named}"), iss)).await;
            refused(app, what, &browser, &answer, UNVERIFIED).await;
        }
        // The same subject at another provider is somebody else.
        let address = browser.open("/sign-in/provider/clinic").await.leads().to_owned();
        let answer = browser.open(&other.sign_in(&address).await).await;
        refused(app, "the same subject elsewhere", &browser, &answer, "まだ結び付けられていません").await;

        // A provider that does not promise to name itself need not.
        hospital.provider.behaves().names_itself = false;
        app.pass(Duration::hours(1));
        hospital.provided(app).await;
    })
    .await;
}

#[tokio::test]
async fn what_a_provider_signed_for_something_else_is_refused() {
    on_both(async |app| {
        let hospital = Hospital::linked(app).await;
        for fault in [
            Fault::OtherNonce,
            Fault::NoNonce,
            Fault::OtherAudience,
            Fault::FurtherAudience,
            Fault::OtherParty,
            Fault::OtherIssuer,
            Fault::Expired,
            Fault::Old,
            Fault::Early,
            Fault::NoSubject,
            Fault::UnknownKey,
            Fault::OtherKey,
            Fault::Changed,
            Fault::Unsigned,
            Fault::BySecret,
            Fault::ByPublicKey,
            Fault::NoToken,
            Fault::TokenError,
            Fault::TokenNonsense,
            Fault::TokenRedirect,
        ] {
            hospital.provider.behaves().fault = fault;
            let before = failures(app).await;
            let (browser, answer) = hospital.sign_in(app).await;
            refused(app, &format!("{fault:?}"), &browser, &answer, UNVERIFIED).await;
            assert_eq!(failures(app).await, before + 1, "{fault:?}");
        }
        hospital.provider.behaves().fault = Fault::None;
        hospital.provided(app).await;
    })
    .await;
}

#[tokio::test]
async fn a_provider_that_does_not_answer_keeps_nobody_waiting() {
    on_both(async |app| {
        let hospital = Hospital::linked(app).await;
        let mut settings = hospital.provider.settings("mihon", hospital.member.organization);
        settings.patience = std::time::Duration::from_millis(300);
        for fault in [
            Fault::DiscoveryError,
            Fault::DiscoveryNonsense,
            Fault::DiscoveryOther,
            Fault::DiscoveryRedirect,
            Fault::DiscoveryNever,
            Fault::DiscoveryPlain,
            Fault::NoKeys,
        ] {
            app.with_providers(vec![settings.clone()]);
            hospital.provider.behaves().fault = fault;
            let (browser, asked) = (app.browser(), hospital.provider.behaves().discovered);
            let answer = browser.open(WAY).await;
            refused(app, &format!("{fault:?}"), &browser, &answer, SILENT).await;
            browser.open(WAY).await;
            assert_eq!(hospital.provider.behaves().discovered, asked + 1, "{fault:?}: it is left in peace");
        }
        hospital.provider.behaves().fault = Fault::None;
        for fault in [Fault::TokenNever, Fault::TokenEndless] {
            app.with_providers(vec![settings.clone()]);
            let (browser, back) = (app.browser(), hospital.way_back(app, &app.browser()).await);
            drop(back);
            let back = hospital.way_back(app, &browser).await;
            hospital.provider.behaves().fault = fault;
            let answer = browser.open(&back).await;
            refused(app, &format!("{fault:?}"), &browser, &answer, SILENT).await;
            hospital.provider.behaves().fault = Fault::None;
        }
        app.pass(Duration::seconds(10));
        let browser = app.browser();
        assert_eq!(give_password(&browser, "mihon", PASSWORD).await.leads(), "/sign-in/second", "meanwhile");
        settings.patience = std::time::Duration::from_secs(20);
        app.with_providers(vec![settings]);
        hospital.provided(app).await;
    })
    .await;
}

#[tokio::test]
async fn a_provider_is_known_by_its_certificate() {
    on_both(async |app| {
        let certificate = || {
            let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
            (made.cert.pem(), made.signing_key.serialize_pem())
        };
        let (shown, other) = (certificate(), certificate());
        let member = app.social_worker();
        let provider = IdentityProvider::start_over_tls(app.now(), &shown.0, &shown.1).await;
        let settings = |authorities: Option<&str>| ProviderSettings {
            authorities: authorities.map(|pem| pem.as_bytes().to_vec()),
            ..provider.settings("mihon", member.organization)
        };
        for (what, authorities) in [("that of nobody", None), ("another's", Some(other.0.as_str()))] {
            app.with_providers(vec![settings(authorities)]);
            let browser = app.browser();
            let answer = browser.open(WAY).await;
            refused(app, what, &browser, &answer, SILENT).await;
        }
        app.with_providers(vec![settings(Some(&shown.0))]);
        let registered = register(app, member, "mihon").await;
        let hospital = Hospital { provider, member, registered };
        assert_eq!(hospital.link(app, &hospital.own(app)).await.leads(), "/account");
        hospital.provided(app).await;
    })
    .await;
}

#[tokio::test]
async fn new_keys_are_fetched_when_they_are_named_and_once_a_minute_at_most() {
    on_both(async |app| {
        let hospital = Hospital::linked(app).await;
        let told = || hospital.provider.behaves().keys_told;
        assert_eq!(told(), 1, "they are kept");
        hospital.provider.behaves().key = "key-2".into();
        hospital.provided(app).await;
        assert_eq!(told(), 2);
        hospital.provider.behaves().fault = Fault::UnknownKey;
        let browser = app.browser();
        for _ in 0..5 {
            let back = hospital.way_back(app, &browser).await;
            assert_eq!(browser.open(&back).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        assert_eq!(told(), 2, "a minute is not over");
        app.pass(Duration::minutes(1));
        for _ in 0..5 {
            let back = hospital.way_back(app, &browser).await;
            assert_eq!(browser.open(&back).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        assert_eq!(told(), 3);
        hospital.provider.behaves().fault = Fault::None;
        app.pass(Duration::hours(1));
        hospital.provided(app).await;
        assert_eq!((told(), hospital.provider.behaves().discovered), (4, 2), "all is asked anew in time");
    })
    .await;
}

#[tokio::test]
async fn an_identity_is_one_persons_and_a_person_has_one_at_a_provider() {
    on_both(async |app| {
        let hospital = Hospital::linked(app).await;
        let colleague = *app.region.hospital.members.get(1).unwrap();
        let second = register(app, colleague, "colleague").await;
        let browser = app.browser();
        browser.take(&second.secret);
        let answer = hospital.link(app, &browser).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "it is linked already");
        assert!(
            answer.body.contains("すでに結び付けられている") && answer.body.contains("href=\"/account\"")
        );
        hospital.provider.behaves().subject = "subject-2".into();
        assert_eq!(hospital.link(app, &browser).await.leads(), "/account");
        let own = hospital.own(app);
        let fields = [("provider", "mihon"), ("password", PASSWORD)];
        let again = own.post("/account/identities", &fields).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "one is enough");
        assert_eq!((app.count("identity").await, failures(app).await), (2, 1));

        let stranger = app.browser();
        stranger.take(&register(app, app.coordinator(), "stranger").await.secret);
        assert!(!stranger.open("/account").await.body.contains("IDを結び付ける"), "not their hospital");
        assert_eq!(stranger.post("/account/identities", &fields).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn an_identity_is_linked_in_the_session_that_asked_for_it_alone() {
    on_both(async |app| {
        let hospital = Hospital::of(app).await;
        let colleague = *app.region.hospital.members.get(1).unwrap();
        let (mine, theirs) = (hospital.own(app), app.browser());
        theirs.take(&register(app, colleague, "colleague").await.secret);
        // Somebody signs in at the provider as themselves, and leaves the way back to another.
        let address = ask_to_link(&mine).await;
        let back = hospital.at_provider(app, &address).await;
        let answer = theirs.open(&back).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let address = ask_to_link(&mine).await;
        let back = hospital.at_provider(app, &address).await;
        mine.take(&theirs.secret().unwrap());
        assert_eq!(mine.open(&back).await.status, StatusCode::UNPROCESSABLE_ENTITY, "signed in as another");
        let mine = hospital.own(app);
        let address = ask_to_link(&mine).await;
        let back = hospital.at_provider(app, &address).await;
        mine.post("/sign-out", &[]).await;
        assert_eq!(mine.open(&back).await.status, StatusCode::UNPROCESSABLE_ENTITY, "signed out");
        assert_eq!(app.count("identity").await, 0);
        assert!(!is_in(&mine).await);
    })
    .await;
}

#[tokio::test]
async fn a_session_of_a_provider_acts_for_its_organization_alone() {
    on_both(async |app| {
        let hospital = Hospital::linked(app).await;
        let clinic = also_at(app, hospital.member, app.home_physician().organization).await;
        let browser = hospital.provided(app).await;
        let page = browser.open("/board").await.body;
        assert!(!page.contains("<option value=") && !page.contains(&clinic.to_string()), "{page}");
        let page = browser.open("/acting-for").await.body;
        assert!(
            page.contains(&hospital.member.membership.to_string()) && !page.contains(&clinic.to_string())
        );
        let answer = browser.post("/acting-for", &[("membership", &clinic.to_string())]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(browser.open("/board").await.body.contains("さん<small>見本総合病院"));

        // With factors of one's own, one acts for both.
        let own = app.browser();
        app.pass(Duration::minutes(1));
        give_password(&own, "mihon", PASSWORD).await;
        let code = totp_code(&hospital.registered.seed, app.now());
        assert_eq!(own.post("/sign-in/second", &[("code", &code)]).await.leads(), "/acting-for");
        assert_eq!(own.post("/acting-for", &[("membership", &clinic.to_string())]).await.leads(), "/");

        // Acted for through another organization's, it is over.
        app.execute(
            "UPDATE web_session SET membership_id = (SELECT w.membership_id FROM web_session w \
             WHERE w.first_factor = 'password' AND w.membership_id IS NOT NULL \
             ORDER BY w.id DESC LIMIT 1) WHERE first_factor = 'provider'",
        )
        .await;
        assert!(!is_in(&browser).await && is_in(&own).await);
    })
    .await;
}

#[tokio::test]
async fn a_session_of_a_provider_changes_nothing_of_the_account() {
    on_both(async |app| {
        let hospital = Hospital::linked(app).await;
        let token = app.token(hospital.member).await;
        let browser = hospital.provided(app).await;
        // Nor does the account's own second factor, given after, make it another session.
        app.pass(Duration::minutes(1));
        let code = totp_code(&hospital.registered.seed, app.now());
        assert_eq!(browser.post("/sign-in/second", &[("code", &code)]).await.leads(), "/");
        let page = browser.open("/account").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("アカウントの変更は、サインアウトし"), "{}", page.body);
        for form in ["/account/password", "/account/identities", "/account/tokens", "/account/sessions"] {
            assert!(!page.body.contains(&format!("action=\"{form}")), "{form} is not offered");
        }
        assert_eq!(browser.open("/account/second-factor").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let ids = app.texts("SELECT CAST(count(*) AS TEXT) FROM access_token").await;
        let ended = app.count("web_session WHERE ended_at IS NOT NULL").await;
        let any = uuid::Uuid::from_u128(1).to_string();
        for (path, fields) in [
            (
                "/account/password",
                vec![
                    ("newPassword", "まどのそとにしろいふねがみえる"),
                    ("newPasswordAgain", "まどのそとにしろいふねがみえる"),
                ],
            ),
            ("/account/second-factor", vec![("code", code.as_str())]),
            ("/account/recovery-codes", vec![]),
            ("/account/passkeys/ask", vec![]),
            ("/account/passkeys", vec![("label", "端末"), ("passkey", "{}")]),
            ("/account/passkeys/remove", vec![("id", any.as_str())]),
            ("/account/identities", vec![("provider", "mihon")]),
            ("/account/identities/unlink", vec![("id", any.as_str())]),
            ("/account/sessions", vec![]),
            ("/account/sessions", vec![("session", any.as_str())]),
            ("/account/tokens", vec![("label", "x"), ("scope", "reading"), ("days", "3")]),
            ("/account/tokens/revoke", vec![("token", any.as_str())]),
            ("/organization/invitations/accept", vec![("invitation", any.as_str())]),
        ] {
            app.pass(Duration::minutes(1));
            let fields: Vec<_> = fields.into_iter().chain([("password", PASSWORD)]).collect();
            let answer = browser.post(path, &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {}", answer.body);
            assert!(answer.body.contains("所属機関のIDでサインインしている間は"), "{path}: {}", answer.body);
        }
        let secret = browser.secret().unwrap();
        let any = uuid::Uuid::from_u128(1).simple();
        for mutation in [
            "createAccessToken(input: { label: \"x\", scope: READING, days: 3 })".to_owned(),
            format!("revokeAccessToken(input: {{ token: \"token_{any}\" }})"),
            format!("acceptColleagueInvitation(input: {{ invitation: \"colleague_{any}\" }})"),
        ] {
            let body = json!({ "query": format!("mutation {{ {mutation} {{ __typename }} }}") });
            let request = axum::http::Request::post("/graphql")
                .header(header::CONTENT_TYPE, "application/json")
                .header("x-requested-by", "a page")
                .header(header::COOKIE, format!("kaname={secret}"))
                .body(axum::body::Body::from(body.to_string()));
            let (_, answer) = app.send(request.unwrap()).await;
            assert!(answer.contains("OWN_FACTORS_NEEDED"), "{answer}");
        }
        assert_eq!(app.texts("SELECT CAST(count(*) AS TEXT) FROM access_token").await, ids);
        assert_eq!(
            app.count("web_session WHERE ended_at IS NOT NULL").await,
            ended,
            "the other sessions last"
        );
        assert_eq!(app.page_by(Some(&token), "/board").await.0, StatusCode::OK);
        assert_eq!(browser.post("/sign-out", &[]).await.leads(), "/sign-in", "but its own end is its own");
    })
    .await;
}

#[tokio::test]
async fn access_in_an_emergency_asks_for_a_second_factor_of_ones_own() {
    on_both(async |app| {
        let physician = app.home_physician();
        let provider = IdentityProvider::start(app.now()).await;
        app.with_providers(vec![provider.settings("mihon", physician.organization)]);
        let registered = register(app, physician, "mihon").await;
        let hospital = Hospital { provider, member: physician, registered };
        hospital.link(app, &hospital.own(app)).await;
        let browser = hospital.provided(app).await;
        let page = browser.open("/emergency").await;
        assert!(page.body.contains("name=\"code\""), "{}", page.body);
        let code = totp_code(&hospital.registered.seed, app.now());
        assert_eq!(browser.post("/sign-in/second", &[("code", &code)]).await.leads(), "/");
        assert!(!browser.open("/emergency").await.body.contains("name=\"code\""), "given a moment ago");
    })
    .await;
}

#[tokio::test]
async fn a_session_of_a_provider_ends_with_what_it_rests_on() {
    on_both(async |app| {
        let hospital = Hospital::linked(app).await;
        let settings = hospital.provider.settings("mihon", hospital.member.organization);
        let secret = hospital.provided(app).await.secret().unwrap();
        app.with_providers(vec![]);
        let again = app.browser();
        again.take(&secret);
        assert!(!is_in(&again).await, "the provider is no longer trusted");
        assert_eq!(again.open(WAY).await.status, StatusCode::NOT_FOUND);
        app.with_providers(vec![hospital.provider.settings("mihon", app.coordinator().organization)]);
        let again = app.browser();
        again.take(&secret);
        assert!(!is_in(&again).await, "it is another organization's now");
        let (other, answer) = hospital.sign_in(app).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!is_in(&other).await);
        app.with_providers(vec![settings]);

        let (own, provided) = (hospital.own(app), hospital.provided(app).await);
        let page = own.open("/account").await.body;
        let id = page.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        app.deliver().await;
        let unlink = async |password: &str| {
            own.post("/account/identities/unlink", &[("id", &id), ("password", password)]).await
        };
        assert_eq!(unlink("").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(is_in(&provided).await);
        assert_eq!(unlink(PASSWORD).await.leads(), "/account");
        assert!(!is_in(&provided).await && is_in(&own).await);
        let letters = app.deliver().await;
        assert!(letters.iter().any(|letter| letter.subject.contains("解除")), "{}", letters.len());
        let (_, answer) = hospital.sign_in(app).await;
        assert!(answer.body.contains("まだ結び付けられていません"), "{}", answer.body);

        assert_eq!(hospital.link(app, &own).await.leads(), "/account");
        let provided = hospital.provided(app).await;
        let member = &hospital.member;
        app.execute(&format!(
            "UPDATE membership SET until_at = {} WHERE person_id = (SELECT person_id FROM account)",
            app.now().millis()
        ))
        .await;
        assert!(!is_in(&provided).await, "the person left");
        let (browser, answer) = hospital.sign_in(app).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            answer.body.contains("いまは所属していません") && !is_in(&browser).await,
            "{}",
            member.person
        );
    })
    .await;
}

#[tokio::test]
async fn when_all_factors_are_replaced_identities_go_too() {
    on_both(async |app| {
        let hospital = Hospital::linked(app).await;
        let provided = hospital.provided(app).await;
        let reset = link(app, hospital.member, LinkPurpose::FactorReset).await;
        let opened = open_account(&app.browser(), &reset, "", PASSWORD).await;
        assert_eq!(opened.leads(), "/account/second-factor");
        assert_eq!(app.count("identity").await, 0);
        assert!(!is_in(&provided).await);
        let (_, answer) = hospital.sign_in(app).await;
        assert!(answer.body.contains("まだ結び付けられていません"));
    })
    .await;
}

#[tokio::test]
async fn the_way_to_a_provider_is_not_gone_without_end_and_forgotten_in_time() {
    on_both(async |app| {
        let _hospital = Hospital::of(app).await;
        let browser = app.browser();
        let mut statuses = vec![];
        for _ in 0..=Limit::ProviderByAddress.quota().0 {
            statuses.push(browser.open(WAY).await.status);
        }
        assert_eq!(statuses.pop(), Some(StatusCode::TOO_MANY_REQUESTS));
        assert!(statuses.iter().all(|status| *status == StatusCode::SEE_OTHER));
        let left = i64::from(Limit::ProviderByAddress.quota().0);
        assert_eq!(app.count("provider_attempt").await, left);
        app.pass(Duration::minutes(10));
        app::clear_away::clear_away(&app.app).await.unwrap();
        assert_eq!(app.count("provider_attempt").await, 0);
    })
    .await;
}

#[tokio::test]
async fn without_providers_there_is_no_way_to_any() {
    on_both(async |app| {
        let browser = app.browser();
        assert!(!browser.open("/sign-in").await.body.contains("/sign-in/provider"));
        assert_eq!(browser.open(WAY).await.status, StatusCode::NOT_FOUND);
        assert_eq!(browser.open(&format!("{WAY}/callback?state=x")).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}
