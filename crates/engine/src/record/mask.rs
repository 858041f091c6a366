//! What may be written of a number or of a text that comes from outside.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The longest code or id that is kept.
const LONGEST: usize = 64;
/// More digits in a row than any code has: a number.
const TOO_MANY_DIGITS: usize = 6;

/// A number of which only the end is left: `…567`; of an extension `…01`; of anything else `…`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Masked(String);

impl Masked {
    /// Hides all but the last digits.
    pub fn number(text: &str) -> Self {
        let is_number = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '_'));
        let shown = match text.len() {
            _ if !is_number => 0,
            0..=3 => 0,
            4..=7 => 2,
            _ => 3,
        };
        Self(format!("…{}", text.get(text.len() - shown..).unwrap_or_default()))
    }

    /// As it is shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A code such as `IPCCERR0001` as it is; nothing of a text that could be anything else.
pub(super) fn code(text: &str) -> Option<String> {
    let fits = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '_' | '-' | ' ');
    let mut digits = text.split(|c: char| !c.is_ascii_digit());
    let is_code =
        text.len() <= LONGEST && text.chars().all(fits) && digits.all(|run| run.len() <= TOO_MANY_DIGITS);
    is_code.then(|| text.to_owned())
}

/// The contact centre's id of a call as it is; `None` of what looks like no id, or holds one of these numbers.
pub(super) fn id(text: &str, numbers: &[&str]) -> Option<String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '@');
    let tells = |number: &&str| number.len() >= TOO_MANY_DIGITS && text.contains(*number);
    let is_id = !text.is_empty() && text.len() <= LONGEST && text.chars().all(fits);
    (is_id && !numbers.iter().any(tells)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_end_of_a_number_is_left() {
        for (number, left) in [
            ("0901234567", "…567"),
            ("+84901234567", "…567"),
            ("19001000", "…000"),
            ("5001", "…01"),
            ("284_284", "…84"),
            ("113", "…"),
            ("", "…"),
            ("nguyen.hoa", "…"),
            ("Nguyễn", "…"),
        ] {
            assert_eq!(Masked::number(number).as_str(), left, "{number}");
        }
    }

    #[test]
    fn codes_are_kept_and_nothing_else_is() {
        for text in ["OK", "IPCCERR0001", "NOT AVAILABLE", "CALLOUT_AGENT_BUSY", "486", ""] {
            assert_eq!(code(text).as_deref(), Some(text));
        }
        let long = "X".repeat(65);
        for text in ["Hoa called", "CALL 0901234567", "eyJhbGciOi", long.as_str()] {
            assert_eq!(code(text), None, "{text}");
        }
    }

    #[test]
    fn an_id_that_holds_a_number_is_none() {
        assert_eq!(id("1700000000.12", &["0901234567"]).as_deref(), Some("1700000000.12"));
        assert_eq!(id("in-0901234567-1", &["0901234567"]), None);
        assert_eq!(id("two words", &[]), None);
        assert_eq!(id("", &[]), None);
    }
}
