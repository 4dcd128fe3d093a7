//! Who works in an organization: colleagues join by invitation, leave at once, and get rights from two people.

use app::{IdempotencyKey, invite_colleague, keep_members};
use axum::http::StatusCode;
use domain::{
    access::Member,
    person::{Profession, Role},
    text::EmailAddress,
    text::Line,
};
use serde_json::{Value, json};
use support::{TestApp, on_both};
use time::Duration;

fn id(kind: &str, id: impl std::fmt::Display) -> String {
    format!("{kind}_{}", id.to_string().replace('-', ""))
}

/// An administrator of the hospital; the invented region names the first one.
async fn administrator(app: &TestApp) -> Member {
    app.with_role(app.region.hospital.members[1], Role::Administrator).await
}

const REQUEST: &str =
    "mutation ($input: RequestRoleInput!) { requestRole(input: $input) { request { id version state } } }";
const CONFIRM: &str = "mutation ($input: ConfirmRoleInput!) { confirmRole(input: $input) { request { state decidedBy { name } } } }";
const REFUSE: &str =
    "mutation ($input: RefuseRoleInput!) { refuseRole(input: $input) { request { state reason } } }";
const END: &str =
    "mutation ($input: EndMembershipInput!) { endMembership(input: $input) { membership { until } } }";
const PROFESSION: &str = "mutation ($input: ChangeProfessionInput!) { changeProfession(input: $input) { membership { profession } } }";
const INVITE: &str = "mutation ($input: InviteColleagueInput!) { inviteColleague(input: $input) { invitation { id version state name email } } }";
const ACCEPT: &str = "mutation ($input: AcceptColleagueInvitationInput!) { acceptColleagueInvitation(input: $input) { membership { role organization { name } } } }";
const WITHDRAW: &str = "mutation ($input: WithdrawColleagueInvitationInput!) { withdrawColleagueInvitation(input: $input) { invitation { state } } }";

async fn request(app: &TestApp, by: Member, about: Member, role: &str, key: &str) -> Value {
    let input =
        json!({ "idempotencyKey": key, "membership": id("membership", about.membership), "role": role });
    app.data(by, REQUEST, json!({ "input": input })).await["requestRole"]["request"].clone()
}

fn decided(request: &Value) -> Value {
    json!({ "input": { "request": request["id"], "expectedVersion": request["version"] } })
}

async fn role(app: &TestApp, member: Member) -> Value {
    app.data(member, "{ me { role } }", json!({})).await["me"]["role"].clone()
}

#[tokio::test]
async fn a_role_is_given_by_a_second_administrator_and_by_nobody_else() {
    on_both(async |app| {
        let members = app.region.hospital.members.clone();
        let (nurse, first) = (members[2], administrator(app).await);
        let second = app.with_role(members[0], Role::Administrator).await;
        let asked = request(app, first, nurse, "COORDINATOR", "a").await;
        assert_eq!(asked["state"], "PENDING");
        assert_eq!(app.refusal(first, CONFIRM, decided(&asked)).await, "ROLE_CONFIRMED_BY_REQUESTER");
        assert_eq!(app.refusal(nurse, CONFIRM, decided(&asked)).await, "FORBIDDEN");
        let given = app.data(second, CONFIRM, decided(&asked)).await["confirmRole"]["request"].clone();
        assert_eq!(given["state"], "CONFIRMED");
        assert_eq!(role(app, nurse).await, "COORDINATOR", "it holds from the next request on");
        assert_eq!(app.refusal(second, CONFIRM, decided(&asked)).await, "VERSION_CONFLICT");

        let own = request(app, second, second, "PRIVACY_OFFICER", "b").await;
        assert_eq!(app.refusal(second, CONFIRM, decided(&own)).await, "ROLE_CONFIRMED_BY_REQUESTER");
        let reason =
            json!({ "input": { "request": own["id"], "expectedVersion": 1, "reason": "兼任しない" } });
        let refused = app.data(first, REFUSE, reason).await["refuseRole"]["request"].clone();
        assert_eq!((&refused["state"], &refused["reason"]), (&json!("REFUSED"), &json!("兼任しない")));
        assert_eq!(role(app, second).await, "ADMINISTRATOR");
        for event in ["role_requested", "role_confirmed", "role_refused"] {
            assert!(app.count(&format!("event WHERE code = '{event}'")).await > 0, "{event}");
        }
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn the_operator_confirms_where_there_is_one_administrator_and_a_request_expires() {
    on_both(async |app| {
        let (nurse, first) = (app.region.hospital.members[2], administrator(app).await);
        for other in app.region.hospital.members.clone() {
            if other.membership != first.membership {
                app.with_role(other, Role::Member).await;
            }
        }
        let operator = async |request: &Value| {
            let digits = request["id"].as_str().unwrap().rsplit('_').next().unwrap().to_owned();
            let id = domain::Id::new(uuid::Uuid::parse_str(&digits).unwrap());
            app::confirm_role::confirm_role_as_operator(&app.app, id).await.map(|_| ())
        };
        let by_nurse = request(app, nurse, nurse, "COORDINATOR", "a").await;
        let refused = operator(&by_nurse).await.unwrap_err();
        assert_eq!(refused.code(), "ROLE_CONFIRMED_BY_COLLEAGUE", "the administrator can");
        let refuse = json!({ "input": { "request": by_nurse["id"], "expectedVersion": 1, "reason": "x" } });
        app.data(nurse, REFUSE, refuse).await;

        let by_first = request(app, first, nurse, "COORDINATOR", "b").await;
        operator(&by_first).await.unwrap();
        assert_eq!(role(app, nurse).await, "COORDINATOR");

        let late = request(app, first, nurse, "PRIVACY_OFFICER", "c").await;
        app.pass(Duration::days(14));
        assert_eq!(operator(&late).await.unwrap_err().code(), "ROLE_REQUEST_EXPIRED");
        app::run_timer::run_due_timers(&app.app).await.unwrap();
        let requests = app.data(first, "{ roleRequests { id state } }", json!({})).await;
        let states = requests["roleRequests"].as_array().unwrap();
        assert!(states.contains(&json!({ "id": late["id"], "state": "EXPIRED" })), "{states:?}");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn a_member_who_leaves_can_do_nothing_from_that_moment() {
    on_both(async |app| {
        let (nurse, first) = (app.region.hospital.members[2], administrator(app).await);
        let token = app.token(nurse).await;
        let ask = json!({ "query": "{ me { role } }" });
        let (status, _) = app.post_graphql(Some(&token), &ask).await;
        assert_eq!(status, axum::http::StatusCode::OK);
        let leave = json!({ "input": { "membership": id("membership", nurse.membership) } });
        app.data(first, END, leave.clone()).await;
        let (status, _) = app.post_graphql(Some(&token), &ask).await;
        assert_eq!(status, axum::http::StatusCode::UNAUTHORIZED, "the token ends with the membership");
        assert_eq!(app.refusal(first, END, leave).await, "NOT_FOUND");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn the_last_administrator_stays() {
    on_both(async |app| {
        let first = administrator(app).await;
        for other in app.region.hospital.members.clone() {
            if other.membership != first.membership {
                app.with_role(other, Role::Member).await;
            }
        }
        let own = json!({ "input": { "membership": id("membership", first.membership) } });
        assert_eq!(app.refusal(first, END, own.clone()).await, "MEMBERSHIP_LAST_ADMINISTRATOR");
        let lay_down =
            "mutation ($input: LayDownRoleInput!) { layDownRole(input: $input) { membership { role } } }";
        assert_eq!(app.refusal(first, lay_down, own).await, "MEMBERSHIP_LAST_ADMINISTRATOR");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn two_administrators_who_leave_at_once_leave_one_behind() {
    on_both(async |app| {
        let first = administrator(app).await;
        let second = app.with_role(app.region.hospital.members[0], Role::Administrator).await;
        for other in app.region.hospital.members.clone() {
            if other.membership != first.membership && other.membership != second.membership {
                app.with_role(other, Role::Member).await;
            }
        }
        let (one, other) = (app.app.session(first), app.app.session(second));
        let (one, other) = tokio::join!(
            keep_members::end_membership(&one, first.membership),
            keep_members::end_membership(&other, second.membership),
        );
        assert_eq!(one.is_ok() as u8 + other.is_ok() as u8, 1, "{one:?} {other:?}");
        app.deliver().await;
    })
    .await;
}

fn invited(key: &str, email: &str) -> Value {
    json!({ "input": { "idempotencyKey": key, "name": "見本 新人", "email": email, "profession": "NURSE" } })
}

/// Gives a member's person a mail address.
async fn email(app: &TestApp, member: Member, email: &str) {
    let person = member.person.uuid().simple().to_string();
    let id = match app.engine {
        support::Engine::Sqlite => format!("x'{person}'"),
        support::Engine::Postgres => format!("'{person}'"),
    };
    app.execute(&format!("UPDATE person SET email = '{email}' WHERE id = {id}")).await;
}

#[tokio::test]
async fn who_is_invited_but_has_not_accepted_cannot_act() {
    on_both(async |app| {
        let first = administrator(app).await;
        let before = app.count("membership").await;
        let made = app.data(first, INVITE, invited("a", "shinjin@example.jp")).await;
        let made = made["inviteColleague"]["invitation"].clone();
        assert_eq!((&made["state"], &made["name"]), (&json!("OPEN"), &json!("見本 新人")));
        assert_eq!(app.count("membership").await, before, "an invitation is no membership");
        assert_eq!(
            app.refusal(first, INVITE, invited("b", "shinjin@example.jp")).await,
            "COLLEAGUE_ALREADY_INVITED"
        );
        let withdraw = json!({ "input": { "invitation": made["id"], "expectedVersion": made["version"] } });
        assert_eq!(
            app.refusal(app.region.hospital.members[2], WITHDRAW, withdraw.clone()).await,
            "FORBIDDEN"
        );
        app.data(first, WITHDRAW, withdraw).await;
        assert_eq!(app.deliver().await.len(), 0, "an invitation taken back is not sent");
        assert_eq!(
            app.refusal(app.region.hospital.members[2], INVITE, invited("c", "x@example.jp")).await,
            "FORBIDDEN"
        );
    })
    .await;
}

#[tokio::test]
async fn an_invitation_never_crosses_organizations() {
    on_both(async |app| {
        let first = administrator(app).await;
        let stranger = app.with_role(app.care_manager(), Role::Administrator).await;
        email(app, stranger, "kyotaku@example.jp").await;
        email(app, app.home_physician(), "clinic@example.jp").await;
        let made = app.data(first, INVITE, invited("a", "kyotaku@example.jp")).await;
        let made = made["inviteColleague"]["invitation"].clone();
        let withdraw = json!({ "input": { "invitation": made["id"], "expectedVersion": made["version"] } });
        assert_eq!(app.refusal(stranger, WITHDRAW, withdraw).await, "NOT_FOUND", "it is not the stranger's");
        let accept = json!({ "input": { "invitation": made["id"] } });
        assert_eq!(app.refusal(app.home_physician(), ACCEPT, accept.clone()).await, "NOT_FOUND", "nor another's");
        let joined = app.data(stranger, ACCEPT, accept.clone()).await;
        let membership = &joined["acceptColleagueInvitation"]["membership"];
        assert_eq!(membership["role"], "MEMBER", "the role elsewhere does not come along");
        assert_eq!(app.refusal(stranger, ACCEPT, accept).await, "COLLEAGUE_INVITATION_OVER");

        for (document, input) in [
            (END, json!({ "membership": id("membership", app.coordinator().membership) })),
            (REQUEST, json!({ "idempotencyKey": "r", "membership": id("membership", app.coordinator().membership), "role": "ADMINISTRATOR" })),
        ] {
            assert_eq!(app.refusal(first, document, json!({ "input": input })).await, "NOT_FOUND", "{document}");
        }
        let asked = request(app, stranger, stranger, "COORDINATOR", "s").await;
        assert_eq!(app.refusal(first, CONFIRM, decided(&asked)).await, "NOT_FOUND");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn an_invitation_expires_and_too_many_are_refused() {
    on_both(async |app| {
        let first = administrator(app).await;
        email(app, app.care_manager(), "kyotaku@example.jp").await;
        let session = app.app.session(first);
        let invite = async |n: u32| {
            let input = invite_colleague::InviteColleague {
                name: Line::parse("見本 新人").unwrap(),
                name_kana: None,
                email: EmailAddress::parse(&format!("c{n}@example.jp")).unwrap(),
                profession: Profession::Nurse,
            };
            let key = IdempotencyKey::parse(&format!("k{n}")).unwrap();
            invite_colleague::invite_colleague(&session, &key, input).await
        };
        let made = app.data(first, INVITE, invited("a", "kyotaku@example.jp")).await;
        for n in 1..60 {
            invite(n).await.unwrap();
        }
        assert_eq!(invite(60).await.unwrap_err().code(), "THROTTLED");
        app.pass(Duration::days(7));
        let accept = json!({ "input": { "invitation": made["inviteColleague"]["invitation"]["id"] } });
        assert_eq!(app.refusal(app.care_manager(), ACCEPT, accept).await, "COLLEAGUE_INVITATION_OVER");
        assert_eq!(app.deliver().await.len(), 0, "what has expired is not sent");
    })
    .await;
}

#[tokio::test]
async fn rights_are_looked_at_every_year_by_somebody_else() {
    on_both(async |app| {
        let first = administrator(app).await;
        let second = app.with_role(app.region.hospital.members[0], Role::Administrator).await;
        let due = async |app: &TestApp| {
            let seen = app.data(second, "{ colleagues { isReviewDue membership { id } } }", json!({})).await;
            let colleagues = seen["colleagues"].as_array().unwrap().clone();
            colleagues.iter().filter(|c| c["isReviewDue"] == true).count()
        };
        app.pass(Duration::days(366));
        let all = due(app).await;
        assert!(all > 2);
        let review = "mutation ($input: ConfirmRightsInput!) { confirmRights(input: $input) { reviewedAt } }";
        let of = |member: Member| json!({ "input": { "membership": id("membership", member.membership) } });
        assert_eq!(app.refusal(second, review, of(second)).await, "RIGHTS_REVIEWED_FOR_ONESELF");
        assert_eq!(app.refusal(app.region.hospital.members[2], review, of(first)).await, "FORBIDDEN");
        assert_eq!(app.refusal(second, review, of(app.coordinator())).await, "NOT_FOUND");
        app.data(second, review, of(first)).await;
        assert_eq!(due(app).await, all - 1);
        app.pass(Duration::days(365));
        assert_eq!(due(app).await, all, "a year later it is due again");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn an_administrator_keeps_the_staff_on_pages() {
    on_both(async |app| {
        let first = administrator(app).await;
        app.with_role(app.region.hospital.members[0], Role::Administrator).await;
        let nurse = app.region.hospital.members[2];
        let (_, seen) = app.page(Some(nurse), "/organization").await;
        assert!(!seen.contains("/organization/members/"), "{seen}");
        let path = format!("/organization/members/{}", nurse.membership);
        assert_eq!(app.page(Some(nurse), &path).await.0, axum::http::StatusCode::FORBIDDEN);
        assert_eq!(app.page(Some(nurse), "/organization/review").await.0, axum::http::StatusCode::FORBIDDEN);
        let elsewhere = format!("/organization/members/{}", app.coordinator().membership);
        assert_eq!(app.page(Some(first), &elsewhere).await.0, axum::http::StatusCode::NOT_FOUND);

        app.pass(Duration::days(366));
        let (_, list) = app.page(Some(first), "/organization").await;
        assert!(list.contains(&path) && list.contains("権限の見直しから1年が過ぎた方"), "{list}");
        let of_nurse = nurse.membership.to_string();
        let right = app.form(Some(first), "/organization/review", &[("membership", &of_nurse)]).await;
        assert_eq!(right.1.as_deref(), Some("/organization/review"), "{}", right.2);
        let own = first.membership.to_string();
        let (status, _, page) = app.form(Some(first), "/organization/review", &[("membership", &own)]).await;
        assert_eq!(status, axum::http::StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("自分の権限は確認できません"), "{page}");

        let ended = app.form(Some(first), &format!("{path}/end"), &[]).await;
        assert_eq!(ended.1.as_deref(), Some("/organization"), "{}", ended.2);
        let (_, list) = app.page(Some(first), "/organization").await;
        assert!(!list.contains(&path), "who has left is not listed");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn as_what_somebody_works_is_said_by_another_and_told_to_them_by_mail() {
    on_both(async |app| {
        let first = administrator(app).await;
        let second = app.with_role(app.region.hospital.members[0], Role::Administrator).await;
        email(app, first, "mihon@example.jp").await;
        app.deliver().await;
        let input =
            json!({ "input": { "membership": id("membership", first.membership), "profession": "NURSE" } });
        assert_eq!(app.refusal(first, PROFESSION, input.clone()).await, "PROFESSION_CHANGED_FOR_ONESELF");
        assert!(app.deliver().await.is_empty());
        let changed = app.data(second, PROFESSION, input).await;
        assert_eq!(changed["changeProfession"]["membership"]["profession"], "NURSE");
        let mails = app.deliver().await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].subject, "登録の職種が変更されました");
        assert!(mails[0].text.contains("「看護師」"), "{}", mails[0].text);
    })
    .await;
}

#[tokio::test]
async fn a_colleague_joins_by_the_link_in_the_letter_and_not_before() {
    on_both(async |app| {
        let first = administrator(app).await;
        let before = app.count("membership").await;
        app.data(first, INVITE, invited("a", "shinjin@example.jp")).await;
        let later = app.data(first, INVITE, invited("b", "betsujin@example.jp")).await;
        let mails = app.deliver().await;
        let path = |n: usize| {
            let link = mails[n].links.iter().find(|link| link.contains("/welcome/")).expect("a link");
            link.strip_prefix("http://kaname.test").expect("ours").to_owned()
        };
        assert_eq!(mails.len(), 2);
        let (withdrawn, accepted) = (path(0), path(1));
        let secret = accepted.strip_prefix("/welcome/").unwrap();
        assert_eq!(app.count(&format!("event WHERE body LIKE '%{secret}%'")).await, 0, "no event tells it");

        let later = &later["inviteColleague"]["invitation"];
        let input = json!({ "invitation": later["id"], "expectedVersion": later["version"] });
        app.data(first, WITHDRAW, json!({ "input": input })).await;
        assert_eq!(app.page(None, &withdrawn).await.0, axum::http::StatusCode::NOT_FOUND);

        assert_eq!(app.page(None, &accepted).await.0, axum::http::StatusCode::OK);
        assert_eq!(app.count("membership").await, before, "looking joins nobody");
        let password = "kawagoe no tsubaki 2026";
        let fields = [("login", "shinjin"), ("newPassword", password), ("newPasswordAgain", password)];
        let (status, _, page) = app.form(None, &accepted, &fields).await;
        assert_eq!(status, axum::http::StatusCode::SEE_OTHER, "{page}");
        assert_eq!(app.count("membership").await, before + 1);
        let (status, _, _) = app.form(None, &accepted, &fields).await;
        assert_eq!(status, axum::http::StatusCode::NOT_FOUND, "it works once");
        app.deliver().await;
    })
    .await;
}

#[tokio::test]
async fn the_link_of_an_invitation_that_is_too_old_lets_nobody_in() {
    on_both(async |app| {
        let first = administrator(app).await;
        app.data(first, INVITE, invited("a", "shinjin@example.jp")).await;
        let mails = app.deliver().await;
        let link = mails[0].links.iter().find(|link| link.contains("/welcome/")).expect("a link");
        let path = link.strip_prefix("http://kaname.test").expect("ours").to_owned();
        // The link by itself would go on to work.
        app.execute(&format!("UPDATE colleague_invitation SET expires_at = {}", app.now().millis())).await;
        assert_eq!(app.page(None, &path).await.0, axum::http::StatusCode::NOT_FOUND);
        let password = "kawagoe no tsubaki 2026";
        let fields = [("login", "shinjin"), ("newPassword", password), ("newPasswordAgain", password)];
        assert_eq!(app.form(None, &path, &fields).await.0, axum::http::StatusCode::NOT_FOUND);
        assert_eq!(app.count("account").await, 0);
        assert_eq!(app.count("one_time_link WHERE used_at IS NULL").await, 1, "nothing was used up");
    })
    .await;
}

#[tokio::test]
async fn everybody_sees_who_works_there_and_only_administrators_keep_it() {
    on_both(async |app| {
        let member = app.region.hospital.members[1];
        let (status, page) = app.page(Some(member), "/organization").await;
        assert_eq!(status, StatusCode::OK, "{page}");
        assert!(page.contains("見本 和子") && !page.contains("/organization/members/"), "{page}");
        assert!(!page.contains("action=\"/organization/invitations\""), "{page}");
        let administrator = app.with_role(member, Role::Administrator).await;
        let (_, page) = app.page(Some(administrator), "/organization").await;
        assert!(page.contains("action=\"/organization/invitations\""), "{page}");
        assert!(page.contains("/organization/members/"), "{page}");
    })
    .await;
}
