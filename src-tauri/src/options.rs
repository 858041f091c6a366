//! Options of the program, for administrators, the demo and the tests. Their names are those of `reo phone`.

use anyhow::{Context, Result, bail};
use clap::Parser;
use reo_model::{Domain, Redacted};
use reo_phone::Account;
use std::path::PathBuf;

/// Reo, the agent phone for the 3C contact centre.
#[derive(Parser, Debug)]
#[command(version)]
pub struct Options {
    /// Sign in at the start: base address of the contact centre.
    #[arg(long, value_name = "URL")]
    pub base: Option<String>,
    /// Sign in at the start: the tenant.
    #[arg(long)]
    domain: Option<String>,
    /// Sign in at the start: a file with the agent's token.
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// Trust the certificate authorities in this PEM file besides the system's.
    #[arg(long, value_name = "FILE")]
    pub ca: Option<PathBuf>,
    /// Follow this policy for CRM pages instead of the one in the system's usual place.
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// Open the door for CRM pages on this port; the first free one of several, 0 lets the system choose.
    #[arg(long, value_name = "PORT")]
    pub bridge_port: Vec<u16>,
    /// A link to follow: `tel:`, `sip:`, `callto:` or `reo:`. It fills in the number; nothing is called.
    pub link: Option<Redacted<String>>,
}

impl Options {
    /// The account to sign in with, if one was given.
    ///
    /// # Errors
    /// Half an account, or a token file that cannot be read.
    pub fn account(&self) -> Result<Option<Account>> {
        let (base, domain, file) = match (&self.base, &self.domain, &self.token_file) {
            (None, None, None) => return Ok(None),
            (Some(base), Some(domain), Some(file)) => (base, domain, file),
            _ => bail!("--base, --domain and --token-file belong together"),
        };
        let token = std::fs::read_to_string(file).context("the token file cannot be read")?;
        let token = Redacted::from(token.trim());
        Ok(Some(Account::ContactCentre { base: base.clone(), domain: Domain::new(domain), token }))
    }
}
