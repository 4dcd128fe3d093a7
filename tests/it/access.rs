//! The whole matrix of who may do what, as a text a person can read.

use domain::{
    Id,
    access::{Action, Actor, Decision, Member, Relationship, Scope, decide},
    organization::OrganizationKind,
    person::{Profession, Role},
};
use uuid::Uuid;

fn actor(role: Role, profession: Profession) -> Actor {
    Actor::Member(Member {
        person: Id::new(Uuid::nil()),
        membership: Id::new(Uuid::nil()),
        organization: Id::new(Uuid::nil()),
        kind: OrganizationKind::Hospital,
        profession,
        role,
        scope: Scope::Everything,
    })
}

/// The decision for members, coordinators and administrators of one profession.
fn cell(action: Action, relationship: Relationship, profession: Profession) -> String {
    let decisions: Vec<_> = Role::ALL
        .iter()
        .map(|&role| match decide(&actor(role, profession), action, relationship) {
            Decision::Allow => "allow",
            Decision::Deny => "deny",
            Decision::Hide => "hide",
        })
        .collect();
    let same = decisions.iter().all(|d| *d == decisions[0]);
    if same { decisions[0].to_owned() } else { decisions.join("/") }
}

fn matrix() -> String {
    let mut text = String::from(
        "Who may do what. Columns: how the actor's organization stands to the thing; cells: the decision for\n\
         member/coordinator/administrator/privacy officer where they differ; * for physicians. hide = to this\n\
         actor the thing does not exist.\n\n",
    );
    text.push_str(&format!("{:<20}", "action"));
    for relationship in Relationship::ALL {
        text.push_str(&format!("{:<22}", relationship.code()));
    }
    text.push('\n');
    for &action in Action::ALL {
        let mut line = format!("{:<20}", action.code());
        for &relationship in Relationship::ALL {
            let (nurse, physician) = (
                cell(action, relationship, Profession::Nurse),
                cell(action, relationship, Profession::Physician),
            );
            let cell = if nurse == physician { nurse } else { format!("{nurse}, {physician}*") };
            line.push_str(&format!("{cell:<22}"));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[test]
fn the_matrix_is_as_it_was_agreed() {
    crate::columns::compare("access.txt", &matrix());
}
