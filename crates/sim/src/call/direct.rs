//! An agent's phone calls a customer by a plain INVITE, as with an ordinary SIP account.

use super::attend::{Attendance, Outcome};
use super::end::AgentEnd;
use super::record::{Call, NewCall};
use super::view::{CallState, Direction, EndReason};
use crate::centre::Centre;
use crate::events::now_ms;
use crate::media::MediaKind;
use crate::sip::{Dialog, Request, Responder};
use reo_model::Extension;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

impl Centre {
    pub(super) fn call_directly(
        self: &Arc<Self>,
        agent: Extension,
        number: String,
        request: Request,
        responder: Responder,
    ) {
        let behaviour = self.behaviour(&number);
        let id = self.calls.next_id();
        let tenant = self.tenant_of(&agent);
        self.agents.occupy(&agent, id);
        let (call, orders) = Call::new(NewCall {
            id,
            direction: Direction::Direct,
            number,
            name: None,
            line: tenant.to_string(),
            tenant,
            queue: String::new(),
            agent: Some(agent.clone()),
        });
        self.calls.add(&call);
        call.change(|status| {
            status.state = CallState::RingingCustomer;
            status.times.invited = Some(now_ms());
        });
        self.events.add("call.direct", json!({"call": id, "agent": agent}));
        let attendance = Attendance::new(self, &call, orders, behaviour);
        self.spawn(call_directly(attendance, request, responder));
    }
}

async fn call_directly(mut attendance: Attendance, request: Request, responder: Responder) {
    let outcome = match attendance.ring_called(&responder).await {
        None => attendance.answer_phone(&request, &responder).await,
        Some((status, reason)) => {
            responder.respond(status);
            (reason, None)
        }
    };
    attendance.finish(outcome).await;
}

impl Attendance {
    /// Rings until the outcome; the status of anything but an answer.
    async fn ring_called(&mut self, responder: &Responder) -> Option<(u16, EndReason)> {
        if self.behaviour.rings() {
            responder.progress(180, "");
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_millis(self.behaviour.after_ms)) => {
                self.behaviour.failure().map(|status| (status, EndReason::CustomerRefused(status)))
            }
            () = responder.cancelled() => Some((487, EndReason::Agent)),
            _ = self.orders.recv() => Some((603, EndReason::Customer)),
        }
    }

    async fn answer_phone(&mut self, request: &Request, responder: &Responder) -> Outcome {
        let media = self.centre.media(MediaKind::of_offer(&request.body)).await;
        let Some(media) = media else { return refuse(responder) };
        let Ok(answer) = media.accept(&request.body).await else { return refuse(responder) };
        let dialog = Dialog::accepted(&self.centre.sip, request, responder);
        responder.accept(&answer);
        self.serve(AgentEnd::phone(dialog, media)).await
    }
}

fn refuse(responder: &Responder) -> Outcome {
    responder.respond(488);
    (EndReason::Media, None)
}
