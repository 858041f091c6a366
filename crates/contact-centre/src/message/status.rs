//! Status texts of calls and transfers (protocol page, section 3).

use super::Field;
use serde_json::Value;

/// `status` of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// `OK`.
    Ok,
    /// `NOK`: refused.
    NotOk,
    /// A code of the contact centre's.
    Error(IpccError),
    /// Any other text.
    Other(String),
}

impl Status {
    /// From the text on the wire.
    pub fn from_wire(text: &str) -> Self {
        match text {
            "OK" => Self::Ok,
            "NOK" => Self::NotOk,
            other => IpccError::from_wire(other).map_or_else(|| Self::Other(other.to_owned()), Self::Error),
        }
    }

    /// The text on the wire.
    pub fn as_wire(&self) -> &str {
        match self {
            Self::Ok => "OK",
            Self::NotOk => "NOK",
            Self::Error(error) => error.as_wire(),
            Self::Other(text) => text,
        }
    }

    /// Whether the request was granted.
    pub const fn is_ok(&self) -> bool {
        matches!(self, Self::Ok)
    }
}

impl Field for Status {
    fn read(value: Option<&Value>) -> Option<Self> {
        String::read(value).map(|text| Self::from_wire(&text))
    }

    fn write(&self) -> Option<Value> {
        Some(Value::from(self.as_wire()))
    }
}

macro_rules! wire_texts {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant),* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// From the text on the wire.
            pub fn from_wire(text: &str) -> Option<Self> {
                match text {
                    $($text => Some(Self::$variant),)*
                    _ => None,
                }
            }

            /// The text on the wire.
            pub const fn as_wire(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
        }
    };
}

wire_texts! {
    /// Why a call, a hold, a mute or a transfer was refused.
    pub enum IpccError {
        /// Cannot find the call.
        CallNotFound = "IPCCERR0000",
        /// The agent is not available.
        AgentNotAvailable = "IPCCERR0001",
        /// Cannot find the agent.
        AgentNotFound = "IPCCERR0002",
        /// The agent is muted or on hold.
        MutedOrHeld = "IPCCERR0003",
        /// The agent is not muted.
        NotMuted = "IPCCERR0004",
        /// The agent is not on hold.
        NotHeld = "IPCCERR0005",
        /// The parameters are not satisfied.
        BadParameters = "IPCCERR0007",
        /// A ringing call cannot be held.
        CannotHoldRinging = "IPCCERR0008",
        /// A ringing call cannot be muted.
        CannotMuteRinging = "IPCCERR0009",
        /// A muted call cannot be intercepted.
        CannotInterceptMuted = "IPCCERR0011",
        /// NOT_CHOOSE_TYPE_TRANSFER.
        TransferTypeNotChosen = "IPCCERR0012",
        /// TRANSFER_CALL_FAILED.
        TransferFailed = "IPCCERR0013",
        /// NOT_IN_A_CALL.
        NotInCall = "IPCCERR0014",
        /// COULD_NOT_GET_CALL_INFO.
        NoCallInfo = "IPCCERR0015",
    }
}

/// How far an outbound call is: `status` of `OUT_CALL_RESPONSE_ID` (protocol page, section 4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallOutStatus {
    /// `STARTING`: the server took the request on.
    Starting,
    /// `RINGING`: the customer's phone rings.
    Ringing,
    /// `ANSWER`: the customer answered.
    Answered,
    /// `ENDCALL`: the call is over.
    Ended,
    /// `TERMINATE`: the call was ended.
    Terminated,
    /// `ERROR`: nothing came of it; see [`crate::CallOutError`].
    Failed,
    /// Any other text.
    Other(String),
}

impl CallOutStatus {
    /// From the text on the wire.
    pub fn from_wire(text: &str) -> Self {
        match text {
            "STARTING" => Self::Starting,
            "RINGING" => Self::Ringing,
            "ANSWER" => Self::Answered,
            "ENDCALL" => Self::Ended,
            "TERMINATE" => Self::Terminated,
            "ERROR" => Self::Failed,
            other => Self::Other(other.to_owned()),
        }
    }

    /// The text on the wire.
    pub fn as_wire(&self) -> &str {
        match self {
            Self::Starting => "STARTING",
            Self::Ringing => "RINGING",
            Self::Answered => "ANSWER",
            Self::Ended => "ENDCALL",
            Self::Terminated => "TERMINATE",
            Self::Failed => "ERROR",
            Self::Other(text) => text,
        }
    }
}

impl Field for CallOutStatus {
    fn read(value: Option<&Value>) -> Option<Self> {
        String::read(value).map(|text| Self::from_wire(&text))
    }

    fn write(&self) -> Option<Value> {
        Some(Value::from(self.as_wire()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_text_is_written_as_it_is_read() {
        let codes = IpccError::ALL.iter().map(|error| error.as_wire());
        for text in codes.chain(["OK", "NOK", "IPCCERR0006", "", "ok"]) {
            assert_eq!(Status::from_wire(text).as_wire(), text);
        }
        for text in ["STARTING", "RINGING", "ANSWER", "ENDCALL", "TERMINATE", "ERROR", "else"] {
            assert_eq!(CallOutStatus::from_wire(text).as_wire(), text);
        }
    }

    #[test]
    fn only_ok_is_a_consent() {
        assert!(Status::from_wire("OK").is_ok());
        for text in ["NOK", "IPCCERR0001", "", "ok"] {
            assert!(!Status::from_wire(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn every_code_of_the_page_is_an_error_of_its_own() {
        let numbers = [0, 1, 2, 3, 4, 5, 7, 8, 9, 11, 12, 13, 14, 15];
        assert_eq!(IpccError::ALL.len(), numbers.len());
        for (error, number) in IpccError::ALL.iter().zip(numbers) {
            assert_eq!(IpccError::from_wire(&format!("IPCCERR{number:04}")), Some(*error));
        }
    }
}
