//! Section 3 of the protocol page, row by row, as far as other files here do not play the row already.

use crate::office::{AGENT, CUSTOMER, Desk, Office, PATIENCE};
use reo_model::{AgentStatus, Redacted};
use reo_phone::{Command, EndCause, Phase, ProblemCode};
use reo_sim::{Faults, SimConfig};
use serde_json::{Value, json};
use std::time::Duration;

impl Office {
    /// The server sends the agent a message of its own accord.
    pub fn server_says(&self, name: &str, fields: Value) {
        self.sim.tell_agent(&AGENT.into(), name, fields).unwrap();
    }

    /// Waits until the agent has asked for this by message.
    async fn until_asked(&self, message: &str) {
        self.until_asked_times(message, 1).await;
    }

    /// The same for the so many'th time.
    pub async fn until_asked_times(&self, message: &str, times: usize) {
        let asked =
            |event: &reo_sim::SimEvent| event.event == "agent.asked" && event.facts["message"] == message;
        let search = async {
            loop {
                let events = self.sim.events(0);
                if events.iter().filter(|event| asked(event)).count() >= times {
                    return;
                }
                self.sim.wait_for_event(events.last().map_or(0, |last| last.seq)).await;
            }
        };
        tokio::time::timeout(PATIENCE, search).await.unwrap_or_else(|_| panic!("never asked for {message}"));
    }

    async fn until_status(&self, wanted: AgentStatus) {
        let is_so = |view: &reo_phone::Snapshot| {
            view.status.is_some_and(|status| status.status == wanted && status.pending.is_none())
        };
        self.until("the status", is_so).await;
    }
}

fn failed(cause: EndCause) -> ProblemCode {
    match cause {
        EndCause::Failed { problem } => problem.code,
        cause => panic!("{cause:?}"),
    }
}

/// `2013`, `CHANGE_AGENT_STATUS_RESPOND_ID`.
#[tokio::test(flavor = "multi_thread")]
async fn the_status_changes_when_the_server_agrees_and_not_when_it_does_not() {
    let mut office = Office::open().await;
    office.command(Command::SetStatus { status: AgentStatus::NotAvailable });
    office.until_status(AgentStatus::NotAvailable).await;
    assert_eq!(office.sim.agents()[0].status, "NOT AVAILABLE");
    office.command(Command::SetStatus { status: AgentStatus::Available });
    office.until_status(AgentStatus::Available).await;
    office.sim.set_faults(Faults { refuse_status: true, ..Faults::default() });
    office.command(Command::SetStatus { status: AgentStatus::NotAvailable });
    assert_eq!(office.noticed().await, ProblemCode::StatusRefused);
    office.until_status(AgentStatus::Available).await;
}

/// `RELOAD_AGENT_STATUS_RESPONSE_ID`.
#[tokio::test(flavor = "multi_thread")]
async fn an_unanswered_ring_takes_the_agent_out_of_rotation_until_they_return() {
    let config = SimConfig { ring_timeout: Duration::from_millis(800), ..SimConfig::default() };
    let mut office = Office::open_with(config).await;
    office.sim.customer_calls(reo_sim::CallRequest::from_number(CUSTOMER)).unwrap();
    assert_eq!(office.call_end().await, EndCause::Missed);
    office.until_status(AgentStatus::NoAnswer).await;
    let view = office.engine.snapshot().borrow().clone();
    assert!(!view.ready);
    office.command(Command::SetStatus { status: AgentStatus::Available });
    office.until("ready again", |view| view.ready).await;
}

/// `CHANGE_DEVICE_TYPE_RESPONSE` with `result` 0.
#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_the_server_refuses_is_told() {
    let mut office = Office::open().await;
    office.sim.set_faults(Faults { refuse_device: true, ..Faults::default() });
    office.command(Command::SetDevice { device: reo_model::DeviceType::IpPhone, phone: None });
    assert_eq!(office.noticed().await, ProblemCode::DeviceRefused);
    office.until_device(reo_model::DeviceType::Computer).await;
}

/// `HOLD_OUTCALL_REQUEST_ID`, `UN_HOLD_OUTCALL_REQUEST_ID`, and the outbound service's id.
#[tokio::test(flavor = "multi_thread")]
async fn a_call_out_through_a_service_is_held_with_its_own_messages() {
    let mut config = SimConfig::default();
    let service = |id: &str, is_default| reo_sim::CalloutService {
        callout_id: id.into(),
        descriptions: format!("service {id}"),
        is_default,
        line: Some(format!("090000000{id}")),
    };
    config.callout_services = vec![service("1", 1), service("2", 0)];
    let mut office = Office::open_with(config).await;
    let services = office.engine.snapshot().borrow().services.clone();
    assert_eq!(
        services.iter().map(|service| (service.id.as_str(), service.is_default)).collect::<Vec<_>>(),
        [("1", true), ("2", false)]
    );
    office.command(Command::Dial { number: Redacted::from(CUSTOMER), service: Some("2".into()) });
    let call = office.until_call("talking", |call| call.phase == Phase::Talking).await;
    assert_eq!(call.line.as_deref(), Some("0900000002"), "the customer sees the service's line");
    office.command(Command::SetHold { call: call.id, on: true });
    office.until_call("held", |call| call.hold.local).await;
    office.until_asked("HOLD_OUTCALL_REQUEST_ID").await;
    office.command(Command::SetHold { call: call.id, on: false });
    office.until_call("resumed", |call| !call.hold.local && call.hold.pending.is_none()).await;
    office.until_asked("UN_HOLD_OUTCALL_REQUEST_ID").await;
    office.command(Command::HangUp { call: call.id });
    assert_eq!(office.call_end().await, EndCause::HungUpHere);
}

/// `INTERNAL_CALL_RING_RESPONSE_ID`, `…_ANSWER_…`, `…_END_…`, with audio here.
#[tokio::test(flavor = "multi_thread")]
async fn two_agents_call_each_other_and_the_server_tells_which_call_it_is() {
    let mut office = Office::open().await;
    let colleague = Desk::open(&office.sim, "5001").await;
    office.command(Command::Dial { number: Redacted::from("5001"), service: None });
    let rung = colleague.until_call("ringing", |call| call.phase == Phase::Incoming).await;
    assert_eq!((rung.direction, rung.number.as_str()), (reo_model::Direction::Internal, AGENT));
    colleague.command(Command::Answer { call: rung.id });
    let call =
        office.until_call("talking", |call| call.phase == Phase::Talking && call.server_call.is_some()).await;
    office.audio_start().await;
    office.command(Command::SetHold { call: call.id, on: true });
    office.until_call("held", |call| call.hold.local).await;
    office.until_asked("HOLD_REQUEST_ID").await;
    office.command(Command::HangUp { call: call.id });
    assert_eq!(office.call_end().await, EndCause::HungUpHere);
    colleague
        .until("no call", |view| view.calls.iter().all(|call| matches!(call.phase, Phase::Ended { .. })))
        .await;
}

/// `ERROR_CALL_RESPONSE_ID` with `ERROR_CODE_CALL_NOT_FOUND`.
#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_the_server_does_not_know_any_more_is_cleared() {
    let mut office = Office::open().await;
    office.talk().await;
    office.server_says("ERROR_CALL_RESPONSE_ID", json!({"status": "IPCCERR0000"}));
    assert_eq!(failed(office.call_end().await), ProblemCode::CallNotFound);
}

/// `TERMINATE_RESPOND_ID`.
#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_ends_the_call() {
    let mut office = Office::open().await;
    let (sim_call, _) = office.talk().await;
    office.sim.terminate(sim_call).unwrap();
    // The BYE may overtake the message.
    let by_supervisor = |phase: &Phase| matches!(phase, Phase::Ended { cause: EndCause::Failed { problem } } if problem.code == ProblemCode::SupervisorEnded);
    office.until_call("ended by a supervisor", |call| by_supervisor(&call.phase)).await;
}

/// `REPORT_RESPOND_ID`, `TERMINATE_CALL_RESPOND_ID`.
#[tokio::test(flavor = "multi_thread")]
async fn texts_of_the_server_are_shown_and_the_second_kind_ends_the_call() {
    let mut office = Office::open().await;
    office.talk().await;
    office.server_says("REPORT_RESPOND_ID", json!({"msg": "Lunch at noon"}));
    let told = office.until("told", |view| !view.notices.is_empty()).await;
    assert_eq!(told.notices[0].problem.params["text"], "Lunch at noon");
    office.until_call("talking", |call| call.phase == Phase::Talking).await;
    office.server_says("TERMINATE_CALL_RESPOND_ID", json!({"msg": "Closing time"}));
    assert_eq!(office.call_end().await, EndCause::HungUpThere);
    office.until("told again", |view| view.notices.len() == 2).await;
}

/// `PING_ID`, and the agent's own keep-alive after 10 s.
#[tokio::test(flavor = "multi_thread")]
async fn the_servers_ping_is_answered() {
    let config = SimConfig { ping_interval: Duration::from_millis(300), ..SimConfig::default() };
    let office = Office::open_with(config).await;
    office.until_asked("PING").await;
}

/// Every message that the page does not list, broken or for somebody else.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_understood_harms_nobody() {
    let mut office = Office::open().await;
    let (_, call) = office.talk().await;
    let texts = [
        "",
        "[]",
        "{}",
        "{\"objectId\":\"x\"}",
        "{\"objectId\":99999999}",
        "\u{0}",
        "{\"objectId\":1010003,",
    ];
    for text in texts {
        let order = json!({"send_agent_text": {"extension": AGENT, "text": text}});
        office.sim.order_faults(&serde_json::from_value(order).unwrap()).unwrap();
    }
    for name in ["AGENT_END_CALL_RESPOND_ID", "AGENT_ANSWER_RESPOND_ID", "RING_AGENT_RESPOND_ID"] {
        office.server_says(name, json!({"extension": "5009", "callId": "another"}));
    }
    office.server_says(
        "OUT_CALL_RESPONSE_ID",
        json!({"status": "ENDCALL", "ipphone": "5009", "callId": "another"}),
    );
    office.command(Command::SetHold { call, on: true });
    office.until_call("still steered", |call| call.phase == Phase::Talking && call.hold.local).await;
}
