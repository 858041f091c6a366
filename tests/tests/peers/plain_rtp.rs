//! baresip, a phone with plain RTP, through Kamailio and rtpengine.

use crate::desk::{AGENT, BARESIP, baresip, both_hear, keys_arrive, line, nobody_hears, print_times};
use anyhow::Result;
use reo_model::Digit;
use reo_phone::{Command, EndCause};
use reo_tests::agent::Agent;
use reo_tests::peers::kamailio::Kamailio;
use reo_tests::peers::rtpengine::Rtpengine;
use reo_tests::process::until;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn the_agent_calls_a_plain_phone_and_holds_it() -> Result<()> {
    let relay = Rtpengine::start().await?;
    let kamailio = Kamailio::start(Some(relay.control())).await?;
    let (phone, _voice) = baresip(&kamailio).await?;
    let mut agent = Agent::start(line(&kamailio.websocket())).await?;

    let (call, ringing) = agent.dial(BARESIP).await?;
    print_times("PCMU through rtpengine", Some(ringing), agent.audio_started(call).await?);
    both_hear(&mut agent.ear(), &mut phone.ear()).await?;

    agent.hold(call, true).await?;
    nobody_hears(&mut agent.ear(), &mut phone.ear()).await?;
    agent.hold(call, false).await?;
    both_hear(&mut agent.ear(), &mut phone.ear()).await?;

    let keys = "73*0#";
    for digit in keys.chars().filter_map(Digit::from_char) {
        agent.command(Command::SendDigit { call, digit }).await?;
    }
    let arrived = until("the keys", Duration::from_secs(20), || async {
        Some(phone.digits()).filter(|arrived| arrived.len() >= keys.len())
    });
    assert_eq!(arrived.await?, keys);

    assert_eq!(agent.hang_up(call).await?, EndCause::HungUpHere);
    phone.event("CALL_CLOSED", 1).await?;
    agent.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_phone_calls_the_agent_and_holds() -> Result<()> {
    let relay = Rtpengine::start().await?;
    let kamailio = Kamailio::start(Some(relay.control())).await?;
    let (mut phone, _voice) = baresip(&kamailio).await?;
    let mut agent = Agent::start(line(&kamailio.websocket())).await?;

    phone.call(AGENT).await?;
    let call = agent.answer().await?;
    print_times("PCMU through rtpengine", None, agent.audio_started(call).await?);
    phone.event("CALL_ESTABLISHED", 1).await?;
    both_hear(&mut agent.ear(), &mut phone.ear()).await?;

    phone.hold().await?;
    agent.until_held(call, true).await?;
    nobody_hears(&mut agent.ear(), &mut phone.ear()).await?;
    phone.resume().await?;
    agent.until_held(call, false).await?;
    both_hear(&mut agent.ear(), &mut phone.ear()).await?;

    phone.send_digits("48#").await?;
    keys_arrive(&mut agent, call, "48#").await?;
    phone.hang_up().await?;
    assert_eq!(agent.ended(call).await?, EndCause::HungUpThere);
    agent.end().await
}
