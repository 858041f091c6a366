//! Names that the server gives to things. They are strings, never numbers, even where they look like numbers.

use serde::{Deserialize, Serialize};
use std::fmt;
use ts_rs::TS;

macro_rules! string_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize, TS)]
        #[serde(transparent)]
        #[ts(export, type = "string")]
        pub struct $name(String);

        impl $name {
            /// Wraps the server's text as it is.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text as the server wrote it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

string_id! {
    /// The agent's user name at the contact centre (`username` of check-partner, `agentId` on the socket).
    AgentId
}
string_id! {
    /// The agent's extension (`ipphone` in the token, `agent_id` of check-partner): `5000` or `284_284`.
    Extension
}
string_id! {
    /// The tenant, as it stands in addresses: `0938828282`, `kanow`.
    Domain
}
string_id! {
    /// The contact centre's own id of a call (`callId`).
    ServerCallId
}
