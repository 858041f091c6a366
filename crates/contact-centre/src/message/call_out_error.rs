//! Why an outbound call came to nothing (protocol page, section 4).

/// What `errorCode` and `sipCode` of an outbound call say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallOutError {
    /// IPCC_NOT_CONNECT_CUSTOMER with 404: the number cannot be reached.
    CustomerNotReachable,
    /// … with 486: the customer is busy.
    CustomerBusy,
    /// … with 408: no answer, or a fault.
    CustomerNoAnswerOrFault,
    /// … with 403: the hotline has not been paid for.
    HotlineUnpaid,
    /// … with 487: no answer.
    CustomerNoAnswer,
    /// … with 480: the customer is temporarily unreachable.
    CustomerUnavailable,
    /// … with another SIP status, or none: a fault.
    CustomerFault {
        /// The SIP status.
        sip_code: Option<i64>,
    },
    /// IPCC_NOT_CONNECT_AGENT_ID: the agent's own device cannot be reached.
    AgentDeviceUnreachable,
    /// CALLOUT_AGENT_BUSY: sign out and in again.
    AgentBusy,
    /// CALLOUT_PERMISSION_DENY: no right to call out.
    PermissionDenied,
    /// ERROR_CALLOUT_CONNECT: a fault.
    ConnectFault,
    /// A code that is not documented.
    Other {
        /// `errorCode`.
        error_code: String,
        /// `sipCode`.
        sip_code: Option<i64>,
    },
}

impl CallOutError {
    /// From the two codes of the message.
    pub fn from_codes(error_code: &str, sip_code: Option<i64>) -> Self {
        match error_code {
            "IPCC_NOT_CONNECT_CUSTOMER" => Self::customer(sip_code),
            "IPCC_NOT_CONNECT_AGENT_ID" => Self::AgentDeviceUnreachable,
            "CALLOUT_AGENT_BUSY" => Self::AgentBusy,
            "CALLOUT_PERMISSION_DENY" => Self::PermissionDenied,
            "ERROR_CALLOUT_CONNECT" => Self::ConnectFault,
            other => Self::Other { error_code: other.to_owned(), sip_code },
        }
    }

    /// The two codes of the message, as they came (`errorCode`, `sipCode`).
    pub fn codes(&self) -> (&str, Option<i64>) {
        let sip_code = match self {
            Self::CustomerNotReachable => Some(404),
            Self::CustomerBusy => Some(486),
            Self::CustomerNoAnswerOrFault => Some(408),
            Self::HotlineUnpaid => Some(403),
            Self::CustomerNoAnswer => Some(487),
            Self::CustomerUnavailable => Some(480),
            Self::CustomerFault { sip_code } => *sip_code,
            Self::AgentDeviceUnreachable => return ("IPCC_NOT_CONNECT_AGENT_ID", None),
            Self::AgentBusy => return ("CALLOUT_AGENT_BUSY", None),
            Self::PermissionDenied => return ("CALLOUT_PERMISSION_DENY", None),
            Self::ConnectFault => return ("ERROR_CALLOUT_CONNECT", None),
            Self::Other { error_code, sip_code } => return (error_code, *sip_code),
        };
        ("IPCC_NOT_CONNECT_CUSTOMER", sip_code)
    }

    const fn customer(sip_code: Option<i64>) -> Self {
        match sip_code {
            Some(404) => Self::CustomerNotReachable,
            Some(486) => Self::CustomerBusy,
            Some(408) => Self::CustomerNoAnswerOrFault,
            Some(403) => Self::HotlineUnpaid,
            Some(487) => Self::CustomerNoAnswer,
            Some(480) => Self::CustomerUnavailable,
            sip_code => Self::CustomerFault { sip_code },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_has_its_own_error() {
        let customer = "IPCC_NOT_CONNECT_CUSTOMER";
        for (error_code, sip_code, error) in [
            (customer, Some(404), CallOutError::CustomerNotReachable),
            (customer, Some(486), CallOutError::CustomerBusy),
            (customer, Some(408), CallOutError::CustomerNoAnswerOrFault),
            (customer, Some(403), CallOutError::HotlineUnpaid),
            (customer, Some(487), CallOutError::CustomerNoAnswer),
            (customer, Some(480), CallOutError::CustomerUnavailable),
            (customer, Some(500), CallOutError::CustomerFault { sip_code: Some(500) }),
            (customer, None, CallOutError::CustomerFault { sip_code: None }),
            ("IPCC_NOT_CONNECT_AGENT_ID", Some(486), CallOutError::AgentDeviceUnreachable),
            ("CALLOUT_AGENT_BUSY", None, CallOutError::AgentBusy),
            ("CALLOUT_PERMISSION_DENY", None, CallOutError::PermissionDenied),
            ("ERROR_CALLOUT_CONNECT", None, CallOutError::ConnectFault),
            ("NEW", Some(1), CallOutError::Other { error_code: "NEW".to_owned(), sip_code: Some(1) }),
        ] {
            assert_eq!(CallOutError::from_codes(error_code, sip_code), error);
        }
    }
}
