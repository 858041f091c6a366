//! Transfers that we ask the far side for (RFC 3515; RFC 5589, sections 6 and 7).

use super::{
    Agent,
    leg::{Leg, Purpose, Talking},
};
use crate::{
    SipEvent, TransferFailure,
    message::{self, header},
    stack::ServerTransaction,
    transfer::{self, News},
};
use reo_model::{LegId, PhoneNumber};
use rsipstack::sip::{Method, Response};
use std::time::Duration;
use tokio::time::Instant;

/// How long the first NOTIFY may take after the 202.
const NEWS_TIME: Duration = Duration::from_secs(60);
/// How long the next may take: the third party may ring that long (timer C, RFC 3261).
const RINGING_TIME: Duration = Duration::from_secs(300);

/// A REFER of ours and the subscription that comes with it (RFC 3515, section 2.4.4).
#[derive(Debug)]
pub(super) struct Transfer {
    /// The REFER's CSeq, which its NOTIFYs give as their id.
    pub(super) id: u32,
    /// The far side took it on: until when we wait for news.
    pub(super) limit: Option<Instant>,
    /// The outcome has been reported; a further NOTIFY only ends the subscription.
    reported: bool,
}

impl Talking {
    fn open_transfer(&mut self) -> Option<&mut Transfer> {
        self.transfer.as_mut().filter(|transfer| !transfer.reported)
    }
}

impl Agent {
    pub(super) fn transfer(&mut self, leg: LegId, target: &PhoneNumber) {
        let refer_to = format!("<{}>", self.us.address_of(target));
        self.refer(leg, Some(refer_to));
    }

    pub(super) fn transfer_to(&mut self, leg: LegId, other: LegId) {
        let refer_to = match self.legs.get(&other) {
            Some(Leg::Talking(talking)) if talking.confirmed && other != leg => talking.dialog.refer_to(),
            _ => None,
        };
        self.refer(leg, refer_to);
    }

    /// Nothing of it gets in the way of an offer that is open: a REFER changes no session.
    fn refer(&mut self, leg: LegId, refer_to: Option<String>) {
        let us = self.us.clone();
        let Some(talking) = self.talking(leg) else { return };
        let free = talking.confirmed && talking.open_transfer().is_none();
        let Some(refer_to) = refer_to.filter(|_| free) else {
            return self.transfer_failed(leg, TransferFailure::Refused(491));
        };
        let referred_by = format!("<{}>", us.address);
        let headers = vec![header("Refer-To", refer_to), header("Referred-By", referred_by)];
        let request = talking.dialog.request(&us, Method::Refer, headers, None);
        let id = message::sequence(&request).unwrap_or_default();
        talking.transfer = Some(Transfer { id, limit: None, reported: false });
        self.send_request(Purpose::Refer(leg), request);
    }

    pub(super) fn on_refer_final(&mut self, leg: LegId, response: &Response) {
        let Some(talking) = self.talking(leg) else { return };
        let Some(transfer) = talking.open_transfer() else { return };
        // The answer to an earlier one, whose news came first, is no news.
        if message::sequence(response) != Some(transfer.id) {
            return;
        }
        match response.status_code.code() {
            200..=299 => {
                transfer.limit.get_or_insert_with(|| Instant::now() + NEWS_TIME);
            }
            // News came, so the REFER was accepted, whatever became of the response.
            408 if transfer.limit.is_some() => {}
            481 => self.dialog_gone(leg),
            status => {
                talking.transfer = None;
                self.transfer_failed(leg, TransferFailure::Refused(status));
            }
        }
    }

    /// The REFER was sent again, with credentials.
    pub(super) fn renumber_transfer(&mut self, leg: LegId, sequence: u32) {
        if let Some(transfer) = self.talking(leg).and_then(Talking::open_transfer) {
            transfer.id = sequence;
        }
    }

    /// It may come before the REFER's own answer (RFC 3515, section 2.4.4).
    pub(super) fn on_notify(&mut self, leg: LegId, notify: &ServerTransaction) {
        if !transfer::is_about_refer(&notify.request) {
            return self.respond(notify, 489, "", vec![header("Allow-Events", "refer")], None);
        }
        let known = self.talking(leg).and_then(|talking| talking.transfer.as_ref());
        if !known.is_some_and(|known| transfer::is_about(&notify.request, known.id)) {
            return self.respond(notify, 481, "", Vec::new(), None);
        }
        // Also when nothing in it can be read: a refusal would end the subscription.
        self.respond(notify, 200, "", Vec::new(), None);
        self.take_news(leg, News::read(&notify.request));
    }

    fn take_news(&mut self, leg: LegId, news: News) {
        let Some(talking) = self.talking(leg) else { return };
        let event = if talking.open_transfer().is_some() { news.event(leg) } else { None };
        if news.last {
            talking.transfer = None;
        } else if let Some(transfer) = talking.open_transfer() {
            transfer.reported = !matches!(event, None | Some(SipEvent::TransferProgress { .. }));
            transfer.limit = (!transfer.reported).then(|| Instant::now() + RINGING_TIME);
        }
        self.outbox.extend(event);
    }

    pub(super) fn transfer_timeout(&mut self, leg: LegId, now: Instant) {
        let Some(talking) = self.talking(leg) else { return };
        let limit = talking.open_transfer().and_then(|transfer| transfer.limit);
        if limit.is_some_and(|limit| now >= limit) {
            talking.transfer = None;
            self.transfer_failed(leg, TransferFailure::Unknown);
        }
    }

    fn transfer_failed(&mut self, leg: LegId, why: TransferFailure) {
        self.report(SipEvent::TransferFailed { leg, why });
    }
}
