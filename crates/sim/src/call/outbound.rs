//! An agent calls a customer by the agent socket: the agent's own phone is rung first.

use super::elsewhere::{ANSWERED_AFTER, until_ended};
use super::inbound::given_up;
use super::leg::{AgentLeg, Answered};
use super::record::{Call, CallOrder, CallState, Direction, EndReason, NewCall};
use super::talk::{Stop, Talk};
use crate::agent::Announcement;
use crate::centre::Centre;
use crate::customer::{Behaviour, Speech};
use crate::sip::Dialog;
use reo_model::Extension;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// How long an agent's own phone may take to answer the call that the agent asked for.
const AGENT_LIMIT: Duration = Duration::from_secs(10);

impl Centre {
    /// Calls a customer for an agent; `None` when the agent is already in a call.
    pub(crate) fn call_customer(
        self: &Arc<Self>,
        agent: &Extension,
        number: &str,
        service: Option<String>,
    ) -> Option<Arc<Call>> {
        let id = self.calls.next_id();
        if !self.agents.occupy(agent, id) {
            return None;
        }
        let (call, orders) = Call::new(NewCall {
            id,
            direction: Direction::Outbound,
            number: number.to_owned(),
            name: None,
            line: self.config.domain.to_string(),
            queue: String::new(),
            agent: agent.clone(),
        });
        self.calls.add(&call);
        let facts = json!({"call": id, "agent": agent, "callId": call.server_id, "service": service});
        self.events.add("call.outbound", facts);
        let outbound =
            Outbound { centre: self.clone(), call: call.clone(), orders, behaviour: self.behaviour(number) };
        let here = self.agents.view(agent).is_none_or(|view| view.speaks_here());
        self.spawn(async move { outbound.run(here).await });
        Some(call)
    }
}

struct Outbound {
    centre: Arc<Centre>,
    call: Arc<Call>,
    orders: mpsc::Receiver<CallOrder>,
    behaviour: Behaviour,
}

impl Outbound {
    async fn run(mut self, here: bool) {
        self.centre.announce(&self.call, Announcement::Starting);
        let (reason, dialog) = if here {
            match self.ring_agent().await {
                Ok(agent) => self.with_agent(agent).await,
                Err(reason) => (reason, None),
            }
        } else {
            (self.elsewhere().await, None)
        };
        if reason == EndReason::Supervisor {
            self.centre.announce_termination(&self.call);
        }
        self.centre.announce(&self.call, last_word(reason));
        if let Some(dialog) = dialog {
            dialog.bye().await;
        }
        self.centre.over(&self.call, reason);
    }

    async fn ring_agent(&mut self) -> Result<Answered, EndReason> {
        let late = self.centre.faults().late_invite_ms;
        let mut leg = AgentLeg::new(&self.centre, &self.call);
        let ring = async {
            tokio::time::sleep(Duration::from_millis(late)).await;
            leg.ring().await
        };
        let result = tokio::select! {
            result = ring => result,
            reason = given_up(&mut self.orders, &self.behaviour) => Err(reason),
            () = tokio::time::sleep(AGENT_LIMIT + Duration::from_millis(late)) => Err(EndReason::AgentUnreachable),
        };
        if result.is_err() {
            leg.cancel().await;
        }
        result
    }

    /// The agent is there: the customer's phone rings (heard as a tone) until the outcome.
    /// With the dialog, when it is still to be ended.
    async fn with_agent(&mut self, agent: Answered) -> (EndReason, Option<Dialog>) {
        self.call.change(|status| status.state = CallState::RingingCustomer);
        if self.behaviour.rings() {
            agent.media.speak(Speech::Ringing, 0).await;
            self.centre.announce(&self.call, Announcement::Ringing);
        }
        let after = Duration::from_millis(self.behaviour.after_ms);
        let mut talk = Talk { centre: &self.centre, call: &self.call, orders: &mut self.orders, agent };
        let mut stop = talk.run(Some(after)).await;
        if stop == Stop::Elapsed {
            stop = match self.behaviour.failure() {
                Some(code) => Stop::Ordered(EndReason::CustomerRefused(code)),
                None => connected(&mut talk, &self.behaviour).await,
            };
        }
        match stop {
            Stop::AgentBye => (EndReason::Agent, None),
            Stop::Elapsed => (EndReason::Customer, Some(talk.agent.dialog)),
            Stop::Ordered(reason) => (reason, Some(talk.agent.dialog)),
        }
    }

    /// The agent's audio is on another device, which is there after a second.
    async fn elsewhere(&mut self) -> EndReason {
        let rest = Duration::from_millis(self.behaviour.after_ms);
        let ring = async {
            tokio::time::sleep(ANSWERED_AFTER).await;
            if self.behaviour.rings() {
                self.centre.announce(&self.call, Announcement::Ringing);
            }
            tokio::time::sleep(rest).await;
        };
        tokio::select! {
            () = ring => {}
            reason = given_up(&mut self.orders, &self.behaviour) => return reason,
        }
        if let Some(code) = self.behaviour.failure() {
            return EndReason::CustomerRefused(code);
        }
        self.centre.announce(&self.call, Announcement::Answer);
        self.centre.talking(&self.call, None);
        until_ended(&mut self.orders, &self.behaviour).await
    }
}

/// The customer has answered.
async fn connected(talk: &mut Talk<'_>, behaviour: &Behaviour) -> Stop {
    talk.centre.talking(talk.call, Some(&talk.agent.media));
    talk.agent.media.speak(behaviour.voice, behaviour.echo_delay_ms).await;
    talk.centre.announce(talk.call, Announcement::Answer);
    talk.run(behaviour.hang_up_after_ms.map(Duration::from_millis)).await
}

fn last_word(reason: EndReason) -> Announcement {
    match reason {
        EndReason::CustomerRefused(sip) => {
            Announcement::Error { code: "IPCC_NOT_CONNECT_CUSTOMER", sip: Some(sip) }
        }
        EndReason::AgentUnreachable | EndReason::AgentNoAnswer | EndReason::AgentRefused(_) => {
            Announcement::Error { code: "IPCC_NOT_CONNECT_AGENT_ID", sip: None }
        }
        EndReason::Media => Announcement::Error { code: "ERROR_CALLOUT_CONNECT", sip: None },
        EndReason::Supervisor => Announcement::Terminate,
        EndReason::Agent | EndReason::Customer => Announcement::EndCall,
    }
}
