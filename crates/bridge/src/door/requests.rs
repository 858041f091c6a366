//! The commands of the last minutes, so that none is carried out twice.

use super::ConnId;
use crate::policy::{Origin, limits};
use crate::protocol::CommandResult;
use reo_model::Timestamp;
use std::collections::VecDeque;

/// Which command: ids are a page's own, so they count within its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) origin: Origin,
    pub(super) id: String,
}

/// What has become of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// The page that hears how it ends.
    Pending(ConnId),
    Ended(CommandResult),
}

#[derive(Debug, Default)]
pub(super) struct Requests(VecDeque<(Request, Timestamp, Fate)>);

impl Requests {
    pub(super) fn fate(&self, request: &Request, now: Timestamp) -> Option<&Fate> {
        let alive = |at: Timestamp| now.since(at) < limits::REPLY_KEPT_FOR;
        self.0.iter().find(|(one, at, _)| one == request && alive(*at)).map(|(_, _, fate)| fate)
    }

    pub(super) fn begin(&mut self, request: Request, conn: ConnId, now: Timestamp) {
        self.forget(&request);
        let own = |(one, ..): &(Request, Timestamp, Fate)| one.origin == request.origin;
        if self.0.iter().filter(|entry| own(entry)).count() >= limits::REPLIES_KEPT
            && let Some(oldest) = self.0.iter().position(own)
        {
            self.0.remove(oldest);
        }
        self.0.push_back((request, now, Fate::Pending(conn)));
    }

    /// The page that asked has been loaded anew and asks again.
    pub(super) fn join(&mut self, request: &Request, conn: ConnId) {
        self.set(request, Fate::Pending(conn));
    }

    pub(super) fn end(&mut self, request: &Request, result: CommandResult) {
        self.set(request, Fate::Ended(result));
    }

    fn set(&mut self, request: &Request, new: Fate) {
        if let Some((_, _, fate)) = self.0.iter_mut().find(|(one, ..)| one == request) {
            *fate = new;
        }
    }

    /// It was not carried out and may come again.
    pub(super) fn forget(&mut self, request: &Request) {
        self.0.retain(|(one, ..)| one != request);
    }
}
