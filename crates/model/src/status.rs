//! Whether the agent takes calls.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// `agentStatus` on the agent socket (protocol page, section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum AgentStatus {
    /// `AVAILABLE`.
    Available,
    /// `NOT AVAILABLE`, and any text not known.
    NotAvailable,
    /// `NO ANSWER`: the server took the agent out of rotation after an unanswered ring.
    NoAnswer,
}

impl AgentStatus {
    /// From the text on the wire. "`AVAILABLE` or else": what is not known counts as not available.
    pub fn from_wire(text: &str) -> Self {
        match text.trim() {
            "AVAILABLE" => Self::Available,
            "NO ANSWER" => Self::NoAnswer,
            _ => Self::NotAvailable,
        }
    }

    /// The text on the wire.
    pub const fn as_wire(self) -> &'static str {
        match self {
            Self::Available => "AVAILABLE",
            Self::NotAvailable => "NOT AVAILABLE",
            Self::NoAnswer => "NO ANSWER",
        }
    }
}
