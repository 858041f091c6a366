//! What a device callback calls: sound in, sound out, in the device's own format. Nothing here allocates, waits or
//! logs once connected.

use crate::backend::BackendError;
use crate::convert::{FromDevice, ToDevice};
use crate::gate::Gate;
use crate::io::DeviceEnds;
use crate::level::{Meters, peak};
use crate::ringer::RingSource;
use crate::target::PlayoutTarget;
use crate::{FRAME, SAMPLE_RATE};
use cpal::{FromSample, Sample};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// Frames converted at once.
const PIECE: usize = 256;

/// How a device speaks; channels are interleaved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceFormat {
    /// Frames per second.
    pub rate: u32,
    /// Samples in a frame.
    pub channels: u16,
}

/// Where a microphone stream is to deliver.
#[derive(Clone)]
pub struct CapturePort {
    pub(crate) ends: DeviceEnds,
    pub(crate) meters: Arc<Meters>,
    pub(crate) gate: Gate,
}

impl CapturePort {
    /// Prepares for a format. The only step that allocates.
    pub fn connect(&self, format: DeviceFormat) -> Result<CaptureFeed, BackendError> {
        let converter = FromDevice::new(format.rate)?;
        let channels = usize::from(format.channels.max(1));
        Ok(CaptureFeed { port: self.clone(), channels, converter })
    }
}

/// A microphone's way into the capture ring.
pub struct CaptureFeed {
    port: CapturePort,
    channels: usize,
    converter: FromDevice,
}

impl CaptureFeed {
    /// Takes captured frames: mixes them to mono, converts the rate and wakes the voice thread once 10 ms are there.
    pub fn push<T>(&mut self, interleaved: &[T])
    where
        T: Sample,
        f32: FromSample<T>,
    {
        if !self.port.gate.pass() {
            return;
        }
        let mut mono = [0.0; PIECE];
        for piece in interleaved.chunks(PIECE * self.channels) {
            let frames = piece.chunks_exact(self.channels);
            let count = frames.len();
            for (sample, frame) in mono.iter_mut().zip(frames) {
                let sum: f32 = frame.iter().map(|sample| sample.to_sample::<f32>()).sum();
                *sample = sum / self.channels as f32;
            }
            self.converter.push(&mono[..count], |samples| deliver(&self.port, samples));
        }
    }
}

fn deliver(port: &CapturePort, samples: &[f32]) {
    let loudest = peak(samples);
    port.meters.input.raise(loudest);
    port.meters.listening.raise(loudest);
    let Ok(mut ring) = port.ends.capture.try_lock() else { return };
    let (_, dropped) = ring.push_partial_slice(samples);
    if !dropped.is_empty() {
        port.meters.dropped.fetch_add(dropped.len() as u64, Ordering::Relaxed);
    }
    if ring.buffer().capacity() - ring.slots() >= FRAME {
        port.ends.waker.wake();
    }
}

/// Where a loudspeaker stream is to take from.
#[derive(Clone)]
pub struct PlayoutPort {
    pub(crate) source: Source,
    pub(crate) meters: Arc<Meters>,
    pub(crate) gate: Gate,
}

/// What is played.
#[derive(Clone)]
pub(crate) enum Source {
    /// The voice thread's playout ring.
    Call(DeviceEnds),
    /// The ring tone.
    Ring(RingSource),
}

impl PlayoutPort {
    /// Prepares for a format. The only step that allocates.
    pub fn connect(&self, format: DeviceFormat) -> Result<PlayoutFeed, BackendError> {
        Ok(PlayoutFeed {
            port: self.clone(),
            format: DeviceFormat { channels: format.channels.max(1), ..format },
            converter: ToDevice::new(format.rate)?,
            fed: false,
            target: PlayoutTarget::default(),
            due: None,
        })
    }
}

/// A loudspeaker's way out of the playout ring or the ring tone.
pub struct PlayoutFeed {
    port: PlayoutPort,
    format: DeviceFormat,
    converter: ToDevice,
    /// The last pull found all it wanted; an underrun is counted once, not for every callback of a pause.
    fed: bool,
    target: PlayoutTarget,
    /// When the device will have played what it was given.
    due: Option<Instant>,
}

impl PlayoutFeed {
    /// Fills the device's buffer, with silence where nothing was written, and wakes the voice thread.
    pub fn fill<T>(&mut self, interleaved: &mut [T])
    where
        T: Sample + FromSample<f32>,
    {
        if !self.port.gate.pass() {
            return interleaved.fill(T::EQUILIBRIUM);
        }
        let channels = usize::from(self.format.channels);
        self.note_lateness(interleaved.len() / channels);
        self.adapt_target(interleaved.len() / channels);
        let mut mono = [0.0; PIECE];
        for piece in interleaved.chunks_mut(PIECE * channels) {
            let mono = &mut mono[..piece.len() / channels];
            self.converter.fill(mono, |wanted| {
                if !pull(&mut self.port, &mut self.fed, wanted) {
                    self.target.underrun();
                }
            });
            self.port.meters.output.raise(peak(mono));
            for (frame, sample) in piece.chunks_exact_mut(channels).zip(mono.iter()) {
                frame.fill(T::from_sample(*sample));
            }
        }
        if let Source::Call(ends) = &self.port.source {
            ends.waker.wake();
        }
    }

    /// A callback that comes a whole period after the device ran out of what it had was heard as a gap.
    fn note_lateness(&mut self, frames: usize) {
        let now = Instant::now();
        let period = Duration::from_secs_f64(frames as f64 / f64::from(self.format.rate.max(1)));
        if self.due.is_some_and(|due| now > due + period) {
            self.port.meters.late.fetch_add(1, Ordering::Relaxed);
        }
        self.due = Some(self.due.map_or(now, |due| due.max(now)) + period);
    }

    fn adapt_target(&mut self, frames: usize) {
        let Source::Call(ends) = &self.port.source else { return };
        let samples = frames * SAMPLE_RATE as usize / self.format.rate.max(1) as usize;
        if let Some(target) = self.target.callback(samples) {
            ends.target.store(target, Ordering::Relaxed);
        }
    }
}

/// False when the voice thread came too late.
fn pull(port: &mut PlayoutPort, fed: &mut bool, wanted: &mut [f32]) -> bool {
    let ends = match &mut port.source {
        Source::Ring(tone) => {
            tone.pull(wanted);
            return true;
        }
        Source::Call(ends) => ends,
    };
    let written = match ends.playout.try_lock() {
        Ok(mut ring) => ring.pop_partial_slice(wanted).0.len(),
        Err(_) => 0,
    };
    let missing = &mut wanted[written..];
    missing.fill(0.0);
    let underrun = !missing.is_empty() && *fed;
    if underrun {
        port.meters.underruns.fetch_add(1, Ordering::Relaxed);
        port.meters.missing.fetch_add(missing.len() as u64, Ordering::Relaxed);
    }
    *fed = missing.is_empty();
    !underrun
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::{AudioIo, rings};

    fn capture(format: DeviceFormat) -> (AudioIo, CaptureFeed, Arc<Meters>) {
        let (io, ends) = rings();
        let meters = Arc::new(Meters::default());
        let port = CapturePort { ends, meters: meters.clone(), gate: Gate::default() };
        let feed = port.connect(format).unwrap();
        (io, feed, meters)
    }

    fn playout(format: DeviceFormat) -> (AudioIo, PlayoutFeed, Arc<Meters>) {
        let (io, ends) = rings();
        let meters = Arc::new(Meters::default());
        let port = PlayoutPort { source: Source::Call(ends), meters: meters.clone(), gate: Gate::default() };
        let feed = port.connect(format).unwrap();
        (io, feed, meters)
    }

    #[test]
    fn stereo_is_mixed_to_mono_and_metered() {
        let (mut io, mut feed, meters) = capture(DeviceFormat { rate: 48_000, channels: 2 });
        feed.push(&[16_384i16, 0, -16_384, -16_384]);
        let mut read = [0.0; 4];
        assert_eq!(io.capture.read(&mut read), 2);
        assert_eq!(read[..2], [0.25, -0.5]);
        assert_eq!(meters.levels().input, 0.5);
    }

    #[test]
    fn small_pieces_add_up_to_frames_and_wake_the_voice_thread() {
        let (mut io, mut feed, _) = capture(DeviceFormat { rate: 48_000, channels: 1 });
        let voice = std::thread::spawn(move || {
            io.waker.register(std::thread::current());
            while io.capture.available() < FRAME {
                std::thread::park();
            }
            let mut frame = [0.0; FRAME];
            io.capture.read(&mut frame);
            frame
        });
        while !voice.is_finished() {
            feed.push(&[0.25f32; 24]);
            std::thread::yield_now();
        }
        assert!(voice.join().unwrap().iter().all(|sample| *sample == 0.25));
    }

    #[test]
    fn what_nobody_reads_is_dropped_and_counted() {
        let (io, mut feed, meters) = capture(DeviceFormat { rate: 48_000, channels: 1 });
        feed.push(&vec![0.1f32; 10_000]);
        assert_eq!(io.capture.available(), 9_600);
        assert_eq!(meters.statistics().dropped_samples, 400);
    }

    #[test]
    fn a_closed_stream_delivers_nothing_more() {
        let (io, mut feed, _) = capture(DeviceFormat { rate: 48_000, channels: 1 });
        feed.port.gate.close();
        feed.push(&[0.1f32; 100]);
        assert_eq!(io.capture.available(), 0);
    }

    #[test]
    fn playout_reaches_every_channel_and_a_pause_is_one_underrun() {
        let (mut io, mut feed, meters) = playout(DeviceFormat { rate: 48_000, channels: 2 });
        io.playout.write(&[0.5; 960]);
        let mut device = [0i16; 960];
        feed.fill(&mut device);
        assert!(device.iter().all(|sample| *sample == 16_384));
        assert_eq!(meters.levels().output, 0.5);
        for _ in 0..4 {
            feed.fill(&mut device);
        }
        assert!(device.iter().all(|sample| *sample == 0));
        assert_eq!(meters.statistics().underruns, 1);
    }

    #[test]
    fn a_voice_thread_that_is_late_again_and_again_gets_a_longer_queue() {
        let (mut io, mut feed, _) = playout(DeviceFormat { rate: 48_000, channels: 1 });
        for late in 1..=3 {
            io.playout.write(&[0.5; FRAME]);
            for _ in 0..3 {
                feed.fill(&mut [0.0f32; FRAME]);
            }
            assert_eq!(io.playout.wants(), (1 + late) * FRAME);
        }
    }

    #[test]
    fn the_queue_grows_with_the_devices_callbacks_and_shrinks_slowly() {
        let (io, mut feed, _) = playout(DeviceFormat { rate: 16_000, channels: 1 });
        feed.fill(&mut [0.0f32; 160]);
        assert_eq!(io.playout.wants(), 960);
        feed.fill(&mut [0.0f32; 512]);
        assert_eq!(io.playout.wants(), 1_536 + 480);
        for _ in 0..100 {
            feed.fill(&mut [0.0f32; 160]);
        }
        assert_eq!(io.playout.wants(), 960);
    }
}
