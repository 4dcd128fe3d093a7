//! Steps that time will make happen.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// What a timer makes happen.
    TimerKind {
        /// An offer's time to answer is over.
        OfferExpires = "offer_expires",
        /// A hold lapses.
        HoldLapses = "hold_lapses",
        /// A request for a role has waited too long.
        RoleRequestExpires = "role_request_expires",
        /// Those who have not answered are reminded.
        RemindParticipants = "remind_participants",
        /// Something outside the hospital changed what a case's rules come to.
        RecomputeMilestones = "recompute_milestones",
        /// Open cases take a newer version of the rules.
        TakeRules = "take_rules",
    }
}
