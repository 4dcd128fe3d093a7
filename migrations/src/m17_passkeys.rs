//! Passkeys, and the challenges of those that are being made or used.

crate::migration!(
    "m17_passkeys",
    "
CREATE TABLE passkey (
  id {uuid} NOT NULL PRIMARY KEY,
  account_id {uuid} NOT NULL REFERENCES account (id),
  name TEXT NOT NULL,
  credential_id {bytes} NOT NULL UNIQUE,
  credential TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  last_used_at BIGINT
);
CREATE INDEX passkey_by_account ON passkey (account_id);
CREATE TABLE passkey_challenge (
  session_id {uuid} NOT NULL PRIMARY KEY REFERENCES web_session (id),
  state TEXT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX web_session_by_end ON web_session (expires_at);
CREATE INDEX one_time_link_by_end ON one_time_link (expires_at);
"
);
