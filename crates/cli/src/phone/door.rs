//! The door for CRM pages, without a window: its options, and what is said to it by a line.

use crate::account::Setup;
use anyhow::{Context, Result, bail};
use reo_bridge::policy::Origin;
use reo_bridge::protocol::{PORTS, Scope};
use reo_bridge::{Bridge, BridgeCommand, BridgeConfig, Door};
use reo_engine::Engine;
use reo_model::{CallId, Redacted};
use std::path::PathBuf;

/// The door for CRM pages.
#[derive(Debug, clap::Args)]
#[group(id = "door")]
pub(super) struct Options {
    /// Open the door for CRM pages on 127.0.0.1 and ::1.
    #[arg(long)]
    bridge: bool,
    /// The door's port; of several the first that is free; 0 lets the system choose.
    #[arg(long = "bridge-port", value_name = "PORT", requires = "bridge")]
    ports: Vec<u16>,
    /// The administrator's policy file; without it the one in the usual place counts, if there is one.
    #[arg(long, value_name = "FILE", requires = "bridge")]
    policy: Option<PathBuf>,
    /// Let the pages of this origin in without asking, for everything, e.g. http://localhost:3000
    #[arg(long = "allow-origin", value_name = "ORIGIN", requires = "bridge")]
    origins: Vec<Origin>,
}

impl Options {
    /// Opens the door, if it is wanted.
    ///
    /// # Errors
    /// The policy file cannot be used, or no port is free.
    pub(super) async fn open(self, engine: &Engine, setup: &Setup) -> Result<Option<Bridge>> {
        if !self.bridge {
            return Ok(None);
        }
        let allow = self.origins.into_iter().map(|origin| (origin, Scope::ALL.to_vec()));
        let bridge = Bridge::start(BridgeConfig {
            data_dir: setup.data_dir.clone(),
            policy: self.policy,
            ports: if self.ports.is_empty() { PORTS.to_vec() } else { self.ports },
            open: Some(true),
            known_base: setup.base.clone(),
            allow: allow.collect(),
            ..BridgeConfig::new(engine.clone())
        })
        .await?;
        if bridge.view().borrow().door == Door::NoPort {
            bail!("no port is free for the door: name another with --bridge-port");
        }
        Ok(Some(bridge))
    }
}

/// A short form that is for the door; `None` when it is for the phone.
pub(super) fn short_form(word: &str, rest: &str) -> Option<Result<BridgeCommand>> {
    Some(match word {
        "agree" => ask(rest).map(|ask| BridgeCommand::Agree { ask, scopes: None }),
        // Without an id it is about a call that a colleague offers.
        "decline" if !rest.is_empty() => ask(rest).map(|ask| BridgeCommand::Decline { ask }),
        "revoke" => Ok(BridgeCommand::Revoke { origin: rest.to_owned() }),
        "note" => note(rest),
        _ => return None,
    })
}

fn ask(text: &str) -> Result<u64> {
    text.parse().context("not the id of a question")
}

fn note(text: &str) -> Result<BridgeCommand> {
    let (call, note) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    Ok(BridgeCommand::WriteNote {
        call: CallId(call.parse().context("note wants the id of a call and a text")?),
        note: Redacted::from(note.trim()),
        outcome: None,
        finished: true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_answered_by_its_id() {
        let agree = short_form("agree", "7").unwrap().unwrap();
        assert_eq!(agree, BridgeCommand::Agree { ask: 7, scopes: None });
        assert_eq!(short_form("decline", "7").unwrap().unwrap(), BridgeCommand::Decline { ask: 7 });
        assert!(short_form("agree", "").unwrap().is_err());
        assert!(short_form("decline", "").is_none());
    }

    #[test]
    fn a_note_is_about_a_call() {
        let wanted = BridgeCommand::WriteNote {
            call: CallId(3),
            note: "calls back on Monday".into(),
            outcome: None,
            finished: true,
        };
        assert_eq!(short_form("note", "3 calls back on Monday").unwrap().unwrap(), wanted);
        assert!(short_form("note", "calls back").unwrap().is_err());
    }
}
