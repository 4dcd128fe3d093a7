//! What fields are called. A field has the name it has in the API, so that a refusal finds its field.

use wording::Wording;

use super::Fields;

/// The key of the text that names a field; rows carry their number in the middle (`related-0-name`).
pub(super) const LABELS: &[(&str, &str)] = &[
    ("action-dueOn", "conference-action-due-on"),
    ("action-owner", "conference-action-owner"),
    ("action-what", "conference-action-what"),
    ("address", "admission-address"),
    ("admittedOn", "admission-admitted-on"),
    ("ageFrom", "hub-age"),
    ("agenda", "conference-agenda"),
    ("amendment", "conference-amendment"),
    ("answer", "conference-answers"),
    ("answerWithinMinutes", "hub-answer-within"),
    ("backupBed", "plan-backup-bed"),
    ("bornOn", "admission-born-on"),
    ("call-hours", "plan-first-call-hours"),
    ("call-phone", "common-phone-label"),
    ("call-who", "plan-first-call-who"),
    ("careAppliedOn", "admission-applied-on"),
    ("careInsurance", "admission-care-insurance"),
    ("careLevel", "admission-care-level"),
    ("careValidUntil", "admission-valid-until"),
    ("channel", "form-channel"),
    ("day", "common-day"),
    ("decisions", "conference-decisions"),
    ("destination", "case-destination"),
    ("destinationName", "case-destination-name"),
    ("dischargedOn", "case-discharge-on"),
    ("doneOn", "case-milestone-done-on-label"),
    ("durationMinutes", "conference-duration"),
    ("duty-holder", "case-duty-holder"),
    ("duty-reviewOn", "case-duty-review-on"),
    ("email", "common-email-label"),
    ("expectedDischargeOn", "admission-expected-discharge-on"),
    ("firstCalls", "plan-first-calls"),
    ("from", "slot-from"),
    ("goals", "plan-goals"),
    ("hub", "form-hub"),
    ("kind", "conference-kind"),
    ("leftOut", "conference-leave-out-reason"),
    ("municipality", "admission-municipality"),
    ("name", "admission-name"),
    ("nameKana", "admission-name-kana"),
    ("needs", "admission-needs"),
    ("note", "common-note"),
    ("number", "admission-number"),
    ("offer", "hub-offers"),
    ("organization", "common-organization"),
    ("outcome", "hub-outcome"),
    ("participant", "conference-participants"),
    ("participant-email", "common-email-label"),
    ("participant-invite", "conference-invite-action"),
    ("participant-mode", "conference-mode"),
    ("participant-name", "common-person"),
    ("participant-requirement", "conference-requirement"),
    ("participant-seat", "conference-seat"),
    ("participant-travelMinutes", "conference-travel-minutes"),
    ("participants", "conference-participants"),
    ("patient", "admission-patient"),
    ("person", "common-person"),
    ("phone", "admission-phone"),
    ("postalCode", "admission-postal-code"),
    ("presence", "conference-presence"),
    ("reason", "common-reason"),
    ("related-name", "form-related-name"),
    ("related-phone", "form-related-phone"),
    ("related-relation", "admission-relation"),
    ("related-role", "admission-related-role"),
    ("role", "case-team-role"),
    ("room", "conference-room"),
    ("service", "plan-service-kind"),
    ("service-kind", "plan-service-kind"),
    ("service-what", "plan-service-what"),
    ("service-when", "plan-service-when"),
    ("service-who", "plan-service-who"),
    ("services", "hub-services"),
    ("sex", "admission-sex"),
    ("starts", "conference-proposed"),
    ("substituteEmail", "conference-substitute-email"),
    ("substituteName", "conference-substitute-name"),
    ("summary", "conference-summary"),
    ("team", "form-search-organization"),
    ("time", "form-clock"),
    ("times", "common-time"),
    ("title", "conference-name"),
    ("token", "sign-in-token"),
    ("transferredOn", "case-transfer-on"),
    ("transferredTo", "case-transfer-to"),
    ("until", "slot-until"),
    ("videoAddress", "conference-video-address"),
    ("waivedReason", "case-milestone-waive-reason"),
    ("ward", "admission-ward"),
    ("wardClass", "admission-ward-class"),
    ("wishes", "plan-wishes"),
];

/// Fields that carry another name than in the API, since a page has several of the kind.
const ELSEWHERE: &[(&str, &[&str])] = &[
    ("on", &["dischargedOn", "transferredOn", "doneOn"]),
    ("startsAt", &["time", "starts"]),
    ("reason", &["waivedReason"]),
    ("firstCalls", &["call-0-who"]),
    ("services", &["service-0-what"]),
    ("responsibilities", &["duty-opioid_prescription-holder"]),
    ("phone", &["call-0-phone"]),
];

/// What a field is called.
pub fn of(wording: Wording, name: &str) -> Option<String> {
    let key = |name: &str| LABELS.iter().find(|(known, _)| *known == name).map(|(_, key)| *key);
    let without_row = || match name.split_once('-') {
        Some((row, rest)) => match rest.rsplit_once('-') {
            Some((_, field)) if key(&format!("{row}-{field}")).is_some() => format!("{row}-{field}"),
            _ => row.to_owned(),
        },
        None => name.to_owned(),
    };
    key(name).or_else(|| key(&without_row())).map(|key| wording.text(key))
}

/// The name under which a field of the API was sent.
pub fn sent(fields: &Fields, field: &str) -> Option<String> {
    let others = ELSEWHERE.iter().filter(|(known, _)| *known == field).flat_map(|(_, names)| *names);
    std::iter::once(&field).chain(others).find(|name| fields.has(name)).map(|name| (*name).to_owned())
}
