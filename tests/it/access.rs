//! The whole matrix of who may do what, as a text that a security officer reads.

use std::collections::BTreeMap;

use domain::{
    Id,
    access::{Action, Actor, Decision, Guest, Member, Relationship, Scope, decide},
    organization::OrganizationKind,
    person::{Profession, Role},
};
use uuid::Uuid;
use wording::{Language, Wording};

const LEGEND: &str = "\
Who may do what. One part for each way in which an actor stands to a thing; in it one line for each action.

  allow   it is done
  deny    the thing is visible, and this is not done to it; the reason is told (FORBIDDEN)
  hide    to this actor the thing does not exist (NOT_FOUND), whatever is tried

Where not all are treated alike, those are named who are, by role, profession or kind of organization, and
what the others get follows. `deny` is followed by its reason. What is hidden throughout a part is not listed.
The first line that describes how somebody stands to a thing decides, in the order of the parts; only for a
conference `invited` stands after `withdrawn` and before `ended`. The system itself may do everything, when
time makes something happen.

What a role does at home (end_records, keep_members, confirm_role, review_rights) is denied to the other roles
before anything is looked for, whatever they name. Access taken in an emergency is given back by who took it;
nobody else finds it there.
";

const READING: &str = "
A token that only reads: it sees what its owner sees, and is denied the rest (scope) before anything is looked
for. It is good for
";

const CALENDAR: &str = "
The address of somebody's calendar: their own conferences as a file, and nothing else by pages or API. It is good
for
";

const STANDINGS: &[(Relationship, &str)] = &[
    (Relationship::Own, "It is their organization's own: its case, conference, consultation, record."),
    (
        Relationship::Team,
        "Their organization is in the care team of the case, and the patient's consent covers it; or it asked for \
         the consultation.",
    ),
    (
        Relationship::Hub,
        "Their organization is the hub with an open consultation about the case, and consent covers it; of an \
         organization's record: the hub of the area it stands in; of its measures: also the municipality or medical \
         association.",
    ),
    (
        Relationship::Asked,
        "Their organization was asked by the hub, and is not confirmed: a summary without a name.",
    ),
    (
        Relationship::Invited,
        "They are invited to the conference in person, and see when, where and with whom; nothing of the patient.",
    ),
    (
        Relationship::Emergency,
        "They took access in an emergency: for one case, for four hours, under review.",
    ),
    (Relationship::Withdrawn, "The patient's consent does not cover their organization, or was withdrawn."),
    (Relationship::Ended, "Their organization's part in the care team has ended."),
    (Relationship::None, "Nothing."),
];

/// Who somebody is, as far as the table tells people apart.
type Kind = (Role, Profession, OrganizationKind);

fn everyone() -> impl Iterator<Item = Kind> {
    let with = |role: Role| {
        Profession::ALL.iter().flat_map(move |&profession| {
            OrganizationKind::ALL.iter().map(move |&kind| (role, profession, kind))
        })
    };
    Role::ALL.iter().copied().flat_map(with)
}

fn of_kind((role, profession, kind): Kind) -> Member {
    Member {
        person: Id::new(Uuid::nil()),
        membership: Id::new(Uuid::nil()),
        organization: Id::new(Uuid::nil()),
        kind,
        profession,
        role,
        scope: Scope::Everything,
    }
}

fn member(kind: Kind) -> Actor {
    Actor::Member(of_kind(kind))
}

fn text(decision: Decision) -> String {
    match decision {
        Decision::Allow => "allow".into(),
        Decision::Deny(denial) => format!("deny ({denial})"),
        Decision::Hide => "hide".into(),
    }
}

/// What those get whom one property tells apart, if it tells all apart.
fn by(of: impl Fn(&Kind) -> String, order: &[String], decisions: &[(Kind, Decision)]) -> Option<String> {
    let mut found: BTreeMap<String, Decision> = BTreeMap::new();
    for (kind, decision) in decisions {
        if *found.entry(of(kind)).or_insert(*decision) != *decision {
            return None;
        }
    }
    let mut groups: Vec<(Decision, Vec<&String>)> = vec![];
    for value in order {
        match groups.iter_mut().find(|(decision, _)| *decision == found[value]) {
            Some((_, values)) => values.push(value),
            None => groups.push((found[value], vec![value])),
        }
    }
    groups.sort_by_key(|(decision, _)| *decision != Decision::Allow);
    let (last, others) = groups.split_last()?;
    let named = others.iter().map(|(decision, values)| {
        let values: Vec<&str> = values.iter().map(|value| value.as_str()).collect();
        format!("{}: {}", text(*decision), values.join(", "))
    });
    Some(named.chain([format!("others {}", text(last.0))]).collect::<Vec<_>>().join("; "))
}

fn codes<T: Copy>(all: &[T], code: impl Fn(T) -> &'static str) -> Vec<String> {
    all.iter().map(|value| code(*value).to_owned()).collect()
}

fn cell(action: Action, relationship: Relationship) -> String {
    let decisions: Vec<(Kind, Decision)> =
        everyone().map(|kind| (kind, decide(&member(kind), action, relationship))).collect();
    if decisions.iter().all(|(_, decision)| *decision == decisions[0].1) {
        return text(decisions[0].1);
    }
    by(|k| k.0.code().into(), &codes(Role::ALL, Role::code), &decisions)
        .or_else(|| by(|k| k.1.code().into(), &codes(Profession::ALL, Profession::code), &decisions))
        .or_else(|| {
            by(|k| k.2.code().into(), &codes(OrganizationKind::ALL, OrganizationKind::code), &decisions)
        })
        .unwrap_or_else(|| panic!("{action} under {relationship} hangs on more than one property"))
}

fn matrix() -> String {
    let mut matrix = LEGEND.to_owned();
    let english = Wording::new(Language::English);
    matrix.push_str("\nActions:\n");
    for &action in Action::ALL {
        matrix.push_str(&format!("  {:<20}{}\n", action.code(), english.label(action)));
    }
    for (relationship, standing) in STANDINGS {
        matrix.push_str(&format!("\n{relationship}: {standing}\n"));
        for &action in Action::ALL {
            let cell = cell(action, *relationship);
            if cell != "hide" {
                matrix.push_str(&format!("  {:<20}{cell}\n", action.code()));
            }
        }
    }
    matrix.push_str("\nThe holder of an invitation's link, who is not signed in:\n");
    let guest = Actor::Guest(Guest { participant: Id::new(Uuid::nil()), conference: Id::new(Uuid::nil()) });
    for &relationship in Relationship::ALL {
        for &action in Action::ALL {
            let decision = decide(&guest, action, relationship);
            if decision != Decision::Hide {
                let line = format!("  {:<20}{} where {relationship}\n", action.code(), text(decision));
                matrix.push_str(&line);
            }
        }
    }
    matrix.push_str(READING);
    let everyone: Vec<Member> = everyone().map(of_kind).collect();
    for &action in Action::ALL {
        let reads = |member: &Member| {
            Relationship::ALL.iter().all(|&relationship| {
                let reading = Actor::Member(Member { scope: Scope::Reading, ..*member });
                decide(&reading, action, relationship)
                    == decide(&Actor::Member(*member), action, relationship)
            })
        };
        if everyone.iter().all(reads) {
            matrix.push_str(&format!("  {action}\n"));
        }
    }
    matrix.push_str(CALENDAR);
    for &action in Action::ALL {
        let is_read = |member: &Member| {
            let calendar = Actor::Member(Member { scope: Scope::Calendar, ..*member });
            decide(&calendar, action, Relationship::Own) == Decision::Allow
        };
        if everyone.iter().any(is_read) {
            matrix.push_str(&format!("  {action}\n"));
        }
    }
    matrix
}

#[test]
fn the_matrix_is_as_it_was_agreed() {
    let told: Vec<Relationship> = STANDINGS.iter().map(|(relationship, _)| *relationship).collect();
    assert_eq!(told, Relationship::ALL, "every way to stand to a thing is described, in order");
    crate::columns::compare("access.txt", &matrix());
}
