//! An invented prefecture: as many hubs, hospitals, home providers and cases as a real one has.
//!
//! Everything is made of the domain's own steps, so that nothing stands there that could not have come about; only
//! it is written in heaps, oldest first. What a step left beside its own rows (outbox and letters of long ago,
//! bookings of more than two months ago) is left out.

mod conference;
mod course;
mod directory;
mod heap;
mod stay;

use std::{collections::VecDeque, sync::Arc};

use app::App;
use domain::{Timestamp, access::Actor};
use time::{Date, Duration};

use self::{course::Teller, directory::Directory, heap::Heap};
use super::draw::Draw;

/// How large a prefecture is. Its hubs are those of the demo region.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Hospitals beside the two of the demo region.
    pub hospitals: usize,
    /// Clinics, visiting-nurse stations, pharmacies and offices of care managers.
    pub providers: usize,
    /// Cases.
    pub cases: usize,
    /// How many days back the cases go.
    pub days: i64,
}

impl Size {
    /// A prefecture: 33 hubs, 340 hospitals, 8,000 organizations and 100,000 cases of two years, with those of the demo region.
    pub const PREFECTURE: Self = Self { hospitals: 338, providers: 7_613, cases: 100_000, days: 730 };

    /// The same with fewer cases, of as many days fewer: as many come in a day and are open.
    #[must_use]
    pub fn with_cases(self, cases: u32) -> Self {
        let cases = usize::try_from(cases).unwrap_or(self.cases).min(self.cases);
        let days =
            self.days * i64::try_from(cases).unwrap_or(0) / i64::try_from(self.cases).unwrap_or(1).max(1);
        Self { cases, days: days.max(1), ..self }
    }
}

/// What the hospital with the most cases is called.
pub const LARGEST_HOSPITAL: &str = "見本県中央医療センター";
/// How the name of the hub with the most consultations begins.
pub const LARGEST_HUB: &str = "見本在宅医療連携拠点02";
/// What the visiting-nurse station with the most patients is called.
pub const BUSIEST_STATION: &str = "見本訪問看護ステーション中央";

/// How many cases are written together.
const TOGETHER: usize = 500;
/// How much of the file is kept at hand while it is made, in bytes.
const AT_HAND: u64 = 256 * 1024 * 1024;

/// Adds a prefecture to the demo region as it stands at `now`; `progress` is told how many of the cases are there.
///
/// # Errors
/// Those of the store; the database is then of no use.
pub async fn fill(
    app: &App,
    seed: u64,
    size: Size,
    now: Timestamp,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<(), app::Error> {
    let draw = Arc::new(Draw::new(!seed, now - Duration::days(size.days + 400)));
    let past = App { ids: draw.clone(), ..app.clone() };
    app::set_up::publish_rule_packs(&past, &[include_str!("prefecture/rules.toml")]).await?;
    let rules = {
        let tx = app.database.begin(Actor::System).await?;
        tx.keep_at_hand(AT_HAND).await?;
        let rules = tx.rules().all().await?;
        tx.commit().await?;
        rules
    };
    let directory = Directory::make(app, &draw, size, now).await?;
    let mut admissions = admissions(&draw, &directory, size, now);
    let mut teller = Teller::new(&draw, now, &directory, &rules);
    let mut heap = Heap::default();
    let mut told = 0;
    while let Some((day, _)) = admissions.front() {
        let day = *day;
        for (day, hospital) in admissions.drain(..TOGETHER.min(admissions.len())) {
            teller.tell(day, hospital, &mut heap)?;
            told += 1;
        }
        heap.write(app, Timestamp::tokyo(day, time::Time::MIDNIGHT)).await?;
        app::seal_audit::seal_audit(app).await?;
        progress(told, size.cases);
    }
    heap.write(app, Timestamp::from_millis(i64::MAX)).await?;
    app::seal_audit::seal_audit(app).await?;
    Ok(())
}

/// The days of admission with the hospital's place in the directory, oldest first.
fn admissions(draw: &Draw, directory: &Directory, size: Size, now: Timestamp) -> VecDeque<(Date, usize)> {
    let today = now.day();
    let first_hour_over = now - Timestamp::tokyo(today, time::Time::MIDNIGHT) > Duration::hours(10);
    let mut all: Vec<_> = (0..size.cases)
        .map(|_| {
            let mut day = today - draw.days(i64::from(!first_hour_over), size.days);
            let weekend = matches!(day.weekday(), time::Weekday::Saturday | time::Weekday::Sunday);
            if weekend && day + Duration::days(2) < today && draw.chance(70) {
                day += Duration::days(2);
            }
            (day, directory.hospital_by_size(draw))
        })
        .collect();
    all.sort_unstable();
    all.into()
}
