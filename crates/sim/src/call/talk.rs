//! While agent and customer (or its ringing phone) are connected.

use super::leg::Answered;
use super::record::{Call, CallOrder, CallState, EndReason};
use crate::centre::Centre;
use crate::media::SdpDirection;
use crate::sip::InDialog;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// How a stretch of talking ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The agent's BYE came: the dialog is over.
    AgentBye,
    /// Somebody else ended it: the dialog is still to be ended.
    Ordered(EndReason),
    /// The time given has passed; nothing has ended.
    Elapsed,
}

/// A call in which the agent is.
pub(super) struct Talk<'a> {
    pub(super) centre: &'a Arc<Centre>,
    pub(super) call: &'a Arc<Call>,
    pub(super) orders: &'a mut mpsc::Receiver<CallOrder>,
    pub(super) agent: Answered,
}

impl Talk<'_> {
    /// Goes on until somebody ends it or `limit` has passed.
    pub(super) async fn run(&mut self, limit: Option<Duration>) -> Stop {
        let far = Duration::from_secs(365 * 24 * 3_600);
        let deadline = tokio::time::Instant::now() + limit.unwrap_or(far);
        loop {
            tokio::select! {
                incoming = self.agent.dialog.next() => match incoming {
                    None => return Stop::AgentBye,
                    Some(incoming) => if self.request(incoming).await { return Stop::AgentBye },
                },
                order = self.orders.recv() => if let Some(stop) = self.order(order).await { return stop },
                () = tokio::time::sleep_until(deadline) => return Stop::Elapsed,
            }
        }
    }

    /// Answers a request of the agent's; `true` for a BYE.
    async fn request(&mut self, incoming: InDialog) -> bool {
        let InDialog { request, responder } = incoming;
        self.centre.events.add("sip.request", json!({"call": self.call.id, "method": request.method}));
        match request.method.as_str() {
            "BYE" => {
                responder.respond(200);
                return true;
            }
            // An INVITE or UPDATE without a body only refreshes the session (RFC 4028); to an INVITE belongs
            // an offer of ours then.
            "INVITE" | "UPDATE" if !request.body.is_empty() => {
                match self.agent.media.accept(&request.body).await {
                    Ok(answer) => responder.accept(&answer),
                    Err(_) => responder.respond(488),
                }
                self.note_hold();
            }
            "INVITE" => responder.respond(488),
            "UPDATE" => responder.accept(""),
            "INFO" | "OPTIONS" | "MESSAGE" => responder.respond(200),
            _ => responder.respond(501),
        }
        false
    }

    fn note_hold(&self) {
        let on_hold = self.agent.media.recording().facts().on_hold;
        self.call.change(|_| {});
        self.centre.events.add("call.agent-holds", json!({"call": self.call.id, "hold": on_hold}));
    }

    async fn order(&mut self, order: Option<CallOrder>) -> Option<Stop> {
        match order? {
            CallOrder::CustomerHangsUp => return Some(Stop::Ordered(EndReason::Customer)),
            CallOrder::AgentEnds => return Some(Stop::Ordered(EndReason::Agent)),
            CallOrder::SupervisorEnds => return Some(Stop::Ordered(EndReason::Supervisor)),
            CallOrder::CustomerHolds(hold) => self.customer_holds(hold).await,
            CallOrder::AgentMutes(_) | CallOrder::AgentHolds(_) => {
                let (muted, held) = (self.call.is_muted(), self.call.is_held_by_agent());
                self.agent.media.gate(!muted && !held, !held).await;
            }
        }
        None
    }

    /// The customer's side holds the agent, or comes back: a re-INVITE of ours.
    async fn customer_holds(&mut self, hold: bool) {
        let direction = if hold { SdpDirection::SendOnly } else { SdpDirection::SendRecv };
        let Ok(offer) = self.agent.media.offer(direction).await else { return };
        let answer = self.agent.dialog.reinvite(&offer).await;
        let done = match &answer {
            Ok(answer) => self.agent.media.apply(answer).await.is_ok(),
            Err(_) => false,
        };
        let facts = json!({"call": self.call.id, "hold": hold, "done": done, "refused": answer.err()});
        self.centre.events.add("call.customer-holds", facts);
        if done {
            let state = if hold { CallState::HeldByCustomer } else { CallState::Talking };
            self.call.change(|status| status.state = state);
        }
    }
}
