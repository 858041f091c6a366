//! Transfers to a queue, and those of calls that an agent made.

use crate::common::Rig;
use crate::common::work::Agent;
use crate::{CUSTOMER, all_free, call_until, echoing, over, until};
use reo_sim::{Behaviour, CallState, EndReason, Queue, SimConfig};
use serde_json::json;

const ASK: &str = "TRANSFER_TO_ACD_REQUEST_ID";
const ANSWER: &str = "TRANFER_TO_ACD_RESPONSE";

fn queues() -> SimConfig {
    let support =
        Queue { id: "7".into(), name: "Support".into(), members: vec!["5001".into()], ..Queue::default() };
    SimConfig { queues: vec![support], ..SimConfig::default() }
}

#[tokio::test]
async fn a_customer_is_passed_to_a_queue_hears_music_and_gets_its_agent() {
    let rig = Rig::start(queues()).await;
    let mut one = Agent::sign_in(&rig, "5000").await;
    let call = rig.sim.customer_calls(echoing()).unwrap();
    one.answer().await;
    call_until(&rig, call.id, "talking", |call| call.state == CallState::Talking).await;
    one.socket.send(ASK, json!({"callId": call.call_id, "acdId": "7"})).await;
    assert_eq!(one.socket.expect(ANSWER).await["status"], "OK");
    one.hung_up_on().await;
    until("music", || heard_level(&rig, call.id) > 300.0).await;

    let mut two = Agent::sign_in(&rig, "5001").await;
    let ring = two.socket.expect("RING_AGENT_RESPOND_ID").await;
    assert_eq!((&ring["callId"], &ring["queueDescription"]), (&json!(call.call_id), &json!("Support")));
    let invite = two.answer().await;
    let speaking = two.rtp.speak(&invite.body);
    two.rtp.hear(10).await;
    assert_eq!(rig.sim.call(call.id).unwrap().agent.as_str(), "5001");
    let (heard, spoke) = (rig.sim.heard(call.id).unwrap(), rig.sim.spoke(call.id).unwrap());
    assert!(heard.len().abs_diff(spoke.len()) <= 48_000, "one time line");
    rig.sim.hang_up(call.id).unwrap();
    two.hung_up_on().await;
    assert_eq!(over(&rig, call.id).await.ended, Some(EndReason::Customer));
    all_free(&rig).await;
    speaking.abort();
}

fn heard_level(rig: &Rig, call: u64) -> f64 {
    rig.sim.call(call).and_then(|call| call.media).map_or(0.0, |media| media.heard_level)
}

#[tokio::test]
async fn a_customer_who_hangs_up_in_the_queue_is_gone() {
    let rig = Rig::start(queues()).await;
    let mut one = Agent::sign_in(&rig, "5000").await;
    let call = rig.sim.customer_calls(echoing()).unwrap();
    one.answer().await;
    call_until(&rig, call.id, "talking", |call| call.state == CallState::Talking).await;
    one.socket.send(ASK, json!({"callId": call.call_id, "acdId": "Support"})).await;
    one.hung_up_on().await;
    call_until(&rig, call.id, "waiting", |call| call.state == CallState::Waiting).await;
    rig.sim.hang_up(call.id).unwrap();
    assert_eq!(over(&rig, call.id).await.ended, Some(EndReason::Customer));
    all_free(&rig).await;
}

#[tokio::test]
async fn a_queue_that_is_not_there_and_a_call_that_is_not_are_refused() {
    let rig = Rig::start(queues()).await;
    let mut one = Agent::sign_in(&rig, "5000").await;
    one.socket.send(ASK, json!({"callId": "1", "acdId": "7"})).await;
    assert_eq!(one.socket.expect(ANSWER).await["status"], "IPCCERR0014");
    let call = rig.sim.customer_calls(echoing()).unwrap();
    one.answer().await;
    call_until(&rig, call.id, "talking", |call| call.state == CallState::Talking).await;
    for (queue, status) in [("8", "IPCCERR0007"), ("", "IPCCERR0012")] {
        one.socket.send(ASK, json!({"callId": call.call_id, "acdId": queue})).await;
        assert_eq!(one.socket.expect(ANSWER).await["status"], status);
    }
}

#[tokio::test]
async fn a_call_that_an_agent_made_is_an_inbound_one_for_who_gets_it() {
    let rig = Rig::start(queues()).await;
    let mut one = Agent::sign_in(&rig, "5000").await;
    let mut two = Agent::sign_in(&rig, "5001").await;
    rig.sim.set_customer(CUSTOMER, Behaviour { after_ms: 50, ..Behaviour::default() });
    one.ask_call(CUSTOMER).await;
    one.answer().await;
    let answer = one.socket.expect_out_call("ANSWER").await;
    one.socket.send(ASK, json!({"callId": answer["callId"], "acdId": "7"})).await;
    one.socket.expect_out_call("ENDCALL").await;
    one.hung_up_on().await;
    let ring = two.socket.expect("RING_AGENT_RESPOND_ID").await;
    assert_eq!((&ring["callDirection"], &ring["caller"]), (&json!(1), &json!(CUSTOMER)));
    let invite = two.answer().await;
    two.rtp.hear(5).await;
    assert_eq!(two.phone.in_dialog(&invite, "BYE", "").await.status(), 200);
    let id = rig.sim.calls()[0].id;
    assert_eq!(over(&rig, id).await.ended, Some(EndReason::Agent));
    all_free(&rig).await;
}
