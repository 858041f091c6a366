//! One call as the voice thread has it: the voice path between its two ends.

use super::silence::SilenceWatch;
use super::{Order, Reading, Report};
use reo_audio::AudioIo;
use reo_media::{FRAME, Frame, MediaStream, VoicePath};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::Sender;

/// How often the meters get figures.
const READING: Duration = Duration::from_millis(100);
/// Frames in one round at most: more would only be heard late.
const BURST: usize = 32;

/// One call. A round never allocates, locks or logs; what reaches the outside (a key, a silence) is rare.
pub(super) struct Call {
    pub(super) number: u64,
    path: VoicePath,
    stream: MediaStream,
    reports: Sender<Report>,
    readings: rtrb::Producer<Reading>,
    stop: Arc<AtomicBool>,
    started: Instant,
    heard: bool,
    silence: SilenceWatch,
    next_reading: Duration,
}

impl Call {
    pub(super) fn new(
        number: u64,
        stream: MediaStream,
        reports: Sender<Report>,
        readings: rtrb::Producer<Reading>,
        stop: Arc<AtomicBool>,
    ) -> Self {
        Self {
            number,
            path: VoicePath::new(),
            stream,
            reports,
            readings,
            stop,
            started: Instant::now(),
            heard: false,
            silence: SilenceWatch::new(),
            next_reading: READING,
        }
    }

    /// Whether nobody wants to hear it any more.
    pub(super) fn is_over(&self) -> bool {
        self.stop.load(Ordering::Acquire)
    }

    /// Everything that is due now.
    pub(super) fn round(&mut self, io: &mut AudioIo) {
        let now = self.started.elapsed();
        self.receive(now);
        self.play(io);
        self.capture(io);
        self.tell(now);
    }

    pub(super) fn obey(&mut self, order: Order) {
        match order {
            Order::Codec(negotiated) => {
                if self.path.set_codec(negotiated).is_err() {
                    self.report(Report::Broken);
                }
            }
            Order::Mute(on) => self.path.set_mute(on),
            Order::Send(on) => self.path.set_sending(on),
            Order::Expect(on) => {
                if self.silence.expect(on, self.started.elapsed()) {
                    self.report(Report::Silent(None));
                }
            }
            Order::Digit(digit) => {
                self.path.send_digit(digit);
            }
            Order::Loss(loss) => self.path.set_expected_loss(loss),
        }
    }

    fn receive(&mut self, now: Duration) {
        while let Some(packet) = self.stream.incoming.pop() {
            self.path.receive(&packet, now);
            if !std::mem::replace(&mut self.heard, true) {
                self.report(Report::Heard);
            }
            if self.silence.heard(now) {
                self.report(Report::Silent(None));
            }
        }
        while let Some(digit) = self.path.poll_digit() {
            self.report(Report::Digit(digit));
        }
    }

    fn play(&mut self, io: &mut AudioIo) {
        let mut frame: Frame = [0.0; FRAME];
        for _ in 0..BURST {
            if io.playout.wants() == 0 {
                return;
            }
            self.path.playout(&mut frame);
            io.playout.write(&frame);
        }
    }

    fn capture(&mut self, io: &mut AudioIo) {
        let mut frame: Frame = [0.0; FRAME];
        for _ in 0..BURST {
            if io.capture.available() < FRAME {
                return;
            }
            io.capture.read(&mut frame);
            let outgoing = &mut self.stream.outgoing;
            self.path.capture(&frame, |packet| {
                outgoing.send(packet);
            });
        }
    }

    fn tell(&mut self, now: Duration) {
        if let Some(silent_for) = self.silence.check(now) {
            self.report(Report::Silent(Some(silent_for)));
        }
        if now >= self.next_reading {
            self.next_reading = now + READING;
            let reading = Reading { levels: self.path.levels(), statistics: self.path.statistics() };
            let _ = self.readings.push(reading);
        }
    }

    /// The leg's task falls 64 reports behind only when it is gone.
    pub(super) fn report(&self, report: Report) {
        let _ = self.reports.try_send(report);
    }
}
