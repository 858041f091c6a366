//! Calls of pages, and what pages hear of the phone.

use crate::browser::{CRM, OTHER, Page};
use crate::house::{CUSTOMER, Office};
use reo_sim::{CallRequest, Outcome};
use serde_json::{Value, json};

fn dial() -> Value {
    json!({ "type": "dial", "number": "+84 901 234 567" })
}

fn kinds(updates: &[Value]) -> Vec<String> {
    let events = updates.iter().flat_map(|update| update["events"].as_array().unwrap());
    events.map(|event| event["type"].as_str().unwrap().to_owned()).collect()
}

fn seq(update: &Value) -> u64 {
    update["seq"].as_u64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_dials_and_hears_the_whole_call_in_order() {
    let office = Office::allowing(&[CRM, OTHER]).await;
    office.customer(Outcome::Answer, 200);
    let (mut page, welcome) = Page::enter(office.port(), CRM, "a").await;
    let (mut other, _) = Page::enter(office.port(), OTHER, "a").await;
    assert_eq!(welcome["controlling"], true);
    page.ask("d1", dial()).await;
    let started = page.until("the call", |frame| frame["snapshot"]["calls"][0].is_object()).await;
    let call = started["snapshot"]["calls"][0]["id"].clone();
    let marked = |frame: &Value| frame["snapshot"]["calls"][0]["requestId"] == "d1";
    page.until("the call under its request", marked).await;
    page.event("callAnswered").await;
    let seen = other.event("callAnswered").await;
    assert_eq!(
        seen["snapshot"]["calls"][0]["requestId"],
        Value::Null,
        "what one origin asks is not another's"
    );
    assert_eq!(page.command("h1", json!({ "type": "hangUp", "call": call })).await["type"], "done");
    page.event("callEnded").await;

    page.leave().await;
    let resume = json!({ "resume": { "run": welcome["run"], "seq": welcome["seq"] } });
    let (_, back) = Page::greet(office.port(), CRM, "a", resume).await;
    let missed = back["missed"].as_array().unwrap();
    let expected = ["callStarted", "callRinging", "callAnswered", "callEnded"];
    let heard: Vec<_> = kinds(missed).into_iter().filter(|kind| expected.contains(&kind.as_str())).collect();
    assert_eq!(heard, expected);
    let first = seq(&welcome) + 1;
    assert!(missed.iter().enumerate().all(|(at, update)| seq(update) == first + at as u64), "{missed:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_is_sent_again_is_not_done_again_not_even_after_a_reload() {
    let office = Office::allowing(&[CRM]).await;
    office.customer(Outcome::Answer, 60_000);
    let (mut page, _) = Page::enter(office.port(), CRM, "a").await;
    let done = page.command("d1", dial()).await;
    assert_eq!(done["type"], "done");
    assert!(done["call"].is_string(), "{done}");
    assert_eq!(page.command("d1", dial()).await, done);
    page.leave().await;
    let (mut page, welcome) = Page::enter(office.port(), CRM, "a").await;
    assert_eq!(welcome["controlling"], true, "the tab is back");
    assert_eq!(page.command("d1", dial()).await, done);
    assert_eq!(welcome["snapshot"]["calls"].as_array().unwrap().len(), 1);
    assert_eq!(office.sim.calls().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_phone_says_why_it_does_not_dial() {
    let office = Office::allowing(&[CRM]).await;
    let (mut page, _) = Page::enter(office.port(), CRM, "a").await;
    let failed = page.command("d1", json!({ "type": "dial", "number": "09x1" })).await;
    assert_eq!(
        (&failed["type"], &failed["problem"]["code"]),
        (&json!("failed"), &json!("numberBadCharacter"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_calls_and_the_page_answers() {
    let office = Office::allowing(&[CRM]).await;
    let (mut page, _) = Page::enter(office.port(), CRM, "a").await;
    office.sim.customer_calls(CallRequest::from_number(CUSTOMER)).unwrap();
    let rings = |frame: &Value| frame["snapshot"]["calls"][0]["allowed"]["answer"] == true;
    let call = page.until("a ringing call", rings).await["snapshot"]["calls"][0]["id"].clone();
    assert_eq!(page.command("a1", json!({ "type": "answer", "call": call })).await["type"], "done");
    page.event("callAnswered").await;
    assert_eq!(page.command("h1", json!({ "type": "hangUp", "call": call })).await["type"], "done");
    page.event("callEnded").await;
    let unknown = page.command("h2", json!({ "type": "hangUp", "call": "elsewhere-1" })).await;
    assert_eq!(unknown["reason"], "unknownCall");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_comes_back_to_another_run_misses_nothing_that_it_could_be_told() {
    let office = Office::allowing(&[CRM]).await;
    let resume = json!({ "resume": { "run": "another", "seq": 7 } });
    let (_, welcome) = Page::greet(office.port(), CRM, "a", resume).await;
    assert_eq!(welcome["missed"], Value::Null);
    assert!(welcome["snapshot"].is_object());
}
