//! Municipality codes (全国地方公共団体コード, JIS X 0402) in the forms in which files give them.

use unicode_normalization::UnicodeNormalization;

/// The prefectures in the order of their codes, 01 to 47.
pub(super) fn prefectures() -> impl Iterator<Item = &'static str> {
    PREFECTURES.split(' ')
}

const PREFECTURES: &str = "北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 \
    栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 富山県 \
    石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 \
    滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県 \
    岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 \
    佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県";

/// Why a text is no municipality code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodeError {
    /// It has the wrong form.
    Malformed,
    /// Its check digit is wrong.
    CheckDigit,
}

/// The five-digit code in a text of five digits, or of six with the check digit; `None` where the
/// text names only a prefecture.
///
/// Five digits may also be six whose leading zero a spreadsheet dropped. The prefecture's name,
/// where the row has it, tells the two apart.
pub(crate) fn parse(text: &str, prefecture: Option<&str>) -> Result<Option<String>, CodeError> {
    let digits: String = text.nfkc().collect();
    let named = prefecture.and_then(|name| prefectures().position(|known| known == name));
    let restored = format!("0{digits}");
    let zero_was_lost =
        digits.len() == 5 && named.is_some_and(|at| restored.starts_with(&format!("{:02}", at + 1)));
    five_digits(if zero_was_lost { &restored } else { &digits })
}

/// The five-digit code of a prefecture's number and the three digits of a municipality in it, either
/// of which may have lost leading zeros; `None` where one of them is empty.
pub(crate) fn join(prefecture: &str, municipality: &str) -> Result<Option<String>, CodeError> {
    let part = |text: &str, width| {
        let digits: String = text.nfkc().collect();
        if digits.len() <= width { Ok(format!("{digits:0>width$}")) } else { Err(CodeError::Malformed) }
    };
    match (prefecture, municipality) {
        ("", _) | (_, "") => Ok(None),
        _ => five_digits(&(part(prefecture, 2)? + &part(municipality, 3)?)),
    }
}

fn five_digits(digits: &str) -> Result<Option<String>, CodeError> {
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(CodeError::Malformed);
    }
    let (code, check) = match digits.len() {
        5 => (digits, ""),
        6 => digits.split_at(5),
        _ => return Err(CodeError::Malformed),
    };
    if check.parse().is_ok_and(|check: u32| check != check_digit(code)) {
        return Err(CodeError::CheckDigit);
    }
    let (prefecture, municipality) = code.split_at(2);
    if prefecture.parse().is_ok_and(|number: usize| (1..=prefectures().count()).contains(&number)) {
        Ok((municipality != "000").then(|| code.to_owned()))
    } else {
        Err(CodeError::Malformed)
    }
}

/// The check digit of a five-digit code: weights 6 to 2, what is missing to a multiple of 11, last
/// digit (総務省「全国地方公共団体コード仕様」).
fn check_digit(code: &str) -> u32 {
    let weighted = code.bytes().zip((2..=6).rev()).map(|(digit, weight)| u32::from(digit - b'0') * weight);
    (11 - weighted.sum::<u32>() % 11) % 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_47_prefectures_and_the_eleventh_is_saitama() {
        assert_eq!((prefectures().count(), prefectures().nth(10)), (47, Some("埼玉県")));
    }

    #[test]
    fn codes_come_out_with_five_digits_however_they_were_written() {
        let saitama = Some("埼玉県");
        let cases = [
            ("111015", saitama, Ok(Some("11101"))),
            ("１１１０１５", saitama, Ok(Some("11101"))),
            ("11101", saitama, Ok(Some("11101"))),
            ("11101", None, Ok(Some("11101"))),
            ("131016", None, Ok(Some("13101"))),
            ("011002", None, Ok(Some("01100"))),
            ("11002", Some("北海道"), Ok(Some("01100"))),
            ("110001", saitama, Ok(None)),
            ("111016", saitama, Err(CodeError::CheckDigit)),
            ("12002", Some("北海道"), Err(CodeError::CheckDigit)),
            ("481017", None, Err(CodeError::Malformed)),
            ("48101", None, Err(CodeError::Malformed)),
            ("1101", saitama, Err(CodeError::Malformed)),
            ("さいたま", saitama, Err(CodeError::Malformed)),
        ];
        for (text, prefecture, expected) in cases {
            let expected = expected.map(|code: Option<&str>| code.map(str::to_owned));
            assert_eq!(parse(text, prefecture), expected, "{text} {prefecture:?}");
        }
    }

    #[test]
    fn a_prefecture_and_its_municipality_are_joined() {
        let cases = [
            ("11", "101", Ok(Some("11101"))),
            ("1", "101", Ok(Some("01101"))),
            ("11", "", Ok(None)),
            ("", "101", Ok(None)),
            ("11", "1011", Err(CodeError::Malformed)),
            ("11", "1x1", Err(CodeError::Malformed)),
        ];
        for (prefecture, municipality, expected) in cases {
            let expected = expected.map(|code: Option<&str>| code.map(str::to_owned));
            assert_eq!(join(prefecture, municipality), expected, "{prefecture} {municipality}");
        }
    }
}
