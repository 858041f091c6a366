//! The loopback door: lets the pages of a CRM, and nobody else, see and steer the agent's phone.
//!
//! [`protocol`] is what is said over the WebSocket, [`policy`] the rules about who may come in and do what, all pure.

mod door;
pub mod policy;
pub mod protocol;
mod view;

pub use door::{Grant, KeptNote, Memory};
pub use view::{
    Ask, AskKind, BridgeCommand, BridgeView, CallNotes, DialRule, DialRules, Door, NumberClass, OriginView,
};
