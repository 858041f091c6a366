//! What is handed to the phone, and what a page hears of it.

use super::requests::{Fate, Request};
use super::{Door, Output, refused};
use crate::protocol::{CommandResult, Done, Refusal, ReoFrame};
use reo_engine::CommandError;
use reo_phone::Event;
use std::collections::BTreeMap;

/// What the phone was asked and for whom.
#[derive(Debug, Default)]
pub(super) struct Tickets {
    last: u64,
    open: BTreeMap<u64, Request>,
}

impl Door {
    /// Hands a command to the phone; the page that asked for it hears how it ended.
    pub(super) fn perform(&mut self, request: Option<Request>, command: reo_phone::Command) {
        self.tickets.last += 1;
        let ticket = self.tickets.last;
        if let Some(request) = request {
            self.tickets.open.insert(ticket, request);
        }
        self.outputs.push_back(Output::Perform { ticket, command });
    }

    pub(super) fn performed(&mut self, ticket: u64, result: Result<Vec<Event>, CommandError>) {
        let Some(request) = self.tickets.open.remove(&ticket) else { return };
        match result {
            Ok(events) => self.yielded(&request, &events),
            Err(CommandError::Overloaded | CommandError::Stopped) => {
                self.turn_down(&request, Refusal::Unavailable);
            }
        }
    }

    fn yielded(&mut self, request: &Request, events: &[Event]) {
        let problem = events.iter().find_map(|event| match event {
            Event::Noticed { problem } => Some(problem),
            _ => None,
        });
        let started = events.iter().find_map(|event| match event {
            Event::CallStarted { call, .. } => Some(*call),
            _ => None,
        });
        if let Some(call) = started {
            self.made.insert(call, request.clone());
            self.notes.dialled_by(call, &request.origin);
        }
        let result = match (started, problem) {
            (None, Some(problem)) => CommandResult::Failed { problem: problem.into() },
            (call, _) => CommandResult::Done(Done { call: call.map(|call| self.names.of(call)) }),
        };
        self.reply(request, result);
        if started.is_some() {
            // The page now finds its own request at the call.
            self.broadcast(Vec::new());
        }
    }

    /// The end of a command that was begun.
    pub(super) fn reply(&mut self, request: &Request, result: CommandResult) {
        let asked_by = match self.requests.fate(request, self.now) {
            Some(Fate::Pending(conn)) => Some(*conn),
            _ => None,
        };
        self.requests.end(request, result.clone());
        if let Some(conn) = asked_by.filter(|conn| self.pages.get(*conn).is_some()) {
            self.send(conn, &ReoFrame::Reply { request_id: request.id.clone(), result });
        }
    }

    pub(super) fn done(&mut self, request: &Request) {
        self.reply(request, CommandResult::Done(Done::default()));
    }

    /// The door does not let a command pass that was begun.
    pub(super) fn turn_down(&mut self, request: &Request, reason: Refusal) {
        self.reply(request, CommandResult::Refused(refused(reason, None)));
    }
}
