//! Transfers without a contact centre: by REFER, and to us by Replaces.

use crate::rig::{CUSTOMER, OTHER, Rig, number};
use reo_model::Redacted;
use reo_phone::{Command, Effect, EndCause, EndedBy, Phase, ProblemCode, SipInput, TransferTarget};

fn transfer(rig: &mut Rig, to: TransferTarget) {
    let call = rig.id();
    rig.command(Command::Transfer { call, to });
}

fn colleague() -> TransferTarget {
    TransferTarget::Colleague { extension: "5001".into() }
}

#[test]
fn the_far_side_is_referred_and_let_go_when_it_has_reached_the_other() {
    let (mut rig, leg) = Rig::talking_by_sip();
    transfer(&mut rig, TransferTarget::Number { number: Redacted::from("+84 912 345 678") });
    assert_eq!(rig.effects(), [Effect::Refer { leg, target: number(OTHER) }]);
    rig.sip(SipInput::Referred { leg, status: 200 });
    assert_eq!(rig.effects(), [Effect::HangUp { leg }]);
    rig.ended(leg, EndedBy::Us);
    assert_eq!(rig.cause(), EndCause::Transferred);
}

#[test]
fn a_referral_that_fails_leaves_the_call_here() {
    let (mut rig, leg) = Rig::talking_by_sip();
    transfer(&mut rig, colleague());
    rig.sip(SipInput::Referred { leg, status: 486 });
    assert_eq!(rig.notices(), [ProblemCode::TransferFailed]);
    assert_eq!(rig.phase(), Phase::Talking);
}

#[test]
fn a_far_side_that_was_referred_and_hangs_up_is_transferred() {
    let (mut rig, leg) = Rig::talking_by_sip();
    transfer(&mut rig, colleague());
    rig.ended(leg, EndedBy::Peer);
    assert_eq!(rig.cause(), EndCause::Transferred);
}

#[test]
fn two_calls_are_connected_with_each_other() {
    let (mut rig, first) = Rig::talking_by_sip();
    let call = rig.id();
    rig.dial("5001");
    let [Effect::Hold { leg: held, on: true }, Effect::Invite { leg: second, .. }, _] = rig.effects()[..]
    else {
        panic!("the first is held, the second called")
    };
    assert_eq!(held, first);
    rig.sip(SipInput::Established { leg: second });
    rig.sip(SipInput::HoldDone { leg: first, on: true, ok: true });
    let other = rig.snapshot().calls[1].id;
    rig.forget();
    rig.command(Command::Transfer { call, to: TransferTarget::Call { call: other } });
    assert_eq!(rig.effects(), [Effect::ReferToLeg { leg: first, other: second }]);
    rig.sip(SipInput::Referred { leg: first, status: 200 });
    assert_eq!(rig.effects(), [Effect::HangUp { leg: first }, Effect::HangUp { leg: second }]);
    rig.ended(first, EndedBy::Us);
    rig.ended(second, EndedBy::Us);
    assert!(rig.is_over());
}

#[test]
fn a_plain_sip_account_has_no_queues() {
    let (mut rig, _) = Rig::talking_by_sip();
    transfer(&mut rig, TransferTarget::Queue { id: "7".into() });
    assert_eq!(rig.notices(), [ProblemCode::TransferNotSupported]);
}

#[test]
fn a_party_who_was_referred_to_us_takes_the_place_of_the_one_we_spoke_with() {
    let (mut rig, old) = Rig::talking_by_sip();
    let call = rig.id();
    let new = rig.invite_replacing(OTHER, old);
    assert_eq!(rig.effects(), [Effect::Answer { leg: new }, Effect::Mute { leg: old, on: true }]);
    assert_eq!(rig.call().number, number(CUSTOMER), "not before the dialog stands");
    rig.sip(SipInput::Established { leg: new });
    assert_eq!(rig.effects(), [Effect::HangUp { leg: old }]);
    rig.ended(old, EndedBy::Us);
    assert_eq!((rig.id(), rig.phase(), rig.call().number), (call, Phase::Talking, number(OTHER)));
    rig.ended(new, EndedBy::Peer);
    assert_eq!(rig.cause(), EndCause::HungUpThere);
}

#[test]
fn the_old_party_may_let_go_before_the_new_one_is_there() {
    let (mut rig, old) = Rig::talking_by_sip();
    let new = rig.invite_replacing(OTHER, old);
    rig.ended(old, EndedBy::Peer);
    assert_eq!(rig.phase(), Phase::Talking);
    rig.sip(SipInput::Established { leg: new });
    assert_eq!(rig.call().number, number(OTHER));
    rig.hang_up();
    assert_eq!(rig.effects().last(), Some(&Effect::HangUp { leg: new }));
}

#[test]
fn a_new_party_who_does_not_come_leaves_the_call_as_it_was() {
    let (mut rig, old) = Rig::talking_by_sip();
    let new = rig.invite_replacing(OTHER, old);
    rig.forget();
    rig.ended(new, EndedBy::Failure);
    assert_eq!(rig.effects(), [Effect::Mute { leg: old, on: false }]);
    assert_eq!((rig.phase(), rig.call().number), (Phase::Talking, number(CUSTOMER)));
}

#[test]
fn a_dialog_that_is_not_up_is_replaced_by_nobody() {
    let mut rig = Rig::on_plain_sip();
    let old = rig.invite(CUSTOMER);
    rig.forget();
    let new = rig.invite_replacing(OTHER, old);
    assert_eq!(rig.effects(), [Effect::Reject { leg: new, status: 486 }]);
}
