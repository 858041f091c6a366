//! How a call ends, whoever ends it.

use super::failure::status_problem;
use super::inbound::{BUSY_HERE, UNAVAILABLE};
use super::{Call, CallKind, LegState, Route, Stage};
use crate::limits::{ENDED_SHOWN, HANG_UP};
use crate::phone::Phone;
use crate::{Effect, EndCause, EndedBy, Event, Problem, ProblemCode};
use reo_contact_centre::Status;
use reo_model::{AgentId, CallId, Direction, LegId, ServerCallId};

impl Call {
    pub(super) fn kind(&self) -> CallKind {
        if self.is_call_out() { CallKind::CallOut } else { CallKind::Agent }
    }

    /// What the far side's end of the call means now.
    fn ended_there(&self) -> EndCause {
        if self.stage == Stage::Incoming { EndCause::Missed } else { EndCause::HungUpThere }
    }

    /// What the end of the leg means now.
    fn leg_ended(&self, by: EndedBy) -> EndCause {
        match (&self.stage, by) {
            (Stage::Ending(cause) | Stage::Ended(cause), _) => cause.clone(),
            (Stage::Incoming | Stage::Answering, EndedBy::Cancelled { elsewhere: true }) => {
                EndCause::AnsweredElsewhere
            }
            (Stage::Incoming, _) | (Stage::Answering, EndedBy::Cancelled { .. }) => EndCause::Missed,
            (Stage::Connecting | Stage::Ringing, EndedBy::Status(status)) => {
                EndCause::Failed { problem: status_problem(&self.number, status) }
            }
            (Stage::Connecting | Stage::Ringing, EndedBy::Failure) => {
                EndCause::Failed { problem: Problem::new(ProblemCode::CallTimedOut) }
            }
            (_, EndedBy::Peer | EndedBy::Cancelled { .. }) => EndCause::HungUpThere,
            (Stage::Talking, EndedBy::Us) => EndCause::HungUpHere,
            _ => EndCause::Failed { problem: Problem::new(ProblemCode::MediaFailed) },
        }
    }

    /// Lets go of the leg; what must be said to it, if anything.
    fn release_leg(&mut self, status: u16) -> Option<Effect> {
        let leg = self.leg.as_mut()?;
        let before = std::mem::replace(&mut leg.state, LegState::Released);
        match before {
            LegState::Offered => Some(Effect::Reject { leg: leg.id, status }),
            LegState::Accepted | LegState::Up => Some(Effect::HangUp { leg: leg.id }),
            LegState::Released => None,
        }
    }
}

impl Phone {
    /// The agent hangs up, at whatever moment.
    pub(crate) fn hang_up(&mut self, id: CallId) {
        let Some(call) = self.wanted_call(id) else { return };
        match call.stage {
            Stage::Incoming => self.end_call(EndCause::Refused),
            Stage::Ending(_) | Stage::Ended(_) => {}
            _ if call.leg.is_none() && !call.is_call_out() => self.end_call(EndCause::HungUpHere),
            _ => self.begin_hang_up(),
        }
    }

    /// Sends the hang-up and waits for the other side, but not for ever.
    fn begin_hang_up(&mut self) {
        let now = self.now;
        let Some(call) = &mut self.call else { return };
        call.enter(Stage::Ending(EndCause::HungUpHere), now, Some(HANG_UP));
        call.hold.pending = None;
        call.hold_until = None;
        if let Some(effect) = call.release_leg(BUSY_HERE) {
            self.outbox.effect(effect);
        } else {
            let dialled = call.number.clone();
            self.halves.give_up_leg(dialled, now);
            self.terminate_call_out();
        }
    }

    /// A leg is over.
    pub(crate) fn on_leg_ended(&mut self, leg: LegId, by: EndedBy) {
        let Some(call) = self.call_of_leg(leg) else { return };
        let cause = call.leg_ended(by);
        call.leg = None;
        if call.is_call_out() {
            self.on_call_out_leg_ended(cause);
        } else {
            self.end_call(cause);
        }
    }

    /// The call is over for this reason; the server's word on it may follow.
    pub(crate) fn end_call(&mut self, cause: EndCause) {
        let Some(kind) = self.call.as_ref().map(Call::kind) else { return };
        if self.session.has_contact_centre() {
            self.past.expect_echo(kind, self.now);
        }
        self.close_call(cause);
    }

    /// The server says that the call is over. What the agent did before, or a reason that is known, stands.
    pub(crate) fn end_by_server(&mut self, cause: EndCause) {
        let Some(call) = &self.call else { return };
        let cause = match (&call.stage, cause) {
            (Stage::Ending(EndCause::HungUpThere), cause @ EndCause::Failed { .. }) => cause,
            (Stage::Ending(earlier), _) => earlier.clone(),
            (_, cause) => cause,
        };
        self.close_call(cause);
    }

    fn close_call(&mut self, cause: EndCause) {
        let now = self.now;
        let Some(call) = self.call.as_mut().filter(|call| !matches!(call.stage, Stage::Ended(_))) else {
            return;
        };
        let unanswered = matches!(cause, EndCause::Missed);
        if let Some(effect) = call.release_leg(if unanswered { UNAVAILABLE } else { BUSY_HERE }) {
            self.outbox.effect(effect);
        }
        call.leg = None;
        call.hold.pending = None;
        call.hold_until = None;
        call.enter(Stage::Ended(cause.clone()), now, Some(ENDED_SHOWN));
        let (call, answered_at) = (call.id, call.answered_at);
        self.sound.call_over();
        self.remember_missing_half(&cause);
        self.outbox.event(Event::CallEnded { call, cause, answered_at });
    }

    /// The half that has not come yet must not begin another call.
    fn remember_missing_half(&mut self, cause: &EndCause) {
        let now = self.now;
        let Some(call) = &self.call else { return };
        if let Some(id) = call.server_call.clone() {
            self.past.remember(id);
        }
        let number = call.number.clone();
        match call.route {
            Route::Incoming { rung: false, .. } if self.session.has_contact_centre() => {
                self.halves.settle_ring(number, now);
            }
            Route::Incoming { invited: false, .. } if is_final(cause) => {
                self.halves.refuse_invite(number, now)
            }
            Route::CallOut { called_back: false, .. } => self.halves.give_up_leg(number, now),
            _ => {}
        }
    }

    /// Makes room: a call that is only being taken down is over now.
    pub(crate) fn finish_ending_call(&mut self) {
        if let Some(Stage::Ending(cause)) = self.call.as_ref().map(|call| call.stage.clone()) {
            self.end_call(cause);
        }
    }

    /// `AGENT_ANSWER_RESPOND_ID`: when nobody answered here, another device did.
    pub(crate) fn on_answered_elsewhere(&mut self, id: Option<&ServerCallId>) {
        let unanswered = |call: &Call| match call.stage {
            Stage::Incoming => true,
            Stage::Answering => call.leg.is_none(),
            _ => false,
        };
        if self.call.as_ref().is_some_and(unanswered) && self.concerns_call(CallKind::Agent, id, false) {
            self.end_by_server(EndCause::AnsweredElsewhere);
        }
    }

    /// `AGENT_END_CALL_RESPOND_ID`.
    pub(crate) fn on_agent_call_ended(&mut self, id: Option<&ServerCallId>) {
        let incoming = matches!(self.call.as_ref().map(|call| call.route), Some(Route::Incoming { .. }));
        if self.concerns_call(CallKind::Agent, id, true) && incoming {
            self.end_there();
        }
    }

    /// `INTERNAL_CALL_END_RESPONSE_ID`. Without a call of that id here it is somebody else's, or over already. While
    /// our own INVITE is unanswered, its final status says more, and may come a moment later.
    pub(crate) fn on_internal_call_ended(&mut self, id: &ServerCallId) {
        let asking =
            |call: &Call| call.leg.is_some() && matches!(call.stage, Stage::Connecting | Stage::Ringing);
        let ours = self.call.as_ref().is_some_and(|call| {
            call.direction == Direction::Internal && call.server_call.as_ref() == Some(id) && !asking(call)
        });
        if ours {
            self.end_there();
        }
    }

    fn end_there(&mut self) {
        if let Some(cause) = self.call.as_ref().map(Call::ended_there) {
            self.end_by_server(cause);
        }
    }

    /// `TERMINATE_RESPOND_ID`: a supervisor ended a call.
    pub(crate) fn on_terminated(&mut self, id: &ServerCallId, agent: Option<&AgentId>) {
        let Some(kind) = self.call.as_ref().map(Call::kind) else { return };
        let ours = agent.is_none_or(|agent| self.session.is_agent(agent));
        if ours && self.concerns_call(kind, Some(id), true) {
            self.end_by_server(EndCause::Failed { problem: Problem::new(ProblemCode::SupervisorEnded) });
        }
    }

    /// `TERMINATE_CALL_RESPOND_ID`: the call is over, with a text.
    pub(crate) fn on_terminated_with_text(&mut self, text: Option<String>) {
        self.show_server_text(text);
        if self.is_busy() {
            self.end_there();
        } else {
            self.finish_ending_call();
        }
    }

    /// A text of the server's, for the agent to read.
    pub(crate) fn show_server_text(&mut self, text: Option<String>) {
        let text = text.unwrap_or_default();
        if !text.trim().is_empty() {
            self.notice(Problem::new(ProblemCode::ServerMessage).with("text", text));
        }
    }

    /// `ERROR_CALL_RESPONSE_ID`.
    pub(crate) fn on_call_error(&mut self, status: &Status, not_found: bool, id: Option<&ServerCallId>) {
        let kind = self.call.as_ref().map_or(CallKind::Agent, Call::kind);
        if !not_found {
            if !status.is_ok() {
                self.notice(Problem::new(ProblemCode::CallFault).with("status", status.as_wire()));
            }
        } else if self.concerns_call(kind, id, true) {
            self.end_by_server(EndCause::Failed { problem: Problem::new(ProblemCode::CallNotFound) });
        }
    }

    /// Hangs up at once, without waiting for the other side.
    pub(crate) fn drop_call(&mut self) {
        let Some(call) = &self.call else { return };
        match &call.stage {
            Stage::Ended(_) => {}
            Stage::Ending(_) => self.finish_ending_call(),
            Stage::Incoming => self.end_call(EndCause::Refused),
            _ => {
                self.terminate_if_no_leg();
                self.end_call(EndCause::HungUpHere);
            }
        }
    }

    fn terminate_if_no_leg(&mut self) {
        if self.call.as_ref().is_some_and(|call| call.leg.is_none()) {
            self.terminate_call_out();
        }
    }

    /// Gives a call up that made no progress.
    pub(super) fn give_up(&mut self, code: ProblemCode) {
        self.terminate_if_no_leg();
        self.end_call(EndCause::Failed { problem: Problem::new(code) });
    }
}

/// The agent, or another device of theirs, has dealt with the call.
fn is_final(cause: &EndCause) -> bool {
    matches!(cause, EndCause::Refused | EndCause::HungUpHere | EndCause::AnsweredElsewhere)
}
