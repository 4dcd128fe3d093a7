//! A month of the log is reviewed once it is over.

use crate::{Timestamp, calendar::Month, refusal::refusals};

/// Whether a month of the log may be reviewed at `now`.
///
/// # Errors
/// [`MonthRefusal::NotOver`]: what is still written would be confirmed unseen.
pub fn may_be_reviewed(month: Month, now: Timestamp) -> Result<(), MonthRefusal> {
    if now < month.end() { Err(MonthRefusal::NotOver) } else { Ok(()) }
}

refusals! {
    /// Why a month of the log is not confirmed as reviewed.
    MonthRefusal {
        /// The month is not over.
        NotOver = "ACCESS_MONTH_NOT_OVER",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::Duration;

    #[test]
    fn a_month_is_reviewed_from_the_first_moment_after_it() {
        let month = Month::parse("2026-11").unwrap();
        let last = month.end() - Duration::milliseconds(1);
        assert_eq!(may_be_reviewed(month, last), Err(MonthRefusal::NotOver));
        assert_eq!(may_be_reviewed(month, month.end()), Ok(()));
    }
}
