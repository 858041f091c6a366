//! A customer in a call, with whoever serves them: from the first ring to the last good-bye, however often the call
//! is passed on.

use super::end::{AgentEnd, at};
use super::record::{Call, CallOrder};
use super::ringing::{How, Ringing};
use super::talk::Talk;
use super::view::{CallState, Direction, EndReason};
use super::whom::Whom;
use super::{NOT_FOUND, TRANSFER_FAILED};
use crate::agent::Announcement;
use crate::centre::Centre;
use crate::customer::Behaviour;
use crate::media::{Partner, Party};
use reo_model::Extension;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// A caller who found everybody busy, or was refused by all, is offered to all again after this long.
const ANOTHER_ROUND: Duration = Duration::from_secs(5);

/// A customer in a call.
pub(super) struct Attendance {
    pub(super) centre: Arc<Centre>,
    pub(super) call: Arc<Call>,
    pub(super) orders: mpsc::Receiver<CallOrder>,
    pub(super) behaviour: Behaviour,
    pub(super) party: Arc<Party>,
    /// When the customer has had enough.
    pub(super) leaves_at: Option<Instant>,
}

/// How a call came to its end; with the agent's end when that is still to be ended.
pub(super) type Outcome = (EndReason, Option<AgentEnd>);

impl Attendance {
    pub(super) fn new(
        centre: &Arc<Centre>,
        call: &Arc<Call>,
        orders: mpsc::Receiver<CallOrder>,
        behaviour: Behaviour,
    ) -> Self {
        let party = Party::new(centre.voice.clone());
        let leaves_at = after(behaviour.give_up_after_ms);
        Self { centre: centre.clone(), call: call.clone(), orders, behaviour, party, leaves_at }
    }

    /// Rings one agent after the other until one answers or the customer has had enough.
    pub(super) async fn find_agent(
        &mut self,
        mut first: Option<Extension>,
        mut whom: Whom,
    ) -> Result<AgentEnd, EndReason> {
        let mut last = EndReason::AgentUnreachable;
        loop {
            let changed = self.centre.agents.changed();
            let Some(agent) = first.take().or_else(|| self.centre.next_agent(&whom, self.call.id)) else {
                if !whom.waits {
                    return Err(last);
                }
                self.wait(changed).await?;
                whom.tried.clear();
                continue;
            };
            match self.ring(&agent, whom.ring_timeout).await {
                Err(reason) if reason.is_the_agents() => last = reason,
                result => return result,
            }
            whom.tried.push(agent);
        }
    }

    async fn ring(&mut self, agent: &Extension, limit: Duration) -> Result<AgentEnd, EndReason> {
        self.call.ring_at(agent);
        let how = How { limit, patient: true, announced: true };
        let result = self.until_answered(Ringing::start(&self.centre, &self.call, agent, how)).await;
        if let Err(reason) = &result {
            self.call.leave_agent();
            self.centre.not_answered(&self.call, agent, *reason);
        }
        result
    }

    /// Waits for the answer, or until nobody wants it any more.
    pub(super) async fn until_answered(&mut self, mut ringing: Ringing) -> Result<AgentEnd, EndReason> {
        tokio::select! {
            answer = ringing.answer() => answer,
            reason = self.given_up() => {
                ringing.cancel().await;
                Err(reason)
            }
        }
    }

    /// Waits in the queue until something has changed among the agents.
    async fn wait(&mut self, changed: impl Future<Output = ()>) -> Result<(), EndReason> {
        self.call.change(|status| status.state = CallState::Waiting);
        self.centre.events.add("call.waits", json!({"call": self.call.id}));
        tokio::select! {
            () = changed => Ok(()),
            () = tokio::time::sleep(ANOTHER_ROUND) => Ok(()),
            reason = self.given_up() => Err(reason),
        }
    }

    /// Waits until nobody wants the unanswered call any more.
    pub(super) async fn given_up(&mut self) -> EndReason {
        loop {
            tokio::select! {
                order = self.orders.recv() => match order {
                    Some(CallOrder::AgentEnds(_)) => return EndReason::Agent,
                    Some(CallOrder::SupervisorEnds) => return EndReason::Supervisor,
                    Some(CallOrder::CustomerHangsUp) | None => return EndReason::Customer,
                    Some(CallOrder::Transfer(to)) => {
                        self.centre.not_moved(&self.call, &self.call.agent(), &to, TRANSFER_FAILED);
                    }
                    Some(_) => {}
                },
                () = at(self.leaves_at) => return EndReason::Customer,
            }
        }
    }

    /// Both are there: they talk until the end, with this agent or those that the customer is passed on to.
    pub(super) async fn serve(&mut self, mut agent: AgentEnd) -> Outcome {
        self.leaves_at = after(self.behaviour.hang_up_after_ms);
        self.party.speak(self.behaviour.voice, self.behaviour.echo_delay_ms);
        self.connect(&agent).await;
        loop {
            let until = self.leaves_at;
            let mut talk = self.talk(agent);
            let stop = talk.run(until).await;
            let Talk { agent: old, moving, .. } = talk;
            match self.next_end(stop, old, moving).await {
                Ok(next) => agent = next,
                Err(outcome) => return outcome,
            }
        }
    }

    /// The agent with the customer, or with the customer's ringing phone.
    pub(super) fn talk(&mut self, agent: AgentEnd) -> Talk<'_> {
        Talk {
            centre: &self.centre,
            call: &self.call,
            orders: &mut self.orders,
            party: &self.party,
            agent,
            moving: None,
        }
    }

    /// Puts the customer through to an agent, and tells the agent where that is to be told.
    pub(super) async fn connect(&self, agent: &AgentEnd) {
        agent.connect(Partner::customer(&self.party)).await;
        self.call.connected(&self.party, agent.facts());
        let now = self.call.agent();
        self.centre.events.add("call.answered", json!({"call": self.call.id, "agent": now}));
        match self.call.served_as() {
            Direction::Outbound => self.centre.announce(&self.call, &now, Announcement::Answer),
            Direction::Inbound => self.centre.tell_elsewhere(&self.call, &now, "AGENT_ANSWER_RESPOND_ID"),
            Direction::Direct | Direction::Internal => {}
        }
    }

    /// The call is over: the last word to the agent, if there is one, and the end of the dialog.
    pub(super) async fn finish(self, (reason, end): Outcome) {
        if let Some(agent) = self.call.agent_now() {
            if reason == EndReason::Supervisor {
                self.centre.announce_termination(&self.call, &agent);
            }
            self.centre.say_good_bye(&self.call, &agent, self.call.served_as(), reason);
        }
        if let Some(end) = end {
            end.bye().await;
        }
        self.centre.over(&self.call, reason);
    }
}

fn after(milliseconds: Option<u64>) -> Option<Instant> {
    milliseconds.map(|milliseconds| Instant::now() + Duration::from_millis(milliseconds))
}

impl Centre {
    /// Tells an agent whose part in a call is over.
    pub(super) fn say_good_bye(
        &self,
        call: &Call,
        agent: &Extension,
        served_as: Direction,
        reason: EndReason,
    ) {
        match served_as {
            Direction::Outbound => self.announce(call, agent, Announcement::last_word(reason)),
            Direction::Inbound => self.tell_elsewhere(call, agent, "AGENT_END_CALL_RESPOND_ID"),
            Direction::Direct | Direction::Internal => {}
        }
    }

    /// Notes that the call is over and frees the agent. A transfer that was asked for is void.
    pub(super) fn over(&self, call: &Call, reason: EndReason) {
        let void = call.ended(reason);
        self.agents.release(&call.agent(), call.id);
        if let Some(to) = void {
            self.not_moved(call, &call.agent(), &to, NOT_FOUND);
        }
        self.events.add("call.ended", json!({"call": call.id, "reason": reason}));
    }
}
