//! A session's end, and what is common to its states.

use super::{
    Agent,
    leg::{Closing, Leg, Purpose, Talking},
};
use crate::{
    EndedBy, SipEvent,
    dialog::Dialog,
    stack::{ServerTransaction, TxId},
};
use reo_model::LegId;
use rsipstack::sip::Method;
use tokio::time::Instant;

impl Agent {
    pub(super) fn hang_up(&mut self, leg: LegId) {
        match self.legs.remove(&leg) {
            Some(Leg::Calling(calling)) => self.abandon(leg, *calling, EndedBy::Us),
            Some(Leg::Ringing(ringing)) => self.refuse(leg, &ringing, 480, EndedBy::Us),
            Some(Leg::Talking(talking)) => self.end(leg, *talking, EndedBy::Us),
            Some(closing) => {
                self.legs.insert(leg, closing);
            }
            None => {}
        }
    }

    /// Ends a session from our side.
    pub(super) fn end(&mut self, leg: LegId, mut talking: Talking, by: EndedBy) {
        if let Some(theirs) = talking.theirs.take() {
            self.respond(&theirs, 487, "", Vec::new(), None);
        }
        match talking.unacknowledged {
            Some(id) if !talking.confirmed => {
                let closing = Closing::AwaitingAck(talking.dialog, id);
                self.legs.insert(leg, Leg::Closing(Box::new(closing)));
            }
            _ => self.send_bye(leg, talking.dialog),
        }
        self.report(SipEvent::Ended { leg, by });
    }

    pub(super) fn send_bye(&mut self, leg: LegId, mut dialog: Dialog) {
        let bye = dialog.request(&self.us, Method::Bye, Vec::new(), None);
        if self.send_request(Purpose::Bye(leg), bye).is_some() {
            self.legs.insert(leg, Leg::Closing(Box::new(Closing::Leaving(dialog))));
        }
    }

    /// Our BYE has been answered, or never will be.
    pub(super) fn forget_closing(&mut self, leg: LegId) {
        if matches!(self.legs.get(&leg), Some(Leg::Closing(_))) {
            self.legs.remove(&leg);
        }
    }

    pub(super) fn on_bye(&mut self, leg: LegId, bye: &ServerTransaction) {
        self.respond(bye, 200, "", Vec::new(), None);
        match self.legs.remove(&leg) {
            Some(Leg::Talking(talking)) => {
                if let Some(theirs) = &talking.theirs {
                    self.respond(theirs, 487, "", Vec::new(), None);
                }
                self.report(SipEvent::Ended { leg, by: EndedBy::Peer });
            }
            // A caller may end an early dialog so (RFC 3261, section 15.1.2).
            Some(Leg::Ringing(ringing)) => {
                self.refuse(leg, &ringing, 487, EndedBy::Cancelled { elsewhere: false });
            }
            Some(Leg::Calling(calling)) => {
                self.legs.insert(leg, Leg::Calling(calling));
            }
            // Both ended at once; ours gets its own answer, or none, and nobody waits for it.
            Some(Leg::Closing(closing)) => {
                if let Closing::Abandoned { .. } = closing.as_ref() {
                    self.legs.insert(leg, Leg::Closing(closing));
                }
            }
            None => {}
        }
    }

    pub(super) fn on_ack(&mut self, id: TxId) {
        let Some(leg) = self.leg_waiting_for(id) else { return };
        match self.legs.remove(&leg) {
            Some(Leg::Talking(mut talking)) => {
                let acknowledged = talking.unacknowledged.take_if(|waiting| *waiting == id).is_some();
                let first = acknowledged && !std::mem::replace(&mut talking.confirmed, true);
                self.legs.insert(leg, Leg::Talking(talking));
                if first {
                    self.report(SipEvent::Confirmed { leg });
                }
                self.send_queued_offer(leg);
            }
            Some(Leg::Closing(closing)) => match *closing {
                Closing::AwaitingAck(dialog, _) => self.send_bye(leg, dialog),
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

    /// A server transaction ended. Without the ACK for our 200 the session is ended (RFC 3261, section 13.3.1.4).
    pub(super) fn on_unacknowledged(&mut self, id: TxId) {
        let Some(leg) = self.leg_waiting_for(id) else { return };
        match self.legs.remove(&leg) {
            Some(Leg::Talking(mut talking)) if talking.unacknowledged == Some(id) => {
                talking.confirmed = true;
                self.end(leg, *talking, EndedBy::Failure);
            }
            Some(Leg::Closing(closing)) => match *closing {
                Closing::AwaitingAck(dialog, _) => self.send_bye(leg, dialog),
                other => {
                    self.legs.insert(leg, Leg::Closing(Box::new(other)));
                }
            },
            Some(Leg::Ringing(_)) => self.report(SipEvent::Ended { leg, by: EndedBy::Failure }),
            Some(other) => {
                self.legs.insert(leg, other);
            }
            None => {}
        }
    }

    /// The dialog is gone at the peer's (481): no BYE would reach it.
    pub(super) fn dialog_gone(&mut self, leg: LegId) {
        if let Some(Leg::Talking(talking)) = self.legs.remove(&leg) {
            if let Some(theirs) = &talking.theirs {
                self.respond(theirs, 487, "", Vec::new(), None);
            }
            self.report(SipEvent::Ended { leg, by: EndedBy::Failure });
        }
    }

    pub(super) fn leg_waiting_for(&self, id: TxId) -> Option<LegId> {
        self.legs.iter().find(|(_, state)| state.waits_for(id)).map(|(leg, _)| *leg)
    }

    pub(super) fn talking(&mut self, leg: LegId) -> Option<&mut Talking> {
        match self.legs.get_mut(&leg) {
            Some(Leg::Talking(talking)) => Some(talking),
            _ => None,
        }
    }

    pub(super) fn leg_timeout(&mut self, leg: LegId, now: Instant) {
        self.calling_timeout(leg, now);
        self.ringing_timeout(leg, now);
        self.glare_timeout(leg, now);
        self.transfer_timeout(leg, now);
        self.refresh_timeout(leg, now);
    }
}
