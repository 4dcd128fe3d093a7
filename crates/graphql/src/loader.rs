//! Nested fields in batches: whatever the length of a list, each kind of thing hanging on its rows is read
//! with one call of a use case. A loader serves one request and is then thrown away.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use app::{Error, case, conference, consent, consultation, directory, rule};
use async_graphql::{
    Context,
    dataloader::{DataLoader, HashMapCache, Loader as Load},
};
use domain::{
    Id,
    care_team::CareTeam,
    conference::{Answer, Conference, Reply},
    consent::Consent,
    consultation::{Consultation, Offer},
    discharge_case::DischargeCase,
    milestone::Milestone,
    organization::{CapabilityStatement, Organization, Room},
    patient::Patient,
    person::{Membership, Person},
    place::Municipality,
    plan::CarePlan,
    rule::{RulePackVersion, RuleUptake},
    text::MunicipalityCode,
};

use crate::caller::Caller;

/// Why nothing was loaded; one failure may reach several fields.
pub(crate) type Failed = Arc<Error>;

/// Loads for one caller.
pub(crate) struct Loader(Caller);

/// The loader of one request, which remembers what it loaded.
pub(crate) type Loaders = DataLoader<Loader, HashMapCache>;

/// The loader for one request of `caller`.
pub(crate) fn loaders(caller: Caller) -> Loaders {
    DataLoader::with_cache(Loader(caller), tokio::spawn, HashMapCache::default())
}

/// What `key` stands for, if it is there for this caller.
pub(crate) async fn load<K>(ctx: &Context<'_>, key: K) -> Result<Option<<Loader as Load<K>>::Value>, Failed>
where
    K: Send + Sync + Hash + Eq + Clone + 'static,
    Loader: Load<K, Error = Failed>,
{
    let loaders = ctx.data::<Loaders>().map_err(|error| Arc::new(Error::Internal(error.message.into())))?;
    loaders.load_one(key).await
}

/// What `key` stands for, which must be there.
pub(crate) async fn get<K>(ctx: &Context<'_>, key: K) -> Result<<Loader as Load<K>>::Value, Failed>
where
    K: Send + Sync + Hash + Eq + Clone + 'static,
    Loader: Load<K, Error = Failed>,
{
    load(ctx, key).await?.ok_or_else(|| Arc::new(Error::NotFound))
}

/// Tells the loader what is known already.
pub(crate) async fn know<K>(
    ctx: &Context<'_>,
    known: impl IntoIterator<Item = (K, <Loader as Load<K>>::Value)>,
) where
    K: Send + Sync + Hash + Eq + Clone + 'static,
    Loader: Load<K, Error = Failed>,
{
    if let Ok(loaders) = ctx.data::<Loaders>() {
        loaders.feed_many(known).await;
    }
}

/// Declares the keys, each with the use case that reads a batch of them.
macro_rules! batches {
    ($($(#[$meta:meta])* $key:ident($id:ty) -> $value:ty = |$session:ident, $ids:ident| $read:expr;)+) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Debug, PartialEq, Eq, Hash)]
            pub(crate) struct $key(pub(crate) $id);

            impl Load<$key> for Loader {
                type Value = $value;
                type Error = Failed;

                async fn load(&self, keys: &[$key]) -> Result<HashMap<$key, $value>, Failed> {
                    let $ids: Vec<$id> = keys.iter().map(|key| key.0.clone()).collect();
                    let $session = &self.0.session();
                    let read = $read.await?;
                    Ok(read.into_iter().map(|(id, value)| ($key(id), value)).collect())
                }
            }
        )+
    };
}

batches! {
    /// A case that was asked for.
    CaseById(Id<DischargeCase>) -> DischargeCase = |session, ids| case::cases_by_id(session, &ids);
    /// A case to which something else leads.
    CaseLedTo(Id<DischargeCase>) -> DischargeCase = |session, ids| case::cases_led_to(session, &ids);
    /// The patient of a case.
    PatientOf(Id<DischargeCase>) -> Patient = |session, ids| case::patients(session, &ids);
    /// The clock of a case.
    MilestonesOf(Id<DischargeCase>) -> Vec<Milestone> = |session, ids| case::milestones(session, &ids);
    /// The team of a case.
    TeamOf(Id<DischargeCase>) -> CareTeam = |session, ids| case::teams(session, &ids);
    /// The conferences about a case.
    ConferencesOf(Id<DischargeCase>) -> Vec<Conference> = |session, ids| case::conferences(session, &ids);
    /// What was agreed to in a case.
    ConsentsOf(Id<DischargeCase>) -> Vec<Consent> = |session, ids| consent::consents(session, &ids);
    /// The newest plan of a case.
    PlanOf(Id<DischargeCase>) -> CarePlan = |session, ids| case::plans(session, &ids);
    /// The consultations about a case.
    ConsultationsOf(Id<DischargeCase>) -> Vec<Consultation> =
        |session, ids| consultation::consultations_of(session, &ids);
    /// A conference.
    ConferenceById(Id<Conference>) -> Conference =
        |session, ids| conference::conferences_by_id(session, &ids);
    /// The replies to what a conference asks beforehand.
    RepliesOf(Id<Conference>) -> Vec<Reply> = |session, ids| conference::replies(session, &ids);
    /// The answers to a conference's invitations.
    AnswersOf(Id<Conference>) -> Vec<Answer> = |session, ids| conference::answers(session, &ids);
    /// The offers of a consultation the caller may see.
    OffersOf(Id<Consultation>) -> Vec<Offer> = |session, ids| consultation::offers_of(session, &ids);
    /// How many open cases of the organization acted for follow a version of the rules.
    OpenCasesUnder(Id<RulePackVersion>) -> u64 = |session, ids| rule::open_cases_under(session, &ids);
    /// How far the organization acted for has come in taking a version of the rules.
    UptakeOf(Id<RulePackVersion>) -> RuleUptake = |session, ids| rule::uptakes(session, &ids);
    /// An organization.
    OrganizationById(Id<Organization>) -> Organization =
        |session, ids| directory::organizations(session, &ids);
    /// What is known of an organization's capabilities.
    CapabilitiesOf(Id<Organization>) -> Vec<CapabilityStatement> =
        |session, ids| directory::capabilities(session, &ids);
    /// The present members of an organization.
    MembersOf(Id<Organization>) -> Vec<(Person, Membership)> =
        |session, ids| async { directory::members(session, &ids).await.map(by_organization) };
    /// A person.
    PersonById(Id<Person>) -> Person = |session, ids| directory::people(session, &ids);
    /// A room.
    RoomById(Id<Room>) -> Room = |session, ids| directory::rooms(session, &ids);
    /// A municipality.
    MunicipalityByCode(MunicipalityCode) -> Municipality =
        |session, ids| async { directory::municipalities(session).await.map(|all| only(all, &ids)) };
    /// A published version of a rule pack.
    RulesById(Id<RulePackVersion>) -> RulePackVersion = |session, ids| rule::rules_by_id(session, &ids);
}

fn by_organization(
    members: Vec<(Person, Membership)>,
) -> HashMap<Id<Organization>, Vec<(Person, Membership)>> {
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for (person, membership) in members {
        found.entry(membership.organization).or_default().push((person, membership));
    }
    found
}

fn only(all: Vec<Municipality>, codes: &[MunicipalityCode]) -> HashMap<MunicipalityCode, Municipality> {
    all.into_iter().filter(|m| codes.contains(&m.code)).map(|m| (m.code.clone(), m)).collect()
}
