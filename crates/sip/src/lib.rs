//! SIP signalling: one account's registration and its calls.
//!
//! [`SipClient`] keeps an account registered over a transport (WebSocket today) and turns dialogs into
//! [`SipCommand`]s and [`SipEvent`]s that know a call only by its [`reo_model::LegId`]. SDP passes through untouched.
//! Transactions and message parsing are rsipstack's; dialogs, offers, session timers and the
//! connection are held here. Nothing outside this crate sees rsipstack.

mod agent;
mod client;
mod command;
mod config;
mod dialog;
mod digest;
mod event;
mod identity;
mod message;
mod session_timer;
mod stack;
mod tap;
pub mod tls;
mod transfer;
mod transport;
mod wire;

pub use client::SipClient;
pub use command::SipCommand;
pub use config::SipConfig;
pub use event::{EndedBy, LineFailure, SipEvent, TransferFailure};
pub use tap::{Passed, Tap};

/// Directives for a `tracing` `EnvFilter`: the stack below logs whole messages, with digests, numbers and
/// names, so nothing of it may reach a log. Append them after any other directives.
pub const LOG_DIRECTIVES: &str = "rsipstack=off";
