//! Requests to us: to the leg they belong to, or answered here.

use super::{Agent, leg::Leg};
use crate::{
    identity::random_token,
    message::{self, header},
    stack::ServerTransaction,
};
use reo_model::LegId;
use rsipstack::sip::{Header, Method};

impl Agent {
    pub(super) fn on_request(&mut self, request: ServerTransaction) {
        if message::to_tag(&request.request).is_none() {
            return self.on_request_outside(request);
        }
        let leg = self.legs.iter().find(|(_, leg)| leg.owns(&request.request)).map(|(leg, _)| *leg);
        match leg {
            Some(leg) => self.on_request_inside(leg, request),
            // RFC 3261, section 12.2.2.
            None => self.respond(&request, 481, "", Vec::new(), None),
        }
    }

    fn on_request_outside(&mut self, request: ServerTransaction) {
        let tag = random_token(10);
        match request.request.method {
            Method::Invite if self.farewell.is_none() => self.on_new_invite(request),
            Method::Invite => self.respond(&request, 480, &tag, Vec::new(), None),
            Method::Options => self.respond(&request, 200, &tag, capabilities(), None),
            Method::Bye | Method::Update | Method::Info | Method::PRack | Method::Notify => {
                self.respond(&request, 481, &tag, Vec::new(), None);
            }
            _ => self.respond(&request, 405, &tag, Vec::new(), None),
        }
    }

    fn on_request_inside(&mut self, leg: LegId, request: ServerTransaction) {
        let in_order = match self.legs.get_mut(&leg).and_then(Leg::dialog_mut) {
            Some(dialog) => dialog.take_sequence(&request.request),
            None => true,
        };
        if !in_order {
            return self.respond(&request, 500, "", Vec::new(), None);
        }
        match request.request.method {
            Method::Bye => self.on_bye(leg, &request),
            Method::Invite | Method::Update => self.on_offer_inside(leg, request),
            // Digits and other application data by INFO: taken note of, nothing more.
            Method::Info => self.respond(&request, 200, "", Vec::new(), None),
            Method::Options => self.respond(&request, 200, "", capabilities(), None),
            Method::PRack => self.respond(&request, 481, "", Vec::new(), None),
            Method::Notify => self.on_notify(leg, &request),
            // A REFER too: nobody makes this phone dial.
            _ => self.respond(&request, 405, "", Vec::new(), None),
        }
    }

    fn on_offer_inside(&mut self, leg: LegId, request: ServerTransaction) {
        let has_offer = !request.request.body.is_empty();
        match self.legs.get(&leg) {
            Some(Leg::Talking(_)) => self.on_peer_offer(leg, request),
            Some(Leg::Closing(_)) | None => self.respond(&request, 481, "", Vec::new(), None),
            // Before the answer an UPDATE may refresh, but there is no session yet to change.
            Some(_) if request.request.method == Method::Update && !has_offer => {
                self.respond(&request, 200, "", Vec::new(), None);
            }
            Some(_) => self.respond(&request, 491, "", Vec::new(), None),
        }
    }
}

/// What OPTIONS asks for (RFC 3261, section 11.2); Allow and Supported stand in every response.
fn capabilities() -> Vec<Header> {
    vec![header("Accept", "application/sdp")]
}
