//! Signing in and out.

use crate::rig::{EXTENSION, Rig, agent_account, seconds, signed_in, sip_account};
use reo_contact_centre::{ClientMessage, SignInError};
use reo_model::{AgentStatus, DeviceType};
use reo_phone::{
    Command, Effect, Event, Input, LightState, LineFailure, ProblemCode, SessionView, SipInput, SocketInput,
};

fn problem(rig: &Rig) -> Option<ProblemCode> {
    match &rig.snapshot().session {
        SessionView::SignedOut { problem } => problem.as_ref().map(|problem| problem.code),
        session => panic!("not signed out: {session:?}"),
    }
}

#[test]
fn signing_in_opens_the_socket_then_registers_with_the_fixed_password() {
    let mut rig = Rig::new();
    rig.command(Command::SignIn { account: agent_account() });
    assert!(matches!(rig.effects()[..], [Effect::SignIn { attempt: 1, .. }]));
    assert_eq!(rig.snapshot().session, SessionView::SigningIn);

    rig.http(Ok(signed_in(None)));
    assert_eq!(rig.effects(), [Effect::OpenSocket { url: "wss://agents.example/websocket".into() }]);

    rig.input(Input::Socket(SocketInput::Opened));
    assert_eq!(rig.sent(), [ClientMessage::SignIn { token: "token".into() }]);
    assert_eq!(rig.snapshot().session, SessionView::SigningIn);

    rig.refresh(AgentStatus::Available, true, DeviceType::Computer);
    assert!(rig.events().contains(&Event::SignedIn));
    let [Effect::Register { server, domain, user, password, .. }] = &rig.effects()[..] else {
        panic!("no registration")
    };
    assert_eq!((server.as_str(), domain.as_str()), ("wss://sip.example/ws", "sip.example"));
    assert_eq!((user.as_str(), password.expose().as_str()), (EXTENSION, "sip_password"));
}

#[test]
fn a_phone_is_ready_when_all_three_lights_are_good_and_the_agent_is_available() {
    let mut rig = Rig::new();
    rig.sign_in(None);
    rig.refresh(AgentStatus::NotAvailable, true, DeviceType::Computer);
    assert!(!rig.snapshot().ready);
    rig.refresh(AgentStatus::Available, true, DeviceType::Computer);
    assert!(!rig.snapshot().ready, "the line is not registered");
    rig.sip(SipInput::Registered);
    assert!(rig.snapshot().ready);
}

#[test]
fn each_failure_of_sign_in_has_its_own_problem() {
    let cases = [
        (SignInError::BadAddress, ProblemCode::BadAddress),
        (SignInError::Unreachable, ProblemCode::ServerUnreachable),
        (SignInError::Certificate, ProblemCode::ServerCertificate),
        (SignInError::TokenRejected, ProblemCode::TokenRejected),
        (SignInError::TokenExpired, ProblemCode::TokenExpired),
        (SignInError::UnknownDomain, ProblemCode::UnknownDomain),
        (SignInError::DomainExpired, ProblemCode::DomainExpired),
        (SignInError::UnknownExtension, ProblemCode::UnknownExtension),
        (SignInError::Refused(500), ProblemCode::SignInRefused),
        (SignInError::NotUnderstood, ProblemCode::AnswerNotUnderstood),
        (SignInError::Constants, ProblemCode::ConstantsUnusable),
    ];
    for (error, expected) in cases {
        let mut rig = Rig::new();
        rig.command(Command::SignIn { account: agent_account() });
        rig.http(Err(error));
        assert_eq!(problem(&rig), Some(expected));
        assert!(matches!(&rig.events()[..], [Event::SignInFailed { problem }] if problem.code == expected));
    }
}

#[test]
fn an_answer_to_an_older_attempt_is_ignored() {
    let mut rig = Rig::new();
    rig.command(Command::SignIn { account: agent_account() });
    rig.command(Command::SignIn { account: agent_account() });
    rig.input(Input::SignIn { attempt: 1, result: Err(SignInError::TokenRejected) });
    assert_eq!(rig.snapshot().session, SessionView::SigningIn);
    rig.command(Command::SignOut);
    rig.forget();
    rig.input(Input::SignIn { attempt: 2, result: Ok(Box::new(signed_in(None))) });
    assert_eq!(rig.effects(), []);
    assert_eq!(problem(&rig), None);
}

#[test]
fn a_server_that_does_not_answer_ends_the_sign_in() {
    let mut rig = Rig::new();
    rig.command(Command::SignIn { account: agent_account() });
    rig.wait(seconds(61));
    assert_eq!(problem(&rig), Some(ProblemCode::ServerUnreachable));
}

#[test]
fn an_agent_socket_that_never_confirms_ends_the_sign_in() {
    let mut rig = Rig::new();
    rig.sign_in(None);
    rig.forget();
    rig.wait(seconds(31));
    assert_eq!(problem(&rig), Some(ProblemCode::ServerUnreachable));
    assert_eq!(rig.effects(), [Effect::CloseSocket]);
}

#[test]
fn an_agent_socket_that_cannot_be_opened_ends_the_sign_in() {
    let mut rig = Rig::new();
    rig.command(Command::SignIn { account: agent_account() });
    rig.http(Ok(signed_in(None)));
    rig.input(Input::Socket(SocketInput::Closed));
    assert_eq!(problem(&rig), Some(ProblemCode::ServerUnreachable));
}

#[test]
fn retry_signs_in_again_after_a_failure() {
    let mut rig = Rig::new();
    rig.command(Command::SignIn { account: agent_account() });
    rig.http(Err(SignInError::Unreachable));
    rig.forget();
    rig.command(Command::Retry);
    assert_eq!(rig.effects(), [Effect::SignIn { attempt: 2, account: agent_account() }]);
}

#[test]
fn signing_out_ends_the_registration_and_the_socket() {
    let mut rig = Rig::on_duty();
    rig.command(Command::SignOut);
    assert_eq!(rig.effects(), [Effect::Unregister, Effect::CloseSocket]);
    assert_eq!(rig.events(), [Event::SignedOut]);
    assert_eq!(problem(&rig), None);
    assert_eq!(rig.snapshot().status, None);
    assert_eq!(rig.snapshot().health.line.state, LightState::Off);
    rig.wait(seconds(600));
    assert_eq!(rig.effects(), [], "a signed-out phone is quiet");
}

#[test]
fn signing_in_as_somebody_else_signs_out_first() {
    let mut rig = Rig::on_duty();
    rig.command(Command::SignIn { account: sip_account() });
    assert_eq!(rig.events(), [Event::SignedOut]);
    let effects = rig.effects();
    assert_eq!(effects[..2], [Effect::Unregister, Effect::CloseSocket]);
    assert!(matches!(&effects[2..], [Effect::Register { user, .. }] if user == "alice"));
}

#[test]
fn signing_out_gives_calls_back_to_the_device_of_the_role() {
    for (role, device) in
        [(6, DeviceType::IpPhoneAlways), (7, DeviceType::Mobile), (9, DeviceType::Softphone)]
    {
        let mut rig = Rig::new();
        rig.sign_in(Some(role));
        rig.refresh(AgentStatus::Available, true, DeviceType::Computer);
        rig.forget();
        rig.command(Command::SignOut);
        assert!(
            matches!(&rig.sent()[..], [ClientMessage::ChangeDeviceType { device_type, phone }]
                if *device_type == device && phone.is_some() == (role == 7)),
            "{role}"
        );
        assert_eq!(rig.effects(), [Effect::Unregister, Effect::CloseSocket]);
    }
}

#[test]
fn a_plain_sip_account_is_signed_in_by_its_registration() {
    let mut rig = Rig::new();
    rig.command(Command::SignIn { account: sip_account() });
    assert!(matches!(rig.effects()[..], [Effect::Register { .. }]));
    assert_eq!(rig.snapshot().session, SessionView::SigningIn);
    rig.sip(SipInput::Registered);
    assert_eq!(rig.events(), [Event::SignedIn]);
    assert!(rig.snapshot().ready);
    assert_eq!(rig.snapshot().health.contact_centre.state, LightState::Off);
    let SessionView::SignedIn { agent } = &rig.snapshot().session else { panic!("not signed in") };
    assert_eq!((agent.name.as_str(), agent.extension.as_str()), ("Alice", "alice"));
}

#[test]
fn a_plain_sip_account_that_is_refused_is_not_signed_in() {
    let mut rig = Rig::new();
    rig.command(Command::SignIn { account: sip_account() });
    rig.forget();
    rig.sip(SipInput::LineDown(LineFailure::Rejected(403)));
    assert_eq!(problem(&rig), Some(ProblemCode::LineRejected));
    assert_eq!(rig.effects(), [Effect::Unregister]);
    assert!(
        matches!(&rig.events()[..], [Event::SignInFailed { problem }] if problem.params["status"] == "403")
    );
}

#[test]
fn a_plain_sip_server_that_stays_silent_ends_the_sign_in() {
    let mut rig = Rig::new();
    rig.command(Command::SignIn { account: sip_account() });
    rig.wait(seconds(31));
    assert_eq!(problem(&rig), Some(ProblemCode::LineUnreachable));
}
