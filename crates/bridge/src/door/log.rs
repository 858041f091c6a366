//! The last updates, so that a tab that comes back hears what it missed.

use crate::policy::limits::UPDATES_KEPT;
use crate::protocol::{Event, Resume, Snapshot, Update};
use std::collections::VecDeque;
use std::sync::Arc;

#[derive(Debug)]
pub(super) struct Log {
    run: String,
    seq: u64,
    updates: VecDeque<Arc<Update>>,
}

impl Log {
    pub(super) const fn new(run: String) -> Self {
        Self { run, seq: 0, updates: VecDeque::new() }
    }

    /// The number of the last update.
    pub(super) const fn seq(&self) -> u64 {
        self.seq
    }

    /// Whether the last update shows the same view, but for the time.
    pub(super) fn shows(&self, snapshot: &Snapshot) -> bool {
        self.updates
            .back()
            .is_some_and(|last| Snapshot { now: snapshot.now, ..last.snapshot.clone() } == *snapshot)
    }

    /// Numbers and remembers a step.
    pub(super) fn add(&mut self, events: Vec<Event>, snapshot: Snapshot) -> Arc<Update> {
        self.seq += 1;
        let update = Arc::new(Update { seq: self.seq, events, snapshot });
        if self.updates.len() == UPDATES_KEPT {
            self.updates.pop_front();
        }
        self.updates.push_back(update.clone());
        update
    }

    /// What came after; `None` when it was another run, or too long ago.
    pub(super) fn since(&self, resume: &Resume) -> Option<Vec<Arc<Update>>> {
        let oldest = self.seq + 1 - self.updates.len() as u64;
        let known = resume.run == self.run && resume.seq <= self.seq && resume.seq + 1 >= oldest;
        known.then(|| self.updates.iter().filter(|update| update.seq > resume.seq).cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::door::fixture::snapshot;

    fn resume(run: &str, seq: u64) -> Resume {
        Resume { run: run.to_owned(), seq }
    }

    #[test]
    fn a_tab_that_comes_back_hears_exactly_what_it_missed() {
        let mut log = Log::new("run".to_owned());
        for _ in 0..5 {
            log.add(vec![Event::SignedIn], snapshot());
        }
        let missed: Vec<u64> =
            log.since(&resume("run", 3)).unwrap().iter().map(|update| update.seq).collect();
        assert_eq!(missed, [4, 5]);
        assert!(log.since(&resume("run", 5)).unwrap().is_empty());
        assert!(log.since(&resume("run", 6)).is_none(), "a number that was never given");
        assert!(log.since(&resume("earlier", 3)).is_none());
    }

    #[test]
    fn what_is_forgotten_is_not_made_up() {
        let mut log = Log::new("run".to_owned());
        for _ in 0..UPDATES_KEPT + 10 {
            log.add(Vec::new(), snapshot());
        }
        assert!(log.since(&resume("run", 9)).is_none());
        assert_eq!(log.since(&resume("run", 10)).unwrap().len(), UPDATES_KEPT);
    }
}
