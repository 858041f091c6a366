//! One page controls the phone.

use crate::browser::{CRM, OTHER, Page};
use crate::house::House;
use reo_bridge::Wish;
use serde_json::{Value, json};

fn sign_out() -> Value {
    json!({ "type": "signOut" })
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_page_controls_until_another_takes_over() {
    let house = House::allowing(&[CRM, OTHER]).await;
    let (mut first, one) = Page::enter(house.port(), CRM, "a").await;
    let (mut second, two) = Page::enter(house.port(), OTHER, "b").await;
    assert_eq!((&one["controlling"], &two["controlling"]), (&json!(true), &json!(false)));
    assert_eq!(second.command("s1", sign_out()).await["reason"], "notControlling");
    assert_eq!(second.command("t1", json!({ "type": "takeControl" })).await["type"], "done");
    assert_eq!(first.kind("control").await["controlling"], false);
    assert_eq!(first.command("s1", sign_out()).await["reason"], "notControlling");
    assert_eq!(second.command("s2", sign_out()).await["type"], "done");
    assert_eq!(second.command("r1", json!({ "type": "releaseControl" })).await["type"], "done");
    assert_eq!(first.kind("control").await["controlling"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tab_that_is_reloaded_controls_again_and_one_that_is_closed_does_not() {
    let house = House::allowing(&[CRM]).await;
    let (first, _) = Page::enter(house.port(), CRM, "a").await;
    let (mut second, _) = Page::enter(house.port(), CRM, "b").await;
    first.leave().await;
    let (first, back) = Page::enter(house.port(), CRM, "a").await;
    assert_eq!(back["controlling"], true);
    first.leave().await;
    // Some seconds later, when a reload would have been back.
    assert_eq!(second.kind("control").await["controlling"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_may_wish_for_the_window() {
    let house = House::allowing(&[CRM]).await;
    let mut wishes = house.bridge.wishes();
    let (mut page, _) = Page::enter(house.port(), CRM, "a").await;
    assert_eq!(page.command("w1", json!({ "type": "showWindow" })).await["type"], "done");
    assert_eq!(wishes.recv().await, Ok(Wish::ShowWindow));
}
