use crate::office::{AGENT, Desk, Office};
use crate::speech::until_level;
use reo_model::CallId;
use reo_phone::{Command, EndCause, Event, Phase, ProblemCode, TransferTarget, Watcher};
use reo_sim::{CallRequest, SimConfig};
use std::time::Duration;

const COLLEAGUE: &str = "5001";
/// One that the simulator has without being told.
const QUEUE: &str = "1";
/// Root mean square of 32768 that is a voice.
const VOICE: f64 = 300.0;

/// Agent 5000 talks with a customer; 5001 is free.
async fn two_desks(config: SimConfig) -> (Office, Desk, u64, CallId) {
    let mut office = Office::open_with(config).await;
    let colleague = Desk::open(&office.sim, COLLEAGUE).await;
    let request =
        CallRequest { agent: Some(AGENT.into()), ..CallRequest::from_number(crate::office::CUSTOMER) };
    let (sim_call, call) = office.ring(request).await;
    office.command(Command::Answer { call });
    office.audio_start().await;
    (office, colleague, sim_call, call)
}

fn to_colleague() -> TransferTarget {
    TransferTarget::Colleague { extension: COLLEAGUE.into() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_takes_a_call_over_with_the_customers_audio() {
    let (mut office, mut colleague, sim_call, call) = two_desks(SimConfig::default()).await;
    until_level(&office, sim_call, "the first agent's voice", |level| level > VOICE).await;
    office.command(Command::WatchColleagues { on: true, by: Watcher::Window });
    let list =
        office.until("colleagues", |view| view.colleagues.as_ref().is_some_and(|all| !all.is_empty())).await;
    assert_eq!(list.colleagues.unwrap()[0].extension.as_str(), COLLEAGUE);

    office.command(Command::Transfer { call, to: to_colleague() });
    let offered = colleague.until("an offer", |view| view.transfer_offer.is_some()).await;
    assert_eq!(offered.transfer_offer.unwrap().from.as_str(), AGENT);
    colleague.command(Command::AnswerTransfer { accept: true });
    colleague.until_call("talking", |call| call.phase == Phase::Talking).await;
    colleague.audio_start().await;
    assert_eq!(office.call_end().await, EndCause::Transferred);
    let moved = office.sim_call(sim_call, "the colleague's", |call| call.agent.as_str() == COLLEAGUE).await;
    assert!(moved.ended.is_none());
    until_level(&office, sim_call, "the second agent's voice", |level| level > VOICE).await;
    office.sim.hang_up(sim_call).unwrap();
    assert_eq!(colleague.call_end().await, EndCause::HungUpThere);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_who_refuses_leaves_the_call_where_it_is() {
    let (mut office, colleague, sim_call, call) = two_desks(SimConfig::default()).await;
    office.command(Command::Transfer { call, to: to_colleague() });
    colleague.until("an offer", |view| view.transfer_offer.is_some()).await;
    colleague.command(Command::AnswerTransfer { accept: false });
    assert_eq!(office.noticed().await, ProblemCode::TransferRefused);
    until_level(&office, sim_call, "the agent's voice", |level| level > VOICE).await;
    let view = office.until_call("talking", |call| call.phase == Phase::Talking).await;
    assert_eq!(view.transfer, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_who_does_not_react_counts_as_one_who_refuses() {
    let config = SimConfig { confirm_limit: Duration::from_secs(10), ..SimConfig::default() };
    let (mut office, colleague, _, call) = two_desks(config).await;
    office.command(Command::Transfer { call, to: to_colleague() });
    colleague.until("an offer", |view| view.transfer_offer.is_some()).await;
    assert_eq!(office.noticed().await, ProblemCode::TransferTimedOut);
    colleague.until("no offer", |view| view.transfer_offer.is_none()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_can_take_a_call_who_is_not_there() {
    let (mut office, _colleague, _, call) = two_desks(SimConfig::default()).await;
    let to = TransferTarget::Colleague { extension: "5009".into() };
    office.command(Command::Transfer { call, to });
    let refused = office.noticed().await;
    let expected = [ProblemCode::TransferNoSuchColleague, ProblemCode::TransferNotAvailable];
    assert!(expected.contains(&refused), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_who_hangs_up_during_a_transfer_leaves_no_call_anywhere() {
    let (mut office, colleague, sim_call, call) = two_desks(SimConfig::default()).await;
    office.command(Command::Transfer { call, to: to_colleague() });
    colleague.until("an offer", |view| view.transfer_offer.is_some()).await;
    office.sim.hang_up(sim_call).unwrap();
    assert_eq!(office.call_end().await, EndCause::HungUpThere);
    colleague.command(Command::AnswerTransfer { accept: true });
    colleague.until("no offer any more", |view| view.transfer_offer.is_none()).await;
    colleague.until("no call", |view| view.calls.is_empty()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_gives_the_call_to_whoever_is_free() {
    let (mut office, mut colleague, sim_call, call) = two_desks(SimConfig::default()).await;
    office.command(Command::Transfer { call, to: TransferTarget::Queue { id: QUEUE.into() } });
    let rung = colleague.until_call("ringing", |call| call.phase == Phase::Incoming).await;
    colleague.command(Command::Answer { call: rung.id });
    colleague.audio_start().await;
    assert_eq!(office.call_end().await, EndCause::Transferred);
    until_level(&office, sim_call, "the second agent's voice", |level| level > VOICE).await;
    colleague.command(Command::HangUp { call: rung.id });
    let gone = |event: &Event| matches!(event, Event::CallEnded { .. }).then_some(());
    colleague.event("the end", gone).await;
}
