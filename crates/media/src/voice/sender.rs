//! From microphone frames to RTP packets.

use super::dtmf::DigitSender;
use super::encoder::{Encoder, PACKET};
use super::{FRAME, Frame};
use crate::{MediaError, Negotiated, RtpOut};
use reo_model::Digit;

const PACKETS_PER_SECOND: u32 = 50;

/// Collects two frames a packet and keeps sequence numbers and timestamps.
#[derive(Debug)]
pub(crate) struct Sender {
    codec: Option<(Negotiated, Encoder)>,
    samples: [f32; PACKET],
    filled: usize,
    sequence: u16,
    timestamp: u32,
    /// The next packet of voice follows a silence (RFC 3551, section 4.1).
    marker: bool,
    muted: bool,
    sending: bool,
    digits: DigitSender,
    sent: u64,
}

impl Sender {
    /// Begins with these numbers, which should be random (RFC 3550, section 5.1).
    pub(crate) fn new(sequence: u16, timestamp: u32) -> Self {
        Self {
            codec: None,
            samples: [0.0; PACKET],
            filled: 0,
            sequence,
            timestamp,
            marker: true,
            muted: false,
            sending: true,
            digits: DigitSender::new(),
            sent: 0,
        }
    }

    pub(crate) fn set_codec(&mut self, negotiated: Negotiated) -> Result<(), MediaError> {
        let same = |old: &Negotiated| old.codec == negotiated.codec && old.fec == negotiated.fec;
        match &mut self.codec {
            Some((old, _)) if same(old) => *old = negotiated,
            _ => {
                self.codec = Some((negotiated, Encoder::new(&negotiated)?));
                (self.filled, self.marker) = (0, true);
                self.digits.clear();
            }
        }
        Ok(())
    }

    pub(crate) fn set_muted(&mut self, muted: bool) {
        self.muted = muted;
    }

    pub(crate) fn muted(&self) -> bool {
        self.muted
    }

    pub(crate) fn set_sending(&mut self, sending: bool) {
        if sending != self.sending {
            self.sending = sending;
            (self.filled, self.marker) = (0, true);
            self.digits.clear();
        }
    }

    pub(crate) fn set_expected_loss(&mut self, loss: f32) {
        if let Some((_, encoder)) = &mut self.codec {
            encoder.set_expected_loss(loss);
        }
    }

    pub(crate) fn send_digit(&mut self, digit: Digit) -> bool {
        let taken = self.codec.as_ref().is_some_and(|(negotiated, _)| negotiated.telephone_event.is_some());
        taken && self.sending && self.digits.push(digit)
    }

    pub(crate) fn sent(&self) -> u64 {
        self.sent
    }

    /// Takes a frame; gives a packet every second time.
    pub(crate) fn capture(&mut self, frame: &Frame) -> Option<RtpOut> {
        let ticks = self.codec.as_ref()?.0.codec.ticks_per_frame();
        if !self.sending {
            // The clock goes on, so that the peer sees how long the silence was.
            self.timestamp = self.timestamp.wrapping_add(ticks);
            return None;
        }
        let place = self.samples.get_mut(self.filled..self.filled + FRAME)?;
        if self.muted {
            place.fill(0.0)
        } else {
            place.copy_from_slice(frame)
        }
        self.filled += FRAME;
        if self.filled < PACKET {
            return None;
        }
        self.filled = 0;
        let packet = self.packet(2 * ticks);
        self.timestamp = self.timestamp.wrapping_add(2 * ticks);
        packet
    }

    fn packet(&mut self, ticks: u32) -> Option<RtpOut> {
        let (negotiated, encoder) = self.codec.as_mut()?;
        // Encoded in any case: the encoder must not miss what it hears during a key.
        let voice = encoder.encode(&self.samples);
        let event = match negotiated.telephone_event {
            Some(number) => {
                // The event's duration counts in its own clock, its timestamp is one of the stream.
                let ticks = negotiated.event_clock(number).map_or(ticks, |clock| clock / PACKETS_PER_SECOND);
                let ticks = u16::try_from(ticks).unwrap_or(u16::MAX);
                self.digits.next(self.timestamp, ticks).map(|event| (number, event))
            }
            None => None,
        };
        let sequence = self.sequence;
        let packet = match event {
            Some((payload_type, event)) => RtpOut {
                payload_type,
                marker: event.marker,
                sequence,
                timestamp: event.timestamp,
                payload: event.payload()?,
            },
            None => RtpOut {
                payload_type: negotiated.payload_type,
                marker: std::mem::take(&mut self.marker),
                sequence,
                timestamp: self.timestamp,
                payload: voice?,
            },
        };
        self.sequence = self.sequence.wrapping_add(1);
        self.sent += 1;
        Some(packet)
    }
}
