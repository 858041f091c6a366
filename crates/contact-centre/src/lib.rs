//! The 3C contact-centre protocol, pure: token, sign-in, constants, messages, agent session.

mod codec;
pub mod constants;
#[cfg(test)]
mod fixture;
mod local_time;
mod message;
pub mod polling;
mod session;
pub mod sign_in;
pub mod token;

pub use codec::{ClientFrame, Codec, Frame, Identity, MAX_FRAME, Malformed, NoNumber};
pub use constants::{Constant, Constants, ConstantsError};
pub use local_time::LocalTime;
pub use message::{
    CallOutError, CallOutStatus, ClientMessage, FoundAgent, FoundAgents, IpccError, ServerMessage, Status,
};
pub use session::{AgentSession, Counts, NotSent, SessionOutput};
pub use sign_in::{CalloutService, SessionFacts, SignInError, SignedIn};
pub use token::{Claims, TokenError};
