//! A call that a colleague offers.

use crate::rig::{CUSTOMER, EXTENSION, OTHER, Rig, number, seconds};
use reo_contact_centre::{ClientMessage, ServerMessage, Status};
use reo_phone::{Command, Effect, Event, Phase, ProblemCode};

fn offer(rig: &mut Rig, caller: Option<&str>) {
    rig.server(ServerMessage::TransferConfirm {
        call_id: "c9".into(),
        new_agent: Some(EXTENSION.into()),
        drop_agent: Some("5001".into()),
        caller: caller.map(number),
        caller_name: None,
    });
}

fn our_answer(status: Status) -> ClientMessage {
    ClientMessage::TransferConfirmAnswer {
        call_id: "c9".into(),
        drop_agent: "5001".into(),
        new_agent: EXTENSION.into(),
        status,
    }
}

fn accepted(caller: Option<&str>) -> Rig {
    let mut rig = Rig::on_duty();
    offer(&mut rig, caller);
    rig.command(Command::AnswerTransfer { accept: true });
    assert_eq!(rig.sent(), [our_answer(Status::Ok)]);
    rig
}

#[test]
fn an_offer_shows_who_gives_whom() {
    let mut rig = Rig::on_duty();
    offer(&mut rig, Some(CUSTOMER));
    let view = rig.snapshot().transfer_offer.clone().unwrap();
    assert_eq!((view.from.as_str(), view.number), ("5001", Some(number(CUSTOMER))));
    assert_eq!(rig.events(), [Event::TransferOffered { server_call: "c9".into(), from: "5001".into() }]);
}

#[test]
fn an_accepted_call_is_answered_when_it_comes_whichever_half_is_first() {
    for ring_first in [true, false] {
        let mut rig = accepted(None);
        rig.forget();
        let leg = if ring_first {
            rig.ring(CUSTOMER, "c9");
            rig.invite(CUSTOMER)
        } else {
            let leg = rig.invite(CUSTOMER);
            rig.ring(CUSTOMER, "c9");
            leg
        };
        assert_eq!(rig.effects().last(), Some(&Effect::Answer { leg }), "ring first: {ring_first}");
        assert_eq!(rig.snapshot().transfer_offer, None);
        let closed = Event::TransferOfferClosed { server_call: "c9".into(), accepted: true };
        assert!(rig.events().contains(&closed));
    }
}

#[test]
fn an_accepted_call_is_known_by_the_customers_number_too() {
    let mut rig = accepted(Some(CUSTOMER));
    rig.forget();
    let leg = rig.invite(CUSTOMER);
    assert_eq!(rig.effects().last(), Some(&Effect::Answer { leg }));
}

#[test]
fn any_other_call_that_comes_meanwhile_rings_and_is_not_answered() {
    let mut rig = accepted(Some(CUSTOMER));
    rig.ring(OTHER, "c2");
    rig.invite(OTHER);
    assert_eq!(rig.phase(), Phase::Incoming);
    assert!(rig.snapshot().transfer_offer.is_some());
}

#[test]
fn an_offer_can_be_refused_and_counts_as_refused_after_ten_seconds() {
    let mut rig = Rig::on_duty();
    offer(&mut rig, None);
    rig.command(Command::AnswerTransfer { accept: false });
    assert_eq!(rig.sent(), [our_answer(Status::NotOk)]);
    assert_eq!(rig.snapshot().transfer_offer, None);
    offer(&mut rig, None);
    rig.wait(seconds(10));
    assert_eq!(rig.snapshot().transfer_offer, None);
    assert_eq!(rig.sent(), []);
    rig.command(Command::AnswerTransfer { accept: true });
    assert_eq!(rig.notices(), [ProblemCode::CallNotFound], "too late");
}

#[test]
fn whoever_is_in_a_call_refuses_by_themselves() {
    let (mut rig, _) = Rig::talking();
    offer(&mut rig, None);
    assert_eq!(rig.sent(), [our_answer(Status::NotOk)]);
    assert_eq!(rig.snapshot().transfer_offer, None);
}

#[test]
fn a_call_that_was_accepted_and_does_not_come_is_told() {
    let mut rig = accepted(None);
    rig.server(ServerMessage::TransferResponse {
        call_id: "c9".into(),
        status: Status::from_wire("IPCCERR0013"),
        super_agent: None,
        new_agent: None,
        drop_agent: None,
    });
    assert_eq!(rig.notices(), [ProblemCode::TransferLost]);
    let mut rig = accepted(None);
    rig.wait(seconds(20));
    assert_eq!(rig.notices(), [ProblemCode::TransferLost]);
    assert_eq!(rig.snapshot().transfer_offer, None);
}

#[test]
fn an_offer_to_somebody_else_is_none_of_ours() {
    let mut rig = Rig::on_duty();
    rig.server(ServerMessage::TransferConfirm {
        call_id: "c9".into(),
        new_agent: Some("5002".into()),
        drop_agent: Some("5001".into()),
        caller: None,
        caller_name: None,
    });
    assert_eq!(rig.snapshot().transfer_offer, None);
    assert_eq!(rig.sent(), []);
}
