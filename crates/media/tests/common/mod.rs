//! Two sessions on loopback.
#![allow(dead_code)]

use reo_media::{
    Codec, MediaConfig, MediaEvent, MediaSession, MediaStream, Negotiated, Payload, RtpIn, RtpOut,
    WebRtcSession,
};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};

/// Longest wait for anything on loopback; reached only by a failing test.
pub const PATIENCE: Duration = Duration::from_secs(10);

pub struct Side {
    pub session: WebRtcSession,
    pub stream: MediaStream,
    pub events: mpsc::Receiver<MediaEvent>,
}

pub fn config(codecs: &[Codec]) -> MediaConfig {
    MediaConfig { loopback_only: true, codecs: codecs.to_vec(), ..MediaConfig::default() }
}

impl Side {
    pub async fn new(codecs: &[Codec]) -> Self {
        let (session, stream, events) = WebRtcSession::new(config(codecs)).await.unwrap();
        Self { session, stream, events }
    }

    pub async fn event(&mut self, wanted: MediaEvent) {
        loop {
            match timeout(PATIENCE, self.events.recv()).await {
                Ok(Some(event)) if event == wanted => return,
                Ok(Some(_)) => {}
                other => panic!("waited for {wanted:?}, got {other:?}"),
            }
        }
    }

    pub fn agreed(&self) -> Negotiated {
        self.session.codec().unwrap()
    }

    pub fn send(&mut self, sequence: u16, payload: &[u8]) {
        let payload_type = self.agreed().payload_type;
        self.send_as(payload_type, sequence, payload);
    }

    pub fn send_as(&mut self, payload_type: u8, sequence: u16, payload: &[u8]) {
        let timestamp = u32::from(sequence) * 960;
        let payload = Payload::new(payload).unwrap();
        self.stream.outgoing.send(RtpOut { payload_type, marker: false, sequence, timestamp, payload });
    }

    /// The next packet that comes in.
    pub async fn packet(&mut self) -> RtpIn {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(packet) = self.stream.incoming.pop() {
                return packet;
            }
            assert!(Instant::now() < end, "no packet came");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

/// Sends until one arrives, since the first ones may be early for the other side's DTLS. Returns what arrived.
pub async fn first_packet(from: &mut Side, to: &mut Side, payload: &[u8]) -> RtpIn {
    let end = Instant::now() + PATIENCE;
    for sequence in 0.. {
        from.send(sequence, payload);
        tokio::time::sleep(Duration::from_millis(5)).await;
        if let Some(packet) = to.stream.incoming.pop() {
            return packet;
        }
        assert!(Instant::now() < end, "no packet came");
    }
    unreachable!()
}

pub async fn call(caller: &mut Side, callee: &mut Side) {
    let offer = caller.session.offer().await.unwrap();
    let answer = callee.session.accept(&offer).await.unwrap();
    caller.session.apply(&answer).await.unwrap();
    caller.event(MediaEvent::Connected).await;
    callee.event(MediaEvent::Connected).await;
}
