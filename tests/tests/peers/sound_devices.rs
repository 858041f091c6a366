//! The program `reo phone` with the sound devices of a real sound server, against a browser phone.

use crate::desk::{BROWSER, both_hear, browser, line};
use anyhow::Result;
use reo_phone::EndCause;
use reo_tests::agent::Agent;
use reo_tests::peers::kamailio::Kamailio;
use reo_tests::process::until;
use reo_tests::pulse::{PulseDaemon, prioritised};
use reo_tests::voice::{Voice, VoiceRate, first_sound};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn agent_and_browser_hear_each_other_through_real_sound_devices() -> Result<()> {
    let kamailio = Kamailio::start(None).await?;
    let (browser, _voice) = browser(&kamailio, None).await?;
    let pulse = PulseDaemon::start()?;
    let mut launcher = prioritised("env");
    pulse.apply(&mut launcher);
    let mut agent = Agent::start_program(launcher.into(), line(&kamailio.websocket()), true).await?;
    let _talks = pulse.play_wav(&Voice::Agent.write_long(pulse.folder(), VoiceRate::Wide)?)?;

    let (call, ringing) = agent.dial(BROWSER).await?;
    browser.wait_for("session remote").await?;
    let speaker = pulse.record_speaker()?;
    let answered_at = speaker.len();
    browser.run("answer()").await?;
    let audio = agent.audio_started(call).await?;
    let sound = until("sound", Duration::from_secs(15), || async {
        first_sound(&speaker.so_far(), reo_tests::pulse::RATE, answered_at).ok()
    });
    println!(
        "sound devices: dial to 180 {} ms, answer to first packet {} ms, click on the far side's answer to sound {} ms",
        ringing.as_millis(),
        audio.as_millis(),
        sound.await?.as_millis()
    );
    both_hear(&mut &speaker, &mut browser.ear()).await?;
    assert_eq!(agent.hang_up(call).await?, EndCause::HungUpHere);
    browser.wait_for("ended remote").await?;
    agent.end().await?;
    browser.close().await
}
