//! Audio on the agent's other devices: a desk phone over UDP, a mobile over GSM.

use crate::common::Rig;
use crate::common::agent::AgentSocket;
use crate::common::rtp::Rtp;
use crate::common::sip::Phone;
use crate::common::work::Agent;
use crate::{CUSTOMER, all_free, call_until, echoing, over, until};
use reo_sim::{Behaviour, CallRequest, CallState, EndReason, Outcome, SimConfig};
use serde_json::json;
use std::time::Duration;

/// An agent whose audio is on this device, with a desk phone where one belongs to it.
async fn at_desk(rig: &Rig, extension: &str, device: i64) -> Agent {
    let socket = on_device(rig, extension, device).await;
    let phone = Phone::udp(rig, &format!("{extension}-desk")).await.registered().await;
    Agent { socket, phone, rtp: Rtp::open().await }
}

async fn on_device(rig: &Rig, extension: &str, device: i64) -> AgentSocket {
    let (mut socket, _) = AgentSocket::sign_in(rig, extension).await;
    let ask = json!({"deviceType": device, "phoneNum": "0912345678"});
    socket.send("CHANGE_DEVICE_TYPE_REQUEST", ask).await;
    assert_eq!(socket.expect("CHANGE_DEVICE_TYPE_RESPONSE").await["newDeviceType"], device);
    socket
}

#[tokio::test]
async fn a_desk_phone_rings_and_the_call_is_followed_on_the_socket() {
    for device in [2, 4, 6] {
        let rig = Rig::with_defaults().await;
        let mut agent = at_desk(&rig, "5000", device).await;
        let call = rig.sim.customer_calls(echoing()).unwrap();
        assert_eq!(agent.socket.expect("RING_AGENT_RESPOND_ID").await["callId"], call.call_id.as_str());
        let invite = agent.answer().await;
        let answered = agent.socket.expect("AGENT_ANSWER_RESPOND_ID").await;
        assert_eq!((&answered["extension"], &answered["callId"]), (&json!("5000"), &json!(call.call_id)));
        let speaking = agent.rtp.speak(&invite.body);
        agent.rtp.hear(10).await;
        let end = json!({"callId": call.call_id, "removeAgentId": "5000"});
        agent.socket.send("REMOVE_AGENT_REQUEST_ID", end).await;
        agent.socket.expect("AGENT_END_CALL_RESPOND_ID").await;
        agent.hung_up_on().await;
        assert_eq!(over(&rig, call.id).await.ended, Some(EndReason::Agent));
        speaking.abort();
    }
}

#[tokio::test]
async fn mute_and_hold_asked_on_the_socket_act_on_the_desk_phones_audio() {
    let rig = Rig::with_defaults().await;
    let mut agent = at_desk(&rig, "5000", 4).await;
    let call = rig.sim.customer_calls(CallRequest::from_number(CUSTOMER)).unwrap();
    let invite = agent.answer().await;
    let speaking = agent.rtp.speak(&invite.body);
    let level = || rig.sim.call(call.id).and_then(|call| call.media).map_or(0.0, |media| media.heard_level);
    until("heard", || level() > 4_000.0).await;
    let ask = json!({"callId": call.call_id, "callType": 1});
    agent.socket.send("MUTE_REQUEST_ID", ask.clone()).await;
    assert_eq!(agent.socket.expect("MUTE_RESPOND_ID").await["status"], "OK");
    until("silence for the customer", || level() < 1.0).await;
    agent.rtp.hear(10).await;
    agent.socket.send("UNMUTE_REQUEST_ID", ask.clone()).await;
    until("heard again", || level() > 4_000.0).await;
    agent.socket.send("HOLD_REQUEST_ID", ask.clone()).await;
    assert_eq!(agent.socket.expect("HOLD_RESPOND_ID").await["status"], "OK");
    until("music for the customer", || (300.0..3_000.0).contains(&level())).await;
    agent.rtp.hear_nothing(25).await;
    agent.socket.send("UN_HOLD_REQUEST_ID", ask).await;
    agent.rtp.hear(10).await;
    speaking.abort();
}

#[tokio::test]
async fn a_call_out_rings_the_desk_phone_first() {
    let rig = Rig::with_defaults().await;
    let mut agent = at_desk(&rig, "5000", 4).await;
    rig.sim.set_customer(
        CUSTOMER,
        Behaviour { after_ms: 50, hang_up_after_ms: Some(1_000), ..Behaviour::default() },
    );
    agent.ask_call(CUSTOMER).await;
    agent.socket.expect_out_call("STARTING").await;
    agent.answer().await;
    agent.socket.expect_out_call("RINGING").await;
    agent.socket.expect_out_call("ANSWER").await;
    agent.rtp.hear(10).await;
    agent.socket.expect_out_call("ENDCALL").await;
    agent.hung_up_on().await;
}

#[tokio::test]
async fn a_desk_phone_that_is_not_there_cannot_be_reached() {
    let rig = Rig::with_defaults().await;
    let mut socket = on_device(&rig, "5000", 4).await;
    socket.send("OUT_CALL_REQUEST_ID", json!({"telephoneNumber": CUSTOMER})).await;
    socket.expect("OUT_CALL_RESPONSE_ID").await;
    let error = socket.expect("OUT_CALL_RESPONSE_ID").await;
    assert_eq!(
        (&error["status"], &error["errorCode"]),
        (&json!("ERROR"), &json!("IPCC_NOT_CONNECT_AGENT_ID"))
    );
    all_free(&rig).await;
    let call = rig.sim.customer_calls(CallRequest::from_number(CUSTOMER)).unwrap();
    socket.expect("AGENT_END_CALL_RESPOND_ID").await;
    assert_eq!(socket.expect("RELOAD_AGENT_STATUS_RESPONSE_ID").await["agentStatus"], "NO ANSWER");
    assert_eq!(over(&rig, call.id).await.ended, Some(EndReason::AgentUnreachable));
}

#[tokio::test]
async fn a_mobile_rings_answers_and_speaks() {
    let rig = Rig::with_defaults().await;
    let mut socket = on_device(&rig, "5000", 3).await;
    let call = rig.sim.customer_calls(CallRequest::from_number(CUSTOMER)).unwrap();
    socket.expect("RING_AGENT_RESPOND_ID").await;
    assert_eq!(socket.expect("AGENT_ANSWER_RESPOND_ID").await["extension"], "5000");
    let is_heard =
        |call: &reo_sim::CallView| call.media.as_ref().is_some_and(|media| media.heard_level > 300.0);
    until("heard", || rig.sim.call(call.id).is_some_and(|call| is_heard(&call))).await;
    assert_eq!(rig.sim.call(call.id).unwrap().times.invited, None, "no SIP");
    let end = json!({"callId": call.call_id, "removeAgentId": "5000"});
    socket.send("REMOVE_AGENT_REQUEST_ID", end).await;
    socket.expect("AGENT_END_CALL_RESPOND_ID").await;
    assert_eq!(over(&rig, call.id).await.ended, Some(EndReason::Agent));
}

#[tokio::test]
async fn what_is_done_with_a_mobile_can_be_set() {
    let rig = Rig::with_defaults().await;
    let mut socket = on_device(&rig, "5000", 3).await;
    let busy = json!({"outcome": "busy", "after_ms": 10}).to_string();
    let head = "PUT /agents/5000/handset HTTP/1.1\r\nContent-Type: application/json";
    assert_eq!(rig.control(head, &busy).await.status, 204);
    let call = rig.sim.customer_calls(CallRequest::from_number(CUSTOMER)).unwrap();
    socket.expect("AGENT_END_CALL_RESPOND_ID").await;
    assert_eq!(over(&rig, call.id).await.ended, Some(EndReason::AgentRefused(486)));

    let short = Behaviour { after_ms: 10, hang_up_after_ms: Some(100), ..Behaviour::default() };
    rig.sim.set_handset(&"5000".into(), short).unwrap();
    let call = rig.sim.customer_calls(CallRequest::from_number(CUSTOMER)).unwrap();
    socket.expect("AGENT_ANSWER_RESPOND_ID").await;
    assert_eq!(over(&rig, call.id).await.ended, Some(EndReason::Agent));

    let never = Behaviour { outcome: Outcome::NoAnswer, ..Behaviour::default() };
    rig.sim.set_handset(&"5000".into(), never).unwrap();
    let call = rig.sim.customer_calls(CallRequest::from_number(CUSTOMER)).unwrap();
    rig.sim.hang_up(call.id).unwrap();
    assert_eq!(over(&rig, call.id).await.ended, Some(EndReason::Customer));
}

#[tokio::test]
async fn a_customer_is_transferred_from_the_computer_to_a_mobile_and_back_to_a_desk_phone() {
    let rig = Rig::with_defaults().await;
    let mut one = Agent::sign_in(&rig, "5000").await;
    let mut two = on_device(&rig, "5001", 3).await;
    let mut three = at_desk(&rig, "5002", 2).await;
    let request = CallRequest { agent: Some("5000".into()), ..echoing() };
    let call = rig.sim.customer_calls(request).unwrap();
    one.answer().await;
    call_until(&rig, call.id, "talking", |call| call.state == CallState::Talking).await;
    let (ask, answer) =
        ("TRANSFER_AGENT_TO_AGENT_CONFIRM_REQUEST_ID", "TRANSFER_AGENT_TO_AGENT_CONFIRM_RESPONSE_ID");
    one.socket.send(ask, json!({"callId": call.call_id, "newAgentId": "5001", "dropAgentId": "5000"})).await;
    two.expect(ask).await;
    two.send(
        answer,
        json!({"callId": call.call_id, "dropAgentId": "5000", "newAgentId": "5001", "status": "OK"}),
    )
    .await;
    two.expect("AGENT_ANSWER_RESPOND_ID").await;
    one.hung_up_on().await;

    two.send(ask, json!({"callId": call.call_id, "newAgentId": "5002", "dropAgentId": "5001"})).await;
    three.socket.expect(ask).await;
    let yes = json!({"callId": call.call_id, "dropAgentId": "5001", "newAgentId": "5002", "status": "OK"});
    three.socket.send(answer, yes).await;
    let invite = three.answer().await;
    two.expect("AGENT_END_CALL_RESPOND_ID").await;
    let speaking = three.rtp.speak(&invite.body);
    three.rtp.hear(10).await;
    speaking.abort();
}

#[tokio::test]
async fn a_change_of_device_reaches_every_session_and_a_refusal_only_who_asked() {
    let rig = Rig::with_defaults().await;
    let (mut one, _) = AgentSocket::sign_in(&rig, "5000").await;
    let (mut two, _) = AgentSocket::sign_in(&rig, "5000").await;
    one.send("CHANGE_DEVICE_TYPE_REQUEST", json!({"deviceType": 3, "phoneNum": "no number"})).await;
    assert_eq!(one.expect("CHANGE_DEVICE_TYPE_RESPONSE").await["result"], 0);
    one.send("CHANGE_DEVICE_TYPE_REQUEST", json!({"deviceType": 4})).await;
    for socket in [&mut one, &mut two] {
        let changed = socket.expect("CHANGE_DEVICE_TYPE_RESPONSE").await;
        assert_eq!((&changed["result"], &changed["newDeviceType"]), (&json!(1), &json!(4)));
    }
}

#[tokio::test]
async fn after_the_last_socket_the_device_goes_back_to_the_default_of_the_role() {
    let config = SimConfig { device_grace: Duration::from_millis(50), ..SimConfig::default() };
    let rig = Rig::start(config).await;
    let device = |extension: &str| {
        let agents = rig.sim.agents();
        agents.iter().find(|agent| agent.extension.as_str() == extension).unwrap().device
    };
    for (extension, default) in [("5008", 3), ("5009", 4)] {
        let (one, _) = AgentSocket::sign_in(&rig, extension).await;
        let (two, _) = AgentSocket::sign_in(&rig, extension).await;
        drop(one);
        until("one socket left", || rig.sim.agents().iter().any(|agent| agent.sockets == 1)).await;
        assert_eq!(device(extension), 1);
        drop(two);
        until("the default device", || device(extension) == default).await;
        let (_, refresh) = AgentSocket::sign_in(&rig, extension).await;
        assert_eq!(refresh["deviceType"], default);
    }
}
