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

use reo_model::Extension;

/// The methods that are understood.
pub(crate) const ALLOW: &str = "INVITE, ACK, BYE, CANCEL, OPTIONS, REGISTER, UPDATE, INFO";

/// An agent's IP phone or softphone registers as an address of its own, so that it and the computer are told apart.
const DESK: &str = "-desk";

/// The SIP user of an agent's IP phone or softphone (devices 2, 4 and 6).
pub(crate) fn desk_user(agent: &Extension) -> String {
    format!("{agent}{DESK}")
}

/// Whose phone a SIP user is.
pub(crate) fn owner(user: &str) -> Extension {
    Extension::from(user.strip_suffix(DESK).unwrap_or(user))
}

/// A random word for tags, branches, Call-IDs and nonces.
pub(crate) fn token() -> String {
    format!("{:016x}", rand::random::<u64>())
}
