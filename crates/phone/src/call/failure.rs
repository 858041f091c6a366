//! Why a call came to nothing, from the codes of the contact centre and of SIP.

use crate::{Problem, ProblemCode};
use reo_contact_centre::{CallOutError, IpccError, Status};
use reo_model::{NumberKind, PhoneNumber};

/// What the contact centre says of a call-out that failed (protocol page, section 4), with its own codes as parameters.
pub(super) fn call_out_problem(error: Option<CallOutError>) -> Problem {
    let Some(error) = error else { return fault("-") };
    let (error_code, sip_code) = error.codes();
    let problem = match &error {
        CallOutError::CustomerFault { sip_code: Some(status) } => fault(status),
        CallOutError::Other { error_code, .. } => fault(error_code),
        CallOutError::CustomerFault { sip_code: None } | CallOutError::ConnectFault => fault("-"),
        known => Problem::new(call_out_code(known)),
    };
    let problem = problem.with("errorCode", error_code);
    sip_code.into_iter().fold(problem, |problem, code| problem.with("sipCode", code))
}

const fn call_out_code(error: &CallOutError) -> ProblemCode {
    match error {
        CallOutError::CustomerNotReachable => ProblemCode::CustomerNotReachable,
        CallOutError::CustomerBusy => ProblemCode::CustomerBusy,
        CallOutError::CustomerNoAnswer | CallOutError::CustomerNoAnswerOrFault => {
            ProblemCode::CustomerNoAnswer
        }
        CallOutError::HotlineUnpaid => ProblemCode::HotlineUnpaid,
        CallOutError::CustomerUnavailable => ProblemCode::CustomerUnavailable,
        CallOutError::AgentDeviceUnreachable => ProblemCode::AgentDeviceUnreachable,
        CallOutError::AgentBusy => ProblemCode::AgentBusy,
        CallOutError::PermissionDenied => ProblemCode::CallOutDenied,
        CallOutError::CustomerFault { .. } | CallOutError::ConnectFault | CallOutError::Other { .. } => {
            ProblemCode::CallFault
        }
    }
}

/// What the contact centre says when it refuses something asked of a call (protocol page, section 3).
pub(crate) fn ipcc_problem(status: &Status) -> Problem {
    let Status::Error(error) = status else { return fault(status.as_wire()) };
    Problem::new(match error {
        IpccError::CallNotFound => ProblemCode::CallNotFound,
        IpccError::AgentNotAvailable => ProblemCode::TransferNotAvailable,
        IpccError::AgentNotFound => ProblemCode::TransferNoSuchColleague,
        IpccError::MutedOrHeld => ProblemCode::TransferMutedOrHeld,
        IpccError::NotMuted => ProblemCode::NotMuted,
        IpccError::NotHeld => ProblemCode::NotHeld,
        IpccError::CannotHoldRinging => ProblemCode::CannotHoldRinging,
        IpccError::CannotMuteRinging => ProblemCode::CannotMuteRinging,
        IpccError::CannotInterceptMuted => ProblemCode::CannotInterceptMuted,
        IpccError::TransferTypeNotChosen => ProblemCode::TransferNobody,
        IpccError::NotInCall => ProblemCode::TransferNoCall,
        IpccError::NoCallInfo => ProblemCode::TransferNoCallInfo,
        IpccError::BadParameters | IpccError::TransferFailed => return fault(status.as_wire()),
    })
}

/// Why a transfer was refused.
pub(super) fn transfer_problem(status: &Status) -> Problem {
    let failed = || Problem::new(ProblemCode::TransferFailed).with("status", status.as_wire());
    match status {
        Status::NotOk => Problem::new(ProblemCode::TransferRefused),
        Status::Error(IpccError::TransferFailed | IpccError::BadParameters) | Status::Other(_) => failed(),
        status => ipcc_problem(status),
    }
}

/// Why a hold or resume was refused.
pub(super) fn hold_problem(status: &Status) -> ProblemCode {
    match ipcc_problem(status).code {
        code @ (ProblemCode::NotHeld | ProblemCode::CannotHoldRinging) => code,
        _ => ProblemCode::HoldFailed,
    }
}

/// Why a mute or its end was refused.
pub(super) fn mute_problem(status: &Status) -> ProblemCode {
    match ipcc_problem(status).code {
        code @ (ProblemCode::NotMuted | ProblemCode::CannotMuteRinging) => code,
        _ => ProblemCode::MuteFailed,
    }
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
            let error = CallOutError::from_codes(error_code, sip_code);
            assert_eq!(error.codes(), (error_code, sip_code));
            let problem = call_out_problem(Some(error));
            assert_eq!(problem.code, expected, "{error_code} {sip_code:?}");
            assert_eq!(problem.params["errorCode"], error_code);
            assert_eq!(problem.params.get("sipCode").cloned(), sip_code.map(|code| code.to_string()));
        }
    }

    #[test]
    fn every_status_of_the_protocol_page_has_its_problem() {
        let cases = [
            ("IPCCERR0000", ProblemCode::CallNotFound),
            ("IPCCERR0001", ProblemCode::TransferNotAvailable),
            ("IPCCERR0002", ProblemCode::TransferNoSuchColleague),
            ("IPCCERR0003", ProblemCode::TransferMutedOrHeld),
            ("IPCCERR0004", ProblemCode::NotMuted),
            ("IPCCERR0005", ProblemCode::NotHeld),
            ("IPCCERR0007", ProblemCode::CallFault),
            ("IPCCERR0008", ProblemCode::CannotHoldRinging),
            ("IPCCERR0009", ProblemCode::CannotMuteRinging),
            ("IPCCERR0011", ProblemCode::CannotInterceptMuted),
            ("IPCCERR0012", ProblemCode::TransferNobody),
            ("IPCCERR0013", ProblemCode::CallFault),
            ("IPCCERR0014", ProblemCode::TransferNoCall),
            ("IPCCERR0015", ProblemCode::TransferNoCallInfo),
            ("SOMETHING_NEW", ProblemCode::CallFault),
        ];
        for (text, expected) in cases {
            assert_eq!(ipcc_problem(&Status::from_wire(text)).code, expected, "{text}");
        }
        assert_eq!(transfer_problem(&Status::NotOk).code, ProblemCode::TransferRefused);
        let failed = transfer_problem(&Status::from_wire("IPCCERR0013"));
        assert_eq!(
            (failed.code, failed.params["status"].as_str()),
            (ProblemCode::TransferFailed, "IPCCERR0013")
        );
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
