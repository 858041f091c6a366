//! How a customer is passed on: to another agent, to a queue, or left alone on the way.

use super::TRANSFER_FAILED;
use super::attend::{Attendance, Outcome};
use super::end::AgentEnd;
use super::moving::Moving;
use super::talk::Stop;
use super::view::{Direction, EndReason};
use super::whom::Whom;
use reo_model::Extension;
use serde_json::json;

impl Attendance {
    /// Whom the customer is with next, or how the call came to its end.
    pub(super) async fn next_end(
        &mut self,
        stop: Stop,
        old: AgentEnd,
        moving: Option<Moving>,
    ) -> Result<AgentEnd, Outcome> {
        let alone = |reason| (reason, None);
        match (stop, moving) {
            (Stop::Moved(to, new), _) => {
                self.hand_over(old, &to, &new).await;
                Ok(new)
            }
            (Stop::AgentBye, Some(moving)) => self.stay_alone(moving).await.map_err(alone),
            (Stop::AgentBye, None) => Err(alone(EndReason::Agent)),
            (Stop::ToQueue(queue), moving) => {
                self.void(moving).await;
                if let Some(to) = self.call.drop_transfer() {
                    self.centre.not_moved(&self.call, &self.call.agent(), &to, TRANSFER_FAILED);
                }
                self.queue(old, &queue).await.map_err(alone)
            }
            (Stop::Elapsed, moving) => Err(self.end(EndReason::Customer, old, moving).await),
            (Stop::Ordered(reason), moving) => Err(self.end(reason, old, moving).await),
        }
    }

    async fn end(&self, reason: EndReason, agent: AgentEnd, moving: Option<Moving>) -> Outcome {
        self.void(moving).await;
        (reason, Some(agent))
    }

    async fn void(&self, moving: Option<Moving>) {
        if let Some(moving) = moving {
            moving.void(&self.centre, &self.call).await;
        }
    }

    /// The customer is put through to the new agent first; then the old one is let go.
    async fn hand_over(&self, old: AgentEnd, to: &Extension, new: &AgentEnd) {
        let (from, served_as) = (self.call.agent(), self.call.served_as());
        self.pass_to(to, new).await;
        self.centre.transfer_outcome(&self.call, &from, to, "OK");
        self.let_go(from, served_as, Some(old));
    }

    async fn pass_to(&self, to: &Extension, new: &AgentEnd) {
        self.call.pass_to(to);
        self.centre.events.add("call.moved", json!({"call": self.call.id, "agent": to}));
        self.connect(new).await;
    }

    /// The old agent has hung up while the new one's phone rings: the customer hears music until it is answered.
    async fn stay_alone(&mut self, mut moving: Moving) -> Result<AgentEnd, EndReason> {
        let (from, served_as) = (self.call.agent(), self.call.served_as());
        self.call.leave_agent();
        self.let_go(from.clone(), served_as, None);
        self.party.wait();
        let answer = tokio::select! {
            answer = moving.ringing.answer() => answer,
            reason = self.given_up() => {
                moving.void(&self.centre, &self.call).await;
                return Err(reason);
            }
        };
        match answer {
            Ok(new) => {
                self.pass_to(&moving.to, &new).await;
                self.centre.transfer_outcome(&self.call, &from, &moving.to, "OK");
                Ok(new)
            }
            Err(reason) => {
                moving.failed(&self.centre, &self.call);
                Err(reason)
            }
        }
    }

    /// The customer hears music until somebody of the queue has answered.
    async fn queue(&mut self, old: AgentEnd, queue: &str) -> Result<AgentEnd, EndReason> {
        let (from, served_as) = (self.call.agent(), self.call.served_as());
        self.party.wait();
        self.call.leave_agent();
        self.let_go(from.clone(), served_as, Some(old));
        let mut whom = Whom::of_queue(&self.centre.config, queue, &self.call.tenant);
        self.call.enter_queue(&whom.name);
        self.centre.events.add("call.queued", json!({"call": self.call.id, "queue": queue}));
        whom.tried.push(from);
        let new = self.find_agent(None, whom).await?;
        self.connect(&new).await;
        Ok(new)
    }

    /// The agent's part is over: told, and ended without holding up the customer.
    fn let_go(&self, agent: Extension, served_as: Direction, end: Option<AgentEnd>) {
        self.centre.say_good_bye(&self.call, &agent, served_as, EndReason::Agent);
        let (centre, call) = (self.centre.clone(), self.call.id);
        self.centre.spawn(async move {
            if let Some(end) = end {
                end.bye().await;
            }
            centre.agents.release(&agent, call);
        });
    }
}
