//! Links that ask for a call: what a page, a mail or another program hands over, and what an agent pastes. A link only
//! fills in; the agent calls.

mod encoding;
mod surroundings;
#[cfg(test)]
mod tests;

use crate::{NumberError, NumberKind, PhoneNumber, Redacted};
use encoding::{Parameters, Query, decode, decode_form, is_plain};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Bytes of the longest text that is looked at.
const LONGEST: usize = 2048;
/// Characters of the longest number, service and reference.
const LONGEST_NUMBER: usize = 32;
const LONGEST_SERVICE: usize = 64;
const LONGEST_REFERENCE: usize = 128;
/// Keys of the longest extension.
const LONGEST_EXTENSION: usize = 15;

/// What a link wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DialLink {
    /// To see the window.
    Open,
    /// To have a number ready to be called.
    Call(LinkedCall),
}

/// A call that a link suggests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct LinkedCall {
    /// Whom to call.
    pub number: PhoneNumber,
    /// RFC 3966, `ext`: keys to press once somebody has answered.
    pub extension: Option<Redacted<String>>,
    /// Of a SIP address, the host. The call goes through the agent's own contact centre whatever it says.
    pub host: Option<String>,
    /// The outbound service to call through.
    pub service: Option<String>,
    /// What the sender calls this call.
    pub reference: Option<Redacted<String>>,
}

/// Why a text is no link that Reo follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum LinkError {
    /// It is none at all, or one for another program.
    #[error("this is not a link for a call")]
    NotALink,
    /// More text than any such link has.
    #[error("the link is too long")]
    TooLong,
    /// A `%` that is not followed by two digits, or what they stand for is not text.
    #[error("the link is garbled")]
    BadEscape,
    /// Something beside the number that does not belong there, or is there twice.
    #[error("the link says something that Reo does not know")]
    BadParameter,
    /// It is about another country's numbers, written without the code of the country.
    #[error("the number counts in another country only")]
    OtherCountry,
    /// Several numbers, so that nobody knows which is meant.
    #[error("there are several numbers")]
    SeveralNumbers,
    /// No number.
    #[error("there is no number")]
    NoNumber,
    /// Something other than digits and the usual separators.
    #[error("the number has characters that cannot be dialled")]
    BadCharacter,
    /// Too few or too many digits for a customer or a colleague.
    #[error("the number has the wrong length")]
    BadLength,
}

impl From<NumberError> for LinkError {
    fn from(error: NumberError) -> Self {
        match error {
            NumberError::Empty => Self::NoNumber,
            NumberError::BadCharacter => Self::BadCharacter,
            NumberError::BadLength => Self::BadLength,
        }
    }
}

impl DialLink {
    /// Reads `tel:` (RFC 3966), `sip:` and `sips:` (RFC 3261, 19.1), `callto:`, `reo://call?number=…&service=…&ref=…`,
    /// `reo://open`, and the contact centre's web address for a call (protocol page, section 6). Of the latter the number
    /// alone is kept: the address carries a token.
    ///
    /// # Errors
    /// See [`LinkError`].
    pub fn parse(text: &str) -> Result<Self, LinkError> {
        if text.len() > LONGEST {
            return Err(LinkError::TooLong);
        }
        let (scheme, rest) = text.trim().split_once(':').ok_or(LinkError::NotALink)?;
        match scheme.to_ascii_lowercase().as_str() {
            // Some programs write or insert slashes as in a web address.
            "tel" | "callto" => subscriber(rest.trim_start_matches('/')).map(Self::Call),
            "sip" | "sips" => sip(rest.trim_start_matches('/')).map(Self::Call),
            "reo" => reo(rest.trim_start_matches('/')),
            "http" | "https" => click_to_call(rest).map(Self::Call),
            _ => Err(LinkError::NotALink),
        }
    }

    /// Finds the one link or customer's number in what was pasted, with or without words around it.
    ///
    /// # Errors
    /// See [`LinkError`]; [`LinkError::NotALink`] where there is neither.
    pub fn find(text: &str) -> Result<Self, LinkError> {
        surroundings::find(text)
    }
}

impl LinkedCall {
    fn to(number: &str) -> Result<Self, LinkError> {
        let number = PhoneNumber::parse(number)?;
        if number.as_str().len() > LONGEST_NUMBER {
            return Err(LinkError::BadLength);
        }
        Ok(Self { number, extension: None, host: None, service: None, reference: None })
    }
}

/// RFC 3966: a number with parameters, as in `tel:` and before the `@` of a SIP address.
fn subscriber(text: &str) -> Result<LinkedCall, LinkError> {
    let mut parts = text.split(';');
    let number = decode(parts.next().unwrap_or_default())?;
    let parameters = Parameters::read(parts)?;
    let mut call = LinkedCall::to(&in_context(number, parameters.one("phone-context")?)?)?;
    call.extension = parameters.one("ext")?.map(|keys| extension(&keys)).transpose()?;
    Ok(call)
}

/// A local number counts where its context says: here, or in a domain, whose numbers are taken to be the contact centre's.
fn in_context(number: String, context: Option<String>) -> Result<String, LinkError> {
    let is_global = number.trim_start().starts_with('+');
    match context {
        Some(context) if context.starts_with('+') && !is_global => {
            if context != "+84" {
                return Err(LinkError::OtherCountry);
            }
            // Within the country a number begins with 0, a hotline or an emergency number with 1.
            let as_dialled = number.trim_start().starts_with(['0', '1']);
            Ok(if as_dialled { number } else { format!("0{number}") })
        }
        _ => Ok(number),
    }
}

fn extension(text: &str) -> Result<Redacted<String>, LinkError> {
    let keys: String = text.chars().filter(|c| !matches!(c, '-' | '.' | '(' | ')')).collect();
    let fits = (1..=LONGEST_EXTENSION).contains(&keys.len());
    let are_keys = keys.bytes().all(|key| key.is_ascii_digit() || matches!(key, b'*' | b'#'));
    if fits && are_keys { Ok(Redacted::new(keys)) } else { Err(LinkError::BadParameter) }
}

/// The user part is the number. Headers could ask for much more than a call (RFC 3261, 19.1.5): none are taken.
fn sip(text: &str) -> Result<LinkedCall, LinkError> {
    if text.contains('?') {
        return Err(LinkError::BadParameter);
    }
    let Some((user, place)) = text.split_once('@') else { return subscriber(text) };
    let mut parts = place.split(';');
    let host = parts.next().filter(|host| is_host(host)).ok_or(LinkError::BadParameter)?;
    Parameters::read(parts)?;
    Ok(LinkedCall { host: Some(host.to_owned()), ..subscriber(user)? })
}

/// A name or an address, with or without a port.
fn is_host(text: &str) -> bool {
    let part_of_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    (1..=255).contains(&text.len()) && text.bytes().all(part_of_host)
}

fn reo(text: &str) -> Result<DialLink, LinkError> {
    let (action, query) = text.split_once('?').unwrap_or((text, ""));
    match action.trim_end_matches('/') {
        "open" if query.is_empty() => Ok(DialLink::Open),
        "call" => reo_call(&Query::read(query)).map(DialLink::Call),
        _ => Err(LinkError::BadParameter),
    }
}

fn reo_call(query: &Query<'_>) -> Result<LinkedCall, LinkError> {
    query.has_only(&["number", "service", "ref"])?;
    let call = called_in(query)?;
    let service = query.one("service")?.map(|text| words(text, LONGEST_SERVICE)).transpose()?;
    let reference = query.one("ref")?.map(|text| words(text, LONGEST_REFERENCE)).transpose()?;
    Ok(LinkedCall { service, reference: reference.map(Redacted::new), ..call })
}

/// `{base}/{domain}/c2call?token={token}&number={number}`.
fn click_to_call(text: &str) -> Result<LinkedCall, LinkError> {
    let address = text.split('#').next().unwrap_or_default();
    let (path, query) = address.split_once('?').ok_or(LinkError::NotALink)?;
    if !path.trim_end_matches('/').ends_with("/c2call") {
        return Err(LinkError::NotALink);
    }
    called_in(&Query::read(query))
}

/// The number of a query. A `+` in front is the country code's, although a form would mean a space by it.
fn called_in(query: &Query<'_>) -> Result<LinkedCall, LinkError> {
    let written = query.one("number")?.ok_or(LinkError::NoNumber)?;
    LinkedCall::to(&match written.strip_prefix('+') {
        Some(rest) => format!("+{}", decode_form(rest)?),
        None => decode_form(written)?,
    })
}

/// Words that can be shown as they are.
fn words(text: &str, longest: usize) -> Result<String, LinkError> {
    let words = decode_form(text)?.trim().to_owned();
    let fits = (1..=longest).contains(&words.chars().count());
    if fits && is_plain(&words) { Ok(words) } else { Err(LinkError::BadParameter) }
}
