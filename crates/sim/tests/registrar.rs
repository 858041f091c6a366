//! The registrar over its three transports.

mod common;

use common::Rig;
use common::sip::{Phone, Wire};
use reo_sim::{Digest, SimConfig};

async fn with_plain() -> Rig {
    Rig::start(SimConfig { http_port: Some(0), ..SimConfig::default() }).await
}

#[tokio::test]
async fn a_phone_registers_refreshes_and_unregisters_on_one_wss_socket() {
    let rig = Rig::with_defaults().await;
    let mut phone = Phone::wss(&rig, "5000").await;
    let granted = phone.register(3_600).await;
    assert_eq!(granted.status(), 200);
    assert!(
        granted.header("Contact").ends_with("expires=120"),
        "the server shortens: {}",
        granted.header("Contact")
    );
    assert_eq!(phone.register(60).await.header("Contact").rsplit('=').next(), Some("60"));
    let gone = phone.register(0).await;
    assert_eq!((gone.status(), gone.all("Contact").count()), (200, 0));
}

#[tokio::test]
async fn a_phone_registers_over_plain_ws() {
    let rig = with_plain().await;
    assert_eq!(Phone::ws(&rig, "5001").await.register(120).await.status(), 200);
}

#[tokio::test]
async fn a_phone_registers_over_udp() {
    let rig = Rig::with_defaults().await;
    let granted = Phone::udp(&rig, "5001").await.register(120).await;
    assert_eq!(granted.status(), 200);
    assert!(granted.header("Via").contains("received=127.0.0.1"), "{}", granted.header("Via"));
}

#[tokio::test]
async fn sha_256_is_offered_and_taken() {
    let rig = Rig::start(SimConfig { digest: Digest::Sha256, ..SimConfig::default() }).await;
    assert_eq!(Phone::wss(&rig, "5000").await.register(120).await.status(), 200);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_agent_are_refused() {
    let rig = Rig::with_defaults().await;
    let mut phone = Phone::wss(&rig, "5000").await.with_password("wrong");
    assert_eq!(phone.register(120).await.status(), 401);
    assert_eq!(Phone::wss(&rig, "6999").await.register(120).await.status(), 404);
}

#[tokio::test]
async fn a_repeated_request_over_udp_gets_the_same_answer_again() {
    let rig = Rig::with_defaults().await;
    let mut phone = Phone::udp(&rig, "5000").await;
    let text = phone.request("OPTIONS", "sip:centre.invalid", "once", "", "");
    phone.send(&text).await;
    phone.send(&text).await;
    let (first, second) = (phone.receive().await, phone.receive().await);
    assert_eq!(first.status(), 200);
    assert_eq!(first.header("To"), second.header("To"), "one tag: one transaction");
}

#[tokio::test]
async fn garbage_does_no_harm_and_keep_alive_is_answered() {
    let rig = Rig::with_defaults().await;
    let mut phone = Phone::wss(&rig, "5000").await;
    for garbage in ["", "hello", "INVITE\r\n\r\n", "SIP/2.0 999\r\n\r\n", "REGISTER sip:x SIP/2.0\r\n\r\n"] {
        phone.send(garbage).await;
    }
    assert_eq!(phone.register(120).await.status(), 200);
    phone.send("\r\n\r\n").await;
    let Wire::Wss(socket) = &mut phone.wire else { unreachable!() };
    let pong = futures_util::StreamExt::next(socket).await.unwrap().unwrap();
    assert_eq!(pong.into_text().unwrap().as_str(), "\r\n");
}

#[tokio::test]
async fn a_socket_without_the_subprotocol_is_refused() {
    let rig = Rig::with_defaults().await;
    let stream = rig.tls("localhost").await;
    assert!(tokio_tungstenite::client_async(&rig.ready.sip_wss, stream).await.is_err());
}
