//! Places, organizations and what each can do.

crate::migration!(
    "m01_directory",
    "
CREATE TABLE municipality (
  code TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  latitude DOUBLE PRECISION NOT NULL,
  longitude DOUBLE PRECISION NOT NULL
);
CREATE TABLE town (
  municipality_code TEXT NOT NULL REFERENCES municipality (code),
  name TEXT NOT NULL,
  latitude DOUBLE PRECISION NOT NULL,
  longitude DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (municipality_code, name)
);
CREATE TABLE postal_code (
  code TEXT NOT NULL,
  municipality_code TEXT NOT NULL REFERENCES municipality (code),
  town TEXT NOT NULL,
  PRIMARY KEY (code, municipality_code, town)
);
CREATE TABLE organization (
  id {uuid} NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  name_kana TEXT,
  municipality_code TEXT,
  address TEXT,
  latitude DOUBLE PRECISION,
  longitude DOUBLE PRECISION,
  location_precision TEXT,
  phone TEXT,
  fax TEXT,
  email TEXT,
  hours TEXT NOT NULL,
  closings TEXT NOT NULL,
  source_name TEXT,
  source_as_of DATE,
  import_key TEXT UNIQUE,
  import_digest {bytes},
  version INTEGER NOT NULL
);
CREATE INDEX organization_by_kind ON organization (kind, municipality_code);
CREATE TABLE organization_identifier (
  system TEXT NOT NULL,
  value TEXT NOT NULL,
  organization_id {uuid} NOT NULL REFERENCES organization (id),
  PRIMARY KEY (system, value)
);
CREATE INDEX organization_identifier_by_organization ON organization_identifier (organization_id);
CREATE TABLE capability (
  organization_id {uuid} NOT NULL REFERENCES organization (id),
  capability TEXT NOT NULL,
  has TEXT NOT NULL,
  source_name TEXT NOT NULL,
  source_as_of DATE,
  PRIMARY KEY (organization_id, capability)
);
CREATE TABLE coverage (
  hub_id {uuid} NOT NULL REFERENCES organization (id),
  municipality_code TEXT NOT NULL REFERENCES municipality (code),
  town TEXT NOT NULL,
  PRIMARY KEY (municipality_code, town, hub_id)
);
CREATE TABLE room (
  id {uuid} NOT NULL PRIMARY KEY,
  organization_id {uuid} NOT NULL REFERENCES organization (id),
  name TEXT NOT NULL,
  UNIQUE (organization_id, id)
);
"
);
