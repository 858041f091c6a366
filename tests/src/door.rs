//! The phone with its door for CRM pages open, in this process, with files for sound.

use crate::process::until;
use crate::voice::{FileEar, Voice};
use anyhow::{Context, Result};
use reo_bridge::policy::Origin;
use reo_bridge::protocol::Scope;
use reo_bridge::{Ask, AskKind, Bridge, BridgeCommand, BridgeConfig, BridgeView, Door};
use reo_engine::{Engine, EngineConfig, SoundSource};
use reo_model::{CallId, Redacted};
use reo_phone::Snapshot;
use reo_sim::Sim;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How long anything may take on a machine that does much else besides.
const PATIENCE: Duration = Duration::from_secs(20);
/// Rate of the engine's WAV loudspeaker.
const RATE: u32 = 48_000;

/// A phone that pages can reach. Nobody is signed in at first.
pub struct OpenPhone {
    engine: Engine,
    bridge: Bridge,
    port: u16,
    home: Home,
}

/// What outlives a restart.
struct Home {
    folder: tempfile::TempDir,
    ca: PathBuf,
    base: String,
    allow: Vec<(Origin, Vec<Scope>)>,
}

impl OpenPhone {
    /// Starts it on a free port. It knows this contact centre, and lets these origins in with all rights.
    pub async fn start(sim: &Sim, allow: &[String]) -> Result<Self> {
        let ready = sim.ready_line();
        let allow = allow.iter().map(|origin| Ok((Origin::parse(origin)?, Scope::ALL.to_vec())));
        let allow = allow.collect::<Result<_>>()?;
        let home = Home { folder: tempfile::tempdir()?, ca: ready.ca, base: ready.base, allow };
        let (engine, bridge) = home.start(0).await?;
        let port = listening(&bridge).await?;
        Ok(Self { engine, bridge, port, home })
    }

    /// Ends it as its user does, and starts it anew with nobody signed in.
    pub async fn restart(&mut self) -> Result<()> {
        self.stop().await;
        self.start_again().await
    }

    /// Ends it as its user does; [`OpenPhone::start_again`] has to follow.
    pub async fn stop(&self) {
        self.bridge.shutdown().await;
        self.engine.shutdown().await;
    }

    /// Starts it anew at the same address, with what it kept.
    pub async fn start_again(&mut self) -> Result<()> {
        (self.engine, self.bridge) = self.home.start(self.port).await?;
        listening(&self.bridge).await.map(drop)
    }

    /// Where pages find it, without a slash at the end.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Its port on 127.0.0.1.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The phone as it stands.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.engine.snapshot().borrow().clone()
    }

    /// The door as it stands.
    pub fn view(&self) -> Arc<BridgeView> {
        self.bridge.view().borrow().clone()
    }

    /// Waits until the phone is as asked.
    pub async fn until(&self, what: &str, is_so: impl Fn(&Snapshot) -> bool) -> Result<Arc<Snapshot>> {
        let waited = until(what, PATIENCE, || async { Some(self.snapshot()).filter(|view| is_so(view)) });
        waited.await.with_context(|| format!("{:#?}", self.snapshot()))
    }

    /// Waits until the door is as asked.
    pub async fn door_is(&self, what: &str, is_so: impl Fn(&BridgeView) -> bool) -> Result<Arc<BridgeView>> {
        let waited = until(what, PATIENCE, || async { Some(self.view()).filter(|view| is_so(view)) });
        waited.await.with_context(|| format!("{:#?}", self.view()))
    }

    /// Waits for the only question to the agent.
    pub async fn question(&self) -> Result<Ask> {
        let view = self.door_is("a question", |view| view.asks.len() == 1).await?;
        view.asks.first().cloned().context("a question")
    }

    /// Waits for the question of a page that wants to come in, and agrees.
    pub async fn lets_in(&self, origin: &str, scopes: Option<Vec<Scope>>) -> Result<()> {
        let ask = self.question().await?;
        anyhow::ensure!(ask.origin == origin, "{origin} was to ask, not {ask:?}");
        anyhow::ensure!(matches!(ask.what, AskKind::Pair { .. }), "not a pairing: {ask:?}");
        self.agrees(&ask, scopes)
    }

    /// The agent says yes; to a page that wants to come in, for these rights or for the usual ones.
    pub fn agrees(&self, ask: &Ask, scopes: Option<Vec<Scope>>) -> Result<()> {
        Ok(self.bridge.command(BridgeCommand::Agree { ask: ask.id, scopes })?)
    }

    /// The agent says no.
    pub fn declines(&self, ask: &Ask) -> Result<()> {
        Ok(self.bridge.command(BridgeCommand::Decline { ask: ask.id })?)
    }

    /// The agent writes about a call and is done with it.
    pub fn finishes_note(&self, call: CallId, note: &str, outcome: &str) -> Result<()> {
        let (note, outcome) = (Redacted::from(note), Some(outcome.to_owned()));
        Ok(self.bridge.command(BridgeCommand::WriteNote { call, note, outcome, finished: true })?)
    }

    /// What the agent hears.
    pub fn ear(&self) -> FileEar {
        FileEar { path: self.home.folder.path().join("heard.wav"), rate: RATE }
    }
}

impl Home {
    async fn start(&self, port: u16) -> Result<(Engine, Bridge)> {
        let folder = self.folder.path();
        let engine = Engine::start(EngineConfig {
            sound: SoundSource::Files {
                microphone: Some(Voice::Agent.write(folder)?),
                repeat: true,
                loudspeaker: Some(folder.join("heard.wav")),
            },
            extra_ca: Some(self.ca.clone()),
            ..EngineConfig::default()
        })?;
        let bridge = Bridge::start(BridgeConfig {
            data_dir: Some(folder.to_owned()),
            ports: vec![port],
            open: Some(true),
            known_base: Some(self.base.clone()),
            allow: self.allow.clone(),
            ..BridgeConfig::new(engine.clone())
        });
        Ok((engine, bridge.await?))
    }
}

async fn listening(bridge: &Bridge) -> Result<u16> {
    until("an open door", PATIENCE, || async {
        match bridge.view().borrow().door {
            Door::Open { port } => Some(port),
            Door::Closed | Door::NoPort => None,
        }
    })
    .await
}
