//! People, where they work, and the tokens by which programs act for them.

crate::migration!(
    "m02_people",
    "
CREATE TABLE person (
  id {uuid} NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  name_kana TEXT,
  email TEXT,
  phone TEXT
);
CREATE TABLE membership (
  id {uuid} NOT NULL PRIMARY KEY,
  person_id {uuid} NOT NULL REFERENCES person (id),
  organization_id {uuid} NOT NULL REFERENCES organization (id),
  profession TEXT NOT NULL,
  role TEXT NOT NULL,
  from_at BIGINT NOT NULL,
  until_at BIGINT,
  UNIQUE (organization_id, id)
);
CREATE UNIQUE INDEX membership_present ON membership (organization_id, person_id) WHERE until_at IS NULL;
CREATE INDEX membership_by_person ON membership (person_id);
CREATE TABLE access_token (
  id {uuid} NOT NULL PRIMARY KEY,
  hash {bytes} NOT NULL UNIQUE,
  membership_id {uuid} NOT NULL REFERENCES membership (id),
  label TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  revoked_at BIGINT
);
"
);
