//! A table as CSV (RFC 4180) that a spreadsheet reads as it is meant.

/// Lines of cells as a file: in UTF-8 with the mark by which spreadsheets know it, every cell in quotes.
pub fn written(lines: impl IntoIterator<Item = Vec<String>>) -> String {
    let line = |cells: Vec<String>| cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",");
    let lines = lines.into_iter().map(|cells| line(cells) + "\r\n");
    std::iter::once("\u{feff}".to_owned()).chain(lines).collect()
}

/// A cell in quotes. What a spreadsheet would take for a formula has an apostrophe before it
/// (<https://owasp.org/www-community/attacks/CSV_Injection>).
fn quoted(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    let before = if is_formula { "'" } else { "" };
    format!("\"{before}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_read_as_a_formula_or_as_two() {
        let line = |cell: &str| written([vec![cell.to_owned(), "12".to_owned()]]);
        for (cell, expected) in [
            ("東5", "\u{feff}\"東5\",\"12\"\r\n"),
            ("=1+1", "\u{feff}\"'=1+1\",\"12\"\r\n"),
            ("＠SUM(A1)", "\u{feff}\"'＠SUM(A1)\",\"12\"\r\n"),
            ("a,\"b\"\n", "\u{feff}\"a,\"\"b\"\"\n\",\"12\"\r\n"),
        ] {
            assert_eq!(line(cell), expected, "{cell}");
        }
    }
}
