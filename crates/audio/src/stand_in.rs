//! Stands in for a missing device while a session is open, so that the voice thread keeps its pace: silence from the
//! microphone, and a loudspeaker nobody hears.

use crate::feed::{CaptureFeed, CapturePort, DeviceFormat, PlayoutFeed, PlayoutPort, Source};
use crate::gate::Gate;
use crate::io::DeviceEnds;
use crate::level::Meters;
use crate::pace::Pace;
use crate::{FRAME, SAMPLE_RATE};
use std::sync::Arc;
use std::time::Instant;

pub(crate) struct StandIn {
    capture: Option<CaptureFeed>,
    playout: Option<PlayoutFeed>,
    pace: Pace,
}

impl StandIn {
    pub(crate) fn new(ends: &DeviceEnds, now: Instant) -> Self {
        // What nobody hears must not show on the meters.
        let meters = Arc::new(Meters::default());
        let format = DeviceFormat { rate: SAMPLE_RATE, channels: 1 };
        let capture = CapturePort { ends: ends.clone(), meters: meters.clone(), gate: Gate::default() };
        let playout = PlayoutPort { source: Source::Call(ends.clone()), meters, gate: Gate::default() };
        // 48 kHz mono needs no converter, so connecting cannot fail.
        let (capture, playout) = (capture.connect(format).ok(), playout.connect(format).ok());
        Self { capture, playout, pace: Pace::new(now) }
    }

    /// A new session: no catching up on the time before it.
    pub(crate) fn restart(&mut self, now: Instant) {
        self.pace = Pace::new(now);
    }

    /// Does what the missing devices would have done since the last call.
    pub(crate) fn run(&mut self, now: Instant, session_open: bool, has_input: bool, has_output: bool) {
        if !session_open {
            return;
        }
        for _ in 0..self.pace.due(now) {
            if let Some(capture) = self.capture.as_mut().filter(|_| !has_input) {
                capture.push(&[0.0f32; FRAME]);
            }
            if let Some(playout) = self.playout.as_mut().filter(|_| !has_output) {
                playout.fill(&mut [0.0f32; FRAME]);
            }
        }
    }

    /// When the next frame falls due.
    pub(crate) fn next(&self) -> Instant {
        self.pace.next()
    }
}
