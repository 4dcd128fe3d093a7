//! The eras of the official calendar.

use ::time::Date;

/// An era since the Gregorian calendar came into use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Era {
    /// Its name: 令和.
    pub name: &'static str,
    /// The letter it is written with on forms: R.
    pub letter: char,
    /// Year, month and day of its first day.
    pub began: (i32, u8, u8),
}

/// Every era, the latest first (元号を改める政令; 明治 from its first Gregorian day).
pub const ERAS: [Era; 5] = [
    Era { name: "令和", letter: 'R', began: (2019, 5, 1) },
    Era { name: "平成", letter: 'H', began: (1989, 1, 8) },
    Era { name: "昭和", letter: 'S', began: (1926, 12, 25) },
    Era { name: "大正", letter: 'T', began: (1912, 7, 30) },
    Era { name: "明治", letter: 'M', began: (1868, 1, 25) },
];

impl Era {
    /// The era in which a day lies, with the year of the era.
    pub fn of(day: Date) -> Option<(Self, i32)> {
        let day = (day.year(), u8::from(day.month()), day.day());
        let era = ERAS.into_iter().find(|era| day >= era.began)?;
        Some((era, day.0 - era.first_year() + 1))
    }

    /// The Gregorian year of its first year.
    pub const fn first_year(self) -> i32 {
        self.began.0
    }

    /// The Gregorian year in which it ended; none while it lasts.
    pub fn last_year(self) -> Option<i32> {
        let next = ERAS.iter().rev().find(|next| next.began > self.began)?;
        Some(next.first_year())
    }
}
