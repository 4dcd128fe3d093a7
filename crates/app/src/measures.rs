//! What is measured of discharges: a hospital's own, or those of an area.

use std::collections::HashMap;

use domain::{
    Id,
    access::{Action, Relationship},
    calendar::{FiscalYear, Month},
    measures::{Details, Figures, Period, Records, YearTable},
    organization::{Organization, OrganizationKind},
    withhold::Audience,
};
use store::{View, measures::StepsRead};

use crate::{
    Error, Session,
    area::{area, hospitals},
};

/// What is measured of a period of a fiscal year.
#[derive(Clone, Debug)]
pub struct MeasureReport {
    /// The fiscal year.
    pub year: FiscalYear,
    /// All of it, or the month of it, that is looked at.
    pub period: Period,
    /// Whether small counts are withheld.
    pub audience: Audience,
    /// The main figures of the period.
    pub figures: Figures,
    /// Those of every month of the year that has begun.
    pub months: Vec<(Month, Figures)>,
    /// Those of every hospital of an area with any in the year, in the period, by name.
    pub hospitals: Vec<(Organization, Figures)>,
    /// What else is measured of the period; of an area for whole years alone, lest the months tell by what the year
    /// withholds.
    pub details: Option<Details>,
}

/// What is measured of the discharges of the actor's hospital, or of the hospitals in the area of the actor's hub,
/// municipality or medical association, as of now. Those of an area are told without small counts.
///
/// # Errors
/// [`Error::NotFound`] for a month of another year and for what is to come, [`Error::Denied`] for other kinds of organization,
/// [`Error::Forbidden`] for the system.
pub async fn measures(
    session: &Session<'_>,
    year: FiscalYear,
    period: Period,
) -> Result<MeasureReport, Error> {
    let months = year.months();
    let &[from, .., until] = &*months else { return Err(Error::NotFound) };
    let begins = match period {
        Period::Month(month) => month,
        Period::Year => from,
    };
    if !months.contains(&begins) || begins.is_to_come(session.now) {
        return Err(Error::NotFound);
    }
    let member = session.member()?;
    let (hospitals, view, audience) = if member.kind == OrganizationKind::Hospital {
        session.allowed(Action::SeeMeasures, Relationship::Own)?;
        (vec![member.organization], session.read(), Audience::Own)
    } else {
        session.allowed(Action::SeeMeasures, Relationship::Hub)?;
        // What is read of others' patients is counted, and never handed out.
        let area = area(&session.read(), &member).await?;
        (hospitals(&session.read(), &area).await?, session.app.system().read(), Audience::Outside)
    };
    let whole_year = (from, until);
    let steps = if period == Period::Year { StepsRead::All } else { StepsRead::HandingOver };
    let departed = view.measures().departed(&hospitals, whole_year, steps).await?;
    let table = YearTable::of(year, &departed, audience);
    let figures = table.whole(period);
    let records = match (period, audience) {
        (Period::Year, _) => Some(Records {
            departed,
            invited: view.measures().invited(&hospitals, whole_year).await?,
            left_out: view.measures().left_out(&hospitals, whole_year).await?,
        }),
        (Period::Month(month), Audience::Own) => Some(Records {
            departed: view.measures().departed(&hospitals, (month, month), StepsRead::All).await?,
            invited: view.measures().invited(&hospitals, (month, month)).await?,
            left_out: view.measures().left_out(&hospitals, (month, month)).await?,
        }),
        (Period::Month(_), Audience::Outside) => None,
    };
    let details = records.map(|records| Details::of(&records, &figures, session.today(), audience));
    let mut by_hospital = match audience {
        Audience::Own => vec![],
        Audience::Outside => named(&session.read(), table.hospitals(period)).await?,
    };
    by_hospital
        .sort_by(|(one, _), (other, _)| (one.name.as_str(), one.id).cmp(&(other.name.as_str(), other.id)));
    let begun = |(month, _): &(Month, Figures)| !month.is_to_come(session.now);
    Ok(MeasureReport {
        year,
        period,
        audience,
        figures,
        months: table.months().into_iter().filter(begun).collect(),
        hospitals: by_hospital,
        details,
    })
}

async fn named(
    view: &View,
    figures: Vec<(Id<Organization>, Figures)>,
) -> Result<Vec<(Organization, Figures)>, Error> {
    let ids: Vec<_> = figures.iter().map(|(id, _)| *id).collect();
    let mut found: HashMap<_, _> = view.organizations().find_all(&ids).await?;
    Ok(figures.into_iter().filter_map(|(id, figures)| Some((found.remove(&id)?, figures))).collect())
}
