//! Pages on paper: printed by the browser as people print them, and read back from the PDF.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;
use unicode_normalization::UnicodeNormalization;

use crate::window::Window;

/// The program that reads PDFs.
const READER: &str = "pdftotext";
/// Width and height of A4 in points.
const A4: (f64, f64) = (595.0, 842.0);
/// The margin of every sheet: 14 mm in points.
const MARGIN: f64 = 39.7;
/// How far a letter may reach into the margin beside it: the rounding of the printer and the reader.
const ASIDE: f64 = 1.5;
/// How far it may above and below, where some fonts claim more height than their letters have.
const UPWARD: f64 = 10.0;
/// The least height of a line of text in points; less means that the sheet was shrunk to fit.
const LEAST: f64 = 9.0;

/// What was printed.
pub struct Sheets {
    pdf: Vec<u8>,
    pages: Vec<Sheet>,
}

/// One page of paper.
struct Sheet {
    size: (f64, f64),
    words: Vec<Word>,
}

/// A word, and where it stands, in points from the upper left corner.
struct Word {
    text: String,
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

/// Whether PDFs can be read here.
pub fn is_readable() -> bool {
    let is_there = Command::new(READER).arg("-v").stderr(Stdio::null()).status().is_ok();
    if !is_there {
        assert!(std::env::var_os("CI").is_none(), "{READER} must be there in CI");
        support::say(&format!("not printed: {READER} (poppler-utils) must be in PATH"));
    }
    is_there
}

impl Sheets {
    /// Prints the page that is open.
    pub async fn of(window: &Window) -> Self {
        let wishes = json!({ "preferCSSPageSize": true, "printBackground": false });
        let printed = window.tell("Page.printToPDF", wishes).await;
        let pdf = STANDARD.decode(printed["data"].as_str().unwrap()).unwrap();
        let pages = read(&pdf, &["-bbox"]).split("<page ").skip(1).map(Sheet::read).collect();
        Self { pdf, pages }
    }

    /// How many sheets of paper there are.
    pub fn count(&self) -> usize {
        self.pages.len()
    }

    /// All that stands on them, without blanks, in the letters of everyday.
    pub fn text(&self) -> String {
        let text = read(&self.pdf, &["-raw"]);
        plain(&text)
    }

    /// The PDF itself.
    pub fn pdf(&self) -> &[u8] {
        &self.pdf
    }

    /// What is wrong with how it lies on the paper.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = vec![];
        for (n, Sheet { size: (width, height), words }) in self.pages.iter().enumerate() {
            let n = n + 1;
            if (width - A4.0).abs() > 1.0 || (height - A4.1).abs() > 1.0 {
                faults.push(format!("sheet {n} is no A4: {width} × {height}"));
            }
            if words.is_empty() {
                faults.push(format!("sheet {n} is empty"));
            }
            let reaches_out = |word: &&Word| {
                word.left < MARGIN - ASIDE
                    || word.right > width - MARGIN + ASIDE
                    || word.top < MARGIN - UPWARD
                    || word.bottom > height - MARGIN + UPWARD
            };
            let cut = words.iter().filter(reaches_out).take(5);
            faults.extend(cut.map(|word| format!("sheet {n}: cut off: {}", word.told())));
            let small = words.iter().filter(|word| word.bottom - word.top < LEAST).take(5);
            faults.extend(small.map(|word| format!("sheet {n}: too small to read: {}", word.told())));
        }
        faults
    }
}

impl Word {
    fn told(&self) -> String {
        let Self { text, left, top, right, bottom } = self;
        format!("“{text}” from {left:.0},{top:.0} to {right:.0},{bottom:.0}")
    }
}

impl Sheet {
    fn read(page: &str) -> Self {
        let words = page.split("<word ").skip(1).map(|word| Word {
            text: word.split_once('>').unwrap().1.split("</word>").next().unwrap().to_owned(),
            left: number(word, "xMin"),
            top: number(word, "yMin"),
            right: number(word, "xMax"),
            bottom: number(word, "yMax"),
        });
        Self { size: (number(page, "width"), number(page, "height")), words: words.collect() }
    }
}

fn number(element: &str, attribute: &str) -> f64 {
    let (_, rest) = element.split_once(&format!("{attribute}=\"")).unwrap();
    rest.split('"').next().unwrap().parse().unwrap()
}

/// A text without blanks, in the letters of everyday: readers of PDFs take some for their look-alikes.
pub fn plain(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}

fn read(pdf: &[u8], how: &[&str]) -> String {
    let mut reader = Command::new(READER)
        .args(how)
        .args(["-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = reader.stdin.take().unwrap();
    let pdf = pdf.to_owned();
    let writing = std::thread::spawn(move || input.write_all(&pdf));
    let read = reader.wait_with_output().unwrap();
    writing.join().unwrap().unwrap();
    assert!(read.status.success(), "{READER} reads the PDF");
    String::from_utf8(read.stdout).unwrap()
}
