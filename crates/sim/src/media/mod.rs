//! The audio of a call: a customer who speaks and hears, and the legs of agents, WebRTC, plain RTP or imagined, that
//! the customer is put through to.

mod bridge;
mod codec;
mod ear;
mod facts;
mod g711;
mod handset;
mod partner;
mod party;
mod plain;
mod recording;
mod resample;
mod sdp;
mod task;
mod transport;
mod voice;
mod webrtc;

pub(crate) use bridge::{Bridge, Side};
pub use codec::Codec;
pub(crate) use facts::LegFacts;
pub use facts::MediaFacts;
pub(crate) use handset::Handset;
pub(crate) use partner::Partner;
pub(crate) use party::Party;
pub(crate) use recording::wav;
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

/// A handle on the audio of an agent's leg. The audio ends when the last handle is dropped.
#[derive(Clone)]
pub(crate) struct Media {
    orders: mpsc::Sender<MediaOrder>,
    facts: Arc<LegFacts>,
}

impl Media {
    /// Opens a socket on `ip` and starts the audio: silence, until told otherwise.
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
        let facts = Arc::<LegFacts>::default();
        let task =
            MediaTask::new(socket, transport, voice, facts.clone(), lose).ok_or(MediaError::Transport)?;
        tokio::spawn(task.run(received));
        Ok(Self { orders, facts })
    }

    /// An offer with this direction.
    pub(crate) async fn offer(&self, direction: SdpDirection) -> Result<String, MediaError> {
        self.ask(|reply| MediaOrder::Offer(direction, reply)).await
    }

    /// The answer to an offer.
    pub(crate) async fn accept(&self, offer: &str) -> Result<String, MediaError> {
        let direction = SdpDirection::of(offer);
        let answer = self.ask(|reply| MediaOrder::Accept(offer.to_owned(), reply)).await?;
        self.facts.note(|facts| facts.on_hold = direction.holds());
        Ok(answer)
    }

    /// Takes the answer to our offer.
    pub(crate) async fn apply(&self, answer: &str) -> Result<(), MediaError> {
        self.ask(|reply| MediaOrder::Apply(answer.to_owned(), reply)).await
    }

    /// What the agent hears who is not connected with anybody.
    pub(crate) async fn play(&self, speech: Speech) {
        let _ = self.orders.send(MediaOrder::Play(speech)).await;
    }

    /// Connects this leg with a customer or another agent.
    pub(crate) async fn connect(&self, partner: Partner) {
        let _ = self.orders.send(MediaOrder::Connect(partner)).await;
    }

    /// What is known of this leg.
    pub(crate) fn facts(&self) -> Arc<LegFacts> {
        self.facts.clone()
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

    async fn end(kind: MediaKind) -> (Media, Arc<Party>) {
        let voice = Recorded::load(None).unwrap();
        let media = Media::start(kind, IpAddr::V4(Ipv4Addr::LOCALHOST), voice.clone(), 0).await.unwrap();
        (media, Party::new(voice))
    }

    async fn negotiate(from: &Media, to: &Media, direction: SdpDirection) -> String {
        let offer = from.offer(direction).await.unwrap();
        let answer = to.accept(&offer).await.unwrap();
        from.apply(&answer).await.unwrap();
        answer
    }

    /// Waits until it is so.
    async fn until(is_so: impl Fn() -> bool) {
        let so = async {
            while !is_so() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), so).await.expect("it becomes so");
    }

    /// Two ends: one with a tone, one with the voice; each hears the other, also after a hold.
    async fn two_ends_hear_each_other(kind: MediaKind) {
        let ((caller, one), (called, other)) = (end(kind).await, end(kind).await);
        negotiate(&caller, &called, SdpDirection::SendRecv).await;
        one.speak(Speech::Tone, 0);
        other.speak(Speech::Speak, 0);
        caller.connect(Partner::customer(&one)).await;
        called.connect(Partner::customer(&other)).await;
        until(|| called.facts.now().connected && other.recording().levels().0 > 4_000.0).await;
        until(|| one.recording().levels().0 > 1_000.0).await;
        assert_eq!(caller.facts.now().codec, Some(Codec::Opus));

        assert!(negotiate(&caller, &called, SdpDirection::SendOnly).await.contains("a=recvonly"));
        let held = called.facts.now();
        assert!(held.on_hold);
        until(|| called.facts.now().packets_in > held.packets_in + 10).await;
        let sent = called.facts.now().packets_out;
        assert!(negotiate(&caller, &called, SdpDirection::SendRecv).await.contains("a=sendrecv"));
        assert!(sent <= held.packets_out + 2, "nothing is said to somebody who holds");
        until(|| called.facts.now().packets_out > sent + 10).await;
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
    async fn a_customer_who_waits_hears_music_and_then_an_imagined_phone() {
        let party = Party::new(Recorded::load(None).unwrap());
        party.wait();
        until(|| party.recording().levels().0 > 300.0).await;
        Handset::new(Recorded::agent().unwrap(), Speech::Tone, 0).connect(Partner::customer(&party));
        until(|| party.recording().levels().0 > 4_000.0).await;
        party.part();
    }

    #[tokio::test]
    async fn what_is_no_sdp_is_refused() {
        let (media, _) = end(MediaKind::WebRtc).await;
        assert_eq!(media.accept("v=0\r\n").await, Err(MediaError::Sdp));
        assert_eq!(media.apply("v=0\r\n").await.err(), Some(MediaError::Sdp));
    }
}
