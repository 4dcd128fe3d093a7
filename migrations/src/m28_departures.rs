//! The day on which patients left is looked for: what is measured of a year must not read every earlier one.

crate::migration!(
    "m28_departures",
    "
CREATE INDEX discharge_case_by_departure ON discharge_case (organization_id, state_on);
"
);
