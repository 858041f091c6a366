//! The shift of one agent: calls in and out, hold and mute, status, another device.

use crate::office::{Office, PATIENCE, SUPPORT_LINE};
use crate::page::Page;
use anyhow::{Context, Result};
use reo_model::Extension;
use reo_sim::{Behaviour, CallRequest, CallState, CallView, EndReason, Faults, Outcome, SimConfig};
use reo_tests::process::until;
use reo_tests::voice::{hears_nothing, hears_something};
use serde_json::json;

const AGENT: &str = "5000";
const CALLER: &str = "0901234567";
const ANSWERS: &str = "0912345678";
const BUSY: &str = "0987654321";
const MOBILE: &str = "0938850000";

#[tokio::test(flavor = "multi_thread")]
async fn a_page_works_a_shift() -> Result<()> {
    let office = Office::open(SimConfig::default()).await?;
    let page = office.page().await?;
    office.sign_in(&page, AGENT).await?;
    changes_status(&office, &page).await.context("status")?;
    answers_a_call(&office, &page).await.context("a call in")?;
    calls_a_customer(&office, &page).await.context("a call out")?;
    calls_a_busy_customer(&office, &page).await.context("a busy customer")?;
    works_on_a_mobile(&office, &page).await.context("another device")?;
    is_supervised(&office, &page).await.context("a supervisor")?;
    page.close().await?;
    office.sim.shutdown().await;
    Ok(())
}

async fn changes_status(office: &Office, page: &Page) -> Result<()> {
    page.calls("changeCallStatus()").await?;
    page.is_told(&[&["csShowCallStatus Offline"]]).await?;
    office.agent_is(AGENT, "unavailable", |agent| agent.status == "NOT AVAILABLE").await?;
    becomes_available(office, page).await?;
    let no_answer = json!({"agentStatus": "NO ANSWER"});
    office.sim.tell_agent(&Extension::from(AGENT), "RELOAD_AGENT_STATUS_RESPONSE_ID", no_answer)?;
    page.is_told(&[&["csShowCallStatus No Answer"]]).await?;
    becomes_available(office, page).await
}

async fn becomes_available(office: &Office, page: &Page) -> Result<()> {
    page.calls("changeCallStatus()").await?;
    page.is_told(&[&["csShowCallStatus Online"]]).await?;
    office.agent_is(AGENT, "available", |agent| agent.status == "AVAILABLE").await
}

/// A customer calls; returns the call, which rings in the page.
async fn rings(office: &Office, page: &Page) -> Result<u64> {
    let agent = Some(Extension::from(AGENT));
    let request = CallRequest { agent, queue: "Sales".to_owned(), ..CallRequest::from_number(CALLER) };
    let call = office.sim.customer_calls(request)?;
    let (id, ring) = (format!("csCurrentCallId {}", call.call_id), format!("csCallRinging {CALLER}"));
    page.is_told(&[&[&id, &ring]]).await?;
    Ok(call.id)
}

async fn answers_a_call(office: &Office, page: &Page) -> Result<()> {
    let call = rings(office, page).await?;
    assert_eq!(
        page.value("[getHotline(), getIvrSelection(), csVoice.isRinging, isCsCallout()]").await?,
        json!([office.sim.ready_line().domain.as_str(), "Sales", true, false])
    );
    page.calls("onAcceptCall()").await?;
    page.is_told(&[&["csAcceptCall"]]).await?;
    office.both_hear_something(page, call).await?;
    page.calls("sendDTMF('7')").await?;
    is_held(office, page, call).await.context("hold")?;
    is_muted(office, page, call).await.context("mute")?;
    office.both_hear(page, call).await.context("after hold and mute")?;
    let digits = |call: &CallView| call.media.as_ref().is_some_and(|media| media.digits == "7");
    office.call_is(call, "sent a key", digits).await?;
    page.calls("endCall()").await?;
    page.is_told(&[&["csEndCall"]]).await?;
    ended(office, page, call, EndReason::Agent).await
}

/// The contact centre keeps the agent away, and joins the two again.
async fn is_held(office: &Office, page: &Page, call: u64) -> Result<()> {
    page.calls("holdCall()").await?;
    page.is_told(&[&["csHoldCall"]]).await?;
    office.call_is(call, "held", |call| call.held).await?;
    hears_nothing(&mut page.ear()).await.context("the agent")?;
    page.calls("holdCall()").await?;
    page.is_told(&[&["csUnHoldCall"]]).await
}

/// The customer hears nothing, the agent goes on hearing the customer.
async fn is_muted(office: &Office, page: &Page, call: u64) -> Result<()> {
    page.calls("muteCall()").await?;
    page.is_told(&[&["csMuteCall"]]).await?;
    assert_eq!(page.value("[csVoice.isMute, csVoice.isHold]").await?, json!([true, false]));
    hears_nothing(&mut office.customer(call)).await.context("the customer")?;
    hears_something(&mut page.ear()).await.context("the agent")?;
    page.calls("muteCall()").await?;
    page.is_told(&[&["csUnMuteCall"]]).await
}

/// The call is over on both sides.
async fn ended(office: &Office, page: &Page, call: u64, reason: EndReason) -> Result<()> {
    office.call_is(call, "over", |call| call.state == CallState::Ended).await?;
    assert_eq!(office.call(call)?.ended, Some(reason));
    page.until("!rig.hasSession() && !isCsHasCall()").await
}

async fn calls_a_customer(office: &Office, page: &Page) -> Result<()> {
    assert_eq!(
        page.value("csVoice.getCalloutServices().map((service) => service.callout_id)").await?,
        json!(["11", "12"])
    );
    let call = calls_out(office, page, "12", &["csCallRingingAgent"]).await?;
    let state = page.value("[csVoice.isAnswering, isCsCallout(), getCurrentCallId(), getHotline()]").await?;
    assert_eq!(state, json!([true, true, call.call_id, SUPPORT_LINE]));
    office.both_hear_something(page, call.id).await?;
    is_held(office, page, call.id).await.context("hold")?;
    office.both_hear(page, call.id).await.context("after hold")?;
    office.sim.hang_up(call.id)?;
    page.is_told(&[&["csEndCall"]]).await?;
    ended(office, page, call.id, EndReason::Customer).await
}

/// A customer is called through an outbound service and answers; `agent_rings` is told when the agent's phone rings.
async fn calls_out(office: &Office, page: &Page, service: &str, agent_rings: &[&str]) -> Result<CallView> {
    page.calls(&format!("csCallout('{ANSWERS}', '{service}')")).await?;
    page.is_told(&[&[format!("showCalloutInfo {ANSWERS}").as_str()], agent_rings]).await?;
    let last = || async { office.sim.calls().pop().filter(|call| call.number.expose() == ANSWERS) };
    let call = until("a call", PATIENCE, last).await?;
    let (id, ring) = (format!("csCurrentCallId {}", call.call_id), format!("csCallRinging {ANSWERS}"));
    page.is_told(&[&[id.as_str(), &ring], &["csCustomerAccept"]]).await?;
    Ok(call)
}

/// Nothing more is told after the error: the events that are asked about next begin with the next call.
async fn calls_a_busy_customer(office: &Office, page: &Page) -> Result<()> {
    office.sim.set_customer(BUSY, Behaviour { outcome: Outcome::Busy, ..Behaviour::default() });
    page.calls(&format!("csCallout('{BUSY}')")).await?;
    let called = format!("showCalloutInfo {BUSY}");
    let error = "showCalloutError IPCC_NOT_CONNECT_CUSTOMER 486";
    page.is_told(&[&[called.as_str()], &["csCallRingingAgent"], &[error]]).await?;
    let call = office.sim.calls().pop().context("no call")?;
    ended(office, page, call.id, EndReason::CustomerRefused(486)).await
}

/// Calls ring on a mobile phone, and are followed and steered in the page.
async fn works_on_a_mobile(office: &Office, page: &Page) -> Result<()> {
    page.calls(&format!("changeDevice(3, '{MOBILE}')")).await?;
    page.is_told(&[&["csShowDeviceType 3"]]).await?;
    page.until("!rig.isRegistered()").await?;
    office.agent_is(AGENT, "on a mobile", |agent| agent.device == 3).await?;
    let call = rings(office, page).await?;
    page.is_told(&[&["csAcceptCall"]]).await?;
    ends_it(office, page, call).await.context("a call in")?;
    let call = calls_out(office, page, "11", &[]).await.context("a call out")?;
    ends_it(office, page, call.id).await
}

/// The agent ends a call that is elsewhere.
async fn ends_it(office: &Office, page: &Page, call: u64) -> Result<()> {
    office.call_is(call, "talking", |call| call.state == CallState::Talking).await?;
    page.calls("endCall()").await?;
    page.is_told(&[&["csEndCall"]]).await?;
    ended(office, page, call, EndReason::Agent).await
}

/// In the page again, with the INVITE before the ring message: a supervisor has something to say, and ends the call.
async fn is_supervised(office: &Office, page: &Page) -> Result<()> {
    page.calls("changeDevice(1)").await?;
    page.is_told(&[&["csShowDeviceType 1"]]).await?;
    page.until("rig.isRegistered()").await?;
    office.sim.set_faults(Faults { late_ring_ms: 500, ..Faults::default() });
    let call = rings(office, page).await?;
    page.calls("onAcceptCall()").await?;
    page.is_told(&[&["csAcceptCall"]]).await?;
    office.sim.notify(&Extension::from(AGENT), "Be brief")?;
    page.is_told(&[&["alert Be brief"]]).await?;
    office.sim.terminate_saying(call, "That was too long")?;
    page.is_told(&[&["alert That was too long", "csEndCall"]]).await?;
    ended(office, page, call, EndReason::Supervisor).await
}
