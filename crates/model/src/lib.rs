//! Identifiers and small values that every part of Reo shares. No logic beyond parsing and formatting.

mod call;
mod device;
mod dial_link;
mod id;
mod number;
mod redacted;
mod status;
mod time;

pub use call::{CallId, Digit, Direction, LegId};
pub use device::DeviceType;
pub use dial_link::{DialLink, LinkError, LinkedCall};
pub use id::{AgentId, Domain, Extension, ServerCallId};
pub use number::{NumberError, NumberKind, PhoneNumber};
pub use redacted::Redacted;
pub use status::AgentStatus;
pub use time::Timestamp;
