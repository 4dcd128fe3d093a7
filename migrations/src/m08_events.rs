//! What happened, who did it, who is told, and what time makes happen.

crate::migration!(
    "m08_events",
    "
CREATE TABLE event (
  position {serial},
  id {uuid} NOT NULL UNIQUE,
  code TEXT NOT NULL,
  body TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE TABLE audit (
  position {serial},
  event_id {uuid} NOT NULL REFERENCES event (id),
  at BIGINT NOT NULL,
  person_id {uuid},
  organization_id {uuid},
  code TEXT NOT NULL
);
CREATE TABLE outbox (
  event_id {uuid} NOT NULL PRIMARY KEY REFERENCES event (id),
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  due_at BIGINT NOT NULL,
  trouble TEXT
);
CREATE INDEX outbox_due ON outbox (due_at) WHERE state = 'pending';
CREATE TABLE delivery (
  id {uuid} NOT NULL PRIMARY KEY,
  event_id {uuid} NOT NULL REFERENCES event (id),
  recipient_kind TEXT NOT NULL,
  recipient_id {uuid} NOT NULL,
  channel TEXT NOT NULL,
  message TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  due_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  settled_at BIGINT,
  trouble TEXT,
  UNIQUE (event_id, recipient_kind, recipient_id, channel)
);
CREATE INDEX delivery_due ON delivery (due_at) WHERE state = 'pending';
CREATE TABLE timer (
  id {uuid} NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  subject_id {uuid} NOT NULL,
  due_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  trouble TEXT,
  UNIQUE (kind, subject_id)
);
CREATE INDEX timer_due ON timer (due_at) WHERE state = 'pending';
CREATE TABLE idempotency_key (
  organization_id {uuid} NOT NULL,
  person_id {uuid} NOT NULL,
  key TEXT NOT NULL,
  digest {bytes} NOT NULL,
  result_id {uuid} NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, person_id, key)
);
CREATE TABLE write_probe (
  id INTEGER NOT NULL PRIMARY KEY,
  padding {bytes} NOT NULL
);
"
);
