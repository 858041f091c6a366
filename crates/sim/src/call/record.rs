//! What is known of a call, and how it is told what to do.

use crate::events::now_ms;
use crate::lock;
use crate::media::{MediaFacts, Recording};
use reo_model::{Extension, Redacted};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex};
use tokio::sync::{mpsc, watch};

const WAITING_ORDERS: usize = 16;

/// Who called whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// A customer called.
    Inbound,
    /// An agent called a customer by the agent socket.
    Outbound,
    /// An agent's phone sent an INVITE to a customer's number.
    Direct,
    /// An agent called another one.
    Internal,
}

/// Where a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallState {
    /// The agent's phone is to ring, or rings.
    RingingAgent,
    /// The agent is there; the customer's phone rings.
    RingingCustomer,
    /// Both speak.
    Talking,
    /// The customer holds the agent.
    HeldByCustomer,
    /// It is over.
    Ended,
}

/// Why a call is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndReason {
    /// The agent hung up.
    Agent,
    /// The agent's phone refused with this status.
    AgentRefused(u16),
    /// The agent did not answer in time.
    AgentNoAnswer,
    /// The agent's phone is not to be reached.
    AgentUnreachable,
    /// The customer hung up.
    Customer,
    /// The customer could not be had, with this `sipCode`.
    CustomerRefused(u16),
    /// A supervisor ended it.
    Supervisor,
    /// The audio could not be agreed on.
    Media,
}

/// What a call can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallOrder {
    CustomerHangsUp,
    CustomerHolds(bool),
    AgentEnds,
    AgentMutes(bool),
    AgentHolds(bool),
    SupervisorEnds,
}

/// A call as the control interface shows it.
#[derive(Clone, Debug, Serialize)]
pub struct CallView {
    /// The simulator's number of it.
    pub id: u64,
    /// `callId` on the agent socket.
    pub call_id: String,
    /// Who called whom.
    pub direction: Direction,
    /// The customer's number (or the called agent's).
    pub number: Redacted<String>,
    /// The agent.
    pub agent: Extension,
    /// Where it is.
    pub state: CallState,
    /// Why it is over.
    pub ended: Option<EndReason>,
    /// The agent's phone said that it rings (180).
    pub rang: bool,
    /// Mute asked for on the agent socket.
    pub muted: bool,
    /// Hold asked for on the agent socket.
    pub held: bool,
    /// When it began, was answered and ended: milliseconds since the Unix epoch.
    pub times: Times,
    /// The audio.
    pub media: Option<MediaFacts>,
}

/// When things happened, in milliseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Times {
    /// The call came into being.
    pub began: u64,
    /// The INVITE was sent to the agent (or came from the agent).
    pub invited: Option<u64>,
    /// Both sides were there.
    pub answered: Option<u64>,
    /// It ended.
    pub ended: Option<u64>,
}

pub(super) struct Status {
    pub(super) agent: Extension,
    pub(super) state: CallState,
    pub(super) ended: Option<EndReason>,
    pub(super) rang: bool,
    pub(super) muted: bool,
    pub(super) held: bool,
    pub(super) times: Times,
    pub(super) recording: Option<Arc<Recording>>,
    transfer_to: Option<Extension>,
}

/// A call.
pub(crate) struct Call {
    pub(crate) id: u64,
    pub(crate) server_id: String,
    pub(crate) direction: Direction,
    pub(crate) number: Redacted<String>,
    pub(crate) name: Option<Redacted<String>>,
    pub(crate) line: String,
    pub(crate) queue: String,
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
    pub(super) queue: String,
    pub(super) agent: Extension,
}

impl Call {
    pub(super) fn new(new: NewCall) -> (Arc<Self>, mpsc::Receiver<CallOrder>) {
        let (orders, received) = mpsc::channel(WAITING_ORDERS);
        let status = Status {
            agent: new.agent,
            state: CallState::RingingAgent,
            ended: None,
            rang: false,
            muted: false,
            held: false,
            times: Times { began: now_ms(), ..Times::default() },
            recording: None,
            transfer_to: None,
        };
        let call = Self {
            id: new.id,
            server_id: format!("{}.{:04x}", now_ms(), new.id),
            direction: new.direction,
            number: Redacted::new(new.number),
            name: new.name.map(Redacted::new),
            line: new.line,
            queue: new.queue,
            orders,
            status: Mutex::new(status),
            changed: watch::Sender::new(0),
        };
        (Arc::new(call), received)
    }

    /// Tells the call what to do. An order to a call that is over is lost.
    pub(crate) fn order(&self, order: CallOrder) {
        match order {
            CallOrder::AgentMutes(mute) => self.change(|status| status.muted = mute),
            CallOrder::AgentHolds(hold) => self.change(|status| status.held = hold),
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

    pub(crate) fn agent(&self) -> Extension {
        lock(&self.status).agent.clone()
    }

    pub(crate) fn has_agent(&self, agent: &Extension) -> bool {
        lock(&self.status).agent == *agent
            || (self.direction == Direction::Internal && self.number.expose() == agent.as_str())
    }

    pub(crate) fn is_ringing(&self) -> bool {
        matches!(lock(&self.status).state, CallState::RingingAgent | CallState::RingingCustomer)
    }

    pub(crate) fn is_over(&self) -> bool {
        lock(&self.status).state == CallState::Ended
    }

    pub(crate) fn is_muted(&self) -> bool {
        lock(&self.status).muted
    }

    pub(crate) fn is_held_by_agent(&self) -> bool {
        lock(&self.status).held
    }

    pub(crate) fn ask_transfer(&self, to: &Extension) {
        lock(&self.status).transfer_to = Some(to.clone());
    }

    /// Whether a transfer to that agent was asked for and is not answered yet; it is now.
    pub(crate) fn take_transfer(&self, to: &Extension) -> bool {
        let mut status = lock(&self.status);
        let asked = status.transfer_to.as_ref() == Some(to);
        if asked {
            status.transfer_to = None;
        }
        asked
    }

    pub(crate) fn recording(&self) -> Option<Arc<Recording>> {
        lock(&self.status).recording.clone()
    }

    pub(super) fn forget_recording(&self) {
        lock(&self.status).recording = None;
    }

    pub(crate) fn view(&self) -> CallView {
        let status = lock(&self.status);
        CallView {
            id: self.id,
            call_id: self.server_id.clone(),
            direction: self.direction,
            number: self.number.clone(),
            agent: status.agent.clone(),
            state: status.state,
            ended: status.ended,
            rang: status.rang,
            muted: status.muted,
            held: status.held,
            times: status.times,
            media: status.recording.as_ref().map(|recording| recording.facts()),
        }
    }
}
