//! The benchmark: one simulated contact centre, many agents' phones, some of them in a call.

use crate::shell::{self, command};
use anyhow::Result;
use std::time::Instant;

/// How much load, for how long.
#[derive(clap::Args)]
pub struct Load {
    /// Agents who sign in.
    #[arg(long, default_value_t = 200)]
    agents: usize,
    /// Of them so many are in a call at the same time.
    #[arg(long, default_value_t = 50)]
    calls: usize,
    /// How long is measured, once with nobody in a call and once with the calls up.
    #[arg(long, default_value_t = 30)]
    seconds: u64,
    /// The codec of the calls: pcmu, or opus, of which fifty calls with both sides on one machine fill two cores.
    #[arg(long, default_value = "pcmu")]
    codec: String,
}

/// Builds the two programs without debug checks and runs the load; it prints the table.
pub fn run(load: &Load) -> Result<()> {
    let start = Instant::now();
    shell::run(command("cargo", BUILD))?;
    eprintln!("built in {:.0} s", start.elapsed().as_secs_f64());
    let program = shell::target_dir().join("release/reo-load");
    let mut bench = command(&program.to_string_lossy(), &["--codec", &load.codec]);
    bench.args(["--agents", &load.agents.to_string(), "--calls", &load.calls.to_string()]);
    bench.args(["--seconds", &load.seconds.to_string()]);
    shell::run(bench)
}

/// Not the whole workspace: the windows take longer than all the rest.
const BUILD: &[&str] = &[
    "build",
    "--release",
    "--locked",
    "-p",
    "reo-cli",
    "-p",
    "reo-tests",
    "--bin",
    "reo",
    "--bin",
    "reo-load",
];
