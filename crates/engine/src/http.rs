//! HTTP for signing in and for the polling of the agent socket: short answers, bounded waits, and a certificate that is not
//! trusted told apart from a server that is not there.

use reo_contact_centre::SignInError;
use reo_contact_centre::sign_in::{Body, Method, Request};
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect;
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

/// Name resolution, TCP and TLS.
const CONNECT: Duration = Duration::from_secs(5);
/// One request with its answer, as a rule.
const WHOLE: Duration = Duration::from_secs(12);
/// The longest answer that is read.
const MAX_ANSWER: usize = reo_contact_centre::constants::MAX_FILE;
/// More than any honest server needs.
const MAX_REDIRECTS: usize = 3;

/// An HTTP client.
#[derive(Clone, Debug)]
pub(crate) struct Http(reqwest::Client);

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    /// HTTP status.
    pub(crate) status: u16,
    /// The body.
    pub(crate) body: Vec<u8>,
}

/// Why a request came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HttpError {
    /// Not a web address.
    #[error("the address is not a web address")]
    Address,
    /// No connection, or it ended before the answer did.
    #[error("the server cannot be reached")]
    Unreachable,
    /// No connection or no whole answer in time.
    #[error("the server does not answer in time")]
    TimedOut,
    /// The certificate is not trusted.
    #[error("the server's certificate is not trusted")]
    Certificate,
    /// An endless answer, or one that is no HTTP.
    #[error("the answer was not understood")]
    NotUnderstood,
}

impl From<HttpError> for SignInError {
    fn from(error: HttpError) -> Self {
        match error {
            HttpError::Address => Self::BadAddress,
            HttpError::Unreachable | HttpError::TimedOut => Self::Unreachable,
            HttpError::Certificate => Self::Certificate,
            HttpError::NotUnderstood => Self::NotUnderstood,
        }
    }
}

impl Http {
    /// A client with this trust.
    ///
    /// # Errors
    /// The system gives no client.
    pub(crate) fn new(tls: &Arc<rustls::ClientConfig>) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(rustls::ClientConfig::clone(tls))
            .user_agent(concat!("Reo/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT)
            .redirect(redirect::Policy::custom(same_host))
            .build()?;
        Ok(Self(client))
    }

    /// Carries a request out.
    ///
    /// # Errors
    /// See [`HttpError`].
    pub(crate) async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        let sent = self.send_within(request, WHOLE).await;
        // The address stays out of the log: it may carry the token.
        sent.inspect_err(|error| tracing::warn!(%error, "an HTTP request failed"))
    }

    /// Carries a request out that may take so long, connection and answer together.
    ///
    /// # Errors
    /// See [`HttpError`].
    pub(crate) async fn send_within(&self, request: Request, limit: Duration) -> Result<Answer, HttpError> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
        };
        let builder = self.0.request(method, request.url.expose()).timeout(limit);
        let builder = match request.body {
            Body::Empty => builder,
            Body::Json(text) => builder.header(CONTENT_TYPE, "application/json").body(text.into_inner()),
            Body::Form(text) => {
                builder.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(text.into_inner())
            }
        };
        let response = builder.send().await.map_err(|error| reason(&error))?;
        let status = response.status().as_u16();
        Ok(Answer { status, body: read(response).await? })
    }
}

/// The token goes to the host that the agent named and to no other.
fn same_host(attempt: redirect::Attempt<'_>) -> redirect::Action {
    let from = attempt.previous().last();
    let downgrade = from.is_some_and(|from| from.scheme() == "https") && attempt.url().scheme() != "https";
    let elsewhere = from.and_then(|from| from.host_str()) != attempt.url().host_str();
    if elsewhere || downgrade || attempt.previous().len() > MAX_REDIRECTS {
        attempt.stop()
    } else {
        attempt.follow()
    }
}

async fn read(mut response: reqwest::Response) -> Result<Vec<u8>, HttpError> {
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|error| reason(&error))? {
        if body.len() + piece.len() > MAX_ANSWER {
            return Err(HttpError::NotUnderstood);
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

fn reason(error: &reqwest::Error) -> HttpError {
    if error.is_builder() {
        HttpError::Address
    } else if is_certificate(error) {
        HttpError::Certificate
    } else if error.is_timeout() {
        HttpError::TimedOut
    } else if error.is_decode() {
        HttpError::NotUnderstood
    } else {
        HttpError::Unreachable
    }
}

/// Whether a certificate is the reason, however deep it is wrapped.
fn is_certificate(error: &(dyn Error + 'static)) -> bool {
    if let Some(tls) = error.downcast_ref::<rustls::Error>() {
        return matches!(tls, rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented);
    }
    // An io::Error hides what it wraps from `source`.
    let wrapped = error.downcast_ref::<std::io::Error>().and_then(|io| io.get_ref());
    wrapped.is_some_and(|inner| is_certificate(inner)) || error.source().is_some_and(is_certificate)
}
