//! Transfers, as far as they go here: the two agents are asked and told, but the audio stays where it is, so
//! that a confirmed transfer ends with `TRANSFER_CALL_FAILED`, never with a success that did not happen.

use super::requests::Asked;
use crate::centre::Centre;
use reo_model::Extension;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

const CONFIRM_LIMIT: Duration = Duration::from_secs(10);
const TRANSFER_CALL_FAILED: &str = "IPCCERR0013";
const CONFIRM_REQUEST: &str = "TRANSFER_AGENT_TO_AGENT_CONFIRM_REQUEST_ID";
const CONFIRM_RESPONSE: &str = "TRANSFER_AGENT_TO_AGENT_CONFIRM_RESPONSE_ID";

impl Centre {
    pub(super) fn ask_transfer(self: &Arc<Self>, asked: &Asked<'_>) {
        let new_agent = Extension::new(asked.text("newAgentId"));
        let free = self.agents.view(&new_agent).is_some_and(|view| view.is_free());
        let refused = match self.transferable(asked) {
            Err(status) => Some(status),
            Ok(_) if !free => Some("IPCCERR0001"),
            Ok(call) => {
                call.ask_transfer(&new_agent);
                None
            }
        };
        let facts =
            json!({"callId": asked.text("callId"), "newAgentId": new_agent, "dropAgentId": asked.agent});
        if let Some(status) = refused {
            self.transfer_outcome(asked.agent, &new_agent, &facts["callId"], status);
            return;
        }
        self.tell(&new_agent, CONFIRM_REQUEST, facts.clone());
        let (centre, drop_agent) = (self.clone(), asked.agent.clone());
        self.spawn(async move {
            tokio::time::sleep(CONFIRM_LIMIT).await;
            centre.confirmed(&drop_agent, &new_agent, &facts["callId"], "NOK");
        });
    }

    pub(super) fn answer_transfer(&self, asked: &Asked<'_>) {
        let drop_agent = Extension::new(asked.text("dropAgentId"));
        let status = if asked.text("status") == "OK" { "OK" } else { "NOK" };
        self.confirmed(&drop_agent, asked.agent, &json!(asked.text("callId")), status);
    }

    /// Passes the new agent's answer (or its absence) on, once.
    fn confirmed(&self, drop_agent: &Extension, new_agent: &Extension, call_id: &Value, status: &str) {
        let asked =
            self.calls.find(|call| json!(call.server_id) == *call_id && call.take_transfer(new_agent));
        if asked.is_none() {
            return;
        }
        let fields =
            json!({"callId": call_id, "dropAgentId": drop_agent, "newAgentId": new_agent, "status": status});
        self.tell(drop_agent, CONFIRM_RESPONSE, fields);
        if status == "OK" {
            self.transfer_outcome(drop_agent, new_agent, call_id, TRANSFER_CALL_FAILED);
            self.transfer_outcome(new_agent, new_agent, call_id, TRANSFER_CALL_FAILED);
        }
    }

    fn transfer_outcome(&self, to: &Extension, new_agent: &Extension, call_id: &Value, status: &str) {
        let fields = json!({"callId": call_id, "status": status, "superAgent": "", "newAgent": new_agent, "dropAgent": to});
        self.tell(to, "TRANSFER_AGENT_TO_AGENT_RESPOND_ID", fields);
    }

    pub(super) fn ask_queue_transfer(&self, asked: &Asked<'_>) {
        let status = self.transferable(asked).map_or_else(|status| status, |_| TRANSFER_CALL_FAILED);
        let answer = json!({"callId": asked.text("callId"), "status": status});
        self.tell_session(asked.agent, asked.session, "TRANFER_TO_ACD_RESPONSE", answer);
    }
}
