//! Connections that come and go, with and without a call.

use crate::rig::{CUSTOMER, Rig, seconds};
use reo_contact_centre::{CallOutStatus, ServerMessage, Status};
use reo_model::{AgentStatus, DeviceType};
use reo_phone::{
    Command, Effect, EndCause, EndedBy, Event, Input, LightState, LineFailure, MediaInput, Phase,
    ProblemCode, SipInput, SocketInput,
};

fn lose_socket(rig: &mut Rig) {
    rig.input(Input::Socket(SocketInput::Closed));
}

#[test]
fn a_lost_agent_socket_is_tried_again_and_shown() {
    let mut rig = Rig::on_duty();
    lose_socket(&mut rig);
    assert_eq!(rig.trouble(), Some(ProblemCode::ContactCentreLost));
    assert!(!rig.snapshot().ready);
    rig.wait(seconds(10));
    assert_eq!(rig.events(), [Event::Reconnecting { attempt: 1, total: 20 }]);
    assert!(matches!(rig.effects()[..], [Effect::OpenSocket { .. }]));
    rig.input(Input::Socket(SocketInput::Opened));
    rig.refresh(AgentStatus::Available, true, DeviceType::Computer);
    assert!(rig.snapshot().ready);
    assert_eq!(rig.effects(), [], "the registration was never given up");
}

#[test]
fn an_agent_socket_that_does_not_come_back_is_given_up_until_the_agent_retries() {
    let mut rig = Rig::on_duty();
    lose_socket(&mut rig);
    rig.wait(seconds(300));
    assert_eq!(rig.trouble(), Some(ProblemCode::ContactCentreGivenUp));
    assert!(rig.snapshot().is_signed_in());
    rig.forget();
    rig.command(Command::Retry);
    assert!(matches!(rig.effects()[..], [Effect::OpenSocket { .. }]));
}

#[test]
fn a_call_goes_on_without_the_agent_socket() {
    let (mut rig, leg) = Rig::talking();
    lose_socket(&mut rig);
    rig.wait(seconds(300));
    assert_eq!(rig.phase(), Phase::Talking);
    rig.hang_up();
    rig.ended(leg, EndedBy::Us);
    assert_eq!(rig.cause(), EndCause::HungUpHere);
}

#[test]
fn a_call_goes_on_while_the_line_is_down_and_can_be_held_and_ended_later() {
    let (mut rig, leg) = Rig::talking();
    rig.sip(SipInput::LineDown(LineFailure::Unreachable));
    rig.wait(seconds(120));
    assert_eq!(rig.phase(), Phase::Talking);
    assert_eq!(rig.trouble(), Some(ProblemCode::LineUnreachable));
    rig.sip(SipInput::Registered);
    assert_eq!(rig.trouble(), None);
    rig.forget();
    let call = rig.id();
    rig.command(Command::SetHold { call, on: true });
    rig.server(ServerMessage::HoldResponse { status: Status::Ok });
    assert!(rig.call().hold.local);
    rig.hang_up();
    assert_eq!(rig.effects(), [Effect::Mute { leg, on: true }, Effect::HangUp { leg }]);
}

#[test]
fn each_failure_of_the_line_has_its_own_problem() {
    let cases = [
        (LineFailure::Unreachable, ProblemCode::LineUnreachable),
        (LineFailure::Certificate, ProblemCode::LineCertificate),
        (LineFailure::Rejected(403), ProblemCode::LineRejected),
        (LineFailure::NotUnderstood, ProblemCode::LineNotUnderstood),
    ];
    for (failure, code) in cases {
        let mut rig = Rig::on_duty();
        rig.sip(SipInput::LineDown(failure));
        assert_eq!(rig.trouble(), Some(code));
        assert_eq!(rig.snapshot().health.line.state, LightState::Bad);
        assert!(!rig.snapshot().ready);
    }
}

#[test]
fn retry_registers_again_when_the_line_is_down() {
    let mut rig = Rig::on_duty();
    rig.command(Command::Retry);
    assert_eq!(rig.effects(), [], "nothing is down");
    rig.sip(SipInput::LineDown(LineFailure::Unreachable));
    rig.command(Command::Retry);
    assert!(matches!(rig.effects()[..], [Effect::Register { .. }]));
}

#[test]
fn silence_alone_shows_trouble_but_keeps_the_call() {
    let (mut rig, leg) = Rig::talking();
    rig.input(Input::Media(MediaInput::Stalled { leg, silent_for: Some(seconds(5)) }));
    assert_eq!(rig.trouble(), Some(ProblemCode::MediaFailed));
    rig.wait(seconds(600));
    assert_eq!(rig.phase(), Phase::Talking);
    rig.input(Input::Media(MediaInput::Stalled { leg, silent_for: None }));
    assert_eq!(rig.trouble(), None);
}

#[test]
fn silence_and_a_line_that_stays_down_end_the_call_after_a_minute() {
    let (mut rig, leg) = Rig::talking();
    rig.input(Input::Media(MediaInput::Stalled { leg, silent_for: Some(seconds(5)) }));
    rig.wait(seconds(100));
    rig.sip(SipInput::LineDown(LineFailure::Unreachable));
    rig.wait(seconds(59));
    assert_eq!(rig.phase(), Phase::Talking);
    rig.wait(seconds(1));
    assert_eq!(rig.failure(), ProblemCode::MediaFailed);
    assert!(rig.effects().contains(&Effect::HangUp { leg }));
}

#[test]
fn silence_on_hold_is_no_trouble() {
    let (mut rig, leg) = Rig::talking();
    rig.sip(SipInput::RemoteHold { leg, on: true });
    rig.input(Input::Media(MediaInput::Stalled { leg, silent_for: Some(seconds(30)) }));
    assert_eq!(rig.trouble(), None);
    rig.sip(SipInput::LineDown(LineFailure::Unreachable));
    rig.wait(seconds(300));
    assert_eq!(rig.phase(), Phase::Talking);
}

#[test]
fn a_call_out_whose_reports_may_be_lost_is_not_timed_any_more() {
    let (mut rig, leg) = Rig::calling_out();
    rig.report(CallOutStatus::Ringing, "o1");
    lose_socket(&mut rig);
    rig.wait(seconds(300));
    assert_eq!(rig.phase(), Phase::Ringing, "they may be talking by now");
    assert!(rig.call().allowed.hold);
    rig.ended(leg, EndedBy::Peer);
    assert_eq!(rig.cause(), EndCause::HungUpThere);
}

#[test]
fn no_customer_can_be_called_while_the_agent_socket_or_the_line_is_down() {
    let mut rig = Rig::on_duty();
    lose_socket(&mut rig);
    rig.dial(CUSTOMER);
    assert_eq!(rig.notices(), [ProblemCode::NotReady]);
    let mut rig = Rig::on_duty();
    rig.sip(SipInput::LineDown(LineFailure::Unreachable));
    rig.dial(CUSTOMER);
    rig.dial("5001");
    assert_eq!(rig.notices(), [ProblemCode::NotReady, ProblemCode::NotReady]);
    assert_eq!(rig.sent(), []);
    assert!(rig.snapshot().calls.is_empty());
}
