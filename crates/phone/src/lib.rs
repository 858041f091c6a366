//! The call state of an agent's phone, pure.
//!
//! One [`Phone`] value is the single owner of call state. Everything that happens is an [`Input`], applied at
//! once; it yields [`Effect`]s (requests to the outside), [`Event`]s (past facts, each once) and a new
//! [`Snapshot`]. No clock, no random source, no socket: `now` is an argument, deadlines are asked for by
//! [`Phone::poll_timeout`].

mod call;
mod command;
mod effect;
mod event;
mod input;
mod limits;
mod line;
mod notices;
mod outbox;
mod phone;
mod problem;
mod session;
mod snapshot;
mod sound;
mod view;

pub use command::{Account, Command, TransferTarget, Watcher};
pub use effect::Effect;
pub use event::{EndCause, Event};
pub use input::{AudioInput, EndedBy, Input, LineFailure, MediaInput, SipInput, SocketInput};
pub use phone::Phone;
pub use problem::{Help, Problem, ProblemCode};
pub use snapshot::{
    AgentDevice, AgentView, Allowed, CallView, Colleague, Health, Hold, Light, LightState, Notice, Phase,
    ServiceView, SessionView, Snapshot, StatusView, TransferOffer, TransferStage, TransferView,
};
