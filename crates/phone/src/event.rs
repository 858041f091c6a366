//! Past facts, each delivered once.

use crate::{Problem, TransferTarget};
use reo_model::{
    AgentStatus, CallId, DeviceType, Digit, Direction, Extension, PhoneNumber, ServerCallId, Timestamp,
};
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
    /// This session got the voice right or lost it.
    VoiceRightChanged {
        /// It holds it.
        held: bool,
    },
    /// The agent socket is tried again.
    Reconnecting {
        /// Which try, from 1.
        attempt: u32,
        /// Out of how many.
        total: u32,
    },
    /// The agent socket was given up; only the agent can try again.
    ContactCentreGivenUp,
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
    /// Somebody was asked to take a call over.
    TransferRequested {
        /// Which call.
        call: CallId,
        /// Who.
        to: TransferTarget,
    },
    /// The colleague accepted; the call is being moved.
    TransferAccepted {
        /// Which call.
        call: CallId,
    },
    /// The call stays here.
    TransferFailed {
        /// Which call.
        call: CallId,
        /// Why.
        problem: Problem,
    },
    /// A colleague offers a call.
    TransferOffered {
        /// The contact centre's id of it.
        server_call: ServerCallId,
        /// Who offers it.
        from: Extension,
    },
    /// That offer stands no more: answered, withdrawn or too old.
    TransferOfferClosed {
        /// The contact centre's id of the call.
        server_call: ServerCallId,
        /// The agent accepted it.
        accepted: bool,
    },
    /// The list of colleagues came; it stands in the snapshot.
    ColleaguesListed,
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
    /// Somebody else has it now.
    Transferred,
    /// It came to nothing or broke.
    Failed {
        /// Why.
        problem: Problem,
    },
}
