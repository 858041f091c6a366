//! The way to a client: a WebSocket, or a UDP address.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::net::UdpSocket;
use tokio::sync::{Notify, mpsc};

static NEXT: AtomicU64 = AtomicU64::new(1);

/// A flow (RFC 5626): answers and requests to a client go where its own came from.
#[derive(Clone)]
pub(crate) struct Flow {
    id: u64,
    way: Way,
}

#[derive(Clone)]
enum Way {
    WebSocket { out: mpsc::Sender<String>, closing: Arc<Notify>, secure: bool },
    Udp { socket: Arc<UdpSocket>, peer: SocketAddr },
}

impl Flow {
    pub(crate) fn web_socket(out: mpsc::Sender<String>, closing: Arc<Notify>, secure: bool) -> Self {
        Self { id: NEXT.fetch_add(1, Ordering::Relaxed), way: Way::WebSocket { out, closing, secure } }
    }

    pub(crate) fn udp(socket: Arc<UdpSocket>, peer: SocketAddr) -> Self {
        Self { id: 0, way: Way::Udp { socket, peer } }
    }

    /// Sends one message. What a full or closed way does not take is lost, as in a network.
    pub(crate) fn send(&self, text: &str) {
        match &self.way {
            Way::WebSocket { out, .. } => {
                let _ = out.try_send(text.to_owned());
            }
            Way::Udp { socket, peer } => {
                let _ = socket.try_send_to(text.as_bytes(), *peer);
            }
        }
    }

    /// Closes a WebSocket; UDP has nothing to close.
    pub(crate) fn close(&self) {
        if let Way::WebSocket { closing, .. } = &self.way {
            closing.notify_one();
        }
    }

    pub(crate) fn is_closed(&self) -> bool {
        matches!(&self.way, Way::WebSocket { out, .. } if out.is_closed())
    }

    /// Whether messages can get lost on the way, so that they are sent again (RFC 3261, section 17).
    pub(crate) fn is_unreliable(&self) -> bool {
        matches!(self.way, Way::Udp { .. })
    }

    /// The transport's name in a Via.
    pub(crate) fn via_transport(&self) -> &'static str {
        match self.way {
            Way::WebSocket { secure: true, .. } => "WSS",
            Way::WebSocket { secure: false, .. } => "WS",
            Way::Udp { .. } => "UDP",
        }
    }

    /// The transport parameter of a Contact (RFC 7118, section 5.2: `ws` for both).
    pub(crate) fn uri_transport(&self) -> &'static str {
        if self.is_unreliable() { "udp" } else { "ws" }
    }

    /// Where the client is, for `received` and `rport` (RFC 3581); WebSockets need none.
    pub(crate) fn peer(&self) -> Option<SocketAddr> {
        match self.way {
            Way::Udp { peer, .. } => Some(peer),
            Way::WebSocket { .. } => None,
        }
    }
}

impl PartialEq for Flow {
    fn eq(&self, other: &Self) -> bool {
        match (&self.way, &other.way) {
            (Way::Udp { peer: a, .. }, Way::Udp { peer: b, .. }) => a == b,
            _ => self.id == other.id,
        }
    }
}
