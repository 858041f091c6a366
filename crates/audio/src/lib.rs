//! Sound devices. One device thread owns the streams and rebuilds them when a device vanishes, another becomes the
//! default or the sound server restarts; the rings between the device callbacks and the voice thread outlive all
//! of that, so a call never notices more than a moment of silence.
//!
//! Everything in the rings is 48 kHz mono `f32`; the callbacks convert to and from what the device speaks. While a
//! session is open without a microphone or a loudspeaker, a clock stands in for it: silence in, nothing out.

mod audio;
mod backend;
mod bounded;
mod convert;
mod cpal_backend;
mod cpal_format;
mod device;
mod device_thread;
mod event;
mod feed;
mod file_backend;
mod gate;
mod io;
mod level;
mod line;
mod pace;
#[cfg(target_os = "linux")]
mod pulse_cookie;
mod report;
mod ringer;
mod silence;
mod stand_in;
mod target;

pub use audio::{Audio, StartError};
pub use backend::{AudioBackend, BackendError, Faults, OpenStream, OutputRole};
pub use cpal_backend::CpalBackend;
pub use device::{Choice, Device, DeviceId, DeviceList, Kind};
pub use event::{AudioEvent, Probe};
pub use feed::{CaptureFeed, CapturePort, DeviceFormat, PlayoutFeed, PlayoutPort};
pub use file_backend::{FileBackend, FileControl, Microphone, Speaker};
pub use io::{AudioIo, CaptureReader, PlayoutWriter, Waker};
pub use level::{Levels, StreamStatistics};
pub use ringer::{Ringtone, RingtoneError};

/// Sample rate of everything outside the device callbacks, in Hz.
pub const SAMPLE_RATE: u32 = 48_000;

/// Samples in one frame of 10 ms.
pub const FRAME: usize = 480;
