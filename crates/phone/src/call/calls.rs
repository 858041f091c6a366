//! All calls of the moment.

use super::{Call, CallKind, Route};
use crate::phone::Phone;
use reo_model::{CallId, LegId, ServerCallId};

/// The calls, at most two of them live: one in hand, and one that is on hold or waits.
///
/// They stand the oldest first. A call that has ended stays until the next one begins or a few seconds have passed.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    list: Vec<Call>,
    last_id: u64,
}

impl Calls {
    pub(super) fn next_id(&mut self) -> CallId {
        self.last_id += 1;
        CallId(self.last_id)
    }

    /// Adds a call in place of those that are over.
    pub(super) fn add(&mut self, call: Call) {
        self.list.retain(|call| !call.is_ended());
        self.list.push(call);
    }

    pub(super) fn remove(&mut self, id: CallId) {
        self.list.retain(|call| call.id != id);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Call> {
        self.list.iter()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Call> {
        self.list.iter_mut()
    }

    /// Those that are neither over nor about to be.
    pub(crate) fn live(&self) -> impl Iterator<Item = &Call> {
        self.iter().filter(|call| call.stage.is_live())
    }

    pub(crate) fn by_id(&self, id: CallId) -> Option<&Call> {
        self.iter().find(|call| call.id == id)
    }

    pub(crate) fn by_id_mut(&mut self, id: CallId) -> Option<&mut Call> {
        self.iter_mut().find(|call| call.id == id)
    }

    /// The call to which this dialog belongs.
    pub(crate) fn of_leg(&self, leg: LegId) -> Option<&Call> {
        self.iter().find(|call| call.has_leg(leg))
    }

    /// The first for which this holds.
    pub(crate) fn find(&self, is_it: impl Fn(&Call) -> bool) -> Option<CallId> {
        self.iter().find(|call| is_it(call)).map(|call| call.id)
    }

    /// The one call for which this holds; `None` when it holds for several.
    pub(crate) fn single(&self, is_it: impl Fn(&Call) -> bool) -> Option<CallId> {
        let mut found = self.iter().filter(|call| is_it(call));
        let first = found.next()?;
        found.next().is_none().then_some(first.id)
    }

    /// The same among live calls.
    pub(crate) fn only(&self, is_it: impl Fn(&Call) -> bool) -> Option<CallId> {
        self.single(|call| call.stage.is_live() && is_it(call))
    }
}

impl Phone {
    pub(crate) fn call(&self, id: CallId) -> Option<&Call> {
        self.calls.by_id(id)
    }

    pub(crate) fn call_mut(&mut self, id: CallId) -> Option<&mut Call> {
        self.calls.by_id_mut(id)
    }

    /// The call to which this dialog belongs.
    pub(crate) fn call_of_leg(&self, leg: LegId) -> Option<CallId> {
        self.calls.of_leg(leg).map(|call| call.id)
    }

    /// There is a call. One that is only being taken down does not count.
    pub(crate) fn is_busy(&self) -> bool {
        self.calls.live().next().is_some()
    }

    /// Whether one more incoming call can be shown: there is none, or the only one is talking and calls may wait.
    pub(crate) fn has_room(&self) -> bool {
        let mut live = self.calls.live();
        match (live.next(), live.next()) {
            (None, _) => true,
            (Some(call), None) => self.call_waiting && call.can_be_set_aside(),
            _ => false,
        }
    }

    /// The call that a message of the server's with this id is about. A message without an id that reports an end may be the
    /// echo of an earlier call's end; one that fits two calls fits none.
    pub(crate) fn concerned_call(
        &mut self,
        kind: CallKind,
        id: Option<&ServerCallId>,
        is_end: bool,
    ) -> Option<CallId> {
        if id.is_none() && is_end && self.past.take_echo(kind, self.now) {
            return None;
        }
        let of_kind = |call: &Call| call.kind() == kind && !call.is_ended();
        let Some(id) = id else { return self.calls.single(of_kind).or_else(|| self.calls.only(of_kind)) };
        let known = self.calls.find(|call| of_kind(call) && call.server_call.as_ref() == Some(id));
        let nameless = |call: &Call| of_kind(call) && call.server_call.is_none();
        known.or_else(|| self.calls.find(nameless).filter(|_| !self.past.is_past(id)))
    }

    /// The live call with this id of the server's.
    pub(crate) fn call_of_server(&self, id: &ServerCallId) -> Option<CallId> {
        self.calls.find(|call| call.stage.is_live() && call.server_call.as_ref() == Some(id))
    }

    /// A call-out here that the server has not called us back for.
    pub(crate) fn call_awaiting_leg(&self) -> Option<&Call> {
        self.calls.live().find(|call| call.awaits_leg())
    }

    /// The call that an INVITE alone began, or a ring alone, and that lacks the other half.
    pub(super) fn incoming_call(&self, is_it: impl Fn(&Call) -> bool) -> Option<CallId> {
        self.calls.find(|call| matches!(call.route, Route::Incoming { .. }) && is_it(call))
    }
}
