//! A call as whoever steers the simulator sees it.

use crate::media::MediaFacts;
use reo_model::{Extension, Redacted};
use serde::{Deserialize, Serialize};

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
    /// The customer waits for a free agent.
    Waiting,
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

impl EndReason {
    /// Whether it is an agent who is in the way, so that another one may be tried.
    pub(super) const fn is_the_agents(self) -> bool {
        !matches!(self, Self::Customer | Self::CustomerRefused(_) | Self::Supervisor)
    }
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
    /// The agent, or the last one while the customer waits.
    pub agent: Extension,
    /// The hotline that was dialled, or that the customer sees.
    pub line: String,
    /// The queue in which it is or was.
    pub queue: String,
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
