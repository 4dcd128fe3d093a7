//! Finds the times at which people can come.
//!
//! Everything here is arithmetic over values: calendars in, ranked answers with their reasons out.
//! Nothing reads a clock or a calendar service, waits, or decides who has to come: the case and its
//! rules decide that, and the caller brings it. Long work asks `stop` whether to go on.

pub mod slot;
