//! What happens while both sides talk: keys, and what is heard.

use super::{Call, Route, Stage};
use crate::limits::SILENCE;
use crate::phone::Phone;
use crate::{Allowed, Effect, EndCause, Event, MediaInput, Problem, ProblemCode};
use reo_model::{CallId, Digit, LegId, Timestamp};
use std::time::Duration;

impl Call {
    /// Nothing is heard of the far side although nobody is on hold.
    pub(crate) fn is_unheard(&self) -> bool {
        let held = self.hold.is_wanted() || self.hold.view.local || self.hold.view.remote;
        self.stage == Stage::Talking && self.heard.silent_since.is_some() && !held
    }

    /// When a call counts as dead: nothing is heard although nobody is on hold, and the line is down too, both for
    /// [`SILENCE`]. While the line is up the call is kept: SIP's own session timer finds a dead far side, and a
    /// far side that sends nothing when it is silent is no fault.
    pub(crate) fn dead_at(&self, line_down_since: Option<Timestamp>) -> Option<Timestamp> {
        let silent_since = self.heard.silent_since.filter(|_| self.is_unheard())?;
        Some(silent_since.max(line_down_since?) + SILENCE)
    }
}

impl Phone {
    /// What the agent may do with a call now.
    pub(crate) fn allowed(&self, call: &Call) -> Allowed {
        if call.is_here() { self.allowed_here(call) } else { self.allowed_elsewhere(call) }
    }

    fn allowed_here(&self, call: &Call) -> Allowed {
        let live = call.stage.is_live();
        let audio = live && call.leg_is_up();
        let blind = matches!(call.route, Route::CallOut { blind: true, .. });
        let talking = audio && (call.stage == Stage::Talking || blind);
        Allowed {
            answer: call.stage == Stage::Incoming,
            hang_up: live,
            hold: talking && call.hold.view.pending.is_none(),
            mute: audio,
            digits: audio,
            transfer: audio && call.stage == Stage::Talking && call.transfer.is_none(),
        }
    }

    fn on_flowing(&mut self, leg: LegId) {
        let Some(id) = self.call_of_leg(leg) else { return };
        if let Some(call) = self.call_mut(id) {
            call.heard.flowing = true;
            call.heard.silent_since = None;
        }
        self.announce_audio(id);
    }

    /// Says once that the far side is heard. The time counts from the agent's own answer where there was one, else
    /// from the far side's. Before that, what flows is the server's ringing tone.
    pub(super) fn announce_audio(&mut self, id: CallId) {
        let now = self.now;
        let Some(call) = self.call_mut(id).filter(|call| call.stage == Stage::Talking) else { return };
        if call.heard.flowing && !call.heard.announced {
            call.heard.announced = true;
            let from = call.accepted_at.or(call.answered_at).unwrap_or(now);
            let after_ms = u64::try_from(now.since(from).as_millis()).unwrap_or(u64::MAX);
            self.outbox.event(Event::AudioStarted { call: id, after_ms });
        }
    }

    /// One DTMF digit.
    pub(crate) fn send_digit(&mut self, id: CallId, digit: Digit) {
        if self.wanted_call(id).is_none() {
            return;
        }
        let call = self.call(id).filter(|call| self.allowed(call).digits);
        match call.and_then(|call| call.leg) {
            Some(leg) => self.outbox.effect(Effect::SendDigit { leg: leg.id, digit }),
            None => self.notice_code(ProblemCode::NotReady),
        }
    }

    /// A fact of a leg's audio session.
    pub(crate) fn on_media(&mut self, input: MediaInput) {
        match input {
            MediaInput::Flowing { leg } => self.on_flowing(leg),
            MediaInput::Failed { leg } => self.on_media_failed(leg),
            MediaInput::Stalled { leg, silent_for } => self.on_stalled(leg, silent_for),
            MediaInput::Digit { leg, digit } => self.on_digit(leg, digit),
        }
    }

    fn live_call_of_leg(&mut self, leg: LegId) -> Option<&mut Call> {
        self.calls.iter_mut().find(|call| call.has_leg(leg) && call.stage.is_live())
    }

    fn on_media_failed(&mut self, leg: LegId) {
        if let Some(id) = self.live_call_of_leg(leg).map(|call| call.id) {
            self.end_call(id, EndCause::Failed { problem: Problem::new(ProblemCode::MediaFailed) });
        }
    }

    fn on_stalled(&mut self, leg: LegId, silent_for: Option<Duration>) {
        let now = self.now;
        if let Some(call) = self.live_call_of_leg(leg) {
            call.heard.silent_since = silent_for.map(|silent_for| now - silent_for);
        }
    }

    fn on_digit(&mut self, leg: LegId, digit: Digit) {
        if let Some(call) = self.live_call_of_leg(leg).map(|call| call.id) {
            self.outbox.event(Event::DigitReceived { call, digit });
        }
    }
}
