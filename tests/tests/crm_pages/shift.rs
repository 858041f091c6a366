//! The shift of one agent in an old page: nothing of it was changed but the address of its scripts.

use crate::office::{AGENT, Office};
use anyhow::{Context, Result, ensure};
use reo_bridge::{AskKind, NumberClass};
use reo_model::Extension;
use reo_sim::{Behaviour, CallState, CallView, EndReason, Outcome};
use reo_tests::peers::page::CrmPage;
use reo_tests::voice::{hears_nothing, hears_something};
use serde_json::json;

const ANSWERS: &str = "0912345678";
const BUSY: &str = "0987654321";
const PREMIUM: &str = "19001234";
const MOBILE: &str = "0938850000";

#[tokio::test(flavor = "multi_thread")]
async fn an_old_page_works_a_shift() -> Result<()> {
    let office = Office::open().await?;
    let page = office.signed_in(true).await?;
    knows_the_agent(&page).await?;
    changes_status(&office, &page).await.context("status")?;
    answers_a_call(&office, &page).await.context("a call in")?;
    refuses_a_call(&office, &page).await.context("a call that is refused")?;
    both_are_quick(&office, &page).await.context("a race")?;
    calls_a_customer(&office, &page).await.context("a call out")?;
    calls_what_costs(&office, &page).await.context("a number that costs")?;
    calls_a_busy_customer(&office, &page).await.context("a busy customer")?;
    works_on_a_mobile(&office, &page).await.context("another device")?;
    is_supervised(&office, &page).await.context("a supervisor")?;
    page.is_told_nothing_else().await?;
    office.close().await
}

async fn knows_the_agent(page: &CrmPage) -> Result<()> {
    let user = page.value("[csUser.agent_id, csUser.extension, getExtension()]").await?;
    assert_eq!(user, json!([AGENT, AGENT, AGENT]));
    let services = "csVoice.getCalloutServices().map(function (s) { return [s.callout_id, s.is_default]; })";
    assert_eq!(page.value(services).await?, json!([["11", 1], ["12", 0]]));
    Ok(())
}

async fn changes_status(office: &Office, page: &CrmPage) -> Result<()> {
    page.calls("changeCallStatus()").await?;
    page.is_told(&[&["csShowCallStatus Offline"]]).await?;
    office.agent_is("unavailable", |agent| agent.status == "NOT AVAILABLE").await?;
    becomes_available(office, page).await?;
    let no_answer = json!({"agentStatus": "NO ANSWER"});
    office.sim.tell_agent(&Extension::from(AGENT), "RELOAD_AGENT_STATUS_RESPONSE_ID", no_answer)?;
    page.is_told(&[&["csShowCallStatus No Answer"]]).await?;
    becomes_available(office, page).await
}

async fn becomes_available(office: &Office, page: &CrmPage) -> Result<()> {
    page.calls("changeCallStatus()").await?;
    page.is_told(&[&["csShowCallStatus Online"]]).await?;
    office.agent_is("available", |agent| agent.status == "AVAILABLE").await
}

async fn answers_a_call(office: &Office, page: &CrmPage) -> Result<()> {
    let call = office.rings(page).await?;
    let state =
        page.value("[getCurrentCallId(), getHotline(), getIvrSelection(), isCsHasCall(), isCsCallout()]");
    let hotline = office.sim.ready_line().domain;
    assert_eq!(state.await?, json!([call.call_id, hotline.as_str(), "Sales", true, false]));
    page.calls("onAcceptCall()").await?;
    page.is_told(&[&["csAcceptCall [hasCall isAnswering]"]]).await?;
    office.both_hear_something(call.id).await?;
    page.calls("sendDTMF('7')").await?;
    is_held(office, page, call.id, "hasCall isAnswering").await.context("hold")?;
    is_muted(office, page, call.id, "hasCall isAnswering").await.context("mute")?;
    office.both_hear(call.id).await.context("after hold and mute")?;
    let digits = |call: &CallView| call.media.as_ref().is_some_and(|media| media.digits == "7");
    office.call_is(call.id, "sent a key", digits).await?;
    page.calls("endCall()").await?;
    page.is_told(&[&["csEndCall"]]).await?;
    office.ended(call.id, EndReason::Agent).await?;
    assert_eq!(page.value("[csVoice.callInfo, isCsHasCall()]").await?, json!([null, false]));
    Ok(())
}

/// The contact centre keeps the agent away, and joins the two again.
async fn is_held(office: &Office, page: &CrmPage, call: u64, flags: &str) -> Result<()> {
    page.calls("holdCall()").await?;
    page.is_told(&[&[format!("csHoldCall [{flags} isHold]")]]).await?;
    office.call_is(call, "held", |call| call.held).await?;
    hears_nothing(&mut office.phone.ear()).await.context("the agent")?;
    page.calls("holdCall()").await?;
    page.is_told(&[&[format!("csUnHoldCall [{flags}]")]]).await
}

/// The customer hears nothing, the agent goes on hearing the customer.
async fn is_muted(office: &Office, page: &CrmPage, call: u64, flags: &str) -> Result<()> {
    page.calls("muteCall()").await?;
    page.is_told(&[&[format!("csMuteCall [{flags} isMute]")]]).await?;
    hears_nothing(&mut office.customer(call)).await.context("the customer")?;
    hears_something(&mut office.phone.ear()).await.context("the agent")?;
    page.calls("muteCall()").await?;
    page.is_told(&[&[format!("csUnMuteCall [{flags}]")]]).await
}

async fn refuses_a_call(office: &Office, page: &CrmPage) -> Result<()> {
    let call = office.rings(page).await?;
    page.calls("endCall()").await?;
    page.is_told(&[&["csEndCall"]]).await?;
    let refused = |call: &CallView| matches!(call.ended, Some(EndReason::AgentRefused(_)));
    office.call_is(call.id, "refused", refused).await
}

/// The customer gives up in the moment in which the agent answers. Whoever is first, the call is over in the end.
async fn both_are_quick(office: &Office, page: &CrmPage) -> Result<()> {
    for _ in 0..3 {
        let call = office.rings(page).await?;
        let answers = page.calls("onAcceptCall()");
        let (answered, gone) = tokio::join!(answers, async { office.sim.hang_up(call.id) });
        answered?;
        gone?;
        page.until("crm.log.indexOf('csEndCall') >= 0").await?;
        let told = page.told().await?;
        ensure!(told.len() == 1 || told[..1] == ["csAcceptCall [hasCall isAnswering]"], "told {told:?}");
        assert_eq!(page.value("[csVoice.hasCall, csVoice.isAnswering]").await?, json!([false, false]));
        page.calls("crm.log.length = 0").await?;
        office.everybody_is_free().await?;
    }
    Ok(())
}

/// The agent is asked in Reo's window, says no, and says yes.
async fn calls_what_costs(office: &Office, page: &CrmPage) -> Result<()> {
    let before = office.sim.calls().len();
    office.sim.set_customer(PREMIUM, Behaviour { outcome: Outcome::Busy, ..Behaviour::default() });
    let flags = "[hasCall isRinging isCallout]";
    page.calls(&format!("csCallout('{PREMIUM}')")).await?;
    page.is_told(&[&[format!("showCalloutInfo {PREMIUM} {flags}")]]).await?;
    let ask = office.phone.question().await?;
    ensure!(matches!(&ask.what, AskKind::Dial { kind: NumberClass::Premium, .. }), "{ask:?}");
    office.phone.declines(&ask)?;
    page.is_told(&[&["showCalloutError CALLOUT_PERMISSION_DENY"]]).await?;
    assert_eq!(office.sim.calls().len(), before);
    page.calls(&format!("csCallout('{PREMIUM}')")).await?;
    page.is_told(&[&[format!("showCalloutInfo {PREMIUM} {flags}")]]).await?;
    office.phone.agrees(&office.phone.question().await?, None)?;
    page.is_told(&[&[format!("csCallRingingAgent {flags}")]]).await?;
    page.is_told(&[&["showCalloutError IPCC_NOT_CONNECT_CUSTOMER 486 [isCallout]"]]).await?;
    office.everybody_is_free().await
}

/// A customer is called through an outbound service, as the CRM writes numbers, and answers. Mute works here, too.
async fn calls_a_customer(office: &Office, page: &CrmPage) -> Result<()> {
    office.sim.set_customer(ANSWERS, Behaviour { after_ms: 500, ..Behaviour::default() });
    page.calls("csCallout('091 234.5678', '12')").await?;
    let call = is_called(office, page, "091 234.5678").await?;
    assert_eq!(call.line, "0938828212");
    let flags = "hasCall isAnswering isCallout";
    page.is_told(&[&[format!("csCustomerAccept [{flags}]")]]).await?;
    let state = page.value("[isCsCallout(), getCurrentCallId(), getHotline()]").await?;
    assert_eq!(state, json!([true, call.call_id, "0938828212"]));
    is_muted(office, page, call.id, flags).await.context("mute")?;
    is_held(office, page, call.id, flags).await.context("hold")?;
    office.both_hear(call.id).await.context("after hold and mute")?;
    office.sim.hang_up(call.id)?;
    page.is_told(&[&["csEndCall [isCallout]"]]).await?;
    office.ended(call.id, EndReason::Customer).await?;
    assert_eq!(page.value("[isCsCallout(), csVoice.isCallout]").await?, json!([false, false]));
    Ok(())
}

/// Until the customer's phone rings.
async fn is_called(office: &Office, page: &CrmPage, dialled: &str) -> Result<CallView> {
    let flags = "[hasCall isRinging isCallout]";
    let begun = [format!("showCalloutInfo {dialled} {flags}"), format!("csCallRingingAgent {flags}")];
    page.is_told(&[&begun[..1], &begun[1..]]).await?;
    let call = office.sim.calls().pop().context("no call")?;
    let rings =
        [format!("csCurrentCallId {} {flags}", call.call_id), format!("csCallRinging {ANSWERS} {flags}")];
    page.is_told(&[&rings]).await?;
    office.call(call.id)
}

async fn calls_a_busy_customer(office: &Office, page: &CrmPage) -> Result<()> {
    office.sim.set_customer(BUSY, Behaviour { outcome: Outcome::Busy, ..Behaviour::default() });
    page.calls(&format!("csCallout('{BUSY}')")).await?;
    let flags = "[hasCall isRinging isCallout]";
    let begun = [format!("showCalloutInfo {BUSY} {flags}"), format!("csCallRingingAgent {flags}")];
    page.is_told(&[&begun[..1], &begun[1..]]).await?;
    page.is_told(&[&["showCalloutError IPCC_NOT_CONNECT_CUSTOMER 486 [isCallout]"]]).await?;
    let call = office.sim.calls().pop().context("no call")?;
    office.ended(call.id, EndReason::CustomerRefused(486)).await
}

/// Calls ring on a mobile phone, and are followed and steered in the page.
async fn works_on_a_mobile(office: &Office, page: &CrmPage) -> Result<()> {
    page.calls(&format!("changeDevice(3, '{MOBILE}')")).await?;
    page.is_told(&[&["csShowDeviceType 3"]]).await?;
    office.agent_is("on a mobile", |agent| agent.device == 3).await?;
    let call = office.rings(page).await?;
    page.is_told(&[&["csAcceptCall [hasCall isAnswering]"]]).await?;
    office.call_is(call.id, "talking", |call| call.state == CallState::Talking).await?;
    page.calls("endCall()").await?;
    page.is_told(&[&["csEndCall"]]).await?;
    office.ended(call.id, EndReason::Agent).await?;
    page.calls("changeDevice(1)").await?;
    page.is_told(&[&["csShowDeviceType 1"]]).await?;
    office.phone.until("ready", |view| view.ready).await.map(drop)
}

/// A supervisor ends the call.
async fn is_supervised(office: &Office, page: &CrmPage) -> Result<()> {
    let call = office.talks(page).await?;
    office.sim.terminate(call.id)?;
    page.is_told(&[&["csEndCall"]]).await?;
    office.ended(call.id, EndReason::Supervisor).await
}
