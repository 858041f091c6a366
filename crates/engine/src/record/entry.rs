//! What stands in a record: one entry a line, as JSON.

use super::{DialogStep, Link, LinkState, Masked, MediaStep, PhaseName, TransferStep, Trouble};
use reo_model::{CallId, DeviceType, Direction, LegId, ServerCallId, Timestamp};
use reo_phone::{LightState, ProblemCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A line of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When, in milliseconds since the Unix epoch.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub fact: Fact,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Fact {
    /// The call came into being.
    Call {
        /// The phone's id.
        call: CallId,
        /// Who called whom.
        direction: Direction,
        /// The other side.
        number: Masked,
        /// Where its audio is.
        device: DeviceType,
        /// The agent socket at that moment.
        agent_socket: LightState,
        /// The registration at that moment.
        registration: LightState,
    },
    /// The contact centre's id of the call became known.
    Identified {
        /// Which call.
        call: CallId,
        /// The contact centre's id.
        server_call: ServerCallId,
    },
    /// A message on the agent socket.
    Message {
        /// By us.
        sent: bool,
        /// Its name in the constants file (protocol page, section 7), or its number.
        name: String,
        /// Codes as they are, numbers masked, no texts.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        fields: BTreeMap<String, String>,
    },
    /// A SIP message.
    Sip {
        /// By us.
        sent: bool,
        /// Which dialog; `None` outside of one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        leg: Option<LegId>,
        /// Of the request, or of the request that is answered.
        method: String,
        /// Of a response.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Option<u16>,
        /// CSeq.
        sequence: u32,
    },
    /// How far a dialog is.
    Dialog {
        /// Which dialog.
        leg: LegId,
        /// How far.
        #[serde(flatten)]
        step: DialogStep,
    },
    /// The agent (or a program in the agent's name) asked for something.
    Command {
        /// The name of the command.
        command: String,
        /// Which call.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        call: Option<CallId>,
        /// On or off, accepted or not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on: Option<bool>,
    },
    /// The audio of a dialog.
    Media {
        /// Which dialog.
        leg: LegId,
        /// What of it.
        #[serde(flatten)]
        step: MediaStep,
    },
    /// The first audio of the other side was heard.
    AudioStarted {
        /// Which call.
        call: CallId,
        /// Milliseconds from answer to first audio.
        after_ms: u64,
    },
    /// How the audio did: since the last such entry when it was bad, over the whole call at the end.
    Figures {
        /// Voice packets heard.
        received: u64,
        /// Voice packets that never came in time.
        lost: u64,
        /// Voice made up for lost packets, in ms.
        concealed_ms: u64,
        /// Interarrival jitter, in ms.
        jitter_ms: u32,
        /// Round trip, in ms.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        round_trip_ms: Option<u32>,
        /// Of our packets, how many in a hundred the far side missed lately.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        missed_there: Option<u32>,
        /// Over the whole call.
        #[serde(default)]
        whole: bool,
    },
    /// The sound devices.
    Sound {
        /// What is wrong; nothing any more where it is missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        trouble: Option<ProblemCode>,
    },
    /// The microphone gives digital silence, or sound again.
    MicrophoneSilent {
        /// Silent or not.
        on: bool,
    },
    /// A connection.
    Connection {
        /// Which.
        link: Link,
        /// Its state from now on.
        state: LinkState,
    },
    /// This session got the voice right or lost it to another session.
    VoiceRight {
        /// It holds it.
        held: bool,
    },
    /// Where the call stands from now on.
    Phase {
        /// Which call.
        call: CallId,
        /// Where.
        phase: PhaseName,
        /// What went wrong, where the phase is [`PhaseName::Failed`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        trouble: Option<Trouble>,
    },
    /// Hold changed.
    Hold {
        /// Which call.
        call: CallId,
        /// By us.
        local: bool,
        /// By the other side.
        remote: bool,
    },
    /// Mute changed.
    Mute {
        /// Which call.
        call: CallId,
        /// Muted or not.
        on: bool,
    },
    /// A transfer.
    Transfer {
        /// Which call.
        call: CallId,
        /// How far.
        step: TransferStep,
        /// Why it failed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        trouble: Option<Trouble>,
    },
    /// The agent was told something.
    Notice {
        /// What.
        trouble: Trouble,
    },
    /// Entries that were left out here, to keep the record small.
    Omitted {
        /// How many.
        count: u64,
    },
}

impl Fact {
    /// Whether it tells little beside others of its kind.
    pub(super) fn is_repetitive(&self) -> bool {
        match self {
            Self::Message { name, .. } => name == "PING" || name == "PING_ID",
            Self::Sip { method, .. } => method == "REGISTER" || method == "OPTIONS",
            Self::Figures { whole, .. } => !whole,
            Self::Media { step, .. } => matches!(step, MediaStep::Silent { .. } | MediaStep::Key),
            Self::Command { command, .. } => command == "sendDigit",
            _ => false,
        }
    }

    /// The call that it is about, where it says so.
    pub(super) fn call(&self) -> Option<CallId> {
        match self {
            Self::Call { call, .. }
            | Self::Identified { call, .. }
            | Self::AudioStarted { call, .. }
            | Self::Phase { call, .. }
            | Self::Hold { call, .. }
            | Self::Mute { call, .. }
            | Self::Transfer { call, .. } => Some(*call),
            Self::Command { call, .. } => *call,
            _ => None,
        }
    }

    /// The dialog that it is about.
    pub(super) fn leg(&self) -> Option<LegId> {
        match self {
            Self::Dialog { leg, .. } | Self::Media { leg, .. } => Some(*leg),
            Self::Sip { leg, .. } => *leg,
            _ => None,
        }
    }

    /// The contact centre's id of the call that it is about.
    pub(super) fn server_call(&self) -> Option<&str> {
        match self {
            Self::Message { fields, .. } => fields.get("callId").map(String::as_str),
            Self::Identified { server_call, .. } => Some(server_call.as_str()),
            _ => None,
        }
    }
}
