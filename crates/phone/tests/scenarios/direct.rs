//! We call by our own INVITE: a colleague, or (plain SIP) anybody.

use crate::rig::{CUSTOMER, Rig, number, seconds};
use reo_contact_centre::ServerMessage;
use reo_model::{Direction, LegId};
use reo_phone::{Effect, EndCause, EndedBy, Event, Phase, ProblemCode, SipInput};

fn dialled() -> (Rig, LegId) {
    let mut rig = Rig::on_duty();
    rig.dial("5001");
    (rig, LegId(1))
}

#[test]
fn a_colleague_is_called_by_invite() {
    let (mut rig, leg) = dialled();
    assert_eq!(rig.effects(), [Effect::Invite { leg, target: number("5001") }]);
    assert_eq!(rig.sent(), []);
    assert_eq!(rig.call().direction, Direction::Internal);
    rig.events();
    let call = rig.id();
    rig.sip(SipInput::Ringing { leg });
    rig.sip(SipInput::Ringing { leg });
    assert_eq!(rig.phase(), Phase::Ringing);
    rig.sip(SipInput::Established { leg });
    assert_eq!(rig.phase(), Phase::Talking);
    assert_eq!(rig.events(), [Event::CallRinging { call }, Event::CallAnswered { call }]);
}

#[test]
fn the_servers_id_of_an_internal_call_is_learnt() {
    let (mut rig, _) = dialled();
    rig.server(ServerMessage::InternalRing { call_id: "i1".into(), called: Some(number("5002")) });
    assert_eq!(rig.call().server_call, None, "that is somebody else's call");
    rig.server(ServerMessage::InternalRing { call_id: "i1".into(), called: Some(number("5001")) });
    assert_eq!(rig.call().server_call, Some("i1".into()));
}

#[test]
fn a_plain_sip_account_calls_any_number_by_invite() {
    for (text, direction) in [(CUSTOMER, Direction::Outbound), ("5001", Direction::Internal)] {
        let mut rig = Rig::on_plain_sip();
        rig.dial(text);
        assert_eq!(rig.effects(), [Effect::Invite { leg: LegId(1), target: number(text) }]);
        assert_eq!(rig.call().direction, direction);
    }
}

#[test]
fn a_refused_invite_says_why() {
    let cases = [
        (486, ProblemCode::ColleagueBusy),
        (408, ProblemCode::ColleagueNoAnswer),
        (404, ProblemCode::ColleagueNotReachable),
        (480, ProblemCode::ColleagueNotReachable),
        (500, ProblemCode::CallFault),
    ];
    for (status, expected) in cases {
        let (mut rig, leg) = dialled();
        rig.forget();
        rig.ended(leg, EndedBy::Status(status));
        assert_eq!(rig.failure(), expected, "{status}");
        assert_eq!(rig.effects(), []);
    }
}

#[test]
fn a_customer_called_by_plain_sip_who_is_busy_is_a_busy_customer() {
    let mut rig = Rig::on_plain_sip();
    rig.dial(CUSTOMER);
    rig.ended(LegId(1), EndedBy::Status(486));
    assert_eq!(rig.failure(), ProblemCode::CustomerBusy);
}

#[test]
fn an_invite_that_gets_nowhere_is_given_up() {
    let (mut rig, leg) = dialled();
    rig.forget();
    rig.wait(seconds(40));
    assert_eq!(rig.failure(), ProblemCode::CallTimedOut);
    assert_eq!(rig.effects(), [Effect::HangUp { leg }]);

    let (mut rig, leg) = dialled();
    rig.sip(SipInput::Ringing { leg });
    rig.wait(seconds(180));
    assert_eq!(rig.failure(), ProblemCode::CallTimedOut);
}

#[test]
fn legs_that_we_dial_are_odd_and_never_repeat() {
    let mut rig = Rig::on_duty();
    for n in 0..3 {
        rig.dial("5001");
        let leg = LegId(2 * n + 1);
        assert!(rig.effects().contains(&Effect::Invite { leg, target: number("5001") }));
        rig.ended(leg, EndedBy::Status(486));
        assert!(matches!(rig.cause(), EndCause::Failed { .. }));
    }
}
