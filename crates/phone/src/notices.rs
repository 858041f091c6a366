//! What the agent should read.

use crate::phone::Phone;
use crate::{Event, Notice, Problem, ProblemCode};
use reo_model::{CallId, Timestamp};
use std::collections::VecDeque;

/// More than this nobody reads; the oldest go first.
const SHOWN: usize = 8;

#[derive(Debug, Default)]
pub(crate) struct Notices {
    last_id: u64,
    /// With the call that each is about, if any.
    shown: VecDeque<(Notice, Option<CallId>)>,
}

impl Notices {
    fn push(&mut self, problem: Problem, at: Timestamp, call: Option<CallId>) {
        self.last_id += 1;
        self.shown.push_back((Notice { id: self.last_id, at, problem }, call));
        if self.shown.len() > SHOWN {
            self.shown.pop_front();
        }
    }

    pub(crate) fn dismiss(&mut self, id: u64) {
        self.shown.retain(|(notice, _)| notice.id != id);
    }

    /// The call is over: what was to be done about it is not to be done any more.
    pub(crate) fn forget_call(&mut self, id: CallId) {
        self.shown.retain(|(_, call)| *call != Some(id));
    }

    pub(crate) fn view(&self) -> Vec<Notice> {
        self.shown.iter().map(|(notice, _)| notice.clone()).collect()
    }
}

impl Phone {
    /// Tells the agent something.
    pub(crate) fn notice(&mut self, problem: Problem) {
        self.notices.push(problem.clone(), self.now, None);
        self.outbox.event(Event::Noticed { problem });
    }

    /// Tells the agent something that is of no use once this call is over.
    pub(crate) fn notice_of_call(&mut self, call: CallId, problem: Problem) {
        self.notices.push(problem.clone(), self.now, Some(call));
        self.outbox.event(Event::Noticed { problem });
    }

    /// Tells the agent something that needs no parameters.
    pub(crate) fn notice_code(&mut self, code: ProblemCode) {
        self.notice(Problem::new(code));
    }
}
