//! What goes wrong at the agent's desk is said in the window: what happened, what it means, what to do.

use anyhow::{Context, Result};
use reo_model::Extension;
use reo_sim::Faults;
use reo_tests::desk::registered;
use reo_tests::process::free_port;
use reo_tests::pulse::Layout;
use reo_tests::shift::{AGENT, Shift};
use std::path::Path;

fn pictures(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// Fills in the form and gives what the window says about it.
async fn refused(shift: &mut Shift, base: &str, domain: &str, token: &str, wanted: &str) -> Result<()> {
    shift.desktop.fill("sign-in-base", base).await?;
    shift.desktop.fill("sign-in-domain", domain).await?;
    shift.desktop.fill("sign-in-token", token).await?;
    shift.desktop.click("sign-in-button").await?;
    let said = shift.desktop.wait_for_text("sign-in-problem", |text| text.contains(wanted)).await;
    said.with_context(|| format!("the window should say: {wanted}"))?;
    shift.picture("refused").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_fails_is_explained() -> Result<()> {
    let mut shift = Shift::start(&pictures("sign-in")).await?;
    let ready = shift.sim.ready_line();
    let (base, domain) = (ready.base.as_str(), ready.domain.as_str());
    let agent = Extension::from(AGENT);
    let token = shift.sim.token(&agent).into_inner();
    let expired = shift.sim.token_until(&agent, "2020-01-01 00:00:00").into_inner();
    let nobody_listens = format!("https://127.0.0.1:{}", free_port()?);

    refused(&mut shift, base, domain, "not.a.token", "Mã đăng nhập không đúng").await?;
    refused(&mut shift, base, domain, &expired, "Mã đăng nhập đã hết hạn").await?;
    refused(&mut shift, base, "0000000000", &token, "không có tên miền này").await?;
    refused(&mut shift, base, "0900000000", &token, "Hợp đồng của tên miền đã hết hạn").await?;
    refused(&mut shift, &nobody_listens, domain, &token, "Không kết nối được tới máy chủ").await?;
    shift.sim.set_faults(Faults { html_constants: true, ..Faults::default() });
    refused(&mut shift, base, domain, &token, "Không đọc được tệp cấu hình").await?;
    shift.sim.set_faults(Faults { html_sign_in: true, ..Faults::default() });
    refused(&mut shift, base, domain, &token, "không phải là tổng đài").await?;

    shift.sim.set_faults(Faults { garbage_sip: true, ..Faults::default() });
    shift.desktop.fill("sign-in-token", &token).await?;
    shift.desktop.click("sign-in-button").await?;
    shift.desktop.wait_for_text("trouble", |text| text.contains("Máy chủ thoại trả lời sai")).await?;
    shift.picture("line").await?;
    shift.sim.set_faults(Faults::default());
    shift.desktop.click("trouble-help").await?;
    registered(&shift.sim, AGENT).await?;
    shift.desktop.wait_until_gone("trouble").await?;

    shift.desktop.fill("dial-field", "09o1 234 567").await?;
    shift.desktop.wait_for_text("dial-problem", |text| !text.is_empty()).await?;
    shift.picture("number").await?;
    shift.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_microphone_the_window_says_so_and_a_call_can_still_be_heard() -> Result<()> {
    let mut shift = Shift::start_with(&pictures("no-microphone"), Layout::SpeakerOnly).await?;
    let token = shift.sim.token(&Extension::from(AGENT));
    shift.desktop.fill("sign-in-token", token.expose()).await?;
    shift.desktop.click("sign-in-button").await?;
    shift.desktop.wait_for_text("trouble", |text| text.contains("Không thấy micro")).await?;
    shift.picture("trouble").await?;
    registered(&shift.sim, AGENT).await?;
    let call = shift.sim.customer_calls(reo_sim::CallRequest::from_number("0901234567"))?;
    shift.desktop.switch_to_popup().await?;
    let speaker = shift.pulse.record_speaker()?;
    shift.desktop.click("accept").await?;
    shift.desktop.switch_to_main().await?;
    shift.desktop.wait_for("call-timer").await?;
    let heard = reo_tests::shift::heard_at_speaker(&speaker).await?;
    println!("call {}: {heard:?}", call.id);
    assert!(heard.found >= reo_tests::shift::SAME_SPEECH, "{heard:?}");
    shift.end().await
}
