//! Signing in (protocol page, section 1): what is asked by HTTP, and what the answers say.
//!
//! In order: [`login`], [`constants`], [`check_partner`] at the address that [`api_base`] gives. Whoever carries
//! the requests out bounds the time and the length of the answers.

mod answer;
mod base;
mod check_partner;
mod error;
mod login;
mod request;
mod socket_address;

pub use base::{BaseAddress, PRESETS, Preset};
pub use check_partner::parse_check_partner;
pub use error::SignInError;
pub use login::{Login, parse_login};
pub use request::{Body, Method, Request, TokenForm, api_base, check_partner, constants, login};

use crate::{Constants, Identity};
use reo_model::{AgentId, Domain, Extension, Redacted};

/// All that the HTTP part of signing in brings.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The tenant.
    pub domain: Domain,
    /// The token that the agent socket wants.
    pub token: Redacted<String>,
    /// The answer of check-partner.
    pub facts: SessionFacts,
    /// The deployment's constants.
    pub constants: Constants,
}

impl SignedIn {
    /// Who speaks on the agent socket.
    pub fn identity(&self) -> Identity {
        Identity { agent_id: self.facts.agent_id.clone(), extension: self.facts.extension.clone() }
    }
}

/// The answer of check-partner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionFacts {
    /// `username`.
    pub agent_id: AgentId,
    /// `agent_id`.
    pub extension: Extension,
    /// `phone_no`.
    pub phone_no: Option<Redacted<String>>,
    /// `role`.
    pub role: Option<i64>,
    /// `sip_server_url`: the SIP domain.
    pub sip_domain: String,
    /// `sip_socket`: `wss://…`.
    pub sip_socket: String,
    /// The agent socket's full address.
    pub agent_socket: String,
    /// Outbound services.
    pub callout_services: Vec<CalloutService>,
}

/// An outbound service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalloutService {
    /// `callout_id`.
    pub id: String,
    /// `descriptions`.
    pub description: String,
    /// `is_default`.
    pub is_default: bool,
}

#[cfg(test)]
mod tests;
