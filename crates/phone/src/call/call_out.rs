//! A call to a customer through the contact centre.
//!
//! We ask on the agent socket, the server INVITEs us, we answer that INVITE by ourselves, the server dials the
//! customer and reports. Of all that may call us in between, only the leg that we asked for may be answered without
//! the agent. Nothing in the INVITE says so; it is taken for ours when all of this holds:
//!
//! - a call-out is under way here and has no leg;
//! - the caller is certainly the number that we dialled, or one of the contact centre's own (our extension, the tenant's
//!   hotline, a hotline that this session has seen). A withheld or unknown number never is;
//! - no ring message announced an inbound call from that caller: then the customer is calling us at the same moment.
//!
//! Whatever fails this is an ordinary call that finds us busy.

use super::failure::call_out_problem;
use super::matching::same_number;
use super::{Call, CallKind, Leg, LegState, NewCall, Ring, Route, Stage};
use crate::limits::{CALL_OUT_ANSWER, CALL_OUT_LEG, CALL_OUT_RING, CALL_OUT_START};
use crate::phone::Phone;
use crate::{Effect, EndCause, ProblemCode};
use reo_contact_centre::{CallOutError, CallOutStatus};
use reo_model::{CallId, DeviceType, Direction, LegId, PhoneNumber, ServerCallId};

/// `OUT_CALL_RESPONSE_ID`, once it is known to be for us.
#[derive(Clone, Debug)]
pub(crate) struct CallOutReport {
    pub(crate) status: CallOutStatus,
    pub(crate) server_call: Option<ServerCallId>,
    pub(crate) line: Option<String>,
    pub(crate) error: Option<CallOutError>,
}

impl CallOutReport {
    fn is_end(&self) -> bool {
        matches!(self.status, CallOutStatus::Ended | CallOutStatus::Terminated)
    }
}

impl Call {
    /// A call-out here that the server has not called us back for.
    pub(super) fn awaits_leg(&self) -> bool {
        let lacks_leg = matches!(self.route, Route::CallOut { called_back: false, .. });
        lacks_leg && self.is_here() && self.stage.is_live()
    }

    /// A call-out that is being taken down before the server has called us back.
    pub(super) fn is_given_up(&self) -> bool {
        let lacks_leg = matches!(self.route, Route::CallOut { called_back: false, .. });
        lacks_leg && self.is_here() && !self.stage.is_live()
    }

    fn is_blind(&self) -> bool {
        matches!(self.route, Route::CallOut { blind: true, .. })
    }
}

impl Phone {
    /// Asks the contact centre to call a customer: from here, or from the device on which calls ring.
    pub(crate) fn call_out(&mut self, number: PhoneNumber, service: Option<String>) {
        let device = self.other_device().unwrap_or(DeviceType::Computer);
        let has_line = device != DeviceType::Computer || self.line.is_registered();
        if !has_line || !self.request_call_out(&number, service) {
            return self.notice_code(ProblemCode::NotReady);
        }
        self.start_call(NewCall {
            direction: Direction::Outbound,
            number,
            device,
            route: Route::CallOut { called_back: false, terminated: false, blind: false },
            stage: Stage::Connecting,
            limit: CALL_OUT_START,
            leg: None,
        });
    }

    /// The call-out to which an INVITE from `caller` belongs as the leg that we asked for.
    pub(super) fn call_out_of_leg(&self, caller: &PhoneNumber) -> Option<CallId> {
        let call = self.call_awaiting_leg()?;
        let known = same_number(&call.number, caller) || self.session.is_house_number(caller);
        (known && !self.halves.has_ring(caller)).then_some(call.id)
    }

    pub(super) fn take_call_out_leg(&mut self, id: CallId, leg: LegId) {
        let now = self.now;
        let Some(call) = self.call_mut(id) else { return };
        call.leg = Some(Leg { id: leg, state: LegState::Accepted });
        if let Route::CallOut { called_back, .. } = &mut call.route {
            *called_back = true;
        }
        if call.stage == Stage::Connecting {
            call.extend(now, Some(CALL_OUT_RING));
        }
        self.outbox.effect(Effect::Answer { leg });
    }

    /// Whether an INVITE from `caller` is the leg of a call-out that is over.
    pub(super) fn is_given_up(&mut self, caller: &PhoneNumber) -> bool {
        let is_house = self.session.is_house_number(caller);
        !self.halves.has_ring(caller) && self.halves.take_given_up(caller, is_house)
    }

    /// The ring message of our own leg: it only tells what the call is.
    pub(super) fn on_call_out_ring(&mut self, ring: Ring) {
        let ours = |call: &Call| {
            call.is_call_out() && call.stage.is_live() && same_number(&call.number, &ring.caller)
        };
        let Some(id) = self.calls.find(ours) else { return };
        if let Some(call) = self.call_mut(id) {
            call.line = ring.line.or(call.line.take());
        }
        self.identify(id, ring.server_call);
    }

    /// What the server reports of a call-out.
    pub(crate) fn on_call_out_report(&mut self, report: CallOutReport) {
        let is_end = report.is_end();
        let Some(id) = self.concerned_call(CallKind::CallOut, report.server_call.as_ref(), is_end) else {
            return self.on_stray_report(report);
        };
        self.identify(id, report.server_call);
        if let Some(call) = self.call_mut(id) {
            call.line = report.line.or(call.line.take());
            call.unsure = false;
        }
        match report.status {
            CallOutStatus::Starting => self.on_call_out_starting(id),
            CallOutStatus::Ringing => self.far_side_rings(id, CALL_OUT_ANSWER),
            CallOutStatus::Answered => self.on_call_out_answered(id),
            CallOutStatus::Ended | CallOutStatus::Terminated => self.end_by_server(id, EndCause::HungUpThere),
            CallOutStatus::Failed => self.on_call_out_failed(id, report.error),
            CallOutStatus::Other(_) => {}
        }
    }

    fn on_call_out_failed(&mut self, id: CallId, error: Option<CallOutError>) {
        if error == Some(CallOutError::AgentDeviceUnreachable) {
            self.register_again();
        }
        let problem = call_out_problem(error);
        self.end_by_server(id, EndCause::Failed { problem });
    }

    /// A call-out was ended here before the server gave it an id: now it can be ended there.
    fn on_stray_report(&mut self, report: CallOutReport) {
        let Some(server_call) = report.server_call else { return };
        let known = self.calls.iter().any(|call| call.server_call.as_ref() == Some(&server_call));
        if report.status == CallOutStatus::Starting && !known && self.halves.any_given_up() {
            self.request_terminate(&server_call);
        }
    }

    fn on_call_out_starting(&mut self, id: CallId) {
        let now = self.now;
        let Some(call) = self.call_mut(id) else { return };
        if call.is_given_up() {
            self.terminate_call_out(id);
        } else if call.stage == Stage::Connecting && !call.is_here() {
            // The other device rings first, and nobody reports when it is picked up.
            call.extend(now, Some(CALL_OUT_ANSWER));
        } else if call.stage == Stage::Connecting && call.awaits_leg() {
            call.extend(now, Some(CALL_OUT_LEG));
        }
    }

    fn on_call_out_answered(&mut self, id: CallId) {
        self.talk(id);
        let now = self.now;
        if let Some(call) = self.call_mut(id).filter(|call| call.awaits_leg()) {
            // The report overtook the INVITE.
            call.extend(now, Some(CALL_OUT_LEG));
        }
    }

    /// Ends, on the server, a call-out that has no leg.
    pub(super) fn terminate_call_out(&mut self, id: CallId) {
        let Some(call) = self.call_mut(id) else { return };
        let Route::CallOut { terminated, .. } = &mut call.route else { return };
        if let Some(server_call) = call.server_call.clone().filter(|_| !*terminated) {
            *terminated = true;
            self.request_terminate(&server_call);
        }
    }

    /// The leg's dialog stands: the server has us, the customer comes next.
    pub(super) fn on_call_out_leg_up(&mut self, id: CallId) {
        let now = self.now;
        let online = self.session.is_online();
        let Some(call) = self.call_mut(id) else { return };
        if call.stage == Stage::Talking || !online || call.is_blind() {
            call.deadline = None;
        } else if call.stage == Stage::Connecting {
            call.extend(now, Some(CALL_OUT_RING));
        }
    }

    /// The leg of a call-out is gone. Before the answer, the reason comes on the agent socket: wait for it a little.
    pub(super) fn on_call_out_leg_ended(&mut self, id: CallId, cause: EndCause) {
        let unanswered = |call: &Call| matches!(call.stage, Stage::Connecting | Stage::Ringing);
        if self.call(id).is_some_and(unanswered) && self.session.is_online() {
            self.await_reason(id, cause);
        } else {
            self.end_call(id, cause);
        }
    }

    /// The agent socket is down: reports may get lost, so a call-out that stands is not timed any more.
    pub(crate) fn on_reports_lost(&mut self) {
        for call in self.calls.iter_mut() {
            let waiting = matches!(call.stage, Stage::Connecting | Stage::Ringing);
            let up = call.leg_is_up();
            if let Route::CallOut { blind, .. } = &mut call.route {
                *blind = true;
                if up && waiting {
                    call.deadline = None;
                }
            }
        }
    }
}
