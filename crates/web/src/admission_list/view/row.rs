//! A row of a list as the page shows it.

use std::collections::BTreeSet;

use app::admission_list::{AdmissionList, ListRow, Outcome, PastedList};
use domain::{
    Id,
    admission_list::{
        CellFault, Entry, ListColumn, ListRefusal, Listed, Notice, RowStanding, Settlement, differences,
    },
    discharge_case::DischargeCase,
    patient::{Patient, Sex, age},
    text::Line,
};
use wording::Value;

use super::{FieldView, LeavesOut, Part, Question, RowView, part, settlement_text, shortened, tone};
use crate::{board::Chip, error::sentence, form::Choice, page::Page};

/// A row on its way to the page.
pub struct Reading<'a> {
    pub page: &'a Page,
    pub pasted: &'a PastedList,
    pub list: &'a AdmissionList,
    pub nth: usize,
    pub row: &'a ListRow,
}

impl Reading<'_> {
    /// The row.
    pub fn view(&self) -> RowView {
        let Self { page, row, nth, .. } = *self;
        let Listed {
            number,
            name,
            name_kana,
            born_on,
            sex,
            admitted_on,
            ward,
            ward_class: _,
            expected_discharge_on,
            municipality: _,
            phone,
        } = &row.listed;
        let record = self.record();
        let born_on = born_on.or(record.map(|record| record.born_on));
        let sex = sex.or(record.map(|record| record.sex)).unwrap_or(Sex::Unknown);
        let born = born_on.filter(|day| *day <= page.today).map(|day| {
            let values = [
                ("day", page.wording.era(day).into()),
                ("age", age(day, page.today).into()),
                ("sex", page.label(sex).into()),
            ];
            page.wording.text_with("list-row-born", &values)
        });
        let mut more = vec![];
        more.extend(
            expected_discharge_on
                .map(|day| page.with("list-row-discharge", "day", page.wording.day_and_year(day))),
        );
        more.extend(self.home());
        more.extend(phone.as_ref().map(ToString::to_string));
        let text = |line: Option<&Line>| line.map(ToString::to_string).unwrap_or_default();
        let fields = self.fields();
        let shown: BTreeSet<String> = fields.iter().map(|field| field.name.clone()).collect();
        let question = self.question();
        RowView {
            nth,
            line: page.with("list-row-line", "line", row.line),
            name: text(name.as_ref().or(record.map(|record| &record.name))),
            kana: text(name_kana.as_ref().or(record.map(|record| &record.name_kana))),
            number: text(number.as_ref()),
            born: born.unwrap_or_default(),
            admitted: admitted_on
                .map(|day| page.wording.day_and_distance(day, page.today))
                .unwrap_or_default(),
            ward: text(ward.as_ref()),
            more,
            chips: self.chips(),
            said: self.said(),
            to: self.case().map(|case| format!("/cases/{case}")),
            hidden: self.hidden(&shown, question.is_some()),
            fields,
            question,
            leaves_out: match part(row) {
                Part::Asks | Part::Ready => Some(LeavesOut::No),
                Part::LeftOut => Some(LeavesOut::Yes),
                Part::Registered | Part::Known => None,
            },
        }
    }

    fn case(&self) -> Option<Id<DischargeCase>> {
        match (&self.row.outcome, &self.row.standing) {
            (Outcome::Registered(case), _) | (_, RowStanding::AlreadyRegistered { case, .. }) => Some(*case),
            _ => None,
        }
    }

    /// The record that the row is about, as far as it is known.
    fn record(&self) -> Option<&Patient> {
        let id = match &self.row.standing {
            RowStanding::Ready(Entry::Known(id) | Entry::Numbered(id) | Entry::Corrected(id, _))
            | RowStanding::Differs { patient: id, .. } => Some(*id),
            _ => None,
        };
        let numbered = || {
            let number = self.row.listed.number.as_ref()?;
            self.list.patients.values().find(|patient| patient.number.as_ref() == Some(number))
        };
        id.and_then(|id| self.list.patients.get(&id)).or_else(numbered)
    }

    /// The municipality of the home.
    fn home(&self) -> Option<String> {
        let code = self.row.listed.municipality.as_ref()?;
        self.list.municipalities.get(code).map(ToString::to_string)
    }

    fn chips(&self) -> Vec<Chip> {
        let (tone, mark) = tone(part(self.row));
        let status = match (&self.row.outcome, &self.row.standing) {
            (Outcome::Registered(_), _) => "list-row-registered",
            (_, RowStanding::AlreadyRegistered { .. }) => "list-row-known",
            (Outcome::Failed(_), _) => "list-row-failed",
            (_, RowStanding::Ready(Entry::NewPatient)) => "list-row-new",
            (_, RowStanding::Ready(Entry::Known(_))) => "list-row-known-patient",
            (_, RowStanding::Ready(Entry::Numbered(_))) => "list-row-numbered",
            (_, RowStanding::Ready(Entry::Corrected(..))) => "list-row-corrected",
            (_, RowStanding::Differs { .. }) => "list-row-differs",
            (_, RowStanding::Alike { .. }) => "list-row-alike",
            (_, RowStanding::Repeated { .. }) => "list-row-repeated",
            (_, RowStanding::Faulty { .. }) => "list-row-faulty",
        };
        let status = Chip { tone, mark, text: self.page.t(status) };
        let is_over = matches!(part(self.row), Part::Registered | Part::Known);
        // That a patient has no number is worth a look only where a number is usual.
        let has_numbers = self.list.columns.iter().any(|column| column.meaning == ListColumn::PatientNumber);
        let notices = self
            .row
            .notices
            .iter()
            .filter(|notice| !is_over && (has_numbers || **notice != Notice::WithoutNumber));
        let notices =
            notices.map(|notice| Chip { tone: "warn", mark: "△", text: self.page.label(*notice) });
        std::iter::once(status).chain(notices).collect()
    }

    /// What is to be said about the row in sentences.
    fn said(&self) -> Vec<String> {
        let page = self.page;
        match (&self.row.outcome, &self.row.standing) {
            (Outcome::Registered(_), _) => vec![],
            (Outcome::Failed(error), _) => vec![sentence(page.wording, error)],
            (_, RowStanding::AlreadyRegistered { columns, .. } | RowStanding::Differs { columns, .. }) => {
                columns.iter().filter_map(|column| self.difference(*column)).collect()
            }
            (_, RowStanding::Ready(Entry::Corrected(id, _))) => {
                let record = self.list.patients.get(id);
                let columns = record.map(|record| differences(record, &self.row.listed)).unwrap_or_default();
                columns.into_iter().filter_map(|column| self.difference(column)).collect()
            }
            (_, RowStanding::Repeated { row }) => {
                let line = self.list.rows.get(*row).map_or(0, |row| row.line);
                vec![page.with("list-row-repeated-of", "line", line)]
            }
            (_, RowStanding::Faulty { faults }) => self.faults_said(faults),
            (_, RowStanding::Ready(_) | RowStanding::Alike { .. }) => vec![],
        }
    }

    /// What is wrong with the row as a whole; what is wrong with a cell stands beside its field.
    fn faults_said(&self, faults: &[CellFault]) -> Vec<String> {
        let mut said = vec![];
        for fault in faults {
            if fault.column.is_none() {
                said.push(self.page.wording.refusal(fault.refused));
                said.push(self.page.with("list-row-raw", "text", shortened(&self.row.raw)));
            }
            if fault.refused == ListRefusal::AnothersNumber.refused()
                && let Some(record) = self.record()
            {
                said.push(self.page.with("list-row-record", "patient", self.described(record)));
            }
        }
        said
    }

    fn difference(&self, column: ListColumn) -> Option<String> {
        let (page, record) = (self.page, self.record()?);
        let listed = &self.row.listed;
        let (known, said) = match column {
            ListColumn::Name => (record.name.to_string(), listed.name.as_ref()?.to_string()),
            ListColumn::NameKana => (record.name_kana.to_string(), listed.name_kana.as_ref()?.to_string()),
            ListColumn::BornOn => (page.wording.era(record.born_on), page.wording.era(listed.born_on?)),
            ListColumn::Sex => (page.label(record.sex), page.label(listed.sex?)),
            _ => return None,
        };
        let values: [(&'static str, Value); 3] =
            [("column", page.label(column).into()), ("recorded", known.into()), ("listed", said.into())];
        Some(page.wording.text_with("list-row-difference", &values))
    }

    /// The cells to type: those that cannot be read, and all of a row that is wrong as a whole.
    fn fields(&self) -> Vec<FieldView> {
        let RowStanding::Faulty { faults } = &self.row.standing else { return vec![] };
        if matches!(self.row.outcome, Outcome::Registered(_)) {
            return vec![];
        }
        let is_whole = faults.iter().any(|fault| fault.column.is_none());
        let is_typed = |column: &&ListColumn| {
            **column != ListColumn::NotUsed
                && (is_whole || faults.iter().any(|fault| fault.column == Some(**column)))
        };
        ListColumn::ALL.iter().filter(is_typed).map(|column| self.field(*column, faults)).collect()
    }

    fn field(&self, column: ListColumn, faults: &[CellFault]) -> FieldView {
        let fault = faults.iter().find(|fault| fault.column == Some(column));
        let nth = self.nth;
        FieldView {
            id: format!("list-cell-{nth}-{column}"),
            name: format!("cell-{nth}-{column}"),
            kind: "text",
            label: self.page.label(column),
            value: self.row.cells.get(&column).cloned().unwrap_or_default(),
            hint: None,
            problem: fault.map(|fault| self.page.wording.refusal(fault.refused)),
        }
    }

    fn question(&self) -> Option<Question> {
        let (page, nth) = (self.page, self.nth);
        if matches!(self.row.outcome, Outcome::Registered(_)) {
            return None;
        }
        let (legend, choices) = match &self.row.standing {
            RowStanding::Differs { patient: _, version, columns: _ } => {
                let keep = Choice::new(settlement_text(Settlement::KeepRecord), page.t("list-answer-keep"));
                let correct = Settlement::CorrectRecord { version: *version };
                let correct = Choice::new(settlement_text(correct), page.t("list-answer-correct"));
                (page.t("list-ask-differs"), vec![keep, correct])
            }
            RowStanding::Alike { patients } => {
                let known = patients.iter().filter_map(|id| self.list.patients.get(id));
                let same = known.map(|patient| {
                    let text = page.with("list-answer-same", "patient", self.described(patient));
                    Choice::new(settlement_text(Settlement::SamePerson(patient.id)), text)
                });
                let other =
                    Choice::new(settlement_text(Settlement::SomebodyElse), page.t("list-answer-other"));
                (page.t("list-ask-alike"), same.chain([other]).collect())
            }
            _ => return None,
        };
        let value = self.pasted.answers.get(&nth).copied().map(settlement_text).unwrap_or_default();
        Some(Question { name: format!("answer-{nth}"), legend, choices, value })
    }

    fn described(&self, patient: &Patient) -> String {
        let page = self.page;
        let number =
            patient.number.as_ref().map_or_else(|| page.t("list-without-number"), ToString::to_string);
        let values: [(&'static str, Value); 3] = [
            ("name", patient.name.as_str().into()),
            ("number", number.into()),
            ("born", page.wording.era(patient.born_on).into()),
        ];
        page.wording.text_with("list-patient", &values)
    }

    /// What was said about the row and is not asked now.
    fn hidden(&self, shown: &BTreeSet<String>, asks: bool) -> Vec<(String, String)> {
        let nth = self.nth;
        let corrected = ListColumn::ALL.iter().filter_map(|column| {
            let text = self.pasted.corrections.get(&(nth, *column))?;
            Some((format!("cell-{nth}-{column}"), text.clone()))
        });
        let answer = self.pasted.answers.get(&nth).filter(|_| !asks);
        let answer = answer.map(|answer| (format!("answer-{nth}"), settlement_text(*answer)));
        corrected.filter(|(name, _)| !shown.contains(name)).chain(answer).collect()
    }
}
