//! One sound system of files for all phones: the microphone's recording is in memory once.

use reo_audio::{
    AudioBackend, BackendError, CapturePort, DeviceId, DeviceList, Faults, FileBackend, Microphone,
    OpenStream, OutputRole, PlayoutPort, Speaker,
};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// Clones are the same sound system; each phone opens streams of its own.
#[derive(Clone)]
pub(crate) struct SharedFiles(Arc<Mutex<FileBackend>>);

impl SharedFiles {
    /// Agents who speak this recording over and over, and loudspeakers that nobody hears.
    pub(crate) fn new(voice: PathBuf) -> Result<Self, hound::Error> {
        let microphone = Microphone::Wav { path: voice, repeat: true };
        Ok(Self(Arc::new(Mutex::new(FileBackend::new(microphone, Speaker::Discard)?))))
    }

    fn with<T>(&self, ask: impl FnOnce(&mut FileBackend) -> T) -> T {
        ask(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl AudioBackend for SharedFiles {
    fn devices(&mut self) -> Result<DeviceList, BackendError> {
        self.with(FileBackend::devices)
    }

    fn open_input(
        &mut self,
        device: &DeviceId,
        port: CapturePort,
        faults: Faults,
    ) -> Result<Box<dyn OpenStream>, BackendError> {
        self.with(|files| files.open_input(device, port, faults))
    }

    fn open_output(
        &mut self,
        device: &DeviceId,
        role: OutputRole,
        port: PlayoutPort,
        faults: Faults,
    ) -> Result<Box<dyn OpenStream>, BackendError> {
        self.with(|files| files.open_output(device, role, port, faults))
    }
}
