//! What happens when a step of a call takes too long.

use super::{Call, Stage};
use crate::phone::Phone;
use crate::{EndCause, Problem, ProblemCode};
use reo_model::{CallId, Timestamp};

impl Call {
    /// The next moment at which something about this call is overdue.
    pub(crate) fn due_at(&self, line_down_since: Option<Timestamp>) -> Option<Timestamp> {
        let transfer = self.transfer.as_ref().map(|transfer| transfer.until);
        let dead = self.dead_at(line_down_since);
        [self.deadline, self.hold.until, self.mute.until(), transfer, dead].into_iter().flatten().min()
    }
}

impl Phone {
    /// Applies what is overdue about the calls.
    pub(crate) fn on_calls_overdue(&mut self) {
        let down_since = self.line.down_since();
        let now = self.now;
        let is_due = |call: &Call| call.due_at(down_since).is_some_and(|at| at <= now);
        while let Some(id) = self.calls.find(is_due) {
            self.on_call_overdue(id);
        }
    }

    fn on_call_overdue(&mut self, id: CallId) {
        let now = self.now;
        let down_since = self.line.down_since();
        let Some(call) = self.call(id) else { return };
        let is_due = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
        if is_due(call.deadline) {
            self.on_stage_overdue(id);
        } else if is_due(call.dead_at(down_since)) {
            self.end_call(id, EndCause::Failed { problem: Problem::new(ProblemCode::MediaFailed) });
        } else if is_due(call.hold.until) {
            self.on_hold_overdue(id);
        } else if is_due(call.mute.until()) {
            self.on_mute_refused(id, ProblemCode::MuteFailed);
        } else {
            self.on_transfer_overdue(id);
        }
    }

    fn on_stage_overdue(&mut self, id: CallId) {
        let Some(call) = self.call(id) else { return };
        match call.stage.clone() {
            Stage::Incoming => self.end_call(id, EndCause::Missed),
            Stage::Ending(cause) => self.end_call(id, cause),
            Stage::Ended(_) => self.calls.remove(id),
            _ => self.give_up(id, ProblemCode::CallTimedOut),
        }
    }
}
