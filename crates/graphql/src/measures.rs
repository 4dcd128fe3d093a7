//! What is measured of discharges.

use app::measures::{self as measured, MeasureReport as Report};
use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use domain::{
    calendar::{FiscalYear, Month},
    measures::{self as domain_measures, Period, Split, rate},
    rule,
    withhold::{Audience, Count},
};

use crate::{
    caller::caller, conference::AbsenceReason, milestone::MilestoneAction, organization::Organization,
    person::Seat, scalar::Date, vocabulary::vocabulary,
};

vocabulary! {
    /// How much care a patient is certified to need.
    CareNeed = domain::measures::CareNeed {
        /// 要介護.
        Care,
        /// 要支援.
        Support,
        /// Not certified: not applied for, or pending.
        Uncertified,
        /// Not recorded.
        Unrecorded,
    }
}

vocabulary! {
    /// Whether a patient had a care manager by the day of the discharge.
    CareManagerKnown = domain::measures::CareManagerKnown {
        /// Recorded at the admission, or in the team by the day of the discharge.
        With,
        /// Without one.
        Without,
        /// Not recorded.
        Unrecorded,
    }
}

vocabulary! {
    /// Why the hospital did not hand over to the care manager, as far as it is recorded.
    MissReason = domain::measures::MissReason {
        /// A step that hands over was done after the discharge.
        ToldLate,
        /// A step that hands over was not to be done, with a reason.
        Waived,
        /// No reason is recorded.
        Unrecorded,
    }
}

vocabulary! {
    /// How many days before the discharge the care manager first heard of it from the hospital.
    NoticeDays = domain::measures::NoticeDays {
        /// On the day of the discharge.
        OnTheDay,
        /// 1 or 2.
        OneOrTwo,
        /// 3 to 6.
        ThreeToSix,
        /// 7 to 13.
        SevenToThirteen,
        /// 14 or more.
        FourteenOrMore,
    }
}

vocabulary! {
    /// What became of a step until today.
    StepEnd = domain::measures::StepEnd {
        /// Done by its day; by the first where the rule states two.
        OnTime,
        /// Done after it.
        Late,
        /// Not to be done, with a reason.
        Waived,
        /// Open, and its day has passed.
        Overdue,
        /// Open, and its day is still to come.
        NotDueYet,
        /// Without a day, done or not.
        Undated,
    }
}

vocabulary! {
    /// How somebody who was invited took part in a conference.
    Participation = domain::measures::Participation {
        /// On site.
        OnSite,
        /// By video.
        Video,
        /// Somebody else came instead.
        Substitute,
        /// Absent, having answered questions beforehand (照会).
        InWriting,
        /// Absent.
        Absent,
        /// Not recorded.
        Unrecorded,
    }
}

/// Over what is measured.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeasurePeriod {
    /// A month.
    Month,
    /// A fiscal year, April to March.
    FiscalYear,
}

/// What is measured of the discharges of a hospital, or of the hospitals of an area.
#[derive(SimpleObject)]
pub struct MeasureReport {
    /// The first day of the period.
    from: Date,
    /// The last day of the period.
    until: Date,
    /// Whether counts from 1 to 9, and those that would tell them, are withheld: they are null. Those of an area are.
    withholds_small_counts: bool,
    /// The main figures of the period.
    figures: MeasureFigures,
    /// Those of every month of the fiscal year that has begun.
    months: Vec<MeasureMonth>,
    /// Of an area, those of every hospital with any in the fiscal year.
    hospitals: Vec<MeasureHospital>,
    /// What else is measured of the period; null for a month of an area.
    details: Option<MeasureDetails>,
}

/// The main figures, of the patients discharged with a care manager; null is withheld.
#[derive(SimpleObject)]
pub struct MeasureFigures {
    /// How many patients with a care manager were discharged, home or to a facility.
    with_care_manager: Count,
    /// Of how many the hospital told the care manager by the day of the discharge (退院調整).
    coordinated: Count,
    /// Of how many it did not (退院調整もれ).
    missed: Count,
    /// 退院調整率, in per cent; null also where nobody was discharged.
    coordination_rate: Option<f64>,
    /// 退院調整もれ率, in per cent; null also where nobody was discharged.
    miss_rate: Option<f64>,
    /// For how many a discharge conference took place by the day of the discharge.
    conferred: Count,
    /// For how many none did.
    not_conferred: Count,
    /// The share for which one did, in per cent; null also where nobody was discharged.
    conference_rate: Option<f64>,
}

/// The main figures of a month.
#[derive(SimpleObject)]
pub struct MeasureMonth {
    /// Its first day.
    month: Date,
    /// The figures.
    figures: MeasureFigures,
}

/// The main figures of a hospital.
#[derive(SimpleObject)]
pub struct MeasureHospital {
    /// The hospital.
    hospital: Organization,
    /// The figures.
    figures: MeasureFigures,
}

/// What else is measured; null is withheld.
#[derive(SimpleObject)]
pub struct MeasureDetails {
    /// How many patients were discharged, home or to a facility.
    discharged: Count,
    /// Those, by whether they had a care manager.
    care_managers: Vec<CareManagerCount>,
    /// Those with one, by how much care they need.
    handovers: Vec<HandoverCount>,
    /// Those of whom the care manager was not told, by why.
    misses: Vec<MissCount>,
    /// Why, as it was written, the most often first; empty for an area.
    miss_words: Vec<MissWords>,
    /// Those of whom the care manager was told, by how many days before the discharge that first was.
    notice: Vec<NoticeCount>,
    /// How many days before in the middle of them all.
    median_notice_days: Option<f64>,
    /// The steps that the rules asked for, of all who were discharged, by what became of them until today.
    steps: Vec<StepCount>,
    /// Those invited to the discharge conferences that took place, by seat.
    participation: Vec<SeatCount>,
    /// Those who did not come, by why.
    absences: Vec<AbsenceCount>,
    /// The seats left empty on purpose in these conferences although the needs asked for them.
    left_out: Vec<LeftOutCount>,
    /// Why, as it was written, the most often first; empty for an area.
    left_out_words: Vec<LeftOutWords>,
}

/// How many patients had a care manager, or none.
#[derive(SimpleObject)]
pub struct CareManagerCount {
    /// Whether they had one.
    known: CareManagerKnown,
    /// How many.
    count: Count,
}

/// Of how many patients of some need of care the care manager was told.
#[derive(SimpleObject)]
pub struct HandoverCount {
    /// How much care they need.
    care_need: CareNeed,
    /// How many there were.
    count: Count,
    /// Of how many the care manager was told.
    coordinated: Count,
    /// Of how many not.
    missed: Count,
    /// The share of which the care manager was told, in per cent.
    coordination_rate: Option<f64>,
}

/// Of how many patients the care manager was not told for a reason.
#[derive(SimpleObject)]
pub struct MissCount {
    /// The reason.
    reason: MissReason,
    /// How many.
    count: Count,
}

/// A reason as it was written.
#[derive(SimpleObject)]
pub struct MissWords {
    /// The words.
    text: String,
    /// Of how many patients.
    count: usize,
}

/// Of how many patients the care manager was told so early.
#[derive(SimpleObject)]
pub struct NoticeCount {
    /// How many days before the discharge.
    days: NoticeDays,
    /// Of how many patients.
    count: Count,
}

/// What became of the steps of an action.
#[derive(SimpleObject)]
pub struct StepCount {
    /// The action.
    action: MilestoneAction,
    /// How many the rules asked for.
    count: Count,
    /// What became of them.
    ends: Vec<StepEndCount>,
}

/// How many steps ended so.
#[derive(SimpleObject)]
pub struct StepEndCount {
    /// How.
    end: StepEnd,
    /// How many.
    count: Count,
}

/// How those invited to a seat took part.
#[derive(SimpleObject)]
pub struct SeatCount {
    /// The seat.
    seat: Seat,
    /// How many were invited.
    count: Count,
    /// How they took part.
    ways: Vec<ParticipationCount>,
}

/// How many took part so.
#[derive(SimpleObject)]
pub struct ParticipationCount {
    /// How.
    way: Participation,
    /// How many.
    count: Count,
}

/// How often a seat was left empty on purpose.
#[derive(SimpleObject)]
pub struct LeftOutCount {
    /// The seat.
    seat: Seat,
    /// How often.
    count: Count,
}

/// A reason for leaving a seat empty as it was written.
#[derive(SimpleObject)]
pub struct LeftOutWords {
    /// The seat.
    seat: Seat,
    /// The words.
    text: String,
    /// How often.
    count: usize,
}

/// How many did not come for a reason.
#[derive(SimpleObject)]
pub struct AbsenceCount {
    /// The reason.
    reason: AbsenceReason,
    /// How many.
    count: Count,
}

#[derive(Default)]
pub struct MeasuresQuery;

#[Object]
impl MeasuresQuery {
    /// What is measured of the discharges of the hospital acted for; or, for a hub, a municipality or a medical
    /// association, of the hospitals in its area, without small counts. As of now, and without any patient.
    #[graphql(complexity = "100 * child_complexity + 500")]
    async fn measures(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Any day of the period.")] day: Date,
        #[graphql(desc = "Over what is measured.")] over: MeasurePeriod,
    ) -> Result<MeasureReport> {
        let month = Month::of(day.0);
        let year = FiscalYear::of(month).ok_or(app::Error::NotFound)?;
        let period = match over {
            MeasurePeriod::Month => Period::Month(month),
            MeasurePeriod::FiscalYear => Period::Year,
        };
        Ok(measured::measures(&caller(ctx)?.session(), year, period).await?.into())
    }
}

impl From<Report> for MeasureReport {
    fn from(report: Report) -> Self {
        let Report { year, period, audience, figures, months, hospitals, details } = report;
        let (first, last) = match period {
            Period::Month(month) => (month, month),
            Period::Year => {
                let months = year.months();
                let first = Month::of(year.first_day());
                (first, months.last().copied().unwrap_or(first))
            }
        };
        let month = |(month, figures): (Month, _)| MeasureMonth {
            month: month.first_day().into(),
            figures: of(figures),
        };
        let hospital = |(hospital, figures): (domain::organization::Organization, _)| MeasureHospital {
            hospital: hospital.into(),
            figures: of(figures),
        };
        Self {
            from: first.first_day().into(),
            until: last.last_day().into(),
            withholds_small_counts: audience == Audience::Outside,
            figures: of(figures),
            months: months.into_iter().map(month).collect(),
            hospitals: hospitals.into_iter().map(hospital).collect(),
            details: details.map(Into::into),
        }
    }
}

fn of(figures: domain_measures::Figures) -> MeasureFigures {
    let domain_measures::Figures { with_care_manager, coordinated, missed, conferred, not_conferred } =
        figures;
    MeasureFigures {
        with_care_manager,
        coordinated,
        missed,
        coordination_rate: figures.coordination_rate(),
        miss_rate: figures.miss_rate(),
        conferred,
        not_conferred,
        conference_rate: figures.conference_rate(),
    }
}

impl From<domain_measures::Details> for MeasureDetails {
    fn from(details: domain_measures::Details) -> Self {
        let domain_measures::Details {
            discharged,
            handovers,
            misses,
            words,
            notice,
            median_notice_days,
            steps,
            seats,
            absences,
            left_out,
            left_out_words,
        } = details;
        Self {
            discharged: discharged.whole,
            care_managers: parts(discharged, |known, count| CareManagerCount { known: known.into(), count }),
            handovers: handovers.into_iter().map(handover).collect(),
            misses: parts(misses, |reason, count| MissCount { reason: reason.into(), count }),
            miss_words: words
                .into_iter()
                .map(|(text, count)| MissWords { text: text.into(), count })
                .collect(),
            notice: parts(notice, |days, count| NoticeCount { days: days.into(), count }),
            median_notice_days,
            steps: steps.into_iter().map(step).collect(),
            participation: seats.into_iter().map(seat).collect(),
            absences: parts(absences, |reason, count| AbsenceCount { reason: reason.into(), count }),
            left_out: parts(left_out, |seat, count| LeftOutCount { seat: seat.into(), count }),
            left_out_words: left_out_words
                .into_iter()
                .map(|((seat, text), count)| LeftOutWords { seat: seat.into(), text: text.into(), count })
                .collect(),
        }
    }
}

fn parts<T, P, R>(split: Split<T, P>, row: impl Fn(P, Count) -> R) -> Vec<R> {
    split.parts.into_iter().map(|(part, count)| row(part, count)).collect()
}

fn handover(split: Split<domain_measures::CareNeed, domain_measures::Handover>) -> HandoverCount {
    let count =
        |handover| split.parts.iter().find(|(part, _)| *part == handover).and_then(|(_, count)| *count);
    let coordinated = count(domain_measures::Handover::Coordinated);
    HandoverCount {
        care_need: split.of.into(),
        count: split.whole,
        coordinated,
        missed: count(domain_measures::Handover::Missed),
        coordination_rate: rate(coordinated, split.whole),
    }
}

fn step(split: Split<rule::MilestoneAction, domain_measures::StepEnd>) -> StepCount {
    StepCount {
        action: split.of.into(),
        count: split.whole,
        ends: parts(split, |end, count| StepEndCount { end: end.into(), count }),
    }
}

fn seat(split: Split<domain::person::Seat, domain_measures::Participation>) -> SeatCount {
    SeatCount {
        seat: split.of.into(),
        count: split.whole,
        ways: parts(split, |way, count| ParticipationCount { way: way.into(), count }),
    }
}
