//! The forms about the case itself.

use domain::{
    discharge_case::{CaseOutcome, CaseState, Delay, DelayOwner, DelayReason, Destination, DischargeCase},
    milestone::Milestone,
    needs::Need,
    organization::ServiceKind,
    readiness::{Matter, Readiness},
};

use super::{consent, view::Context};
use crate::{
    form::{Choice, Form, choices},
    page::Page,
};

/// What the patient needs at home.
pub fn needs(page: &Page, case: &DischargeCase) -> Form {
    let chosen = case.needs.iter().map(|need| need.code().to_owned()).collect();
    page.form("needs", format!("/cases/{}/needs", case.id))
        .folded("case-needs-action")
        .version(case.version)
        .checks("needs", choices(page.wording, Need::ALL), chosen)
        .submit("common-save-action")
}

/// When and where the patient is expected to go.
pub fn expect(page: &Page, case: &DischargeCase) -> Form {
    let (code, name) = match &case.destination {
        Destination::Undecided => ("undecided", String::new()),
        Destination::Home => ("home", String::new()),
        Destination::Facility { name } => ("facility", name.to_string()),
        Destination::OutsideNetwork { name } => ("outside_network", name.to_string()),
    };
    let destinations = ["undecided", "home", "facility", "outside_network"]
        .map(|code| Choice::new(code, page.t(&format!("destination-{}", code.replace('_', "-")))));
    page.form("expect", format!("/cases/{}/expected-discharge", case.id))
        .folded("case-expect-action")
        .version(case.version)
        .day("expectedDischargeOn", case.expected_discharge_on)
        .hint("admission-expected-discharge-hint")
        .radios("destination", destinations.into(), code)
        .line("destinationName", name)
        .hint("form-destination-name-hint")
        .submit("common-save-action")
}

/// What holds the discharge up.
pub fn delay(page: &Page, case: &DischargeCase) -> Form {
    let (reason, owner, note) = match &case.delay {
        Some(Delay { reason, owner, note, since: _ }) => {
            (reason.code(), owner.code(), note.as_ref().map(ToString::to_string))
        }
        None => ("", DelayOwner::DischargeSupport.code(), None),
    };
    let mut reasons = vec![Choice::none(page.wording, "case-delay-none")];
    reasons.extend(choices(page.wording, DelayReason::ALL));
    page.form("delay", format!("/cases/{}/delay", case.id))
        .folded("case-delay-action")
        .version(case.version)
        .select("delayReason", reasons, reason)
        .hint("case-delay-hint")
        .select("delayOwner", choices(page.wording, DelayOwner::ALL), owner)
        .note("delayNote", note.unwrap_or_default())
        .submit("common-save-action")
}

/// Why something shall hold the discharge up no longer; nothing where nothing does.
pub fn override_readiness(page: &Page, case: &DischargeCase, found: &Readiness) -> Option<Form> {
    let open: Vec<_> = found.preparations.iter().filter(|p| p.holds_up()).map(|p| p.matter).collect();
    let form = overrides(page, case, "override")
        .folded("case-override-action")
        .select("matter", choices(page.wording, &open), "")
        .required()
        .note("overrideReason", "")
        .required()
        .hint("case-override-hint")
        .submit("case-override-action");
    (!open.is_empty()).then_some(form)
}

/// It shall hold the discharge up again.
pub fn restore_readiness(page: &Page, case: &DischargeCase, matter: Matter) -> Form {
    overrides(page, case, &format!("restore-{matter}"))
        .with("how", "restore")
        .with("matter", matter)
        .submit_quietly("case-override-restore-action")
}

fn overrides(page: &Page, case: &DischargeCase, name: &str) -> Form {
    page.form(name, format!("/cases/{}/overrides", case.id)).version(case.version)
}

/// A step was done, or is not to be done; by the packs named besides, too, which ask the same.
pub fn settle(page: &Page, milestone: &Milestone, besides: &[&str]) -> Vec<Form> {
    let everywhere = |form: Form| match besides {
        [] => form,
        _ => {
            let text = page.with("case-milestone-everywhere", "rules", besides.join("・"));
            form.checks("everywhere", vec![Choice::new("yes", text)], vec!["yes".to_owned()])
        }
    };
    let form = |how: &str, key: &str| {
        page.form(&format!("{how}-{}", milestone.id), format!("/cases/{}/milestones", milestone.case))
            .folded(key)
            .with("milestone", milestone.id)
            .with("how", how)
            .version(milestone.version)
    };
    vec![
        everywhere(form("done", "case-milestone-done-action").day("doneOn", Some(page.today)).required())
            .submit("case-milestone-done-action"),
        everywhere(form("waived", "case-milestone-waive-action").note("waivedReason", "").required())
            .submit("case-milestone-waive-action"),
    ]
}

/// Asking the hub for a home team.
pub fn consult(page: &Page, case: &DischargeCase, context: &Context<'_>) -> Form {
    let mut hubs = vec![Choice::none(page.wording, "form-hub-by-address")];
    hubs.extend(context.hubs.iter().map(|hub| Choice::new(hub.id, hub.name.as_str())));
    let form = page
        .form("consult", format!("/cases/{}/consultations", case.id))
        .folded("case-consult-action")
        .key(context.key)
        .checks("services", choices(page.wording, ServiceKind::ALL), vec![])
        .required()
        .select("hub", hubs, "")
        .note("note", "")
        .hint("form-no-name-hint");
    consent::ask(page, form).submit("case-consult-action")
}

/// How the stay, and the case, end.
pub fn ends(page: &Page, case: &DischargeCase) -> Vec<Form> {
    let form = |name: &str, key: &str| {
        page.form(name, format!("/cases/{}/{name}", case.id)).folded(key).version(case.version)
    };
    let leaves = || {
        vec![
            form("discharge", "case-discharge-action")
                .day("dischargedOn", Some(page.today))
                .required()
                .submit("case-discharge-action"),
            form("transfer", "case-transfer-action")
                .day("transferredOn", Some(page.today))
                .required()
                .line("transferredTo", "")
                .required()
                .submit("case-transfer-action"),
        ]
    };
    let close = || {
        form("close", "case-close-action")
            .radios("outcome", choices(page.wording, CaseOutcome::ALL), "")
            .called(page.t("case-outcome"))
            .required()
            .submit_firmly("case-close-action")
    };
    match &case.state {
        CaseState::Admitted => leaves().into_iter().chain([close()]).collect(),
        CaseState::Discharged { .. } | CaseState::Transferred { .. } => vec![close()],
        CaseState::Closed { .. } => vec![],
    }
}
