use ::time::{Duration, macros::date};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{access::Scope, person::Role};

const FIRST_DAY: Date = date!(2026 - 11 - 01);
const CASE: Id<DischargeCase> = Id::new(Uuid::from_u128(40));
const OTHER_CASE: Id<DischargeCase> = Id::new(Uuid::from_u128(41));
const OWNER: Id<Organization> = Id::new(Uuid::from_u128(1));
const RELATIVE: Id<RelatedPerson> = Id::new(Uuid::from_u128(60));

fn party() -> Party {
    Party { organization: Id::new(Uuid::from_u128(7)), kind: OrganizationKind::Pharmacy }
}

fn record(statement: Statement) -> Consent {
    Consent {
        id: Id::new(Uuid::nil()),
        organization: OWNER,
        patient: Id::new(Uuid::from_u128(2)),
        statement,
        taken_by: Id::new(Uuid::from_u128(3)),
        taken_for: OWNER,
        taken_at: Timestamp::from_millis(0),
    }
}

fn statement(purpose: Purpose, recipient: Recipient, form: ConsentForm) -> Statement {
    Statement {
        subject: ConsentSubject::Patient,
        case: None,
        purpose,
        recipient,
        form,
        ground: None,
        basis: None,
        document: None,
        given_on: FIRST_DAY,
    }
}

fn any_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    (0..all.len()).prop_map(move |n| all[n])
}

fn recipients() -> impl Strategy<Value = Recipient> {
    prop_oneof![
        Just(Recipient::Everyone),
        any_of(OrganizationKind::ALL).prop_map(Recipient::Kind),
        (5_u128..10).prop_map(|n| Recipient::Organization(Id::new(Uuid::from_u128(n)))),
    ]
}

fn records() -> impl Strategy<Value = Consent> {
    let subject = prop_oneof![Just(ConsentSubject::Patient), Just(ConsentSubject::Relative(RELATIVE))];
    let case = prop_oneof![Just(None), Just(Some(CASE)), Just(Some(OTHER_CASE))];
    (subject, case, any_of(Purpose::ALL), recipients(), any_of(ConsentForm::ALL), 0_i64..5).prop_map(
        |(subject, case, purpose, recipient, form, day)| {
            let given_on = FIRST_DAY + Duration::days(day);
            record(Statement { subject, case, given_on, ..statement(purpose, recipient, form) })
        },
    )
}

fn histories() -> impl Strategy<Value = Vec<Consent>> {
    proptest::collection::vec(records(), 0..12)
}

/// What a history says of the pharmacy, without pointing at a record.
fn says(records: &[Consent]) -> &'static str {
    match Consents::new(records.to_vec()).covers(party(), CASE, Purpose::Care) {
        Coverage::Covered(_) => "covered",
        Coverage::Missing => "missing",
        Coverage::Refused(_) => "refused",
    }
}

proptest! {
    #[test]
    fn the_newest_explicit_word_about_a_recipient_decides(
        history in histories(),
        form in any_of(ConsentForm::ALL),
        to in prop_oneof![
            Just(Recipient::Everyone),
            Just(Recipient::Kind(OrganizationKind::Pharmacy)),
            Just(Recipient::Organization(Id::new(Uuid::from_u128(7)))),
        ],
    ) {
        let before = says(&history);
        let mut after = history;
        let last = Statement { given_on: FIRST_DAY + Duration::days(9), ..statement(Purpose::Care, to, form) };
        after.push(record(last));
        let expected = match form {
            ConsentForm::Written | ConsentForm::OralNoted | ConsentForm::Exception => "covered",
            ConsentForm::Refused | ConsentForm::Withdrawn => "refused",
            ConsentForm::Implied => before,
        };
        prop_assert_eq!(says(&after), expected);
    }

    #[test]
    fn a_word_about_something_else_changes_nothing(history in histories(), other in records()) {
        let about_this = other.statement.subject == ConsentSubject::Patient
            && other.statement.purpose == Purpose::Care
            && other.statement.case != Some(OTHER_CASE)
            && other.statement.recipient.is(party());
        prop_assume!(!about_this);
        let before = says(&history);
        let mut after = history;
        after.push(other);
        prop_assert_eq!(says(&after), before);
    }

    #[test]
    fn a_word_given_earlier_but_written_down_later_does_not_undo_a_newer_one(history in histories()) {
        let mut newer = statement(Purpose::Care, Recipient::Everyone, ConsentForm::Withdrawn);
        newer.given_on = FIRST_DAY + Duration::days(9);
        let mut records = history;
        records.push(record(newer));
        records.push(record(statement(Purpose::Care, Recipient::Everyone, ConsentForm::Written)));
        prop_assert_eq!(says(&records), "refused");
    }

    #[test]
    fn who_is_shut_out_stays_out_until_let_in_and_silence_changes_nothing(
        history in histories(),
        before in prop_oneof![Just(None), Just(Some(Timestamp::from_millis(5)))],
    ) {
        let now = Timestamp::from_millis(9);
        let case = crate::discharge_case::tests::admitted();
        let consents = Consents::new(history);
        let after = consents.withheld(now, party(), &case, Purpose::Care, before);
        let expected = match consents.covers(party(), case.id, Purpose::Care) {
            Coverage::Covered(_) => None,
            Coverage::Missing => before,
            Coverage::Refused(_) => before.or(Some(now)),
        };
        prop_assert_eq!(after, expected);
        let owner = Party { organization: case.organization, kind: OrganizationKind::Hospital };
        prop_assert_eq!(consents.withheld(now, owner, &case, Purpose::Care, before), None);
    }
}

fn member(organization: u128, kind: OrganizationKind, profession: Profession) -> Member {
    Member {
        person: Id::new(Uuid::from_u128(50)),
        membership: Id::new(Uuid::from_u128(51)),
        organization: Id::new(Uuid::from_u128(organization)),
        kind,
        profession,
        role: Role::Member,
        scope: Scope::Everything,
    }
}

#[test]
fn a_relative_is_shown_to_a_care_manager_only_by_that_relatives_own_written_word() {
    let manager = member(7, OrganizationKind::CareManagerOffice, Profession::CareManager);
    let clerk = member(7, OrganizationKind::CareManagerOffice, Profession::Clerk);
    let nurse = member(8, OrganizationKind::VisitingNurseStation, Profession::Nurse);
    let in_house = member(1, OrganizationKind::Hospital, Profession::CareManager);
    let opens = |records: &[Consent], member: &Member| {
        Consents::new(records.to_vec()).opens_relative(member, OWNER, CASE, RELATIVE)
    };
    assert!(!opens(&[], &manager) && !opens(&[], &clerk));
    assert!(opens(&[], &nurse) && opens(&[], &in_house));
    let said = |subject, form| {
        record(Statement { subject, ..statement(Purpose::ConferenceFamily, Recipient::Everyone, form) })
    };
    let own = ConsentSubject::Relative(RELATIVE);
    let another = ConsentSubject::Relative(Id::new(Uuid::from_u128(61)));
    assert!(opens(&[said(own, ConsentForm::Written)], &manager));
    for not_enough in [
        said(own, ConsentForm::OralNoted),
        said(another, ConsentForm::Written),
        said(ConsentSubject::Patient, ConsentForm::Written),
    ] {
        assert!(!opens(&[not_enough], &manager));
    }
    assert!(!opens(&[said(own, ConsentForm::Written), said(own, ConsentForm::Withdrawn)], &manager));
}

#[test]
fn a_statement_says_all_that_its_form_asks_for() {
    let patient = crate::patient::tests::patient_with(RELATIVE);
    let check = |statement: Statement| statement.check(FIRST_DAY, &patient).err();
    let said = |form| statement(Purpose::Care, Recipient::Everyone, form);
    assert_eq!(check(said(ConsentForm::OralNoted)), None);
    assert_eq!(check(said(ConsentForm::Written)), Some(ConsentRefusal::DocumentMissing));
    assert_eq!(check(said(ConsentForm::Exception)), Some(ConsentRefusal::GroundMissing));
    let ground = Some(ExceptionGround::LifeAndBody);
    let exception = Statement { ground, ..said(ConsentForm::Exception) };
    assert_eq!(check(exception.clone()), Some(ConsentRefusal::BasisMissing));
    let explained = Some(Note::parse("意識がなく、家族もいない").unwrap());
    assert_eq!(check(Statement { basis: explained, ..exception }), None);
    let oral = said(ConsentForm::OralNoted);
    assert_eq!(check(Statement { ground, ..oral.clone() }), Some(ConsentRefusal::GroundWithoutException));
    let tomorrow = FIRST_DAY + Duration::days(1);
    assert_eq!(check(Statement { given_on: tomorrow, ..oral.clone() }), Some(ConsentRefusal::InTheFuture));
    let relative = Statement { subject: ConsentSubject::Relative(RELATIVE), ..oral };
    assert_eq!(check(relative.clone()), Some(ConsentRefusal::RelativeSpeaksForThemselves));
    let family = Statement { purpose: Purpose::ConferenceFamily, ..relative };
    assert_eq!(check(family.clone()), None);
    let stranger = ConsentSubject::Relative(Id::new(Uuid::from_u128(61)));
    assert_eq!(
        check(Statement { subject: stranger, ..family.clone() }),
        Some(ConsentRefusal::NoSuchRelative)
    );
    let patient_says = Statement { subject: ConsentSubject::Patient, ..family };
    assert_eq!(check(patient_says), Some(ConsentRefusal::RelativeMustSpeak));
}
