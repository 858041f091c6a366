//! The thread that writes: what is noted goes to the records of the calls that it concerns, twice a second.

use super::bound::{Lines, Unsaved};
use super::figures::FiguresWatch;
use super::folder::{CallFile, CallRecords};
use super::owner::Owners;
use super::{Entry, Fact};
use crate::clock::Clock;
use crate::meters::{CallFigures, Meters};
use reo_model::{CallId, Timestamp};
use std::collections::VecDeque;
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// From one writing to the next: a crash loses no more than this.
const WRITE: Duration = Duration::from_millis(500);
/// What happened so long before a call came into being may belong to it: its INVITE may come this much before its ring
/// message, and the other way round.
const BEFORE: Duration = Duration::from_secs(12);
/// Entries that are kept for calls to come.
const RECENT: usize = 64;

/// What the writer is told.
#[derive(Debug)]
pub(super) enum Note {
    /// Something happened.
    Fact(Entry),
    /// Nothing more comes of this call.
    Gone(CallId),
    /// Write the last lines and end.
    Close,
}

/// The writer's state.
pub(super) struct Writer {
    records: CallRecords,
    clock: Clock,
    meters: watch::Receiver<Meters>,
    owners: Owners,
    recent: VecDeque<Entry>,
    open: Vec<OpenRecord>,
    /// A disk that takes nothing is said once.
    warned: bool,
}

/// The record of a call that is not over, or has just ended.
struct OpenRecord {
    call: CallId,
    began: Timestamp,
    lines: Lines,
    figures: FiguresWatch,
    file: Option<CallFile>,
}

impl Writer {
    pub(super) fn new(records: CallRecords, clock: Clock, meters: watch::Receiver<Meters>) -> Self {
        Self {
            records,
            clock,
            meters,
            owners: Owners::default(),
            recent: VecDeque::new(),
            open: Vec::new(),
            warned: false,
        }
    }

    /// Until it is told to close, or nobody is left to tell it anything.
    pub(super) fn run(&mut self, notes: &Receiver<Note>) {
        let mut next = Instant::now() + WRITE;
        loop {
            match self.wait(notes, next) {
                Ok(Note::Fact(entry)) => self.take(entry),
                Ok(Note::Gone(call)) => self.finish(call),
                Err(RecvTimeoutError::Timeout) => {}
                Ok(Note::Close) | Err(RecvTimeoutError::Disconnected) => return self.write(),
            }
            // Also when something happened: at the end of a call the meters are soon empty.
            self.look_at_figures();
            if Instant::now() >= next {
                self.write();
                next = Instant::now() + WRITE;
            }
        }
    }

    /// While there is no call there is nothing to be written, so nothing to wake up for.
    fn wait(&self, notes: &Receiver<Note>, next: Instant) -> Result<Note, RecvTimeoutError> {
        if self.open.is_empty() {
            notes.recv().map_err(RecvTimeoutError::from)
        } else {
            notes.recv_timeout(next.saturating_duration_since(Instant::now()))
        }
    }

    fn take(&mut self, entry: Entry) {
        self.owners.learn(&entry.fact);
        if let Fact::Call { call, .. } = entry.fact {
            self.begin(call, &entry);
        }
        let is_end = matches!(&entry.fact, Fact::Phase { phase, .. } if phase.is_end());
        for record in &mut self.open {
            if self.owners.concerns(&entry.fact, record.call) {
                if is_end {
                    record.end_figures(entry.at);
                }
                record.lines.push(&entry);
            }
        }
        self.remember(entry);
        if is_end {
            self.write();
        }
    }

    fn begin(&mut self, call: CallId, entry: &Entry) {
        let mut lines = Lines::default();
        let earliest = entry.at - BEFORE;
        for earlier in self.recent.iter().filter(|earlier| earlier.at >= earliest) {
            if self.owners.concerns(&earlier.fact, call) {
                lines.push(earlier);
            }
        }
        let figures = FiguresWatch::new(Instant::now());
        self.open.push(OpenRecord { call, began: entry.at, lines, figures, file: None });
    }

    fn remember(&mut self, entry: Entry) {
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(entry);
    }

    /// The meters show the call that has the sound devices: which of two that is they do not say.
    fn look_at_figures(&mut self) {
        let figures = self.meters.borrow().call;
        let at = self.clock.now();
        if let [record] = self.open.as_mut_slice() {
            record.look_at_figures(figures, at);
        }
    }

    fn finish(&mut self, call: CallId) {
        self.write();
        self.open.retain(|record| record.call != call);
    }

    fn write(&mut self) {
        let mut trouble = None;
        for record in &mut self.open {
            trouble = record.write(&self.records).err().or(trouble);
        }
        match trouble {
            Some(error) if !self.warned => {
                self.warned = true;
                tracing::warn!(%error, "the record of a call cannot be written");
            }
            _ => {}
        }
    }
}

impl OpenRecord {
    fn look_at_figures(&mut self, figures: Option<CallFigures>, at: Timestamp) {
        if let Some(fact) = self.figures.look(figures, Instant::now()) {
            self.lines.push(&Entry { at, fact });
        }
    }

    fn end_figures(&mut self, at: Timestamp) {
        if let Some(fact) = self.figures.end() {
            self.lines.push(&Entry { at, fact });
        }
    }

    fn write(&mut self, records: &CallRecords) -> io::Result<()> {
        let unsaved = self.lines.unsaved();
        if unsaved == Unsaved::Nothing {
            return Ok(());
        }
        let result = self.save(records, &unsaved);
        self.lines.saved(result.is_ok());
        result
    }

    fn save(&mut self, records: &CallRecords, unsaved: &Unsaved) -> io::Result<()> {
        let file = match self.file.take() {
            Some(file) => file,
            None => records.create(self.began, self.call)?,
        };
        let file = self.file.insert(file);
        match unsaved {
            Unsaved::Nothing => Ok(()),
            Unsaved::End(lines) => file.append(lines),
            Unsaved::Whole(lines) => file.replace(lines),
        }
    }
}

#[cfg(test)]
mod tests;
