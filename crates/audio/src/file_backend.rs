//! A sound system of files: a WAV file as microphone, a WAV file as loudspeaker, paced in real time.

use crate::backend::{AudioBackend, BackendError, Faults, OpenStream, OutputRole};
use crate::device::{Device, DeviceId, DeviceList};
use crate::feed::{CapturePort, DeviceFormat, PlayoutPort};
use crate::pace::Pace;
use crate::{FRAME, SAMPLE_RATE};
use hound::{SampleFormat, WavReader, WavSpec, WavWriter};
use std::fs::File;
use std::io::{BufWriter, Read};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Instant;

/// Frames between two updates of the recording's header, so that a killed program leaves a readable file.
const FLUSH_EVERY: u32 = 50;

/// What stands in for the microphone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Microphone {
    /// A WAV file (16 bit or float, 8 to 192 kHz), from its beginning each time the microphone is opened.
    Wav {
        /// The file.
        path: PathBuf,
        /// Begin again at the end; else silence follows.
        repeat: bool,
    },
    /// A microphone that hears nothing.
    Silence,
    /// No microphone.
    None,
}

/// What stands in for the loudspeaker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// A WAV file, 48 kHz mono 16 bit: everything played while the loudspeaker was open, one session after the other.
    Wav(PathBuf),
    /// A loudspeaker that nobody hears.
    Discard,
    /// No loudspeaker.
    None,
}

/// The sound system of files.
pub struct FileBackend {
    setup: Arc<Mutex<Setup>>,
}

/// Plugs and unplugs the devices of a [`FileBackend`] that is in use.
#[derive(Clone)]
pub struct FileControl {
    setup: Arc<Mutex<Setup>>,
}

struct Setup {
    microphone: Option<Clip>,
    speaker: Option<Tape>,
    server_up: bool,
}

#[derive(Clone)]
struct Clip {
    samples: Arc<[f32]>,
    rate: u32,
    repeat: bool,
    plugged: Arc<AtomicBool>,
}

#[derive(Clone)]
struct Tape {
    writer: Option<Arc<Mutex<WavWriter<BufWriter<File>>>>>,
    plugged: Arc<AtomicBool>,
}

impl FileBackend {
    /// Reads the microphone's file and creates the loudspeaker's.
    pub fn new(microphone: Microphone, speaker: Speaker) -> Result<Self, hound::Error> {
        let setup = Setup { microphone: clip(microphone)?, speaker: tape(speaker)?, server_up: true };
        Ok(Self { setup: Arc::new(Mutex::new(setup)) })
    }

    /// To change the devices later.
    pub fn control(&self) -> FileControl {
        FileControl { setup: self.setup.clone() }
    }
}

impl FileControl {
    /// Pulls the microphone and plugs in another.
    pub fn plug_microphone(&self, microphone: Microphone) -> Result<(), hound::Error> {
        let clip = clip(microphone)?;
        let old = std::mem::replace(&mut lock(&self.setup).microphone, clip);
        unplug(old.map(|clip| clip.plugged));
        Ok(())
    }

    /// Pulls the loudspeaker and plugs in another.
    pub fn plug_speaker(&self, speaker: Speaker) -> Result<(), hound::Error> {
        let tape = tape(speaker)?;
        let old = std::mem::replace(&mut lock(&self.setup).speaker, tape);
        unplug(old.map(|tape| tape.plugged));
        Ok(())
    }

    /// Stops the sound server, streams and all, or starts it again.
    pub fn set_server_up(&self, up: bool) {
        let mut setup = lock(&self.setup);
        setup.server_up = up;
        if up {
            return;
        }
        // The streams of a dead server stay dead when it comes back.
        if let Some(clip) = &mut setup.microphone {
            unplug(Some(std::mem::replace(&mut clip.plugged, Arc::new(AtomicBool::new(true)))));
        }
        if let Some(tape) = &mut setup.speaker {
            unplug(Some(std::mem::replace(&mut tape.plugged, Arc::new(AtomicBool::new(true)))));
        }
    }
}

fn unplug(plugged: Option<Arc<AtomicBool>>) {
    if let Some(plugged) = plugged {
        plugged.store(false, Ordering::Release);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn clip(microphone: Microphone) -> Result<Option<Clip>, hound::Error> {
    let (samples, rate, repeat) = match microphone {
        Microphone::None => return Ok(None),
        Microphone::Silence => (vec![0.0], SAMPLE_RATE, true),
        Microphone::Wav { path, repeat } => {
            let mut wav = WavReader::open(path)?;
            (mono(&mut wav)?, wav.spec().sample_rate, repeat)
        }
    };
    Ok(Some(Clip { samples: samples.into(), rate, repeat, plugged: Arc::new(AtomicBool::new(true)) }))
}

fn tape(speaker: Speaker) -> Result<Option<Tape>, hound::Error> {
    let spec = WavSpec {
        channels: 1,
        sample_rate: SAMPLE_RATE,
        bits_per_sample: 16,
        sample_format: SampleFormat::Int,
    };
    let writer = match speaker {
        Speaker::None => return Ok(None),
        Speaker::Discard => None,
        Speaker::Wav(path) => Some(Arc::new(Mutex::new(WavWriter::create(path, spec)?))),
    };
    Ok(Some(Tape { writer, plugged: Arc::new(AtomicBool::new(true)) }))
}

/// All samples of a WAV file, channels mixed.
pub(crate) fn mono<R: Read>(wav: &mut WavReader<R>) -> Result<Vec<f32>, hound::Error> {
    let spec = wav.spec();
    let channels = usize::from(spec.channels.max(1));
    let samples: Vec<f32> = match (spec.sample_format, spec.bits_per_sample) {
        (SampleFormat::Float, 32) => wav.samples::<f32>().collect::<Result<_, _>>()?,
        (SampleFormat::Int, 16) => {
            wav.samples::<i16>().map(|s| s.map(|s| f32::from(s) / 32_768.0)).collect::<Result<_, _>>()?
        }
        _ => return Err(hound::Error::Unsupported),
    };
    Ok(samples.chunks_exact(channels).map(|frame| frame.iter().sum::<f32>() / channels as f32).collect())
}

impl AudioBackend for FileBackend {
    fn devices(&mut self) -> Result<DeviceList, BackendError> {
        let setup = lock(&self.setup);
        if !setup.server_up {
            return Err(BackendError::ServerDown);
        }
        let device = |there: bool, id: &str, name: &str| {
            let device = Device { id: DeviceId::new(id), name: name.into(), is_default: true };
            there.then_some(device).into_iter().collect()
        };
        Ok(DeviceList {
            inputs: device(setup.microphone.is_some(), "file:microphone", "WAV microphone"),
            outputs: device(setup.speaker.is_some(), "file:speaker", "WAV speaker"),
        })
    }

    fn open_input(
        &mut self,
        _device: &DeviceId,
        port: CapturePort,
        faults: Faults,
    ) -> Result<Box<dyn OpenStream>, BackendError> {
        let clip = lock(&self.setup).microphone.clone().ok_or(BackendError::DeviceGone)?;
        let mut feed = port.connect(DeviceFormat { rate: clip.rate, channels: 1 })?;
        let mut frame = vec![0.0f32; clip.rate as usize / 100];
        let mut position = 0;
        paced(faults, clip.plugged.clone(), move || {
            for sample in &mut frame {
                *sample = clip.samples.get(position).copied().unwrap_or(0.0);
                position += 1;
                if clip.repeat && position >= clip.samples.len() {
                    position = 0;
                }
            }
            feed.push(&frame);
        })
    }

    fn open_output(
        &mut self,
        _device: &DeviceId,
        role: OutputRole,
        port: PlayoutPort,
        faults: Faults,
    ) -> Result<Box<dyn OpenStream>, BackendError> {
        let tape = lock(&self.setup).speaker.clone().ok_or(BackendError::DeviceGone)?;
        let mut feed = port.connect(DeviceFormat { rate: SAMPLE_RATE, channels: 1 })?;
        // The recording is the call's; the ring tone is only timed.
        let writer = tape.writer.filter(|_| role == OutputRole::Call);
        let mut frame = [0i16; FRAME];
        let mut frames = 0;
        paced(faults, tape.plugged, move || {
            feed.fill(&mut frame);
            frames += 1;
            if let Some(writer) = &writer {
                record(&mut lock(writer), &frame, frames % FLUSH_EVERY == 0);
            }
        })
    }
}

fn record(writer: &mut WavWriter<BufWriter<File>>, frame: &[i16], flush: bool) {
    let written = frame.iter().try_for_each(|sample| writer.write_sample(*sample));
    if let Err(error) = written.and_then(|()| if flush { writer.flush() } else { Ok(()) }) {
        tracing::warn!(%error, "cannot write the recording");
    }
}

struct PacedStream {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl OpenStream for PacedStream {}

impl Drop for PacedStream {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // A panic there has been printed; closing goes on.
            let _ = thread.join();
        }
    }
}

/// Calls `tick` every 10 ms until the stream is dropped or the device unplugged.
fn paced(
    faults: Faults,
    plugged: Arc<AtomicBool>,
    mut tick: impl FnMut() + Send + 'static,
) -> Result<Box<dyn OpenStream>, BackendError> {
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = stop.clone();
    let run = move || {
        let mut pace = Pace::new(Instant::now());
        while !stopped.load(Ordering::Acquire) {
            if !plugged.load(Ordering::Acquire) {
                return faults.lost();
            }
            (0..pace.due(Instant::now())).for_each(|_| tick());
            thread::park_timeout(pace.next().saturating_duration_since(Instant::now()));
        }
    };
    let thread = thread::Builder::new().name("reo-audio-file".into()).spawn(run);
    let thread = thread.map_err(|error| BackendError::Failed(error.to_string()))?;
    Ok(Box::new(PacedStream { stop, thread: Some(thread) }))
}
