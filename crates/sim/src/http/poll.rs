//! The agent socket's fallback: HTTP long polling.

use super::Door;
use crate::agent::Poller;
use crate::lock;
use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Notify;

const POLL_LIMIT: Duration = Duration::from_secs(20);
/// More than so many at a time are refused.
const MOST: usize = 256;

/// The pollers that are open.
#[derive(Default)]
pub(super) struct Polls(Mutex<HashMap<String, Arc<tokio::sync::Mutex<Poller>>>>);

impl Polls {
    fn poller(&self, id: &str) -> Option<Arc<tokio::sync::Mutex<Poller>>> {
        lock(&self.0).get(id).cloned()
    }
}

/// `/connect`.
pub(super) async fn connect(State(door): State<Door>) -> Json<Value> {
    let mut polls = lock(&door.polls.0);
    if polls.len() >= MOST || door.centre.faults().refuse_agent_socket {
        return Json(json!({"r": 0}));
    }
    let id = crate::sip::token();
    let poller = Poller::new(door.centre.clone());
    let closing = poller.closing();
    polls.insert(id.clone(), Arc::new(tokio::sync::Mutex::new(poller)));
    door.centre.spawn(look_after(door.clone(), id.clone(), closing));
    Json(json!({"r": 1, "id": id}))
}

/// Pings, and forgets a client that asks for nothing any more or is to be dropped.
async fn look_after(door: Door, id: String, closing: Arc<Notify>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(door.centre.config.ping_interval) => {}
            () = closing.notified() => break,
        }
        let Some(poller) = door.polls.poller(&id) else { return };
        if !poller.lock().await.ping() {
            break;
        }
    }
    lock(&door.polls.0).remove(&id);
}

/// `/poll/{id}`: waits for messages.
pub(super) async fn poll(State(door): State<Door>, Path(id): Path<String>) -> Json<Value> {
    let end = tokio::time::Instant::now() + POLL_LIMIT;
    loop {
        let Some(poller) = door.polls.poller(&id) else { return Json(json!({"r": 0})) };
        // Not for long: a waiting poll must not keep a message from being sent.
        let texts = poller.lock().await.poll(Duration::from_millis(50)).await;
        if !texts.is_empty() || tokio::time::Instant::now() >= end {
            let list: Vec<Value> = texts.iter().filter_map(|text| serde_json::from_str(text).ok()).collect();
            return Json(json!({"r": 1, "list": list}));
        }
    }
}

/// `POST /send/{id}`.
pub(super) async fn send(State(door): State<Door>, Path(id): Path<String>, text: String) -> Json<Value> {
    let Some(poller) = door.polls.poller(&id) else { return Json(json!({"r": 0})) };
    let goes_on = poller.lock().await.text(&text);
    if !goes_on {
        lock(&door.polls.0).remove(&id);
    }
    Json(json!({"r": i32::from(goes_on)}))
}

/// `/disconnect/{id}`.
pub(super) async fn disconnect(State(door): State<Door>, Path(id): Path<String>) -> Json<Value> {
    let known = lock(&door.polls.0).remove(&id).is_some();
    Json(json!({"r": i32::from(known)}))
}
