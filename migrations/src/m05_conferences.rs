//! Conferences, invitations, answers, and the bookings whose cells nothing takes twice.

crate::migration!(
    "m05_conferences",
    "
CREATE TABLE conference (
  id {uuid} NOT NULL PRIMARY KEY,
  organization_id {uuid} NOT NULL REFERENCES organization (id),
  organizer_id {uuid} NOT NULL REFERENCES person (id),
  case_id {uuid},
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  duration_minutes INTEGER NOT NULL,
  room_id {uuid},
  video_address TEXT,
  agenda TEXT NOT NULL,
  left_out TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  state TEXT NOT NULL,
  starts_at BIGINT,
  ends_at BIGINT,
  record TEXT,
  version INTEGER NOT NULL,
  UNIQUE (organization_id, id),
  FOREIGN KEY (organization_id, case_id) REFERENCES discharge_case (organization_id, id),
  FOREIGN KEY (organization_id, room_id) REFERENCES room (organization_id, id)
);
CREATE INDEX conference_by_case ON conference (case_id);
CREATE INDEX conference_by_start ON conference (organization_id, starts_at);
CREATE TABLE participant (
  id {uuid} NOT NULL PRIMARY KEY,
  organization_id {uuid} NOT NULL,
  conference_id {uuid} NOT NULL,
  position INTEGER NOT NULL,
  seat TEXT NOT NULL,
  person_id {uuid} REFERENCES person (id),
  participant_organization_id {uuid} REFERENCES organization (id),
  name TEXT NOT NULL,
  email TEXT,
  requirement TEXT NOT NULL,
  mode TEXT NOT NULL,
  travel_minutes INTEGER NOT NULL,
  UNIQUE (conference_id, id),
  FOREIGN KEY (organization_id, conference_id) REFERENCES conference (organization_id, id)
);
CREATE INDEX participant_by_person ON participant (person_id);
CREATE TABLE proposed_time (
  id {uuid} NOT NULL PRIMARY KEY,
  organization_id {uuid} NOT NULL,
  conference_id {uuid} NOT NULL,
  starts_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  UNIQUE (conference_id, id),
  UNIQUE (conference_id, starts_at, ends_at),
  FOREIGN KEY (organization_id, conference_id) REFERENCES conference (organization_id, id)
);
CREATE TABLE answer (
  id {uuid} NOT NULL PRIMARY KEY,
  conference_id {uuid} NOT NULL,
  participant_id {uuid} NOT NULL,
  time_id {uuid} NOT NULL,
  revision INTEGER NOT NULL,
  choice TEXT NOT NULL,
  answered_at BIGINT NOT NULL,
  channel TEXT NOT NULL,
  recorded_by {uuid} REFERENCES person (id),
  UNIQUE (participant_id, time_id, revision),
  FOREIGN KEY (conference_id, participant_id) REFERENCES participant (conference_id, id),
  FOREIGN KEY (conference_id, time_id) REFERENCES proposed_time (conference_id, id)
);
CREATE INDEX answer_by_conference ON answer (conference_id);
CREATE TABLE invitation_token (
  hash {bytes} NOT NULL PRIMARY KEY,
  conference_id {uuid} NOT NULL,
  participant_id {uuid} NOT NULL,
  created_at BIGINT NOT NULL,
  FOREIGN KEY (conference_id, participant_id) REFERENCES participant (conference_id, id)
);
CREATE TABLE booking (
  id {uuid} NOT NULL PRIMARY KEY,
  resource_kind TEXT NOT NULL,
  resource_id {uuid} NOT NULL,
  kind TEXT NOT NULL,
  starts_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  organization_id {uuid} NOT NULL REFERENCES organization (id),
  conference_id {uuid},
  title TEXT,
  expires_at BIGINT,
  FOREIGN KEY (organization_id, conference_id) REFERENCES conference (organization_id, id)
);
CREATE INDEX booking_by_resource ON booking (resource_id, starts_at);
CREATE INDEX booking_by_conference ON booking (conference_id);
CREATE TABLE booking_cell (
  resource_id {uuid} NOT NULL,
  cell BIGINT NOT NULL,
  booking_id {uuid} NOT NULL REFERENCES booking (id) ON DELETE CASCADE,
  PRIMARY KEY (resource_id, cell)
);
CREATE INDEX booking_cell_by_booking ON booking_cell (booking_id);
"
);
