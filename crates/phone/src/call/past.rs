//! What belongs to calls that are over.
//!
//! SIP and the agent socket both report the end of a call, in either order. The later one must not end the next call.

use crate::limits::ECHO;
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

    pub(super) fn is_past(&self, id: &ServerCallId) -> bool {
        self.ids.contains(id)
    }

    pub(super) fn take_echo(&mut self, kind: CallKind, now: Timestamp) -> bool {
        self.echo.take_if(|(of, until)| *of == kind && *until > now).is_some()
    }
}
