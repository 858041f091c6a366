//! An INVITE from an agent's phone: who is meant.

use crate::centre::Centre;
use crate::lock;
use crate::sip::{Flow, Registration, Request, Responder, owner, uri, user};
use reo_model::Extension;
use serde_json::json;
use std::sync::Arc;

impl Centre {
    /// Takes what came along a flow.
    pub(crate) fn sip_received(self: &Arc<Self>, flow: &Flow, bytes: &[u8]) {
        let faults = self.faults();
        if faults.mute_sip {
            return;
        }
        if faults.garbage_sip {
            flow.send(GARBAGE);
            return;
        }
        let Some((request, responder)) = self.sip.receive(flow, bytes) else { return };
        match request.method.as_str() {
            "REGISTER" => self.register(&request, &responder, faults.register_status),
            "INVITE" => self.invited(request, responder),
            "OPTIONS" => responder.accept(""),
            "BYE" | "UPDATE" | "INFO" => responder.respond(481),
            _ => responder.respond(501),
        }
    }

    fn register(&self, request: &Request, responder: &Responder, refuse: Option<u16>) {
        let outcome = match refuse {
            Some(status) => {
                responder.respond(status);
                Registration::Refused(status)
            }
            None => self.sip.register(&self.config, self.unknowns().second_registration, request, responder),
        };
        let agent = user(uri(request.to()));
        let event = match outcome {
            Registration::Registered => "sip.registered",
            Registration::Unregistered => "sip.unregistered",
            Registration::Refused(401) => "sip.challenged",
            Registration::Refused(_) => "sip.refused",
        };
        self.events.add(event, json!({"agent": agent}));
        self.registrations.send_modify(|count| *count += 1);
    }

    fn invited(self: &Arc<Self>, request: Request, responder: Responder) {
        let caller = user(uri(request.from())).to_owned();
        let agent = owner(&caller);
        let number = user(&request.uri).to_owned();
        self.events.add("sip.dialled", json!({"agent": agent}));
        if self.sip.binding(&caller).is_none() {
            responder.respond(403);
            return;
        }
        if self.config.challenge_invites
            && !self.sip.authenticate(&self.config, &caller, &request, &responder, 407)
        {
            return;
        }
        responder.respond(100);
        let is_customer = (8..=13).contains(&number.len()) || lock(&self.customers).contains_key(&number);
        if let Some(colleague) = self.colleague(&agent, &number) {
            self.call_colleague(agent, &colleague, request, responder);
        } else if is_customer {
            self.call_directly(agent, number, request, responder);
        } else {
            responder.respond(404);
        }
    }

    /// Another agent of the same tenant.
    fn colleague(&self, agent: &Extension, number: &str) -> Option<Extension> {
        let view = self.agents.view(&Extension::from(number))?;
        (view.extension != *agent && view.tenant == self.tenant_of(agent)).then_some(view.extension)
    }
}

/// What a broken middlebox might send.
pub(crate) const GARBAGE: &str =
    "HTTP/1.1 400 Bad Request\r\nServer: \u{fffd}\u{fffd}\r\n\r\n<html>SIP? </html>";
