//! Identities at the providers of hospitals, linked with people; and the sign-ins by them that are under way.

crate::migration!(
    "m19_identities",
    "
CREATE TABLE identity (
  id {uuid} NOT NULL PRIMARY KEY,
  person_id {uuid} NOT NULL REFERENCES person (id),
  organization_id {uuid} NOT NULL REFERENCES organization (id),
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  linked_at BIGINT NOT NULL,
  UNIQUE (issuer, subject),
  UNIQUE (person_id, issuer)
);
ALTER TABLE web_session ADD COLUMN identity_id {uuid} REFERENCES identity (id) ON DELETE SET NULL;
CREATE INDEX web_session_by_identity ON web_session (identity_id);
CREATE TABLE provider_attempt (
  state {bytes} NOT NULL PRIMARY KEY,
  provider TEXT NOT NULL,
  session_id {uuid} REFERENCES web_session (id),
  browser {bytes} NOT NULL,
  nonce TEXT NOT NULL,
  verifier TEXT NOT NULL,
  way TEXT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX provider_attempt_by_end ON provider_attempt (expires_at);
CREATE INDEX provider_attempt_by_session ON provider_attempt (session_id);
"
);
