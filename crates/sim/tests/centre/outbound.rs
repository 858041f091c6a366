//! Calls that an agent asks for on the agent socket: followed, steered and ended there.

use crate::common::Rig;
use crate::common::work::Agent;
use crate::{CUSTOMER, all_free, over, until};
use reo_sim::{Behaviour, CallRequest, EndReason, Outcome, Speech};
use serde_json::{Value, json};

/// An agent whose customers answer after `after_ms` and echo.
async fn calling(after_ms: u64) -> (Rig, Agent, Value) {
    let rig = Rig::with_defaults().await;
    let mut agent = Agent::sign_in(&rig, "5000").await;
    rig.sim.set_customer(CUSTOMER, Behaviour { after_ms, voice: Speech::Echo, ..Behaviour::default() });
    agent.ask_call(CUSTOMER).await;
    let starting = agent.socket.expect_out_call("STARTING").await;
    (rig, agent, json!({"callId": starting["callId"], "callType": 2, "removeAgentId": "5000"}))
}

#[tokio::test]
async fn a_customer_who_was_called_is_held_and_taken_back() {
    let (rig, mut agent, ask) = calling(10).await;
    let invite = agent.answer().await;
    agent.socket.expect_out_call("ANSWER").await;
    let speaking = agent.rtp.speak(&invite.body);
    agent.rtp.hear(10).await;
    agent.socket.send("HOLD_OUTCALL_REQUEST_ID", ask.clone()).await;
    assert_eq!(agent.socket.expect("HOLD_OUTCALL_RESPONSE_ID").await["status"], "OK");
    agent.rtp.hear_nothing(25).await;
    assert!(rig.sim.calls()[0].held);
    agent.socket.send("UN_HOLD_OUTCALL_REQUEST_ID", ask.clone()).await;
    assert_eq!(agent.socket.expect("UNHOLD_OUTCALL_RESPONSE_ID").await["status"], "OK");
    agent.rtp.hear(10).await;
    agent.socket.send("TERMINATE_CALL_OUT_REQUEST_ID", ask).await;
    agent.socket.expect_out_call("ENDCALL").await;
    agent.hung_up_on().await;
    assert_eq!(over(&rig, rig.sim.calls()[0].id).await.ended, Some(EndReason::Agent));
    speaking.abort();
}

#[tokio::test]
async fn a_call_that_rings_can_be_ended_but_neither_held_nor_muted() {
    let (rig, mut agent, ask) = calling(60_000).await;
    agent.answer().await;
    agent.socket.expect_out_call("RINGING").await;
    agent.socket.send("HOLD_OUTCALL_REQUEST_ID", ask.clone()).await;
    assert_eq!(agent.socket.expect("HOLD_OUTCALL_RESPONSE_ID").await["status"], "IPCCERR0008");
    agent.socket.send("MUTE_REQUEST_ID", ask.clone()).await;
    assert_eq!(agent.socket.expect("MUTE_RESPOND_ID").await["status"], "IPCCERR0009");
    agent.socket.send("TERMINATE_CALL_OUT_REQUEST_ID", ask).await;
    agent.socket.expect_out_call("ENDCALL").await;
    agent.hung_up_on().await;
    all_free(&rig).await;
}

#[tokio::test]
async fn a_supervisor_who_ends_an_outbound_call_terminates_it() {
    let (rig, mut agent, _) = calling(10).await;
    agent.answer().await;
    agent.socket.expect_out_call("ANSWER").await;
    rig.sim.terminate(rig.sim.calls()[0].id).unwrap();
    agent.socket.expect("TERMINATE_RESPOND_ID").await;
    agent.socket.expect_out_call("TERMINATE").await;
    agent.hung_up_on().await;
}

#[tokio::test]
async fn every_documented_sip_code_can_be_played() {
    let rig = Rig::with_defaults().await;
    let mut agent = Agent::sign_in(&rig, "5000").await;
    for code in [404, 486, 408, 403, 487, 480, 503] {
        let outcome = Outcome::Reject;
        let fails = Behaviour { outcome, after_ms: 5, sip_code: Some(code), ..Behaviour::default() };
        rig.sim.set_customer(CUSTOMER, fails);
        agent.ask_call(CUSTOMER).await;
        agent.answer().await;
        let error = loop {
            let message = agent.socket.expect("OUT_CALL_RESPONSE_ID").await;
            if message["status"] == "ERROR" {
                break message;
            }
        };
        assert_eq!(
            (&error["errorCode"], &error["sipCode"]),
            (&json!("IPCC_NOT_CONNECT_CUSTOMER"), &json!(code))
        );
        agent.hung_up_on().await;
        all_free(&rig).await;
    }
}

#[tokio::test]
async fn a_played_colleague_calls_out_when_told_to() {
    let rig = Rig::with_defaults().await;
    let head = |path: &str| format!("POST {path} HTTP/1.1\r\nContent-Type: application/json");
    let colleague = json!({"extension": "5001", "phone": {"after_ms": 10}}).to_string();
    assert_eq!(rig.control(&head("/colleagues"), &colleague).await.status, 204);
    rig.sim.set_customer(CUSTOMER, Behaviour { after_ms: 10, ..Behaviour::default() });
    let ask = json!({"name": "OUT_CALL_REQUEST_ID", "telephoneNumber": CUSTOMER}).to_string();
    assert_eq!(rig.control(&head("/agents/5001/requests"), &ask).await.status, 204);
    assert_eq!(rig.control(&head("/agents/5999/requests"), &ask).await.status, 404);
    let talks = || rig.sim.calls().first().is_some_and(|call| call.times.answered.is_some());
    until("talking", talks).await;
    rig.sim.drop_agent_sockets(Some("5001"));
    until("gone", || rig.sim.agents().iter().all(|agent| agent.sockets == 0)).await;
    let busy = rig.sim.customer_calls(CallRequest { agent: Some("5001".into()), ..crate::echoing() });
    assert!(busy.is_err(), "the call goes on");
}
