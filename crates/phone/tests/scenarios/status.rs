//! Taking calls, or taking none.

use crate::rig::{Rig, seconds};
use reo_contact_centre::{ClientMessage, ServerMessage, Status};
use reo_model::{AgentStatus, DeviceType};
use reo_phone::{Command, Event, Input, ProblemCode, SocketInput, StatusView};

fn set(rig: &mut Rig, status: AgentStatus) {
    rig.command(Command::SetStatus { status });
}

fn confirm(rig: &mut Rig, status: Status) {
    rig.server(ServerMessage::ChangeStatusResponse { status });
}

fn view(status: AgentStatus, pending: Option<AgentStatus>) -> Option<StatusView> {
    Some(StatusView { status, pending })
}

use AgentStatus::{Available, NoAnswer, NotAvailable};

#[test]
fn a_change_of_status_stands_when_the_server_confirms_it() {
    let mut rig = Rig::on_duty();
    set(&mut rig, NotAvailable);
    assert_eq!(rig.sent(), [ClientMessage::SetStatus { status: NotAvailable }]);
    assert_eq!(rig.snapshot().status, view(Available, Some(NotAvailable)));
    assert_eq!(rig.events(), []);
    confirm(&mut rig, Status::Ok);
    assert_eq!(rig.snapshot().status, view(NotAvailable, None));
    assert_eq!(rig.events(), [Event::StatusChanged { status: NotAvailable }]);
    assert!(!rig.snapshot().ready);
}

#[test]
fn a_refused_change_of_status_is_undone_and_told() {
    let mut rig = Rig::on_duty();
    set(&mut rig, NotAvailable);
    confirm(&mut rig, Status::NotOk);
    assert_eq!(rig.snapshot().status, view(Available, None));
    assert_eq!(rig.notices(), [ProblemCode::StatusRefused]);
}

#[test]
fn a_change_of_status_without_an_answer_is_undone() {
    let mut rig = Rig::on_duty();
    set(&mut rig, NotAvailable);
    rig.wait(seconds(10));
    assert_eq!(rig.snapshot().status, view(Available, None));
    assert_eq!(rig.notices(), [ProblemCode::StatusRefused]);
}

#[test]
fn a_second_wish_waits_for_the_answer_to_the_first() {
    let mut rig = Rig::on_duty();
    set(&mut rig, NotAvailable);
    set(&mut rig, Available);
    assert_eq!(rig.sent(), [ClientMessage::SetStatus { status: NotAvailable }]);
    assert_eq!(rig.snapshot().status, view(Available, Some(Available)));
    confirm(&mut rig, Status::Ok);
    assert_eq!(rig.sent(), [ClientMessage::SetStatus { status: Available }]);
    confirm(&mut rig, Status::Ok);
    assert_eq!(rig.snapshot().status, view(Available, None));
}

#[test]
fn an_unanswered_ring_that_took_the_agent_out_of_rotation_is_told_with_the_way_back() {
    let mut rig = Rig::on_duty();
    rig.server(ServerMessage::ReloadStatus { agent_status: NoAnswer });
    assert_eq!(rig.snapshot().status, view(NoAnswer, None));
    assert_eq!(rig.notices(), [ProblemCode::NoAnswerStatus]);
    assert_eq!(rig.trouble(), Some(ProblemCode::NoAnswerStatus));
    assert!(!rig.snapshot().ready);
    set(&mut rig, Available);
    confirm(&mut rig, Status::Ok);
    assert_eq!(rig.trouble(), None);
    assert!(rig.snapshot().ready);
}

#[test]
fn the_status_cannot_be_changed_while_the_agent_socket_is_down() {
    let mut rig = Rig::on_duty();
    set(&mut rig, NotAvailable);
    rig.input(Input::Socket(SocketInput::Closed));
    assert_eq!(rig.snapshot().status, view(Available, None), "the change is forgotten with the socket");
    set(&mut rig, NotAvailable);
    assert_eq!(rig.notices(), [ProblemCode::NotReady]);
}

#[test]
fn a_new_socket_brings_the_status_as_the_server_has_it() {
    let mut rig = Rig::on_duty();
    rig.input(Input::Socket(SocketInput::Closed));
    rig.wait(seconds(10));
    rig.input(Input::Socket(SocketInput::Opened));
    rig.refresh(NotAvailable, true, DeviceType::Computer);
    assert_eq!(rig.snapshot().status, view(NotAvailable, None));
}

#[test]
fn no_answer_cannot_be_asked_for() {
    let mut rig = Rig::on_duty();
    set(&mut rig, NoAnswer);
    assert_eq!(rig.sent(), []);
    assert_eq!(rig.notices(), [ProblemCode::StatusRefused]);
}
