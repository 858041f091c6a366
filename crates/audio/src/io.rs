//! The voice thread's ends of the rings.

use crate::FRAME;
use rtrb::{Consumer, Producer, RingBuffer};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread::Thread;

/// Samples each ring can hold: 200 ms. More would only be delay.
const CAPACITY: usize = 20 * FRAME;

/// Samples kept queued for the loudspeaker when its callbacks are not longer than 10 ms.
pub(crate) const SMALLEST_TARGET: usize = 2 * FRAME;

/// The sound of the session, 48 kHz mono, for the voice thread. Stays the same while devices come and go.
#[derive(Debug)]
pub struct AudioIo {
    /// What the microphone heard.
    pub capture: CaptureReader,
    /// What the loudspeaker is to play.
    pub playout: PlayoutWriter,
    /// Wakes the voice thread.
    pub waker: Waker,
}

/// Unparks the voice thread when a frame was captured or the loudspeaker took something.
#[derive(Clone, Debug, Default)]
pub struct Waker(Arc<OnceLock<Thread>>);

impl Waker {
    /// Names the thread to unpark; the first call counts.
    pub fn register(&self, thread: Thread) {
        // A second thread would mean two voice threads on one ring, which the types forbid.
        let _ = self.0.set(thread);
    }

    pub(crate) fn wake(&self) {
        if let Some(thread) = self.0.get() {
            thread.unpark();
        }
    }
}

/// What the microphone heard.
#[derive(Debug)]
pub struct CaptureReader {
    ring: Consumer<f32>,
}

impl CaptureReader {
    /// Samples that can be read now.
    pub fn available(&self) -> usize {
        self.ring.slots()
    }

    /// Reads as much as is there and fits; says how much.
    pub fn read(&mut self, samples: &mut [f32]) -> usize {
        let (filled, _) = self.ring.pop_partial_slice(samples);
        filled.len()
    }

    /// Forgets what was captured before, so that a new call does not begin with the past.
    pub fn clear(&mut self) {
        let available = self.ring.slots();
        if let Ok(chunk) = self.ring.read_chunk(available) {
            chunk.commit_all();
        }
    }
}

/// What the loudspeaker is to play.
#[derive(Debug)]
pub struct PlayoutWriter {
    ring: Producer<f32>,
    target: Arc<AtomicUsize>,
}

impl PlayoutWriter {
    /// Samples written and not yet taken by the device.
    pub fn queued(&self) -> usize {
        self.ring.buffer().capacity() - self.ring.slots()
    }

    /// Samples to write now to keep the small target (about 20 ms) queued; 0 while no session is open.
    pub fn wants(&self) -> usize {
        self.target.load(Ordering::Relaxed).saturating_sub(self.queued())
    }

    /// Writes as much as fits; says how much.
    pub fn write(&mut self, samples: &[f32]) -> usize {
        let (written, _) = self.ring.push_partial_slice(samples);
        written.len()
    }
}

/// The device's ends. A stream may still run its last callback while its successor is built, so they are shared; a
/// callback only ever tries the lock and never waits for it.
#[derive(Clone, Debug)]
pub(crate) struct DeviceEnds {
    pub(crate) capture: Arc<Mutex<Producer<f32>>>,
    pub(crate) playout: Arc<Mutex<Consumer<f32>>>,
    pub(crate) target: Arc<AtomicUsize>,
    pub(crate) waker: Waker,
}

/// Makes both rings.
pub(crate) fn rings() -> (AudioIo, DeviceEnds) {
    let (capture_in, capture_out) = RingBuffer::new(CAPACITY);
    let (playout_in, playout_out) = RingBuffer::new(CAPACITY);
    let (target, waker) = (Arc::new(AtomicUsize::new(0)), Waker::default());
    let io = AudioIo {
        capture: CaptureReader { ring: capture_out },
        playout: PlayoutWriter { ring: playout_in, target: target.clone() },
        waker: waker.clone(),
    };
    let capture = Arc::new(Mutex::new(capture_in));
    let playout = Arc::new(Mutex::new(playout_out));
    (io, DeviceEnds { capture, playout, target, waker })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn playout_wants_its_target_minus_what_is_queued() {
        let (mut io, ends) = rings();
        assert_eq!(io.playout.wants(), 0);
        ends.target.store(SMALLEST_TARGET, Ordering::Relaxed);
        assert_eq!(io.playout.wants(), 960);
        assert_eq!(io.playout.write(&[0.0; 500]), 500);
        assert_eq!((io.playout.queued(), io.playout.wants()), (500, 460));
    }

    #[test]
    fn captured_samples_come_out_in_order_and_can_be_forgotten() {
        let (mut io, ends) = rings();
        ends.capture.lock().unwrap().push_entire_slice(&[1.0, 2.0, 3.0]).unwrap();
        let mut read = [0.0; 2];
        assert_eq!(io.capture.read(&mut read), 2);
        assert_eq!(read, [1.0, 2.0]);
        io.capture.clear();
        assert_eq!((io.capture.available(), io.capture.read(&mut read)), (0, 0));
    }
}
