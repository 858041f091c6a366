//! The door as Reo's own windows see it.

use crate::protocol::{CustomerLine, Scope};
use reo_model::{CallId, Domain, Extension, Redacted, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Everything that a window needs to draw about the door. Latest wins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BridgeView {
    /// Open or not.
    pub door: Door,
    /// The administrator has decided whether it is open: the agent cannot.
    pub door_fixed: bool,
    /// Questions to the agent, the oldest first.
    pub asks: Vec<Ask>,
    /// Origins that may come in, by name.
    pub origins: Vec<OriginView>,
    /// What pages and the agent have put down about the calls in the phone's snapshot.
    pub calls: Vec<CallNotes>,
    /// Notes that no page has taken over yet.
    pub waiting_notes: u32,
    /// What a page may not dial without asking.
    pub rules: DialRules,
    /// The administrator has decided about these: the agent cannot.
    pub fixed_rules: Vec<NumberClass>,
}

/// Open or not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export, rename = "DoorState")]
pub enum Door {
    /// Nothing listens.
    #[default]
    Closed,
    /// Pages can come.
    Open {
        /// On this port of 127.0.0.1 and ::1.
        port: u16,
    },
    /// All ports are taken.
    NoPort,
}

/// A question to the agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Ask {
    /// For [`BridgeCommand::Agree`].
    #[ts(type = "number")]
    pub id: u64,
    /// Who wants it: scheme, host and port.
    pub origin: String,
    /// From then on it counts as refused.
    pub until: Timestamp,
    /// What.
    pub what: AskKind,
}

/// What the agent is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum AskKind {
    /// May this page come in? It shows the same code.
    Pair {
        /// What the page calls itself.
        name: Option<String>,
        /// Four digits.
        code: String,
        /// What it would like to do.
        #[ts(type = "Array<\"events\" | \"dial\" | \"control\" | \"answer\" | \"agents\">")]
        scopes: Vec<Scope>,
    },
    /// Shall this be dialled?
    Dial {
        /// What.
        number: Redacted<String>,
        /// Why it is asked.
        kind: NumberClass,
    },
    /// May this page answer calls, beginning with the one that rings?
    Answer {
        /// Which.
        call: CallId,
    },
    /// May this page answer calls, beginning with the one that a colleague offers?
    TakeOver {
        /// The colleague.
        from: Extension,
    },
    /// Shall this agent be signed in?
    SignIn {
        /// Who.
        extension: Extension,
        /// The tenant.
        domain: Domain,
        /// Host of a contact centre that Reo does not know yet.
        server: Option<String>,
    },
}

/// Numbers that cost or matter more than others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum NumberClass {
    /// Police, fire, ambulance and the like.
    Emergency,
    /// Costs more than a usual call.
    Premium,
    /// Abroad.
    International,
}

/// What happens when a page dials a number of a class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum DialRule {
    /// It is dialled.
    Allow,
    /// The agent is asked first.
    #[default]
    Ask,
    /// It is refused.
    Refuse,
}

/// What a page may not dial without asking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct DialRules {
    /// Police, fire, ambulance and the like.
    pub emergency: DialRule,
    /// Costs more than a usual call.
    pub premium: DialRule,
    /// Abroad.
    pub international: DialRule,
}

/// An origin that may come in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OriginView {
    /// Scheme, host and port.
    pub origin: String,
    /// What its page called itself.
    pub name: Option<String>,
    /// What it may do.
    #[ts(type = "Array<\"events\" | \"dial\" | \"control\" | \"answer\" | \"agents\">")]
    pub scopes: Vec<Scope>,
    /// Allowed by the administrator: cannot be revoked here.
    pub by_policy: bool,
    /// Pages of it that are connected.
    pub pages: u32,
    /// One of them controls the phone.
    pub controlling: bool,
    /// When the agent agreed.
    pub since: Option<Timestamp>,
    /// When a page of it was last here.
    pub last_seen: Option<Timestamp>,
}

/// What pages and the agent have put down about a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CallNotes {
    /// The phone's id of the call.
    pub call: CallId,
    /// The origin that shows the customer or that the note goes to.
    pub origin: Option<String>,
    /// The customer's name, as the page knows it.
    pub customer: Option<Redacted<String>>,
    /// Facts under the name.
    #[ts(type = "Array<{ label: string, value: string }>")]
    pub lines: Vec<CustomerLine>,
    /// Outcomes to choose from.
    pub outcomes: Vec<String>,
    /// The note as typed so far.
    pub note: Redacted<String>,
    /// The outcome chosen so far.
    pub outcome: Option<String>,
    /// The agent has finished it; it can be changed no more.
    pub finished: bool,
    /// A page has taken it over.
    pub delivered: bool,
}

/// What the agent asks of the door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum BridgeCommand {
    /// Open or close the door; remembered.
    SetOpen {
        /// Open.
        on: bool,
    },
    /// Yes to a question.
    Agree {
        /// Which.
        #[ts(type = "number")]
        ask: u64,
        /// For a pairing: what the page may do, at most what it asked for; `None` for all of that but `answer`.
        #[serde(default)]
        #[ts(type = "Array<\"events\" | \"dial\" | \"control\" | \"answer\" | \"agents\"> | null")]
        scopes: Option<Vec<Scope>>,
    },
    /// No to a question.
    Decline {
        /// Which.
        #[ts(type = "number")]
        ask: u64,
    },
    /// An origin may come in no more; its pages are sent away.
    Revoke {
        /// Which.
        origin: String,
    },
    /// What a page may not dial without asking; remembered.
    SetRules {
        /// From now on.
        rules: DialRules,
    },
    /// The note and outcome of a call as they stand now; kept on disk.
    WriteNote {
        /// Which call.
        call: CallId,
        /// The whole note; up to 4000 characters.
        note: Redacted<String>,
        /// The outcome.
        outcome: Option<String>,
        /// The agent is done: hand it to the page.
        finished: bool,
    },
}
