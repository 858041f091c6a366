use crate::office::{CUSTOMER, Office};
use crate::speech::until_both_heard_each_other;
use reo_phone::{Command, EndCause};
use reo_sim::{Behaviour, CallRequest, CallState, EndReason};

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_who_calls_and_the_agent_hear_each_other() {
    let mut office = Office::open().await;
    let (sim_call, call) = office.talk().await;
    until_both_heard_each_other(&office, sim_call).await;
    office.command(Command::HangUp { call });
    assert_eq!(office.call_end().await, EndCause::HungUpHere);
    let ended = office.sim_call(sim_call, "over", |call| call.state == CallState::Ended).await;
    assert_eq!(ended.ended, Some(EndReason::Agent));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_customer_hangs_up_and_the_next_one_gets_through() {
    let mut office = Office::open().await;
    for _ in 0..2 {
        let (sim_call, _) = office.talk().await;
        office.sim.hang_up(sim_call).unwrap();
        assert_eq!(office.call_end().await, EndCause::HungUpThere);
        office.sim_call(sim_call, "over", |call| call.state == CallState::Ended).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_who_gives_up_was_missed() {
    let mut office = Office::open().await;
    let behaviour = Behaviour { give_up_after_ms: Some(300), ..Behaviour::default() };
    office.ring(CallRequest { behaviour, ..CallRequest::from_number(CUSTOMER) }).await;
    assert_eq!(office.call_end().await, EndCause::Missed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ringing_call_rings_at_the_server_too_and_is_refused_there() {
    let mut office = Office::open().await;
    let (sim_call, call) = office.ring(CallRequest::from_number(CUSTOMER)).await;
    office.sim_call(sim_call, "told of the ringing", |call| call.rang).await;
    office.command(Command::Refuse { call });
    assert_eq!(office.call_end().await, EndCause::Refused);
    let ended = office.sim_call(sim_call, "over", |call| call.state == CallState::Ended).await;
    assert!(matches!(ended.ended, Some(EndReason::AgentRefused(486))), "{:?}", ended.ended);
}

#[tokio::test(flavor = "multi_thread")]
async fn shutting_down_in_a_call_ends_the_call() {
    let mut office = Office::open().await;
    let (sim_call, _) = office.talk().await;
    office.engine.shutdown().await;
    let ended = office.sim_call(sim_call, "over", |call| call.state == CallState::Ended).await;
    assert_eq!(ended.ended, Some(EndReason::Agent));
    assert!(office.engine.command(Command::Retry).is_err());
    assert!(office.engine.events().next().await.is_none());
}
