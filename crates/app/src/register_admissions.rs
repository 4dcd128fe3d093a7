//! A hospital registers the admissions of a list, each row by itself: what is wrong with one holds up no other.

use domain::{
    Id,
    access::Action,
    admission_list::{
        Entry, ListRefusal, Listed, MOST_ROWS, Notice, RecognisedBy, RowStanding, Settlement, correct,
        notices, ward_key,
    },
    discharge_case::{DischargeCase, WardClass},
    event::Event,
    needs::NeedsProfile,
    patient::{CareInsurance, Patient, Sex},
    text::TextRefusal,
};
use std::collections::HashMap;
use store::Tx;

use crate::{
    Error, IdempotencyKey, Session,
    admission_list::{AdmissionList, Judged, Outcome, PastedList, ReadRow, judge, read_admission_list},
    register_admission::{Basis, NewPatient, Stay, admit, register_patient},
    session::{Once, RowKeys},
};

/// An admission as another program lists it.
#[derive(Clone, Debug)]
pub struct ListedAdmission {
    /// What it says. The class of the ward counts as [`Self::ward_class`] says.
    pub listed: Listed,
    /// The class of the ward; as remembered of the ward when `None`.
    pub ward_class: Option<WardClass>,
    /// What was answered where it asked before.
    pub answer: Option<Settlement>,
}

/// What became, or would become, of a listed admission.
#[derive(Debug)]
pub struct RowResult {
    /// How it stands.
    pub standing: RowStanding,
    /// What is worth a look.
    pub notices: Vec<Notice>,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became, or would become, of listed admissions, with the records that they were compared with.
#[derive(Debug)]
pub struct Results {
    /// By admission.
    pub rows: Vec<RowResult>,
    /// The records.
    pub patients: HashMap<Id<Patient>, Patient>,
}

/// Whether to do it, or to tell what would be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Run {
    /// Do it.
    Register,
    /// Tell.
    Try,
}

/// Registers the admissions of a pasted list that can be: neither left out, nor asking, nor faulty. Sent again with
/// the same key, each row is registered at most once. What was said about columns and wards is remembered.
///
/// # Errors
/// [`Error::Forbidden`] unless acting for a hospital; refused when the list as a whole cannot be read. What goes
/// wrong with a row is in its outcome.
pub async fn register_admission_list(
    session: &Session<'_>,
    key: &IdempotencyKey,
    list: &PastedList,
) -> Result<AdmissionList, Error> {
    session.may_write()?;
    let mut read = read_admission_list(session, key, list).await?;
    remember(session, &read).await?;
    let mut register = Register::new(session, RowKeys::of_text(key, &list.text)).await?;
    for (nth, row) in read.rows.iter_mut().enumerate().filter(|(_, row)| !row.is_left_out) {
        if let (RowStanding::Ready(entry), Outcome::Waiting) = (&row.standing, &row.outcome) {
            row.outcome = register.row(nth, &row.listed, *entry).await;
        }
    }
    // How the rows stand now: one that failed since somebody else was first asks what it asks after that.
    let Ok(mut now) = read_admission_list(session, key, list).await else { return Ok(read) };
    for (row, before) in now.rows.iter_mut().zip(read.rows) {
        if let (Outcome::Waiting, RowStanding::Ready(_), Outcome::Failed(error)) =
            (&row.outcome, &row.standing, before.outcome)
        {
            row.outcome = Outcome::Failed(error);
        }
    }
    Ok(now)
}

/// Registers admissions that another program lists, each by itself, or tells what would become of them. Sent again
/// with the same key, each is registered at most once.
///
/// # Errors
/// [`Error::Forbidden`] unless acting for a hospital; refused when there are more than [`MOST_ROWS`]. What goes wrong
/// with one is in its outcome.
pub async fn register_admissions(
    session: &Session<'_>,
    key: &IdempotencyKey,
    run: Run,
    admissions: Vec<ListedAdmission>,
) -> Result<Results, Error> {
    let member = session.own(Action::RegisterAdmission)?;
    if run == Run::Register {
        session.may_write()?;
    }
    if admissions.len() > MOST_ROWS {
        return Err(ListRefusal::TooManyRows.into());
    }
    let view = session.read();
    let wards = view.admission_lists().wards(member.organization).await?;
    let rows: Vec<ReadRow> = admissions
        .into_iter()
        .map(|ListedAdmission { mut listed, ward_class, answer }| {
            let known = listed.ward.as_ref().and_then(|ward| wards.get(&ward_key(ward)).copied());
            listed.ward_class = ward_class.or(known).unwrap_or(WardClass::General);
            ReadRow { listed, faults: vec![], answer, is_left_out: false }
        })
        .collect();
    let keys = RowKeys::of(key);
    let Judged { rows: judged, patients } = judge(session, &view, &keys, &rows).await?;
    let mut register = Register::new(session, keys).await?;
    let mut results = vec![];
    for (nth, (read, (standing, mut outcome))) in rows.into_iter().zip(judged).enumerate() {
        if let (RowStanding::Ready(entry), Outcome::Waiting, Run::Register) = (&standing, &outcome, run) {
            outcome = register.row(nth, &read.listed, *entry).await;
        }
        results.push(RowResult { standing, notices: notices(&read.listed, session.today()), outcome });
    }
    Ok(Results { rows: results, patients })
}

/// Remembers what was said about columns and wards, if anything new was.
async fn remember(session: &Session<'_>, list: &AdmissionList) -> Result<(), Error> {
    let organization = session.member()?.organization;
    let said = list.columns.iter().filter(|column| column.by == RecognisedBy::Hand);
    let columns: Vec<_> = said.map(|column| (column.key.clone(), column.meaning)).collect();
    let wards: Vec<_> =
        list.wards.iter().filter(|ward| ward.is_new).map(|ward| (ward.key.clone(), ward.class)).collect();
    if columns.is_empty() && wards.is_empty() {
        return Ok(());
    }
    let tx = session.begin().await?;
    tx.admission_lists().keep_columns(organization, &columns).await?;
    tx.admission_lists().keep_wards(organization, &wards).await?;
    session.record(&tx, &Event::AdmissionListSettled { organization }).await?;
    Ok(tx.commit().await?)
}

/// Registers row by row, until nothing can be written any more.
struct Register<'s, 'a> {
    session: &'s Session<'a>,
    keys: RowKeys,
    basis: Basis,
    is_stopped: bool,
}

impl<'s, 'a> Register<'s, 'a> {
    async fn new(session: &'s Session<'a>, keys: RowKeys) -> Result<Self, Error> {
        let basis = Basis::of(&session.read(), session.member()?).await?;
        Ok(Self { session, keys, basis, is_stopped: false })
    }

    async fn row(&mut self, nth: usize, listed: &Listed, entry: Entry) -> Outcome {
        if self.is_stopped {
            return Outcome::Failed(Error::Unavailable);
        }
        let mut done = self.enter(nth, listed, entry).await;
        if matches!(done, Err(Error::Contended { .. })) {
            // The same list is being registered at this moment: what the other request made is there now.
            done = self.enter(nth, listed, entry).await;
        }
        match done {
            Ok(case) => Outcome::Registered(case.id),
            Err(error) => {
                self.is_stopped = matches!(error, Error::Unavailable);
                Outcome::Failed(error)
            }
        }
    }

    async fn enter(&self, nth: usize, listed: &Listed, entry: Entry) -> Result<DischargeCase, Error> {
        let session = self.session;
        let tx = session.begin().await?;
        let id = match session.once(&tx, &self.keys.row(nth), listed).await? {
            Once::MadeBefore(id) => return Ok(tx.cases().find_for(Action::SeeCase, id).await?),
            Once::New(id) => id,
        };
        let patient = match entry {
            Entry::NewPatient => {
                register_patient(session, &tx, self.basis.member.organization, new_patient(listed)?).await?
            }
            Entry::Known(id) => tx.patients().find_for(Action::KeepRecord, id).await?,
            Entry::Numbered(id) => {
                let number = listed.number.clone();
                self.change(&tx, id, |patient| patient.number = patient.number.take().or(number)).await?
            }
            Entry::Corrected(id, version) => {
                let known = tx.patients().find_for(Action::KeepRecord, id).await?;
                if known.version != version {
                    return Err(ListRefusal::ChangedSince.into());
                }
                self.change(&tx, id, |patient| correct(patient, listed)).await?
            }
        };
        let stay = Stay {
            admitted_on: listed.admitted_on.ok_or(TextRefusal::Empty)?,
            ward: listed.ward.clone().ok_or(TextRefusal::Empty)?,
            ward_class: listed.ward_class,
            expected_discharge_on: listed.expected_discharge_on,
            needs: NeedsProfile::default(),
            predecessor: None,
        };
        let case = admit(session, &tx, &self.basis, id, &patient, stay).await?;
        tx.commit().await?;
        Ok(case)
    }

    async fn change(
        &self,
        tx: &Tx,
        id: Id<Patient>,
        change: impl FnOnce(&mut Patient) + Send,
    ) -> Result<Patient, Error> {
        let mut patient = tx.patients().find_for(Action::KeepRecord, id).await?;
        change(&mut patient);
        let mut patient = patient.in_usual_widths();
        patient.check(self.session.today())?;
        tx.patients().update(&mut patient).await?;
        self.session.record(tx, &Event::PatientCorrected { patient: id }).await?;
        Ok(patient)
    }
}

/// What a list says of somebody not known yet. Of the home it keeps the municipality, and of care insurance and
/// relatives it knows nothing.
fn new_patient(listed: &Listed) -> Result<NewPatient, Error> {
    let Listed {
        number,
        name,
        name_kana,
        born_on,
        sex,
        admitted_on: _,
        ward: _,
        ward_class: _,
        expected_discharge_on: _,
        municipality,
        phone,
    } = listed.clone();
    Ok(NewPatient {
        number,
        name: name.ok_or(TextRefusal::Empty)?,
        name_kana: name_kana.ok_or(TextRefusal::Empty)?,
        born_on: born_on.ok_or(TextRefusal::Empty)?,
        sex: sex.unwrap_or(Sex::Unknown),
        postal_code: None,
        municipality,
        address: None,
        phone,
        care_insurance: CareInsurance::Unknown,
        related: vec![],
    })
}
