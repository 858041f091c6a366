//! Notes reach a page, whenever it comes.

use crate::browser::{CRM, Page};
use crate::house::{CUSTOMER, Office};
use reo_bridge::BridgeCommand;
use reo_model::CallId;
use reo_sim::Outcome;
use serde_json::json;

/// A page dials, nobody answers, and the page is closed; then the agent writes.
async fn call_and_note(office: &Office) -> CallId {
    office.customer(Outcome::Busy, 50);
    let (mut page, _) = Page::enter(office.port(), CRM, "a").await;
    let done = page.command("d1", json!({ "type": "dial", "number": CUSTOMER })).await;
    assert_eq!(done["type"], "done", "{done}");
    let call = office.house.until("a call", |view| !view.calls.is_empty()).await.calls[0].call;
    page.leave().await;
    call
}

fn note(call: CallId, text: &str, finished: bool) -> BridgeCommand {
    BridgeCommand::WriteNote { call, note: text.into(), outcome: Some("busy".to_owned()), finished }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_waits_on_disk_for_a_page_and_is_delivered_once() {
    let mut office = Office::allowing(&[CRM]).await;
    let call = call_and_note(&office).await;
    office.house.agent(note(call, "busy, call again", true));
    office.house.until("a waiting note", |view| view.waiting_notes == 1).await;
    office.house.restart().await;
    let (mut page, _) = Page::enter(office.port(), CRM, "a").await;
    page.say(&json!({ "type": "takeNotes" })).await;
    let delivery = page.kind("delivery").await;
    assert_eq!((&delivery["note"], &delivery["outcome"]), (&json!("busy, call again"), &json!("busy")));
    assert_eq!(delivery["number"], CUSTOMER);
    page.say(&json!({ "type": "received", "delivery": delivery["id"] })).await;
    office.house.until("no waiting note", |view| view.waiting_notes == 0).await;
    office.house.restart().await;
    assert_eq!(office.house.bridge.view().borrow().waiting_notes, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_that_is_not_confirmed_goes_to_the_next_page() {
    let office = Office::allowing(&[CRM]).await;
    let call = call_and_note(&office).await;
    let (mut first, _) = Page::enter(office.port(), CRM, "b").await;
    first.say(&json!({ "type": "takeNotes" })).await;
    office.house.agent(note(call, "call again", true));
    let offered = first.kind("delivery").await;
    let (mut second, _) = Page::enter(office.port(), CRM, "c").await;
    second.say(&json!({ "type": "takeNotes" })).await;
    first.leave().await;
    assert_eq!(second.kind("delivery").await, offered);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_agent_has_begun_to_write_survives_too() {
    let mut office = Office::allowing(&[CRM]).await;
    let call = call_and_note(&office).await;
    office.house.agent(note(call, "bus", false));
    office.house.until("a draft", |view| view.calls[0].note.expose() == "bus").await;
    office.house.restart().await;
    assert_eq!(office.house.bridge.view().borrow().waiting_notes, 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(office.house.file("notes.json")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_that_a_page_holds_unconfirmed_when_reo_quits_is_there_in_the_next_run() {
    let mut office = Office::allowing(&[CRM]).await;
    let call = call_and_note(&office).await;
    let (mut page, _) = Page::enter(office.port(), CRM, "b").await;
    page.say(&json!({ "type": "takeNotes" })).await;
    office.house.agent(note(call, "call again", true));
    let offered = page.kind("delivery").await;
    let (code, ()) = tokio::join!(page.close_code(), office.house.restart());
    assert_eq!(code, 1001);
    let (mut page, _) = Page::enter(office.port(), CRM, "b").await;
    page.say(&json!({ "type": "takeNotes" })).await;
    assert_eq!(page.kind("delivery").await, offered);
}
