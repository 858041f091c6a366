//! Somebody calls us.
//!
//! Either half, ring message or INVITE, makes the call ring at once with what it brings; the other half joins it
//! when the caller is the same and no more than [`MATCH`] lies between them. A ring whose INVITE does not come ends
//! after that time. An answer that comes before the INVITE is kept and given when the INVITE arrives.

use super::matching::{same_number, same_party};
use super::{Call, Leg, LegState, NewCall, Route, Stage};
use crate::limits::{ANSWER, MATCH, RING};
use crate::phone::Phone;
use crate::{Effect, EndCause, ProblemCode};
use reo_model::{CallId, DeviceType, Direction, LegId, NumberKind, PhoneNumber, Redacted, ServerCallId};

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
        if ring.direction == Direction::Outbound {
            self.on_call_out_ring(ring);
        } else if self.ring_is_known(&ring) {
            // Repeated, e.g. after a reconnect.
            self.unsure_call_stands();
        } else if let Some(device) = self.other_device() {
            self.ring_elsewhere(ring, device);
        } else if self.line.is_wanted() {
            self.ring_here(ring);
        }
        // Else it rings in another session.
    }

    fn ring_here(&mut self, ring: Ring) {
        if let Some(id) = self.call_lacking_ring(&ring) {
            self.fill_in(id, ring);
        } else if !self.has_room() {
            self.halves.keep_ring(ring, self.now);
        } else if !self.halves.take_settled(&ring.caller) {
            self.start_ring(ring);
        }
    }

    fn ring_is_known(&self, ring: &Ring) -> bool {
        ring.server_call.as_ref().is_some_and(|id| self.call_of_server(id).is_some())
    }

    /// The call that an INVITE alone began and that lacks just this ring message.
    fn call_lacking_ring(&self, ring: &Ring) -> Option<CallId> {
        self.incoming_call(|call| {
            call.stage.is_live()
                && matches!(call.route, Route::Incoming { rung: false, .. })
                && self.now.since(call.started_at) < MATCH
                && same_party(&call.number, &ring.caller)
        })
    }

    fn start_ring(&mut self, ring: Ring) {
        let id = self.start_call(NewCall {
            direction: ring.direction,
            number: ring.caller.clone(),
            device: DeviceType::Computer,
            route: Route::Incoming { rung: true, invited: false },
            stage: Stage::Incoming,
            limit: MATCH,
            leg: None,
        });
        self.fill_in(id, ring);
    }

    pub(super) fn fill_in(&mut self, id: CallId, ring: Ring) {
        let Some(call) = self.call_mut(id) else { return };
        if let Route::Incoming { rung, .. } = &mut call.route {
            *rung = true;
        }
        call.line = ring.line.or(call.line.take());
        call.queue = ring.queue.or(call.queue.take());
        self.identify(id, ring.server_call);
        self.take_accepted(id);
    }

    /// An INVITE for us.
    pub(crate) fn on_incoming(&mut self, leg: LegId, caller: PhoneNumber, name: Option<Redacted<String>>) {
        let invite = Invite { leg, caller, name };
        if !self.takes_invites() {
            self.reject(leg, UNAVAILABLE);
        } else if let Some(id) = self.call_lacking_invite(&invite.caller) {
            self.join(id, invite);
        } else if let Some(id) = self.call_out_of_leg(&invite.caller) {
            self.take_call_out_leg(id, leg);
        } else if self.is_given_up(&invite.caller) {
            self.reject(leg, DECLINE);
        } else if self.halves.take_refused(&invite.caller) || !self.has_room() {
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

    /// The call that is shown and whose INVITE this is.
    fn call_lacking_invite(&self, caller: &PhoneNumber) -> Option<CallId> {
        self.incoming_call(|call| {
            matches!(call.stage, Stage::Incoming | Stage::Answering)
                && matches!(call.route, Route::Incoming { invited: false, .. })
                && call.is_here()
                && same_party(&call.number, caller)
        })
    }

    fn join(&mut self, id: CallId, invite: Invite) {
        let now = self.now;
        let Some(call) = self.call_mut(id) else { return };
        call.name = call.name.take().or(invite.name);
        call.route = Route::Incoming { rung: true, invited: true };
        let answered = call.stage == Stage::Answering;
        let state = if answered { LegState::Accepted } else { LegState::Offered };
        call.leg = Some(Leg { id: invite.leg, state });
        if answered {
            call.extend(now, Some(ANSWER));
            self.hold_others(id);
            self.outbox.effect(Effect::Answer { leg: invite.leg });
        } else {
            call.deadline = Some(call.started_at + RING);
            self.outbox.effect(Effect::Alert { leg: invite.leg });
        }
    }

    fn start_invited(&mut self, invite: Invite) {
        let ring = self.halves.take_ring(&invite.caller);
        let id = self.start_call(NewCall {
            direction: ring.as_ref().map_or_else(|| direction_from(&invite.caller), |ring| ring.direction),
            number: invite.caller,
            device: DeviceType::Computer,
            route: Route::Incoming { rung: false, invited: true },
            stage: Stage::Incoming,
            limit: RING,
            leg: Some(Leg { id: invite.leg, state: LegState::Offered }),
        });
        if let Some(call) = self.call_mut(id) {
            call.name = invite.name;
        }
        self.outbox.effect(Effect::Alert { leg: invite.leg });
        match ring {
            Some(ring) => self.fill_in(id, ring),
            None => self.take_accepted(id),
        }
    }

    /// The agent accepts. Another call that is up goes on hold.
    pub(crate) fn answer(&mut self, id: CallId) {
        let now = self.now;
        let Some(call) = self.wanted_call(id) else { return };
        match call.stage {
            Stage::Incoming if !call.is_here() => return self.notice_code(ProblemCode::UseOtherDevice),
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
        self.hold_others(id);
        self.outbox.effect(Effect::Answer { leg });
    }

    /// The agent refuses.
    pub(crate) fn refuse(&mut self, id: CallId) {
        let Some(call) = self.wanted_call(id) else { return };
        match call.stage {
            Stage::Incoming if !call.is_here() => self.hang_up_elsewhere(id),
            Stage::Incoming => self.end_call(id, EndCause::Refused),
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
    pub(crate) fn on_internal_ring(&mut self, server_call: ServerCallId, called: Option<PhoneNumber>) {
        let own = self.session.own_number();
        let is_it = |call: &Call| {
            let other = match call.route {
                Route::Direct => Some(&call.number),
                _ => own.as_ref(),
            };
            call.stage.is_live()
                && call.direction == Direction::Internal
                && call.server_call.as_ref().is_none_or(|known| *known == server_call)
                && called.as_ref().zip(other).is_none_or(|(called, other)| same_number(called, other))
        };
        match self.calls.find(is_it) {
            Some(id) => self.identify(id, Some(server_call)),
            None => self.internal_ring_elsewhere(server_call, called),
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
