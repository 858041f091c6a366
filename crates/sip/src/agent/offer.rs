//! Offers inside a session, from either side (RFC 3261, section 14; RFC 3311 for UPDATE).

use super::{
    Agent,
    leg::{OurOffer, Purpose, Talking},
};
use crate::{
    SipEvent,
    message::{self, header},
    session_timer::{self, MIN_SE, Terms},
    stack::ServerTransaction,
};
use reo_model::LegId;
use rsipstack::sip::{Method, Response};
use tokio::time::Instant;

impl Agent {
    pub(super) fn offer(&mut self, leg: LegId, offer: String) {
        let Some(talking) = self.talking(leg) else { return };
        let open = !matches!(talking.ours, OurOffer::None) || talking.theirs.is_some();
        if open || talking.queued.is_some() {
            return self.report(SipEvent::OfferRefused { leg, status: 491 });
        }
        talking.queued = Some(offer);
        self.send_queued_offer(leg);
    }

    /// Sends the offer that waits, when nothing of ours stands in its way any more.
    pub(super) fn send_queued_offer(&mut self, leg: LegId) {
        let Some(talking) = self.talking(leg) else { return };
        if !talking.confirmed || talking.is_inviting() {
            return;
        }
        if let Some(offer) = talking.queued.take() {
            self.send_offer(leg, offer);
        }
    }

    fn send_offer(&mut self, leg: LegId, offer: String) {
        let seconds = self.session_seconds();
        let us = self.us.clone();
        let Some(talking) = self.talking(leg) else { return };
        let seconds = talking.timer.map_or(seconds, |timer| timer.terms.seconds);
        let seconds = seconds.max(talking.min_se.unwrap_or(MIN_SE));
        let session = session_timer::request_headers(seconds, talking.min_se, talking.refresher());
        let request = talking.dialog.request(&us, Method::Invite, session, Some(&offer));
        talking.ours = OurOffer::Sent(offer);
        self.send_request(Purpose::Offer(leg), request);
    }

    pub(super) fn on_offer_final(&mut self, leg: LegId, response: &Response) {
        let Some(talking) = self.talking(leg) else { return };
        let OurOffer::Sent(offer) = std::mem::replace(&mut talking.ours, OurOffer::None) else { return };
        match response.status_code.code() {
            200..=299 => self.on_offer_accepted(leg, offer, response),
            491 => talking.ours = OurOffer::Glare(offer, Instant::now() + talking.glare_pause()),
            481 => return self.dialog_gone(leg),
            422 if take_min_se(talking, response) => self.send_offer(leg, offer),
            status => self.report(SipEvent::OfferRefused { leg, status }),
        }
        self.send_queued_offer(leg);
    }

    fn on_offer_accepted(&mut self, leg: LegId, offer: String, response: &Response) {
        let Some(talking) = self.talking(leg) else { return };
        talking.dialog.refresh_target(response);
        talking.restart_timer(session_timer::terms_of(response));
        match message::sdp(response, &response.body) {
            Some(answer) => {
                talking.local_sdp = offer;
                self.report(SipEvent::OfferAnswered { leg, answer });
            }
            None => self.report(SipEvent::OfferRefused { leg, status: 488 }),
        }
    }

    pub(super) fn glare_timeout(&mut self, leg: LegId, now: Instant) {
        let Some(talking) = self.talking(leg) else { return };
        let OurOffer::Glare(offer, at) = &talking.ours else { return };
        if now >= *at && !talking.is_inviting() {
            let offer = offer.clone();
            self.send_offer(leg, offer);
        }
    }

    /// A re-INVITE, or an UPDATE with or without an offer.
    pub(super) fn on_peer_offer(&mut self, leg: LegId, request: ServerTransaction) {
        let ours = self.session_seconds();
        let Some(talking) = self.talking(leg) else { return };
        let sdp = message::sdp(&request.request, &request.request.body);
        let is_update = request.request.method == Method::Update;
        if session_timer::accept(&request.request, ours).is_err() {
            let min_se = vec![header("Min-SE", MIN_SE.to_string())];
            return self.respond(&request, 422, "", min_se, None);
        }
        if is_update && sdp.is_none() {
            return self.on_plain_update(leg, &request);
        }
        if talking.is_inviting() {
            return self.respond(&request, 491, "", Vec::new(), None);
        }
        if talking.theirs.is_some() {
            let pause = rand::random_range(0..=10u8).to_string();
            return self.respond(&request, 500, "", vec![header("Retry-After", pause)], None);
        }
        match sdp {
            Some(offer) => self.take_peer_offer(leg, request, offer),
            None => self.respond(&request, 488, "", Vec::new(), None),
        }
    }

    fn take_peer_offer(&mut self, leg: LegId, request: ServerTransaction, offer: String) {
        let Some(talking) = self.talking(leg) else { return };
        talking.dialog.refresh_target(&request.request);
        talking.theirs = Some(request);
        // Our own offer was made for the session as it was, so it cannot be sent again after theirs.
        if matches!(talking.ours, OurOffer::Glare(..)) {
            talking.ours = OurOffer::None;
            self.report(SipEvent::OfferRefused { leg, status: 491 });
        }
        self.report(SipEvent::Offer { leg, offer });
    }

    /// An UPDATE that refreshes the session or the target only.
    fn on_plain_update(&mut self, leg: LegId, request: &ServerTransaction) {
        let terms = self.agree(leg, request);
        if let Some(talking) = self.talking(leg) {
            talking.dialog.refresh_target(&request.request);
        }
        self.respond(request, 200, "", session_timer::answer_headers(terms), None);
    }

    /// Agrees on the session interval of a re-INVITE or UPDATE and begins it anew.
    fn agree(&mut self, leg: LegId, request: &ServerTransaction) -> Option<Terms> {
        let ours = self.session_seconds();
        let terms = session_timer::accept(&request.request, ours).unwrap_or_default();
        self.talking(leg)?.restart_timer(terms);
        terms
    }

    pub(super) fn answer_offer(&mut self, leg: LegId, answer: String) {
        let Some(request) = self.talking(leg).and_then(|talking| talking.theirs.take()) else { return };
        let terms = self.agree(leg, &request);
        self.respond(&request, 200, "", session_timer::answer_headers(terms), Some(&answer));
        let Some(talking) = self.talking(leg) else { return };
        talking.local_sdp = answer;
        if request.request.method == Method::Invite {
            talking.unacknowledged = Some(request.id);
        }
    }

    pub(super) fn refuse_offer(&mut self, leg: LegId, status: u16) {
        let Some(request) = self.talking(leg).and_then(|talking| talking.theirs.take()) else { return };
        let status = if (300..700).contains(&status) { status } else { 488 };
        self.respond(&request, status, "", Vec::new(), None);
    }

    /// The peer takes its re-INVITE back.
    pub(super) fn on_offer_cancelled(&mut self, leg: LegId) {
        if let Some(request) = self.talking(leg).and_then(|talking| talking.theirs.take()) {
            self.respond(&request, 487, "", Vec::new(), None);
        }
    }
}

/// Takes the interval that a 422 asks for; `false` when that is no news.
pub(super) fn take_min_se(talking: &mut Talking, response: &Response) -> bool {
    let demanded = session_timer::demanded(response);
    let longer = demanded.is_some_and(|asked| talking.min_se.is_none_or(|before| before < asked));
    if longer {
        talking.min_se = demanded;
    }
    longer
}
