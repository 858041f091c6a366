//! The handle.

use crate::start::{Running, launch};
use crate::updates::{Events, Updates};
use crate::{Devices, EngineConfig, Meters};
use reo_phone::{Command, Event, Snapshot};
use std::sync::Arc;
use tokio::sync::{broadcast, mpsc, oneshot, watch};

/// A running phone. Clones are handles of the same phone; it ends with [`Engine::shutdown`] or with its last handle.
#[derive(Clone, Debug)]
pub struct Engine(Arc<Running>);

/// Why an engine cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The file with further certificate authorities cannot be read or holds none.
    #[error("the file with certificate authorities is not usable")]
    CertificateFile,
    /// A WAV file that is to be the microphone or the loudspeaker cannot be read or made.
    #[error("a sound file is not usable")]
    SoundFile,
    /// No HTTP client.
    #[error("there is no HTTP client to be had")]
    Http(#[from] reqwest::Error),
    /// The sound system could not be started.
    #[error("the sound system does not start")]
    Sound(#[from] reo_audio::StartError),
    /// No thread could be started.
    #[error("the system gives no thread")]
    Thread(#[from] std::io::Error),
}

/// Why a command was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// More commands wait than the engine takes; try again.
    #[error("too many commands at once")]
    Overloaded,
    /// The engine has been shut down.
    #[error("the engine has stopped")]
    Stopped,
}

/// What a handle asks of the loop.
#[derive(Debug)]
pub(crate) enum Request {
    /// The agent wants something.
    Command(Command),
    /// The agent wants something, and hears what came of it at once.
    Perform(Command, oneshot::Sender<Vec<Event>>),
    /// Hang up, unregister, close, and tell.
    Shutdown(oneshot::Sender<()>),
}

impl Engine {
    /// Starts a phone with nobody signed in. Must be called within a tokio runtime (with time and I/O). Has a first
    /// look at the sound devices, which takes a few milliseconds, or three seconds where the sound server hangs.
    ///
    /// # Errors
    /// See [`StartError`].
    pub fn start(config: EngineConfig) -> Result<Self, StartError> {
        launch(config).map(|running| Self(Arc::new(running)))
    }

    /// Hands in a command. What comes of it shows in the snapshot and the events.
    ///
    /// # Errors
    /// See [`CommandError`].
    pub fn command(&self, command: Command) -> Result<(), CommandError> {
        self.0.requests.try_send(Request::Command(command)).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => CommandError::Overloaded,
            mpsc::error::TrySendError::Closed(_) => CommandError::Stopped,
        })
    }

    /// The full view, latest wins.
    pub fn snapshot(&self) -> watch::Receiver<Arc<Snapshot>> {
        self.0.snapshot.clone()
    }

    /// Hands in a command and gives the events that it yielded at once: a call that began, or a notice that says why not.
    /// Later events come by [`Engine::events`] alone.
    ///
    /// # Errors
    /// See [`CommandError`].
    pub async fn perform(&self, command: Command) -> Result<Vec<Event>, CommandError> {
        let (done, events) = oneshot::channel();
        self.ask(Request::Perform(command, done))?;
        events.await.map_err(|_| CommandError::Stopped)
    }

    fn ask(&self, request: Request) -> Result<(), CommandError> {
        self.0.requests.try_send(request).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => CommandError::Overloaded,
            mpsc::error::TrySendError::Closed(_) => CommandError::Stopped,
        })
    }

    /// What happens from now on, step by step, each with the view right after it.
    pub fn updates(&self) -> Updates {
        // A stopped engine has nothing to say: a closed channel of its own.
        let stopped = || broadcast::channel(1).1;
        Updates::new(self.0.updates.upgrade().map_or_else(stopped, |updates| updates.subscribe()))
    }

    /// What happens from now on, each once.
    pub fn events(&self) -> Events {
        Events::new(self.updates())
    }

    /// Levels and call quality, ten times a second while a call has sound.
    pub fn meters(&self) -> watch::Receiver<Meters> {
        self.0.meters.clone()
    }

    /// The sound devices, latest wins.
    pub fn devices(&self) -> watch::Receiver<Arc<Devices>> {
        self.0.devices.clone()
    }

    /// Hangs up, unregisters, closes all sockets and devices; takes a few seconds at most.
    pub async fn shutdown(&self) {
        let (done, stopped) = oneshot::channel();
        if self.0.requests.send(Request::Shutdown(done)).await.is_ok() {
            let _ = stopped.await;
        }
    }
}
