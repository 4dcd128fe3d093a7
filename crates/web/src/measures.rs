//! What is measured of discharges: a month, a fiscal year, and the year as a file.

mod csv;

use app::measures::{MeasureReport, measures};
use askama::Template;
use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use domain::{
    calendar::{FiscalYear, Month},
    measures::{Details, Figures, Handover, Period, Split, rate},
    withhold::{Audience, Count, SMALLEST_TOLD},
};
use serde::Deserialize;
use wording::Labelled;

use crate::{
    error::Fault,
    page::{Page, Query, Visit, html},
};

/// Which month or which fiscal year to show; without either, the present month.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    month: Option<String>,
    year: Option<String>,
}

/// The tables of reasons as they were written.
const WORDS: [&str; 2] = ["words", "left-out-words"];

#[derive(Template)]
#[template(path = "measures.html")]
struct MeasuresPage {
    page: Page,
    title: String,
    /// The ways to other periods: address, text, relation.
    others: Vec<(String, String, Option<&'static str>)>,
    file: String,
    /// What is counted, and what is not told.
    notes: Vec<String>,
    tables: Vec<TableView>,
}

struct TableView {
    id: &'static str,
    title: String,
    note: Option<String>,
    /// What the rows are of.
    of: String,
    /// What the other columns are called.
    names: Vec<String>,
    rows: Vec<RowView>,
}

impl TableView {
    fn is_list(&self) -> bool {
        self.names.len() == 1
    }
}

struct RowView {
    name: String,
    to: Option<String>,
    cells: Vec<String>,
}

/// `GET /measures`
pub async fn show(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let session = visit.session();
    // An address that names no period leads nowhere.
    let (year, period) = asked.period(Month::of(session.today())).ok_or(app::Error::NotFound)?;
    let report = measures(&session, year, period).await?;
    let page = visit.page(None).await?;
    html(page.status(), &measures_page(page, &report))
}

/// `GET /measures/{year}.csv`: every figure of a fiscal year on a line of its own, as associations ask for once a
/// year; without the reasons as they were written, which may name somebody.
pub async fn file(visit: Visit, Path(file): Path<String>) -> Result<Response, Fault> {
    let year = file.strip_suffix(".csv").and_then(FiscalYear::parse).ok_or(app::Error::NotFound)?;
    let report = measures(&visit.session(), year, Period::Year).await?;
    let page = visit.page(None).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"kaname-measures-{year}.csv\"")),
    ];
    Ok((headers, csv::written(lines(&page, &report))).into_response())
}

impl Asked {
    fn period(&self, this: Month) -> Option<(FiscalYear, Period)> {
        match (&self.month, &self.year) {
            (None, Some(year)) => Some((FiscalYear::parse(year)?, Period::Year)),
            (Some(_), Some(_)) => None,
            (month, None) => {
                let month = month.as_deref().map_or(Some(this), Month::parse)?;
                Some((FiscalYear::of(month)?, Period::Month(month)))
            }
        }
    }
}

fn lines(page: &Page, report: &MeasureReport) -> Vec<Vec<String>> {
    let year = report.year.to_string();
    let organization = page.reader.as_ref().map(|reader| reader.organization.clone()).unwrap_or_default();
    let head = ["measures-year", "common-organization", "measures-table", "measures-of", "measures-figure"];
    let head = head.into_iter().chain(["measures-value"]).map(|key| page.t(key)).collect();
    let mut lines = vec![head];
    for table in tables(page, report).into_iter().filter(|table| !WORDS.contains(&table.id)) {
        for row in &table.rows {
            let cells = table.names.iter().zip(&row.cells);
            let line = |(name, cell): (&String, &String)| {
                [&year, &organization, &table.title, &row.name, name, cell].map(String::clone).into()
            };
            lines.extend(cells.map(line));
        }
    }
    lines
}

fn measures_page(page: Page, report: &MeasureReport) -> MeasuresPage {
    let (year, this) = (report.year, Month::of(page.today));
    let of_month = |month: Month| format!("/measures?month={month}");
    let of_year = |year: FiscalYear| format!("/measures?year={year}");
    let has_begun = |month: &Month| !month.is_to_come(page.now);
    let before = |to| (to, page.t("measures-before"), Some("prev"));
    let after = |to| (to, page.t("measures-after"), Some("next"));
    let (named, others) = match report.period {
        Period::Month(month) => {
            let whole_year = (of_year(year), page.t("measures-year-action"), None);
            let before = month.before().map(|month| before(of_month(month)));
            let next = month.after().filter(has_begun).map(|month| after(of_month(month)));
            (
                page.wording.month(month.first_day()),
                before.into_iter().chain(next).chain([whole_year]).collect(),
            )
        }
        Period::Year => {
            let this_month = (of_month(this), page.t("measures-month-action"), None);
            let before = year.before().map(|year| before(of_year(year)));
            let next = year.after().filter(|year| has_begun(&Month::of(year.first_day())));
            let next = next.map(|year| after(of_year(year)));
            (year_name(&page, year), before.into_iter().chain(next).chain([this_month]).collect())
        }
    };
    let is_outside = report.audience == Audience::Outside;
    let about = if is_outside { "measures-about-area" } else { "measures-about-own" };
    let breakdown = report.details.is_none().then(|| page.t("measures-breakdown"));
    let withheld = is_outside.then(|| page.with("measures-withheld-why", "most", SMALLEST_TOLD - 1));
    let empty = (!has_figures(report)).then(|| page.t("measures-empty"));
    MeasuresPage {
        title: page.with("measures-title", "period", named),
        others,
        file: format!("/measures/{year}.csv"),
        notes: [Some(page.t(about)), breakdown, withheld, empty].into_iter().flatten().collect(),
        tables: tables(&page, report).into_iter().map(without_none).collect(),
        page,
    }
}

/// A list without what did not happen.
fn without_none(mut table: TableView) -> TableView {
    if table.is_list() {
        table.rows.retain(|row| row.cells != ["0"]);
    }
    table
}

fn year_name(page: &Page, year: FiscalYear) -> String {
    page.with("measures-year-name", "year", year.to_string())
}

fn tables(page: &Page, report: &MeasureReport) -> Vec<TableView> {
    let MeasureReport { year, period, audience: _, figures, months, hospitals, details } = report;
    let whole = match period {
        Period::Month(month) => page.wording.month(month.first_day()),
        Period::Year => year_name(page, *year),
    };
    let row = |name: String, to, figures: &Figures| RowView { name, to, cells: figure_cells(page, figures) };
    let table = |id, title, note: Option<&str>, of, rows| TableView {
        id,
        title: page.t(title),
        note: note.map(|key| page.t(key)),
        of: page.t(of),
        names: figure_names(page),
        rows,
    };
    let of_month = |(month, figures): &(Month, _)| {
        row(page.wording.month(month.first_day()), Some(format!("/measures?month={month}")), figures)
    };
    let of_hospital = |(hospital, figures): &(domain::organization::Organization, _)| {
        row(hospital.name.to_string(), None, figures)
    };
    let mut tables = vec![];
    if has_figures(report) {
        let note = Some("measures-figures-note");
        tables.push(table(
            "figures",
            "measures-figures",
            note,
            "measures-period",
            vec![row(whole, None, figures)],
        ));
        let rows = hospitals.iter().map(of_hospital).collect();
        tables.push(table("hospitals", "measures-hospitals", None, "measures-hospital", rows));
        let rows = months.iter().map(of_month).collect();
        tables.push(table("months", "measures-months", None, "measures-period", rows));
    }
    tables.extend(details.iter().flat_map(|details| detail_tables(page, details)));
    tables.retain(|table| !table.rows.is_empty());
    tables
}

/// Whether anybody with a care manager was discharged in the year.
fn has_figures(report: &MeasureReport) -> bool {
    report.months.iter().any(|(_, figures)| figures.with_care_manager != Some(0))
}

fn figure_names(page: &Page) -> Vec<String> {
    let keys = [
        "measures-coordination-rate",
        "measures-with-care-manager",
        "measures-coordinated",
        "measures-missed",
        "measures-miss-rate",
        "measures-conference-rate",
        "measures-conferred",
    ];
    keys.map(|key| page.t(key)).into()
}

fn figure_cells(page: &Page, figures: &Figures) -> Vec<String> {
    let Figures { with_care_manager, coordinated, missed, conferred, not_conferred: _ } = figures;
    vec![
        percent(page, *coordinated, *with_care_manager),
        count(page, *with_care_manager),
        count(page, *coordinated),
        count(page, *missed),
        percent(page, *missed, *with_care_manager),
        percent(page, *conferred, *with_care_manager),
        count(page, *conferred),
    ]
}

fn detail_tables(page: &Page, details: &Details) -> Vec<TableView> {
    let Details {
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
    let people = || vec![page.t("measures-count")];
    let median =
        median_notice_days.map(|days| page.with("measures-notice-median", "days", format!("{days:.1}")));
    let list = |id, title: &str, of: &str, rows| TableView {
        id,
        title: page.t(title),
        note: None,
        of: page.t(of),
        names: people(),
        rows,
    };
    let said = |name, count: &usize| RowView { name, to: None, cells: vec![count.to_string()] };
    let missed = words.iter().map(|(text, count)| said(text.to_string(), count));
    let left = left_out_words.iter().map(|((seat, reason), count)| {
        said(
            page.wording.text_with(
                "measures-left-out-word",
                &[("seat", page.label(*seat).into()), ("reason", reason.as_str().into())],
            ),
            count,
        )
    });
    let handover = |split: &Split<_, Handover>| {
        let told = split.parts.iter().find(|(part, _)| *part == Handover::Coordinated);
        let rate = percent(page, told.and_then(|(_, count)| *count), split.whole);
        let RowView { name, to, cells } = split_row(page, split);
        RowView { name, to, cells: cells.into_iter().chain([rate]).collect() }
    };
    let rate = [page.t("measures-coordination-rate")];
    vec![
        list("discharged", "measures-discharged", "measures-care-manager", part_rows(page, discharged)),
        TableView {
            id: "handovers",
            title: page.t("measures-handovers"),
            note: None,
            of: page.t("measures-care-need"),
            names: split_names(page, handovers).into_iter().chain(rate).collect(),
            rows: handovers.iter().map(handover).collect(),
        },
        list("misses", "measures-misses", "measures-reason", part_rows(page, misses)),
        list(WORDS[0], "measures-words", "measures-reason", missed.collect()),
        TableView {
            note: median,
            ..list("notice", "measures-notice", "measures-days", part_rows(page, notice))
        },
        split_table(page, ("steps", "measures-steps", "measures-step"), steps),
        split_table(page, ("seats", "measures-seats", "measures-seat"), seats),
        list("absences", "measures-absences", "measures-reason", part_rows(page, absences)),
        list("left-out", "measures-left-out", "measures-seat", part_rows(page, left_out)),
        list(WORDS[1], "measures-left-out-words", "measures-reason", left.collect()),
    ]
}

fn split_table<T: Labelled + Copy, P: Labelled + Copy>(
    page: &Page,
    (id, title, of): (&'static str, &str, &str),
    splits: &[Split<T, P>],
) -> TableView {
    TableView {
        id,
        title: page.t(title),
        note: None,
        of: page.t(of),
        names: split_names(page, splits),
        rows: splits.iter().map(|split| split_row(page, split)).collect(),
    }
}

fn split_names<T, P: Labelled + Copy>(page: &Page, splits: &[Split<T, P>]) -> Vec<String> {
    let parts = splits.first().map(|split| &*split.parts).unwrap_or_default();
    let parts = parts.iter().map(|(part, _)| page.label(*part));
    [page.t("measures-count")].into_iter().chain(parts).collect()
}

fn split_row<T: Labelled + Copy, P>(page: &Page, Split { of, whole, parts }: &Split<T, P>) -> RowView {
    let parts = parts.iter().map(|(_, part)| count(page, *part));
    RowView {
        name: page.label(*of),
        to: None,
        cells: [count(page, *whole)].into_iter().chain(parts).collect(),
    }
}

/// A row for each part and one for all; none of nothing, and none of the parts of what is withheld.
fn part_rows<P: Labelled + Copy>(page: &Page, Split { of: (), whole, parts }: &Split<(), P>) -> Vec<RowView> {
    let parts = match whole {
        Some(0) => return vec![],
        Some(_) => &**parts,
        None => &[],
    };
    let row = |name, counted| RowView { name, to: None, cells: vec![count(page, counted)] };
    let all = row(page.t("measures-all"), *whole);
    parts.iter().map(|(part, count)| row(page.label(*part), *count)).chain([all]).collect()
}

fn count(page: &Page, count: Count) -> String {
    count.map_or_else(|| page.t("measures-withheld"), |count| count.to_string())
}

/// A share, a dash where there is nobody, or that it is withheld.
fn percent(page: &Page, part: Count, whole: Count) -> String {
    match (rate(part, whole), whole) {
        (Some(percent), _) => format!("{percent:.1}%"),
        (None, Some(0)) => "—".to_owned(),
        (None, _) => page.t("measures-withheld"),
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        conference::LeftOut,
        measures::{CameTo, Departed, Invited, Records, Replied, StepTaken, YearTable},
        patient::CareInsurance,
        person::Seat,
        rule::{MilestoneAction, MilestoneOwner},
        text::Note,
    };

    use super::*;
    use crate::samples;

    fn report(audience: Audience) -> MeasureReport {
        let year = FiscalYear::of(Month::of(samples::TODAY)).unwrap();
        let waived = StepTaken {
            action: MilestoneAction::NotifyDischargeSupport,
            owner: MilestoneOwner::Ward,
            due_on: None,
            came_to: CameTo::Waived(Note::parse(samples::NAME).unwrap()),
        };
        let departed = Departed {
            hospital: samples::id(10),
            on: samples::TODAY,
            care_insurance: CareInsurance::Unknown,
            has_care_manager: Some(true),
            care_manager_since: None,
            steps: vec![waived],
            conferences: vec![],
        };
        let invited =
            Invited { on: samples::TODAY, seat: Seat::CareManager, presence: None, replied: Replied::Not };
        let records = Records {
            departed: vec![departed],
            invited: vec![invited],
            left_out: vec![LeftOut { seat: Seat::Pharmacist, reason: samples::line(samples::NAME) }],
        };
        let table = YearTable::of(year, &records.departed, audience);
        let figures = table.whole(Period::Year);
        let organizations = samples::organizations();
        let named = |(id, figures)| Some((organizations.get(&id)?.clone(), figures));
        MeasureReport {
            year,
            period: Period::Year,
            audience,
            figures,
            months: table.months(),
            hospitals: match audience {
                Audience::Own => vec![],
                Audience::Outside => table.hospitals(Period::Year).into_iter().filter_map(named).collect(),
            },
            details: Some(Details::of(&records, &figures, samples::TODAY, audience)),
        }
    }

    #[test]
    fn measures_read_and_escape_names() {
        for audience in [Audience::Own, Audience::Outside] {
            for page in samples::pages() {
                let shown = measures_page(page.clone(), &report(audience));
                let html = samples::reads(&shown);
                assert_eq!(
                    html.contains(&page.t("measures-withheld")),
                    audience == Audience::Outside,
                    "{html}"
                );
                let lines = lines(&page, &report(audience));
                assert!(lines.iter().all(|line| line.len() == 6), "{lines:?}");
            }
        }
    }
}
