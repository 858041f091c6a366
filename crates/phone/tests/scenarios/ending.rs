//! How calls end.

use crate::rig::{CUSTOMER, EXTENSION, OTHER, Rig, number, seconds};
use reo_contact_centre::{CallOutStatus, ClientMessage, ServerMessage, Status};
use reo_model::LegId;
use reo_phone::{Command, Effect, EndCause, EndedBy, Event, Phase, ProblemCode, SipInput};

fn ends(rig: &mut Rig) -> usize {
    rig.events().iter().filter(|event| matches!(event, Event::CallEnded { .. })).count()
}

fn agent_end(rig: &mut Rig) {
    rig.server(ServerMessage::AgentEndCall { call_id: None, extension: Some(EXTENSION.into()) });
}

#[test]
fn hanging_up_ends_the_leg_and_waits_for_its_end() {
    let (mut rig, leg) = Rig::talking();
    let answered_at = rig.call().answered_at;
    let call = rig.id();
    rig.hang_up();
    assert_eq!(rig.effects(), [Effect::HangUp { leg }]);
    assert_eq!(rig.phase(), Phase::Ending);
    rig.hang_up();
    assert_eq!(rig.effects(), []);
    rig.ended(leg, EndedBy::Us);
    assert_eq!(rig.events(), [Event::CallEnded { call, cause: EndCause::HungUpHere, answered_at }]);
}

#[test]
fn a_hang_up_that_nobody_confirms_ends_the_call_all_the_same() {
    let (mut rig, _) = Rig::talking();
    rig.hang_up();
    rig.wait(seconds(5));
    assert_eq!(rig.cause(), EndCause::HungUpHere);
    assert_eq!(rig.effects().len(), 1);
}

#[test]
fn a_call_that_is_dialled_can_be_hung_up_at_once() {
    let mut rig = Rig::on_duty();
    rig.dial("5001");
    rig.hang_up();
    assert!(rig.effects().contains(&Effect::HangUp { leg: LegId(1) }));
    rig.sip(SipInput::Established { leg: LegId(1) });
    assert_eq!(rig.phase(), Phase::Ending, "the answer crossed the hang-up");
    rig.ended(LegId(1), EndedBy::Us);
    assert_eq!(rig.cause(), EndCause::HungUpHere);
}

#[test]
fn a_call_out_without_a_leg_is_ended_on_the_server_and_its_late_leg_refused() {
    let mut rig = Rig::on_duty();
    rig.dial(CUSTOMER);
    rig.report(CallOutStatus::Starting, "o1");
    rig.forget();
    rig.hang_up();
    let [ClientMessage::TerminateCallOut { call_id, .. }] = &rig.sent()[..] else { panic!("not terminated") };
    assert_eq!(call_id.as_str(), "o1");
    assert_eq!(rig.phase(), Phase::Ending);
    let late = rig.invite(CUSTOMER);
    assert_eq!(rig.effects(), [Effect::Reject { leg: late, status: 603 }]);
    rig.report(CallOutStatus::Terminated, "o1");
    assert_eq!(rig.cause(), EndCause::HungUpHere);
}

#[test]
fn a_call_out_hung_up_before_it_has_an_id_is_ended_when_the_id_comes() {
    let mut rig = Rig::on_duty();
    rig.dial(CUSTOMER);
    rig.hang_up();
    assert_eq!(rig.sent().len(), 1, "only the request so far");
    rig.report(CallOutStatus::Starting, "o1");
    assert!(matches!(rig.sent()[..], [ClientMessage::TerminateCallOut { .. }]));
    rig.wait(seconds(5));
    assert_eq!(rig.cause(), EndCause::HungUpHere);
}

#[test]
fn an_id_that_comes_after_all_that_still_ends_the_call_on_the_server() {
    let mut rig = Rig::on_duty();
    rig.dial(CUSTOMER);
    rig.hang_up();
    rig.wait(seconds(6));
    rig.forget();
    rig.report(CallOutStatus::Starting, "o1");
    assert!(matches!(rig.sent()[..], [ClientMessage::TerminateCallOut { .. }]));
    let late = rig.invite(CUSTOMER);
    assert_eq!(rig.effects(), [Effect::Reject { leg: late, status: 603 }]);
}

#[test]
fn a_new_call_out_waits_until_the_one_without_a_leg_is_gone() {
    let mut rig = Rig::on_duty();
    rig.dial(CUSTOMER);
    rig.hang_up();
    rig.dial(OTHER);
    assert_eq!(rig.notices(), [ProblemCode::AlreadyInCall]);
    rig.wait(seconds(5));
    rig.dial(OTHER);
    assert_eq!(rig.call().number, number(OTHER));
    rig.forget();
    let late = rig.invite(CUSTOMER);
    assert_eq!(rig.effects(), [Effect::Reject { leg: late, status: 603 }], "not the leg of the new one");
    let ours = rig.invite(OTHER);
    assert_eq!(rig.effects(), [Effect::Answer { leg: ours }]);
}

#[test]
fn the_next_call_need_not_wait_for_the_end_of_the_last() {
    let (mut rig, _) = Rig::talking();
    rig.hang_up();
    rig.dial("5001");
    assert_eq!(ends(&mut rig), 1);
    assert_eq!(rig.phase(), Phase::Connecting);
    let (mut rig, _) = Rig::talking();
    rig.hang_up();
    rig.ring(OTHER, "c2");
    assert_eq!(rig.phase(), Phase::Incoming);
}

#[test]
fn the_end_by_sip_and_then_by_the_agent_socket_is_one_end() {
    let (mut rig, leg) = Rig::talking();
    rig.ended(leg, EndedBy::Peer);
    agent_end(&mut rig);
    assert_eq!(ends(&mut rig), 1);
    assert_eq!(rig.cause(), EndCause::HungUpThere);
}

#[test]
fn the_end_by_the_agent_socket_and_then_by_sip_is_one_end() {
    let (mut rig, leg) = Rig::talking();
    agent_end(&mut rig);
    assert_eq!(rig.effects(), [Effect::HangUp { leg }]);
    rig.ended(leg, EndedBy::Peer);
    assert_eq!(ends(&mut rig), 1);
    assert_eq!(rig.cause(), EndCause::HungUpThere);
}

#[test]
fn a_call_out_ends_once_too_in_either_order() {
    let (mut rig, leg) = Rig::calling_out();
    rig.report(CallOutStatus::Answered, "o1");
    rig.ended(leg, EndedBy::Peer);
    rig.report(CallOutStatus::Ended, "o1");
    assert_eq!(ends(&mut rig), 1);
    let (mut rig, leg) = Rig::calling_out();
    rig.report(CallOutStatus::Answered, "o1");
    rig.report(CallOutStatus::Ended, "o1");
    rig.ended(leg, EndedBy::Peer);
    assert_eq!(ends(&mut rig), 1);
    assert_eq!(rig.cause(), EndCause::HungUpThere);
}

#[test]
fn the_trailing_end_of_the_last_call_does_not_end_the_next() {
    let (mut rig, leg) = Rig::talking();
    rig.ended(leg, EndedBy::Peer);
    rig.ring(OTHER, "c2");
    agent_end(&mut rig);
    assert_eq!(rig.phase(), Phase::Incoming);
    agent_end(&mut rig);
    assert_eq!(rig.cause(), EndCause::Missed, "the second one is meant");
}

#[test]
fn the_trailing_report_of_the_last_call_out_does_not_end_the_next() {
    let (mut rig, leg) = Rig::calling_out();
    rig.hang_up();
    rig.ended(leg, EndedBy::Us);
    rig.dial(OTHER);
    rig.report(CallOutStatus::Ended, "o1");
    assert_eq!(rig.phase(), Phase::Connecting);
    rig.report_to(None, CallOutStatus::Ended, None);
    assert_eq!(rig.phase(), Phase::Connecting, "without an id it is taken for the echo, once");
    rig.report(CallOutStatus::Starting, "o2");
    rig.report(CallOutStatus::Ended, "o2");
    assert_eq!(rig.cause(), EndCause::HungUpThere);
}

#[test]
fn the_end_of_another_agents_call_is_ignored() {
    let (mut rig, _) = Rig::talking();
    rig.server(ServerMessage::AgentEndCall { call_id: None, extension: Some("5001".into()) });
    assert_eq!(rig.phase(), Phase::Talking);
}

#[test]
fn a_call_that_the_server_does_not_know_is_cleared() {
    for status in ["CALL_IS_GONE", "IPCCERR0000"] {
        let (mut rig, leg) = Rig::talking();
        rig.server(ServerMessage::ErrorCall { status: Some(Status::from_wire(status)), call_id: None });
        assert_eq!(rig.failure(), ProblemCode::CallNotFound);
        assert_eq!(rig.effects(), [Effect::HangUp { leg }]);
    }
}

#[test]
fn another_error_of_the_server_is_told_and_keeps_the_call() {
    let (mut rig, _) = Rig::talking();
    rig.server(ServerMessage::ErrorCall { status: Some(Status::from_wire("IPCCERR0007")), call_id: None });
    assert_eq!(rig.phase(), Phase::Talking);
    assert_eq!(rig.notices(), [ProblemCode::CallFault]);
}

#[test]
fn a_supervisor_can_end_the_call() {
    let (mut rig, leg) = Rig::talking();
    let terminated = |id: &str, agent: &str| ServerMessage::Terminated {
        call_id: id.into(),
        status: Some(Status::Ok),
        super_agent: Some("boss".into()),
        terminated_agent: Some(agent.into()),
    };
    rig.server(terminated("c2", EXTENSION));
    rig.server(terminated("c1", "5001"));
    assert_eq!(rig.phase(), Phase::Talking, "another call, another agent");
    rig.server(terminated("c1", EXTENSION));
    assert_eq!(rig.failure(), ProblemCode::SupervisorEnded);
    assert_eq!(rig.effects(), [Effect::HangUp { leg }]);
}

#[test]
fn a_supervisors_word_that_comes_after_the_bye_corrects_why_the_call_ended() {
    let (mut rig, leg) = Rig::talking();
    rig.ended(leg, EndedBy::Peer);
    assert_eq!(rig.cause(), EndCause::HungUpThere);
    rig.server(ServerMessage::Terminated {
        call_id: "c1".into(),
        status: None,
        super_agent: None,
        terminated_agent: Some(EXTENSION.into()),
    });
    assert_eq!(rig.failure(), ProblemCode::SupervisorEnded);
    assert_eq!(rig.notices(), [ProblemCode::SupervisorEnded]);
}

#[test]
fn a_text_that_ends_the_call_is_shown() {
    let (mut rig, leg) = Rig::talking();
    rig.server(ServerMessage::TerminateCall { text: Some("The line closes".into()) });
    assert_eq!(rig.cause(), EndCause::HungUpThere);
    assert_eq!(rig.effects(), [Effect::HangUp { leg }]);
    assert_eq!(rig.snapshot().notices[0].problem.params["text"], "The line closes");
}

#[test]
fn a_report_is_shown_and_keeps_the_call() {
    let (mut rig, _) = Rig::talking();
    rig.server(ServerMessage::Report { text: Some("Lunch is ready".into()) });
    assert_eq!(rig.phase(), Phase::Talking);
    assert_eq!(rig.notices(), [ProblemCode::ServerMessage]);
}

#[test]
fn an_internal_call_ends_by_its_id() {
    let mut rig = Rig::on_duty();
    rig.dial("5001");
    rig.server(ServerMessage::InternalRing { call_id: "i1".into(), called: Some(number("5001")) });
    rig.sip(SipInput::Established { leg: LegId(1) });
    rig.server(ServerMessage::InternalEnd { call_id: "i9".into(), called: None });
    assert_eq!(rig.phase(), Phase::Talking);
    rig.server(ServerMessage::InternalEnd { call_id: "i1".into(), called: None });
    assert_eq!(rig.cause(), EndCause::HungUpThere);
}

#[test]
fn a_refused_internal_call_says_why_although_the_server_ends_it_first() {
    let mut rig = Rig::on_duty();
    rig.dial("5001");
    rig.server(ServerMessage::InternalRing { call_id: "i1".into(), called: Some(number("5001")) });
    rig.server(ServerMessage::InternalEnd { call_id: "i1".into(), called: None });
    rig.ended(LegId(1), EndedBy::Status(486));
    let EndCause::Failed { problem } = rig.cause() else { panic!("{:?}", rig.cause()) };
    assert_eq!(problem.code, ProblemCode::ColleagueBusy);
}

#[test]
fn an_ended_call_stays_for_a_while_and_makes_room_at_once() {
    let (mut rig, leg) = Rig::talking();
    rig.ended(leg, EndedBy::Peer);
    rig.wait(seconds(4));
    assert_eq!(rig.cause(), EndCause::HungUpThere);
    rig.wait(seconds(1));
    assert!(rig.snapshot().calls.is_empty());
    assert_eq!(
        rig.phone.poll_timeout().map(|due| due.since(rig.now) < seconds(11)),
        Some(true),
        "keep-alive only"
    );

    let (mut rig, leg) = Rig::talking();
    rig.ended(leg, EndedBy::Peer);
    rig.ring(OTHER, "c2");
    assert_eq!(rig.call().number, number(OTHER));
}

#[test]
fn signing_out_hangs_up() {
    let (mut rig, leg) = Rig::talking();
    rig.command(Command::SignOut);
    assert_eq!(rig.effects(), [Effect::HangUp { leg }, Effect::Unregister, Effect::CloseSocket]);
    assert_eq!(rig.cause(), EndCause::HungUpHere);
    assert!(matches!(rig.events()[..], [Event::CallEnded { .. }, Event::SignedOut]));
}

#[test]
fn signing_out_while_it_rings_refuses_and_is_quiet() {
    let mut rig = Rig::on_duty();
    rig.ring(CUSTOMER, "c1");
    let leg = rig.invite(CUSTOMER);
    rig.forget();
    rig.command(Command::SignOut);
    assert_eq!(
        rig.effects(),
        [Effect::Reject { leg, status: 486 }, Effect::StopRinging, Effect::Unregister, Effect::CloseSocket]
    );
}

#[test]
fn a_far_side_that_breaks_off_is_a_failed_call() {
    let (mut rig, leg) = Rig::talking();
    rig.ended(leg, EndedBy::Failure);
    assert_eq!(rig.failure(), ProblemCode::MediaFailed);
}
