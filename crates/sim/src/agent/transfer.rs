//! Transfers as they are asked for and answered (protocol page, section 3). The audio is moved by the call itself.

use super::requests::Asked;
use crate::call::{Call, CallOrder, NOT_FOUND, TRANSFER_FAILED, TransferId};
use crate::centre::Centre;
use reo_model::Extension;
use serde_json::json;
use std::sync::Arc;

const CONFIRM_REQUEST: &str = "TRANSFER_AGENT_TO_AGENT_CONFIRM_REQUEST_ID";
const CONFIRM_RESPONSE: &str = "TRANSFER_AGENT_TO_AGENT_CONFIRM_RESPONSE_ID";
const OUTCOME: &str = "TRANSFER_AGENT_TO_AGENT_RESPOND_ID";
const NOT_AVAILABLE: &str = "IPCCERR0001";
const NO_SUCH_AGENT: &str = "IPCCERR0002";
const MUTED_OR_HELD: &str = "IPCCERR0003";
const BAD_PARAMETERS: &str = "IPCCERR0007";
const NO_TARGET: &str = "IPCCERR0012";
const NOT_IN_A_CALL: &str = "IPCCERR0014";

/// What the new agent says to a transfer.
#[derive(Clone, Copy)]
enum Answer {
    Yes,
    No,
    /// Nothing, to the one with this id.
    Nothing(TransferId),
}

impl Answer {
    /// The one transfer that is meant.
    const fn only(self) -> Option<TransferId> {
        match self {
            Self::Nothing(id) => Some(id),
            Self::Yes | Self::No => None,
        }
    }

    const fn status(self) -> &'static str {
        if matches!(self, Self::Yes) { "OK" } else { "NOK" }
    }

    const fn event(self) -> &'static str {
        match self {
            Self::Yes => "transfer.accepted",
            Self::No => "transfer.rejected",
            Self::Nothing(_) => "transfer.timed-out",
        }
    }
}

impl Centre {
    pub(super) fn ask_transfer(self: &Arc<Self>, asked: &Asked<'_>) {
        let target = asked.text("newAgentId");
        let transfer = match self.faults().transfer_status {
            Some(status) => Err(status),
            None => self.transfer_asked(asked, &target).map_err(str::to_owned),
        };
        match transfer {
            Ok((call, new_agent, id)) => self.pass_question_on(asked.agent, &call, new_agent, id),
            Err(status) => {
                self.events.add("transfer.refused", json!({"agent": asked.agent, "status": status}));
                let fields = json!({"callId": asked.text("callId"), "status": status, "superAgent": "",
                                    "newAgent": target, "dropAgent": asked.agent});
                self.tell(asked.agent, OUTCOME, fields);
            }
        }
    }

    /// The call, its new agent and the transfer's id, or the status of the refusal.
    fn transfer_asked(
        &self,
        asked: &Asked<'_>,
        target: &str,
    ) -> Result<(Arc<Call>, Extension, TransferId), &'static str> {
        let call = self.transferable(asked)?;
        let new_agent = self.new_agent(asked.agent, target)?;
        let id = call.ask_transfer(&new_agent).ok_or(TRANSFER_FAILED)?;
        Ok((call, new_agent, id))
    }

    fn new_agent(&self, asking: &Extension, target: &str) -> Result<Extension, &'static str> {
        if target.is_empty() {
            return Err(NO_TARGET);
        }
        let view = self.agents.named(target).ok_or(NO_SUCH_AGENT)?;
        if view.extension == *asking {
            return Err(BAD_PARAMETERS);
        }
        let within = view.tenant == self.tenant_of(asking);
        if within && view.is_free() { Ok(view.extension) } else { Err(NOT_AVAILABLE) }
    }

    /// Asks the new agent, who has ten seconds. Besides what the protocol page says they are told who the customer
    /// is: clients ignore what they do not know.
    fn pass_question_on(
        self: &Arc<Self>,
        drop_agent: &Extension,
        call: &Arc<Call>,
        new_agent: Extension,
        id: TransferId,
    ) {
        self.events.add("transfer.asked", json!({"call": call.id, "agent": drop_agent, "to": new_agent}));
        let mut fields = self.customer_facts(call);
        fields["newAgentId"] = json!(new_agent);
        fields["dropAgentId"] = json!(drop_agent);
        self.tell(&new_agent, CONFIRM_REQUEST, fields);
        let (centre, call) = (self.clone(), call.clone());
        self.spawn(async move {
            tokio::time::sleep(centre.config.confirm_limit).await;
            centre.confirmed(&call, &new_agent, Answer::Nothing(id));
        });
    }

    pub(super) fn answer_transfer(&self, asked: &Asked<'_>) {
        let id = asked.text("callId");
        if let Some(call) = self.calls.find(|call| call.server_id == id) {
            let answer = if asked.text("status") == "OK" { Answer::Yes } else { Answer::No };
            self.confirmed(&call, asked.agent, answer);
        }
    }

    /// Passes the new agent's answer (or its absence) on, once, and lets the call be moved.
    fn confirmed(&self, call: &Call, new_agent: &Extension, answer: Answer) {
        if !call.take_transfer(new_agent, answer.only()) {
            return;
        }
        let drop_agent = call.agent();
        self.events.add(answer.event(), json!({"call": call.id, "agent": new_agent}));
        let fields = json!({"callId": call.server_id, "dropAgentId": drop_agent, "newAgentId": new_agent,
                            "status": answer.status()});
        self.tell(&drop_agent, CONFIRM_RESPONSE, fields);
        if matches!(answer, Answer::Yes) {
            self.send_customer(call, &drop_agent, new_agent);
        }
    }

    /// Takes the new agent into the call and lets it be moved there.
    fn send_customer(&self, call: &Call, drop_agent: &Extension, new_agent: &Extension) {
        if !self.agents.occupy(new_agent, call.id) {
            self.transfer_outcome(call, drop_agent, new_agent, NOT_AVAILABLE);
        } else if call.move_to(new_agent) {
            call.order(CallOrder::Transfer(new_agent.clone()));
        } else {
            self.agents.release(new_agent, call.id);
            self.transfer_outcome(call, drop_agent, new_agent, NOT_FOUND);
        }
    }

    /// Tells both agents how a transfer ended.
    pub(crate) fn transfer_outcome(
        &self,
        call: &Call,
        drop_agent: &Extension,
        new_agent: &Extension,
        status: &str,
    ) {
        let facts = json!({"call": call.id, "agent": drop_agent, "to": new_agent, "status": status});
        self.events.add("transfer.outcome", facts);
        let fields = json!({"callId": call.server_id, "status": status, "superAgent": "",
                            "newAgent": new_agent, "dropAgent": drop_agent});
        for agent in [drop_agent, new_agent] {
            self.tell(agent, OUTCOME, fields.clone());
        }
    }

    pub(super) fn ask_queue_transfer(&self, asked: &Asked<'_>) {
        let queue = asked.text("acdId");
        let call = match self.faults().transfer_status {
            Some(status) => Err(status),
            None => self.queue_asked(asked, &queue).map_err(str::to_owned),
        };
        let status = call.as_ref().err().map_or("OK", String::as_str);
        self.answer_about_call(asked, "TRANFER_TO_ACD_RESPONSE", status);
        if let Ok(call) = call {
            call.order(CallOrder::ToQueue(queue));
        }
    }

    fn queue_asked(&self, asked: &Asked<'_>, queue: &str) -> Result<Arc<Call>, &'static str> {
        let call = self.transferable(asked)?;
        match queue {
            "" => Err(NO_TARGET),
            queue if self.config.queue(queue).is_none() => Err(BAD_PARAMETERS),
            _ => Ok(call),
        }
    }

    /// The call that the agent may pass on: they are in it with a customer, and neither muted nor on hold.
    fn transferable(&self, asked: &Asked<'_>) -> Result<Arc<Call>, &'static str> {
        let Some(call) = self.asked_call(asked) else {
            let elsewhere = self.agents.view(asked.agent).and_then(|view| view.call);
            return Err(elsewhere.map_or(NOT_IN_A_CALL, |_| NOT_FOUND));
        };
        if call.is_ringing() {
            Err(NOT_IN_A_CALL)
        } else if call.is_between_agents() {
            Err(BAD_PARAMETERS)
        } else if call.is_muted_by(asked.agent) || call.is_held_by(asked.agent) {
            Err(MUTED_OR_HELD)
        } else {
            Ok(call)
        }
    }
}
