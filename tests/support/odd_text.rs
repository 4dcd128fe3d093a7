//! Texts that trip programs up, in place of what the people of the region wrote.

use crate::TestApp;

/// A name that is a script wherever somebody forgets to escape it, with both kinds of quotation marks.
pub const SCRIPT: &str = "<script>alert(1)</script> \"見本\" & 'x'";
/// A name that a spreadsheet would reckon out.
pub const FORMULA: &str = "=1+1";
/// A name written from right to left.
pub const LEFTWARD: &str = "محمد نموذج";
/// A name with characters beyond the first 65,536, of four bytes each.
pub const FOUR_BYTES: &str = "𠮷野 𩸽子";
/// Names that turn the direction of writing, which are refused: one name would look like another.
pub const TURNED: [&str; 2] = ["見本\u{202e}太郎", "見本\u{200f}太郎"];

/// The longest names there are: 400 characters with and without a place to break them.
pub fn longest() -> [String; 2] {
    ["長い名前".repeat(100), "W".repeat(400)]
}

/// All names that are taken.
pub fn odd_names() -> Vec<String> {
    [SCRIPT, FORMULA, LEFTWARD, FOUR_BYTES].map(str::to_owned).into_iter().chain(longest()).collect()
}

/// Where people's own words are kept, one to a column.
const COLUMNS: &[(&str, &[&str])] = &[
    ("patient", &["name", "name_kana", "address"]),
    ("related_person", &["name", "relation"]),
    ("person", &["name"]),
    ("organization", &["name", "address"]),
    ("room", &["name"]),
    ("participant", &["name"]),
    ("conference", &["title"]),
    ("discharge_case", &["ward"]),
    ("consultation", &["note"]),
];

impl TestApp {
    /// Puts odd names in place of all that people wrote so far: row by row another one, in the order of rows.
    ///
    /// # Panics
    /// When the database refuses it.
    pub async fn write_odd_names(&self) {
        let names = odd_names();
        for (table, columns) in COLUMNS {
            for column in *columns {
                let cases = names
                    .iter()
                    .enumerate()
                    .map(|(n, name)| format!("WHEN {n} THEN '{}'", name.replace('\'', "''")));
                let cases: Vec<_> = cases.collect();
                self.execute(&format!(
                    "UPDATE {table} SET {column} = CASE (SELECT count(*) FROM {table} other \
                     WHERE other.id < {table}.id) % {} {} END WHERE {column} IS NOT NULL",
                    names.len(),
                    cases.join(" ")
                ))
                .await;
            }
        }
    }
}
