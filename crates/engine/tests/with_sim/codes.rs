//! The tables of codes of the protocol page: what each becomes for the agent, over real sockets.

use crate::office::{AGENT, CUSTOMER, Office};
use reo_model::{DeviceType, Extension, Redacted};
use reo_phone::{Command, EndCause, Phase, ProblemCode, SessionView, TransferTarget};
use reo_sim::{Behaviour, Faults, Outcome, SimConfig};
use serde_json::json;

async fn call_out_fails(office: &mut Office) -> ProblemCode {
    office.command(Command::Dial { number: Redacted::from(CUSTOMER), service: None });
    let cause = office.call_end().await;
    office.until_idle_there().await;
    match cause {
        EndCause::Failed { problem } => problem.code,
        cause => panic!("{cause:?}"),
    }
}

/// Section 4, outbound `errorCode` IPCC_NOT_CONNECT_CUSTOMER with each `sipCode`.
#[tokio::test(flavor = "multi_thread")]
async fn each_sip_code_of_a_failed_call_out_has_its_sentence() {
    let rows = [
        (404, ProblemCode::CustomerNotReachable),
        (486, ProblemCode::CustomerBusy),
        (408, ProblemCode::CustomerNoAnswer),
        (403, ProblemCode::HotlineUnpaid),
        (487, ProblemCode::CustomerNoAnswer),
        (480, ProblemCode::CustomerUnavailable),
        (503, ProblemCode::CallFault),
    ];
    let mut office = Office::open().await;
    for (sip_code, problem) in rows {
        let behaviour = Behaviour {
            outcome: Outcome::Busy,
            after_ms: 20,
            sip_code: Some(sip_code),
            ..Behaviour::default()
        };
        office.sim.set_customer(CUSTOMER, behaviour);
        assert_eq!(call_out_fails(&mut office).await, problem, "{sip_code}");
    }
}

/// Section 4, the other values of `errorCode`.
#[tokio::test(flavor = "multi_thread")]
async fn each_error_code_of_a_failed_call_out_has_its_sentence() {
    let rows = [
        ("IPCC_NOT_CONNECT_AGENT_ID", ProblemCode::AgentDeviceUnreachable),
        ("CALLOUT_AGENT_BUSY", ProblemCode::AgentBusy),
        ("CALLOUT_PERMISSION_DENY", ProblemCode::CallOutDenied),
        ("ERROR_CALLOUT_CONNECT", ProblemCode::CallFault),
        ("SOMETHING_NEW", ProblemCode::CallFault),
    ];
    let mut office = Office::open().await;
    for (code, problem) in rows {
        office.sim.set_faults(Faults { callout_error: Some(code.into()), ..Faults::default() });
        assert_eq!(call_out_fails(&mut office).await, problem, "{code}");
    }
}

/// Section 3, status codes of calls and transfers.
#[tokio::test(flavor = "multi_thread")]
async fn each_status_of_a_refused_transfer_has_its_sentence() {
    let rows = [
        ("IPCCERR0000", ProblemCode::CallNotFound),
        ("IPCCERR0001", ProblemCode::TransferNotAvailable),
        ("IPCCERR0002", ProblemCode::TransferNoSuchColleague),
        ("IPCCERR0003", ProblemCode::TransferMutedOrHeld),
        ("IPCCERR0007", ProblemCode::TransferFailed),
        ("IPCCERR0012", ProblemCode::TransferNobody),
        ("IPCCERR0013", ProblemCode::TransferFailed),
        ("IPCCERR0014", ProblemCode::TransferNoCall),
        ("IPCCERR0015", ProblemCode::TransferNoCallInfo),
    ];
    let mut office = Office::open().await;
    let (_, call) = office.talk().await;
    for (status, problem) in rows {
        office.sim.set_faults(Faults { transfer_status: Some(status.into()), ..Faults::default() });
        office
            .command(Command::Transfer { call, to: TransferTarget::Colleague { extension: "5001".into() } });
        assert_eq!(office.noticed().await, problem, "{status}");
        office.until_call("kept", |call| call.phase == Phase::Talking && call.transfer.is_none()).await;
    }
}

/// Section 3, status codes of hold and mute, as the answer to what was asked for.
#[tokio::test(flavor = "multi_thread")]
async fn each_status_of_a_refused_hold_or_mute_has_its_sentence() {
    let rows = [
        ("IPCCERR0004", ProblemCode::NotMuted),
        ("IPCCERR0005", ProblemCode::NotHeld),
        ("IPCCERR0008", ProblemCode::CannotHoldRinging),
        ("IPCCERR0009", ProblemCode::CannotMuteRinging),
        ("IPCCERR0011", ProblemCode::CannotInterceptMuted),
    ];
    let mut office = Office::open().await;
    for (status, problem) in rows {
        office.sim.tell_agent(&AGENT.into(), "ERROR_CALL_RESPONSE_ID", json!({ "status": status })).unwrap();
        assert_eq!(office.noticed().await, problem, "{status}");
    }
}

/// Section 1: the documented codes of a refused sign-in.
#[tokio::test(flavor = "multi_thread")]
async fn each_code_of_a_refused_sign_in_has_its_sentence() {
    let rows = [
        (404, ProblemCode::UnknownDomain),
        (405, ProblemCode::DomainExpired),
        (401, ProblemCode::TokenRejected),
        (400, ProblemCode::UnknownExtension),
        (500, ProblemCode::SignInRefused),
    ];
    let office = Office::closed(SimConfig::default()).await;
    for (code, problem) in rows {
        office.sim.set_faults(Faults { sign_in_code: Some(code), ..Faults::default() });
        office.command(Command::SignIn { account: office.account() });
        let refused = |view: &reo_phone::Snapshot| matches!(&view.session, SessionView::SignedOut { problem: Some(found) } if found.code == problem);
        office.until(&format!("{code}"), refused).await;
    }
}

/// Section 4: the devices, and where calls ring after signing out by role.
#[tokio::test(flavor = "multi_thread")]
async fn each_device_can_be_rung_and_each_role_has_its_way_back() {
    let rows = [
        (2, DeviceType::IpPhone),
        (3, DeviceType::Mobile),
        (4, DeviceType::IpPhoneAlways),
        (6, DeviceType::Softphone),
        (1, DeviceType::Computer),
    ];
    let office = Office::open().await;
    for (code, device) in rows {
        office.command(Command::SetDevice { device, phone: Some(Redacted::from("0912345678")) });
        office.until_device(device).await;
        assert_eq!(office.sim.agents()[0].device, code);
    }
    for (role, code) in [(6, 4), (7, 3), (9, 6)] {
        let mut config = SimConfig::default();
        config.seats[0].role = role;
        config.seats[0].phone_no = "0912345678".into();
        let office = Office::open_with(config).await;
        office.command(Command::SignOut);
        let mut tick = tokio::time::interval(std::time::Duration::from_millis(20));
        let back = async {
            while office.sim.agents()[0].device != code {
                tick.tick().await;
            }
        };
        tokio::time::timeout(crate::office::PATIENCE, back).await.unwrap_or_else(|_| panic!("role {role}"));
        assert_eq!(office.sim.agents()[0].extension, Extension::from(AGENT));
    }
}
