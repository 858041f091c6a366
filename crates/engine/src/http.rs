//! HTTP for signing in: short answers, short waits, and a certificate that is not trusted told apart from a server that
//! is not there.

use reo_contact_centre::SignInError;
use reo_contact_centre::sign_in::{Body, Method, Request};
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect;
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

/// Name resolution, TCP and TLS.
const CONNECT: Duration = Duration::from_secs(5);
/// One request with its answer.
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
            .timeout(WHOLE)
            .redirect(redirect::Policy::custom(same_host))
            .build()?;
        Ok(Self(client))
    }

    /// Carries a request out.
    ///
    /// # Errors
    /// [`SignInError::Unreachable`], [`SignInError::Certificate`], [`SignInError::BadAddress`], or
    /// [`SignInError::NotUnderstood`] for an endless answer.
    pub(crate) async fn send(&self, request: Request) -> Result<Answer, SignInError> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
        };
        let builder = self.0.request(method, request.url.expose());
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

async fn read(mut response: reqwest::Response) -> Result<Vec<u8>, SignInError> {
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|error| reason(&error))? {
        if body.len() + piece.len() > MAX_ANSWER {
            return Err(SignInError::NotUnderstood);
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

fn reason(error: &reqwest::Error) -> SignInError {
    if error.is_builder() {
        return SignInError::BadAddress;
    }
    // The address stays out of the log: it may carry the token.
    let (timeout, connect) = (error.is_timeout(), error.is_connect());
    tracing::warn!(timeout, connect, certificate = is_certificate(error), "an HTTP request failed");
    if is_certificate(error) {
        SignInError::Certificate
    } else if error.is_decode() {
        SignInError::NotUnderstood
    } else {
        SignInError::Unreachable
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
