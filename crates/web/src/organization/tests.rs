use std::collections::HashMap;

use app::review_rights::ReviewSheet;
use domain::{
    Timestamp,
    membership::{InvitationState, RightsReview},
    person::Person,
};

use super::*;
use crate::samples;

fn colleague(n: u128, role: Role) -> Colleague {
    Colleague {
        membership: Membership {
            id: samples::id(n),
            person: samples::id(n),
            organization: samples::id(10),
            profession: Profession::Nurse,
            role,
            from: samples::now(),
            until: None,
        },
        person: person(n),
        reviewed: Some(RightsReview {
            id: samples::id(90),
            organization: samples::id(10),
            membership: samples::id(n),
            by: samples::id(1),
            at: samples::now(),
        }),
        is_due: true,
    }
}

fn person(n: u128) -> Person {
    let email = EmailAddress::parse("mihon@example.jp").ok();
    Person { id: samples::id(n), name: samples::line(samples::NAME), name_kana: None, email, phone: None }
}

fn request(n: u128, by: u128, about: u128, state: RequestState) -> RoleRequest {
    RoleRequest {
        id: samples::id(n),
        organization: samples::id(10),
        membership: samples::id(about),
        role: Role::Coordinator,
        requested_by: samples::id(by),
        requested_at: samples::now(),
        state,
        version: 1,
    }
}

fn matter(role: Role) -> Matter {
    let (at, by) = (samples::now(), samples::id(2));
    let invitation = ColleagueInvitation {
        id: samples::id(80),
        organization: samples::id(10),
        person: samples::id(1),
        profession: Profession::Nurse,
        invited_by: samples::id(1),
        invited_at: samples::now(),
        expires_at: Timestamp::from_millis(samples::now().millis() + 1),
        state: InvitationState::Open,
        version: 1,
    };
    let states = [
        RequestState::Pending,
        RequestState::Confirmed { at, by: None },
        RequestState::Refused { at, by, reason: samples::line(samples::NAME) },
        RequestState::Expired { at },
    ];
    Matter {
        keeps: role == Role::Administrator,
        sees_deliveries: role == Role::Administrator,
        member: Member { role, membership: samples::id(1), ..samples::member() },
        colleagues: vec![colleague(1, Role::Administrator), colleague(2, Role::Member)],
        requests: (70..).zip(states).map(|(n, state)| request(n, 2, 2, state)).collect(),
        invitations: vec![invitation.clone()],
        to_me: vec![invitation],
        people: HashMap::from([(samples::id(1), person(1)), (samples::id(2), person(2))]),
        organizations: samples::organizations(),
    }
}

#[test]
fn the_page_of_an_organization_reads_and_escapes_names() {
    for page in samples::pages() {
        let kept =
            samples::reads(&organization_page(page.clone(), &matter(Role::Administrator), samples::id(1)));
        assert!(kept.contains("/organization/requests/confirm") && kept.contains("id=\"invite-form\""));
        assert!(kept.contains("/organization/invitations/accept"));
        let seen = samples::reads(&organization_page(page, &matter(Role::Member), samples::id(1)));
        assert!(!seen.contains("/organization/requests/confirm") && !seen.contains("id=\"invite-form\""));
        assert!(!seen.contains("/organization/members/"), "only administrators are led on");
    }
}

#[test]
fn who_asked_is_offered_no_confirmation_and_the_operator_is_named_where_nobody_can() {
    for page in samples::pages() {
        let mut matter = matter(Role::Administrator);
        matter.requests = vec![request(70, 1, 2, RequestState::Pending)];
        let html = samples::reads(&organization_page(page, &matter, samples::id(1)));
        assert!(!html.contains("/organization/requests/confirm"));
        assert!(html.contains("kaname role confirm"));
    }
}

#[test]
fn the_sheet_of_the_yearly_review_and_a_members_page_read() {
    for page in samples::pages() {
        let sheet = ReviewSheet {
            colleagues: vec![colleague(1, Role::Administrator), colleague(2, Role::Member)],
            tokens: vec![],
            seen: HashMap::new(),
            people: HashMap::from([(samples::id(1), person(1))]),
            is_alone: false,
        };
        let html = samples::reads(&review::review_page(page.clone(), &sheet, samples::id(1)));
        assert_eq!(html.matches("name=\"membership\"").count(), 1, "not for oneself");
        let duties = app::keep_members::OpenDuties { cases: 2, conferences: 1, teams: 0 };
        let html = samples::reads(&member::member_page(page, &sheet.colleagues[0], duties, samples::id(1)));
        assert!(html.contains("/lay-down") && html.contains("/end"));
    }
}
