//! Session descriptions: what the peer's says, and what ours says. Pure text in, typed values out, and back.
//!
//! The WebRTC stack never sees the peer's text and the peer never sees the stack's: the stack gets a canonical
//! description ([`for_stack`]) whose shape never changes during a call, and hold, payload types, `mid` and rejected media
//! are settled here. That is the cure for most of what the stack gets wrong in renegotiation.

mod candidate;
mod formats;
mod local;
mod negotiate;
mod remote;
mod stack;
#[cfg(test)]
mod tests;
mod write;

pub(crate) use formats::Format;
pub(crate) use local::LocalTransport;
pub(crate) use negotiate::{Agreement, answer_direction, negotiate, offered_formats};
pub(crate) use remote::{RemoteDescription, Setup};
pub(crate) use stack::{StackTable, for_stack};
pub(crate) use write::{Origin, write_answer, write_offer};
