//! Who gets a call: queues, the longest idle agent, the next one after a refusal, several tenants.

use crate::common::Rig;
use crate::common::agent::AgentSocket;
use crate::common::work::Agent;
use crate::{CUSTOMER, all_free, call_until, echoing, over};
use reo_sim::{
    Behaviour, CallRequest, CallState, CalloutService, EndReason, OrderError, Queue, Seat, SimConfig, Tenant,
};
use serde_json::json;
use std::time::Duration;

fn waiting() -> CallRequest {
    CallRequest { waits: true, ..echoing() }
}

#[tokio::test]
async fn a_call_goes_to_whoever_has_been_idle_for_longest() {
    let rig = Rig::with_defaults().await;
    let mut one = Agent::sign_in(&rig, "5000").await;
    let mut two = Agent::sign_in(&rig, "5001").await;
    for agent in [&mut one, &mut two] {
        let call = rig.sim.customer_calls(CallRequest::from_number(CUSTOMER)).unwrap();
        let invite = agent.answer().await;
        assert_eq!(agent.phone.in_dialog(&invite, "BYE", "").await.status(), 200);
        over(&rig, call.id).await;
    }
    rig.sim.customer_calls(CallRequest::from_number(CUSTOMER)).unwrap();
    one.answer().await;
}

#[tokio::test]
async fn the_next_agent_is_rung_after_a_refusal() {
    let rig = Rig::with_defaults().await;
    let mut one = Agent::sign_in(&rig, "5000").await;
    let mut two = Agent::sign_in(&rig, "5001").await;
    let call = rig.sim.customer_calls(echoing()).unwrap();
    one.refuse(486).await;
    assert_eq!(two.socket.expect("RING_AGENT_RESPOND_ID").await["callId"], call.call_id.as_str());
    two.answer().await;
    let call = call_until(&rig, call.id, "talking", |call| call.state == CallState::Talking).await;
    assert_eq!(call.agent.as_str(), "5001");
    assert_eq!(rig.sim.agents()[0].status, "AVAILABLE");
}

#[tokio::test]
async fn who_does_not_answer_is_taken_out_and_every_session_is_told() {
    let config = SimConfig { ring_timeout: Duration::from_millis(200), ..SimConfig::default() };
    let rig = Rig::start(config).await;
    let mut one = Agent::sign_in(&rig, "5000").await;
    let (mut also, _) = AgentSocket::sign_in(&rig, "5000").await;
    let mut two = Agent::sign_in(&rig, "5001").await;
    rig.sim.customer_calls(echoing()).unwrap();
    let invite = one.phone.expect("INVITE").await;
    one.phone.answer(&invite, 180, "").await;
    one.cancelled(&invite).await;
    for socket in [&mut one.socket, &mut also] {
        assert_eq!(socket.expect("RELOAD_AGENT_STATUS_RESPONSE_ID").await["agentStatus"], "NO ANSWER");
    }
    two.answer().await;
    one.socket.send_number(2_013, json!({"status": "AVAILABLE"})).await;
    assert_eq!(also.expect("RELOAD_AGENT_STATUS_RESPONSE_ID").await["agentStatus"], "AVAILABLE");
}

#[tokio::test]
async fn a_queue_rings_its_members_alone_for_as_long_as_it_says() {
    let sales = Queue {
        id: "1".into(),
        name: "Sales".into(),
        members: vec!["5001".into()],
        ring_timeout_ms: Some(200),
    };
    let rig = Rig::start(SimConfig { queues: vec![sales], ..SimConfig::default() }).await;
    let _one = Agent::sign_in(&rig, "5000").await;
    let mut two = Agent::sign_in(&rig, "5001").await;
    let call = rig.sim.customer_calls(CallRequest { queue: "1".into(), ..echoing() }).unwrap();
    assert_eq!(two.socket.expect("RING_AGENT_RESPOND_ID").await["queueDescription"], "Sales");
    let invite = two.phone.expect("INVITE").await;
    two.phone.answer(&invite, 180, "").await;
    two.cancelled(&invite).await;
    assert_eq!(over(&rig, call.id).await.ended, Some(EndReason::AgentNoAnswer));
    let none = rig.sim.customer_calls(CallRequest { queue: "Sales".into(), ..echoing() });
    assert_eq!(none.err(), Some(OrderError::NoAgentFree));
}

#[tokio::test]
async fn callers_wait_for_an_agent_or_give_up() {
    let rig = Rig::with_defaults().await;
    let mut one = Agent::sign_in(&rig, "5000").await;
    let first = rig.sim.customer_calls(waiting()).unwrap();
    let invite = one.answer().await;
    call_until(&rig, first.id, "talking", |call| call.state == CallState::Talking).await;
    let second = rig.sim.customer_calls(waiting()).unwrap();
    assert_eq!(second.state, CallState::Waiting);
    let impatient = Behaviour { give_up_after_ms: Some(50), ..Behaviour::default() };
    let third = rig.sim.customer_calls(CallRequest { behaviour: impatient, ..waiting() }).unwrap();
    assert_eq!(over(&rig, third.id).await.ended, Some(EndReason::Customer));
    assert_eq!(one.phone.in_dialog(&invite, "BYE", "").await.status(), 200);
    one.answer().await;
    call_until(&rig, second.id, "talking", |call| call.state == CallState::Talking).await;
}

#[tokio::test]
async fn a_waiting_caller_is_offered_again_to_who_refused() {
    let rig = Rig::with_defaults().await;
    let mut one = Agent::sign_in(&rig, "5000").await;
    let call = rig.sim.customer_calls(waiting()).unwrap();
    one.refuse(486).await;
    one.answer().await;
    call_until(&rig, call.id, "talking", |call| call.state == CallState::Talking).await;
}

#[tokio::test]
async fn tenants_have_their_own_agents_tokens_and_colleagues() {
    let seat = |extension: &str| Seat {
        extension: extension.into(),
        username: format!("agent{extension}"),
        role: 2,
        phone_no: String::new(),
    };
    let other =
        Tenant { domain: "284".into(), access_key: Some("284's".into()), seats: vec![seat("284_284")] };
    let rig = Rig::start(SimConfig { other_tenants: vec![other], ..SimConfig::default() }).await;
    let token = rig.token("284_284");
    assert_eq!(rig.login("284", &token).await.status, 200);
    assert_eq!(rig.login("0938828282", &token).await.status, 401);
    assert_eq!(rig.login("284", &rig.token("5000")).await.status, 401);
    assert_eq!(rig.ready.agents.last().unwrap().domain.as_str(), "284");

    let mut here = Agent::sign_in(&rig, "5000").await;
    let mut there = Agent::sign_in(&rig, "284_284").await;
    here.socket.send("AGENT_SEARCH_AGENT_REQUEST_ID", json!({"username": ""})).await;
    let found = here.socket.expect("AGENT_SEARCH_AGENT_RESPONSE_ID").await;
    assert!(!found["listAgentSearch"].to_string().contains("284_284"));
    rig.sim.customer_calls(CallRequest { line: Some("284".into()), ..echoing() }).unwrap();
    assert_eq!(there.socket.expect("RING_AGENT_RESPOND_ID").await["line"], "284");
    there.answer().await;
}

#[tokio::test]
async fn the_outbound_service_chosen_decides_the_line() {
    let service = |id: &str, line: &str, is_default| CalloutService {
        callout_id: id.into(),
        descriptions: format!("service {id}"),
        is_default,
        line: Some(line.into()),
    };
    let callout_services = vec![service("7", "19001000", 0), service("8", "19002000", 1)];
    let rig = Rig::start(SimConfig { callout_services, ..SimConfig::default() }).await;
    let mut one = Agent::sign_in(&rig, "5000").await;
    for (id, line) in [("7", "19001000"), ("", "19002000")] {
        let ask = json!({"telephoneNumber": CUSTOMER, "calloutId": id});
        one.socket.send("OUT_CALL_REQUEST_ID", ask).await;
        assert_eq!(one.socket.expect_out_call("STARTING").await["line"], line);
        one.refuse(486).await;
        assert_eq!(one.socket.expect("OUT_CALL_RESPONSE_ID").await["status"], "ERROR");
        all_free(&rig).await;
    }
    one.socket.send("OUT_CALL_REQUEST_ID", json!({"telephoneNumber": CUSTOMER, "calloutId": "9"})).await;
    let refused = one.socket.expect("OUT_CALL_RESPONSE_ID").await;
    assert_eq!(refused["errorCode"], "CALLOUT_PERMISSION_DENY");
}

#[tokio::test]
async fn supervisors_end_calls_with_a_word_and_give_notice() {
    let rig = Rig::with_defaults().await;
    let mut one = Agent::sign_in(&rig, "5000").await;
    let call = rig.sim.customer_calls(echoing()).unwrap();
    one.answer().await;
    call_until(&rig, call.id, "talking", |call| call.state == CallState::Talking).await;
    let json = "HTTP/1.1\r\nContent-Type: application/json";
    let body = json!({"msg": "Please speak more slowly"}).to_string();
    assert_eq!(rig.control(&format!("POST /agents/5000/notice {json}"), &body).await.status, 204);
    assert_eq!(one.socket.expect("REPORT_RESPOND_ID").await["msg"], "Please speak more slowly");
    let path = format!("POST /calls/{}/terminate {json}", call.id);
    assert_eq!(rig.control(&path, &json!({"msg": "The line is needed"}).to_string()).await.status, 204);
    assert_eq!(one.socket.expect("TERMINATE_CALL_RESPOND_ID").await["msg"], "The line is needed");
    one.hung_up_on().await;
    assert_eq!(over(&rig, call.id).await.ended, Some(EndReason::Supervisor));
}
