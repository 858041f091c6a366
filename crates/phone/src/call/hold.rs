//! Hold. The contact centre holds its own calls (it knows then, and plays its music); any other call is held by SIP.

use super::{Call, LegState, Stage};
use crate::limits::HOLD;
use crate::phone::Phone;
use crate::{Effect, Event, Hold, Problem, ProblemCode};
use reo_contact_centre::{ClientMessage, Status};
use reo_model::{CallId, LegId, ServerCallId, Timestamp};

/// Who is held by whom, and by which means.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Held {
    pub(crate) view: Hold,
    /// By whom the far side is held, or is to be.
    pub(super) way: Way,
    /// When a pending hold or resume counts as refused.
    pub(super) until: Option<Timestamp>,
}

/// How the far side is held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Way {
    /// Re-INVITE (RFC 3264, section 8.4).
    #[default]
    Sip,
    /// The contact centre holds it.
    Server,
}

impl Held {
    /// Nothing is asked for any more.
    pub(super) fn forget(&mut self) {
        self.view.pending = None;
        self.until = None;
    }

    /// The far side is held, or is to be.
    pub(super) fn is_wanted(&self) -> bool {
        self.view.pending.unwrap_or(self.view.local)
    }
}

impl Phone {
    /// The agent holds or resumes.
    pub(crate) fn set_hold(&mut self, id: CallId, on: bool) {
        let Some(call) = self.wanted_call(id) else { return };
        if call.hold.is_wanted() == on && call.stage.is_live() {
            return;
        }
        if !self.call(id).is_some_and(|call| self.allowed(call).hold) {
            return self.notice_of_call(id, Problem::new(ProblemCode::HoldFailed));
        }
        if !on {
            self.hold_others(id);
        }
        if !self.begin_hold(id, on) {
            self.notice_of_call(id, Problem::new(ProblemCode::HoldFailed));
        }
    }

    /// The agent takes this call in hand and can speak with one only: every other call here that is up goes on hold.
    pub(super) fn hold_others(&mut self, id: CallId) {
        self.in_hand = Some(id);
        let speaks = |call: &&Call| {
            call.id != id
                && call.is_here()
                && call.leg_is_up()
                && call.stage == Stage::Talking
                && !call.hold.is_wanted()
        };
        let others: Vec<CallId> = self.calls.live().filter(speaks).map(|call| call.id).collect();
        for other in others {
            self.begin_hold(other, true);
        }
    }

    /// Asks for it; false when there is no way.
    fn begin_hold(&mut self, id: CallId, on: bool) -> bool {
        let now = self.now;
        let Some(call) = self.call(id) else { return false };
        let way = self.hold_way(call, on);
        let asked = match (way, call.server_call.clone(), call.leg) {
            (Way::Server, Some(server_call), _) => self.ask_server_to_hold(id, server_call, on),
            (Way::Sip, _, Some(leg)) if leg.state == LegState::Up => {
                self.outbox.effect(Effect::Hold { leg: leg.id, on });
                true
            }
            _ => false,
        };
        if let Some(call) = self.call_mut(id).filter(|_| asked) {
            call.hold.way = way;
            call.hold.view.pending = Some(on);
            call.hold.until = Some(now + HOLD);
        }
        asked
    }

    /// Whoever holds must also resume.
    fn hold_way(&self, call: &Call, on: bool) -> Way {
        let known = call.server_call.is_some() && self.session.is_online();
        match call.hold.way {
            way if !on => way,
            _ if known => Way::Server,
            _ => Way::Sip,
        }
    }

    fn ask_server_to_hold(&mut self, id: CallId, call_id: ServerCallId, on: bool) -> bool {
        let Some(call) = self.call(id) else { return false };
        let direction = call.direction;
        self.tell(match (call.is_call_out(), on) {
            (false, true) => ClientMessage::Hold { call_id, direction },
            (false, false) => ClientMessage::Unhold { call_id, direction },
            (true, true) => ClientMessage::HoldCallOut { call_id, direction },
            (true, false) => ClientMessage::UnholdCallOut { call_id, direction },
        })
    }

    /// Our re-INVITE has an outcome. One that comes after its time still tells the truth.
    pub(crate) fn on_hold_done(&mut self, leg: LegId, on: bool, ok: bool) {
        if let Some(id) = self.call_of_leg(leg) {
            self.hold_is_done(id, on, ok, ProblemCode::HoldFailed);
        }
    }

    /// The contact centre's word on a hold or resume. It carries no id: it is about the call that asked for just this.
    pub(crate) fn on_server_hold(&mut self, call_out: bool, on: bool, status: &Status) {
        let asked = |call: &Call| {
            call.is_call_out() == call_out
                && call.hold.way == Way::Server
                && call.hold.view.pending == Some(on)
        };
        let Some(id) = self.calls.find(asked) else { return };
        if !self.ends_if_gone(id, status) {
            self.hold_is_done(id, on, status.is_ok(), super::failure::hold_problem(status));
        }
    }

    pub(super) fn hold_is_done(&mut self, id: CallId, on: bool, ok: bool, problem: ProblemCode) {
        let Some(call) = self.call_mut(id).filter(|call| call.stage.is_live()) else { return };
        let asked = call.hold.view.pending == Some(on);
        if asked {
            call.hold.forget();
        }
        if ok {
            self.change_hold(id, |hold| hold.local = on);
        } else if asked {
            self.notice_of_call(id, Problem::new(problem));
        }
    }

    pub(super) fn on_hold_overdue(&mut self, id: CallId) {
        if let Some(call) = self.call_mut(id) {
            call.hold.forget();
        }
        self.notice_of_call(id, Problem::new(ProblemCode::HoldFailed));
    }

    /// The far side holds us, or takes us back.
    pub(crate) fn on_remote_hold(&mut self, leg: LegId, on: bool) {
        let Some(id) = self.call_of_leg(leg) else { return };
        if self.call(id).is_some_and(Call::leg_is_up) {
            self.change_hold(id, |hold| hold.remote = on);
        }
    }

    /// Another party on another dialog is held by nobody.
    pub(super) fn release_hold(&mut self, id: CallId) {
        if let Some(call) = self.call_mut(id) {
            call.hold.forget();
            call.hold.way = Way::Sip;
        }
        self.change_hold(id, |hold| *hold = Hold::default());
    }

    fn change_hold(&mut self, id: CallId, change: impl FnOnce(&mut Hold)) {
        let Some(call) = self.call_mut(id) else { return };
        let before = (call.hold.view.local, call.hold.view.remote);
        change(&mut call.hold.view);
        let (local, remote) = (call.hold.view.local, call.hold.view.remote);
        if (local, remote) != before {
            // Silence was the hold's doing; whether it lasts is found out anew.
            call.heard.silent_since = None;
            self.outbox.event(Event::HoldChanged { call: id, local, remote });
        }
    }
}
