//! The life of agent sockets.

mod common;

use common::Rig;
use common::agent::AgentSocket;
use reo_sim::SimConfig;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn signing_in_gives_status_voice_right_and_channel() {
    let rig = Rig::with_defaults().await;
    let (_socket, refresh) = AgentSocket::sign_in(&rig, "5000").await;
    assert_eq!(refresh["agentStatus"], "AVAILABLE");
    assert_eq!((&refresh["isVoiceChannel"], &refresh["deviceType"]), (&json!(1), &json!(1)));
}

#[tokio::test]
async fn a_bad_token_closes_the_socket() {
    let rig = Rig::with_defaults().await;
    let mut socket = AgentSocket::open(&rig, "5000").await;
    socket.send_number(1_010_003, json!({"authenToken": "no.to.ken"})).await;
    socket.closed().await;
}

#[tokio::test]
async fn status_changes_are_confirmed_and_told_to_the_other_sessions() {
    let rig = Rig::with_defaults().await;
    let (mut one, _) = AgentSocket::sign_in(&rig, "5000").await;
    let (mut two, _) = AgentSocket::sign_in(&rig, "5000").await;
    one.send_number(2_013, json!({"status": "NOT AVAILABLE"})).await;
    assert_eq!(one.expect("CHANGE_AGENT_STATUS_RESPOND_ID").await["status"], "OK");
    assert_eq!(two.expect("RELOAD_AGENT_STATUS_RESPONSE_ID").await["agentStatus"], "NOT AVAILABLE");
    rig.sim.set_faults(reo_sim::Faults { refuse_status: true, ..Default::default() });
    one.send_number(2_013, json!({"status": "AVAILABLE"})).await;
    assert_eq!(one.expect("CHANGE_AGENT_STATUS_RESPOND_ID").await["status"], "NOT OK");
    assert_eq!(rig.sim.agents()[0].status, "NOT AVAILABLE");
}

#[tokio::test]
async fn the_voice_right_moves_between_sessions() {
    let rig = Rig::with_defaults().await;
    let (mut one, _) = AgentSocket::sign_in(&rig, "5000").await;
    let (mut two, refresh) = AgentSocket::sign_in(&rig, "5000").await;
    assert_eq!(refresh["isVoiceChannel"], 0);
    two.send("CONFIRM_ENABLE_VOICE_CHANNEL_REQUEST", json!({})).await;
    two.expect("CONFIRM_ENABLE_VOICE_CHANNEL_RESPONSE").await;
    let enabled = two.expect("ENABLE_VOICE_CHANNEL_RESPONSE").await;
    assert_eq!((&enabled["result"], &enabled["deviceType"]), (&json!(1), &json!(1)));
    one.expect("DISABLE_VOICE_CHANNEL_RESPONSE").await;
}

#[tokio::test]
async fn the_server_pings_and_devices_change() {
    let config = SimConfig { ping_interval: Duration::from_millis(50), ..SimConfig::default() };
    let rig = Rig::start(config).await;
    let (mut socket, _) = AgentSocket::sign_in(&rig, "5000").await;
    socket.expect("PING_ID").await;
    socket.send_number(11_111_111, json!({})).await;
    socket.send("CHANGE_DEVICE_TYPE_REQUEST", json!({"deviceType": 3, "phoneNum": ""})).await;
    assert_eq!(socket.expect("CHANGE_DEVICE_TYPE_RESPONSE").await["result"], 0);
    socket.send("CHANGE_DEVICE_TYPE_REQUEST", json!({"deviceType": 3, "phoneNum": "0901234567"})).await;
    let changed = socket.expect("CHANGE_DEVICE_TYPE_RESPONSE").await;
    assert_eq!(
        (&changed["result"], &changed["oldDeviceType"], &changed["newDeviceType"]),
        (&json!(1), &json!(1), &json!(3))
    );
}

#[tokio::test]
async fn a_silent_socket_is_closed() {
    let config = SimConfig { ping_interval: Duration::from_millis(20), ..SimConfig::default() };
    let rig = Rig::start(config).await;
    let (mut socket, _) = AgentSocket::sign_in(&rig, "5000").await;
    socket.closed().await;
    rig.sim.wait_for_event(0).await;
    assert!(rig.sim.events(0).iter().any(|event| event.event == "agent.offline"));
}

#[tokio::test]
async fn free_colleagues_are_found() {
    let rig = Rig::with_defaults().await;
    let (mut socket, _) = AgentSocket::sign_in(&rig, "5000").await;
    let (_colleague, _) = AgentSocket::sign_in(&rig, "5001").await;
    let ask = json!({"username": "", "agentStatus": "AVAILABLE", "callStatus": "READY", "operation": "", "timeInStatus": ""});
    socket.send("AGENT_SEARCH_AGENT_REQUEST_ID", ask).await;
    let found = socket.expect("AGENT_SEARCH_AGENT_RESPONSE_ID").await;
    assert_eq!(
        found["listAgentSearch"],
        json!([{"ipPhone": "5001", "userName": "agent5001", "agentStatus": "AVAILABLE", "callStatus": "READY"}])
    );
}

#[tokio::test]
async fn a_call_that_is_not_there_is_an_error() {
    let rig = Rig::with_defaults().await;
    let (mut socket, _) = AgentSocket::sign_in(&rig, "5000").await;
    socket.send("REMOVE_AGENT_REQUEST_ID", json!({"callId": "1", "removeAgentId": "5000"})).await;
    assert_eq!(socket.expect("ERROR_CALL_RESPONSE_ID").await["status"], "IPCCERR0000");
    socket.send("MUTE_REQUEST_ID", json!({"callId": "1", "callType": 1})).await;
    assert_eq!(socket.expect("MUTE_RESPOND_ID").await["status"], "IPCCERR0000");
}

#[tokio::test]
async fn sockets_drop_and_are_refused_on_purpose() {
    let rig = Rig::with_defaults().await;
    let (mut socket, _) = AgentSocket::sign_in(&rig, "5000").await;
    let order = r#"{"drop_agent_socket":"5000","refuse_agent_socket":true}"#;
    let answer = rig.control("POST /faults HTTP/1.1\r\nContent-Type: application/json", order).await;
    assert_eq!(answer.json()["refuse_agent_socket"], true);
    socket.closed().await;
    let stream = rig.tls("localhost").await;
    assert!(tokio_tungstenite::client_async(&rig.ready.agent_socket, stream).await.is_err());
}

#[tokio::test]
async fn long_polling_carries_the_same_messages() {
    let rig = Rig::with_defaults().await;
    let id = rig.https_request("POST /connect HTTP/1.1", "").await.json()["id"].as_str().unwrap().to_owned();
    let sign_in = json!({"objectId": 1_010_003, "authenToken": rig.token("5000")}).to_string();
    assert_eq!(rig.https_request(&format!("POST /send/{id} HTTP/1.1"), &sign_in).await.json()["r"], 1);
    let polled = rig.https_request(&format!("GET /poll/{id} HTTP/1.1"), "").await.json();
    assert_eq!(polled["list"][0]["agentStatus"], "AVAILABLE");
    assert_eq!(rig.https_request(&format!("GET /disconnect/{id} HTTP/1.1"), "").await.json()["r"], 1);
    assert_eq!(rig.https_request(&format!("GET /poll/{id} HTTP/1.1"), "").await.json()["r"], 0);
    assert_eq!(rig.sim.agents()[0].sockets, 0);
}

#[tokio::test]
async fn long_polling_is_dropped_on_purpose_and_when_nobody_polls() {
    let config = SimConfig { ping_interval: Duration::from_millis(20), ..SimConfig::default() };
    let rig = Rig::start(config).await;
    let sign_in = json!({"objectId": 1_010_003, "authenToken": rig.token("5000")}).to_string();
    let offline = |count| {
        let rig = &rig;
        async move {
            while rig.sim.events(0).iter().filter(|event| event.event == "agent.offline").count() < count {
                let last = rig.sim.events(0).last().map_or(0, |event| event.seq);
                rig.sim.wait_for_event(last).await;
            }
        }
    };
    for count in 1..=2 {
        let id =
            rig.https_request("POST /connect HTTP/1.1", "").await.json()["id"].as_str().unwrap().to_owned();
        rig.https_request(&format!("POST /send/{id} HTTP/1.1"), &sign_in).await;
        if count == 1 {
            rig.sim.drop_agent_sockets(Some("5000"));
        }
        tokio::time::timeout(common::LIMIT, offline(count)).await.expect("the session ends");
        assert_eq!(rig.https_request(&format!("GET /poll/{id} HTTP/1.1"), "").await.json()["r"], 0);
    }
}
