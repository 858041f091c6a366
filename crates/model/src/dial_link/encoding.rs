//! How links write text: percent-encoding, parameters after `;`, and queries. Strict: what is not written as the RFCs
//! say is an error, never a guess.

use super::LinkError;

/// Undoes percent-encoding (RFC 3986, 2.1).
pub(super) fn decode(text: &str) -> Result<String, LinkError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' { escaped(rest.next(), rest.next())? } else { byte });
    }
    String::from_utf8(bytes).map_err(|_| LinkError::BadEscape)
}

/// The same where `+` stands for a space, as in what a form sends.
pub(super) fn decode_form(text: &str) -> Result<String, LinkError> {
    decode(&text.replace('+', " "))
}

fn escaped(high: Option<u8>, low: Option<u8>) -> Result<u8, LinkError> {
    let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
    let byte = digit(high).zip(digit(low)).map(|(high, low)| high * 16 + low);
    byte.and_then(|byte| u8::try_from(byte).ok()).ok_or(LinkError::BadEscape)
}

/// No line breaks, and nothing that turns the direction of writing or hides: it is shown to the agent.
pub(super) fn is_plain(text: &str) -> bool {
    let misleads = |c: char| matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    !text.chars().any(|c| c.is_control() || misleads(c))
}

/// `name=value` and bare names between semicolons (RFC 3966, 3; RFC 3261, 25.1).
pub(super) struct Parameters<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Parameters<'a> {
    /// All of them must be well written, also those that nobody asks for.
    pub(super) fn read(parts: impl Iterator<Item = &'a str>) -> Result<Self, LinkError> {
        let pairs = parts.map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            let is_value =
                value.bytes().all(is_value_byte) && decode(value).is_ok_and(|value| is_plain(&value));
            if is_name && is_value { Ok((name, value)) } else { Err(LinkError::BadParameter) }
        });
        pairs.collect::<Result<_, _>>().map(Self)
    }

    /// The value of the only parameter of this name.
    pub(super) fn one(&self, name: &str) -> Result<Option<String>, LinkError> {
        only(&self.0, |given| given.eq_ignore_ascii_case(name))?.map(decode).transpose()
    }
}

fn is_value_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"[]/:&+$-_.!~*'()%".contains(&byte)
}

/// `name=value` between ampersands, as written.
pub(super) struct Query<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Query<'a> {
    pub(super) fn read(text: &'a str) -> Self {
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        Self(pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).collect())
    }

    /// Refuses every other name.
    pub(super) fn has_only(&self, names: &[&str]) -> Result<(), LinkError> {
        let all = self.0.iter().all(|(name, _)| names.contains(name));
        if all { Ok(()) } else { Err(LinkError::BadParameter) }
    }

    /// The value of the only entry of this name.
    pub(super) fn one(&self, name: &str) -> Result<Option<&'a str>, LinkError> {
        only(&self.0, |given| given == name)
    }
}

fn only<'a>(
    pairs: &[(&'a str, &'a str)],
    is_it: impl Fn(&str) -> bool,
) -> Result<Option<&'a str>, LinkError> {
    let mut values = pairs.iter().filter(|(name, _)| is_it(name)).map(|(_, value)| *value);
    match (values.next(), values.next()) {
        (value, None) => Ok(value),
        (_, Some(_)) => Err(LinkError::BadParameter),
    }
}
