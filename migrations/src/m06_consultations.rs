//! Consultations at a hub and the offers made from them.

crate::migration!(
    "m06_consultations",
    "
CREATE TABLE consultation (
  id {uuid} NOT NULL PRIMARY KEY,
  hub_id {uuid} NOT NULL REFERENCES organization (id),
  requested_by {uuid} REFERENCES organization (id),
  case_id {uuid} REFERENCES discharge_case (id),
  age_from INTEGER,
  sex TEXT NOT NULL,
  municipality_code TEXT,
  latitude DOUBLE PRECISION,
  longitude DOUBLE PRECISION,
  location_precision TEXT,
  needs TEXT NOT NULL,
  services TEXT NOT NULL,
  note TEXT,
  received_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  closed_at BIGINT,
  outcome TEXT,
  version INTEGER NOT NULL,
  UNIQUE (hub_id, id)
);
CREATE INDEX consultation_by_hub ON consultation (hub_id, state, received_at);
CREATE INDEX consultation_by_case ON consultation (case_id);
CREATE TABLE offer (
  id {uuid} NOT NULL PRIMARY KEY,
  hub_id {uuid} NOT NULL,
  consultation_id {uuid} NOT NULL,
  service TEXT NOT NULL,
  organization_id {uuid} NOT NULL REFERENCES organization (id),
  made_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  state_at BIGINT,
  reason TEXT,
  note TEXT,
  confirmed_by {uuid} REFERENCES person (id),
  version INTEGER NOT NULL,
  UNIQUE (consultation_id, id),
  FOREIGN KEY (hub_id, consultation_id) REFERENCES consultation (hub_id, id)
);
CREATE INDEX offer_by_organization ON offer (organization_id, state);
CREATE UNIQUE INDEX offer_standing ON offer (consultation_id, service, organization_id)
  WHERE state NOT IN ('expired', 'withdrawn');
"
);
