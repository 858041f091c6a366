//! `cargo xtask setup | demo | test | bench`: the project's chores. CI runs the same commands as a newcomer.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line program")]

mod bench;
mod demo;
mod fuzz;
mod setup;
mod shell;
mod test;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Set-up, demo, tests and benchmark of Reo")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what is missing: Debian packages, npm packages, cargo-deny. Does nothing twice.
    Setup,
    /// Build, start the simulated contact centre and the desktop phone signed in as agent 5000.
    Demo {
        /// Play one shift without a person, even where there is a display; saves screenshots in target/demo.
        #[arg(long)]
        scripted: bool,
    },
    /// Set-up, format, lints, licences, all Rust tests, a bounded fuzz run, UI tests, end-to-end tests.
    Test {
        /// Run only the steps whose name contains this text, e.g. `--only web`.
        #[arg(long)]
        only: Option<String>,
    },
    /// A release build of the simulator and of many agents' phones; memory, CPU and times of both, as a table.
    Bench(bench::Load),
}

fn main() -> Result<()> {
    match Arguments::parse().task {
        Task::Setup => setup::run(),
        Task::Demo { scripted } => demo::run(scripted),
        Task::Test { only } => test::run(only.as_deref()),
        Task::Bench(load) => bench::run(&load),
    }
}
