//! Signing in (protocol page, section 1).

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
    // TODO(contact-centre): pub constants: Constants,
}

/// The answer of check-partner.
#[derive(Clone, Debug)]
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

/// Why signing in failed; each variant is something else for the agent to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// The base address is not a web address.
    #[error("the base address is not a web address")]
    BadAddress,
    /// No connection.
    #[error("the server cannot be reached")]
    Unreachable,
    /// The certificate is not trusted.
    #[error("the server's certificate is not trusted")]
    Certificate,
    /// 401.
    #[error("the token is refused")]
    TokenRejected,
    /// The token's `expired` is past.
    #[error("the token has expired")]
    TokenExpired,
    /// 404.
    #[error("unknown domain")]
    UnknownDomain,
    /// 405.
    #[error("the domain has expired")]
    DomainExpired,
    /// 400.
    #[error("unknown extension")]
    UnknownExtension,
    /// Any other refusal.
    #[error("refused with {0}")]
    Refused(i64),
    /// Not what a contact centre sends.
    #[error("the answer was not understood")]
    NotUnderstood,
    /// The constants file is missing or unusable, and there is no earlier copy.
    #[error("the constants file is not usable")]
    Constants,
}
