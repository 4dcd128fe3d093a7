//! Care plans, one row for each revision.

crate::migration!(
    "m07_plans",
    "
CREATE TABLE care_plan (
  id {uuid} NOT NULL PRIMARY KEY,
  case_organization_id {uuid} NOT NULL,
  case_id {uuid} NOT NULL,
  revision INTEGER NOT NULL,
  content TEXT NOT NULL,
  written_by {uuid} NOT NULL REFERENCES person (id),
  organization_id {uuid} NOT NULL REFERENCES organization (id),
  written_at BIGINT NOT NULL,
  UNIQUE (case_id, revision),
  FOREIGN KEY (case_organization_id, case_id) REFERENCES discharge_case (organization_id, id)
);
"
);
