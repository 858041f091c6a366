//! A page waits for the door to be opened, is let in for what the agent ticked, and is sent away.

use crate::office::{NAME, Office};
use anyhow::{Context, Result, ensure};
use reo_tests::peers::page::CrmPage;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_page_waits_for_the_door_is_let_in_and_sent_away() -> Result<()> {
    let mut office = Office::open("door").await?;
    let page = office.page().await?;
    page.until("phone.state.reason === 'notRunning'").await.context("a closed door")?;
    office.opens_the_door().await?;
    is_let_in(&mut office, &page).await.context("pairing")?;
    stands_in_the_settings(&mut office).await.context("the settings")?;
    is_sent_away(&mut office, &page).await.context("revoking")?;
    office.close().await
}

/// The page comes by itself; the agent sees which it is, and unticks what it need not do.
async fn is_let_in(office: &mut Office, page: &CrmPage) -> Result<()> {
    office.is_asked("pair").await?;
    office.desktop.wait_for_content("ask-text", NAME).await?;
    let code = office.desktop.text("ask-code").await?;
    ensure!(page.value("crm.code").await? == code, "another code than {code} stands in the page");
    office.desktop.click("ask-scope-agents").await?;
    office.picture("ticked").await?;
    office.agrees().await?;
    page.until("phone.state.type === 'open' && phone.controlling").await?;
    assert_eq!(page.value("[...phone.scopes].sort()").await?, json!(["control", "dial", "events"]));
    Ok(())
}

async fn stands_in_the_settings(office: &mut Office) -> Result<()> {
    let origin = office.origin();
    office.desktop.wait_for_attribute("origin", "data-origin", &origin).await?;
    for words in [NAME, &origin, "xem cuộc gọi, gọi đi, điều khiển cuộc gọi"] {
        office.desktop.wait_for_content("origin", words).await?;
    }
    office.desktop.wait_for_content("origin-presence", "điều khiển").await?;
    office.desktop.scroll_to("origin").await?;
    office.picture("let-in").await
}

/// The page hears of it at once, and the browser keeps nothing that opens the door.
async fn is_sent_away(office: &mut Office, page: &CrmPage) -> Result<()> {
    office.desktop.click("origin-revoke").await?;
    office.desktop.scroll_to("origin-revoke-yes").await?;
    office.picture("second-thought").await?;
    office.desktop.click("origin-revoke-yes").await?;
    page.until("phone.state.type === 'closed' && phone.state.refusal === 'notPaired'").await?;
    office.desktop.wait_until_gone("origin").await?;
    office.picture("sent-away").await?;
    page.reload().await?;
    office.is_asked("pair").await?;
    office.desktop.click("ask-decline").await?;
    page.until("phone.state.type === 'closed' && phone.state.refusal === 'declined'").await
}
