//! What belongs to calls that are over.
//!
//! SIP and the agent socket both report the end of a call, in either order. The later one must not end the next call.

use super::Stage;
use crate::limits::ECHO;
use crate::phone::Phone;
use reo_model::{ServerCallId, Timestamp};
use std::collections::VecDeque;

/// Messages about calls older than this many are not to be expected.
const KEPT: usize = 8;

/// Which of the server's two families of end messages a call has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallKind {
    /// `OUT_CALL_RESPONSE_ID`.
    CallOut,
    /// Everything else.
    Agent,
}

/// Calls that are over.
#[derive(Debug, Default)]
pub(crate) struct Past {
    ids: VecDeque<ServerCallId>,
    /// A call of this kind ended here; until then the server's word on it may follow without an id.
    echo: Option<(CallKind, Timestamp)>,
}

impl Past {
    pub(crate) fn remember(&mut self, id: ServerCallId) {
        self.ids.push_back(id);
        if self.ids.len() > KEPT {
            self.ids.pop_front();
        }
    }

    pub(crate) fn expect_echo(&mut self, kind: CallKind, now: Timestamp) {
        self.echo = Some((kind, now + ECHO));
    }

    fn is_past(&self, id: &ServerCallId) -> bool {
        self.ids.contains(id)
    }

    fn take_echo(&mut self, kind: CallKind, now: Timestamp) -> bool {
        self.echo.take_if(|(of, until)| *of == kind && *until > now).is_some()
    }
}

impl Phone {
    /// Whether a message of the server's with this id is about the present call. A message without an id that reports
    /// an end may be the echo of an earlier call's end.
    pub(crate) fn concerns_call(&mut self, kind: CallKind, id: Option<&ServerCallId>, is_end: bool) -> bool {
        if id.is_none() && is_end && self.past.take_echo(kind, self.now) {
            return false;
        }
        let Some(call) = self.call.as_ref().filter(|call| call.kind() == kind) else { return false };
        match (id, &call.server_call) {
            _ if matches!(call.stage, Stage::Ended(_)) => false,
            (Some(theirs), Some(ours)) => theirs == ours,
            (Some(theirs), None) => !self.past.is_past(theirs),
            (None, _) => true,
        }
    }
}
