//! How a stranger comes in.

use crate::browser::{CRM, OTHER, Page};
use crate::house::House;
use reo_bridge::protocol::Scope;
use reo_bridge::{AskKind, BridgeCommand};
use serde_json::{Value, json};

/// A stranger that asks; the code that it shows.
async fn stranger(house: &House, origin: &str, tab: &str) -> (Page, String) {
    let (page, answer) = Page::greet(house.port(), origin, tab, json!({ "pair": true })).await;
    assert_eq!(answer["type"], "pairing", "{answer}");
    (page, answer["code"].as_str().unwrap().to_owned())
}

/// A page with a token of its own.
async fn paired(house: &House) -> (Page, Value) {
    let (mut page, _) = stranger(house, CRM, "a").await;
    house.agent(BridgeCommand::Agree { ask: house.question().await, scopes: None });
    let welcome = page.kind("welcome").await;
    (page, welcome["token"].clone())
}

async fn knock(house: &House, origin: &str, token: &Value) -> Value {
    Page::greet(house.port(), origin, "b", json!({ "token": token })).await.1
}

#[tokio::test(flavor = "multi_thread")]
async fn the_agent_sees_who_asks_and_the_same_code_and_lets_it_in_but_not_to_answer() {
    let house = House::open().await;
    let (mut page, code) = stranger(&house, CRM, "a").await;
    let view = house.until("a question", |view| view.asks.len() == 1).await;
    assert_eq!(view.asks[0].origin, CRM);
    let AskKind::Pair { code: shown, name, .. } = &view.asks[0].what else { panic!("{:?}", view.asks) };
    assert_eq!((shown, name.as_deref()), (&code, Some("The CRM")));
    house.agent(BridgeCommand::Agree { ask: view.asks[0].id, scopes: None });
    let welcome = page.kind("welcome").await;
    assert_eq!(welcome["scopes"], json!(["events", "dial", "control", "agents"]));
    house.until("known", |view| view.origins.len() == 1 && view.origins[0].pages == 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_counts_for_its_origin_alone_also_after_a_restart() {
    let mut house = House::open().await;
    let (page, token) = paired(&house).await;
    page.leave().await;
    assert_eq!(knock(&house, CRM, &token).await["type"], "welcome");
    house.restart().await;
    assert_eq!(knock(&house, CRM, &token).await["type"], "welcome");
    assert_eq!(knock(&house, OTHER, &token).await["reason"], "notPaired");
    assert_eq!(knock(&house, CRM, &json!("AAAA")).await["reason"], "notPaired");
    let kept = std::fs::read_to_string(house.file("door.json")).unwrap();
    assert!(kept.contains(CRM) && !kept.contains(token.as_str().unwrap()), "no token is kept: {kept}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_no_counts_and_is_not_asked_again_at_once() {
    let house = House::open().await;
    let (mut page, _) = stranger(&house, CRM, "a").await;
    house.agent(BridgeCommand::Decline { ask: house.question().await });
    assert_eq!(page.kind("refused").await["reason"], "declined");
    assert_eq!(page.close_code().await, 1008);
    let (_page, again) = Page::greet(house.port(), CRM, "a", json!({ "pair": true })).await;
    assert_eq!(again["reason"], "declined");
    assert!(again["retryAfterMs"].as_u64().is_some_and(|wait| wait > 0), "{again}");
    let (_other, _) = stranger(&house, OTHER, "a").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_ask_is_not_paired_and_the_agent_sees_nothing() {
    let house = House::open().await;
    let (mut page, answer) = Page::greet(house.port(), CRM, "a", json!({})).await;
    assert_eq!(answer["reason"], "notPaired");
    assert_eq!(page.close_code().await, 1008);
    assert!(house.bridge.view().borrow().asks.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn tabs_of_one_page_share_a_question() {
    let house = House::open().await;
    let ((mut one, code), (mut other, same)) =
        (stranger(&house, CRM, "a").await, stranger(&house, CRM, "b").await);
    assert_eq!(code, same);
    let scopes = Some(vec![Scope::Events, Scope::Answer]);
    house.agent(BridgeCommand::Agree { ask: house.question().await, scopes });
    let (first, second) = (one.kind("welcome").await, other.kind("welcome").await);
    assert_eq!((&first["token"], &first["scopes"]), (&second["token"], &json!(["events", "answer"])));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_goes_with_the_page_that_asked() {
    let house = House::open().await;
    let (page, _) = stranger(&house, CRM, "a").await;
    house.question().await;
    page.leave().await;
    house.until("without questions", |view| view.asks.is_empty()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_origin_that_is_revoked_is_sent_away_and_its_token_is_worth_nothing() {
    let house = House::open().await;
    let (mut page, token) = paired(&house).await;
    house.agent(BridgeCommand::Revoke { origin: CRM.to_owned() });
    assert_eq!(page.kind("refused").await["reason"], "notPaired");
    assert_eq!(page.close_code().await, 1008);
    assert_eq!(knock(&house, CRM, &token).await["reason"], "notPaired");
}
