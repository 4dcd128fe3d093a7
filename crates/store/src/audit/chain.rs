//! The chain of seals, and the check of a log against it. Nothing here reads a database.

use std::collections::BTreeMap;

use domain::{Timestamp, audit::Row};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A SHA-256.
pub type Hash = [u8; 32];

/// What the first seal follows on.
pub const BEGINNING: Hash = [0; 32];

/// How old a row without a seal may be.
const UNSEALED_FOR: time::Duration = time::Duration::seconds(5);
/// The most places a report names.
const NAMED: usize = 20;

/// The hash of a row.
pub fn row_hash(row: &Row) -> Hash {
    Sha256::digest(row.encoded()).into()
}

/// The hash of a seal: of the one before and of its row.
pub fn seal_hash(previous: &Hash, row: &Hash) -> Hash {
    Sha256::new().chain_update(previous).chain_update(row).finalize().into()
}

/// A seal as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seal {
    /// Its number: 1, 2, 3, …
    pub number: i64,
    /// The row it seals.
    pub position: i64,
    /// Its hash.
    pub hash: Hash,
}

/// A seal that was told to somebody elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The number of the seal.
    pub number: i64,
    /// Its hash.
    pub hash: Hash,
    /// When it was told.
    pub at: Timestamp,
}

impl Anchor {
    /// One line: the number, the hash in hexadecimal digits, and milliseconds since the epoch.
    pub fn line(&self) -> String {
        let hash: String = self.hash.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{} {hash} {}", self.number, self.at.millis())
    }

    /// Reads a line.
    pub fn parse(line: &str) -> Option<Self> {
        let mut parts = line.split_ascii_whitespace();
        let number = parts.next()?.parse().ok()?;
        let digits = parts.next().filter(|digits| digits.len() == 64 && digits.is_ascii())?;
        let at = parts.next()?.parse().ok().map(Timestamp::from_millis)?;
        let mut hash = BEGINNING;
        for (byte, n) in hash.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(&digits[n..n + 2], 16).ok()?;
        }
        parts.next().is_none().then_some(Self { number, hash, at })
    }
}

/// Something in the log that is not as it was sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// A row, or its seal, is not what was sealed: changed, or put in another's place.
    Broken {
        /// The number of the seal.
        number: i64,
        /// The position of the row.
        position: i64,
    },
    /// A sealed row is gone.
    RowGone {
        /// The number of the seal.
        number: i64,
        /// The position of the row.
        position: i64,
    },
    /// Seals are gone.
    SealsGone {
        /// The first number that is not there.
        from: i64,
        /// The next one that is.
        until: i64,
    },
    /// A seal is not the one that was told elsewhere: the log was written anew.
    Rewritten {
        /// The number of the seal.
        number: i64,
    },
    /// The log ends before a seal that was told elsewhere.
    Cut {
        /// The last number that is there.
        last: i64,
        /// The number that was told.
        told: i64,
    },
    /// A row has no seal and is too old not to have one: inserted past the program, or the sealer stands still.
    Unsealed {
        /// The position of the row.
        position: i64,
    },
    /// The index by patient lacks a row.
    IndexLacks {
        /// The position of the row.
        position: i64,
        /// The patient.
        patient: Uuid,
    },
    /// The index by patient holds what no row says.
    IndexInvents {
        /// The position it names.
        position: i64,
        /// The patient it names.
        patient: Uuid,
    },
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Broken { number, position } => {
                write!(f, "seal {number}: the row at {position} is not what was sealed")
            }
            Self::RowGone { number, position } => write!(f, "seal {number}: the row at {position} is gone"),
            Self::SealsGone { from, until } => write!(f, "the seals from {from} to {} are gone", until - 1),
            Self::Rewritten { number } => {
                write!(f, "seal {number} is not the one that was told: the log was written anew")
            }
            Self::Cut { last, told } => write!(f, "the log ends at seal {last}; seal {told} was told"),
            Self::Unsealed { position } => write!(f, "the row at {position} has no seal"),
            Self::IndexLacks { position, patient } => {
                write!(f, "the index of patient {patient} lacks the row at {position}")
            }
            Self::IndexInvents { position, patient } => {
                write!(f, "the index of patient {patient} names the row at {position}, which does not say so")
            }
        }
    }
}

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Seals checked.
    pub seals: u64,
    /// Rows not sealed yet, and young enough.
    pub waiting: u64,
    /// How many things are not as they were sealed.
    pub count: u64,
    /// The first of them.
    pub first: Vec<Finding>,
}

impl Report {
    /// Whether the log is as it was sealed.
    pub fn is_intact(&self) -> bool {
        self.count == 0
    }
}

/// A check under way: fed with every seal in order, then with what has no seal, then with the index.
#[derive(Clone, Debug)]
pub struct Check {
    told: BTreeMap<i64, Hash>,
    last: i64,
    previous: Hash,
    report: Report,
}

impl Check {
    /// Begins a check against what was told elsewhere.
    pub fn new(anchors: &[Anchor]) -> Self {
        let mut check =
            Self { told: BTreeMap::new(), last: 0, previous: BEGINNING, report: Report::default() };
        for anchor in anchors {
            let other = check.told.insert(anchor.number, anchor.hash);
            if other.is_some_and(|other| other != anchor.hash) {
                check.find(Finding::Rewritten { number: anchor.number });
            }
        }
        check
    }

    /// The next seal, with the hash of its row as it is now.
    pub fn seal(&mut self, seal: Seal, row: Option<Hash>) {
        let Seal { number, position, hash } = seal;
        if number != self.last + 1 {
            self.find(Finding::SealsGone { from: self.last + 1, until: number });
        }
        match row {
            None => self.find(Finding::RowGone { number, position }),
            Some(row) if seal_hash(&self.previous, &row) != hash => {
                self.find(Finding::Broken { number, position });
            }
            Some(_) => {}
        }
        if self.told.get(&number).is_some_and(|told| *told != hash) {
            self.find(Finding::Rewritten { number });
        }
        // What follows is checked against what stands here, so that one change is found once.
        (self.last, self.previous) = (number, hash);
        self.report.seals += 1;
    }

    /// After the last seal.
    pub fn end(&mut self) {
        if let Some((&told, _)) = self.told.last_key_value()
            && told > self.last
        {
            self.find(Finding::Cut { last: self.last, told });
        }
    }

    /// A row without a seal.
    pub fn unsealed(&mut self, position: i64, at: Timestamp, now: Timestamp) {
        if at + UNSEALED_FOR < now {
            self.find(Finding::Unsealed { position });
        } else {
            self.report.waiting += 1;
        }
    }

    /// Something about the index.
    pub fn find(&mut self, finding: Finding) {
        self.report.count += 1;
        if self.report.first.len() < NAMED {
            self.report.first.push(finding);
        }
    }

    /// Whether something was found.
    pub fn has_found(&self) -> bool {
        self.report.count > 0
    }

    /// What was found.
    pub fn report(self) -> Report {
        self.report
    }
}

#[cfg(test)]
mod tests;
