//! The scenarios that come with the simulator, run to their end with a raw client as agent 5000.

use crate::common::Rig;
use crate::common::agent::AgentSocket;
use crate::common::work::Agent;
use reo_sim::{Scenario, SimConfig, Verdict};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

fn shipped(name: &str) -> Scenario {
    let text = std::fs::read_to_string(folder().join(name).with_extension("toml")).unwrap();
    Scenario::parse(&text).unwrap()
}

/// A simulator for a scenario.
async fn stage(scenario: &Scenario) -> Rig {
    Rig::start(scenario.config(SimConfig::default())).await
}

async fn run(scenario: &Scenario, rig: &Rig) -> Verdict {
    scenario.run(&rig.sim, |_| {}).await
}

fn passed(verdict: &Verdict) {
    assert!(verdict.passed, "{verdict:?}");
}

#[test]
fn every_shipped_scenario_can_be_read() {
    let names: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .map(|name| shipped(&name).name)
        .collect();
    assert_eq!(names.len(), 10, "each has a name of its own");
}

#[test]
fn what_is_no_scenario_is_refused_with_its_place() {
    for text in [
        "",
        "name = 'x'\n[[expect]]\nevent = 'a'\nnever = true",
        "name = 'x'\nwhether = 1\n[[expect]]\nevent = 'a'",
        "name = 'x'\n[[step]]\ndo.sing = 'loud'\n[[expect]]\nevent = 'a'",
        "name = 'x'\ncentre.unknowns = { weather = 'fine' }\n[[expect]]\nevent = 'a'",
        "name = 'x'\ncentre.faults = { late_invite = 3 }\n[[expect]]\nevent = 'a'",
    ] {
        assert!(Scenario::parse(text).is_err(), "{text}");
    }
}

#[tokio::test]
async fn busy_hotline() {
    let scenario = shipped("busy-hotline");
    let rig = stage(&scenario).await;
    let agent = async {
        let mut agent = Agent::sign_in(&rig, "5000").await;
        for _ in 0..2 {
            agent.answer().await;
            agent.hung_up_on().await;
        }
    };
    let (verdict, ()) = tokio::join!(run(&scenario, &rig), agent);
    passed(&verdict);
}

#[tokio::test]
async fn missed_call() {
    let scenario = shipped("missed-call");
    let rig = stage(&scenario).await;
    let agent = async {
        let mut agent = Agent::sign_in(&rig, "5000").await;
        let invite = agent.phone.expect("INVITE").await;
        agent.phone.answer(&invite, 180, "").await;
        agent.cancelled(&invite).await;
    };
    let (verdict, ()) = tokio::join!(run(&scenario, &rig), agent);
    passed(&verdict);
}

#[tokio::test]
async fn a_missed_call_that_is_answered_fails() {
    let scenario = shipped("missed-call");
    let rig = stage(&scenario).await;
    let agent = async { Agent::sign_in(&rig, "5000").await.answer().await };
    let (verdict, _) = tokio::join!(run(&scenario, &rig), agent);
    assert!(!verdict.passed);
    assert_eq!(verdict.unwanted, [r#"call.answered (agent = "5000")"#]);
    assert!(verdict.missing.iter().any(|missing| missing.starts_with("agent.no-answer")));
}

/// Answers, and asks for a transfer of the customer to 5001.
async fn transfers(rig: &Rig) {
    let mut agent = Agent::sign_in(rig, "5000").await;
    let ring = agent.socket.expect("RING_AGENT_RESPOND_ID").await;
    agent.answer().await;
    let id = rig.sim.calls()[0].id;
    crate::call_until(rig, id, "talking", |call| call.state == reo_sim::CallState::Talking).await;
    let ask = json!({"callId": ring["callId"], "newAgentId": "5001", "dropAgentId": "5000"});
    agent.socket.send("TRANSFER_AGENT_TO_AGENT_CONFIRM_REQUEST_ID", ask).await;
    agent.hung_up_on().await;
}

#[tokio::test]
async fn transfer_refused() {
    let scenario = shipped("transfer-refused");
    let rig = stage(&scenario).await;
    let (verdict, ()) = tokio::join!(run(&scenario, &rig), transfers(&rig));
    passed(&verdict);
}

#[tokio::test]
async fn transfer_timed_out() {
    let scenario = shipped("transfer-timed-out");
    let rig = stage(&scenario).await;
    let (verdict, ()) = tokio::join!(run(&scenario, &rig), transfers(&rig));
    passed(&verdict);
}

#[tokio::test]
async fn queue_transfer() {
    let scenario = shipped("queue-transfer");
    let rig = stage(&scenario).await;
    let agent = async {
        let mut agent = Agent::sign_in(&rig, "5000").await;
        let ring = agent.socket.expect("RING_AGENT_RESPOND_ID").await;
        agent.answer().await;
        crate::call_until(&rig, 1, "talking", |call| call.state == reo_sim::CallState::Talking).await;
        let ask = json!({"callId": ring["callId"], "acdId": "2"});
        agent.socket.send("TRANSFER_TO_ACD_REQUEST_ID", ask).await;
        agent.hung_up_on().await;
    };
    let (verdict, ()) = tokio::join!(run(&scenario, &rig), agent);
    passed(&verdict);
}

#[tokio::test]
async fn socket_flap() {
    let scenario = shipped("socket-flap");
    let rig = stage(&scenario).await;
    let agent = async {
        let mut agent = Agent::sign_in(&rig, "5000").await;
        agent.answer().await;
        agent.socket.closed().await;
        agent.socket = AgentSocket::sign_in(&rig, "5000").await.0;
        // A UDP phone has no socket to lose; it registers again as if it had.
        assert_eq!(agent.phone.register(120).await.status(), 200);
        agent.hung_up_on().await;
    };
    let (verdict, ()) = tokio::join!(run(&scenario, &rig), agent);
    passed(&verdict);
}

#[tokio::test]
async fn late_invite() {
    let scenario = shipped("late-invite");
    let rig = stage(&scenario).await;
    let agent = async {
        let mut agent = Agent::sign_in(&rig, "5000").await;
        agent.socket.expect("RING_AGENT_RESPOND_ID").await;
        agent.answer().await;
        agent.hung_up_on().await;
    };
    let (verdict, ()) = tokio::join!(run(&scenario, &rig), agent);
    passed(&verdict);
}

#[tokio::test]
async fn supervisor_ends() {
    let scenario = shipped("supervisor-ends");
    let rig = stage(&scenario).await;
    let agent = async {
        let mut agent = Agent::sign_in(&rig, "5000").await;
        agent.answer().await;
        agent.hung_up_on().await;
    };
    let (verdict, ()) = tokio::join!(run(&scenario, &rig), agent);
    passed(&verdict);
}

/// Changes the device and then does as asked.
async fn on_device(rig: &Rig, device: i64) -> AgentSocket {
    let (mut socket, _) = AgentSocket::sign_in(rig, "5000").await;
    let ask = json!({"deviceType": device, "phoneNum": "0912345678"});
    socket.send("CHANGE_DEVICE_TYPE_REQUEST", ask).await;
    socket.expect("CHANGE_DEVICE_TYPE_RESPONSE").await;
    socket
}

#[tokio::test]
async fn desk_phone() {
    let scenario = shipped("desk-phone");
    let rig = stage(&scenario).await;
    let agent = async { on_device(&rig, 2).await.expect("AGENT_END_CALL_RESPOND_ID").await };
    let (verdict, _) = tokio::join!(run(&scenario, &rig), agent);
    passed(&verdict);
}

#[tokio::test]
async fn gsm() {
    let scenario = shipped("gsm");
    let rig = stage(&scenario).await;
    let agent = async {
        let mut socket = on_device(&rig, 3).await;
        socket.send("OUT_CALL_REQUEST_ID", json!({"telephoneNumber": "0901000002"})).await;
        socket.expect_out_call("ENDCALL").await;
    };
    let (verdict, ()) = tokio::join!(run(&scenario, &rig), agent);
    passed(&verdict);
}

#[tokio::test]
async fn a_played_colleague_passes_a_customer_on_to_the_agent_under_test() {
    let scenario = Scenario::parse(
        r#"
        name = "Incoming transfer"
        [[colleague]]
        extension = "5001"
        phone = { after_ms = 50 }
        [[step]]
        when = { event = "sip.registered", agent = "5000" }
        do.call = { as = "customer", number = "0901000001", agent = "5001" }
        [[step]]
        when = { event = "call.answered", call = "customer" }
        do.ask = { agent = "5001", message = "TRANSFER_AGENT_TO_AGENT_CONFIRM_REQUEST_ID", call = "customer", newAgentId = "5000" }
        [[expect]]
        event = "call.moved"
        call = "customer"
        agent = "5000"
        "#,
    )
    .unwrap();
    let rig = stage(&scenario).await;
    let agent = async {
        let mut agent = Agent::sign_in(&rig, "5000").await;
        let asked = agent.socket.expect("TRANSFER_AGENT_TO_AGENT_CONFIRM_REQUEST_ID").await;
        let yes =
            json!({"callId": asked["callId"], "dropAgentId": "5001", "newAgentId": "5000", "status": "OK"});
        agent.socket.send("TRANSFER_AGENT_TO_AGENT_CONFIRM_RESPONSE_ID", yes).await;
        agent.answer().await;
        let outcome = agent.socket.expect("TRANSFER_AGENT_TO_AGENT_RESPOND_ID").await;
        assert_eq!((&outcome["status"], &outcome["dropAgent"]), (&json!("OK"), &json!("5001")));
    };
    let (verdict, ()) = tokio::join!(run(&scenario, &rig), agent);
    passed(&verdict);
}
