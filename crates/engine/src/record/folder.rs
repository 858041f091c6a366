//! The files of the records: `calls/` in the data folder, one JSON-lines file a call, the last hundred.

use super::{Entry, Fact};
use reo_contact_centre::LocalTime;
use reo_model::{CallId, Timestamp};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Records that are kept.
const KEPT: usize = 100;
/// Calls that may begin in one second under one number, by several phones that share a folder.
const NAMESAKES: u32 = 16;
const ENDING: &str = ".jsonl";

/// The records of a data folder. A record's id is its file's name without the ending: the time in Vietnam and the
/// phone's number of the call, `20261124-160211-3`.
#[derive(Clone, Debug)]
pub struct CallRecords {
    folder: PathBuf,
}

impl CallRecords {
    /// Those of the data folder that an engine was given ([`crate::EngineConfig::data_dir`]).
    pub fn of(data_dir: &Path) -> Self {
        Self { folder: data_dir.join("calls") }
    }

    /// The ids, the oldest call first. None where no call was recorded yet.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn ids(&self) -> io::Result<Vec<String>> {
        let files = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            files => files?,
        };
        let names = files.filter_map(|file| file.ok()?.file_name().into_string().ok());
        let mut ids: Vec<_> = names.filter_map(|name| Some(name.strip_suffix(ENDING)?.to_owned())).collect();
        // The time comes first, but of calls in one second the tenth is no earlier than the second.
        ids.sort_by_key(|id| (id.get(..15).map(str::to_owned), id.len(), id.clone()));
        Ok(ids)
    }

    /// Finds a record by its id, by the contact centre's id of the call, or the newest one by `last`.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn find(&self, name: &str) -> io::Result<Option<String>> {
        let mut ids = self.ids()?;
        if name == "last" {
            return Ok(ids.pop());
        }
        let is_it =
            |id: &&String| *id == name || self.read(id).is_ok_and(|entries| is_called(&entries, name));
        Ok(ids.iter().rev().find(is_it).cloned())
    }

    /// Reads a record. What a crash tore, or another version wrote, is left out.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read(&self, id: &str) -> io::Result<Vec<Entry>> {
        let bytes = fs::read(self.path(id))?;
        let lines = bytes.split(|byte| *byte == b'\n');
        Ok(lines.filter_map(|line| serde_json::from_slice(line).ok()).collect())
    }

    /// Begins a record, and drops those that are too old.
    pub(super) fn create(&self, at: Timestamp, call: CallId) -> io::Result<CallFile> {
        fs::create_dir_all(&self.folder)?;
        let time = LocalTime::at(at, LocalTime::VIETNAM).map(|time| time.to_string()).unwrap_or_default();
        let time: String = time.replace(' ', "-").chars().filter(|c| c.is_ascii_digit()).collect();
        let (day, hour) = time.split_at_checked(8).unwrap_or_default();
        let mut file = Err(io::ErrorKind::AlreadyExists.into());
        for namesake in 0..NAMESAKES {
            let twin = if namesake == 0 { String::new() } else { format!("-{namesake}") };
            file = CallFile::create(self.path(&format!("{day}-{hour}-{call}{twin}")));
            if !file.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::AlreadyExists) {
                break;
            }
        }
        self.prune();
        file
    }

    fn prune(&self) {
        let ids = self.ids().unwrap_or_default();
        for id in &ids[..ids.len().saturating_sub(KEPT)] {
            // It may be gone already: another phone shares the folder.
            let _ = fs::remove_file(self.path(id));
        }
    }

    fn path(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}{ENDING}"))
    }
}

fn is_called(entries: &[Entry], name: &str) -> bool {
    entries.iter().any(
        |entry| matches!(&entry.fact, Fact::Identified { server_call, .. } if server_call.as_str() == name),
    )
}

/// The file of a record that is being written.
#[derive(Debug)]
pub(super) struct CallFile {
    path: PathBuf,
    file: File,
}

impl CallFile {
    fn create(path: PathBuf) -> io::Result<Self> {
        let file = OpenOptions::new().append(true).create_new(true).open(&path)?;
        Ok(Self { path, file })
    }

    pub(super) fn append(&mut self, lines: &str) -> io::Result<()> {
        self.file.write_all(lines.as_bytes())?;
        self.file.sync_data()
    }

    /// Whole or not at all, also when the power goes.
    pub(super) fn replace(&mut self, lines: &str) -> io::Result<()> {
        let draft = self.path.with_extension("draft");
        let moved = write(&draft, lines).and_then(|()| fs::rename(&draft, &self.path));
        moved.inspect_err(|_| {
            // On a full disk half a draft would be in the way of others.
            let _ = fs::remove_file(&draft);
        })?;
        self.file = OpenOptions::new().append(true).open(&self.path)?;
        Ok(())
    }
}

fn write(path: &Path, lines: &str) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(lines.as_bytes())?;
    file.sync_data()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEW_YEAR: Timestamp = Timestamp(1_704_042_000_000);

    fn records() -> (tempfile::TempDir, CallRecords) {
        let folder = tempfile::tempdir().unwrap();
        let records = CallRecords::of(folder.path());
        (folder, records)
    }

    #[test]
    fn a_record_is_named_by_time_and_call_and_found_again() {
        let (_folder, records) = records();
        assert_eq!(records.find("last").unwrap(), None);
        for call in [2, 10] {
            let mut file = records.create(NEW_YEAR, CallId(call)).unwrap();
            let line = format!(
                "{{\"at\":1,\"type\":\"identified\",\"call\":{call},\"serverCall\":\"17.{call}\"}}\n{{\"at\":2,\"ty"
            );
            file.append(&line).unwrap();
        }
        records.create(NEW_YEAR, CallId(2)).unwrap();
        assert_eq!(
            records.ids().unwrap(),
            ["20240101-000000-2", "20240101-000000-10", "20240101-000000-2-1"]
        );
        assert_eq!(records.find("17.10").unwrap().as_deref(), Some("20240101-000000-10"));
        assert_eq!(records.find("20240101-000000-2").unwrap().as_deref(), Some("20240101-000000-2"));
        assert_eq!(records.find("../x").unwrap(), None);
        assert_eq!(records.read("20240101-000000-2").unwrap().len(), 1);
    }

    #[test]
    fn the_oldest_records_go() {
        let (_folder, records) = records();
        for call in 0..103_u64 {
            records.create(Timestamp(NEW_YEAR.0 + 1000 * call), CallId(call)).unwrap();
        }
        let ids = records.ids().unwrap();
        assert_eq!((ids.len(), ids[0].as_str()), (KEPT, "20240101-000003-3"));
    }

    #[test]
    fn a_record_is_replaced_whole_and_goes_on() {
        let (_folder, records) = records();
        let mut file = records.create(NEW_YEAR, CallId(1)).unwrap();
        file.append("torn").unwrap();
        file.replace("").unwrap();
        file.append("{\"at\":1,\"type\":\"microphoneSilent\",\"on\":true}\n").unwrap();
        assert_eq!(records.read("20240101-000000-1").unwrap().len(), 1);
        assert_eq!(records.ids().unwrap().len(), 1);
    }
}
