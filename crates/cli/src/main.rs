//! `reo`: headless phone, simulated contact centre, doctor, calls explained. The README beside this folder says how to use it.

mod account;
mod doctor;
mod explain;
mod logging;
mod output;
mod phone;
mod secret;
mod signals;
mod sim;
mod texts;
mod token;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// The phone of Reo without a window.
#[derive(Debug, Parser)]
#[command(name = "reo", version)]
struct Arguments {
    /// What goes to standard error: a level (error, warn, info, debug) or tracing directives.
    #[arg(long, global = true, env = "REO_LOG", default_value = "warn")]
    log: String,
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// A phone: commands on standard input, events and snapshots as JSON lines on standard output.
    Phone(phone::Options),
    /// A simulated contact centre: prints one JSON line with every address as soon as it is ready.
    Sim(sim::Options),
    /// Tries what works on this machine and with this account, and says what to do about the rest.
    Doctor(doctor::Options),
    /// Tells who caused what in one of the last calls.
    Explain(explain::Options),
    /// Makes an agent's token from the tenant's access key: for tests and one-person offices.
    Token(token::Options),
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    logging::start(&arguments.log);
    let result = match arguments.task {
        Task::Phone(options) => phone::run(options).await,
        Task::Sim(options) => sim::run(options).await,
        Task::Doctor(options) => doctor::run(options).await,
        Task::Explain(options) => explain::run(&options),
        Task::Token(options) => token::run(&options),
    };
    result.unwrap_or_else(|error| {
        output::complain(&error);
        ExitCode::from(2)
    })
}
