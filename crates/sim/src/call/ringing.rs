//! The ringing of an agent's phone as a task of its own, so that the rest of the call goes on meanwhile.

use super::end::AgentEnd;
use super::leg::{AgentLeg, PhoneOf};
use super::record::Call;
use super::view::EndReason;
use crate::centre::Centre;
use crate::customer::Behaviour;
use crate::sip::desk_user;
use reo_model::Extension;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;

/// How an agent is rung.
pub(super) struct How {
    /// How long, at most.
    pub(super) limit: Duration,
    /// Waits for the computer's registration instead of taking its absence for an answer.
    pub(super) patient: bool,
    /// The ring message comes besides.
    pub(super) announced: bool,
}

/// A phone that is being rung. Dropping it takes the call back, without waiting for that.
pub(super) struct Ringing {
    answer: oneshot::Receiver<Result<AgentEnd, EndReason>>,
    cancel: oneshot::Sender<()>,
}

impl Ringing {
    /// Rings `agent` for `call`.
    pub(super) fn start(centre: &Arc<Centre>, call: &Arc<Call>, agent: &Extension, how: How) -> Self {
        centre.events.add("call.rings", json!({"call": call.id, "agent": agent}));
        if how.announced {
            centre.ring_message(call, agent);
        }
        let (done, answer) = oneshot::channel();
        let (cancel, cancelled) = oneshot::channel();
        let leg = AgentLeg::new(centre, call, agent);
        let phone = centre.phone_of(agent, how.patient);
        centre.spawn(ring(leg, phone, centre.delay(&how), how.limit, cancelled, done));
        Self { answer, cancel }
    }

    /// The answer, or why there is none. May be dropped while it waits; is not to be asked again.
    pub(super) async fn answer(&mut self) -> Result<AgentEnd, EndReason> {
        (&mut self.answer).await.unwrap_or(Err(EndReason::AgentUnreachable))
    }

    /// Takes the call back and waits until it is. Should the agent have answered just now, the call is ended.
    pub(super) async fn cancel(self) {
        drop(self.cancel);
        if let Ok(Ok(end)) = self.answer.await {
            end.bye().await;
        }
    }
}

async fn ring(
    mut leg: AgentLeg,
    phone: PhoneOf,
    delay: Option<Duration>,
    limit: Duration,
    cancelled: oneshot::Receiver<()>,
    done: oneshot::Sender<Result<AgentEnd, EndReason>>,
) {
    let result = tokio::select! {
        result = ring_later(&mut leg, phone, delay) => result,
        () = tokio::time::sleep(limit) => Err(EndReason::AgentNoAnswer),
        _ = cancelled => Err(EndReason::Customer),
    };
    if result.is_err() {
        leg.cancel().await;
    }
    if let Err(Ok(unwanted)) = done.send(result) {
        unwanted.bye().await;
    }
}

/// Without a delay the phone is never rung.
async fn ring_later(
    leg: &mut AgentLeg,
    phone: PhoneOf,
    delay: Option<Duration>,
) -> Result<AgentEnd, EndReason> {
    match delay {
        Some(delay) => tokio::time::sleep(delay).await,
        None => std::future::pending().await,
    }
    leg.ring(phone).await
}

impl Centre {
    /// Sends the ring message, at once or as late as the faults want it.
    fn ring_message(self: &Arc<Self>, call: &Arc<Call>, agent: &Extension) {
        let faults = self.faults();
        if faults.invite_without_ring {
            return;
        }
        if faults.late_ring_ms == 0 {
            self.announce_ring(call, agent);
            return;
        }
        let (centre, call, agent) = (self.clone(), call.clone(), agent.clone());
        self.spawn(async move {
            tokio::time::sleep(Duration::from_millis(faults.late_ring_ms)).await;
            centre.announce_ring(&call, &agent);
        });
    }

    /// How long the INVITE waits; `None`: it never comes.
    fn delay(&self, how: &How) -> Option<Duration> {
        let faults = self.faults();
        let never = how.announced && faults.ring_without_invite;
        (!never).then(|| Duration::from_millis(faults.late_invite_ms))
    }

    /// Where the agent's phone is, by their device (protocol page, section 4).
    fn phone_of(&self, agent: &Extension, patient: bool) -> PhoneOf {
        if let Some(behaviour) = self.handset(agent) {
            return PhoneOf::Imagined(behaviour);
        }
        match self.agents.view(agent) {
            Some(view) if view.is_mobile() => PhoneOf::Imagined(Behaviour::mobile()),
            Some(view) if !view.speaks_here() => PhoneOf::User { user: desk_user(agent), patient: false },
            _ => PhoneOf::User { user: agent.to_string(), patient },
        }
    }
}
