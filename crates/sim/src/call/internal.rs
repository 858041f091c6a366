//! One agent calls another: two dialogs side by side, the session descriptions passed through, so that the
//! audio flows between the two phones themselves.

use super::record::{Call, CallOrder, NewCall};
use super::view::{Direction, EndReason};
use crate::centre::Centre;
use crate::sip::{Caller, Dialog, InDialog, Inviting, Request, Responder, Response};
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

/// How the called agent's phone reacted.
enum Rung {
    Answered(Box<Dialog>, String),
    Refused(u16, EndReason),
}

impl Internal {
    async fn run(mut self, request: Request, responder: Responder) {
        self.tell("INTERNAL_CALL_RING_RESPONSE_ID");
        let reason = match self.ring(&request, &responder).await {
            Rung::Answered(called, answer) => {
                let caller = Dialog::accepted(&self.centre.sip, &request, &responder);
                responder.accept(&answer);
                self.tell("INTERNAL_CALL_ANSWER_RESPONSE_ID");
                self.centre.events.add("call.answered", json!({"call": self.call.id}));
                self.call.talking();
                self.talk(caller, *called).await
            }
            Rung::Refused(status, reason) => {
                responder.respond(status);
                reason
            }
        };
        self.tell("INTERNAL_CALL_END_RESPONSE_ID");
        self.centre.agents.release(&self.called, self.call.id);
        self.centre.over(&self.call, reason);
    }

    fn tell(&self, name: &str) {
        let caller = self.call.agent();
        for agent in [&caller, &self.called] {
            let fields = json!({"callId": self.call.server_id, "called": self.called, "caller": caller,
                                "callDirection": 3, "extension": agent});
            self.centre.tell(agent, name, fields);
        }
    }

    async fn ring(&mut self, request: &Request, responder: &Responder) -> Rung {
        let Some(binding) = self.centre.sip.binding(self.called.as_str()) else {
            return Rung::Refused(480, EndReason::AgentUnreachable);
        };
        let caller = self.call.agent();
        let caller = Caller { number: caller.as_str(), name: None, domain: &self.centre.config.sip_domain };
        let mut inviting =
            Inviting::send(&self.centre.sip, self.called.as_str(), &binding, &caller, &request.body);
        let refused = loop {
            tokio::select! {
                response = inviting.transaction.response() => match response {
                    Some(response) if response.status >= 300 => {
                        return Rung::Refused(response.status, EndReason::AgentRefused(response.status));
                    }
                    Some(response) if response.status >= 200 => {
                        let answer = response.body.clone();
                        return Rung::Answered(Box::new(inviting.answered(&response)), answer);
                    }
                    Some(response) => self.progress(responder, &response),
                    None => return Rung::Refused(480, EndReason::AgentUnreachable),
                },
                () = responder.cancelled() => break Rung::Refused(487, EndReason::Agent),
                () = tokio::time::sleep(self.centre.config.ring_timeout) => break Rung::Refused(408, EndReason::AgentNoAnswer),
                order = self.orders.recv() => if ends(order) { break Rung::Refused(487, EndReason::Agent) },
            }
        };
        inviting.cancel().await;
        refused
    }

    fn progress(&self, responder: &Responder, response: &Response) {
        if response.status > 100 {
            self.call.change(|status| status.rang = true);
            responder.progress(response.status, &response.body);
        }
    }

    async fn talk(&mut self, mut caller: Dialog, mut called: Dialog) -> EndReason {
        loop {
            tokio::select! {
                incoming = caller.next() => if pass_on(incoming, &mut called).await {
                    called.bye().await;
                    return EndReason::Agent;
                },
                incoming = called.next() => if pass_on(incoming, &mut caller).await {
                    caller.bye().await;
                    return EndReason::Agent;
                },
                order = self.orders.recv() => if ends(order) {
                    tokio::join!(caller.bye(), called.bye());
                    return EndReason::Supervisor;
                },
            }
        }
    }
}

fn ends(order: Option<CallOrder>) -> bool {
    matches!(
        order,
        None | Some(CallOrder::AgentEnds(_) | CallOrder::SupervisorEnds | CallOrder::CustomerHangsUp)
    )
}

/// Does with a request what the other side would; `true` when the dialog is over.
async fn pass_on(incoming: Option<InDialog>, other: &mut Dialog) -> bool {
    let Some(InDialog { request, responder }) = incoming else { return true };
    match request.method.as_str() {
        "BYE" => {
            responder.respond(200);
            return true;
        }
        "INVITE" => match other.reinvite(&request.body).await {
            Ok(answer) => responder.accept(&answer),
            Err(status) => responder.respond(status),
        },
        "UPDATE" if request.body.is_empty() => responder.accept(""),
        "INFO" | "OPTIONS" | "MESSAGE" => responder.respond(200),
        _ => responder.respond(501),
    }
    false
}
