//! The audio of a call: a customer who speaks and hears, at the end of a WebRTC or plain RTP session.

mod codec;
mod ear;
mod g711;
mod plain;
mod recording;
mod resample;
mod sdp;
mod task;
mod transport;
mod voice;
mod webrtc;

pub use codec::Codec;
pub use recording::MediaFacts;
pub(crate) use recording::{Recording, wav};
pub(crate) use transport::{MediaError, SdpDirection};
pub(crate) use voice::Recorded;

use crate::customer::Speech;
use std::net::IpAddr;
use std::sync::Arc;
use task::{MediaOrder, MediaTask};
use tokio::sync::{mpsc, oneshot};
use transport::Transport;

const ORDERS: usize = 16;

/// Which of the two transports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MediaKind {
    WebRtc,
    Plain,
}

impl MediaKind {
    /// The kind that an offer asks for.
    pub(crate) fn of_offer(sdp: &str) -> Self {
        if sdp.contains("UDP/TLS/RTP/SAVP") { Self::WebRtc } else { Self::Plain }
    }
}

/// A handle on a call's audio. The audio ends when the last handle is dropped.
#[derive(Clone)]
pub(crate) struct Media {
    orders: mpsc::Sender<MediaOrder>,
    recording: Arc<Recording>,
}

impl Media {
    /// Opens a socket on `ip` and starts the audio; nothing is said until [`Media::speak`].
    pub(crate) async fn start(
        kind: MediaKind,
        ip: IpAddr,
        voice: Recorded,
        lose: u8,
    ) -> Result<Self, MediaError> {
        let socket = tokio::net::UdpSocket::bind((ip, 0)).await.map_err(|_| MediaError::Transport)?;
        let local = socket.local_addr().map_err(|_| MediaError::Transport)?;
        let transport = match kind {
            MediaKind::WebRtc => Transport::WebRtc(Box::new(webrtc::WebRtc::new(local)?)),
            MediaKind::Plain => Transport::Plain(plain::Plain::new(local)),
        };
        let (orders, received) = mpsc::channel(ORDERS);
        let recording = Arc::new(Recording::default());
        let task =
            MediaTask::new(socket, transport, voice, recording.clone(), lose).ok_or(MediaError::Transport)?;
        tokio::spawn(task.run(received));
        Ok(Self { orders, recording })
    }

    /// An offer with this direction.
    pub(crate) async fn offer(&self, direction: SdpDirection) -> Result<String, MediaError> {
        self.ask(|reply| MediaOrder::Offer(direction, reply)).await
    }

    /// The answer to an offer.
    pub(crate) async fn accept(&self, offer: &str) -> Result<String, MediaError> {
        let direction = SdpDirection::of(offer);
        let answer = self.ask(|reply| MediaOrder::Accept(offer.to_owned(), reply)).await?;
        self.recording.note(|facts| facts.on_hold = direction.holds());
        Ok(answer)
    }

    /// Takes the answer to our offer.
    pub(crate) async fn apply(&self, answer: &str) -> Result<(), MediaError> {
        self.ask(|reply| MediaOrder::Apply(answer.to_owned(), reply)).await
    }

    /// From now on the customer says this, and what is heard and said is recorded (but for the ringing tone).
    pub(crate) async fn speak(&self, speech: Speech, echo_delay_ms: u32) {
        let _ = self.orders.send(MediaOrder::Speak(speech, echo_delay_ms)).await;
    }

    /// Whether the customer hears the agent, and the agent the customer (mute and hold at the server).
    pub(crate) async fn gate(&self, to_customer: bool, to_agent: bool) {
        let _ = self.orders.send(MediaOrder::Gate { to_customer, to_agent }).await;
    }

    /// What was heard and said.
    pub(crate) fn recording(&self) -> &Recording {
        &self.recording
    }

    /// The recording, to outlive the audio.
    pub(crate) fn keep_recording(&self) -> Arc<Recording> {
        self.recording.clone()
    }

    async fn ask<T>(
        &self,
        order: impl FnOnce(oneshot::Sender<Result<T, MediaError>>) -> MediaOrder,
    ) -> Result<T, MediaError> {
        let (reply, answer) = oneshot::channel();
        self.orders.send(order(reply)).await.map_err(|_| MediaError::Ended)?;
        answer.await.map_err(|_| MediaError::Ended)?
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;
    use std::time::Duration;

    async fn end(kind: MediaKind) -> Media {
        let voice = Recorded::load(None).unwrap();
        Media::start(kind, IpAddr::V4(Ipv4Addr::LOCALHOST), voice, 0).await.unwrap()
    }

    async fn negotiate(from: &Media, to: &Media, direction: SdpDirection) -> String {
        let offer = from.offer(direction).await.unwrap();
        let answer = to.accept(&offer).await.unwrap();
        from.apply(&answer).await.unwrap();
        answer
    }

    /// Waits until this is so of what `media` knows.
    async fn until(media: &Media, is_so: impl Fn(&MediaFacts) -> bool) -> MediaFacts {
        let so = async {
            loop {
                let facts = media.recording().facts();
                if is_so(&facts) {
                    return facts;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), so).await.expect("it becomes so")
    }

    /// Two ends: one with a tone, one with the voice; each hears the other, also after a hold.
    async fn two_ends_hear_each_other(kind: MediaKind) {
        let (caller, called) = (end(kind).await, end(kind).await);
        negotiate(&caller, &called, SdpDirection::SendRecv).await;
        caller.speak(Speech::Tone, 0).await;
        called.speak(Speech::Speak, 0).await;
        until(&called, |facts| facts.connected && facts.heard_level > 4_000.0).await;
        let facts = until(&caller, |facts| facts.heard_level > 1_000.0).await;
        assert_eq!(facts.codec, Some(Codec::Opus));

        assert!(negotiate(&caller, &called, SdpDirection::SendOnly).await.contains("a=recvonly"));
        let held = called.recording().facts();
        assert!(held.on_hold);
        until(&called, |facts| facts.packets_in > held.packets_in + 10).await;
        let sent = called.recording().facts().packets_out;
        assert!(negotiate(&caller, &called, SdpDirection::SendRecv).await.contains("a=sendrecv"));
        assert!(sent <= held.packets_out + 2, "nothing is said to somebody who holds");
        until(&called, |facts| facts.packets_out > sent + 10).await;
    }

    #[tokio::test]
    async fn webrtc_ends_hear_each_other() {
        two_ends_hear_each_other(MediaKind::WebRtc).await;
    }

    #[tokio::test]
    async fn plain_rtp_ends_hear_each_other() {
        two_ends_hear_each_other(MediaKind::Plain).await;
    }

    #[tokio::test]
    async fn what_is_no_sdp_is_refused() {
        let media = end(MediaKind::WebRtc).await;
        assert_eq!(media.accept("v=0\r\n").await, Err(MediaError::Sdp));
        assert_eq!(media.apply("v=0\r\n").await.err(), Some(MediaError::Sdp));
    }
}
