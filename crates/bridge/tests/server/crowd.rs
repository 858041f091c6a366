//! Many at once.

use crate::browser::{CRM, OTHER, Page, plain, soon, try_ask};
use crate::house::{CUSTOMER, House, Office};
use reo_phone::Command;
use reo_sim::CallRequest;
use serde_json::{Value, json};
use std::net::Ipv4Addr;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

#[tokio::test(flavor = "multi_thread")]
async fn fifty_pages_hear_the_same() {
    let office = Office::allowing(&[CRM]).await;
    let mut pages = Vec::new();
    for tab in 0..50 {
        pages.push(Page::enter(office.port(), CRM, &format!("tab-{tab}")).await.0);
    }
    office.sim.customer_calls(CallRequest::from_number(CUSTOMER)).unwrap();
    let first = pages[0].event("callStarted").await;
    for page in &mut pages[1..] {
        assert_eq!(page.event("callStarted").await, first);
    }
    let crowd = |count| move |view: &reo_bridge::BridgeView| view.origins[0].pages == count;
    office.house.until("fifty", crowd(50)).await;
    drop(pages);
    office.house.until("empty", crowd(0)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_that_does_not_say_hello_does_not_keep_others_out() {
    let house = House::allowing(&[CRM]).await;
    let mut crowd = Vec::new();
    for _ in 0..8 {
        crowd.push(Page::connect(house.port(), OTHER).await);
    }
    let mut one_more = Page::connect(house.port(), OTHER).await;
    assert_eq!(one_more.hear().await["reason"], "tooMany");
    assert_eq!(one_more.close_code().await, 1013);
    Page::enter(house.port(), CRM, "a").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_tabs_come_back_at_once_when_reo_has_started_again() {
    let house = House::allowing(&[CRM]).await;
    let port = house.port();
    let tabs = (0..50).map(|tab| async move { Page::enter(port, CRM, &format!("tab-{tab}")).await });
    let pages = soon("fifty welcomes", futures_util::future::join_all(tabs)).await;
    assert_eq!(pages.iter().filter(|(_, welcome)| welcome["controlling"] == true).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_connections_passes() {
    /// More than the door takes.
    const FLOOD: usize = 280;
    let house = House::open().await;
    let port = house.port();
    let mut flood = Vec::new();
    for _ in 0..FLOOD {
        flood.push(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.unwrap());
    }
    // One too many is dropped, while the first ones are waited for.
    let mut last = flood.pop().unwrap();
    let _ = soon("the end of one too many", last.read(&mut [0])).await;
    drop(flood);
    let after = async { while try_ask(port, &plain(port, "/")).await.is_none() {} };
    soon("an answer after the flood", after).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_flood_of_commands_each_is_answered_once_and_most_are_refused() {
    const FLOOD: usize = 500;
    let house = House::allowing(&[CRM]).await;
    let (mut page, _) = Page::enter(house.port(), CRM, "a").await;
    let window = json!({ "type": "showWindow" });
    for id in 0..FLOOD {
        page.feed(&json!({ "type": "command", "requestId": format!("w{id}"), "command": window })).await;
    }
    page.ask("last", window.clone()).await;
    let mut refused: Vec<Value> = Vec::new();
    for id in 0..FLOOD {
        let reply = page.kind("reply").await;
        assert_eq!(reply["requestId"], format!("w{id}"));
        refused.extend((reply["result"]["type"] == "refused").then(|| reply["result"].clone()));
    }
    page.reply("last").await;
    assert!(refused.iter().all(|one| one["reason"] == "tooMany" && one["retryAfterMs"].as_u64() > Some(0)));
    assert!(!refused.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_does_not_read_is_sent_away_and_the_others_hear_on() {
    let house = House::allowing(&[CRM]).await;
    let (mut reader, _) = Page::enter(house.port(), CRM, "a").await;
    let mut deaf = Page::narrow(house.port(), CRM).await;
    assert_eq!(deaf.hello("b", json!({})).await["type"], "welcome");
    let pages = || house.bridge.view().borrow().origins[0].pages;
    house.until("both", |view| view.origins[0].pages == 2).await;
    let steps = async {
        let mut on = false;
        while pages() == 2 {
            on = !on;
            house.engine.perform(Command::SetCallWaiting { on }).await.unwrap();
            assert_eq!(reader.kind("update").await["snapshot"]["callWaiting"], on);
        }
    };
    soon("one page left", steps).await;
    assert_eq!(pages(), 1);
}
