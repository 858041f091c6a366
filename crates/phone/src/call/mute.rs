//! Mute. What counts is what the customer hears: nothing as soon as the agent asks for it, since the microphone is cut
//! here; and something again only when the contact centre, where it was told of the mute, has lifted it too.

use super::hold::Way;
use super::{Call, Leg, LegState};
use crate::limits::MUTE;
use crate::phone::Phone;
use crate::{Effect, Event, Problem, ProblemCode};
use reo_contact_centre::{ClientMessage, Status};
use reo_model::{CallId, Direction, Timestamp};

/// Who mutes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mute {
    /// The agent wants it.
    wanted: bool,
    /// The contact centre mutes, as far as is known.
    server: bool,
    /// What the contact centre was asked for, and until when it may take.
    asked: Option<(bool, Timestamp)>,
    /// The customer hears nothing: what [`Event::MuteChanged`] said last.
    told: bool,
    /// What the leg was told.
    leg_muted: bool,
}

impl Mute {
    /// The customer hears nothing of the agent.
    pub(crate) fn is_on(&self) -> bool {
        self.told
    }

    /// Asked for and not yet so.
    pub(crate) fn pending(&self) -> Option<bool> {
        self.asked.map(|(on, _)| on).filter(|on| *on != self.told)
    }

    pub(super) fn until(&self) -> Option<Timestamp> {
        self.asked.map(|(_, until)| until)
    }

    /// Another dialog knows nothing of what its predecessor was told.
    pub(super) fn on_fresh_leg(&mut self) {
        self.leg_muted = false;
    }

    pub(super) fn forget(&mut self) {
        self.asked = None;
    }
}

impl Call {
    /// The contact centre mutes inbound calls only; where the audio is elsewhere there is no other way.
    pub(super) fn can_mute(&self) -> bool {
        self.is_here() || self.direction == Direction::Inbound
    }

    /// Muted, or held by the contact centre (a hold by SIP cuts the microphone by itself).
    fn microphone_off(&self) -> bool {
        self.mute.wanted || (self.hold.way == Way::Server && (self.hold.view.local || self.hold.is_wanted()))
    }
}

impl Phone {
    /// The agent's microphone.
    pub(crate) fn set_mute(&mut self, id: CallId, on: bool) {
        let Some(call) = self.wanted_call(id) else { return };
        if call.mute.wanted == on && call.stage.is_live() {
            return;
        }
        let needs_server = !call.is_here() || (call.mute.server && !on);
        if !self.call(id).is_some_and(|call| self.allowed(call).mute) {
            return self.notice_code(ProblemCode::NotReady);
        }
        let told = self.ask_server_to_mute(id, on);
        if needs_server && !told {
            return self.notice_of_call(id, Problem::new(ProblemCode::MuteFailed));
        }
        if let Some(call) = self.call_mut(id) {
            call.mute.wanted = on;
        }
        self.settle_mute(id);
    }

    /// Tells the contact centre where it mutes such calls; whether it was told.
    fn ask_server_to_mute(&mut self, id: CallId, on: bool) -> bool {
        let until = self.now + MUTE;
        let Some(call) = self.call(id).filter(|call| call.direction == Direction::Inbound) else {
            return false;
        };
        let (Some(call_id), direction) = (call.server_call.clone(), call.direction) else { return false };
        let told = self.tell(if on {
            ClientMessage::Mute { call_id, direction }
        } else {
            ClientMessage::Unmute { call_id, direction }
        });
        if let Some(call) = self.call_mut(id).filter(|_| told) {
            call.mute.asked = Some((on, until));
        }
        told
    }

    /// The contact centre's word on a mute. It carries no id: it is about the call that asked for just this. Without a
    /// status it is a consent.
    pub(crate) fn on_server_mute(&mut self, on: bool, status: Option<&Status>) {
        if self.take_word_on_unsure_call(status) {
            return;
        }
        let asked = |call: &Call| call.mute.asked.is_some_and(|(asked, _)| asked == on);
        let Some(id) = self.calls.find(asked) else { return };
        match status.filter(|status| !status.is_ok()) {
            None => self.server_mute_is(id, on),
            Some(status) if self.ends_if_gone(id, status) => {}
            Some(status) => self.on_mute_refused(id, super::failure::mute_problem(status)),
        }
    }

    fn server_mute_is(&mut self, id: CallId, on: bool) {
        let Some(call) = self.call_mut(id) else { return };
        call.mute.asked = None;
        call.mute.server = on;
        self.settle_mute(id);
    }

    /// Refused, or nothing was heard. With the audio here the cut microphone is what mutes, so only the end of a mute by the
    /// contact centre can fail.
    pub(super) fn on_mute_refused(&mut self, id: CallId, problem: ProblemCode) {
        let Some(call) = self.call_mut(id) else { return };
        let Some((on, _)) = call.mute.asked.take() else { return };
        // Not muted there: just what was wanted.
        let needless = !on && problem == ProblemCode::NotMuted;
        call.mute.server &= !needless;
        let failed = if call.is_here() { call.mute.server && !on } else { !needless };
        if failed {
            call.mute.wanted = call.mute.server;
        }
        self.settle_mute(id);
        if failed {
            self.notice_of_call(id, Problem::new(problem));
        }
    }

    /// Brings the view into line with what the customer hears.
    fn settle_mute(&mut self, id: CallId) {
        let Some(call) = self.call_mut(id) else { return };
        let on = call.mute.server || (call.is_here() && call.mute.wanted);
        if std::mem::replace(&mut call.mute.told, on) != on {
            self.outbox.event(Event::MuteChanged { call: id, on });
        }
    }

    /// Cuts and opens the microphones of the calls here as mute and hold want it.
    pub(crate) fn settle_microphones(&mut self) {
        let in_hand = self.in_hand.filter(|id| self.calls.live().any(|call| call.id == *id));
        for call in self.calls.iter_mut() {
            // A call that was set aside hears nothing, even where the hold has failed.
            let off =
                call.microphone_off() || call.successor.is_some() || in_hand.is_some_and(|id| id != call.id);
            let has_audio = |leg: &Leg| matches!(leg.state, LegState::Accepted | LegState::Up);
            let Some(leg) = call.leg.filter(has_audio) else { continue };
            if std::mem::replace(&mut call.mute.leg_muted, off) != off {
                self.outbox.effect(Effect::Mute { leg: leg.id, on: off });
            }
        }
    }
}
