//! A dialog's identity, sequence numbers and route (RFC 3261, section 12).

use crate::{
    identity::{Identity, escape_header},
    message::{self, Head, tagged},
    transfer::Replaces,
    wire,
};
use rsipstack::sip::{Header, HeadersExt, Method, Request, Response, ToTypedHeader, Uri, headers::To};

/// One confirmed dialog.
#[derive(Debug)]
pub(crate) struct Dialog {
    call_id: String,
    local_tag: String,
    remote_tag: String,
    local: String,
    remote: String,
    target: Uri,
    routes: Vec<String>,
    local_sequence: u32,
    remote_sequence: Option<u32>,
    /// We made the Call-ID (RFC 3261, section 14.1: decides the pause after a 491).
    pub(crate) we_called: bool,
    /// The peer lists UPDATE in Allow.
    pub(crate) peer_updates: bool,
}

impl Dialog {
    /// From our INVITE and a 2xx to it. `None` when the response lacks a tag or a Contact.
    pub(crate) fn called(invite: &Request, response: &Response) -> Option<Self> {
        let mut routes = message::record_routes(response);
        routes.reverse();
        Some(Self {
            call_id: message::call_id(invite)?,
            local_tag: message::from_tag(invite)?,
            remote_tag: message::to_tag(response)?,
            local: invite.from_header().ok()?.value().to_owned(),
            remote: response.to_header().ok()?.value().to_owned(),
            target: message::contact(response)?,
            routes,
            local_sequence: message::sequence(invite)?,
            remote_sequence: None,
            we_called: true,
            peer_updates: wire::lists(response, "Allow", "UPDATE"),
        })
    }

    /// From an INVITE to us that we answer with `local_tag`.
    pub(crate) fn answered(invite: &Request, local_tag: &str) -> Option<Self> {
        Some(Self {
            call_id: message::call_id(invite)?,
            local_tag: local_tag.to_owned(),
            remote_tag: message::from_tag(invite)?,
            local: tagged(invite.to_header().ok()?.value(), local_tag),
            remote: invite.from_header().ok()?.value().to_owned(),
            target: message::contact(invite)?,
            routes: message::record_routes(invite),
            local_sequence: 0,
            remote_sequence: message::sequence(invite),
            we_called: false,
            peer_updates: wire::lists(invite, "Allow", "UPDATE"),
        })
    }

    /// Call-ID.
    pub(crate) fn call_id(&self) -> &str {
        &self.call_id
    }

    /// Whether a request belongs to this dialog.
    pub(crate) fn owns(&self, request: &Request) -> bool {
        message::call_id(request).as_deref() == Some(self.call_id.as_str())
            && message::to_tag(request).as_deref() == Some(self.local_tag.as_str())
            && message::from_tag(request).as_deref() == Some(self.remote_tag.as_str())
    }

    /// Whether a response to our INVITE belongs to this dialog and not to another branch of a fork.
    pub(crate) fn has_remote_tag(&self, response: &Response) -> bool {
        message::to_tag(response).as_deref() == Some(self.remote_tag.as_str())
    }

    /// Whether a Replaces header means this dialog: its tags are named from our side.
    pub(crate) fn is_named_by(&self, replaces: &Replaces) -> bool {
        self.call_id == replaces.call_id
            && self.local_tag == replaces.to_tag
            && self.remote_tag == replaces.from_tag
    }

    /// Refer-To for whoever is to take our place in this dialog (RFC 5589, section 7). It has the peer's address
    /// of record: a contact behind a WebSocket is reached by nobody but its server.
    pub(crate) fn refer_to(&self) -> Option<String> {
        let peer = To::new(self.remote.as_str()).typed().ok()?.uri;
        let address = Uri { params: Vec::new(), headers: Vec::new(), ..peer };
        let replaces = Replaces {
            call_id: self.call_id.clone(),
            to_tag: self.remote_tag.clone(),
            from_tag: self.local_tag.clone(),
            early_only: false,
        };
        Some(format!("<{address}?Replaces={}>", escape_header(&replaces.to_string())))
    }

    /// Takes a request's CSeq; `false` when it is out of order (RFC 3261, section 12.2.2).
    pub(crate) fn take_sequence(&mut self, request: &Request) -> bool {
        let Some(sequence) = message::sequence(request) else { return false };
        if self.remote_sequence.is_some_and(|last| sequence <= last) {
            return false;
        }
        self.remote_sequence = Some(sequence);
        true
    }

    /// Follows the peer's Contact: an INVITE or UPDATE, and a 2xx to one, refreshes the target. A peer that
    /// reconnected is reached nowhere else.
    pub(crate) fn refresh_target(&mut self, message: &impl HeadersExt) {
        if let Some(target) = message::contact(message) {
            self.target = target;
        }
    }

    /// The next CSeq of ours.
    pub(crate) fn next_sequence(&mut self) -> u32 {
        self.local_sequence += 1;
        self.local_sequence
    }

    /// A request inside the dialog.
    pub(crate) fn request(
        &mut self,
        us: &Identity,
        method: Method,
        extra: Vec<Header>,
        sdp: Option<&str>,
    ) -> Request {
        let head = Head {
            method,
            target: self.target.clone(),
            sequence: self.next_sequence(),
            call_id: &self.call_id,
            from: self.local.clone(),
            to: self.remote.clone(),
            routes: &self.routes,
        };
        message::request(us, head, extra, sdp)
    }
}
