//! Ids and small values of calls.

use serde::{Deserialize, Serialize};
use std::fmt;
use ts_rs::TS;

/// Reo's own id of a call, given by the phone when the call comes into being. Unique within one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(export, type = "number")]
pub struct CallId(pub u64);

impl fmt::Display for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// One SIP dialog (or the attempt at one) with its audio session. The engine numbers legs that come in
/// with even numbers, the phone those that it asks for with odd ones, so neither waits for the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LegId(pub u64);

impl fmt::Display for LegId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "leg-{}", self.0)
    }
}

/// Who called whom (`callDirection` 1, 2, 3 of the protocol page, section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Direction {
    /// A customer called the contact centre.
    Inbound,
    /// The agent called a customer.
    Outbound,
    /// A call between agents.
    Internal,
}

/// A DTMF digit: `0`-`9`, `*`, `#`, `A`-`D` (RFC 4733, section 3.2, events 0 to 15).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(try_from = "char", into = "char")]
#[ts(export, type = "string")]
pub struct Digit(u8);

impl Digit {
    const KEYS: &'static [u8; 16] = b"0123456789*#ABCD";

    /// The digit for a key; lower-case letters count too.
    pub fn from_char(key: char) -> Option<Self> {
        let key = u8::try_from(key).ok()?.to_ascii_uppercase();
        let event = Self::KEYS.iter().position(|&k| k == key)?;
        u8::try_from(event).ok().map(Self)
    }

    /// The digit for an event code of RFC 4733, 0 to 15.
    pub const fn from_event(event: u8) -> Option<Self> {
        if event < 16 { Some(Self(event)) } else { None }
    }

    /// The event code of RFC 4733.
    pub const fn event(self) -> u8 {
        self.0
    }

    /// The key on the phone.
    pub const fn as_char(self) -> char {
        Self::KEYS[self.0 as usize] as char
    }
}

impl From<Digit> for char {
    fn from(digit: Digit) -> Self {
        digit.as_char()
    }
}

impl TryFrom<char> for Digit {
    type Error = &'static str;

    fn try_from(key: char) -> Result<Self, Self::Error> {
        Self::from_char(key).ok_or("not a DTMF key")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_its_event_code() {
        for (event, key) in "0123456789*#ABCD".chars().enumerate() {
            let digit = Digit::from_char(key).unwrap();
            assert_eq!(usize::from(digit.event()), event);
            assert_eq!(digit.as_char(), key);
        }
        assert_eq!(Digit::from_char('x'), None);
        assert_eq!(Digit::from_event(16), None);
    }
}
