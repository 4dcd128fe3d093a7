//! What a region measures of its discharges: whether the care manager heard of them from the hospital and how early,
//! what became of the steps, who came to the conferences and why others did not.
//!
//! The measure at the heart is 退院調整率, the share of discharges in which the hospital handed over to the care
//! manager: 90.4 % in the area of 県中 (郡山市, 2024-07, by a yearly questionnaire;
//! <https://www.city.koriyama.lg.jp/soshiki/70/7087.html>). Here it is reckoned from what is recorded anyway. What
//! is not recorded is counted as not recorded, neither as done nor as missed.

use std::collections::BTreeMap;

use ::time::Date;

use self::withhold::{Withheld, nothing, withheld};
use crate::{
    Id,
    calendar::{FiscalYear, Month},
    conference::{AbsenceReason, LeftOut, Mode, Presence},
    organization::Organization,
    patient::{CareInsurance, CareLevel},
    person::Seat,
    rule::{MilestoneAction, MilestoneOwner},
    text::{Line, Note},
    vocabulary::vocabulary,
    withhold::{self, Audience, Count},
};

/// A patient who was discharged, home or to a facility, in outline. Whoever was transferred or died in hospital is
/// none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Departed {
    /// From which hospital.
    pub hospital: Id<Organization>,
    /// The day.
    pub on: Date,
    /// Where the patient stands in long-term care insurance, as now recorded.
    pub care_insurance: CareInsurance,
    /// Whether a care manager was known at the admission, as far as somebody has recorded it.
    pub has_care_manager: Option<bool>,
    /// The day on which the first office of a care manager came into the team.
    pub care_manager_since: Option<Date>,
    /// The steps that the rules asked for.
    pub steps: Vec<StepTaken>,
    /// The days of the discharge conferences that took place, and whether the care manager's seat was taken.
    pub conferences: Vec<(Date, CareManagerSeat)>,
}

/// A step, in outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepTaken {
    /// What was to be done.
    pub action: MilestoneAction,
    /// Who had to do it.
    pub owner: MilestoneOwner,
    /// The last day to do it on, where there is one.
    pub due_on: Option<Date>,
    /// What came of it.
    pub came_to: CameTo,
}

/// The steps by which a hospital tells the care manager of the discharge; that of the admission is none.
pub const HANDING_OVER: &[MilestoneAction] = &[
    MilestoneAction::NotifyDischargeSupport,
    MilestoneAction::ShareInformation,
    MilestoneAction::MeetForDischarge,
    MilestoneAction::SendDischargeInformation,
];

/// Who at a hospital has to see to steps.
pub const OF_HOSPITAL: &[MilestoneOwner] = &[MilestoneOwner::DischargeSupport, MilestoneOwner::Ward];

/// What came of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CameTo {
    /// It is open.
    Open,
    /// It was done on this day.
    Done(Date),
    /// It was not to be done, for this reason.
    Waived(Note),
}

/// Whether a care manager was at a conference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CareManagerSeat {
    /// In person, or by a substitute.
    Taken,
    /// Absent, not invited, or not recorded.
    Empty,
}

/// Somebody who was invited to a discharge conference that took place, in outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invited {
    /// The day of the conference.
    pub on: Date,
    /// The seat.
    pub seat: Seat,
    /// What is recorded of the attendance.
    pub presence: Option<Presence>,
    /// Whether questions were answered beforehand (照会).
    pub replied: Replied,
}

/// Whether somebody answered the questions asked beforehand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replied {
    /// At least one of them.
    InWriting,
    /// None.
    Not,
}

/// What is on record of a time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Records {
    /// The patients who were discharged in it.
    pub departed: Vec<Departed>,
    /// Those invited to the conferences that took place in it.
    pub invited: Vec<Invited>,
    /// The seats that the needs asked for and that were left empty on purpose in these conferences.
    pub left_out: Vec<LeftOut>,
}

vocabulary! {
    /// How much care a patient is certified to need.
    CareNeed {
        /// 要介護
        Care = "care",
        /// 要支援
        Support = "support",
        /// 認定なし(未申請・申請中)
        Uncertified = "uncertified",
        /// 記録なし
        Unrecorded = "unrecorded",
    }
}

vocabulary! {
    /// Whether a patient had a care manager by the day of the discharge.
    CareManagerKnown {
        /// ケアマネジャーあり: recorded at the admission, or in the team by the day of the discharge.
        With = "with",
        /// ケアマネジャーなし
        Without = "without",
        /// 記録なし
        Unrecorded = "unrecorded",
    }
}

vocabulary! {
    /// Whether the hospital handed over to the care manager by the day of the discharge.
    Handover {
        /// 退院調整あり
        Coordinated = "coordinated",
        /// 退院調整もれ
        Missed = "missed",
    }
}

vocabulary! {
    /// Why the hospital did not hand over to the care manager, as far as it is recorded.
    MissReason {
        /// 退院後に連絡: a step that hands over was done after the discharge.
        ToldLate = "told_late",
        /// 理由の記録あり: a step that hands over was not to be done, with a reason.
        Waived = "waived",
        /// 理由の記録なし
        Unrecorded = "unrecorded",
    }
}

vocabulary! {
    /// How many days before the discharge the care manager first heard of it from the hospital.
    NoticeDays {
        /// 退院当日
        OnTheDay = "on_the_day",
        /// 1〜2日前
        OneOrTwo = "one_or_two",
        /// 3〜6日前
        ThreeToSix = "three_to_six",
        /// 7〜13日前
        SevenToThirteen = "seven_to_thirteen",
        /// 14日以上前
        FourteenOrMore = "fourteen_or_more",
    }
}

impl NoticeDays {
    const fn of(days: i64) -> Self {
        match days {
            ..1 => Self::OnTheDay,
            1..3 => Self::OneOrTwo,
            3..7 => Self::ThreeToSix,
            7..14 => Self::SevenToThirteen,
            _ => Self::FourteenOrMore,
        }
    }
}

vocabulary! {
    /// What became of a step until today.
    StepEnd {
        /// 期限内
        OnTime = "on_time",
        /// 期限後
        Late = "late",
        /// しないと決定
        Waived = "waived",
        /// 期限切れ
        Overdue = "overdue",
        /// 期限前
        NotDueYet = "not_due_yet",
        /// 期限なし: the rule states no day, or the day from which it counts is not known; done or not.
        Undated = "undated",
    }
}

impl StepEnd {
    /// What became of a step until `today`, by its first limit where the rule states two.
    fn of(step: &StepTaken, today: Date) -> Self {
        match (&step.came_to, step.due_on) {
            (CameTo::Waived(_), _) => Self::Waived,
            (_, None) => Self::Undated,
            (CameTo::Done(on), Some(due)) if *on <= due => Self::OnTime,
            (CameTo::Done(_), Some(_)) => Self::Late,
            (CameTo::Open, Some(due)) if due < today => Self::Overdue,
            (CameTo::Open, Some(_)) => Self::NotDueYet,
        }
    }
}

vocabulary! {
    /// How somebody who was invited took part in a conference.
    Participation {
        /// 来院
        OnSite = "on_site",
        /// ビデオ
        Video = "video",
        /// 代理出席
        Substitute = "substitute",
        /// 欠席・照会に回答
        InWriting = "in_writing",
        /// 欠席
        Absent = "absent",
        /// 記録なし
        Unrecorded = "unrecorded",
    }
}

impl Participation {
    const fn of(invited: &Invited) -> Self {
        match (invited.presence, invited.replied) {
            (None, _) => Self::Unrecorded,
            (Some(Presence::Present { mode: Mode::OnSite }), _) => Self::OnSite,
            (Some(Presence::Present { mode: Mode::Video }), _) => Self::Video,
            (Some(Presence::Substituted { .. }), _) => Self::Substitute,
            (Some(Presence::Absent { .. }), Replied::InWriting) => Self::InWriting,
            (Some(Presence::Absent { .. }), Replied::Not) => Self::Absent,
        }
    }
}

impl StepTaken {
    /// Whether by this step the hospital tells the care manager of the discharge.
    fn hands_over(&self) -> bool {
        HANDING_OVER.contains(&self.action) && OF_HOSPITAL.contains(&self.owner)
    }
}

impl Departed {
    fn care_need(&self) -> CareNeed {
        match self.care_insurance {
            CareInsurance::Unknown => CareNeed::Unrecorded,
            CareInsurance::NotApplied | CareInsurance::Pending { .. } => CareNeed::Uncertified,
            CareInsurance::Certified { level: CareLevel::Support1 | CareLevel::Support2, .. } => {
                CareNeed::Support
            }
            CareInsurance::Certified { .. } => CareNeed::Care,
        }
    }

    fn care_manager(&self) -> CareManagerKnown {
        let is_in_team = self.care_manager_since.is_some_and(|since| since <= self.on);
        match self.has_care_manager {
            _ if is_in_team => CareManagerKnown::With,
            Some(true) => CareManagerKnown::With,
            Some(false) => CareManagerKnown::Without,
            None => CareManagerKnown::Unrecorded,
        }
    }

    /// The day on which the care manager first heard of the discharge from the hospital: by a step that hands over,
    /// or at the discharge conference.
    fn told_on(&self) -> Option<Date> {
        let steps = self.steps.iter().filter(|step| step.hands_over());
        let by_step = steps.filter_map(|step| match step.came_to {
            CameTo::Done(on) => Some(on),
            CameTo::Open | CameTo::Waived(_) => None,
        });
        let seated = self.conferences.iter().filter(|(_, seat)| *seat == CareManagerSeat::Taken);
        by_step.chain(seated.map(|(on, _)| *on)).min()
    }

    fn handover(&self) -> Handover {
        match self.told_on() {
            Some(told_on) if told_on <= self.on => Handover::Coordinated,
            Some(_) | None => Handover::Missed,
        }
    }

    fn is_conferred(&self) -> bool {
        self.conferences.iter().any(|(on, _)| *on <= self.on)
    }

    /// Why nothing was handed over, as somebody wrote it.
    fn words(&self) -> impl Iterator<Item = &Note> {
        self.steps.iter().filter(|step| step.hands_over()).filter_map(|step| match &step.came_to {
            CameTo::Waived(reason) => Some(reason),
            CameTo::Open | CameTo::Done(_) => None,
        })
    }

    fn miss_reason(&self) -> MissReason {
        match (self.told_on(), self.words().next()) {
            (Some(_), _) => MissReason::ToldLate,
            (None, Some(_)) => MissReason::Waived,
            (None, None) => MissReason::Unrecorded,
        }
    }
}

/// The main figures of a time: of the patients discharged with a care manager.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// How many there were.
    pub with_care_manager: Count,
    /// Of how many the hospital told the care manager by the day of the discharge (退院調整).
    pub coordinated: Count,
    /// Of how many it did not (退院調整もれ).
    pub missed: Count,
    /// For how many a discharge conference took place by the day of the discharge.
    pub conferred: Count,
    /// For how many none did.
    pub not_conferred: Count,
}

impl Figures {
    /// 退院調整率: the share of which the care manager was told, in per cent.
    pub fn coordination_rate(&self) -> Option<f64> {
        rate(self.coordinated, self.with_care_manager)
    }

    /// 退院調整もれ率: the share of which the care manager was not, in per cent.
    pub fn miss_rate(&self) -> Option<f64> {
        rate(self.missed, self.with_care_manager)
    }

    /// The share for which a discharge conference took place, in per cent.
    pub fn conference_rate(&self) -> Option<f64> {
        rate(self.conferred, self.with_care_manager)
    }
}

/// A share in per cent; none of nothing, and none of what is withheld.
#[expect(clippy::cast_precision_loss, reason = "counts of patients are far below 2^52")]
pub fn rate(part: Count, whole: Count) -> Option<f64> {
    let (part, whole) = (part?, whole.filter(|whole| *whole > 0)?);
    Some(100.0 * part as f64 / whole as f64)
}

/// Of one thing, how many there are, and of which kinds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split<T, P> {
    /// What.
    pub of: T,
    /// How many.
    pub whole: Count,
    /// How many of each kind.
    pub parts: Vec<(P, Count)>,
}

/// What else is measured of a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Details {
    /// The patients discharged, by whether they had a care manager.
    pub discharged: Split<(), CareManagerKnown>,
    /// Those with one, by how much care they need and by whether the care manager was told.
    pub handovers: Vec<Split<CareNeed, Handover>>,
    /// Those of whom the care manager was not told, by why.
    pub misses: Split<(), MissReason>,
    /// Why, as it was written, with how often, the most often first. Never told outside.
    pub words: Vec<(Note, usize)>,
    /// Those of whom the care manager was told, by how many days before.
    pub notice: Split<(), NoticeDays>,
    /// How many days before in the middle of them all.
    pub median_notice_days: Option<f64>,
    /// The steps of all who were discharged, by what became of them until today.
    pub steps: Vec<Split<MilestoneAction, StepEnd>>,
    /// Those invited to the discharge conferences that took place, by seat and how they took part.
    pub seats: Vec<Split<Seat, Participation>>,
    /// Those who did not come, by why.
    pub absences: Split<(), AbsenceReason>,
    /// The seats left empty on purpose although the needs asked for them.
    pub left_out: Split<(), Seat>,
    /// Why, as it was written, with how often, the most often first. Never told outside.
    pub left_out_words: Vec<((Seat, Line), usize)>,
}

/// The main figures of several hospitals, month by month of a fiscal year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearTable {
    /// For each hospital, and at the end for all of them, the months and at the end the year.
    rows: Vec<(Option<Id<Organization>>, Vec<Figures>)>,
    months: Vec<Month>,
}

/// A stretch of a fiscal year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// One month of it.
    Month(Month),
    /// All of it.
    Year,
}

impl YearTable {
    /// The figures of a year in which these patients were discharged.
    pub fn of(year: FiscalYear, departed: &[Departed], audience: Audience) -> Self {
        let months = year.months();
        let mut hospitals: Vec<_> = departed.iter().map(|one| one.hospital).collect();
        hospitals.sort_unstable();
        hospitals.dedup();
        let mut of = BTreeMap::<_, [usize; 3]>::new();
        for one in departed.iter().filter(|one| one.care_manager() == CareManagerKnown::With) {
            let counts =
                [1, usize::from(one.handover() == Handover::Coordinated), usize::from(one.is_conferred())];
            for hospital in [Some(one.hospital), None] {
                for month in [Some(Month::of(one.on)), None] {
                    let sums = of.entry((hospital, month)).or_default();
                    sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
                }
            }
        }
        let named: Vec<_> = hospitals.into_iter().map(Some).chain([None]).collect();
        let columns: Vec<_> = months.iter().copied().map(Some).chain([None]).collect();
        let at = |hospital, month| of.get(&(hospital, month)).copied().unwrap_or_default();
        let table: Vec<Vec<_>> = named
            .iter()
            .map(|hospital| columns.iter().map(|month| at(*hospital, *month)).collect())
            .collect();
        let rows = named.into_iter().zip(figures(&table, audience)).collect();
        Self { rows, months }
    }

    /// The figures of all hospitals in a period.
    pub fn whole(&self, period: Period) -> Figures {
        self.rows.last().map(|(_, row)| self.at(row, period)).unwrap_or_default()
    }

    /// The figures of all hospitals, month by month.
    pub fn months(&self) -> Vec<(Month, Figures)> {
        self.months.iter().map(|month| (*month, self.whole(Period::Month(*month)))).collect()
    }

    /// The figures of each hospital that has any in the year, in a period.
    pub fn hospitals(&self, period: Period) -> Vec<(Id<Organization>, Figures)> {
        let named = self.rows.iter().filter_map(|(hospital, row)| hospital.map(|hospital| (hospital, row)));
        named.map(|(hospital, row)| (hospital, self.at(row, period))).collect()
    }

    fn at(&self, row: &[Figures], period: Period) -> Figures {
        let column = match period {
            Period::Month(month) => self.months.iter().position(|one| *one == month),
            Period::Year => Some(self.months.len()),
        };
        column.and_then(|column| row.get(column)).copied().unwrap_or_default()
    }
}

/// The figures in the cells of a table whose last row and column are totals: with a care manager, told, conferred.
fn figures(table: &[Vec<[usize; 3]>], audience: Audience) -> Vec<Vec<Figures>> {
    let those = |[with, ..]: &[usize; 3]| [*with];
    let handover = |[with, told, _]: &[usize; 3]| [*told, with - told];
    let conference = |[with, _, conferred]: &[usize; 3]| [*conferred, with - conferred];
    let none = nothing(table);
    let (patients, handovers, conferences) = match audience {
        Audience::Own => (none.clone(), none.clone(), none),
        Audience::Outside => {
            // Of a number that is withheld nothing is told that it could be reckoned from.
            let patients = withheld_by(table, those, &none);
            let handovers = withheld_by(table, handover, &patients);
            let conferences = withheld_by(table, conference, &patients);
            (patients, handovers, conferences)
        }
    };
    let cell = |row: usize, column: usize| {
        let [with, told, conferred] = table[row][column];
        let patients = Some(with).filter(|_| !patients[row][column]);
        let of_handover = |count| Some(count).filter(|_| !handovers[row][column]);
        let of_conference = |count| Some(count).filter(|_| !conferences[row][column]);
        Figures {
            with_care_manager: patients,
            coordinated: of_handover(told),
            missed: of_handover(with - told),
            conferred: of_conference(conferred),
            not_conferred: of_conference(with - conferred),
        }
    };
    (0..table.len()).map(|row| (0..table[row].len()).map(|column| cell(row, column)).collect()).collect()
}

fn withheld_by<const K: usize>(
    table: &[Vec<[usize; 3]>],
    counts: impl Fn(&[usize; 3]) -> [usize; K],
    already: &Withheld,
) -> Withheld {
    let table: Vec<Vec<_>> = table.iter().map(|row| row.iter().map(&counts).collect()).collect();
    withheld(&table, already.clone())
}

impl Details {
    /// The details of a time of which `figures` are the main ones, with what became of the steps until `today`.
    pub fn of(records: &Records, figures: &Figures, today: Date, audience: Audience) -> Self {
        let Records { departed, invited, left_out } = records;
        let with: Vec<_> =
            departed.iter().filter(|one| one.care_manager() == CareManagerKnown::With).collect();
        let missed: Vec<_> = with.iter().filter(|one| one.handover() == Handover::Missed).collect();
        let mut days: Vec<_> = with
            .iter()
            .filter(|one| one.handover() == Handover::Coordinated)
            .filter_map(|one| one.told_on().map(|told_on| (one.on - told_on).whole_days()))
            .collect();
        days.sort_unstable();
        let steps = departed.iter().flat_map(|one| &one.steps);
        let absent = invited.iter().filter_map(|one| match one.presence {
            Some(Presence::Absent { reason }) => Some(reason),
            Some(Presence::Present { .. } | Presence::Substituted { .. }) | None => None,
        });
        let hidden = |count: Count| audience == Audience::Outside && count.is_none();
        let handed = [figures.coordinated, figures.missed, figures.with_care_manager].map(hidden);
        let seats = invited.iter().map(|one| (one.seat, Participation::of(one)));
        let seats = split(Seat::ALL, Participation::ALL, seats, &[], audience);
        // The absences by seat are the absences by reason: what is withheld there is withheld here.
        let not_told = seats.iter().any(|seat| {
            let absent = |part: &(Participation, Count)| {
                matches!(part, (Participation::Absent | Participation::InWriting, None))
            };
            seat.parts.iter().any(absent)
        });
        Self {
            discharged: one(
                CareManagerKnown::ALL,
                departed.iter().map(|one| one.care_manager()),
                &[handed[2]],
                audience,
            ),
            handovers: split(
                CareNeed::ALL,
                Handover::ALL,
                with.iter().map(|one| (one.care_need(), one.handover())),
                &handed,
                audience,
            ),
            misses: one(
                MissReason::ALL,
                missed.iter().map(|one| one.miss_reason()),
                &only_whole(MissReason::ALL, handed[1]),
                audience,
            ),
            words: match audience {
                Audience::Own => {
                    let waived = missed.iter().filter(|one| one.miss_reason() == MissReason::Waived);
                    tally(waived.filter_map(|one| one.words().next().cloned()))
                }
                Audience::Outside => vec![],
            },
            notice: one(
                NoticeDays::ALL,
                days.iter().map(|days| NoticeDays::of(*days)),
                &only_whole(NoticeDays::ALL, handed[0]),
                audience,
            ),
            median_notice_days: median(&days).filter(|_| !handed[0]),
            steps: split(
                MilestoneAction::ALL,
                StepEnd::ALL,
                steps.map(|step| (step.action, StepEnd::of(step, today))),
                &[],
                audience,
            ),
            seats,
            absences: one(AbsenceReason::ALL, absent, &only_whole(AbsenceReason::ALL, not_told), audience),
            left_out: one(Seat::ALL, left_out.iter().map(|one| one.seat), &[], audience),
            left_out_words: match audience {
                Audience::Own => tally(left_out.iter().map(|one| (one.seat, one.reason.clone()))),
                Audience::Outside => vec![],
            },
        }
    }
}

/// That of the totals of these kinds no more than that of all of them may be withheld.
fn only_whole<P>(kinds: &[P], hidden: bool) -> Vec<bool> {
    kinds.iter().map(|_| false).chain([hidden]).collect()
}

/// How many there are of each kind.
fn one<P: Copy + PartialEq>(
    kinds: &[P],
    found: impl Iterator<Item = P>,
    hidden: &[bool],
    audience: Audience,
) -> Split<(), P> {
    let of = split(&[()], kinds, found.map(|kind| ((), kind)), hidden, audience).pop();
    let none =
        || Split { of: (), whole: Some(0), parts: kinds.iter().map(|kind| (*kind, Some(0))).collect() };
    of.unwrap_or_else(none)
}

/// How many there are of each thing and kind; things of which there are none are left out. `hidden` are the totals
/// of the kinds, and at the end of all, that are withheld elsewhere.
fn split<T: Copy + PartialEq, P: Copy + PartialEq>(
    things: &[T],
    kinds: &[P],
    found: impl Iterator<Item = (T, P)>,
    hidden: &[bool],
    audience: Audience,
) -> Vec<Split<T, P>> {
    let found: Vec<_> = found.collect();
    let count = |row: &[&(T, P)]| {
        let of = |kind: &P| [row.iter().filter(|(_, found)| found == kind).count()];
        kinds.iter().map(of).chain([[row.len()]]).collect::<Vec<_>>()
    };
    let of = |thing: &T| found.iter().filter(|(found, _)| found == thing).collect::<Vec<_>>();
    let things: Vec<T> = things.iter().filter(|thing| !of(thing).is_empty()).copied().collect();
    let totals = count(&found.iter().collect::<Vec<_>>());
    let table: Vec<Vec<[usize; 1]>> = things.iter().map(|thing| count(&of(thing))).chain([totals]).collect();
    let mut already = nothing(&table);
    if let Some(totals) = already.last_mut() {
        totals.iter_mut().zip(hidden).for_each(|(total, hidden)| *total = *hidden);
    }
    let told = match audience {
        Audience::Own => nothing(&table),
        Audience::Outside => withheld(&table, already),
    };
    let row = |(of, (row, told)): (T, (&Vec<[usize; 1]>, &Vec<bool>))| {
        // Of a total that is withheld no parts are told.
        let is_told = told.last() == Some(&false);
        let mut counts =
            row.iter().zip(told).map(|([count], hidden)| Some(*count).filter(|_| is_told && !hidden));
        let parts = kinds.iter().copied().zip(counts.by_ref()).collect();
        Split { of, whole: counts.next().flatten(), parts }
    };
    things.into_iter().zip(table.iter().zip(&told)).map(row).collect()
}

/// How often what was written, the most often first.
fn tally<T: Ord>(written: impl Iterator<Item = T>) -> Vec<(T, usize)> {
    let mut found = BTreeMap::<T, usize>::new();
    for one in written {
        *found.entry(one).or_default() += 1;
    }
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    found
}

/// The middle of sorted days; between the two in the middle where there is an even number of them.
#[expect(clippy::cast_precision_loss, reason = "a stay is shorter than 2^52 days")]
fn median(days: &[i64]) -> Option<f64> {
    let middle = days.get(days.len() / 2)?;
    let below = days.get((days.len() - 1) / 2)?;
    Some((middle + below) as f64 / 2.0)
}

#[cfg(test)]
mod tests {
    use ::time::{Duration, macros::date};
    use uuid::Uuid;

    use super::*;

    const DAY: Date = date!(2026 - 11 - 20);

    fn note(text: &str) -> Note {
        Note::parse(text).unwrap()
    }

    fn hospital(n: u128) -> Id<Organization> {
        Id::new(Uuid::from_u128(n))
    }

    fn step(action: MilestoneAction, came_to: CameTo) -> StepTaken {
        StepTaken {
            action,
            owner: MilestoneOwner::DischargeSupport,
            due_on: Some(date!(2026 - 11 - 13)),
            came_to,
        }
    }

    fn departed(steps: Vec<StepTaken>) -> Departed {
        Departed {
            hospital: hospital(1),
            on: DAY,
            care_insurance: CareInsurance::Unknown,
            has_care_manager: Some(true),
            care_manager_since: None,
            steps,
            conferences: vec![],
        }
    }

    /// So many from a hospital, of so many of whom the care manager was told.
    fn many(from: u128, count: usize, told: usize) -> Vec<Departed> {
        let done = |n| if n < told { CameTo::Done(DAY) } else { CameTo::Open };
        let one = |n| departed(vec![step(MilestoneAction::NotifyDischargeSupport, done(n))]);
        (0..count).map(|n| Departed { hospital: hospital(from), ..one(n) }).collect()
    }

    #[test]
    fn a_hospital_hands_over_by_what_it_tells_of_the_discharge_by_that_day() {
        use CameTo::{Done, Open, Waived};
        use MilestoneAction as A;
        let tells = |came_to| vec![step(A::NotifyDischargeSupport, came_to)];
        let day = |n| DAY + Duration::days(n);
        let of_care_manager =
            StepTaken { owner: MilestoneOwner::CareManager, ..step(A::ShareInformation, Done(day(-3))) };
        let no_reason = || note("家族が直接連絡");
        for (steps, conference, expected) in [
            (tells(Done(day(-7))), None, Ok(7)),
            (tells(Done(DAY)), None, Ok(0)),
            (
                vec![step(A::SendDischargeInformation, Done(DAY)), step(A::MeetForDischarge, Done(day(-2)))],
                None,
                Ok(2),
            ),
            (vec![], Some((day(-4), CareManagerSeat::Taken)), Ok(4)),
            (vec![], Some((day(-4), CareManagerSeat::Empty)), Err(MissReason::Unrecorded)),
            (tells(Done(day(1))), None, Err(MissReason::ToldLate)),
            (tells(Open), None, Err(MissReason::Unrecorded)),
            (vec![], None, Err(MissReason::Unrecorded)),
            (tells(Waived(no_reason())), None, Err(MissReason::Waived)),
            (vec![step(A::NotifyAdmission, Done(day(-9)))], None, Err(MissReason::Unrecorded)),
            (vec![of_care_manager], None, Err(MissReason::Unrecorded)),
        ] {
            let one = Departed { conferences: conference.into_iter().collect(), ..departed(steps) };
            let said = match one.handover() {
                Handover::Coordinated => Ok((DAY - one.told_on().unwrap()).whole_days()),
                Handover::Missed => Err(one.miss_reason()),
            };
            assert_eq!(said, expected, "{one:?}");
        }
    }

    #[test]
    fn what_nobody_recorded_is_neither_yes_nor_no() {
        let known = |has, since| {
            Departed { has_care_manager: has, care_manager_since: since, ..departed(vec![]) }.care_manager()
        };
        for (has, since, expected) in [
            (Some(true), None, CareManagerKnown::With),
            (Some(false), None, CareManagerKnown::Without),
            (None, None, CareManagerKnown::Unrecorded),
            (None, Some(DAY), CareManagerKnown::With),
            (Some(false), Some(date!(2026 - 11 - 01)), CareManagerKnown::With),
            (Some(false), Some(date!(2026 - 11 - 21)), CareManagerKnown::Without),
        ] {
            assert_eq!(known(has, since), expected, "{has:?} {since:?}");
        }
        let level = |level| CareInsurance::Certified { level, valid_until: None };
        for (insurance, expected) in [
            (CareInsurance::Unknown, CareNeed::Unrecorded),
            (CareInsurance::NotApplied, CareNeed::Uncertified),
            (CareInsurance::Pending { applied_on: DAY }, CareNeed::Uncertified),
            (level(CareLevel::Support2), CareNeed::Support),
            (level(CareLevel::Care1), CareNeed::Care),
        ] {
            assert_eq!(Departed { care_insurance: insurance, ..departed(vec![]) }.care_need(), expected);
        }
    }

    #[test]
    fn a_step_ends_by_its_first_limit() {
        let today = date!(2026 - 11 - 16);
        let due = Some(date!(2026 - 11 - 13));
        for (came_to, due_on, expected) in [
            (CameTo::Done(date!(2026 - 11 - 13)), due, StepEnd::OnTime),
            (CameTo::Done(date!(2026 - 11 - 14)), due, StepEnd::Late),
            (CameTo::Waived(note("転院")), due, StepEnd::Waived),
            (CameTo::Open, due, StepEnd::Overdue),
            (CameTo::Open, Some(today), StepEnd::NotDueYet),
            (CameTo::Open, None, StepEnd::Undated),
            (CameTo::Done(today), None, StepEnd::Undated),
        ] {
            let step = StepTaken { due_on, ..step(MilestoneAction::Screen, came_to) };
            assert_eq!(StepEnd::of(&step, today), expected, "{step:?}");
        }
    }

    #[test]
    fn who_was_invited_took_part_in_one_way() {
        let absent = Some(Presence::Absent { reason: AbsenceReason::OnDuty });
        for (presence, replied, expected) in [
            (Some(Presence::Present { mode: Mode::OnSite }), Replied::InWriting, Participation::OnSite),
            (Some(Presence::Present { mode: Mode::Video }), Replied::Not, Participation::Video),
            (Some(Presence::Substituted { mode: Mode::Video }), Replied::Not, Participation::Substitute),
            (absent, Replied::InWriting, Participation::InWriting),
            (absent, Replied::Not, Participation::Absent),
            (None, Replied::InWriting, Participation::Unrecorded),
        ] {
            let invited = Invited { on: DAY, seat: Seat::CareManager, presence, replied };
            assert_eq!(Participation::of(&invited), expected, "{invited:?}");
        }
    }

    #[test]
    fn a_hospital_reads_its_own_figures_whole() {
        let year = FiscalYear::parse("2026").unwrap();
        let waived = || step(MilestoneAction::NotifyDischargeSupport, CameTo::Waived(note("家族が直接連絡")));
        let mut departed: Vec<_> = many(1, 3, 2);
        departed.push(self::departed(vec![waived()]));
        departed.push(Departed { on: date!(2027 - 03 - 31), ..self::departed(vec![]) });
        departed.push(Departed { has_care_manager: None, ..self::departed(vec![]) });
        let table = YearTable::of(year, &departed, Audience::Own);
        let november = table.whole(Period::Month(Month::parse("2026-11").unwrap()));
        let told = |n| Some(n);
        let figures = Figures {
            with_care_manager: told(4),
            coordinated: told(2),
            missed: told(2),
            conferred: told(0),
            not_conferred: told(4),
        };
        assert_eq!(november, figures);
        assert_eq!((november.coordination_rate(), november.conference_rate()), (Some(50.0), Some(0.0)));
        let whole = table.whole(Period::Year);
        assert_eq!((whole.with_care_manager, whole.miss_rate()), (Some(5), Some(60.0)));
        assert_eq!(table.whole(Period::Month(Month::parse("2026-12").unwrap())).coordination_rate(), None);
        let records = Records { departed, invited: vec![], left_out: vec![] };
        let details = Details::of(&records, &whole, DAY, Audience::Own);
        assert_eq!(details.discharged.whole, Some(6));
        let known = [
            (CareManagerKnown::With, told(5)),
            (CareManagerKnown::Without, told(0)),
            (CareManagerKnown::Unrecorded, told(1)),
        ];
        assert_eq!(details.discharged.parts, known);
        let misses = [
            (MissReason::ToldLate, told(0)),
            (MissReason::Waived, told(1)),
            (MissReason::Unrecorded, told(2)),
        ];
        assert_eq!(details.misses.parts, misses);
        assert_eq!(details.words, [(note("家族が直接連絡"), 1)]);
        assert_eq!(
            (details.notice.parts[0], details.median_notice_days),
            ((NoticeDays::OnTheDay, told(2)), Some(0.0))
        );
        assert_eq!(details.handovers[0].of, CareNeed::Unrecorded);
        let sent = &details.steps[0];
        assert_eq!(
            (sent.of, sent.whole, sent.parts[1]),
            (MilestoneAction::NotifyDischargeSupport, told(4), (StepEnd::Late, told(2)))
        );
    }

    #[test]
    fn outside_small_counts_and_what_would_give_them_away_are_withheld() {
        let year = FiscalYear::parse("2026").unwrap();
        // Of the first every count is large; the second had few patients; the third missed few.
        let departed: Vec<_> = [many(1, 60, 40), many(2, 4, 0), many(3, 30, 24)].concat();
        let table = YearTable::of(year, &departed, Audience::Outside);
        let hospitals = table.hospitals(Period::Year);
        let read =
            |n: usize| (hospitals[n].1.with_care_manager, hospitals[n].1.coordinated, hospitals[n].1.missed);
        assert_eq!(read(0), (Some(60), Some(40), Some(20)));
        assert_eq!(read(1), (None, None, None), "few patients");
        assert_eq!(read(2), (None, None, None), "with it the second could be reckoned from all");
        let whole = table.whole(Period::Year);
        assert_eq!(
            (whole.with_care_manager, whole.coordinated, whole.missed),
            (Some(94), Some(64), Some(30))
        );
        assert_eq!(hospitals[2].1.coordination_rate(), None);
        let records = Records { departed, invited: vec![], left_out: vec![] };
        let details = Details::of(&records, &whole, DAY, Audience::Outside);
        assert_eq!(details.misses.whole, Some(30));
        assert!(details.words.is_empty(), "what is written may name somebody");
    }

    #[test]
    fn a_few_absences_are_withheld_by_seat_and_by_reason() {
        let seat = |seat, presence, count| {
            vec![Invited { on: DAY, seat, presence: Some(presence), replied: Replied::Not }; count]
        };
        let absent = Presence::Absent { reason: AbsenceReason::OnDuty };
        let present = Presence::Present { mode: Mode::OnSite };
        let invited = [
            seat(Seat::CareManager, present, 30),
            seat(Seat::CareManager, absent, 12),
            seat(Seat::Pharmacist, present, 20),
            seat(Seat::Pharmacist, absent, 2),
        ]
        .concat();
        let records = Records { departed: vec![], invited, left_out: vec![] };
        let own = Details::of(&records, &Figures::default(), DAY, Audience::Own);
        assert_eq!(own.absences.whole, Some(14));
        let details = Details::of(&records, &Figures::default(), DAY, Audience::Outside);
        let told = |seat: usize| {
            let parts = &details.seats[seat].parts;
            (parts[0].1, parts[4].1, details.seats[seat].whole)
        };
        assert_eq!(
            details.seats.iter().map(|s| s.of).collect::<Vec<_>>(),
            [Seat::Pharmacist, Seat::CareManager]
        );
        assert_eq!((told(0).1, told(1).1), (None, None), "14 in all would tell the one from the other");
        assert_eq!(details.absences.whole, None);
    }

    #[test]
    fn whom_a_conference_leaves_out_is_counted_and_why_is_not_told_outside() {
        let left_out = |seat, reason| LeftOut { seat, reason: Line::parse(reason).unwrap() };
        let records = Records {
            left_out: vec![
                left_out(Seat::Pharmacist, "薬局未定"),
                left_out(Seat::VisitingNurse, "家族が断った"),
                left_out(Seat::Pharmacist, "薬局未定"),
            ],
            ..Records::default()
        };
        let of = |audience| Details::of(&records, &Figures::default(), DAY, audience);
        let own = of(Audience::Own);
        assert_eq!(own.left_out.whole, Some(3));
        assert!(own.left_out.parts.contains(&(Seat::Pharmacist, Some(2))));
        let told: Vec<_> = own.left_out_words.iter().map(|((seat, _), count)| (*seat, *count)).collect();
        assert_eq!(told, [(Seat::Pharmacist, 2), (Seat::VisitingNurse, 1)]);
        let outside = of(Audience::Outside);
        assert_eq!((outside.left_out.whole, outside.left_out_words), (None, vec![]));
    }
}
