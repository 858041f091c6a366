//! Two agents: a customer goes from one to the other, and to a queue, and one calls the other.

use crate::office::Office;
use crate::page::Page;
use anyhow::{Context, Result};
use reo_model::Extension;
use reo_sim::{CallRequest, CallState, FieldForm, SimConfig, Unknowns};
use reo_tests::voice::hears_something;

const FIRST: &str = "5000";
const SECOND: &str = "5001";
const CALLER: &str = "0901234567";
const SUPPORT: &str = "2";

#[tokio::test(flavor = "multi_thread")]
async fn pages_pass_a_customer_on_and_call_each_other() -> Result<()> {
    let unknowns = Unknowns { fields: FieldForm::NumbersAsText, ..Unknowns::default() };
    let config = SimConfig { unknowns, challenge_invites: true, ..SimConfig::default() };
    let office = Office::open(config).await?;
    let (first, second) = tokio::try_join!(office.page(), office.page())?;
    tokio::try_join!(office.sign_in(&first, FIRST), office.sign_in(&second, SECOND))?;
    let call = answered(&office, &first, FIRST).await.context("a call in")?;
    not_while_on_hold(&first).await.context("on hold")?;
    to_a_colleague_who_refuses(&first, &second, &call).await.context("a colleague who refuses")?;
    to_a_colleague(&office, [&first, &second], &call).await.context("a colleague")?;
    to_a_queue(&office, [&second, &first], &call).await.context("a queue")?;
    is_called(&office, &first, &second).await.context("a colleague calls")?;
    first.close().await?;
    second.close().await?;
    office.sim.shutdown().await;
    Ok(())
}

/// A call, by both its names.
struct Call {
    number: u64,
    id: String,
}

/// A customer has called an agent, who is in the call.
async fn answered(office: &Office, page: &Page, agent: &str) -> Result<Call> {
    let agent = Some(Extension::from(agent));
    let call = office.sim.customer_calls(CallRequest { agent, ..CallRequest::from_number(CALLER) })?;
    let call = Call { number: call.id, id: call.call_id };
    takes(page, &call, &[]).await?;
    Ok(call)
}

/// It rings, and the agent answers; `besides` is told at the answer, too.
async fn takes(page: &Page, call: &Call, besides: &[&str]) -> Result<()> {
    let (id, ring) = (format!("csCurrentCallId {}", call.id), format!("csCallRinging {CALLER}"));
    page.is_told(&[&[&id, &ring]]).await?;
    page.until("rig.hasSession()").await?;
    page.calls("onAcceptCall()").await?;
    page.is_told(&[&[&["csAcceptCall"], besides].concat()]).await
}

/// The first agent asks the second.
async fn asks(first: &Page, second: &Page, call: &Call) -> Result<()> {
    first.calls("getTransferAgent()").await?;
    first.is_told(&[&[&format!("csListTransferAgent {SECOND}")]]).await?;
    first.calls(&format!("csTransferCallAgent('{SECOND}')")).await?;
    second.is_told(&[&[&format!("csNewCallTransferRequest {} {FIRST}", call.id)]]).await
}

async fn not_while_on_hold(page: &Page) -> Result<()> {
    page.calls("holdCall()").await?;
    page.is_told(&[&["csHoldCall"]]).await?;
    page.calls(&format!("csTransferCallAgent('{SECOND}')")).await?;
    page.is_told(&[&[&format!("csTransferCallError IPCCERR0003 {SECOND}")]]).await?;
    page.calls("holdCall()").await?;
    page.is_told(&[&["csUnHoldCall"]]).await
}

async fn to_a_colleague_who_refuses(first: &Page, second: &Page, call: &Call) -> Result<()> {
    asks(first, second, call).await?;
    second.calls("responseTransferAgent('NOK')").await?;
    first.is_told(&[&["csTransferCallResponse NOK"]]).await
}

/// The customer's audio goes along, and the first agent is free. Two sockets tell of it, in any order.
async fn to_a_colleague(office: &Office, [first, second]: [&Page; 2], call: &Call) -> Result<()> {
    asks(first, second, call).await?;
    second.calls("responseTransferAgent('OK')").await?;
    first.is_told(&[&["csTransferCallResponse OK"]]).await?;
    let success = format!("csTransferCallSuccess {SECOND}");
    takes(second, call, &[&success]).await?;
    first.is_told(&[&["csEndCall", &success]]).await?;
    first.until("!rig.hasSession()").await?;
    office.both_hear(second, call.number).await
}

/// The customer comes to whoever of the queue is free.
async fn to_a_queue(office: &Office, [from, to]: [&Page; 2], call: &Call) -> Result<()> {
    from.calls(&format!("csTransferCallAcd('{SUPPORT}')")).await?;
    from.is_told(&[&["csTransferCallSuccess ", "csEndCall"]]).await?;
    takes(to, call, &[]).await?;
    office.both_hear(to, call.number).await?;
    office.sim.hang_up(call.number)?;
    to.is_told(&[&["csEndCall"]]).await?;
    office.call_is(call.number, "over", |call| call.state == CallState::Ended).await
}

/// A colleague calls; sound comes to both, and the caller hangs up.
async fn is_called(office: &Office, called: &Page, caller: &Page) -> Result<()> {
    caller.calls(&format!("csCallout('{FIRST}')")).await?;
    caller.is_told(&[&[&format!("showCalloutInfo {FIRST}")]]).await?;
    called.until("isCsHasCall() && getCurrentCallId() !== undefined").await?;
    let call = office.sim.calls().pop().context("no call")?;
    let (id, ring) = (format!("csCurrentCallId {}", call.call_id), format!("csCallRinging {SECOND}"));
    called.is_told(&[&[&id, &ring]]).await?;
    caller.is_told(&[&[&id]]).await?;
    called.calls("onAcceptCall()").await?;
    called.is_told(&[&["csAcceptCall"]]).await?;
    caller.is_told(&[&["csCustomerAccept"]]).await?;
    let (mut there, mut here) = (called.ear(), caller.ear());
    tokio::try_join!(hears_something(&mut there), hears_something(&mut here))?;
    caller.calls("endCall()").await?;
    caller.is_told(&[&["csEndCall"]]).await?;
    called.is_told(&[&["csEndCall"]]).await
}
