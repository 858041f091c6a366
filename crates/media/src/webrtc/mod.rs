//! The session on `webrtc`/`rtc` 0.21, with the cures for what that stack does not do by itself.

mod connection;
mod early;
mod interceptor;
mod interfaces;
mod negotiation;
mod network;
mod sending;

use crate::sdp::Origin;
use crate::stream::media_stream;
use crate::{
    MediaConfig, MediaError, MediaEvent, MediaFuture, MediaSession, MediaStream, Negotiated, SdpDirection,
    Statistics,
};
use connection::Connection;
use negotiation::{Agreed, Negotiation};
use network::Network;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::sync::{Mutex, mpsc, watch};

/// Few events come in a call; a reader that is this far behind is gone.
const EVENTS: usize = 16;

/// A WebRTC audio session: ICE, DTLS-SRTP, one bundled audio line. Dropping it closes it.
pub struct WebRtcSession {
    negotiation: Mutex<Negotiation>,
    network: Arc<Network>,
    agreed: watch::Receiver<Agreed>,
}

impl WebRtcSession {
    /// Binds sockets and makes a session. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// [`MediaError::Stack`] when the stack refuses, e.g. without any socket.
    pub async fn new(
        config: MediaConfig,
    ) -> Result<(Self, MediaStream, mpsc::Receiver<MediaEvent>), MediaError> {
        let (stream, ends, overflow) = media_stream();
        let network = Arc::new(Network::new(ends.received, overflow));
        let (events, event_receiver) = mpsc::channel(EVENTS);
        let origin = new_origin();
        let connection = Connection::open(&config, network.clone(), origin.ssrc, events.clone()).await?;
        let (in_use, outlet) = watch::channel(None);
        let (agreement, agreed) = watch::channel(Agreed::default());
        tokio::spawn(sending::send_packets(ends.to_send, outlet, network.clone(), origin.ssrc));
        let negotiation = Negotiation::new(
            config,
            network.clone(),
            events,
            Arc::new(connection),
            origin,
            in_use,
            agreement,
        );
        Ok((Self { negotiation: Mutex::new(negotiation), network, agreed }, stream, event_receiver))
    }
}

fn new_origin() -> Origin {
    // RFC 9429, section 5.2.1: a 64-bit number with the highest bit zero, for readers with signed integers.
    Origin {
        id: rand::random::<u64>() >> 2,
        version: 0,
        ssrc: rand::random(),
        cname: format!("{:016x}", rand::random::<u64>()),
    }
}

impl fmt::Debug for WebRtcSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebRtcSession").finish_non_exhaustive()
    }
}

impl MediaSession for WebRtcSession {
    fn offer(&self) -> MediaFuture<'_, String> {
        Box::pin(async { self.negotiation.lock().await.offer().await })
    }

    fn accept<'a>(&'a self, offer: &'a str) -> MediaFuture<'a, String> {
        Box::pin(async { self.negotiation.lock().await.accept(offer).await })
    }

    fn apply<'a>(&'a self, answer: &'a str) -> MediaFuture<'a, ()> {
        Box::pin(async { self.negotiation.lock().await.apply(answer).await })
    }

    fn reoffer(&self, direction: SdpDirection, ice_restart: bool) -> MediaFuture<'_, String> {
        Box::pin(async move { self.negotiation.lock().await.reoffer(direction, ice_restart).await })
    }

    fn rollback(&self) -> MediaFuture<'_, ()> {
        Box::pin(async { self.negotiation.lock().await.rollback().await })
    }

    fn remote_hold(&self) -> bool {
        self.agreed.borrow().remote_hold
    }

    fn sending(&self) -> bool {
        self.network.sending.load(Ordering::Relaxed)
    }

    fn codec(&self) -> Option<Negotiated> {
        self.agreed.borrow().negotiated
    }

    fn statistics(&self) -> Statistics {
        let clock_rate = self.codec().map_or(48_000, |negotiated| negotiated.codec.clock_rate());
        self.network.statistics(clock_rate)
    }

    fn close(&self) -> MediaFuture<'_, ()> {
        Box::pin(async {
            self.negotiation.lock().await.close().await;
            Ok(())
        })
    }
}
