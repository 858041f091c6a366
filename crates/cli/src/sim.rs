//! `reo sim`.

use crate::output;
use crate::secret::secret;
use crate::signals::wish_to_end;
use anyhow::{Context, Result};
use reo_model::Domain;
use reo_sim::{Digest, Refusals, Scenario, Sim, SimConfig, Unknowns};
use serde::de::DeserializeOwned;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Runs until Ctrl-C or SIGTERM. Without ports the system chooses free ones; the JSON line names them all. What can be
/// steered while it runs is at the address `control` of that line.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The address that everything listens on.
    #[arg(long, default_value = "127.0.0.1")]
    ip: IpAddr,
    /// Port for https and wss.
    #[arg(long, default_value_t = 0)]
    https_port: u16,
    /// Port for plain http and ws; without this option there is none.
    #[arg(long)]
    http_port: Option<u16>,
    /// Port for SIP over UDP.
    #[arg(long, default_value_t = 0)]
    sip_udp_port: u16,
    /// Port of the control interface.
    #[arg(long, default_value_t = 0)]
    control_port: u16,
    /// Where the certificate authority is written as PEM; without this option in the temporary folder.
    #[arg(long)]
    ca: Option<PathBuf>,
    /// The tenant.
    #[arg(long)]
    domain: Option<String>,
    /// A file with the tenant's access key; else REO_ACCESS_KEY, else a new one.
    #[arg(long)]
    access_key_file: Option<PathBuf>,
    /// Chooses the numbers of the constants file: the same seed, the same numbers.
    #[arg(long)]
    constants_seed: Option<u64>,
    /// A WAV file that customers speak.
    #[arg(long)]
    voice: Option<PathBuf>,
    /// Digest algorithms of the registrar: md5, sha256 or both.
    #[arg(long, value_parser = by_name::<Digest>)]
    digest: Option<Digest>,
    /// The shape of refusals at sign-in: status, code or errors.
    #[arg(long, value_parser = by_name::<Refusals>)]
    refusals: Option<Refusals>,
    /// How something that is not known of the provider is played, as NAME=VALUE; may be given several times.
    #[arg(long, value_name = "NAME=VALUE")]
    unknown: Vec<String>,
    /// A scenario to run (TOML, see SCENARIOS.md of the simulator): what happens is printed as lines of JSON, the
    /// last one says how it ended. The exit code is 0 when everything expected came true.
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
}

/// Runs the simulator, for good or as long as a scenario takes.
pub(crate) async fn run(options: Options) -> Result<ExitCode> {
    let scenario = options.scenario.as_deref().map(read_scenario).transpose()?;
    let mut config = options.config()?;
    if let Some(scenario) = &scenario {
        config = scenario.config(config);
    }
    // Whoever reads that it is ready may end it at once.
    let end = wish_to_end().context("no signals")?;
    let sim = Sim::start(config).await?;
    output::json_line(&sim.ready_line())?;
    // A scenario that is cut short has not come true.
    let cut_short = if scenario.is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS };
    let code = tokio::select! {
        () = end => cut_short,
        () = sim.shutdown_asked() => cut_short,
        code = play(&sim, scenario.as_ref()) => code?,
    };
    sim.shutdown().await;
    Ok(code)
}

fn read_scenario(file: &Path) -> Result<Scenario> {
    let name = file.display();
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {name}"))?;
    Scenario::parse(&text).with_context(|| name.to_string())
}

/// Runs the scenario to its end; without one this never ends.
async fn play(sim: &Sim, scenario: Option<&Scenario>) -> Result<ExitCode> {
    let Some(scenario) = scenario else { return std::future::pending().await };
    let mut printed = Ok(());
    let verdict = scenario.run(sim, |event| {
        if printed.is_ok() {
            printed = output::json_line(event);
        }
    });
    let verdict = verdict.await;
    printed?;
    output::json_line(&verdict)?;
    Ok(if verdict.passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Options {
    fn config(self) -> Result<SimConfig> {
        let usual = SimConfig::default();
        Ok(SimConfig {
            ip: self.ip,
            https_port: self.https_port,
            http_port: self.http_port,
            sip_udp_port: Some(self.sip_udp_port),
            control_port: self.control_port,
            ca_path: self.ca,
            domain: self.domain.map_or(usual.domain, Domain::new),
            access_key: secret(self.access_key_file.as_deref(), "REO_ACCESS_KEY")?,
            constants_seed: self.constants_seed,
            voice: self.voice,
            digest: self.digest.unwrap_or(usual.digest),
            unknowns: unknowns(self.refusals, &self.unknown)?,
            ..usual
        })
    }
}

fn unknowns(refusals: Option<Refusals>, changes: &[String]) -> Result<Unknowns> {
    let start = Unknowns { refusals: refusals.unwrap_or_default(), ..Unknowns::default() };
    changes.iter().try_fold(start, |unknowns, change| {
        unknowns.with(change).with_context(|| format!("{change} is not a switch of the simulator's"))
    })
}

/// The simulator's own names for its choices.
fn by_name<T: DeserializeOwned>(name: &str) -> Result<T, serde_json::Error> {
    serde_json::from_value(serde_json::Value::from(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use reo_sim::SecondRegistration;

    #[test]
    fn what_is_not_known_is_set_by_name() {
        let changes = ["second_registration=refused".to_owned(), "rate_limit=20".to_owned()];
        let set = unknowns(Some(Refusals::Code), &changes).unwrap();
        assert_eq!((set.refusals, set.rate_limit), (Refusals::Code, Some(20)));
        assert_eq!(set.second_registration, SecondRegistration::Refused);
        assert!(unknowns(None, &["weather=fine".to_owned()]).is_err());
    }

    #[test]
    fn a_scenario_that_is_none_is_refused_with_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("odd.toml");
        std::fs::write(&file, "name = 1").unwrap();
        let error = read_scenario(&file).unwrap_err();
        assert!(format!("{error:#}").contains("odd.toml"), "{error:#}");
    }
}
