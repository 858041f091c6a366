//! Why the simulator does not start or does not do what it is told.

use std::net::SocketAddr;
use std::path::PathBuf;

/// Why [`crate::Sim::start`] failed.
#[derive(Debug, thiserror::Error)]
pub enum SimError {
    /// A port is taken or the address is not this machine's.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// What was to be listened on.
        address: SocketAddr,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The certificate authority could not be made.
    #[error("cannot make the certificates: {0}")]
    Certificate(String),
    /// The certificate authority's file cannot be written.
    #[error("cannot write {path}: {source}")]
    CaFile {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The customers' voice is not a WAV that can be read.
    #[error("the customers' voice cannot be read: {0}")]
    Voice(String),
    /// Two seats with one extension, or none at all.
    #[error("every seat needs an extension of its own")]
    Seats,
}

/// Why an order to a running simulator was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrderError {
    /// No such agent.
    #[error("there is no such agent")]
    NoSuchAgent,
    /// No agent is signed in, available and reachable.
    #[error("no agent is free")]
    NoAgentFree,
    /// No such call.
    #[error("there is no such call")]
    NoSuchCall,
    /// The call is not in a state in which this makes sense.
    #[error("the call is not in a state for this")]
    WrongState,
}
