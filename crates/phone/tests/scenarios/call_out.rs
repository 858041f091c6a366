//! We call a customer through the contact centre.

use crate::rig::{CUSTOMER, EXTENSION, HOTLINE, OTHER, Rig, number, seconds};
use reo_contact_centre::{CallOutStatus, ClientMessage};
use reo_model::{Direction, Redacted};
use reo_phone::{Command, Effect, EndCause, EndedBy, Event, Phase, ProblemCode, SipInput};

fn dialled() -> Rig {
    let mut rig = Rig::on_duty();
    rig.dial(CUSTOMER);
    rig
}

#[test]
fn the_server_is_asked_and_its_leg_answered_by_itself() {
    let mut rig = Rig::on_duty();
    rig.dial("+84 901 234 567");
    assert_eq!(rig.sent(), [ClientMessage::call_out(number(CUSTOMER), None)]);
    assert_eq!(rig.phase(), Phase::Connecting);
    assert_eq!(rig.call().direction, Direction::Outbound);
    rig.report(CallOutStatus::Starting, "o1");
    assert_eq!(rig.call().server_call, Some("o1".into()));
    let leg = rig.invite(CUSTOMER);
    assert_eq!(rig.effects(), [Effect::Answer { leg }], "answered without a ring");
    rig.sip(SipInput::Established { leg });
    assert_eq!(rig.phase(), Phase::Connecting, "that is the server, not the customer");
}

#[test]
fn ringing_and_answer_are_the_customers() {
    let (mut rig, _) = Rig::calling_out();
    let call = rig.id();
    rig.report(CallOutStatus::Ringing, "o1");
    assert_eq!(rig.phase(), Phase::Ringing);
    assert_eq!(rig.call().line.as_deref(), Some(HOTLINE));
    rig.report(CallOutStatus::Answered, "o1");
    assert_eq!(rig.phase(), Phase::Talking);
    assert_eq!(rig.events(), [Event::CallRinging { call }, Event::CallAnswered { call }]);
    rig.wait(seconds(600));
    assert_eq!(rig.phase(), Phase::Talking);
}

#[test]
fn the_leg_may_come_from_the_hotline_or_from_our_own_extension() {
    for caller in [HOTLINE, EXTENSION, "+84938828282"] {
        let mut rig = dialled();
        let leg = rig.invite(caller);
        assert_eq!(rig.effects(), [Effect::Answer { leg }], "{caller}");
    }
}

#[test]
fn a_hotline_seen_in_this_session_counts_too() {
    let (mut rig, leg) = Rig::talking();
    rig.server(reo_contact_centre::ServerMessage::RingAgent {
        call_id: "c9".into(),
        caller: Some(number(OTHER)),
        line: Some("19001234".into()),
        queue: None,
        direction: Some(Direction::Inbound),
        extension: Some(EXTENSION.into()),
    });
    rig.ended(leg, EndedBy::Peer);
    rig.dial(CUSTOMER);
    rig.forget();
    let leg = rig.invite("19001234");
    assert_eq!(rig.effects(), [Effect::Answer { leg }]);
}

#[test]
fn another_customers_call_in_between_is_never_answered_by_itself() {
    for caller in [OTHER, "anonymous", ""] {
        let mut rig = dialled();
        rig.forget();
        let leg = rig.invite(caller);
        assert_eq!(rig.effects(), [Effect::Reject { leg, status: 486 }], "{caller}");
        assert_eq!(rig.phase(), Phase::Connecting, "the call-out goes on");
        let ours = rig.invite(CUSTOMER);
        assert_eq!(rig.effects(), [Effect::Answer { leg: ours }]);
    }
}

#[test]
fn the_customer_who_calls_us_at_the_same_moment_is_not_taken_for_our_leg() {
    let mut rig = dialled();
    rig.ring(CUSTOMER, "c1");
    let theirs = rig.invite(CUSTOMER);
    assert_eq!(rig.effects(), [Effect::Reject { leg: theirs, status: 486 }]);
    let ours = rig.invite(CUSTOMER);
    assert_eq!(rig.effects(), [Effect::Answer { leg: ours }]);
}

#[test]
fn only_one_leg_is_answered_by_itself() {
    let (mut rig, _) = Rig::calling_out();
    let second = rig.invite(CUSTOMER);
    assert_eq!(rig.effects(), [Effect::Reject { leg: second, status: 486 }]);
}

#[test]
fn an_invite_without_a_call_out_is_not_answered_by_itself() {
    let mut rig = Rig::on_duty();
    let leg = rig.invite(HOTLINE);
    assert_eq!(rig.effects(), [Effect::Alert { leg }, Effect::StartRinging]);
}

#[test]
fn a_ring_message_that_names_our_own_call_out_only_tells_its_id() {
    let mut rig = dialled();
    rig.ring_for(EXTENSION, CUSTOMER, "o1", Direction::Outbound);
    assert_eq!(rig.call().server_call, Some("o1".into()));
    let leg = rig.invite(CUSTOMER);
    assert_eq!(rig.effects(), [Effect::Answer { leg }]);
}

#[test]
fn a_ring_message_about_a_call_out_that_is_over_changes_nothing() {
    let mut rig = dialled();
    rig.report_error(None, "CALLOUT_AGENT_BUSY", None);
    rig.forget();
    rig.ring_for(EXTENSION, CUSTOMER, "o1", Direction::Outbound);
    assert_eq!(rig.events(), []);
    assert_eq!(rig.call().server_call, None);
}

#[test]
fn reports_for_another_agent_are_ignored_and_reports_for_nobody_count() {
    let mut rig = dialled();
    rig.report_to(Some("5001"), CallOutStatus::Starting, Some("o9"));
    assert_eq!(rig.call().server_call, None);
    rig.report_to(None, CallOutStatus::Starting, Some("o1"));
    assert_eq!(rig.call().server_call, Some("o1".into()));
}

#[test]
fn every_error_of_the_server_ends_the_call_with_its_reason() {
    let cases = [
        ("IPCC_NOT_CONNECT_CUSTOMER", Some(404), ProblemCode::CustomerNotReachable),
        ("IPCC_NOT_CONNECT_CUSTOMER", Some(486), ProblemCode::CustomerBusy),
        ("IPCC_NOT_CONNECT_CUSTOMER", Some(408), ProblemCode::CustomerNoAnswer),
        ("IPCC_NOT_CONNECT_CUSTOMER", Some(403), ProblemCode::HotlineUnpaid),
        ("IPCC_NOT_CONNECT_CUSTOMER", Some(487), ProblemCode::CustomerNoAnswer),
        ("IPCC_NOT_CONNECT_CUSTOMER", Some(480), ProblemCode::CustomerUnavailable),
        ("IPCC_NOT_CONNECT_CUSTOMER", Some(500), ProblemCode::CallFault),
        ("IPCC_NOT_CONNECT_AGENT_ID", None, ProblemCode::AgentDeviceUnreachable),
        ("CALLOUT_AGENT_BUSY", None, ProblemCode::AgentBusy),
        ("CALLOUT_PERMISSION_DENY", None, ProblemCode::CallOutDenied),
        ("ERROR_CALLOUT_CONNECT", None, ProblemCode::CallFault),
    ];
    for (error_code, sip_code, expected) in cases {
        let (mut rig, leg) = Rig::calling_out();
        rig.report_error(Some("o1"), error_code, sip_code);
        assert_eq!(rig.failure(), expected, "{error_code} {sip_code:?}");
        let effects = rig.effects();
        assert_eq!(effects.last(), Some(&Effect::HangUp { leg }));
        // The server could not reach us: we register anew.
        let anew = matches!(effects[..], [Effect::Register { .. }, _]);
        assert_eq!(anew, expected == ProblemCode::AgentDeviceUnreachable, "{effects:?}");
    }
}

#[test]
fn the_reason_is_found_when_the_leg_ends_before_it_comes() {
    let (mut rig, leg) = Rig::calling_out();
    rig.ended(leg, EndedBy::Peer);
    assert_eq!(rig.phase(), Phase::Ending);
    rig.report_error(Some("o1"), "IPCC_NOT_CONNECT_CUSTOMER", Some(486));
    assert_eq!(rig.failure(), ProblemCode::CustomerBusy);
}

#[test]
fn a_reason_that_never_comes_is_not_waited_for_long() {
    let (mut rig, leg) = Rig::calling_out();
    rig.ended(leg, EndedBy::Peer);
    rig.wait(seconds(2));
    assert_eq!(rig.cause(), EndCause::HungUpThere);
}

#[test]
fn every_step_has_its_time() {
    // Nothing at all.
    let mut rig = dialled();
    rig.wait(seconds(10));
    assert_eq!(rig.failure(), ProblemCode::CallTimedOut);
    // Taken on, but the server never calls back: it is told that we no longer want it.
    let mut rig = dialled();
    rig.report(CallOutStatus::Starting, "o1");
    rig.forget();
    rig.wait(seconds(20));
    assert_eq!(rig.failure(), ProblemCode::CallTimedOut);
    assert!(
        matches!(&rig.sent()[..], [ClientMessage::TerminateCallOut { call_id, .. }] if call_id.as_str() == "o1")
    );
    // Called back, but nothing rings.
    let (mut rig, leg) = Rig::calling_out();
    rig.wait(seconds(60));
    assert_eq!(rig.failure(), ProblemCode::CallTimedOut);
    assert_eq!(rig.effects(), [Effect::HangUp { leg }]);
    // It rings for ever.
    let (mut rig, _) = Rig::calling_out();
    rig.report(CallOutStatus::Ringing, "o1");
    rig.wait(seconds(120));
    assert_eq!(rig.failure(), ProblemCode::CallTimedOut);
}

#[test]
fn an_answer_that_overtakes_the_invite_still_gets_its_leg() {
    let mut rig = dialled();
    rig.report(CallOutStatus::Starting, "o1");
    rig.report(CallOutStatus::Ringing, "o1");
    rig.report(CallOutStatus::Answered, "o1");
    let leg = rig.invite(CUSTOMER);
    rig.sip(SipInput::Established { leg });
    rig.wait(seconds(300));
    assert_eq!(rig.phase(), Phase::Talking);
}

#[test]
fn an_answer_without_any_leg_does_not_last() {
    let mut rig = dialled();
    rig.report(CallOutStatus::Answered, "o1");
    rig.wait(seconds(20));
    assert_eq!(rig.failure(), ProblemCode::CallTimedOut);
}

#[test]
fn a_number_that_cannot_be_dialled_is_named() {
    let mut rig = Rig::on_duty();
    for text in ["", "09o1234567", "012"] {
        rig.dial(text);
    }
    assert_eq!(
        rig.notices(),
        [ProblemCode::NumberEmpty, ProblemCode::NumberBadCharacter, ProblemCode::NumberBadLength]
    );
    assert_eq!(rig.sent(), []);
}

#[test]
fn one_customer_at_a_time() {
    let (mut rig, _) = Rig::talking();
    rig.dial(OTHER);
    assert_eq!(rig.notices(), [ProblemCode::AlreadyInCall]);
    assert_eq!(rig.sent(), []);
    assert_eq!(rig.effects(), []);
}

#[test]
fn a_call_out_goes_through_the_service_that_is_chosen() {
    let mut rig = Rig::on_duty();
    rig.command(Command::Dial { number: Redacted::from(CUSTOMER), service: Some("12".into()) });
    assert_eq!(rig.sent(), [ClientMessage::call_out(number(CUSTOMER), Some("12".into()))]);
}

#[test]
fn a_number_can_be_called_again_through_the_same_service() {
    let mut rig = Rig::on_duty();
    rig.command(Command::Redial);
    assert_eq!(rig.notices(), [ProblemCode::NumberEmpty], "nobody was called yet");
    rig.command(Command::Dial { number: Redacted::from(CUSTOMER), service: Some("12".into()) });
    rig.report_error(None, "IPCC_NOT_CONNECT_AGENT_ID", None);
    rig.forget();
    assert_eq!(rig.snapshot().redial, Some(number(CUSTOMER)));
    rig.command(Command::Redial);
    assert_eq!(rig.sent(), [ClientMessage::call_out(number(CUSTOMER), Some("12".into()))]);
    assert_eq!(rig.phase(), Phase::Connecting);
}

#[test]
fn nobody_can_be_called_while_signed_out() {
    let mut rig = Rig::new();
    rig.dial(CUSTOMER);
    assert_eq!(rig.notices(), [ProblemCode::NotReady]);
}
