//! Links for calls from other programs: each fills in a number in the window, none makes a call.

mod desktop_file;
mod rig;

use anyhow::Result;
use reo_sim::{CallRequest, CallState};
use reo_tests::shift::CALLER;
use rig::{Linked, NUMBER, SHOWN};

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_starts_the_phone_is_there_after_the_sign_in() -> Result<()> {
    let link = format!("reo://call?number=%2B84{}&ref=DH-117", &NUMBER[1..]);
    let mut linked = Linked::start_with("cold-start", &[&link]).await?;
    linked.desktop.wait_for_text("link-bar", |text| text.contains(SHOWN)).await?;
    linked.sign_in().await?;
    linked.field_becomes(SHOWN).await?;
    linked.facts_hold("DH-117").await?;
    linked.picture("filled").await?;
    assert!(linked.sim.calls().is_empty(), "a link made a call");

    linked.desktop.click("dial-button").await?;
    linked.dialled(NUMBER).await?;
    linked.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clicked_link_brings_the_phone_back_from_the_tray_with_the_number_filled_in() -> Result<()> {
    let mut linked = Linked::start_with("from-tray", &[]).await?;
    linked.sign_in().await?;
    // Without one a closed window would not be hidden.
    linked.tray_icon().await?;
    desktop_file::install(&linked.screen).await?;
    linked.screen.output("wmctrl", &["-c", "Reo"]).await?;
    linked.window_is(false).await?;

    linked.click_link(&format!("tel:{NUMBER};ext=12")).await?;
    linked.window_is(true).await?;
    linked.field_becomes(SHOWN).await?;
    linked.facts_hold("12").await?;
    linked.field_has_the_keyboard().await?;
    linked.picture("back").await?;

    linked.click_link("sip:5001@sip.example.vn").await?;
    linked.field_becomes("5001").await?;
    linked.click_link("callto:+84-901-234-567").await?;
    linked.field_becomes("0901 234 567").await?;
    assert!(linked.sim.calls().is_empty(), "a link made a call");
    linked.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_in_a_call_waits_in_sight_until_the_call_is_over() -> Result<()> {
    let mut linked = Linked::start_with("in-a-call", &[]).await?;
    linked.sign_in().await?;
    let call = linked.sim.customer_calls(CallRequest::from_number(CALLER))?;
    linked.desktop.switch_to_popup().await?;
    linked.desktop.click("accept").await?;
    linked.desktop.switch_to_main().await?;
    linked.desktop.wait_for("call-timer").await?;

    linked.start_again_with(&format!("tel:{NUMBER}")).await?;
    linked.desktop.wait_for_text("link-bar", |text| text.contains(SHOWN)).await?;
    linked.picture("waits").await?;
    assert_eq!(linked.sim.call(call.id).map(|call| call.state), Some(CallState::Talking));

    linked.desktop.click("hang-up").await?;
    linked.desktop.wait_for_text("end-cause", |text| !text.is_empty()).await?;
    linked.picture("over").await?;
    linked.desktop.click("close-call").await?;
    linked.field_becomes(SHOWN).await?;
    linked.desktop.wait_until_gone("link-bar").await?;
    linked.picture("filled").await?;
    assert_eq!(linked.sim.calls().len(), 1, "a link made a call");
    linked.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_honest_link_is_refused_in_words() -> Result<()> {
    let mut linked = Linked::start_with("hostile", &[]).await?;
    linked.sign_in().await?;
    let long = format!("tel:{}", "9".repeat(4000));
    for (link, words) in [
        ("tel:113; rm -rf", "có phần mà Reo không hiểu"),
        ("tel:*%2321%23", "ký tự không gọi được"),
        ("tel:0901234567%0d%0aVia:", "ký tự không gọi được"),
        ("sip:0901234567@sip.example.vn?Replaces=1", "có phần mà Reo không hiểu"),
        ("reo://call?number=0901234567&now=1", "có phần mà Reo không hiểu"),
        ("reo://call?number=<script>", "ký tự không gọi được"),
        ("tel:%ff", "Liên kết bị hỏng"),
        ("javascript:alert(1)", "không phải là liên kết gọi điện"),
        (&long, "dài quá mức"),
    ] {
        linked.start_again_with(link).await?;
        linked.desktop.wait_for_text("link-bar", |text| text.contains(words)).await?;
        linked.picture("refused").await?;
        linked.desktop.click("link-dismiss").await?;
        linked.desktop.wait_until_gone("link-bar").await?;
    }
    linked.field_becomes("").await?;
    assert!(linked.sim.calls().is_empty(), "a link made a call");
    linked.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pasted_web_address_gives_its_number_and_nothing_of_its_token() -> Result<()> {
    let mut linked = Linked::start_with("pasted", &[]).await?;
    linked.sign_in().await?;
    linked
        .paste(&format!("Gọi https://api.example.vn/kanow/c2call?token=SECRET&number={NUMBER} nhé"))
        .await?;
    linked.field_becomes(SHOWN).await?;
    linked.paste("https://api.example.vn/kanow/c2call?token=SECRET").await?;
    linked.desktop.wait_for_text("link-bar", |text| text.contains("không có số")).await?;
    linked.field_becomes(SHOWN).await?;
    assert!(!linked.desktop.client().source().await?.contains("SECRET"), "the page holds the token");
    linked.paste("Anh Minh: 0901 234 567 (sáng thứ Hai)").await?;
    linked.field_becomes("0901 234 567").await?;
    linked.end().await
}
