//! The handle.

use crate::config::BridgeConfig;
use crate::door::{Door, KeptNote, Memory, Setup};
use crate::files::Kept;
use crate::policy::{Policy, PolicyError};
use crate::server::{Parts, Request, Run, Running};
use crate::view::{BridgeCommand, BridgeView};
use rand::TryRngCore;
use rand::rand_core::OsError;
use rand::rngs::OsRng;
use reo_engine::{Clock, CommandError};
use reo_model::Redacted;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::{broadcast, mpsc, oneshot, watch};

/// A running door. Clones are handles of the same door; it ends with [`Bridge::shutdown`], with its last handle, or with
/// the engine.
#[derive(Clone, Debug)]
pub struct Bridge(Arc<Running>);

/// What a page may wish of the program around the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Bring up Reo's window.
    ShowWindow,
}

/// Why a door cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The policy file that was named cannot be used.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// No tokens can be made that nobody guesses.
    #[error("the system gives no random numbers")]
    Random(#[from] OsError),
}

impl Bridge {
    /// Starts a door, open where it should be: then it listens when this returns, or [`BridgeView::door`] says why not.
    ///
    /// # Errors
    /// See [`StartError`]. An unusable policy file in the usual place is no error: then nobody is let in, and the log says
    /// why.
    pub async fn start(config: BridgeConfig) -> Result<Self, StartError> {
        let policy = policy(config.policy.as_deref())?;
        let file = |name| config.data_dir.as_ref().map(|folder| folder.join(name));
        let (memory, remembered) = Kept::<Memory>::open(file("door.json"));
        let (notes, waiting) = Kept::<Vec<KeptNote>>::open(file("notes.json"));
        let (engine, clock) = (config.engine, Clock::start());
        let updates = engine.updates();
        let setup = Setup {
            run: format!("{:016x}", u64::from_be_bytes(random()?)),
            seed: Redacted::new(random()?),
            policy,
            allow: config.allow,
            open: config.open,
            memory: remembered,
            notes: waiting,
            known_base: config.known_base,
            phone: engine.snapshot().borrow().clone(),
        };
        let door = Door::new(setup, clock.now());
        let parts = Parts { door, clock, engine, updates, ports: config.ports, memory, notes };
        let (mut run, running) = Run::new(parts);
        run.settle().await;
        tokio::spawn(run.run());
        Ok(Self(Arc::new(running)))
    }

    /// The door as Reo's windows show it, latest wins.
    pub fn view(&self) -> watch::Receiver<Arc<BridgeView>> {
        self.0.view.clone()
    }

    /// Hands in what the agent wants. What comes of it shows in the view.
    ///
    /// # Errors
    /// See [`CommandError`].
    pub fn command(&self, command: BridgeCommand) -> Result<(), CommandError> {
        self.ask(Request::Agent(command))
    }

    /// Tells which contact centre Reo knows, by its base address: pages may sign the agent in there.
    pub fn know_base(&self, base: String) {
        if let Err(error) = self.ask(Request::KnownBase(base)) {
            tracing::warn!(%error, "the door does not hear which contact centre it is");
        }
    }

    /// What pages wish of the program from now on, each once.
    pub fn wishes(&self) -> broadcast::Receiver<Wish> {
        // A stopped door has no wishes: a closed channel of its own.
        let stopped = || broadcast::channel(1).1;
        self.0.wishes.upgrade().map_or_else(stopped, |wishes| wishes.subscribe())
    }

    /// Says good-bye to the pages, closes, and writes what is unwritten; takes a few seconds at most.
    pub async fn shutdown(&self) {
        let (done, stopped) = oneshot::channel();
        if self.0.requests.send(Request::Shutdown(done)).await.is_ok() {
            let _ = stopped.await;
        }
    }

    fn ask(&self, request: Request) -> Result<(), CommandError> {
        self.0.requests.try_send(request).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => CommandError::Overloaded,
            mpsc::error::TrySendError::Closed(_) => CommandError::Stopped,
        })
    }
}

/// A file that is named and cannot be used is a mistake that shows now; the usual one must not open what it was to close.
fn policy(named: Option<&Path>) -> Result<Policy, PolicyError> {
    match Policy::read(named) {
        Err(error) if named.is_none() => {
            tracing::error!(%error, "nobody is let in");
            Ok(Policy::closed())
        }
        read => read,
    }
}

fn random<const N: usize>() -> Result<[u8; N], OsError> {
    let mut bytes = [0; N];
    OsRng.try_fill_bytes(&mut bytes)?;
    Ok(bytes)
}
