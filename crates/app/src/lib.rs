//! What people can ask for: one file per use case.
//!
//! Every use case has the same beats: begin, find for a purpose, decide, save, record, commit. The domain
//! decides; nothing here knows of HTTP, GraphQL, pages or mail. Reading is a use case too.

mod error;
mod session;

pub mod access_token;
pub mod account;
pub mod admission_list;
pub mod answer_invitation;
pub mod answer_offer;
pub mod board;
pub mod break_glass;
pub mod call_conference;
pub mod case;
pub mod change_case;
pub mod change_password;
pub mod clear_away;
pub mod conference;
pub mod confirm_offer;
pub mod confirm_role;
pub mod consent;
pub mod consultation;
pub mod correct_patient;
pub mod delivery;
pub mod directory;
pub mod draft;
pub mod erase_patient;
pub mod find_times;
pub mod health;
pub mod hold_conference;
pub mod hold_time;
pub mod hub_board;
pub mod hub_month;
pub mod identity;
pub mod import_directory;
pub mod import_places;
pub mod invite_colleague;
pub mod keep_members;
pub mod keep_organization;
pub mod keep_records;
pub mod link_records;
pub mod live;
pub mod lock_account;
pub mod look_up;
pub mod make_offer;
pub mod my_calendar;
pub mod one_time_link;
pub mod open_consultation;
pub mod passkey;
pub mod register_admission;
pub mod register_admissions;
pub mod review_rights;
pub mod rule;
pub mod run_timer;
pub mod schedule_conference;
pub mod seal_audit;
pub mod second_factor;
pub mod see_audit;
pub mod send_again;
pub mod send_reset_link;
pub mod set_up;
pub mod settle_milestone;
pub mod share_duties;
pub mod shortlist;
pub mod sign_in;
pub mod take_up_case;
pub mod team;
pub mod throttle;
pub mod web_session;
pub mod write_minutes;
pub mod write_plan;

pub use error::{Error, Kind};
pub use session::{App, Credential, IdempotencyKey, Session};
pub use store::{Database, Gate, Ledger, Obstacle};
