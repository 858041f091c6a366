use crate::door::fixture::{CRM, OTHER, Rig, call, started};
use crate::door::{ConnId, Output};
use crate::protocol::{Command, PageFrame, ReoFrame};
use crate::view::BridgeCommand;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

#[derive(Clone, Debug)]
enum Step {
    Page { allowed: bool, tab: u8 },
    Close(usize),
    Ask { page: usize, id: u8, what: u8 },
    Rubbish(usize),
    Answer { yes: bool },
    Phone { calls: u8 },
    Perform { with_call: bool },
    Note { call: u8, finished: bool },
    Pass(u16),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (any::<bool>(), 0..3_u8).prop_map(|(allowed, tab)| Step::Page { allowed, tab }),
        (0..6_usize).prop_map(Step::Close),
        (0..6_usize, 0..40_u8, 0..10_u8).prop_map(|(page, id, what)| Step::Ask { page, id, what }),
        (0..6_usize).prop_map(Step::Rubbish),
        any::<bool>().prop_map(|yes| Step::Answer { yes }),
        (0..3_u8).prop_map(|calls| Step::Phone { calls }),
        any::<bool>().prop_map(|with_call| Step::Perform { with_call }),
        (0..3_u8, any::<bool>()).prop_map(|(call, finished)| Step::Note { call, finished }),
        (0..20_000_u16).prop_map(Step::Pass),
    ]
}

fn command(what: u8) -> Command {
    let call = || "run-1".to_owned();
    match what {
        0 => Command::Dial { number: "0901234567".into(), service: None },
        1 => Command::Dial { number: "113".into(), service: None },
        2 => Command::HangUp { call: call() },
        3 => Command::TakeControl,
        4 => Command::ReleaseControl,
        5 => Command::SetDevice { device: 2, phone: None, while_here: true },
        6 => Command::WatchColleagues { on: true },
        7 => Command::SendDigits { call: call(), digits: "12".to_owned() },
        8 => Command::ShowWindow,
        _ => Command::Answer { call: call() },
    }
}

/// What has to hold after each step.
fn check(rig: &mut Rig, pages: &[ConnId], replies: &mut BTreeMap<(ConnId, String), usize>) {
    let mut controlling = 0;
    for page in pages {
        for frame in rig.told(*page) {
            if let ReoFrame::Reply { request_id, .. } = frame {
                *replies.entry((*page, request_id)).or_default() += 1;
            }
        }
    }
    for view in &rig.door.view().origins {
        controlling += u32::from(view.controlling);
    }
    assert!(controlling <= 1, "one page controls");
    assert!(rig.door.poll_timeout().is_none_or(|at| at > rig.now), "what is due is done");
    assert!(rig.door.view().asks.len() <= 64);
}

proptest! {
    #[test]
    fn whatever_happens_one_controls_and_nothing_is_done_twice(steps in prop::collection::vec(step(), 1..120)) {
        let mut rig = Rig::allowed();
        let mut pages = Vec::new();
        let mut replies = BTreeMap::new();
        let mut sent: BTreeMap<(ConnId, String), usize> = BTreeMap::new();
        for step in steps {
            let pick = |place: usize| pages.get(place % pages.len().max(1)).copied();
            match step {
                Step::Page { allowed, tab } => {
                    let from = if allowed { CRM } else { "https://stranger.example.vn" };
                    let page = rig.page(if tab == 2 { OTHER } else { from }, &tab.to_string());
                    pages.push(page);
                }
                Step::Close(place) => if let Some(page) = pick(place) { rig.close(page) },
                Step::Ask { page, id, what } => if let Some(page) = pick(page) {
                    *sent.entry((page, id.to_string())).or_default() += 1;
                    rig.ask(page, &id.to_string(), command(what));
                },
                Step::Rubbish(place) => if let Some(page) = pick(place) {
                    rig.say(page, &PageFrame::Received { delivery: "nothing".to_owned() });
                },
                Step::Answer { yes } => if let Some(ask) = rig.door.view().asks.first().map(|ask| ask.id) {
                    rig.agent(if yes { BridgeCommand::Agree { ask, scopes: None } } else { BridgeCommand::Decline { ask } });
                },
                Step::Phone { calls } => {
                    rig.phone.calls = (1..=u64::from(calls)).map(call).collect();
                    rig.phone(&[]);
                }
                Step::Perform { with_call } => {
                    let events = [started(1)];
                    rig.performed(if with_call { &events } else { &[] });
                }
                Step::Note { call, finished } => rig.agent(BridgeCommand::WriteNote {
                    call: reo_model::CallId(u64::from(call)), note: "n".into(), outcome: None, finished,
                }),
                Step::Pass(millis) => rig.pass(Duration::from_millis(u64::from(millis))),
            }
            check(&mut rig, &pages, &mut replies);
        }
        for (request, count) in &replies {
            prop_assert!(count <= &sent[request], "{request:?} was answered more often than asked");
        }
        // However it went, an open question ends by itself.
        rig.pass(Duration::from_secs(120));
        prop_assert!(rig.door.view().asks.is_empty());
        let closed = |one: &Output| matches!(one, Output::Close { .. });
        prop_assert!(rig.todo().iter().filter(|one| closed(one)).count() <= pages.len());
    }
}

/// Words that mean something somewhere.
const WORDS: [&str; 24] = [
    "type",
    "hello",
    "command",
    "takeNotes",
    "received",
    "requestId",
    "versions",
    "scopes",
    "tab",
    "resume",
    "run",
    "seq",
    "call",
    "run-1",
    "dial",
    "number",
    "113",
    "answer",
    "on",
    "showCustomer",
    "customer",
    "name",
    "transfer",
    "to",
];

fn any_json() -> impl Strategy<Value = Value> {
    let word = || prop::sample::select(WORDS.to_vec()).prop_map(str::to_owned);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word().prop_map(Value::from),
        ".{0,80}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, move |inner| {
        let object = prop::collection::btree_map(word(), inner.clone(), 0..6);
        let object = object.prop_map(|map| Value::Object(map.into_iter().collect::<Map<_, _>>()));
        prop_oneof![prop::collection::vec(inner, 0..6).prop_map(Value::from), object]
    })
}

/// Frames that are nearly right, and some that are not at all.
fn any_text() -> impl Strategy<Value = String> {
    let with = |frame: Value| {
        prop::collection::btree_map(prop::sample::select(WORDS.to_vec()), any_json(), 0..3).prop_map(
            move |more| {
                let mut frame = frame.clone();
                for (key, value) in more {
                    frame[key] = value;
                }
                frame.to_string()
            },
        )
    };
    let hello = json!({ "type": "hello", "versions": [1], "tab": "t", "scopes": ["events", "control"] });
    let command =
        any_json().prop_map(|command| json!({ "type": "command", "requestId": "r", "command": command }));
    prop_oneof![
        with(hello),
        with(json!({ "type": "received", "delivery": "run-1" })),
        with(json!({ "type": "command", "requestId": "r", "command": { "type": "redial" } })),
        command.prop_map(|frame| frame.to_string()),
        any_json().prop_map(|json| json.to_string()),
        ".{0,200}",
        (1..2_000_usize).prop_map(|depth| "[".repeat(depth)),
    ]
}

proptest! {
    #[test]
    fn no_text_makes_the_door_panic(texts in prop::collection::vec((any::<bool>(), any_text()), 1..40)) {
        let mut rig = Rig::allowed();
        rig.phone.calls = vec![call(1)];
        rig.phone(&[started(1)]);
        let mut page = rig.page(CRM, "t");
        for (greets, text) in texts {
            if rig.told(page).is_empty() || !rig.is_here(page) {
                page = if greets { rig.page(CRM, "t") } else { rig.open(OTHER) };
            }
            rig.handle(crate::door::Input::Text { conn: page, text: text.into() });
            rig.performed(&[]);
        }
    }
}
