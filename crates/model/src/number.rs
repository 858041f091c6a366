//! Phone numbers as an agent types or pastes them.

use crate::Redacted;
use serde::{Deserialize, Serialize};
use std::fmt;
use ts_rs::TS;

/// A cleaned number: digits, or an agent name such as `284_284`. Its `Debug` is redacted.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(export, type = "string")]
pub struct PhoneNumber(Redacted<String>);

/// What a number is for (protocol page, section 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum NumberKind {
    /// 8 to 13 digits: a customer.
    Customer,
    /// 1 to 7 digits of which the first is not 0, or a tenant's `284_284`: a colleague.
    Colleague,
}

/// Why a text is not a number that can be dialled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum NumberError {
    /// Nothing was given.
    #[error("the number is empty")]
    Empty,
    /// Something other than digits and the usual separators.
    #[error("the number has characters that cannot be dialled")]
    BadCharacter,
    /// Too few or too many digits for a customer or a colleague.
    #[error("the number has the wrong length")]
    BadLength,
}

impl PhoneNumber {
    /// Cleans what was typed or pasted: spaces, dots, dashes, brackets and slashes go; `+84` and `0084` become `0`.
    ///
    /// # Errors
    /// See [`NumberError`].
    pub fn parse(text: &str) -> Result<Self, NumberError> {
        let text = text.trim();
        let mut cleaned = String::with_capacity(text.len());
        for (at, c) in text.char_indices() {
            match c {
                '0'..='9' | '_' => cleaned.push(c),
                '+' if at == 0 => cleaned.push(c),
                ' ' | '.' | '-' | '(' | ')' | '/' | '\u{a0}' | '\u{202f}' | '\u{2010}'..='\u{2013}' => {}
                _ => return Err(NumberError::BadCharacter),
            }
        }
        if cleaned.is_empty() {
            return Err(NumberError::Empty);
        }
        let national = match cleaned.strip_prefix("+84").or_else(|| cleaned.strip_prefix("0084")) {
            // More zeros would make it another country's.
            Some(rest) if rest.starts_with("00") => return Err(NumberError::BadLength),
            Some(rest) => format!("0{}", rest.strip_prefix('0').unwrap_or(rest)),
            None => cleaned.strip_prefix('+').map_or(cleaned.clone(), |rest| format!("00{rest}")),
        };
        let number = Self(Redacted::new(national));
        number.kind().map(|_| number)
    }

    /// A number that the server gave, kept as it is: it is shown, not judged.
    pub fn verbatim(text: impl Into<String>) -> Self {
        Self(Redacted::new(text.into()))
    }

    /// The number as it is dialled.
    pub fn as_str(&self) -> &str {
        self.0.expose()
    }

    /// Customer or colleague.
    ///
    /// # Errors
    /// [`NumberError::BadLength`] when it is neither.
    pub fn kind(&self) -> Result<NumberKind, NumberError> {
        let text = self.as_str();
        if let Some((tenant, extension)) = text.split_once('_') {
            let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            return if digits(tenant) && digits(extension) {
                Ok(NumberKind::Colleague)
            } else {
                Err(NumberError::BadCharacter)
            };
        }
        match text.len() {
            1..=7 if !text.starts_with('0') => Ok(NumberKind::Colleague),
            8..=13 => Ok(NumberKind::Customer),
            _ => Err(NumberError::BadLength),
        }
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_numbers_are_cleaned() {
        for text in [
            "+84 901 234 567",
            "0084901234567",
            "0901.234.567",
            "(090) 123-4567",
            " 0901 234 567 ",
            "+84(0)901234567",
        ] {
            assert_eq!(PhoneNumber::parse(text).unwrap().as_str(), "0901234567", "{text}");
        }
    }

    #[test]
    fn customers_and_colleagues_are_told_apart() {
        let kind = |text| PhoneNumber::parse(text).unwrap().kind().unwrap();
        assert_eq!(kind("0901234567"), NumberKind::Customer);
        assert_eq!(kind("19001000"), NumberKind::Customer);
        assert_eq!(kind("5001"), NumberKind::Colleague);
        assert_eq!(kind("284_284"), NumberKind::Colleague);
    }

    #[test]
    fn what_cannot_be_dialled_is_refused_with_a_reason() {
        assert_eq!(PhoneNumber::parse(" "), Err(NumberError::Empty));
        assert_eq!(PhoneNumber::parse("09o1234567"), Err(NumberError::BadCharacter));
        assert_eq!(PhoneNumber::parse("090+1234567"), Err(NumberError::BadCharacter));
        assert_eq!(PhoneNumber::parse("012"), Err(NumberError::BadLength));
        assert_eq!(PhoneNumber::parse("090123456789012"), Err(NumberError::BadLength));
        assert_eq!(PhoneNumber::parse("_5"), Err(NumberError::BadCharacter));
        assert_eq!(PhoneNumber::parse("+84 0084 010841"), Err(NumberError::BadLength));
    }

    #[test]
    fn a_number_is_redacted_in_debug_output() {
        assert!(!format!("{:?}", PhoneNumber::verbatim("0901234567")).contains("0901"));
    }
}
