//! What happens when a step of a call takes too long.

use super::{Call, Stage};
use crate::phone::Phone;
use crate::{EndCause, Problem, ProblemCode};
use reo_model::Timestamp;

impl Call {
    /// The next moment at which something about this call is overdue.
    pub(crate) fn due_at(&self, line_down_since: Option<Timestamp>) -> Option<Timestamp> {
        [self.deadline, self.hold_until, self.dead_at(line_down_since)].into_iter().flatten().min()
    }
}

impl Phone {
    /// Applies what is overdue about the call.
    pub(crate) fn on_call_overdue(&mut self) {
        let now = self.now;
        let line_down_since = self.line.down_since();
        let Some(call) = &self.call else { return };
        let is_due = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
        let (hold, dead) = (is_due(call.hold_until), is_due(call.dead_at(line_down_since)));
        if is_due(call.deadline) {
            self.on_stage_overdue();
        } else if dead {
            self.end_call(EndCause::Failed { problem: Problem::new(ProblemCode::MediaFailed) });
        } else if hold {
            self.on_hold_overdue();
        }
    }

    fn on_stage_overdue(&mut self) {
        let Some(call) = &self.call else { return };
        match call.stage.clone() {
            Stage::Incoming => self.end_call(EndCause::Missed),
            Stage::Ending(cause) => self.end_call(cause),
            Stage::Ended(_) => self.call = None,
            _ => self.give_up(ProblemCode::CallTimedOut),
        }
    }
}
