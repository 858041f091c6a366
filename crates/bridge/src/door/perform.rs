//! What is handed to the phone, and what a page hears of it.

use super::borrowed::Borrower;
use super::requests::Request;
use super::{Door, Output, refused};
use crate::protocol::{CommandResult, Done, Refusal, ReoFrame};
use reo_engine::CommandError;
use reo_model::Timestamp;
use reo_phone::{self as phone, Event};
use std::collections::BTreeMap;

/// A page's command on its way to the phone.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) request: Request,
    pub(super) command: phone::Command,
    /// Who has the device put back when it goes.
    pub(super) borrower: Option<Borrower>,
}

impl Order {
    pub(super) const fn new(request: Request, command: phone::Command) -> Self {
        Self { request, command, borrower: None }
    }
}

/// What the phone was asked and for whom.
#[derive(Debug, Default)]
pub(super) struct Tickets {
    last: u64,
    open: BTreeMap<u64, Order>,
}

impl Door {
    /// Hands a page's command to the phone; the page hears how it ended.
    pub(super) fn perform(&mut self, order: Order) {
        let ticket = self.tell_phone(order.command.clone());
        self.tickets.open.insert(ticket, order);
    }

    /// Hands a command to the phone; nobody hears how it ended.
    pub(super) fn tell_phone(&mut self, command: phone::Command) -> u64 {
        self.tickets.last += 1;
        let ticket = self.tickets.last;
        self.outputs.push_back(Output::Perform { ticket, command });
        ticket
    }

    pub(super) fn performed(&mut self, ticket: u64, result: Result<Vec<Event>, CommandError>) {
        let Some(order) = self.tickets.open.remove(&ticket) else { return };
        match result {
            Ok(events) => self.yielded(&order, &events),
            Err(CommandError::Overloaded | CommandError::Stopped) => {
                self.turn_down(&order.request, Refusal::Unavailable);
            }
        }
    }

    fn yielded(&mut self, order: &Order, events: &[Event]) {
        let request = &order.request;
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
        if problem.is_none() {
            self.borrow_device(order);
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
        let waiting = self.requests.waiting(request, self.now).to_vec();
        self.requests.end(request, result.clone());
        let reply = ReoFrame::Reply { request_id: request.id.clone(), result };
        for conn in waiting {
            self.send(conn, &reply);
        }
    }

    pub(super) fn done(&mut self, request: &Request) {
        self.reply(request, CommandResult::Done(Done::default()));
    }

    /// The door does not let a command pass that was begun.
    pub(super) fn turn_down(&mut self, request: &Request, reason: Refusal) {
        self.reply(request, CommandResult::Refused(refused(reason, None)));
    }

    /// There is too much to be done for one more command. It may come again under the same name.
    pub(super) fn put_off(&mut self, request: &Request, until: Option<Timestamp>) {
        let retry_after_ms = until.map(|until| self.millis_until(until));
        self.reply(request, CommandResult::Refused(refused(Refusal::TooMany, retry_after_ms)));
        self.requests.forget(request);
    }
}
