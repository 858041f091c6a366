//! What a session is made with.

use crate::Codec;
use reo_model::Redacted;

/// A STUN or TURN server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IceServer {
    /// `stun:host:port` or `turn:host:port?transport=udp` (RFC 7064, RFC 7065). TURN works over UDP only.
    pub urls: Vec<String>,
    /// TURN user name.
    pub username: Option<String>,
    /// TURN password.
    pub credential: Option<Redacted<String>>,
}

/// How a session gathers candidates and what it offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaConfig {
    /// STUN and TURN servers; none is fine where the server has a public address.
    pub ice_servers: Vec<IceServer>,
    /// Also use 127.0.0.1. Without any other usable interface it is used in any case.
    pub include_loopback: bool,
    /// Use 127.0.0.1 and nothing else (tests, a server on the same machine).
    pub loopback_only: bool,
    /// Codecs to offer and to accept, the preferred one first.
    pub codecs: Vec<Codec>,
}

impl Default for MediaConfig {
    fn default() -> Self {
        Self {
            ice_servers: Vec::new(),
            include_loopback: false,
            loopback_only: false,
            codecs: vec![Codec::Opus, Codec::Pcmu, Codec::Pcma],
        }
    }
}
