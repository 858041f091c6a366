//! Past facts, each delivered once.

use crate::Problem;
use reo_model::{AgentStatus, CallId, DeviceType, Digit, Direction, PhoneNumber, ServerCallId, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum Event {
    /// The agent is signed in: the agent socket confirmed it, or (plain SIP) the registration stands.
    SignedIn,
    /// Signing in failed.
    SignInFailed {
        /// Why.
        problem: Problem,
    },
    /// The agent is signed out.
    SignedOut,
    /// The agent's status changed.
    StatusChanged {
        /// To what.
        status: AgentStatus,
    },
    /// Calls ring on another device from now on.
    DeviceChanged {
        /// Which.
        device: DeviceType,
    },
    /// The agent socket is tried again.
    Reconnecting {
        /// Which try, from 1.
        attempt: u32,
        /// Out of how many.
        total: u32,
    },
    /// A call came into being: ringing here, or dialled.
    CallStarted {
        /// The phone's id.
        call: CallId,
        /// Who called whom.
        direction: Direction,
        /// The other side.
        number: PhoneNumber,
    },
    /// The server's id of a call became known.
    CallIdentified {
        /// The phone's id.
        call: CallId,
        /// The contact centre's id.
        server_call: ServerCallId,
    },
    /// The far side rings.
    CallRinging {
        /// Which call.
        call: CallId,
    },
    /// Both sides talk.
    CallAnswered {
        /// Which call.
        call: CallId,
    },
    /// The first audio of the far side was heard.
    AudioStarted {
        /// Which call.
        call: CallId,
        /// Milliseconds from answer to first audio.
        #[ts(type = "number")]
        after_ms: u64,
    },
    /// Hold changed.
    HoldChanged {
        /// Which call.
        call: CallId,
        /// By us.
        local: bool,
        /// By the far side.
        remote: bool,
    },
    /// Mute changed.
    MuteChanged {
        /// Which call.
        call: CallId,
        /// Muted or not.
        on: bool,
    },
    /// The far side pressed a key.
    DigitReceived {
        /// Which call.
        call: CallId,
        /// Which key.
        digit: Digit,
    },
    /// A call is over. The last event of that call.
    CallEnded {
        /// Which call.
        call: CallId,
        /// Why.
        cause: EndCause,
        /// When both sides began to talk, if they did.
        answered_at: Option<Timestamp>,
    },
    /// Something the agent should know.
    Noticed {
        /// What.
        problem: Problem,
    },
}

/// Why a call ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum EndCause {
    /// The agent hung up.
    HungUpHere,
    /// The other side hung up.
    HungUpThere,
    /// The agent refused it.
    Refused,
    /// The caller gave up, or the ring ran out, before an answer.
    Missed,
    /// Another device of the agent's answered.
    AnsweredElsewhere,
    /// It came to nothing or broke.
    Failed {
        /// Why.
        problem: Problem,
    },
}
