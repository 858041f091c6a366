//! Everything as it stands, as pages see it.

use super::{Cause, Target};
use reo_model::{AgentId, Domain, Extension, Redacted, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// Everything that a page needs to draw itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub struct Snapshot {
    /// Reo's clock, so that a page can count on from the times below.
    #[ts(type = "number")]
    pub now: Timestamp,
    /// Signed in or not.
    pub session: Session,
    /// The three lights.
    pub health: Health,
    /// The next call can really be taken.
    pub ready: bool,
    /// The agent's status; `null` where there is none.
    pub status: Option<StatusView>,
    /// Where the next call rings; `null` while signed out.
    pub device: Option<DeviceView>,
    /// Reo holds the voice right of the contact centre.
    pub voice_right: bool,
    /// Outbound services.
    pub services: Vec<Service>,
    /// A second call is shown while one is up.
    pub call_waiting: bool,
    /// Calls, the oldest first; one that has ended stays for a few seconds.
    pub calls: Vec<Call>,
    /// Colleagues who are free; `null` when they are not watched, or without the scope `agents`.
    pub colleagues: Option<Vec<Colleague>>,
    /// A call that a colleague offers.
    pub transfer_offer: Option<Offer>,
    /// The worst trouble at the moment.
    pub trouble: Option<Problem>,
}

/// What is wrong, as a code and values for a text. Codes may be added: show an unknown one as "a fault".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub struct Problem {
    /// What happened.
    pub code: String,
    /// Values for a text; `errorCode`, `sipCode` and `status` are the contact centre's own.
    pub params: BTreeMap<String, String>,
}

/// Signed in or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub enum Session {
    /// Nobody.
    SignedOut {
        /// Why the last try failed.
        problem: Option<Problem>,
    },
    /// On the way.
    SigningIn,
    /// Signed in.
    SignedIn {
        /// As whom.
        agent: Agent,
    },
}

/// The agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub struct Agent {
    /// Name to show.
    pub name: String,
    /// Extension (`ipphone`).
    #[ts(type = "string")]
    pub extension: Extension,
    /// Tenant or SIP domain.
    #[ts(type = "string")]
    pub domain: Domain,
    /// The contact centre's id of the agent.
    #[ts(type = "string | null")]
    pub agent_id: Option<AgentId>,
    /// The agent's own mobile number.
    #[ts(as = "Option<String>")]
    pub phone: Option<Redacted<String>>,
    /// The contact centre's role number.
    #[ts(type = "number | null")]
    pub role: Option<i64>,
}

/// The three lights.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub struct Health {
    /// The contact centre.
    pub contact_centre: Light,
    /// The telephone line.
    pub line: Light,
    /// Microphone and loudspeaker.
    pub sound: Light,
}

/// One light with its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub struct Light {
    /// Its state.
    pub state: LightState,
    /// Why it is not good.
    pub problem: Option<Problem>,
}

/// State of a light.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub enum LightState {
    /// Not wanted now.
    Off,
    /// Being set up.
    Working,
    /// All is well.
    Good,
    /// Not working.
    Bad,
}

/// Whether the agent takes calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub enum Status {
    /// Takes calls.
    Available,
    /// Takes none.
    NotAvailable,
    /// Taken out of rotation by the server after an unanswered ring.
    NoAnswer,
}

/// The agent's status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub struct StatusView {
    /// As the server has it.
    pub status: Status,
    /// Asked for and not yet confirmed.
    pub pending: Option<Status>,
}

/// Where calls ring. Devices are the contact centre's `deviceType`: 1 this computer, 2 IP phone, 3 mobile, 4 IP phone (always),
/// 6 softphone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub struct DeviceView {
    /// Now.
    #[ts(type = "number")]
    pub current: i64,
    /// Asked for and not yet confirmed.
    #[ts(type = "number | null")]
    pub pending: Option<i64>,
    /// The mobile number that calls go to.
    #[ts(as = "Option<String>")]
    pub mobile: Option<Redacted<String>>,
    /// Where calls ring when the agent signs out; `null` when it stays.
    #[ts(type = "number | null")]
    pub on_sign_out: Option<i64>,
    /// It may be changed now.
    pub can_change: bool,
}

/// An outbound service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub struct Service {
    /// For `dial`.
    pub id: String,
    /// What the contact centre calls it.
    pub description: String,
    /// Used when none is chosen.
    pub is_default: bool,
}

/// A colleague who is free.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub struct Colleague {
    /// Extension.
    #[ts(type = "string")]
    pub extension: Extension,
    /// Name.
    #[ts(as = "Option<String>")]
    pub name: Option<Redacted<String>>,
}

/// A call that a colleague offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub struct Offer {
    /// The contact centre's id of the call.
    pub server_call: String,
    /// Who offers it.
    #[ts(type = "string")]
    pub from: Extension,
    /// The customer's number, where known.
    #[ts(as = "Option<String>")]
    pub number: Option<Redacted<String>>,
    /// The customer's name, where known.
    #[ts(as = "Option<String>")]
    pub name: Option<Redacted<String>>,
    /// From then on it counts as refused.
    #[ts(type = "number")]
    pub until: Timestamp,
    /// Accepted; the call is on its way.
    pub accepted: bool,
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub struct Call {
    /// Reo's id of it: never the same for two calls, also over restarts.
    pub id: String,
    /// The contact centre's id, once known.
    pub server_call: Option<String>,
    /// Who called whom.
    pub direction: Direction,
    /// The other side.
    #[ts(as = "String")]
    pub number: Redacted<String>,
    /// The other side's name.
    #[ts(as = "Option<String>")]
    pub name: Option<Redacted<String>>,
    /// The hotline.
    pub line: Option<String>,
    /// What the caller chose.
    pub queue: Option<String>,
    /// Where it stands.
    pub phase: Phase,
    /// Why it ended, once it has.
    pub cause: Option<Cause>,
    /// Since when it is in this phase.
    #[ts(type = "number")]
    pub since: Timestamp,
    /// When it came into being.
    #[ts(type = "number")]
    pub started_at: Timestamp,
    /// When both sides began to talk.
    #[ts(type = "number | null")]
    pub answered_at: Option<Timestamp>,
    /// Where its audio is (`deviceType`).
    #[ts(type = "number")]
    pub device: i64,
    /// The customer hears nothing of the agent.
    pub muted: bool,
    /// A mute or its end, asked for and not yet confirmed.
    pub mute_pending: Option<bool>,
    /// Hold.
    pub hold: Hold,
    /// The ring tone is silenced.
    pub silenced: bool,
    /// It is being given to somebody else.
    pub transfer: Option<Transfer>,
    /// What may be done now.
    pub allowed: Allowed,
    /// The command of a page's that made it.
    pub request_id: Option<String>,
}

/// Who called whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub enum Direction {
    /// A customer called.
    Inbound,
    /// The agent called a customer.
    Outbound,
    /// Between agents.
    Internal,
}

/// Where a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub enum Phase {
    /// It rings here.
    Incoming,
    /// Accepted; audio is being set up.
    Answering,
    /// Dialled; nothing heard of the far side yet.
    Connecting,
    /// It rings there.
    Ringing,
    /// Both sides talk.
    Talking,
    /// Being ended.
    Ending,
    /// Over.
    Ended,
}

/// Who is held by whom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub struct Hold {
    /// The agent holds the other side.
    pub local: bool,
    /// The other side holds the agent.
    pub remote: bool,
    /// Asked for and not yet confirmed.
    pub pending: Option<bool>,
}

/// A transfer under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub struct Transfer {
    /// To whom; `null` for another call of the agent's.
    pub to: Option<Target>,
    /// How far it is.
    pub stage: Stage,
    /// From then on it counts as failed.
    #[ts(type = "number")]
    pub until: Timestamp,
}

/// How far a transfer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub enum Stage {
    /// The colleague is being asked.
    Asking,
    /// The call is being moved.
    Moving,
}

/// What may be done with a call now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
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
