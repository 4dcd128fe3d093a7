//! Comma-separated files read by the names in their header, never by position or file name.

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord};
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

use crate::encoding::{self, EncodingError};

/// Why a whole file is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FileError {
    /// Its bytes are not the text they should be.
    #[error(transparent)]
    Encoding(#[from] EncodingError),
    /// Its first line is the header of no layout we read.
    #[error("the header is of no known layout; its first columns are {}", columns.join(", "))]
    UnknownHeader {
        /// Up to five of its column names.
        columns: Vec<String>,
    },
    /// It has a header and no rows.
    #[error("the file has a header and no rows")]
    NoRows,
    /// It stops inside a row: the quotation or the last columns are missing.
    #[error("the file stops in the middle of the row on line {line}")]
    CutShort {
        /// The line on which the last row begins, counted from 1.
        line: u64,
    },
}

/// A row that is left out, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// The line on which the row begins, counted from 1 with the header.
    pub line: u64,
    /// Why it is left out.
    pub reason: Reason,
}

/// Why one row is left out.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Reason {
    /// It has more or fewer columns than the header.
    #[error("the row has {found} columns, the header {expected}")]
    ColumnCount {
        /// Columns of the header.
        expected: usize,
        /// Columns of the row.
        found: usize,
    },
    /// A column that must be filled is empty.
    #[error("{column} is empty")]
    Missing {
        /// The column, as the file names it.
        column: String,
    },
    /// A text holds a control character or a line break.
    #[error("{0} holds a control character")]
    ControlCharacter(Cell),
    /// It is a kind of facility or service that is not read.
    #[error("{0} is not a kind that is read")]
    Kind(Cell),
    /// An identifier is not of ASCII letters and digits, or not as long as its kind.
    #[error("{0} is not an identifier")]
    Identifier(Cell),
    /// A municipality code has the wrong form.
    #[error("{0} is not a municipality code")]
    MunicipalityCode(Cell),
    /// The check digit of a municipality code is wrong.
    #[error("{0} has a wrong check digit")]
    CheckDigit(Cell),
    /// A postal code is not of seven digits.
    #[error("{0} is not a postal code")]
    PostalCode(Cell),
    /// A number is none.
    #[error("{0} is not a number")]
    Number(Cell),
    /// A flag is neither 0 nor 1.
    #[error("{0} is neither 0 nor 1")]
    Flag(Cell),
    /// A clock time is none.
    #[error("{0} is not a time")]
    Time(Cell),
}

/// A column and what a row holds there.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{column} {value:?}")]
pub struct Cell {
    /// The column, as the file names it.
    pub column: String,
    /// Its value, at most 100 characters.
    pub value: String,
}

/// A decoded file: its header and its rows.
pub(crate) struct Table {
    pub(crate) header: Header,
    rows: Vec<(u64, StringRecord)>,
}

impl Table {
    /// Reads a file of the layout that `detect` finds in its header.
    pub(crate) fn read<L>(
        bytes: &[u8],
        detect: impl Fn(&Header) -> Option<L>,
    ) -> Result<(L, Self), FileError> {
        let text = encoding::decode(bytes, |text| detect(&Header::of(text)).is_some())?;
        let header = Header::of(&text);
        let Some(layout) = detect(&header) else {
            let columns = header.names.iter().take(5).map(|name| shortened(name)).collect();
            return Err(FileError::UnknownHeader { columns });
        };
        let rows = records(&text);
        let Some((line, last)) = rows.last() else { return Err(FileError::NoRows) };
        if last.len() < header.names.len() || ends_inside_quotes(&text) {
            return Err(FileError::CutShort { line: *line });
        }
        Ok((layout, Self { header, rows }))
    }

    /// Maps every row, keeping apart those that `map` refuses.
    pub(crate) fn map<T>(&self, map: impl Fn(&Row<'_>) -> Result<T, Reason>) -> (Vec<T>, Vec<Rejected>) {
        let (mut mapped, mut rejected) = (Vec::with_capacity(self.rows.len()), Vec::new());
        for (line, record) in &self.rows {
            match Row::new(&self.header, *line, record).and_then(|row| map(&row)) {
                Ok(value) => mapped.push(value),
                Err(reason) => rejected.push(Rejected { line: *line, reason }),
            }
        }
        (mapped, rejected)
    }
}

/// The column names of a file.
pub(crate) struct Header {
    names: Vec<String>,
    positions: HashMap<String, usize>,
}

impl Header {
    fn of(text: &str) -> Self {
        let mut first = StringRecord::new();
        // Reading from memory fails only on bytes that are no UTF-8, and this is a `str`.
        let _ = reader(text).read_record(&mut first);
        let names: Vec<String> = first.iter().map(|name| name.trim().to_owned()).collect();
        let mut positions = HashMap::with_capacity(names.len());
        for (position, name) in names.iter().enumerate() {
            positions.entry(canonical(name)).or_insert(position);
        }
        Self { names, positions }
    }

    /// Whether it names all these columns.
    pub(crate) fn has_all(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.positions.contains_key(&canonical(name)))
    }

    /// The place of a column, which may be nowhere.
    pub(crate) fn column(&self, name: &str) -> Column {
        Column(self.positions.get(&canonical(name)).copied())
    }
}

/// Where a header has a column, if it has it.
#[derive(Clone, Copy)]
pub(crate) struct Column(Option<usize>);

/// One row, with as many columns as the header.
pub(crate) struct Row<'t> {
    pub(crate) line: u64,
    header: &'t Header,
    record: &'t StringRecord,
}

impl<'t> Row<'t> {
    fn new(header: &'t Header, line: u64, record: &'t StringRecord) -> Result<Self, Reason> {
        let (expected, found) = (header.names.len(), record.len());
        if found == expected {
            Ok(Self { line, header, record })
        } else {
            Err(Reason::ColumnCount { expected, found })
        }
    }

    /// The trimmed text of a column; `None` where it is empty or the file lacks the column.
    pub(crate) fn text(&self, column: Column) -> Result<Option<&'t str>, Reason> {
        let text = column.0.and_then(|at| self.record.get(at)).unwrap_or_default().trim();
        if text.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
            return Err(Reason::ControlCharacter(self.cell(column)));
        }
        Ok((!text.is_empty()).then_some(text))
    }

    /// The same as an owned text.
    pub(crate) fn owned(&self, column: Column) -> Result<Option<String>, Reason> {
        Ok(self.text(column)?.map(str::to_owned))
    }

    /// The trimmed text of a column that must be filled.
    pub(crate) fn required(&self, column: Column) -> Result<&'t str, Reason> {
        self.text(column)?.ok_or_else(|| Reason::Missing { column: self.cell(column).column })
    }

    /// A number; `None` where the column is empty.
    pub(crate) fn number<N: std::str::FromStr>(&self, column: Column) -> Result<Option<N>, Reason> {
        let parse = |text: &str| text.parse().map_err(|_| Reason::Number(self.cell(column)));
        self.text(column)?.map(parse).transpose()
    }

    /// The column and its value, for a [`Reason`].
    pub(crate) fn cell(&self, column: Column) -> Cell {
        let name = column.0.and_then(|at| self.header.names.get(at)).cloned().unwrap_or_default();
        let value = column.0.and_then(|at| self.record.get(at)).unwrap_or_default();
        Cell { column: name, value: shortened(value) }
    }
}

/// Text in which only differences that matter are left: NFKC, without white space.
pub(crate) fn normalised(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}

/// A column name without the differences between publications: width, brackets, 市区町村 for 市町村.
fn canonical(name: &str) -> String {
    normalised(name).replace("市区町村", "市町村")
}

fn shortened(text: &str) -> String {
    text.trim().chars().take(100).collect()
}

fn reader(text: &str) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes())
}

/// The rows below the header with the lines on which they begin. The reader's own count is one
/// behind after CRLF and blank lines, so lines are counted from its byte offsets.
fn records(text: &str) -> Vec<(u64, StringRecord)> {
    let bytes = text.as_bytes();
    let (mut counted, mut line) = (0, 1);
    let mut rows = Vec::new();
    for record in reader(text).into_records().map_while(Result::ok) {
        let offset = record.position().and_then(|at| usize::try_from(at.byte()).ok()).unwrap_or(counted);
        let rest = bytes.get(offset..).unwrap_or_default().iter();
        let start = offset + rest.take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        line += line_ends(bytes.get(counted..start).unwrap_or_default());
        counted = start;
        rows.push((line, record));
    }
    rows.drain(..rows.len().min(1));
    rows
}

/// How many lines end in these bytes: by LF, CRLF or CR.
fn line_ends(bytes: &[u8]) -> u64 {
    let next = bytes.iter().skip(1).map(Some).chain([None]);
    let ends = bytes.iter().zip(next).filter(|(byte, next)| match byte {
        b'\n' => true,
        b'\r' => *next != Some(&b'\n'),
        _ => false,
    });
    ends.map(|_| 1).sum()
}

/// Whether the text ends before a quotation does. The reader takes such a text without complaint.
fn ends_inside_quotes(text: &str) -> bool {
    #[derive(PartialEq)]
    enum At {
        FieldStart,
        Plain,
        Quoted,
        QuoteInQuoted,
    }
    let end = text.bytes().fold(At::FieldStart, |at, byte| match (at, byte) {
        (At::Quoted, b'"') => At::QuoteInQuoted,
        (At::Quoted, _) | (At::FieldStart | At::QuoteInQuoted, b'"') => At::Quoted,
        (_, b',' | b'\r' | b'\n') => At::FieldStart,
        _ => At::Plain,
    });
    end == At::Quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    type Names = Vec<(u64, String)>;

    fn read(text: &str) -> Result<(Names, Vec<Rejected>), FileError> {
        let detect = |header: &Header| header.has_all(&["名称", "市町村コード"]).then_some(());
        let ((), table) = Table::read(text.as_bytes(), detect)?;
        let name = table.header.column("名称");
        Ok(table.map(|row| Ok((row.line, row.required(name)?.to_owned()))))
    }

    #[test]
    fn columns_are_found_whatever_their_order_width_and_wording() {
        for text in [
            "名称,市町村コード\n見本,1\n",
            "市区町村コード,名称\n1,見本\n",
            "\"名\u{3000}称\",市区町村コード,備考\n\"見本\",1,\n",
            "備考,市町村ｺｰﾄﾞ,名称 \n,1,　見本 \n",
        ] {
            let (rows, _) = read(text).unwrap();
            assert_eq!(rows, [(2, "見本".to_owned())], "{text}");
        }
    }

    #[test]
    fn lines_are_counted_as_an_editor_shows_them() {
        let text = "名称,市町村コード\n一,1\n\n\"二\n続\",2\n三,3";
        for text in [text.to_owned(), text.replace('\n', "\r\n"), text.replace('\n', "\r")] {
            let (rows, rejected) = read(&text).unwrap();
            assert_eq!(rows.iter().map(|row| row.0).collect::<Vec<_>>(), [2, 6]);
            assert_eq!(rejected[0].line, 4);
            assert!(matches!(rejected[0].reason, Reason::ControlCharacter(_)));
        }
    }

    #[test]
    fn a_row_of_another_width_is_rejected_alone() {
        let (rows, rejected) = read("名称,市町村コード\n一\n二,2\n三,3,3\n四,4\n,5\n六,6\n").unwrap();
        assert_eq!(rows.len(), 3);
        assert_eq!(rejected[0].reason, Reason::ColumnCount { expected: 2, found: 1 });
        assert_eq!(rejected[1].reason, Reason::ColumnCount { expected: 2, found: 3 });
        assert_eq!(rejected[2], Rejected { line: 6, reason: Reason::Missing { column: "名称".into() } });
    }

    #[test]
    fn a_file_problem_is_one_error() {
        let unknown = FileError::UnknownHeader { columns: vec!["a".into(), "b".into()] };
        let cases = [
            ("a,b\n1,2\n", unknown),
            ("名称,市町村コード\n", FileError::NoRows),
            ("名称,市町村コード\n一,1\n二", FileError::CutShort { line: 3 }),
            ("名称,市町村コード\n一,1\n\"二\",\"2", FileError::CutShort { line: 3 }),
            ("名称,市町村コード\n一,1\n\"二\"\"\n三,3\n", FileError::CutShort { line: 3 }),
        ];
        for (text, error) in cases {
            assert_eq!(read(text).err(), Some(error), "{text}");
        }
    }

    #[test]
    fn a_quotation_mark_inside_a_plain_field_is_text() {
        let (rows, _) = read("名称,市町村コード\n見本\"館,\"2\"\n").unwrap();
        assert_eq!(rows, [(2, "見本\"館".to_owned())]);
    }
}
