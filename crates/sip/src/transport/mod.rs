//! The connection to the server, as far as the rest needs to know it: texts in, texts out, up or down.
//!
//! Another transport (UDP, TCP, TLS) is another [`Protocol`] with its own task body behind [`Link::open`].

mod websocket;

use crate::{LineFailure, SipConfig};
use std::time::Duration;
use tokio::{sync::mpsc, task::JoinHandle};
use url::Url;

/// Messages that may wait for the socket; beyond that the connection counts as stuck.
const SEND_QUEUE: usize = 256;
/// Messages that may wait for the agent; beyond that the socket is not read.
pub(crate) const RECEIVE_QUEUE: usize = 256;

/// How SIP is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// RFC 7118 over TCP.
    Ws,
    /// RFC 7118 over TLS.
    Wss,
}

impl Protocol {
    /// By the scheme of the server's address.
    pub(crate) fn of(server: &Url) -> Option<Self> {
        match server.scheme() {
            "ws" => Some(Self::Ws),
            "wss" => Some(Self::Wss),
            _ => None,
        }
    }

    /// Its name in Via (RFC 7118, section 5.2).
    pub(crate) const fn via(self) -> &'static str {
        match self {
            Self::Ws => "WS",
            Self::Wss => "WSS",
        }
    }

    /// Its `transport` parameter in a SIP URI: `ws` for both (RFC 7118, section 5.2.2).
    pub(crate) const fn uri_parameter(self) -> &'static str {
        match self {
            Self::Ws | Self::Wss => "ws",
        }
    }
}

/// What comes from a link, with the link's number so that what an older one said last can be told apart.
pub(crate) type LinkReport = (u64, LinkEvent);

/// What happens on a link. After `Down` nothing more comes.
#[derive(Debug)]
pub(crate) enum LinkEvent {
    /// Messages can be sent.
    Up,
    /// A message that may be SIP.
    Text(String),
    /// Something that cannot be SIP.
    Garbage,
    /// The connection failed or was lost.
    Down(LineFailure),
}

/// One connection, from dialling to its end. Dropping it cuts the connection.
#[derive(Debug)]
pub(crate) struct Link {
    number: u64,
    outgoing: mpsc::Sender<String>,
    task: JoinHandle<()>,
}

impl Link {
    /// Starts to connect; reports go to `reports`.
    pub(crate) fn open(config: &SipConfig, number: u64, reports: mpsc::Sender<LinkReport>) -> Self {
        let (outgoing, queue) = mpsc::channel(SEND_QUEUE);
        let (server, tls, keep_alive) = (config.server.clone(), config.tls.clone(), config.keep_alive);
        let task = tokio::spawn(async move {
            let end = websocket::carry(server, tls, keep_alive, queue, number, &reports).await;
            let _ = reports.send((number, LinkEvent::Down(end))).await;
        });
        Self { number, outgoing, task }
    }

    /// The number that its reports carry.
    pub(crate) const fn number(&self) -> u64 {
        self.number
    }

    /// Hands a message to the socket. `false` when the connection is gone or stuck.
    pub(crate) fn send(&self, text: String) -> bool {
        self.outgoing.try_send(text).is_ok()
    }

    /// Sends what is queued and closes, within `limit`.
    pub(crate) async fn close(mut self, limit: Duration) {
        let (none, _) = mpsc::channel(1);
        drop(std::mem::replace(&mut self.outgoing, none));
        let _ = tokio::time::timeout(limit, &mut self.task).await;
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.task.abort();
    }
}
