//! A door for tests, in virtual time, with a phone whose view the test draws.

use super::{ConnId, Door, Input, KeptNote, Memory, Output, Setup};
use crate::policy::{Origin, Policy};
use crate::protocol::{Command, Names, PageFrame, ReoFrame, Scope, Snapshot};
use crate::view::{AskKind, BridgeCommand};
use reo_engine::Update;
use reo_model::{CallId, Redacted, Timestamp};
use reo_phone::{Event, Phone};
use std::sync::Arc;
use std::time::Duration;

pub(super) const CRM: &str = "https://crm.example.vn";
pub(super) const OTHER: &str = "https://other.example.vn";

/// The view of a phone that nobody has signed in at, as pages see it.
pub(super) fn snapshot() -> Snapshot {
    Names::new("run").snapshot(Phone::new(Timestamp(0)).snapshot())
}

pub(super) fn origin(text: &str) -> Origin {
    Origin::parse(text).unwrap()
}

pub(super) fn setup() -> Setup {
    Setup {
        run: "run".to_owned(),
        seed: Redacted::new([7; 32]),
        policy: Policy::default(),
        allow: Vec::new(),
        open: None,
        memory: Memory::default(),
        notes: Vec::new(),
        known_base: Some("https://cc.example.vn".to_owned()),
        phone: Arc::new(Phone::new(Timestamp(0)).snapshot().clone()),
    }
}

pub(super) struct Rig {
    pub(super) door: Door,
    pub(super) now: Timestamp,
    pub(super) phone: reo_phone::Snapshot,
    next: u64,
    outputs: Vec<Output>,
}

impl Rig {
    pub(super) fn new() -> Self {
        Self::with(setup())
    }

    pub(super) fn with(setup: Setup) -> Self {
        let now = Timestamp(1_000_000);
        let phone = (*setup.phone).clone();
        let mut rig = Self { door: Door::new(setup, now), now, phone, next: 1, outputs: Vec::new() };
        rig.gather();
        rig
    }

    /// With the CRM let in for everything by the administrator.
    pub(super) fn allowed() -> Self {
        let allow = [CRM, OTHER].map(|text| (origin(text), Scope::ALL.to_vec()));
        Self::with(Setup { allow: allow.to_vec(), ..setup() })
    }

    fn gather(&mut self) {
        while let Some(output) = self.door.poll_output() {
            self.outputs.push(output);
        }
    }

    pub(super) fn handle(&mut self, input: Input) {
        self.door.handle(input, self.now);
        self.gather();
    }

    pub(super) fn agent(&mut self, command: BridgeCommand) {
        self.handle(Input::Agent(command));
    }

    pub(super) fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        while let Some(at) = self.door.poll_timeout().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.door.handle_timeout(self.now);
            self.gather();
        }
        self.now = end;
    }

    pub(super) fn open(&mut self, from: &str) -> ConnId {
        let conn = ConnId(self.next);
        self.next += 1;
        self.handle(Input::Opened { conn, origin: origin(from) });
        conn
    }

    pub(super) fn close(&mut self, conn: ConnId) {
        self.handle(Input::Closed { conn });
    }

    pub(super) fn say(&mut self, conn: ConnId, frame: &PageFrame) {
        self.handle(Input::Text { conn, text: serde_json::to_string(frame).unwrap().into() });
    }

    /// A page that says hello and gets in.
    pub(super) fn page(&mut self, from: &str, tab: &str) -> ConnId {
        let conn = self.open(from);
        self.say(conn, &hello(tab));
        conn
    }

    pub(super) fn ask(&mut self, conn: ConnId, id: &str, command: Command) {
        self.say(conn, &PageFrame::Command { request_id: id.to_owned(), command });
    }

    /// What a page has been told since it was last looked at.
    pub(super) fn told(&mut self, conn: ConnId) -> Vec<ReoFrame> {
        let mine = |output: &mut Output| matches!(output, Output::Send { conn: to, .. } if *to == conn);
        let read = |output| match output {
            Output::Send { text, .. } => serde_json::from_str(text.expose()).unwrap(),
            _ => unreachable!(),
        };
        self.outputs.extract_if(.., mine).map(read).collect()
    }

    /// What else is to be done since it was last looked at.
    pub(super) fn todo(&mut self) -> Vec<Output> {
        self.outputs.extract_if(.., |output| !matches!(output, Output::Send { .. })).collect()
    }

    /// All that has to be done since it was last looked at.
    pub(super) fn outputs(&self) -> &[Output] {
        &self.outputs
    }

    /// Not sent away yet.
    pub(super) fn is_here(&self, page: ConnId) -> bool {
        !self.outputs.iter().any(|one| matches!(one, Output::Close { conn, .. } if *conn == page))
    }

    /// What was last to be written down.
    pub(super) fn memory(&mut self) -> Memory {
        let saved = self.todo().into_iter().rev().find_map(|output| match output {
            Output::Save(memory) => Some(memory),
            _ => None,
        });
        saved.unwrap()
    }

    /// What the phone is asked to do; it answers each with `events`.
    pub(super) fn performed(&mut self, events: &[Event]) -> Vec<reo_phone::Command> {
        let asked: Vec<_> =
            self.outputs.extract_if(.., |one| matches!(one, Output::Perform { .. })).collect();
        let mut commands = Vec::new();
        for output in asked {
            let Output::Perform { ticket, command } = output else { continue };
            self.handle(Input::Performed { ticket, result: Ok(events.to_vec()) });
            commands.push(command);
        }
        commands
    }

    /// The phone makes a step.
    pub(super) fn phone(&mut self, events: &[Event]) {
        self.phone.seq += 1;
        let snapshot = Arc::new(self.phone.clone());
        self.handle(Input::Phone(Update { snapshot, events: events.to_vec() }));
    }

    pub(super) fn code(&self) -> String {
        match &self.door.view().asks[0].what {
            AskKind::Pair { code, .. } => code.clone(),
            other => panic!("no pairing is asked: {other:?}"),
        }
    }

    pub(super) fn first_ask(&self) -> u64 {
        self.door.view().asks[0].id
    }
}

pub(super) fn hello(tab: &str) -> PageFrame {
    PageFrame::Hello {
        versions: vec![1],
        name: Some("The CRM".to_owned()),
        tab: tab.to_owned(),
        scopes: Scope::ALL.to_vec(),
        token: None,
        pair: true,
        resume: None,
    }
}

pub(super) fn call(id: u64) -> reo_phone::CallView {
    serde_json::from_value(serde_json::json!({
        "id": id, "serverCall": null, "direction": "inbound", "number": "0901234567", "name": null, "line": null,
        "queue": null, "phase": { "type": "incoming" }, "since": 1, "startedAt": 1, "answeredAt": null,
        "device": "computer", "muted": false, "mutePending": null,
        "hold": { "local": false, "remote": false, "pending": null }, "silenced": false, "transfer": null,
        "allowed": { "answer": true, "hangUp": true, "hold": false, "mute": false, "digits": false, "transfer": false },
    }))
    .unwrap()
}

pub(super) fn started(id: u64) -> Event {
    serde_json::from_value(serde_json::json!({
        "type": "callStarted", "call": id, "direction": "inbound", "number": "0901234567",
    }))
    .unwrap()
}

pub(super) fn kept(outputs: &[Output]) -> Option<Vec<KeptNote>> {
    outputs.iter().rev().find_map(|output| match output {
        Output::SaveNotes(notes) => Some(notes.clone()),
        _ => None,
    })
}

pub(super) const fn id(call: u64) -> CallId {
    CallId(call)
}
