use std::collections::{BTreeMap, HashMap};

use domain::{
    admission_list::{ListColumn, ListRefusal, MOST_BYTES, MOST_ROWS, Outside, RecognisedBy},
    patient::Sex,
    place::{Municipality, Point},
    text::{Line, MunicipalityCode},
};
use proptest::prelude::*;
use time::{Date, macros::date};

use super::*;
use ListColumn::{
    AdmittedOn, BornOn, ExpectedDischargeOn, Municipality as Home, Name, NameKana, NotUsed, PatientNumber,
    Phone, Sex as OfSex, Ward,
};

const TODAY: Date = date!(2026 - 11 - 20);

fn sheet(text: &str) -> Sheet {
    Sheet::read(text).unwrap()
}

fn columns(text: &str) -> Vec<(ListColumn, RecognisedBy)> {
    let found = recognise(&sheet(text), TODAY, &HashMap::new(), &BTreeMap::new());
    found.into_iter().map(|column| (column.meaning, column.by)).collect()
}

fn meanings(text: &str) -> Vec<ListColumn> {
    columns(text).into_iter().map(|(meaning, _)| meaning).collect()
}

fn cells(text: &str) -> Vec<Vec<String>> {
    sheet(text).rows.into_iter().map(|row| row.cells).collect()
}

#[test]
fn a_list_is_cut_into_rows_and_cells_however_it_is_written() {
    let expected = [["0001", "見本 花子", "東5"], ["0002", "見本 太郎", "西3"]];
    for text in [
        "患者ID\t氏名\t病棟\n0001\t見本 花子\t東5\n0002\t見本 太郎\t西3\n",
        "患者ID,氏名,病棟\r\n0001,見本 花子,東5\r\n0002,見本 太郎,西3",
        "\u{feff}\"患者ID\",\"氏名\",\"病棟\"\r\"0001\",\"見本 花子\",\"東5\"\r\"0002\",\"見本 太郎\",\"西3\"\r",
        "患者ID;氏名;病棟\n0001;見本 花子;東5\n0002;見本 太郎;西3",
        "\n\n患者ID\t氏名\t病棟\t\t\n\t\t\t\n0001\t見本 花子\t東5\n\r\n0002\t見本 太郎\t西3\n\t\t\n\n",
    ] {
        let rows: Vec<Vec<String>> =
            cells(text).into_iter().map(|row| row.into_iter().take(3).collect()).collect();
        assert_eq!(rows, expected, "{text}");
        assert_eq!(sheet(text).set_aside, []);
    }
}

#[test]
fn quotation_marks_hold_line_breaks_but_swallow_no_rows() {
    let head = "患者ID,氏名,住所,病棟\n";
    assert_eq!(
        cells(&format!("{head}1,\"見本\n花子\",\"埼玉県, \"\"A\"\"\",東5\n2,見本 太郎,,西3")),
        [vec!["1", "見本\n花子", "埼玉県, \"A\"", "東5"], vec!["2", "見本 太郎", "", "西3"]]
    );
    for text in [
        format!("{head}1,\"見本 花子,さいたま市,東5\n2,見本 太郎,川口市,西3\n3,見本 次郎\",川口市,西3"),
        format!("{head}1,\"見本 花子,さいたま市,東5\n2,見本 太郎,川口市,西3\n3,見本 次郎,川口市,西3"),
    ] {
        let rows = cells(&text);
        assert_eq!(rows.len(), 3, "{text}");
        assert_eq!(rows[0][1], "\"見本 花子");
    }
    let tabbed = "患者ID\t氏名\t病棟\n1\t\"見本\t東5\n2\t太郎\"\t西3";
    assert_eq!(cells(tabbed).len(), 2);
}

#[test]
fn rows_that_are_no_patients_are_set_aside_and_say_why() {
    let text = "入院患者一覧\t\t\t\n作成日 2026/11/20\t\t\t\n患者ID\t氏名\t生年月日\t病棟\n\
                1\t見本 花子\tS21.4.1\t東5\n東5 小計\t1名\t\t\n患者ID\t氏名\t生年月日\t病棟\n\
                2\t計 太郎\tS21.4.1\t西3\n合計\t2\t\t\n以上\t\t\t\n";
    let read = sheet(text);
    assert_eq!(read.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [4, 5, 7]);
    let aside: Vec<_> = read.set_aside.iter().map(|row| (row.line, row.why, row.text.as_str())).collect();
    assert_eq!(
        aside,
        [
            (1, Outside::AboveHeadings, "入院患者一覧"),
            (2, Outside::AboveHeadings, "作成日 2026/11/20"),
            (6, Outside::HeadingsAgain, "患者ID 氏名 生年月日 病棟"),
            (8, Outside::Total, "合計 2"),
            (9, Outside::Remark, "以上"),
        ]
    );
    let total = sheet("患者ID\t氏名\t生年月日\n1\t見本 花子\tS21.4.1\n計：1名\t\t1\n");
    assert_eq!(total.set_aside[0].why, Outside::Total);
}

#[test]
fn lists_without_bounds_are_refused() {
    for (text, refusal) in [
        (String::new(), ListRefusal::Empty),
        (" \t\n\r\n\u{feff}".into(), ListRefusal::Empty),
        ("患者ID\t氏名\n".into(), ListRefusal::Empty),
        ("あ".repeat(MOST_BYTES / 3 + 1), ListRefusal::TooLong),
        (format!("患者ID\t氏名\n{}", "1\t見本\n".repeat(MOST_ROWS + 1)), ListRefusal::TooManyRows),
    ] {
        assert_eq!(Sheet::read(&text).err(), Some(refusal));
    }
    assert!(Sheet::read(&format!("患者ID\t氏名\n{}", "1\t見本\n".repeat(MOST_ROWS))).is_ok());
}

#[test]
fn columns_are_known_by_their_headings() {
    let row = "\n1\t2\t3\t4\t5\t6\t7\t8\t9\t0\t1\t2\t3\t4\n";
    for headings in [
        "患者ID\t氏名\tカナ\t生年月日\t性別\t入院日\t病棟\t病室\t診療科\t主治医\t住所\t電話\t退院予定日\t病名",
        "カルテ番号\t漢字氏名\tﾌﾘｶﾞﾅ\t生年月日（西暦）\t性別 \t入院年月日\t病棟名\t部屋\t科\t担当医\t市町村\tＴＥＬ\t退院見込み日\t備考",
        "患者 番号\t患者氏名\tふりがな\t【生年月日】\t性\t入院日※\t入院病棟\tベッド\t診療科名\t主治医名\t市区町村\t電話番号\t予定退院日\t主病名",
        "ID\t名前\tヨミ\t誕生日\t男女\t入院日時\t現病棟\t病室番号\t入院科\t担当医名\t現住所\t自宅電話\t退院予定\t診断名",
        "Patient ID\tName\tKana\tDate of birth\tSex\tAdmission date\tWard\tRoom\tDepartment\tDoctor\tAddress\tPhone\tExpected discharge\tDiagnosis",
    ] {
        let expected = [
            PatientNumber,
            Name,
            NameKana,
            BornOn,
            OfSex,
            AdmittedOn,
            Ward,
            NotUsed,
            NotUsed,
            NotUsed,
            Home,
            Phone,
            ExpectedDischargeOn,
            NotUsed,
        ];
        let found = columns(&format!("{headings}{row}"));
        assert_eq!(found.iter().map(|(meaning, _)| *meaning).collect::<Vec<_>>(), expected, "{headings}");
        assert!(found.iter().all(|(meaning, by)| match meaning {
            NotUsed => *by == RecognisedBy::Unneeded,
            _ => *by == RecognisedBy::Heading,
        }));
    }
}

#[test]
fn kana_in_brackets_behind_the_name_are_kana() {
    assert_eq!(
        meanings("患者ID\t氏名（漢字）\t氏名（カナ）\n1\t見本 花子\tミホン ハナコ"),
        [PatientNumber, Name, NameKana]
    );
    assert_eq!(
        meanings("No.\tID\t姓\t名\tセイ\tメイ\n1\t1\t見本\t花子\tミホン\tハナコ"),
        [NotUsed, PatientNumber, Name, Name, NameKana, NameKana]
    );
    assert_eq!(
        meanings("番号\t氏名\tID\n1\t見本\t2"),
        [NotUsed, Name, PatientNumber],
        "the better heading counts"
    );
    assert_eq!(meanings("番号\t氏名\t病棟\n1\t見本\t2"), [PatientNumber, Name, Ward]);
    assert_eq!(
        columns("患者ID\t氏名\t受持\n1\t見本\t佐藤")[2],
        (NotUsed, RecognisedBy::Nothing),
        "what nobody knows is not used"
    );
}

#[test]
fn headings_below_merged_cells_are_read_together() {
    let text =
        "患者\t\t入院\t\t退院\n番号\t氏名\t日\t病棟\t予定日\n1\t見本 花子\t2026/11/20\t東5\t2026/12/1\n";
    assert_eq!(meanings(text), [PatientNumber, Name, AdmittedOn, Ward, ExpectedDischargeOn]);
    assert_eq!(sheet(text).set_aside[0].why, Outside::AboveHeadings);
}

#[test]
fn without_headings_columns_are_known_by_what_stands_in_them() {
    let text = "00012345\t見本 花子\tﾐﾎﾝ ﾊﾅｺ\t女\tS21.4.1\t2026/11/20\t東5\t048-000-0000\t埼玉県さいたま市大宮区1-2\t2026/12/10\n\
                00012346\t見本 太郎\tﾐﾎﾝ ﾀﾛｳ\t男\tS15.12.3\t2026/11/19\t西3\t048-000-0001\t埼玉県川口市3\t2026/12/1\n\
                00012347\t試料 次郎\tｼﾘｮｳ ｼﾞﾛｳ\t男\tH1.1.8\t2026/11/20\t東5\t\t埼玉県川口市4\t\n";
    assert_eq!(
        meanings(text),
        [PatientNumber, Name, NameKana, OfSex, BornOn, AdmittedOn, Ward, Phone, Home, ExpectedDischargeOn]
    );
    assert!(columns(text).iter().all(|(_, by)| *by == RecognisedBy::Content));
    assert!(sheet(text).headings.is_empty());
    assert_eq!(meanings("19460401\t見本 花子\n19500101\t見本 太郎\n"), [BornOn, Name]);
}

#[test]
fn what_was_said_or_remembered_goes_before_what_is_guessed() {
    let sheet = sheet("Pt番\t氏名\t病棟\n1\t見本 花子\t東5");
    let key = |nth: usize, columns: &[Recognised]| columns[nth].key.clone();
    let found = recognise(&sheet, TODAY, &HashMap::new(), &BTreeMap::new());
    assert_eq!((found[0].meaning, key(0, &found)), (NotUsed, "pt番".to_owned()));
    let remembered = HashMap::from([("pt番".to_owned(), PatientNumber), ("病棟".to_owned(), NotUsed)]);
    let found = recognise(&sheet, TODAY, &remembered, &BTreeMap::from([(2, Ward)]));
    let found: Vec<_> = found.into_iter().map(|column| (column.meaning, column.by)).collect();
    assert_eq!(
        found,
        [
            (PatientNumber, RecognisedBy::Remembered),
            (Name, RecognisedBy::Heading),
            (Ward, RecognisedBy::Hand),
        ]
    );
    let bare = Sheet::read("1\t見本 花子\t東5\n2\t見本 太郎\t東5").unwrap();
    let found =
        recognise(&bare, TODAY, &HashMap::from([("#1/3".to_owned(), PatientNumber)]), &BTreeMap::new());
    assert_eq!(found[0].meaning, PatientNumber);
    let twice = Sheet::read("患者ID\t備考\t備考\n1\ta\tb").unwrap();
    let found = recognise(&twice, TODAY, &HashMap::new(), &BTreeMap::new());
    assert_eq!((key(1, &found), key(2, &found)), ("備考".to_owned(), "備考#2".to_owned()));
}

fn places() -> Places {
    let place = |code, name| Municipality {
        code: MunicipalityCode::parse(code).unwrap(),
        name: Line::parse(name).unwrap(),
        centre: Point { latitude: 36.0, longitude: 139.0 },
    };
    Places::new(&[
        place("11103", "さいたま市大宮区"),
        place("11203", "川口市"),
        place("11301", "北足立郡伊奈町"),
        place("13206", "府中市"),
        place("34208", "府中市"),
    ])
}

#[test]
fn of_an_address_the_municipality_is_found() {
    for (text, code) in [
        ("埼玉県さいたま市大宮区錦町1-1", Some("11103")),
        ("さいたま市 大宮区", Some("11103")),
        ("川口市青木2丁目", Some("11203")),
        ("埼玉県北足立郡伊奈町小室", Some("11301")),
        ("伊奈町小室", Some("11301")),
        ("11203", Some("11203")),
        ("112038", Some("11203")),
        ("東京都府中市", Some("13206")),
        ("府中市", None),
        ("北海道川口市", None),
        ("99999", None),
        ("どこか", None),
    ] {
        let found = places().find(text);
        assert_eq!(found.as_ref().map(MunicipalityCode::as_str), code, "{text}");
    }
}

fn row(
    cells: &[(ListColumn, &str)],
) -> (domain::admission_list::Listed, Vec<(Option<ListColumn>, &'static str)>) {
    let cell =
        |column| cells.iter().find(|(known, _)| *known == column).map_or("", |(_, text)| text).to_owned();
    let (listed, faults) = read_row(cell, &places(), TODAY);
    (listed, faults.into_iter().map(|fault| (fault.column, fault.refused.code)).collect())
}

#[test]
fn cells_are_read_with_what_excel_puts_around_them() {
    let (listed, faults) = row(&[
        (PatientNumber, "=\"0012345\""),
        (Name, "見本\r\n花子\u{feff}"),
        (NameKana, "ﾐﾎﾝ ﾊﾅｺ "),
        (BornOn, "'S21.4.1"),
        (OfSex, "２"),
        (AdmittedOn, "11/20(金)"),
        (Ward, "東５"),
        (ExpectedDischargeOn, "未定"),
        (Home, "埼玉県川口市1-2-3 見本荘"),
        (Phone, "048-000-0000"),
    ]);
    assert_eq!(faults, []);
    assert_eq!(listed.number.unwrap().as_str(), "0012345");
    assert_eq!(listed.name.unwrap().as_str(), "見本 花子");
    assert_eq!(listed.name_kana.unwrap().as_str(), "ミホン ハナコ");
    assert_eq!((listed.born_on, listed.sex), (Some(date!(1946 - 04 - 01)), Some(Sex::Female)));
    assert_eq!((listed.admitted_on, listed.expected_discharge_on), (Some(TODAY), None));
    assert_eq!(listed.municipality.unwrap().as_str(), "11203");
    for (text, read) in
        [("12/31", date!(2026 - 12 - 31)), ("1月5日", date!(2027 - 01 - 05)), ("6/1", date!(2026 - 06 - 01))]
    {
        assert_eq!(row(&[(AdmittedOn, text)]).0.admitted_on, Some(read), "{text}");
    }
}

#[test]
fn a_cell_that_cannot_be_used_is_named() {
    for (column, text, code) in [
        (PatientNumber, "1.23E+08", "LIST_CELL_FORMULA"),
        (Name, "=1+1", "LIST_CELL_FORMULA"),
        (Name, "=HYPERLINK(\"http://x\",\"y\")", "LIST_CELL_FORMULA"),
        (Name, "@SUM(A1)", "LIST_CELL_FORMULA"),
        (Name, "#N/A", "LIST_CELL_FORMULA"),
        (BornOn, "########", "LIST_CELL_FORMULA"),
        (Name, "見本\u{202e}花子", "TEXT_CONTROL_CHARACTER"),
        (Name, "見本\u{0}花子", "TEXT_CONTROL_CHARACTER"),
        (BornOn, "46.4.1", "DAY_YEAR_AMBIGUOUS"),
        (BornOn, "4/1", "DAY_MALFORMED"),
        (AdmittedOn, "2026/2/30", "DAY_NOT_IN_CALENDAR"),
        (OfSex, "3", "LIST_SEX_UNKNOWN"),
        (Phone, "なし", "PHONE_NUMBER_MALFORMED"),
    ] {
        assert_eq!(row(&[(column, text)]).1, [(Some(column), code)], "{text}");
    }
    assert_eq!(row(&[(Phone, "+81-48-000-0000")]).1, []);
    assert_eq!(row(&[(Name, "O'Brien 花子")]).0.name.unwrap().as_str(), "O'Brien 花子");
}

#[test]
fn a_row_with_more_cells_than_headings_is_marked_unless_most_have_them() {
    let rows = sheet("患者ID,氏名,病棟\n1,見本 花子,東5\n2,見本,太郎,西3\n3,見本 次郎,西3").rows;
    assert_eq!(
        rows.iter().map(|row| row.fault).collect::<Vec<_>>(),
        [None, Some(ListRefusal::RowTooWide), None]
    );
    let rows = sheet("患者ID,氏名,病棟\n1,見本 花子,東5,x\n2,見本 太郎,西3,y\n3,見本 次郎,西3").rows;
    assert!(rows.iter().all(|row| row.fault.is_none()), "a column without a heading");
}

#[test]
fn files_are_read_in_the_encodings_of_excel() {
    let text = "患者番号,氏名,病棟\r\n1,見本 花子,東5\r\n";
    let cp932 = encoding_rs::SHIFT_JIS.encode(text).0.into_owned();
    let marked = [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat();
    for bytes in [text.as_bytes().to_vec(), cp932, marked] {
        assert_eq!(decode(&bytes, TODAY).unwrap(), text);
    }
    let utf16: Vec<u8> = [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let foreign = encoding_rs::SHIFT_JIS.encode("りんご,みかん\n").0.into_owned();
    for (bytes, refusal) in [
        (utf16, ListRefusal::Utf16),
        (b"PK\x03\x04rest".to_vec(), ListRefusal::Workbook),
        (foreign, ListRefusal::NotText),
        (b" \r\n".to_vec(), ListRefusal::Empty),
        (vec![b'a'; MOST_BYTES + 1], ListRefusal::TooLong),
    ] {
        assert_eq!(decode(&bytes, TODAY).err(), Some(refusal));
    }
}

/// What is seen of a text: neither separators and marks nor blanks.
fn seen(text: &str) -> Vec<char> {
    let mut seen: Vec<char> =
        text.chars().filter(|c| !c.is_whitespace() && !",;\"\u{feff}\u{200b}".contains(*c)).collect();
    seen.sort_unstable();
    seen
}

proptest! {
    #[test]
    fn any_text_is_read_and_nothing_of_it_disappears(text in any_list()) {
        let Ok(sheet) = Sheet::read(&text) else { return Ok(()) };
        let columns = recognise(&sheet, TODAY, &HashMap::new(), &BTreeMap::new());
        prop_assert_eq!(columns.len(), sheet.width);
        let mut shown: String = sheet.set_aside.iter().map(|row| row.text.as_str()).collect();
        for row in &sheet.rows {
            shown.extend(row.cells.iter().map(String::as_str));
            prop_assert!(row.cells.iter().any(|cell| !cell.trim().is_empty()));
            let cell = |column| row.cells.first().cloned().filter(|_| column != NotUsed).unwrap_or_default();
            let _ = read_row(cell, &places(), TODAY);
        }
        if sheet.headings.is_empty() {
            prop_assert_eq!(seen(&shown), seen(&text));
        }
    }

    #[test]
    fn as_many_rows_are_shown_as_came_in(rows in prop::collection::vec(prop::collection::vec("[ぁ-ん0-9a-z=+#]{0,6}", 1..6), 1..40)) {
        let text: Vec<String> = rows.iter().map(|cells| cells.join("\t")).collect();
        let filled = rows.iter().filter(|cells| cells.iter().any(|cell| !cell.is_empty())).count();
        let Ok(sheet) = Sheet::read(&text.join("\r\n")) else { return Ok(()) };
        let heading = usize::from(!sheet.headings.is_empty());
        prop_assert_eq!(sheet.rows.len() + sheet.set_aside.len() + heading, filled);
    }
}

/// Texts like lists, with whatever else may be pasted.
fn any_list() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "\\PC{0,6}",
        4 => prop::sample::select(vec!["\t", ",", "\n", "\r\n", "\r", "\"", "\"\"", ";"]).prop_map(str::to_owned),
        2 => prop::sample::select(vec![
            "患者ID", "氏名", "生年月日", "病棟", "S21.4.1", "2026/11/20", "合計", "=1+1", "\u{202e}", "\u{feff}", "𠮷田",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}
