//! Fiscal years in Japan: April to March (会計年度, 地方自治法 第208条).

use std::fmt;

use time::{Date, Month as Named};

use super::Month;

/// A fiscal year, named by the calendar year in which it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FiscalYear {
    /// April.
    first: Month,
}

impl FiscalYear {
    /// The fiscal year of a month. Before 1886 (明治19年度) none began in April.
    pub fn of(month: Month) -> Option<Self> {
        let mut first = month;
        while first.first_day().month() != Named::April {
            first = first.before()?;
        }
        let last = (1..12).try_fold(first, |month, _| month.after());
        last.filter(|_| first.first_day().year() >= 1886).map(|_| Self { first })
    }

    /// Reads what [`fmt::Display`] writes, such as `2026`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::of(Month::parse(&format!("{text}-04"))?)
    }

    /// Its twelve months, April first.
    pub fn months(self) -> Vec<Month> {
        let next = |month: &Month| month.after();
        std::iter::successors(Some(self.first), next).take(12).collect()
    }

    /// Its first day.
    pub const fn first_day(self) -> Date {
        self.first.first_day()
    }

    /// The year before.
    pub fn before(self) -> Option<Self> {
        self.first.before().and_then(Self::of)
    }

    /// The year after.
    pub fn after(self) -> Option<Self> {
        self.months().last().and_then(|last| last.after()).and_then(Self::of)
    }
}

impl fmt::Display for FiscalYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.first_day().year())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fiscal_year_runs_from_april_to_march() {
        for (month, year) in
            [("2026-04", "2026"), ("2026-12", "2026"), ("2027-03", "2026"), ("2026-03", "2025")]
        {
            let found = FiscalYear::of(Month::parse(month).unwrap()).unwrap();
            assert_eq!((found.to_string().as_str(), FiscalYear::parse(year)), (year, Some(found)), "{month}");
        }
        let year = FiscalYear::parse("2026").unwrap();
        let months: Vec<_> = year.months().iter().map(Month::to_string).collect();
        assert_eq!((months.len(), &*months[0], &*months[11]), (12, "2026-04", "2027-03"));
        assert_eq!(year.before().and_then(FiscalYear::after), Some(year));
        for no_year in ["", "26", "2026-04", "+2026", "9999", "今年度"] {
            assert_eq!(FiscalYear::parse(no_year), None, "{no_year}");
        }
    }
}
