//! What patients and their families agreed to, whom it keeps out, and access taken in an emergency.
//!
//! `consent` is append-only: a later row answers an earlier one. `related_person_id` empty means that the
//! patient spoke; it points at no row, since a record outlives the relative's place in the patient's record.
//! Neither recipient column means everyone in the care team; an empty `case_id` means every case.
//! `withheld_at` says since when an organization is in a team, or a hub consulted, without a consent that
//! covers it; rows from before stay open.

crate::migration!(
    "m10_consent",
    "
CREATE TABLE consent (
  position {serial},
  id {uuid} NOT NULL UNIQUE,
  organization_id {uuid} NOT NULL,
  patient_id {uuid} NOT NULL,
  case_id {uuid},
  related_person_id {uuid},
  purpose TEXT NOT NULL,
  recipient_organization_id {uuid} REFERENCES organization (id),
  recipient_kind TEXT,
  form TEXT NOT NULL,
  ground TEXT,
  basis TEXT,
  document TEXT,
  given_on DATE NOT NULL,
  taken_by {uuid} NOT NULL REFERENCES person (id),
  taken_for {uuid} NOT NULL REFERENCES organization (id),
  taken_at BIGINT NOT NULL,
  FOREIGN KEY (organization_id, patient_id) REFERENCES patient (organization_id, id),
  FOREIGN KEY (organization_id, case_id) REFERENCES discharge_case (organization_id, id)
);
CREATE INDEX consent_by_patient ON consent (patient_id, position);
ALTER TABLE team_member ADD COLUMN withheld_at BIGINT;
ALTER TABLE consultation ADD COLUMN withheld_at BIGINT;
CREATE TABLE emergency_access (
  id {uuid} NOT NULL PRIMARY KEY,
  case_organization_id {uuid} NOT NULL,
  case_id {uuid} NOT NULL,
  person_id {uuid} NOT NULL REFERENCES person (id),
  organization_id {uuid} NOT NULL REFERENCES organization (id),
  reason TEXT NOT NULL,
  reason_text TEXT NOT NULL,
  from_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL,
  ended_at BIGINT,
  reviewed_at BIGINT,
  reviewed_by {uuid} REFERENCES person (id),
  review TEXT,
  review_note TEXT,
  version INTEGER NOT NULL,
  UNIQUE (case_organization_id, id),
  FOREIGN KEY (case_organization_id, case_id) REFERENCES discharge_case (organization_id, id)
);
CREATE INDEX emergency_access_by_case ON emergency_access (case_id, person_id);
CREATE INDEX emergency_access_by_person ON emergency_access (person_id, from_at);
CREATE INDEX emergency_access_open ON emergency_access (case_organization_id, from_at)
  WHERE reviewed_at IS NULL;
"
);
