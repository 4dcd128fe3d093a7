//! What is not ready and shall hold the discharge up no longer, with the reason.

crate::migration!(
    "m29_overrides",
    "ALTER TABLE discharge_case ADD COLUMN overrides TEXT NOT NULL DEFAULT '[]'"
);
