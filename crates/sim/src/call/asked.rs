//! The transfer that was asked for in a call: at most one at a time, until its outcome.

use super::record::{Call, Status};
use super::view::CallState;
use crate::lock;
use reo_model::Extension;

/// Which of the transfers that were asked for in a call.
pub(crate) type TransferId = u64;

impl Call {
    /// Notes that a transfer is asked for; `None` when another one is under way or the call is over.
    pub(crate) fn ask_transfer(&self, to: &Extension) -> Option<TransferId> {
        let mut status = lock(&self.status);
        if status.transfer.is_some() || status.moving_to.is_some() || status.state == CallState::Ended {
            return None;
        }
        status.transfers += 1;
        status.transfer = Some((status.transfers, to.clone()));
        Some(status.transfers)
    }

    /// Takes the transfer that is not answered yet, when it is that to `to`, or the one with that id.
    pub(crate) fn take_transfer(&self, to: &Extension, id: Option<TransferId>) -> bool {
        let mut status = lock(&self.status);
        let asked = status.transfer.take_if(|asked| asked.1 == *to && id.is_none_or(|id| asked.0 == id));
        asked.is_some()
    }

    /// Notes that the customer is on the way to that agent; `false` when the call is over.
    pub(crate) fn move_to(&self, to: &Extension) -> bool {
        let mut status = lock(&self.status);
        let goes_on = status.state != CallState::Ended;
        if goes_on {
            status.moving_to = Some(to.clone());
        }
        goes_on
    }

    /// The agent to whom a transfer was under way that comes to nothing now.
    pub(super) fn drop_transfer(&self) -> Option<Extension> {
        lock(&self.status).drop_transfer()
    }

    /// Whether that agent's phone rings for a transfer.
    pub(crate) fn is_moving_to(&self, agent: &Extension) -> bool {
        lock(&self.status).moving_to.as_ref() == Some(agent)
    }
}

impl Status {
    /// Forgets the transfer; to whom it was.
    pub(super) fn drop_transfer(&mut self) -> Option<Extension> {
        let asked = self.transfer.take().map(|(_, to)| to);
        asked.or(self.moving_to.take())
    }
}
