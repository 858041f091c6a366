//! Hold and mute of calls here that the contact centre knows of.

use crate::rig::{CUSTOMER, Rig, seconds};
use reo_contact_centre::{CallOutStatus, ClientMessage, ServerMessage, Status};
use reo_model::{CallId, Direction};
use reo_phone::{Command, Effect, Event, Hold, Input, ProblemCode, SipInput, SocketInput};

const INBOUND: Direction = Direction::Inbound;

fn hold(rig: &mut Rig, on: bool) -> CallId {
    let call = rig.id();
    rig.command(Command::SetHold { call, on });
    call
}

fn mute(rig: &mut Rig, on: bool) -> CallId {
    let call = rig.id();
    rig.command(Command::SetMute { call, on });
    call
}

#[test]
fn the_contact_centre_holds_its_calls_and_the_microphone_is_cut_meanwhile() {
    let (mut rig, leg) = Rig::talking();
    hold(&mut rig, true);
    assert_eq!(rig.sent(), [ClientMessage::Hold { call_id: "c1".into(), direction: INBOUND }]);
    assert_eq!(rig.effects(), [Effect::Mute { leg, on: true }], "from this moment on");
    assert_eq!(rig.call().hold.pending, Some(true));
    rig.server(ServerMessage::HoldResponse { status: Status::Ok });
    assert_eq!(rig.call().hold, Hold { local: true, remote: false, pending: None });
    hold(&mut rig, false);
    assert_eq!(rig.sent(), [ClientMessage::Unhold { call_id: "c1".into(), direction: INBOUND }]);
    assert_eq!(rig.effects(), [], "the customer is still held");
    rig.server(ServerMessage::UnholdResponse { status: Status::Ok });
    assert_eq!(rig.effects(), [Effect::Mute { leg, on: false }]);
    assert!(!rig.call().muted, "a hold is no mute");
}

#[test]
fn a_call_out_is_held_with_its_own_messages() {
    let (mut rig, _) = Rig::calling_out();
    rig.report(CallOutStatus::Answered, "o1");
    let direction = Direction::Outbound;
    hold(&mut rig, true);
    assert_eq!(rig.sent(), [ClientMessage::HoldCallOut { call_id: "o1".into(), direction }]);
    rig.server(ServerMessage::HoldResponse { status: Status::Ok });
    assert_eq!(rig.call().hold.pending, Some(true), "that was about another kind of call");
    rig.server(ServerMessage::HoldCallOutResponse { status: Status::Ok });
    hold(&mut rig, false);
    assert_eq!(rig.sent(), [ClientMessage::UnholdCallOut { call_id: "o1".into(), direction }]);
    rig.server(ServerMessage::UnholdCallOutResponse { status: Status::Ok });
    assert_eq!(rig.call().hold, Hold::default());
}

#[test]
fn a_hold_that_fails_is_shown_as_failed_whatever_way_the_server_says_so() {
    let refusals = [
        (ServerMessage::HoldResponse { status: Status::NotOk }, ProblemCode::HoldFailed),
        (
            ServerMessage::HoldResponse { status: Status::from_wire("IPCCERR0008") },
            ProblemCode::CannotHoldRinging,
        ),
        (
            ServerMessage::ErrorCall { status: Some(Status::from_wire("IPCCERR0003")), call_id: None },
            ProblemCode::HoldFailed,
        ),
    ];
    for (refusal, problem) in refusals {
        let (mut rig, leg) = Rig::talking();
        hold(&mut rig, true);
        rig.server(refusal);
        assert_eq!(rig.call().hold, Hold::default());
        assert_eq!(rig.notices(), [problem]);
        let opened = Effect::Mute { leg, on: false };
        assert_eq!(rig.effects().last(), Some(&opened), "the customer hears the agent again");
    }
}

#[test]
fn without_the_agent_socket_a_call_is_held_by_sip_and_resumed_the_same_way() {
    let (mut rig, leg) = Rig::talking();
    rig.input(Input::Socket(SocketInput::Closed));
    rig.forget();
    hold(&mut rig, true);
    assert_eq!(rig.effects(), [Effect::Hold { leg, on: true }]);
    rig.sip(SipInput::HoldDone { leg, on: true, ok: true });
    hold(&mut rig, false);
    assert_eq!(rig.effects(), [Effect::Hold { leg, on: false }]);
}

#[test]
fn what_the_contact_centre_holds_only_it_can_resume() {
    let (mut rig, _) = Rig::talking();
    hold(&mut rig, true);
    rig.server(ServerMessage::HoldResponse { status: Status::Ok });
    rig.input(Input::Socket(SocketInput::Closed));
    rig.forget();
    hold(&mut rig, false);
    assert_eq!(rig.notices(), [ProblemCode::HoldFailed]);
    assert_eq!(rig.effects(), []);
    assert!(rig.call().hold.local);
}

#[test]
fn an_inbound_call_is_muted_at_once_here_and_the_server_is_told() {
    let (mut rig, leg) = Rig::talking();
    let call = mute(&mut rig, true);
    assert!(rig.call().muted);
    assert_eq!(rig.sent(), [ClientMessage::Mute { call_id: "c1".into(), direction: INBOUND }]);
    assert_eq!(rig.effects(), [Effect::Mute { leg, on: true }]);
    rig.server(ServerMessage::MuteResponse { status: Some(Status::Ok) });
    assert_eq!(rig.events(), [Event::MuteChanged { call, on: true }]);
    mute(&mut rig, false);
    assert_eq!(rig.sent(), [ClientMessage::Unmute { call_id: "c1".into(), direction: INBOUND }]);
    assert!(rig.call().muted, "the customer still hears nothing");
    assert_eq!(rig.call().mute_pending, Some(false));
    rig.server(ServerMessage::UnmuteResponse { status: Some(Status::Ok) });
    assert!(!rig.call().muted);
    assert_eq!(rig.events(), [Event::MuteChanged { call, on: false }]);
}

#[test]
fn a_mute_that_the_server_refuses_or_forgets_still_mutes_here() {
    let (mut rig, _) = Rig::talking();
    mute(&mut rig, true);
    rig.server(ServerMessage::MuteResponse { status: Some(Status::NotOk) });
    assert!(rig.call().muted);
    mute(&mut rig, false);
    assert!(!rig.call().muted, "the server mutes nothing");
    mute(&mut rig, true);
    rig.wait(seconds(10));
    assert!(rig.call().muted);
    assert_eq!(rig.notices(), []);
}

#[test]
fn an_end_of_mute_that_the_server_refuses_leaves_the_call_muted_and_says_so() {
    let (mut rig, leg) = Rig::talking();
    mute(&mut rig, true);
    rig.server(ServerMessage::MuteResponse { status: None });
    mute(&mut rig, false);
    rig.server(ServerMessage::UnmuteResponse { status: Some(Status::NotOk) });
    assert!(rig.call().muted);
    assert_eq!(rig.notices(), [ProblemCode::MuteFailed]);
    assert_eq!(rig.effects().last(), Some(&Effect::Mute { leg, on: true }));
}

#[test]
fn a_server_that_mutes_nothing_any_more_is_right() {
    let (mut rig, _) = Rig::talking();
    mute(&mut rig, true);
    rig.server(ServerMessage::MuteResponse { status: None });
    mute(&mut rig, false);
    rig.server(ServerMessage::UnmuteResponse { status: Some(Status::from_wire("IPCCERR0004")) });
    assert!(!rig.call().muted);
    assert_eq!(rig.notices(), []);
}

#[test]
fn an_outbound_call_can_be_muted_too() {
    let (mut rig, leg) = Rig::calling_out();
    rig.report(CallOutStatus::Answered, "o1");
    rig.forget();
    mute(&mut rig, true);
    assert!(rig.call().muted);
    assert_eq!(rig.sent(), [], "the server does this for inbound calls only");
    assert_eq!(rig.effects(), [Effect::Mute { leg, on: true }]);
}

#[test]
fn a_refusal_that_nobody_asked_for_is_told() {
    let mut rig = Rig::on_duty();
    rig.server(ServerMessage::ErrorCall { status: Some(Status::from_wire("IPCCERR0011")), call_id: None });
    assert_eq!(rig.notices(), [ProblemCode::CannotInterceptMuted]);
    rig.ring(CUSTOMER, "c1");
    rig.server(ServerMessage::ErrorCall { status: Some(Status::from_wire("IPCCERR0009")), call_id: None });
    assert_eq!(rig.notices(), [ProblemCode::CannotInterceptMuted, ProblemCode::CannotMuteRinging]);
}
