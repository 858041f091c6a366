//! What a session asks for and tells.

use crate::codec::NoNumber;
use crate::message::ServerMessage;
use reo_model::Redacted;

/// To be done with the socket, or to be known; in order.
#[derive(Clone, Debug, PartialEq)]
pub enum SessionOutput {
    /// Open a socket, closing an older one.
    Open {
        /// `wss://…/websocket`.
        url: String,
    },
    /// Close the socket.
    Close,
    /// Send a text frame.
    Send(Redacted<String>),
    /// A message came in; unknown ones too.
    Message(ServerMessage),
    /// The server confirmed the sign-in.
    Online,
    /// The socket was lost; it is tried again by and by.
    Lost,
    /// A try begins.
    Reconnecting {
        /// Which, from 1.
        attempt: u32,
        /// Out of how many.
        total: u32,
    },
    /// There will be no further try without [`super::AgentSession::retry`].
    GivenUp,
}

impl SessionOutput {
    /// Whether it says what to do with the socket.
    pub(super) const fn is_for_the_socket(&self) -> bool {
        matches!(self, Self::Open { .. } | Self::Close | Self::Send(_))
    }
}

/// Why a message was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    /// The session is not online.
    #[error("the agent socket is down")]
    Offline,
    /// The deployment has no such message.
    #[error(transparent)]
    NoNumber(#[from] NoNumber),
}

/// What came in that was of no use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Messages whose number is not known.
    pub unknown: u64,
    /// Frames that are no message at all.
    pub malformed: u64,
}
