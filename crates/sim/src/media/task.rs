//! The task of one call's audio: socket, clock, mouth and ear.

use super::codec::{Encoder, FRAME};
use super::ear::Ear;
use super::recording::Recording;
use super::transport::{Arrived, MediaError, SdpDirection, Transport};
use super::voice::{Mouth, Recorded};
use crate::customer::Speech;
use rand::Rng;
use reo_model::Digit;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::UdpSocket;
use tokio::sync::{mpsc, oneshot};
use tokio::time::MissedTickBehavior;

const LONGEST_DATAGRAM: usize = 2_048;

pub(super) type Reply<T> = oneshot::Sender<Result<T, MediaError>>;

/// What a call wants of its audio.
pub(super) enum MediaOrder {
    Offer(SdpDirection, Reply<String>),
    Accept(String, Reply<String>),
    Apply(String, Reply<()>),
    Speak(Speech, u32),
    Gate { to_customer: bool, to_agent: bool },
}

pub(super) struct MediaTask {
    socket: UdpSocket,
    transport: Transport,
    mouth: Mouth,
    ear: Ear,
    encoder: Encoder,
    recording: Arc<Recording>,
    recorded: bool,
    to_customer: bool,
    to_agent: bool,
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
        recording: Arc<Recording>,
        lose_percent: u8,
    ) -> Option<Self> {
        Some(Self {
            socket,
            transport,
            mouth: Mouth::new(voice),
            ear: Ear::new()?,
            encoder: Encoder::new()?,
            recording,
            recorded: false,
            to_customer: true,
            to_agent: true,
            frames: 0,
            last_digit: None,
            lose_percent,
        })
    }

    pub(super) async fn run(mut self, mut orders: mpsc::Receiver<MediaOrder>) {
        let mut clock = tokio::time::interval(Duration::from_millis(20));
        // A late frame is caught up: the customer's time line has no holes.
        clock.set_missed_tick_behavior(MissedTickBehavior::Burst);
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
            MediaOrder::Speak(speech, echo_delay_ms) => {
                self.mouth.change(speech, echo_delay_ms);
                self.recorded = speech != Speech::Ringing;
            }
            MediaOrder::Gate { to_customer, to_agent } => {
                (self.to_customer, self.to_agent) = (to_customer, to_agent);
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
        let heard = if self.to_customer { arrived } else { [0; FRAME] };
        let said = self.mouth.frame(&heard);
        if self.recorded {
            self.recording.frame(&heard, &said);
        }
        let sent = if self.to_agent { said } else { [0; FRAME] };
        self.frames += 1;
        let Some(codec) = self.transport.speaks() else { return };
        let timestamp = self.frames * u64::from(codec.frame_ticks());
        if let Some(payload) = self.encoder.encode(codec, &sent) {
            self.transport.send(Instant::now(), timestamp, payload);
            self.recording.note(|facts| {
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
                Arrived::Connected => self.recording.note(|facts| facts.connected = true),
                Arrived::Disconnected => self.recording.note(|facts| facts.connected = false),
                Arrived::Audio { codec, timestamp, payload } => {
                    self.recording.note(|facts| {
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
            self.recording.note(|facts| facts.digits.push(digit.as_char()));
        }
    }
}
