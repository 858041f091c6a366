//! One agent socket, from the sign-in to the end; by WebSocket or by long polling.

use super::state::SessionId;
use crate::centre::Centre;
use crate::constants::SIGN_IN;
use crate::unknowns::RateExcess;
use axum::extract::ws::{Message, WebSocket};
use reo_model::Extension;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Notify, mpsc};

const WAITING_MESSAGES: usize = 256;
/// A socket on which nothing comes for so many ping intervals is given up.
const PATIENCE: u32 = 3;

/// What a socket knows of itself.
pub(super) struct Connection {
    pub(super) centre: Arc<Centre>,
    out: mpsc::Sender<String>,
    closing: Arc<Notify>,
    signed_in: Option<(Extension, SessionId)>,
    /// The second that is running, and how many messages came in it.
    rate: (Instant, u32),
}

impl Connection {
    fn new(centre: Arc<Centre>) -> (Self, mpsc::Receiver<String>) {
        let (out, outgoing) = mpsc::channel(WAITING_MESSAGES);
        let rate = (Instant::now(), 0);
        (Self { centre, out, closing: Arc::default(), signed_in: None, rate }, outgoing)
    }

    /// Takes one text of the client's. `false`: the socket is to be closed.
    fn text(&mut self, text: &str) -> bool {
        if self.centre.faults().mute_agent_socket {
            return true;
        }
        if self.is_too_much() {
            return self.centre.unknowns().rate_excess == RateExcess::Ignored;
        }
        let Ok(message) = serde_json::from_str::<Value>(text) else {
            self.centre.events.add("agent.not-understood", json!({}));
            return true;
        };
        let number = message.get("objectId").and_then(Value::as_i64).unwrap_or_default();
        match &self.signed_in {
            None if number == SIGN_IN => self.sign_in(&message),
            None => false,
            Some((extension, session)) => {
                self.centre.agent_request(extension, *session, number, &message);
                true
            }
        }
    }

    fn is_too_much(&mut self) -> bool {
        let Some(limit) = self.centre.unknowns().rate_limit else { return false };
        if self.rate.0.elapsed() >= Duration::from_secs(1) {
            self.rate = (Instant::now(), 0);
        }
        self.rate.1 += 1;
        self.rate.1 > limit
    }

    fn sign_in(&mut self, message: &Value) -> bool {
        let token = message.get("authenToken").and_then(Value::as_str).unwrap_or_default();
        let agent = self.centre.token_agent(token);
        let session = agent
            .as_ref()
            .and_then(|agent| self.centre.agents.add_session(agent, self.out.clone(), self.closing.clone()));
        let (Some(agent), Some(session)) = (agent, session) else {
            self.centre.events.add("agent.refused", json!({}));
            return false;
        };
        self.centre.signed_in(&agent, session);
        self.signed_in = Some((agent, session));
        true
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if let Some((extension, session)) = &self.signed_in {
            self.centre.session_ended(extension, *session);
        }
    }
}

/// Serves one WebSocket.
pub(crate) async fn serve(centre: Arc<Centre>, mut socket: WebSocket) {
    let pause = centre.config.ping_interval;
    let ping = centre.message("PING_ID", json!({}));
    let stopped = centre.stopped();
    tokio::pin!(stopped);
    let (mut connection, mut outgoing) = Connection::new(centre);
    let closing = connection.closing.clone();
    let mut pings = tokio::time::interval_at(tokio::time::Instant::now() + pause, pause);
    let mut silence = 0;
    loop {
        tokio::select! {
            received = socket.recv() => {
                silence = 0;
                let goes_on = match received {
                    Some(Ok(Message::Text(text))) => connection.text(&text),
                    Some(Ok(Message::Close(_)) | Err(_)) | None => false,
                    Some(Ok(_)) => true,
                };
                if !goes_on { break }
            }
            Some(text) = outgoing.recv() => {
                if socket.send(Message::Text(text.into())).await.is_err() { break }
            }
            _ = pings.tick() => {
                silence += 1;
                let sent = connection.signed_in.is_none()
                    || socket.send(Message::Text(ping.clone().into())).await.is_ok();
                if !sent || silence > PATIENCE { break }
            }
            () = closing.notified() => break,
            () = &mut stopped => break,
        }
    }
    drop(connection);
    // What was still to be said before the end.
    while let Ok(text) = outgoing.try_recv() {
        let _ = socket.send(Message::Text(text.into())).await;
    }
    let _ = socket.send(Message::Close(None)).await;
}

/// An agent socket by HTTP long polling.
pub(crate) struct Poller {
    connection: Connection,
    outgoing: mpsc::Receiver<String>,
    /// How many pings ago the client asked for something.
    silence: u32,
}

impl Poller {
    pub(crate) fn new(centre: Arc<Centre>) -> Self {
        let (connection, outgoing) = Connection::new(centre);
        Self { connection, outgoing, silence: 0 }
    }

    /// Rings when the socket is to be closed.
    pub(crate) fn closing(&self) -> Arc<Notify> {
        self.connection.closing.clone()
    }

    /// The server's ping; `false` when the client has been silent for too long.
    pub(crate) fn ping(&mut self) -> bool {
        self.silence += 1;
        if self.connection.signed_in.is_some() {
            let ping = self.connection.centre.message("PING_ID", json!({}));
            let _ = self.connection.out.try_send(ping);
        }
        self.silence <= PATIENCE
    }

    /// Takes one message of the client's.
    pub(crate) fn text(&mut self, text: &str) -> bool {
        self.silence = 0;
        self.connection.text(text)
    }

    /// What there is to be fetched; waits for the first for at most `limit`.
    pub(crate) async fn poll(&mut self, limit: Duration) -> Vec<String> {
        self.silence = 0;
        let mut texts = Vec::new();
        if let Ok(Some(first)) = tokio::time::timeout(limit, self.outgoing.recv()).await {
            texts.push(first);
        }
        while let Ok(text) = self.outgoing.try_recv() {
            texts.push(text);
        }
        texts
    }
}
