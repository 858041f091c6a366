//! Calls: each one is a task that plays the customer, the queue and the phone system's side of the agent's leg.

mod asked;
mod attend;
mod dial;
mod direct;
mod end;
mod inbound;
mod internal;
mod leg;
mod moving;
mod outbound;
mod passing;
mod record;
mod registry;
mod ringing;
mod talk;
mod view;
mod whom;

pub(crate) use asked::TransferId;
pub(crate) use dial::GARBAGE;
pub use inbound::CallRequest;
pub(crate) use record::{Call, CallOrder};
pub(crate) use registry::Calls;
pub use view::{CallState, CallView, Direction, EndReason};

/// The status of a call that is not there (`ERROR_CODE_CALL_NOT_FOUND`).
pub(crate) const NOT_FOUND: &str = "IPCCERR0000";
/// The status of a transfer that came to nothing (`TRANSFER_CALL_FAILED`).
pub(crate) const TRANSFER_FAILED: &str = "IPCCERR0013";
