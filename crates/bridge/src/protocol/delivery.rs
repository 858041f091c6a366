//! What the agent wrote down about a call.

use super::Direction;
use reo_model::{Redacted, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A note and the outcome of a call. Kept on disk until a page of the origin that it is for has confirmed it, so it may come
/// twice: the same `id` is the same note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../../sdk/src/generated/")]
pub struct Delivery {
    /// For `received`; one for each call.
    pub id: String,
    /// The call ([`super::Call::id`]).
    pub call: String,
    /// The contact centre's id of it, where known.
    pub server_call: Option<String>,
    /// The CRM's id of the customer, if a page showed one.
    pub customer: Option<String>,
    /// Who called whom.
    pub direction: Direction,
    /// The other side.
    #[ts(as = "String")]
    pub number: Redacted<String>,
    /// When the call came into being.
    #[ts(type = "number")]
    pub started_at: Timestamp,
    /// When both sides began to talk, if they did.
    #[ts(type = "number | null")]
    pub answered_at: Option<Timestamp>,
    /// When it was over.
    #[ts(type = "number | null")]
    pub ended_at: Option<Timestamp>,
    /// What the agent wrote.
    #[ts(as = "String")]
    pub note: Redacted<String>,
    /// What the agent chose.
    pub outcome: Option<String>,
}
