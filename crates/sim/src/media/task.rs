//! The task of one leg's audio: socket, clock, and the way to the partner.

use super::codec::{Encoder, FRAME};
use super::ear::Ear;
use super::facts::LegFacts;
use super::partner::Partner;
use super::party::frame_clock;
use super::transport::{Arrived, MediaError, SdpDirection, Transport};
use super::voice::{Mouth, Recorded};
use crate::customer::Speech;
use rand::Rng;
use reo_model::Digit;
use std::sync::Arc;
use std::time::Instant;
use tokio::net::UdpSocket;
use tokio::sync::{mpsc, oneshot};

const LONGEST_DATAGRAM: usize = 2_048;

pub(super) type Reply<T> = oneshot::Sender<Result<T, MediaError>>;

/// What a call wants of its audio.
pub(super) enum MediaOrder {
    Offer(SdpDirection, Reply<String>),
    Accept(String, Reply<String>),
    Apply(String, Reply<()>),
    Play(Speech),
    Connect(Partner),
}

pub(super) struct MediaTask {
    socket: UdpSocket,
    transport: Transport,
    /// What the agent hears who is with nobody.
    tone: Mouth,
    partner: Option<Partner>,
    ear: Ear,
    encoder: Encoder,
    facts: Arc<LegFacts>,
    /// Audio time that has passed, in frames.
    frames: u64,
    last_digit: Option<u32>,
    lose_percent: u8,
}

impl MediaTask {
    pub(super) fn new(
        socket: UdpSocket,
        transport: Transport,
        voice: Recorded,
        facts: Arc<LegFacts>,
        lose_percent: u8,
    ) -> Option<Self> {
        Some(Self {
            socket,
            transport,
            tone: Mouth::new(voice),
            partner: None,
            ear: Ear::new()?,
            encoder: Encoder::new()?,
            facts,
            frames: 0,
            last_digit: None,
            lose_percent,
        })
    }

    pub(super) async fn run(mut self, mut orders: mpsc::Receiver<MediaOrder>) {
        let mut clock = frame_clock();
        let mut datagram = vec![0; LONGEST_DATAGRAM];
        while self.drain() {
            let deadline = tokio::time::Instant::from_std(self.transport.deadline());
            tokio::select! {
                order = orders.recv() => match order {
                    Some(order) => self.order(order),
                    None => return,
                },
                received = self.socket.recv_from(&mut datagram) => if let Ok((length, source)) = received
                    && self.passes() {
                        self.transport.receive(Instant::now(), source, &datagram[..length]);
                    },
                () = tokio::time::sleep_until(deadline) => self.transport.handle_timeout(Instant::now()),
                _ = clock.tick() => self.frame(),
            }
        }
    }

    fn order(&mut self, order: MediaOrder) {
        match order {
            MediaOrder::Offer(direction, reply) => {
                let _ = reply.send(self.transport.offer(direction));
            }
            MediaOrder::Accept(offer, reply) => {
                let _ = reply.send(self.transport.accept(&offer));
            }
            MediaOrder::Apply(answer, reply) => {
                let _ = reply.send(self.transport.apply(&answer));
            }
            MediaOrder::Play(speech) => self.tone.change(speech, 0),
            MediaOrder::Connect(partner) => {
                self.tone.change(Speech::Silence, 0);
                self.partner = Some(partner);
            }
        }
    }

    /// Whether a packet gets through the (deliberately) bad network.
    fn passes(&self) -> bool {
        self.lose_percent == 0 || rand::rng().random_range(0..100) >= self.lose_percent
    }

    /// Twenty milliseconds of both directions.
    fn frame(&mut self) {
        if !self.transport.connected() {
            return;
        }
        let arrived = self.ear.frame();
        let said = self.partner.as_ref().and_then(|partner| partner.exchange(&arrived));
        let sent = said.unwrap_or_else(|| self.tone.frame(&[0; FRAME]));
        self.frames += 1;
        let Some(codec) = self.transport.speaks() else { return };
        let timestamp = self.frames * u64::from(codec.frame_ticks());
        if let Some(payload) = self.encoder.encode(codec, &sent) {
            self.transport.send(Instant::now(), timestamp, payload);
            self.facts.note(|facts| {
                facts.packets_out += 1;
                facts.codec.get_or_insert(codec);
            });
        }
    }

    /// Does all that the transport has to do; `false` when it is broken for good.
    fn drain(&mut self) -> bool {
        while let Some(arrived) = self.transport.poll() {
            match arrived {
                Arrived::Transmit(to, packet) => {
                    let _ = self.socket.try_send_to(&packet, to);
                }
                Arrived::Connected => self.facts.note(|facts| facts.connected = true),
                Arrived::Disconnected => self.facts.note(|facts| facts.connected = false),
                Arrived::Audio { codec, timestamp, payload } => {
                    self.facts.note(|facts| {
                        facts.packets_in += 1;
                        facts.codec = Some(codec);
                    });
                    self.ear.packet(codec, timestamp, payload);
                }
                Arrived::Telephone { timestamp, event } => self.telephone_event(timestamp, event),
                Arrived::Broken => return false,
            }
        }
        true
    }

    /// All packets of one event carry one timestamp (RFC 4733, section 2.2).
    fn telephone_event(&mut self, timestamp: u32, event: u8) {
        if self.last_digit.replace(timestamp) == Some(timestamp) {
            return;
        }
        if let Some(digit) = Digit::from_event(event) {
            self.facts.note(|facts| facts.digits.push(digit.as_char()));
        }
    }
}
