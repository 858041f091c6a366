//! Responses to our requests: challenges here, the rest to whoever asked.

use super::{
    Agent,
    leg::{Leg, Purpose},
};
use crate::{
    LineFailure,
    digest::{Credentials, Unanswerable},
    message,
    stack::TxId,
};
use rsipstack::sip::{Header, Method, Request, Response};

/// A request of ours that is under way.
#[derive(Debug)]
pub(super) struct Pending {
    purpose: Purpose,
    /// As it was sent.
    pub(super) request: Request,
    /// Realms that it carries credentials for, once for each time.
    realms: Vec<String>,
    /// Any response came.
    heard: bool,
    /// The final response came; an INVITE's transaction lasts longer.
    pub(super) answered_finally: bool,
}

impl Pending {
    pub(super) fn new(purpose: Purpose, request: Request) -> Self {
        Self { purpose, request, realms: Vec::new(), heard: false, answered_finally: false }
    }

    /// Whether a lost connection may have taken it: to be sent again. A REGISTER is made anew instead.
    pub(super) fn is_unheard(&self) -> bool {
        let may_be_lost = !self.heard || self.request.method != Method::Invite;
        may_be_lost && !self.answered_finally && self.purpose != Purpose::Register
    }
}

impl Agent {
    pub(super) fn on_response(&mut self, id: TxId, response: &Response) {
        let Some(pending) = self.pending.get_mut(&id) else { return };
        pending.heard = true;
        let (purpose, status) = (pending.purpose, response.status_code.code());
        if status < 200 {
            if let Purpose::Invite(leg) = purpose {
                self.on_invite_provisional(leg, response);
            }
            return;
        }
        if std::mem::replace(&mut pending.answered_finally, true) {
            return self.on_further_final(id, response);
        }
        if matches!(status, 401 | 407) {
            match self.answer_challenge(id, response) {
                Ok(()) => return,
                Err(Unanswerable::NoChallenge) if purpose == Purpose::Register => {
                    return self.registration_refused(LineFailure::NotUnderstood);
                }
                Err(_) => {}
            }
        }
        self.on_final(id, purpose, response);
    }

    fn on_final(&mut self, id: TxId, purpose: Purpose, response: &Response) {
        match purpose {
            Purpose::Register => self.on_register_response(id, response),
            Purpose::Invite(leg) => self.on_invite_final(leg, response),
            Purpose::Offer(leg) => self.on_offer_final(leg, response),
            Purpose::Refresh(leg) => self.on_refresh_final(leg, response),
            Purpose::Refer(leg) => self.on_refer_final(leg, response),
            Purpose::Bye(leg) => self.forget_closing(leg),
            Purpose::Courtesy => {}
        }
    }

    /// Another 2xx to an INVITE: a repetition, or another branch of a fork, which is ended
    /// (RFC 3261, section 13.2.2.4). The stack has acknowledged it.
    fn on_further_final(&mut self, id: TxId, response: &Response) {
        let Some(Pending { purpose: Purpose::Invite(leg), request, .. }) = self.pending.get(&id) else {
            return;
        };
        let known = self.legs.get_mut(leg).and_then(Leg::dialog_mut);
        if response.status_code.code() >= 300 || known.is_some_and(|dialog| dialog.has_remote_tag(response)) {
            return;
        }
        let request = request.clone();
        self.end_stray(&request, response);
    }

    /// Sends the request again with credentials.
    fn answer_challenge(&mut self, id: TxId, response: &Response) -> Result<(), Unanswerable> {
        let Some(pending) = self.pending.get_mut(&id) else { return Err(Unanswerable::Refused) };
        let credentials = Credentials {
            user: self.config.auth_user.as_deref().unwrap_or(&self.config.user),
            password: self.config.password.expose(),
        };
        let mut realms = pending.realms.clone();
        let headers = self.digest.answer(&pending.request, response, credentials, &mut realms)?;
        let (purpose, request) = (pending.purpose, pending.request.clone());
        self.send_again(id, purpose, &request, headers, realms).ok_or(Unanswerable::Refused)
    }

    fn send_again(
        &mut self,
        old: TxId,
        purpose: Purpose,
        request: &Request,
        headers: Vec<Header>,
        realms: Vec<String>,
    ) -> Option<()> {
        let sequence = self.next_sequence(purpose)?;
        let request = message::again(&self.us, request, sequence, headers);
        let new = self.send_request(purpose, request.clone())?;
        self.pending.get_mut(&new)?.realms = realms;
        match purpose {
            Purpose::Register => self.registration.renumber(old, new),
            Purpose::Invite(leg) => {
                if let Some(Leg::Calling(calling)) = self.legs.get_mut(&leg) {
                    calling.invite = request;
                    calling.provisional = false;
                }
            }
            Purpose::Refer(leg) => self.renumber_transfer(leg, sequence),
            _ => {}
        }
        Some(())
    }

    /// The next CSeq for a request of that purpose; `None` when there is nothing left to ask for.
    fn next_sequence(&mut self, purpose: Purpose) -> Option<u32> {
        match purpose {
            Purpose::Register => Some(self.registration.next_sequence()),
            Purpose::Invite(leg) => match self.legs.get(&leg)? {
                Leg::Calling(calling) => Some(message::sequence(&calling.invite)? + 1),
                _ => None,
            },
            Purpose::Offer(leg) | Purpose::Refresh(leg) | Purpose::Bye(leg) => {
                Some(self.legs.get_mut(&leg)?.dialog_mut()?.next_sequence())
            }
            Purpose::Refer(leg) => Some(self.talking(leg)?.dialog.next_sequence()),
            Purpose::Courtesy => None,
        }
    }

    /// A transaction of ours is over; one that never got a final response has failed locally.
    pub(super) fn on_request_done(&mut self, id: TxId, pending: &Pending) {
        if !pending.answered_finally {
            let response = message::response(&self.us, &pending.request, 408, "", Vec::new(), None);
            self.on_final(id, pending.purpose, &response);
        }
    }
}
