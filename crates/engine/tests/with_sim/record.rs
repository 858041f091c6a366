//! The record of a call, and what it says of who caused what.

use crate::office::{AGENT, CUSTOMER, Desk, Office, PATIENCE, line_is};
use reo_engine::record::{
    Actor, CallRecords, Cut, Ending, Fact, MediaStep, Timeline, TransferStep, What, explain,
};
use reo_model::Redacted;
use reo_phone::{Command, LightState, ProblemCode, TransferTarget};
use reo_sim::{Behaviour, CallRequest, Colleague, OnTransfer, Outcome};
use std::path::Path;
use std::time::Duration;
use tokio::time::{interval, timeout};

/// Packets in which the writer has looked at the figures more than once.
const TWO_SECONDS: u64 = 100;
const NAME: &str = "Nguyen Thi Hoa";

/// The last call's record, once it is as asked: it is written a moment after the events.
async fn record(desk: &Desk, what: &str, is_so: impl Fn(&Timeline) -> bool) -> Timeline {
    let records = CallRecords::of(&desk.data_dir());
    let read = || explain(&records.read(&records.find("last").ok()??).ok()?);
    let search = async {
        let mut tick = interval(Duration::from_millis(50));
        loop {
            tick.tick().await;
            if let Some(timeline) = read().filter(&is_so) {
                return timeline;
            }
        }
    };
    timeout(PATIENCE, search).await.unwrap_or_else(|_| panic!("no record with {what}: {:#?}", read()))
}

async fn ended(desk: &Desk) -> Timeline {
    record(desk, "an end", |timeline| timeline.ending.is_some()).await
}

fn says(timeline: &Timeline, by: Actor, is_it: impl Fn(&What) -> bool) -> bool {
    timeline.steps.iter().any(|step| step.by == by && is_it(&step.what))
}

/// Everything in the folder of the records, as one text.
fn written(data_dir: &Path) -> String {
    let files = std::fs::read_dir(data_dir.join("calls")).unwrap();
    files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
}

fn dial(office: &Office) {
    office.command(Command::Dial { number: Redacted::from(CUSTOMER), service: None });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_customer_is_named() {
    let mut office = Office::open().await;
    let busy = Behaviour { outcome: Outcome::Busy, after_ms: 200, ..Behaviour::default() };
    office.sim.set_customer(CUSTOMER, busy);
    dial(&office);
    office.call_end().await;
    let call = ended(&office).await;
    assert!(
        matches!(&call.ending, Some(Ending::Failed { trouble }) if trouble.code == ProblemCode::CustomerBusy),
        "{call:#?}"
    );
    assert!(says(&call, Actor::Agent, |what| *what == What::Called), "{call:#?}");
    let server_call = office.sim.calls().last().unwrap().call_id.clone();
    assert_eq!(call.server_call.as_ref().unwrap().as_str(), server_call.as_str());
    let records = CallRecords::of(&office.data_dir());
    assert_eq!(records.find(server_call.as_str()).unwrap(), records.find("last").unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_sip_socket_stands_in_the_record_from_when_to_when() {
    let mut office = Office::open().await;
    let (_, call) = office.talk().await;
    assert!(office.sim.drop_sip_sockets(Some(AGENT)) > 0);
    office.until("without a line", |view| line_is(view, LightState::Bad)).await;
    office.until("registered again", |view| line_is(view, LightState::Good)).await;
    office.command(Command::HangUp { call });
    office.call_end().await;
    let call = ended(&office).await;
    let is_down = |what: &What| matches!(what, What::Down { cut: Cut::Sip });
    let down = call.steps.iter().find(|step| is_down(&step.what)).unwrap_or_else(|| panic!("{call:#?}"));
    assert!(down.until.is_some_and(|until| until > down.at));
    assert_eq!(call.ending, Some(Ending::AgentHungUp));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_who_refuses_a_transfer_is_named() {
    let mut office = Office::open().await;
    let (_, call) = office.talk().await;
    let colleague = Colleague {
        extension: "5001".into(),
        transfers: OnTransfer::Refuse,
        after_ms: 0,
        phone: Behaviour::default(),
    };
    office.sim.play(colleague).unwrap();
    let to = TransferTarget::Colleague { extension: "5001".into() };
    office.command(Command::Transfer { call, to });
    assert_eq!(office.noticed().await, ProblemCode::TransferRefused);
    office.command(Command::HangUp { call });
    office.call_end().await;
    let call = ended(&office).await;
    let step = |wanted| move |what: &What| matches!(what, What::Transfer { step, .. } if *step == wanted);
    assert!(says(&call, Actor::Agent, step(TransferStep::Requested)), "{call:#?}");
    assert!(says(&call, Actor::Colleague, step(TransferStep::Failed)), "{call:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_hangs_up_is_named() {
    let mut office = Office::open().await;
    let (sim_call, _) = office.talk().await;
    office.sim.hang_up(sim_call).unwrap();
    office.call_end().await;
    let call = ended(&office).await;
    assert_eq!(call.ending, Some(Ending::OtherHungUp), "{call:#?}");
    assert!(says(&call, Actor::Server, |what| matches!(what, What::Announced { .. })), "{call:#?}");
    assert!(says(&call, Actor::Network, |what| matches!(what, What::FirstHeard { .. })), "{call:#?}");

    office.until_idle_there().await;
    let (_, call) = office.talk().await;
    office.command(Command::HangUp { call });
    office.call_end().await;
    let by_agent = |call: &Timeline| call.ending == Some(Ending::AgentHungUp);
    let call = record(&office, "the agent's end", by_agent).await;
    assert!(says(&call, Actor::Agent, |what| *what == What::Accepted), "{call:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_who_ends_the_call_is_named() {
    let mut office = Office::open().await;
    let (sim_call, _) = office.talk().await;
    office.sim.terminate(sim_call).unwrap();
    office.call_end().await;
    // The BYE may overtake the message.
    let by_supervisor = |call: &Timeline| call.ending == Some(Ending::SupervisorEnded);
    record(&office, "the supervisor's end", by_supervisor).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_number_no_name_and_no_secret_is_ever_written() {
    let mut office = Office::open().await;
    let request = CallRequest { name: Some(Redacted::from(NAME)), ..CallRequest::from_number(CUSTOMER) };
    let (_, call) = office.ring(request).await;
    office.command(Command::Answer { call });
    office.audio_start().await;
    office.command(Command::HangUp { call });
    office.call_end().await;
    office.until_idle_there().await;
    dial(&office);
    office.audio_start().await;
    let secret = office.sim.ready_line();
    office.engine.shutdown().await;
    let text = written(&office.data_dir());
    assert!(text.lines().count() > 10, "{text}");
    let token = office.sim.token(&AGENT.into());
    let agent = format!("\"{AGENT}\"");
    let secrets =
        [CUSTOMER, &CUSTOMER[1..], NAME, "Hoa", token.expose(), secret.sip_password.expose(), &agent];
    for secret in secrets {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    // The end of the number is enough to find a call by.
    assert!(text.contains("…567"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_takes_no_record_does_not_disturb_a_call() {
    let mut office = Office::open().await;
    let data_dir = office.data_dir();
    std::fs::create_dir_all(&data_dir).unwrap();
    std::fs::write(data_dir.join("calls"), "in the way").unwrap();
    let (sim_call, _) = office.talk().await;
    office.sim.hang_up(sim_call).unwrap();
    office.call_end().await;
    assert!(data_dir.join("calls").is_file());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_agent_socket_and_the_dialog_said_stands_in_the_record() {
    let mut office = Office::open().await;
    let (_, call) = office.talk().await;
    let mut meters = office.engine.meters();
    let heard = meters.wait_for(|meters| meters.call.is_some_and(|call| call.received > TWO_SECONDS));
    timeout(PATIENCE, heard).await.unwrap().unwrap();
    office.command(Command::HangUp { call });
    office.call_end().await;
    // What the last messages leave behind is written by then.
    office.engine.shutdown().await;
    let records = CallRecords::of(&office.data_dir());
    let entries = records.read(&records.find("last").unwrap().unwrap()).unwrap();
    let is_there = |is_it: &dyn Fn(&Fact) -> bool| entries.iter().any(|entry| is_it(&entry.fact));
    assert!(is_there(&|fact| matches!(fact, Fact::Message { name, .. } if name == "RING_AGENT_RESPOND_ID")));
    assert!(is_there(&|fact| matches!(fact, Fact::Dialog { .. })));
    let invite = |fact: &Fact| matches!(fact, Fact::Sip { sent: false, leg: Some(_), method, status: None, .. } if method == "INVITE");
    assert!(is_there(&invite), "{entries:#?}");
    assert!(is_there(&|fact| matches!(fact, Fact::Sip { sent: true, method, .. } if method == "BYE")));
    let path_up = |fact: &Fact| matches!(fact, Fact::Media { step: MediaStep::PathUp, .. });
    assert!(is_there(&path_up), "{entries:#?}");
    assert!(
        is_there(&|fact| matches!(fact, Fact::Figures { whole: true, received: 1.., .. })),
        "{entries:#?}"
    );
    assert!(is_there(&|fact| matches!(fact, Fact::Command { command, .. } if command == "hangUp")));
}
