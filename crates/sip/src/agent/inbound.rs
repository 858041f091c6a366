//! An INVITE to us, from its arrival to our final response (RFC 3261, section 13.3).

use super::{
    Agent,
    leg::{Leg, Ringing, Talking},
};
use crate::{
    EndedBy, SipEvent,
    dialog::Dialog,
    identity::random_token,
    message::{self, header},
    session_timer::{self, MIN_SE},
    stack::{ServerTransaction, TxId},
};
use reo_model::LegId;
use rsipstack::sip::{Header, Request};
use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};
use tokio::time::Instant;

/// How long a call may ring here. Callers give up, or are given up on, before (timer C, RFC 3261).
const RINGING_LIMIT: Duration = Duration::from_secs(180);

/// Ids of legs that come in: even, and unique in the process.
static NEXT_LEG: AtomicU64 = AtomicU64::new(2);

/// A refusal that needs no decision of the user's: status and headers.
type Refusal = (u16, Vec<Header>);

impl Agent {
    pub(super) fn on_new_invite(&mut self, invite: ServerTransaction) {
        let tag = random_token(10);
        let leg = LegId(NEXT_LEG.fetch_add(2, Ordering::Relaxed));
        self.tell_invite(leg, &invite.request);
        match self.incoming(leg, &invite.request) {
            Ok(event) => {
                let limit = Instant::now() + RINGING_LIMIT;
                self.legs.insert(leg, Leg::Ringing(Box::new(Ringing { invite, tag, limit })));
                self.report(event);
            }
            Err((status, headers)) => self.respond(&invite, status, &tag, headers, None),
        }
    }

    /// What there is to report of an INVITE that a user can decide on.
    fn incoming(&self, leg: LegId, invite: &Request) -> Result<SipEvent, Refusal> {
        let offer = acceptable(invite, self.session_seconds())?;
        let replaces = self.replaced(invite).map_err(|status| (status, Vec::new()))?;
        let (caller, name) = message::caller(invite).ok_or((400, Vec::new()))?;
        Ok(SipEvent::Incoming { leg, caller, name, offer, replaces })
    }

    pub(super) fn ring(&mut self, leg: LegId) {
        if let Some(Leg::Ringing(ringing)) = self.legs.get(&leg) {
            self.respond(&ringing.invite, 180, &ringing.tag, Vec::new(), None);
        }
    }

    pub(super) fn answer(&mut self, leg: LegId, answer: String) {
        let Some(ringing) = self.take_ringing(leg) else { return };
        let request = &ringing.invite.request;
        let terms = session_timer::accept(request, self.session_seconds()).unwrap_or_default();
        let Some(dialog) = Dialog::answered(request, &ringing.tag) else {
            return self.refuse(leg, &ringing, 400, EndedBy::Failure);
        };
        let headers = session_timer::answer_headers(terms);
        self.respond(&ringing.invite, 200, &ringing.tag, headers, Some(&answer));
        let mut talking = Talking::new(dialog, answer, terms);
        talking.unacknowledged = Some(ringing.invite.id);
        talking.confirmed = false;
        self.legs.insert(leg, Leg::Talking(Box::new(talking)));
    }

    pub(super) fn reject(&mut self, leg: LegId, status: u16) {
        if let Some(ringing) = self.take_ringing(leg) {
            let status = if (300..700).contains(&status) { status } else { 480 };
            self.refuse(leg, &ringing, status, EndedBy::Us);
        }
    }

    pub(super) fn refuse(&mut self, leg: LegId, ringing: &Ringing, status: u16, by: EndedBy) {
        self.respond(&ringing.invite, status, &ringing.tag, Vec::new(), None);
        self.report(SipEvent::Ended { leg, by });
    }

    fn take_ringing(&mut self, leg: LegId) -> Option<Box<Ringing>> {
        if !matches!(self.legs.get(&leg)?, Leg::Ringing(_)) {
            return None;
        }
        match self.legs.remove(&leg) {
            Some(Leg::Ringing(ringing)) => Some(ringing),
            _ => None,
        }
    }

    /// A CANCEL; the stack has answered it, the INVITE is still ours to answer (RFC 3261, section 9.2).
    pub(super) fn on_cancel(&mut self, id: TxId, request: &Request) {
        let Some(leg) = self.leg_waiting_for(id) else { return };
        if let Some(ringing) = self.take_ringing(leg) {
            let elsewhere = message::completed_elsewhere(request);
            self.refuse(leg, &ringing, 487, EndedBy::Cancelled { elsewhere });
        } else {
            self.on_offer_cancelled(leg);
        }
    }

    pub(super) fn ringing_timeout(&mut self, leg: LegId, now: Instant) {
        if let Some(Leg::Ringing(ringing)) = self.legs.get(&leg)
            && now >= ringing.limit
            && let Some(ringing) = self.take_ringing(leg)
        {
            self.refuse(leg, &ringing, 480, EndedBy::Failure);
        }
    }
}

/// The offer of an INVITE that a user can decide on.
fn acceptable(request: &Request, our_session: u32) -> Result<String, Refusal> {
    let unsupported = message::unsupported(request);
    if !unsupported.is_empty() {
        return Err((420, vec![header("Unsupported", unsupported.join(", "))]));
    }
    if message::contact(request).is_none() {
        return Err((400, Vec::new()));
    }
    if session_timer::accept(request, our_session).is_err() {
        return Err((422, vec![header("Min-SE", MIN_SE.to_string())]));
    }
    message::sdp(request, &request.body).ok_or((488, Vec::new()))
}
