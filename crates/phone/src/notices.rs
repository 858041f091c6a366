//! What the agent should read.

use crate::phone::Phone;
use crate::{Event, Notice, Problem, ProblemCode};
use reo_model::Timestamp;
use std::collections::VecDeque;

/// More than this nobody reads; the oldest go first.
const SHOWN: usize = 8;

#[derive(Debug, Default)]
pub(crate) struct Notices {
    last_id: u64,
    shown: VecDeque<Notice>,
}

impl Notices {
    fn push(&mut self, problem: Problem, at: Timestamp) {
        self.last_id += 1;
        self.shown.push_back(Notice { id: self.last_id, at, problem });
        if self.shown.len() > SHOWN {
            self.shown.pop_front();
        }
    }

    pub(crate) fn dismiss(&mut self, id: u64) {
        self.shown.retain(|notice| notice.id != id);
    }

    pub(crate) fn view(&self) -> Vec<Notice> {
        self.shown.iter().cloned().collect()
    }
}

impl Phone {
    /// Tells the agent something.
    pub(crate) fn notice(&mut self, problem: Problem) {
        self.notices.push(problem.clone(), self.now);
        self.outbox.event(Event::Noticed { problem });
    }

    /// Tells the agent something that needs no parameters.
    pub(crate) fn notice_code(&mut self, code: ProblemCode) {
        self.notice(Problem::new(code));
    }
}
