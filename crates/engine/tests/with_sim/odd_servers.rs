//! The same shift at contact centres that behave differently where the protocol page does not say how (section 8), and
//! at one that is out of order.

use crate::office::{AGENT, CUSTOMER, Desk, Office};
use reo_model::Redacted;
use reo_phone::{Command, EndCause, Phase, TransferTarget};
use reo_sim::{CallRequest, FieldForm, Refusals, SecondRegistration, SimConfig, TransferRing, Unknowns};
use serde_json::json;

/// A call in, held and resumed; a call out; and nothing left of either.
async fn shift(office: &mut Office) {
    let (_, call) = office.talk().await;
    office.command(Command::SetHold { call, on: true });
    office.until_call("held", |call| call.hold.local).await;
    office.command(Command::SetHold { call, on: false });
    office.until_call("resumed", |call| !call.hold.local && call.hold.pending.is_none()).await;
    office.command(Command::HangUp { call });
    assert_eq!(office.call_end().await, EndCause::HungUpHere);
    office.until_idle_there().await;

    office.command(Command::Dial { number: Redacted::from(CUSTOMER), service: None });
    let call = office.until_call("talking", |call| call.phase == Phase::Talking).await.id;
    office.command(Command::HangUp { call });
    assert_eq!(office.call_end().await, EndCause::HungUpHere);
    office.until("nothing left", |view| view.calls.is_empty() && view.notices.is_empty()).await;
}

async fn shift_at(unknowns: Unknowns) {
    let mut office = Office::open_with(SimConfig { unknowns, ..SimConfig::default() }).await;
    shift(&mut office).await;
}

async fn shift_with(fault: serde_json::Value) {
    let mut office = Office::open().await;
    let order = serde_json::from_value(fault).unwrap();
    office.sim.order_faults(&order).unwrap();
    shift(&mut office).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_and_its_answer_may_share_a_number() {
    shift_at(Unknowns { shared_numbers: true, ..Unknowns::default() }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_may_come_as_text() {
    shift_at(Unknowns { fields: FieldForm::NumbersAsText, ..Unknowns::default() }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn text_may_come_as_numbers() {
    shift_at(Unknowns { fields: FieldForm::TextAsNumbers, ..Unknowns::default() }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_may_not_say_for_whom_they_are() {
    shift_at(Unknowns { unnamed: true, ..Unknowns::default() }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_registration_may_stand_beside_the_first() {
    let second_registration = SecondRegistration::Stays;
    shift_at(Unknowns { second_registration, refusals: Refusals::Errors, ..Unknowns::default() }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_message_may_come_twice() {
    shift_with(json!({"double_messages": true})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_message_may_come_late() {
    shift_with(json!({"late_messages_ms": 400})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_of_another_agent_may_come_in_between() {
    shift_with(json!({"stray_messages": true})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_invite_may_come_long_after_the_ring_message() {
    shift_with(json!({"late_invite_ms": 1500})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ring_message_may_come_long_after_the_invite() {
    shift_with(json!({"late_ring_ms": 1500})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accepted_call_may_come_by_the_invite_alone() {
    let unknowns = Unknowns { transfer_ring: TransferRing::InviteAlone, ..Unknowns::default() };
    let mut office = Office::open_with(SimConfig { unknowns, ..SimConfig::default() }).await;
    let colleague = Desk::open(&office.sim, "5001").await;
    let request = CallRequest { agent: Some(AGENT.into()), ..CallRequest::from_number(CUSTOMER) };
    let (_, call) = office.ring(request).await;
    office.command(Command::Answer { call });
    office.audio_start().await;
    office.command(Command::Transfer { call, to: TransferTarget::Colleague { extension: "5001".into() } });
    colleague.until("an offer", |view| view.transfer_offer.is_some()).await;
    colleague.command(Command::AnswerTransfer { accept: true });
    colleague.until_call("answered by itself", |call| call.phase == Phase::Talking).await;
    assert_eq!(office.call_end().await, EndCause::Transferred);
}
