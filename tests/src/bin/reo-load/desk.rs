//! One agent's phone under load.

use crate::centre::Centre;
use anyhow::{Context, Result};
use reo_engine::{CallFigures, Engine, EngineConfig, Events};
use reo_model::{CallId, Extension};
use reo_phone::{Account, Command, Event, Phase, Snapshot};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Phones that do something at the same time: a morning's rush, not a thunderclap.
const AT_ONCE: usize = 8;
/// The peak of a loudspeaker from which there is certainly a voice, 0 to 1.
const A_VOICE: f32 = 0.05;

pub(crate) struct Desk {
    pub(crate) agent: Extension,
    engine: Engine,
    account: Account,
}

/// A call that was answered as soon as it rang.
#[derive(Clone, Debug)]
pub(crate) struct Answered {
    /// The centre's number of it.
    pub(crate) id: u64,
    /// From the customer's call until it rang here.
    pub(crate) ring: Duration,
    /// From the ring until both sides talked.
    pub(crate) answer: Duration,
    /// From there until the customer's first packet was heard.
    pub(crate) first_audio: Duration,
}

impl Desk {
    pub(crate) fn new(agent: Extension, account: Account, config: EngineConfig) -> Result<Self> {
        Ok(Self { agent, account, engine: Engine::start(config)? })
    }

    /// How long it took until calls could come.
    pub(crate) async fn sign_in(&self) -> Result<Duration> {
        let start = Instant::now();
        self.engine.command(Command::SignIn { account: self.account.clone() })?;
        self.until("ready for calls", |view| view.ready.then_some(())).await?;
        Ok(start.elapsed())
    }

    /// A customer calls, the agent answers and hears a voice.
    pub(crate) async fn take_call(&self, centre: &Centre, number: &str) -> Result<Answered> {
        let mut events = self.engine.events();
        let start = Instant::now();
        let id = centre.call(&self.agent, number).await?;
        let call = self.until("ringing", incoming).await?;
        let ring = start.elapsed();
        self.engine.command(Command::Answer { call })?;
        let answered = |event: &Event| matches!(event, Event::CallAnswered { .. }).then_some(());
        next(&mut events, answered).await.with_context(|| format!("{}: not answered", self.agent))?;
        let answer = start.elapsed() - ring;
        let first_audio = next(&mut events, first_audio).await;
        let first_audio = first_audio.with_context(|| format!("{}: hears nothing", self.agent))?;
        self.until_voice().await?;
        Ok(Answered { id, ring, answer, first_audio })
    }

    /// How the call's audio does so far.
    pub(crate) fn figures(&self) -> CallFigures {
        self.engine.meters().borrow().call.unwrap_or_default()
    }

    /// Hangs up and waits for the end.
    pub(crate) async fn hang_up(&self) -> Result<()> {
        let talking =
            |view: &Snapshot| view.calls.iter().find(|call| call.phase == Phase::Talking).map(|call| call.id);
        let call = self.until("talking", talking).await?;
        self.engine.command(Command::HangUp { call })?;
        self.until("hung up", |view| ended(view).then_some(())).await
    }

    /// Signs out and ends the phone.
    pub(crate) async fn close(&self) -> Result<()> {
        self.engine.command(Command::SignOut)?;
        self.until("signed out", |view| (!view.is_signed_in()).then_some(())).await?;
        self.engine.shutdown().await;
        Ok(())
    }

    async fn until_voice(&self) -> Result<()> {
        let mut meters = self.engine.meters();
        let heard = meters.wait_for(|meters| meters.output > A_VOICE);
        tokio::time::timeout(PATIENCE, heard)
            .await
            .with_context(|| format!("{}: no voice", self.agent))??;
        Ok(())
    }

    async fn until<T>(&self, what: &str, find: impl Fn(&Snapshot) -> Option<T>) -> Result<T> {
        let mut snapshot = self.engine.snapshot();
        let search = snapshot.wait_for(|view| find(view).is_some());
        let view = tokio::time::timeout(PATIENCE, search).await;
        let view = view.with_context(|| format!("{}: not {what} within {PATIENCE:?}", self.agent))??;
        find(&view).context("no longer so")
    }
}

fn incoming(view: &Snapshot) -> Option<CallId> {
    view.calls.iter().find(|call| call.phase == Phase::Incoming).map(|call| call.id)
}

fn ended(view: &Snapshot) -> bool {
    view.calls.iter().all(|call| matches!(call.phase, Phase::Ended { .. }))
}

fn first_audio(event: &Event) -> Option<Duration> {
    match event {
        Event::AudioStarted { after_ms, .. } => Some(Duration::from_millis(*after_ms)),
        _ => None,
    }
}

/// The next event that fits, passing over others.
async fn next<T>(events: &mut Events, pick: impl Fn(&Event) -> Option<T>) -> Result<T> {
    let search = async {
        while let Some(event) = events.next().await {
            if let Some(found) = pick(&event) {
                return Some(found);
            }
        }
        None
    };
    tokio::time::timeout(PATIENCE, search).await?.context("the phone has ended")
}

/// Does something with each of them, some at the same time; what came of it, in any order.
pub(crate) async fn each<T, F>(desks: &[Arc<Desk>], task: impl Fn(Arc<Desk>) -> F) -> Result<Vec<T>>
where
    T: Send + 'static,
    F: Future<Output = Result<T>> + Send + 'static,
{
    let (mut running, mut done) = (JoinSet::new(), Vec::new());
    for desk in desks {
        if running.len() == AT_ONCE
            && let Some(first) = running.join_next().await
        {
            done.push(first??);
        }
        running.spawn(task(desk.clone()));
    }
    while let Some(next) = running.join_next().await {
        done.push(next??);
    }
    Ok(done)
}
