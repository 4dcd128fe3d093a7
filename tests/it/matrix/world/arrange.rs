//! What the story does not tell: a part that ended, one withheld, a consultation kept from its hub, invitations
//! from outside the team, accesses in an emergency in every state, a hold on time and one on a record, a
//! certificate, a link between records.

use super::*;

struct Told {
    case: Uuid,
    owner: Uuid,
    conference: Uuid,
}

pub async fn arrange(app: &TestApp, connection: &DatabaseConnection, cast: &Cast) {
    let sql = "SELECT c.id, c.organization_id, f.id AS conference_id FROM discharge_case c \
               JOIN conference f ON f.case_id = c.id WHERE f.state = 'scheduled' ORDER BY c.id LIMIT 1";
    let one = ask(connection, sql, vec![]).await;
    let told = Told {
        case: uuid(&one[0], "id"),
        owner: uuid(&one[0], "organization_id"),
        conference: uuid(&one[0], "conference_id"),
    };
    team_and_hub(app, connection, cast, &told).await;
    invitations(app, connection, &told).await;
    emergencies(app, connection, cast, &told).await;
    let end = "UPDATE membership SET until_at = $1 WHERE id = $2";
    ask(connection, end, vec![app.now().millis().into(), cast.disabled.membership.uuid().into()]).await;
    records(app, connection, &told).await;
}

fn id(app: &TestApp) -> Value {
    app.app.ids.uuid().into()
}

async fn team_and_hub(app: &TestApp, connection: &DatabaseConnection, cast: &Cast, told: &Told) {
    let now = app.now().millis();
    let part = "INSERT INTO team_member (id, case_organization_id, case_id, organization_id, role, from_at, \
                until_at, withheld_at) VALUES ($1, $2, $3, $4, 'visiting_nurse', $5, $6, $7)";
    let stations = &app.region.stations;
    for (station, until, withheld) in [(&stations[1], Some(now), None), (&stations[2], None, Some(now))] {
        let values = vec![
            id(app),
            told.owner.into(),
            told.case.into(),
            station.organization.uuid().into(),
            (now - 1_000).into(),
            until.into(),
            withheld.into(),
        ];
        ask(connection, part, values).await;
    }
    let consultation = "INSERT INTO consultation (id, hub_id, case_id, requested_by, needs, services, sex, \
                        received_at, state, version, withheld_at) \
                        SELECT $1, $2, $3, $4, needs, services, sex, received_at, 'open', 1, $5 \
                        FROM consultation ORDER BY id LIMIT 1";
    let hub = cast.other_hub.organization.uuid();
    let values = vec![id(app), hub.into(), told.case.into(), told.owner.into(), now.into()];
    ask(connection, consultation, values).await;
}

async fn invitations(app: &TestApp, connection: &DatabaseConnection, told: &Told) {
    let invite = "INSERT INTO participant (id, organization_id, conference_id, position, seat, person_id, \
                  participant_organization_id, name, requirement, mode, travel_minutes) \
                  VALUES ($1, $2, $3, $4, 'home_physician', $5, $6, '見本 望', 'may', 'video', 0)";
    let (clinics, stations) = (&app.region.clinics, &app.region.stations);
    let invited = [clinics[3].first(), stations[1].first(), stations[2].first()];
    for (position, invited) in (90_i32..).zip(invited) {
        let (person, organization) = (invited.person.uuid(), invited.organization.uuid());
        let values = vec![
            id(app),
            told.owner.into(),
            told.conference.into(),
            position.into(),
            person.into(),
            organization.into(),
        ];
        ask(connection, invite, values).await;
    }
}

async fn emergencies(app: &TestApp, connection: &DatabaseConnection, cast: &Cast, told: &Told) {
    let now = app.now().millis();
    let emergency = "INSERT INTO emergency_access (id, case_organization_id, case_id, person_id, \
                     organization_id, reason, reason_text, from_at, until_at, ended_at, version) \
                     VALUES ($1, $2, $3, $4, $5, 'other', '急変', $6, $7, $8, 1)";
    let later = now + 4 * 3_600_000;
    for (taken, until, ended) in [
        (cast.taken, later, None),
        (cast.taken_though_withheld, later, None),
        (cast.given_back, later, Some(now - 500)),
        (cast.run_out, now - 1_000, None),
    ] {
        let values = vec![
            id(app),
            told.owner.into(),
            told.case.into(),
            taken.person.uuid().into(),
            taken.organization.uuid().into(),
            (now - 20_000).into(),
            until.into(),
            Value::from(ended),
        ];
        ask(connection, emergency, values).await;
    }
}

async fn records(app: &TestApp, connection: &DatabaseConnection, told: &Told) {
    let now = app.now().millis();
    let held = "INSERT INTO booking (id, resource_kind, resource_id, kind, starts_at, ends_at, organization_id, \
                title, expires_at) VALUES ($1, 'room', $2, 'hold', $3, $4, $5, '見本', $4)";
    let (from, until) = (now + 86_400_000_000, now + 86_400_900_000);
    let room = app.region.room.uuid();
    ask(connection, held, vec![id(app), room.into(), from.into(), until.into(), told.owner.into()]).await;
    let second = app.region.second_hospital.organization.uuid();
    let ends = "SELECT a.id AS own, b.id AS other FROM patient a, patient b \
                WHERE a.organization_id = $1 AND b.organization_id = $2 ORDER BY a.id, b.id LIMIT 1";
    let ends = ask(connection, ends, vec![told.owner.into(), second.into()]).await;
    let (own, other) = (uuid(&ends[0], "own"), uuid(&ends[0], "other"));
    let link = "INSERT INTO record_link (id, proposer_organization_id, proposer_patient_id, \
                other_organization_id, other_patient_id, state, state_at, undone_by, version) \
                VALUES ($1, $2, $3, $4, $5, 'undone', $6, $2, 1)";
    let values = vec![id(app), told.owner.into(), own.into(), second.into(), other.into(), now.into()];
    ask(connection, link, values).await;
    let person = app.social_worker().person.uuid();
    let hold = "INSERT INTO legal_hold (id, organization_id, patient_id, reason, placed_at, placed_by, \
                lifted_at, lifted_by) VALUES ($1, $2, $3, '見本', $4, $5, $4, $5)";
    let values = vec![id(app), told.owner.into(), own.into(), now.into(), person.into()];
    ask(connection, hold, values).await;
    let certificate = "INSERT INTO erasure_certificate (id, organization_id, patient_id, class, kept_until, \
                       erased_by, erased_at, counts) VALUES ($1, $2, $3, 'medical_record', $4, $5, $6, '[]')";
    let kept = time::macros::date!(2020 - 01 - 01);
    let values = vec![id(app), told.owner.into(), id(app), Value::from(kept), person.into(), now.into()];
    ask(connection, certificate, values).await;
}
