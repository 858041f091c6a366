//! A customer goes from the agent of the page to a colleague and to a queue, and comes from a colleague.

use crate::office::{AGENT, CALLER, Office};
use anyhow::{Context, Result};
use reo_model::Extension;
use reo_phone::{Command, TransferTarget};
use reo_sim::{CallRequest, CallState, CallView, EndReason};
use reo_tests::agent::Agent;
use reo_tests::peers::page::CrmPage;
use reo_tests::voice::{Voice, hears};

const COLLEAGUE: &str = "5001";
const SUPPORT: &str = "2";
const TALKING: &str = "[hasCall isAnswering]";

#[tokio::test(flavor = "multi_thread")]
async fn a_page_gives_customers_away_and_takes_them_over() -> Result<()> {
    let office = Office::open().await?;
    let page = office.signed_in(true).await?;
    let mut colleague = Agent::at_centre(&office.sim, COLLEAGUE).await?;
    let call = office.talks(&page).await?;
    not_while_on_hold(&page).await.context("on hold")?;
    to_one_who_refuses(&page, &colleague).await.context("a colleague who refuses")?;
    to_a_colleague(&office, &page, &mut colleague, &call).await.context("a colleague")?;
    from_a_colleague(&office, &page, &mut colleague).await.context("from a colleague")?;
    to_a_queue(&office, &page, &mut colleague).await.context("a queue")?;
    page.is_told_nothing_else().await?;
    colleague.end().await?;
    office.close().await
}

async fn not_while_on_hold(page: &CrmPage) -> Result<()> {
    page.calls("holdCall()").await?;
    page.is_told(&[&["csHoldCall [hasCall isAnswering isHold]"]]).await?;
    page.calls(&format!("csTransferCallAgent('{COLLEAGUE}')")).await?;
    let error = format!("csTransferCallError IPCCERR0003 {COLLEAGUE} [hasCall isAnswering isHold]");
    page.is_told(&[&[error]]).await?;
    page.calls("holdCall()").await?;
    page.is_told(&[&[format!("csUnHoldCall {TALKING}")]]).await
}

/// The page asks who is free, and gives the call to the one that there is.
async fn asks(page: &CrmPage, colleague: &Agent) -> Result<()> {
    page.calls("getTransferAgent()").await?;
    page.is_told(&[&[format!("csListTransferAgent {COLLEAGUE} {TALKING}")]]).await?;
    page.calls(&format!("csTransferCallAgent('{COLLEAGUE}')")).await?;
    colleague.until("offered a call", |view| view.transfer_offer.is_some()).await.map(drop)
}

async fn to_one_who_refuses(page: &CrmPage, colleague: &Agent) -> Result<()> {
    asks(page, colleague).await?;
    colleague.command(Command::AnswerTransfer { accept: false }).await?;
    page.is_told(&[&[format!("csTransferCallResponse NOK {TALKING}")]]).await
}

/// The customer's audio goes along, and the page's agent is free.
async fn to_a_colleague(
    office: &Office,
    page: &CrmPage,
    colleague: &mut Agent,
    call: &CallView,
) -> Result<()> {
    asks(page, colleague).await?;
    colleague.command(Command::AnswerTransfer { accept: true }).await?;
    page.is_told(&[&[format!("csTransferCallResponse OK {TALKING}")]]).await?;
    page.is_told(&[&[format!("csTransferCallSuccess {COLLEAGUE}")], &["csEndCall".to_owned()]]).await?;
    let at_colleague = colleague.until_call("talking", |call| call.answered_at.is_some()).await?.id;
    hears(&mut colleague.ear(), Voice::Customer).await?;
    office.sim.hang_up(call.id)?;
    colleague.ended(at_colleague).await?;
    office.everybody_is_free().await
}

/// A colleague talks and asks the page's agent; first no, then yes.
async fn from_a_colleague(office: &Office, page: &CrmPage, colleague: &mut Agent) -> Result<()> {
    let agent = Some(Extension::from(COLLEAGUE));
    let call = office.sim.customer_calls(CallRequest { agent, ..CallRequest::from_number(CALLER) })?;
    let at_colleague = colleague.answer().await?;
    office.call_is(call.id, "talking", |call| call.state == CallState::Talking).await?;
    let offer = format!("csNewCallTransferRequest {} {COLLEAGUE}", call.call_id);
    let to = || TransferTarget::Colleague { extension: Extension::from(AGENT) };
    colleague.transfer(at_colleague, to()).await?;
    page.is_told(&[&[&offer]]).await?;
    page.calls("responseTransferAgent(0)").await?;
    colleague.until_call("back at the call", |call| call.allowed.transfer).await?;
    colleague.transfer(at_colleague, to()).await?;
    page.is_told(&[&[&offer]]).await?;
    page.calls("responseTransferAgent(1)").await?;
    takes_over(office, page, &call).await
}

/// Reo answers by itself what the agent accepted.
async fn takes_over(office: &Office, page: &CrmPage, call: &CallView) -> Result<()> {
    page.is_told(&[&crate::office::ringing(&call.call_id)]).await?;
    page.is_told(&[&[format!("csAcceptCall {TALKING}")]]).await?;
    office.both_hear(call.id).await
}

/// From there it comes to whoever of the queue is free.
async fn to_a_queue(office: &Office, page: &CrmPage, colleague: &mut Agent) -> Result<()> {
    let call = office.sim.calls().pop().context("no call")?;
    page.calls(&format!("csTransferCallAcd('{SUPPORT}')")).await?;
    page.is_told(&[&["csTransferCallResponse OK"], &["csEndCall"]]).await?;
    let at_colleague = colleague.answer().await?;
    hears(&mut colleague.ear(), Voice::Customer).await?;
    office.sim.hang_up(call.id)?;
    office.ended(call.id, EndReason::Customer).await?;
    colleague.ended(at_colleague).await.map(drop)
}
