//! A shift with the real door, frame by frame as described.

use crate::client::{Client, ORIGIN, PATIENCE};
use crate::document::Document;
use reo_bridge::{Bridge, BridgeCommand, BridgeConfig, BridgeView, Door};
use reo_engine::{Engine, EngineConfig, SoundSource};
use reo_model::{CallId, Extension};
use reo_sim::{CallRequest, Sim, SimConfig};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::time::timeout;

/// The door of a phone at a contact centre.
struct Desk {
    sim: Sim,
    engine: Engine,
    bridge: Bridge,
}

impl Desk {
    async fn open() -> Self {
        let sim = Sim::start(SimConfig::default()).await.unwrap();
        let ready = sim.ready_line();
        let sound = SoundSource::Files { microphone: None, repeat: false, loudspeaker: None };
        let config = EngineConfig { sound, extra_ca: Some(ready.ca), ..EngineConfig::default() };
        let engine = Engine::start(config).unwrap();
        let bridge = Bridge::start(BridgeConfig {
            ports: vec![0],
            open: Some(true),
            known_base: Some(ready.base),
            ..BridgeConfig::new(engine.clone())
        });
        Self { sim, bridge: bridge.await.unwrap(), engine }
    }

    fn port(&self) -> u16 {
        match self.bridge.view().borrow().door {
            Door::Open { port } => port,
            ref door => panic!("{door:?}"),
        }
    }

    async fn until(&self, what: &str, is_so: impl Fn(&BridgeView) -> bool) -> Arc<BridgeView> {
        let mut view = self.bridge.view();
        let found = timeout(PATIENCE, view.wait_for(|view| is_so(view))).await;
        found.unwrap_or_else(|_| panic!("no {what}")).unwrap().clone()
    }

    /// The agent answers the question that is open.
    async fn answer(&self, yes: bool) {
        let ask = self.until("question", |view| view.asks.len() == 1).await.asks[0].id;
        let command =
            if yes { BridgeCommand::Agree { ask, scopes: None } } else { BridgeCommand::Decline { ask } };
        self.bridge.command(command).unwrap();
        self.until("answered question", |view| view.asks.iter().all(|one| one.id != ask)).await;
    }

    /// The agent writes about the last call and is done with it.
    async fn finish_note(&self) {
        let call: CallId = self.until("call", |view| !view.calls.is_empty()).await.calls[0].call;
        let (note, outcome) = ("Call on Monday.".into(), Some("Call back".into()));
        self.bridge.command(BridgeCommand::WriteNote { call, note, outcome, finished: true }).unwrap();
    }

    async fn close(self) {
        self.bridge.shutdown().await;
        self.engine.shutdown().await;
        self.sim.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_real_door_says_only_what_is_described() {
    let desk = Desk::open().await;
    let mut page = Client::connect(desk.port()).await;
    come_in(&desk, &mut page).await;
    sign_in(&desk, &mut page).await;
    let call = take_a_call(&desk, &mut page).await;
    ask_too_much(&desk, &mut page, &call).await;
    share_control(&desk, &mut page, &call).await;
    hang_up_and_note(&desk, &mut page, &call).await;
    be_a_stranger(&desk, &mut page).await;
    let described = Document::read().variants("ReoFrame").into_keys();
    assert_eq!(page.heard, described.collect(), "kinds of frames that came");
    desk.close().await;
}

async fn come_in(desk: &Desk, page: &mut Client) {
    assert_eq!(page.hello(json!({ "name": "CRM", "pair": true })).await["type"], "pairing");
    desk.answer(true).await;
    let welcome = page.hear().await;
    assert_eq!(welcome["scopes"], json!(["events", "dial", "control", "agents"]), "{welcome}");
    assert!(welcome["token"].is_string() && welcome["controlling"] == true, "{welcome}");
    page.say(json!({ "type": "takeNotes" })).await;
}

async fn sign_in(desk: &Desk, page: &mut Client) {
    let (ready, token) = (desk.sim.ready_line(), desk.sim.token(&Extension::from("5000")));
    let command = json!({ "type": "signIn", "domain": ready.domain, "token": token });
    assert_eq!(page.reply("in", command).await, json!({ "type": "done", "call": null }));
    page.until("a phone that is ready", |frame| frame["snapshot"]["ready"] == true).await;
    assert_eq!(page.reply("watch", json!({ "type": "watchColleagues", "on": true })).await["type"], "done");
    page.event("colleaguesListed").await;
}

async fn take_a_call(desk: &Desk, page: &mut Client) -> Value {
    desk.sim.customer_calls(CallRequest::from_number("0901234567")).unwrap();
    let call = page.event("callStarted").await["call"].clone();
    let customer = json!({ "id": "C-1", "name": "An", "lines": [{ "label": "Plan", "value": "Gold" }],
        "outcomes": ["Call back"] });
    let shown =
        page.reply("who", json!({ "type": "showCustomer", "call": call, "customer": customer })).await;
    assert_eq!(shown["type"], "done");
    page.ask("take", json!({ "type": "answer", "call": call })).await;
    page.until("asking", |frame| frame["type"] == "asking").await;
    desk.answer(true).await;
    assert_eq!(page.end_of("take").await["type"], "done");
    page.event("callAnswered").await;
    call
}

async fn ask_too_much(desk: &Desk, page: &mut Client, call: &Value) {
    let second = page.reply("second", json!({ "type": "dial", "number": "0907654321" })).await;
    assert_eq!(second["problem"]["code"], "alreadyInCall", "{second}");
    let nobody = page.reply("nobody", json!({ "type": "hangUp", "call": "none-1" })).await;
    assert_eq!(nobody["reason"], "unknownCall");
    page.ask("police", json!({ "type": "dial", "number": "113" })).await;
    desk.answer(false).await;
    assert_eq!(page.end_of("police").await["reason"], "declined");
    page.send("{}").await;
    page.until("complaint", |frame| frame["type"] == "notUnderstood").await;
    let hold = json!({ "type": "setHold", "call": call, "on": true });
    assert_eq!(page.reply("hold", hold).await["type"], "done");
}

/// A second tab comes, takes control and is closed: the first may not, and may again.
async fn share_control(desk: &Desk, page: &mut Client, call: &Value) {
    let mut other = Client::connect(desk.port()).await;
    assert_eq!(other.hello(json!({ "tab": "t2", "pair": true })).await["type"], "pairing");
    desk.answer(true).await;
    assert_eq!(other.hear().await["controlling"], false);
    assert_eq!(other.reply("mine", json!({ "type": "takeControl" })).await["type"], "done");
    page.until("loss of control", |frame| frame["controlling"] == false).await;
    let refused = page.reply("end", json!({ "type": "hangUp", "call": call })).await;
    assert_eq!(refused["reason"], "notControlling");
    assert_eq!(page.reply("mine again", json!({ "type": "takeControl" })).await["type"], "done");
}

async fn hang_up_and_note(desk: &Desk, page: &mut Client, call: &Value) {
    assert_eq!(page.reply("end again", json!({ "type": "hangUp", "call": call })).await["type"], "done");
    page.event("callEnded").await;
    desk.finish_note().await;
    let note = page.until("note", |frame| frame["type"] == "delivery").await;
    assert_eq!((&note["customer"], &note["outcome"]), (&json!("C-1"), &json!("Call back")), "{note}");
    page.say(json!({ "type": "received", "delivery": note["id"] })).await;
    desk.until("note taken over", |view| view.waiting_notes == 0).await;
}

/// The agent lets the page in no more.
async fn be_a_stranger(desk: &Desk, page: &mut Client) {
    desk.bridge.command(BridgeCommand::Revoke { origin: ORIGIN.into() }).unwrap();
    let refused = page.until("refusal", |frame| frame["type"] == "refused").await;
    assert_eq!(refused["reason"], "notPaired");
    let mut again = Client::connect(desk.port()).await;
    assert_eq!(again.hello(json!({})).await["reason"], "notPaired");
}
