//! Requests that change nothing but keep a session alive (RFC 4028) or tell the peer where we are now.

use super::{
    Agent,
    leg::{Leg, OurOffer, Purpose, Refresh, Talking},
    offer::take_min_se,
};
use crate::{
    EndedBy,
    session_timer::{self, Due, MIN_SE},
};
use reo_model::LegId;
use rsipstack::sip::{Method, Response};
use std::time::Duration;
use tokio::time::Instant;

/// Pause before a refresh that could not be made is tried again.
const REFRESH_AGAIN: Duration = Duration::from_secs(5);

impl Agent {
    /// After a reconnect: proxies on the way know the old connection only, until a target refresh passes
    /// over the new one.
    pub(super) fn reannounce(&mut self) {
        let now = Instant::now();
        for leg in self.legs.values_mut() {
            if let Leg::Talking(talking) = leg
                && talking.moved
            {
                talking.moved = false;
                talking.reannounce_at = Some(now);
            }
        }
    }

    /// The connection is gone: each session has to be announced on the next.
    pub(super) fn forget_announcements(&mut self) {
        for leg in self.legs.values_mut() {
            if let Leg::Talking(talking) = leg {
                talking.moved = true;
                talking.reannounce_at = None;
            }
        }
    }

    pub(super) fn refresh_timeout(&mut self, leg: LegId, now: Instant) {
        let Some(talking) = self.talking(leg) else { return };
        let announce = talking.reannounce_at.take_if(|at| now >= *at).is_some();
        match talking.timer.as_mut().and_then(|timer| timer.take_due(now)) {
            Some(Due::End) => {
                if let Some(Leg::Talking(talking)) = self.legs.remove(&leg) {
                    self.end(leg, *talking, EndedBy::Failure);
                }
            }
            Some(Due::Refresh) => self.refresh(leg),
            None if announce => self.refresh(leg),
            None => {}
        }
    }

    fn refresh(&mut self, leg: LegId) {
        let seconds = self.session_seconds();
        let us = self.us.clone();
        let Some(talking) = self.talking(leg) else { return };
        let Some(kind) = possible_refresh(talking) else {
            return talking.refresh_later();
        };
        let (method, body) = match kind {
            Refresh::Update => (Method::Update, None),
            Refresh::ReInvite => (Method::Invite, Some(talking.local_sdp.clone())),
        };
        let seconds = talking.timer.map_or(seconds, |timer| timer.terms.seconds);
        let seconds = seconds.max(talking.min_se.unwrap_or(MIN_SE));
        let session = session_timer::request_headers(seconds, talking.min_se, talking.refresher());
        let request = talking.dialog.request(&us, method, session, body.as_deref());
        talking.refresh = Some(kind);
        self.send_request(Purpose::Refresh(leg), request);
    }

    pub(super) fn on_refresh_final(&mut self, leg: LegId, response: &Response) {
        let Some(talking) = self.talking(leg) else { return };
        let kind = talking.refresh.take();
        match response.status_code.code() {
            200..=299 => {
                talking.dialog.refresh_target(response);
                talking.restart_timer(session_timer::terms_of(response));
            }
            481 => return self.dialog_gone(leg),
            422 if take_min_se(talking, response) => self.refresh(leg),
            405 | 501 if kind == Some(Refresh::Update) => {
                talking.dialog.peer_updates = false;
                self.refresh(leg);
            }
            // Not now; another refusal is final, and only the timer goes on.
            408 | 491 | 500 | 503 | 504 => talking.refresh_later(),
            _ => {
                if let Some(timer) = &mut talking.timer {
                    timer.retry(Instant::now());
                }
            }
        }
        self.send_queued_offer(leg);
    }
}

/// How the session can be refreshed now. A re-INVITE would get in the way of an offer that is open.
fn possible_refresh(talking: &Talking) -> Option<Refresh> {
    let busy = !matches!(talking.ours, OurOffer::None) || talking.theirs.is_some();
    match talking.refresh {
        None if !talking.confirmed => None,
        None if talking.dialog.peer_updates => Some(Refresh::Update),
        None if !busy => Some(Refresh::ReInvite),
        _ => None,
    }
}

impl Talking {
    fn refresh_later(&mut self) {
        self.reannounce_at = Some(Instant::now() + REFRESH_AGAIN);
    }
}
