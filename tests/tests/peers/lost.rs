//! The way to the server is lost in the middle of a call.

use crate::desk::{BARESIP, BROWSER, baresip, both_hear, browser, line, line_is, nobody_hears};
use anyhow::Result;
use reo_phone::{EndCause, LightState};
use reo_tests::agent::Agent;
use reo_tests::network::Network;
use reo_tests::peers::kamailio::Kamailio;
use reo_tests::peers::rtpengine::Rtpengine;
use reo_tests::process::until;
use reo_tests::relay::Relay;
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread")]
async fn a_call_outlives_its_sip_socket_and_can_still_be_held_and_ended() -> Result<()> {
    let kamailio = Kamailio::start(None).await?;
    let relay = Relay::start(kamailio.websocket_address()).await?;
    let (browser, _voice) = browser(&kamailio, None).await?;
    let mut agent = Agent::start(line(&format!("ws://{}", relay.address()))).await?;
    let (call, _) = agent.dial(BROWSER).await?;
    browser.wait_for("session remote").await?;
    browser.run("answer()").await?;
    both_hear(&mut agent.ear(), &mut browser.ear()).await?;

    relay.cut();
    agent.until("without a line", line_is(LightState::Bad)).await?;
    both_hear(&mut agent.ear(), &mut browser.ear()).await?;
    until("another try", Duration::from_secs(30), || async { (relay.refused() > 0).then_some(()) }).await?;
    assert!(line_is(LightState::Bad)(&agent.view()), "a line through a cut relay");
    let mended = Instant::now();
    relay.mend();
    agent.until("registered again", line_is(LightState::Good)).await?;
    println!(
        "SIP socket lost: registered {} ms after the server was there again",
        mended.elapsed().as_millis()
    );

    agent.hold(call, true).await?;
    browser.wait_for("hold remote").await?;
    nobody_hears(&mut agent.ear(), &mut browser.ear()).await?;
    agent.hold(call, false).await?;
    both_hear(&mut agent.ear(), &mut browser.ear()).await?;
    // The far side reaches us on the new connection.
    browser.run("hold()").await?;
    agent.until_held(call, true).await?;
    assert_eq!(agent.hang_up(call).await?, EndCause::HungUpHere);
    browser.wait_for("ended remote").await?;
    agent.end().await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_outlives_some_seconds_without_any_network() -> Result<()> {
    let network = Network::start()?;
    let relay = Rtpengine::start_at(network.here()).await?;
    let kamailio = Kamailio::start_at(network.here(), Some(relay.control())).await?;
    let (phone, _voice) = baresip(&kamailio).await?;
    let mut agent = Agent::start_program(network.launcher(), line(&kamailio.websocket()), false).await?;
    let (call, _) = agent.dial(BARESIP).await?;
    both_hear(&mut agent.ear(), &mut phone.ear()).await?;

    network.set_up(false)?;
    let down = Instant::now();
    // Long enough for the audio session to call its path lost and to begin with another one.
    while down.elapsed() < Duration::from_secs(8) {
        nobody_hears(&mut agent.ear(), &mut phone.ear()).await?;
    }
    let (lasted, up) = (down.elapsed(), Instant::now());
    network.set_up(true)?;
    both_hear(&mut agent.ear(), &mut phone.ear()).await?;
    println!("network lost for {lasted:?}: speech was whole again {:?} after its return", up.elapsed());
    agent.until("registered", line_is(LightState::Good)).await?;

    agent.hold(call, true).await?;
    nobody_hears(&mut agent.ear(), &mut phone.ear()).await?;
    agent.hold(call, false).await?;
    both_hear(&mut agent.ear(), &mut phone.ear()).await?;
    assert_eq!(agent.hang_up(call).await?, EndCause::HungUpHere);
    phone.event("CALL_CLOSED", 1).await?;
    agent.end().await
}
