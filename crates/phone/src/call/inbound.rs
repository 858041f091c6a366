//! Somebody calls us.
//!
//! Either half, ring message or INVITE, makes the call ring at once with what it brings; the other half joins it
//! when the caller is the same and no more than [`MATCH`] lies between them. A ring whose INVITE does not come ends
//! after that time. An answer that comes before the INVITE is kept and given when the INVITE arrives.

use super::matching::{same_number, same_party};
use super::{Leg, LegState, NewCall, Route, Stage};
use crate::limits::{ANSWER, MATCH, RING};
use crate::phone::Phone;
use crate::{Effect, EndCause, ProblemCode};
use reo_model::{CallId, Direction, LegId, NumberKind, PhoneNumber, Redacted, ServerCallId};

/// 486 Busy Here (RFC 3261, section 21.4.24).
pub(super) const BUSY_HERE: u16 = 486;
/// 480 Temporarily Unavailable (RFC 3261, section 21.4.18).
pub(super) const UNAVAILABLE: u16 = 480;
/// 603 Decline (RFC 3261, section 21.6.2).
const DECLINE: u16 = 603;

/// A ring message that is meant for us.
#[derive(Clone, Debug)]
pub(crate) struct Ring {
    pub(crate) server_call: Option<ServerCallId>,
    pub(crate) caller: PhoneNumber,
    pub(crate) line: Option<String>,
    pub(crate) queue: Option<String>,
    pub(crate) direction: Direction,
}

/// An INVITE for us.
struct Invite {
    leg: LegId,
    caller: PhoneNumber,
    name: Option<Redacted<String>>,
}

impl Phone {
    /// A ring message.
    pub(crate) fn on_ring(&mut self, ring: Ring) {
        if !self.line.is_wanted() {
            // It rings on another device or in another session; following it there is not ours yet.
            return;
        }
        if ring.direction == Direction::Outbound {
            self.on_call_out_ring(ring);
        } else if self.ring_is_known(&ring) {
            // Repeated, e.g. after a reconnect.
        } else if self.ring_belongs_to_call(&ring) {
            self.fill_in(ring);
        } else if self.is_busy() {
            self.halves.keep_ring(ring, self.now);
        } else if !self.halves.take_settled(&ring.caller) {
            self.start_ring(ring);
        }
    }

    fn ring_is_known(&self, ring: &Ring) -> bool {
        let Some(call) = self.call.as_ref().filter(|call| call.stage.is_live()) else { return false };
        ring.server_call.is_some() && call.server_call == ring.server_call
    }

    /// The call that an INVITE alone began lacks just this ring message.
    fn ring_belongs_to_call(&self, ring: &Ring) -> bool {
        self.call.as_ref().is_some_and(|call| {
            call.stage.is_live()
                && matches!(call.route, Route::Incoming { rung: false, .. })
                && self.now.since(call.started_at) < MATCH
                && same_party(&call.number, &ring.caller)
        })
    }

    fn start_ring(&mut self, ring: Ring) {
        self.start_call(NewCall {
            direction: ring.direction,
            number: ring.caller.clone(),
            route: Route::Incoming { rung: true, invited: false },
            stage: Stage::Incoming,
            limit: MATCH,
            leg: None,
        });
        self.fill_in(ring);
    }

    fn fill_in(&mut self, ring: Ring) {
        let Some(call) = &mut self.call else { return };
        if let Route::Incoming { rung, .. } = &mut call.route {
            *rung = true;
        }
        call.line = ring.line.or(call.line.take());
        call.queue = ring.queue.or(call.queue.take());
        self.identify(ring.server_call);
    }

    /// An INVITE for us.
    pub(crate) fn on_incoming(&mut self, leg: LegId, caller: PhoneNumber, name: Option<Redacted<String>>) {
        let invite = Invite { leg, caller, name };
        if !self.takes_invites() {
            self.reject(leg, UNAVAILABLE);
        } else if self.call_lacks_invite(&invite.caller) {
            self.join(invite);
        } else if self.is_call_out_leg(&invite.caller) {
            self.take_call_out_leg(leg);
        } else if self.is_given_up(&invite.caller) {
            self.reject(leg, DECLINE);
        } else if self.halves.take_refused(&invite.caller) || self.is_busy() {
            self.halves.take_ring(&invite.caller);
            self.reject(leg, BUSY_HERE);
        } else {
            self.start_invited(invite);
        }
    }

    fn takes_invites(&self) -> bool {
        self.session.is_signed_in() && self.line.is_wanted()
    }

    pub(super) fn reject(&mut self, leg: LegId, status: u16) {
        self.outbox.effect(Effect::Reject { leg, status });
    }

    /// A ring is shown whose INVITE this is.
    fn call_lacks_invite(&self, caller: &PhoneNumber) -> bool {
        self.call.as_ref().is_some_and(|call| {
            matches!(call.stage, Stage::Incoming | Stage::Answering)
                && matches!(call.route, Route::Incoming { invited: false, .. })
                && same_party(&call.number, caller)
        })
    }

    fn join(&mut self, invite: Invite) {
        let now = self.now;
        let Some(call) = &mut self.call else { return };
        call.name = call.name.take().or(invite.name);
        call.route = Route::Incoming { rung: true, invited: true };
        if call.stage == Stage::Answering {
            call.leg = Some(Leg { id: invite.leg, state: LegState::Accepted });
            call.extend(now, Some(ANSWER));
            self.outbox.effect(Effect::Answer { leg: invite.leg });
        } else {
            call.leg = Some(Leg { id: invite.leg, state: LegState::Offered });
            call.deadline = Some(call.started_at + RING);
            self.outbox.effect(Effect::Alert { leg: invite.leg });
        }
    }

    fn start_invited(&mut self, invite: Invite) {
        let ring = self.halves.take_ring(&invite.caller);
        let call = self.start_call(NewCall {
            direction: ring.as_ref().map_or_else(|| direction_from(&invite.caller), |ring| ring.direction),
            number: invite.caller,
            route: Route::Incoming { rung: false, invited: true },
            stage: Stage::Incoming,
            limit: RING,
            leg: Some(Leg { id: invite.leg, state: LegState::Offered }),
        });
        call.name = invite.name;
        self.outbox.effect(Effect::Alert { leg: invite.leg });
        if let Some(ring) = ring {
            self.fill_in(ring);
        }
    }

    /// The agent accepts.
    pub(crate) fn answer(&mut self, id: CallId) {
        let now = self.now;
        let Some(call) = self.wanted_call(id) else { return };
        match call.stage {
            Stage::Incoming => {}
            Stage::Answering | Stage::Talking => return,
            _ => return self.notice_code(ProblemCode::CallNotFound),
        }
        call.accepted_at = Some(now);
        let deadline = call.deadline;
        call.enter(Stage::Answering, now, Some(ANSWER));
        let Some(leg) = &mut call.leg else {
            // The INVITE has as long as it had before.
            call.deadline = deadline;
            return;
        };
        leg.state = LegState::Accepted;
        let leg = leg.id;
        self.settle_ringing();
        self.outbox.effect(Effect::Answer { leg });
    }

    /// The agent refuses.
    pub(crate) fn refuse(&mut self, id: CallId) {
        let Some(call) = self.wanted_call(id) else { return };
        match call.stage {
            Stage::Incoming => self.end_call(EndCause::Refused),
            Stage::Ended(_) => {}
            _ => self.notice_code(ProblemCode::CallNotFound),
        }
    }

    /// The agent wants quiet.
    pub(crate) fn silence(&mut self, id: CallId) {
        let Some(call) = self.wanted_call(id) else { return };
        if call.stage == Stage::Incoming {
            call.silenced = true;
        }
    }

    /// A call between agents was announced on the agent socket (`INTERNAL_CALL_RING_RESPONSE_ID`).
    pub(crate) fn on_internal_ring(
        &mut self,
        server_call: Option<ServerCallId>,
        called: Option<PhoneNumber>,
    ) {
        let own = self.session.own_number();
        let is_ours = self.call.as_ref().is_some_and(|call| {
            let other = match call.route {
                Route::Direct => Some(&call.number),
                _ => own.as_ref(),
            };
            call.stage.is_live()
                && call.direction == Direction::Internal
                && called.as_ref().zip(other).is_none_or(|(called, other)| same_number(called, other))
        });
        if is_ours {
            self.identify(server_call);
        }
    }
}

/// A colleague's extension, or a customer.
fn direction_from(caller: &PhoneNumber) -> Direction {
    match caller.kind() {
        Ok(NumberKind::Colleague) => Direction::Internal,
        _ => Direction::Inbound,
    }
}
