//! A transfer that was accepted: the new agent's phone rings while the customer is still with the old one. The
//! outcome reaches both, and nobody is left with a call that is not there.

use super::end::AgentEnd;
use super::record::Call;
use super::ringing::{How, Ringing};
use super::view::EndReason;
use super::{NOT_FOUND, TRANSFER_FAILED};
use crate::centre::Centre;
use crate::unknowns::TransferRing;
use reo_model::Extension;
use std::sync::Arc;

/// A customer on the way to another agent.
pub(super) struct Moving {
    pub(super) to: Extension,
    from: Extension,
    pub(super) ringing: Ringing,
}

impl Moving {
    /// Rings the new agent, who is in the call already. A phone that is not registered now is not to be reached.
    pub(super) fn start(centre: &Arc<Centre>, call: &Arc<Call>, to: Extension) -> Self {
        let announced = centre.unknowns().transfer_ring == TransferRing::RingAndInvite;
        let how = How { limit: centre.config.ring_timeout, patient: false, announced };
        let ringing = Ringing::start(centre, call, &to, how);
        Self { ringing, from: call.agent(), to }
    }

    /// The answer of the one that is there; without one this waits for ever.
    pub(super) async fn answer(moving: &mut Option<Self>) -> Result<AgentEnd, EndReason> {
        match moving {
            Some(moving) => moving.ringing.answer().await,
            None => std::future::pending().await,
        }
    }

    /// The new agent cannot be had, and does not ring any more.
    pub(super) fn failed(self, centre: &Centre, call: &Call) {
        centre.not_moved(call, &self.from, &self.to, TRANSFER_FAILED);
    }

    /// The new agent refuses while the phone rings.
    pub(super) async fn refused(self, centre: &Centre, call: &Call) {
        self.ringing.cancel().await;
        centre.not_moved(call, &self.from, &self.to, TRANSFER_FAILED);
    }

    /// The call is over before the new agent was there.
    pub(super) async fn void(self, centre: &Centre, call: &Call) {
        self.ringing.cancel().await;
        centre.not_moved(call, &self.from, &self.to, NOT_FOUND);
    }
}

impl Centre {
    /// A transfer has come to nothing: both are told, and the new agent is free.
    pub(super) fn not_moved(&self, call: &Call, from: &Extension, to: &Extension, outcome: &str) {
        call.change(|status| status.moving_to = None);
        self.tell_elsewhere(call, to, "AGENT_END_CALL_RESPOND_ID");
        self.transfer_outcome(call, from, to, outcome);
        self.agents.release(to, call.id);
    }
}
