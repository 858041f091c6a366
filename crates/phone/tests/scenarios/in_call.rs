//! Hold, mute, DTMF and what is heard.

use crate::rig::{CUSTOMER, Rig, seconds};
use reo_contact_centre::CallOutStatus;
use reo_model::Digit;
use reo_phone::{Command, Effect, EndCause, Event, Hold, Input, MediaInput, Phase, ProblemCode, SipInput};
use std::time::Duration;

fn hold(rig: &mut Rig, on: bool) {
    let call = rig.id();
    rig.command(Command::SetHold { call, on });
}

#[test]
fn hold_is_pending_until_the_far_side_agrees() {
    let (mut rig, leg) = Rig::talking_by_sip();
    let call = rig.id();
    hold(&mut rig, true);
    assert_eq!(rig.effects(), [Effect::Hold { leg, on: true }]);
    assert_eq!(rig.call().hold, Hold { local: false, remote: false, pending: Some(true) });
    assert!(!rig.call().allowed.hold);
    assert_eq!(rig.events(), []);
    rig.sip(SipInput::HoldDone { leg, on: true, ok: true });
    assert_eq!(rig.call().hold, Hold { local: true, remote: false, pending: None });
    assert_eq!(rig.events(), [Event::HoldChanged { call, local: true, remote: false }]);
    hold(&mut rig, false);
    rig.sip(SipInput::HoldDone { leg, on: false, ok: true });
    assert_eq!(rig.call().hold, Hold::default());
}

#[test]
fn a_refused_hold_is_told_and_changes_nothing() {
    let (mut rig, leg) = Rig::talking_by_sip();
    hold(&mut rig, true);
    rig.sip(SipInput::HoldDone { leg, on: true, ok: false });
    assert_eq!(rig.call().hold, Hold::default());
    assert_eq!(rig.notices(), [ProblemCode::HoldFailed]);
    assert_eq!(rig.phase(), Phase::Talking);
}

#[test]
fn a_hold_without_an_answer_is_given_up_but_a_late_answer_still_counts() {
    let (mut rig, leg) = Rig::talking_by_sip();
    hold(&mut rig, true);
    rig.wait(seconds(10));
    assert_eq!(rig.call().hold, Hold::default());
    assert_eq!(rig.notices(), [ProblemCode::HoldFailed]);
    rig.sip(SipInput::HoldDone { leg, on: true, ok: true });
    assert!(rig.call().hold.local);
}

#[test]
fn the_far_sides_hold_is_shown_besides_our_own() {
    let (mut rig, leg) = Rig::talking_by_sip();
    hold(&mut rig, true);
    rig.sip(SipInput::HoldDone { leg, on: true, ok: true });
    rig.sip(SipInput::RemoteHold { leg, on: true });
    assert_eq!(rig.call().hold, Hold { local: true, remote: true, pending: None });
    rig.sip(SipInput::RemoteHold { leg, on: false });
    assert_eq!(rig.call().hold, Hold { local: true, remote: false, pending: None });
}

#[test]
fn a_ringing_call_cannot_be_held_or_muted() {
    let mut rig = Rig::on_duty();
    rig.invite(CUSTOMER);
    rig.forget();
    let call = rig.id();
    hold(&mut rig, true);
    rig.command(Command::SetMute { call, on: true });
    rig.command(Command::SendDigit { call, digit: Digit::from_char('1').unwrap() });
    assert_eq!(rig.effects(), []);
    assert_eq!(rig.notices(), [ProblemCode::HoldFailed, ProblemCode::NotReady, ProblemCode::NotReady]);
}

#[test]
fn mute_without_a_contact_centre_is_ours_alone() {
    let (mut rig, leg) = Rig::talking_by_sip();
    let call = rig.id();
    rig.command(Command::SetMute { call, on: true });
    rig.command(Command::SetMute { call, on: true });
    assert_eq!(rig.effects(), [Effect::Mute { leg, on: true }]);
    assert_eq!(rig.events(), [Event::MuteChanged { call, on: true }]);
    assert!(rig.call().muted);
}

#[test]
fn digits_go_both_ways() {
    let (mut rig, leg) = Rig::talking();
    let call = rig.id();
    let digit = Digit::from_char('#').unwrap();
    rig.command(Command::SendDigit { call, digit });
    assert_eq!(rig.effects(), [Effect::SendDigit { leg, digit }]);
    rig.input(Input::Media(MediaInput::Digit { leg, digit }));
    assert_eq!(rig.events(), [Event::DigitReceived { call, digit }]);
}

#[test]
fn the_first_audio_is_timed_from_the_agents_answer() {
    let mut rig = Rig::on_duty();
    let leg = rig.invite(CUSTOMER);
    rig.answer();
    rig.wait(Duration::from_millis(40));
    rig.sip(SipInput::Established { leg });
    rig.wait(Duration::from_millis(60));
    rig.events();
    let call = rig.id();
    rig.input(Input::Media(MediaInput::Flowing { leg }));
    rig.input(Input::Media(MediaInput::Flowing { leg }));
    assert_eq!(rig.events(), [Event::AudioStarted { call, after_ms: 100 }]);
}

#[test]
fn a_ringing_tone_from_the_server_is_not_the_customers_voice() {
    let (mut rig, leg) = Rig::calling_out();
    let call = rig.id();
    rig.input(Input::Media(MediaInput::Flowing { leg }));
    rig.report(CallOutStatus::Ringing, "o1");
    assert_eq!(rig.events(), [Event::CallRinging { call }]);
    rig.report(CallOutStatus::Answered, "o1");
    assert_eq!(rig.events(), [Event::CallAnswered { call }, Event::AudioStarted { call, after_ms: 0 }]);
}

#[test]
fn an_audio_session_that_cannot_be_made_ends_the_call() {
    let (mut rig, leg) = Rig::talking();
    rig.input(Input::Media(MediaInput::Failed { leg }));
    assert_eq!(rig.failure(), ProblemCode::MediaFailed);
    assert_eq!(rig.effects(), [Effect::HangUp { leg }]);
}

#[test]
fn facts_about_another_leg_change_nothing() {
    let (mut rig, _) = Rig::talking();
    let before = rig.snapshot().clone();
    let leg = reo_model::LegId(99);
    rig.input(Input::Media(MediaInput::Failed { leg }));
    rig.sip(SipInput::RemoteHold { leg, on: true });
    rig.sip(SipInput::HoldDone { leg, on: true, ok: true });
    rig.ended(leg, reo_phone::EndedBy::Peer);
    assert_eq!(*rig.snapshot(), before);
}

#[test]
fn nothing_is_asked_of_a_call_that_is_over() {
    let (mut rig, leg) = Rig::talking();
    let call = rig.id();
    rig.ended(leg, reo_phone::EndedBy::Peer);
    rig.forget();
    hold(&mut rig, true);
    rig.command(Command::SetMute { call, on: true });
    rig.command(Command::HangUp { call });
    rig.command(Command::Refuse { call });
    assert_eq!(rig.effects(), []);
    assert_eq!(rig.cause(), EndCause::HungUpThere);
}
