//! Our INVITE, from dialling to its final response (RFC 3261, section 13.2).

use super::{
    Agent,
    leg::{Calling, Closing, Leg, Purpose, Talking},
};
use crate::{
    EndedBy, SipEvent,
    dialog::Dialog,
    identity::random_token,
    message::{self, Head, tagged},
    session_timer,
};
use reo_model::{LegId, PhoneNumber};
use rsipstack::sip::{Method, Request, Response, Uri};
use tokio::time::Instant;

impl Agent {
    pub(super) fn invite(&mut self, leg: LegId, target: &PhoneNumber, offer: String) {
        if self.legs.contains_key(&leg) {
            return;
        }
        // Without a connection the agent is told at once, not after the transaction's time-out.
        let sent = if self.line.is_up() { self.start_invite(leg, target, &offer) } else { None };
        match sent {
            Some(invite) => {
                let calling =
                    Calling { invite, offer, min_se: None, early: None, provisional: false, limit: None };
                self.legs.insert(leg, Leg::Calling(Box::new(calling)));
            }
            None => self.report(SipEvent::Ended { leg, by: EndedBy::Failure }),
        }
    }

    fn start_invite(&mut self, leg: LegId, target: &PhoneNumber, offer: &str) -> Option<Request> {
        let address = self.us.address_of(target);
        let head = Head {
            method: Method::Invite,
            target: Uri::try_from(address.as_str()).ok()?,
            sequence: 1,
            call_id: &self.us.call_id(),
            from: tagged(&self.us.from, &random_token(10)),
            to: format!("<{address}>"),
            routes: &[],
        };
        let session = session_timer::request_headers(self.session_seconds(), None, None);
        let request = message::request(&self.us, head, session, Some(offer));
        self.send_request(Purpose::Invite(leg), request.clone())?;
        Some(request)
    }

    pub(super) fn on_invite_provisional(&mut self, leg: LegId, response: &Response) {
        match self.legs.get_mut(&leg) {
            Some(Leg::Calling(calling)) => {
                calling.provisional = true;
                let early = message::sdp(response, &response.body);
                let news = early.is_some() && early != calling.early;
                calling.early = early.or(calling.early.take());
                if response.status_code.code() == 180 || news {
                    let early = calling.early.clone();
                    self.report(SipEvent::Ringing { leg, early });
                }
            }
            Some(Leg::Closing(closing)) => {
                let Closing::Abandoned { calling, cancelled } = closing.as_mut() else { return };
                if !std::mem::replace(cancelled, true) {
                    let cancel = message::cancel(&self.us, &calling.invite);
                    self.send_request(Purpose::Courtesy, cancel);
                }
            }
            _ => {}
        }
    }

    pub(super) fn on_invite_final(&mut self, leg: LegId, response: &Response) {
        match self.legs.remove(&leg) {
            Some(Leg::Calling(calling)) => self.on_answer(leg, *calling, response),
            Some(Leg::Closing(closing)) => match *closing {
                Closing::Abandoned { calling, .. } if is_success(response) => {
                    // The 200 crossed our CANCEL (RFC 3261, section 15).
                    match Dialog::called(&calling.invite, response) {
                        Some(dialog) => self.send_bye(leg, dialog),
                        None => tracing::debug!("a 2xx without a dialog cannot be ended"),
                    }
                }
                Closing::Abandoned { .. } => {}
                other => {
                    self.legs.insert(leg, Leg::Closing(Box::new(other)));
                }
            },
            Some(other) => {
                self.legs.insert(leg, other);
            }
            None => {}
        }
    }

    fn on_answer(&mut self, leg: LegId, calling: Calling, response: &Response) {
        if is_success(response) {
            return self.on_accepted(leg, calling, response);
        }
        let status = response.status_code.code();
        let demanded = session_timer::demanded(response);
        if let (422, Some(min_se)) = (status, demanded)
            && calling.min_se.is_none_or(|before| before < min_se)
        {
            return self.invite_with_longer_session(leg, calling, min_se);
        }
        let local = message::to_tag(response).is_none_or(|tag| tag.is_empty());
        let by =
            if local && matches!(status, 408 | 503) { EndedBy::Failure } else { EndedBy::Status(status) };
        self.report(SipEvent::Ended { leg, by });
    }

    fn on_accepted(&mut self, leg: LegId, calling: Calling, response: &Response) {
        let Some(dialog) = Dialog::called(&calling.invite, response) else {
            return self.report(SipEvent::Ended { leg, by: EndedBy::Failure });
        };
        let Some(answer) = message::sdp(response, &response.body).or(calling.early) else {
            self.send_bye(leg, dialog);
            return self.report(SipEvent::Ended { leg, by: EndedBy::Failure });
        };
        let terms = session_timer::terms_of(response);
        let mut talking = Talking::new(dialog, calling.offer, terms);
        talking.min_se = calling.min_se;
        self.legs.insert(leg, Leg::Talking(Box::new(talking)));
        self.report(SipEvent::Answered { leg, answer });
    }

    /// 422: the same INVITE with the interval that the far side can accept (RFC 4028, section 7.3).
    fn invite_with_longer_session(&mut self, leg: LegId, mut calling: Calling, min_se: u32) {
        let seconds = self.session_seconds().max(min_se);
        let headers = session_timer::request_headers(seconds, Some(min_se), None);
        let sequence = message::sequence(&calling.invite).unwrap_or_default() + 1;
        let request = message::again(&self.us, &calling.invite, sequence, headers);
        match self.send_request(Purpose::Invite(leg), request.clone()) {
            Some(_) => {
                calling.min_se = Some(min_se);
                calling.invite = request;
                calling.provisional = false;
                self.legs.insert(leg, Leg::Calling(Box::new(calling)));
            }
            None => self.report(SipEvent::Ended { leg, by: EndedBy::Failure }),
        }
    }

    /// The agent gave up before there was an answer.
    pub(super) fn abandon(&mut self, leg: LegId, calling: Calling, by: EndedBy) {
        let cancelled = calling.provisional;
        if cancelled {
            let cancel = message::cancel(&self.us, &calling.invite);
            self.send_request(Purpose::Courtesy, cancel);
        }
        self.legs.insert(leg, Leg::Closing(Box::new(Closing::Abandoned { calling, cancelled })));
        self.report(SipEvent::Ended { leg, by });
    }

    /// A 2xx of a branch that is not ours to keep.
    pub(super) fn end_stray(&mut self, invite: &Request, response: &Response) {
        if let Some(mut dialog) = Dialog::called(invite, response) {
            let bye = dialog.request(&self.us, Method::Bye, Vec::new(), None);
            self.send_request(Purpose::Courtesy, bye);
        }
    }

    pub(super) fn calling_timeout(&mut self, leg: LegId, now: Instant) {
        if let Some(Leg::Calling(calling)) = self.legs.get(&leg)
            && calling.limit.is_some_and(|limit| now >= limit)
            && let Some(Leg::Calling(calling)) = self.legs.remove(&leg)
        {
            self.abandon(leg, *calling, EndedBy::Failure);
        }
    }
}

fn is_success(response: &Response) -> bool {
    (200..300).contains(&response.status_code.code())
}
