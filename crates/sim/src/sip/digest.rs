//! Digest authentication (RFC 2617, RFC 7616, RFC 8760).

use crate::config;
use md5::Md5;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// The challenges that the registrar sends with a 401, one header value each, the preferred first.
pub(crate) fn challenges(offered: config::Digest, realm: &str, nonce: &str) -> Vec<String> {
    let algorithms: &[&str] = match offered {
        config::Digest::Md5 => &["MD5"],
        config::Digest::Sha256 => &["SHA-256"],
        config::Digest::Both => &["SHA-256", "MD5"],
    };
    let challenge = |algorithm| {
        format!("Digest realm=\"{realm}\", nonce=\"{nonce}\", algorithm={algorithm}, qop=\"auth\"")
    };
    algorithms.iter().map(challenge).collect()
}

/// What a client answers to a challenge.
pub(crate) struct Credentials<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Credentials<'a> {
    /// Reads an Authorization header's value.
    pub(crate) fn parse(value: &'a str) -> Option<Self> {
        let (scheme, parameters) = value.trim().split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("digest") {
            return None;
        }
        let pairs = split_outside_quotes(parameters).into_iter().filter_map(|part| part.split_once('='));
        Some(Self(pairs.map(|(key, value)| (key.trim(), value.trim().trim_matches('"'))).collect()))
    }

    fn value(&self, name: &str) -> &'a str {
        self.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }

    pub(crate) fn username(&self) -> &'a str {
        self.value("username")
    }

    pub(crate) fn nonce(&self) -> &'a str {
        self.value("nonce")
    }

    /// Whether they were made with this password by an algorithm that was offered.
    pub(crate) fn prove(&self, offered: config::Digest, method: &str, password: &str) -> bool {
        let hash = match (self.value("algorithm").to_ascii_uppercase().as_str(), offered) {
            ("" | "MD5", config::Digest::Md5 | config::Digest::Both) => hex::<Md5>,
            ("SHA-256", config::Digest::Sha256 | config::Digest::Both) => hex::<Sha256>,
            _ => return false,
        };
        let ha1 = hash(&format!("{}:{}:{password}", self.username(), self.value("realm")));
        let ha2 = hash(&format!("{method}:{}", self.value("uri")));
        let proof = match self.value("qop") {
            "" => format!("{ha1}:{}:{ha2}", self.nonce()),
            qop => {
                format!("{ha1}:{}:{}:{}:{qop}:{ha2}", self.nonce(), self.value("nc"), self.value("cnonce"))
            }
        };
        hash(&proof).eq_ignore_ascii_case(self.value("response"))
    }
}

fn hex<D: Digest>(text: &str) -> String {
    D::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn split_outside_quotes(text: &str) -> Vec<&str> {
    let mut quoted = false;
    text.split(|c| {
        quoted ^= c == '"';
        c == ',' && !quoted
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 7616, section 3.9.1.
    const EXAMPLE: &str = "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\", \
        nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, \
        cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, ";

    #[test]
    fn the_examples_of_the_rfc_are_proved() {
        let md5 = format!("{EXAMPLE}algorithm=MD5, response=\"8ca523f5e9506fed4657c9700eebdbec\"");
        let credentials = Credentials::parse(&md5).unwrap();
        assert!(credentials.prove(config::Digest::Both, "GET", "Circle of Life"));
        assert!(!credentials.prove(config::Digest::Both, "GET", "circle of life"));
        assert!(!credentials.prove(config::Digest::Sha256, "GET", "Circle of Life"), "not offered");
        let response = "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1";
        let sha = format!("{EXAMPLE}algorithm=SHA-256, response=\"{response}\"");
        assert!(Credentials::parse(&sha).unwrap().prove(config::Digest::Sha256, "GET", "Circle of Life"));
    }
}
