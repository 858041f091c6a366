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

/// Frames that the devices moved in one round.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Moved {
    played: usize,
    captured: usize,
}

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

    /// Everything that is due now, with the devices. Gives what they moved.
    pub(super) fn round(&mut self, io: &mut AudioIo) -> Moved {
        let now = self.started.elapsed();
        self.receive(now);
        let moved = Moved { played: self.play(io), captured: self.capture(io) };
        self.tell(now);
        moved
    }

    /// The same while another call has the devices: as much is played to nobody, and silence is sent.
    pub(super) fn round_aside(&mut self, moved: Moved) {
        let now = self.started.elapsed();
        self.receive(now);
        let mut frame: Frame = [0.0; FRAME];
        for _ in 0..moved.played {
            self.path.playout(&mut frame);
        }
        frame.fill(0.0);
        for _ in 0..moved.captured {
            self.send(&frame);
        }
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

    fn play(&mut self, io: &mut AudioIo) -> usize {
        let mut frame: Frame = [0.0; FRAME];
        let mut played = 0;
        while played < BURST && io.playout.wants() > 0 {
            self.path.playout(&mut frame);
            io.playout.write(&frame);
            played += 1;
        }
        played
    }

    fn capture(&mut self, io: &mut AudioIo) -> usize {
        let mut frame: Frame = [0.0; FRAME];
        let mut captured = 0;
        while captured < BURST && io.capture.available() >= FRAME {
            io.capture.read(&mut frame);
            self.send(&frame);
            captured += 1;
        }
        captured
    }

    fn send(&mut self, frame: &Frame) {
        let outgoing = &mut self.stream.outgoing;
        self.path.capture(frame, |packet| {
            outgoing.send(packet);
        });
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
