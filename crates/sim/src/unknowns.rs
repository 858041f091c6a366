//! What the protocol page does not know of the provider, played either way.

use crate::changes::changed;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One switch for each thing that is not known (protocol page, section 8). They can be changed while the simulator
/// runs; [`Unknowns::shared_numbers`] counts at the start alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Unknowns {
    /// A request and its answer share one number where they can (`REFRESH_ID` that of the sign-in).
    pub shared_numbers: bool,
    /// The shape of refusals at sign-in.
    pub refusals: Refusals,
    /// What a second registration of the same agent does.
    pub second_registration: SecondRegistration,
    /// Where the outbound services stand in check-partner.
    pub callout_services: ServicesPlace,
    /// The form of ids and numbers in the messages of the agent socket.
    pub fields: FieldForm,
    /// Messages do not say for whom they are: no `ipphone`, no `extension`.
    pub unnamed: bool,
    /// How a customer comes to the agent who accepted a transfer.
    pub transfer_ring: TransferRing,
    /// An agent socket may send so many messages in a second.
    pub rate_limit: Option<u32>,
    /// What becomes of a socket that sends more.
    pub rate_excess: RateExcess,
}

/// The shape of a refusal at sign-in; all are seen or plausible.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusals {
    /// The HTTP status is the documented code.
    #[default]
    Status,
    /// HTTP 200 with `{"code": <the documented code>}`.
    Code,
    /// HTTP 200 with `{"code":"errors","message":…}`.
    Errors,
}

/// What the registrar does with two registrations of one agent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecondRegistration {
    /// The newest one counts alone.
    #[default]
    Replaces,
    /// Both stay; a call rings at the newest.
    Stays,
    /// Both stay; a call rings at all, the first to answer has it.
    Forks,
    /// The first one stays; another contact is refused with 403.
    Refused,
}

/// Where the outbound services stand in the answer of check-partner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ServicesPlace {
    /// `account.callout_services`.
    #[default]
    Account,
    /// `callout_services`.
    Top,
    /// Nowhere: an older server.
    Absent,
}

/// The form of ids and numbers in messages. `objectId` is always a number: public clients compare it strictly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldForm {
    /// Ids as text, codes as numbers.
    #[default]
    AsDocumented,
    /// Every number as text.
    NumbersAsText,
    /// Every text that is a number, without a leading zero, as a number.
    TextAsNumbers,
}

/// How a customer comes to the agent who accepted a transfer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TransferRing {
    /// As an inbound call: ring message and INVITE.
    #[default]
    RingAndInvite,
    /// By the INVITE alone: the agent has said yes already.
    InviteAlone,
}

/// What becomes of an agent socket that sends too much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RateExcess {
    /// What is too much is not looked at.
    #[default]
    Ignored,
    /// The socket is closed.
    Closes,
}

impl Unknowns {
    /// These with the named ones changed; `None` when a name is unknown or a value is not one of its own.
    pub fn changed(&self, changes: &Map<String, Value>) -> Option<Self> {
        changed(self, changes)
    }

    /// These with `name=value` changed.
    pub fn with(&self, change: &str) -> Option<Self> {
        let (name, value) = change.split_once('=')?;
        let value = serde_json::from_str(value).unwrap_or_else(|_| Value::from(value));
        self.changed(&Map::from_iter([(name.to_owned(), value)]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_switch_is_set_by_its_name() {
        let unknowns = Unknowns::default().with("second_registration=forks").unwrap();
        let unknowns = unknowns.with("rate_limit=20").unwrap().with("unnamed=true").unwrap();
        assert_eq!(unknowns.second_registration, SecondRegistration::Forks);
        assert_eq!((unknowns.rate_limit, unknowns.unnamed), (Some(20), true));
        assert_eq!(unknowns.with("second_registration=both"), None);
        assert_eq!(unknowns.with("weather=fine"), None);
    }
}
