//! What is known of a call, and how it is told what to do.

use super::asked::TransferId;
use super::view::{CallState, CallView, Direction, EndReason, Times};
use crate::events::now_ms;
use crate::lock;
use crate::media::{LegFacts, MediaFacts, Party};
use reo_model::{Domain, Extension, Redacted};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use tokio::sync::{mpsc, watch};

const WAITING_ORDERS: usize = 16;

/// What a call can be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CallOrder {
    CustomerHangsUp,
    CustomerHolds(bool),
    AgentEnds(Extension),
    AgentMutes(Extension, bool),
    AgentHolds(Extension, bool),
    SupervisorEnds,
    Transfer(Extension),
    ToQueue(String),
}

/// The customer, and the leg of the agent who is with them now.
struct Audio {
    party: Arc<Party>,
    leg: Arc<LegFacts>,
}

pub(super) struct Status {
    agent: Extension,
    /// The agent is with the customer, or is being rung.
    present: bool,
    /// What this call is for that agent: an inbound one, too, when it was passed on.
    served_as: Direction,
    queue: String,
    pub(super) state: CallState,
    ended: Option<EndReason>,
    pub(super) rang: bool,
    /// Who is muted, and who holds, by what was asked for on the agent socket.
    muted: BTreeSet<Extension>,
    held: BTreeSet<Extension>,
    pub(super) times: Times,
    audio: Option<Audio>,
    /// The transfer that was asked for and is not answered yet.
    pub(super) transfer: Option<(TransferId, Extension)>,
    pub(super) transfers: TransferId,
    /// To whom the customer is on the way by a transfer that was accepted.
    pub(super) moving_to: Option<Extension>,
    notice: Option<String>,
}

/// A call.
pub(crate) struct Call {
    pub(crate) id: u64,
    pub(crate) server_id: String,
    pub(crate) direction: Direction,
    pub(crate) number: Redacted<String>,
    pub(crate) name: Option<Redacted<String>>,
    pub(crate) line: String,
    /// Whose agents may have it.
    pub(crate) tenant: Domain,
    orders: mpsc::Sender<CallOrder>,
    pub(super) status: Mutex<Status>,
    changed: watch::Sender<u64>,
}

/// What a new call is made from.
pub(super) struct NewCall {
    pub(super) id: u64,
    pub(super) direction: Direction,
    pub(super) number: String,
    pub(super) name: Option<String>,
    pub(super) line: String,
    pub(super) tenant: Domain,
    pub(super) queue: String,
    /// `None`: the customer waits.
    pub(super) agent: Option<Extension>,
}

impl Call {
    pub(super) fn new(new: NewCall) -> (Arc<Self>, mpsc::Receiver<CallOrder>) {
        let (orders, received) = mpsc::channel(WAITING_ORDERS);
        let status = Status {
            present: new.agent.is_some(),
            state: if new.agent.is_some() { CallState::RingingAgent } else { CallState::Waiting },
            agent: new.agent.unwrap_or_default(),
            served_as: new.direction,
            queue: new.queue,
            ended: None,
            rang: false,
            muted: BTreeSet::new(),
            held: BTreeSet::new(),
            times: Times { began: now_ms(), ..Times::default() },
            audio: None,
            transfer: None,
            transfers: 0,
            moving_to: None,
            notice: None,
        };
        let call = Self {
            id: new.id,
            server_id: format!("{}.{:04x}", now_ms(), new.id),
            direction: new.direction,
            number: Redacted::new(new.number),
            name: new.name.map(Redacted::new),
            line: new.line,
            tenant: new.tenant,
            orders,
            status: Mutex::new(status),
            changed: watch::Sender::new(0),
        };
        (Arc::new(call), received)
    }

    /// Tells the call what to do. An order to a call that is over is lost.
    pub(crate) fn order(&self, order: CallOrder) {
        match &order {
            CallOrder::AgentMutes(agent, mute) => self.change(|status| note(&mut status.muted, agent, *mute)),
            CallOrder::AgentHolds(agent, hold) => self.change(|status| note(&mut status.held, agent, *hold)),
            _ => {}
        }
        let _ = self.orders.try_send(order);
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut Status)) {
        change(&mut lock(&self.status));
        self.changed.send_modify(|count| *count += 1);
    }

    /// Waits until the call is as asked; at once when it already is.
    pub(crate) async fn until(&self, is_so: impl Fn(&CallView) -> bool) {
        let mut changed = self.changed.subscribe();
        let _ = changed.wait_for(|_| is_so(&self.view())).await;
    }

    /// The agent, or the last one when there is none now.
    pub(crate) fn agent(&self) -> Extension {
        lock(&self.status).agent.clone()
    }

    /// The agent who is with the customer or is being rung.
    pub(super) fn agent_now(&self) -> Option<Extension> {
        let status = lock(&self.status);
        status.present.then(|| status.agent.clone())
    }

    pub(crate) fn has_agent(&self, agent: &Extension) -> bool {
        self.agent_now().as_ref() == Some(agent)
            || (self.direction == Direction::Internal && self.number.expose() == agent.as_str())
    }

    /// What the call is for the agent who is in it now.
    pub(super) fn served_as(&self) -> Direction {
        lock(&self.status).served_as
    }

    pub(crate) fn queue(&self) -> String {
        lock(&self.status).queue.clone()
    }

    /// The agent's phone is to ring.
    pub(super) fn ring_at(&self, agent: &Extension) {
        self.change(|status| {
            (status.agent, status.present) = (agent.clone(), true);
            status.state = CallState::RingingAgent;
        });
    }

    /// Nobody is with the customer.
    pub(super) fn leave_agent(&self) {
        self.change(|status| {
            status.present = false;
            status.state = CallState::Waiting;
        });
    }

    /// The customer is passed on to an agent, for whom it is an inbound call.
    pub(super) fn pass_to(&self, agent: &Extension) {
        self.change(|status| {
            (status.agent, status.present) = (agent.clone(), true);
            status.served_as = Direction::Inbound;
            status.moving_to = None;
        });
    }

    /// The customer is passed on to a queue.
    pub(super) fn enter_queue(&self, name: &str) {
        self.change(|status| {
            name.clone_into(&mut status.queue);
            status.served_as = Direction::Inbound;
        });
    }

    /// The customer is put through to the agent's leg.
    pub(super) fn connected(&self, party: &Arc<Party>, leg: Arc<LegFacts>) {
        self.change(|status| {
            status.state = CallState::Talking;
            status.muted.clear();
            status.held.clear();
            status.times.answered.get_or_insert_with(now_ms);
            status.audio = Some(Audio { party: party.clone(), leg });
        });
    }

    /// Both phones speak with each other alone.
    pub(super) fn talking(&self) {
        self.change(|status| {
            status.state = CallState::Talking;
            status.times.answered = Some(now_ms());
        });
    }

    /// It is over; the agent to whom a transfer was under way.
    pub(super) fn ended(&self, reason: EndReason) -> Option<Extension> {
        let mut void = None;
        self.change(|status| {
            void = status.drop_transfer();
            status.present = false;
            status.state = CallState::Ended;
            status.ended = Some(reason);
            status.times.ended = Some(now_ms());
            if let Some(audio) = &status.audio {
                audio.party.part();
            }
        });
        void
    }

    pub(crate) fn is_ringing(&self) -> bool {
        let state = lock(&self.status).state;
        matches!(state, CallState::Waiting | CallState::RingingAgent | CallState::RingingCustomer)
    }

    pub(crate) fn is_between_agents(&self) -> bool {
        self.direction == Direction::Internal
    }

    pub(crate) fn is_over(&self) -> bool {
        lock(&self.status).state == CallState::Ended
    }

    pub(crate) fn is_muted_by(&self, agent: &Extension) -> bool {
        lock(&self.status).muted.contains(agent)
    }

    pub(crate) fn is_held_by(&self, agent: &Extension) -> bool {
        lock(&self.status).held.contains(agent)
    }

    /// What a supervisor who ends it says.
    pub(crate) fn give_notice(&self, text: String) {
        lock(&self.status).notice = Some(text);
    }

    pub(crate) fn notice(&self) -> Option<String> {
        lock(&self.status).notice.clone()
    }

    /// The customer, with what they heard and said.
    pub(crate) fn party(&self) -> Option<Arc<Party>> {
        lock(&self.status).audio.as_ref().map(|audio| audio.party.clone())
    }

    pub(super) fn forget_audio(&self) {
        lock(&self.status).audio = None;
    }

    pub(crate) fn view(&self) -> CallView {
        let status = lock(&self.status);
        CallView {
            id: self.id,
            call_id: self.server_id.clone(),
            direction: self.direction,
            number: self.number.clone(),
            agent: status.agent.clone(),
            line: self.line.clone(),
            queue: status.queue.clone(),
            state: status.state,
            ended: status.ended,
            rang: status.rang,
            muted: !status.muted.is_empty(),
            held: !status.held.is_empty(),
            times: status.times,
            media: status.audio.as_ref().map(Audio::facts),
        }
    }
}

fn note(who: &mut BTreeSet<Extension>, agent: &Extension, does: bool) {
    if does {
        who.insert(agent.clone());
    } else {
        who.remove(agent);
    }
}

impl Audio {
    fn facts(&self) -> MediaFacts {
        let (heard_level, spoke_level) = self.party.recording().levels();
        MediaFacts { heard_level, spoke_level, ..self.leg.now() }
    }
}
