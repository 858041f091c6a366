//! Two calls: one that waits while another is up, and asking a colleague while the customer is on hold.

use crate::rig::{OTHER, Rig, seconds};
use reo_contact_centre::{ClientMessage, ServerMessage, Status};
use reo_model::{CallId, Direction, LegId};
use reo_phone::{Command, Effect, EndCause, EndedBy, Phase, ProblemCode, SipInput};

/// A customer on the line and another who calls.
fn waiting() -> (Rig, LegId, LegId) {
    let (mut rig, first) = Rig::talking();
    rig.command(Command::SetCallWaiting { on: true });
    rig.ring(OTHER, "c2");
    let second = rig.invite(OTHER);
    (rig, first, second)
}

fn ids(rig: &Rig) -> Vec<CallId> {
    rig.snapshot().calls.iter().map(|call| call.id).collect()
}

fn phases(rig: &Rig) -> Vec<Phase> {
    rig.snapshot().calls.iter().map(|call| call.phase.clone()).collect()
}

#[test]
fn without_the_setting_a_second_call_finds_us_busy() {
    let (mut rig, _) = Rig::talking();
    rig.ring(OTHER, "c2");
    let leg = rig.invite(OTHER);
    assert_eq!(rig.effects(), [Effect::Reject { leg, status: 486 }]);
    assert_eq!(rig.snapshot().calls.len(), 1);
}

#[test]
fn with_it_the_second_call_is_shown_and_makes_no_noise() {
    let (mut rig, _, second) = waiting();
    assert_eq!(phases(&rig), [Phase::Talking, Phase::Incoming]);
    assert_eq!(rig.effects(), [Effect::Alert { leg: second }], "no ring tone over the customer's voice");
}

#[test]
fn a_third_call_finds_us_busy() {
    let (mut rig, _, _) = waiting();
    rig.forget();
    let third = rig.invite("0987000111");
    assert_eq!(rig.effects(), [Effect::Reject { leg: third, status: 486 }]);
}

#[test]
fn refusing_it_leaves_the_first_alone() {
    let (mut rig, _, second) = waiting();
    rig.forget();
    let call = ids(&rig)[1];
    rig.command(Command::Refuse { call });
    assert_eq!(rig.effects(), [Effect::Reject { leg: second, status: 486 }]);
    assert_eq!(phases(&rig)[0], Phase::Talking);
}

#[test]
fn taking_it_holds_the_first() {
    let (mut rig, first, second) = waiting();
    rig.forget();
    let call = ids(&rig)[1];
    rig.command(Command::Answer { call });
    assert_eq!(rig.sent(), [ClientMessage::Hold { call_id: "c1".into(), direction: Direction::Inbound }]);
    assert_eq!(rig.effects(), [Effect::Answer { leg: second }, Effect::Mute { leg: first, on: true }]);
    rig.server(ServerMessage::HoldResponse { status: Status::Ok });
    rig.sip(SipInput::Established { leg: second });
    assert_eq!(phases(&rig), [Phase::Talking, Phase::Talking]);
    assert!(rig.snapshot().calls[0].hold.local);
}

#[test]
fn resuming_one_holds_the_other() {
    let (mut rig, first, second) = waiting();
    let calls = ids(&rig);
    rig.command(Command::Answer { call: calls[1] });
    rig.server(ServerMessage::HoldResponse { status: Status::Ok });
    rig.sip(SipInput::Established { leg: second });
    rig.forget();
    rig.command(Command::SetHold { call: calls[0], on: false });
    let direction = Direction::Inbound;
    assert_eq!(
        rig.sent(),
        [
            ClientMessage::Hold { call_id: "c2".into(), direction },
            ClientMessage::Unhold { call_id: "c1".into(), direction },
        ]
    );
    rig.server(ServerMessage::HoldResponse { status: Status::Ok });
    rig.server(ServerMessage::UnholdResponse { status: Status::Ok });
    assert_eq!(
        rig.effects(),
        [Effect::Mute { leg: second, on: true }, Effect::Mute { leg: first, on: false }]
    );
    assert_eq!(rig.snapshot().calls.iter().map(|call| call.hold.local).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn a_hold_that_fails_still_gives_the_microphone_to_one_only() {
    let (mut rig, first, second) = waiting();
    let calls = ids(&rig);
    rig.command(Command::Answer { call: calls[1] });
    rig.sip(SipInput::Established { leg: second });
    rig.forget();
    rig.server(ServerMessage::HoldResponse { status: Status::NotOk });
    assert_eq!(rig.notices(), [ProblemCode::HoldFailed]);
    assert_eq!(rig.effects(), [], "its microphone stays cut");
    rig.ended(second, EndedBy::Peer);
    assert_eq!(rig.effects(), [Effect::Mute { leg: first, on: false }]);
}

#[test]
fn the_end_of_one_is_not_the_end_of_the_other() {
    let (mut rig, first, second) = waiting();
    rig.ended(first, EndedBy::Peer);
    assert_eq!(phases(&rig), [Phase::Ended { cause: EndCause::HungUpThere }, Phase::Incoming]);
    assert!(rig.effects().contains(&Effect::StartRinging), "now it may be heard");
    rig.ended(second, EndedBy::Cancelled { elsewhere: false });
    assert_eq!(phases(&rig)[1], Phase::Ended { cause: EndCause::Missed });
}

#[test]
fn a_word_of_the_server_ends_the_call_that_it_names() {
    let (mut rig, _, _) = waiting();
    rig.server(ServerMessage::AgentEndCall { call_id: Some("c2".into()), extension: None });
    assert_eq!(phases(&rig), [Phase::Talking, Phase::Ended { cause: EndCause::Missed }]);
}

#[test]
fn a_word_that_names_none_of_two_ends_none() {
    let (mut rig, _, _) = waiting();
    rig.server(ServerMessage::AgentEndCall { call_id: None, extension: None });
    assert_eq!(phases(&rig), [Phase::Talking, Phase::Incoming]);
}

#[test]
fn a_colleague_is_asked_while_the_customer_is_on_hold() {
    let (mut rig, first) = Rig::talking();
    rig.dial("5001");
    assert_eq!(rig.sent(), [ClientMessage::Hold { call_id: "c1".into(), direction: Direction::Inbound }]);
    let [Effect::Invite { leg, .. }, Effect::Mute { leg: muted, on: true }] = rig.effects()[..] else {
        panic!("the colleague is called and the customer hears nothing of it")
    };
    assert_eq!(muted, first);
    rig.server(ServerMessage::HoldResponse { status: Status::Ok });
    rig.ended(leg, EndedBy::Status(486));
    let customer = ids(&rig)[0];
    rig.command(Command::SetHold { call: customer, on: false });
    rig.server(ServerMessage::UnholdResponse { status: Status::Ok });
    assert!(!rig.snapshot().calls[0].hold.local);
    assert_eq!(rig.effects(), [Effect::Mute { leg: first, on: false }]);
}

#[test]
fn both_are_hung_up_at_sign_out() {
    let (mut rig, first, second) = waiting();
    rig.forget();
    rig.command(Command::SignOut);
    let effects = rig.effects();
    assert!(effects.contains(&Effect::HangUp { leg: first }));
    assert!(effects.contains(&Effect::Reject { leg: second, status: 486 }));
    rig.wait(seconds(6));
    assert!(rig.snapshot().calls.is_empty());
}
