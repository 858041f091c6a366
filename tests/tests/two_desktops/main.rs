//! Two desktop phones at one contact centre: agent 5000 gives a customer to 5001, window to window.

#![allow(clippy::print_stdout, reason = "the tests print what was heard")]

mod office;

use anyhow::Result;
use office::{COLLEAGUE, Office};
use reo_sim::CallState;
use reo_tests::voice::{Voice, hears_nothing};

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_who_accepts_takes_the_customer_over_with_both_voices() -> Result<()> {
    let mut office = Office::in_a_call("transfer").await?;
    office.customer_and_agent_talk().await?;
    assert_eq!(office.offer_and_press("offer-accept").await?, "Đã chuyển cuộc gọi");
    office.colleague.desktop.wait_for("call-timer").await?;
    office.pictures("moved").await?;

    office.customer_and_colleague_talk().await?;
    hears_nothing(&mut &office.agent_speaker).await?;
    assert_eq!(office.call().map(|call| call.agent.to_string()).as_deref(), Some(COLLEAGUE));
    office.colleague.desktop.click("hang-up").await?;
    let ended = office.sim.call_until(office.call, |call| call.state == CallState::Ended).await;
    assert!(ended.is_some(), "the call goes on after the colleague hung up");
    office.pictures("ended").await?;
    office.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_who_refuses_leaves_the_customer_with_the_agent() -> Result<()> {
    let mut office = Office::in_a_call("transfer-refused").await?;
    assert_eq!(office.offer_and_press("offer-refuse").await?, "transferRefused");
    office.colleague.desktop.wait_until_gone("offer-card").await?;
    office.pictures("refused").await?;

    office.customer_hears(Voice::Agent).await?;
    office.agent.desktop.click("transfer-close").await?;
    office.agent.desktop.click("hang-up").await?;
    let ended = office.sim.call_until(office.call, |call| call.state == CallState::Ended).await;
    assert!(ended.is_some(), "the call goes on after the agent hung up");
    office.pictures("ended").await?;
    office.close().await
}
