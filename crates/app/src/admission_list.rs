//! A hospital reads an admission list of its own system: nothing of it is kept until its rows are registered.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::{
    Id,
    access::Action,
    admission_list::{
        CellFault, Judge, KnownHere, ListColumn, Listed, Notice, RowStanding, Settlement, notices, ward_key,
    },
    discharge_case::{DischargeCase, WardClass},
    event::Event,
    patient::Patient,
    text::{Line, MunicipalityCode, kana_key},
};
use interchange::admission_list::{Places, Sheet, SheetRow, read_row, recognise};
pub use interchange::admission_list::{Recognised, SetAside};
use store::View;
use time::Date;

use crate::{Error, IdempotencyKey, Session, session::RowKeys};

/// A list as it was pasted, with what somebody said about it. It is never logged.
#[derive(Clone, Default)]
pub struct PastedList {
    /// The text.
    pub text: String,
    /// What columns mean, by position, where somebody said so.
    pub columns: BTreeMap<usize, ListColumn>,
    /// What cells should say, by row and meaning.
    pub corrections: HashMap<(usize, ListColumn), String>,
    /// What holds for the rows that do not say it themselves.
    pub for_all: ForAll,
    /// The classes of wards, by [`ward_key`].
    pub ward_classes: HashMap<String, WardClass>,
    /// What was answered, by row.
    pub answers: HashMap<usize, Settlement>,
    /// The rows that are not to be registered.
    pub left_out: BTreeSet<usize>,
}

/// What holds for all rows of a list that do not say it themselves.
#[derive(Clone, Debug, Default)]
pub struct ForAll {
    /// The day of admission.
    pub admitted_on: Option<Date>,
    /// The ward.
    pub ward: Option<Line>,
}

/// A list, read and compared with what is known.
#[derive(Debug)]
pub struct AdmissionList {
    /// Its columns.
    pub columns: Vec<Recognised>,
    /// What they would be taken for if nobody had said anything now.
    pub unsaid: Vec<ListColumn>,
    /// Its rows of patients, in its order.
    pub rows: Vec<ListRow>,
    /// Its other rows.
    pub set_aside: Vec<SetAside>,
    /// Its wards, in the order of their first rows.
    pub wards: Vec<ListWard>,
    /// The records that rows are compared with.
    pub patients: HashMap<Id<Patient>, Patient>,
    /// What the municipalities that rows name are called.
    pub municipalities: HashMap<MunicipalityCode, Line>,
    /// Whether columns are remembered.
    pub remembers: Remembers,
}

/// Whether anything about the columns of a hospital's lists is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remembers {
    /// Nothing.
    Nothing,
    /// Something.
    Columns,
}

/// A ward that a list names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListWard {
    /// Its name.
    pub ward: Line,
    /// By what its class is remembered.
    pub key: String,
    /// Its class.
    pub class: WardClass,
    /// Whether the class is new.
    pub is_new: bool,
}

/// A row of a list.
#[derive(Debug)]
pub struct ListRow {
    /// The line on which it begins, counted from 1.
    pub line: u32,
    /// The row as it came.
    pub raw: String,
    /// What its cells say, corrected where somebody did.
    pub cells: BTreeMap<ListColumn, String>,
    /// What that is.
    pub listed: Listed,
    /// What is worth a look.
    pub notices: Vec<Notice>,
    /// How it stands.
    pub standing: RowStanding,
    /// Whether somebody left it out.
    pub is_left_out: bool,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a row.
#[derive(Debug)]
pub enum Outcome {
    /// Nothing yet.
    Waiting,
    /// It was registered, now or by an earlier request with the same key.
    Registered(Id<DischargeCase>),
    /// It could not be.
    Failed(Error),
}

/// A row to judge.
pub(crate) struct ReadRow {
    pub listed: Listed,
    pub faults: Vec<CellFault>,
    pub answer: Option<Settlement>,
    pub is_left_out: bool,
}

/// Rows, judged.
pub(crate) struct Judged {
    pub rows: Vec<(RowStanding, Outcome)>,
    pub patients: HashMap<Id<Patient>, Patient>,
}

/// Whether the actor may register admissions, and whether columns are remembered.
///
/// # Errors
/// [`Error::Forbidden`] unless acting for a hospital.
pub async fn remembered_columns(session: &Session<'_>) -> Result<Remembers, Error> {
    let member = session.own(Action::RegisterAdmission)?;
    Ok(remembers(&session.read().admission_lists().columns(member.organization).await?))
}

/// Forgets what columns of the hospital's lists mean.
///
/// # Errors
/// [`Error::Forbidden`] unless acting for a hospital.
pub async fn forget_columns(session: &Session<'_>) -> Result<(), Error> {
    let member = session.own(Action::RegisterAdmission)?;
    let tx = session.begin().await?;
    tx.admission_lists().forget_columns(member.organization).await?;
    session.record(&tx, &Event::AdmissionListSettled { organization: member.organization }).await?;
    Ok(tx.commit().await?)
}

/// The text of an uploaded list.
///
/// # Errors
/// Refused when it is none.
pub fn decode_list(session: &Session<'_>, bytes: &[u8]) -> Result<String, Error> {
    Ok(interchange::admission_list::decode(bytes, session.today())?)
}

/// Reads a list and compares it with what the hospital knows. Nothing is written.
///
/// # Errors
/// [`Error::Forbidden`] unless acting for a hospital; refused when the list as a whole cannot be read.
pub async fn read_admission_list(
    session: &Session<'_>,
    key: &IdempotencyKey,
    list: &PastedList,
) -> Result<AdmissionList, Error> {
    let member = session.own(Action::RegisterAdmission)?;
    let sheet = Sheet::read(&list.text)?;
    let view = session.read();
    let remembered = view.admission_lists().columns(member.organization).await?;
    let classes = view.admission_lists().wards(member.organization).await?;
    let municipalities = view.places().all_municipalities().await?;
    let places = Places::new(&municipalities);
    let columns = recognise(&sheet, session.today(), &remembered, &list.columns);
    let unsaid = recognise(&sheet, session.today(), &remembered, &BTreeMap::new());
    let mut wards = Wards { said: &list.ward_classes, known: &classes, found: vec![] };
    let (mut read, mut typed) = (vec![], vec![]);
    for (nth, row) in sheet.rows.iter().enumerate() {
        let (cells, fault) = cells_of(row, &columns, |column| list.corrections.get(&(nth, column)));
        let cell = |column| cells.get(&column).cloned().unwrap_or_default();
        let (mut listed, mut faults) = read_row(cell, &places, session.today());
        faults.extend(fault);
        let unsaid = |column| cell(column).trim().is_empty();
        if unsaid(ListColumn::AdmittedOn) {
            listed.admitted_on = list.for_all.admitted_on;
        }
        if unsaid(ListColumn::Ward) {
            listed.ward = list.for_all.ward.clone();
        }
        listed.ward_class = wards.class(listed.ward.as_ref());
        let (answer, is_left_out) = (list.answers.get(&nth).copied(), list.left_out.contains(&nth));
        read.push(ReadRow { listed, faults, answer, is_left_out });
        typed.push((row, cells));
    }
    let keys = RowKeys::of_text(key, &list.text);
    let Judged { rows: judged, patients } = judge(session, &view, &keys, &read).await?;
    let rows =
        typed.into_iter().zip(read).zip(judged).map(|(((row, cells), read), (standing, outcome))| ListRow {
            line: row.line,
            raw: row.cells.join(" "),
            cells,
            notices: notices(&read.listed, session.today()),
            listed: read.listed,
            standing,
            is_left_out: read.is_left_out,
            outcome,
        });
    let rows: Vec<ListRow> = rows.collect();
    let named: BTreeSet<_> = rows.iter().filter_map(|row| row.listed.municipality.clone()).collect();
    let municipalities = municipalities.into_iter().filter(|municipality| named.contains(&municipality.code));
    Ok(AdmissionList {
        rows,
        columns,
        unsaid: unsaid.into_iter().map(|column| column.meaning).collect(),
        municipalities: municipalities.map(|municipality| (municipality.code, municipality.name)).collect(),
        set_aside: sheet.set_aside,
        wards: wards.found,
        patients,
        remembers: remembers(&remembered),
    })
}

/// Compares rows with the hospital's records and with each other, in as many statements whatever their number.
pub(crate) async fn judge(
    session: &Session<'_>,
    view: &View,
    keys: &RowKeys,
    rows: &[ReadRow],
) -> Result<Judged, Error> {
    let member = session.member()?;
    let numbers: BTreeSet<String> = rows
        .iter()
        .filter_map(|row| row.listed.number.as_ref())
        .map(|number| number.in_half_width().into())
        .collect();
    let particulars: BTreeSet<(String, Date)> = rows
        .iter()
        .filter_map(|row| Some((kana_key(row.listed.name_kana.as_ref()?.as_str()), row.listed.born_on?)))
        .collect();
    let patients = view.patients().listed(member.organization, &numbers, &particulars).await?;
    let ids: Vec<_> = patients.iter().map(|patient| patient.id).collect();
    let cases = view.cases().of_patients(&ids).await?;
    let own = cases.iter().filter(|case| case.organization == member.organization);
    let made = session.made_before(view, keys).await?;
    let mut judge = Judge::new(session.today(), KnownHere::new(&patients, own));
    let judged = rows.iter().enumerate().map(|(nth, row)| {
        let ReadRow { listed, faults, answer, is_left_out } = row;
        let standing = if *is_left_out {
            judge.alone(listed, faults, *answer)
        } else {
            judge.judge(nth, listed, faults, *answer)
        };
        let outcome = match made.get(&keys.row(nth)) {
            None => Outcome::Waiting,
            Some(made) => match made.of(keys, listed) {
                Ok(case) => Outcome::Registered(case),
                Err(error) => Outcome::Failed(error),
            },
        };
        (standing, outcome)
    });
    Ok(Judged {
        rows: judged.collect(),
        patients: patients.iter().map(|patient| (patient.id, patient.clone())).collect(),
    })
}

fn remembers(columns: &HashMap<String, ListColumn>) -> Remembers {
    if columns.is_empty() { Remembers::Nothing } else { Remembers::Columns }
}

/// What a row says of each meaning; columns of one meaning are joined, as 姓 and 名 are. Of a row that is wrong as a
/// whole only what was typed in its place counts.
fn cells_of<'c>(
    row: &SheetRow,
    columns: &[Recognised],
    corrected: impl Fn(ListColumn) -> Option<&'c String>,
) -> (BTreeMap<ListColumn, String>, Option<CellFault>) {
    let is_typed =
        ListColumn::ALL.iter().any(|column| corrected(*column).is_some_and(|text| !text.trim().is_empty()));
    let fault =
        row.fault.filter(|_| !is_typed).map(|refusal| CellFault { column: None, refused: refusal.into() });
    let mut cells: BTreeMap<ListColumn, String> = BTreeMap::new();
    for (column, cell) in columns.iter().zip(&row.cells).filter(|_| row.fault.is_none()) {
        if column.meaning == ListColumn::NotUsed {
            continue;
        }
        let said = cells.entry(column.meaning).or_default();
        if !said.is_empty() && !cell.trim().is_empty() {
            said.push(' ');
        }
        said.push_str(cell.trim());
    }
    for column in ListColumn::ALL {
        if let Some(text) = corrected(*column) {
            cells.insert(*column, text.clone());
        }
    }
    (cells, fault)
}

/// The wards of a list with their classes: as said, as remembered, or the usual one.
struct Wards<'a> {
    said: &'a HashMap<String, WardClass>,
    known: &'a HashMap<String, WardClass>,
    found: Vec<ListWard>,
}

impl Wards<'_> {
    fn class(&mut self, ward: Option<&Line>) -> WardClass {
        let Some(ward) = ward else { return WardClass::General };
        let key = ward_key(ward);
        if let Some(found) = self.found.iter().find(|found| found.key == key) {
            return found.class;
        }
        let known = self.known.get(&key);
        let class = self.said.get(&key).or(known).copied().unwrap_or(WardClass::General);
        self.found.push(ListWard { ward: ward.clone(), key, class, is_new: known != Some(&class) });
        class
    }
}
