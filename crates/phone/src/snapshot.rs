//! The full view of the phone at one moment.

use crate::{EndCause, Problem};
use reo_model::{
    AgentStatus, CallId, DeviceType, Direction, Domain, Extension, PhoneNumber, Redacted, ServerCallId,
    Timestamp,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Everything that a window, a tray icon or a CRM page needs to draw itself. Latest wins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Snapshot {
    /// Rises with every change.
    #[ts(type = "number")]
    pub seq: u64,
    /// The phone's clock at this change, so that a screen can count on from the timestamps below.
    pub now: Timestamp,
    /// Signed in or not.
    pub session: SessionView,
    /// The three lights.
    pub health: Health,
    /// True when the next call can really be taken here: all lights good and available.
    pub ready: bool,
    /// The agent's status; `None` where there is none (plain SIP, signed out).
    pub status: Option<StatusView>,
    /// Where the next call rings; `None` while signed out.
    pub device: Option<DeviceType>,
    /// Whether this session holds the voice right.
    pub voice_right: bool,
    /// Calls, the oldest first. A call that has ended stays until the next one comes or a few seconds have passed.
    pub calls: Vec<CallView>,
    /// The worst trouble at the moment, for the line under the status bar.
    pub trouble: Option<Problem>,
    /// What the agent should read, the newest last; a bounded list.
    pub notices: Vec<Notice>,
}

impl Snapshot {
    /// Whether somebody is signed in, be the connections up or down.
    pub const fn is_signed_in(&self) -> bool {
        matches!(self.session, SessionView::SignedIn { .. })
    }
}

/// Signed in or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum SessionView {
    /// Nobody is signed in.
    SignedOut {
        /// Why the last try failed.
        problem: Option<Problem>,
    },
    /// On the way.
    SigningIn,
    /// Signed in (be the connections up or down).
    SignedIn {
        /// As whom.
        agent: AgentView,
    },
}

/// The agent as the window shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AgentView {
    /// Name to show.
    pub name: String,
    /// Extension.
    pub extension: Extension,
    /// Tenant or SIP domain.
    pub domain: Domain,
}

/// The three lights.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Health {
    /// The agent socket (for plain SIP: off).
    pub contact_centre: Light,
    /// The SIP registration.
    pub line: Light,
    /// Microphone and loudspeaker.
    pub sound: Light,
}

/// One light with its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Light {
    /// Its state.
    pub state: LightState,
    /// The reason when it is not good.
    pub problem: Option<Problem>,
}

/// State of a light.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum LightState {
    /// Not wanted now.
    Off,
    /// Being set up.
    Working,
    /// All is well.
    Good,
    /// Not working; the reason says why.
    Bad,
}

/// The agent's status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct StatusView {
    /// As the server has it.
    pub status: AgentStatus,
    /// What was asked for and not yet confirmed.
    pub pending: Option<AgentStatus>,
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CallView {
    /// The phone's id.
    pub id: CallId,
    /// The contact centre's id, once known.
    pub server_call: Option<ServerCallId>,
    /// Who called whom.
    pub direction: Direction,
    /// The other side.
    pub number: PhoneNumber,
    /// The other side's name.
    pub name: Option<Redacted<String>>,
    /// The hotline.
    pub line: Option<String>,
    /// What the caller chose.
    pub queue: Option<String>,
    /// Where the call stands.
    pub phase: Phase,
    /// Since when it is in this phase.
    pub since: Timestamp,
    /// When the call came into being.
    pub started_at: Timestamp,
    /// When both sides began to talk.
    pub answered_at: Option<Timestamp>,
    /// The microphone is off.
    pub muted: bool,
    /// Hold.
    pub hold: Hold,
    /// The ring tone is silenced.
    pub silenced: bool,
    /// What the agent may do now.
    pub allowed: Allowed,
}

/// Where a call stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum Phase {
    /// It rings here.
    Incoming,
    /// The agent accepted; the audio is being set up.
    Answering,
    /// The agent dialled; nothing heard of the far side yet.
    Connecting,
    /// It rings there.
    Ringing,
    /// Both sides talk.
    Talking,
    /// The agent hung up; the other side has not confirmed yet.
    Ending,
    /// It is over.
    Ended {
        /// Why.
        cause: EndCause,
    },
}

/// Who is held by whom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Hold {
    /// The agent holds the other side.
    pub local: bool,
    /// The other side holds the agent.
    pub remote: bool,
    /// What was asked for and not yet confirmed.
    pub pending: Option<bool>,
}

/// What the agent may do with a call now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Allowed {
    /// Answer, refuse, silence.
    pub answer: bool,
    /// Hang up.
    pub hang_up: bool,
    /// Hold or resume.
    pub hold: bool,
    /// Mute or unmute.
    pub mute: bool,
    /// DTMF.
    pub digits: bool,
}

/// Something to read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Notice {
    /// For [`crate::Command::Dismiss`].
    #[ts(type = "number")]
    pub id: u64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub problem: Problem,
}
