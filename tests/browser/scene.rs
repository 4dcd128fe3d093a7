//! What has happened before somebody comes by: what the demo's story does not tell.

use app::{
    break_glass::{BreakGlass, break_glass},
    case,
    change_case::{CaseChange, change_case},
    conference::conference_file,
    erase_patient::erase_patient,
    one_time_link,
    schedule_conference::cancel_conference,
};
use domain::{
    Id,
    access::{Actor, Member},
    account::LinkPurpose,
    discharge_case::CaseOutcome,
    emergency::{EmergencyReason, Particulars},
    organization::Organization,
    person::{Membership, Profession, Role},
    text::{Line, Note},
};
use server::mailbox::Fault;
use time::Duration;
use uuid::Uuid;

use crate::site::Site;

impl Site {
    /// A physician elsewhere reads of a patient in an emergency.
    pub async fn take_emergency_access(&self) {
        let session = self.app.app.session(self.app.region.clinics[1].first());
        let what = BreakGlass {
            organization: self.app.region.hospital.organization,
            particulars: Particulars::Number(Line::parse("M01017").unwrap()),
            reason: EmergencyReason::EmergencyCare,
            text: Note::parse("救急外来に搬送、処方を確認").unwrap(),
        };
        break_glass(&session, Some(session.now), what).await.unwrap();
    }

    /// A conference is called off, and no mail server takes word of it.
    pub async fn nothing_arrives(&self) {
        self.app.mailbox.set_fault(Fault::Reject(550));
        self.cancel("/conferences/{scheduled}").await;
        self.app.deliver().await;
    }

    /// A conference is called off.
    pub async fn cancel(&self, path: &str) {
        let address = self.address(path).await;
        let id = Id::new(Uuid::parse_str(address.rsplit('/').next().unwrap()).unwrap());
        let session = self.app.app.session(self.app.social_worker());
        let known = conference_file(&session, id).await.unwrap().conference;
        cancel_conference(&session, id, known.version, Note::parse("延期").unwrap()).await.unwrap();
    }

    /// A patient who went home long ago is erased; years pass.
    pub async fn end_a_record(&self, officer: Member) {
        let id = Id::new(self.of_chapter("home").await);
        let session = self.app.app.session(self.app.social_worker());
        let known = case::case(&session, id).await.unwrap();
        let over = CaseChange::Close { outcome: CaseOutcome::AtHome };
        change_case(&session, id, known.version, over).await.unwrap();
        let patient = case::patients(&session, &[id]).await.unwrap().remove(&id).unwrap();
        self.app.pass(Duration::days(5 * 366));
        erase_patient(&self.app.app.session(officer), patient.id, patient.version).await.unwrap();
    }

    /// The secret of the link by which somebody opens an account.
    pub async fn welcome(&self, member: Member) -> String {
        let session = self.app.app.system();
        let until = session.now + Duration::hours(24);
        let tx = self.app.app.database.begin(Actor::System).await.unwrap();
        let link =
            one_time_link::issue_link(&session, &tx, LinkPurpose::Invitation, member.person, until).await;
        tx.commit().await.unwrap();
        link.unwrap()
    }

    /// Somebody begins to work for another organization too.
    pub async fn works_there_too(&self, member: Member, organization: Id<Organization>) {
        let session = self.app.app.system();
        let membership = Membership {
            id: session.id(),
            person: member.person,
            organization,
            profession: Profession::Nurse,
            role: Role::Member,
            from: session.now,
            until: None,
        };
        let tx = self.app.app.database.begin(Actor::System).await.unwrap();
        tx.people().insert_membership(&membership).await.unwrap();
        tx.commit().await.unwrap();
    }
}
