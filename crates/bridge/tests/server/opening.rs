//! The door opens and closes.

use crate::browser::{CRM, Page, get};
use crate::house::House;
use reo_bridge::{Bridge, BridgeCommand, BridgeConfig, DialRule, DialRules, Door, StartError};
use reo_engine::CommandError;
use std::net::{Ipv4Addr, Ipv6Addr, TcpListener};

/// A port that nobody has just now.
fn free() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

fn listens(port: u16) -> bool {
    std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_agent_closes_the_door_and_opens_it_again_without_a_restart() {
    let house = House::at_ports(&[free(), 0]).await;
    let port = house.port();
    let (mut page, _) = Page::enter(port, CRM, "a").await;
    house.agent(BridgeCommand::SetOpen { on: false });
    assert_eq!(page.close_code().await, 1001);
    house.until("closed", |view| view.door == Door::Closed).await;
    assert!(!listens(port));
    house.agent(BridgeCommand::SetOpen { on: true });
    house.until("open", |view| matches!(view.door, Door::Open { .. })).await;
    Page::enter(house.port(), CRM, "a").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_told_when_reo_quits() {
    let house = House::allowing(&[CRM]).await;
    let port = house.port();
    let (mut page, _) = Page::enter(port, CRM, "a").await;
    let (code, ()) = tokio::join!(page.close_code(), house.bridge.shutdown());
    assert_eq!(code, 1001);
    assert!(!listens(port));
    assert_eq!(house.bridge.command(BridgeCommand::SetOpen { on: true }), Err(CommandError::Stopped));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_ends_takes_its_door_along() {
    let house = House::allowing(&[CRM]).await;
    let (mut page, _) = Page::enter(house.port(), CRM, "a").await;
    let (code, ()) = tokio::join!(page.close_code(), house.engine.shutdown());
    assert_eq!(code, 1001);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_is_taken_is_passed_over() {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    let house = House::at_ports(&[port, 0]).await;
    assert_ne!(house.port(), port);
    assert_eq!(get(house.port(), "/").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_free_port_the_door_says_so_and_tries_again_when_told() {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let house = House::open().await;
    let config = BridgeConfig {
        ports: vec![taken.local_addr().unwrap().port()],
        open: Some(true),
        ..BridgeConfig::new(house.engine.clone())
    };
    let bridge = Bridge::start(config).await.unwrap();
    assert_eq!(bridge.view().borrow().door, Door::NoPort);
    drop(taken);
    bridge.command(BridgeCommand::SetOpen { on: true }).unwrap();
    let mut view = bridge.view();
    let opened = view.wait_for(|view| matches!(view.door, Door::Open { .. }));
    crate::browser::soon("an open door", opened).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_come_by_the_other_loopback_address_too() {
    if TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_err() {
        return;
    }
    let house = House::allowing(&[CRM]).await;
    let mut page = Page::connect_at(Ipv6Addr::LOCALHOST.into(), house.port(), Some(CRM)).await.unwrap();
    assert_eq!(page.hello("a", serde_json::json!({})).await["type"], "welcome");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_file_that_is_named_has_to_make_sense() {
    let house = House::open().await;
    let missing = Some(house.file("no-policy.toml"));
    let config = BridgeConfig { policy: missing, ..BridgeConfig::new(house.engine.clone()) };
    assert!(matches!(Bridge::start(config).await, Err(StartError::Policy(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_agents_word_counts_also_where_an_option_opened_the_door() {
    let house = House::open().await;
    let config = BridgeConfig {
        policy: Some(house.no_policy()),
        ports: vec![0],
        open: Some(true),
        ..BridgeConfig::new(house.engine.clone())
    };
    let bridge = Bridge::start(config).await.unwrap();
    let mut view = bridge.view();
    for on in [false, true] {
        assert_eq!(matches!(view.borrow().door, Door::Open { .. }), !on);
        bridge.command(BridgeCommand::SetOpen { on }).unwrap();
        let so = view.wait_for(|view| matches!(view.door, Door::Open { .. }) == on);
        crate::browser::soon("the door as the agent wants it", so).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_door_that_is_opened_and_closed_over_and_over_works_on() {
    let house = House::allowing(&[CRM]).await;
    for round in 0..30 {
        let (mut page, _) = Page::enter(house.port(), CRM, "a").await;
        for on in [false, true, false, true] {
            house.agent(BridgeCommand::SetOpen { on });
        }
        assert_eq!(page.close_code().await, 1001, "{round}");
        // What comes last shows that the rest has been done.
        let premium = if round % 2 == 0 { DialRule::Refuse } else { DialRule::Allow };
        let rules = DialRules { premium, ..DialRules::default() };
        house.agent(BridgeCommand::SetRules { rules });
        let view = house.until("other rules", |view| view.rules == rules).await;
        assert!(matches!(view.door, Door::Open { .. }));
        assert_eq!(view.origins[0].pages, 0);
    }
}
