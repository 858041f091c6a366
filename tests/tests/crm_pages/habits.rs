//! What real pages do: leave events out, throw in handlers, define one late, write into `csVoice`, sign in whom they like.

use crate::office::{AGENT, CALLER, Office};
use anyhow::{Context, Result, ensure};
use reo_bridge::AskKind;
use reo_model::{Extension, Redacted};
use reo_phone::SessionView;
use reo_sim::{CallRequest, CallState, EndReason};
use reo_tests::peers::page::CrmPage;
use serde_json::json;

const COLLEAGUE: &str = "5001";

#[tokio::test(flavor = "multi_thread")]
async fn a_hurried_page_works_and_asks_before_it_signs_in_another_agent() -> Result<()> {
    let office = Office::open().await?;
    office.site.put(office.pages("crm/sloppy.js", json!({}))?).await;
    let page = office.page().await?;
    page.is_told(&[&["csShowDeviceType 1"], &["csInitComplete"], &["csShowDeviceType 1"]]).await?;
    office.phone.until("ready", |view| view.ready).await?;
    takes_a_call(&office, &page, &[]).await.context("a call")?;
    takes_a_call(&office, &page, &["csAcceptCall"]).await.context("another call")?;
    signs_in_once_more(&office, &page).await?;
    another_agent(&office, &page).await.context("another agent")?;
    page.is_told_nothing_else().await?;
    office.close().await
}

/// What fails in one handler keeps nothing else from happening; what was written into `csVoice` does not stick.
async fn takes_a_call(office: &Office, page: &CrmPage, accepted: &[&str]) -> Result<()> {
    let agent = Some(Extension::from(AGENT));
    let call = office.sim.customer_calls(CallRequest { agent, ..CallRequest::from_number(CALLER) })?;
    page.is_told(&[&[format!("csCallRinging {CALLER} false")]]).await?;
    page.until("csVoice.callInfo.callId !== ''").await?;
    page.calls("csVoice.isCallout = true; onAcceptCall()").await?;
    page.is_told(&[accepted]).await?;
    office.call_is(call.id, "talking", |call| call.state == CallState::Talking).await?;
    page.until("csVoice.isAnswering && !csVoice.isCallout").await?;
    page.calls("endCall()").await?;
    page.is_told(&[&["csEndCall false"]]).await?;
    office.ended(call.id, EndReason::Agent).await
}

/// It is done at once, and told once more.
async fn signs_in_once_more(office: &Office, page: &CrmPage) -> Result<()> {
    init(office, page, AGENT).await?;
    page.is_told(&[&["csShowDeviceType 1"], &["csInitComplete"], &["csShowDeviceType 1"]]).await?;
    ensure!(office.phone.view().asks.is_empty(), "the agent was asked");
    Ok(())
}

/// The agent at Reo's window decides.
async fn another_agent(office: &Office, page: &CrmPage) -> Result<()> {
    init(office, page, COLLEAGUE).await?;
    let ask = office.phone.question().await?;
    ensure!(matches!(&ask.what, AskKind::SignIn { extension, .. } if extension.as_str() == COLLEAGUE));
    office.phone.declines(&ask)?;
    page.is_told(&[&["csInitError REO_DECLINED"]]).await?;
    is_agent(office, AGENT).await?;
    init(office, page, COLLEAGUE).await?;
    let ask = office.phone.question().await?;
    office.phone.agrees(&ask, None)?;
    page.is_told(&[&["csShowDeviceType 1"], &["csInitComplete"], &["csShowDeviceType 1"]]).await?;
    page.until(&format!("getExtension() === '{COLLEAGUE}'")).await?;
    is_agent(office, COLLEAGUE).await
}

async fn init(office: &Office, page: &CrmPage, agent: &str) -> Result<()> {
    let token: Redacted<String> = office.sim.token(&Extension::from(agent));
    page.init(&token, office.sim.ready_line().domain.as_str()).await
}

async fn is_agent(office: &Office, extension: &str) -> Result<()> {
    let signed_in = |session: &SessionView| matches!(session, SessionView::SignedIn { agent } if agent.extension.as_str() == extension);
    office.phone.until(extension, |view| signed_in(&view.session)).await.map(drop)
}
