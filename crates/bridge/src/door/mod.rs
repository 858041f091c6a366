//! The one owner of the door's state, pure: who is here, who may what, who is asked what. Something happens ([`Input`]),
//! something has to be done ([`Output`]), and there is a view for Reo's own windows.

mod agent;
mod asks;
mod borrowed;
mod commands;
mod control;
#[cfg(test)]
mod fixture;
mod hello;
mod log;
mod memory;
mod notes;
mod pages;
mod perform;
mod phone;
mod requests;
mod shown;
mod sign_in;
#[cfg(test)]
mod tests;

pub use memory::{Grant, Memory};
pub use notes::KeptNote;

use crate::policy::{DoorRule, Origin, Policy, limits};
use crate::protocol::{Names, PageFrame, Refusal, RefusedFrame, ReoFrame, Scope};
use crate::view::{BridgeCommand, BridgeView, Door as Listening};
use asks::Asks;
use borrowed::Borrowed;
use control::Control;
use log::Log;
use notes::Notes;
use pages::Pages;
use perform::Tickets;
use rand::SeedableRng;
use rand::rngs::StdRng;
use reo_engine::{CommandError, Update};
use reo_model::{CallId, Redacted, Timestamp};
use reo_phone::Snapshot;
use requests::{Request, Requests};
use sign_in::SignIns;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// A connection, numbered by whoever accepts it, rising.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ConnId(pub(crate) u64);

/// Close codes (RFC 6455, section 7.4.1).
pub(crate) mod close {
    /// Reo goes, or the door is closed.
    pub(crate) const GOING_AWAY: u16 = 1001;
    /// The page is not let in, or breaks the rules.
    pub(crate) const POLICY: u16 = 1008;
    /// Too many at once.
    pub(crate) const TRY_LATER: u16 = 1013;
}

/// Something that happened.
#[derive(Debug)]
pub(crate) enum Input {
    /// A page connected; `Host` and the shape of `Origin` have been looked at.
    Opened { conn: ConnId, origin: Origin },
    /// A page sent a text frame.
    Text { conn: ConnId, text: Redacted<String> },
    /// A page is gone.
    Closed { conn: ConnId },
    /// The phone has made a step.
    Phone(Update),
    /// What the phone said to [`Output::Perform`].
    Performed { ticket: u64, result: Result<Vec<reo_phone::Event>, CommandError> },
    /// The agent wants something.
    Agent(BridgeCommand),
    /// The contact centre that Reo knows: its base address.
    KnownBase(String),
    /// What became of [`Output::Listen`].
    Listening(Listening),
}

/// Something to be done, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    /// To a page.
    Send { conn: ConnId, text: Redacted<Arc<str>> },
    /// Close it, after what was sent.
    Close { conn: ConnId, code: u16 },
    /// Hand this to the phone.
    Perform { ticket: u64, command: reo_phone::Command },
    /// Open or close the door.
    Listen(bool),
    /// Write down what the door remembers.
    Save(Memory),
    /// Write down the notes that wait.
    SaveNotes(Vec<KeptNote>),
    /// Bring up Reo's window.
    ShowWindow,
}

/// What the door begins with.
#[derive(Debug)]
pub(crate) struct Setup {
    /// Names this run of Reo's; never the same twice.
    pub(crate) run: String,
    /// For tokens and codes: from the system's random source.
    pub(crate) seed: Redacted<[u8; 32]>,
    /// The administrator's rules.
    pub(crate) policy: Policy,
    /// Origins that are let in besides those of the policy.
    pub(crate) allow: Vec<(Origin, Vec<Scope>)>,
    /// Whether the door is open, where a program's option says so.
    pub(crate) open: Option<bool>,
    /// From the last run.
    pub(crate) memory: Memory,
    /// From the last run.
    pub(crate) notes: Vec<KeptNote>,
    /// The contact centre that Reo knows.
    pub(crate) known_base: Option<String>,
    /// The phone as it stands.
    pub(crate) phone: Arc<Snapshot>,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Door {
    now: Timestamp,
    outputs: VecDeque<Output>,
    view: BridgeView,
    names: Names,
    random: StdRng,
    policy: Policy,
    allow: Vec<(Origin, Vec<Scope>)>,
    open: Option<bool>,
    listening: Listening,
    memory: Memory,
    known_base: Option<String>,
    pages: Pages,
    asks: Asks,
    control: Control,
    requests: Requests,
    tickets: Tickets,
    sign_ins: SignIns,
    borrowed: Option<Borrowed>,
    log: Log,
    notes: Notes,
    phone: Arc<Snapshot>,
    /// Calls that a page's command made.
    made: BTreeMap<CallId, Request>,
}

impl Door {
    /// A door that opens at once where it should.
    pub(crate) fn new(setup: Setup, now: Timestamp) -> Self {
        let mut door = Self {
            now,
            outputs: VecDeque::new(),
            view: BridgeView::default(),
            log: Log::new(setup.run.clone()),
            names: Names::new(setup.run),
            random: StdRng::from_seed(setup.seed.into_inner()),
            policy: setup.policy,
            allow: setup.allow,
            open: setup.open,
            listening: Listening::Closed,
            memory: setup.memory,
            known_base: setup.known_base,
            pages: Pages::default(),
            asks: Asks::default(),
            control: Control::default(),
            requests: Requests::default(),
            tickets: Tickets::default(),
            sign_ins: SignIns::default(),
            borrowed: None,
            notes: Notes::new(setup.notes),
            phone: setup.phone,
            made: BTreeMap::new(),
        };
        if door.wants_open() {
            door.outputs.push_back(Output::Listen(true));
        }
        door.draw();
        door
    }

    /// Takes in what happened at `now`.
    pub(crate) fn handle(&mut self, input: Input, now: Timestamp) {
        self.now = now;
        match input {
            Input::Opened { conn, origin } => self.opened(conn, origin),
            Input::Text { conn, text } => self.text(conn, text.expose()),
            Input::Closed { conn } => self.closed(conn),
            Input::Phone(update) => self.phone_update(&update),
            Input::Performed { ticket, result } => self.performed(ticket, result),
            Input::Agent(command) => self.agent(command),
            Input::KnownBase(base) => self.known_base = Some(base),
            Input::Listening(listening) => self.listening = listening,
        }
        self.settle();
    }

    /// The next thing to do.
    pub(crate) fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When [`Self::handle_timeout`] is due.
    pub(crate) fn poll_timeout(&self) -> Option<Timestamp> {
        let borrowed = self.borrowed.as_ref().and_then(Borrowed::deadline);
        [self.pages.deadline(), self.asks.deadline(), self.control.deadline(), borrowed]
            .into_iter()
            .flatten()
            .min()
    }

    /// What is due at `now`.
    pub(crate) fn handle_timeout(&mut self, now: Timestamp) {
        self.now = now;
        for conn in self.pages.overdue(now) {
            self.refuse(conn, Refusal::TimedOut, None);
        }
        for question in self.asks.take_overdue(now) {
            self.unanswered(question);
        }
        self.control.handle_timeout(&self.pages, now);
        self.settle();
    }

    /// The door as Reo's windows show it.
    pub(crate) fn view(&self) -> &BridgeView {
        &self.view
    }

    /// What follows from anything: control that moved, a device to put back, notes to hand over, the view.
    fn settle(&mut self) {
        self.tell_control();
        self.put_back_device();
        self.offer_notes();
        self.draw();
    }

    fn opened(&mut self, conn: ConnId, origin: Origin) {
        let stranger = !self.knows(&origin);
        if !self.pages.open(conn, origin, stranger, self.now) {
            self.send(conn, &ReoFrame::Refused(refused(Refusal::TooMany, None)));
            self.outputs.push_back(Output::Close { conn, code: close::TRY_LATER });
        }
    }

    fn text(&mut self, conn: ConnId, text: &str) {
        // A page that was sent away may still be talking.
        let Some(page) = self.pages.get(conn) else { return };
        let inside = page.is_inside();
        match serde_json::from_str(text) {
            Ok(hello @ PageFrame::Hello { .. }) if page.tab.is_empty() => self.hello(conn, hello),
            Ok(PageFrame::Command { request_id, command }) if inside => {
                self.command(conn, request_id, command);
            }
            Ok(PageFrame::TakeNotes) if inside => self.take_notes(conn),
            Ok(PageFrame::Received { delivery }) if inside => self.note_received(conn, &delivery),
            Ok(_) => self.refuse(conn, Refusal::OutOfTurn, None),
            Err(error) => self.not_understood(conn, request_id(text), &error.to_string()),
        }
    }

    fn closed(&mut self, conn: ConnId) {
        let Some(page) = self.pages.close(conn) else { return };
        self.control.gone(conn, self.now);
        self.notes.gone(conn);
        self.requests.gone(conn);
        self.follow_askers();
        if page.is_inside() {
            self.tab_left(&page.origin, &page.tab);
            self.seen(&page.origin);
            self.watch_less(page.watches);
        }
        if let Some(ask) = page.ask() {
            self.withdraw(ask);
        }
    }

    /// A question that no page waits for is left to the agent for as long as a reload takes.
    fn follow_askers(&mut self) {
        let (requests, now) = (&self.requests, self.now);
        let waits = |request: &Request| !requests.waiting(request, now).is_empty();
        self.asks.follow_askers(waits, now + limits::RELOAD_WITHIN);
    }

    /// Sends a page away.
    fn refuse(&mut self, conn: ConnId, reason: Refusal, until: Option<Timestamp>) {
        let retry_after_ms = until.map(|until| self.millis_until(until));
        self.send(conn, &ReoFrame::Refused(refused(reason, retry_after_ms)));
        let code = if reason == Refusal::TooMany { close::TRY_LATER } else { close::POLICY };
        self.send_away(conn, code);
    }

    fn send_away(&mut self, conn: ConnId, code: u16) {
        self.outputs.push_back(Output::Close { conn, code });
        self.closed(conn);
    }

    /// A frame that means nothing. Some are a programmer's slip, many are an attack.
    fn not_understood(&mut self, conn: ConnId, request_id: Option<String>, reason: &str) {
        self.send(conn, &ReoFrame::NotUnderstood { request_id, reason: reason.to_owned() });
        let Some(page) = self.pages.get_mut(conn) else { return };
        page.mistakes += 1;
        if page.mistakes >= limits::NOT_UNDERSTOOD {
            self.send_away(conn, close::POLICY);
        }
    }

    fn send(&mut self, conn: ConnId, frame: &ReoFrame) {
        match serde_json::to_string(frame) {
            Ok(text) => self.outputs.push_back(Output::Send { conn, text: Redacted::new(text.into()) }),
            Err(error) => tracing::error!(%error, "a frame could not be written"),
        }
    }

    fn millis_until(&self, until: Timestamp) -> u64 {
        until.0.saturating_sub(self.now.0)
    }

    fn save(&mut self) {
        self.outputs.push_back(Output::Save(self.memory.clone()));
    }

    /// The administrator's word, then a program's option until the agent says something, then the agent's.
    fn wants_open(&self) -> bool {
        match self.policy.door {
            DoorRule::Open => true,
            DoorRule::Closed => false,
            DoorRule::Agent => self.open.unwrap_or(self.memory.open),
        }
    }
}

/// Whose command it was that makes no sense, where that much can be read: somebody waits for the end of it.
fn request_id(text: &str) -> Option<String> {
    let frame: serde_json::Value = serde_json::from_str(text).ok()?;
    frame.get("requestId")?.as_str().filter(|id| id.len() <= limits::REQUEST_ID).map(ToOwned::to_owned)
}

fn refused(reason: Refusal, retry_after_ms: Option<u64>) -> RefusedFrame {
    RefusedFrame { reason, retry_after_ms }
}
