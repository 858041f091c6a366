//! Scenarios: small files that say who calls when, how everybody behaves, what breaks, and what is expected. The
//! format is described in `SCENARIOS.md`.

mod centre;
mod pattern;
mod run;
mod step;

pub use pattern::{Expect, Pattern};
pub use run::Verdict;
pub use step::{Action, Step};

use crate::agent::Colleague;
use crate::config::SimConfig;
use crate::customer::Behaviour;
use centre::CentreChanges;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::time::Duration;

/// A scenario as its file says it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What it is called.
    pub name: String,
    /// What it is for, and what the client under test has to do.
    #[serde(default)]
    pub about: String,
    /// It has failed when it takes longer, milliseconds.
    #[serde(default = "one_minute")]
    pub time_limit_ms: u64,
    #[serde(default)]
    centre: CentreChanges,
    /// How customers behave when called, by number.
    #[serde(default)]
    pub customers: BTreeMap<String, Behaviour>,
    /// Agents whom the simulator plays.
    #[serde(default)]
    pub colleague: Vec<Colleague>,
    /// What happens, one after the other.
    #[serde(default)]
    pub step: Vec<Step>,
    /// What has to come true.
    #[serde(default)]
    pub expect: Vec<Expect>,
}

/// Why a file is no scenario.
#[derive(Debug, thiserror::Error)]
#[error("this is no scenario: {0}")]
pub struct ScenarioError(String);

impl Scenario {
    /// Reads a scenario.
    ///
    /// # Errors
    /// [`ScenarioError`] with the place in the text.
    pub fn parse(text: &str) -> Result<Self, ScenarioError> {
        let scenario: Self = toml::from_str(text).map_err(|error| ScenarioError(error.to_string()))?;
        scenario.check()?;
        Ok(scenario)
    }

    /// A centre as the scenario wants it, in everything else as `config` says.
    pub fn config(&self, config: SimConfig) -> SimConfig {
        self.centre.apply(config)
    }

    pub(crate) fn time_limit(&self) -> Duration {
        Duration::from_millis(self.time_limit_ms)
    }

    /// Without an expectation that can come true it would pass at once.
    fn check(&self) -> Result<(), ScenarioError> {
        if self.expect.iter().all(|expect| expect.never) {
            return Err(ScenarioError("nothing is expected to happen".to_owned()));
        }
        let unknowns = self.centre.unknowns.as_ref();
        let known = unknowns.is_none_or(|changes| crate::Unknowns::default().changed(changes).is_some());
        let faults = self.centre.faults.as_ref();
        let known = known && faults.is_none_or(|changes| crate::Faults::default().changed(changes).is_some());
        if known { Ok(()) } else { Err(ScenarioError("there is no such switch or fault".to_owned())) }
    }
}

const fn one_minute() -> u64 {
    60_000
}
