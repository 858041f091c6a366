//! Why signing in fails.

use crate::{LocalTime, token};
use reo_model::Redacted;

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

impl SignInError {
    /// The error behind a documented code (protocol page, section 1).
    pub const fn from_code(code: i64) -> Self {
        match code {
            400 => Self::UnknownExtension,
            401 => Self::TokenRejected,
            404 => Self::UnknownDomain,
            405 => Self::DomainExpired,
            other => Self::Refused(other),
        }
    }

    /// Says [`SignInError::TokenExpired`] where the server only refused, but `token` itself says that its time is
    /// past. `now` is the server's local time.
    #[must_use]
    pub fn explained_by(self, token: &Redacted<String>, now: LocalTime) -> Self {
        let refused = matches!(self, Self::TokenRejected | Self::UnknownExtension | Self::Refused(_));
        let expired = || token::peek(token).is_ok_and(|claims| claims.has_expired(now));
        if refused && expired() { Self::TokenExpired } else { self }
    }
}
