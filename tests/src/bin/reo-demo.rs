//! The demo: `cargo xtask demo`. With a display, the desktop phone signed in as agent 5000 and customers who call;
//! without one (or with `--scripted`), one shift played by itself, with pictures and a table.

#![allow(clippy::print_stdout, reason = "a command-line program")]

use anyhow::{Result, bail};
use reo_model::{Extension, Redacted};
use reo_sim::{Behaviour, CallRequest, Outcome, Sim, SimConfig};
use reo_tests::desk::registered;
use reo_tests::desktop::program;
use reo_tests::process::Process;
use reo_tests::shift::{AGENT, ANSWERS, BUSY, CALLER, CallFacts, SAME_SPEECH, Shift};
use std::path::Path;
use std::time::Duration;

#[tokio::main]
async fn main() -> Result<()> {
    let scripted = std::env::args().any(|argument| argument == "--scripted");
    let has_display = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    if scripted || !has_display { play_shift().await } else { with_a_person().await }
}

/// The phone on the person's own screen; a customer calls after a few seconds.
async fn with_a_person() -> Result<()> {
    let sim = Sim::start(SimConfig::default()).await?;
    let ready = sim.ready_line();
    sim.set_customer(BUSY, Behaviour { outcome: Outcome::Busy, ..Behaviour::default() });
    let folder = tempfile::tempdir()?;
    let token = folder.path().join("token");
    std::fs::write(&token, sim.token(&Extension::from(AGENT)).expose())?;
    let mut command = tokio::process::Command::new(program("reo-desktop"));
    command.args(["--base", &ready.base, "--domain", ready.domain.as_str()]);
    command.arg("--token-file").arg(&token).arg("--ca").arg(&ready.ca);
    let mut desktop = Process::start(command)?;
    println!("Reo is signed in as agent 5000. A customer calls in a few seconds.");
    println!(
        "Dial {ANSWERS} for a customer who answers, {BUSY} for one who is busy. Quit Reo to end the demo."
    );
    println!(
        "To let customers call: curl -d '{{\"number\":\"{CALLER}\"}}' -H content-type:application/json {}/calls",
        ready.control
    );
    let calls = call_when_ready(&sim);
    tokio::select! {
        status = desktop.wait() => { status?; }
        result = async { calls.await?; std::future::pending::<Result<()>>().await } => result?,
    }
    sim.shutdown().await;
    Ok(())
}

async fn call_when_ready(sim: &Sim) -> Result<()> {
    registered(sim, AGENT).await?;
    tokio::time::sleep(Duration::from_secs(4)).await;
    let name = Some(Redacted::from("Nguyễn Thị Mai"));
    sim.customer_calls(CallRequest {
        name,
        queue: "Hỗ trợ kỹ thuật".to_owned(),
        ..CallRequest::from_number(CALLER)
    })?;
    Ok(())
}

/// One shift without a person. Fails when a step fails, after printing what went well.
async fn play_shift() -> Result<()> {
    let pictures =
        std::env::var_os("CARGO_TARGET_DIR").map_or("target".into(), std::path::PathBuf::from).join("demo");
    let mut rows = Vec::new();
    let result = steps(&pictures, &mut rows).await;
    println!(
        "\n{:<34} {:>10} {:>14} {:>15} {:>15}",
        "step", "ring shown", "answer to", "heard by agent", "heard by customer"
    );
    println!("{:<34} {:>10} {:>14} {:>15} {:>15}", "", "", "first audio", "", "");
    for (name, facts) in &rows {
        println!("{}", row(name, facts));
    }
    println!("\nPictures: {}", pictures.display());
    result
}

async fn steps(pictures: &Path, rows: &mut Vec<(&'static str, CallFacts)>) -> Result<()> {
    let mut shift = Shift::start(pictures).await?;
    shift.sign_in().await?;
    rows.push(("sign-in", CallFacts::default()));
    let inbound = shift.inbound_call().await?;
    rows.push(("inbound call", inbound.clone()));
    spoke_both_ways(&inbound)?;
    let outbound = shift.outbound_call().await?;
    rows.push(("outbound call, answered", outbound.clone()));
    spoke_both_ways(&outbound)?;
    let busy = shift.call_to_busy_customer().await?;
    rows.push(("outbound call, busy", busy));
    shift.end().await
}

fn spoke_both_ways(facts: &CallFacts) -> Result<()> {
    for (who, share) in [("agent", facts.customer_heard), ("customer", facts.agent_heard)] {
        if share.is_none_or(|share| share < SAME_SPEECH) {
            bail!("the {who} did not hear the other side's words: {share:?}");
        }
    }
    Ok(())
}

fn row(name: &str, facts: &CallFacts) -> String {
    let milliseconds =
        |time: Option<Duration>| time.map_or("–".into(), |time| format!("{} ms", time.as_millis()));
    let heard = |share: Option<f32>, level: Option<f32>| match (share, level) {
        (Some(share), Some(level)) => format!("{:.0} % {level:.0} dBFS", share * 100.0),
        _ => "–".to_owned(),
    };
    format!(
        "{:<34} {:>10} {:>14} {:>15} {:>15}  {}",
        name,
        milliseconds(facts.ring_shown),
        milliseconds(facts.answer_to_audio),
        heard(facts.customer_heard, facts.speaker_level),
        heard(facts.agent_heard, facts.customer_level),
        facts.end
    )
}
