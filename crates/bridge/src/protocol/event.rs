//! What happened, as pages are told.

use super::{Direction, Problem, Status, Target};
use reo_model::{Extension, Redacted, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A past fact. Calls are named by [`super::Call::id`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/", rename = "PhoneEvent")]
pub enum Event {
    /// The agent is signed in.
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
        status: Status,
    },
    /// Calls ring on another device from now on.
    DeviceChanged {
        /// `deviceType` of the contact centre.
        #[ts(type = "number")]
        device: i64,
    },
    /// Reo got the voice right of the contact centre, or lost it to another session.
    VoiceRightChanged {
        /// Reo holds it.
        held: bool,
    },
    /// The contact centre is tried again.
    Reconnecting {
        /// Which try, from 1.
        attempt: u32,
        /// Out of how many.
        total: u32,
    },
    /// The contact centre was given up.
    GivenUp,
    /// A call came into being.
    CallStarted {
        /// Which.
        call: String,
        /// Who called whom.
        direction: Direction,
        /// The other side.
        #[ts(as = "String")]
        number: Redacted<String>,
    },
    /// The contact centre's id of a call became known.
    CallIdentified {
        /// Which.
        call: String,
        /// The contact centre's id.
        server_call: String,
    },
    /// The far side rings.
    CallRinging {
        /// Which.
        call: String,
    },
    /// Both sides talk.
    CallAnswered {
        /// Which.
        call: String,
    },
    /// Hold changed.
    HoldChanged {
        /// Which.
        call: String,
        /// By the agent.
        local: bool,
        /// By the far side.
        remote: bool,
    },
    /// Mute changed.
    MuteChanged {
        /// Which.
        call: String,
        /// Muted or not.
        on: bool,
    },
    /// The far side pressed a key.
    DigitReceived {
        /// Which.
        call: String,
        /// The key.
        digit: char,
    },
    /// Somebody was asked to take a call over.
    TransferRequested {
        /// Which.
        call: String,
        /// Who; `null` for another call of the agent's.
        to: Option<Target>,
    },
    /// The colleague accepted.
    TransferAccepted {
        /// Which.
        call: String,
    },
    /// The call stays here.
    TransferFailed {
        /// Which.
        call: String,
        /// Why.
        problem: Problem,
    },
    /// A colleague offers a call.
    TransferOffered {
        /// The contact centre's id of it.
        server_call: String,
        /// Who offers it.
        #[ts(type = "string")]
        from: Extension,
    },
    /// That offer stands no more.
    TransferOfferClosed {
        /// The contact centre's id of the call.
        server_call: String,
        /// The agent accepted it.
        accepted: bool,
    },
    /// The list of colleagues came; needs the scope `agents`.
    ColleaguesListed,
    /// A call is over; the last event of it.
    CallEnded {
        /// Which.
        call: String,
        /// Why.
        cause: Cause,
        /// When both sides began to talk, if they did.
        #[ts(type = "number | null")]
        answered_at: Option<Timestamp>,
    },
    /// Something that the agent should know.
    Noticed {
        /// What.
        problem: Problem,
    },
}

/// Why a call ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub enum Cause {
    /// The agent hung up.
    HungUpHere,
    /// The other side hung up.
    HungUpThere,
    /// The agent refused it.
    Refused,
    /// The caller gave up, or the ring ran out.
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
