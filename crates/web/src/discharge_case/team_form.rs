//! The forms about the team of a case.

use domain::{
    care_team::{CareTeam, Duty, TeamMember, TeamRole},
    discharge_case::DischargeCase,
};

use super::{consent, view::Context};
use crate::{
    form::{Choice, Form, choices},
    page::Page,
};

/// Looks for organizations.
pub fn search(page: &Page, case: &DischargeCase, search: &str) -> Form {
    page.form("team-search", format!("/cases/{}#team", case.id))
        .get()
        .input("search", "team", search)
        .submit("common-search-action")
}

/// An organization, and a person of it, joins the team.
pub fn join(page: &Page, case: &DischargeCase, context: &Context<'_>) -> Form {
    let organizations: Vec<Choice> = context
        .candidates
        .iter()
        .map(|o| {
            let address = o.address.as_ref().map(ToString::to_string).unwrap_or_default();
            let hint = Some(format!("{} {address}", page.label(o.kind)));
            Choice { value: o.id.to_string(), label: o.name.to_string(), hint }
        })
        .collect();
    let first = context.candidates.get(1).or(context.candidates.first());
    let first = first.map(|o| o.id.to_string()).unwrap_or_default();
    let mut people = vec![Choice::none(page.wording, "form-nobody-yet")];
    people.extend(context.members.iter().map(|(person, membership)| {
        let office = context.candidates.iter().find(|o| o.id == membership.organization);
        let office = office.map(|o| o.name.as_str()).unwrap_or_default();
        let profession = page.label(membership.profession);
        Choice::new(person.id, format!("{} {profession} ({office})", person.name))
    }));
    let form = page
        .form("join", format!("/cases/{}/team", case.id))
        .key(context.join_key)
        .with("search", context.search)
        .radios("organization", organizations, first)
        .required()
        .select("person", people, "")
        .select("role", choices(page.wording, TeamRole::ALL), "")
        .required();
    let form = consent::ask(page, form).submit("case-team-add-action");
    if context.search.is_empty() { form.folded("case-team-add-action") } else { form }
}

/// Somebody's part in the team ends.
pub fn leave(page: &Page, case: &DischargeCase, member: &TeamMember) -> Form {
    page.form(&format!("leave-{}", member.id), format!("/cases/{}/team/leave", case.id))
        .folded("case-team-end-action")
        .with("member", member.id)
        .submit_firmly("case-team-end-action")
}

/// Takes up the team of the case before.
pub fn take_up(page: &Page, case: &DischargeCase) -> Form {
    let form = page.form("take-up", format!("/cases/{}/team/take-up", case.id));
    consent::ask(page, form).submit("form-take-up-action")
}

/// Who of the physicians answers for what.
pub fn duties(page: &Page, case: &DischargeCase, team: &CareTeam) -> Form {
    let mut holders = vec![Choice::none(page.wording, "case-duty-open")];
    let present = |role: &&TeamRole| role.is_attending() && team.members.iter().any(|m| m.role == **role);
    let roles: Vec<TeamRole> = TeamRole::ALL.iter().filter(present).copied().collect();
    holders.extend(choices(page.wording, &roles));
    let mut form = page
        .form("duties", format!("/cases/{}/duties", case.id))
        .folded("form-share-duties")
        .version(case.version);
    for &duty in Duty::ALL {
        let held = team.responsibilities.iter().find(|r| r.duty == duty);
        form = form
            .group(page.label(duty))
            .select(
                &format!("duty-{duty}-holder"),
                holders.clone(),
                held.map(|r| r.holder.code()).unwrap_or_default(),
            )
            .day(&format!("duty-{duty}-reviewOn"), held.and_then(|r| r.review_on))
            .end();
    }
    form.submit("case-duties-action")
}
