//! The desktop phone in a real window, with real sound devices, against the simulated contact centre.

#![allow(clippy::print_stdout, reason = "the measured figures are worth reading")]

use anyhow::{Context, Result};
use reo_sim::{CallRequest, CallState};
use reo_tests::desktop::program;
use reo_tests::process::until;
use reo_tests::shift::{CallFacts, SAME_SPEECH, Shift};
use reo_tests::tray::TrayIcon;
use std::path::{Path, PathBuf};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(15);

fn pictures(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_works_a_shift_in_the_window() -> Result<()> {
    let mut shift = Shift::start(&pictures("desktop")).await?;
    let icon = shift.tray_icon().await?;
    shift.sign_in().await?;
    tooltip_becomes(&icon, "Reo: sẵn sàng nhận cuộc gọi").await?;

    let inbound = shift.inbound_call().await?;
    spoke_both_ways(&inbound);
    assert!(!shift.desktop.has_popup().await?, "the popup stayed");

    let outbound = shift.outbound_call().await?;
    spoke_both_ways(&outbound);

    let busy = shift.call_to_busy_customer().await?;
    assert!(busy.end.contains("bận"), "the window said: {}", busy.end);
    shift.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_popup_leaves_the_keyboard_where_it_is_and_the_tray_brings_the_window_back() -> Result<()> {
    let mut shift = Shift::start(&pictures("windows")).await?;
    let icon = shift.tray_icon().await?;
    shift.sign_in().await?;

    let focused = focused_window(&shift).await?;
    let call = shift.sim.customer_calls(CallRequest::from_number("0901234567"))?;
    shift.desktop.switch_to_popup().await?;
    shift.desktop.wait_for("refuse").await?;
    shift.desktop.painted().await?;
    assert_eq!(focused_window(&shift).await?, focused, "the popup took the keyboard");
    tooltip_becomes(&icon, "Reo: có cuộc gọi đến").await?;
    shift.desktop.click("refuse").await?;
    shift.desktop.switch_to_main().await?;
    let ended = shift.sim.call_until(call.id, |call| call.state == CallState::Ended).await;
    assert!(ended.is_some(), "the refused call goes on");

    shift.screen.output("wmctrl", &["-c", "Reo"]).await?;
    main_window_is(&shift, false).await.context("closing the window")?;
    icon.click().await?;
    main_window_is(&shift, true).await.context("clicking the tray icon")?;

    let mut again = shift.screen.command(program("reo-desktop"));
    let status =
        tokio::time::timeout(PATIENCE, again.status()).await.context("a second instance runs on")??;
    assert!(status.success(), "the second instance ended with {status}");
    shift.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_headset_pulled_out_in_a_call_is_told_and_the_call_goes_on() -> Result<()> {
    let mut shift = Shift::start(&pictures("headset")).await?;
    shift.sign_in().await?;
    let call = shift.sim.customer_calls(CallRequest::from_number("0901234567"))?;
    shift.desktop.switch_to_popup().await?;
    shift.desktop.click("accept").await?;
    shift.desktop.switch_to_main().await?;
    shift.desktop.wait_for("call-timer").await?;

    shift.pulse.unload("source_name=micsrc")?;
    shift.desktop.wait_for_text("trouble", |text| text.to_lowercase().contains("micro")).await?;
    shift.picture("pulled-out").await?;
    shift.pulse.load(reo_tests::pulse::MICROPHONE)?;
    shift.desktop.wait_until_gone("trouble").await?;

    assert_eq!(shift.sim.call(call.id).map(|call| call.state), Some(CallState::Talking));
    shift.desktop.click("hang-up").await?;
    assert!(shift.sim.call_until(call.id, |call| call.state == CallState::Ended).await.is_some());
    shift.end().await
}

fn spoke_both_ways(facts: &CallFacts) {
    println!("{facts:?}");
    assert!(facts.customer_heard.is_some_and(|share| share >= SAME_SPEECH), "the agent heard: {facts:?}");
    assert!(facts.agent_heard.is_some_and(|share| share >= SAME_SPEECH), "the customer heard: {facts:?}");
    assert!(facts.answer_to_audio.is_some_and(|time| time < Duration::from_secs(5)), "{facts:?}");
}

async fn tooltip_becomes(icon: &TrayIcon, wanted: &str) -> Result<()> {
    until(format!("a tray icon that says `{wanted}`"), PATIENCE, || async {
        (icon.tooltip().await.ok()? == wanted).then_some(())
    })
    .await
}

async fn focused_window(shift: &Shift) -> Result<String> {
    shift.screen.output("xdotool", &["getwindowfocus"]).await
}

async fn main_window_is(shift: &Shift, visible: bool) -> Result<()> {
    until(format!("a main window with visible = {visible}"), PATIENCE, || async {
        let found =
            shift.screen.output("xdotool", &["search", "--onlyvisible", "--name", "^Reo$"]).await.ok()?;
        (found.trim().is_empty() != visible).then_some(())
    })
    .await
}
