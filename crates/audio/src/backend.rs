//! The border to a sound system.

use crate::device::{DeviceId, DeviceList};
use crate::feed::{CapturePort, PlayoutPort};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::Thread;

/// A sound system. Lives on the device thread; its calls may take up to about two seconds.
pub trait AudioBackend: Send + 'static {
    /// The devices of now, without opening any. Called about once a second.
    fn devices(&mut self) -> Result<DeviceList, BackendError>;

    /// Opens a microphone; sound flows into `port` until the stream is dropped.
    fn open_input(
        &mut self,
        device: &DeviceId,
        port: CapturePort,
        faults: Faults,
    ) -> Result<Box<dyn OpenStream>, BackendError>;

    /// Opens a loudspeaker; it plays what `port` gives until the stream is dropped.
    fn open_output(
        &mut self,
        device: &DeviceId,
        role: OutputRole,
        port: PlayoutPort,
        faults: Faults,
    ) -> Result<Box<dyn OpenStream>, BackendError>;
}

/// A running stream. Dropping it closes it.
pub trait OpenStream: Send {}

/// What an output stream is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputRole {
    /// The voice of a call.
    Call,
    /// The ring tone.
    Ring,
}

/// Why a sound system did not do as asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BackendError {
    /// Try again until it is back.
    #[error("the sound server does not answer")]
    ServerDown,
    /// Use another device.
    #[error("the device is gone")]
    DeviceGone,
    /// Try again; another program holds it.
    #[error("the device is busy")]
    Busy,
    /// The agent must allow the use of the microphone.
    #[error("the system does not permit the use of the device")]
    NotPermitted,
    /// Use another device.
    #[error("the device offers no usable format")]
    Unsupported,
    /// Try again.
    #[error("the sound system failed: {0}")]
    Failed(String),
}

/// How a stream's callbacks report trouble. Cheap and bounded however often it is called: the first loss wakes the
/// device thread, everything after it is only counted.
#[derive(Clone, Debug)]
pub struct Faults {
    shared: Arc<FaultState>,
}

#[derive(Debug)]
struct FaultState {
    lost: AtomicBool,
    count: AtomicU64,
    xruns: Arc<AtomicU64>,
    device_thread: Thread,
}

impl Faults {
    pub(crate) fn new(device_thread: Thread, xruns: Arc<AtomicU64>) -> Self {
        let shared =
            FaultState { lost: AtomicBool::new(false), count: AtomicU64::new(0), xruns, device_thread };
        Self { shared: Arc::new(shared) }
    }

    /// The stream is dead and must be rebuilt.
    pub fn lost(&self) {
        self.shared.count.fetch_add(1, Ordering::Relaxed);
        if !self.shared.lost.swap(true, Ordering::AcqRel) {
            self.shared.device_thread.unpark();
        }
    }

    /// The device ran dry or over; the stream goes on.
    pub fn xrun(&self) {
        self.shared.xruns.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether [`Faults::lost`] was called.
    pub fn is_lost(&self) -> bool {
        self.shared.lost.load(Ordering::Acquire)
    }

    pub(crate) fn count(&self) -> u64 {
        self.shared.count.load(Ordering::Relaxed)
    }
}
