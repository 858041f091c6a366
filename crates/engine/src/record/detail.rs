//! The words that entries are made of.

use reo_phone::{EndCause, Phase, Problem, ProblemCode};
use serde::{Deserialize, Serialize};

/// How far a dialog is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum DialogStep {
    /// An INVITE came.
    Incoming,
    /// The far side rings.
    Ringing,
    /// It is confirmed.
    Established,
    /// It is over: by us.
    EndedHere,
    /// It is over: BYE of the far side.
    EndedThere,
    /// It is over: CANCEL of the caller's.
    Cancelled {
        /// Another device answered.
        elsewhere: bool,
    },
    /// It is over: our INVITE was refused with this status.
    Refused {
        /// SIP status.
        status: u16,
    },
    /// It is over: time-out, transport failure, session timer.
    Broken,
    /// Our REFER came to an end.
    Referred {
        /// The final status.
        status: u16,
    },
    /// Our hold or resume ended.
    HoldDone {
        /// Hold or resume.
        on: bool,
        /// Whether the far side agreed.
        ok: bool,
    },
}

/// The audio of a dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum MediaStep {
    /// ICE and DTLS stand.
    PathUp,
    /// The network path broke.
    PathDown,
    /// The path stands and the first packet was heard.
    Flowing,
    /// The session could not be made, or broke and did not come back.
    Failed,
    /// Nothing has been heard for this long, in ms.
    Silent {
        /// How long.
        for_ms: u64,
    },
    /// The far side is heard again.
    HeardAgain,
    /// The far side pressed a key; which one is not kept.
    Key,
}

/// A connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Link {
    /// The agent socket.
    AgentSocket,
    /// The registration at the SIP server.
    Registration,
}

/// The state of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LinkState {
    /// It stands.
    Up,
    /// Lost, or not to be had.
    Down,
    /// The server refuses it.
    Refused,
    /// Given up on our own wish.
    Off,
}

/// Where a call stands; the ends are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the names of Phase and EndCause")]
pub enum PhaseName {
    Incoming,
    Answering,
    Connecting,
    Ringing,
    Talking,
    Ending,
    HungUpHere,
    HungUpThere,
    Refused,
    Missed,
    AnsweredElsewhere,
    Transferred,
    Failed,
}

impl PhaseName {
    /// Whether the call is over.
    pub const fn is_end(self) -> bool {
        !matches!(
            self,
            Self::Incoming
                | Self::Answering
                | Self::Connecting
                | Self::Ringing
                | Self::Talking
                | Self::Ending
        )
    }
}

impl From<&Phase> for PhaseName {
    fn from(phase: &Phase) -> Self {
        match phase {
            Phase::Incoming => Self::Incoming,
            Phase::Answering => Self::Answering,
            Phase::Connecting => Self::Connecting,
            Phase::Ringing => Self::Ringing,
            Phase::Talking => Self::Talking,
            Phase::Ending => Self::Ending,
            Phase::Ended { cause } => match cause {
                EndCause::HungUpHere => Self::HungUpHere,
                EndCause::HungUpThere => Self::HungUpThere,
                EndCause::Refused => Self::Refused,
                EndCause::Missed => Self::Missed,
                EndCause::AnsweredElsewhere => Self::AnsweredElsewhere,
                EndCause::Transferred => Self::Transferred,
                EndCause::Failed { .. } => Self::Failed,
            },
        }
    }
}

/// How far a transfer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TransferStep {
    /// Somebody was asked.
    Requested,
    /// They accepted; the call is being moved.
    Accepted,
    /// The call stays here.
    Failed,
}

/// A problem without its texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Trouble {
    /// Which.
    pub code: ProblemCode,
    /// The status that came with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

impl From<&Problem> for Trouble {
    fn from(problem: &Problem) -> Self {
        let status = problem.params.get("status").and_then(|status| super::mask::code(status));
        Self { code: problem.code, status }
    }
}
