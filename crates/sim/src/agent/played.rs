//! Colleagues whom the simulator plays: signed in, with an imagined phone, asked and asking like everybody else.

use super::state::SessionId;
use crate::centre::Centre;
use crate::constants::{CHANGE_STATUS, PING};
use crate::customer::Behaviour;
use crate::{OrderError, lock};
use reo_model::Extension;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, mpsc};

const WAITING_MESSAGES: usize = 64;
const ASKED: &str = "TRANSFER_AGENT_TO_AGENT_CONFIRM_REQUEST_ID";
const ANSWER: &str = "TRANSFER_AGENT_TO_AGENT_CONFIRM_RESPONSE_ID";

/// A colleague whom the simulator plays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    /// Who.
    pub extension: Extension,
    /// What they say to a transfer.
    #[serde(default)]
    pub transfers: OnTransfer,
    /// How long they think about it, milliseconds.
    #[serde(default)]
    pub after_ms: u64,
    /// What they do when their phone rings, and say into it.
    #[serde(default)]
    pub phone: Behaviour,
}

/// What a played colleague says to a transfer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnTransfer {
    /// Yes.
    #[default]
    Accept,
    /// No.
    Refuse,
    /// Nothing.
    Ignore,
}

impl Centre {
    /// Lets a colleague come to work.
    pub(crate) fn play(self: &Arc<Self>, colleague: Colleague) -> Result<(), OrderError> {
        let (out, messages) = mpsc::channel(WAITING_MESSAGES);
        let closing = Arc::<Notify>::default();
        let agent = colleague.extension.clone();
        let session = self.agents.add_session(&agent, out, closing.clone()).ok_or(OrderError::NoSuchAgent)?;
        lock(&self.handsets).insert(agent.clone(), colleague.phone.clone());
        self.signed_in(&agent, session);
        let centre = self.clone();
        self.spawn(async move {
            tokio::select! {
                () = attend(&centre, &colleague, session, messages) => {}
                () = closing.notified() => {}
            }
            centre.session_ended(&agent, session);
        });
        Ok(())
    }

    /// Lets an agent ask for something, by the name of the message.
    pub(crate) fn agent_asks(self: &Arc<Self>, agent: &Extension, name: &str, fields: &Value) {
        let number = match name {
            "STATUS" => CHANGE_STATUS,
            "PING" => PING,
            name => self.constants.number(name),
        };
        self.agent_request(agent, SessionId::default(), number, fields);
    }
}

async fn attend(
    centre: &Arc<Centre>,
    colleague: &Colleague,
    session: SessionId,
    mut messages: mpsc::Receiver<String>,
) {
    let asked = centre.constants.number(ASKED);
    while let Some(text) = messages.recv().await {
        let Ok(message) = serde_json::from_str::<Value>(&text) else { continue };
        let status = match colleague.transfers {
            OnTransfer::Accept => "OK",
            OnTransfer::Refuse => "NOK",
            OnTransfer::Ignore => continue,
        };
        if message["objectId"] == json!(asked) {
            tokio::time::sleep(Duration::from_millis(colleague.after_ms)).await;
            let answer = json!({"callId": message["callId"], "dropAgentId": message["dropAgentId"],
                                "newAgentId": colleague.extension, "status": status});
            let number = centre.constants.number(ANSWER);
            centre.agent_request(&colleague.extension, session, number, &answer);
        }
    }
}
