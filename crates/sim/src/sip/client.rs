//! Client transactions: a request of ours and what is answered to it.

use super::core::{Sip, T1, T2, TRANSACTION_LIMIT};
use super::flow::Flow;
use super::message::{Headers, Request, Response};
use crate::lock;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio::time::Instant;

const WAITING_RESPONSES: usize = 8;

/// What the transaction layer remembers of a request of ours.
pub(super) struct ClientEntry {
    pub(super) responses: mpsc::Sender<Response>,
    /// The ACK of the final response to an INVITE, to be sent again with it.
    pub(super) ack: Option<String>,
    pub(super) forget_at: Option<std::time::Instant>,
}

/// A request that waits for its responses.
pub(crate) struct ClientTransaction {
    sip: Arc<Sip>,
    flow: Flow,
    branch: String,
    request: Request,
    responses: mpsc::Receiver<Response>,
    pause: std::time::Duration,
    send_again: Option<Instant>,
    give_up: Option<Instant>,
}

impl ClientTransaction {
    /// Sends `request` (without Via) along `flow`.
    pub(super) fn send(sip: Arc<Sip>, flow: Flow, mut request: Request) -> Self {
        let branch = format!("z9hG4bK{}", super::token());
        request.headers = with_via(&sip, &flow, &branch, &request.headers);
        let (sender, responses) = mpsc::channel(WAITING_RESPONSES);
        let entry = ClientEntry { responses: sender, ack: None, forget_at: None };
        lock(&sip.state).clients.insert(branch.clone(), entry);
        flow.send(&request.to_text());
        let now = Instant::now();
        let send_again = flow.is_unreliable().then(|| now + T1);
        Self {
            sip,
            flow,
            branch,
            request,
            responses,
            pause: T1,
            send_again,
            give_up: Some(now + TRANSACTION_LIMIT),
        }
    }

    pub(super) fn request(&self) -> &Request {
        &self.request
    }

    /// The next response; `None` when none came in time. May be dropped while it waits.
    pub(crate) async fn response(&mut self) -> Option<Response> {
        loop {
            let far = Instant::now() + TRANSACTION_LIMIT * 100;
            tokio::select! {
                response = self.responses.recv() => {
                    let response = response?;
                    self.answered(&response);
                    return Some(response);
                }
                () = tokio::time::sleep_until(self.send_again.unwrap_or(far)) => self.repeat(),
                () = tokio::time::sleep_until(self.give_up.unwrap_or(far)) => return None,
            }
        }
    }

    /// The final response, provisional ones passed over.
    pub(crate) async fn final_response(&mut self) -> Option<Response> {
        loop {
            let response = self.response().await?;
            if response.status >= 200 {
                return Some(response);
            }
        }
    }

    fn repeat(&mut self) {
        self.flow.send(&self.request.to_text());
        self.pause = if self.is_invite() { self.pause * 2 } else { (self.pause * 2).min(T2) };
        self.send_again = Some(Instant::now() + self.pause);
    }

    fn is_invite(&self) -> bool {
        self.request.method == "INVITE"
    }

    fn answered(&mut self, response: &Response) {
        if response.status >= 200 || self.is_invite() {
            self.send_again = None;
        }
        if response.status < 200 && self.is_invite() {
            // From here on it is the caller's patience that counts.
            self.give_up = None;
        }
        if response.status >= 300 && self.is_invite() {
            let ack = self.same_branch("ACK", response.to()).to_text();
            self.acknowledge(ack);
        }
    }

    /// Sends an ACK now, and again whenever the final response is repeated.
    pub(super) fn acknowledge(&self, ack: String) {
        self.flow.send(&ack);
        if let Some(entry) = lock(&self.sip.state).clients.get_mut(&self.branch) {
            entry.ack = Some(ack);
        }
    }

    /// Sends CANCEL (RFC 3261, section 9.1).
    pub(crate) fn cancel(&self) {
        self.flow.send(&self.same_branch("CANCEL", self.request.to()).to_text());
    }

    fn same_branch(&self, method: &str, to: &str) -> Request {
        let mut headers = Headers::default();
        for name in ["Via", "Route", "Max-Forwards", "From", "Call-ID"] {
            for value in self.request.headers.all(name) {
                headers.push(name, value);
            }
        }
        headers.push("To", to);
        headers.push("CSeq", format!("{} {method}", self.request.cseq()));
        Request { method: method.to_owned(), uri: self.request.uri.clone(), headers, body: String::new() }
    }
}

impl Drop for ClientTransaction {
    fn drop(&mut self) {
        if let Some(entry) = lock(&self.sip.state).clients.get_mut(&self.branch) {
            entry.forget_at = Some(std::time::Instant::now() + TRANSACTION_LIMIT);
        }
    }
}

/// The headers of a request of ours with our Via on top.
pub(super) fn with_via(sip: &Sip, flow: &Flow, branch: &str, headers: &Headers) -> Headers {
    let mut all = Headers::default();
    let rport = if flow.is_unreliable() { ";rport" } else { "" };
    all.push(
        "Via",
        format!("SIP/2.0/{} {};branch={branch}{rport}", flow.via_transport(), sip.own_address(flow)),
    );
    all.push("Max-Forwards", "70");
    for (name, value) in headers.iter() {
        all.push(name, value);
    }
    all
}
