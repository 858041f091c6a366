//! A page dials: what costs more than others is asked about first.

use crate::office::{Office, outcome, tries};
use anyhow::{Context, Result};
use reo_sim::CallState;
use reo_tests::peers::page::CrmPage;
use reo_tests::process::until;
use reo_tests::shift::ANSWERS;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_page_dials_and_the_agent_is_asked_about_a_number_that_costs_more() -> Result<()> {
    let (mut office, page) = Office::with_page("dialling").await?;
    is_not_called(&mut office, &page).await.context("a number that costs more")?;
    is_called(&mut office, &page).await.context("a usual number")?;
    office.close().await
}

async fn is_not_called(office: &mut Office, page: &CrmPage) -> Result<()> {
    tries(page, "phone.dial('19001000')").await?;
    office.is_asked("dial").await?;
    office.desktop.wait_for_content("ask", "1900 1000").await?;
    office.desktop.click("ask-decline").await?;
    office.desktop.wait_until_gone("ask").await?;
    outcome(page, "declined").await?;
    assert!(office.sim.calls().is_empty(), "called: {:?}", office.sim.calls());
    Ok(())
}

async fn is_called(office: &mut Office, page: &CrmPage) -> Result<()> {
    tries(page, &format!("phone.dial('{ANSWERS}')")).await?;
    outcome(page, "done").await?;
    let call = until("a call at the contact centre", Duration::from_secs(20), || async {
        office.sim.calls().into_iter().find(|call| call.number.expose() == ANSWERS)
    })
    .await?;
    office.call_is(call.id, CallState::Talking).await?;
    assert!(office.desktop.find("ask").await.is_none(), "asked about a usual number");
    office.desktop.wait_for("call-timer").await?;
    office.picture("dialled").await?;
    office.desktop.click("hang-up").await?;
    office.call_is(call.id, CallState::Ended).await.map(drop)
}
