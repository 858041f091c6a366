//! Load on one simulated contact centre: many agents' phones, each a whole engine, signed in from this one process;
//! some of them talk. Prints what that costs both sides. `cargo xtask bench` runs it in a release build.

#![allow(clippy::print_stdout, reason = "a command-line program")]

mod centre;
mod control;
mod desk;
mod report;
mod run;
mod sound;
mod usage;

use anyhow::{Result, ensure};
use clap::{Parser, ValueEnum};
use std::time::Duration;

/// What the load is to be.
#[derive(Debug, Parser)]
#[command(about = "Many agents' phones at one simulated contact centre")]
struct Plan {
    /// Agents who sign in.
    #[arg(long, default_value_t = 200)]
    agents: usize,
    /// Of them so many are in a call at the same time.
    #[arg(long, default_value_t = 50)]
    calls: usize,
    /// How long is measured, once with nobody in a call and once with the calls up.
    #[arg(long, default_value_t = 30)]
    seconds: u64,
    /// The one codec that the phones offer.
    #[arg(long, value_enum, default_value_t = Codec::Opus)]
    codec: Codec,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Codec {
    Opus,
    Pcmu,
}

impl Plan {
    fn measured(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }

    fn codecs(&self) -> Vec<reo_media::Codec> {
        vec![match self.codec {
            Codec::Opus => reo_media::Codec::Opus,
            Codec::Pcmu => reo_media::Codec::Pcmu,
        }]
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let plan = Plan::parse();
    ensure!(plan.calls <= plan.agents, "more calls than agents");
    let report = run::run(&plan).await?;
    println!("{report}");
    report.check()
}
