//! Patient records, the people around the patient, and links between records of one person.

crate::migration!(
    "m03_patients",
    "
CREATE TABLE patient (
  id {uuid} NOT NULL PRIMARY KEY,
  organization_id {uuid} NOT NULL REFERENCES organization (id),
  number TEXT,
  name TEXT NOT NULL,
  name_kana TEXT NOT NULL,
  kana_key TEXT NOT NULL,
  born_on DATE NOT NULL,
  sex TEXT NOT NULL,
  postal_code TEXT,
  municipality_code TEXT,
  address TEXT,
  latitude DOUBLE PRECISION,
  longitude DOUBLE PRECISION,
  location_precision TEXT,
  phone TEXT,
  care_insurance TEXT NOT NULL,
  version INTEGER NOT NULL,
  UNIQUE (organization_id, id),
  UNIQUE (organization_id, number)
);
CREATE INDEX patient_by_kana ON patient (organization_id, kana_key);
CREATE TABLE related_person (
  id {uuid} NOT NULL PRIMARY KEY,
  organization_id {uuid} NOT NULL,
  patient_id {uuid} NOT NULL,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  relation TEXT,
  role TEXT NOT NULL,
  phone TEXT,
  FOREIGN KEY (organization_id, patient_id) REFERENCES patient (organization_id, id)
);
CREATE INDEX related_person_by_patient ON related_person (patient_id);
CREATE TABLE record_link (
  id {uuid} NOT NULL PRIMARY KEY,
  proposer_organization_id {uuid} NOT NULL,
  proposer_patient_id {uuid} NOT NULL,
  other_organization_id {uuid} NOT NULL,
  other_patient_id {uuid} NOT NULL,
  state TEXT NOT NULL,
  state_at BIGINT NOT NULL,
  undone_by {uuid},
  version INTEGER NOT NULL,
  FOREIGN KEY (proposer_organization_id, proposer_patient_id) REFERENCES patient (organization_id, id),
  FOREIGN KEY (other_organization_id, other_patient_id) REFERENCES patient (organization_id, id)
);
CREATE UNIQUE INDEX record_link_standing ON record_link (proposer_patient_id, other_patient_id)
  WHERE state <> 'undone';
"
);
