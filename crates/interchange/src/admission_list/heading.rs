//! Headings as hospitals' systems write them.

use domain::admission_list::ListColumn::{
    self, AdmittedOn, BornOn, ExpectedDischargeOn, Municipality, Name, NameKana, NotUsed, PatientNumber,
    Phone, Sex, Ward,
};
use unicode_normalization::UnicodeNormalization;

/// How well a heading tells what stands below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// It does.
    Strong,
    /// A part of it: 姓 of 氏名.
    Part,
    /// If nothing else does.
    Weak,
}

/// Headings that are known, folded, apart at blanks.
const HEADINGS: &[(ListColumn, Strength, &str)] = &[
    (
        PatientNumber,
        Strength::Strong,
        "患者id 患者番号 患者no 患者コード 患者識別番号 患者識別id カルテ番号 カルテno \
         カルテid 診察券番号 診療録番号 登録番号 id id番号 pid ptid ptno patientid \
         patientno patientnumber mrn",
    ),
    (PatientNumber, Strength::Weak, "番号 コード code number 患者"),
    (
        Name,
        Strength::Strong,
        "氏名 患者氏名 患者名 漢字氏名 患者漢字氏名 氏名漢字 患者氏名漢字 名前 お名前 \
         患者名前 患者様氏名 患者様名 name patientname fullname 漢字名 漢字",
    ),
    (Name, Strength::Part, "姓 名 苗字 名字 漢字姓 漢字名 familyname givenname lastname firstname"),
    (
        NameKana,
        Strength::Strong,
        "カナ フリガナ ヨミ ヨミガナ ヨミカナ 読ミ 読ミ仮名 振リ仮名 仮名 カナ氏名 氏名カナ カナ名 \
         カナ名前 患者カナ氏名 患者氏名カナ 患者名カナ 患者カナ 患者カナ名 カナ患者名 氏名フリガナ \
         氏名ヨミ フリガナ氏名 患者氏名フリガナ 氏名カナ名 半角カナ 全角カナ kana namekana \
         kananame furigana",
    ),
    (NameKana, Strength::Part, "セイ メイ カナ姓 姓カナ カナメイ 名カナ セイカナ メイカナ"),
    (BornOn, Strength::Strong, "生年月日 患者生年月日 誕生日 生年 birthday birthdate dateofbirth dob bornon"),
    (Sex, Strength::Strong, "性別 性 患者性別 男女 男女別 性別コード 性別区分 sex gender"),
    (
        AdmittedOn,
        Strength::Strong,
        "入院日 入院年月日 入院日時 入院日付 今回入院日 入院開始日 admission admissiondate \
         dateofadmission admittedon",
    ),
    (AdmittedOn, Strength::Weak, "入院予定日 入院 日付"),
    (Ward, Strength::Strong, "病棟 病棟名 病棟名称 入院病棟 現病棟 現在病棟 ward wardname"),
    (Ward, Strength::Weak, "病棟コード 病棟cd フロア 階"),
    (
        ExpectedDischargeOn,
        Strength::Strong,
        "退院予定日 退院予定 退院予定年月日 予定退院日 退院見込日 退院見込ミ日 退院見込ミ \
         expecteddischarge expecteddischargedate expecteddischargeon edd",
    ),
    (
        Municipality,
        Strength::Strong,
        "住所 患者住所 現住所 住所1 市町村 市区町村 市町村名 市区町村名 自治体 居住地 居住市町村 \
         address municipality city",
    ),
    (Phone, Strength::Strong, "電話 電話番号 自宅電話 自宅電話番号 患者電話番号 tel phone telephone"),
    (Phone, Strength::Weak, "携帯 携帯電話 携帯番号 携帯電話番号 連絡先電話番号"),
    // Known, and of no use here: nothing of it is kept.
    (
        NotUsed,
        Strength::Strong,
        "no 項番 連番 行 行番号 通番 順番 年齢 歳 年令 病室 病室番号 室 部屋 部屋番号 ベッド \
         ベッド番号 病床 病床番号 診療科 診療科名 科 科名 入院科 入院診療科 主治医 主治医名 担当医 \
         担当医名 医師 医師名 病名 主病名 入院病名 傷病名 診断名 診断 疾患名 手術 術式 備考 \
         コメント メモ 摘要 保険 保険種別 保険者番号 郵便番号 住所2 住所3 方書 連絡先 続柄 \
         キーパーソン 身長 体重 血液型 感染症 アレルギー 入院経路 入院目的 入院区分 入院時間 \
         退院日 転棟日 看護度 担送 食事 age room bed department doctor physician diagnosis note \
         remarks comment",
    ),
];

/// A heading without what differs from system to system: width, blanks, brackets and marks, script of kana, case.
pub(super) fn folded(text: &str) -> String {
    let katakana = |c| match c {
        'ぁ'..='ゖ' => char::from_u32(c as u32 + 0x60).unwrap_or(c),
        _ => c,
    };
    let is_mark = |c: char| {
        c.is_whitespace()
            || "()[]{}【】「」『』〔〕<>《》・、。.,:;*※★☆●○◎■□▲△▼▽_-/|\"'#&".contains(c)
            || c.is_control()
    };
    text.nfkc().filter(|c| !is_mark(*c)).map(katakana).flat_map(char::to_lowercase).collect()
}

/// What a heading means, if it is known: as it stands, else without what is in brackets.
pub(super) fn meaning_of(heading: &str) -> Option<(ListColumn, Strength)> {
    let look_up = |folded: &str| {
        let known = HEADINGS.iter().find(|(_, _, headings)| headings.split(' ').any(|known| known == folded));
        known.map(|(column, strength, _)| (*column, *strength))
    };
    let shorter: String = heading.nfkc().collect();
    let shorter = shorter.split(['(', '[', '【', '〔']).next().unwrap_or_default();
    look_up(&folded(heading)).or_else(|| look_up(&folded(shorter)))
}
