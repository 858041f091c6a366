//! Calls between agents, on phones of any kind.

use crate::common::Rig;
use crate::common::agent::AgentSocket;
use crate::common::sip::{Message, Phone};
use crate::common::work::Agent;
use crate::{all_free, over, until};
use reo_sim::{Behaviour, EndReason};
use serde_json::json;

/// What a browser would offer.
const WEB_OFFER: &str = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n\
    m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\na=ice-ufrag:abcd\r\n\
    a=ice-pwd:abcdefghijklmnopqrstuvwx\r\na=setup:actpass\r\na=rtcp-mux\r\na=sendrecv\r\n\
    a=fingerprint:sha-256 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF\r\n\
    a=rtpmap:111 opus/48000/2\r\n";

/// Calls 5001; the INVITE and the answer.
async fn call(phone: &mut Phone, rig: &Rig, call_id: &str, sdp: &str) -> String {
    let uri = format!("sip:5001@{}", rig.ready.sip_domain);
    let invite = phone.request("INVITE", &uri, call_id, "Content-Type: application/sdp\r\n", sdp);
    phone.send(&invite).await;
    invite
}

async fn answered(phone: &mut Phone, invite: &str) -> Message {
    let answer = phone.response("INVITE", 200).await;
    assert_eq!(answer.status(), 200);
    phone.acknowledge(invite, &answer).await;
    answer
}

#[tokio::test]
async fn agents_call_each_other_and_hear_each_other() {
    let rig = Rig::with_defaults().await;
    let mut one = Agent::sign_in(&rig, "5000").await;
    let mut two = Agent::sign_in(&rig, "5001").await;
    let sdp = one.rtp.sdp("sendrecv");
    let invite = call(&mut one.phone, &rig, "internal-1", &sdp).await;
    assert_eq!(one.socket.expect("INTERNAL_CALL_RING_RESPONSE_ID").await["called"], "5001");
    assert_eq!(two.socket.expect("INTERNAL_CALL_RING_RESPONSE_ID").await["caller"], "5000");
    let received = two.answer().await;
    assert!(received.header("From").contains("sip:5000@"));
    let answer = answered(&mut one.phone, &invite).await;
    one.socket.expect("INTERNAL_CALL_ANSWER_RESPONSE_ID").await;
    let speaking = [two.rtp.speak(&received.body), one.rtp.speak(&answer.body)];
    one.rtp.hear(10).await;
    two.rtp.hear(10).await;

    let ask = json!({"callId": rig.sim.calls()[0].call_id, "callType": 3});
    one.socket.send("MUTE_REQUEST_ID", ask.clone()).await;
    assert_eq!(one.socket.expect("MUTE_RESPOND_ID").await["status"], "OK");
    two.rtp.hear_nothing(20).await;
    one.rtp.hear(10).await;
    one.socket.send("UNMUTE_REQUEST_ID", ask.clone()).await;
    two.rtp.hear(10).await;
    two.socket.send("HOLD_REQUEST_ID", ask).await;
    assert_eq!(two.socket.expect("HOLD_RESPOND_ID").await["status"], "OK");
    two.rtp.hear_nothing(20).await;

    assert_eq!(two.phone.in_dialog(&received, "BYE", "").await.status(), 200);
    one.hung_up_on().await;
    one.socket.expect("INTERNAL_CALL_END_RESPONSE_ID").await;
    all_free(&rig).await;
    speaking.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test]
async fn a_colleague_is_reached_on_whatever_device() {
    let rig = Rig::with_defaults().await;
    let mut one = Agent::sign_in(&rig, "5000").await;
    let (mut two, _) = AgentSocket::sign_in(&rig, "5001").await;
    rig.sim.set_handset(&"5001".into(), Behaviour { after_ms: 50, ..Behaviour::default() }).unwrap();
    let sdp = one.rtp.sdp("sendrecv");
    let invite = call(&mut one.phone, &rig, "internal-2", &sdp).await;
    two.expect("INTERNAL_CALL_RING_RESPONSE_ID").await;
    assert_eq!(one.phone.response("INVITE", 180).await.status(), 180);
    answered(&mut one.phone, &invite).await;
    one.rtp.hear(10).await;
    two.send("TERMINATE_REQUEST_ID", json!({"callId": rig.sim.calls()[0].call_id})).await;
    one.hung_up_on().await;
    assert_eq!(over(&rig, rig.sim.calls()[0].id).await.ended, Some(EndReason::Agent));
}

#[tokio::test]
async fn busy_absent_and_refusing_colleagues_are_told_apart() {
    let rig = Rig::with_defaults().await;
    let mut one = Agent::sign_in(&rig, "5000").await;
    let sdp = one.rtp.sdp("sendrecv");
    let invite = call(&mut one.phone, &rig, "absent", &sdp).await;
    let refused = one.phone.response("INVITE", 200).await;
    assert_eq!(refused.status(), 480);
    one.phone.acknowledge(&invite, &refused).await;
    all_free(&rig).await;
    let mut two = Agent::sign_in(&rig, "5001").await;
    let invite = call(&mut one.phone, &rig, "refusing", &sdp).await;
    two.refuse(603).await;
    let refused = one.phone.response("INVITE", 200).await;
    assert_eq!(refused.status(), 603);
    one.phone.acknowledge(&invite, &refused).await;
    all_free(&rig).await;
    rig.sim.set_handset(&"5001".into(), Behaviour { after_ms: 60_000, ..Behaviour::default() }).unwrap();
    let request = reo_sim::CallRequest { agent: Some("5001".into()), ..crate::echoing() };
    rig.sim.customer_calls(request).unwrap();
    call(&mut one.phone, &rig, "busy", &sdp).await;
    assert_eq!(one.phone.response("INVITE", 200).await.status(), 486);
}

#[tokio::test]
async fn a_call_survives_the_loss_of_the_sip_socket() {
    let rig = Rig::with_defaults().await;
    let (_socket, _) = AgentSocket::sign_in(&rig, "5000").await;
    let mut phone = Phone::wss(&rig, "5000").await.registered().await;
    let mut colleague = Agent::sign_in(&rig, "5001").await;
    let invite = call(&mut phone, &rig, "kept", WEB_OFFER).await;
    let received = colleague.answer().await;
    answered(&mut phone, &invite).await;

    let order = r#"{"drop_sip_socket":"5000"}"#;
    rig.control("POST /faults HTTP/1.1\r\nContent-Type: application/json", order).await;
    let dropped = || rig.sim.events(0).iter().any(|event| event.event == "sip.disconnected");
    until("dropped", dropped).await;
    let mut again = Phone::wss(&rig, "5000").await.registered().await;
    assert_eq!(colleague.phone.in_dialog(&received, "BYE", "").await.status(), 200);
    let bye = again.expect("BYE").await;
    assert_eq!(bye.header("Call-ID"), "kept", "the end comes along the new socket");
}
