//! The desktop phone in a real window, with real sound devices, against the simulated contact centre.

use anyhow::Result;
use reo_tests::process::until;
use reo_tests::shift::{CallFacts, SAME_SPEECH, Shift};
use std::path::Path;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_works_a_shift_in_the_window() -> Result<()> {
    let pictures = Path::new(env!("CARGO_TARGET_TMPDIR")).join("desktop");
    let mut shift = Shift::start(&pictures).await?;

    let icon = shift.tray_icon().await?;
    shift.sign_in().await?;
    until("a tray icon that says ready", Duration::from_secs(10), || async {
        (icon.tooltip().await.ok()? == "Reo: sẵn sàng nhận cuộc gọi").then_some(())
    })
    .await?;

    let inbound = shift.inbound_call().await?;
    spoke_both_ways(&inbound);
    assert!(!shift.desktop.has_popup().await?, "the popup stayed");

    let outbound = shift.outbound_call().await?;
    spoke_both_ways(&outbound);

    let busy = shift.call_to_busy_customer().await?;
    assert!(busy.end.contains("bận"), "the window said: {}", busy.end);

    let log = shift.screen.output("xdotool", &["search", "--onlyvisible", "--name", "^Reo$"]).await?;
    assert!(!log.trim().is_empty(), "the main window is not to be seen");
    shift.end().await
}

fn spoke_both_ways(facts: &CallFacts) {
    println!("{facts:?}");
    assert!(facts.customer_heard.is_some_and(|share| share >= SAME_SPEECH), "the agent heard: {facts:?}");
    assert!(facts.agent_heard.is_some_and(|share| share >= SAME_SPEECH), "the customer heard: {facts:?}");
    assert!(facts.answer_to_audio.is_some_and(|time| time < Duration::from_secs(5)), "{facts:?}");
}
