//! How messages reach the agent sockets: with the numbers of this run, in the form asked for, and as late, often and
//! stray as the faults want it.

use super::state::SessionId;
use crate::centre::Centre;
use crate::unknowns::{FieldForm, Unknowns};
use reo_model::Extension;
use serde_json::{Map, Value, json};
use std::time::Duration;
use tokio::sync::mpsc;

/// An agent who is not there.
const NOBODY: &str = "9999";

impl Centre {
    /// Sends a named message to all of an agent's sockets.
    pub(crate) fn tell(&self, extension: &Extension, name: &str, fields: Value) {
        self.deliver(extension, None, name, fields);
    }

    /// Sends a named message to one of an agent's sockets.
    pub(super) fn tell_session(&self, extension: &Extension, session: SessionId, name: &str, fields: Value) {
        self.deliver(extension, Some(session), name, fields);
    }

    /// The text of a named message.
    pub(crate) fn message(&self, name: &str, fields: Value) -> String {
        let mut message = Map::new();
        message.insert("objectId".to_owned(), json!(self.constants.number(name)));
        if let Value::Object(fields) = fields {
            message.extend(shaped(fields, &self.unknowns()));
        }
        Value::Object(message).to_string()
    }

    fn deliver(&self, extension: &Extension, only: Option<SessionId>, name: &str, fields: Value) {
        let mut facts = json!({"agent": extension, "message": name});
        if let Some(status) = fields.get("status") {
            facts["status"] = status.clone();
        }
        self.events.add("agent.told", facts);
        let (texts, late) = (self.texts(name, fields), self.faults().late_messages_ms);
        let ways = self.agents.ways(extension, only);
        if late == 0 {
            send(&ways, &texts);
            return;
        }
        self.spawn(async move {
            tokio::time::sleep(Duration::from_millis(late)).await;
            send(&ways, &texts);
        });
    }

    /// The message, and what the faults add to it.
    fn texts(&self, name: &str, fields: Value) -> Vec<String> {
        let faults = self.faults();
        let stray = Some(&fields).filter(|_| faults.stray_messages).and_then(strayed);
        let text = self.message(name, fields);
        let mut texts: Vec<String> = stray.map(|stray| self.message(name, stray)).into_iter().collect();
        if faults.double_messages {
            texts.push(text.clone());
        }
        texts.push(text);
        texts
    }
}

fn send(ways: &[mpsc::Sender<String>], texts: &[String]) {
    for way in ways {
        for text in texts {
            let _ = way.try_send(text.clone());
        }
    }
}

/// The same about another call, for an agent who is not there; `None` for what is not about a call.
fn strayed(fields: &Value) -> Option<Value> {
    let mut stray = fields.clone();
    *stray.get_mut("callId")? = json!("0.0000");
    stray["extension"] = json!(NOBODY);
    stray["ipphone"] = json!(NOBODY);
    Some(stray)
}

fn shaped(mut fields: Map<String, Value>, unknowns: &Unknowns) -> Map<String, Value> {
    if unknowns.unnamed {
        fields.remove("ipphone");
        fields.remove("extension");
    }
    fields.into_iter().map(|(name, value)| (name, in_form(value, unknowns.fields))).collect()
}

fn in_form(value: Value, form: FieldForm) -> Value {
    match (value, form) {
        (Value::Array(values), form) => values.into_iter().map(|value| in_form(value, form)).collect(),
        (Value::Object(fields), form) => {
            fields.into_iter().map(|(name, value)| (name, in_form(value, form))).collect()
        }
        (Value::Number(number), FieldForm::NumbersAsText) => Value::String(number.to_string()),
        (Value::String(text), FieldForm::TextAsNumbers) => as_number(&text).unwrap_or(Value::String(text)),
        (value, _) => value,
    }
}

/// A number that is written as this text: telephone numbers with their leading zero are none.
fn as_number(text: &str) -> Option<Value> {
    let number: i64 = text.parse().ok()?;
    (number.to_string() == text).then(|| json!(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(fields: Value, unknowns: &Unknowns) -> Value {
        let Value::Object(fields) = fields else { panic!("an object") };
        Value::Object(shaped(fields, unknowns))
    }

    #[test]
    fn ids_come_as_text_or_as_numbers() {
        let fields =
            json!({"extension": "5000", "result": 1, "caller": "0901234567", "list": [{"ipPhone": "5001"}]});
        let unknowns = Unknowns { fields: FieldForm::TextAsNumbers, ..Unknowns::default() };
        let numbers =
            json!({"extension": 5000, "result": 1, "caller": "0901234567", "list": [{"ipPhone": 5001}]});
        assert_eq!(shape(fields.clone(), &unknowns), numbers);
        let unknowns = Unknowns { fields: FieldForm::NumbersAsText, ..Unknowns::default() };
        assert_eq!(shape(fields, &unknowns)["result"], "1");
    }

    #[test]
    fn messages_can_come_without_a_name_and_stray() {
        let fields = json!({"extension": "5000", "callId": "7"});
        let unknowns = Unknowns { unnamed: true, ..Unknowns::default() };
        assert_eq!(shape(fields.clone(), &unknowns), json!({"callId": "7"}));
        assert_eq!(strayed(&fields).unwrap()["extension"], NOBODY);
        assert_eq!(strayed(&json!({"agentStatus": "AVAILABLE"})), None);
    }
}
