use crate::office::{CUSTOMER, Office};
use crate::speech::until_both_heard_each_other;
use reo_model::Redacted;
use reo_phone::{Command, EndCause, Phase, ProblemCode};
use reo_sim::{Behaviour, CallState, Outcome};

fn dial(office: &Office) {
    office.command(Command::Dial { number: Redacted::from("+84 901 234 567"), service: None });
}

fn customer(office: &Office, outcome: Outcome) {
    office.sim.set_customer(CUSTOMER, Behaviour { outcome, after_ms: 200, ..Behaviour::default() });
}

async fn failure(office: &mut Office) -> ProblemCode {
    match office.call_end().await {
        EndCause::Failed { problem } => problem.code,
        other => panic!("ended by {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_who_is_called_and_the_agent_hear_each_other() {
    let mut office = Office::open().await;
    customer(&office, Outcome::Answer);
    dial(&office);
    office.until_call("talking", |call| call.phase == Phase::Talking).await;
    office.audio_start().await;
    let sim_call = office.sim.calls().last().unwrap().id;
    until_both_heard_each_other(&office, sim_call).await;
    office.sim.hang_up(sim_call).unwrap();
    assert_eq!(office.call_end().await, EndCause::HungUpThere);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_customer_is_busy() {
    let mut office = Office::open().await;
    customer(&office, Outcome::Busy);
    dial(&office);
    assert_eq!(failure(&mut office).await, ProblemCode::CustomerBusy);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_who_does_not_answer_rang() {
    let mut office = Office::open().await;
    customer(&office, Outcome::NoAnswer);
    dial(&office);
    office.until_call("ringing there", |call| call.phase == Phase::Ringing).await;
    assert_eq!(failure(&mut office).await, ProblemCode::CustomerNoAnswer);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_agent_gives_up_before_the_customer_answers() {
    let mut office = Office::open().await;
    office.sim.set_customer(CUSTOMER, Behaviour { after_ms: 60_000, ..Behaviour::default() });
    dial(&office);
    let call = office.until_call("ringing there", |call| call.phase == Phase::Ringing).await.id;
    office.command(Command::HangUp { call });
    assert_eq!(office.call_end().await, EndCause::HungUpHere);
    let sim_call = office.sim.calls().last().unwrap().id;
    office.sim_call(sim_call, "over", |call| call.state == CallState::Ended).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_who_is_not_signed_in_cannot_be_reached() {
    let mut office = Office::open().await;
    office.command(Command::Dial { number: Redacted::from("5001"), service: None });
    assert_eq!(failure(&mut office).await, ProblemCode::ColleagueNotReachable);
}
