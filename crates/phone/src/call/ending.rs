//! How a call ends, whoever ends it.

use super::failure::status_problem;
use super::inbound::{BUSY_HERE, UNAVAILABLE};
use super::{Call, CallKind, LegState, Route, Stage};
use crate::limits::{ENDED_SHOWN, HANG_UP, REASON};
use crate::phone::Phone;
use crate::{Effect, EndCause, EndedBy, Event, Problem, ProblemCode};
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
            Stage::Ending(_) | Stage::Ended(_) => {}
            _ if !call.is_here() => self.hang_up_elsewhere(id),
            Stage::Incoming => self.end_call(id, EndCause::Refused),
            _ if call.leg.is_none() && !call.is_call_out() => self.end_call(id, EndCause::HungUpHere),
            _ => self.begin_hang_up(id, EndCause::HungUpHere),
        }
    }

    /// Sends the hang-up and waits for the other side, but not for ever.
    pub(super) fn begin_hang_up(&mut self, id: CallId, cause: EndCause) {
        let now = self.now;
        let Some(call) = self.call_mut(id) else { return };
        call.enter(Stage::Ending(cause), now, Some(HANG_UP));
        call.hold.forget();
        call.mute.forget();
        let dialled = call.number.clone();
        let release = [call.release_successor(), call.release_leg(BUSY_HERE)];
        let has_leg = release[1].is_some();
        for effect in release.into_iter().flatten() {
            self.outbox.effect(effect);
        }
        if !has_leg {
            self.halves.give_up_leg(dialled, now);
            self.terminate_call_out(id);
        }
        self.drop_transfer(id);
    }

    /// A leg is over.
    pub(crate) fn on_leg_ended(&mut self, leg: LegId, by: EndedBy) {
        let has_centre = self.session.has_contact_centre();
        if self.on_successor_ended(leg) {
            return;
        }
        let Some(id) = self.call_of_leg(leg) else { return };
        let Some(call) = self.call_mut(id) else { return };
        let cause = call.leg_ended(by);
        call.leg = None;
        let (live, moving) = (call.stage.is_live(), call.stage.is_live() && call.is_moving());
        if live && self.succeed(id, LegState::Accepted) {
            // The old party let go first.
        } else if moving && !has_centre {
            // Whoever was sent elsewhere needs us no more, and may say so before the news of it comes.
            self.end_call(id, EndCause::Transferred);
        } else if moving {
            // Whether it went over to somebody else or the customer hung up, the next word says.
            self.await_reason(id, cause);
        } else if self.call(id).is_some_and(Call::is_call_out) {
            self.on_call_out_leg_ended(id, cause);
        } else {
            self.end_call(id, cause);
        }
    }

    pub(super) fn await_reason(&mut self, id: CallId, cause: EndCause) {
        let now = self.now;
        if let Some(call) = self.call_mut(id) {
            call.enter(Stage::Ending(cause), now, Some(REASON));
        }
    }

    /// The call is over for this reason; the server's word on it may follow.
    pub(crate) fn end_call(&mut self, id: CallId, cause: EndCause) {
        let Some(kind) = self.call(id).map(Call::kind) else { return };
        if self.session.has_contact_centre() {
            self.past.expect_echo(kind, self.now);
        }
        self.close_call(id, cause);
    }

    /// The server says that the call is over. What the agent did before, or a reason that is known, stands.
    pub(crate) fn end_by_server(&mut self, id: CallId, cause: EndCause) {
        let Some(call) = self.call(id) else { return };
        let cause = match (&call.stage, cause) {
            (
                Stage::Ending(EndCause::HungUpThere),
                cause @ (EndCause::Failed { .. } | EndCause::Transferred),
            ) => cause,
            (Stage::Ending(earlier), _) => earlier.clone(),
            (_, cause) => cause,
        };
        self.close_call(id, cause);
    }

    fn close_call(&mut self, id: CallId, cause: EndCause) {
        let now = self.now;
        let Some(call) = self.call_mut(id).filter(|call| !call.is_ended()) else { return };
        let unanswered = matches!(cause, EndCause::Missed);
        let release =
            [call.release_leg(if unanswered { UNAVAILABLE } else { BUSY_HERE }), call.release_successor()];
        call.leg = None;
        call.hold.forget();
        call.mute.forget();
        call.unsure = false;
        call.enter(Stage::Ended(cause.clone()), now, Some(ENDED_SHOWN));
        let answered_at = call.answered_at;
        for effect in release.into_iter().flatten() {
            self.outbox.effect(effect);
        }
        self.drop_transfer(id);
        self.notices.forget_call(id);
        self.remember_missing_half(id, &cause);
        self.outbox.event(Event::CallEnded { call: id, cause, answered_at });
        if !self.is_busy() {
            self.sound.calls_over();
        }
    }

    /// The half that has not come yet must not begin another call.
    fn remember_missing_half(&mut self, id: CallId, cause: &EndCause) {
        let now = self.now;
        let Some(call) = self.call(id) else { return };
        let (route, number, here) = (call.route, call.number.clone(), call.is_here());
        if let Some(id) = call.server_call.clone() {
            self.past.remember(id);
        }
        match route {
            _ if !here => {}
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
    pub(crate) fn finish_ending_calls(&mut self) {
        let ending = |call: &Call| matches!(call.stage, Stage::Ending(_));
        while let Some(id) = self.calls.find(ending) {
            if let Some(Stage::Ending(cause)) = self.call(id).map(|call| call.stage.clone()) {
                self.end_call(id, cause);
            }
        }
    }

    /// `AGENT_ANSWER_RESPOND_ID`. When nobody answered here, another device did; on which we may be following the call.
    pub(crate) fn on_answered_elsewhere(&mut self, server_call: Option<&ServerCallId>) {
        let Some(id) = self.concerned_call(CallKind::Agent, server_call, false) else { return };
        let Some(call) = self.call(id) else { return };
        let unanswered = match call.stage {
            Stage::Incoming => true,
            Stage::Answering => call.leg.is_none(),
            _ => false,
        };
        if !call.is_here() {
            self.talk(id);
        } else if unanswered {
            self.end_by_server(id, EndCause::AnsweredElsewhere);
        }
    }

    /// `AGENT_END_CALL_RESPOND_ID`.
    pub(crate) fn on_agent_call_ended(&mut self, server_call: Option<&ServerCallId>) {
        let Some(id) = self.concerned_call(CallKind::Agent, server_call, true) else { return };
        if self.call(id).is_some_and(|call| matches!(call.route, Route::Incoming { .. })) {
            self.end_there(id);
        }
    }

    /// `INTERNAL_CALL_END_RESPONSE_ID`. Without a call of that id here it is somebody else's, or over already. While
    /// our own INVITE is unanswered, its final status says more, and may come a moment later.
    pub(crate) fn on_internal_call_ended(&mut self, server_call: &ServerCallId) {
        let asking =
            |call: &Call| call.leg.is_some() && matches!(call.stage, Stage::Connecting | Stage::Ringing);
        let is_it = |call: &Call| {
            call.direction == Direction::Internal
                && call.server_call.as_ref() == Some(server_call)
                && !call.is_ended()
                && !asking(call)
        };
        if let Some(id) = self.calls.find(is_it) {
            self.end_there(id);
        }
    }

    fn end_there(&mut self, id: CallId) {
        if let Some(cause) = self.call(id).map(Call::ended_there) {
            self.end_by_server(id, cause);
        }
    }

    /// `TERMINATE_RESPOND_ID`: a supervisor ended a call.
    pub(crate) fn on_terminated(&mut self, server_call: &ServerCallId, agent: Option<&AgentId>) {
        if !agent.is_none_or(|agent| self.session.is_agent(agent)) {
            return;
        }
        let known =
            self.calls.find(|call| !call.is_ended() && call.server_call.as_ref() == Some(server_call));
        let id = known.or_else(|| {
            let kind =
                self.calls.single(|call| !call.is_ended()).and_then(|id| self.call(id)).map(Call::kind)?;
            self.concerned_call(kind, Some(server_call), true)
        });
        let problem = Problem::new(ProblemCode::SupervisorEnded);
        match id {
            Some(id) => self.end_by_server(id, EndCause::Failed { problem }),
            None => self.correct_end(server_call, problem),
        }
    }

    /// SIP's word on the end, which knows no reason, has overtaken the server's.
    fn correct_end(&mut self, server_call: &ServerCallId, problem: Problem) {
        let is_it = |call: &Call| {
            call.stage == Stage::Ended(EndCause::HungUpThere)
                && call.server_call.as_ref() == Some(server_call)
        };
        let Some(id) = self.calls.find(is_it) else { return };
        if let Some(call) = self.call_mut(id) {
            call.stage = Stage::Ended(EndCause::Failed { problem: problem.clone() });
        }
        self.notice(problem);
    }

    /// `TERMINATE_CALL_RESPOND_ID`: the call is over, with a text. It carries no id: with two calls, the one that talks.
    pub(crate) fn on_terminated_with_text(&mut self, text: Option<String>) {
        self.show_server_text(text);
        let live = |call: &Call| call.stage.is_live();
        let in_hand = |call: &Call| live(call) && call.stage == Stage::Talking && !call.hold.is_wanted();
        match self.calls.single(live).or_else(|| self.calls.find(in_hand)).or_else(|| self.calls.find(live)) {
            Some(id) => self.end_there(id),
            None => self.finish_ending_calls(),
        }
    }

    /// A text of the server's, for the agent to read.
    pub(crate) fn show_server_text(&mut self, text: Option<String>) {
        let text = text.unwrap_or_default();
        if !text.trim().is_empty() {
            self.notice(Problem::new(ProblemCode::ServerMessage).with("text", text));
        }
    }

    /// Hangs up everything at once, without waiting for the other side. A call on another device goes on there.
    pub(crate) fn drop_calls(&mut self) {
        while let Some(id) = self.calls.find(|call| !call.is_ended()) {
            let Some(call) = self.call(id) else { return };
            match call.stage.clone() {
                Stage::Ending(cause) => self.end_call(id, cause),
                _ if !call.is_here() => self.end_call(id, EndCause::AnsweredElsewhere),
                Stage::Incoming => self.end_call(id, EndCause::Refused),
                _ => {
                    self.terminate_if_no_leg(id);
                    self.end_call(id, EndCause::HungUpHere);
                }
            }
        }
    }

    fn terminate_if_no_leg(&mut self, id: CallId) {
        if self.call(id).is_some_and(|call| call.leg.is_none()) {
            self.terminate_call_out(id);
        }
    }

    /// Gives a call up that made no progress.
    pub(super) fn give_up(&mut self, id: CallId, code: ProblemCode) {
        self.terminate_if_no_leg(id);
        self.end_call(id, EndCause::Failed { problem: Problem::new(code) });
    }
}

/// The agent, or another device of theirs, has dealt with the call.
fn is_final(cause: &EndCause) -> bool {
    matches!(cause, EndCause::Refused | EndCause::HungUpHere | EndCause::AnsweredElsewhere)
}
