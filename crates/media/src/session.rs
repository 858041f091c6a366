//! The border of a media session: offers and answers in, events out.

use crate::{MediaError, Negotiated, Statistics};
use std::future::Future;
use std::pin::Pin;

/// A boxed future, so that the trait is object safe.
pub type MediaFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, MediaError>> + Send + 'a>>;

/// Direction of the audio in an offer of ours (RFC 8866, section 6.7), seen from us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SdpDirection {
    /// Both ways.
    SendRecv,
    /// Only ours: the usual hold.
    SendOnly,
    /// Only theirs.
    RecvOnly,
    /// None.
    Inactive,
}

impl SdpDirection {
    /// Whether we send.
    pub const fn sends(self) -> bool {
        matches!(self, Self::SendRecv | Self::SendOnly)
    }

    /// Whether we receive.
    pub const fn receives(self) -> bool {
        matches!(self, Self::SendRecv | Self::RecvOnly)
    }
}

/// What happened to a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaEvent {
    /// ICE and DTLS stand: audio can flow.
    Connected,
    /// The path is gone; it may come back, or an ICE restart brings it back.
    Disconnected,
    /// ICE or DTLS failed. Only an ICE restart or a new call helps.
    Failed,
    /// The session is over.
    Closed,
}

/// One audio session with one peer.
///
/// Every SDP is complete: all candidates are inside, nothing trickles (RFC 8839, without RFC 8838).
pub trait MediaSession: Send + Sync {
    /// The first offer, for an INVITE of ours.
    fn offer(&self) -> MediaFuture<'_, String>;
    /// Takes the peer's offer (the first, or a re-INVITE's) and gives the answer.
    fn accept<'a>(&'a self, offer: &'a str) -> MediaFuture<'a, String>;
    /// Takes the peer's answer to our last offer. After an error what was agreed before goes on, as after
    /// [`Self::rollback`]; to the first offer another answer may still come.
    fn apply<'a>(&'a self, answer: &'a str) -> MediaFuture<'a, ()>;
    /// A further offer: hold, resume, or an ICE restart after the network changed.
    fn reoffer(&self, direction: SdpDirection, ice_restart: bool) -> MediaFuture<'_, String>;
    /// Our last offer was refused or went unanswered: go back to what was agreed before.
    fn rollback(&self) -> MediaFuture<'_, ()>;
    /// Whether the peer's last SDP says sendonly or inactive.
    fn remote_hold(&self) -> bool;
    /// Whether we may send by what was last agreed. Hand it to [`crate::VoicePath::set_sending`].
    fn sending(&self) -> bool;
    /// What was agreed on; `None` before the first answer.
    fn codec(&self) -> Option<Negotiated>;
    /// What the network tells.
    fn statistics(&self) -> Statistics;
    /// Ends the session.
    fn close(&self) -> MediaFuture<'_, ()>;
}
