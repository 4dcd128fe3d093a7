//! Addresses by name: the chapters of the demo's story, and what else there is one of.

use server::mailbox::{self, ReadMail};
use uuid::Uuid;

use crate::site::Site;

/// The patients of the demo's story by how far each has come: the number that the hospital gave them.
const CHAPTERS: &[(&str, u32)] = &[
    ("admitted", 1001),
    ("screened", 1004),
    ("consulted", 1006),
    ("offered", 1008),
    ("team found", 1009),
    ("drafted", 1010),
    ("polling", 1011),
    ("scheduled", 1012),
    ("took place", 1014),
    ("held", 1015),
    ("minuted", 1016),
    ("planned", 1017),
    ("home", 1018),
];

impl Site {
    /// The address of a page, where what stands in braces is a chapter or another name from here.
    pub async fn address(&self, path: &str) -> String {
        let Some((before, rest)) = path.split_once('{') else { return path.to_owned() };
        let (name, after) = rest.split_once('}').unwrap();
        let id = match (before, name) {
            ("/cases/", chapter) => self.of_chapter(chapter).await.to_string(),
            ("/conferences/" | "/consultations/", chapter) => {
                let table = before.trim_matches('/').trim_end_matches('s');
                let case = self.of_chapter(chapter).await.simple();
                self.id(&format!("SELECT hex(id) FROM {table} WHERE case_id = x'{case}'")).await.to_string()
            }
            ("/organization/members/", "colleague") => {
                self.app.region.hospital.members[1].membership.to_string()
            }
            ("/access/people/", "colleague") => self.app.region.hospital.members[0].person.to_string(),
            ("/directory/", "clinic") => self.app.home_physician().organization.to_string(),
            ("/access/", "month") => "2026-11".into(),
            ("/emergency/", "taken") => self.id("SELECT hex(id) FROM emergency_access").await.to_string(),
            ("/organization/records/certificates/", "erased") => {
                self.id("SELECT hex(id) FROM erasure_certificate").await.to_string()
            }
            ("/mailbox/", "letter") => "1".into(),
            ("/answer/", "letter") => self.letter(|_| true),
            // One that tells a time has it for calendars too; the pharmacist has not answered yet.
            ("/answer/", "poll") => {
                self.letter(|letter| letter.calendar.is_none() && letter.to.contains("見本 薫"))
            }
            _ => panic!("{path} leads nowhere"),
        };
        format!("{before}{id}{after}")
    }

    /// The case of the patient of a chapter.
    pub async fn of_chapter(&self, chapter: &str) -> Uuid {
        let (_, number) = CHAPTERS.iter().find(|(known, _)| *known == chapter).unwrap();
        let question = format!(
            "SELECT hex(c.id) FROM discharge_case c JOIN patient p ON p.id = c.patient_id \
             WHERE p.number = 'M{number:05}'"
        );
        self.id(&question).await
    }

    /// The secret in the newest letter of a kind that asks for an answer.
    fn letter(&self, is_meant: impl Fn(&ReadMail) -> bool) -> String {
        let letters = self.app.mailbox.messages().into_iter().rev().map(|letter| mailbox::read(&letter));
        let mut links = letters.filter(is_meant).flat_map(|letter| letter.links);
        let link = links.find(|link| link.contains("/answer/")).unwrap();
        link.rsplit('/').next().unwrap().to_owned()
    }

    async fn id(&self, question: &str) -> Uuid {
        let found = self.app.texts(question).await;
        Uuid::parse_str(found.first().unwrap_or_else(|| panic!("nothing for {question}"))).unwrap()
    }
}
