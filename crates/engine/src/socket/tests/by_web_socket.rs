use super::{Heard, socket};
use crate::socket::web_socket::MAX_MESSAGE;
use crate::socket::{AgentSocket, Limits};
use futures_util::{SinkExt, StreamExt};
use reo_model::Redacted;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

type Server = WebSocketStream<TcpStream>;

async fn pair() -> (AgentSocket, Heard, Server) {
    pair_with(Limits::USUAL).await
}

async fn pair_with(limits: Limits) -> (AgentSocket, Heard, Server) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}/websocket", listener.local_addr().unwrap());
    let (mut socket, heard) = socket(limits);
    socket.open(&url);
    let (tcp, _) = listener.accept().await.unwrap();
    (socket, heard, tokio_tungstenite::accept_async(tcp).await.unwrap())
}

#[tokio::test]
async fn texts_go_both_ways() {
    let (mut socket, mut heard, mut server) = pair().await;
    heard.opened().await;
    socket.send(Redacted::from("to the server"));
    assert_eq!(server.next().await.unwrap().unwrap(), Message::text("to the server"));
    server.send(Message::text("to the agent")).await.unwrap();
    assert_eq!(heard.text().await, "to the agent");
    server.close(None).await.unwrap();
    heard.closed().await;
}

#[tokio::test]
async fn what_was_sent_before_the_end_still_goes_out_and_nothing_of_the_past_counts() {
    let (mut socket, mut heard, mut server) = pair().await;
    let (generation, _) = heard.next().await;
    assert!(socket.is_current(generation));
    socket.send(Redacted::from("good-bye"));
    socket.close();
    assert_eq!(server.next().await.unwrap().unwrap(), Message::text("good-bye"));
    assert!(matches!(server.next().await, Some(Ok(Message::Close(_)))));
    assert!(!socket.is_current(generation));
}

#[tokio::test]
async fn a_message_beyond_all_measure_ends_the_socket() {
    let (_socket, mut heard, mut server) = pair().await;
    heard.opened().await;
    // The write may fail half-way: the other side has closed by then.
    let _ = server.send(Message::text("x".repeat(MAX_MESSAGE + 1))).await;
    heard.closed().await;
}

#[tokio::test]
async fn a_connection_that_has_died_without_a_word_is_given_up() {
    let beat = Duration::from_millis(50);
    let (_socket, mut heard, mut server) = pair_with(Limits { beat, ..Limits::USUAL }).await;
    heard.opened().await;
    // A ping is answered by reading it and what comes after it; from then on nobody reads.
    for _ in 0..2 {
        assert!(matches!(server.next().await, Some(Ok(Message::Ping(_)))));
    }
    heard.closed().await;
}
