//! The full view of the phone at one moment.

use crate::{EndCause, Problem, TransferTarget};
use reo_model::{
    AgentId, AgentStatus, CallId, DeviceType, Direction, Domain, Extension, PhoneNumber, Redacted,
    ServerCallId, Timestamp,
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
    /// True when the next call can really be taken: available, and every light good that the device in use needs. With
    /// calls ringing elsewhere, that is the agent socket alone.
    pub ready: bool,
    /// The agent's status; `None` where there is none (plain SIP, signed out).
    pub status: Option<StatusView>,
    /// Where the next call rings; `None` while signed out.
    pub device: Option<AgentDevice>,
    /// Whether this session holds the voice right.
    pub voice_right: bool,
    /// Outbound services to call through, as the contact centre lists them; often none.
    pub services: Vec<ServiceView>,
    /// A second call is shown while one is up.
    pub call_waiting: bool,
    /// Whom [`crate::Command::Redial`] would call.
    pub redial: Option<PhoneNumber>,
    /// Calls, the oldest first. A call that has ended stays until the next one comes or a few seconds have passed.
    pub calls: Vec<CallView>,
    /// Colleagues who could take a call over; `None` when they are not watched or nothing has come yet.
    pub colleagues: Option<Vec<Colleague>>,
    /// A call that a colleague offers.
    pub transfer_offer: Option<TransferOffer>,
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
    /// The contact centre's user name of the agent.
    pub agent_id: Option<AgentId>,
    /// The agent's own mobile number, where the contact centre knows one.
    pub mobile: Option<PhoneNumber>,
    /// The contact centre's number of the agent's role.
    #[ts(type = "number | null")]
    pub role: Option<i64>,
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

/// Where the agent's calls ring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AgentDevice {
    /// Now.
    pub current: DeviceType,
    /// What was asked for and not yet confirmed.
    pub pending: Option<DeviceType>,
    /// The mobile number that calls go to when they ring there, where it is known.
    pub mobile: Option<PhoneNumber>,
    /// Where calls ring when the agent signs out, by the agent's role; `None` when it stays.
    pub on_sign_out: Option<DeviceType>,
    /// The agent may change it now.
    pub can_change: bool,
}

/// An outbound service of the contact centre's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ServiceView {
    /// For [`crate::Command::Dial`].
    pub id: String,
    /// What the contact centre calls it.
    pub description: String,
    /// It is used when none is chosen.
    pub is_default: bool,
}

/// A colleague who could take a call over now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Colleague {
    /// Their extension.
    pub extension: Extension,
    /// Their name, where the contact centre tells it.
    pub name: Option<Redacted<String>>,
}

/// A call that a colleague offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TransferOffer {
    /// The contact centre's id of the call.
    pub server_call: ServerCallId,
    /// Who offers it.
    pub from: Extension,
    /// The customer's number, where the contact centre tells it.
    pub number: Option<PhoneNumber>,
    /// The customer's name, where the contact centre tells it.
    pub name: Option<Redacted<String>>,
    /// From then on it counts as refused.
    pub until: Timestamp,
    /// The agent has accepted; the call is on its way.
    pub accepted: bool,
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
    /// Where its audio is.
    pub device: DeviceType,
    /// The customer hears nothing of the agent.
    pub muted: bool,
    /// A mute or its end that was asked for and is not yet confirmed.
    pub mute_pending: Option<bool>,
    /// Hold.
    pub hold: Hold,
    /// The ring tone is silenced.
    pub silenced: bool,
    /// It is being given to somebody else.
    pub transfer: Option<TransferView>,
    /// What the agent may do now.
    pub allowed: Allowed,
}

/// A transfer under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TransferView {
    /// To whom.
    pub to: TransferTarget,
    /// How far it is.
    pub stage: TransferStage,
    /// Since when.
    pub since: Timestamp,
    /// From then on it counts as failed.
    pub until: Timestamp,
}

/// How far a transfer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum TransferStage {
    /// The colleague is being asked.
    Asking,
    /// The call is being moved.
    Moving,
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
    /// Give it to somebody else.
    pub transfer: bool,
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
