//! How memberships come about and change: invitations of colleagues, requests for roles, yearly reviews.

crate::migration!(
    "m14_membership",
    "
CREATE TABLE colleague_invitation (
  id {uuid} NOT NULL PRIMARY KEY,
  organization_id {uuid} NOT NULL REFERENCES organization (id),
  person_id {uuid} NOT NULL REFERENCES person (id),
  profession TEXT NOT NULL,
  invited_by {uuid} NOT NULL REFERENCES person (id),
  invited_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  state_at BIGINT,
  version INTEGER NOT NULL,
  UNIQUE (organization_id, id)
);
CREATE INDEX colleague_invitation_by_person ON colleague_invitation (person_id);
CREATE TABLE role_request (
  id {uuid} NOT NULL PRIMARY KEY,
  organization_id {uuid} NOT NULL,
  membership_id {uuid} NOT NULL,
  role TEXT NOT NULL,
  requested_by {uuid} NOT NULL REFERENCES person (id),
  requested_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  state_at BIGINT,
  decided_by {uuid} REFERENCES person (id),
  reason TEXT,
  version INTEGER NOT NULL,
  UNIQUE (organization_id, id),
  FOREIGN KEY (organization_id, membership_id) REFERENCES membership (organization_id, id)
);
CREATE INDEX role_request_by_membership ON role_request (membership_id);
CREATE TABLE rights_review (
  id {uuid} NOT NULL PRIMARY KEY,
  organization_id {uuid} NOT NULL,
  membership_id {uuid} NOT NULL,
  reviewed_by {uuid} NOT NULL REFERENCES person (id),
  reviewed_at BIGINT NOT NULL,
  FOREIGN KEY (organization_id, membership_id) REFERENCES membership (organization_id, id)
);
CREATE INDEX rights_review_by_membership ON rights_review (membership_id, reviewed_at);
"
);
