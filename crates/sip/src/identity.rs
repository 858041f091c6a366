//! Who we are on the wire: names that stay the same for the whole run.

use crate::{SipConfig, transport::Protocol};
use rand::{Rng, distr::slice::Choose};
use reo_model::PhoneNumber;

const TOKEN: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// A random token of `length` letters and digits.
pub(crate) fn random_token(length: usize) -> String {
    let letters = Choose::new(TOKEN);
    let Ok(letters) = letters else { return String::new() };
    rand::rng().sample_iter(letters).take(length).map(|&b| char::from(b)).collect()
}

/// Our addresses and the fixed parts of our headers.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    /// `sip:user@domain`.
    pub(crate) address: String,
    /// From without its tag: `"Name" <sip:user@domain>`.
    pub(crate) from: String,
    /// Domain part for addresses that we dial.
    pub(crate) domain: String,
    /// `<sip:…@….invalid;transport=ws>`. It does not change with the connection, so that a registrar
    /// replaces the old binding after a reconnect.
    pub(crate) contact: String,
    /// Host in Via, Contact and Call-ID: a random `.invalid` name (RFC 7118, section 5.2), which says
    /// nothing about this machine or the software.
    pub(crate) host: String,
    /// Name of the transport in Via.
    via: &'static str,
    /// User-Agent.
    pub(crate) user_agent: String,
}

impl Identity {
    /// For an account.
    pub(crate) fn new(config: &SipConfig) -> Self {
        let protocol = Protocol::of(&config.server).unwrap_or(Protocol::Wss);
        let host = format!("{}.invalid", random_token(12));
        let domain = clean(&config.domain);
        let address = format!("sip:{}@{domain}", escape_user(&config.user));
        let from = match &config.display_name {
            Some(name) if !name.trim().is_empty() => format!("{} <{address}>", quote(name)),
            _ => format!("<{address}>"),
        };
        let contact = format!("<sip:{}@{host};transport={}>", random_token(8), protocol.uri_parameter());
        let user_agent = clean(&config.user_agent);
        Self { address, from, domain, contact, host, via: protocol.via(), user_agent }
    }

    /// `sip:number@domain`.
    pub(crate) fn address_of(&self, number: &PhoneNumber) -> String {
        format!("sip:{}@{}", escape_user(number.as_str()), self.domain)
    }

    /// A new Via with a new branch.
    pub(crate) fn via(&self) -> String {
        format!("SIP/2.0/{} {};branch=z9hG4bK{}", self.via, self.host, random_token(16))
    }

    /// A new Call-ID.
    pub(crate) fn call_id(&self) -> String {
        format!("{}@{}", random_token(22), self.host)
    }
}

/// Without control characters, so that no value can begin a header of its own.
pub(crate) fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

/// A quoted-string (RFC 3261, section 25.1).
pub(crate) fn quote(text: &str) -> String {
    let escaped = clean(text).replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

/// The user part of a SIP URI (RFC 3261, section 25.1).
pub(crate) fn escape_user(user: &str) -> String {
    escape(user, b"-_.!~*'()&=+$,;?/")
}

/// The value of a header inside a SIP URI (RFC 3261, section 19.1.1).
pub(crate) fn escape_header(value: &str) -> String {
    escape(value, b"-_.!~*'()[]/?:+$")
}

fn escape(text: &str, plain: &[u8]) -> String {
    let mut escaped = String::with_capacity(text.len());
    for b in text.bytes() {
        if b.is_ascii_alphanumeric() || plain.contains(&b) {
            escaped.push(char::from(b));
        } else {
            escaped.push_str(&format!("%{b:02X}"));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_can_begin_a_header_of_its_own() {
        assert_eq!(quote("An \"A\"\r\nX: 1"), "\"An \\\"A\\\"X: 1\"");
        assert_eq!(escape_user("50\r\n00#@"), "50%0D%0A00%23%40");
        assert_eq!(escape_user("284_284"), "284_284");
        assert_eq!(escape_header("1@a;to-tag=x&?B: <>"), "1%40a%3Bto-tag%3Dx%26?B:%20%3C%3E");
    }
}
