//! An agent with a great many tabs of the CRM.

use crate::office::Office;
use anyhow::{Context, Result, ensure};
use reo_sim::EndReason;
use reo_tests::peers::page::CrmPage;

const TABS: usize = 50;

#[tokio::test(flavor = "multi_thread")]
async fn fifty_tabs_see_a_call_and_any_of_them_can_take_it() -> Result<()> {
    let office = Office::open().await?;
    let mut tabs = vec![office.signed_in(true).await?];
    while tabs.len() < TABS {
        tabs.push(office.page().await?);
    }
    for page in &tabs[1..] {
        crate::office::is_signed_in(page, false).await?;
    }
    let origins = office.phone.view().origins.clone();
    ensure!(origins.iter().map(|origin| origin.pages).sum::<u32>() == TABS as u32, "{origins:?}");
    let call = office.rings(&tabs[0]).await?;
    for page in &tabs[1..] {
        page.is_told(&[&crate::office::ringing(&call.call_id)]).await?;
    }
    takes_over(&tabs).await.context("the last tab")?;
    office.ended(call.id, EndReason::Agent).await?;
    for page in &tabs {
        page.is_told_nothing_else().await?;
    }
    office.close().await
}

/// The last tab takes the control, the call, and ends it; all the others see that.
async fn takes_over(tabs: &[CrmPage]) -> Result<()> {
    let last = tabs.last().context("no tabs")?;
    last.calls("csEnableCall()").await?;
    last.is_told(&[&["csShowEnableVoice true [hasCall isRinging]"]]).await?;
    tabs[0].is_told(&[&["csShowEnableVoice false [hasCall isRinging]"]]).await?;
    last.calls("onAcceptCall()").await?;
    for page in tabs {
        page.is_told(&[&["csAcceptCall [hasCall isAnswering]"]]).await?;
    }
    last.calls("endCall()").await?;
    for page in tabs {
        page.is_told(&[&["csEndCall"]]).await?;
    }
    Ok(())
}
