//! Messages of the agent socket, typed (protocol page, sections 3, 4 and 7).

mod call_out_error;
mod client;
mod field;
mod found_agents;
mod server;
mod status;
mod table;

pub use call_out_error::CallOutError;
pub use client::ClientMessage;
pub use found_agents::{FoundAgent, FoundAgents};
pub use server::ServerMessage;
pub use status::{CallOutStatus, IpccError, Status};

pub(crate) use field::Field;
pub(crate) use table::{MessageTable, ObjectId, Reader, messages};
