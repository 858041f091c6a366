//! `reo phone`: the headless phone.

mod devices;
mod door;
mod line;

use crate::account::Setup;
use crate::output;
use crate::signals::wish_to_end;
use anyhow::Result;
use line::{Order, Reply, understand};
use reo_bridge::{Bridge, BridgeView};
use reo_engine::{Engine, Events, Meters};
use reo_phone::{Command, Event, Snapshot};
use serde::Serialize;
use std::io::BufRead;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::sync::{mpsc, watch};

/// Lines that may wait; whoever writes more has to wait.
const LINES: usize = 64;

/// Commands on standard input, one a line: a JSON command, or a short form such as `dial 0901234567`, `answer`,
/// `hangup`, `hold`, `resume`, `mute`, `unmute`, `dtmf 12#`, `status available`, `devices`, `quit`.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    #[command(flatten)]
    setup: Setup,
    /// Answer every call by itself.
    #[arg(long)]
    auto_answer: bool,
    /// Write the meters too, ten times a second in a call.
    #[arg(long)]
    meters: bool,
    #[command(flatten)]
    door: door::Options,
}

/// A line of the output.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
enum Line<'a> {
    /// Something happened.
    Event(&'a Event),
    /// The full view, after each change.
    Snapshot(&'a Snapshot),
    /// Levels and call quality.
    Meters(&'a Meters),
    /// The door for CRM pages, after each change.
    Bridge(&'a BridgeView),
    /// The answer to `devices`.
    Devices(&'a reo_engine::Devices),
    /// A line of the input was not understood.
    Error(&'a str),
}

/// Runs until `quit` or a signal.
pub(crate) async fn run(options: Options) -> Result<ExitCode> {
    let setup = options.setup.complete()?;
    let account = setup.account()?;
    let engine = Engine::start(setup.engine_config())?;
    let bridge = options.door.open(&engine, &setup).await?;
    let phone = Session {
        snapshot: engine.snapshot(),
        events: engine.events(),
        meters: engine.meters(),
        engine: engine.clone(),
        door: bridge.as_ref().map(Bridge::view),
        bridge: bridge.clone(),
        auto_answer: options.auto_answer,
        show_meters: options.meters,
    };
    if setup.input.is_some() || setup.output.is_some() {
        let known = engine.devices().borrow().clone();
        engine.command(devices::choose(&known, setup.input.as_deref(), setup.output.as_deref())?)?;
    }
    if let Some(account) = account {
        engine.command(Command::SignIn { account })?;
    }
    let result = phone.run().await;
    if let Some(bridge) = bridge {
        bridge.shutdown().await;
    }
    engine.shutdown().await;
    result.map(|()| ExitCode::SUCCESS)
}

struct Session {
    engine: Engine,
    bridge: Option<Bridge>,
    snapshot: watch::Receiver<Arc<Snapshot>>,
    events: Events,
    meters: watch::Receiver<Meters>,
    door: Option<watch::Receiver<Arc<BridgeView>>>,
    auto_answer: bool,
    show_meters: bool,
}

impl Session {
    async fn run(mut self) -> Result<()> {
        let mut lines = input_lines()?;
        let end = wish_to_end()?;
        tokio::pin!(end);
        self.snapshot.mark_changed();
        if let Some(door) = &mut self.door {
            door.mark_changed();
        }
        loop {
            tokio::select! {
                biased;
                () = &mut end => return Ok(()),
                Some(event) = self.events.next() => self.event(&event)?,
                Ok(()) = self.snapshot.changed() => {
                    let snapshot = self.snapshot.borrow_and_update().clone();
                    output::json_line(&Line::Snapshot(&snapshot))?;
                }
                Some(view) = next(&mut self.door) => output::json_line(&Line::Bridge(&view))?,
                Ok(()) = self.meters.changed(), if self.show_meters => {
                    let meters = *self.meters.borrow_and_update();
                    output::json_line(&Line::Meters(&meters))?;
                }
                Some(line) = lines.recv() => {
                    if !self.obey(&line)? {
                        return Ok(());
                    }
                }
            }
        }
    }

    fn event(&self, event: &Event) -> Result<()> {
        output::json_line(&Line::Event(event))?;
        // The view of a call is there before the news of it.
        let rings =
            |call| self.snapshot.borrow().calls.iter().any(|view| view.id == call && view.allowed.answer);
        match event {
            Event::CallStarted { call, .. } if self.auto_answer && rings(*call) => {
                Ok(self.engine.command(Command::Answer { call: *call })?)
            }
            _ => Ok(()),
        }
    }

    /// `false` when the phone is to end.
    fn obey(&self, line: &str) -> Result<bool> {
        let order = understand(line, &self.snapshot.borrow(), &self.engine.devices().borrow());
        match order {
            Ok(Order::Quit) => return Ok(false),
            Ok(Order::Nothing) => {}
            Ok(Order::Commands(commands)) => {
                for command in commands {
                    self.engine.command(command)?;
                }
            }
            Ok(Order::Door(command)) => match &self.bridge {
                Some(bridge) => bridge.command(command)?,
                None => output::json_line(&Line::Error("there is no door: start with --bridge"))?,
            },
            Ok(Order::Show(Reply::Devices)) => {
                output::json_line(&Line::Devices(&self.engine.devices().borrow()))?;
            }
            Ok(Order::Show(Reply::Snapshot)) => output::json_line(&Line::Snapshot(&self.snapshot.borrow()))?,
            Err(error) => output::json_line(&Line::Error(&format!("{error:#}")))?,
        }
        Ok(true)
    }
}

/// The door's next view; `None` where there is no door.
async fn next(door: &mut Option<watch::Receiver<Arc<BridgeView>>>) -> Option<Arc<BridgeView>> {
    let door = door.as_mut()?;
    door.changed().await.ok()?;
    Some(door.borrow_and_update().clone())
}

/// Standard input, read by a thread of its own: such a read cannot be broken off, and must not keep the program alive.
fn input_lines() -> Result<mpsc::Receiver<String>> {
    let (sender, receiver) = mpsc::channel(LINES);
    std::thread::Builder::new().name("reo-input".to_owned()).spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if sender.blocking_send(line).is_err() {
                return;
            }
        }
    })?;
    Ok(receiver)
}
