//! What happens while both sides talk: hold, mute, DTMF, and what is heard.

use super::{Call, Route, Stage};
use crate::limits::{HOLD, SILENCE};
use crate::phone::Phone;
use crate::{Allowed, Effect, EndCause, Event, MediaInput, Problem, ProblemCode};
use reo_model::{CallId, Digit, LegId, Timestamp};
use std::time::Duration;

impl Call {
    /// What the agent may do with the call now.
    pub(crate) fn allowed(&self) -> Allowed {
        let live = self.stage.is_live();
        let audio = live && self.leg_is_up();
        let blind = matches!(self.route, Route::CallOut { blind: true, .. });
        let talking = audio && (self.stage == Stage::Talking || blind);
        Allowed {
            answer: self.stage == Stage::Incoming,
            hang_up: live,
            hold: talking && self.hold.pending.is_none(),
            mute: audio,
            digits: audio,
        }
    }

    /// Nothing is heard of the far side although nobody is on hold.
    pub(crate) fn is_unheard(&self) -> bool {
        let held = self.hold.local || self.hold.remote;
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
    /// The agent holds or resumes.
    pub(crate) fn set_hold(&mut self, id: CallId, on: bool) {
        let now = self.now;
        let Some(call) = self.wanted_call(id) else { return };
        let settled = call.hold.pending.unwrap_or(call.hold.local);
        if settled == on && call.stage.is_live() {
            return;
        }
        let Some(leg) = call.leg.filter(|_| call.allowed().hold) else {
            return self.notice_code(ProblemCode::HoldFailed);
        };
        call.hold.pending = Some(on);
        call.hold_until = Some(now + HOLD);
        self.outbox.effect(Effect::Hold { leg: leg.id, on });
    }

    /// Our hold or resume has an outcome. One that comes after its time still tells the truth.
    pub(crate) fn on_hold_done(&mut self, leg: LegId, on: bool, ok: bool) {
        let Some(call) = self.call_of_leg(leg).filter(|call| call.stage.is_live()) else { return };
        let asked = call.hold.pending == Some(on);
        if asked {
            call.hold.pending = None;
            call.hold_until = None;
        }
        if ok {
            self.change_hold(|call| call.hold.local = on);
        } else if asked {
            self.notice_code(ProblemCode::HoldFailed);
        }
    }

    pub(super) fn on_hold_overdue(&mut self) {
        if let Some(call) = &mut self.call {
            call.hold.pending = None;
            call.hold_until = None;
        }
        self.notice_code(ProblemCode::HoldFailed);
    }

    /// The far side holds us, or takes us back.
    pub(crate) fn on_remote_hold(&mut self, leg: LegId, on: bool) {
        if self.call_of_leg(leg).is_some_and(|call| call.leg_is_up()) {
            self.change_hold(|call| call.hold.remote = on);
        }
    }

    fn change_hold(&mut self, change: impl FnOnce(&mut Call)) {
        let Some(call) = &mut self.call else { return };
        let before = (call.hold.local, call.hold.remote);
        change(call);
        let (local, remote) = (call.hold.local, call.hold.remote);
        if (local, remote) != before {
            // Silence was the hold's doing; whether it lasts is found out anew.
            call.heard.silent_since = None;
            self.outbox.event(Event::HoldChanged { call: call.id, local, remote });
        }
    }

    /// The agent's microphone.
    pub(crate) fn set_mute(&mut self, id: CallId, on: bool) {
        let Some(call) = self.wanted_call(id) else { return };
        let Some(leg) = call.leg.filter(|_| call.allowed().mute) else {
            return self.notice_code(ProblemCode::NotReady);
        };
        if call.muted != on {
            call.muted = on;
            self.outbox.effect(Effect::Mute { leg: leg.id, on });
            self.outbox.event(Event::MuteChanged { call: id, on });
        }
    }

    /// One DTMF digit.
    pub(crate) fn send_digit(&mut self, id: CallId, digit: Digit) {
        let Some(call) = self.wanted_call(id) else { return };
        let Some(leg) = call.leg.filter(|_| call.allowed().digits) else {
            return self.notice_code(ProblemCode::NotReady);
        };
        self.outbox.effect(Effect::SendDigit { leg: leg.id, digit });
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

    fn on_flowing(&mut self, leg: LegId) {
        if let Some(call) = self.call_of_leg(leg) {
            call.heard.flowing = true;
            call.heard.silent_since = None;
            self.announce_audio();
        }
    }

    /// Says once that the far side is heard. The time counts from the agent's own answer where there was one, else
    /// from the far side's. Before that, what flows is the server's ringing tone.
    pub(super) fn announce_audio(&mut self) {
        let now = self.now;
        let Some(call) = self.call.as_mut().filter(|call| call.stage == Stage::Talking) else { return };
        if call.heard.flowing && !call.heard.announced {
            call.heard.announced = true;
            let from = call.accepted_at.or(call.answered_at).unwrap_or(now);
            let after_ms = u64::try_from(now.since(from).as_millis()).unwrap_or(u64::MAX);
            self.outbox.event(Event::AudioStarted { call: call.id, after_ms });
        }
    }

    fn on_media_failed(&mut self, leg: LegId) {
        if self.call_of_leg(leg).is_some_and(|call| call.stage.is_live()) {
            self.end_call(EndCause::Failed { problem: Problem::new(ProblemCode::MediaFailed) });
        }
    }

    fn on_stalled(&mut self, leg: LegId, silent_for: Option<Duration>) {
        let now = self.now;
        if let Some(call) = self.call_of_leg(leg).filter(|call| call.stage.is_live()) {
            call.heard.silent_since = silent_for.map(|silent_for| now - silent_for);
        }
    }

    fn on_digit(&mut self, leg: LegId, digit: Digit) {
        if let Some(call) = self.call_of_leg(leg).filter(|call| call.stage.is_live()) {
            let call = call.id;
            self.outbox.event(Event::DigitReceived { call, digit });
        }
    }
}
