//! Pages come and go: a second tab, a reload in the middle of a call, and Reo restarted under the page.

use crate::office::{AGENT, CRM, Office, is_signed_in, ringing};
use anyhow::{Context, Result, ensure};
use reo_sim::{CallView, EndReason};
use reo_tests::peers::page::CrmPage;
use reo_tests::voice::{AUDIBLE, Ear, wait_for_samples};
use std::time::Duration;

const MOBILE: &str = "0938850000";
const TALKING: &str = "[hasCall isAnswering]";
/// The voice of the tests pauses for breath; a call that was rebuilt is silent for longer.
const PAUSE: Duration = Duration::from_millis(800);

#[tokio::test(flavor = "multi_thread")]
async fn pages_come_and_go_and_calls_stay() -> Result<()> {
    let mut office = Office::open().await?;
    let first = office.signed_in(true).await?;
    let second = office.signed_in(false).await?;
    the_second_takes_over(&office, &first, &second).await.context("a second tab")?;
    the_first_takes_over_when_the_second_goes(&office, &first, second).await.context("a tab that goes")?;
    is_reloaded_while_it_rings(&office, &first).await.context("a reload while it rings")?;
    is_reloaded_in_a_call(&office, &first).await.context("a reload in a call")?;
    is_left_and_come_back_to(&office, &first).await.context("another page")?;
    the_contact_centre_is_lost(&office, &first).await.context("a lost contact centre")?;
    reo_is_restarted(&mut office, &first).await.context("a restart")?;
    first.is_told_nothing_else().await?;
    office.close().await
}

/// Both see the call; one of them at a time can do something about it.
async fn the_second_takes_over(office: &Office, first: &CrmPage, second: &CrmPage) -> Result<()> {
    let call = office.rings(first).await?;
    second.is_told(&[&ringing(&call.call_id)]).await?;
    second.calls("onAcceptCall()").await?;
    first.calls("onAcceptCall()").await?;
    for page in [first, second] {
        page.is_told(&[&[format!("csAcceptCall {TALKING}")]]).await?;
    }
    second.calls("csEnableCall()").await?;
    second.is_told(&[&[format!("csShowEnableVoice true {TALKING}")]]).await?;
    first.is_told(&[&[format!("csShowEnableVoice false {TALKING}")]]).await?;
    first.calls("holdCall()").await?;
    second.calls("muteCall()").await?;
    for page in [first, second] {
        page.is_told(&[&["csMuteCall [hasCall isAnswering isMute]"]]).await?;
    }
    second.calls("endCall()").await?;
    for page in [first, second] {
        page.is_told(&[&["csEndCall"]]).await?;
    }
    office.ended(call.id, EndReason::Agent).await
}

/// The device that the second chose goes with it.
async fn the_first_takes_over_when_the_second_goes(
    office: &Office,
    first: &CrmPage,
    second: CrmPage,
) -> Result<()> {
    second.calls(&format!("changeDevice(3, '{MOBILE}')")).await?;
    for page in [first, &second] {
        page.is_told(&[&["csShowDeviceType 3"]]).await?;
    }
    second.close().await?;
    first.is_told(&[&["csShowEnableVoice true", "csShowDeviceType 1"]]).await?;
    office.agent_is("back on the computer", |agent| agent.device == 1).await?;
    office.phone.until("ready", |view| view.ready).await?;
    let call = office.rings(first).await?;
    office.sim.hang_up(call.id)?;
    first.is_told(&[&["csEndCall"]]).await
}

/// The page knows again that it rings.
async fn is_reloaded_while_it_rings(office: &Office, page: &CrmPage) -> Result<()> {
    let call = office.rings(page).await?;
    page.reload().await?;
    is_signed_in(page, true).await?;
    page.is_told(&[&ringing(&call.call_id)]).await?;
    page.calls("endCall()").await?;
    page.is_told(&[&["csEndCall"]]).await?;
    office.everybody_is_free().await
}

/// To another page and back.
async fn is_left_and_come_back_to(office: &Office, page: &CrmPage) -> Result<()> {
    page.open(&format!("{}/blank", office.site.at(CRM))).await?;
    page.back().await?;
    page.until("window.crm !== undefined").await?;
    is_signed_in(page, true).await
}

/// The agent socket of the phone dies; the page is told, and goes on.
async fn the_contact_centre_is_lost(office: &Office, page: &CrmPage) -> Result<()> {
    office.sim.drop_agent_sockets(Some(AGENT));
    page.is_told(&[&["csNotifyReconnecting 1 20"]]).await?;
    office.phone.until("ready", |view| view.ready).await?;
    let call = office.rings(page).await?;
    office.sim.hang_up(call.id)?;
    page.is_told(&[&["csEndCall"]]).await
}

/// The page knows at once where the call stands, and neither side of the call noticed anything.
async fn is_reloaded_in_a_call(office: &Office, page: &CrmPage) -> Result<()> {
    let call = office.talks(page).await?;
    page.calls("muteCall()").await?;
    page.is_told(&[&["csMuteCall [hasCall isAnswering isMute]"]]).await?;
    page.reload().await?;
    is_back(page, &call, true).await?;
    page.calls("muteCall()").await?;
    page.is_told(&[&[format!("csUnMuteCall {TALKING}")]]).await?;
    office.both_hear_something(call.id).await?;
    let from = office.customer(call.id).heard().await?.len();
    let mut waits = Vec::new();
    for _ in 0..3 {
        page.reload().await?;
        is_back(page, &call, false).await?;
        waits.push(page.value("crm.answeredAfter").await?.as_f64().context("a time")?);
    }
    let best = waits.iter().copied().fold(f64::MAX, f64::min);
    ensure!(best < 1_000.0, "back after {waits:?} ms");
    assert_eq!(page.value("sessionStorage.crmUnloads").await?, "5");
    nothing_was_lost(office, &call, from).await?;
    page.calls("endCall()").await?;
    page.is_told(&[&["csEndCall"]]).await?;
    office.ended(call.id, EndReason::Agent).await
}

/// The page is told of the call in the order in which it came to be.
async fn is_back(page: &CrmPage, call: &CallView, muted: bool) -> Result<()> {
    is_signed_in(page, true).await?;
    page.is_told(&[&ringing(&call.call_id)]).await?;
    page.is_told(&[&[format!("csAcceptCall {TALKING}")]]).await?;
    if muted {
        page.is_told(&[&["csMuteCall [hasCall isAnswering isMute]"]]).await?;
    }
    Ok(())
}

/// Since then the customer heard the agent without a break.
async fn nothing_was_lost(office: &Office, call: &CallView, from: usize) -> Result<()> {
    let mut customer = office.customer(call.id);
    let (rate, now) = (customer.rate(), customer.heard().await?.len());
    let heard = wait_for_samples(&mut customer, now + rate as usize).await?;
    let quiet = heard[from..].split(|sample| sample.abs() > AUDIBLE).map(<[f32]>::len).max().unwrap_or(0);
    let quiet = Duration::from_secs_f64(quiet as f64 / f64::from(rate));
    ensure!(quiet < PAUSE, "the customer heard nothing for {quiet:?}");
    Ok(())
}

/// Signed out when Reo ends; the page finds it again by itself, and its agent is signed in again.
async fn reo_is_restarted(office: &mut Office, page: &CrmPage) -> Result<()> {
    office.phone.restart().await?;
    page.until("crm.log.indexOf('csInitComplete') >= 0").await?;
    page.until("crm.log[0] === 'csNotifyReconnecting 1 20'").await?;
    page.calls("crm.log = crm.log.filter((line) => !line.startsWith('csNotifyReconnecting'))").await?;
    is_signed_in(page, true).await?;
    office.phone.until("ready", |view| view.ready).await?;
    let call = office.talks(page).await?;
    office.sim.hang_up(call.id)?;
    page.is_told(&[&["csEndCall"]]).await?;
    office.ended(call.id, EndReason::Customer).await
}
