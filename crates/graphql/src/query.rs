//! What can be asked.

use async_graphql::MergedObject;

use crate::{
    access_token::AccessTokenQuery, audit::AuditQuery, board::BoardQuery, conference::ConferenceQuery,
    consultation::ConsultationQuery, delivery::DeliveryQuery, discharge_case::DischargeCaseQuery,
    emergency::EmergencyQuery, health::HealthQuery, measures::MeasuresQuery, membership::MembershipQuery,
    node::NodeQuery, organization::OrganizationQuery, patient::PatientQuery, person::PersonQuery,
    place::PlaceQuery, records::RecordsQuery, rule::RuleQuery, try_rules::TryRulesQuery,
};

/// What can be asked. Everything is answered for the person who is signed in, acting for one organization.
#[derive(MergedObject, Default)]
pub struct Query(
    PersonQuery,
    MembershipQuery,
    AccessTokenQuery,
    BoardQuery,
    DischargeCaseQuery,
    ConferenceQuery,
    ConsultationQuery,
    DeliveryQuery,
    EmergencyQuery,
    HealthQuery,
    MeasuresQuery,
    OrganizationQuery,
    PatientQuery,
    PlaceQuery,
    RecordsQuery,
    RuleQuery,
    TryRulesQuery,
    NodeQuery,
    AuditQuery,
);
