use super::server::Server;
use super::{Heard, socket};
use crate::socket::web_socket::MAX_MESSAGE;
use crate::socket::{AgentSocket, Limits};
use reo_model::Redacted;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;

const UPGRADE: &str = "GET /a/websocket";
const CONNECT: &str = "GET /a/connect";
const POLL: &str = "GET /a/poll/7";
const SEND: &str = "POST /a/send/7";
const DISCONNECT: &str = "GET /a/disconnect/7";

const SESSION: &str = r#"{"r":1,"id":7}"#;
const OK: &str = r#"{"r":1}"#;
const GONE: &str = r#"{"r":0}"#;

/// Open by polling, where the WebSocket is refused.
async fn polled() -> (AgentSocket, Heard, Server) {
    polled_with(Limits::USUAL).await
}

async fn polled_with(limits: Limits) -> (AgentSocket, Heard, Server) {
    let mut server = Server::start().await;
    let (mut socket, mut heard) = socket(limits);
    socket.open(&server.url);
    server.answer(UPGRADE, 403, "").await;
    server.answer(CONNECT, 200, SESSION).await;
    heard.opened().await;
    (socket, heard, server)
}

#[tokio::test]
async fn texts_go_both_ways_where_the_web_socket_is_refused() {
    let (mut socket, mut heard, mut server) = polled().await;
    socket.send(Redacted::from("to the server"));
    let sent = server.asked(SEND).await;
    assert_eq!(sent.body, "to the server");
    sent.answer(200, OK);
    server.answer(POLL, 200, r#"{"r":1,"list":[{"objectId":1},"to the agent"]}"#).await;
    assert_eq!(heard.text().await, r#"{"objectId":1}"#);
    assert_eq!(heard.text().await, "to the agent");
    server.answer(POLL, 200, GONE).await;
    heard.closed().await;
}

#[tokio::test]
async fn whatever_the_refusal_polling_takes_over() {
    for status in [200, 400, 404, 426, 500, 502, 503] {
        let mut server = Server::start().await;
        let (mut socket, mut heard) = socket(Limits::USUAL);
        socket.open(&server.url);
        server.answer(UPGRADE, status, "<html>").await;
        server.answer(CONNECT, 200, SESSION).await;
        heard.opened().await;
    }
}

#[tokio::test]
async fn polling_takes_over_where_the_upgrade_is_cut() {
    let mut server = Server::start().await;
    let (mut socket, mut heard) = socket(Limits::USUAL);
    socket.open(&server.url);
    drop(server.asked(UPGRADE).await);
    server.answer(CONNECT, 200, SESSION).await;
    heard.opened().await;
}

#[tokio::test]
async fn polling_takes_over_where_the_upgrade_is_swallowed() {
    let mut server = Server::start().await;
    let (mut socket, mut heard) = socket(Limits { answer: Duration::from_secs(2), ..Limits::USUAL });
    socket.open(&server.url);
    let _swallowed = server.asked(UPGRADE).await;
    server.answer(CONNECT, 200, SESSION).await;
    heard.opened().await;
}

#[tokio::test]
async fn a_host_that_is_not_there_is_no_socket() {
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let (mut socket, mut heard) = socket(Limits::USUAL);
    socket.open(&format!("ws://{nobody}/websocket"));
    heard.closed().await;
}

#[tokio::test]
async fn no_way_at_all_is_no_socket() {
    for (status, body) in [(404, ""), (200, GONE), (200, "<html>"), (200, r#"{"r":1,"id":".."}"#)] {
        let mut server = Server::start().await;
        let (mut socket, mut heard) = socket(Limits::USUAL);
        socket.open(&server.url);
        server.answer(UPGRADE, 404, "").await;
        server.answer(CONNECT, status, body).await;
        heard.closed().await;
    }
}

#[tokio::test]
async fn one_send_follows_the_other() {
    let (mut socket, _heard, mut server) = polled().await;
    for text in ["a", "b", "c"] {
        socket.send(Redacted::from(text));
    }
    for text in ["a", "b", "c"] {
        let sent = server.asked(SEND).await;
        assert_eq!(sent.body, text);
        assert!(!server.has(SEND), "two sends at a time");
        sent.answer(200, "");
    }
}

#[tokio::test]
async fn what_was_sent_before_the_end_still_goes_out() {
    let (mut socket, _heard, mut server) = polled().await;
    socket.send(Redacted::from("good-bye"));
    socket.close();
    let sent = server.asked(SEND).await;
    assert_eq!(sent.body, "good-bye");
    assert!(!server.has(DISCONNECT));
    sent.answer(200, OK);
    server.answer(DISCONNECT, 200, OK).await;
}

#[tokio::test]
async fn a_session_that_was_cut_is_closed_before_the_next_which_is_polled_at_once() {
    let (mut socket, mut heard, mut server) = polled().await;
    server.answer(POLL, 200, r#"{"r":1,"list":["x"]}"#).await;
    heard.text().await;
    server.answer(POLL, 200, "<html>").await;
    heard.closed().await;
    socket.open(&server.url);
    for (what, body) in [(DISCONNECT, OK), (CONNECT, SESSION)] {
        let asked = server.next().await;
        assert_eq!(asked.what, what);
        asked.answer(200, body);
    }
    heard.opened().await;
}

#[tokio::test]
async fn a_send_that_is_refused_or_cut_ends_the_socket() {
    for refusal in [Some(GONE), Some("<html>"), None] {
        let (mut socket, mut heard, mut server) = polled().await;
        socket.send(Redacted::from("x"));
        let sent = server.asked(SEND).await;
        match refusal {
            Some(body) => sent.answer(200, body),
            None => drop(sent),
        }
        heard.closed().await;
    }
}

#[tokio::test]
async fn an_answer_beyond_all_measure_ends_the_socket() {
    let (_socket, mut heard, mut server) = polled().await;
    let endless = format!(r#"{{"r":1,"list":["{}"]}}"#, "x".repeat(MAX_MESSAGE));
    server.answer(POLL, 200, &endless).await;
    heard.closed().await;
}

#[tokio::test]
async fn a_poll_that_brings_nothing_is_asked_again_after_a_rest() {
    let (before, rest) = (Instant::now(), Duration::from_millis(300));
    let (_socket, _heard, mut server) = polled_with(Limits { rest, ..Limits::USUAL }).await;
    server.answer(POLL, 200, r#"{"r":1,"list":[]}"#).await;
    server.answer(POLL, 504, "<html>").await;
    let _third = server.asked(POLL).await;
    assert!(before.elapsed() >= 2 * rest, "{:?}", before.elapsed());
}

#[tokio::test]
async fn a_poll_that_is_held_for_too_long_is_asked_again() {
    let limits = Limits { held: Duration::from_millis(200), rest: Duration::ZERO, ..Limits::USUAL };
    let (_socket, mut heard, mut server) = polled_with(limits).await;
    let _held = server.asked(POLL).await;
    // Heard by one of those that follow: on a slow machine the first may be given up, too.
    let said = async {
        loop {
            server.answer(POLL, 200, r#"{"r":1,"list":["at last"]}"#).await;
        }
    };
    tokio::select! {
        text = heard.text() => assert_eq!(text, "at last"),
        () = said => {}
    }
}

#[tokio::test]
async fn where_polling_ceases_the_web_socket_is_tried_again() {
    let (mut socket, mut heard, mut server) = polled().await;
    server.answer(POLL, 200, GONE).await;
    heard.closed().await;
    socket.open(&server.url);
    server.answer(CONNECT, 404, "").await;
    let _upgrade = server.asked(UPGRADE).await;
}

#[tokio::test]
async fn a_way_on_which_nothing_came_makes_room_for_the_other() {
    let silence = Duration::from_secs(2);
    let (mut socket, mut heard, mut server) =
        polled_with(Limits { answer: silence, rest: silence, ..Limits::USUAL }).await;
    // The second poll is asked when the server has been silent for as long as one waits for it.
    server.answer(POLL, 200, r#"{"r":1,"list":[]}"#).await;
    server.answer(POLL, 200, GONE).await;
    heard.closed().await;
    socket.open(&server.url);
    let _upgrade = server.asked(UPGRADE).await;
}
