//! The handle.

use crate::{Devices, EngineConfig, Meters};
use reo_phone::{Command, Event, Snapshot};
use std::sync::Arc;
use tokio::sync::{broadcast, watch};

/// A running phone. Clones are handles of the same phone; it ends with [`Engine::shutdown`] or with its last handle.
#[derive(Clone, Debug)]
pub struct Engine {}

/// Why an engine cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The file with further certificate authorities cannot be read or holds none.
    #[error("the file with certificate authorities is not usable")]
    CertificateFile,
    /// No thread could be started.
    #[error("the system gives no thread")]
    Thread(#[source] std::io::Error),
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

impl Engine {
    /// Starts a phone with nobody signed in. Must be called within a tokio runtime (with time and I/O).
    ///
    /// # Errors
    /// See [`StartError`].
    pub fn start(_config: EngineConfig) -> Result<Self, StartError> {
        todo!()
    }

    /// Hands in a command. What comes of it shows in the snapshot and the events.
    ///
    /// # Errors
    /// See [`CommandError`].
    pub fn command(&self, _command: Command) -> Result<(), CommandError> {
        todo!()
    }

    /// The full view, latest wins.
    pub fn snapshot(&self) -> watch::Receiver<Arc<Snapshot>> {
        todo!()
    }

    /// What happens from now on, each once.
    pub fn events(&self) -> Events {
        todo!()
    }

    /// Levels and call quality, ten times a second while there is sound.
    pub fn meters(&self) -> watch::Receiver<Meters> {
        todo!()
    }

    /// The sound devices, latest wins.
    pub fn devices(&self) -> watch::Receiver<Arc<Devices>> {
        todo!()
    }

    /// Hangs up, unregisters, closes all sockets and devices; takes a few seconds at most.
    pub async fn shutdown(&self) {
        todo!()
    }
}

/// A stream of events. One that falls more than 1024 events behind loses the oldest.
#[derive(Debug)]
pub struct Events(broadcast::Receiver<Event>);

impl Events {
    /// The next event; `None` when the engine has stopped.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            match self.0.recv().await {
                Ok(event) => return Some(event),
                Err(broadcast::error::RecvError::Closed) => return None,
                Err(broadcast::error::RecvError::Lagged(missed)) => {
                    tracing::warn!(missed, "an event reader fell behind");
                }
            }
        }
    }
}
