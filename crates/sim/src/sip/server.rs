//! Server transactions: each request is answered once, and its answer repeated as often as it is asked for.

use super::core::{Sip, T1, T2, TRANSACTION_LIMIT};
use super::flow::Flow;
use super::message::{Headers, Request, response_text};
use crate::lock;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// What is remembered of a request.
pub(super) struct ServerEntry {
    method: String,
    call_id: String,
    cseq: u32,
    last: Option<String>,
    is_final: bool,
    changed: Instant,
    acknowledged: watch::Sender<bool>,
    cancelled: watch::Sender<bool>,
}

impl ServerEntry {
    pub(super) fn new(request: &Request) -> Self {
        Self {
            method: request.method.clone(),
            call_id: request.call_id().to_owned(),
            cseq: request.cseq(),
            last: None,
            is_final: false,
            changed: Instant::now(),
            acknowledged: watch::Sender::new(false),
            cancelled: watch::Sender::new(false),
        }
    }

    pub(super) fn repeat(&self, flow: &Flow) {
        if let Some(last) = &self.last {
            flow.send(last);
        }
    }

    pub(super) fn is_invite_of(&self, call_id: &str, cseq: u32) -> bool {
        self.method == "INVITE" && self.call_id == call_id && self.cseq == cseq
    }

    pub(super) fn acknowledge(&mut self) {
        self.acknowledged.send_replace(true);
    }

    pub(super) fn cancel(&self) {
        if !self.is_final {
            self.cancelled.send_replace(true);
        }
    }

    /// An open INVITE is kept for as long as a phone may ring.
    pub(super) fn forget_at(&self, limit: Duration) -> Instant {
        self.changed + if self.is_final { limit } else { Duration::from_secs(600) }
    }
}

/// The means to answer one request.
#[derive(Clone)]
pub(crate) struct Responder {
    sip: Arc<Sip>,
    key: String,
    flow: Flow,
    request: Arc<Request>,
    tag: String,
}

impl Responder {
    pub(super) fn new(sip: Arc<Sip>, key: String, flow: Flow, request: &Request) -> Self {
        Self { sip, key, flow, request: Arc::new(request.clone()), tag: super::token() }
    }

    /// The To tag of our answers: the dialog's local tag.
    pub(super) fn tag(&self) -> &str {
        &self.tag
    }

    pub(crate) fn flow(&self) -> &Flow {
        &self.flow
    }

    /// Answers with a status alone.
    pub(crate) fn respond(&self, status: u16) {
        self.respond_with(status, &Headers::default(), "");
    }

    /// Answers. A second final answer is not sent.
    pub(crate) fn respond_with(&self, status: u16, headers: &Headers, body: &str) {
        let text = response_text(&self.request, status, &self.tag, headers, body);
        {
            let mut state = lock(&self.sip.state);
            if let Some(entry) = state.servers.get_mut(&self.key) {
                if entry.is_final {
                    return;
                }
                entry.last = Some(text.clone());
                entry.is_final = status >= 200;
                entry.changed = Instant::now();
            }
        }
        self.flow.send(&text);
        if status >= 200 && self.request.method == "INVITE" && self.flow.is_unreliable() {
            tokio::spawn(repeat_until_acknowledged(self.clone(), text));
        }
    }

    /// Answers an INVITE with 200 and a session description; the Contact is ours.
    pub(crate) fn accept(&self, sdp: &str) {
        let mut headers = Headers::default();
        headers.push("Contact", self.contact());
        headers.push("Allow", super::ALLOW);
        headers.push("Supported", "timer");
        // The side that asked for session timers refreshes (RFC 4028, section 9).
        if let Some(interval) = self.request.headers.first("Session-Expires") {
            let seconds = interval.split(';').next().unwrap_or("1800").trim();
            headers.push("Session-Expires", format!("{seconds};refresher=uac"));
            headers.push("Require", "timer");
        }
        self.respond_with(200, &headers, sdp);
    }

    /// A provisional answer that makes a dialog.
    pub(crate) fn progress(&self, status: u16, sdp: &str) {
        let mut headers = Headers::default();
        headers.push("Contact", self.contact());
        self.respond_with(status, &headers, sdp);
    }

    fn contact(&self) -> String {
        let address = self.sip.own_address(&self.flow);
        format!("<sip:centre@{address};transport={}>", self.flow.uri_transport())
    }

    /// Waits for the client's CANCEL.
    pub(crate) async fn cancelled(&self) {
        let cancelled = lock(&self.sip.state).servers.get(&self.key).map(|entry| entry.cancelled.subscribe());
        let Some(mut cancelled) = cancelled else { return std::future::pending().await };
        if cancelled.wait_for(|&cancelled| cancelled).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Over UDP the final answer to an INVITE is sent until its ACK comes (RFC 3261, sections 13.3.1.4 and 17.2.1).
async fn repeat_until_acknowledged(responder: Responder, text: String) {
    let subscribed =
        lock(&responder.sip.state).servers.get(&responder.key).map(|e| e.acknowledged.subscribe());
    let Some(mut acknowledged) = subscribed else { return };
    let end = Instant::now() + TRANSACTION_LIMIT;
    let mut pause = T1;
    while Instant::now() < end {
        let waiting = acknowledged.wait_for(|&acknowledged| acknowledged);
        if tokio::time::timeout(pause, waiting).await.is_ok() {
            return;
        }
        responder.flow.send(&text);
        pause = (pause * 2).min(T2);
    }
}
