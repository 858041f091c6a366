//! Sessions of an agent: one has the voice right, and all of them outlive their sockets.

use crate::office::{Office, PATIENCE};
use crate::page::Page;
use anyhow::{Context, Result};
use reo_model::Redacted;
use reo_sim::{ServicesPlace, SimConfig, Unknowns};
use reo_tests::process::until;

const AGENT: &str = "5000";
/// Of role 7: without a page, calls ring on a mobile phone.
const COLLEAGUE: &str = "5008";
/// Known by number alone (protocol page, section 1).
const PING: u64 = 11_111_111;

#[tokio::test(flavor = "multi_thread")]
async fn a_page_takes_and_loses_the_voice_right_and_comes_back_after_its_socket_died() -> Result<()> {
    let unknowns =
        Unknowns { shared_numbers: true, callout_services: ServicesPlace::Top, ..Unknowns::default() };
    let office = Office::open(SimConfig { unknowns, ..SimConfig::default() }).await?;
    let (page, other) = tokio::try_join!(office.page(), office.page())?;
    is_refused(&office, &page).await.context("a wrong token")?;
    office.sign_in(&page, AGENT).await?;
    the_right_goes_to_and_fro(&office, &page, &other).await.context("the voice right")?;
    other.reload().await?;
    office.sign_in(&other, COLLEAGUE).await?;
    comes_back(&office, &page).await.context("a dead socket")?;
    pinged(&office, COLLEAGUE).await?;
    assert_eq!(other.value("csVoice.getCalloutServices().length").await?, 2);
    leaves(&office, &other).await.context("leaving")?;
    page.close().await?;
    other.close().await?;
    office.sim.shutdown().await;
    Ok(())
}

async fn is_refused(office: &Office, page: &Page) -> Result<()> {
    page.init(&Redacted::from("nonsense"), office.sim.ready_line().domain.as_str()).await?;
    page.is_told(&[&["csInitError 401"]]).await
}

/// A second session asks for the right; the first loses it, and its registration, and takes both back.
async fn the_right_goes_to_and_fro(office: &Office, first: &Page, second: &Page) -> Result<()> {
    office.init(second, AGENT, false).await?;
    takes_the_right(second, first).await?;
    takes_the_right(first, second).await
}

async fn takes_the_right(taker: &Page, loser: &Page) -> Result<()> {
    taker.calls("csEnableCall()").await?;
    taker.is_told(&[&["csShowEnableVoice true"], &["csShowDeviceType 1"]]).await?;
    loser.is_told(&[&["csShowEnableVoice false"]]).await?;
    loser.until("!rig.isRegistered()").await?;
    taker.until("rig.isRegistered()").await
}

/// Ten seconds after its agent socket died.
async fn comes_back(office: &Office, page: &Page) -> Result<()> {
    office.sim.drop_agent_sockets(Some(AGENT));
    page.is_told(&[
        &["csNotifyReconnecting 1 20"],
        &["csShowCallStatus Online"],
        &["csShowEnableVoice true"],
        &["csShowDeviceType 1"],
    ])
    .await?;
    page.until("rig.isRegistered()").await
}

/// An agent who does nothing is heard of all the same.
async fn pinged(office: &Office, agent: &str) -> Result<()> {
    let asked = || office.sim.events(0).into_iter().filter(|event| event.event == "agent.asked");
    until("a ping", PATIENCE, || async {
        asked().any(|event| event.facts["agent"] == agent && event.facts["objectId"] == PING).then_some(())
    })
    .await
}

/// Before the page goes, it hands the calls back to the device of the role.
async fn leaves(office: &Office, page: &Page) -> Result<()> {
    page.calls("csUnregister()").await?;
    page.until("!rig.isRegistered()").await?;
    page.calls("reConfigDeviceType()").await?;
    page.is_told(&[&["csShowDeviceType 3"]]).await?;
    office.agent_is(COLLEAGUE, "back on the mobile", |agent| agent.device == 3).await
}
