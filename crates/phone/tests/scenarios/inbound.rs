//! Somebody calls us.

use crate::rig::{CUSTOMER, EXTENSION, HOTLINE, OTHER, Rig, seconds};
use reo_contact_centre::ServerMessage;
use reo_model::{Direction, LegId};
use reo_phone::{Command, Effect, EndCause, EndedBy, Event, Phase, ProblemCode, SipInput};

fn rings(rig: &mut Rig) -> usize {
    rig.effects().iter().filter(|effect| **effect == Effect::StartRinging).count()
}

#[test]
fn a_ring_message_then_its_invite_are_one_call() {
    let mut rig = Rig::on_duty();
    rig.ring(CUSTOMER, "c1");
    assert_eq!(rig.phase(), Phase::Incoming);
    assert_eq!(rig.effects(), [Effect::StartRinging]);
    let leg = rig.invite(CUSTOMER);
    assert_eq!(rig.effects(), [Effect::Alert { leg }]);
    let call = rig.call();
    assert_eq!(call.server_call, Some("c1".into()));
    assert_eq!((call.line.as_deref(), call.queue.as_deref()), (Some(HOTLINE), Some("Sales")));
    assert_eq!(call.direction, Direction::Inbound);
    assert!(call.allowed.answer && call.allowed.hang_up);
}

#[test]
fn an_invite_then_its_ring_message_are_one_call() {
    let mut rig = Rig::on_duty();
    let leg = rig.invite(CUSTOMER);
    assert_eq!(rig.effects(), [Effect::Alert { leg }, Effect::StartRinging]);
    assert_eq!(rig.call().line, None);
    rig.wait(seconds(3));
    rig.ring(CUSTOMER, "c1");
    assert_eq!(rig.effects(), []);
    assert_eq!(rig.call().line.as_deref(), Some(HOTLINE));
    assert_eq!(rig.call().server_call, Some("c1".into()));
    let started = rig.events().iter().filter(|event| matches!(event, Event::CallStarted { .. })).count();
    assert_eq!(started, 1);
}

#[test]
fn the_two_halves_match_however_the_number_is_spelled() {
    for spelling in ["+84901234567", "84901234567", "0084901234567", "anonymous"] {
        let mut rig = Rig::on_duty();
        rig.ring(CUSTOMER, "c1");
        rig.invite(spelling);
        assert_eq!(rings(&mut rig), 1, "{spelling}");
        assert_eq!(rig.call().number.as_str(), CUSTOMER);
    }
}

#[test]
fn an_invite_alone_rings_and_can_be_answered() {
    let mut rig = Rig::on_duty();
    let leg = rig.invite(CUSTOMER);
    rig.wait(seconds(20));
    rig.forget();
    rig.answer();
    assert_eq!(rig.effects(), [Effect::StopRinging, Effect::Answer { leg }]);
    assert_eq!(rig.phase(), Phase::Answering);
    rig.sip(SipInput::Established { leg });
    assert_eq!(rig.phase(), Phase::Talking);
    assert_eq!(rig.call().answered_at, Some(rig.now));
}

#[test]
fn an_answer_before_the_invite_is_kept_and_given_when_it_comes() {
    let mut rig = Rig::on_duty();
    rig.ring(CUSTOMER, "c1");
    rig.answer();
    assert_eq!(rig.phase(), Phase::Answering);
    assert_eq!(rig.effects(), [Effect::StartRinging, Effect::StopRinging]);
    rig.wait(seconds(2));
    let leg = rig.invite(CUSTOMER);
    assert_eq!(rig.effects(), [Effect::Answer { leg }]);
    rig.sip(SipInput::Established { leg });
    assert_eq!(rig.phase(), Phase::Talking);
}

#[test]
fn a_ring_without_an_invite_ends() {
    let mut rig = Rig::on_duty();
    rig.ring(CUSTOMER, "c1");
    rig.wait(seconds(10));
    assert_eq!(rig.cause(), EndCause::Missed);
    assert_eq!(rig.effects(), [Effect::StartRinging, Effect::StopRinging]);
}

#[test]
fn an_answer_whose_invite_never_comes_ends_as_a_failure() {
    let mut rig = Rig::on_duty();
    rig.ring(CUSTOMER, "c1");
    rig.answer();
    rig.wait(seconds(10));
    assert_eq!(rig.failure(), ProblemCode::CallTimedOut);
}

#[test]
fn a_ring_for_another_agent_is_ignored() {
    let mut rig = Rig::on_duty();
    rig.ring_for("5001", CUSTOMER, "c1", Direction::Inbound);
    assert_eq!(rig.effects(), []);
    assert!(rig.snapshot().calls.is_empty());
    rig.ring_for(EXTENSION, CUSTOMER, "c1", Direction::Inbound);
    assert_eq!(rig.phase(), Phase::Incoming);
}

#[test]
fn a_repeated_ring_message_does_not_ring_twice() {
    let mut rig = Rig::on_duty();
    rig.ring(CUSTOMER, "c1");
    rig.ring(CUSTOMER, "c1");
    rig.invite(CUSTOMER);
    rig.ring(CUSTOMER, "c1");
    assert_eq!(rings(&mut rig), 1);
}

#[test]
fn a_second_caller_hears_busy_and_the_first_call_is_untouched() {
    let (mut rig, leg) = Rig::talking();
    let before = rig.call();
    rig.ring(OTHER, "c2");
    let second = rig.invite(OTHER);
    assert_eq!(rig.effects(), [Effect::Reject { leg: second, status: 486 }]);
    rig.ended(second, EndedBy::Us);
    assert_eq!(rig.call(), before);
    rig.hang_up();
    assert_eq!(rig.effects(), [Effect::HangUp { leg }]);
}

#[test]
fn a_second_caller_hears_busy_while_the_first_rings() {
    let mut rig = Rig::on_duty();
    rig.ring(CUSTOMER, "c1");
    rig.invite(CUSTOMER);
    rig.forget();
    let second = rig.invite(OTHER);
    assert_eq!(rig.effects(), [Effect::Reject { leg: second, status: 486 }]);
    assert_eq!(rig.call().number.as_str(), CUSTOMER);
}

#[test]
fn a_caller_announced_while_busy_is_shown_with_line_and_queue_once_there_is_room() {
    let (mut rig, leg) = Rig::talking();
    rig.ring(OTHER, "c2");
    rig.ended(leg, EndedBy::Peer);
    rig.invite(OTHER);
    assert_eq!(rig.phase(), Phase::Incoming);
    assert_eq!(rig.call().queue.as_deref(), Some("Sales"));
    assert_eq!(rig.call().server_call, Some("c2".into()));
}

#[test]
fn refusing_tells_the_caller_busy() {
    let mut rig = Rig::on_duty();
    rig.ring(CUSTOMER, "c1");
    let leg = rig.invite(CUSTOMER);
    rig.forget();
    let call = rig.id();
    rig.command(Command::Refuse { call });
    assert_eq!(rig.effects(), [Effect::Reject { leg, status: 486 }, Effect::StopRinging]);
    assert_eq!(rig.cause(), EndCause::Refused);
}

#[test]
fn a_call_refused_before_its_invite_is_refused_when_it_comes() {
    let mut rig = Rig::on_duty();
    rig.ring(CUSTOMER, "c1");
    let call = rig.id();
    rig.command(Command::Refuse { call });
    rig.forget();
    let leg = rig.invite(CUSTOMER);
    assert_eq!(rig.effects(), [Effect::Reject { leg, status: 486 }]);
    rig.wait(seconds(11));
    rig.forget();
    rig.invite(CUSTOMER);
    assert_eq!(rings(&mut rig), 1, "the same customer may call again");
}

#[test]
fn a_ring_message_that_trails_a_call_already_refused_does_not_ring_again() {
    let mut rig = Rig::on_duty();
    rig.invite(CUSTOMER);
    let call = rig.id();
    rig.command(Command::Refuse { call });
    rig.forget();
    rig.ring(CUSTOMER, "c1");
    assert_eq!(rig.effects(), []);
    assert!(rig.is_over());
}

#[test]
fn a_queue_that_offers_a_refused_call_again_rings_again() {
    let mut rig = Rig::on_duty();
    rig.ring(CUSTOMER, "c1");
    rig.invite(CUSTOMER);
    let call = rig.id();
    rig.command(Command::Refuse { call });
    rig.forget();
    rig.ring(CUSTOMER, "c1");
    assert_eq!(rings(&mut rig), 1);
}

#[test]
fn silencing_stops_the_ring_tone_and_keeps_the_call() {
    let mut rig = Rig::on_duty();
    rig.ring(CUSTOMER, "c1");
    let leg = rig.invite(CUSTOMER);
    rig.forget();
    let call = rig.id();
    rig.command(Command::Silence { call });
    assert_eq!(rig.effects(), [Effect::StopRinging]);
    assert!(rig.call().silenced);
    rig.answer();
    assert_eq!(rig.effects(), [Effect::Answer { leg }]);
}

#[test]
fn a_caller_who_gives_up_is_missed() {
    let mut rig = Rig::on_duty();
    rig.ring(CUSTOMER, "c1");
    let leg = rig.invite(CUSTOMER);
    rig.ended(leg, EndedBy::Cancelled { elsewhere: false });
    assert_eq!(rig.cause(), EndCause::Missed);
    assert_eq!(rig.effects().last(), Some(&Effect::StopRinging));
}

#[test]
fn a_call_answered_on_another_device_stops_ringing_here() {
    let mut rig = Rig::on_duty();
    let leg = rig.invite(CUSTOMER);
    rig.ended(leg, EndedBy::Cancelled { elsewhere: true });
    assert_eq!(rig.cause(), EndCause::AnsweredElsewhere);

    let mut rig = Rig::on_duty();
    rig.ring(CUSTOMER, "c1");
    rig.invite(CUSTOMER);
    rig.server(ServerMessage::AgentAnswer { call_id: None, extension: Some(EXTENSION.into()) });
    assert_eq!(rig.cause(), EndCause::AnsweredElsewhere);
}

#[test]
fn the_servers_word_on_our_own_answer_changes_nothing() {
    let (mut rig, _) = Rig::talking();
    rig.server(ServerMessage::AgentAnswer { call_id: None, extension: Some(EXTENSION.into()) });
    assert_eq!(rig.phase(), Phase::Talking);
    assert_eq!(rig.effects(), []);
}

#[test]
fn a_ring_whose_end_is_lost_ends_by_itself() {
    let mut rig = Rig::on_duty();
    let leg = rig.invite(CUSTOMER);
    rig.forget();
    rig.wait(seconds(120));
    assert_eq!(rig.cause(), EndCause::Missed);
    assert_eq!(rig.effects(), [Effect::Reject { leg, status: 480 }, Effect::StopRinging]);
}

#[test]
fn the_time_of_a_ring_counts_from_its_first_half() {
    let mut rig = Rig::on_duty();
    rig.ring(CUSTOMER, "c1");
    rig.wait(seconds(9));
    rig.invite(CUSTOMER);
    rig.wait(seconds(111));
    assert_eq!(rig.cause(), EndCause::Missed);
}

#[test]
fn an_answer_that_is_never_confirmed_fails() {
    let mut rig = Rig::on_duty();
    let leg = rig.invite(CUSTOMER);
    rig.answer();
    rig.forget();
    rig.wait(seconds(15));
    assert_eq!(rig.failure(), ProblemCode::CallTimedOut);
    assert_eq!(rig.effects(), [Effect::HangUp { leg }]);
}

#[test]
fn a_colleagues_invite_is_an_internal_call() {
    let mut rig = Rig::on_duty();
    rig.invite("5001");
    assert_eq!(rig.call().direction, Direction::Internal);
    rig.server(ServerMessage::InternalRing { call_id: "i1".into(), called: None });
    assert_eq!(rig.call().server_call, Some("i1".into()));
}

#[test]
fn a_signed_out_phone_refuses_and_never_rings() {
    let mut rig = Rig::new();
    let leg = rig.invite(CUSTOMER);
    assert_eq!(rig.effects(), [Effect::Reject { leg, status: 480 }]);
    assert_eq!(leg, LegId(2));
}

#[test]
fn a_plain_sip_account_takes_calls_without_a_ring_message() {
    let mut rig = Rig::on_plain_sip();
    let leg = rig.invite("bob");
    assert_eq!(rig.effects(), [Effect::Alert { leg }, Effect::StartRinging]);
    rig.answer();
    rig.sip(SipInput::Established { leg });
    assert_eq!(rig.phase(), Phase::Talking);
}

#[test]
fn commands_for_a_call_that_is_not_there_are_answered_by_a_notice() {
    let mut rig = Rig::on_duty();
    let call = reo_model::CallId(77);
    rig.command(Command::Answer { call });
    rig.command(Command::HangUp { call });
    rig.command(Command::SetHold { call, on: true });
    assert_eq!(rig.notices(), [ProblemCode::CallNotFound; 3]);
    assert_eq!(rig.effects(), []);
}

#[test]
fn answering_twice_answers_once() {
    let mut rig = Rig::on_duty();
    let leg = rig.invite(CUSTOMER);
    rig.forget();
    rig.answer();
    rig.answer();
    assert_eq!(rig.effects(), [Effect::StopRinging, Effect::Answer { leg }]);
    assert_eq!(rig.notices(), []);
}
