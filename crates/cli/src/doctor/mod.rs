//! `reo doctor`: tries, one after the other, everything that a call needs.

mod account;
mod machine;
mod report;

use crate::account::Setup;
use anyhow::Result;
use reo_engine::{Engine, StartError};
use report::Report;
use std::process::ExitCode;

/// Tries sound devices, audio sockets, certificates, sign-in, agent socket and registration. Ends with 0 when all is
/// well, with 1 when something failed.
///
/// Signs in like a phone does: whoever is signed in as this agent elsewhere may lose the registration.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    #[command(flatten)]
    setup: Setup,
    /// Write one JSON object a line.
    #[arg(long)]
    json: bool,
    /// How many seconds each of sign-in and registration may take.
    #[arg(long, default_value_t = 20)]
    patience: u64,
}

/// Tries everything.
pub(crate) async fn run(options: Options) -> Result<ExitCode> {
    let setup = options.setup.complete()?;
    let account = setup.account()?;
    let mut report = Report::new(options.json);
    let engine = match Engine::start(setup.engine_config()) {
        Ok(engine) => engine,
        Err(StartError::CertificateFile) => {
            report.failed("certificates", crate::texts::BAD_CA)?;
            return Ok(report.exit_code());
        }
        Err(error) => return Err(error.into()),
    };
    machine::sound(&engine, &mut report)?;
    machine::sockets(&mut report).await?;
    match account {
        Some(account) => account::try_account(&engine, account, options.patience, &mut report).await?,
        None => report.skipped("account", crate::texts::NO_ACCOUNT)?,
    }
    engine.shutdown().await;
    Ok(report.exit_code())
}
