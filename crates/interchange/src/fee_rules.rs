//! The shipped editions of the fee conditions.

use domain::fee::FeeEdition;

use crate::rule_pack::{RulePackError, parse_toml};

#[cfg(test)]
mod change;
#[cfg(test)]
mod conditions;
#[cfg(test)]
mod vectors;

/// The editions as TOML, the oldest first.
pub const EDITIONS: [&str; 2] = [
    include_str!("../../../schema/fee-rules/2024-06.toml"),
    include_str!("../../../schema/fee-rules/2026-06.toml"),
];

/// Reads the shipped editions, the oldest first.
///
/// # Errors
/// A [`RulePackError`] with the place of the fault.
pub fn shipped() -> Result<Vec<FeeEdition>, RulePackError> {
    EDITIONS.into_iter().map(parse_toml).collect()
}
