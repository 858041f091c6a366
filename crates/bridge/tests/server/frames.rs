//! Frames that no honest page sends.

use crate::browser::{CRM, Page};
use crate::house::House;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_that_is_too_large_closes_the_page() {
    let house = House::allowing(&[CRM]).await;
    let (mut page, _) = Page::enter(house.port(), CRM, "a").await;
    page.send(Message::text("x".repeat(64 * 1024 + 1))).await;
    assert_eq!(page.close_code().await, 1009);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_that_just_fits_is_read() {
    let house = House::allowing(&[CRM]).await;
    let (mut page, _) = Page::enter(house.port(), CRM, "a").await;
    page.send(Message::text("x".repeat(64 * 1024))).await;
    page.kind("notUnderstood").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_binary_frame_closes_the_page() {
    let house = House::allowing(&[CRM]).await;
    let (mut page, _) = Page::enter(house.port(), CRM, "a").await;
    page.send(Message::binary(vec![1, 2, 3])).await;
    assert_eq!(page.close_code().await, 1003);
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_frames_that_mean_nothing_close_the_page() {
    let house = House::allowing(&[CRM]).await;
    let (mut page, _) = Page::enter(house.port(), CRM, "a").await;
    for _ in 0..10 {
        page.say(&json!({ "type": "explode" })).await;
    }
    assert_eq!(page.close_code().await, 1008);
    house.until("without pages", |view| view.origins.iter().all(|one| one.pages == 0)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_does_not_say_hello_is_sent_away() {
    let house = House::allowing(&[CRM]).await;
    let mut page = Page::connect(house.port(), CRM).await;
    assert_eq!(page.hear().await["reason"], "timedOut");
    assert_eq!(page.close_code().await, 1008);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_another_version_is_told_so() {
    let house = House::allowing(&[CRM]).await;
    let (_page, answer) = Page::greet(house.port(), CRM, "a", json!({ "versions": [2, 3] })).await;
    assert_eq!((&answer["type"], &answer["reason"]), (&json!("refused"), &json!("version")));
}
