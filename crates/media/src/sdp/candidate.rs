//! ICE candidates (RFC 8839, section 5.1).

use std::fmt;
use std::net::IpAddr;

/// A UDP candidate of the RTP component. Others are of no use here: rtcp-mux is required, and the stack speaks UDP only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    foundation: String,
    priority: u32,
    pub(crate) address: IpAddr,
    pub(crate) port: u16,
    pub(crate) kind: CandidateKind,
    related: Option<(IpAddr, u16)>,
}

/// Where a candidate comes from, the least widely reachable first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CandidateKind {
    Host,
    PeerReflexive,
    ServerReflexive,
    Relay,
}

impl CandidateKind {
    const NAMES: [(&'static str, Self); 4] = [
        ("host", Self::Host),
        ("prflx", Self::PeerReflexive),
        ("srflx", Self::ServerReflexive),
        ("relay", Self::Relay),
    ];

    fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, kind)| *kind == self).map_or("host", |(name, _)| name)
    }
}

impl Candidate {
    /// Reads the value of `a=candidate`. `None` for what we cannot use: TCP, component 2, `.local` names, nonsense.
    pub(crate) fn parse(value: &str) -> Option<Self> {
        let mut words = value.strip_prefix("candidate:").unwrap_or(value).split_ascii_whitespace();
        let foundation = words.next().filter(|word| is_foundation(word))?.to_owned();
        let component = words.next()?;
        let transport = words.next()?;
        if component != "1" || !transport.eq_ignore_ascii_case("udp") {
            return None;
        }
        let priority = words.next()?.parse().ok()?;
        let address = words.next()?.parse().ok()?;
        let port = words.next()?.parse().ok().filter(|port| *port != 0)?;
        words.next().filter(|word| *word == "typ")?;
        let name = words.next()?;
        let kind = CandidateKind::NAMES.iter().find(|(known, _)| *known == name)?.1;
        let mut related = (None, None);
        while let (Some(key), Some(word)) = (words.next(), words.next()) {
            match key {
                "raddr" => related.0 = word.parse().ok(),
                "rport" => related.1 = word.parse().ok(),
                _ => {}
            }
        }
        Some(Self { foundation, priority, address, port, kind, related: related.0.zip(related.1) })
    }

    /// The candidate for `m=` and `c=`: the most widely reachable kind, then the highest priority, IPv4 first.
    pub(crate) fn default_of(candidates: &[Self]) -> Option<&Self> {
        candidates
            .iter()
            .max_by_key(|candidate| (candidate.kind, candidate.address.is_ipv4(), candidate.priority))
    }
}

impl fmt::Display for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { foundation, priority, address, port, kind, related } = self;
        write!(f, "{foundation} 1 udp {priority} {address} {port} typ {}", kind.name())?;
        if let Some((address, port)) = related {
            write!(f, " raddr {address} rport {port}")?;
        }
        Ok(())
    }
}

fn is_foundation(word: &str) -> bool {
    (1..=32).contains(&word.len())
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/')
}
