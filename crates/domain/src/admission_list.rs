//! Lists of admissions out of a hospital's own system: what their columns mean, and how each row stands to what
//! is known already. A list says; it never overwrites.

mod judge;

use ::time::{Date, Duration};
use unicode_normalization::UnicodeNormalization;

use crate::{
    Id, Refused,
    discharge_case::{DischargeCase, WardClass},
    patient::{Patient, Sex, age},
    refusal::refusals,
    text::{Line, MunicipalityCode, PhoneNumber, kana_key},
    vocabulary::vocabulary,
};

pub use judge::{Judge, KnownHere};

/// The most rows of one list.
pub const MOST_ROWS: usize = 1_000;
/// The most bytes of one list.
pub const MOST_BYTES: usize = 1024 * 1024;

vocabulary! {
    /// What a column of a list holds.
    ListColumn {
        /// 患者番号
        PatientNumber = "patient_number",
        /// 氏名
        Name = "name",
        /// ふりがな
        NameKana = "name_kana",
        /// 生年月日
        BornOn = "born_on",
        /// 性別
        Sex = "sex",
        /// 入院日
        AdmittedOn = "admitted_on",
        /// 病棟
        Ward = "ward",
        /// 退院予定日
        ExpectedDischargeOn = "expected_discharge_on",
        /// お住まいの市区町村: of an address nothing else is kept.
        Municipality = "municipality",
        /// 電話
        Phone = "phone",
        /// 使わない
        NotUsed = "not_used",
    }
}

vocabulary! {
    /// By what it is known what a column holds.
    RecognisedBy {
        /// 見出しから
        Heading = "heading",
        /// 中身から
        Content = "content",
        /// 前に決めたとおり
        Remembered = "remembered",
        /// いま決めた
        Hand = "hand",
        /// 要らない列
        Unneeded = "unneeded",
        /// わからない
        Nothing = "nothing",
    }
}

vocabulary! {
    /// Why a row of a list is no patient's.
    Outside {
        /// 見出しより上
        AboveHeadings = "above_headings",
        /// 見出しの繰り返し
        HeadingsAgain = "headings_again",
        /// 合計
        Total = "total",
        /// 注記
        Remark = "remark",
    }
}

vocabulary! {
    /// Something about a row that may well be right, but is worth a look.
    Notice {
        /// 入院日が先
        AdmissionAhead = "admission_ahead",
        /// 入院日が1年以上前
        AdmissionLongAgo = "admission_long_ago",
        /// 110歳以上
        VeryOld = "very_old",
        /// 患者番号がない
        WithoutNumber = "without_number",
    }
}

refusals! {
    /// Why a list, a row or a cell is refused.
    ListRefusal {
        /// Nothing was pasted.
        Empty = "LIST_EMPTY" on "list",
        /// More rows than one list may have.
        TooManyRows = "LIST_TOO_MANY_ROWS" on "list",
        /// More text than one list may have.
        TooLong = "LIST_TOO_LONG" on "list",
        /// The file is neither UTF-8 nor CP932 text.
        NotText = "LIST_NOT_TEXT" on "file",
        /// The file is a workbook.
        Workbook = "LIST_WORKBOOK" on "file",
        /// The file is UTF-16 text.
        Utf16 = "LIST_UTF16" on "file",
        /// A row has more cells than the list has headings.
        RowTooWide = "LIST_ROW_TOO_WIDE",
        /// A formula, an error value or a number cut short stands where a value should.
        Formula = "LIST_CELL_FORMULA",
        /// A word for no sex we know.
        Sex = "LIST_SEX_UNKNOWN",
        /// The patient of this number is another in the list and in the record; say which is right.
        Unsettled = "LIST_ROW_UNSETTLED",
        /// A patient like this one is known already; say whether it is the same person.
        AskedWhether = "LIST_SAME_PERSON_UNSETTLED",
        /// The record was changed since the answer was given; answer again.
        ChangedSince = "LIST_RECORD_CHANGED",
        /// The number is that of another person's record.
        AnothersNumber = "LIST_NUMBER_OF_ANOTHER",
        /// An earlier row of the list is about the same patient.
        Repeated = "LIST_ROW_REPEATED",
    }
}

/// What a row of a list says, as far as it says anything.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Listed {
    /// The hospital's own number.
    pub number: Option<Line>,
    /// Name.
    pub name: Option<Line>,
    /// Name in kana.
    pub name_kana: Option<Line>,
    /// Day of birth.
    pub born_on: Option<Date>,
    /// Sex as recorded.
    pub sex: Option<Sex>,
    /// Day of admission.
    pub admitted_on: Option<Date>,
    /// Ward.
    pub ward: Option<Line>,
    /// Class of the ward.
    pub ward_class: WardClass,
    /// Expected day of discharge.
    pub expected_discharge_on: Option<Date>,
    /// Municipality or ward of the home.
    pub municipality: Option<MunicipalityCode>,
    /// Telephone at home.
    pub phone: Option<PhoneNumber>,
}

/// A cell that cannot be used, and why; without a column it is about the whole row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellFault {
    /// The column.
    pub column: Option<ListColumn>,
    /// What is wrong.
    pub refused: Refused,
}

impl CellFault {
    /// A fault of a column.
    pub fn of(column: ListColumn, refused: impl Into<Refused>) -> Self {
        Self { column: Some(column), refused: refused.into() }
    }
}

/// What somebody answered where a row asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Settlement {
    /// The record of this number is right; the list writes it otherwise.
    KeepRecord,
    /// The list is right; the record, as it was at this version, is corrected.
    CorrectRecord {
        /// The version that was compared.
        version: i32,
    },
    /// It is the same person as this record's.
    SamePerson(Id<Patient>),
    /// It is nobody known here.
    SomebodyElse,
}

/// How a row stands to what is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowStanding {
    /// It can be registered.
    Ready(Entry),
    /// Record and list name the patient of one number differently.
    Differs {
        /// Whose record has the number.
        patient: Id<Patient>,
        /// At which version it was compared.
        version: i32,
        /// What differs.
        columns: Vec<ListColumn>,
    },
    /// The hospital knows patients of the same kana and birthday.
    Alike {
        /// Which.
        patients: Vec<Id<Patient>>,
    },
    /// The admission is known already.
    AlreadyRegistered {
        /// As this case.
        case: Id<DischargeCase>,
        /// What differs from the record nevertheless.
        columns: Vec<ListColumn>,
    },
    /// An earlier row of the list is about the same patient.
    Repeated {
        /// Which, counted from 0.
        row: usize,
    },
    /// It cannot be read.
    Faulty {
        /// What is wrong with it.
        faults: Vec<CellFault>,
    },
}

/// What registering a row does with the patient's record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// It makes one.
    NewPatient,
    /// It leaves the record as it is.
    Known(Id<Patient>),
    /// It gives the record, which has none, the number of the list.
    Numbered(Id<Patient>),
    /// It corrects the record by the list, if it is still at this version.
    Corrected(Id<Patient>, i32),
}

impl RowStanding {
    /// Why the row is not registered as it stands; nothing when it is, or needs not be.
    pub fn refusal(&self) -> Option<Refused> {
        match self {
            Self::Ready(_) | Self::AlreadyRegistered { .. } => None,
            Self::Differs { .. } => Some(ListRefusal::Unsettled.into()),
            Self::Alike { .. } => Some(ListRefusal::AskedWhether.into()),
            Self::Repeated { .. } => Some(ListRefusal::Repeated.into()),
            Self::Faulty { faults } => faults.first().map(|fault| fault.refused),
        }
    }
}

/// What is worth a look about a row that can be read.
pub fn notices(listed: &Listed, today: Date) -> Vec<Notice> {
    let admitted = |is: fn(Duration) -> bool| listed.admitted_on.is_some_and(|day| is(day - today));
    let is_old = |born_on| age(born_on, today) >= 110;
    [
        (Notice::AdmissionAhead, admitted(|days| days.is_positive())),
        (Notice::AdmissionLongAgo, admitted(|days| days < Duration::days(-365))),
        (Notice::VeryOld, listed.born_on.is_some_and(is_old)),
        (Notice::WithoutNumber, listed.number.is_none()),
    ]
    .into_iter()
    .filter_map(|(notice, holds)| holds.then_some(notice))
    .collect()
}

/// What a record and a row say differently; blanks, width, script of kana and an unknown sex do not count.
pub fn differences(record: &Patient, listed: &Listed) -> Vec<ListColumn> {
    let differs = |said: Option<bool>| said == Some(false);
    let name = listed.name.as_ref().map(|name| name_key(name) == name_key(&record.name));
    let kana = listed.name_kana.as_ref();
    let kana = kana.map(|kana| kana_key(kana.as_str()) == kana_key(record.name_kana.as_str()));
    let sex = listed.sex.filter(|sex| *sex != Sex::Unknown).map(|sex| sex == record.sex);
    [
        (ListColumn::Name, differs(name)),
        (ListColumn::NameKana, differs(kana)),
        (ListColumn::BornOn, differs(listed.born_on.map(|day| day == record.born_on))),
        (ListColumn::Sex, differs(sex)),
    ]
    .into_iter()
    .filter_map(|(column, differs)| differs.then_some(column))
    .collect()
}

/// Writes into a record what the row says of the person otherwise.
pub fn correct(record: &mut Patient, listed: &Listed) {
    for column in differences(record, listed) {
        match column {
            ListColumn::Name => record.name = listed.name.clone().unwrap_or_else(|| record.name.clone()),
            ListColumn::NameKana => {
                record.name_kana = listed.name_kana.clone().unwrap_or_else(|| record.name_kana.clone());
            }
            ListColumn::BornOn => record.born_on = listed.born_on.unwrap_or(record.born_on),
            ListColumn::Sex => record.sex = listed.sex.unwrap_or(record.sex),
            ListColumn::PatientNumber
            | ListColumn::AdmittedOn
            | ListColumn::Ward
            | ListColumn::ExpectedDischargeOn
            | ListColumn::Municipality
            | ListColumn::Phone
            | ListColumn::NotUsed => {}
        }
    }
}

/// By what the class of a ward is remembered: its name without blanks, in one width.
pub fn ward_key(ward: &Line) -> String {
    ward.as_str().nfkc().filter(|c| !c.is_whitespace()).collect()
}

fn name_key(name: &Line) -> String {
    let is_variant = |c: char| matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}');
    name.as_str().nfkc().filter(|c| !c.is_whitespace() && !is_variant(*c)).collect()
}

#[cfg(test)]
mod tests;
