//! What can go wrong with a session.

use thiserror::Error;

/// Why a media operation failed. None of them carries text of the peer's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum MediaError {
    /// No network interface to send from.
    #[error("no usable network interface")]
    NoInterface,
    /// The peer's SDP cannot be read. Refuse the offer (488) or end the call.
    #[error("the session description is malformed")]
    MalformedSdp,
    /// There is no audio in the peer's SDP that we could speak. Refuse the offer (488).
    #[error("no common audio codec")]
    NoCommonCodec,
    /// The peer's SDP has no ICE or no DTLS-SRTP, or refuses rtcp-mux. Refuse the offer (488).
    #[error("the peer does not speak WebRTC")]
    NotWebRtc,
    /// Not the moment for this: e.g. an answer without an offer of ours. For a peer's offer: 491.
    #[error("not in this negotiation state")]
    WrongState,
    /// The session is closed.
    #[error("the session is closed")]
    Closed,
    /// The WebRTC stack refused; a new session may work.
    #[error("the WebRTC stack failed")]
    Stack,
    /// The codec cannot be set up.
    #[error("the codec cannot be set up")]
    Codec,
}
