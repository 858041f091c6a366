//! What the answers say.

use super::PollError;
use crate::message::Field;
use reo_model::Redacted;
use serde_json::{Map, Value};

/// The session's id.
pub(super) fn parse_connect(http_status: u16, body: &[u8]) -> Result<String, PollError> {
    let fields = consent(http_status, body)?;
    Field::read(fields.get("id")).ok_or(PollError::NotUnderstood)
}

/// Reads the answer to [`super::PollSession::poll`], `{"r":1,"list":[…]}`: the messages, as they would have come on a
/// WebSocket. A proxy that did not want to wait any longer (408, 504) has nothing to tell either.
///
/// # Errors
/// See [`PollError`].
pub fn parse_poll(http_status: u16, body: &[u8]) -> Result<Vec<Redacted<String>>, PollError> {
    if matches!(http_status, 408 | 504) {
        return Ok(Vec::new());
    }
    match consent(http_status, body)?.remove("list") {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(list)) => Ok(list.into_iter().map(text).collect()),
        Some(_) => Err(PollError::NotUnderstood),
    }
}

/// Reads the answer to [`super::PollSession::send`]. What it looks like is not known: no more is asked of it than that it
/// is not a refusal and not a web page.
///
/// # Errors
/// See [`PollError`].
pub fn parse_send(http_status: u16, body: &[u8]) -> Result<(), PollError> {
    let body = succeeded(http_status, body)?;
    let refused = |fields: &Map<String, Value>| fields.contains_key("r") && !is_granted(fields);
    match serde_json::from_slice(body) {
        Ok(fields) if refused(&fields) => Err(PollError::NoSession),
        Err(_) if body.starts_with(b"<") => Err(PollError::NotUnderstood),
        _ => Ok(()),
    }
}

/// An entry of a list: a message as an object, or its text. Whatever else it is, the session counts it.
fn text(entry: Value) -> Redacted<String> {
    match entry {
        Value::String(text) => text.into(),
        other => other.to_string().into(),
    }
}

/// The body's object, if `r` is 1.
fn consent(http_status: u16, body: &[u8]) -> Result<Map<String, Value>, PollError> {
    let body = succeeded(http_status, body)?;
    let fields = serde_json::from_slice(body).map_err(|_| PollError::NotUnderstood)?;
    if is_granted(&fields) { Ok(fields) } else { Err(PollError::NoSession) }
}

fn is_granted(fields: &Map<String, Value>) -> bool {
    i64::read(fields.get("r")) == Some(1)
}

fn succeeded(http_status: u16, body: &[u8]) -> Result<&[u8], PollError> {
    if (200..300).contains(&http_status) {
        Ok(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii())
    } else {
        Err(PollError::Status(http_status))
    }
}
