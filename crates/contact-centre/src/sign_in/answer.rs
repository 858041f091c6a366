//! What every answer has in common: a status, and a `code` in the body.

use super::SignInError;
use crate::message::Field;
use serde_json::{Map, Value};

/// The body's object, if the answer is a consent.
///
/// A refusal is seen as HTTP status, as `code` in the body (a number or a text), or as `code` "errors" with HTTP 200.
pub(super) fn consent(http_status: u16, body: &[u8]) -> Result<Map<String, Value>, SignInError> {
    let succeeded = (200..300).contains(&http_status);
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii();
    match serde_json::from_slice::<Map<String, Value>>(body) {
        Ok(fields) => match verdict(&fields) {
            Verdict::Refused(code) => Err(SignInError::from_code(code)),
            Verdict::Granted if succeeded => Ok(fields),
            Verdict::Errors if succeeded => Err(SignInError::Refused(i64::from(http_status))),
            Verdict::Silent if succeeded => Err(SignInError::NotUnderstood),
            _ => Err(SignInError::from_code(i64::from(http_status))),
        },
        // A gateway's own error page says nothing about the contact centre behind it but that it is down.
        Err(_) if http_status >= 500 => Err(SignInError::Refused(i64::from(http_status))),
        Err(_) if !succeeded && !body.starts_with(b"<") => {
            Err(SignInError::from_code(i64::from(http_status)))
        }
        Err(_) => Err(SignInError::NotUnderstood),
    }
}

enum Verdict {
    Granted,
    Refused(i64),
    /// "errors" without a number.
    Errors,
    /// No `code`.
    Silent,
}

fn verdict(fields: &Map<String, Value>) -> Verdict {
    let Some(code) = fields.get("code") else { return Verdict::Silent };
    match i64::read(Some(code)) {
        Some(200) => Verdict::Granted,
        Some(code) => Verdict::Refused(code),
        None if code.as_str().is_some_and(|text| text.eq_ignore_ascii_case("ok")) => Verdict::Granted,
        // Some servers put the number behind "errors" into the message.
        None => i64::read(fields.get("message")).map_or(Verdict::Errors, Verdict::Refused),
    }
}
