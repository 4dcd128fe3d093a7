//! What a hospital settled about the admission lists it pastes: the columns of its own system, and the class of
//! each ward. And the keys by which kana are found, which no longer tell half width from full.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m21_admission_list"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, TABLES).await?;
        let connection = manager.get_connection();
        // A few at a time, since SQLite's parser takes only so many brackets within brackets.
        for kana in [VOICED, PLAIN].into_iter().flat_map(|all| all.chunks(20)) {
            let folded = kana.iter().fold("kana_key".to_owned(), |inner, (half, full)| {
                format!("REPLACE({inner}, '{half}', '{full}')")
            });
            let sql = format!("UPDATE patient SET kana_key = {folded} WHERE kana_key <> {folded}");
            connection.execute_unprepared(&sql).await?;
        }
        if manager.get_database_backend() == DbBackend::Postgres {
            connection.execute_unprepared(WALL).await?;
        }
        Ok(())
    }
}

const TABLES: &str = "
CREATE TABLE admission_column (
  organization_id {uuid} NOT NULL REFERENCES organization (id),
  heading TEXT NOT NULL,
  meaning TEXT NOT NULL,
  PRIMARY KEY (organization_id, heading)
);
CREATE TABLE known_ward (
  organization_id {uuid} NOT NULL REFERENCES organization (id),
  ward TEXT NOT NULL,
  ward_class TEXT NOT NULL,
  PRIMARY KEY (organization_id, ward)
)
";

/// Both are the hospital's own.
const WALL: &str = "
ALTER TABLE admission_column ENABLE ROW LEVEL SECURITY;
ALTER TABLE admission_column FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON admission_column
  USING (kaname_system() OR organization_id = kaname_organization())
  WITH CHECK (kaname_system() OR organization_id = kaname_organization());
ALTER TABLE known_ward ENABLE ROW LEVEL SECURITY;
ALTER TABLE known_ward FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON known_ward
  USING (kaname_system() OR organization_id = kaname_organization())
  WITH CHECK (kaname_system() OR organization_id = kaname_organization());
";

/// With a mark of voice, before the mark stands alone.
const VOICED: &[(&str, &str)] = &[
    ("ｦﾞ", "ヺ"),
    ("ｳﾞ", "ヴ"),
    ("ｶﾞ", "ガ"),
    ("ｷﾞ", "ギ"),
    ("ｸﾞ", "グ"),
    ("ｹﾞ", "ゲ"),
    ("ｺﾞ", "ゴ"),
    ("ｻﾞ", "ザ"),
    ("ｼﾞ", "ジ"),
    ("ｽﾞ", "ズ"),
    ("ｾﾞ", "ゼ"),
    ("ｿﾞ", "ゾ"),
    ("ﾀﾞ", "ダ"),
    ("ﾁﾞ", "ヂ"),
    ("ﾂﾞ", "ヅ"),
    ("ﾃﾞ", "デ"),
    ("ﾄﾞ", "ド"),
    ("ﾊﾞ", "バ"),
    ("ﾊﾟ", "パ"),
    ("ﾋﾞ", "ビ"),
    ("ﾋﾟ", "ピ"),
    ("ﾌﾞ", "ブ"),
    ("ﾌﾟ", "プ"),
    ("ﾍﾞ", "ベ"),
    ("ﾍﾟ", "ペ"),
    ("ﾎﾞ", "ボ"),
    ("ﾎﾟ", "ポ"),
    ("ﾜﾞ", "ヷ"),
];

/// The others.
const PLAIN: &[(&str, &str)] = &[
    ("ｦ", "ヲ"),
    ("ｧ", "ァ"),
    ("ｨ", "ィ"),
    ("ｩ", "ゥ"),
    ("ｪ", "ェ"),
    ("ｫ", "ォ"),
    ("ｬ", "ャ"),
    ("ｭ", "ュ"),
    ("ｮ", "ョ"),
    ("ｯ", "ッ"),
    ("ｰ", "ー"),
    ("ｱ", "ア"),
    ("ｲ", "イ"),
    ("ｳ", "ウ"),
    ("ｴ", "エ"),
    ("ｵ", "オ"),
    ("ｶ", "カ"),
    ("ｷ", "キ"),
    ("ｸ", "ク"),
    ("ｹ", "ケ"),
    ("ｺ", "コ"),
    ("ｻ", "サ"),
    ("ｼ", "シ"),
    ("ｽ", "ス"),
    ("ｾ", "セ"),
    ("ｿ", "ソ"),
    ("ﾀ", "タ"),
    ("ﾁ", "チ"),
    ("ﾂ", "ツ"),
    ("ﾃ", "テ"),
    ("ﾄ", "ト"),
    ("ﾅ", "ナ"),
    ("ﾆ", "ニ"),
    ("ﾇ", "ヌ"),
    ("ﾈ", "ネ"),
    ("ﾉ", "ノ"),
    ("ﾊ", "ハ"),
    ("ﾋ", "ヒ"),
    ("ﾌ", "フ"),
    ("ﾍ", "ヘ"),
    ("ﾎ", "ホ"),
    ("ﾏ", "マ"),
    ("ﾐ", "ミ"),
    ("ﾑ", "ム"),
    ("ﾒ", "メ"),
    ("ﾓ", "モ"),
    ("ﾔ", "ヤ"),
    ("ﾕ", "ユ"),
    ("ﾖ", "ヨ"),
    ("ﾗ", "ラ"),
    ("ﾘ", "リ"),
    ("ﾙ", "ル"),
    ("ﾚ", "レ"),
    ("ﾛ", "ロ"),
    ("ﾜ", "ワ"),
    ("ﾝ", "ン"),
];
