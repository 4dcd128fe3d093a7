//! The last day in force of a version that whoever published it takes back.

crate::migration!("m30_rule_ends", "ALTER TABLE rule_pack ADD COLUMN ends_on DATE");
