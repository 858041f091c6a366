//! The same call goes on with another party: an INVITE that names one of our dialogs in Replaces (RFC 3891), as at the end
//! of an attended transfer to us. Whoever sends it knows the dialog's secret tags, so it is answered like the dialog.

use super::inbound::BUSY_HERE;
use super::{Call, Leg, LegState, Stage};
use crate::Effect;
use crate::phone::Phone;
use reo_model::{CallId, LegId, PhoneNumber, Redacted};

/// The dialog with the new party, and who that is.
#[derive(Clone, Debug)]
pub(crate) struct Successor {
    leg: LegId,
    number: PhoneNumber,
    name: Option<Redacted<String>>,
}

impl Phone {
    pub(crate) fn on_replacement(
        &mut self,
        leg: LegId,
        old: LegId,
        number: PhoneNumber,
        name: Option<Redacted<String>>,
    ) {
        // The agent must be able to hear the new party at once.
        let alone = self.calls.live().nth(1).is_none();
        let can = |call: &Call| {
            let talks = call.has_leg(old) && call.leg_is_up() && call.stage == Stage::Talking;
            talks && alone && call.successor.is_none()
        };
        let Some(id) = self.calls.find(can) else { return self.reject(leg, BUSY_HERE) };
        if let Some(call) = self.call_mut(id) {
            call.successor = Some(Successor { leg, number, name });
        }
        self.outbox.effect(Effect::Answer { leg });
    }

    /// The dialog of a successor is confirmed: it takes over, and the old one is ended. False when it is none.
    pub(super) fn on_successor_up(&mut self, leg: LegId) -> bool {
        let Some(id) = self.calls.find(|call| call.has_successor(leg)) else { return false };
        if let Some(old) = self.call(id).and_then(|call| call.leg) {
            self.outbox.effect(Effect::HangUp { leg: old.id });
        }
        self.succeed(id, LegState::Up)
    }

    /// A successor came to nothing: the call goes on as it was. False when it is none.
    pub(super) fn on_successor_ended(&mut self, leg: LegId) -> bool {
        let call = self.calls.iter_mut().find(|call| call.has_successor(leg));
        call.map(|call| call.successor = None).is_some()
    }

    /// The successor takes over, on a fresh dialog that knows nothing of the old one. False when there is none.
    pub(super) fn succeed(&mut self, id: CallId, state: LegState) -> bool {
        let Some(call) = self.call_mut(id) else { return false };
        let Some(successor) = call.successor.take() else { return false };
        call.leg = Some(Leg { id: successor.leg, state });
        call.number = successor.number;
        call.name = successor.name;
        call.transfer = None;
        call.mute.on_fresh_leg();
        call.heard.silent_since = None;
        self.release_hold(id);
        true
    }
}

impl Call {
    fn has_successor(&self, leg: LegId) -> bool {
        self.successor.as_ref().is_some_and(|successor| successor.leg == leg)
    }

    /// What must be said to a successor when the call ends before it took over.
    pub(super) fn release_successor(&mut self) -> Option<Effect> {
        self.successor.take().map(|successor| Effect::HangUp { leg: successor.leg })
    }
}
