//! Dialogs (RFC 3261, section 12): the simulator is one end of each.

use super::client::{ClientTransaction, with_via};
use super::core::{InDialog, Sip};
use super::flow::Flow;
use super::message::{self, Headers, Request, Response};
use super::registrar::Binding;
use super::server::Responder;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

const BYE_LIMIT: Duration = Duration::from_secs(5);
const CANCEL_LIMIT: Duration = Duration::from_secs(5);

/// One end of a dialog with an agent.
pub(crate) struct Dialog {
    sip: Arc<Sip>,
    flow: Flow,
    /// The agent, whose newest registration is the way when the flow is gone.
    user: String,
    call_id: String,
    local_tag: String,
    local: String,
    remote: String,
    target: String,
    routes: Vec<String>,
    sequence: u32,
    requests: mpsc::Receiver<InDialog>,
}

/// An INVITE of ours that is not answered yet.
pub(crate) struct Inviting {
    pub(crate) transaction: ClientTransaction,
    dialog: Dialog,
}

/// Who calls, as the agent is to see it.
pub(crate) struct Caller<'a> {
    pub(crate) number: &'a str,
    pub(crate) name: Option<&'a str>,
    pub(crate) domain: &'a str,
}

impl Inviting {
    /// Sends an INVITE to a registered contact.
    pub(crate) fn send(
        sip: &Arc<Sip>,
        user: &str,
        binding: &Binding,
        caller: &Caller<'_>,
        offer: &str,
    ) -> Self {
        let local_tag = super::token();
        let call_id = super::token();
        let name = caller.name.map(|name| format!("\"{}\" ", name.replace(['"', '\\', '\r', '\n'], " ")));
        let from = format!("{}<sip:{}@{}>", name.unwrap_or_default(), caller.number, caller.domain);
        let mut dialog = Dialog {
            sip: sip.clone(),
            flow: binding.flow.clone(),
            user: user.to_owned(),
            requests: sip.open_dialog(&call_id, &local_tag),
            call_id,
            local: format!("{from};tag={local_tag}"),
            local_tag,
            remote: format!("<sip:{user}@{}>", caller.domain),
            target: binding.contact.clone(),
            routes: Vec::new(),
            sequence: 0,
        };
        let transaction = dialog.request("INVITE", offer);
        Self { transaction, dialog }
    }

    /// The dialog that a 2xx made; its ACK is sent.
    pub(crate) fn answered(mut self, response: &Response) -> Dialog {
        self.dialog.confirm(&self.transaction, response);
        self.dialog
    }

    /// Takes the call back. Should the agent have answered just now, the call is ended.
    pub(crate) async fn cancel(mut self) {
        self.transaction.cancel();
        // A phone that is gone says nothing any more.
        if let Ok(Some(response)) =
            tokio::time::timeout(CANCEL_LIMIT, self.transaction.final_response()).await
            && response.status < 300
        {
            self.answered(&response).bye().await;
        }
    }
}

impl Dialog {
    /// The dialog of an INVITE that an agent sent.
    pub(crate) fn accepted(sip: &Arc<Sip>, request: &Request, responder: &Responder) -> Self {
        let local_tag = responder.tag().to_owned();
        let contact = request.headers.first("Contact").unwrap_or_default();
        Self {
            sip: sip.clone(),
            flow: responder.flow().clone(),
            user: message::user(message::uri(request.from())).to_owned(),
            requests: sip.open_dialog(request.call_id(), &local_tag),
            call_id: request.call_id().to_owned(),
            local: format!("{};tag={local_tag}", request.to()),
            local_tag,
            remote: request.from().to_owned(),
            target: message::uri(contact).to_owned(),
            routes: request.headers.all("Record-Route").map(str::to_owned).collect(),
            sequence: 0,
        }
    }

    /// The next request of the agent's in this dialog.
    pub(crate) async fn next(&mut self) -> Option<InDialog> {
        let incoming = self.requests.recv().await?;
        // Target refresh, and the flow that the client uses now (RFC 3261, section 12.2.2).
        if let Some(contact) = incoming.request.headers.first("Contact") {
            self.target = message::uri(contact).to_owned();
        }
        self.flow = incoming.responder.flow().clone();
        Some(incoming)
    }

    /// Sends a re-INVITE: the answer's SDP, or the status of the refusal.
    pub(crate) async fn reinvite(&mut self, offer: &str) -> Result<String, u16> {
        let mut transaction = self.request("INVITE", offer);
        match transaction.final_response().await {
            Some(response) if response.status < 300 => {
                self.confirm(&transaction, &response);
                Ok(response.body)
            }
            Some(response) => Err(response.status),
            None => Err(408),
        }
    }

    /// Ends the dialog; waits for the answer, though not long.
    pub(crate) async fn bye(mut self) {
        let mut transaction = self.request("BYE", "");
        let _ = tokio::time::timeout(BYE_LIMIT, transaction.final_response()).await;
    }

    fn request(&mut self, method: &str, body: &str) -> ClientTransaction {
        if self.flow.is_closed()
            && let Some(binding) = self.sip.binding(&self.user)
        {
            self.flow = binding.flow;
            self.target = binding.contact;
        }
        self.sequence += 1;
        let request = self.build(method, body);
        ClientTransaction::send(self.sip.clone(), self.flow.clone(), request)
    }

    fn build(&self, method: &str, body: &str) -> Request {
        let mut headers = Headers::default();
        for route in &self.routes {
            headers.push("Route", route.clone());
        }
        headers.push("From", self.local.clone());
        headers.push("To", self.remote.clone());
        headers.push("Call-ID", self.call_id.clone());
        headers.push("CSeq", format!("{} {method}", self.sequence));
        let address = self.sip.own_address(&self.flow);
        headers.push("Contact", format!("<sip:centre@{address};transport={}>", self.flow.uri_transport()));
        if method == "INVITE" {
            headers.push("Allow", super::ALLOW);
            headers.push("Supported", "timer");
        }
        Request { method: method.to_owned(), uri: self.target.clone(), headers, body: body.to_owned() }
    }

    /// Takes over what a 2xx to an INVITE says, and sends its ACK, which is a transaction of its own.
    fn confirm(&mut self, transaction: &ClientTransaction, response: &Response) {
        self.remote = response.to().to_owned();
        if let Some(contact) = response.headers.first("Contact") {
            self.target = message::uri(contact).to_owned();
        }
        if self.routes.is_empty() {
            self.routes = response.headers.all("Record-Route").map(str::to_owned).collect();
            self.routes.reverse();
        }
        let mut ack = self.build("ACK", "");
        let cseq = transaction.request().cseq();
        ack.headers = ack.headers.without("CSeq");
        ack.headers.push("CSeq", format!("{cseq} ACK"));
        let branch = format!("z9hG4bK{}", super::token());
        ack.headers = with_via(&self.sip, &self.flow, &branch, &ack.headers);
        transaction.acknowledge(ack.to_text());
    }
}

impl Drop for Dialog {
    fn drop(&mut self) {
        self.sip.close_dialog(&self.call_id, &self.local_tag);
    }
}
