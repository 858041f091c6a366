//! `listAgentSearch`: the agents who could take a call over.

use super::Field;
use reo_model::{Extension, Redacted};
use serde_json::{Map, Value};

/// The agents that were found, in the server's order.
pub type FoundAgents = Vec<FoundAgent>;

/// An agent who could take a call over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundAgent {
    /// `ipPhone`.
    pub extension: Extension,
    /// `userName`.
    pub name: Option<Redacted<String>>,
}

impl Field for FoundAgents {
    /// An entry without an `ipPhone` cannot be called and is left out.
    fn read(value: Option<&Value>) -> Option<Self> {
        let entries = value?.as_array()?;
        Some(entries.iter().filter_map(FoundAgent::from_value).collect())
    }

    fn write(&self) -> Option<Value> {
        Some(self.iter().map(FoundAgent::to_value).collect())
    }
}

impl FoundAgent {
    fn from_value(value: &Value) -> Option<Self> {
        Some(Self {
            extension: Extension::read(value.get("ipPhone"))?,
            name: Redacted::read(value.get("userName")),
        })
    }

    fn to_value(&self) -> Value {
        let fields = [("ipPhone", self.extension.write()), ("userName", self.name.write())];
        let present = fields.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
        Value::Object(present.collect::<Map<_, _>>())
    }
}
