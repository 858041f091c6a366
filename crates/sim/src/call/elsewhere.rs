//! Calls of an agent whose audio is on another device: followed and steered by the agent socket alone.

use super::inbound::{Inbound, given_up};
use super::record::{CallOrder, EndReason};
use crate::customer::Behaviour;
use serde_json::json;
use std::time::Duration;
use tokio::sync::mpsc;

/// How long the other device rings before it is answered there.
pub(super) const ANSWERED_AFTER: Duration = Duration::from_secs(1);

impl Inbound {
    /// Rings the other device, which is answered after a second.
    pub(super) async fn run_elsewhere(mut self) {
        self.centre.announce_ring(&self.call);
        let answered = tokio::select! {
            reason = given_up(&mut self.orders, &self.behaviour) => Err(reason),
            () = tokio::time::sleep(ANSWERED_AFTER) => Ok(()),
        };
        let reason = match answered {
            Ok(()) => self.talk_elsewhere().await,
            Err(reason) => reason,
        };
        let agent = self.call.agent();
        let fields = json!({"callId": self.call.server_id, "extension": agent});
        self.centre.tell(&agent, "AGENT_END_CALL_RESPOND_ID", fields);
        self.centre.over(&self.call, reason);
    }

    async fn talk_elsewhere(&mut self) -> EndReason {
        let agent = self.call.agent();
        self.centre.talking(&self.call, None);
        let fields = json!({"callId": self.call.server_id, "extension": agent});
        self.centre.tell(&agent, "AGENT_ANSWER_RESPOND_ID", fields);
        until_ended(&mut self.orders, &self.behaviour).await
    }
}

/// Waits until somebody ends a call that has no audio here.
pub(super) async fn until_ended(orders: &mut mpsc::Receiver<CallOrder>, behaviour: &Behaviour) -> EndReason {
    let patience = Behaviour { give_up_after_ms: behaviour.hang_up_after_ms, ..behaviour.clone() };
    given_up(orders, &patience).await
}
