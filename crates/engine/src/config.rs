//! What an engine is started with.

use reo_audio::{AudioBackend, CpalBackend, FileBackend, Microphone, Speaker};
use std::fmt;
use std::path::PathBuf;

/// Everything that an engine needs to know before somebody signs in. The default is right for a desktop.
#[derive(Debug, Default)]
pub struct EngineConfig {
    /// Where sound comes from and goes to.
    pub sound: SoundSource,
    /// Stable id of the microphone to begin with; `None` follows the system's default.
    pub input: Option<String>,
    /// Stable id of the loudspeaker to begin with.
    pub output: Option<String>,
    /// A PEM file with certificate authorities that are trusted besides the system's.
    pub extra_ca: Option<PathBuf>,
    /// Where copies that outlive a run are kept: the constants file of the contact centre, and a record of each of the
    /// last calls ([`crate::record`]). `None` keeps none.
    pub data_dir: Option<PathBuf>,
    /// Whether a call's audio may go over 127.0.0.1.
    pub loopback: Loopback,
    /// STUN and TURN servers; none is fine where the server has a public address.
    pub ice_servers: Vec<reo_media::IceServer>,
    /// Codecs to offer and to accept, the preferred one first; empty for the usual ones.
    pub codecs: Vec<reo_media::Codec>,
}

/// Where sound comes from and goes to.
#[derive(Default)]
pub enum SoundSource {
    /// The machine's devices.
    #[default]
    Devices,
    /// WAV files, paced in real time: for tests and headless use.
    Files {
        /// Played as the microphone, from its beginning in each call; silence without one.
        microphone: Option<PathBuf>,
        /// Begin again at its end.
        repeat: bool,
        /// Written as the loudspeaker, one call after the other; complete after [`crate::Engine::shutdown`].
        loudspeaker: Option<PathBuf>,
    },
    /// Another sound system.
    Backend(Box<dyn AudioBackend>),
}

impl fmt::Debug for SoundSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Devices => "Devices",
            Self::Files { .. } => "Files",
            Self::Backend(_) => "Backend",
        })
    }
}

impl SoundSource {
    /// The sound system; `None` when a file cannot be read or made.
    pub(crate) fn backend(self) -> Option<Box<dyn AudioBackend>> {
        let Self::Files { microphone, repeat, loudspeaker } = self else {
            return Some(match self {
                Self::Backend(backend) => backend,
                _ => Box::new(CpalBackend::new()),
            });
        };
        let microphone = microphone.map_or(Microphone::Silence, |path| Microphone::Wav { path, repeat });
        let speaker = loudspeaker.map_or(Speaker::Discard, Speaker::Wav);
        Some(Box::new(FileBackend::new(microphone, speaker).ok()?))
    }
}

/// Whether a call's audio may go over 127.0.0.1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Loopback {
    /// When the SIP server is on this machine.
    #[default]
    Auto,
    /// In any case.
    Always,
    /// Never.
    Never,
}
