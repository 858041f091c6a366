//! Calls whose audio is on another device of the agent's: no SIP is spoken for them here, they are followed and steered
//! on the agent socket alone (protocol page, section 4).

use super::{Call, NewCall, Ring, Route, Stage, same_number};
use crate::limits::{DIAL_ANSWER, HANG_UP, RING};
use crate::phone::Phone;
use crate::{Allowed, EndCause, Problem, ProblemCode};
use reo_contact_centre::{ClientMessage, Status};
use reo_model::{CallId, DeviceType, Direction, PhoneNumber, ServerCallId};

impl Phone {
    /// The other device on which calls of this session ring; `None` when they ring here, or in another session.
    pub(super) fn other_device(&self) -> Option<DeviceType> {
        let device = self.session.device().filter(|device| *device != DeviceType::Computer);
        device.filter(|_| self.session.has_voice_right())
    }

    pub(super) fn allowed_elsewhere(&self, call: &Call) -> Allowed {
        let steered = call.server_call.is_some() && self.session.is_online();
        let talking = steered && call.stage == Stage::Talking;
        Allowed {
            answer: false,
            hang_up: call.stage.is_live() && steered,
            hold: talking && call.hold.view.pending.is_none(),
            mute: talking && call.can_mute(),
            digits: false,
            transfer: talking && call.transfer.is_none(),
        }
    }

    /// A ring message while calls ring on another device.
    pub(super) fn ring_elsewhere(&mut self, ring: Ring, device: DeviceType) {
        if self.is_busy() || self.halves.take_settled(&ring.caller) {
            return;
        }
        let id = self.start_call(NewCall {
            direction: ring.direction,
            number: ring.caller.clone(),
            device,
            route: Route::Incoming { rung: true, invited: false },
            stage: Stage::Incoming,
            limit: RING,
            leg: None,
        });
        self.fill_in(id, ring);
    }

    /// Asks the contact centre to end the call. Without a way to ask, it can only be ended on the device.
    pub(super) fn hang_up_elsewhere(&mut self, id: CallId) {
        let now = self.now;
        if !self.ask_to_end(id) {
            return self.notice_code(ProblemCode::UseOtherDevice);
        }
        if let Some(call) = self.call_mut(id) {
            call.enter(Stage::Ending(EndCause::HungUpHere), now, Some(HANG_UP));
            call.hold.forget();
            call.mute.forget();
        }
    }

    fn ask_to_end(&mut self, id: CallId) -> bool {
        let remove_agent_id = self.session.centre().map(|centre| centre.agent_id().clone());
        let Some(call) = self.call(id) else { return false };
        let Some(call_id) = call.server_call.clone() else { return false };
        let message = match call.direction {
            _ if call.is_call_out() => ClientMessage::TerminateCallOut { call_id, remove_agent_id },
            Direction::Internal => ClientMessage::TerminateInternal { call_id, remove_agent_id },
            _ => ClientMessage::RemoveAgent { call_id, remove_agent_id },
        };
        self.tell(message)
    }

    /// `INTERNAL_CALL_RING_RESPONSE_ID` of a call that the agent makes or gets on another device.
    pub(super) fn internal_ring_elsewhere(&mut self, server_call: ServerCallId, called: Option<PhoneNumber>) {
        let Some(device) = self.other_device().filter(|_| !self.is_busy()) else { return };
        if self.past.is_past(&server_call) {
            return;
        }
        let own = self.session.own_number();
        let is_called =
            called.as_ref().zip(own.as_ref()).is_none_or(|(called, own)| same_number(called, own));
        let (number, route, stage) = if is_called {
            let route = Route::Incoming { rung: true, invited: false };
            (PhoneNumber::verbatim(""), route, Stage::Incoming)
        } else {
            (called.unwrap_or_else(|| PhoneNumber::verbatim("")), Route::Direct, Stage::Ringing)
        };
        let limit = DIAL_ANSWER;
        let id = self.start_call(NewCall {
            direction: Direction::Internal,
            number,
            device,
            route,
            stage,
            limit,
            leg: None,
        });
        self.identify(id, Some(server_call));
    }

    /// `INTERNAL_CALL_ANSWER_RESPONSE_ID`.
    pub(crate) fn on_internal_answer(&mut self, server_call: &ServerCallId) {
        let Some(id) = self.call_of_server(server_call) else { return };
        if self.call(id).is_some_and(|call| !call.is_here()) {
            self.talk(id);
        }
    }

    /// The agent socket was lost: what happens to a call elsewhere meanwhile is not heard of.
    pub(crate) fn calls_elsewhere_are_unsure(&mut self) {
        for call in self.calls.iter_mut().filter(|call| call.stage.is_live() && !call.is_here()) {
            call.unsure = true;
        }
    }

    /// The agent socket is back. The page knows no question for a call; lifting a mute that is not there changes nothing, and
    /// the refusal tells whether the call still stands.
    pub(crate) fn ask_about_unsure_calls(&mut self) {
        let unsure: Vec<CallId> = self.calls.live().filter(|call| call.unsure).map(|call| call.id).collect();
        for id in unsure {
            if !self.ask_about(id) {
                self.end_call(id, EndCause::Failed { problem: Problem::new(ProblemCode::CallNotFound) });
            }
        }
    }

    fn ask_about(&mut self, id: CallId) -> bool {
        let Some(call) = self.call(id) else { return false };
        let Some(call_id) = call.server_call.clone() else { return false };
        let direction = call.direction;
        self.tell(if call.mute.is_on() {
            ClientMessage::Mute { call_id, direction }
        } else {
            ClientMessage::Unmute { call_id, direction }
        })
    }

    /// A word of the server's that only a call that stands can cause.
    pub(super) fn unsure_call_stands(&mut self) {
        if let Some(call) = self.calls.iter_mut().find(|call| call.unsure) {
            call.unsure = false;
        }
    }

    /// The answer to our question whether a call still stands; false when none was asked about.
    pub(super) fn take_word_on_unsure_call(&mut self, status: Option<&Status>) -> bool {
        let Some(id) = self.calls.find(|call| call.unsure) else { return false };
        if status.is_some_and(|status| self.means_not_found(status)) {
            self.end_by_server(id, EndCause::Failed { problem: Problem::new(ProblemCode::CallNotFound) });
        } else {
            self.unsure_call_stands();
        }
        true
    }

    /// The server does not know a call that only it could tell us of: it is over. False for any other answer or call.
    pub(super) fn ends_if_gone(&mut self, id: CallId, status: &Status) -> bool {
        let gone = self.means_not_found(status) && self.call(id).is_some_and(|call| !call.is_here());
        if gone {
            self.end_by_server(id, EndCause::Failed { problem: Problem::new(ProblemCode::CallNotFound) });
        }
        gone
    }

    fn means_not_found(&self, status: &Status) -> bool {
        self.session.centre().is_some_and(|centre| centre.constants().is_call_not_found(status))
    }
}
