//! Calls on another device of the agent's, followed and steered on the agent socket alone.

use crate::rig::{CUSTOMER, EXTENSION, HOTLINE, Rig, number, seconds};
use reo_contact_centre::{CallOutStatus, ClientMessage, ServerMessage, Status};
use reo_model::{AgentStatus, DeviceType, Direction};
use reo_phone::{Command, EndCause, Event, Input, Phase, ProblemCode, SocketInput};

const DESK: DeviceType = DeviceType::IpPhone;

#[test]
fn a_call_on_the_desk_phone_shows_from_its_ring_to_its_end() {
    let mut rig = Rig::on_duty_at(DESK);
    rig.ring(CUSTOMER, "c1");
    let call = rig.call();
    assert_eq!((call.phase, call.device, call.line.as_deref()), (Phase::Incoming, DESK, Some(HOTLINE)));
    assert!(!call.allowed.answer, "it is picked up there");
    assert_eq!(rig.effects(), [], "and rings there");
    rig.answered_on_device("c1");
    assert_eq!(rig.phase(), Phase::Talking);
    rig.ended_on_device("c1");
    assert_eq!(rig.cause(), EndCause::HungUpThere);
    assert_eq!(rig.effects(), [], "no SIP is spoken here");
}

#[test]
fn a_call_that_nobody_picks_up_there_is_missed() {
    let mut rig = Rig::on_duty_at(DeviceType::Mobile);
    rig.ring(CUSTOMER, "c1");
    rig.ended_on_device("c1");
    assert_eq!(rig.cause(), EndCause::Missed);
}

#[test]
fn it_is_answered_there_not_here() {
    let mut rig = Rig::on_duty_at(DESK);
    rig.ring(CUSTOMER, "c1");
    rig.answer();
    assert_eq!(rig.notices(), [ProblemCode::UseOtherDevice]);
    assert_eq!(rig.phase(), Phase::Incoming);
}

#[test]
fn each_kind_of_call_is_ended_with_its_own_message() {
    let mut rig = Rig::talking_at(DESK);
    rig.hang_up();
    let us = Some("hoa".into());
    assert_eq!(
        rig.sent(),
        [ClientMessage::RemoveAgent { call_id: "c1".into(), remove_agent_id: us.clone() }]
    );
    assert_eq!(rig.phase(), Phase::Ending);
    rig.ended_on_device("c1");
    assert_eq!(rig.cause(), EndCause::HungUpHere);

    rig.dial(CUSTOMER);
    rig.report(CallOutStatus::Starting, "o1");
    rig.report(CallOutStatus::Answered, "o1");
    rig.forget();
    rig.hang_up();
    let end = ClientMessage::TerminateCallOut { call_id: "o1".into(), remove_agent_id: us.clone() };
    assert_eq!(rig.sent(), [end]);
    rig.report(CallOutStatus::Ended, "o1");
    assert_eq!(rig.cause(), EndCause::HungUpHere);

    rig.server(ServerMessage::InternalRing { call_id: "i1".into(), called: Some(number("5001")) });
    rig.forget();
    rig.hang_up();
    assert_eq!(rig.sent(), [ClientMessage::TerminateInternal { call_id: "i1".into(), remove_agent_id: us }]);
    rig.server(ServerMessage::InternalEnd { call_id: "i1".into(), called: None });
    assert_eq!(rig.cause(), EndCause::HungUpHere);
}

#[test]
fn a_hang_up_without_an_answer_ends_the_call_all_the_same() {
    let mut rig = Rig::talking_at(DESK);
    rig.hang_up();
    rig.wait(seconds(5));
    assert_eq!(rig.cause(), EndCause::HungUpHere);
}

#[test]
fn a_call_out_from_the_desk_phone_needs_no_line_here() {
    let mut rig = Rig::on_duty_at(DESK);
    rig.dial(CUSTOMER);
    assert_eq!(rig.call().device, DESK);
    rig.report(CallOutStatus::Starting, "o1");
    rig.wait(seconds(60));
    assert_eq!(rig.phase(), Phase::Connecting, "the agent takes the time to pick up");
    rig.report(CallOutStatus::Ringing, "o1");
    assert_eq!(rig.phase(), Phase::Ringing);
    rig.report(CallOutStatus::Answered, "o1");
    assert_eq!(rig.phase(), Phase::Talking);
    rig.report(CallOutStatus::Ended, "o1");
    assert_eq!(rig.cause(), EndCause::HungUpThere);
    assert_eq!(rig.effects(), []);
}

#[test]
fn a_desk_phone_that_cannot_be_reached_is_named() {
    let mut rig = Rig::on_duty_at(DESK);
    rig.dial(CUSTOMER);
    rig.report_error(None, "IPCC_NOT_CONNECT_AGENT_ID", None);
    assert_eq!(rig.failure(), ProblemCode::AgentDeviceUnreachable);
}

#[test]
fn a_colleague_is_called_on_the_device_itself() {
    let mut rig = Rig::on_duty_at(DESK);
    rig.dial("5001");
    assert_eq!(rig.notices(), [ProblemCode::UseOtherDevice]);
}

#[test]
fn calls_between_agents_on_the_desk_phone_are_followed() {
    let mut rig = Rig::on_duty_at(DESK);
    rig.server(ServerMessage::InternalRing { call_id: "i1".into(), called: Some(number("5001")) });
    assert_eq!((rig.phase(), rig.call().number.as_str()), (Phase::Ringing, "5001"), "we call");
    rig.server(ServerMessage::InternalAnswer { call_id: "i1".into(), called: Some(number("5001")) });
    assert_eq!(rig.phase(), Phase::Talking);
    rig.server(ServerMessage::InternalEnd { call_id: "i1".into(), called: None });
    assert_eq!(rig.cause(), EndCause::HungUpThere);
    rig.server(ServerMessage::InternalRing { call_id: "i2".into(), called: Some(number(EXTENSION)) });
    assert_eq!(rig.phase(), Phase::Incoming, "we are called");
}

#[test]
fn hold_and_mute_go_through_the_server() {
    let mut rig = Rig::talking_at(DESK);
    let call = rig.id();
    let (id, direction) = ("c1".into(), Direction::Inbound);
    rig.command(Command::SetHold { call, on: true });
    assert_eq!(rig.sent(), [ClientMessage::Hold { call_id: id, direction }]);
    rig.server(ServerMessage::HoldResponse { status: Status::Ok });
    assert!(rig.call().hold.local);
    rig.command(Command::SetHold { call, on: false });
    rig.server(ServerMessage::UnholdResponse { status: Status::Ok });
    assert!(!rig.call().hold.local);
    rig.forget();
    rig.command(Command::SetMute { call, on: true });
    assert!(!rig.call().muted, "the customer still hears the agent");
    assert_eq!(rig.call().mute_pending, Some(true));
    rig.server(ServerMessage::MuteResponse { status: None });
    assert!(rig.call().muted);
    assert_eq!(rig.events(), [Event::MuteChanged { call, on: true }]);
}

#[test]
fn an_outbound_call_on_the_desk_phone_cannot_be_muted_by_anybody() {
    let mut rig = Rig::on_duty_at(DESK);
    rig.dial(CUSTOMER);
    rig.report(CallOutStatus::Starting, "o1");
    rig.report(CallOutStatus::Answered, "o1");
    assert!(!rig.call().allowed.mute);
    assert!(rig.call().allowed.hold);
}

fn reconnect(rig: &mut Rig) {
    rig.input(Input::Socket(SocketInput::Closed));
    rig.wait(seconds(10));
    rig.input(Input::Socket(SocketInput::Opened));
    rig.forget();
    rig.refresh(AgentStatus::Available, true, DESK);
}

#[test]
fn after_a_reconnect_the_server_is_asked_whether_the_call_still_stands() {
    let mut rig = Rig::talking_at(DESK);
    reconnect(&mut rig);
    let asked = ClientMessage::Unmute { call_id: "c1".into(), direction: Direction::Inbound };
    assert_eq!(rig.sent(), [asked]);
    rig.server(ServerMessage::ErrorCall { status: Some(Status::from_wire("IPCCERR0004")), call_id: None });
    assert_eq!(rig.phase(), Phase::Talking, "not muted, so it stands");
    assert_eq!(rig.notices(), []);
}

#[test]
fn a_call_that_ended_while_the_socket_was_down_leaves_no_ghost() {
    let mut rig = Rig::talking_at(DESK);
    reconnect(&mut rig);
    rig.server(ServerMessage::ErrorCall { status: Some(Status::from_wire("CALL_IS_GONE")), call_id: None });
    assert_eq!(rig.failure(), ProblemCode::CallNotFound);
}

#[test]
fn a_server_may_say_it_in_the_answer_to_the_question_itself() {
    let unmuted = |status: &str| ServerMessage::UnmuteResponse { status: Some(Status::from_wire(status)) };
    let mut rig = Rig::talking_at(DESK);
    reconnect(&mut rig);
    rig.server(unmuted("IPCCERR0004"));
    assert_eq!((rig.phase(), rig.notices()), (Phase::Talking, vec![]));
    reconnect(&mut rig);
    rig.server(unmuted("IPCCERR0000"));
    assert_eq!(rig.failure(), ProblemCode::CallNotFound);
}

#[test]
fn a_call_that_the_server_does_not_know_when_it_is_steered_is_over() {
    let mut rig = Rig::talking_at(DESK);
    let call = rig.id();
    rig.command(Command::SetHold { call, on: true });
    rig.server(ServerMessage::HoldResponse { status: Status::from_wire("IPCCERR0000") });
    assert_eq!(rig.failure(), ProblemCode::CallNotFound);
}

#[test]
fn a_call_elsewhere_cannot_be_steered_while_the_socket_is_down() {
    let mut rig = Rig::talking_at(DESK);
    rig.input(Input::Socket(SocketInput::Closed));
    assert!(!rig.call().allowed.hang_up);
    rig.hang_up();
    assert_eq!(rig.notices(), [ProblemCode::UseOtherDevice]);
    assert_eq!(rig.phase(), Phase::Talking, "it goes on there");
}

#[test]
fn signing_out_leaves_the_call_to_the_device() {
    let mut rig = Rig::talking_at(DESK);
    rig.command(Command::SignOut);
    assert_eq!(rig.sent(), [], "the customer is not cut off");
    assert_eq!(rig.cause(), EndCause::AnsweredElsewhere);
}
