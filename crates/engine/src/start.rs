//! Puts an engine together.

use crate::clock::Clock;
use crate::config::EngineConfig;
use crate::constants_copy::ConstantsCopy;
use crate::engine::{Request, StartError};
use crate::http::Http;
use crate::leg::Equipment;
use crate::legs::Legs;
use crate::line::Line;
use crate::record::Recorder;
use crate::run::Run;
use crate::sign_in::SignInDesk;
use crate::socket::AgentSocket;
use crate::sound::{Sound, choice};
use crate::updates::Update;
use crate::voice::VoiceThread;
use crate::{Devices, Meters};
use reo_audio::Audio;
use reo_media::MediaConfig;
use reo_phone::{Phone, Snapshot};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::{broadcast, mpsc, watch};

/// Commands that may wait for the loop, which takes them as they come.
const REQUESTS: usize = 256;
/// Happenings that may wait for the loop.
const HAPPENINGS: usize = 1024;
/// Updates that a reader may fall behind.
const UPDATES: usize = 1024;

/// The handle's ends of a running engine.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) requests: mpsc::Sender<Request>,
    pub(crate) updates: broadcast::WeakSender<Update>,
    pub(crate) snapshot: watch::Receiver<Arc<Snapshot>>,
    pub(crate) meters: watch::Receiver<Meters>,
    pub(crate) devices: watch::Receiver<Arc<Devices>>,
}

/// Starts the threads and the loop.
pub(crate) fn launch(config: EngineConfig) -> Result<Running, StartError> {
    config.extra_ca.as_deref().map_or(Ok(()), check_certificates)?;
    let tls = reo_sip::tls::client_config(config.extra_ca.as_deref());
    let http = Http::new(&tls)?;
    let media = media_config(&config);
    let backend = config.sound.backend().ok_or(StartError::SoundFile)?;
    let (audio, io, audio_events) = Audio::start(backend, choice(config.input, config.output))?;
    let (voice, sound, clock) = (VoiceThread::start(io)?, Sound::new(audio), Clock::start());
    let phone = Phone::new(clock.now());

    let (requests, to_take) = mpsc::channel(REQUESTS);
    let (happenings, to_hear) = mpsc::channel(HAPPENINGS);
    let (updates, _) = broadcast::channel(UPDATES);
    let (snapshot, snapshots) = watch::channel(Arc::new(phone.snapshot().clone()));
    let (devices, device_lists) = watch::channel(Arc::new(sound.devices()));
    let (meters, readings) = watch::channel(Meters::default());
    let record = Recorder::start(config.data_dir.as_deref(), clock, readings.clone());
    let running = Running {
        requests,
        updates: updates.downgrade(),
        snapshot: snapshots,
        meters: readings,
        devices: device_lists,
    };

    tokio::spawn(sound.clone().watch(audio_events, happenings.clone()));
    let copy = ConstantsCopy::new(config.data_dir);
    let equipment =
        Equipment { happenings: happenings.clone(), voice, sound: sound.clone(), meters: Arc::new(meters) };
    let run = Run {
        phone,
        clock,
        requests: to_take,
        happenings: to_hear,
        desk: SignInDesk::new(http.clone(), copy, clock, happenings.clone()),
        socket: AgentSocket::new(tls.clone(), http, happenings.clone()),
        line: Line::new(tls, happenings, record.sip_tap()),
        legs: Legs::new(equipment),
        sound,
        media,
        loopback: config.loopback,
        updates,
        snapshot,
        devices,
        record,
        echoes: Vec::new(),
    };
    tokio::spawn(run.run());
    Ok(running)
}

fn media_config(config: &EngineConfig) -> MediaConfig {
    let usual = MediaConfig::default();
    let codecs = if config.codecs.is_empty() { usual.codecs } else { config.codecs.clone() };
    MediaConfig { ice_servers: config.ice_servers.clone(), codecs, ..usual }
}

/// A file that was named and does not help is a mistake that shows now, not at the first connection.
fn check_certificates(path: &Path) -> Result<(), StartError> {
    let mut certificates = CertificateDer::pem_file_iter(path).map_err(|_| StartError::CertificateFile)?;
    match certificates.next() {
        Some(Ok(_)) => Ok(()),
        _ => Err(StartError::CertificateFile),
    }
}
