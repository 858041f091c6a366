//! Giving a call to somebody else.
//!
//! At a contact centre a colleague is asked first and has ten seconds; then the server moves the call. A queue is not
//! asked. Anywhere else the far side is asked by REFER to call somebody (RFC 5589), without or with a call that the agent
//! has with them already.

use super::{Call, LegState, Stage};
use crate::limits::{CONFIRM, CONFIRM_GRACE, HANG_UP, MOVE, REFER};
use crate::phone::Phone;
use crate::{Effect, EndCause, Event, Problem, ProblemCode, TransferStage, TransferTarget, TransferView};
use reo_contact_centre::{ClientMessage, Status};
use reo_model::{AgentId, CallId, Extension, LegId, PhoneNumber, ServerCallId, Timestamp};
use std::time::Duration;

/// A transfer under way.
#[derive(Clone, Debug)]
pub(crate) struct Transfer {
    to: TransferTarget,
    stage: TransferStage,
    since: Timestamp,
    pub(super) until: Timestamp,
}

/// How a transfer between agents ended, as the server tells both.
#[derive(Clone, Debug)]
pub(crate) struct TransferOutcome {
    pub(crate) server_call: ServerCallId,
    pub(crate) status: Status,
}

impl Transfer {
    pub(crate) fn view(&self) -> TransferView {
        TransferView { to: self.to.clone(), stage: self.stage, since: self.since, until: self.until }
    }
}

impl Call {
    /// The call may go over to somebody else at any moment.
    pub(super) fn is_moving(&self) -> bool {
        self.transfer.as_ref().is_some_and(|transfer| transfer.stage == TransferStage::Moving)
    }
}

impl Phone {
    /// The agent gives a call away.
    pub(crate) fn transfer(&mut self, id: CallId, to: TransferTarget) {
        // Asked twice is asked once: a failure now would be told of the transfer that is under way.
        if self.wanted_call(id).is_none_or(|call| call.transfer.is_some()) {
            return;
        }
        let asked = match self.transfer_hindrance(id, &to) {
            Some(code) => Err(code),
            None if self.session.has_contact_centre() => self.transfer_through_centre(id, &to),
            None => self.transfer_by_refer(id, &to),
        };
        match asked {
            Ok(()) => self.outbox.event(Event::TransferRequested { call: id, to }),
            Err(code) => self.transfer_failed(id, Problem::new(code)),
        }
    }

    /// What is known before anything is sent.
    fn transfer_hindrance(&self, id: CallId, to: &TransferTarget) -> Option<ProblemCode> {
        let call = self.call(id)?;
        let nobody = match to {
            TransferTarget::Colleague { extension } => extension.as_str().trim().is_empty(),
            TransferTarget::Queue { id } => id.trim().is_empty(),
            TransferTarget::Number { number } => number.expose().trim().is_empty(),
            TransferTarget::Call { call } => *call == id,
        };
        match () {
            () if call.stage != Stage::Talking => Some(ProblemCode::TransferNoCall),
            () if nobody => Some(ProblemCode::TransferNobody),
            () => None,
        }
    }

    fn transfer_through_centre(&mut self, id: CallId, to: &TransferTarget) -> Result<(), ProblemCode> {
        let call = self.call(id).ok_or(ProblemCode::TransferNoCall)?;
        if call.mute.is_on() || call.hold.view.local || call.hold.is_wanted() {
            return Err(ProblemCode::TransferMutedOrHeld);
        }
        let call_id = call.server_call.clone().ok_or(ProblemCode::TransferNoCallInfo)?;
        let centre = self.session.centre().ok_or(ProblemCode::TransferNotSupported)?;
        let (message, stage, limit) = match to {
            TransferTarget::Colleague { extension } if centre.is_agent(extension.as_str()) => {
                return Err(ProblemCode::TransferNoSuchColleague);
            }
            TransferTarget::Colleague { extension } => {
                let drop_agent = AgentId::new(centre.extension().as_str());
                let new_agent = AgentId::new(extension.as_str());
                let message = ClientMessage::TransferConfirm { call_id, new_agent, drop_agent };
                (message, TransferStage::Asking, CONFIRM + CONFIRM_GRACE)
            }
            TransferTarget::Queue { id } => {
                let acd_id = id.trim().to_owned();
                (ClientMessage::TransferToAcd { call_id, acd_id }, TransferStage::Moving, MOVE)
            }
            _ => return Err(ProblemCode::TransferNotSupported),
        };
        if !self.tell(message) {
            return Err(ProblemCode::NotReady);
        }
        self.begin_transfer(id, to, stage, limit);
        Ok(())
    }

    fn begin_transfer(&mut self, id: CallId, to: &TransferTarget, stage: TransferStage, limit: Duration) {
        let now = self.now;
        if let Some(call) = self.call_mut(id) {
            call.transfer = Some(Transfer { to: to.clone(), stage, since: now, until: now + limit });
        }
    }

    fn transfer_by_refer(&mut self, id: CallId, to: &TransferTarget) -> Result<(), ProblemCode> {
        let up = |call: &Call| call.leg.filter(|leg| leg.state == LegState::Up).map(|leg| leg.id);
        let leg = self.call(id).and_then(up).ok_or(ProblemCode::TransferNoCall)?;
        let parsed = |text: &str| PhoneNumber::parse(text).map_err(|_| ProblemCode::NumberBadCharacter);
        let effect = match to {
            TransferTarget::Colleague { extension } => {
                Effect::Refer { leg, target: PhoneNumber::verbatim(extension.as_str()) }
            }
            TransferTarget::Number { number } => Effect::Refer { leg, target: parsed(number.expose())? },
            TransferTarget::Call { call } => {
                let other = self.call(*call).filter(|call| call.stage == Stage::Talking);
                let other = other.and_then(up).ok_or(ProblemCode::TransferNoCall)?;
                Effect::ReferToLeg { leg, other }
            }
            TransferTarget::Queue { .. } => return Err(ProblemCode::TransferNotSupported),
        };
        self.outbox.effect(effect);
        self.begin_transfer(id, to, TransferStage::Moving, REFER);
        Ok(())
    }

    /// Our REFER came to an end.
    pub(crate) fn on_referred(&mut self, leg: LegId, status: u16) {
        let Some(id) = self.call_of_leg(leg) else { return };
        let Some(transfer) = self.call(id).and_then(|call| call.transfer.clone()) else { return };
        if !(200..300).contains(&status) {
            let problem = Problem::new(ProblemCode::TransferFailed).with("status", status);
            return self.fail_transfer(id, problem);
        }
        self.begin_hang_up(id, EndCause::Transferred);
        if let TransferTarget::Call { call } = transfer.to
            && self.call(call).is_some_and(|call| call.stage.is_live())
        {
            self.begin_hang_up(call, EndCause::Transferred);
        }
    }

    /// `TRANSFER_AGENT_TO_AGENT_CONFIRM_RESPONSE_ID`: the colleague's answer to our question.
    pub(crate) fn on_transfer_answer(&mut self, server_call: &ServerCallId, status: &Status) {
        let now = self.now;
        let Some(id) = self.call_of_server(server_call) else { return };
        let Some(transfer) = self.call_mut(id).and_then(|call| call.transfer.as_mut()) else { return };
        if transfer.stage != TransferStage::Asking {
            return;
        }
        if status.is_ok() {
            transfer.stage = TransferStage::Moving;
            transfer.since = now;
            transfer.until = now + MOVE;
            return self.outbox.event(Event::TransferAccepted { call: id });
        }
        // The server answers for a colleague who does not.
        let waited = now.since(transfer.since);
        let timed_out = *status == Status::NotOk && waited + CONFIRM_GRACE / 2 >= CONFIRM;
        let problem = super::failure::transfer_problem(status);
        self.fail_transfer(id, if timed_out { Problem::new(ProblemCode::TransferTimedOut) } else { problem });
    }

    /// `TRANSFER_AGENT_TO_AGENT_RESPOND_ID`, for a call of ours that we gave away.
    pub(crate) fn on_transfer_outcome(&mut self, outcome: &TransferOutcome) {
        let is_it = |call: &Call| {
            !call.is_ended()
                && call.transfer.is_some()
                && call.server_call.as_ref() == Some(&outcome.server_call)
        };
        if let Some(id) = self.calls.find(is_it) {
            self.transfer_is_done(id, &outcome.status);
        }
    }

    /// `TRANFER_TO_ACD_RESPONSE`. It carries no id: it is about the call that is on its way to a queue.
    pub(crate) fn on_queue_transfer_outcome(&mut self, status: &Status) {
        let to_queue = |call: &Call| {
            !call.is_ended()
                && call
                    .transfer
                    .as_ref()
                    .is_some_and(|transfer| matches!(transfer.to, TransferTarget::Queue { .. }))
        };
        if let Some(id) = self.calls.find(to_queue) {
            self.transfer_is_done(id, status);
        }
    }

    fn transfer_is_done(&mut self, id: CallId, status: &Status) {
        if !status.is_ok() {
            return self.fail_transfer(id, super::failure::transfer_problem(status));
        }
        let Some(call) = self.call(id) else { return };
        if call.stage.is_live() && call.leg.is_some() {
            self.await_farewell(id);
        } else {
            self.end_by_server(id, EndCause::Transferred);
        }
    }

    /// The server ends our leg when it has moved the call. Should it not, we do: not before, lest the customer is lost.
    fn await_farewell(&mut self, id: CallId) {
        let now = self.now;
        if let Some(call) = self.call_mut(id) {
            call.enter(Stage::Ending(EndCause::Transferred), now, Some(HANG_UP));
            call.transfer = None;
        }
    }

    /// The call stays here.
    pub(super) fn fail_transfer(&mut self, id: CallId, problem: Problem) {
        let Some(call) = self.call_mut(id) else { return };
        if call.transfer.take().is_some() {
            self.transfer_failed(id, problem);
        }
    }

    fn transfer_failed(&mut self, id: CallId, problem: Problem) {
        self.notice_of_call(id, problem.clone());
        if self.call(id).is_some_and(|call| !call.is_ended()) {
            self.outbox.event(Event::TransferFailed { call: id, problem });
        }
    }

    /// The call ends, so there is nothing left to give away.
    pub(super) fn drop_transfer(&mut self, id: CallId) {
        if let Some(call) = self.call_mut(id) {
            call.transfer = None;
        }
    }

    pub(super) fn on_transfer_overdue(&mut self, id: CallId) {
        let asking = |transfer: &Transfer| transfer.stage == TransferStage::Asking;
        let code = match self.call(id).and_then(|call| call.transfer.as_ref()) {
            Some(transfer) if asking(transfer) => ProblemCode::TransferTimedOut,
            _ => ProblemCode::TransferFailed,
        };
        self.fail_transfer(id, Problem::new(code));
    }

    /// The agent socket is lost, and with it whatever the server would have said.
    pub(crate) fn transfers_are_lost(&mut self) {
        while let Some(id) = self.calls.find(|call| call.transfer.is_some() && call.server_call.is_some()) {
            self.fail_transfer(id, Problem::new(ProblemCode::TransferFailed));
        }
    }
}

/// Who is named in a transfer: the page does not say whether by extension or by user name.
pub(super) fn extension_of(agent: &AgentId) -> Extension {
    Extension::new(agent.as_str())
}
