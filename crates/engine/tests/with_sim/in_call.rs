use crate::office::Office;
use crate::speech::{until_customer_hears_agent, until_level};
use reo_model::Digit;
use reo_phone::{Command, EndCause};

/// Root mean square of 32768 that is a voice, and what is silence.
const VOICE: f64 = 300.0;
const SILENCE: f64 = 30.0;

#[tokio::test(flavor = "multi_thread")]
async fn a_held_customer_hears_music_until_the_call_is_resumed() {
    let mut office = Office::open().await;
    let (sim_call, call) = office.talk().await;
    until_level(&office, sim_call, "a voice before", |level| level > VOICE).await;
    office.command(Command::SetHold { call, on: true });
    office.until_call("held", |call| call.hold.local && call.hold.pending.is_none()).await;
    office.sim_call(sim_call, "on hold", |call| call.held).await;
    until_customer_hears_agent(&office, sim_call, false).await;
    office.command(Command::SetHold { call, on: false });
    office.until_call("resumed", |call| !call.hold.local && call.hold.pending.is_none()).await;
    until_customer_hears_agent(&office, sim_call, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_customers_hold_shows_and_ends() {
    let mut office = Office::open().await;
    let (sim_call, call) = office.talk().await;
    office.sim.hold(sim_call, true).unwrap();
    office.until_call("held by the customer", |call| call.hold.remote).await;
    office.sim.hold(sim_call, false).unwrap();
    office.until_call("free again", |call| !call.hold.remote).await;
    until_level(&office, sim_call, "a voice after", |level| level > VOICE).await;
    office.command(Command::HangUp { call });
    assert_eq!(office.call_end().await, EndCause::HungUpHere);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_muted_agent_is_not_heard() {
    let mut office = Office::open().await;
    let (sim_call, call) = office.talk().await;
    until_level(&office, sim_call, "a voice before", |level| level > VOICE).await;
    office.command(Command::SetMute { call, on: true });
    until_level(&office, sim_call, "silence", |level| level < SILENCE).await;
    office.command(Command::SetMute { call, on: false });
    until_level(&office, sim_call, "a voice again", |level| level > VOICE).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_arrive_each_once_and_in_order() {
    let mut office = Office::open().await;
    let (sim_call, call) = office.talk().await;
    let keys = "1940*#";
    for digit in keys.chars().filter_map(Digit::from_char) {
        office.command(Command::SendDigit { call, digit });
    }
    let all = |digits: &str| digits.len() >= keys.len();
    let there = office
        .sim_call(sim_call, "all keys", |call| call.media.as_ref().is_some_and(|media| all(&media.digits)))
        .await;
    assert_eq!(there.media.unwrap().digits, keys);
}
