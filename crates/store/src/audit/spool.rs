//! What is read while the database takes no writes: a file beside SQLite's, with its room taken beforehand, so
//! that a full medium does not stop it. What is in it goes into the log before the write gate opens again.
//!
//! A record is its length, the beginning of its SHA-256, and the entries as JSON; a length of nought ends the
//! file. What a crash left half written does not match its hash, and ends it as well.

use std::{
    fs::{File, OpenOptions},
    io::{self, ErrorKind},
    os::unix::fs::{FileExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::entry;
use crate::sqlite::file_of;

/// The bytes before what a record holds: its length and the beginning of its hash.
const HEAD: usize = 12;
/// What ends the file.
const END: [u8; 4] = [0; 4];
/// A file smaller than this is of no use.
const LEAST: u64 = 64 * 1024;
/// Of a medium with too little room, the spool takes one part in so many.
const SHARE: u64 = 8;

/// The file and where its records end.
pub(crate) struct Spool {
    file: File,
    size: u64,
    end: u64,
}

/// The file beside an SQLite database; none beside one in memory.
pub(crate) fn beside(url: &str) -> Option<PathBuf> {
    file_of(url).map(|path| PathBuf::from(format!("{path}-spool")))
}

impl Spool {
    /// Opens the file, or makes it `size` bytes long; an eighth of the room there is where the medium has less.
    ///
    /// # Errors
    /// [`ErrorKind::StorageFull`] when not even a small one has room; whatever else keeps it from being made.
    pub(crate) fn open(path: &Path, size: u64) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create(true).truncate(false).mode(0o600).open(path)?;
        if file.metadata()?.len() < LEAST {
            let room = fill(&file, size)?;
            if room < size {
                file.set_len(0)?;
                let taken = fill(&file, room / SHARE)?;
                if taken < LEAST {
                    file.set_len(0)?;
                    return Err(ErrorKind::StorageFull.into());
                }
            }
            file.sync_all()?;
        }
        let size = file.metadata()?.len();
        let mut spool = Self { file, size, end: 0 };
        spool.end = spool.records()?.1;
        Ok(spool)
    }

    /// Whether nothing is in it.
    pub(crate) const fn is_empty(&self) -> bool {
        self.end == 0
    }

    /// Adds entries, which then last.
    ///
    /// # Errors
    /// [`ErrorKind::StorageFull`] when they do not fit; nothing is added then.
    pub(crate) fn append(&mut self, entries: &[entry::Model]) -> io::Result<()> {
        let body = serde_json::to_vec(entries)?;
        let length = u32::try_from(body.len()).map_err(|_| ErrorKind::StorageFull)?;
        let mut record = length.to_be_bytes().to_vec();
        record.extend(begin_of_hash(&body));
        record.extend(body);
        let after = self.end + record.len() as u64;
        record.extend(END);
        if self.end + record.len() as u64 > self.size {
            return Err(ErrorKind::StorageFull.into());
        }
        self.file.write_all_at(&record, self.end)?;
        self.file.sync_data()?;
        self.end = after;
        Ok(())
    }

    /// All entries, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn entries(&self) -> io::Result<Vec<entry::Model>> {
        let mut entries = vec![];
        for record in self.records()?.0 {
            entries.extend(serde_json::from_slice::<Vec<entry::Model>>(&record)?);
        }
        Ok(entries)
    }

    /// Empties it.
    ///
    /// # Errors
    /// When the file cannot be written; then all is still in it.
    pub(crate) fn clear(&mut self) -> io::Result<()> {
        self.file.write_all_at(&END, 0)?;
        self.file.sync_data()?;
        self.end = 0;
        Ok(())
    }

    /// What the records hold, and where they end.
    fn records(&self) -> io::Result<(Vec<Vec<u8>>, u64)> {
        let mut records = vec![];
        let mut at = 0;
        while at + (HEAD + END.len()) as u64 <= self.size {
            let mut head = [0; HEAD];
            self.file.read_exact_at(&mut head, at)?;
            let (length, hash) = head.split_at(END.len());
            let length = length.iter().fold(0, |length, byte| (length << 8) | u64::from(*byte));
            let after = at + HEAD as u64 + length;
            if length == 0 || after > self.size {
                break;
            }
            let mut body = vec![0; usize::try_from(length).map_err(io::Error::other)?];
            self.file.read_exact_at(&mut body, at + HEAD as u64)?;
            if begin_of_hash(&body) != hash {
                break;
            }
            records.push(body);
            at = after;
        }
        Ok((records, at))
    }
}

fn begin_of_hash(body: &[u8]) -> [u8; HEAD - END.len()] {
    let mut begin = [0; HEAD - END.len()];
    begin.copy_from_slice(&Sha256::digest(body)[..HEAD - END.len()]);
    begin
}

/// Writes zeros until the file is `size` long or the medium full; answers how long it is.
fn fill(file: &File, size: u64) -> io::Result<u64> {
    let zeros = vec![0; 64 * 1024];
    let mut length = 0;
    while length < size {
        let wanted = usize::try_from(size - length).map_or(zeros.len(), |left| left.min(zeros.len()));
        match file.write_at(&zeros[..wanted], length) {
            Ok(0) => break,
            Ok(written) => length += written as u64,
            Err(error) if error.kind() == ErrorKind::StorageFull => break,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    struct Scratch(PathBuf);

    impl Scratch {
        fn new() -> Self {
            let test = std::thread::current().name().unwrap_or_default().replace("::", "-");
            Self(std::env::temp_dir().join(format!("kaname-spool-{}-{test}", std::process::id())))
        }

        fn open(&self) -> Spool {
            Spool::open(&self.0, LEAST).unwrap()
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = std::fs::remove_file(&self.0);
        }
    }

    fn entry(number: u128) -> entry::Model {
        entry::Model {
            position: 0,
            id: Uuid::from_u128(number),
            at: 1,
            actor: "member".to_owned(),
            person_id: Some(Uuid::from_u128(7)),
            membership_id: None,
            organization_id: None,
            participant_id: None,
            role: None,
            purpose: "care".to_owned(),
            action: "see_case".to_owned(),
            entities: "case".to_owned(),
            entity_id: None,
            patients: vec![3; 32],
            outcome: "allowed".to_owned(),
            request_id: Uuid::from_u128(8),
            event_id: None,
            source: Some("api".to_owned()),
            emergency_id: None,
        }
    }

    #[test]
    fn what_was_appended_is_read_back_by_the_next_process() {
        let scratch = Scratch::new();
        let mut spool = scratch.open();
        assert!(spool.is_empty());
        spool.append(&[entry(1), entry(2)]).unwrap();
        spool.append(&[entry(3)]).unwrap();
        drop(spool);
        let mut spool = scratch.open();
        assert_eq!(spool.entries().unwrap(), [entry(1), entry(2), entry(3)]);
        spool.append(&[entry(4)]).unwrap();
        assert_eq!(scratch.open().entries().unwrap().len(), 4);
    }

    #[test]
    fn what_was_half_written_ends_the_file_and_is_written_over() {
        let scratch = Scratch::new();
        let mut spool = scratch.open();
        spool.append(&[entry(1)]).unwrap();
        let torn_at = spool.end;
        spool.append(&[entry(2)]).unwrap();
        spool.file.write_all_at(&[0; 40], torn_at + 100).unwrap();
        let mut spool = scratch.open();
        assert_eq!(spool.entries().unwrap(), [entry(1)]);
        spool.append(&[entry(3)]).unwrap();
        assert_eq!(scratch.open().entries().unwrap(), [entry(1), entry(3)]);
    }

    #[test]
    fn a_full_one_takes_no_more_and_keeps_what_it_has() {
        let scratch = Scratch::new();
        let mut spool = scratch.open();
        let mut taken = 0;
        let error = loop {
            match spool.append(&[entry(taken)]) {
                Ok(()) => taken += 1,
                Err(error) => break error,
            }
        };
        assert_eq!(error.kind(), ErrorKind::StorageFull);
        assert!(taken > 50, "{taken}");
        assert_eq!(std::fs::metadata(&scratch.0).unwrap().len(), LEAST, "it does not grow");
        assert_eq!(scratch.open().entries().unwrap().len() as u128, taken);
    }

    #[test]
    fn an_emptied_one_is_empty_whatever_was_in_it() {
        let scratch = Scratch::new();
        let mut spool = scratch.open();
        spool.append(&[entry(1), entry(2)]).unwrap();
        spool.append(&[entry(3)]).unwrap();
        spool.clear().unwrap();
        assert!(scratch.open().is_empty());
        spool.append(&[entry(4)]).unwrap();
        assert_eq!(scratch.open().entries().unwrap(), [entry(4)]);
    }

    #[test]
    fn it_lies_beside_a_file_and_nowhere_else() {
        assert_eq!(beside("sqlite:///var/k.db?mode=rwc"), Some(PathBuf::from("/var/k.db-spool")));
        assert_eq!(beside("sqlite::memory:"), None);
        assert_eq!(beside("postgres://h/d"), None);
    }
}
