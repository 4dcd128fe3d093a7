//! How people prove who they are: accounts, recovery codes, web sessions, one-time links. Access tokens get
//! a scope, an end, and a note of their last use.

crate::migration!(
    "m09_accounts",
    "
CREATE TABLE account (
  id {uuid} NOT NULL PRIMARY KEY,
  person_id {uuid} NOT NULL UNIQUE REFERENCES person (id),
  login TEXT NOT NULL UNIQUE,
  password_hash TEXT NOT NULL,
  password_at BIGINT NOT NULL,
  totp_seed {bytes},
  totp_at BIGINT,
  totp_last_step BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE TABLE recovery_code (
  account_id {uuid} NOT NULL REFERENCES account (id),
  hash {bytes} NOT NULL,
  created_at BIGINT NOT NULL,
  used_at BIGINT,
  PRIMARY KEY (account_id, hash)
);
CREATE TABLE web_session (
  id {uuid} NOT NULL PRIMARY KEY,
  hash {bytes} NOT NULL UNIQUE,
  person_id {uuid} NOT NULL REFERENCES person (id),
  membership_id {uuid} REFERENCES membership (id),
  started_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  first_factor TEXT NOT NULL,
  second_factor TEXT,
  second_factor_at BIGINT,
  ended_at BIGINT
);
CREATE INDEX web_session_by_person ON web_session (person_id, expires_at);
CREATE TABLE one_time_link (
  id {uuid} NOT NULL PRIMARY KEY,
  hash {bytes} NOT NULL UNIQUE,
  purpose TEXT NOT NULL,
  person_id {uuid} NOT NULL REFERENCES person (id),
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX one_time_link_by_person ON one_time_link (person_id);
ALTER TABLE access_token ADD COLUMN scope TEXT NOT NULL DEFAULT 'everything';
ALTER TABLE access_token ADD COLUMN last_used_at BIGINT;
UPDATE access_token SET expires_at = created_at + 31536000000 WHERE expires_at IS NULL;
"
);
