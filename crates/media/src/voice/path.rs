//! The whole of it.

use super::decoder::Decoder;
use super::dtmf::DigitReceiver;
use super::queue::Content;
use super::receiver::Receiver;
use super::sender::Sender;
use crate::voice::Frame;
use crate::{MediaError, Negotiated, RtpIn, RtpOut, VoiceStatistics};
use reo_model::Digit;
use std::time::Duration;

/// Highest sample magnitudes since the last look, 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Levels {
    /// What we send: nothing while muted.
    pub input: f32,
    /// What we hear.
    pub output: f32,
}

/// One call's voice. Owned by the voice thread, which gives it a frame of the microphone and takes a frame for the
/// loudspeaker every 10 ms; neither allocates once a few frames have passed.
#[derive(Debug)]
pub struct VoicePath {
    negotiated: Option<Negotiated>,
    sender: Sender,
    receiver: Option<Receiver>,
    digits: DigitReceiver,
    levels: Levels,
}

impl Default for VoicePath {
    fn default() -> Self {
        Self::new()
    }
}

impl VoicePath {
    /// A path that sends nothing and plays silence until [`Self::set_codec`].
    pub fn new() -> Self {
        Self::starting_at(rand::random(), rand::random())
    }

    /// A path whose first packet has these numbers.
    pub fn starting_at(sequence: u16, timestamp: u32) -> Self {
        Self {
            negotiated: None,
            sender: Sender::new(sequence, timestamp),
            receiver: None,
            digits: DigitReceiver::new(),
            levels: Levels::default(),
        }
    }

    /// Switches to what was negotiated. Allocates; call it when an answer came, not per frame.
    ///
    /// # Errors
    /// [`MediaError::Codec`] when the codec cannot be set up.
    pub fn set_codec(&mut self, negotiated: Negotiated) -> Result<(), MediaError> {
        if self.receiver.is_none() {
            self.receiver = Some(Receiver::new(Decoder::new()?));
        }
        self.sender.set_codec(negotiated)?;
        self.negotiated = Some(negotiated);
        Ok(())
    }

    /// Takes 10 ms of the microphone and emits what is to be sent, if a packet is complete.
    pub fn capture(&mut self, frame: &Frame, mut emit: impl FnMut(RtpOut)) {
        if !self.sender.muted() {
            self.levels.input = self.levels.input.max(peak(frame));
        }
        if let Some(packet) = self.sender.capture(frame) {
            emit(packet);
        }
    }

    /// Takes a packet that came in. `now` is any monotonic clock, always the same one.
    pub fn receive(&mut self, packet: &RtpIn, now: Duration) {
        let (Some(negotiated), Some(receiver)) = (&self.negotiated, &mut self.receiver) else { return };
        if negotiated.event_clock(packet.payload_type).is_some() {
            self.digits.receive(packet.ssrc, packet.timestamp, &packet.payload);
            receiver.receive(packet, Content::Event, now);
        } else if let Some(codec) = negotiated.codec_of(packet.payload_type) {
            receiver.receive(packet, Content::Voice(codec), now);
        } else {
            receiver.statistics.discarded += 1;
        }
    }

    /// Gives the next 10 ms for the loudspeaker. To be called as the output device needs it.
    pub fn playout(&mut self, frame: &mut Frame) {
        match &mut self.receiver {
            Some(receiver) => receiver.playout(frame),
            None => frame.fill(0.0),
        }
        self.levels.output = self.levels.output.max(peak(frame));
    }

    /// Sends silence instead of the microphone, or the microphone again.
    pub fn set_mute(&mut self, muted: bool) {
        self.sender.set_muted(muted);
    }

    /// Sends a key: 100 ms of telephone event, after those still under way (RFC 4733). `false` when the peer takes none,
    /// when too many wait, or while nothing is sent.
    pub fn send_digit(&mut self, digit: Digit) -> bool {
        self.sender.send_digit(digit)
    }

    /// Stops sending altogether (hold), or starts again.
    pub fn set_sending(&mut self, sending: bool) {
        self.sender.set_sending(sending);
    }

    /// The next key that the far side pressed, each press once.
    pub fn poll_digit(&mut self) -> Option<Digit> {
        self.digits.poll()
    }

    /// Tells the encoder how much the peer misses, 0 to 1 ([`crate::Statistics::remote_loss`]), which sets the strength of
    /// Opus FEC.
    pub fn set_expected_loss(&mut self, loss: f32) {
        self.sender.set_expected_loss(loss);
    }

    /// Peaks since the last call.
    pub fn levels(&mut self) -> Levels {
        std::mem::take(&mut self.levels)
    }

    /// Figures so far.
    pub fn statistics(&self) -> VoiceStatistics {
        let heard =
            self.receiver.as_ref().map_or_else(VoiceStatistics::default, |receiver| receiver.statistics);
        VoiceStatistics { sent: self.sender.sent(), ..heard }
    }
}

fn peak(frame: &Frame) -> f32 {
    frame.iter().fold(0.0, |peak, sample| sample.abs().max(peak))
}
