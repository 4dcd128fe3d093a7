//! PostgreSQL's second wall: whatever a statement asks for, rows about patients come only to organizations that
//! have to do with the case.
//!
//! A transaction says on whose behalf it runs: `kaname.organization` and `kaname.person`, or `kaname.system` for
//! what the system does by itself; `kaname.now` is the moment. One that says nothing finds no rows, its owner's
//! included. What an organization reaches beyond its own rows is asked of functions that run as the system
//! inside, so that no policy asks another in a circle; `ARRAY(SELECT …)` lets each run once in a statement.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m12_row_security"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() != DbBackend::Postgres {
            return Ok(());
        }
        let connection = manager.get_connection();
        connection.execute_unprepared(SETTINGS).await?;
        for beyond in BEYOND {
            connection.execute_unprepared(&beyond.sql()).await?;
        }
        for wall in WALLS {
            connection.execute_unprepared(&wall.sql()).await?;
        }
        Ok(())
    }
}

/// What the transaction says of who asks.
const SETTINGS: &str = "
CREATE FUNCTION kaname_system() RETURNS boolean LANGUAGE sql STABLE AS
  $$ SELECT coalesce(current_setting('kaname.system', true), '') = 'on' $$;
CREATE FUNCTION kaname_organization() RETURNS uuid LANGUAGE sql STABLE AS
  $$ SELECT nullif(current_setting('kaname.organization', true), '')::uuid $$;
CREATE FUNCTION kaname_person() RETURNS uuid LANGUAGE sql STABLE AS
  $$ SELECT nullif(current_setting('kaname.person', true), '')::uuid $$;
CREATE FUNCTION kaname_now() RETURNS bigint LANGUAGE sql STABLE AS
  $$ SELECT coalesce(nullif(current_setting('kaname.now', true), '')::bigint,
                     (extract(epoch FROM now()) * 1000)::bigint) $$;
";

/// A function that reads as the system.
struct Beyond {
    signature: &'static str,
    returns: &'static str,
    query: &'static str,
}

impl Beyond {
    fn sql(&self) -> String {
        let Self { signature, returns, query } = self;
        format!(
            "CREATE FUNCTION {signature} RETURNS {returns} LANGUAGE plpgsql STABLE AS $$
             #variable_conflict use_column
             DECLARE before text := current_setting('kaname.system', true);
             BEGIN
               PERFORM set_config('kaname.system', 'on', true);
               RETURN QUERY {query};
               PERFORM set_config('kaname.system', coalesce(before, ''), true);
             END $$"
        )
    }
}

const BEYOND: &[Beyond] = &[
    // The cases the organization takes care of with others.
    Beyond {
        signature: "kaname_team_cases()",
        returns: "SETOF uuid",
        query: "SELECT case_id FROM team_member
                WHERE organization_id = kaname_organization() AND until_at IS NULL AND withheld_at IS NULL",
    },
    // The cases about which it is consulted as a hub.
    Beyond {
        signature: "kaname_hub_cases()",
        returns: "SETOF uuid",
        query: "SELECT case_id FROM consultation
                WHERE hub_id = kaname_organization() AND state = 'open' AND withheld_at IS NULL
                  AND case_id IS NOT NULL",
    },
    // The cases to which the person has access in an emergency.
    Beyond {
        signature: "kaname_emergency_cases()",
        returns: "SETOF uuid",
        query: "SELECT case_id FROM emergency_access
                WHERE person_id = kaname_person() AND organization_id = kaname_organization()
                  AND from_at <= kaname_now() AND kaname_now() < until_at AND ended_at IS NULL",
    },
    // The cases of others that may be read.
    Beyond {
        signature: "kaname_reached_cases()",
        returns: "SETOF uuid",
        query: "SELECT kaname_team_cases() UNION ALL SELECT kaname_hub_cases()
                UNION ALL SELECT kaname_emergency_cases()",
    },
    Beyond {
        signature: "kaname_reached_patients()",
        returns: "SETOF uuid",
        query: "SELECT patient_id FROM discharge_case WHERE id = ANY (ARRAY(SELECT kaname_reached_cases()))",
    },
    // The conferences the person is invited to, and those about the cases the organization works on with others.
    Beyond {
        signature: "kaname_worked_conferences()",
        returns: "SETOF uuid",
        query: "SELECT conference_id FROM participant WHERE person_id = kaname_person()
                UNION ALL SELECT id FROM conference WHERE case_id = ANY (ARRAY(SELECT kaname_team_cases()))
                UNION ALL SELECT id FROM conference WHERE case_id = ANY (ARRAY(SELECT kaname_hub_cases()))",
    },
    Beyond {
        signature: "kaname_reached_conferences()",
        returns: "SETOF uuid",
        query: "SELECT kaname_worked_conferences()
                UNION ALL SELECT id FROM conference WHERE case_id = ANY (ARRAY(SELECT kaname_emergency_cases()))",
    },
    // What takes the time of resources; of others' bookings neither title nor conference.
    Beyond {
        signature: "kaname_busy(resources uuid[], starts_before bigint, ends_after bigint)",
        returns: "TABLE (id uuid, resource_kind text, resource_id uuid, kind text, starts_at bigint,
                  ends_at bigint, organization_id uuid, conference_id uuid, title text, expires_at bigint)",
        query: "SELECT b.id, b.resource_kind, b.resource_id, b.kind, b.starts_at, b.ends_at, b.organization_id,
                       CASE WHEN o.own THEN b.conference_id END, CASE WHEN o.own THEN b.title END, b.expires_at
                FROM booking b, LATERAL (SELECT b.organization_id = kaname_organization()
                                             OR b.resource_id = kaname_person() AS own) o
                WHERE kaname_organization() IS NOT NULL AND b.resource_id = ANY (resources)
                  AND b.starts_at < starts_before AND b.ends_at > ends_after
                ORDER BY b.starts_at, b.id",
    },
    // The patients without names of consultations from which the organization was asked.
    Beyond {
        signature: "kaname_subjects(consultations uuid[])",
        returns: "TABLE (id uuid, age_from integer, sex text, municipality_code text, latitude double precision,
                  longitude double precision, location_precision text, needs text)",
        query: "SELECT c.id, c.age_from, c.sex, c.municipality_code, c.latitude, c.longitude,
                       c.location_precision, c.needs
                FROM consultation c
                WHERE c.id = ANY (consultations)
                  AND EXISTS (SELECT 1 FROM offer o WHERE o.consultation_id = c.id
                              AND kaname_organization() IN (o.organization_id, o.hub_id))",
    },
];

/// Who may read, add, change and take away the rows of a table.
struct Wall {
    table: &'static str,
    read: &'static str,
    add: &'static str,
    change: &'static str,
    remove: &'static str,
}

impl Wall {
    /// A table whose rows others may read, and the organization of a row write.
    const fn owned(table: &'static str, read: &'static str, own: &'static str) -> Self {
        Self { table, read, add: own, change: own, remove: own }
    }

    fn sql(&self) -> String {
        let Self { table, read, add, change, remove } = self;
        format!(
            "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
             ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
             CREATE POLICY reads ON {table} FOR SELECT USING (kaname_system() OR {read});
             CREATE POLICY adds ON {table} FOR INSERT WITH CHECK (kaname_system() OR {add});
             CREATE POLICY changes ON {table} FOR UPDATE USING (kaname_system() OR {change})
               WITH CHECK (kaname_system() OR {change});
             CREATE POLICY removes ON {table} FOR DELETE USING (kaname_system() OR {remove});"
        )
    }
}

const NOBODY: &str = "false";
const OWN: &str = "organization_id = kaname_organization()";
const OWN_CASE: &str = "case_organization_id = kaname_organization()";
const OWN_OR_TEAM_CASE: &str =
    "case_organization_id = kaname_organization() OR case_id = ANY (ARRAY(SELECT kaname_team_cases()))";
const CASE: &str =
    "organization_id = kaname_organization() OR case_id = ANY (ARRAY(SELECT kaname_reached_cases()))";
const TEAM_CASE: &str =
    "case_organization_id = kaname_organization() OR case_id = ANY (ARRAY(SELECT kaname_reached_cases()))";
const OF_CONFERENCE: &str = "organization_id = kaname_organization() OR conference_id = ANY (ARRAY(SELECT kaname_reached_conferences()))";
const OF_PATIENT: &str =
    "organization_id = kaname_organization() OR patient_id = ANY (ARRAY(SELECT kaname_reached_patients()))";
const LINKED: &str =
    "proposer_organization_id = kaname_organization() OR other_organization_id = kaname_organization()";
const CONSULTED: &str = "hub_id = kaname_organization() OR requested_by = kaname_organization()";
const OFFERED: &str = "hub_id = kaname_organization() OR organization_id = kaname_organization()";

const WALLS: &[Wall] = &[
    Wall::owned(
        "patient",
        "organization_id = kaname_organization() OR id = ANY (ARRAY(SELECT kaname_reached_patients()))",
        OWN,
    ),
    Wall::owned("related_person", OF_PATIENT, OWN),
    Wall {
        table: "record_link",
        read: LINKED,
        add: "proposer_organization_id = kaname_organization()",
        change: LINKED,
        remove: NOBODY,
    },
    Wall {
        table: "discharge_case",
        read: "organization_id = kaname_organization() OR id = ANY (ARRAY(SELECT kaname_reached_cases()))",
        add: OWN,
        // The physicians of the team share out duties, which raises the case's version.
        change: "organization_id = kaname_organization() OR id = ANY (ARRAY(SELECT kaname_team_cases()))",
        remove: OWN,
    },
    Wall::owned("case_rule", CASE, OWN),
    Wall::owned("milestone", CASE, OWN),
    Wall {
        table: "team_member",
        read: TEAM_CASE,
        // The hub brings in whoever took its offer.
        add: "case_organization_id = kaname_organization() OR case_id = ANY (ARRAY(SELECT kaname_hub_cases()))",
        change: OWN_CASE,
        remove: OWN_CASE,
    },
    Wall {
        table: "responsibility",
        read: TEAM_CASE,
        add: OWN_OR_TEAM_CASE,
        change: OWN_OR_TEAM_CASE,
        remove: OWN_OR_TEAM_CASE,
    },
    Wall {
        table: "care_plan",
        read: TEAM_CASE,
        add: "organization_id = kaname_organization() AND \
              (case_organization_id = kaname_organization() OR case_id = ANY (ARRAY(SELECT kaname_team_cases())))",
        change: NOBODY,
        remove: NOBODY,
    },
    Wall::owned(
        "conference",
        "organization_id = kaname_organization() OR id = ANY (ARRAY(SELECT kaname_reached_conferences()))",
        OWN,
    ),
    Wall::owned("participant", OF_CONFERENCE, OWN),
    Wall::owned("proposed_time", OF_CONFERENCE, OWN),
    Wall {
        table: "answer",
        read: "EXISTS (SELECT 1 FROM conference c WHERE c.id = conference_id)",
        add: "EXISTS (SELECT 1 FROM conference c WHERE c.id = conference_id \
              AND (c.organization_id = kaname_organization() \
              OR c.id = ANY (ARRAY(SELECT kaname_worked_conferences()))))",
        change: NOBODY,
        remove: NOBODY,
    },
    // Only the system makes and reads the links by which people answer without signing in.
    Wall { table: "invitation_token", read: NOBODY, add: NOBODY, change: NOBODY, remove: NOBODY },
    Wall {
        table: "booking",
        read: "organization_id = kaname_organization() OR resource_id = kaname_person()",
        add: OWN,
        change: OWN,
        remove: "organization_id = kaname_organization() OR resource_id = kaname_person()",
    },
    Wall { table: "consultation", read: CONSULTED, add: CONSULTED, change: CONSULTED, remove: NOBODY },
    Wall {
        table: "offer",
        read: "hub_id = kaname_organization() OR organization_id = kaname_organization() \
               OR EXISTS (SELECT 1 FROM consultation c WHERE c.id = consultation_id)",
        add: "hub_id = kaname_organization()",
        change: OFFERED,
        remove: NOBODY,
    },
    Wall {
        table: "consent",
        read: OF_PATIENT,
        add: "taken_for = kaname_organization() AND (organization_id = kaname_organization() \
              OR patient_id = ANY (ARRAY(SELECT kaname_reached_patients())))",
        change: NOBODY,
        remove: NOBODY,
    },
    Wall {
        table: "emergency_access",
        read: "case_organization_id = kaname_organization() OR organization_id = kaname_organization()",
        add: "organization_id = kaname_organization() AND person_id = kaname_person()",
        change: "case_organization_id = kaname_organization() \
                 OR organization_id = kaname_organization() AND person_id = kaname_person()",
        remove: NOBODY,
    },
];
