//! Who published a version of a rule pack.

crate::migration!(
    "m27_publishers",
    "ALTER TABLE rule_pack ADD COLUMN published_by {uuid} REFERENCES organization (id)"
);
