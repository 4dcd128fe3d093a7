//! How the questions are read that no fee text settles.

use serde::{Deserialize, Serialize};

use crate::{
    calendar::{Counting, Roll},
    vocabulary::vocabulary,
};

use super::AdmissionHour;

/// The readings an institution has chosen. Each default gives the earlier deadline of those the texts allow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Convention {
    /// Which day is day 1 of 「入院後3日以内」.
    pub first_day: FirstDay,
    /// When closed days move a deadline.
    pub holiday_relief: HolidayRelief,
    /// Which day 「翌日」 is for a care manager whose office was closed.
    pub next_day: NextDay,
}

vocabulary! {
    /// Which day is day 1 of 「入院後3日以内」: 告示, 通知 and 疑義解釈 of 令和8年度 do not say.
    #[derive(Default)]
    FirstDay {
        /// 入院日を1日目とする
        #[default]
        Admission = "admission",
        /// 入院日の翌日を1日目とする (民法第140条)
        DayAfter = "day_after",
    }
}

vocabulary! {
    /// When closed days move a deadline.
    #[derive(Default)]
    HolidayRelief {
        /// 期間がすべて休日のときだけ、次の平日 (疑義解釈 平成28年6月14日 その4 問16)
        #[default]
        WhenAllClosed = "when_all_closed",
        /// 休日でも延ばさない
        Never = "never",
    }
}

vocabulary! {
    /// Which day 「翌日」 is in 入院時情報連携加算(Ⅰ) when the patient came while the office was closed. How several closed
    /// days in a row are counted has not been read in an official text.
    #[derive(Default)]
    NextDay {
        /// 当日のみ
        SameDay = "same_day",
        /// 暦の翌日まで
        #[default]
        CalendarDay = "calendar_day",
        /// 翌営業日まで
        BusinessDay = "business_day",
    }
}

impl Convention {
    /// How a limit that follows the admission counts it.
    pub(super) const fn counting(self, admitted: AdmissionHour) -> Counting {
        match (self.first_day, admitted) {
            (FirstDay::DayAfter, _) => Counting::StartExcluded,
            (FirstDay::Admission, AdmissionHour::InHours) => Counting::StartCounted,
            (FirstDay::Admission, AdmissionHour::AfterHours) => Counting::StartCountedAfterHours,
        }
    }

    /// What is left of the relief a rule grants.
    pub(super) const fn roll(self, granted: Roll) -> Roll {
        match self.holiday_relief {
            HolidayRelief::WhenAllClosed => granted,
            HolidayRelief::Never => Roll::None,
        }
    }
}
