//! `reo token`.

use crate::output;
use crate::secret::secret;
use anyhow::{Context, Result, bail};
use reo_contact_centre::{LocalTime, token};
use reo_model::{Extension, Timestamp};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const KEY: &str = "REO_ACCESS_KEY";

/// The access key is read from `--access-key-file` or from the environment variable REO_ACCESS_KEY.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Whose token: the agent's ipphone.
    #[arg(long)]
    ipphone: String,
    /// A file with the tenant's access key.
    #[arg(long)]
    access_key_file: Option<PathBuf>,
    /// For how many hours it is good; without this and `--expires` the server decides.
    #[arg(long, conflicts_with = "expires")]
    hours: Option<u32>,
    /// Until when it is good, in the server's local time: `YYYY-MM-DD HH:MM:SS`.
    #[arg(long)]
    expires: Option<String>,
}

/// Prints a token.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let Some(key) = secret(options.access_key_file.as_deref(), KEY)? else {
        bail!("no access key: name a file with --access-key-file or set {KEY}");
    };
    let ipphone = Extension::new(options.ipphone.trim());
    let made = token::sign(&key, &ipphone, expiry(options)?)?;
    output::line(made.expose())?;
    Ok(ExitCode::SUCCESS)
}

fn expiry(options: &Options) -> Result<Option<LocalTime>> {
    if let Some(text) = &options.expires {
        let time = LocalTime::parse(text).context("--expires is not of the form YYYY-MM-DD HH:MM:SS")?;
        return Ok(Some(time));
    }
    let Some(hours) = options.hours else { return Ok(None) };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let until = now + Duration::from_secs(3600 * u64::from(hours));
    let until = Timestamp(u64::try_from(until.as_millis())?);
    LocalTime::at(until, LocalTime::VIETNAM).map(Some).context("--hours is out of range")
}
