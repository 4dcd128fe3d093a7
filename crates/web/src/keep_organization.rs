//! What the directory says of an organization: what it can do, when it is open, how to reach it; of one's own, the
//! rooms too.

use app::{
    Session,
    directory::{capabilities, municipalities, my_rooms, organizations},
    keep_organization::{
        add_room, confirm_capabilities, relationship, say_capabilities, say_hours, state_contact,
    },
};
use askama::Template;
use axum::response::Response;
use domain::{
    Id,
    access::Action,
    calendar::{OnHolidays, Opening, WEEK, WeeklyHours, read_clock},
    organization::{Capability, CapabilityStatement, Has, Organization, Room, Source},
    text::{EmailAddress, Line, PhoneNumber},
};
use time::{Date, Time, Weekday};
use wording::Wording;

use crate::{
    board::Chip,
    discharge_case::Fact,
    error::Fault,
    form::{Attempt, Choice, Failure, Fields, Form, Reader, choices, labels},
    page::{At, Page, Visit, after, html},
};

/// Where the page of one's own organization is.
const OWN: &str = "/organization/profile";

/// Where the page of an organization is: one's own, or another by its identifier.
fn here(at: Option<&At<Organization>>) -> String {
    at.map_or_else(|| OWN.to_owned(), |At(id)| format!("/directory/{id}"))
}

#[derive(Template)]
#[template(path = "keep_organization.html")]
struct ProfilePage {
    page: Page,
    title: String,
    is_own: bool,
    facts: Vec<Fact>,
    phone: Option<String>,
    state_contact: Option<Form>,
    capabilities: Vec<CapabilityView>,
    confirmation: Option<Confirmation>,
    state: Option<Form>,
    hours: Vec<(String, String)>,
    assumed: bool,
    state_hours: Option<Form>,
    rooms: Option<(Vec<String>, Option<Form>)>,
}

/// One capability that something is known of.
struct CapabilityView {
    name: String,
    has: Chip,
    source: String,
}

/// How old the oldest statement is, with the button that says all of them again today.
#[derive(Template)]
#[template(path = "confirmation.html")]
pub struct Confirmation {
    said: String,
    age: String,
    form: Form,
}

impl askama::filters::HtmlSafe for Confirmation {}

/// What the page is made of.
struct Matter {
    /// Where it is.
    here: String,
    organization: Organization,
    municipality: Option<String>,
    capabilities: Vec<CapabilityStatement>,
    /// Of one's own organization alone.
    rooms: Option<Vec<Room>>,
    keeps: bool,
}

impl Matter {
    async fn of(visit: &Visit, session: &Session<'_>, at: Option<&At<Organization>>) -> Result<Self, Fault> {
        let id = which(visit, at);
        let mut found = organizations(session, &[id]).await?;
        let organization = found.remove(&id).ok_or(app::Error::NotFound)?;
        let code = organization.municipality.as_ref();
        let known = municipalities(session).await?;
        let relationship = relationship(session, id).await?;
        Ok(Self {
            here: here(at),
            municipality: known.into_iter().find(|m| Some(&m.code) == code).map(|m| m.name.to_string()),
            organization,
            capabilities: capabilities(session, &[id]).await?.remove(&id).unwrap_or_default(),
            rooms: if at.is_none() { Some(my_rooms(session).await?) } else { None },
            keeps: visit.may(Action::KeepOrganization, relationship),
        })
    }
}

/// `GET /organization/profile` and `GET /directory/{id}`
pub async fn show(visit: Visit, at: Option<At<Organization>>) -> Result<Response, Fault> {
    shown(&visit, at.as_ref(), None).await
}

async fn shown(
    visit: &Visit,
    at: Option<&At<Organization>>,
    attempt: Option<Attempt>,
) -> Result<Response, Fault> {
    let session = visit.session();
    let matter = Matter::of(visit, &session, at).await?;
    let page = visit.page(attempt).await?;
    let view = profile_page(page, &matter, session.id::<()>());
    html(view.page.status(), &view)
}

fn profile_page(page: Page, matter: &Matter, key: Id<()>) -> ProfilePage {
    let Matter { here, organization, municipality: _, capabilities, rooms, keeps } = matter;
    let add_room = || {
        page.form("room", "/organization/profile/rooms")
            .key(key)
            .line("roomName", "")
            .required()
            .submit("profile-room-action")
    };
    ProfilePage {
        title: match rooms {
            Some(_) => page.t("profile-title"),
            None => organization.name.to_string(),
        },
        is_own: rooms.is_some(),
        facts: facts(&page, matter),
        phone: organization.phone.as_ref().map(ToString::to_string),
        state_contact: keeps.then(|| contact_form(&page, here, organization)),
        capabilities: capabilities.iter().map(|stated| capability_view(&page, stated)).collect(),
        confirmation: confirmation(&page, organization, capabilities, here, here).filter(|_| *keeps),
        state: keeps.then(|| state_form(&page, here, organization, capabilities)),
        hours: WEEK
            .map(|day| (page.wording.weekday(day).to_owned(), openings(&page, organization, day)))
            .into(),
        assumed: organization.hours.is_assumed(),
        state_hours: keeps.then(|| hours_form(&page, here, organization)),
        rooms: rooms.as_ref().map(|rooms| {
            let names = rooms.iter().map(|room| room.name.to_string()).collect();
            (names, keeps.then(add_room))
        }),
        page,
    }
}

/// What is published of it, and where.
fn facts(page: &Page, matter: &Matter) -> Vec<Fact> {
    let Matter { organization, municipality, .. } = matter;
    let Organization { name, kind, address, fax, email, source, .. } = organization;
    let own_name = matter.rooms.is_some().then(|| name.to_string());
    [
        ("directory-name", own_name),
        ("directory-kind", Some(page.label(*kind))),
        ("directory-municipality", municipality.clone()),
        ("directory-address", address.as_ref().map(ToString::to_string)),
        ("common-fax-label", fax.as_ref().map(ToString::to_string)),
        ("directory-email", email.as_ref().map(ToString::to_string)),
        ("profile-said", source.as_ref().map(|source| source_text(page, source))),
    ]
    .into_iter()
    .filter_map(|(key, value)| Some(Fact { label: page.t(key), value: value? }))
    .collect()
}

fn capability_view(page: &Page, stated: &CapabilityStatement) -> CapabilityView {
    let CapabilityStatement { capability, has, source } = stated;
    let (tone, mark) = match has {
        Has::Yes => ("good", "✓"),
        Has::No => ("", "✗"),
    };
    CapabilityView {
        name: page.label(*capability),
        has: Chip { tone, mark, text: page.label(*has) },
        source: source_text(page, source),
    }
}

/// Who said it, of which day, and how long ago that is.
pub fn source_text(page: &Page, source: &Source) -> String {
    let Source { name, as_of } = source;
    let Some(day) = as_of else { return page.with("common-source", "source", name.as_str()) };
    let values = [
        ("source", name.as_str().into()),
        ("day", page.wording.day_and_year(*day).into()),
        ("ago", page.wording.distance(*day, page.today).into()),
    ];
    page.wording.text_with("profile-as-of", &values)
}

/// The one tap by which everything stated of the organization whose page is `at` is said again today; afterwards the
/// reader is led to `back`. `None` while nothing is stated, and when all of it was said today.
pub fn confirmation(
    page: &Page,
    organization: &Organization,
    stated: &[CapabilityStatement],
    at: &str,
    back: &str,
) -> Option<Confirmation> {
    let oldest = stated.iter().map(|statement| statement.source.as_of).min()?;
    if oldest == Some(page.today) {
        return None;
    }
    let of = |has: Has| stated.iter().filter(move |statement| statement.has == has);
    let names = |has: Has| labels(page.wording, of(has).map(|statement| statement.capability));
    let said = [("profile-can", Has::Yes), ("profile-cannot", Has::No)]
        .into_iter()
        .filter(|(_, has)| of(*has).next().is_some())
        .map(|(key, has)| page.with(key, "what", names(has)));
    Some(Confirmation {
        said: said.collect::<Vec<_>>().join(" "),
        age: age(page, oldest),
        form: page
            .form("confirm", format!("{at}/confirm"))
            .version(organization.version)
            .with("back", back)
            .submit("profile-confirm-action"),
    })
}

fn age(page: &Page, oldest: Option<Date>) -> String {
    match oldest {
        Some(day) => {
            let ago = page.wording.distance(day, page.today);
            let values = [("day", page.wording.day_and_year(day).into()), ("ago", ago.into())];
            page.wording.text_with("profile-age", &values)
        }
        None => page.t("profile-age-unknown"),
    }
}

fn state_form(page: &Page, here: &str, organization: &Organization, stated: &[CapabilityStatement]) -> Form {
    let form = page.form("capabilities", here).version(organization.version).folded("profile-change-action");
    let form = Capability::ALL.iter().fold(form, |form, capability| {
        let known = stated.iter().find(|statement| statement.capability == *capability);
        let mut answers = vec![Choice::new(UNKNOWN, page.t("profile-unknown"))];
        answers.extend(choices(page.wording, Has::ALL));
        form.select(&field(*capability), answers, known.map_or(UNKNOWN, |statement| statement.has.code()))
            .called(page.label(*capability))
    });
    form.submit("profile-save-action")
}

fn contact_form(page: &Page, here: &str, organization: &Organization) -> Form {
    let Organization { phone, fax, email, version, .. } = organization;
    let [phone, fax] =
        [phone, fax].map(|number| number.as_ref().map(ToString::to_string).unwrap_or_default());
    page.form("contact", format!("{here}/contact"))
        .version(*version)
        .folded("profile-contact-action")
        .input("tel", "phone", phone)
        .input("tel", "fax", fax)
        .input("email", "email", email.as_ref().map(ToString::to_string).unwrap_or_default())
        .called(page.t("directory-email"))
        .hint("profile-contact-hint")
        .submit("common-save-action")
}

const UNKNOWN: &str = "unknown";

fn field(capability: Capability) -> String {
    format!("has-{capability}")
}

/// The openings of a weekday as they are read and written.
fn openings(page: &Page, organization: &Organization, day: Weekday) -> String {
    let openings: Vec<_> = organization.hours.on(day).iter().map(Opening::to_string).collect();
    if openings.is_empty() { page.t("profile-closed") } else { openings.join(" ") }
}

fn hours_form(page: &Page, here: &str, organization: &Organization) -> Form {
    let form = page
        .form("hours", format!("{here}/hours"))
        .version(organization.version)
        .folded("profile-hours-action");
    let form = WEEK.iter().fold(form, |form, day| {
        let written: Vec<_> = organization.hours.on(*day).iter().map(Opening::to_string).collect();
        form.line(&opening_field(*day), written.join(" ")).called(page.wording.weekday(*day))
    });
    let on_holidays = match organization.closings.on_holidays {
        OnHolidays::Open => vec!["open".to_owned()],
        OnHolidays::Closed => vec![],
    };
    form.hint("profile-hours-hint")
        .checks("holidays", vec![Choice::new("open", page.t("profile-open-on-holidays"))], on_holidays)
        .submit("common-save-action")
}

fn opening_field(day: Weekday) -> String {
    format!("open-{}", day.number_from_monday())
}

/// `POST /organization/profile` and `POST /directory/{id}`
pub async fn state(visit: Visit, at: Option<At<Organization>>, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let (version, said) = visit.read(&fields, |f| {
            let said: Vec<_> = Capability::ALL
                .iter()
                .map(|capability| {
                    let parse = |text: &str| match text {
                        UNKNOWN => Some(None),
                        text => Has::parse(text).map(Some),
                    };
                    f.choice(&field(*capability), parse).map(|has| (*capability, has))
                })
                .collect();
            Some((f.version()?, said.into_iter().collect::<Option<Vec<_>>>()?))
        })?;
        Ok(say_capabilities(&visit.session(), which(&visit, at.as_ref()), version, &said).await?)
    };
    let done = done.await;
    finish(&visit, at.as_ref(), ("capabilities", fields), done, "profile-done").await
}

/// `POST /organization/profile/confirm` and `POST /directory/{id}/confirm`
pub async fn confirm(visit: Visit, at: Option<At<Organization>>, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let version = visit.read(&fields, |f| f.version())?;
        let organization = which(&visit, at.as_ref());
        Ok::<_, Failure>(confirm_capabilities(&visit.session(), organization, version).await?)
    };
    let done = done.await;
    if done.is_ok() && fields.get("back") == "/requests" {
        return Ok(after("/requests", "profile-confirm-done"));
    }
    finish(&visit, at.as_ref(), ("confirm", fields), done, "profile-confirm-done").await
}

fn which(visit: &Visit, at: Option<&At<Organization>>) -> Id<Organization> {
    at.map_or(visit.member.organization, |At(id)| *id)
}

/// `POST /organization/profile/contact` and `POST /directory/{id}/contact`
pub async fn set_contact(
    visit: Visit,
    at: Option<At<Organization>>,
    fields: Fields,
) -> Result<Response, Fault> {
    let done = async {
        let (version, phone, fax, email) = visit.read(&fields, |f| {
            let phone = f.optional("phone", PhoneNumber::parse);
            let fax = f.optional("fax", PhoneNumber::parse);
            let email = f.optional("email", EmailAddress::parse);
            Some((f.version()?, phone?, fax?, email?))
        })?;
        let organization = which(&visit, at.as_ref());
        Ok(state_contact(&visit.session(), organization, version, phone, fax, email).await?)
    };
    let done = done.await;
    finish(&visit, at.as_ref(), ("contact", fields), done, "profile-done").await
}

/// `POST /organization/profile/hours` and `POST /directory/{id}/hours`
pub async fn set_hours(
    visit: Visit,
    at: Option<At<Organization>>,
    fields: Fields,
) -> Result<Response, Fault> {
    let done = async {
        let (version, hours, on_holidays) = visit.read(&fields, |f| {
            let hours = hours(f, visit.wording);
            let on_holidays = f.all("holidays").next().map_or(OnHolidays::Closed, |_| OnHolidays::Open);
            Some((f.version()?, hours?, on_holidays))
        })?;
        Ok(say_hours(&visit.session(), which(&visit, at.as_ref()), version, hours, on_holidays).await?)
    };
    let done = done.await;
    finish(&visit, at.as_ref(), ("hours", fields), done, "profile-done").await
}

/// The hours of a week, each day's as `09:00-12:30 13:30-17:00`, with every fault named.
fn hours(f: &mut Reader<'_>, wording: Wording) -> Option<WeeklyHours> {
    let mut week = Some(vec![]);
    for day in WEEK {
        let name = opening_field(day);
        let label = wording.weekday(day).to_owned();
        // A day that was not sent at all is not a day on which it is closed.
        let sent = f.all(&name).next();
        let read = sent.and_then(|typed| read_openings(day, typed.trim()));
        let read = read.or_else(|| f.refuse_called(&name, label, "profile-hours-malformed"));
        week = week.zip(read).map(|(week, openings)| [week, openings].concat());
    }
    WeeklyHours::stated(week?).ok()
}

/// What is written for a day on which an office is closed.
const CLOSED: [&str; 6] = ["休", "休み", "休診", "休業", "定休日", "closed"];

/// The openings of one day, in whatever width and with whichever stroke they were typed. `None` when they make no
/// sense or overlap.
fn read_openings(day: Weekday, typed: &str) -> Option<Vec<(Weekday, Opening)>> {
    if CLOSED.contains(&typed.to_ascii_lowercase().as_str()) {
        return Some(vec![]);
    }
    let clock = |text: &str| match text {
        "24:00" | "24" => Some(Time::MIDNIGHT),
        // A full hour, as it hangs at many doors.
        hour if hour.chars().all(char::is_numeric) => read_clock(&format!("{hour}:00")),
        text => read_clock(text),
    };
    let opening = |part: &str| {
        let (from, until) = part.split_once(['-', '－', '〜', '～', '–'])?;
        Some((day, Opening::new(clock(from)?, clock(until)?)?))
    };
    let parts = typed.split(|c: char| c.is_whitespace() || matches!(c, '、' | ',' | '，'));
    let openings = parts.filter(|part| !part.is_empty()).map(opening).collect::<Option<Vec<_>>>()?;
    WeeklyHours::stated(openings.iter().copied()).ok()?;
    Some(openings)
}

/// `POST /organization/profile/rooms`
pub async fn new_room(visit: Visit, fields: Fields) -> Result<Response, Fault> {
    let done = async {
        let (key, name) = visit.read(&fields, |f| {
            let name = f.text("roomName", Line::parse);
            Some((f.key()?, name?))
        })?;
        Ok(add_room(&visit.session(), &key, name).await?)
    };
    let done = done.await;
    finish(&visit, None, ("room", fields), done, "profile-room-done").await
}

async fn finish<T>(
    visit: &Visit,
    at: Option<&At<Organization>>,
    (form, fields): (&str, Fields),
    done: Result<T, Failure>,
    said: &'static str,
) -> Result<Response, Fault> {
    match done {
        Ok(_) => Ok(after(&here(at), said)),
        Err(failure) => {
            let attempt = visit.attempt(form, fields, failure)?;
            shown(visit, at, attempt).await
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::organization::OrganizationKind;

    use super::*;
    use crate::samples;

    fn stated(capability: Capability, has: Has, as_of: Option<Date>) -> CapabilityStatement {
        CapabilityStatement { capability, has, source: Source { name: samples::line(samples::NAME), as_of } }
    }

    fn matter(capabilities: Vec<CapabilityStatement>) -> Matter {
        let organization = samples::organization(11, OrganizationKind::Clinic);
        let room =
            Room { id: samples::id(70), organization: organization.id, name: samples::line(samples::NAME) };
        Matter {
            here: OWN.to_owned(),
            organization,
            municipality: None,
            capabilities,
            rooms: Some(vec![room]),
            keeps: true,
        }
    }

    #[test]
    fn the_record_of_an_organization_reads_and_escapes_names() {
        for page in samples::pages() {
            let old = stated(Capability::Opioid, Has::Yes, Some(samples::TODAY - time::Duration::days(20)));
            let no = stated(Capability::Pca, Has::No, None);
            let html = samples::reads(&profile_page(page.clone(), &matter(vec![old, no]), samples::id(1)));
            assert!(html.contains("action=\"/organization/profile/confirm\""));
            assert!(
                html.contains("name=\"has-aseptic_preparation\"") && html.contains("value=\"09:00-17:00\"")
            );
            let known = stated(Capability::Opioid, Has::Yes, None);
            let matter = Matter { here: "/directory/1".into(), rooms: None, ..matter(vec![known]) };
            let html = samples::reads(&profile_page(page, &matter, samples::id(1)));
            assert!(html.contains("action=\"/directory/1/confirm\"") && !html.contains("id=\"rooms\""));
        }
    }

    #[test]
    fn what_was_said_today_need_not_be_said_again() {
        let [page, ..] = samples::pages();
        let confirmed = |as_of| {
            let matter = matter(vec![stated(Capability::Opioid, Has::Yes, as_of)]);
            confirmation(&page, &matter.organization, &matter.capabilities, OWN, OWN)
        };
        assert!(
            confirmed(Some(samples::TODAY)).is_none() && confirmed(samples::TODAY.previous_day()).is_some()
        );
        assert!(confirmed(None).is_some(), "nobody knows how old it is");
        assert!(confirmation(&page, &matter(vec![]).organization, &[], OWN, OWN).is_none());
    }

    #[test]
    fn hours_are_read_as_they_are_typed() {
        let read = |typed: &str| {
            let openings = read_openings(Weekday::Friday, typed)?;
            Some(openings.iter().map(|(_, opening)| opening.to_string()).collect::<Vec<_>>().join(" "))
        };
        for (typed, meant) in [
            ("", Some("")),
            ("９：００〜１２：３０", Some("09:00-12:30")),
            ("13:30-17:00、9:00-12:30", Some("13:30-17:00 09:00-12:30")),
            ("18:00-24:00", Some("18:00-24:00")),
            ("9:00-12:00 11:00-13:00", None),
            ("12:00-9:00", None),
            ("朝から", None),
        ] {
            assert_eq!(read(typed).as_deref(), meant, "{typed}");
        }
    }
}
