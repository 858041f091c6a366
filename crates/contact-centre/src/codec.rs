//! Between a text frame and a message, in both directions.

use crate::Constants;
use crate::message::{ClientMessage, Field, MessageTable, ObjectId, Reader, ServerMessage};
use reo_model::{AgentId, Extension, Redacted};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The longest text frame that is read, in bytes.
pub const MAX_FRAME: usize = 1 << 20;

const OBJECT_ID: &str = "objectId";
const AGENT_ID: &str = "agentId";
const EXTENSION: &str = "extension";

/// Who speaks: stands in every message of a client's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// `agentId`: the `username` of check-partner.
    pub agent_id: AgentId,
    /// `extension`: the `agent_id` of check-partner.
    pub extension: Extension,
}

/// A message as it came, with everything that the typed form does not carry.
///
/// `rest` holds every field of the frame that is unknown or was not written in the documented form (`"1"` for `1`);
/// writing the frame again puts each of them back, so that nothing is lost on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame<M> {
    /// The message.
    pub message: M,
    /// Other fields, as they came.
    pub rest: Redacted<Map<String, Value>>,
}

impl<M> From<M> for Frame<M> {
    fn from(message: M) -> Self {
        Self { message, rest: Redacted::new(Map::new()) }
    }
}

/// A client's frame as a server sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct ClientFrame {
    /// Who speaks; empty where the client does not say.
    pub identity: Identity,
    /// What is said.
    pub frame: Frame<ClientMessage>,
}

/// Why a frame is not a message. Never fatal: it is counted and left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// More than [`MAX_FRAME`].
    #[error("the frame is too long")]
    TooLong,
    /// Not a JSON object.
    #[error("the frame is not a JSON object")]
    NotAnObject,
    /// No `objectId`, or none that is a number.
    #[error("the frame has no objectId")]
    NoObjectId,
    /// A field without which the message means nothing is missing or of no use.
    #[error("the field {0} is missing or of no use")]
    Field(&'static str),
}

/// The constants file has no number for this message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the constants file has no number for {0}")]
pub struct NoNumber(pub &'static str);

/// Reads and writes frames with the numbers of one deployment.
///
/// The two directions have tables of their own: a number may stand for a request in one and its answer in the other.
#[derive(Clone, Debug)]
pub struct Codec {
    client: Table<ClientMessage>,
    server: Table<ServerMessage>,
}

impl Codec {
    /// A codec with the numbers of `constants`.
    pub fn new(constants: &Constants) -> Self {
        Self { client: Table::new(constants), server: Table::new(constants) }
    }

    /// Writes a client's message.
    ///
    /// # Errors
    /// [`NoNumber`] when the deployment has no number for it.
    pub fn encode_client(
        &self,
        identity: &Identity,
        frame: impl Into<Frame<ClientMessage>>,
    ) -> Result<Redacted<String>, NoNumber> {
        let frame = frame.into();
        let mut fields = self.client.write(&frame.message)?;
        if !matches!(frame.message, ClientMessage::Unknown { .. }) {
            fields.insert(AGENT_ID.to_owned(), Value::from(identity.agent_id.as_str()));
            fields.insert(EXTENSION.to_owned(), Value::from(identity.extension.as_str()));
        }
        Ok(finish(fields, frame.rest))
    }

    /// Writes a server's message.
    ///
    /// # Errors
    /// [`NoNumber`] when the deployment has no number for it.
    pub fn encode_server(
        &self,
        frame: impl Into<Frame<ServerMessage>>,
    ) -> Result<Redacted<String>, NoNumber> {
        let frame = frame.into();
        Ok(finish(self.server.write(&frame.message)?, frame.rest))
    }

    /// Reads a server's frame.
    ///
    /// # Errors
    /// [`Malformed`] when it is no message at all.
    pub fn decode_server(&self, text: &str) -> Result<Frame<ServerMessage>, Malformed> {
        let fields = parse(text)?;
        let message = self.server.read(&fields)?;
        let written = self.server.write(&message).unwrap_or_default();
        Ok(Frame { message, rest: rest(fields, &written) })
    }

    /// Reads a client's frame.
    ///
    /// # Errors
    /// [`Malformed`] when it is no message at all.
    pub fn decode_client(&self, text: &str) -> Result<ClientFrame, Malformed> {
        let fields = parse(text)?;
        let message = self.client.read(&fields)?;
        let identity = Identity {
            agent_id: Field::read(fields.get(AGENT_ID)).unwrap_or_default(),
            extension: Field::read(fields.get(EXTENSION)).unwrap_or_default(),
        };
        let mut written = self.client.write(&message).unwrap_or_default();
        written.insert(AGENT_ID.to_owned(), Value::from(identity.agent_id.as_str()));
        written.insert(EXTENSION.to_owned(), Value::from(identity.extension.as_str()));
        Ok(ClientFrame { identity, frame: Frame { message, rest: rest(fields, &written) } })
    }
}

/// What of `fields` writing the message again would not bring back.
fn rest(fields: Map<String, Value>, written: &Map<String, Value>) -> Redacted<Map<String, Value>> {
    Redacted::new(fields.into_iter().filter(|(key, value)| written.get(key) != Some(value)).collect())
}

fn finish(mut fields: Map<String, Value>, rest: Redacted<Map<String, Value>>) -> Redacted<String> {
    fields.extend(rest.into_inner());
    Redacted::new(Value::Object(fields).to_string())
}

fn parse(text: &str) -> Result<Map<String, Value>, Malformed> {
    if text.len() > MAX_FRAME {
        return Err(Malformed::TooLong);
    }
    serde_json::from_str(text).map_err(|_| Malformed::NotAnObject)
}

/// The numbers of one direction.
#[derive(Debug)]
struct Table<M> {
    numbers: BTreeMap<&'static str, i64>,
    readers: BTreeMap<i64, Reader<M>>,
}

impl<M> Clone for Table<M> {
    fn clone(&self) -> Self {
        Self { numbers: self.numbers.clone(), readers: self.readers.clone() }
    }
}

impl<M: MessageTable> Table<M> {
    fn new(constants: &Constants) -> Self {
        let mut table = Self { numbers: BTreeMap::new(), readers: BTreeMap::new() };
        for &(id, reader) in M::TABLE {
            let number = match id {
                ObjectId::Fixed(number) => Some(number),
                ObjectId::Named(name) => constants.number(name).inspect(|&number| {
                    table.numbers.insert(name, number);
                }),
            };
            if let Some(number) = number {
                // Two messages of one direction with the same number cannot be told apart: the first of the table is it.
                table.readers.entry(number).or_insert(reader);
            }
        }
        table
    }

    fn write(&self, message: &M) -> Result<Map<String, Value>, NoNumber> {
        let mut fields = message.write();
        let number = match message.object_id() {
            None => return Ok(fields),
            Some(ObjectId::Fixed(number)) => number,
            Some(ObjectId::Named(name)) => *self.numbers.get(name).ok_or(NoNumber(name))?,
        };
        fields.insert(OBJECT_ID.to_owned(), Value::from(number));
        Ok(fields)
    }

    fn read(&self, fields: &Map<String, Value>) -> Result<M, Malformed> {
        let number = i64::read(fields.get(OBJECT_ID)).ok_or(Malformed::NoObjectId)?;
        match self.readers.get(&number) {
            Some(reader) => reader(fields).map_err(Malformed::Field),
            None => Ok(M::unknown(number, fields.clone())),
        }
    }
}

#[cfg(test)]
mod client_rows;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod server_rows;
#[cfg(test)]
mod tests;

/// A frame as tests write it down: a name of the constants file or a number, the message's fields, and those of every message.
#[cfg(test)]
fn wire(name: &Value, fields: &Value, common: &Value) -> Value {
    let mut wire = Map::new();
    let number = match name.as_str() {
        Some(name) => Value::from(crate::fixture::constants().number(name).unwrap()),
        None => name.clone(),
    };
    wire.insert(OBJECT_ID.to_owned(), number);
    for part in [fields, common] {
        wire.extend(part.as_object().unwrap().clone());
    }
    Value::Object(wire)
}
