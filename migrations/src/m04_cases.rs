//! Discharge cases with the rules, milestones and care team that hang on them.

crate::migration!(
    "m04_cases",
    "
CREATE TABLE rule_pack (
  id {uuid} NOT NULL PRIMARY KEY,
  key TEXT NOT NULL,
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  published_at BIGINT NOT NULL,
  UNIQUE (key, version)
);
CREATE TABLE discharge_case (
  id {uuid} NOT NULL PRIMARY KEY,
  organization_id {uuid} NOT NULL REFERENCES organization (id),
  patient_id {uuid} NOT NULL,
  predecessor_id {uuid} REFERENCES discharge_case (id),
  admitted_on DATE NOT NULL,
  ward TEXT NOT NULL,
  ward_class TEXT NOT NULL,
  expected_discharge_on DATE,
  needs TEXT NOT NULL,
  destination TEXT NOT NULL,
  coordinator_id {uuid} REFERENCES person (id),
  state TEXT NOT NULL,
  state_on DATE,
  state_at BIGINT,
  state_detail TEXT,
  version INTEGER NOT NULL,
  UNIQUE (organization_id, id),
  FOREIGN KEY (organization_id, patient_id) REFERENCES patient (organization_id, id)
);
CREATE UNIQUE INDEX discharge_case_one_stay ON discharge_case (patient_id) WHERE state = 'admitted';
CREATE INDEX discharge_case_by_organization ON discharge_case (organization_id, state);
CREATE TABLE case_rule (
  organization_id {uuid} NOT NULL,
  case_id {uuid} NOT NULL,
  rule_pack_id {uuid} NOT NULL REFERENCES rule_pack (id),
  PRIMARY KEY (case_id, rule_pack_id),
  FOREIGN KEY (organization_id, case_id) REFERENCES discharge_case (organization_id, id)
);
CREATE TABLE milestone (
  id {uuid} NOT NULL PRIMARY KEY,
  organization_id {uuid} NOT NULL,
  case_id {uuid} NOT NULL,
  rule_pack_id {uuid} NOT NULL REFERENCES rule_pack (id),
  rule TEXT NOT NULL,
  position INTEGER NOT NULL,
  action TEXT NOT NULL,
  owner TEXT NOT NULL,
  due_on DATE,
  strength TEXT NOT NULL,
  source TEXT NOT NULL,
  certainty TEXT NOT NULL,
  state TEXT NOT NULL,
  settled_on DATE,
  settled_by {uuid} REFERENCES person (id),
  settled_at BIGINT,
  reason TEXT,
  version INTEGER NOT NULL,
  UNIQUE (case_id, rule_pack_id, rule),
  FOREIGN KEY (organization_id, case_id) REFERENCES discharge_case (organization_id, id)
);
CREATE TABLE team_member (
  id {uuid} NOT NULL PRIMARY KEY,
  case_organization_id {uuid} NOT NULL,
  case_id {uuid} NOT NULL,
  organization_id {uuid} NOT NULL REFERENCES organization (id),
  person_id {uuid} REFERENCES person (id),
  role TEXT NOT NULL,
  from_at BIGINT NOT NULL,
  until_at BIGINT,
  FOREIGN KEY (case_organization_id, case_id) REFERENCES discharge_case (organization_id, id)
);
CREATE INDEX team_member_by_case ON team_member (case_id);
CREATE INDEX team_member_by_organization ON team_member (organization_id, case_id);
CREATE UNIQUE INDEX team_member_single ON team_member (case_id, role)
  WHERE until_at IS NULL AND role NOT IN ('visiting_nurse', 'pharmacy');
CREATE TABLE responsibility (
  case_organization_id {uuid} NOT NULL,
  case_id {uuid} NOT NULL,
  duty TEXT NOT NULL,
  holder TEXT NOT NULL,
  review_on DATE,
  PRIMARY KEY (case_id, duty),
  FOREIGN KEY (case_organization_id, case_id) REFERENCES discharge_case (organization_id, id)
);
"
);
