//! The contact centre under load: `reo sim` in a process of its own.

use crate::control::Control;
use anyhow::{Context, Result};
use reo_model::Extension;
use reo_sim::{CallState, ReadyLine};
use reo_tests::desktop::program;
use reo_tests::process::Process;
use serde::Deserialize;
use serde_json::json;
use std::fmt::Write;
use std::path::Path;
use tokio::process::Command;

/// Longer than any load.
const FOR_GOOD_MS: u64 = 24 * 3_600_000;

pub(crate) struct Centre {
    pub(crate) ready: ReadyLine,
    /// Its process id.
    pub(crate) process: u32,
    control: Control,
    /// Ends with this value.
    _running: Process,
}

/// A call as the centre shows it.
#[derive(Debug, Deserialize)]
pub(crate) struct CentreCall {
    pub(crate) id: u64,
    pub(crate) state: CallState,
    #[serde(default)]
    media: Option<CentreMedia>,
}

/// The centre's end of a call's audio.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct CentreMedia {
    pub(crate) packets_in: u64,
    pub(crate) packets_out: u64,
    /// Root mean square of the last second that the customer heard, of 32768.
    pub(crate) heard_level: f64,
}

impl CentreCall {
    pub(crate) fn media(&self) -> CentreMedia {
        self.media.clone().unwrap_or_default()
    }
}

impl Centre {
    /// With so many agents. What it needs is written into `folder`.
    pub(crate) async fn start(agents: usize, folder: &Path) -> Result<Self> {
        let scenario = folder.join("load.toml");
        std::fs::write(&scenario, scenario_of(agents)?)?;
        let mut command = Command::new(program("reo"));
        command.arg("sim").arg("--scenario").arg(scenario).arg("--ca").arg(folder.join("ca.pem"));
        let (running, line) = Process::start_and_read_line(command).await?;
        let ready: ReadyLine = serde_json::from_str(&line).context("no ready line")?;
        let process = running.id().context("the simulator has ended")?;
        Ok(Self { control: Control::new(&ready.control), ready, process, _running: running })
    }

    /// A customer who speaks calls this agent; the call's number.
    pub(crate) async fn call(&self, agent: &Extension, number: &str) -> Result<u64> {
        let order = json!({ "number": number, "agent": agent });
        Ok(self.control.post::<CentreCall>("/calls", &order).await?.id)
    }

    pub(crate) async fn calls(&self) -> Result<Vec<CentreCall>> {
        self.control.get("/calls").await
    }

    /// Agents with an agent socket.
    pub(crate) async fn signed_in(&self) -> Result<usize> {
        #[derive(Deserialize)]
        struct Agent {
            sockets: usize,
        }
        let agents: Vec<Agent> = self.control.get("/agents").await?;
        Ok(agents.iter().filter(|agent| agent.sockets > 0).count())
    }
}

/// A centre of so many agents in which nothing happens by itself, until it is ended.
fn scenario_of(agents: usize) -> Result<String> {
    let mut text = format!("name = \"Load\"\ntime_limit_ms = {FOR_GOOD_MS}\n");
    writeln!(text, "[[expect]]\nevent = \"load.over\"")?;
    writeln!(text, "[centre]\nagents = [")?;
    for extension in (5_000..).take(agents) {
        writeln!(
            text,
            r#"{{ extension = "{extension}", username = "agent{extension}", role = 2, phone_no = "09388{extension:05}" }},"#
        )?;
    }
    writeln!(text, "]")?;
    Ok(text)
}
