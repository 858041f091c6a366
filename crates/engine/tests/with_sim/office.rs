//! A contact centre with one agent's phone.

use reo_audio::{FileBackend, FileControl, Microphone, Speaker};
use reo_engine::{Engine, EngineConfig, Events, SoundSource};
use reo_model::{CallId, DeviceType, Extension};
use reo_phone::{
    Account, CallView, Command, EndCause, Event, LightState, Phase, ProblemCode, SessionView, Snapshot,
};
use reo_sim::{CallRequest, CallView as SimCall, Sim, SimConfig};
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::{interval, timeout};

/// Long enough for a machine that does much else besides.
pub const PATIENCE: Duration = Duration::from_secs(30);

pub const AGENT: &str = "5000";
pub const CUSTOMER: &str = "0901234567";

/// One agent's phone.
pub struct Desk {
    pub agent: &'static str,
    pub engine: Engine,
    pub events: Events,
    pub sound: FileControl,
    folder: TempDir,
    account: Account,
}

/// The contact centre and the desk of agent 5000, whose methods it has.
pub struct Office {
    pub sim: Sim,
    desk: Desk,
}

impl Deref for Office {
    type Target = Desk;

    fn deref(&self) -> &Desk {
        &self.desk
    }
}

impl DerefMut for Office {
    fn deref_mut(&mut self) -> &mut Desk {
        &mut self.desk
    }
}

impl Desk {
    /// Nobody signed in.
    pub fn closed(sim: &Sim, agent: &'static str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let speaker = Speaker::Wav(folder.path().join("heard.wav"));
        let microphone = Microphone::Wav { path: voice("agent-vi.wav"), repeat: true };
        let backend = FileBackend::new(microphone, speaker).unwrap();
        let sound = backend.control();
        let ready = sim.ready_line();
        let engine = Engine::start(EngineConfig {
            sound: SoundSource::Backend(Box::new(backend)),
            extra_ca: Some(ready.ca),
            data_dir: Some(folder.path().join("data")),
            ..EngineConfig::default()
        })
        .unwrap();
        let token = sim.token(&Extension::from(agent));
        let account = Account::ContactCentre { base: ready.base, domain: ready.domain, token };
        Self { agent, events: engine.events(), engine, sound, folder, account }
    }

    /// Signed in and ready for calls.
    pub async fn open(sim: &Sim, agent: &'static str) -> Self {
        let desk = Self::closed(sim, agent);
        desk.sign_in().await;
        desk
    }

    pub fn account(&self) -> Account {
        self.account.clone()
    }

    pub async fn sign_in(&self) {
        self.command(Command::SignIn { account: self.account() });
        self.until("ready for calls", |view| view.ready).await;
    }

    pub fn command(&self, command: Command) {
        self.engine.command(command).unwrap();
    }

    /// Waits until the view is as asked.
    pub async fn until(&self, what: &str, is_so: impl Fn(&Snapshot) -> bool) -> Snapshot {
        let mut snapshot = self.engine.snapshot();
        let found = timeout(PATIENCE, snapshot.wait_for(|view| is_so(view))).await;
        let view = found.map(|view| view.unwrap().as_ref().clone());
        view.unwrap_or_else(|_| panic!("{}: not {what}: {:#?}", self.agent, self.engine.snapshot().borrow()))
    }

    pub async fn until_call(&self, what: &str, is_so: impl Fn(&CallView) -> bool) -> CallView {
        let view = self.until(what, |view| view.calls.iter().any(&is_so)).await;
        view.calls.into_iter().find(|call| is_so(call)).unwrap()
    }

    /// Waits for an event, passing over others.
    pub async fn event<T>(&mut self, what: &str, mut pick: impl FnMut(&Event) -> Option<T>) -> T {
        let search = async {
            loop {
                let event = self.events.next().await.unwrap();
                if let Some(found) = pick(&event) {
                    return found;
                }
            }
        };
        timeout(PATIENCE, search).await.unwrap_or_else(|_| panic!("no event: {what}"))
    }

    pub async fn call_end(&mut self) -> EndCause {
        self.event("call ended", |event| match event {
            Event::CallEnded { cause, .. } => Some(cause.clone()),
            _ => None,
        })
        .await
    }

    /// Waits for something that the agent should know.
    pub async fn noticed(&mut self) -> ProblemCode {
        self.event("a notice", |event| match event {
            Event::Noticed { problem } => Some(problem.code),
            _ => None,
        })
        .await
    }

    pub async fn audio_start(&mut self) {
        self.event("audio started", |event| matches!(event, Event::AudioStarted { .. }).then_some(())).await;
    }

    /// Where the next call rings.
    pub async fn until_device(&self, device: DeviceType) {
        let is_so = |view: &Snapshot| view.device.as_ref().is_some_and(|found| found.current == device);
        self.until("the device", is_so).await;
    }

    /// Where the engine keeps what outlives a run.
    pub fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// What came out of the loudspeaker so far.
    pub fn heard_by_agent(&self) -> Vec<f32> {
        read_wav(&self.folder.path().join("heard.wav")).0
    }
}

impl Office {
    /// Signed in and ready for calls.
    pub async fn open() -> Self {
        Self::open_with(SimConfig::default()).await
    }

    pub async fn open_with(config: SimConfig) -> Self {
        let office = Self::closed(config).await;
        office.sign_in().await;
        office
    }

    /// Nobody signed in.
    pub async fn closed(config: SimConfig) -> Self {
        let sim = Sim::start(config).await.unwrap();
        let desk = Desk::closed(&sim, AGENT);
        Self { sim, desk }
    }

    /// A customer calls; the call as both sides have it.
    pub async fn ring(&self, request: CallRequest) -> (u64, CallId) {
        let sim_call = self.sim.customer_calls(request).unwrap().id;
        (sim_call, self.until_call("ringing", |call| call.phase == Phase::Incoming).await.id)
    }

    /// A customer calls, the agent answers, both hear something.
    pub async fn talk(&mut self) -> (u64, CallId) {
        let (sim_call, call) = self.ring(CallRequest::from_number(CUSTOMER)).await;
        self.command(Command::Answer { call });
        self.audio_start().await;
        (sim_call, call)
    }

    /// Waits until the contact centre has no call any more: it takes no other one of the agent's before.
    pub async fn until_idle_there(&self) {
        for call in self.sim.calls() {
            self.sim_call(call.id, "over", |call| call.ended.is_some()).await;
        }
    }

    pub async fn sim_call(&self, id: u64, what: &str, is_so: impl Fn(&SimCall) -> bool) -> SimCall {
        // What the audio does is not announced: it has to be looked at.
        let search = async {
            let mut tick = interval(Duration::from_millis(20));
            loop {
                tick.tick().await;
                if let Some(call) = self.sim.call(id).filter(&is_so) {
                    return call;
                }
            }
        };
        let found = timeout(PATIENCE, search).await;
        found.unwrap_or_else(|_| panic!("not {what}: {:#?}", self.sim.call(id)))
    }
}

pub fn is_signed_in(view: &Snapshot) -> bool {
    matches!(view.session, SessionView::SignedIn { .. })
}

pub fn line_is(view: &Snapshot, state: LightState) -> bool {
    view.health.line.state == state
}

/// A recording that comes with the project.
pub fn voice(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/voice").join(name)
}

pub fn read_wav(path: &Path) -> (Vec<f32>, u32) {
    let mut wav = hound::WavReader::open(path).unwrap();
    let whole = wav.samples::<i16>().map_while(Result::ok);
    let samples = whole.map(|sample| f32::from(sample) / 32768.0).collect();
    (samples, wav.spec().sample_rate)
}
