//! What a client needs to know of its account.

use crate::Tap;
use reo_model::Redacted;
use std::{sync::Arc, time::Duration};
use url::Url;

/// One account at one server.
#[derive(Clone)]
pub struct SipConfig {
    /// `wss://…` or `ws://…`.
    pub server: Url,
    /// SIP domain: host part of the address of record, without a scheme.
    pub domain: String,
    /// User part of the address of record.
    pub user: String,
    /// Name for the digest where it differs from `user`.
    pub auth_user: Option<String>,
    /// Digest password.
    pub password: Redacted<String>,
    /// Name that the far side may show.
    pub display_name: Option<String>,
    /// Trust for `wss`, from [`crate::tls::client_config`].
    pub tls: Arc<rustls::ClientConfig>,
    /// Value of the User-Agent header.
    pub user_agent: String,
    /// Asked-for lifetime of the registration; the server may shorten it. Whole seconds count.
    pub expires: Duration,
    /// Asked-for session interval (RFC 4028), at least 90 s. Whole seconds count.
    pub session_expires: Duration,
    /// How often an idle connection is pinged; without an answer for as long again it counts as dead.
    pub keep_alive: Duration,
    /// Pause before the first attempt to reconnect or to register again; it doubles from there.
    pub first_retry: Duration,
    /// Longest pause between attempts.
    pub max_retry: Duration,
    /// Who is told of each message, by its kind alone.
    pub tap: Option<Tap>,
}

impl SipConfig {
    /// An account with the usual intervals.
    pub fn new(
        server: Url,
        domain: impl Into<String>,
        user: impl Into<String>,
        password: Redacted<String>,
        tls: Arc<rustls::ClientConfig>,
    ) -> Self {
        Self {
            server,
            domain: domain.into(),
            user: user.into(),
            auth_user: None,
            password,
            display_name: None,
            tls,
            user_agent: concat!("Reo/", env!("CARGO_PKG_VERSION")).to_owned(),
            expires: Duration::from_secs(120),
            session_expires: Duration::from_secs(1800),
            keep_alive: Duration::from_secs(25),
            first_retry: Duration::from_secs(1),
            max_retry: Duration::from_secs(30),
            tap: None,
        }
    }
}

impl std::fmt::Debug for SipConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SipConfig")
            .field("server", &self.server.host_str())
            .field("domain", &self.domain)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}
