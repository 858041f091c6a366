//! The loopback door: lets the pages of a CRM, and nobody else, see and steer the agent's phone.
//!
//! [`protocol`] is what is said over the WebSocket, [`policy`] the rules about who may come in and do what, all pure.
//! [`Bridge`] is the handle of a running door: a loop owns its state, in `server`, with sockets and files around it.

mod bridge;
mod config;
mod door;
mod files;
pub mod policy;
pub mod protocol;
mod server;
mod view;

pub use bridge::{Bridge, StartError, Wish};
pub use config::BridgeConfig;
pub use door::{Grant, KeptNote, Memory};
pub use view::{
    Ask, AskKind, BridgeCommand, BridgeView, CallNotes, DialRule, DialRules, Door, NumberClass, OriginView,
};
