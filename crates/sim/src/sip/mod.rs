//! SIP of the simulator's own: parser by `rsip`, everything above it here (RFC 3261, RFC 7118).

mod client;
mod core;
mod dialog;
mod digest;
mod flow;
mod message;
mod registrar;
mod server;
pub(crate) mod transport;

pub(crate) use self::core::{InDialog, Sip};
pub(crate) use dialog::{Caller, Dialog, Inviting};
pub(crate) use flow::Flow;
pub(crate) use message::{Request, Response, uri, user};
pub(crate) use registrar::{Binding, Registration};
pub(crate) use server::Responder;

/// The methods that are understood.
pub(crate) const ALLOW: &str = "INVITE, ACK, BYE, CANCEL, OPTIONS, REGISTER, UPDATE, INFO";

/// A random word for tags, branches, Call-IDs and nonces.
pub(crate) fn token() -> String {
    format!("{:016x}", rand::random::<u64>())
}
