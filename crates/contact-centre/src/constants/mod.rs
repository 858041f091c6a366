//! The constants file: the number behind every message name (protocol page, sections 1 and 7).

pub mod names;
mod script;
mod token;

use crate::message::{IpccError, Status};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The longest constants file that is read, in bytes.
pub const MAX_FILE: usize = 1 << 20;

/// The value of a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Constant {
    /// A whole number.
    Integer(i64),
    /// A text.
    Text(String),
}

/// A deployment's constants, with at least the names without which no call can be had ([`names::REQUIRED`]).
///
/// Serialises as a plain table of names, for the copy on disk and for a table that is written by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<String, Constant>", into = "BTreeMap<String, Constant>")]
pub struct Constants(BTreeMap<String, Constant>);

/// Why a constants file is of no use.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConstantsError {
    /// More than [`MAX_FILE`].
    #[error("the constants file is too long")]
    TooLong,
    /// A web page in place of the file.
    #[error("the constants file is a web page")]
    Html,
    /// Names are missing, or their values are no numbers.
    #[error("the constants file lacks {}", .0.join(", "))]
    Missing(Vec<&'static str>),
}

impl Constants {
    /// Reads the provider's script, or a table of `NAME = VALUE` lines written by hand. Only whole numbers and text
    /// literals count; everything else is passed over. Of a name that is given twice the last value counts.
    ///
    /// # Errors
    /// See [`ConstantsError`].
    pub fn parse(file: impl AsRef<[u8]>) -> Result<Self, ConstantsError> {
        let bytes = file.as_ref();
        if bytes.len() > MAX_FILE {
            return Err(ConstantsError::TooLong);
        }
        let text = String::from_utf8_lossy(bytes);
        let text = text.trim_start_matches('\u{feff}').trim_start();
        if text.starts_with('<') {
            return Err(ConstantsError::Html);
        }
        Self::try_from(script::assignments(text))
    }

    /// The number behind `name`; a text that holds a number counts too.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.0.get(name).and_then(Constant::number)
    }

    /// The text behind `name`.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.0.get(name)? {
            Constant::Text(text) => Some(text),
            Constant::Integer(_) => None,
        }
    }

    /// Every name with its value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Constant)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Whether `status` says that the call is not known (any more).
    pub fn is_call_not_found(&self, status: &Status) -> bool {
        *status == Status::Error(IpccError::CallNotFound)
            || self.0.get(names::ERROR_CODE_CALL_NOT_FOUND).is_some_and(|value| match value {
                Constant::Text(text) => text == status.as_wire(),
                Constant::Integer(number) => number.to_string() == status.as_wire(),
            })
    }
}

impl Constant {
    fn number(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok(),
        }
    }
}

impl TryFrom<BTreeMap<String, Constant>> for Constants {
    type Error = ConstantsError;

    fn try_from(table: BTreeMap<String, Constant>) -> Result<Self, ConstantsError> {
        let known = |name: &str| table.get(name).and_then(Constant::number).is_some();
        let missing: Vec<_> = names::REQUIRED.iter().copied().filter(|name| !known(name)).collect();
        if missing.is_empty() { Ok(Self(table)) } else { Err(ConstantsError::Missing(missing)) }
    }
}

impl From<Constants> for BTreeMap<String, Constant> {
    fn from(constants: Constants) -> Self {
        constants.0
    }
}

#[cfg(test)]
mod tests;
