//! What the patient and the family agreed to: writing it down, looking at it, and asking for it before an
//! organization is let in.

use std::collections::{BTreeSet, HashMap};

use domain::{
    Id,
    access::{Action, Actor},
    consent::{
        Consent, ConsentForm, ConsentRefusal, ConsentStanding, ConsentSubject, Consents, ExceptionGround,
        Party, Purpose, Recipient, Statement, asks_relatives,
    },
    discharge_case::DischargeCase,
    event::Event,
    organization::Organization,
    patient::{Patient, RelatedPerson},
    text::{Line, Note},
};
use serde::Serialize;
use store::{Tx, View};
use time::Date;

use crate::{Error, IdempotencyKey, Session, session::Once};

/// A consent to write down.
#[derive(Clone, Debug, Serialize)]
pub struct RecordConsent {
    /// The case in which it was given.
    pub case: Id<DischargeCase>,
    /// How far it reaches.
    pub reach: Reach,
    /// The relative who spoke for themselves; the patient when `None`.
    pub relative: Option<Id<RelatedPerson>>,
    /// For what.
    pub purpose: Purpose,
    /// One organization; of every one of a kind, or of all, when `None`.
    pub organization: Option<Id<Organization>>,
    /// Every organization of a kind.
    pub kind: Option<domain::organization::OrganizationKind>,
    /// How it was given, or that it was not.
    pub taken: TakenConsent,
    /// The day on which it was given; today when `None`.
    pub given_on: Option<Date>,
}

/// How far a consent reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Reach {
    /// This case only: a new one asks again.
    ThisCase,
    /// Every case of the patient at the organization whose record it is.
    EveryCase,
}

/// How somebody said yes, or no.
#[derive(Clone, Debug, Serialize)]
pub struct TakenConsent {
    /// In which form.
    pub form: ConsentForm,
    /// The ground of an exception.
    pub ground: Option<ExceptionGround>,
    /// What was said or explained.
    pub basis: Option<Note>,
    /// Where the signed paper is.
    pub document: Option<Line>,
}

/// Writes down what somebody agreed to, or would not. Organizations it shuts out are out, and those it covers
/// are in, from the same moment.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Invalid`] with `INPUT_INCOMPLETE` when two recipients
/// are named, refusals of the consent.
pub async fn record_consent(
    session: &Session<'_>,
    key: &IdempotencyKey,
    input: RecordConsent,
) -> Result<DischargeCase, Error> {
    let tx = session.begin().await?;
    let id = session.once(&tx, key, &input).await?;
    let RecordConsent { case, reach, relative, purpose, organization, kind, taken, given_on } = input;
    let case = tx.cases().find_for(Action::RecordConsent, case).await?;
    let id = match id {
        Once::MadeBefore(_) => return Ok(case),
        Once::New(id) => id,
    };
    let recipient = match (organization, kind) {
        (None, None) => Recipient::Everyone,
        (Some(organization), None) => {
            Recipient::Organization(tx.organizations().find(organization).await?.id)
        }
        (None, Some(kind)) => Recipient::Kind(kind),
        (Some(_), Some(_)) => {
            return Err(Error::Invalid { code: "INPUT_INCOMPLETE", field: Some("recipientKind") });
        }
    };
    let TakenConsent { form, ground, basis, document } = taken;
    let statement = Statement {
        subject: relative.map_or(ConsentSubject::Patient, ConsentSubject::Relative),
        case: match reach {
            Reach::ThisCase => Some(case.id),
            Reach::EveryCase => None,
        },
        purpose,
        recipient,
        form,
        ground,
        basis,
        document,
        given_on: given_on.unwrap_or(session.today()),
    };
    keep(session, &tx, id, &case, statement).await?;
    tx.commit().await?;
    Ok(case)
}

/// Writes down that a consent given before is withdrawn, for whom and what it was given.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`ConsentRefusal::NothingToWithdraw`].
pub async fn withdraw_consent(
    session: &Session<'_>,
    key: &IdempotencyKey,
    case: Id<DischargeCase>,
    consent: Id<Consent>,
    basis: Option<Note>,
) -> Result<DischargeCase, Error> {
    let tx = session.begin().await?;
    let id = session.once(&tx, key, &(case, consent, &basis)).await?;
    let case = tx.cases().find_for(Action::RecordConsent, case).await?;
    let id = match id {
        Once::MadeBefore(_) => return Ok(case),
        Once::New(id) => id,
    };
    let records = tx.consents().of(case.patient).await?;
    let given = records.of_case(case.id).find(|record| record.id == consent).ok_or(Error::NotFound)?;
    if matches!(given.statement.form, ConsentForm::Refused | ConsentForm::Withdrawn) {
        return Err(ConsentRefusal::NothingToWithdraw.into());
    }
    let statement = Statement {
        form: ConsentForm::Withdrawn,
        ground: None,
        basis,
        document: None,
        given_on: session.today(),
        ..given.statement.clone()
    };
    keep(session, &tx, id, &case, statement).await?;
    tx.commit().await?;
    Ok(case)
}

/// What was recorded that speaks of each of those of `cases` that the actor may see, oldest first.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn consents(
    session: &Session<'_>,
    cases: &[Id<DischargeCase>],
) -> Result<HashMap<Id<DischargeCase>, Vec<Consent>>, Error> {
    let view = session.read();
    let cases = view.cases().find_all_visible(cases).await?;
    let patients: Vec<_> = cases.values().map(|case| case.patient).collect();
    let records = view.consents().of_patients(&patients).await?;
    let of = |case: &DischargeCase| {
        records.get(&case.patient).map(|all| all.of_case(case.id).cloned().collect()).unwrap_or_default()
    };
    Ok(cases.values().map(|case| (case.id, of(case))).collect())
}

/// The patients of cases that the actor may see, by case, without the relatives that are not open to it.
pub(crate) async fn patients_of(
    view: &View,
    cases: impl IntoIterator<Item = &DischargeCase>,
) -> Result<HashMap<Id<DischargeCase>, Patient>, Error> {
    let cases: Vec<_> = cases.into_iter().collect();
    let ids: Vec<_> = cases.iter().map(|case| case.patient).collect();
    let patients = view.patients().get(&ids).await?;
    let guarded: Vec<_> = match view.actor() {
        Actor::Member(member) => {
            let asks = |case: &&&DischargeCase| asks_relatives(member, case.organization);
            cases.iter().filter(asks).map(|case| case.patient).collect()
        }
        _ => vec![],
    };
    let consents =
        if guarded.is_empty() { HashMap::new() } else { view.consents().of_patients(&guarded).await? };
    let silent = Consents::default();
    let shown = |case: &DischargeCase| {
        let mut patient = patients.get(&case.patient)?.clone();
        if let Actor::Member(member) = view.actor() {
            let said = consents.get(&case.patient).unwrap_or(&silent);
            patient
                .related
                .retain(|person| said.opens_relative(member, case.organization, case.id, person.id));
        }
        Some((case.id, patient))
    };
    Ok(cases.into_iter().filter_map(shown).collect())
}

/// Lets an organization in for a purpose: what covers it already, or the consent just taken, which is written
/// down.
///
/// # Errors
/// [`ConsentRefusal::Missing`], [`ConsentRefusal::Refused`], other refusals of the consent.
pub(crate) async fn admit(
    session: &Session<'_>,
    tx: &Tx,
    case: &DischargeCase,
    organization: Id<Organization>,
    taken: Option<TakenConsent>,
) -> Result<(), Error> {
    if organization == case.organization {
        return Ok(());
    }
    match coverage(session, tx, case, organization, Purpose::Care, taken).await? {
        ConsentStanding::Covered => Ok(()),
        ConsentStanding::Missing => Err(ConsentRefusal::Missing.into()),
        ConsentStanding::Refused => Err(ConsentRefusal::Refused.into()),
    }
}

/// What the records say of an organization for a purpose, once the consent just taken is written down.
pub(crate) async fn coverage(
    session: &Session<'_>,
    tx: &Tx,
    case: &DischargeCase,
    organization: Id<Organization>,
    purpose: Purpose,
    taken: Option<TakenConsent>,
) -> Result<ConsentStanding, Error> {
    let consents = match taken {
        Some(TakenConsent { form, ground, basis, document }) => {
            let statement = Statement {
                subject: ConsentSubject::Patient,
                case: Some(case.id),
                purpose,
                recipient: Recipient::Organization(organization),
                form,
                ground,
                basis,
                document,
                given_on: session.today(),
            };
            keep(session, tx, session.id(), case, statement).await?
        }
        None => tx.consents().of(case.patient).await?,
    };
    let kind = tx.organizations().find(organization).await?.kind;
    Ok(consents.covers(Party { organization, kind }, case.id, purpose).standing())
}

/// Adds a record, and opens and shuts what it opens and shuts.
async fn keep(
    session: &Session<'_>,
    tx: &Tx,
    id: Id<Consent>,
    case: &DischargeCase,
    statement: Statement,
) -> Result<Consents, Error> {
    let member = session.member()?;
    let patient = tx.patients().get(&[case.patient]).await?.remove(&case.patient).ok_or(Error::NotFound)?;
    statement.check(session.today(), &patient)?;
    let consent = Consent {
        id,
        organization: case.organization,
        patient: case.patient,
        statement,
        taken_by: member.person,
        taken_for: member.organization,
        taken_at: session.now,
    };
    tx.consents().insert(&consent).await?;
    let recorded = Event::ConsentRecorded { patient: case.patient, consent: id };
    session.record(tx, &recorded).await?;
    let consents = tx.consents().of(case.patient).await?;
    // Whoever took the consent may be of a team that knows nothing of the patient's other cases.
    tx.lift_wall().await?;
    settle(session, tx, case, &consents).await?;
    tx.restore_wall().await?;
    Ok(consents)
}

/// Shuts out of the patient's cases whom the records shut out, and lets in whom they cover.
async fn settle(
    session: &Session<'_>,
    tx: &Tx,
    case: &DischargeCase,
    consents: &Consents,
) -> Result<(), Error> {
    let cases = tx.cases().all_of_patient(case.patient).await?;
    let ids: Vec<_> = cases.iter().map(|case| case.id).collect();
    let teams = tx.care_teams().of_cases(&ids).await?;
    let consultations = tx.consultations().all_open_about(&ids).await?;
    let mut involved: Vec<_> = consultations.iter().map(|consultation| consultation.hub).collect();
    for team in teams.values() {
        involved.extend(team.members.iter().map(|member| member.organization));
    }
    let parties = parties(tx, &involved).await?;
    let mut changed = BTreeSet::new();
    for case in &cases {
        for member in teams.get(&case.id).map_or(&[][..], |team| &team.members) {
            let Some(&party) = parties.get(&member.organization) else { continue };
            let after = consents.withheld(session.now, party, case, Purpose::Care, member.withheld);
            if after != member.withheld {
                tx.care_teams().withhold(member.id, after).await?;
                changed.insert((case.id, party.organization, after.is_some()));
            }
        }
        for consultation in consultations.iter().filter(|c| c.case == Some(case.id)) {
            let Some(&party) = parties.get(&consultation.hub) else { continue };
            let before = consultation.withheld;
            let after = consents.withheld(session.now, party, case, Purpose::Coordination, before);
            if after != before {
                tx.consultations().withhold(consultation.id, after).await?;
                changed.insert((case.id, party.organization, after.is_some()));
            }
        }
    }
    for (case, organization, is_out) in changed {
        let event = if is_out {
            Event::AccessWithheld { case, organization }
        } else {
            Event::AccessOpened { case, organization }
        };
        session.record(tx, &event).await?;
    }
    Ok(())
}

async fn parties(view: &View, ids: &[Id<Organization>]) -> Result<HashMap<Id<Organization>, Party>, Error> {
    let found = view.organizations().find_all(ids).await?;
    Ok(found.into_iter().map(|(id, found)| (id, Party { organization: id, kind: found.kind })).collect())
}
