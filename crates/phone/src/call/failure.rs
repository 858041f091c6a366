//! Why a call came to nothing, from the codes of the contact centre and of SIP.

use crate::{Problem, ProblemCode};
use reo_contact_centre::CallOutError;
use reo_model::{NumberKind, PhoneNumber};

/// What the contact centre says of a call-out that failed (protocol page, section 4).
pub(super) fn call_out_problem(error: Option<CallOutError>) -> Problem {
    let code = match error {
        Some(CallOutError::CustomerNotReachable) => ProblemCode::CustomerNotReachable,
        Some(CallOutError::CustomerBusy) => ProblemCode::CustomerBusy,
        Some(CallOutError::CustomerNoAnswer | CallOutError::CustomerNoAnswerOrFault) => {
            ProblemCode::CustomerNoAnswer
        }
        Some(CallOutError::HotlineUnpaid) => ProblemCode::HotlineUnpaid,
        Some(CallOutError::CustomerUnavailable) => ProblemCode::CustomerUnavailable,
        Some(CallOutError::AgentDeviceUnreachable) => ProblemCode::AgentDeviceUnreachable,
        Some(CallOutError::AgentBusy) => ProblemCode::AgentBusy,
        Some(CallOutError::PermissionDenied) => ProblemCode::CallOutDenied,
        Some(CallOutError::CustomerFault { sip_code: Some(status) }) => return fault(status),
        Some(CallOutError::Other { error_code, .. }) => return fault(error_code),
        Some(CallOutError::CustomerFault { sip_code: None } | CallOutError::ConnectFault) | None => {
            return fault("-");
        }
    };
    Problem::new(code)
}

/// A final failure status for our own INVITE (RFC 3261, section 21).
pub(super) fn status_problem(number: &PhoneNumber, status: u16) -> Problem {
    let colleague = number.kind() == Ok(NumberKind::Colleague);
    let code = match (status, colleague) {
        (486 | 600 | 603, true) => ProblemCode::ColleagueBusy,
        (486 | 600 | 603, false) => ProblemCode::CustomerBusy,
        (408 | 487, true) => ProblemCode::ColleagueNoAnswer,
        (408 | 487, false) => ProblemCode::CustomerNoAnswer,
        (404 | 410 | 480 | 484 | 604, true) => ProblemCode::ColleagueNotReachable,
        (404 | 410 | 484 | 604, false) => ProblemCode::CustomerNotReachable,
        (480, false) => ProblemCode::CustomerUnavailable,
        _ => return fault(status),
    };
    Problem::new(code)
}

fn fault(status: impl ToString) -> Problem {
    Problem::new(ProblemCode::CallFault).with("status", status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_protocol_page_has_its_problem() {
        let cases = [
            ("IPCC_NOT_CONNECT_CUSTOMER", Some(404), ProblemCode::CustomerNotReachable),
            ("IPCC_NOT_CONNECT_CUSTOMER", Some(486), ProblemCode::CustomerBusy),
            ("IPCC_NOT_CONNECT_CUSTOMER", Some(408), ProblemCode::CustomerNoAnswer),
            ("IPCC_NOT_CONNECT_CUSTOMER", Some(403), ProblemCode::HotlineUnpaid),
            ("IPCC_NOT_CONNECT_CUSTOMER", Some(487), ProblemCode::CustomerNoAnswer),
            ("IPCC_NOT_CONNECT_CUSTOMER", Some(480), ProblemCode::CustomerUnavailable),
            ("IPCC_NOT_CONNECT_CUSTOMER", Some(503), ProblemCode::CallFault),
            ("IPCC_NOT_CONNECT_CUSTOMER", None, ProblemCode::CallFault),
            ("IPCC_NOT_CONNECT_AGENT_ID", None, ProblemCode::AgentDeviceUnreachable),
            ("CALLOUT_AGENT_BUSY", None, ProblemCode::AgentBusy),
            ("CALLOUT_PERMISSION_DENY", None, ProblemCode::CallOutDenied),
            ("ERROR_CALLOUT_CONNECT", None, ProblemCode::CallFault),
            ("SOMETHING_NEW", Some(486), ProblemCode::CallFault),
        ];
        for (error_code, sip_code, expected) in cases {
            assert_eq!(
                call_out_problem(Some(CallOutError::from_codes(error_code, sip_code))).code,
                expected,
                "{error_code} {sip_code:?}"
            );
        }
    }

    #[test]
    fn a_refused_invite_is_worded_by_who_was_called() {
        let colleague = PhoneNumber::verbatim("5001");
        let customer = PhoneNumber::verbatim("0901234567");
        assert_eq!(status_problem(&colleague, 486).code, ProblemCode::ColleagueBusy);
        assert_eq!(status_problem(&customer, 486).code, ProblemCode::CustomerBusy);
        assert_eq!(status_problem(&colleague, 480).code, ProblemCode::ColleagueNotReachable);
        assert_eq!(status_problem(&customer, 480).code, ProblemCode::CustomerUnavailable);
        assert_eq!(status_problem(&colleague, 408).code, ProblemCode::ColleagueNoAnswer);
        assert_eq!(status_problem(&customer, 500).params["status"], "500");
    }
}
