//! One agent calls another: a leg to each, and the audio through the centre, so that hold and mute can be asked for on
//! the agent socket and the two devices may be of any kind.

use super::end::{AgentEnd, Asked};
use super::record::{Call, CallOrder, NewCall};
use super::ringing::{How, Ringing};
use super::view::{CallView, Direction, EndReason};
use crate::centre::Centre;
use crate::media::{Bridge, MediaKind, Partner, Side};
use crate::sip::{Dialog, InDialog, Request, Responder};
use reo_model::Extension;
use serde_json::json;
use std::sync::Arc;
use tokio::sync::mpsc;

impl Centre {
    pub(super) fn call_colleague(
        self: &Arc<Self>,
        agent: Extension,
        called: &Extension,
        request: Request,
        responder: Responder,
    ) {
        let id = self.calls.next_id();
        if !self.agents.occupy(called, id) {
            responder.respond(486);
            return;
        }
        self.agents.occupy(&agent, id);
        let tenant = self.tenant_of(&agent);
        let (call, orders) = Call::new(NewCall {
            id,
            direction: Direction::Internal,
            number: called.to_string(),
            name: None,
            line: String::new(),
            tenant,
            queue: String::new(),
            agent: Some(agent.clone()),
        });
        self.calls.add(&call);
        self.events.add("call.internal", json!({"call": id, "agent": agent, "called": called}));
        let internal = Internal { centre: self.clone(), call, orders, called: called.clone() };
        self.spawn(async move { internal.run(request, responder).await });
    }
}

struct Internal {
    centre: Arc<Centre>,
    call: Arc<Call>,
    orders: mpsc::Receiver<CallOrder>,
    called: Extension,
}

impl Internal {
    async fn run(mut self, request: Request, responder: Responder) {
        self.tell("INTERNAL_CALL_RING_RESPONSE_ID");
        let reason = match self.ring(&responder).await {
            Ok(called) => self.connect(called, &request, &responder).await,
            Err(reason) => {
                responder.respond(refusal(reason));
                reason
            }
        };
        if reason == EndReason::Supervisor {
            self.both().iter().for_each(|agent| self.centre.announce_termination(&self.call, agent));
        }
        self.tell("INTERNAL_CALL_END_RESPONSE_ID");
        self.centre.agents.release(&self.called, self.call.id);
        self.centre.over(&self.call, reason);
    }

    fn both(&self) -> [Extension; 2] {
        [self.call.agent(), self.called.clone()]
    }

    fn tell(&self, name: &str) {
        let [caller, called] = self.both();
        for agent in [&caller, &called] {
            let fields = json!({"callId": self.call.server_id, "called": called, "caller": caller,
                                "callDirection": 3, "extension": agent});
            self.centre.tell(agent, name, fields);
        }
    }

    /// Rings the called agent's phone; the caller hears that it rings.
    async fn ring(&mut self, responder: &Responder) -> Result<AgentEnd, EndReason> {
        let how = How { limit: self.centre.config.ring_timeout, patient: false, announced: false };
        let mut ringing = Ringing::start(&self.centre, &self.call, &self.called, how);
        let given_up = tokio::select! {
            answer = answered(&mut ringing, &self.call, responder) => return answer,
            () = responder.cancelled() => EndReason::Agent,
            reason = ended(&mut self.orders) => reason,
        };
        ringing.cancel().await;
        Err(given_up)
    }

    async fn connect(&mut self, called: AgentEnd, request: &Request, responder: &Responder) -> EndReason {
        let Some(caller) = self.accept(request, responder).await else {
            responder.respond(488);
            called.bye().await;
            return EndReason::Media;
        };
        let bridge = Bridge::new(&self.centre.voice);
        caller.connect(Partner::Agent(bridge.clone(), Side::Caller)).await;
        called.connect(Partner::Agent(bridge.clone(), Side::Called)).await;
        self.tell("INTERNAL_CALL_ANSWER_RESPONSE_ID");
        self.centre.events.add("call.answered", json!({"call": self.call.id, "agent": self.called}));
        self.call.talking();
        let reason = self.talk(caller, called, &bridge).await;
        bridge.part();
        reason
    }

    async fn accept(&self, request: &Request, responder: &Responder) -> Option<AgentEnd> {
        let media = self.centre.media(MediaKind::of_offer(&request.body)).await?;
        let answer = media.accept(&request.body).await.ok()?;
        let dialog = Dialog::accepted(&self.centre.sip, request, responder);
        responder.accept(&answer);
        Some(AgentEnd::phone(dialog, media))
    }

    async fn talk(&mut self, mut caller: AgentEnd, mut called: AgentEnd, bridge: &Bridge) -> EndReason {
        loop {
            tokio::select! {
                incoming = caller.next() => if is_over(&caller, incoming).await {
                    called.bye().await;
                    return EndReason::Agent;
                },
                incoming = called.next() => if is_over(&called, incoming).await {
                    caller.bye().await;
                    return EndReason::Agent;
                },
                order = self.orders.recv() => if let Some(reason) = self.order(order, bridge) {
                    tokio::join!(caller.bye(), called.bye());
                    return reason;
                },
            }
        }
    }

    /// Does what is ordered; the reason when that is the end.
    fn order(&self, order: Option<CallOrder>, bridge: &Bridge) -> Option<EndReason> {
        if let Some(CallOrder::AgentMutes(agent, _) | CallOrder::AgentHolds(agent, _)) = &order {
            let side = if *agent == self.called { Side::Called } else { Side::Caller };
            bridge.gate(side, self.call.is_muted_by(agent), self.call.is_held_by(agent));
        }
        end_of(order)
    }
}

/// Waits for the answer, and says that the phone rings as soon as it does.
async fn answered(ringing: &mut Ringing, call: &Call, responder: &Responder) -> Result<AgentEnd, EndReason> {
    let rings = call.until(|call: &CallView| call.rang);
    tokio::pin!(rings);
    tokio::select! {
        biased;
        answer = ringing.answer() => answer,
        () = &mut rings => {
            responder.progress(180, "");
            ringing.answer().await
        }
    }
}

/// Waits until somebody has ended the call.
async fn ended(orders: &mut mpsc::Receiver<CallOrder>) -> EndReason {
    loop {
        if let Some(reason) = end_of(orders.recv().await) {
            return reason;
        }
    }
}

fn end_of(order: Option<CallOrder>) -> Option<EndReason> {
    match order {
        None | Some(CallOrder::CustomerHangsUp | CallOrder::AgentEnds(_)) => Some(EndReason::Agent),
        Some(CallOrder::SupervisorEnds) => Some(EndReason::Supervisor),
        Some(_) => None,
    }
}

/// Answers what came from a phone; whether that end is over.
async fn is_over(end: &AgentEnd, incoming: Option<InDialog>) -> bool {
    match incoming {
        None => true,
        Some(incoming) => matches!(end.respond(incoming).await, Asked::Bye),
    }
}

/// The status with which the caller learns why nobody answered (RFC 3261, section 21).
const fn refusal(reason: EndReason) -> u16 {
    match reason {
        EndReason::AgentRefused(status) => status,
        EndReason::AgentNoAnswer => 408,
        EndReason::AgentUnreachable => 480,
        EndReason::Media => 488,
        _ => 487,
    }
}
