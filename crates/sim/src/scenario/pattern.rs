//! Which events are meant.

use crate::events::SimEvent;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// The calls that steps have made, by the names that they gave them.
pub(super) type Calls = HashMap<String, u64>;

/// An event by its name and by facts of it; facts left out may be anything. A call is meant by the name that a step
/// gave it, or by its number.
#[derive(Clone, Debug, Deserialize)]
pub struct Pattern {
    /// As in the log of events.
    pub event: String,
    /// The first, or a later one.
    #[serde(default = "once")]
    pub times: u64,
    /// Its facts.
    #[serde(flatten)]
    pub facts: Map<String, Value>,
}

/// What is expected to happen, or never to happen.
#[derive(Clone, Debug, Deserialize)]
pub struct Expect {
    /// It must not happen.
    #[serde(default)]
    pub never: bool,
    /// What.
    #[serde(flatten)]
    pub pattern: Pattern,
}

const fn once() -> u64 {
    1
}

impl Pattern {
    pub(super) fn matches(&self, event: &SimEvent, calls: &Calls) -> bool {
        self.event == event.event && self.facts.iter().all(|(name, wanted)| is(event, name, wanted, calls))
    }

    /// For whoever reads why a scenario failed.
    pub(super) fn describe(&self) -> String {
        let facts: Vec<String> = self.facts.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        let times = if self.times == 1 { String::new() } else { format!(", {} times", self.times) };
        format!("{} ({}{times})", self.event, facts.join(", "))
    }
}

fn is(event: &SimEvent, name: &str, wanted: &Value, calls: &Calls) -> bool {
    let found = event.facts.get(name);
    let named = wanted.as_str().filter(|_| name == "call");
    match named {
        Some(call) => found.is_some_and(|found| calls.get(call).copied() == found.as_u64()),
        None => found == Some(wanted),
    }
}
