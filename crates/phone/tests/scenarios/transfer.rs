//! Giving a call away at a contact centre, and who could take it.

use crate::rig::{CUSTOMER, EXTENSION, OTHER, Rig, seconds};
use reo_contact_centre::{ClientMessage, FoundAgent, ServerMessage, Status};
use reo_model::{AgentStatus, DeviceType, LegId, Redacted};
use reo_phone::{
    Command, Effect, EndCause, EndedBy, Event, Input, Phase, ProblemCode, SipInput, SocketInput,
    TransferStage, TransferTarget, Watcher,
};

fn colleague() -> TransferTarget {
    TransferTarget::Colleague { extension: "5001".into() }
}

fn queue() -> TransferTarget {
    TransferTarget::Queue { id: "7".into() }
}

fn transfer(rig: &mut Rig, to: TransferTarget) {
    let call = rig.id();
    rig.command(Command::Transfer { call, to });
}

fn answer(rig: &mut Rig, status: &str) {
    rig.server(ServerMessage::TransferConfirmAnswer {
        call_id: "c1".into(),
        drop_agent: Some(EXTENSION.into()),
        new_agent: Some("5001".into()),
        status: Status::from_wire(status),
    });
}

fn outcome(rig: &mut Rig, status: &str) {
    rig.server(ServerMessage::TransferResponse {
        call_id: "c1".into(),
        status: Status::from_wire(status),
        super_agent: None,
        new_agent: Some("5001".into()),
        drop_agent: Some(EXTENSION.into()),
    });
}

fn asking() -> (Rig, LegId) {
    let (mut rig, leg) = Rig::talking();
    transfer(&mut rig, colleague());
    (rig, leg)
}

#[test]
fn a_colleague_is_asked_accepts_and_gets_the_call() {
    let (mut rig, leg) = asking();
    let call = rig.id();
    let asked = ClientMessage::TransferConfirm {
        call_id: "c1".into(),
        new_agent: "5001".into(),
        drop_agent: EXTENSION.into(),
    };
    assert_eq!(rig.sent(), [asked]);
    let view = rig.call().transfer.unwrap();
    assert_eq!((view.to, view.stage), (colleague(), TransferStage::Asking));
    answer(&mut rig, "OK");
    assert_eq!(rig.call().transfer.unwrap().stage, TransferStage::Moving);
    outcome(&mut rig, "OK");
    assert_eq!(rig.phase(), Phase::Ending);
    assert_eq!(rig.effects(), [], "the server ends our leg, not we the customer's call");
    rig.ended(leg, EndedBy::Peer);
    assert_eq!(rig.cause(), EndCause::Transferred);
    let [requested, accepted, ended] = &rig.events()[..] else { panic!("three events") };
    assert_eq!(*requested, Event::TransferRequested { call, to: colleague() });
    assert_eq!(*accepted, Event::TransferAccepted { call });
    assert!(matches!(ended, Event::CallEnded { cause: EndCause::Transferred, .. }));
}

#[test]
fn a_second_wish_does_not_disturb_the_transfer_that_is_under_way() {
    let (mut rig, _) = asking();
    rig.forget();
    transfer(&mut rig, queue());
    assert_eq!((rig.sent(), rig.events(), rig.notices()), (vec![], vec![], vec![]));
    assert_eq!(rig.call().transfer.unwrap().to, colleague());
}

#[test]
fn the_end_of_our_leg_may_come_before_the_news_of_the_transfer() {
    let (mut rig, leg) = asking();
    answer(&mut rig, "OK");
    rig.ended(leg, EndedBy::Peer);
    assert_eq!(rig.phase(), Phase::Ending);
    outcome(&mut rig, "OK");
    assert_eq!(rig.cause(), EndCause::Transferred);
}

#[test]
fn a_customer_who_hangs_up_while_the_call_is_moved_has_hung_up() {
    let (mut rig, leg) = asking();
    answer(&mut rig, "OK");
    rig.ended(leg, EndedBy::Peer);
    rig.wait(seconds(2));
    assert_eq!(rig.cause(), EndCause::HungUpThere);
}

#[test]
fn a_leg_that_the_server_forgets_after_a_transfer_is_ended_by_us() {
    let (mut rig, leg) = asking();
    answer(&mut rig, "OK");
    outcome(&mut rig, "OK");
    rig.wait(seconds(5));
    assert_eq!(rig.effects(), [Effect::HangUp { leg }]);
    assert_eq!(rig.cause(), EndCause::Transferred);
}

#[test]
fn a_colleague_who_refuses_leaves_the_call_here() {
    let (mut rig, _) = asking();
    rig.wait(seconds(3));
    answer(&mut rig, "NOK");
    assert_eq!(rig.phase(), Phase::Talking);
    assert_eq!(rig.call().transfer, None);
    assert_eq!(rig.notices(), [ProblemCode::TransferRefused]);
}

#[test]
fn what_went_wrong_with_a_transfer_is_of_no_use_once_the_call_is_over() {
    let (mut rig, leg) = asking();
    answer(&mut rig, "NOK");
    assert_eq!(rig.notices(), [ProblemCode::TransferRefused]);
    rig.ended(leg, EndedBy::Peer);
    assert_eq!(rig.notices(), []);
}

#[test]
fn a_colleague_who_does_not_answer_is_told_apart_from_one_who_refuses() {
    let (mut rig, _) = asking();
    rig.wait(seconds(10));
    answer(&mut rig, "NOK");
    assert_eq!(rig.notices(), [ProblemCode::TransferTimedOut]);
    assert_eq!(rig.phase(), Phase::Talking);
}

#[test]
fn a_server_that_says_nothing_is_not_waited_for_longer_than_the_colleague() {
    let (mut rig, _) = asking();
    rig.wait(seconds(12));
    assert_eq!(rig.notices(), [ProblemCode::TransferTimedOut]);
    answer(&mut rig, "OK");
    assert_eq!(rig.call().transfer, None, "too late");
}

#[test]
fn each_documented_error_of_a_transfer_is_told() {
    let cases = [
        ("IPCCERR0000", ProblemCode::CallNotFound),
        ("IPCCERR0001", ProblemCode::TransferNotAvailable),
        ("IPCCERR0002", ProblemCode::TransferNoSuchColleague),
        ("IPCCERR0003", ProblemCode::TransferMutedOrHeld),
        ("IPCCERR0012", ProblemCode::TransferNobody),
        ("IPCCERR0013", ProblemCode::TransferFailed),
        ("IPCCERR0014", ProblemCode::TransferNoCall),
        ("IPCCERR0015", ProblemCode::TransferNoCallInfo),
    ];
    for (status, problem) in cases {
        let (mut rig, _) = asking();
        outcome(&mut rig, status);
        assert_eq!(rig.notices(), [problem], "{status}");
        assert_eq!(rig.phase(), Phase::Talking, "{status}");
        assert_eq!(rig.call().transfer, None, "{status}");
    }
}

#[test]
fn what_is_known_before_is_told_before_anything_is_sent() {
    let mut ringing = Rig::on_duty();
    ringing.ring(CUSTOMER, "c1");
    transfer(&mut ringing, colleague());
    assert_eq!(ringing.notices(), [ProblemCode::TransferNoCall]);

    let mut nameless = Rig::on_duty();
    let leg = nameless.invite(CUSTOMER);
    nameless.answer();
    nameless.sip(SipInput::Established { leg });
    transfer(&mut nameless, colleague());
    assert_eq!(nameless.notices(), [ProblemCode::TransferNoCallInfo]);

    let cases = [
        (TransferTarget::Colleague { extension: " ".into() }, ProblemCode::TransferNobody),
        (TransferTarget::Queue { id: String::new() }, ProblemCode::TransferNobody),
        (TransferTarget::Colleague { extension: EXTENSION.into() }, ProblemCode::TransferNoSuchColleague),
        (TransferTarget::Number { number: Redacted::from(OTHER) }, ProblemCode::TransferNotSupported),
    ];
    for (to, problem) in cases {
        let (mut rig, _) = Rig::talking();
        transfer(&mut rig, to);
        assert_eq!(rig.notices(), [problem]);
        assert_eq!(rig.sent(), []);
    }
    for muted in [true, false] {
        let (mut rig, _) = Rig::talking();
        let call = rig.id();
        rig.command(if muted {
            Command::SetMute { call, on: true }
        } else {
            Command::SetHold { call, on: true }
        });
        rig.forget();
        transfer(&mut rig, colleague());
        assert_eq!(rig.notices(), [ProblemCode::TransferMutedOrHeld]);
        assert_eq!(rig.sent(), []);
    }
}

#[test]
fn a_queue_takes_a_call_without_being_asked() {
    let (mut rig, leg) = Rig::talking();
    transfer(&mut rig, queue());
    assert_eq!(rig.sent(), [ClientMessage::TransferToAcd { call_id: "c1".into(), acd_id: "7".into() }]);
    rig.server(ServerMessage::TransferToAcdResponse { status: Status::Ok });
    rig.ended(leg, EndedBy::Peer);
    assert_eq!(rig.cause(), EndCause::Transferred);
}

#[test]
fn a_queue_that_cannot_take_it_leaves_the_call_here() {
    let (mut rig, _) = Rig::talking();
    transfer(&mut rig, queue());
    rig.server(ServerMessage::TransferToAcdResponse { status: Status::from_wire("IPCCERR0013") });
    assert_eq!(rig.notices(), [ProblemCode::TransferFailed]);
    assert_eq!(rig.phase(), Phase::Talking);
}

#[test]
fn a_customer_who_hangs_up_ends_the_transfer_too() {
    let (mut rig, leg) = asking();
    rig.ended(leg, EndedBy::Peer);
    assert_eq!(rig.cause(), EndCause::HungUpThere);
    answer(&mut rig, "OK");
    outcome(&mut rig, "OK");
    assert_eq!(rig.cause(), EndCause::HungUpThere);
    assert_eq!(rig.notices(), []);
}

#[test]
fn a_lost_agent_socket_ends_the_transfer_and_keeps_the_call() {
    let (mut rig, _) = asking();
    rig.input(Input::Socket(SocketInput::Closed));
    assert_eq!(rig.notices(), [ProblemCode::TransferFailed]);
    assert_eq!(rig.phase(), Phase::Talking);
}

#[test]
fn a_call_on_the_desk_phone_can_be_given_away_too() {
    let mut rig = Rig::talking_at(DeviceType::IpPhone);
    transfer(&mut rig, colleague());
    answer(&mut rig, "OK");
    outcome(&mut rig, "OK");
    assert_eq!(rig.cause(), EndCause::Transferred);
}

#[test]
fn colleagues_are_asked_for_while_somebody_watches() {
    let mut rig = Rig::on_duty();
    rig.command(Command::WatchColleagues { on: true, by: Watcher::Window });
    assert_eq!(rig.sent(), [ClientMessage::search_agents()]);
    let found = |extension: &str, name: &str| FoundAgent {
        extension: extension.into(),
        name: Some(Redacted::from(name)),
    };
    rig.server(ServerMessage::SearchAgentsResponse {
        agents: vec![found("5001", "Binh"), found(EXTENSION, "us")],
    });
    let colleagues = rig.snapshot().colleagues.clone().unwrap();
    assert_eq!(colleagues.len(), 1, "we are not our own colleague");
    assert_eq!(colleagues[0].extension.as_str(), "5001");
    rig.wait(seconds(5));
    assert_eq!(rig.sent(), [ClientMessage::search_agents()], "and again");
    rig.input(Input::Socket(SocketInput::Closed));
    assert_eq!(rig.snapshot().colleagues, None);
    rig.wait(seconds(10));
    rig.input(Input::Socket(SocketInput::Opened));
    rig.sent();
    rig.refresh(AgentStatus::Available, true, DeviceType::Computer);
    rig.wait(seconds(5));
    assert!(rig.sent().contains(&ClientMessage::search_agents()));
    rig.command(Command::WatchColleagues { on: false, by: Watcher::Window });
    rig.wait(seconds(20));
    assert_eq!(rig.sent(), []);
}

#[test]
fn one_who_stops_watching_colleagues_does_not_end_what_another_wants() {
    let mut rig = Rig::on_duty();
    for by in [Watcher::Window, Watcher::Pages] {
        rig.command(Command::WatchColleagues { on: true, by });
    }
    rig.sent();
    rig.command(Command::WatchColleagues { on: false, by: Watcher::Pages });
    rig.wait(seconds(5));
    assert_eq!(rig.sent(), [ClientMessage::search_agents()]);
    rig.command(Command::WatchColleagues { on: false, by: Watcher::Window });
    rig.wait(seconds(20));
    assert_eq!(rig.sent(), []);
}
