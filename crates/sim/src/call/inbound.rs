//! A customer calls.

use super::leg::{AgentLeg, Answered};
use super::record::{Call, CallOrder, Direction, EndReason, NewCall};
use super::talk::{Stop, Talk};
use crate::OrderError;
use crate::agent::AgentView;
use crate::centre::Centre;
use crate::customer::Behaviour;
use reo_model::{Extension, Redacted};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// A call that a customer is to make.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CallRequest {
    /// The customer's number.
    pub number: Redacted<String>,
    /// The customer's name, sent as the display name of the INVITE.
    #[serde(default)]
    pub name: Option<Redacted<String>>,
    /// The hotline that was dialled; without it the tenant's.
    #[serde(default)]
    pub line: Option<String>,
    /// What the caller chose.
    #[serde(default)]
    pub queue: String,
    /// Who is to be rung; without it the first who is free.
    #[serde(default)]
    pub agent: Option<Extension>,
    /// How the customer behaves.
    #[serde(default, flatten)]
    pub behaviour: Behaviour,
}

impl CallRequest {
    /// A customer who speaks, calling whoever is free.
    pub fn from_number(number: &str) -> Self {
        Self {
            number: Redacted::from(number),
            name: None,
            line: None,
            queue: String::new(),
            agent: None,
            behaviour: Behaviour::default(),
        }
    }
}

impl Centre {
    /// Lets a customer call; the call.
    pub(crate) fn customer_calls(self: &Arc<Self>, request: CallRequest) -> Result<Arc<Call>, OrderError> {
        let id = self.calls.next_id();
        let agent = self.choose_agent(request.agent.as_ref(), id)?;
        let (call, orders) = Call::new(NewCall {
            id,
            direction: Direction::Inbound,
            number: request.number.into_inner(),
            name: request.name.map(Redacted::into_inner),
            line: request.line.unwrap_or_else(|| self.config.domain.to_string()),
            queue: request.queue,
            agent: agent.extension.clone(),
        });
        self.calls.add(&call);
        self.events
            .add("call.inbound", json!({"call": id, "agent": agent.extension, "callId": call.server_id}));
        let inbound =
            Inbound { centre: self.clone(), call: call.clone(), orders, behaviour: request.behaviour };
        self.spawn(async move {
            if agent.speaks_here() { inbound.run().await } else { inbound.run_elsewhere().await }
        });
        Ok(call)
    }

    /// The agent asked for, even if signed out, or the first free one; now in the call.
    fn choose_agent(&self, asked: Option<&Extension>, call: u64) -> Result<AgentView, OrderError> {
        let candidates = match asked {
            Some(agent) => vec![self.agents.view(agent).ok_or(OrderError::NoSuchAgent)?],
            None => self.agents.views().into_iter().filter(AgentView::is_free).collect(),
        };
        let chosen = candidates.into_iter().find(|agent| self.agents.occupy(&agent.extension, call));
        chosen.ok_or(OrderError::NoAgentFree)
    }
}

/// An inbound call under way.
pub(super) struct Inbound {
    pub(super) centre: Arc<Centre>,
    pub(super) call: Arc<Call>,
    pub(super) orders: mpsc::Receiver<CallOrder>,
    pub(super) behaviour: Behaviour,
}

impl Inbound {
    async fn run(mut self) {
        let reason = match self.ring().await {
            Ok(answered) => self.talk(answered).await,
            Err(reason) => reason,
        };
        if matches!(reason, EndReason::AgentNoAnswer | EndReason::AgentUnreachable) {
            self.centre.reload_status(&self.call.agent(), "NO ANSWER");
        }
        self.centre.over(&self.call, reason);
    }

    /// Rings until the agent answers, the customer gives up or the ring timeout comes.
    async fn ring(&mut self) -> Result<Answered, EndReason> {
        let faults = self.centre.faults();
        if !faults.invite_without_ring {
            let (centre, call) = (self.centre.clone(), self.call.clone());
            let later = Duration::from_millis(faults.late_ring_ms);
            if later.is_zero() {
                centre.announce_ring(&call);
            } else {
                self.centre.spawn(async move {
                    tokio::time::sleep(later).await;
                    centre.announce_ring(&call);
                });
            }
        }
        let mut leg = AgentLeg::new(&self.centre, &self.call);
        let result = tokio::select! {
            result = ring_later(&mut leg, faults.late_invite_ms, faults.ring_without_invite) => result,
            reason = given_up(&mut self.orders, &self.behaviour) => Err(reason),
            () = tokio::time::sleep(self.centre.config.ring_timeout) => Err(EndReason::AgentNoAnswer),
        };
        if result.is_err() {
            leg.cancel().await;
        }
        result
    }

    async fn talk(&mut self, agent: Answered) -> EndReason {
        self.centre.talking(&self.call, Some(&agent.media));
        agent.media.speak(self.behaviour.voice, self.behaviour.echo_delay_ms).await;
        let limit = self.behaviour.hang_up_after_ms.map(Duration::from_millis);
        let mut talk = Talk { centre: &self.centre, call: &self.call, orders: &mut self.orders, agent };
        let stop = talk.run(limit).await;
        let dialog = talk.agent.dialog;
        let reason = match stop {
            Stop::AgentBye => return EndReason::Agent,
            Stop::Elapsed => EndReason::Customer,
            Stop::Ordered(reason) => reason,
        };
        if reason == EndReason::Supervisor {
            self.centre.announce_termination(&self.call);
        }
        dialog.bye().await;
        reason
    }
}

async fn ring_later(leg: &mut AgentLeg, later_ms: u64, never: bool) -> Result<Answered, EndReason> {
    if never {
        std::future::pending::<()>().await;
    }
    tokio::time::sleep(Duration::from_millis(later_ms)).await;
    leg.ring().await
}

/// Waits until nobody wants the ringing call any more.
pub(super) async fn given_up(orders: &mut mpsc::Receiver<CallOrder>, behaviour: &Behaviour) -> EndReason {
    let patience = behaviour.give_up_after_ms.map_or(Duration::from_secs(24 * 3_600), Duration::from_millis);
    let impatience = tokio::time::sleep(patience);
    tokio::pin!(impatience);
    loop {
        tokio::select! {
            order = orders.recv() => match order {
                Some(CallOrder::AgentEnds) => return EndReason::Agent,
                Some(CallOrder::SupervisorEnds) => return EndReason::Supervisor,
                Some(CallOrder::CustomerHangsUp) | None => return EndReason::Customer,
                Some(_) => {}
            },
            () = &mut impatience => return EndReason::Customer,
        }
    }
}

impl Centre {
    /// A supervisor has ended the call.
    pub(super) fn announce_termination(&self, call: &Call) {
        let agent = call.agent();
        let fields = json!({"callId": call.server_id, "status": "OK", "superAgent": "supervisor", "terminatedAgent": agent});
        self.tell(&agent, "TERMINATE_RESPOND_ID", fields);
    }
}
