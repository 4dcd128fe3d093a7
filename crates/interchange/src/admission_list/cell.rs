//! Cells into values.

use std::collections::BTreeSet;

use domain::{
    Refused,
    admission_list::{CellFault, ListColumn, ListRefusal, Listed},
    calendar::{DayRefusal, read_day},
    discharge_case::WardClass,
    patient::Sex,
    place::Municipality,
    text::{Line, MunicipalityCode, PhoneNumber, half_width},
};
use time::{Date, Month};
use unicode_normalization::UnicodeNormalization;

/// The prefectures in the order of their codes (JIS X 0401), from 01.
const PREFECTURES: [&str; 47] = [
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
];

/// The municipalities that addresses may begin with.
#[derive(Clone, Debug, Default)]
pub struct Places(Vec<(String, MunicipalityCode)>);

impl Places {
    /// These municipalities.
    pub fn new(known: &[Municipality]) -> Self {
        let names = known.iter().flat_map(|municipality| {
            let name = place_key(municipality.name.as_str());
            let short = name.split_once('郡').map(|(_, short)| short.to_owned());
            let short = short.filter(|short| short.ends_with(['町', '村']));
            std::iter::once(name).chain(short).map(|name| (name, municipality.code.clone()))
        });
        Self(names.collect())
    }

    /// The municipality that an address, a name or a code names; nothing when none does, or more than one.
    pub fn find(&self, text: &str) -> Option<MunicipalityCode> {
        let text = place_key(text);
        if matches!(text.len(), 5 | 6) && text.bytes().all(|b| b.is_ascii_digit()) {
            let code = MunicipalityCode::parse(text.get(..5)?).ok()?;
            return self.0.iter().any(|(_, known)| *known == code).then_some(code);
        }
        let prefecture = PREFECTURES.iter().position(|name| text.starts_with(name));
        let address = prefecture.and_then(|nth| text.strip_prefix(PREFECTURES.get(nth)?)).unwrap_or(&text);
        let prefecture = prefecture.map(|nth| format!("{:02}", nth + 1));
        let in_county = address.split_once('郡').map(|(_, rest)| rest);
        let begins = |name: &str| {
            [Some(address), in_county].into_iter().flatten().any(|address| address.starts_with(name))
        };
        let found = self.0.iter().filter(|(name, code)| {
            prefecture.as_ref().is_none_or(|prefecture| code.as_str().starts_with(prefecture)) && begins(name)
        });
        let found: Vec<_> = found.collect();
        let longest = found.iter().map(|(name, _)| name.chars().count()).max()?;
        let found = found.iter().filter(|(name, _)| name.chars().count() == longest);
        let codes: BTreeSet<&MunicipalityCode> = found.map(|(_, code)| code).collect();
        let mut codes = codes.into_iter();
        codes.next().filter(|_| codes.next().is_none()).cloned()
    }
}

/// What a row says, and what in it cannot be used. `cell` answers the text of the columns of a meaning.
pub fn read_row(
    cell: impl Fn(ListColumn) -> String,
    places: &Places,
    today: Date,
) -> (Listed, Vec<CellFault>) {
    let mut faults = vec![];
    let mut row = Reading { cell, faults: &mut faults };
    let listed = Listed {
        number: row.read(ListColumn::PatientNumber, |text| {
            if is_rounded(text) {
                Err(ListRefusal::Formula.into())
            } else {
                Ok(Line::parse(text)?.in_half_width())
            }
        }),
        name: row.read(ListColumn::Name, |text| Ok(Line::parse(text)?)),
        name_kana: row.read(ListColumn::NameKana, |text| Ok(Line::parse(text)?.in_katakana())),
        born_on: row.read(ListColumn::BornOn, |text| Ok(read_day(text)?)),
        sex: row.read(ListColumn::Sex, |text| read_sex(text).ok_or_else(|| ListRefusal::Sex.into())),
        admitted_on: row.read(ListColumn::AdmittedOn, |text| Ok(near_day(text, today)?)),
        ward: row.read(ListColumn::Ward, |text| Ok(Line::parse(text)?)),
        ward_class: WardClass::General,
        expected_discharge_on: row
            .read(ListColumn::ExpectedDischargeOn, |text| {
                if matches!(text, "未定" | "-" | "未" | "なし") {
                    Ok(None)
                } else {
                    Ok(Some(near_day(text, today)?))
                }
            })
            .flatten(),
        municipality: row.read(ListColumn::Municipality, |text| Ok(places.find(text))).flatten(),
        phone: row.read(ListColumn::Phone, |text| Ok(PhoneNumber::parse(text)?)),
    };
    (listed, faults)
}

struct Reading<'a, F> {
    cell: F,
    faults: &'a mut Vec<CellFault>,
}

impl<F: Fn(ListColumn) -> String> Reading<'_, F> {
    fn read<T>(&mut self, column: ListColumn, parse: impl FnOnce(&str) -> Result<T, Refused>) -> Option<T> {
        let text = clean(&(self.cell)(column));
        if text.is_empty() {
            return None;
        }
        let parsed = if is_formula(&text, column) { Err(ListRefusal::Formula.into()) } else { parse(&text) };
        parsed.map_err(|refused| self.faults.push(CellFault { column: Some(column), refused })).ok()
    }
}

/// A cell without what Excel and exports put around a value: blanks, unseen marks, an apostrophe, `="…"`; line
/// breaks as blanks.
pub(super) fn clean(cell: &str) -> String {
    let unseen =
        |c: char| c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}');
    let text = cell.trim_matches(unseen);
    let text = text.strip_prefix("=\"").and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    let text = text.strip_prefix('\'').filter(|text| !text.contains('\'')).unwrap_or(text);
    let lines: Vec<&str> = text.split(['\r', '\n']).map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join(" ")
}

/// Whether a formula, an error value or a column too narrow stands where a value should.
fn is_formula(text: &str, column: ListColumn) -> bool {
    const ERRORS: &[&str] = &["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!"];
    let begins = text.starts_with(['=', '@']) || (text.starts_with('+') && column != ListColumn::Phone);
    begins || ERRORS.contains(&text) || (text.len() >= 3 && text.chars().all(|c| c == '#'))
}

/// Whether a long number was shortened to powers of ten: 1.23E+08.
fn is_rounded(text: &str) -> bool {
    let text = half_width(text).to_ascii_uppercase();
    text.split_once("E+").is_some_and(|(number, power)| {
        number.contains('.')
            && number.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && power.bytes().all(|b| b.is_ascii_digit())
    })
}

/// What a word says of the sex.
pub(super) fn read_sex(text: &str) -> Option<Sex> {
    let word: String = text.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    match word.as_str() {
        "男" | "男性" | "男子" | "オトコ" | "m" | "male" | "1" | "1:男" | "♂" => Some(Sex::Male),
        "女" | "女性" | "女子" | "オンナ" | "f" | "female" | "2" | "2:女" | "♀" => {
            Some(Sex::Female)
        }
        "その他" | "other" | "o" => Some(Sex::Other),
        "不明" | "unknown" | "u" | "0" | "9" | "-" => Some(Sex::Unknown),
        _ => None,
    }
}

/// A day about now, which may lack its year: then the nearest one to today is meant.
pub(super) fn near_day(text: &str, today: Date) -> Result<Date, DayRefusal> {
    match read_day(text) {
        Err(DayRefusal::Malformed) => without_year(text, today).ok_or(DayRefusal::Malformed),
        read => read,
    }
}

fn without_year(text: &str, today: Date) -> Option<Date> {
    let text = half_width(text);
    let text = text.split_once('(').map_or(text.as_str(), |(day, _)| day);
    let (month, day) = text.strip_suffix('日').unwrap_or(text).split_once(['/', '月'])?;
    let number =
        |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u8>().ok()).flatten();
    let month = Month::try_from(number(month)?).ok()?;
    let day = number(day)?;
    let years = [today.year() - 1, today.year(), today.year() + 1];
    let days = years.into_iter().filter_map(|year| Date::from_calendar_date(year, month, day).ok());
    days.min_by_key(|day| (*day - today).whole_days().abs())
}

/// A name of a place without what is written now one way, now the other.
fn place_key(text: &str) -> String {
    let unified = |c| match c {
        'ヶ' | 'ｹ' => 'ケ',
        c => c,
    };
    text.nfkc().filter(|c| !c.is_whitespace()).map(unified).collect()
}
