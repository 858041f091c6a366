//! An agent's computer with a phone and a door, and a contact centre.

use crate::browser::{CRM, PATIENCE, soon};
use reo_bridge::protocol::Scope;
use reo_bridge::{Bridge, BridgeCommand, BridgeConfig, BridgeView, Door};
use reo_engine::{Engine, EngineConfig, SoundSource};
use reo_model::Extension;
use reo_phone::{Account, Command, Snapshot};
use reo_sim::{Behaviour, Outcome, Sim, SimConfig};
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::time::timeout;

pub const CUSTOMER: &str = "0901234567";

/// The agent's computer.
pub struct House {
    pub engine: Engine,
    pub bridge: Bridge,
    folder: TempDir,
    allow: Vec<&'static str>,
    ports: Vec<u16>,
}

impl House {
    /// A phone that nobody has signed in at, and a door that knows nobody.
    pub async fn open() -> Self {
        Self::with(None, &[], &[0]).await
    }

    /// With these origins let in for everything.
    pub async fn allowing(allow: &[&'static str]) -> Self {
        Self::with(None, allow, &[0]).await
    }

    pub async fn at_ports(ports: &[u16]) -> Self {
        Self::with(None, &[CRM], ports).await
    }

    async fn with(extra_ca: Option<PathBuf>, allow: &[&'static str], ports: &[u16]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("policy.toml"), "").unwrap();
        let sound = SoundSource::Files { microphone: None, repeat: false, loudspeaker: None };
        let engine = Engine::start(EngineConfig { sound, extra_ca, ..EngineConfig::default() }).unwrap();
        let (allow, ports) = (allow.to_vec(), ports.to_vec());
        let bridge = start(&engine, &folder, &allow, &ports).await;
        Self { engine, bridge, folder, allow, ports }
    }

    pub fn port(&self) -> u16 {
        match self.bridge.view().borrow().door {
            Door::Open { port } => port,
            ref door => panic!("not open: {door:?}"),
        }
    }

    /// The door's program is started anew; the phone stays.
    pub async fn restart(&mut self) {
        self.bridge.shutdown().await;
        self.bridge = start(&self.engine, &self.folder, &self.allow, &self.ports).await;
    }

    pub fn agent(&self, command: BridgeCommand) {
        self.bridge.command(command).unwrap();
    }

    /// Waits until the door's view is as asked.
    pub async fn until(&self, what: &str, is_so: impl Fn(&BridgeView) -> bool) -> Arc<BridgeView> {
        let mut view = self.bridge.view();
        let found = timeout(PATIENCE, view.wait_for(|view| is_so(view))).await;
        found.unwrap_or_else(|_| panic!("not {what}: {:#?}", self.bridge.view().borrow())).unwrap().clone()
    }

    /// The id of the question that the agent is asked.
    pub async fn question(&self) -> u64 {
        self.until("a question", |view| !view.asks.is_empty()).await.asks[0].id
    }

    /// A policy file that leaves everything to the agent, whatever the administrator of this machine has decided.
    pub fn no_policy(&self) -> PathBuf {
        self.folder.path().join("policy.toml")
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join("data").join(name)
    }
}

async fn start(engine: &Engine, folder: &TempDir, allow: &[&str], ports: &[u16]) -> Bridge {
    let everything = |origin: &&str| (origin.parse().unwrap(), Scope::ALL.to_vec());
    let config = BridgeConfig {
        data_dir: Some(folder.path().join("data")),
        policy: Some(folder.path().join("policy.toml")),
        ports: ports.to_vec(),
        open: None,
        allow: allow.iter().map(everything).collect(),
        ..BridgeConfig::new(engine.clone())
    };
    let bridge = Bridge::start(config).await.unwrap();
    bridge.command(BridgeCommand::SetOpen { on: true }).unwrap();
    let mut view = bridge.view();
    soon("an open door", view.wait_for(|view| matches!(view.door, Door::Open { .. }))).await.unwrap();
    bridge
}

/// The agent's computer, with the agent signed in at a contact centre.
pub struct Office {
    pub sim: Sim,
    pub house: House,
}

impl Office {
    pub async fn allowing(allow: &[&'static str]) -> Self {
        let sim = Sim::start(SimConfig::default()).await.unwrap();
        let ready = sim.ready_line();
        let house = House::with(Some(ready.ca), allow, &[0]).await;
        let token = sim.token(&Extension::from("5000"));
        let account = Account::ContactCentre { base: ready.base, domain: ready.domain, token };
        house.engine.command(Command::SignIn { account }).unwrap();
        let office = Self { sim, house };
        office.until("ready for calls", |view| view.ready).await;
        office
    }

    pub fn port(&self) -> u16 {
        self.house.port()
    }

    /// Waits until the phone is as asked.
    pub async fn until(&self, what: &str, is_so: impl Fn(&Snapshot) -> bool) {
        let mut view = self.house.engine.snapshot();
        soon(what, view.wait_for(|view| is_so(view))).await.unwrap();
    }

    /// What the customer does who is called.
    pub fn customer(&self, outcome: Outcome, after_ms: u64) {
        self.sim.set_customer(CUSTOMER, Behaviour { outcome, after_ms, ..Behaviour::default() });
    }
}
