//! Which messages pass, and in which dialog, for the tap.

use super::Agent;
use super::leg::{Closing, Leg};
use crate::{message, tap::Passed};
use reo_model::LegId;
use rsipstack::sip::{HeadersExt, Method, Request, SipMessage};
use std::collections::VecDeque;

/// Dialogs that are remembered beyond their end, for the answer to a last request.
const REMEMBERED: usize = 16;

/// The legs by their Call-ID, the newest last.
#[derive(Debug, Default)]
pub(super) struct KnownLegs(VecDeque<(String, LegId)>);

impl KnownLegs {
    fn learn(&mut self, call_id: String, leg: LegId) {
        if self.0.iter().all(|(known, _)| *known != call_id) {
            self.0.push_back((call_id, leg));
            self.0.drain(..self.0.len().saturating_sub(REMEMBERED));
        }
    }

    fn find(&self, call_id: &str) -> Option<LegId> {
        self.0.iter().find(|(known, _)| known == call_id).map(|(_, leg)| *leg)
    }
}

impl Agent {
    /// A message goes out or came in. An INVITE that begins a dialog is told by [`Self::tell_invite`].
    pub(super) fn tell_passing(&mut self, sent: bool, message: &SipMessage) {
        if self.config.tap.is_none() {
            return;
        }
        match message {
            SipMessage::Request(request) if !sent && begins_dialog(request) => {}
            SipMessage::Request(request) => self.tell(sent, request, None),
            SipMessage::Response(response) => self.tell(sent, response, Some(response.status_code.code())),
        }
    }

    /// An INVITE came, and has its leg now.
    pub(super) fn tell_invite(&mut self, leg: LegId, invite: &Request) {
        if self.config.tap.is_some() {
            self.known_legs.learn(message::call_id(invite).unwrap_or_default(), leg);
            self.tell(false, invite, None);
        }
    }

    fn tell(&mut self, sent: bool, message: &impl HeadersExt, status: Option<u16>) {
        let method = message.cseq_header().ok().and_then(|cseq| cseq.method().ok());
        let (Some(method), Some(call_id)) = (method, message::call_id(message)) else { return };
        let passed = Passed {
            sent,
            leg: self.leg_of(&call_id),
            method: method.to_string(),
            status,
            sequence: message::sequence(message).unwrap_or_default(),
        };
        if let Some(tap) = &self.config.tap {
            tap.tell(passed);
        }
    }

    fn leg_of(&mut self, call_id: &str) -> Option<LegId> {
        let known = self.known_legs.find(call_id);
        known.or_else(|| {
            let leg = *self.legs.iter().find(|(_, leg)| call_id_of(leg).as_deref() == Some(call_id))?.0;
            self.known_legs.learn(call_id.to_owned(), leg);
            Some(leg)
        })
    }
}

fn begins_dialog(request: &Request) -> bool {
    request.method == Method::Invite && message::to_tag(request).is_none()
}

fn call_id_of(leg: &Leg) -> Option<String> {
    match leg {
        Leg::Calling(calling) => message::call_id(&calling.invite),
        Leg::Ringing(ringing) => message::call_id(&ringing.invite.request),
        Leg::Talking(talking) => Some(talking.dialog.call_id().to_owned()),
        Leg::Closing(closing) => match closing.as_ref() {
            Closing::Abandoned { calling, .. } => message::call_id(&calling.invite),
            Closing::Leaving(dialog) | Closing::AwaitingAck(dialog, _) => Some(dialog.call_id().to_owned()),
        },
    }
}
