//! The 3C contact-centre protocol, pure: token, sign-in, constants, messages, agent session.

mod sign_in;

pub use sign_in::{CalloutService, SessionFacts, SignInError, SignedIn};
