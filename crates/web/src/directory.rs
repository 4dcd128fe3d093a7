//! The directory: who is where, how to reach them, what they can do, and how old that is.

use app::look_up::{Area, Found, LookUp, MOST, look_up};
use askama::Template;
use axum::response::Response;
use domain::{
    organization::{CapabilityStatement, Has, Known, Organization, OrganizationKind},
    place::Municipality,
    text::MunicipalityCode,
};
use serde::Deserialize;

use crate::{
    board::{Chip, Pages},
    consultation::place,
    error::Fault,
    form::{Choice, choices, labels},
    page::{Page, Query, Visit, html},
    way::encoded,
};

/// Whom to show.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Shown {
    /// By words in the name.
    q: String,
    /// By what they are.
    kind: String,
    /// By where they stand: nothing for one's own area.
    area: String,
    /// How many of the first ones to leave out.
    skip: usize,
}

/// Everywhere, in an address.
const EVERYWHERE: &str = "all";

#[derive(Template)]
#[template(path = "directory.html")]
struct DirectoryPage {
    page: Page,
    q: String,
    lists: Vec<(&'static str, String, Vec<Choice>, String)>,
    count: String,
    rows: Vec<RowView>,
    pages: Option<Pages>,
}

struct RowView {
    to: String,
    name: String,
    about: String,
    phone: Option<String>,
    can: String,
    known: Chip,
}

/// `GET /directory`
pub async fn show(visit: Visit, Query(shown): Query<Shown>) -> Result<Response, Fault> {
    let session = visit.session();
    let found = look_up(&session, &shown.asked()).await?;
    let municipalities = app::directory::municipalities(&session).await?;
    let page = visit.page(None).await?;
    let is_hub = visit.member.kind == OrganizationKind::Hub;
    html(page.status(), &directory_page(page, &found, &shown, &municipalities, is_hub))
}

impl Shown {
    fn asked(&self) -> LookUp {
        let Self { q, kind, area, skip } = self;
        LookUp {
            kind: OrganizationKind::parse(kind),
            area: match area.as_str() {
                EVERYWHERE => Area::Everywhere,
                code => MunicipalityCode::parse(code).map_or(Area::Own, Area::In),
            },
            words: q.clone(),
            skip: *skip,
        }
    }

    fn address(&self, skip: usize) -> String {
        let Self { q, kind, area, skip: _ } = self;
        let skip = if skip > 0 { skip.to_string() } else { String::new() };
        let all = [("q", q.trim()), ("kind", kind), ("area", area), ("skip", &skip)];
        let given = all.into_iter().filter(|(_, value)| !value.is_empty());
        let pairs: Vec<_> = given.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        format!("/directory?{}", pairs.join("&"))
    }
}

fn directory_page(
    page: Page,
    found: &Found,
    shown: &Shown,
    municipalities: &[Municipality],
    is_hub: bool,
) -> DirectoryPage {
    let Found { organizations, capabilities, count } = found;
    let wording = page.wording;
    let mut kinds = vec![Choice::none(wording, "board-filter-all")];
    kinds.extend(choices(wording, OrganizationKind::ALL));
    let own = if is_hub { "directory-area-hub" } else { "directory-area-own" };
    let mut areas = vec![Choice::none(wording, own), Choice::new(EVERYWHERE, page.t("directory-area-all"))];
    areas.extend(municipalities.iter().map(|m| Choice::new(m.code.as_str(), m.name.as_str())));
    let row = |(organization, known): &(Organization, Known)| {
        let stated = capabilities.get(&organization.id).map_or(&[][..], Vec::as_slice);
        row_view(&page, organization, *known, stated, municipalities)
    };
    DirectoryPage {
        q: shown.q.clone(),
        lists: vec![
            ("area", page.t("directory-municipality"), areas, shown.area.clone()),
            ("kind", page.t("directory-kind"), kinds, shown.kind.clone()),
        ],
        count: page.with("common-items", "count", *count),
        rows: organizations.iter().map(row).collect(),
        pages: Pages::of(wording, (shown.skip, organizations.len(), *count), MOST, |skip| {
            shown.address(skip)
        }),
        page,
    }
}

fn row_view(
    page: &Page,
    organization: &Organization,
    known: Known,
    stated: &[CapabilityStatement],
    municipalities: &[Municipality],
) -> RowView {
    let can = stated.iter().filter(|statement| statement.has == Has::Yes).map(|s| s.capability);
    let stands_in = place(page, organization.municipality.as_ref(), municipalities);
    RowView {
        to: format!("/directory/{}", organization.id),
        name: organization.name.to_string(),
        about: format!("{} {stands_in}", page.label(organization.kind)),
        phone: organization.phone.as_ref().map(ToString::to_string),
        can: labels(page.wording, can),
        known: chip(page, known),
    }
}

/// How old what is known is; what is older than a month asks for a call.
fn chip(page: &Page, known: Known) -> Chip {
    let (tone, mark, text) = match known {
        Known::Nothing => ("", "-", page.t("directory-known-nothing")),
        Known::OfUnknownAge => ("warn", "?", page.t("directory-known-of-unknown-age")),
        Known::Since(day) => {
            let (tone, mark) =
                if (page.today - day).whole_days() > FRESH { ("warn", "△") } else { ("good", "✓") };
            (tone, mark, page.wording.day_and_distance(day, page.today))
        }
    };
    Chip { tone, mark, text }
}

/// Days for which what an organization says of itself is taken for fresh.
const FRESH: i64 = 31;

#[cfg(test)]
mod tests {
    use domain::organization::{Capability, Source};
    use time::Duration;

    use super::*;
    use crate::samples;

    fn found() -> Found {
        let organization = samples::organization(11, OrganizationKind::Clinic);
        let source = Source { name: samples::line(samples::NAME), as_of: Some(samples::TODAY) };
        let statement = CapabilityStatement { capability: Capability::Opioid, has: Has::Yes, source };
        Found {
            capabilities: [(organization.id, vec![statement])].into(),
            organizations: vec![(organization, Known::Since(samples::TODAY))],
            count: 250,
        }
    }

    #[test]
    fn the_directory_reads_and_escapes_names() {
        for page in samples::pages() {
            let shown = Shown { q: "見本".into(), skip: 100, ..Shown::default() };
            let html = samples::reads(&directory_page(page, &found(), &shown, &[], true));
            assert!(html.contains("href=\"/directory/00000000-0000-0000-0000-00000000000b\""), "{html}");
            assert!(html.contains("q=%E8%A6%8B%E6%9C%AC&#38;skip=101"), "{html}");
        }
    }

    #[test]
    fn what_is_older_than_a_month_stands_out() {
        let [page, ..] = samples::pages();
        let tone = |known| chip(&page, known).tone;
        assert_eq!(tone(Known::Since(samples::TODAY - Duration::days(31))), "good");
        assert_eq!(tone(Known::Since(samples::TODAY - Duration::days(32))), "warn");
        assert_eq!(tone(Known::OfUnknownAge), "warn");
        assert!(Known::Nothing < Known::OfUnknownAge && Known::OfUnknownAge < Known::Since(samples::TODAY));
    }
}
