//! Foreign documents in and out: bytes to values and back.
//!
//! Everything here translates. Nothing here reads a file, opens a connection, knows a row of the
//! database or decides what an import may change: the caller brings the bytes and takes the values.

pub mod admission_list;
pub mod audit_event;
pub mod calendar;
pub mod encoding;
pub mod fee_rules;
pub mod mail_trouble;
pub mod open_data;
pub mod places;
pub mod rule_pack;
pub mod table;

#[cfg(test)]
mod real_files;
