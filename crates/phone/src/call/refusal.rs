//! `ERROR_CALL_RESPONSE_ID`: something asked of a call was refused.

use super::{Call, CallKind, Stage, ipcc_problem};
use crate::phone::Phone;
use crate::{EndCause, Problem, ProblemCode};
use reo_contact_centre::Status;
use reo_model::{CallId, ServerCallId};

impl Phone {
    pub(crate) fn on_call_error(
        &mut self,
        status: &Status,
        not_found: bool,
        server_call: Option<&ServerCallId>,
    ) {
        if not_found {
            self.on_call_not_found(server_call);
        } else if !status.is_ok() {
            self.on_refusal(status, server_call);
        }
    }

    /// The server does not know the call (any more): it is over, whatever we thought of it.
    fn on_call_not_found(&mut self, server_call: Option<&ServerCallId>) {
        let unsure = self.calls.find(|call| call.unsure).filter(|_| server_call.is_none());
        let id = unsure
            .or_else(|| self.concerned_call(CallKind::Agent, server_call, true))
            .or_else(|| self.concerned_call(CallKind::CallOut, server_call, true));
        if let Some(id) = id {
            self.end_by_server(id, EndCause::Failed { problem: Problem::new(ProblemCode::CallNotFound) });
        }
    }

    /// What was asked for last of the call is what is refused.
    fn on_refusal(&mut self, status: &Status, server_call: Option<&ServerCallId>) {
        let waits = |call: &Call| call.unsure || call.awaits_word();
        let named = |call: &Call| server_call.is_none_or(|id| call.server_call.as_ref() == Some(id));
        match self.calls.find(|call| !call.is_ended() && named(call) && waits(call)) {
            Some(id) => self.refuse_what_was_asked(id, status),
            None => self.notice(ipcc_problem(status)),
        }
    }

    fn refuse_what_was_asked(&mut self, id: CallId, status: &Status) {
        let Some(call) = self.call_mut(id) else { return };
        if std::mem::take(&mut call.unsure) {
            // Only asked to learn that the call stands.
        } else if let Some(on) = call.hold.view.pending {
            self.hold_is_done(id, on, false, super::failure::hold_problem(status));
        } else if call.mute.until().is_some() {
            self.on_mute_refused(id, super::failure::mute_problem(status));
        } else if call.transfer.is_some() {
            self.fail_transfer(id, super::failure::transfer_problem(status));
        } else if matches!(call.stage, Stage::Ending(_)) {
            self.notice(ipcc_problem(status));
        }
    }
}

impl Call {
    /// The server owes an answer about it.
    fn awaits_word(&self) -> bool {
        let ending = matches!(self.stage, Stage::Ending(_)) && !self.is_here();
        self.hold.view.pending.is_some() || self.mute.until().is_some() || self.transfer.is_some() || ending
    }
}
