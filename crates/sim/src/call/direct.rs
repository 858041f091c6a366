//! An agent's phone calls a customer by a plain INVITE, as with an ordinary SIP account.

use super::leg::Answered;
use super::record::{Call, CallOrder, CallState, Direction, EndReason, NewCall};
use super::talk::{Stop, Talk};
use crate::centre::Centre;
use crate::customer::Behaviour;
use crate::events::now_ms;
use crate::media::MediaKind;
use crate::sip::{Dialog, Request, Responder};
use reo_model::Extension;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

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
        let line = self.config.domain.to_string();
        let (direction, name, queue) = (Direction::Direct, None, String::new());
        let (call, orders) =
            Call::new(NewCall { id, direction, number, name, line, queue, agent: agent.clone() });
        self.agents.occupy(&agent, id);
        self.calls.add(&call);
        call.change(|status| {
            status.state = CallState::RingingCustomer;
            status.times.invited = Some(now_ms());
        });
        self.events.add("call.direct", json!({"call": id, "agent": agent}));
        let direct = Direct { centre: self.clone(), call, orders, behaviour };
        self.spawn(async move { direct.run(request, responder).await });
    }
}

struct Direct {
    centre: Arc<Centre>,
    call: Arc<Call>,
    orders: mpsc::Receiver<CallOrder>,
    behaviour: Behaviour,
}

impl Direct {
    async fn run(mut self, request: Request, responder: Responder) {
        let reason = match self.ring(&responder).await {
            None => self.talk(&request, &responder).await,
            Some((status, reason)) => {
                responder.respond(status);
                reason
            }
        };
        self.centre.over(&self.call, reason);
    }

    /// Rings until the outcome; the status of anything but an answer.
    async fn ring(&mut self, responder: &Responder) -> Option<(u16, EndReason)> {
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

    async fn talk(&mut self, request: &Request, responder: &Responder) -> EndReason {
        let media = self.centre.media(MediaKind::of_offer(&request.body)).await;
        let Some(media) = media else { return refuse(responder) };
        let Ok(answer) = media.accept(&request.body).await else { return refuse(responder) };
        let dialog = Dialog::accepted(&self.centre.sip, request, responder);
        responder.accept(&answer);
        self.centre.talking(&self.call, Some(&media));
        media.speak(self.behaviour.voice, self.behaviour.echo_delay_ms).await;
        let agent = Answered { dialog, media };
        let mut talk = Talk { centre: &self.centre, call: &self.call, orders: &mut self.orders, agent };
        let stop = talk.run(self.behaviour.hang_up_after_ms.map(Duration::from_millis)).await;
        let dialog = talk.agent.dialog;
        let reason = match stop {
            Stop::AgentBye => return EndReason::Agent,
            Stop::Elapsed => EndReason::Customer,
            Stop::Ordered(reason) => reason,
        };
        dialog.bye().await;
        reason
    }
}

fn refuse(responder: &Responder) -> EndReason {
    responder.respond(488);
    EndReason::Media
}
