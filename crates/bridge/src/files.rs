//! A value in a file of its own, written by a task, so that nobody waits for the disk.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A value that outlives a run. Only the newest counts: what changes while the disk is busy is written once.
#[derive(Debug)]
pub(crate) struct Kept<T> {
    newest: watch::Sender<Option<T>>,
    writer: JoinHandle<()>,
}

impl<T: Serialize + DeserializeOwned + Default + Send + Sync + 'static> Kept<T> {
    /// With what an earlier run left. `None` keeps nothing.
    pub(crate) fn open(path: Option<PathBuf>) -> (Self, T) {
        let earlier = path.as_deref().map(read).unwrap_or_default();
        let (newest, values) = watch::channel(None);
        (Self { newest, writer: tokio::spawn(write_all(path, values)) }, earlier)
    }

    /// Hands in a new value.
    pub(crate) fn save(&self, value: T) {
        self.newest.send_replace(Some(value));
    }

    /// Returns when the last value is on disk, or was refused there.
    pub(crate) async fn close(self) {
        drop(self.newest);
        // A writer that died has nothing more to say.
        let _ = self.writer.await;
    }
}

async fn write_all<T: Serialize>(path: Option<PathBuf>, mut values: watch::Receiver<Option<T>>) {
    let Some(path) = path else { return };
    let mut unwritten = None;
    while values.changed().await.is_ok() {
        let bytes = values.borrow_and_update().as_ref().map(serde_json::to_vec_pretty);
        match bytes {
            Some(Ok(bytes)) => unwritten = write(&path, bytes).await,
            Some(Err(error)) => tracing::error!(%error, "what the door remembers cannot be put in words"),
            None => {}
        }
    }
    if let Some(bytes) = unwritten {
        write(&path, bytes).await;
    }
}

/// Gives the bytes back when the disk does not take them: the next change may find it better disposed.
async fn write(path: &Path, bytes: Vec<u8>) -> Option<Vec<u8>> {
    let place = path.to_owned();
    let writing = tokio::task::spawn_blocking(move || (replace(&place, &bytes), bytes));
    match writing.await {
        Ok((Ok(()), _)) => None,
        Ok((Err(error), bytes)) => {
            tracing::warn!(%error, "what the door remembers could not be written to disk");
            Some(bytes)
        }
        Err(_) => None,
    }
}

/// Whole or not at all, also when the power goes.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let draft = path.with_extension("json.new");
    let mut file = create(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    fs::rename(draft, path)
}

/// For the agent's own eyes, where the system knows users.
fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// What makes no sense or cannot be read is put aside, not written over: somebody may want to look at it.
fn read<T: DeserializeOwned + Default>(path: &Path) -> T {
    let value = match fs::read(path) {
        // The error's own words may quote what stands there.
        Ok(bytes) => {
            serde_json::from_slice(&bytes).map_err(|error| format!("broken in line {}", error.line()))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => return T::default(),
        Err(error) => Err(error.to_string()),
    };
    value.unwrap_or_else(|reason| {
        tracing::warn!(reason, "what the door remembers cannot be read; it begins anew");
        let _ = fs::rename(path, path.with_extension("json.broken"));
        T::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_newest_value_is_there_in_the_next_run() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/notes.json");
        let (kept, earlier) = Kept::<Vec<u32>>::open(Some(path.clone()));
        assert!(earlier.is_empty());
        kept.save(vec![1]);
        kept.save(vec![1, 2]);
        kept.close().await;
        assert_eq!(Kept::<Vec<u32>>::open(Some(path)).1, [1, 2]);
    }

    #[tokio::test]
    async fn a_broken_file_is_put_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.json");
        fs::write(&path, "[1, 2").unwrap();
        assert!(Kept::<Vec<u32>>::open(Some(path)).1.is_empty());
        assert_eq!(fs::read(folder.path().join("notes.json.broken")).unwrap(), b"[1, 2");
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_file_that_cannot_be_read_is_put_aside_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.json");
        // Not even the system's administrator can read a folder.
        fs::create_dir(&path).unwrap();
        fs::write(path.join("note"), "1").unwrap();
        let (kept, _) = Kept::<Vec<u32>>::open(Some(path.clone()));
        kept.save(vec![1]);
        kept.close().await;
        assert_eq!(Kept::<Vec<u32>>::open(Some(path)).1, [1]);
        assert!(folder.path().join("notes.json.broken/note").exists());
    }

    #[tokio::test]
    async fn a_disk_that_takes_nothing_costs_the_file_and_a_later_change_is_tried_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.json");
        let in_the_way = folder.path().join("notes.json.new");
        fs::create_dir(&in_the_way).unwrap();
        let (kept, _) = Kept::<Vec<u32>>::open(Some(path.clone()));
        kept.save(vec![1]);
        kept.close().await;
        assert!(!path.exists());
        fs::remove_dir(&in_the_way).unwrap();
        let (kept, _) = Kept::<Vec<u32>>::open(Some(path.clone()));
        kept.save(vec![2]);
        kept.close().await;
        assert_eq!(Kept::<Vec<u32>>::open(Some(path)).1, [2]);
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn nobody_else_can_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.json");
        let (kept, _) = Kept::<Vec<u32>>::open(Some(path.clone()));
        kept.save(vec![1]);
        kept.close().await;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
