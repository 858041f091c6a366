//! Calls over UDP with plain RTP, every message written and read by the test.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

mod common;

use common::Rig;
use common::rtp::Rtp;
use common::sip::Phone;
use common::work::Agent;
use reo_sim::{Behaviour, CallRequest, CallState, EndReason, Faults, Outcome, SimConfig, Speech};
use serde_json::json;
use std::time::Duration;

const CUSTOMER: &str = "0901234567";

fn echoing(number: &str) -> CallRequest {
    let behaviour = Behaviour { voice: Speech::Echo, ..Behaviour::default() };
    CallRequest { behaviour, ..CallRequest::from_number(number) }
}

#[tokio::test]
async fn an_inbound_call_rings_on_both_sockets_and_carries_speech_both_ways() {
    let rig = Rig::with_defaults().await;
    let mut agent = Agent::sign_in(&rig, "5000").await;
    let body =
        json!({"number": CUSTOMER, "name": "Nguyễn An", "line": "19001000", "queue": "Sales"}).to_string();
    let call = rig.control("POST /calls HTTP/1.1\r\nContent-Type: application/json", &body).await.json();
    let ring = agent.socket.expect("RING_AGENT_RESPOND_ID").await;
    assert_eq!(
        (&ring["caller"], &ring["line"], &ring["queueDescription"]),
        (&json!(CUSTOMER), &json!("19001000"), &json!("Sales"))
    );
    assert_eq!((&ring["callDirection"], &ring["extension"]), (&json!(1), &json!("5000")));
    assert_eq!(ring["callId"], call["call_id"]);

    let invite = agent.answer().await;
    assert!(
        invite.header("From").starts_with(&format!("\"Nguyễn An\" <sip:{CUSTOMER}@")),
        "{}",
        invite.header("From")
    );
    let speaking = agent.rtp.speak(&invite.body);
    agent.rtp.hear(25).await;
    agent.rtp.press(&invite.body, 5, 77_000).await;
    agent.rtp.press(&invite.body, 11, 79_000).await;
    let id = call["id"].as_u64().unwrap();
    let view = heard_at(&rig, id, 4_000.0).await;
    assert_eq!((view["state"].as_str(), view["media"]["codec"].as_str()), (Some("talking"), Some("PCMU")));
    assert_eq!(view["media"]["digits"], "5#");

    assert_eq!(agent.phone.in_dialog(&invite, "BYE", "").await.status(), 200);
    let view = rig.sim.call_until(id, |call| call.state == CallState::Ended).await.unwrap();
    assert_eq!(view.ended, Some(EndReason::Agent));
    let wav = rig.control(&format!("GET /calls/{id}/heard.wav HTTP/1.1"), "").await;
    assert!(wav.bytes.starts_with(b"RIFF") && wav.bytes.len() > 48_000);
    speaking.abort();
}

/// Asks until the customer hears a level of at least `level`; the call then.
async fn heard_at(rig: &Rig, id: u64, level: f64) -> serde_json::Value {
    let heard = async {
        loop {
            let view = rig.control(&format!("GET /calls/{id} HTTP/1.1"), "").await.json();
            if view["media"]["heard_level"].as_f64().unwrap_or_default() >= level {
                return view;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(common::LIMIT, heard).await.expect("the customer hears the agent")
}

#[tokio::test]
async fn an_echoing_customer_sends_back_what_is_said() {
    let rig = Rig::with_defaults().await;
    let mut agent = Agent::sign_in(&rig, "5000").await;
    rig.sim.customer_calls(echoing(CUSTOMER)).unwrap();
    let invite = agent.answer().await;
    let speaking = agent.rtp.speak(&invite.body);
    agent.rtp.hear(20).await;
    speaking.abort();
}

#[tokio::test]
async fn an_unanswered_call_is_cancelled_and_the_agent_taken_out() {
    let config = SimConfig { ring_timeout: Duration::from_millis(300), ..SimConfig::default() };
    let rig = Rig::start(config).await;
    let mut agent = Agent::sign_in(&rig, "5000").await;
    let call = rig.sim.customer_calls(CallRequest::from_number(CUSTOMER)).unwrap();
    let invite = agent.phone.expect("INVITE").await;
    agent.phone.answer(&invite, 180, "").await;
    let cancel = agent.phone.expect("CANCEL").await;
    assert_eq!(cancel.header("Via"), invite.header("Via"), "the same transaction");
    agent.phone.answer(&cancel, 200, "").await;
    agent.phone.answer(&invite, 487, "").await;
    agent.phone.expect("ACK").await;
    assert_eq!(agent.socket.expect("RELOAD_AGENT_STATUS_RESPONSE_ID").await["agentStatus"], "NO ANSWER");
    let view = rig.sim.call_until(call.id, |call| call.state == CallState::Ended).await.unwrap();
    assert_eq!((view.ended, view.rang), (Some(EndReason::AgentNoAnswer), true));
}

#[tokio::test]
async fn a_customer_who_gives_up_cancels_and_leaves_the_status_alone() {
    let rig = Rig::with_defaults().await;
    let mut agent = Agent::sign_in(&rig, "5000").await;
    let call = rig.sim.customer_calls(CallRequest::from_number(CUSTOMER)).unwrap();
    let invite = agent.phone.expect("INVITE").await;
    agent.phone.answer(&invite, 180, "").await;
    rig.sim.hang_up(call.id).unwrap();
    let cancel = agent.phone.expect("CANCEL").await;
    agent.phone.answer(&cancel, 200, "").await;
    agent.phone.answer(&invite, 487, "").await;
    let view = rig.sim.call_until(call.id, |call| call.state == CallState::Ended).await.unwrap();
    assert_eq!(view.ended, Some(EndReason::Customer));
    assert_eq!(rig.sim.agents()[0].status, "AVAILABLE");
}

#[tokio::test]
async fn hold_works_from_both_sides() {
    let rig = Rig::with_defaults().await;
    let mut agent = Agent::sign_in(&rig, "5000").await;
    let call = rig.sim.customer_calls(CallRequest::from_number(CUSTOMER)).unwrap();
    let invite = agent.answer().await;

    let offer = agent.rtp.sdp("sendonly");
    let answer = agent.phone.in_dialog(&invite, "INVITE", &offer).await;
    assert!(answer.body.contains("a=recvonly"), "{}", answer.body);
    assert!(rig.sim.call(call.id).unwrap().media.unwrap().on_hold);
    let offer = agent.rtp.sdp("sendrecv");
    assert!(agent.phone.in_dialog(&invite, "INVITE", &offer).await.body.contains("a=sendrecv"));
    assert!(!rig.sim.call(call.id).unwrap().media.unwrap().on_hold);

    rig.sim.hold(call.id, true).unwrap();
    let reinvite = agent.phone.expect("INVITE").await;
    assert!(reinvite.body.contains("a=sendonly"));
    let sdp = agent.rtp.sdp("recvonly");
    agent.phone.answer(&reinvite, 200, &sdp).await;
    agent.phone.expect("ACK").await;
    rig.sim.call_until(call.id, |call| call.state == CallState::HeldByCustomer).await.unwrap();
    rig.sim.hold(call.id, false).unwrap();
    let reinvite = agent.phone.expect("INVITE").await;
    assert!(reinvite.body.contains("a=sendrecv"));
    let sdp = agent.rtp.sdp("sendrecv");
    agent.phone.answer(&reinvite, 200, &sdp).await;
    agent.phone.expect("ACK").await;
    rig.sim.call_until(call.id, |call| call.state == CallState::Talking).await.unwrap();
    agent.rtp.hear(10).await;

    rig.sim.hang_up(call.id).unwrap();
    let bye = agent.phone.expect("BYE").await;
    agent.phone.answer(&bye, 200, "").await;
    rig.sim.call_until(call.id, |call| call.ended == Some(EndReason::Customer)).await.unwrap();
}

#[tokio::test]
async fn an_outbound_call_rings_the_agent_first_and_then_the_customer() {
    let rig = Rig::with_defaults().await;
    let mut agent = Agent::sign_in(&rig, "5000").await;
    rig.sim.set_customer(
        CUSTOMER,
        Behaviour { after_ms: 100, hang_up_after_ms: Some(1_500), ..Behaviour::default() },
    );
    agent.ask_call(CUSTOMER).await;
    let starting = agent.socket.expect_out_call("STARTING").await;
    assert_eq!(starting["ipphone"], "5000");
    let invite = agent.answer().await;
    assert!(invite.header("From").contains(&format!("sip:{CUSTOMER}@")));
    let ringing = agent.socket.expect_out_call("RINGING").await;
    assert_eq!((&ringing["telephoneNumber"], &ringing["callId"]), (&json!(CUSTOMER), &starting["callId"]));
    agent.socket.expect_out_call("ANSWER").await;
    agent.rtp.hear(20).await;
    agent.socket.expect_out_call("ENDCALL").await;
    let bye = agent.phone.expect("BYE").await;
    agent.phone.answer(&bye, 200, "").await;
}

#[tokio::test]
async fn busy_no_answer_and_unreachable_customers_are_reported_with_their_codes() {
    let rig = Rig::with_defaults().await;
    let mut agent = Agent::sign_in(&rig, "5000").await;
    for (outcome, code) in [(Outcome::Busy, 486), (Outcome::NoAnswer, 408), (Outcome::Unreachable, 404)] {
        rig.sim.set_customer(CUSTOMER, Behaviour { outcome, after_ms: 50, ..Behaviour::default() });
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
        let bye = agent.phone.expect("BYE").await;
        agent.phone.answer(&bye, 200, "").await;
        let id = rig.sim.calls().last().unwrap().id;
        rig.sim.call_until(id, |call| call.state == CallState::Ended).await.unwrap();
    }
}

#[tokio::test]
async fn a_number_that_cannot_be_and_a_second_call_are_refused() {
    let rig = Rig::with_defaults().await;
    let mut agent = Agent::sign_in(&rig, "5000").await;
    agent.ask_call("12").await;
    assert_eq!(agent.socket.expect("OUT_CALL_RESPONSE_ID").await["errorCode"], "ERROR_CALLOUT_CONNECT");
    rig.sim.customer_calls(CallRequest::from_number(CUSTOMER)).unwrap();
    agent.ask_call(CUSTOMER).await;
    assert_eq!(agent.socket.expect("OUT_CALL_RESPONSE_ID").await["errorCode"], "CALLOUT_AGENT_BUSY");
}

#[tokio::test]
async fn the_ring_message_and_the_invite_come_in_either_order_or_alone() {
    let rig = Rig::with_defaults().await;
    let mut agent = Agent::sign_in(&rig, "5000").await;
    rig.sim.set_faults(Faults { invite_without_ring: true, ..Faults::default() });
    let call = rig.sim.customer_calls(CallRequest::from_number(CUSTOMER)).unwrap();
    let invite = agent.phone.expect("INVITE").await;
    agent.phone.answer(&invite, 486, "").await;
    let view = rig.sim.call_until(call.id, |call| call.state == CallState::Ended).await.unwrap();
    assert_eq!(view.ended, Some(EndReason::AgentRefused(486)));

    rig.sim.set_faults(Faults { ring_without_invite: true, ..Faults::default() });
    let call = rig.sim.customer_calls(CallRequest::from_number(CUSTOMER)).unwrap();
    let ring = agent.socket.expect("RING_AGENT_RESPOND_ID").await;
    assert_eq!(ring["callId"], call.call_id.as_str(), "the first call had none");
    assert_eq!(rig.sim.call(call.id).unwrap().times.invited, None);
    agent
        .socket
        .send("REMOVE_AGENT_REQUEST_ID", json!({"callId": call.call_id, "removeAgentId": "5000"}))
        .await;
    rig.sim.call_until(call.id, |call| call.ended == Some(EndReason::Agent)).await.unwrap();
}

#[tokio::test]
async fn mute_and_hold_asked_on_the_socket_keep_the_agent_from_being_heard() {
    let rig = Rig::with_defaults().await;
    let mut agent = Agent::sign_in(&rig, "5000").await;
    let call = rig.sim.customer_calls(echoing(CUSTOMER)).unwrap();
    agent.answer().await;
    let ask = json!({"callId": call.call_id, "callType": 1});
    for (request, answer, status) in [
        ("UNMUTE_REQUEST_ID", "UNMUTE_RESPOND_ID", "IPCCERR0004"),
        ("MUTE_REQUEST_ID", "MUTE_RESPOND_ID", "OK"),
        ("UNMUTE_REQUEST_ID", "UNMUTE_RESPOND_ID", "OK"),
        ("UN_HOLD_REQUEST_ID", "UNHOLD_RESPOND_ID", "IPCCERR0005"),
        ("HOLD_REQUEST_ID", "HOLD_RESPOND_ID", "OK"),
    ] {
        rig.sim.call_until(call.id, |call| call.state == CallState::Talking).await.unwrap();
        agent.socket.send(request, ask.clone()).await;
        assert_eq!(agent.socket.expect(answer).await["status"], status, "{request}");
    }
}

#[tokio::test]
async fn a_phone_can_call_a_customer_directly_and_take_the_call_back() {
    let rig = Rig::with_defaults().await;
    let mut agent = Agent::sign_in(&rig, "5000").await;
    rig.sim.set_customer(CUSTOMER, Behaviour { after_ms: 60_000, ..Behaviour::default() });
    let sdp = agent.rtp.sdp("sendrecv");
    let uri = format!("sip:{CUSTOMER}@{}", rig.ready.sip_domain);
    let invite = agent.phone.request("INVITE", &uri, "direct-1", "Content-Type: application/sdp\r\n", &sdp);
    agent.phone.send(&invite).await;
    assert_eq!(agent.phone.response("INVITE", 180).await.status(), 180);
    let head = invite.split("\r\n\r\n").next().unwrap().replace("INVITE", "CANCEL");
    let head = head.replace(&format!("Content-Length: {}", sdp.len()), "Content-Length: 0");
    agent.phone.send(&format!("{head}\r\n\r\n")).await;
    let refused = agent.phone.response("INVITE", 200).await;
    assert_eq!(refused.status(), 487);
    agent.phone.acknowledge(&invite, &refused).await;

    rig.sim.set_customer(CUSTOMER, Behaviour { after_ms: 10, ..Behaviour::default() });
    let invite = agent.phone.request("INVITE", &uri, "direct-2", "Content-Type: application/sdp\r\n", &sdp);
    agent.phone.send(&invite).await;
    let answered = agent.phone.response("INVITE", 200).await;
    assert_eq!(answered.status(), 200);
    agent.phone.acknowledge(&invite, &answered).await;
    agent.rtp.hear(10).await;
}

#[tokio::test]
async fn a_supervisor_ends_a_call() {
    let rig = Rig::with_defaults().await;
    let mut agent = Agent::sign_in(&rig, "5000").await;
    let call = rig.sim.customer_calls(CallRequest::from_number(CUSTOMER)).unwrap();
    agent.answer().await;
    rig.sim.call_until(call.id, |call| call.state == CallState::Talking).await.unwrap();
    let answer = rig.control(&format!("POST /calls/{}/terminate HTTP/1.1", call.id), "").await;
    assert_eq!(answer.status, 204);
    assert_eq!(agent.socket.expect("TERMINATE_RESPOND_ID").await["terminatedAgent"], "5000");
    agent.phone.expect("BYE").await;
}

#[tokio::test]
async fn an_invite_can_be_challenged_and_a_stranger_is_refused() {
    let rig = Rig::start(SimConfig { challenge_invites: true, ..SimConfig::default() }).await;
    let mut phone = Phone::udp(&rig, "5000").await;
    let uri = format!("sip:{CUSTOMER}@{}", rig.ready.sip_domain);
    let text = phone.request("INVITE", &uri, "stranger", "", "");
    phone.send(&text).await;
    let refused = phone.response("INVITE", 200).await;
    assert_eq!(refused.status(), 403);
    phone.acknowledge(&text, &refused).await;
    let mut phone = phone.registered().await;
    let text = phone.request("INVITE", &uri, "challenged", "", "");
    phone.send(&text).await;
    let challenge = phone.response("INVITE", 200).await;
    assert_eq!(challenge.status(), 407);
    phone.acknowledge(&text, &challenge).await;
    let proof = phone.prove(challenge.header("Proxy-Authenticate"), "INVITE", &uri);
    let sdp = Rtp::open().await.sdp("sendrecv");
    let proof = format!("Proxy-Authorization: {proof}\r\nContent-Type: application/sdp\r\n");
    let text = phone.request("INVITE", &uri, "challenged", &proof, &sdp);
    phone.send(&text).await;
    assert_eq!(phone.response("INVITE", 200).await.status(), 200);
}

#[tokio::test]
async fn an_answer_is_repeated_over_udp_until_it_is_acknowledged() {
    let rig = Rig::with_defaults().await;
    let mut agent = Agent::sign_in(&rig, "5000").await;
    let sdp = agent.rtp.sdp("sendrecv");
    let uri = format!("sip:{CUSTOMER}@{}", rig.ready.sip_domain);
    rig.sim.set_customer(CUSTOMER, Behaviour { after_ms: 10, ..Behaviour::default() });
    let invite = agent.phone.request("INVITE", &uri, "lost", "Content-Type: application/sdp\r\n", &sdp);
    agent.phone.send(&invite).await;
    let first = agent.phone.response("INVITE", 200).await;
    let second = agent.phone.response("INVITE", 200).await;
    assert_eq!(first.header("To"), second.header("To"));
    agent.phone.acknowledge(&invite, &second).await;
    let id = rig.sim.calls()[0].id;
    assert_eq!(rig.sim.call(id).unwrap().state, CallState::Talking);
}
