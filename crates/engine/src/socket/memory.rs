//! What one try to open the agent socket leaves for the next.

use reo_contact_centre::polling::PollSession;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long polling is tried first once no WebSocket was to be had. The first reconnect after that begins with the
/// WebSocket: the network may be another one by then. A connection that works is never left for a better one.
const DISTRUST: Duration = Duration::from_secs(600);

/// A way to have the agent socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    WebSocket,
    Polling,
}

impl Way {
    pub(super) const fn other(self) -> Self {
        match self {
            Self::WebSocket => Self::Polling,
            Self::Polling => Self::WebSocket,
        }
    }
}

/// Shared by the tasks of all sockets.
#[derive(Clone, Debug, Default)]
pub(super) struct Memory(Arc<Mutex<Past>>);

#[derive(Debug, Default)]
struct Past {
    /// Where no WebSocket was to be had, and when that was.
    blocked: Option<(String, Instant)>,
    /// A session that the server still takes for open.
    left: Option<PollSession>,
}

impl Memory {
    /// The way to begin with.
    pub(super) fn first(&self, url: &str, now: Instant) -> Way {
        match &self.past().blocked {
            Some((blocked, since)) if blocked == url && now.duration_since(*since) < DISTRUST => Way::Polling,
            _ => Way::WebSocket,
        }
    }

    /// The next try begins with this way: the other one came to nothing.
    pub(super) fn try_first(&self, way: Way, url: &str, now: Instant) {
        self.past().blocked = (way == Way::Polling).then(|| (url.to_owned(), now));
    }

    /// Keeps a session that could not be closed.
    pub(super) fn leave(&self, session: PollSession) {
        self.past().left = Some(session);
    }

    /// The session that was left.
    pub(super) fn take_left(&self) -> Option<PollSession> {
        self.past().left.take()
    }

    fn past(&self) -> MutexGuard<'_, Past> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "wss://a.test/websocket";
    const B: &str = "wss://b.test/websocket";

    #[test]
    fn polling_comes_first_for_a_while_and_only_where_the_web_socket_is_blocked() {
        let (memory, now) = (Memory::default(), Instant::now());
        assert_eq!(memory.first(A, now), Way::WebSocket);
        memory.try_first(Way::Polling, A, now);
        assert_eq!(memory.first(A, now), Way::Polling);
        assert_eq!(memory.first(B, now), Way::WebSocket);
        assert_eq!(memory.first(A, now + DISTRUST), Way::WebSocket);
    }

    #[test]
    fn polling_that_comes_to_nothing_gives_way_to_the_web_socket() {
        let (memory, now) = (Memory::default(), Instant::now());
        memory.try_first(Way::Polling, A, now);
        memory.try_first(Way::WebSocket, A, now);
        assert_eq!(memory.first(A, now), Way::WebSocket);
    }
}
