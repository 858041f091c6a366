//! Digest authentication (RFC 3261, section 22; RFC 8760 for SHA-256).
//!
//! The stack reads and writes `SHA256` where the wire says `SHA-256`, fails on a list of qop values and knows
//! one challenge only. So the headers are read and written here, and only the hash is the stack's.

use crate::identity::{clean, random_token};
use rsipstack::sip::{
    DigestGenerator, HasHeaders, Header, Request, Response,
    headers::auth::{Algorithm, AuthQop},
    headers::make_header,
};
use std::collections::HashMap;

/// Answers challenges. Remembers how often a nonce was used, since its count must grow (RFC 7616, section 3.4).
#[derive(Debug, Default)]
pub(crate) struct Digest {
    used: HashMap<String, (String, u8)>,
}

/// Name and password.
#[derive(Clone, Copy)]
pub(crate) struct Credentials<'a> {
    pub(crate) user: &'a str,
    pub(crate) password: &'a str,
}

/// Why a challenge cannot be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unanswerable {
    /// The credentials were given before and are refused.
    Refused,
    /// No challenge, or none with an algorithm that we have.
    NoChallenge,
}

#[derive(Debug, PartialEq, Eq)]
struct Challenge {
    proxy: bool,
    realm: String,
    nonce: String,
    opaque: Option<String>,
    algorithm: Algorithm,
    algorithm_name: Option<String>,
    qop: bool,
    stale: bool,
}

impl Digest {
    /// Headers that answer every realm that challenges in `response`. `answered` lists who has already been given
    /// credentials with this request, and is extended.
    pub(crate) fn answer(
        &mut self,
        request: &Request,
        response: &Response,
        credentials: Credentials<'_>,
        answered: &mut Vec<String>,
    ) -> Result<Vec<Header>, Unanswerable> {
        let challenges = usable_challenges(response);
        if challenges.is_empty() {
            return Err(Unanswerable::NoChallenge);
        }
        let mut headers = Vec::new();
        for challenge in &challenges {
            let challenger = challenge.challenger();
            let before = answered.iter().filter(|other| **other == challenger).count();
            // A stale nonce says nothing against the password; but a server that calls every nonce stale
            // must not keep us busy for ever.
            if before > 0 && (!challenge.stale || before > 3) {
                return Err(Unanswerable::Refused);
            }
            answered.push(challenger);
            headers.push(self.authorization(request, challenge, credentials));
        }
        Ok(headers)
    }

    fn authorization(&mut self, request: &Request, challenge: &Challenge, by: Credentials<'_>) -> Header {
        let cnonce = random_token(16);
        let count = self.count(challenge);
        let qop = challenge.qop.then(|| AuthQop::Auth { cnonce: cnonce.clone(), nc: count });
        let response = DigestGenerator {
            username: by.user,
            password: by.password,
            nonce: &challenge.nonce,
            uri: &request.uri,
            realm: &challenge.realm,
            method: &request.method,
            qop: qop.as_ref(),
            algorithm: challenge.algorithm,
        }
        .compute();
        let mut value = format!(
            "Digest username=\"{}\", realm=\"{}\", nonce=\"{}\", uri=\"{}\", response=\"{response}\"",
            clean(by.user),
            challenge.realm,
            challenge.nonce,
            request.uri,
        );
        if let Some(name) = &challenge.algorithm_name {
            value.push_str(&format!(", algorithm={name}"));
        }
        if let Some(opaque) = &challenge.opaque {
            value.push_str(&format!(", opaque=\"{opaque}\""));
        }
        if challenge.qop {
            value.push_str(&format!(", qop=auth, nc={count:08x}, cnonce=\"{cnonce}\""));
        }
        make_header(if challenge.proxy { "Proxy-Authorization" } else { "Authorization" }, value)
    }

    fn count(&mut self, challenge: &Challenge) -> u8 {
        let used = self.used.entry(challenge.realm.clone()).or_default();
        if used.0 != challenge.nonce {
            *used = (challenge.nonce.clone(), 0);
        }
        // The stack counts to 255; a server that has not given a new nonce by then gives one on refusal.
        used.1 = used.1.saturating_add(1);
        used.1
    }
}

impl Challenge {
    /// Who asks: a proxy and the server behind it may share a realm, and each wants credentials of its own.
    fn challenger(&self) -> String {
        format!("{} {}", if self.proxy { "proxy" } else { "server" }, self.realm)
    }
}

/// The first challenge of each realm that we can answer: the server lists them by preference (RFC 8760, 2.4).
fn usable_challenges(response: &Response) -> Vec<Challenge> {
    let mut chosen: Vec<Challenge> = Vec::new();
    for header in response.headers().iter() {
        let proxy = match header {
            Header::ProxyAuthenticate(_) => true,
            Header::WwwAuthenticate(_) => false,
            _ => continue,
        };
        let Some(challenge) = parse(header.value(), proxy) else { continue };
        if !chosen.iter().any(|other| other.realm == challenge.realm && other.proxy == proxy) {
            chosen.push(challenge);
        }
    }
    chosen
}

fn parse(value: &str, proxy: bool) -> Option<Challenge> {
    let (scheme, rest) = value.trim().split_once(char::is_whitespace)?;
    if !scheme.eq_ignore_ascii_case("digest") {
        return None;
    }
    let parameters = parameters(rest);
    let find = |name: &str| {
        parameters.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
    };
    let algorithm_name = find("algorithm");
    let algorithm = match algorithm_name.as_deref().map(str::to_ascii_uppercase).as_deref() {
        None | Some("MD5") => Algorithm::Md5,
        Some("SHA-256") => Algorithm::Sha256,
        Some(_) => return None,
    };
    let qop = match find("qop") {
        None => false,
        Some(list) if list.split(',').any(|qop| qop.trim().eq_ignore_ascii_case("auth")) => true,
        Some(_) => return None,
    };
    let stale = find("stale").is_some_and(|stale| stale.eq_ignore_ascii_case("true"));
    let (realm, nonce, opaque) = (find("realm")?, find("nonce")?, find("opaque"));
    Some(Challenge { proxy, realm, nonce, opaque, algorithm, algorithm_name, qop, stale })
}

/// `name=value` and `name="value"`, separated by commas. A bare word belongs to the value before it: some
/// servers send `qop=auth,auth-int` without quotes.
fn parameters(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for part in split_outside_quotes(text) {
        match part.split_once('=') {
            Some((name, value)) => {
                let value = value.trim();
                let bare = value.strip_prefix('"').and_then(|v| v.strip_suffix('"')).unwrap_or(value);
                found.push((name.trim().to_owned(), bare.to_owned()));
            }
            None => {
                if let Some((_, value)) = found.last_mut() {
                    value.push(',');
                    value.push_str(part.trim());
                }
            }
        }
    }
    found
}

fn split_outside_quotes(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ',' if !quoted => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_qop_are_read_with_and_without_quotes() {
        for qop in ["qop=\"auth,auth-int\"", "qop=auth,auth-int", "qop=\"auth-int, auth\"", "qop=auth"] {
            let challenge = parse(&format!("Digest realm=\"a, b\", {qop}, nonce=\"n=1\""), false).unwrap();
            assert!(challenge.qop, "{qop}");
            assert_eq!((challenge.realm.as_str(), challenge.nonce.as_str()), ("a, b", "n=1"));
        }
        assert_eq!(parse("Digest realm=\"a\", nonce=\"n\", qop=\"auth-int\"", false), None);
    }

    #[test]
    fn unknown_algorithms_and_schemes_are_left_out() {
        assert_eq!(parse("Digest realm=\"a\", nonce=\"n\", algorithm=SHA-512-256", false), None);
        assert_eq!(parse("Basic realm=\"a\"", false), None);
        assert_eq!(parse("Digest", false), None);
    }
}
