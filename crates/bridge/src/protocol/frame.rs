//! Frames, both ways.

use super::{Command, Delivery, Event, Problem, Snapshot};
use reo_model::{Redacted, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a page may do. The agent or the administrator grants each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub enum Scope {
    /// See calls and the agent's state, show customer data, receive notes.
    Events,
    /// Dial.
    Dial,
    /// Steer calls, status and device; sign in and out.
    Control,
    /// Answer a ringing call. Never part of what a page gets without being named to the agent.
    Answer,
    /// See the colleagues who are free.
    Agents,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Events, Self::Dial, Self::Control, Self::Answer, Self::Agents];
}

/// A later version may know more.
fn known_scopes<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<Scope>, D::Error> {
    let names = Vec::<String>::deserialize(from)?;
    Ok(names.into_iter().filter_map(|name| serde_json::from_value(name.into()).ok()).collect())
}

/// From the page to Reo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub enum PageFrame {
    /// The first frame, within five seconds.
    Hello {
        /// Versions of this protocol that the page speaks.
        versions: Vec<u32>,
        /// What the page calls itself, for the agent's eyes.
        #[serde(default)]
        #[ts(optional = nullable)]
        name: Option<String>,
        /// The tab: chosen at random by the page and kept over a reload (`sessionStorage`).
        tab: String,
        /// What the page would like to do; names that are not known here are passed over.
        #[serde(deserialize_with = "known_scopes")]
        scopes: Vec<Scope>,
        /// The token of an earlier pairing.
        #[serde(default)]
        #[ts(as = "Option<String>", optional = nullable)]
        token: Option<Redacted<String>>,
        /// Without a good token the agent may be asked; else the answer is [`Refusal::NotPaired`].
        #[serde(default)]
        #[ts(optional, as = "Option<bool>")]
        pair: bool,
        /// Where this tab stopped hearing.
        #[serde(default)]
        #[ts(optional = nullable)]
        resume: Option<Resume>,
    },
    /// Please do this. Sent again with the same `requestId` (after a reload, say) it is not done again; the same reply
    /// comes.
    Command {
        /// Chosen by the page: 1 to 64 characters, never used for anything else.
        request_id: String,
        /// What.
        command: Command,
    },
    /// From now on this page takes notes over (needs the scope `events`).
    TakeNotes,
    /// A note has been taken over; it will not be delivered again.
    Received {
        /// Its id.
        delivery: String,
    },
}

/// Where a tab stopped hearing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub struct Resume {
    /// The run of Reo's that the number belongs to.
    pub run: String,
    /// The last number heard.
    #[ts(type = "number")]
    pub seq: u64,
}

/// From Reo to the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub enum ReoFrame {
    /// The agent is being asked whether this page may. The same code stands in Reo's window.
    Pairing {
        /// Four digits.
        code: String,
        /// Until when the agent is asked.
        #[ts(type = "number")]
        until: Timestamp,
    },
    /// The page is in.
    Welcome(Box<Welcome>),
    /// The page is not in; the socket closes after this.
    Refused(RefusedFrame),
    /// Something happened. Needs the scope `events`.
    Update(Box<Update>),
    /// Who controls the phone among the pages changed for this one.
    Control {
        /// This page's commands count.
        controlling: bool,
    },
    /// What the page may do has changed while it was here.
    Scopes {
        /// From now on.
        scopes: Vec<Scope>,
    },
    /// The agent is asked in Reo's window before the command is carried out; a reply will follow.
    Asking {
        /// Of the command.
        request_id: String,
        /// Until when the agent is asked.
        #[ts(type = "number")]
        until: Timestamp,
    },
    /// The end of a command.
    Reply {
        /// Of the command.
        request_id: String,
        /// How it ended.
        result: CommandResult,
    },
    /// What the agent wrote down about a call, to a page that takes notes. To be confirmed by `received`.
    Delivery(Delivery),
    /// A frame was not understood; it counts for nothing.
    NotUnderstood {
        /// Of the command, where it could be read.
        request_id: Option<String>,
        /// What is wrong with it, for the page's programmer.
        reason: String,
    },
}

/// The page is in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub struct Welcome {
    /// The version of the protocol from here on.
    pub version: u32,
    /// Reo's own version.
    pub release: String,
    /// What this Reo can do beyond the first version of the protocol; names to look for, none to fail on.
    pub capabilities: Vec<String>,
    /// This run of Reo's: another one has other calls and numbers.
    pub run: String,
    /// What the page may do.
    pub scopes: Vec<Scope>,
    /// To be kept by the page and shown at the next hello. Only when it is new.
    #[ts(as = "Option<String>")]
    pub token: Option<Redacted<String>>,
    /// This page's commands count.
    pub controlling: bool,
    /// The number of the last update that the snapshot has in it.
    #[ts(type = "number")]
    pub seq: u64,
    /// Everything as it stands; `null` without the scope `events`.
    pub snapshot: Option<Snapshot>,
    /// What the tab missed since `resume.seq`; `null` when that is not known any more or was not asked.
    pub missed: Option<Vec<Update>>,
}

/// Something happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub struct Update {
    /// Rises by one.
    #[ts(type = "number")]
    pub seq: u64,
    /// What happened, in this order; none when only the view changed.
    pub events: Vec<Event>,
    /// Everything as it stands right after them.
    pub snapshot: Snapshot,
}

/// The page is not in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub struct RefusedFrame {
    /// Why.
    pub reason: Refusal,
    /// When it makes sense to try again, in milliseconds from now.
    #[ts(type = "number | null")]
    pub retry_after_ms: Option<u64>,
}

/// How a command ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub enum CommandResult {
    /// The phone took it. What comes of it is in the updates.
    Done(Done),
    /// The phone cannot.
    Failed {
        /// Why.
        problem: Problem,
    },
    /// The door did not let it pass.
    Refused(RefusedFrame),
}

/// The phone took a command.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub struct Done {
    /// The call that it made.
    pub call: Option<String>,
}

/// Why the door does not let something pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub enum Refusal {
    /// None of the page's versions is spoken here.
    Version,
    /// The page is not paired and did not ask to be, or its token counts no more.
    NotPaired,
    /// The agent said no, or the administrator keeps this origin out.
    Declined,
    /// The agent did not answer in time.
    TimedOut,
    /// Too many at once or too fast.
    TooMany,
    /// Another frame was expected first, or none like it.
    OutOfTurn,
    /// The page has not the right (scope) for it.
    Scope,
    /// Another page controls the phone.
    NotControlling,
    /// No such call.
    UnknownCall,
    /// The phone is shutting down or overloaded.
    Unavailable,
}
