//! The agent's phone: the engine in this process with files for sound, or the program `reo phone` in one of its own.

use crate::desktop::program;
use crate::process::until;
use crate::voice::{FileEar, Voice};
use anyhow::{Context, Result, anyhow, bail};
use reo_engine::{Engine, EngineConfig, SoundSource};
use reo_model::{CallId, Extension, Redacted};
use reo_phone::{Account, CallView, Command, EndCause, Event, Phase, Snapshot, TransferTarget};
use reo_sim::Sim;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout};
use tokio::sync::{mpsc, watch};

/// How long anything may take on a machine that does much else besides.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// Rate of the engine's WAV loudspeaker.
const RATE: u32 = 48_000;

/// Whose phone it is.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// `ws://…`.
    pub server: &'a str,
    /// SIP domain.
    pub domain: &'a str,
    /// User part.
    pub user: &'a str,
    /// Digest password.
    pub password: &'a str,
}

/// A phone that is signed in.
#[derive(Debug)]
pub struct Agent {
    snapshot: watch::Receiver<Arc<Snapshot>>,
    events: mpsc::Receiver<Event>,
    phone: Phone,
    folder: tempfile::TempDir,
}

#[derive(Debug)]
enum Phone {
    Here(Engine),
    Program { child: Child, commands: mpsc::Sender<String> },
}

/// A line of what `reo phone` writes.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Output {
    Event(Event),
    Snapshot(Arc<Snapshot>),
    Error(String),
}

impl Agent {
    /// Runs the engine here. Its microphone is the agent's voice, again and again.
    pub async fn start(line: Line<'_>) -> Result<Self> {
        Self::start_as(Voice::Agent, line).await
    }

    /// The same with another voice.
    pub async fn start_as(voice: Voice, line: Line<'_>) -> Result<Self> {
        Self::sign_in(voice, account(line), None).await
    }

    /// Runs the engine here, signed in at a simulated contact centre.
    pub async fn at_centre(sim: &Sim, extension: &str) -> Result<Self> {
        let ready = sim.ready_line();
        let token = sim.token(&Extension::from(extension));
        let account = Account::ContactCentre { base: ready.base, domain: ready.domain, token };
        Self::sign_in(Voice::Agent, account, Some(ready.ca)).await
    }

    async fn sign_in(voice: Voice, account: Account, extra_ca: Option<PathBuf>) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let engine = Engine::start(EngineConfig {
            sound: SoundSource::Files {
                microphone: Some(voice.write(folder.path())?),
                repeat: true,
                loudspeaker: Some(folder.path().join("heard.wav")),
            },
            extra_ca,
            ..EngineConfig::default()
        })?;
        let (sender, events) = mpsc::channel(1_024);
        let mut news = engine.events();
        tokio::spawn(async move {
            while let Some(event) = news.next().await {
                if sender.send(event).await.is_err() {
                    return;
                }
            }
        });
        engine.command(Command::SignIn { account })?;
        let agent = Self { snapshot: engine.snapshot(), events, phone: Phone::Here(engine), folder };
        agent.until("ready", |view| view.ready).await?;
        Ok(agent)
    }

    /// Runs `reo phone` by `launcher`, a command to which the program and its options are added. Sound comes from
    /// files, or with `devices` from the machine's devices.
    pub async fn start_program(
        mut launcher: tokio::process::Command,
        line: Line<'_>,
        devices: bool,
    ) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        launcher.arg(program("reo")).arg("phone");
        launcher.args(["--sip-server", line.server, "--sip-domain", line.domain, "--sip-user", line.user]);
        launcher.env("REO_SIP_PASSWORD", line.password);
        if !devices {
            launcher.arg("--wav-in").arg(Voice::Agent.write(folder.path())?);
            launcher.arg("--wav-repeat").arg("--wav-out").arg(folder.path().join("heard.wav"));
        }
        launcher.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = launcher.spawn().context("cannot start `reo phone`: has it been built?")?;
        let mut input = child.stdin.take().context("no standard input")?;
        let output = BufReader::new(child.stdout.take().context("no standard output")?).lines();
        let (commands, mut waiting) = mpsc::channel::<String>(64);
        tokio::spawn(async move {
            while let Some(line) = waiting.recv().await {
                if input.write_all(format!("{line}\n").as_bytes()).await.is_err() {
                    return;
                }
            }
        });
        let (snapshot, events) = follow(output).await?;
        let agent = Self { snapshot, events, phone: Phone::Program { child, commands }, folder };
        agent.until("ready", |view| view.ready).await?;
        Ok(agent)
    }

    /// The process id of the program, if it is one.
    pub fn process_id(&self) -> Option<u32> {
        match &self.phone {
            Phone::Here(_) => None,
            Phone::Program { child, .. } => child.id(),
        }
    }

    /// What its loudspeaker plays, where sound goes to files.
    pub fn ear(&self) -> FileEar {
        FileEar { path: self.folder.path().join("heard.wav"), rate: RATE }
    }

    /// A folder that lives as long as this.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Hands in a command.
    pub async fn command(&self, command: Command) -> Result<()> {
        match &self.phone {
            Phone::Here(engine) => Ok(engine.command(command)?),
            Phone::Program { commands, .. } => Ok(commands.send(serde_json::to_string(&command)?).await?),
        }
    }

    /// Dials, and waits until it rings there. Gives the call and how long that took.
    pub async fn dial(&mut self, number: &str) -> Result<(CallId, Duration)> {
        let began = Instant::now();
        self.command(Command::Dial { number: Redacted::from(number), service: None }).await?;
        let ringing = |call: &CallView| matches!(call.phase, Phase::Ringing | Phase::Talking);
        let call = self.until_call("ringing there", ringing).await?;
        Ok((call.id, began.elapsed()))
    }

    /// The view of now.
    pub fn view(&self) -> Arc<Snapshot> {
        self.snapshot.borrow().clone()
    }

    /// Waits until the view is as asked.
    pub async fn until(&self, what: &str, is_so: impl Fn(&Snapshot) -> bool) -> Result<Arc<Snapshot>> {
        let mut snapshot = self.snapshot.clone();
        let found = tokio::time::timeout(PATIENCE, snapshot.wait_for(|view| is_so(view))).await;
        match found {
            Ok(Ok(view)) => Ok(view.clone()),
            Ok(Err(_)) => bail!("the phone ended while it was to be {what}"),
            Err(_) => Err(anyhow!("not {what}: {:#?}", self.snapshot.borrow())),
        }
    }

    /// Waits until a call is as asked.
    pub async fn until_call(&self, what: &str, is_so: impl Fn(&CallView) -> bool) -> Result<CallView> {
        let view = self.until(what, |view| view.calls.iter().any(&is_so)).await?;
        view.calls.iter().find(|call| is_so(call)).cloned().context("a call")
    }

    /// Waits for a call to ring, and answers it.
    pub async fn answer(&self) -> Result<CallId> {
        let call = self.until_call("ringing", |call| call.allowed.answer).await?.id;
        self.command(Command::Answer { call }).await?;
        Ok(call)
    }

    /// Holds or resumes, and waits until it is so.
    pub async fn hold(&self, call: CallId, on: bool) -> Result<()> {
        self.command(Command::SetHold { call, on }).await?;
        let so = |view: &CallView| view.id == call && view.hold.local == on && view.hold.pending.is_none();
        self.until_call(if on { "held" } else { "resumed" }, so).await.map(drop)
    }

    /// Waits for the far side's hold or resume.
    pub async fn until_held(&self, call: CallId, on: bool) -> Result<()> {
        let so = |view: &CallView| view.id == call && view.hold.remote == on;
        self.until_call("held or freed by the far side", so).await.map(drop)
    }

    /// Waits for an event, passing over others.
    pub async fn event<T>(&mut self, what: &str, mut pick: impl FnMut(&Event) -> Option<T>) -> Result<T> {
        let search = async {
            while let Some(event) = self.events.recv().await {
                if let Some(found) = pick(&event) {
                    return Some(found);
                }
            }
            None
        };
        let found = tokio::time::timeout(PATIENCE, search).await;
        found.with_context(|| format!("no {what}"))?.context("the phone ended")
    }

    /// Waits for the first audio of a call; time from the answer.
    pub async fn audio_started(&mut self, call: CallId) -> Result<Duration> {
        let pick = |event: &Event| match event {
            Event::AudioStarted { call: of, after_ms } if *of == call => {
                Some(Duration::from_millis(*after_ms))
            }
            _ => None,
        };
        self.event("audio", pick).await
    }

    /// Hangs up, and waits for the end.
    pub async fn hang_up(&mut self, call: CallId) -> Result<EndCause> {
        self.command(Command::HangUp { call }).await?;
        self.ended(call).await
    }

    /// Gives a call to somebody else.
    pub async fn transfer(&self, call: CallId, to: TransferTarget) -> Result<()> {
        self.command(Command::Transfer { call, to }).await
    }

    /// Waits for the end of a call.
    pub async fn ended(&mut self, call: CallId) -> Result<EndCause> {
        let pick = |event: &Event| match event {
            Event::CallEnded { call: of, cause, .. } if *of == call => Some(cause.clone()),
            _ => None,
        };
        self.event("end of the call", pick).await
    }

    /// Ends it.
    pub async fn end(self) -> Result<()> {
        match self.phone {
            Phone::Here(engine) => engine.shutdown().await,
            Phone::Program { mut child, commands } => {
                commands.send("quit".to_owned()).await?;
                let child = &mut child;
                let end = until("the program's end", PATIENCE, || {
                    let status = child.try_wait();
                    async move { status.ok().flatten() }
                });
                let status = end.await?;
                anyhow::ensure!(status.success(), "the program ended with {status}");
            }
        }
        Ok(())
    }
}

fn account(line: Line<'_>) -> Account {
    Account::Sip {
        server: line.server.to_owned(),
        domain: line.domain.to_owned(),
        user: line.user.to_owned(),
        auth_user: None,
        password: Redacted::from(line.password),
        display_name: None,
    }
}

/// Reads the program's output from the first snapshot on.
#[allow(clippy::print_stderr, reason = "for whoever reads why a test failed")]
async fn follow(
    mut output: Lines<BufReader<ChildStdout>>,
) -> Result<(watch::Receiver<Arc<Snapshot>>, mpsc::Receiver<Event>)> {
    let (sender, events) = mpsc::channel(1_024);
    let first = loop {
        let line = output.next_line().await?.context("the program ended at once")?;
        if let Output::Snapshot(snapshot) = serde_json::from_str(&line)? {
            break snapshot;
        }
    };
    let (views, snapshot) = watch::channel(first);
    tokio::spawn(async move {
        while let Ok(Some(line)) = output.next_line().await {
            match serde_json::from_str(&line) {
                Ok(Output::Event(event)) => drop(sender.send(event).await),
                Ok(Output::Snapshot(snapshot)) => drop(views.send(snapshot)),
                Ok(Output::Error(error)) => eprintln!("reo phone: {error}"),
                Err(error) => eprintln!("reo phone wrote {line}: {error}"),
            }
        }
    });
    Ok((snapshot, events))
}
