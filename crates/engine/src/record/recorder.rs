//! The loop's side of the record: says what happens, at once and without waiting.

use super::facts;
use super::folder::CallRecords;
use super::frame::Names;
use super::writer::{Note, Writer};
use super::{Entry, Fact, Link, LinkState, PhaseName};
use crate::clock::Clock;
use crate::meters::Meters;
use reo_model::{CallId, LegId, PhoneNumber};
use reo_phone::{CallView, Effect, Event, Input, Phase, Snapshot, SocketInput};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::watch;

/// Notes that may wait for a slow disk; beyond that they are counted and left out.
const NOTES: usize = 1024;
/// How long a shutdown waits for the last lines.
const LAST_LINES: Duration = Duration::from_secs(1);

/// Records calls, if there is a folder for it.
#[derive(Debug, Default)]
pub(crate) struct Recorder(Option<Desk>);

#[derive(Debug)]
struct Desk {
    notes: Notes,
    writer: JoinHandle<()>,
    names: Names,
    links: BTreeMap<Link, LinkState>,
    calls: BTreeMap<CallId, KnownCall>,
}

/// A call that is in the view.
#[derive(Debug)]
struct KnownCall {
    phase: PhaseName,
    /// So that no id that holds it is written.
    number: PhoneNumber,
}

/// The way to the writer. Clones are handles of the same one.
#[derive(Clone, Debug)]
struct Notes {
    clock: Clock,
    notes: SyncSender<Note>,
    missed: Arc<AtomicU64>,
}

impl Recorder {
    /// Starts the writer. Without a folder, or without a thread to be had, nothing is recorded.
    pub(crate) fn start(data_dir: Option<&Path>, clock: Clock, meters: watch::Receiver<Meters>) -> Self {
        let Some(data_dir) = data_dir else { return Self::default() };
        let (notes, taken) = sync_channel(NOTES);
        let mut writer = Writer::new(CallRecords::of(data_dir), clock, meters);
        let thread = std::thread::Builder::new().name("reo-record".to_owned());
        let writer = thread.spawn(move || writer.run(&taken));
        let writer = writer.inspect_err(|error| tracing::warn!(%error, "calls are not recorded")).ok();
        Self(writer.map(|writer| Desk {
            notes: Notes { clock, notes, missed: Arc::default() },
            writer,
            names: Names::default(),
            links: BTreeMap::new(),
            calls: BTreeMap::new(),
        }))
    }

    /// For signalling: it says of each message what kind it was.
    pub(crate) fn sip_tap(&self) -> Option<reo_sip::Tap> {
        let notes = self.0.as_ref()?.notes.clone();
        Some(reo_sip::Tap::new(move |passed| notes.note(facts::passed(passed))))
    }

    /// What is about to be handed to the phone.
    pub(crate) fn input(&mut self, input: &Input) {
        let Some(desk) = &mut self.0 else { return };
        match input {
            Input::Command(command) => desk.notes.note(facts::command(command)),
            Input::SignIn { result: Ok(signed_in), .. } => desk.names = Names::new(&signed_in.constants),
            Input::SignIn { .. } => {}
            Input::Socket(SocketInput::Text(frame)) => {
                desk.notes.note(desk.message(false, frame.expose()));
            }
            Input::Socket(input) => desk.link(Link::AgentSocket, facts::socket(input)),
            Input::Sip(input) => {
                desk.link(Link::Registration, facts::registration(input));
                desk.notes.note_some(facts::dialog(input));
            }
            Input::Media(input) => desk.notes.note(facts::media(input)),
            Input::Audio(input) => desk.notes.note(facts::sound(input)),
        }
    }

    /// The network path of a leg's audio.
    pub(crate) fn path(&self, leg: LegId, up: bool) {
        if let Some(desk) = &self.0 {
            desk.notes.note(facts::path(leg, up));
        }
    }

    /// What is about to be carried out. Of requests to signalling its own messages tell.
    pub(crate) fn effect(&mut self, effect: &Effect) {
        let Some(desk) = &self.0 else { return };
        if let Effect::SendText(frame) = effect {
            desk.notes.note(desk.message(true, frame.expose()));
        }
    }

    /// The new view.
    pub(crate) fn snapshot(&mut self, snapshot: &Snapshot) {
        let Some(desk) = &mut self.0 else { return };
        for call in &snapshot.calls {
            desk.call(call, snapshot);
        }
        let shown = |id: &CallId| snapshot.calls.iter().any(|call| call.id == *id);
        let gone: Vec<_> = desk.calls.keys().copied().filter(|id| !shown(id)).collect();
        for id in gone {
            // A writer that is too far behind hears of it with the next view.
            if desk.notes.offer(Note::Gone(id)) {
                desk.calls.remove(&id);
            }
        }
    }

    /// An event that is about to be told.
    pub(crate) fn event(&mut self, event: &Event) {
        if let Some(desk) = &self.0 {
            desk.notes.note_some(facts::event(event, &desk.numbers()));
        }
    }

    /// Writes the last lines.
    pub(crate) async fn close(&mut self) {
        let Some(desk) = self.0.take() else { return };
        let end = tokio::task::spawn_blocking(move || {
            // A writer that does not keep up is at work on a disk that hangs.
            if desk.notes.notes.try_send(Note::Close).is_ok() {
                let _ = desk.writer.join();
            }
        });
        let _ = tokio::time::timeout(LAST_LINES, end).await;
    }
}

impl Desk {
    fn message(&self, sent: bool, frame: &str) -> Fact {
        self.names.message(sent, frame, &self.numbers())
    }

    fn numbers(&self) -> Vec<&str> {
        self.calls.values().map(|call| call.number.as_str()).collect()
    }

    /// A registration is refreshed every minute or two: only what changes is news.
    fn link(&mut self, link: Link, state: Option<LinkState>) {
        let Some(state) = state else { return };
        if self.links.insert(link, state) != Some(state) {
            self.notes.note(facts::connection(link, state));
        }
    }

    fn call(&mut self, call: &CallView, snapshot: &Snapshot) {
        let phase = PhaseName::from(&call.phase);
        let known = KnownCall { phase, number: call.number.clone() };
        match self.calls.insert(call.id, known) {
            Some(before) if before.phase == phase => return,
            Some(_) => {}
            None => self.notes.note(facts::call(call, &snapshot.health)),
        }
        let trouble = match &call.phase {
            Phase::Ended { cause: reo_phone::EndCause::Failed { problem } } => Some(problem.into()),
            _ => None,
        };
        self.notes.note(Fact::Phase { call: call.id, phase, trouble });
    }
}

impl Notes {
    /// Hands on a fact that happened now.
    fn note(&self, fact: Fact) {
        let at = self.clock.now();
        let missed = self.missed.swap(0, Ordering::Relaxed);
        if missed > 0 && !self.offer(Note::Fact(Entry { at, fact: Fact::Omitted { count: missed } })) {
            self.missed.fetch_add(missed, Ordering::Relaxed);
        }
        self.send(Note::Fact(Entry { at, fact }));
    }

    fn note_some(&self, fact: Option<Fact>) {
        if let Some(fact) = fact {
            self.note(fact);
        }
    }

    fn send(&self, note: Note) {
        if !self.offer(note) {
            self.missed.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn offer(&self, note: Note) -> bool {
        self.notes.try_send(note).is_ok()
    }
}
