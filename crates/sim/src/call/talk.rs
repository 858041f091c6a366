//! While agent and customer (or its ringing phone) are connected.

use super::end::{AgentEnd, Asked, at};
use super::moving::Moving;
use super::record::{Call, CallOrder};
use super::view::{CallState, EndReason};
use crate::centre::Centre;
use crate::media::{Party, SdpDirection};
use crate::sip::InDialog;
use reo_model::Extension;
use serde_json::json;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// How a stretch of talking ended.
pub(super) enum Stop {
    /// The agent's BYE came: that end is over.
    AgentBye,
    /// Somebody else ended it: the agent's end is still to be ended.
    Ordered(EndReason),
    /// The time given has come; nothing has ended.
    Elapsed,
    /// The agent to whom the customer is transferred has answered.
    Moved(Extension, AgentEnd),
    /// The agent has passed the customer on to this queue.
    ToQueue(String),
}

/// A call in which the agent is.
pub(super) struct Talk<'a> {
    pub(super) centre: &'a Arc<Centre>,
    pub(super) call: &'a Arc<Call>,
    pub(super) orders: &'a mut mpsc::Receiver<CallOrder>,
    pub(super) party: &'a Arc<Party>,
    pub(super) agent: AgentEnd,
    /// A transfer that was accepted and whose new agent is being rung.
    pub(super) moving: Option<Moving>,
}

impl Talk<'_> {
    /// Goes on until somebody ends it or `until` has come.
    pub(super) async fn run(&mut self, until: Option<Instant>) -> Stop {
        loop {
            tokio::select! {
                incoming = self.agent.next() => match incoming {
                    None => return Stop::AgentBye,
                    Some(incoming) => if self.request(incoming).await { return Stop::AgentBye },
                },
                order = self.orders.recv() => if let Some(stop) = self.order(order).await { return stop },
                answer = Moving::answer(&mut self.moving) => if let Some(stop) = self.rung(answer) { return stop },
                () = at(until) => return Stop::Elapsed,
            }
        }
    }

    /// Answers a request of the agent's; `true` for a BYE.
    async fn request(&mut self, incoming: InDialog) -> bool {
        let facts = json!({"call": self.call.id, "method": incoming.request.method});
        self.centre.events.add("sip.request", facts);
        match self.agent.respond(incoming).await {
            Asked::Bye => return true,
            Asked::Offer { on_hold } => {
                self.call.change(|_| {});
                self.centre.events.add("call.agent-holds", json!({"call": self.call.id, "hold": on_hold}));
            }
            Asked::Other => {}
        }
        false
    }

    async fn order(&mut self, order: Option<CallOrder>) -> Option<Stop> {
        match order? {
            CallOrder::CustomerHangsUp => return Some(Stop::Ordered(EndReason::Customer)),
            CallOrder::SupervisorEnds => return Some(Stop::Ordered(EndReason::Supervisor)),
            CallOrder::AgentEnds(agent) if self.is_moving_to(&agent) => self.refused().await,
            CallOrder::AgentEnds(_) => return Some(Stop::Ordered(EndReason::Agent)),
            CallOrder::CustomerHolds(hold) => self.customer_holds(hold).await,
            CallOrder::AgentMutes(agent, _) | CallOrder::AgentHolds(agent, _) => {
                self.party.gate(self.call.is_muted_by(&agent), self.call.is_held_by(&agent));
            }
            CallOrder::Transfer(to) => self.moving = Some(Moving::start(self.centre, self.call, to)),
            CallOrder::ToQueue(queue) => return Some(Stop::ToQueue(queue)),
        }
        None
    }

    fn is_moving_to(&self, agent: &Extension) -> bool {
        self.moving.as_ref().is_some_and(|moving| moving.to == *agent)
    }

    /// The new agent does not want the call any more: the customer stays.
    async fn refused(&mut self) {
        if let Some(moving) = self.moving.take() {
            moving.refused(self.centre, self.call).await;
        }
    }

    /// The new agent's phone was answered, or not: then the customer stays.
    fn rung(&mut self, answer: Result<AgentEnd, EndReason>) -> Option<Stop> {
        let moving = self.moving.take()?;
        match answer {
            Ok(end) => return Some(Stop::Moved(moving.to, end)),
            Err(_) => moving.failed(self.centre, self.call),
        }
        None
    }

    /// The customer's side holds the agent, or comes back: a re-INVITE of ours.
    async fn customer_holds(&mut self, hold: bool) {
        let direction = if hold { SdpDirection::SendOnly } else { SdpDirection::SendRecv };
        let result = self.agent.redirect(direction).await;
        let facts = json!({"call": self.call.id, "hold": hold, "done": result.is_ok(), "refused": result.err().flatten()});
        self.centre.events.add("call.customer-holds", facts);
        if result.is_ok() {
            let state = if hold { CallState::HeldByCustomer } else { CallState::Talking };
            self.call.change(|status| status.state = state);
        }
    }
}
