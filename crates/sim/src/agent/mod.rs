//! Agents and their sockets (protocol page, sections 2 and 3).

mod calls;
mod deliver;
mod device;
mod outgoing;
mod played;
mod requests;
mod socket;
mod state;
pub(crate) mod token;
mod transfer;

pub(crate) use outgoing::Announcement;
pub use played::{Colleague, OnTransfer};
pub(crate) use socket::{Poller, serve};
pub use state::AgentView;
pub(crate) use state::Agents;
