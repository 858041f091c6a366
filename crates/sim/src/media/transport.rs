//! The two ways that audio reaches an agent, seen alike.

use super::codec::Codec;
use super::plain::Plain;
use super::webrtc::WebRtc;
use std::net::SocketAddr;
use std::time::Instant;

/// Why a session description was not to be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum MediaError {
    /// No socket, or no working candidate.
    #[error("no transport")]
    Transport,
    /// The other side's SDP cannot be used.
    #[error("unusable SDP")]
    Sdp,
    /// An answer without an offer.
    #[error("no offer is open")]
    NoOffer,
    /// The direction is already the one asked for.
    #[error("nothing to offer")]
    NothingToOffer,
    /// The session has ended.
    #[error("the session has ended")]
    Ended,
}

/// The direction of an audio line (RFC 8866, section 6.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SdpDirection {
    SendRecv,
    SendOnly,
    RecvOnly,
    Inactive,
}

impl SdpDirection {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::SendRecv => "sendrecv",
            Self::SendOnly => "sendonly",
            Self::RecvOnly => "recvonly",
            Self::Inactive => "inactive",
        }
    }

    /// The direction of a whole session description; `sendrecv` where none stands.
    pub(crate) fn of(sdp: &str) -> Self {
        let all = [Self::SendOnly, Self::RecvOnly, Self::Inactive];
        let stands =
            |direction: &Self| sdp.lines().any(|line| line.trim_end() == format!("a={}", direction.name()));
        all.into_iter().find(stands).unwrap_or(Self::SendRecv)
    }

    /// What the other side answers to it.
    pub(crate) const fn reversed(self) -> Self {
        match self {
            Self::SendOnly => Self::RecvOnly,
            Self::RecvOnly => Self::SendOnly,
            same => same,
        }
    }

    /// The side that says so does not want to hear: hold (RFC 3264, section 8.4).
    pub(crate) const fn holds(self) -> bool {
        matches!(self, Self::SendOnly | Self::Inactive)
    }
}

/// What comes out of a transport.
pub(crate) enum Arrived {
    /// Send this datagram.
    Transmit(SocketAddr, Vec<u8>),
    /// Audio can flow.
    Connected,
    /// The other side is not to be reached any more (for now).
    Disconnected,
    /// Audio.
    Audio { codec: Codec, timestamp: u32, payload: Vec<u8> },
    /// A telephone event (RFC 4733).
    Telephone { timestamp: u32, event: u8 },
    /// Nothing will ever come again.
    Broken,
}

/// WebRTC, or plain RTP.
pub(crate) enum Transport {
    WebRtc(Box<WebRtc>),
    Plain(Plain),
}

macro_rules! both {
    ($self:ident, $transport:ident => $call:expr) => {
        match $self {
            Transport::WebRtc($transport) => $call,
            Transport::Plain($transport) => $call,
        }
    };
}

impl Transport {
    pub(crate) fn connected(&self) -> bool {
        both!(self, t => t.connected())
    }

    pub(crate) fn deadline(&self) -> Instant {
        both!(self, t => t.deadline())
    }

    pub(crate) fn offer(&mut self, direction: SdpDirection) -> Result<String, MediaError> {
        both!(self, t => t.offer(direction))
    }

    pub(crate) fn apply(&mut self, answer: &str) -> Result<(), MediaError> {
        both!(self, t => t.apply(answer))
    }

    pub(crate) fn accept(&mut self, offer: &str) -> Result<String, MediaError> {
        both!(self, t => t.accept(offer))
    }

    pub(crate) fn receive(&mut self, now: Instant, source: SocketAddr, datagram: &[u8]) {
        both!(self, t => t.receive(now, source, datagram));
    }

    pub(crate) fn handle_timeout(&mut self, now: Instant) {
        both!(self, t => t.handle_timeout(now));
    }

    pub(crate) fn speaks(&mut self) -> Option<Codec> {
        both!(self, t => t.speaks())
    }

    pub(crate) fn send(&mut self, now: Instant, timestamp: u64, payload: Vec<u8>) {
        both!(self, t => t.send(now, timestamp, payload));
    }

    pub(crate) fn poll(&mut self) -> Option<Arrived> {
        both!(self, t => t.poll())
    }
}
