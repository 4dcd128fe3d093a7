//! The whole system, one file per use case, on every database engine there is.

#![expect(clippy::unwrap_used, reason = "what goes wrong here fails the test")]

mod access;
mod access_month;
mod access_tokens;
mod admission_list;
mod architecture;
mod audit;
mod board;
mod bookings;
mod break_glass;
mod calendar;
mod columns;
mod connections;
mod consent;
mod drafts;
mod edge;
mod faults;
mod identities;
mod import;
mod keep_organization;
mod lists;
mod live;
mod loaders;
mod main_job;
mod matrix;
mod membership;
mod odd_text;
mod offers;
mod on_record;
mod operator;
mod pages;
mod passkeys;
mod prefecture;
mod readme;
mod retention;
mod roles;
mod row_security;
mod second_wall;
mod security_classes;
mod sign_in;
mod succession;
mod tampering;
mod throttle;
mod typing;
