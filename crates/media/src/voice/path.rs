//! The whole of it.

use crate::voice::Frame;
use crate::{MediaError, Negotiated, RtpIn, RtpOut, VoiceStatistics};
use reo_model::Digit;
use std::time::Duration;

/// Highest sample magnitudes since the last look, 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Levels {
    /// What we send (after mute).
    pub input: f32,
    /// What we hear.
    pub output: f32,
}

/// One call's voice. Owned by the voice thread, which gives it a frame of the microphone and takes a frame for the
/// loudspeaker every 10 ms; neither allocates once a few frames have passed.
#[derive(Debug, Default)]
pub struct VoicePath {
    statistics: VoiceStatistics,
}

impl VoicePath {
    /// A path that sends nothing and plays silence until [`Self::set_codec`].
    pub fn new() -> Self {
        Self::default()
    }

    /// Switches to what was negotiated. Allocates; call it when an answer came, not per frame.
    ///
    /// # Errors
    /// [`MediaError::Codec`] when the codec cannot be set up.
    pub fn set_codec(&mut self, _negotiated: Negotiated) -> Result<(), MediaError> {
        Ok(())
    }

    /// Takes 10 ms of the microphone and emits what is to be sent, if a packet is complete.
    pub fn capture(&mut self, _frame: &Frame, _emit: impl FnMut(RtpOut)) {}

    /// Takes a packet that came in. `now` is any monotonic clock, always the same one.
    pub fn receive(&mut self, _packet: &RtpIn, _now: Duration) {}

    /// Gives the next 10 ms for the loudspeaker. To be called as the output device needs it.
    pub fn playout(&mut self, frame: &mut Frame) {
        frame.fill(0.0);
    }

    /// Sends silence instead of the microphone, or the microphone again.
    pub fn set_mute(&mut self, _muted: bool) {}

    /// Sends a key: 100 ms of telephone event, after those still under way (RFC 4733). `false` when the peer takes none
    /// or too many wait.
    pub fn send_digit(&mut self, _digit: Digit) -> bool {
        false
    }

    /// Stops sending altogether (hold), or starts again.
    pub fn set_sending(&mut self, _sending: bool) {}

    /// The next key that the far side pressed, each press once.
    pub fn poll_digit(&mut self) -> Option<Digit> {
        None
    }

    /// Tells the encoder how much the peer misses, 0 to 1 (RTCP), which sets the strength of Opus FEC.
    pub fn set_expected_loss(&mut self, _loss: f32) {}

    /// Peaks since the last call.
    pub fn levels(&mut self) -> Levels {
        Levels::default()
    }

    /// Figures so far.
    pub fn statistics(&self) -> VoiceStatistics {
        self.statistics
    }
}
