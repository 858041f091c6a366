//! Whose phone it is to be: from options or a TOML file.

use crate::secret::secret;
use anyhow::{Context, Result, anyhow, bail};
use reo_engine::{EngineConfig, Loopback, SoundSource};
use reo_model::{Domain, Redacted};
use reo_phone::Account;
use serde::Deserialize;
use std::path::{Path, PathBuf};

const TOKEN: &str = "REO_TOKEN";
const PASSWORD: &str = "REO_SIP_PASSWORD";

/// The account, the sound and the trust. What is given as an option outweighs the file.
///
/// The token is read from `--token-file` or REO_TOKEN, a SIP password from `--password-file` or REO_SIP_PASSWORD.
#[derive(Debug, Default, clap::Args, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Setup {
    /// A TOML file with these options by their long names, e.g. `domain = "0938828282"`.
    #[arg(long)]
    #[serde(skip)]
    pub(crate) config: Option<PathBuf>,
    /// Contact centre: base address, e.g. https://3c-capi.mobifone.vn
    #[arg(long)]
    pub(crate) base: Option<String>,
    /// Contact centre: the tenant.
    #[arg(long)]
    domain: Option<String>,
    /// Contact centre: a file with the agent's token.
    #[arg(long)]
    token_file: Option<PathBuf>,
    /// Plain SIP: address of the server, `wss://…` or `ws://…`
    #[arg(long)]
    sip_server: Option<String>,
    /// Plain SIP: the SIP domain.
    #[arg(long)]
    sip_domain: Option<String>,
    /// Plain SIP: the user.
    #[arg(long)]
    sip_user: Option<String>,
    /// Plain SIP: the name for the digest where it is not the user.
    #[arg(long)]
    sip_auth_user: Option<String>,
    /// Plain SIP: the name that the far side may show.
    #[arg(long)]
    display_name: Option<String>,
    /// Plain SIP: a file with the password.
    #[arg(long)]
    password_file: Option<PathBuf>,
    /// A PEM file with certificate authorities to be trusted besides the system's.
    #[arg(long)]
    ca: Option<PathBuf>,
    /// A folder for what outlives a run.
    #[arg(long)]
    pub(crate) data_dir: Option<PathBuf>,
    /// The microphone: its id, its name or a part of its name.
    #[arg(long)]
    pub(crate) input: Option<String>,
    /// The loudspeaker: its id, its name or a part of its name.
    #[arg(long)]
    pub(crate) output: Option<String>,
    /// A WAV file in place of the microphone; with this or `--wav-out` no device is touched.
    #[arg(long)]
    wav_in: Option<PathBuf>,
    /// Begin that file again at its end.
    #[arg(long)]
    wav_repeat: bool,
    /// A WAV file in place of the loudspeaker.
    #[arg(long)]
    wav_out: Option<PathBuf>,
    /// Let calls go over 127.0.0.1 even when the SIP server is elsewhere.
    #[arg(long)]
    loopback: bool,
}

impl Setup {
    /// With what the file says where an option is missing.
    ///
    /// # Errors
    /// The file cannot be read, or says something that is no option.
    pub(crate) fn complete(self) -> Result<Self> {
        let Some(path) = &self.config else { return Ok(self) };
        let file = read(path)?;
        Ok(Self {
            config: None,
            base: self.base.or(file.base),
            domain: self.domain.or(file.domain),
            token_file: self.token_file.or(file.token_file),
            sip_server: self.sip_server.or(file.sip_server),
            sip_domain: self.sip_domain.or(file.sip_domain),
            sip_user: self.sip_user.or(file.sip_user),
            sip_auth_user: self.sip_auth_user.or(file.sip_auth_user),
            display_name: self.display_name.or(file.display_name),
            password_file: self.password_file.or(file.password_file),
            ca: self.ca.or(file.ca),
            data_dir: self.data_dir.or(file.data_dir),
            input: self.input.or(file.input),
            output: self.output.or(file.output),
            wav_in: self.wav_in.or(file.wav_in),
            wav_repeat: self.wav_repeat || file.wav_repeat,
            wav_out: self.wav_out.or(file.wav_out),
            loopback: self.loopback || file.loopback,
        })
    }

    /// The account, if one is named.
    ///
    /// # Errors
    /// Half an account, or a secret that is missing.
    pub(crate) fn account(&self) -> Result<Option<Account>> {
        match (&self.domain, &self.sip_server) {
            (Some(_), Some(_)) => {
                bail!("--domain is for a contact centre, --sip-server for plain SIP: name one")
            }
            (Some(domain), None) => self.contact_centre(domain).map(Some),
            (None, Some(server)) => self.plain_sip(server).map(Some),
            (None, None) => Ok(None),
        }
    }

    fn contact_centre(&self, domain: &str) -> Result<Account> {
        let base = self.base.clone().context("--base is missing: the address of the contact centre")?;
        let token =
            needed(self.token_file.as_deref(), TOKEN, "no token: name a file with --token-file or set")?;
        Ok(Account::ContactCentre { base, domain: Domain::from(domain), token })
    }

    fn plain_sip(&self, server: &str) -> Result<Account> {
        let password = needed(
            self.password_file.as_deref(),
            PASSWORD,
            "no password: name a file with --password-file or set",
        )?;
        Ok(Account::Sip {
            server: server.to_owned(),
            domain: self.sip_domain.clone().context("--sip-domain is missing")?,
            user: self.sip_user.clone().context("--sip-user is missing")?,
            auth_user: self.sip_auth_user.clone(),
            password,
            display_name: self.display_name.clone(),
        })
    }

    /// For the engine. Devices by name are chosen once the list of devices is known.
    pub(crate) fn engine_config(&self) -> EngineConfig {
        EngineConfig {
            sound: self.sound(),
            extra_ca: self.ca.clone(),
            data_dir: self.data_dir.clone(),
            loopback: if self.loopback { Loopback::Always } else { Loopback::Auto },
            ..EngineConfig::default()
        }
    }

    fn sound(&self) -> SoundSource {
        if self.wav_in.is_none() && self.wav_out.is_none() {
            return SoundSource::Devices;
        }
        SoundSource::Files {
            microphone: self.wav_in.clone(),
            repeat: self.wav_repeat,
            loudspeaker: self.wav_out.clone(),
        }
    }
}

fn needed(file: Option<&Path>, variable: &str, hint: &str) -> Result<Redacted<String>> {
    secret(file, variable)?.with_context(|| format!("{hint} {variable}"))
}

/// Paths in the file are relative to it.
fn read(path: &Path) -> Result<Setup> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    // The error's own text would show the line, and that may hold a secret.
    let mut setup: Setup = toml::from_str(&text)
        .map_err(|error| anyhow!("{} is not usable: {}", path.display(), error.message()))?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let paths = [
        &mut setup.token_file,
        &mut setup.password_file,
        &mut setup.ca,
        &mut setup.data_dir,
        &mut setup.wav_in,
        &mut setup.wav_out,
    ];
    for named in paths.into_iter().flatten() {
        *named = folder.join(&*named);
    }
    Ok(setup)
}
