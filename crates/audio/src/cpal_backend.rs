//! The sound systems of real machines, through cpal.

use crate::backend::{AudioBackend, BackendError, Faults, OpenStream, OutputRole};
use crate::bounded::bounded;
use crate::cpal_format::{Format, best};
use crate::device::{Device, DeviceId, DeviceList};
use crate::feed::{CaptureFeed, CapturePort, DeviceFormat, PlayoutFeed, PlayoutPort};
use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{ErrorKind, FromSample, Host, SampleFormat, SizedSample, StreamConfig};
use std::str::FromStr;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// A stream that has not begun by then is given up; a source that is stuck would block for ever.
const OPENING: Duration = Duration::from_secs(3);

/// The machine's sound system: PulseAudio (or PipeWire's stand-in) where its server answers, else ALSA on Linux; the
/// system's own elsewhere.
#[derive(Default)]
pub struct CpalBackend {
    host: Option<Host>,
    /// The sound server was there once or was asked for by name: when it is gone, wait for it. Raw hardware beside
    /// a server that is about to come back would take the hardware away from it.
    has_server: bool,
}

impl CpalBackend {
    /// Nothing is touched yet.
    pub fn new() -> Self {
        Self { host: None, has_server: std::env::var_os("PULSE_SERVER").is_some() }
    }

    #[cfg(target_os = "linux")]
    fn connect(&mut self) -> Result<Host, BackendError> {
        crate::pulse_cookie::ensure();
        let server = cpal::host_from_id(cpal::HostId::PulseAudio);
        match server {
            Ok(host) => {
                self.has_server = true;
                Ok(host)
            }
            Err(_) if self.has_server => Err(BackendError::ServerDown),
            Err(_) => cpal::host_from_id(cpal::HostId::Alsa).map_err(failure),
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn connect(&mut self) -> Result<Host, BackendError> {
        Ok(cpal::default_host())
    }

    /// A sound server that appears while raw hardware is in use takes over.
    fn drop_stand_in(&mut self) {
        #[cfg(target_os = "linux")]
        if self.host.as_ref().is_some_and(|host| host.id() == cpal::HostId::Alsa)
            && cpal::available_hosts().contains(&cpal::HostId::PulseAudio)
        {
            self.host = None;
        }
    }

    fn host(&mut self) -> Result<&Host, BackendError> {
        self.drop_stand_in();
        let host = match self.host.take() {
            Some(host) => host,
            None => self.connect()?,
        };
        Ok(self.host.insert(host))
    }

    /// A dead connection stays dead: connect anew next time.
    fn noted<T>(&mut self, result: Result<T, BackendError>) -> Result<T, BackendError> {
        if matches!(result, Err(BackendError::ServerDown | BackendError::Failed(_))) {
            self.host = None;
        }
        result
    }

    fn device(&mut self, id: &DeviceId) -> Result<cpal::Device, BackendError> {
        find(self.host()?, id)
    }

    /// All playback streams of one connection to PulseAudio carry the same synchronisation id and must then share
    /// one sink, so the ring tone has a connection of its own. It lives as long as its stream.
    fn ring_device(&mut self, id: &DeviceId) -> Result<cpal::Device, BackendError> {
        find(&self.connect()?, id)
    }
}

impl AudioBackend for CpalBackend {
    fn devices(&mut self) -> Result<DeviceList, BackendError> {
        let list = self.host().and_then(list);
        self.noted(list)
    }

    fn open_input(
        &mut self,
        device: &DeviceId,
        port: CapturePort,
        faults: Faults,
    ) -> Result<Box<dyn OpenStream>, BackendError> {
        let device = self.device(device)?;
        let opened = bounded(OPENING, move || open_microphone(&device, &port, &faults));
        self.noted(opened.unwrap_or(Err(BackendError::Busy)))
    }

    fn open_output(
        &mut self,
        device: &DeviceId,
        role: OutputRole,
        port: PlayoutPort,
        faults: Faults,
    ) -> Result<Box<dyn OpenStream>, BackendError> {
        let device = match role {
            OutputRole::Call => self.device(device)?,
            OutputRole::Ring => self.ring_device(device)?,
        };
        let opened = bounded(OPENING, move || open_speaker(&device, &port, &faults));
        self.noted(opened.unwrap_or(Err(BackendError::Busy)))
    }
}

fn find(host: &Host, id: &DeviceId) -> Result<cpal::Device, BackendError> {
    let id = cpal::DeviceId::from_str(id.as_str()).map_err(|_| BackendError::DeviceGone)?;
    host.device_by_id(&id).ok_or(BackendError::DeviceGone)
}

fn list(host: &Host) -> Result<DeviceList, BackendError> {
    let default_input = host.default_input_device().and_then(|device| device.id().ok());
    let default_output = host.default_output_device().and_then(|device| device.id().ok());
    let mut devices = DeviceList::default();
    for device in host.devices().map_err(failure)? {
        let (Ok(id), Ok(description)) = (device.id(), device.description()) else { continue };
        if !is_for_people(&id) {
            continue;
        }
        let entry = |default: &Option<cpal::DeviceId>| Device {
            id: DeviceId::new(id.to_string()),
            name: description.name().to_owned(),
            is_default: default.as_ref() == Some(&id),
        };
        if description.supports_input() {
            devices.inputs.push(entry(&default_input));
        }
        if description.supports_output() {
            devices.outputs.push(entry(&default_output));
        }
    }
    Ok(without_orphans(host, devices))
}

/// PulseAudio lists the monitor of every loudspeaker as a source, and makes one the default when there is no
/// microphone: taken as such, it would send the caller's voice back. `auto_null` is its stand-in for no loudspeaker.
/// ALSA lists every plugin; `default` and the converted hardware are the ones that work.
fn is_for_people(id: &cpal::DeviceId) -> bool {
    match id.host().name().to_ascii_lowercase().as_str() {
        "pulseaudio" => !id.id().ends_with(".monitor") && id.id() != "auto_null",
        "alsa" => id.id() == "default" || id.id().starts_with("plughw:"),
        _ => true,
    }
}

/// ALSA's `default` exists without any hardware and cannot be opened then.
fn without_orphans(host: &Host, mut devices: DeviceList) -> DeviceList {
    if host.id().name().eq_ignore_ascii_case("alsa") {
        for kind in [&mut devices.inputs, &mut devices.outputs] {
            if !kind.iter().any(|device| device.id.as_str().contains("plughw:")) {
                kind.clear();
            }
        }
    }
    devices
}

struct CpalStream {
    _closes_when_dropped: Arc<cpal::Stream>,
}

impl OpenStream for CpalStream {}

fn open_microphone(
    device: &cpal::Device,
    port: &CapturePort,
    faults: &Faults,
) -> Result<Box<dyn OpenStream>, BackendError> {
    let format = best(device.supported_input_configs().map_err(failure)?).ok_or(BackendError::Unsupported)?;
    open(&format, faults, |configuration| {
        let feed = port.connect(device_format(&format))?;
        let faults = faults.clone();
        let stream = match format.sample {
            SampleFormat::I16 => capture::<i16>(device, configuration, feed, faults),
            SampleFormat::I32 => capture::<i32>(device, configuration, feed, faults),
            _ => capture::<f32>(device, configuration, feed, faults),
        };
        stream.map_err(failure)
    })
}

fn open_speaker(
    device: &cpal::Device,
    port: &PlayoutPort,
    faults: &Faults,
) -> Result<Box<dyn OpenStream>, BackendError> {
    let format =
        best(device.supported_output_configs().map_err(failure)?).ok_or(BackendError::Unsupported)?;
    open(&format, faults, |configuration| {
        let feed = port.connect(device_format(&format))?;
        let faults = faults.clone();
        let stream = match format.sample {
            SampleFormat::I16 => play::<i16>(device, configuration, feed, faults),
            SampleFormat::I32 => play::<i32>(device, configuration, feed, faults),
            _ => play::<f32>(device, configuration, feed, faults),
        };
        stream.map_err(failure)
    })
}

fn device_format(format: &Format) -> DeviceFormat {
    DeviceFormat { rate: format.rate, channels: format.channels }
}

/// Tries the callback lengths in turn and starts the first stream the device accepts.
fn open(
    format: &Format,
    faults: &Faults,
    build: impl Fn(StreamConfig) -> Result<cpal::Stream, BackendError>,
) -> Result<Box<dyn OpenStream>, BackendError> {
    let mut refused = BackendError::Unsupported;
    for configuration in format.configurations() {
        match build(configuration) {
            Ok(stream) => return start(stream, faults.clone()),
            Err(BackendError::Unsupported) => {}
            Err(error) => refused = error,
        }
    }
    Err(refused)
}

/// Starting waits for the device's first sound, which takes a Bluetooth headset seconds; nobody waits for that here.
fn start(stream: cpal::Stream, faults: Faults) -> Result<Box<dyn OpenStream>, BackendError> {
    let stream = Arc::new(stream);
    let starting = stream.clone();
    let start = move || {
        if starting.play().is_err() {
            faults.lost();
        }
    };
    let thread = thread::Builder::new().name("reo-audio-start".into()).spawn(start);
    thread.map_err(|error| BackendError::Failed(error.to_string()))?;
    Ok(Box::new(CpalStream { _closes_when_dropped: stream }))
}

fn capture<T>(
    device: &cpal::Device,
    configuration: StreamConfig,
    mut feed: CaptureFeed,
    faults: Faults,
) -> Result<cpal::Stream, cpal::Error>
where
    T: SizedSample,
    f32: FromSample<T>,
{
    let on_sound = move |samples: &[T], _: &cpal::InputCallbackInfo| feed.push(samples);
    device.build_input_stream(configuration, on_sound, move |error| on_error(&faults, &error), None)
}

fn play<T>(
    device: &cpal::Device,
    configuration: StreamConfig,
    mut feed: PlayoutFeed,
    faults: Faults,
) -> Result<cpal::Stream, cpal::Error>
where
    T: SizedSample + FromSample<f32>,
{
    let on_demand = move |samples: &mut [T], _: &cpal::OutputCallbackInfo| feed.fill(samples);
    device.build_output_stream(configuration, on_demand, move |error| on_error(&faults, &error), None)
}

/// May be called every microsecond by a broken ALSA device.
fn on_error(faults: &Faults, error: &cpal::Error) {
    match error.kind() {
        // The stream goes on.
        ErrorKind::RealtimeDenied | ErrorKind::DeviceChanged => {}
        ErrorKind::Xrun => faults.xrun(),
        _ => faults.lost(),
    }
}

fn failure(error: cpal::Error) -> BackendError {
    match error.kind() {
        ErrorKind::HostUnavailable | ErrorKind::StreamInvalidated => BackendError::ServerDown,
        ErrorKind::DeviceNotAvailable => BackendError::DeviceGone,
        ErrorKind::DeviceBusy | ErrorKind::ResourceExhausted => BackendError::Busy,
        ErrorKind::PermissionDenied => BackendError::NotPermitted,
        ErrorKind::UnsupportedConfig | ErrorKind::UnsupportedOperation | ErrorKind::InvalidInput => {
            BackendError::Unsupported
        }
        _ => BackendError::Failed(error.to_string()),
    }
}
