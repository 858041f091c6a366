//! JsSIP in Chromium through Kamailio.

use crate::desk::{AGENT, BROWSER, both_hear, browser, keys_arrive, line, nobody_hears, print_times};
use anyhow::Result;
use reo_model::Digit;
use reo_phone::{Command, EndCause};
use reo_tests::agent::Agent;
use reo_tests::dtmf;
use reo_tests::peers::browser::BrowserPhone;
use reo_tests::peers::kamailio::Kamailio;
use reo_tests::voice::hears_nothing;

#[tokio::test(flavor = "multi_thread")]
async fn agent_and_browser_call_each_other_in_opus() -> Result<()> {
    call_each_other(None, "audio/opus").await
}

#[tokio::test(flavor = "multi_thread")]
async fn agent_and_browser_call_each_other_in_pcmu() -> Result<()> {
    call_each_other(Some("PCMU"), "audio/PCMU").await
}

async fn call_each_other(only: Option<&str>, codec: &str) -> Result<()> {
    let kamailio = Kamailio::start(None).await?;
    let (browser, _voice) = browser(&kamailio, only).await?;
    let mut agent = Agent::start(line(&kamailio.websocket())).await?;

    let (call, ringing) = agent.dial(BROWSER).await?;
    browser.wait_for("session remote").await?;
    browser.run("answer()").await?;
    print_times(codec, Some(ringing), agent.audio_started(call).await?);
    both_hear(&mut agent.ear(), &mut browser.ear()).await?;
    assert_eq!(browser.codec().await?, codec);
    assert_eq!(agent.hang_up(call).await?, EndCause::HungUpHere);
    browser.wait_for("ended remote").await?;

    browser.forget().await?;
    browser.run(&format!("call('{AGENT}')")).await?;
    let call = agent.answer().await?;
    print_times(codec, None, agent.audio_started(call).await?);
    both_hear(&mut agent.ear(), &mut browser.ear()).await?;
    assert_eq!(browser.codec().await?, codec);
    browser.run("hangUp()").await?;
    assert_eq!(agent.ended(call).await?, EndCause::HungUpThere);
    agent.end().await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn hold_from_either_side_silences_both_and_keys_go_both_ways() -> Result<()> {
    let kamailio = Kamailio::start(None).await?;
    let (browser, _voice) = browser(&kamailio, None).await?;
    let mut agent = Agent::start(line(&kamailio.websocket())).await?;
    let (call, _) = agent.dial(BROWSER).await?;
    browser.wait_for("session remote").await?;
    browser.run("answer()").await?;
    both_hear(&mut agent.ear(), &mut browser.ear()).await?;

    agent.hold(call, true).await?;
    browser.wait_for("hold remote").await?;
    nobody_hears(&mut agent.ear(), &mut browser.ear()).await?;
    agent.hold(call, false).await?;
    both_hear(&mut agent.ear(), &mut browser.ear()).await?;

    browser.run("hold()").await?;
    agent.until_held(call, true).await?;
    nobody_hears(&mut agent.ear(), &mut browser.ear()).await?;
    browser.run("resume()").await?;
    agent.until_held(call, false).await?;
    both_hear(&mut agent.ear(), &mut browser.ear()).await?;

    browser.run("sendDigits('159*#')").await?;
    keys_arrive(&mut agent, call, "159*#").await?;
    press_keys(&agent, &browser, "2680#").await?;
    assert_eq!(agent.hang_up(call).await?, EndCause::HungUpHere);
    browser.wait_for("ended remote").await?;
    agent.end().await?;
    browser.close().await
}

/// A page is not told of the keys of the far side, but Chromium plays their tones.
async fn press_keys(agent: &Agent, browser: &BrowserPhone, keys: &str) -> Result<()> {
    let call = agent.until_call("up", |call| call.allowed.digits).await?.id;
    agent.command(Command::SetMute { call, on: true }).await?;
    let mut ear = browser.ear();
    hears_nothing(&mut ear).await?;
    for digit in keys.chars().filter_map(Digit::from_char) {
        agent.command(Command::SendDigit { call, digit }).await?;
    }
    assert_eq!(dtmf::hears(&mut ear, keys.len()).await?, keys);
    Ok(())
}
