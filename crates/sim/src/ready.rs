//! Everything that whoever uses the simulator has to know, in one JSON object.

use reo_model::{Domain, Extension, Redacted};
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::path::PathBuf;

/// What a started simulator says of itself: `reo sim` prints it as one line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReadyLine {
    /// Base address for signing in (`https://…`).
    pub base: String,
    /// The same over plain HTTP, where asked for.
    pub plain_base: Option<String>,
    /// The agent socket (`wss://…/websocket`).
    pub agent_socket: String,
    /// SIP over a TLS WebSocket.
    pub sip_wss: String,
    /// SIP over a plain WebSocket, where asked for.
    pub sip_ws: Option<String>,
    /// SIP over UDP, where asked for.
    pub sip_udp: Option<SocketAddr>,
    /// The SIP domain.
    pub sip_domain: String,
    /// The digest password of every agent.
    pub sip_password: Redacted<String>,
    /// Address of the control interface (`http://…`).
    pub control: String,
    /// The certificate authority's PEM file.
    pub ca: PathBuf,
    /// The tenant.
    pub domain: Domain,
    /// The tenant's secret, for tests that make tokens of their own.
    pub access_key: Redacted<String>,
    /// Every agent with a token.
    pub agents: Vec<ReadyAgent>,
}

/// An agent who can sign in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReadyAgent {
    /// The tenant.
    #[serde(default)]
    pub domain: Domain,
    /// `ipphone`.
    pub extension: Extension,
    /// `username`.
    pub username: String,
    /// A token that signs in.
    pub token: Redacted<String>,
}
