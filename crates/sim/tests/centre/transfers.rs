//! Transfers from agent to agent: asked, answered, and the customer's audio with them.

use crate::common::Rig;
use crate::common::sip::Message;
use crate::common::work::Agent;
use crate::{CUSTOMER, all_free, call_until, echoing, over};
use reo_sim::{CallRequest, CallState, CallView, EndReason, SimConfig, TransferRing, Unknowns};
use serde_json::{Value, json};
use std::time::Duration;

const ASK: &str = "TRANSFER_AGENT_TO_AGENT_CONFIRM_REQUEST_ID";
const ANSWER: &str = "TRANSFER_AGENT_TO_AGENT_CONFIRM_RESPONSE_ID";
const OUTCOME: &str = "TRANSFER_AGENT_TO_AGENT_RESPOND_ID";

/// Two agents, and a customer with the first of them.
struct Desk {
    rig: Rig,
    one: Agent,
    two: Agent,
    call: CallView,
    invite: Message,
}

impl Desk {
    async fn open(config: SimConfig) -> Self {
        Self::with(config, echoing()).await
    }

    async fn with(config: SimConfig, request: CallRequest) -> Self {
        let rig = Rig::start(config).await;
        let mut one = Agent::sign_in(&rig, "5000").await;
        let two = Agent::sign_in(&rig, "5001").await;
        let call = rig.sim.customer_calls(request).unwrap();
        let invite = one.answer().await;
        call_until(&rig, call.id, "talking", |call| call.state == CallState::Talking).await;
        Self { rig, one, two, call, invite }
    }

    async fn ask(&mut self, whom: &str) {
        let ask = json!({"callId": self.call.call_id, "newAgentId": whom, "dropAgentId": "5000"});
        self.one.socket.send(ASK, ask).await;
    }

    async fn asked(&mut self) -> Value {
        self.ask("5001").await;
        self.two.socket.expect(ASK).await
    }

    async fn answer(&mut self, status: &str) {
        let answer = json!({"callId": self.call.call_id, "newAgentId": "5001", "dropAgentId": "5000", "status": status});
        self.two.socket.send(ANSWER, answer).await;
        assert_eq!(self.one.socket.expect(ANSWER).await["status"], status);
    }

    async fn accepted(&mut self) {
        self.asked().await;
        self.answer("OK").await;
    }

    /// Both agents are told the same.
    async fn outcome(&mut self, status: &str) {
        for agent in [&mut self.one, &mut self.two] {
            let outcome = agent.socket.expect(OUTCOME).await;
            assert_eq!(outcome["status"], status);
            assert_eq!((&outcome["newAgent"], &outcome["dropAgent"]), (&json!("5001"), &json!("5000")));
        }
    }

    /// The customer is still with the first agent, who hears their own voice come back.
    async fn still_with_the_first(&mut self) {
        let call = self.rig.sim.call(self.call.id).unwrap();
        assert_eq!((call.state, call.agent.as_str()), (CallState::Talking, "5000"));
        let speaking = self.one.rtp.speak(&self.invite.body);
        self.one.rtp.hear(10).await;
        speaking.abort();
    }
}

#[tokio::test]
async fn an_accepted_transfer_moves_the_customers_audio() {
    let request = CallRequest { queue: "Sales".into(), name: Some("An".into()), ..echoing() };
    let mut desk = Desk::with(SimConfig::default(), request).await;
    let asked = desk.asked().await;
    assert_eq!((&asked["newAgentId"], &asked["dropAgentId"]), (&json!("5001"), &json!("5000")));
    assert_eq!(
        (&asked["caller"], &asked["callerName"], &asked["queueDescription"], &asked["line"]),
        (&json!(CUSTOMER), &json!("An"), &json!("Sales"), &json!("0938828282"))
    );
    desk.answer("OK").await;
    let ring = desk.two.socket.expect("RING_AGENT_RESPOND_ID").await;
    assert_eq!((&ring["callId"], &ring["extension"]), (&json!(desk.call.call_id), &json!("5001")));
    let invite = desk.two.answer().await;
    assert!(invite.header("From").contains(&format!("sip:{CUSTOMER}@")));
    desk.outcome("OK").await;
    desk.one.hung_up_on().await;

    let speaking = desk.two.rtp.speak(&invite.body);
    desk.two.rtp.hear(10).await;
    let id = desk.call.id;
    let moved = call_until(&desk.rig, id, "heard", |call| call.media.as_ref().unwrap().packets_in > 5).await;
    assert_eq!((moved.state, moved.agent.as_str()), (CallState::Talking, "5001"));
    assert_eq!(desk.two.phone.in_dialog(&invite, "BYE", "").await.status(), 200);
    assert_eq!(over(&desk.rig, id).await.ended, Some(EndReason::Agent));
    all_free(&desk.rig).await;
    speaking.abort();
}

#[tokio::test]
async fn a_username_names_the_new_agent_too_and_the_invite_can_come_alone() {
    let unknowns = Unknowns { transfer_ring: TransferRing::InviteAlone, ..Unknowns::default() };
    let mut desk = Desk::open(SimConfig { unknowns, ..SimConfig::default() }).await;
    desk.ask("agent5001").await;
    desk.two.socket.expect(ASK).await;
    desk.answer("OK").await;
    desk.two.answer().await;
    desk.outcome("OK").await;
    let told = desk.rig.sim.events(0).into_iter().filter(|event| event.facts["agent"] == "5001");
    assert!(!told.into_iter().any(|event| event.facts["message"] == "RING_AGENT_RESPOND_ID"));
}

#[tokio::test]
async fn a_refused_transfer_leaves_the_customer_where_they_are() {
    let mut desk = Desk::open(SimConfig::default()).await;
    desk.asked().await;
    desk.answer("NOK").await;
    desk.still_with_the_first().await;
    desk.accepted().await;
    desk.two.refuse(486).await;
    desk.outcome("IPCCERR0013").await;
    desk.still_with_the_first().await;
    assert_eq!(desk.rig.sim.agents()[1].call, None);
}

#[tokio::test]
async fn a_transfer_that_is_not_answered_counts_as_refused() {
    let config = SimConfig { confirm_limit: Duration::from_millis(100), ..SimConfig::default() };
    let mut desk = Desk::open(config).await;
    desk.asked().await;
    assert_eq!(desk.one.socket.expect(ANSWER).await["status"], "NOK");
    let late =
        json!({"callId": desk.call.call_id, "newAgentId": "5001", "dropAgentId": "5000", "status": "OK"});
    desk.two.socket.send(ANSWER, late).await;
    desk.still_with_the_first().await;
}

#[tokio::test]
async fn a_second_question_has_its_own_time() {
    let config = SimConfig { confirm_limit: Duration::from_secs(1), ..SimConfig::default() };
    let mut desk = Desk::open(config).await;
    desk.asked().await;
    desk.answer("NOK").await;
    desk.asked().await;
    assert_eq!(desk.one.socket.expect(ANSWER).await["status"], "NOK");
    let at = |name: &str| {
        let events = desk.rig.sim.events(0);
        events.iter().rfind(|event| event.event == name).map(|event| event.at).unwrap()
    };
    assert!(at("transfer.timed-out") - at("transfer.asked") >= 990, "not the first one's");
}

#[tokio::test]
async fn a_new_agent_who_cannot_be_reached_does_not_get_the_customer() {
    let mut desk = Desk::open(SimConfig::default()).await;
    assert_eq!(desk.two.phone.register(0).await.status(), 200);
    desk.accepted().await;
    desk.outcome("IPCCERR0013").await;
    desk.still_with_the_first().await;
}

#[tokio::test]
async fn what_cannot_be_transferred_is_refused_with_its_code() {
    let mut desk = Desk::open(SimConfig::default()).await;
    for (whom, status) in
        [("5001x", "IPCCERR0002"), ("", "IPCCERR0012"), ("5002", "IPCCERR0001"), ("5000", "IPCCERR0007")]
    {
        desk.ask(whom).await;
        assert_eq!(desk.one.socket.expect(OUTCOME).await["status"], status, "to {whom:?}");
    }
    let wrong_call = json!({"callId": "1", "newAgentId": "5001", "dropAgentId": "5000"});
    desk.one.socket.send(ASK, wrong_call.clone()).await;
    assert_eq!(desk.one.socket.expect(OUTCOME).await["status"], "IPCCERR0000");
    desk.two.socket.send(ASK, wrong_call).await;
    assert_eq!(desk.two.socket.expect(OUTCOME).await["status"], "IPCCERR0014");
    let mute = json!({"callId": desk.call.call_id, "callType": 1});
    desk.one.socket.send("MUTE_REQUEST_ID", mute).await;
    desk.one.socket.expect("MUTE_RESPOND_ID").await;
    desk.ask("5001").await;
    assert_eq!(desk.one.socket.expect(OUTCOME).await["status"], "IPCCERR0003");
}

#[tokio::test]
async fn a_customer_who_hangs_up_before_the_answer_leaves_nobody_waiting() {
    let mut desk = Desk::open(SimConfig::default()).await;
    desk.asked().await;
    desk.rig.sim.hang_up(desk.call.id).unwrap();
    desk.one.hung_up_on().await;
    desk.outcome("IPCCERR0000").await;
    all_free(&desk.rig).await;
}

#[tokio::test]
async fn a_customer_who_hangs_up_while_the_new_agent_rings_leaves_nobody_waiting() {
    let mut desk = Desk::open(SimConfig::default()).await;
    desk.accepted().await;
    let invite = desk.two.phone.expect("INVITE").await;
    desk.two.phone.answer(&invite, 180, "").await;
    desk.rig.sim.hang_up(desk.call.id).unwrap();
    desk.two.cancelled(&invite).await;
    desk.outcome("IPCCERR0000").await;
    desk.one.hung_up_on().await;
    assert_eq!(over(&desk.rig, desk.call.id).await.ended, Some(EndReason::Customer));
    all_free(&desk.rig).await;
}

#[tokio::test]
async fn an_agent_who_hangs_up_while_the_new_one_rings_has_passed_the_customer_on() {
    let mut desk = Desk::open(SimConfig::default()).await;
    desk.accepted().await;
    let invite = desk.two.phone.expect("INVITE").await;
    desk.two.phone.answer(&invite, 180, "").await;
    let first = desk.invite.clone();
    assert_eq!(desk.one.phone.in_dialog(&first, "BYE", "").await.status(), 200);
    call_until(&desk.rig, desk.call.id, "waiting", |call| call.state == CallState::Waiting).await;
    let sdp = desk.two.rtp.sdp("sendrecv");
    desk.two.phone.answer(&invite, 200, &sdp).await;
    desk.two.phone.expect("ACK").await;
    desk.outcome("OK").await;
    let speaking = desk.two.rtp.speak(&invite.body);
    desk.two.rtp.hear(10).await;
    speaking.abort();
}

#[tokio::test]
async fn the_new_agent_may_refuse_on_the_socket_while_the_phone_rings() {
    let mut desk = Desk::open(SimConfig::default()).await;
    desk.accepted().await;
    let invite = desk.two.phone.expect("INVITE").await;
    desk.two.phone.answer(&invite, 180, "").await;
    let refuse = json!({"callId": desk.call.call_id, "removeAgentId": "5001"});
    desk.two.socket.send("REMOVE_AGENT_REQUEST_ID", refuse).await;
    desk.two.cancelled(&invite).await;
    desk.outcome("IPCCERR0013").await;
    desk.still_with_the_first().await;
}
