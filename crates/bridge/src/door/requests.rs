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
    /// The pages that hear how it ends; none while the one that asked is being loaded anew.
    Pending(Vec<ConnId>),
    Ended(CommandResult),
}

#[derive(Debug, Default)]
pub(super) struct Requests(VecDeque<(Request, Timestamp, Fate)>);

impl Requests {
    pub(super) fn fate(&self, request: &Request, now: Timestamp) -> Option<&Fate> {
        let alive = |at: Timestamp| now.since(at) < limits::REPLY_KEPT_FOR;
        self.0.iter().find(|(one, at, _)| one == request && alive(*at)).map(|(_, _, fate)| fate)
    }

    /// Those of a command that has not ended.
    pub(super) fn waiting(&self, request: &Request, now: Timestamp) -> &[ConnId] {
        match self.fate(request, now) {
            Some(Fate::Pending(pages)) => pages,
            _ => &[],
        }
    }

    pub(super) fn begin(&mut self, request: Request, conn: ConnId, now: Timestamp) {
        self.forget(&request);
        self.make_room(&request.origin);
        self.0.push_back((request, now, Fate::Pending(vec![conn])));
    }

    /// The oldest reply of an origin that has its fill goes. What has not ended stays: it would be done twice.
    fn make_room(&mut self, origin: &Origin) {
        let own = |(one, ..): &(Request, Timestamp, Fate)| one.origin == *origin;
        let ended = |entry: &(Request, Timestamp, Fate)| own(entry) && matches!(entry.2, Fate::Ended(_));
        if self.0.iter().filter(|entry| own(entry)).count() >= limits::REPLIES_KEPT
            && let Some(oldest) = self.0.iter().position(ended)
        {
            self.0.remove(oldest);
        }
    }

    /// Another page asks for the same, or the one that asked has been loaded anew.
    pub(super) fn join(&mut self, request: &Request, conn: ConnId) {
        if let Some((_, _, Fate::Pending(pages))) = self.0.iter_mut().find(|(one, ..)| one == request)
            && !pages.contains(&conn)
        {
            pages.push(conn);
        }
    }

    /// A page has gone.
    pub(super) fn gone(&mut self, conn: ConnId) {
        for (_, _, fate) in &mut self.0 {
            if let Fate::Pending(pages) = fate {
                pages.retain(|one| *one != conn);
            }
        }
    }

    pub(super) fn end(&mut self, request: &Request, result: CommandResult) {
        if let Some((_, _, fate)) = self.0.iter_mut().find(|(one, ..)| one == request) {
            *fate = Fate::Ended(result);
        }
    }

    /// It was not carried out and may come again.
    pub(super) fn forget(&mut self, request: &Request) {
        self.0.retain(|(one, ..)| one != request);
    }
}
