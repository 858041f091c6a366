//! The transaction layer: what belongs to which request, and what is new.

use super::client::ClientEntry;
use super::flow::Flow;
use super::message::{self, Message, Request, Response};
use super::registrar::Binding;
use super::server::{Responder, ServerEntry};
use crate::lock;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// T1 and 64·T1 of RFC 3261, section 17.1.1.1.
pub(super) const T1: Duration = Duration::from_millis(500);
pub(super) const T2: Duration = Duration::from_secs(4);
pub(super) const TRANSACTION_LIMIT: Duration = Duration::from_secs(32);
/// Requests of one dialog that may wait.
const WAITING_REQUESTS: usize = 16;

/// A request inside a dialog, with the means to answer it.
pub(crate) struct InDialog {
    pub(crate) request: Request,
    pub(crate) responder: Responder,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) clients: HashMap<String, ClientEntry>,
    pub(super) servers: HashMap<String, ServerEntry>,
    pub(super) dialogs: HashMap<(String, String), mpsc::Sender<InDialog>>,
    pub(super) bindings: HashMap<String, Vec<Binding>>,
    pub(super) nonces: HashMap<String, Instant>,
}

/// The simulator's SIP.
pub(crate) struct Sip {
    pub(super) state: Mutex<State>,
    web: SocketAddr,
    udp: Option<SocketAddr>,
}

impl Sip {
    pub(crate) fn new(web: SocketAddr, udp: Option<SocketAddr>) -> Arc<Self> {
        Arc::new(Self { state: Mutex::default(), web, udp })
    }

    /// Where we are, as seen along `flow`.
    pub(super) fn own_address(&self, flow: &Flow) -> SocketAddr {
        if flow.is_unreliable() { self.udp.unwrap_or(self.web) } else { self.web }
    }

    /// Opens the way for requests of a dialog.
    pub(super) fn open_dialog(&self, call_id: &str, local_tag: &str) -> mpsc::Receiver<InDialog> {
        let (sender, receiver) = mpsc::channel(WAITING_REQUESTS);
        lock(&self.state).dialogs.insert((call_id.to_owned(), local_tag.to_owned()), sender);
        receiver
    }

    pub(super) fn close_dialog(&self, call_id: &str, local_tag: &str) {
        lock(&self.state).dialogs.remove(&(call_id.to_owned(), local_tag.to_owned()));
    }

    /// Takes what came along `flow`. A request that begins something is handed back; everything else has found
    /// its transaction or dialog.
    pub(crate) fn receive(self: &Arc<Self>, flow: &Flow, bytes: &[u8]) -> Option<(Request, Responder)> {
        match message::parse(bytes)? {
            Message::Response(response) => {
                self.response(flow, response);
                None
            }
            Message::Request(request) => self.request(flow, noting_source(request, flow)),
        }
    }

    fn response(&self, flow: &Flow, response: Response) {
        let state = lock(&self.state);
        let Some(entry) = response.branch().and_then(|branch| state.clients.get(branch)) else { return };
        match &entry.ack {
            // The final response comes again: so does its ACK.
            Some(ack) if response.status >= 200 => flow.send(ack),
            _ => {
                let _ = entry.responses.try_send(response);
            }
        }
    }

    fn request(self: &Arc<Self>, flow: &Flow, request: Request) -> Option<(Request, Responder)> {
        let branch = request.branch()?.to_owned();
        match request.method.as_str() {
            "ACK" => {
                self.ack(&branch, flow, request);
                return None;
            }
            "CANCEL" => {
                self.cancel(&branch, flow, request);
                return None;
            }
            _ => {}
        }
        let key = format!("{branch} {}", request.method);
        let responder = Responder::new(self.clone(), key.clone(), flow.clone(), &request);
        {
            let mut state = lock(&self.state);
            state.purge();
            if let Some(known) = state.servers.get(&key) {
                known.repeat(flow);
                return None;
            }
            state.servers.insert(key, ServerEntry::new(&request));
        }
        let Some(tag) = message::param(request.to(), "tag") else { return Some((request, responder)) };
        self.in_dialog(tag.to_owned(), request, responder);
        None
    }

    fn in_dialog(&self, tag: String, request: Request, responder: Responder) {
        let dialog = lock(&self.state).dialogs.get(&(request.call_id().to_owned(), tag)).cloned();
        let refused = match dialog {
            Some(dialog) => {
                dialog.try_send(InDialog { request, responder }).err().map(|error| error.into_inner())
            }
            None => Some(InDialog { request, responder }),
        };
        if let Some(refused) = refused {
            refused.responder.respond(481);
        }
    }

    fn ack(&self, branch: &str, _flow: &Flow, request: Request) {
        let mut state = lock(&self.state);
        let same_branch = format!("{branch} INVITE");
        let (call_id, cseq) = (request.call_id().to_owned(), request.cseq());
        for (key, entry) in &mut state.servers {
            if *key == same_branch || entry.is_invite_of(&call_id, cseq) {
                entry.acknowledge();
            }
        }
    }

    fn cancel(self: &Arc<Self>, branch: &str, flow: &Flow, request: Request) {
        let invite = format!("{branch} INVITE");
        let responder = Responder::new(self.clone(), format!("{branch} CANCEL"), flow.clone(), &request);
        let known = lock(&self.state).servers.get(&invite).map(ServerEntry::cancel).is_some();
        responder.respond(if known { 200 } else { 481 });
    }
}

impl State {
    /// Forgets what is long over.
    fn purge(&mut self) {
        let now = Instant::now();
        self.clients.retain(|_, entry| entry.forget_at.is_none_or(|at| at > now));
        self.servers.retain(|_, entry| entry.forget_at(TRANSACTION_LIMIT) > now);
        self.nonces.retain(|_, made| now.duration_since(*made) < Duration::from_secs(3_600));
        self.dialogs.retain(|_, dialog| !dialog.is_closed());
    }
}

/// Fills `received` and `rport` into the topmost Via (RFC 3581, section 4).
fn noting_source(mut request: Request, flow: &Flow) -> Request {
    let Some(peer) = flow.peer() else { return request };
    let mut headers = message::Headers::default();
    let mut first = true;
    for (name, value) in request.headers.iter() {
        if first && name.eq_ignore_ascii_case("Via") {
            first = false;
            let filled = format!(";rport={}", peer.port());
            let value = value.replacen(";rport", &filled, usize::from(!value.contains(";rport=")));
            headers.push(name, format!("{value};received={}", peer.ip()));
        } else {
            headers.push(name, value);
        }
    }
    request.headers = headers;
    request
}
